"""Sphinx extension: offer the sources of the book for download.

Next to the pages of the web book, at stable URLs, are the tables in the formats analysts use
(``data/``) and each chapter as a notebook and as source (``notebooks/``), with one zip that runs
without this repository. Every chapter ends with links to them, and the front page has a button for
each. Output is reproducible. The PDF prints the URLs only; once it is built, it is copied next to
the pages, and the front page gives its size.
"""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from press.markup import html
from press.project import CHAPTERS, REPORT, ROOT, book_file
from press.sphinx import after_web_book, notebooks

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PLACE = "notebooks"
GUIDE = "chapters/voor-analisten"
# Placeholder: the PDF is built while the pages are written, and ``offer_pdf`` adds its button.
PDF_PLACE = re.compile(r'<li class="pdf"[^>]*>.*?</li>', re.S)
NO_PDF = '<li class="pdf" hidden></li>'
# Placeholder: the size of the notebooks is known only once all pages are read.
DOWNLOADS = '<ul class="downloads"></ul>'
RECIPE = """\
Jaarverslag {year}: alle hoofdstukken als notebook, met hun gegevens en hulpfuncties.
Nodig: Python 3.11, 3.12 of 3.13 en, om te installeren, internet. Voer in deze map uit:

python3 -m venv omgeving
omgeving/bin/python -m pip install --no-deps -r requirements.txt -r requirements-lab.txt
omgeving/bin/python -m jupyter lab chapters

Op Windows: py voor python3, en omgeving\\Scripts\\python voor omgeving/bin/python.
"""
LOGGER = logging.getLogger(__name__)


def source(slug: str) -> str:
    """The source of a chapter, with the organisation's name filled in."""
    from jaarverslag import proza

    return proza.op_naam((CHAPTERS / f"{slug}.md").read_text(encoding="utf-8"))


def zip_name() -> str:
    from jaarverslag import gegevens

    return book_file(gegevens.pakket(), "-notebooks.zip")


def chapter_file(slug: str, kind: str) -> str:
    """File name of a chapter as a download."""
    from jaarverslag import voorbeeld

    return voorbeeld.bestandsnaam(f"{slug}.{kind}")


@cache
def notebooks_of(app: Sphinx) -> dict[str, bytes]:
    """Each chapter as an executed notebook, by file name."""
    return {
        chapter_file(slug, "ipynb"): notebooks.portable(
            app.env, f"chapters/{slug}", source(slug), zip_name(), chapter_file
        )
        for slug in slugs_of(app)
    }


@cache
def archive(app: Sphinx) -> bytes:
    """A zip with one folder of all that the notebooks need: no repository, no Sphinx, no git."""
    from jaarverslag import formaten, gegevens

    year = gegevens.verslagjaar()
    folder = book_file(gegevens.pakket(), "")
    content = {"LEESMIJ.txt": RECIPE.format(year=year).encode()}
    for name in ("LICENSE", "requirements.txt", "requirements-lab.txt"):
        content[name] = (ROOT / name).read_bytes()
    for name, notebook in notebooks_of(app).items():
        content[f"chapters/{name}"] = notebook
    for path in sorted(REPORT.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            content[path.relative_to(ROOT).as_posix()] = path.read_bytes()
    tables = [table["path"] for table in gegevens.pakket()["resources"]]
    for name in ("datapackage.json", "README.md", *tables):
        content[f"data/{name}"] = (gegevens.datamap() / name).read_bytes()
    return formaten.ingepakt({f"{folder}/{name}": data for name, data in content.items()})


def slugs_of(app: Sphinx) -> tuple[str, ...]:
    docs = sorted(doc for doc in app.env.found_docs if doc.startswith("chapters/"))
    return tuple(doc.rpartition("/")[2] for doc in docs)


def addresses(app: Sphinx) -> set[str]:
    """Every URL that this extension provides, relative to the root of the site."""
    from jaarverslag import formaten

    given = {file.pad for file in formaten.bestanden()} | {f"{PLACE}/{zip_name()}"}
    return given | {
        f"{PLACE}/{chapter_file(slug, kind)}" for slug in slugs_of(app) for kind in ("ipynb", "md")
    }


class LinkFiles(SphinxPostTransform):
    """[data/x.csv]{.bestand}: text in print, a link on the web."""

    default_priority = 500
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        found = [n for n in self.document.findall(nodes.inline) if "bestand" in n["classes"]]
        known = addresses(self.app) if found else set()
        here = self.app.builder.get_target_uri(self.env.docname)
        for node in found:
            address = node.astext()
            if address not in known:
                LOGGER.warning("%s: dit bestand maakt het boek niet", address, location=node)
            link = nodes.reference("", "", refuri=relative_uri(here, address), internal=True)
            link += nodes.Text(address)
            node.children.clear()
            node += link


class DownloadsDirective(SphinxDirective):
    """``:::{downloads}``: buttons to download book, data and notebooks; not in print."""

    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", DOWNLOADS, format="html", classes=["only-html"])]


def buttons(app: Sphinx, here: str) -> str:
    from jaarverslag import formaten

    excel = next(file for file in formaten.bestanden() if file.naam.endswith(".xlsx"))
    data = formaten.leesbare_grootte(len(excel.inhoud))
    notebooks = formaten.leesbare_grootte(len(archive(app)))
    place = relative_uri(here, f"{PLACE}/{zip_name()}")
    offered = (
        button(relative_uri(here, excel.pad), "Gegevens", f"Excel, {data}"),
        button(place, "Notebooks", f"zip, {notebooks}"),
    )
    return DOWNLOADS.replace("><", f">{NO_PDF}{''.join(offered)}<")


def button(address: str, what: str, kind: str, name: str = "bestand") -> str:
    link = '<a class="knop" href="{}" download>{} <span class="soort">{}</span></a>'
    return html('<li class="{}">', name) + html(link, address, what, kind) + "</li>"


def offer_pdf(site: Path, pdf: Path) -> None:
    """Copy the PDF next to the pages, and add a button with its size to the front page."""
    page = site / "index.html"
    if not page.is_file() or not pdf.is_file():
        return
    from jaarverslag import formaten

    shutil.copyfile(pdf, site / pdf.name)
    size = formaten.leesbare_grootte(pdf.stat().st_size)
    offered = button(pdf.name, "Lees als PDF", size, "pdf")
    text = page.read_text(encoding="utf-8")
    page.write_text(PDF_PLACE.sub(lambda _: offered, text, count=1), encoding="utf-8")


def offer(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """End each chapter with links to its notebook and its source; fill in the buttons."""
    if doctree is None or not page.startswith("chapters/"):
        return
    here = app.builder.get_target_uri(page)
    if DOWNLOADS in context["body"]:
        context["body"] = context["body"].replace(DOWNLOADS, buttons(app, here))
    slug = page.rpartition("/")[2]
    files = [
        (chapter_file(slug, "ipynb"), "notebook (.ipynb)"),
        (chapter_file(slug, "md"), "brontekst (.md)"),
        (zip_name(), "alles samen (.zip)"),
    ]
    links = [
        html('<a href="{}" download>{}</a>', relative_uri(here, f"{PLACE}/{name}"), text)
        for name, text in files
    ]
    if GUIDE in app.env.found_docs and page != GUIDE:
        address = relative_uri(here, app.builder.get_target_uri(GUIDE))
        links.append(html('<a href="{}">zo werkt dat</a>', address))
    footer = '<p class="narekenen">Reken dit hoofdstuk zelf na: ' + " · ".join(links) + "</p>\n"
    context["body"] += footer


def write(app: Sphinx) -> None:
    from jaarverslag import formaten

    files = {file.pad: file.inhoud for file in formaten.bestanden()}
    for slug in slugs_of(app):
        files[f"{PLACE}/{chapter_file(slug, 'md')}"] = source(slug).encode()
    files |= {f"{PLACE}/{name}": content for name, content in notebooks_of(app).items()}
    files[f"{PLACE}/{zip_name()}"] = archive(app)
    for address, content in files.items():
        target = Path(app.outdir) / address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def setup(app: Sphinx) -> None:
    app.add_post_transform(LinkFiles)
    app.add_directive("downloads", DownloadsDirective)
    app.connect("html-page-context", offer)
    after_web_book(app, write)
