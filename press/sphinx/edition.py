"""Sphinx extension: fill in what ``_config.yml`` leaves to the data package.

The data package is the only place for year, dates, authors and file names of the edition, and for
the PDF's index, attachments and watermark of an example. A draft says so on every page: pages are
marked while they are written, so that no cell has to run again.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.errors import ConfigError, SphinxError

from press import identity, project
from press.check import tables

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


class BadData(SphinxError):
    category = tables.BAD_DATA


def edition_words() -> dict[str, str]:
    """Placeholders of ``_config.yml`` and their values: {jaar}, {auteurs}, {verschenen} …"""
    from jaarverslag import gegevens, uitgave

    package = gegevens.pakket()
    return {
        "jaar": str(package["verslagjaar"]),
        "auteurs": uitgave.auteurs(),
        "makers": uitgave.makers(),
        "verschenen": uitgave.verschenen(),
        "organisatie": package["organisatie"]["naam"],
        "kort": package["organisatie"]["kort"],
        "plaats": package["organisatie"]["plaats"],
        "publicatiejaar": package["publicatiedatum"][:4],
        "bewerkingsjaar": package["bewerkingsdatum"][:4],
    }


def fill_in(setting: Any, words: dict[str, str]) -> Any:
    """A setting with its placeholders filled in, however deeply nested."""
    if isinstance(setting, dict):
        return {key: fill_in(value, words) for key, value in setting.items()}
    if isinstance(setting, (list, tuple)):
        return [fill_in(value, words) for value in setting]
    if not isinstance(setting, str):
        return setting
    return re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), setting)


def fill_in_year(app: Sphinx, config: Config) -> None:
    """Set year, dates and file name of the edition from the data package."""
    from jaarverslag import citeren, gegevens, voorbeeld

    try:
        package = gegevens.pakket()
        year = gegevens.verslagjaar()
    except (OSError, ValueError, KeyError) as error:
        raise BadData("\n".join(tables.problems()) or str(error)) from error
    words = edition_words()
    for name in ("project", "author", "copyright"):
        config[name] = fill_in(config[name] or "", words)
    config.html_title = citeren.herbouw(package)
    mark = {"woord": voorbeeld.WOORD, "uitleg": voorbeeld.UITLEG}
    config.html_context = {
        **fill_in(config.html_context, words),
        "voorbeeld": mark if voorbeeld.is_voorbeeld() else None,
    }
    config.project = voorbeeld.gemerkt(config.project)
    if not re.search(rf"\b{year}\b", config.project):
        raise ConfigError(
            f"_config.yml: project is {config.project!r}, "
            f"maar data/datapackage.json gaat over {year}."
        )
    config.version = config.release = package.get("version", "")
    if "typst_filename" in config:
        config.typst_filename = project.book_file(package)
        config.typst_data = {
            **fill_in(config.typst_data, words),
            "year": str(year),
            # The metadata of the PDF says that it is a rebuild, and of whose report.
            "cited-as": citeren.herbouw(package),
            "date": package.get("bewerkingsdatum", ""),
            "published": package.get("publicatiedatum", ""),
            "version": this_edition().version,
            "content": this_edition().content,
            "index": printed_index(),
            "creators": [maker["title"] for maker in package["contributors"]],
            "online": config.html_baseurl,
        }
        if this_edition().draft:
            config.typst_data["mark-line"] = draft_line()
            config.typst_data["cited-as"] += " (ontwerp)"
        if voorbeeld.is_voorbeeld():
            config.typst_data |= printed_mark(config.typst_data["title"])
        config.typst_attachments = printed_attachments(package)
        config.typst_metadata = printed_metadata(package)


@cache
def this_edition() -> identity.Identity:
    return identity.identity()


def described() -> dict[str, Any]:
    """The data package, with the version of this build."""
    from jaarverslag import gegevens

    return {**gegevens.pakket(), "version": this_edition().version}


def draft_line() -> str:
    return f"Ontwerp. Versie {this_edition().version} is nog niet uitgegeven."


def mark_draft(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace the version number in the text by the version of the draft."""
    found = this_edition()
    for place in doctree.findall(nodes.inline):
        if "inhoud-van-de-uitgave" in place["classes"]:
            place.children = []
            place += nodes.Text(found.content)
    for text in list(doctree.findall(nodes.Text)) if found.draft else ():
        if found.number in text:
            marked = text.replace(found.number, found.version)
            if isinstance(text.parent, nodes.literal_block):
                text.parent.rawsource = marked  # or it is not highlighted
            text.parent.replace(text, nodes.Text(marked))


def mark_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    context["ontwerp"] = draft_line() if this_edition().draft else ""
    context["versie"] = this_edition().version


def printed_mark(title: str) -> dict[str, Any]:
    """Text for the cover and colophon of an example's PDF, and its watermark."""
    from jaarverslag import voorbeeld

    return {
        "title": voorbeeld.gemerkt(title),
        "subtitle": f"{voorbeeld.ORGANISATIE}: een verzonnen organisatie",
        "mark": voorbeeld.WOORD,
        "mark-line": f"{voorbeeld.WOORD}. {voorbeeld.UITLEG}",
        "colophon": [
            f"Dit zijn {voorbeeld.WOORD.lower()}. {voorbeeld.UITLEG} Alleen wat over de sector "
            "en over wetten gaat, komt uit openbare bronnen.",
            "Deze uitgave toont hoe het verslag eruitziet met gevulde registers. Ze is niet "
            "bedoeld om uit te delen.",
        ],
    }


def printed_index() -> dict[str, str]:
    """Entries of the PDF's index: the names of indicators, by the prefix of their rows."""
    from jaarverslag import gegevens
    from jaarverslag.cijfers import CIJFERTABELLEN

    return {
        f"{name[0]}-{row.id}": row.label
        for name, (definitions, *_) in CIJFERTABELLEN.items()
        for row in gegevens.per_rij(gegevens.tabel(definitions))
    }


def printed_attachments(package: dict[str, Any]) -> list[dict[str, str]]:
    """The data package is attached to the PDF, so that an archive keeps them together."""
    from jaarverslag import gegevens

    files = [("datapackage.json", "application/json", package["title"])]
    files += [(table["path"], "text/csv", table["title"]) for table in package["resources"]]
    return [
        {"path": str(gegevens.datamap() / path), "mime": mime, "description": title}
        for path, mime, title in files
    ]


def printed_metadata(package: dict[str, Any]) -> dict[str, str]:
    """Metadata of the PDF for catalogues, keyed by Dublin Core names."""
    from jaarverslag import citeren, uitgave

    original = citeren.origineel(package)
    source = [uitgave.auteurs(), original["titel"], original["url"]] if original else []
    metadata = {
        "dc:description": citeren.cff(package)["abstract"] if original else "",
        "dc:publisher": uitgave.makers(),
        "dc:rights": "; ".join(f"{of['title']}, {of['path']}" for of in package["licenses"]),
        "dc:identifier": f"{package['name']}, {this_edition().whole}",
        "dc:source": ", ".join(filter(None, source)),
    }
    return {name: text for name, text in metadata.items() if text}


def setup(app: Sphinx) -> None:
    # Late: after every extension has added its configuration values.
    app.connect("config-inited", fill_in_year, priority=900)
    app.connect("doctree-resolved", mark_draft)
    app.connect("html-page-context", mark_page)
