"""The files of every figure, at permanent URLs, and the page that lists them all.

``figuren/<id>.svg|png|csv|json`` keep their names from build to build and from edition to edition.
Charts and their data are written when a chapter is executed. This module adds the PNG, and to the
JSON what only the whole book knows: number, caption and page.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from press import kept
from press.patches import book_order, number_in_book
from press.sphinx import PerPage

from .templates import rendered

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

EXPORT = "figures/export/"
COVER = "omslag"
# Suffixes of the names of a figure's files.
FORM = re.compile(r"(-smal)?(-donker)?$|-excel$|-breed$")
PLACE = "figuren"
# Width of a wide drawing in points, and of its PNG: twice as many pixels as it has on a page.
WIDE, DOUBLE = 453.6, 192
PNG_COLOURS = 128
LEVEL = 6


@dataclass(frozen=True)
class Figure:
    """A figure of the book: its permanent name and its location."""

    name: str
    page: str
    anchor: str
    caption: str


def chart_id(node: nodes.Element) -> str:
    """The permanent name of a chart, or "" for any other image."""
    uri = node.get("uri", "")
    return Path(uri).stem if uri.startswith(EXPORT) and uri.endswith(".svg") else ""


def described(srcdir: str | Path, name: str) -> dict[str, Any]:
    """The JSON that was written with a drawing."""
    path = Path(srcdir) / EXPORT / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def drawings(srcdir: str | Path, name: str) -> dict[str, tuple[int, int]]:
    """The drawings of a figure with their width and height in CSS pixels."""
    made = described(srcdir, name)["beelden"]
    return {drawing["bestand"]: (drawing["breedte"], drawing["hoogte"]) for drawing in made}


# ---- Which figures there are ----


FOUND: PerPage[list[Figure]] = PerPage("figuren")


def collect(app: Sphinx, doctree: nodes.document) -> None:
    page, figures = app.env.docname, []
    for node in doctree.findall(nodes.figure):
        image = next(node.findall(nodes.image), None)
        caption = next(node.findall(nodes.caption), None)
        if image is not None and chart_id(image) and node["ids"]:
            text = caption.astext() if caption is not None else ""
            figures.append(Figure(chart_id(image), page, node["ids"][0], " ".join(text.split())))
    if figures:
        FOUND.of(app.env)[page] = figures


def on(env: BuildEnvironment, page: str) -> list[Figure]:
    return FOUND.of(env).get(page, [])


def in_order(env: BuildEnvironment) -> Iterator[Figure]:
    """All figures, in reading order."""
    for page in book_order(env.config):
        yield from on(env, page)


def title_of(env: BuildEnvironment, figure: Figure) -> str:
    """The finding above the drawing, or else the caption."""
    return described(env.srcdir, figure.name).get("titel") or figure.caption


# ---- The page "Alle figuren" ----


class ListOfFigures(nodes.General, nodes.Element):
    """Placeholder for the list, filled in once all pages are read."""


class ListOfFiguresDirective(SphinxDirective):
    """``:::{figurenlijst}``: every figure of the book, with its files."""

    def run(self) -> list[nodes.Node]:
        return [ListOfFigures()]


def fill_lists(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fill in the list, which is on the web only."""
    for place in list(doctree.findall(ListOfFigures)):
        cards = [_card(app, docname, figure) for figure in in_order(app.env)]
        files = relative_uri(app.builder.get_target_uri(docname), f"{PLACE}/")
        markup = rendered("figurenlijst.html", figures=cards, place=files)
        place.replace_self(nodes.raw("", markup, format="html", classes=["only-html"]))


def _card(app: Sphinx, docname: str, figure: Figure) -> dict[str, Any]:
    made = drawings(app.srcdir, figure.name)
    width, height = made.get(f"{figure.name}-smal.svg", made[f"{figure.name}.svg"])
    return {
        "name": figure.name,
        "width": width,
        "height": height,
        "address": f"{app.builder.get_relative_uri(docname, figure.page)}#{figure.anchor}",
        "title": title_of(app.env, figure),
        "number": number_in_book(app.env, figure.page, figure.anchor),
        "chapter": app.env.titles[figure.page].astext(),
    }


# ---- Files ----


def place_files(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """Copy the charts to their permanent URLs, instead of letting Sphinx copy them."""
    source = Path(app.srcdir) / EXPORT
    if app.builder.name == "html" and source.is_dir():
        target = Path(app.outdir) / PLACE
        target.mkdir(parents=True, exist_ok=True)
        shown = list(in_order(app.env))
        names = {figure.name for figure in shown} | {COVER}
        for file in sorted(source.iterdir()):
            # Files left over from an earlier experiment are not published.
            if file.suffix in {".svg", ".csv"} and FORM.sub("", file.stem) in names:
                shutil.copyfile(file, target / file.name)
        for figure in shown:
            (target / f"{figure.name}.json").write_text(complete(app, figure), encoding="utf-8")
        for name, picture in drawn([source / f"{f.name}.svg" for f in shown]).items():
            (target / f"{name}.png").write_bytes(picture)
        for uri in [uri for uri in app.builder.images if uri.startswith(EXPORT)]:
            del app.builder.images[uri]
    return []


def complete(app: Sphinx, figure: Figure) -> str:
    """The JSON of a figure with what only the whole book knows; URLs are relative to the site."""
    from jaarverslag import gegevens

    written = described(app.srcdir, figure.name)
    known: dict[str, Any] = {
        **{key: written[key] for key in ("id", "titel") if key in written},
        "nummer": number_in_book(app.env, figure.page, figure.anchor),
        "bijschrift": figure.caption,
        "verslag": app.config.project,
        "hoofdstuk": app.env.titles[figure.page].astext(),
        "bladzijde": f"{app.builder.get_target_uri(figure.page)}#{figure.anchor}",
        "licentie": gegevens.pakket()["licenses"][0]["path"],
    }
    return json.dumps(known | written, ensure_ascii=False, indent=1) + "\n"


def drawn(drawings: list[Path]) -> dict[str, bytes]:
    """Each drawing as a PNG, from the cache if it was converted before."""
    looks = WIDE, DOUBLE, PNG_COLOURS, LEVEL
    keys = {path: f"tekening {looks} {path.read_text(encoding='utf-8')}" for path in drawings}
    made = {path: kept.get(key) for path, key in keys.items()}
    fresh = [path for path, picture in made.items() if not picture]
    for path, png in zip(fresh, _rasterise(fresh), strict=True):
        made[path] = kept.put(keys[path], _fewer_colours(png))
    return {path.stem: picture for path, picture in made.items() if picture}


def _rasterise(drawings: list[Path]) -> list[bytes]:
    """One run of Typst converts all in a second; matplotlib takes half a second for each."""
    import typst

    if not drawings:
        return []
    with tempfile.TemporaryDirectory() as folder:
        pages = []
        for number, path in enumerate(drawings):
            shutil.copyfile(path, Path(folder, f"{number}.svg"))
            pages.append(f'#image("{number}.svg", width: {WIDE}pt)')
        source = Path(folder, "alles.typ")
        head = "#set page(width: auto, height: auto, margin: 0pt)\n"
        source.write_text(head + "\n#pagebreak()\n".join(pages), encoding="utf-8")
        made = typst.compile(
            str(source), root=folder, format="png", ppi=DOUBLE, ignore_system_fonts=True
        )
    return made if isinstance(made, list) else [made]


def _fewer_colours(png: bytes) -> bytes:
    """The same picture in a third of the bytes: a chart has few colours."""
    from PIL import Image

    target = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        plain = picture.convert("RGB").quantize(
            PNG_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
    # Level 9 would take three times as long for seven percent less.
    plain.save(target, "PNG", compress_level=LEVEL)
    return target.getvalue()


def again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The list depends on all pages, so it is rebuilt whenever one of them changed."""
    return [page for page in env.found_docs if page.endswith("/figuren")]


def setup(app: Sphinx) -> None:
    app.add_node(ListOfFigures)
    app.add_directive("figurenlijst", ListOfFiguresDirective)
    app.connect("doctree-read", collect)
    FOUND.setup(app)
    app.connect("env-updated", again)
    app.connect("doctree-resolved", fill_lists)
    app.connect("html-collect-pages", place_files)
