"""Sphinx extension: no book out of bad data, a failed cell or a missing number.

Everything here also guards a plain ``jupyter-book build .``, where ``publish.py`` does not watch.
It adds the role ``{cijfer}`` and says in Dutch which chapter is being made.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.errors import ConfigError, SphinxError
from sphinx.util import logging

from press import project
from press.check import tables
from press.patches import book_order, failed_cells, is_named, pasting
from press.sphinx import PerPage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

PASTING: Any = pasting()
LOGGER = logging.getLogger(__name__)


class BadData(SphinxError):
    category = tables.BAD_DATA


class HoleInText(SphinxError):
    category = "Ontbrekend getal"


class CijferRole(PASTING):
    """{cijfer}`naam`: the figure that a cell named with ``noem(naam=...)``, linked to its row.

    myst-nb only warns about an unknown name and leaves a hole in the sentence. Here holes are
    collected, so that the author sees all of them, and the build stops before a page is written.
    """

    text: str

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        name = self.text
        if not is_named(self.document, name):
            return self._hole(name, "geen enkele cel noemt het met noem(...)")
        self.text = f"{name}:myst"
        pasted, messages = super().run()
        if not "".join(node.astext() for node in pasted).strip():
            return self._hole(name, "het is leeg")
        return pasted, messages

    def _hole(self, name: str, why: str) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        env = self.document.settings.env
        line = f"{env.docname}, regel {self.line}: {{cijfer}}`{name}`: {why}"
        HOLES.of(env).setdefault(env.docname, []).append(line)
        return [nodes.inline(text="??")], []


HOLES: PerPage[list[str]] = PerPage("cijfer_holes")


def edition_words() -> dict[str, str]:
    """What ``_config.yml`` may leave to the data package: {jaar}, {auteurs}, {verschenen} …"""
    from jaarverslag import gegevens, uitgave

    package = gegevens.pakket()
    return {
        "jaar": str(package["verslagjaar"]),
        "auteurs": uitgave.auteurs(),
        "makers": uitgave.makers(),
        "verschenen": uitgave.verschenen(),
        "publicatiejaar": package["publicatiedatum"][:4],
        "bewerkingsjaar": package["bewerkingsdatum"][:4],
    }


def fill_in(setting: Any, words: dict[str, str]) -> Any:
    """A setting with its words filled in, wherever they stand in it."""
    if isinstance(setting, dict):
        return {key: fill_in(value, words) for key, value in setting.items()}
    if isinstance(setting, (list, tuple)):
        return [fill_in(value, words) for value in setting]
    if not isinstance(setting, str):
        return setting
    return re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), setting)


def fill_in_year(app: Sphinx, config: Config) -> None:
    """Year, dates and file name of the edition stand in the data package and nowhere else."""
    from jaarverslag import citeren, gegevens, voorbeeld

    try:
        package = gegevens.pakket()
        year = gegevens.verslagjaar()
    except (OSError, ValueError, KeyError) as error:
        raise BadData("\n".join(tables.problems()) or str(error)) from error
    words = edition_words()
    for name in ("html_title", "project", "author", "copyright"):
        config[name] = fill_in(config[name] or "", words)
    for name in ("html_title", "project"):
        config[name] = voorbeeld.gemerkt(config[name])
        if not re.search(rf"\b{year}\b", config[name]):
            raise ConfigError(
                f"_config.yml: {name} is {config[name]!r}, "
                f"maar data/datapackage.json gaat over {year}."
            )
    config.version = config.release = package.get("version", "")
    if "typst_filename" in config:
        config.typst_filename = project.book_file(package)
        config.typst_data = {
            **fill_in(config.typst_data, words),
            "year": str(year),
            # What a reader of the file alone sees: that it is a rebuild, and whose.
            "cited-as": citeren.herbouw(package),
            "date": package.get("bewerkingsdatum", ""),
            "published": package.get("publicatiedatum", ""),
            "version": package.get("version", ""),
            "index": printed_index(),
        }
        if voorbeeld.is_voorbeeld():
            config.typst_data |= printed_mark(config.typst_data["title"])
        config.typst_attachments = printed_attachments(package)


def printed_mark(title: str) -> dict[str, Any]:
    """What the PDF of an example says on its cover, in its colophon and across every page."""
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
    """What the index of the PDF lists: the names of indicators, by the beginning of their rows."""
    from jaarverslag import gegevens

    tables = {"k": "indicatoren", "s": "reeksen"}
    return {
        f"{letter}-{row.id}": row.label
        for letter, name in tables.items()
        for row in gegevens.per_rij(gegevens.tabel(name))
    }


def printed_attachments(package: dict[str, Any]) -> list[dict[str, str]]:
    """The data package travels inside the PDF, so that an archive keeps them together."""
    from jaarverslag import gegevens

    files = [("datapackage.json", "application/json", package["title"])]
    files += [(table["path"], "text/csv", table["title"]) for table in package["resources"]]
    return [
        {"path": str(gegevens.datamap() / path), "mime": mime, "description": title}
        for path, mime, title in files
    ]


def check_place(app: Sphinx) -> None:
    """Python may have found the engine of another book first, in the folder it was started in."""
    if Path(app.srcdir).resolve() != project.ROOT:
        raise ConfigError(f"Bouw dit boek vanuit zijn eigen map: cd {app.srcdir}")


def check_data(app: Sphinx) -> None:
    """Stop before any notebook runs when the tables are not sound."""
    if os.environ.get(project.ALREADY_CHECKED):
        return
    if problems := tables.problems():
        raise BadData("\n" + "\n".join(problems))


def read_in_book_order(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Chapters run as a reader meets them, which makes the progress lines mean something."""
    place = {docname: number for number, docname in enumerate(book_order(app.config))}
    docnames.sort(key=lambda docname: (place.get(docname, len(place)), docname))
    queue = list(docnames)

    def announce(app: Sphinx, docname: str, source: list[str]) -> None:
        if docname in queue:
            slug = docname.rpartition("/")[2]
            LOGGER.info("hoofdstuk %d/%d %s", queue.index(docname) + 1, len(queue), slug)

    app.connect("source-read", announce)


def stop_at_holes(app: Sphinx, env: BuildEnvironment) -> None:
    found = [line for lines in HOLES.of(env).values() for line in lines]
    if found:
        raise HoleInText("\n" + "\n".join(found))


def stop_at_failed_cells(app: Sphinx, env: BuildEnvironment) -> None:
    """The last net: ``raise_on_error`` may be off, and then a traceback would be published."""
    failed = [f"{page}: {how}" for page, how in failed_cells(env).items()]
    if failed:
        raise SphinxError("Een cel is mislukt in " + "; ".join(failed))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("cijfer", CijferRole())
    # Late: after every extension has added its own configuration values.
    app.connect("config-inited", fill_in_year, priority=900)
    app.connect("builder-inited", check_place)
    app.connect("builder-inited", check_data)
    app.connect("env-before-read-docs", read_in_book_order)
    HOLES.setup(app)
    app.connect("env-updated", stop_at_failed_cells)
    app.connect("env-updated", stop_at_holes)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
