"""Sphinx extension: give away what the book is made of.

Beside the pages of the web book stand, at lasting addresses, the tables in the forms analysts use
(``data/``) and each chapter as a notebook and as its source (``notebooks/``), with one zip that
runs without this repository. Every chapter ends with a line that offers them. Twice making gives
the same bytes. The PDF prints the addresses only.
"""

from __future__ import annotations

import io
import zipfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from docutils import nodes
from myst_nb.core.read import read_myst_markdown_notebook
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = ROOT / "chapters"
PLACE = "notebooks"
GUIDE = "chapters/voor-analisten"
RECIPE = """\
Jaarverslag {year}: alle hoofdstukken als notebook, met hun gegevens en hulpfuncties.
Nodig: Python 3.11, 3.12 of 3.13 en, om te installeren, internet. Voer in deze map uit:

python3 -m venv omgeving
omgeving/bin/python -m pip install --no-deps -r requirements.txt -r requirements-lab.txt
omgeving/bin/python -m jupyter lab chapters

Op Windows: py voor python3, en omgeving\\Scripts\\python voor omgeving/bin/python.
"""
LOGGER = logging.getLogger(__name__)


def notebook(chapter: Path) -> bytes:
    """A chapter as a notebook without outputs; its cells are numbered, not named at random."""
    made = read_myst_markdown_notebook(chapter.read_text(encoding="utf-8"))
    for number, cell in enumerate(made.cells, start=1):
        cell.id = f"cel-{number:02d}"
    return (nbformat.writes(made) + "\n").encode()


def zip_name() -> str:
    from jaarverslag import gegevens

    return f"jaarverslag-{gegevens.verslagjaar()}-notebooks.zip"


def offline(slugs: list[str]) -> bytes:
    """All that the notebooks need, in one folder in a zip: no repository, no Sphinx, no git."""
    from jaarverslag import formaten, gegevens

    year = gegevens.verslagjaar()
    content = {"LEESMIJ.txt": RECIPE.format(year=year).encode()}
    for name in ("LICENSE", "requirements.txt", "requirements-lab.txt"):
        content[name] = (ROOT / name).read_bytes()
    for slug in slugs:
        content[f"chapters/{slug}.ipynb"] = notebook(CHAPTERS / f"{slug}.md")
    for path in sorted((CHAPTERS / "jaarverslag").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            content[path.relative_to(ROOT).as_posix()] = path.read_bytes()
    tables = [table["path"] for table in gegevens.pakket()["resources"]]
    for name in ("datapackage.json", "README.md", *tables):
        content[f"data/{name}"] = (gegevens.datamap() / name).read_bytes()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(f"jaarverslag-{year}/{name}", formaten.ZIPDATUM)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return target.getvalue()


def slugs_of(app: Sphinx) -> list[str]:
    """Names of the chapters in this book."""
    docs = sorted(doc for doc in app.env.found_docs if doc.startswith("chapters/"))
    return [doc.rpartition("/")[2] for doc in docs]


def addresses(app: Sphinx) -> set[str]:
    """Every address that this extension fills, from the root of the site."""
    from jaarverslag import formaten

    given = {file.pad for file in formaten.bestanden()} | {f"{PLACE}/{zip_name()}"}
    return given | {f"{PLACE}/{slug}.{kind}" for slug in slugs_of(app) for kind in ("ipynb", "md")}


class LinkFiles(SphinxPostTransform):
    """[data/x.csv]{.bestand}: text on paper, a link on the web."""

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


class PrintCode(SphinxPostTransform):
    """Code is not for print, except where it is the subject: cells tagged ``code-op-papier``."""

    default_priority = 500
    formats = ("typst",)

    def run(self, **kwargs: Any) -> None:
        for cell in self.document.findall(nodes.container):
            if "tag_code-op-papier" in cell["classes"]:
                for part in cell.findall(nodes.container):
                    if "cell_input" in part["classes"]:
                        part["classes"].remove("cell_input")


def offer(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Close each chapter with its notebook and its source."""
    if doctree is None or not page.startswith("chapters/"):
        return
    here = app.builder.get_target_uri(page)
    slug = page.rpartition("/")[2]
    files = [
        (f"{slug}.ipynb", "notebook (.ipynb)"),
        (f"{slug}.md", "brontekst (.md)"),
        (zip_name(), "alle notebooks met gegevens (.zip)"),
    ]
    links = " · ".join(
        f'<a href="{escape(relative_uri(here, f"{PLACE}/{name}"))}" download>{text}</a>'
        for name, text in files
    )
    guide = ""
    if GUIDE in app.env.found_docs and page != GUIDE:
        address = relative_uri(here, app.builder.get_target_uri(GUIDE))
        guide = f' · <a href="{escape(address)}">zo werkt dat</a>'
    context["body"] += f'<p class="narekenen">Reken dit hoofdstuk zelf na: {links}{guide}</p>\n'


def write(app: Sphinx, error: Exception | None) -> None:
    """Put the files beside the pages."""
    if error is not None or app.builder.format != "html":
        return
    from jaarverslag import formaten

    slugs = slugs_of(app)
    files = {file.pad: file.inhoud for file in formaten.bestanden()}
    for slug in slugs:
        files[f"{PLACE}/{slug}.md"] = (CHAPTERS / f"{slug}.md").read_bytes()
        files[f"{PLACE}/{slug}.ipynb"] = notebook(CHAPTERS / f"{slug}.md")
    files[f"{PLACE}/{zip_name()}"] = offline(slugs)
    for address, content in files.items():
        target = Path(app.outdir) / address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(LinkFiles)
    app.add_post_transform(PrintCode)
    app.connect("html-page-context", offer)
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
