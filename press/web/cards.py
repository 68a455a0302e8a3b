"""Render figures and collapsible code on a web page.

A chart becomes a card: the drawing (with variants for phones and dark mode), its caption and
source, its numbers as a table, and a menu with its files. ``figures`` makes the files.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from press.patches import hidden_code, is_cell

from . import marks
from .figures import EXPORT, PLACE, chart_id, described, drawings, on, title_of
from .tables import csv_table
from .templates import rendered

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

HIDDEN_CODE = hidden_code()
# Characters that fit on a tile in the large size; a longer value is set smaller. Units are small.
LONG_VALUE = 10
KEY_FIGURES = "chapters/kerncijfers"
# Pages that the marks of a chart link to: rows of figures, and the source of an event.
PAGES = ("kerncijfers", "bronnen")
# A chapter with more words than LONG opens with the findings of its first MESSAGES charts.
LONG, MESSAGES = 600, 3
# Maximum number of definitions in the menu of a figure.
MOST_MEANINGS = 4


class WebStructure(SphinxPostTransform):
    """Changes for the web only, made on the HTML builder's own copy of the document."""

    formats = ("html",)
    default_priority = 210  # after myst-nb hid the input cells

    def run(self, **kwargs: Any) -> None:
        for table in self.document.findall(nodes.table):
            if "rijkoppen" in table["classes"]:
                first = next(table.findall(nodes.colspec), None)
                if first is not None:
                    first["stub"] = 1  # docutils' word for a column of row headers
        for value in self.document.findall(nodes.paragraph):
            if "tegel-waarde" in value["classes"]:
                small = [n for n in value.findall(nodes.inline) if "eenheid" in n["classes"]]
                size = len(value.astext()) - sum(len(unit.astext()) for unit in small)
                value["classes"] += ["lang"] if size > LONG_VALUE else []
        if (section := next(self.document.findall(nodes.section), None)) is not None:
            self._cover_first(section)
            self._findings_first(section)
        self._code_below()

    def _cover_first(self, section: nodes.section) -> None:
        """Move the cover art above the title; its cell comes later."""
        for image in list(self.document.findall(nodes.image)):
            if "omslag" in image["classes"]:
                image.parent.remove(image)
                section.insert(0, image)
                whose = self.app.config.typst_data.get("subtitle", "")
                kicker = f"{self.app.config.project}. {whose}"
                section.insert(1, nodes.paragraph("", kicker, classes=["omslag-kop"]))

    def _findings_first(self, section: nodes.section) -> None:
        """Move the finding to the top: it comes after the cell that loads its figures.

        A long chapter also opens with the findings of its charts, each linked to its chart.
        """
        texts = list(self.document.findall(nodes.paragraph))
        place = (section.first_child_matching_class(nodes.title) or 0) + 1
        finding = next((text for text in texts if "bevinding" in text["classes"]), None)
        if finding is not None and finding.parent is section:
            section.remove(finding)
            section.insert(place, finding)
            place += 1
        here = on(self.env, self.env.docname)
        if sum(len(text.astext().split()) for text in texts) <= LONG or len(here) < MESSAGES:
            return
        listed = nodes.bullet_list(bullet="-", classes=["boodschappen"])
        for figure in here[:MESSAGES]:
            text = title_of(self.env, figure)
            link = nodes.reference("", text, refuri=f"#{figure.anchor}", internal=True)
            listed += nodes.list_item("", nodes.paragraph("", "", link))
        section.insert(place, listed)

    def _code_below(self) -> None:
        """Put code below its output, and code without output with that of the next cell of its
        section, so that there is one block to expand instead of several.
        """
        waiting: list[nodes.Element] = []
        for cell in filter(is_cell, list(self.document.findall(nodes.container))):
            code = [child for child in cell if isinstance(child, HIDDEN_CODE)]
            for node in code:
                cell.remove(node)
            waiting += code
            more_to_come = any(map(is_cell, cell.parent[cell.parent.index(cell) + 1 :]))
            if len(cell) or not more_to_come:
                for more in waiting[1:]:
                    waiting[0].extend(more.children)
                cell.extend(waiting[:1])
                waiting = []


def place_of(self: HTML5Translator, name: str) -> str:
    here = self.builder.get_target_uri(self.builder.current_docname)
    return relative_uri(here, f"{PLACE}/{name}")


def visit_image(self: HTML5Translator, node: nodes.image) -> None:
    name = chart_id(node)
    if not name:
        type(self).visit_image(self, node)
        return
    for mode in ("",) if "omslag" in node["classes"] else ("", "-donker"):
        self.body.append(_picture(self, node, name, mode))


def _picture(self: HTML5Translator, node: nodes.image, name: str, mode: str) -> str:
    sizes = drawings(self.builder.srcdir, name)

    def drawn(form: str) -> dict[str, Any]:
        width, height = sizes.get(f"{name}{form}.svg", (0, 0))
        address = place_of(self, f"{name}{form}{mode}.svg")
        return {"address": address, "width": width, "height": height}

    cover = "omslag" in node["classes"]
    classes = " ".join(node["classes"])
    return rendered(
        "beeld.html",
        look=classes if cover else "donker" if mode else "licht",
        classes=classes,
        alt=node.get("alt", ""),
        large=drawn(""),
        small=drawn("-smal") if f"{name}-smal.svg" in sizes else None,
        lazy=not cover,
    )


def depart_image(self: HTML5Translator, node: nodes.image) -> None:
    if not chart_id(node):
        type(self).depart_image(self, node)


def visit_figure(self: HTML5Translator, node: nodes.figure) -> None:
    self.body.append('<div class="figuurkaart">\n' + self.starttag(node, "figure", CLASS="figuur"))


def depart_figure(self: HTML5Translator, node: nodes.figure) -> None:
    image = next(node.findall(nodes.image), None)
    name = chart_id(image) if image is not None else ""
    # A figure with a legend leaves its caption open for it; docutils closes it here.
    if len(node) > 1:
        self.body.append("</figcaption>\n")
    self.body.append("</figure>\n")
    if name:
        # Below the figure, not in it: there the caption comes last.
        self.body.append(_below(self, node, name))
    self.body.append("</div>\n")


def _below(self: HTML5Translator, node: nodes.figure, name: str) -> str:
    source = Path(self.builder.srcdir)
    data = source / EXPORT / f"{name}.csv"
    known = described(source, name)
    files = [("PNG, voor een presentatie", ".png"), ("SVG, om te bewerken", ".svg")]
    if data.is_file():
        files += [
            ("CSV, voor een programma", ".csv"),
            ("CSV voor Excel", "-excel.csv"),
            ("JSON, met definities en bronnen", ".json"),
        ]
    here = self.builder.current_docname
    pages = {page: self.builder.get_relative_uri(here, f"chapters/{page}") for page in PAGES}
    return rendered(
        "figuur.html",
        name=name,
        anchor=node["ids"][0],
        title=known.get("titel") or "deze figuur",
        marks=marks.listed(source, name, pages),
        place=place_of(self, ""),
        files=[(f"{name}{ending}", text) for text, ending in files],
        rows=pages["kerncijfers"],
        meanings=known.get("definities", [])[:MOST_MEANINGS],
        table=csv_table(data, name) if data.is_file() else "",
    )


def visit_hidden_code(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append('<details class="code">\n<summary>Code</summary>\n')


def depart_hidden_code(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</details>\n")


def setup(app: Sphinx) -> None:
    app.add_post_transform(WebStructure)
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
    app.add_node(nodes.figure, override=True, html=(visit_figure, depart_figure))
    app.add_node(HIDDEN_CODE, override=True, html=(visit_hidden_code, depart_hidden_code))
