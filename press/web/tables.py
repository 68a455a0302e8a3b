"""Render tables on a web page: in a scrolling box, or on a phone as one block per row.

A row of text does not fit on a phone: a sentence would be cut off, or the last column would be off
the screen without a sign of it. There each cell is on a line of its own and names its column. A
narrow table stays a table, as it is read down as well as across.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from docutils import nodes

from press.markup import html

from .templates import rendered

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

# A table with this many text columns does not fit on a phone.
MANY_WORDS = 3
PARAGRAPH = re.compile(r"(<t[dh]\b[^>]*>)<p>((?:(?!</?p>).)*)</p>\s*(?=</t[dh]>)")
# Characters per line on a phone 320 pixels wide, at the font size of a table.
PHONE = 38
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def in_blocks(html: str) -> str:
    """The same table, marked to be shown as blocks on a phone if it does not fit there."""
    heads = re.findall(r'<th scope="col"([^>]*)>(.*?)</th>', html, re.DOTALL)
    numeric = ["text-right" in attributes for attributes, _ in heads]
    names = [_bare(words) for _, words in heads]
    before, body = html.split("<tbody>")
    if numeric.count(False) < MANY_WORDS and _narrowest(body, names, numeric) <= PHONE:
        return html
    rows = (named(row, names) for row in body.split("</tr>"))
    return (before + "<tbody>" + "</tr>".join(rows)).replace('class="', 'class="blokken ', 1)


def _narrowest(body: str, names: list[str], numeric: list[bool]) -> int:
    """Characters in a row at minimum column widths: text wraps, numbers do not.

    The gap between two columns counts as one character.
    """
    columns = [[name] for name in names]
    for row in body.split("</tr>"):
        cells = re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        for column, cell in zip(columns, cells, strict=False):
            column.append(_bare(cell))
    return sum(
        1 + max(len(text) for text in (column if whole else re.split(r"[\s-]", " ".join(column))))
        for column, whole in zip(columns, numeric, strict=True)
    )


def _bare(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def named(row: str, names: list[str]) -> str:
    """A row whose cells name their column, except the row header and empty cells."""
    cells = re.findall(r"<td\b.*?</td>", row, re.DOTALL)
    for name, cell in zip(names[len(names) - len(cells) :], cells, strict=True):
        if _bare(cell):
            marked = cell.replace("<td", html('<td data-kop="{}"', name), 1)
            row = row.replace(cell, marked, 1)
    return row


@dataclass(frozen=True)
class Numbers:
    """The table behind a chart, in Dutch notation."""

    head: list[str]
    rows: list[list[str]]
    numeric: list[bool]


def numbers(data: Path) -> Numbers:
    from jaarverslag import datum

    with data.open(encoding="utf-8", newline="") as stream:
        head, *rows = list(csv.reader(stream))
    numeric = [_is_numeric([row[i] for row in rows]) for i in range(len(head))]
    for i, title in enumerate(head):
        if numeric[i] and not _is_year(title):
            for row, text in zip(rows, _dutch([row[i] for row in rows]), strict=True):
                row[i] = text
    for row in rows:
        precision = dict(zip(head, row, strict=True)).get("Precisie", "dag")
        row[:] = [datum(text, precision) if DAY.fullmatch(text) else text for text in row]
    return Numbers(head, rows, numeric)


def in_words(data: Path) -> list[tuple[str, str]]:
    """For each line, a name with its value, and the rest: the text of a mark of the chart."""
    table, texts = numbers(data), []
    # The first column that measures, or else the second: a date and its event.
    columns = enumerate(zip(table.head, table.numeric, strict=True))
    value = next((i for i, (name, numeric) in columns if numeric and not _is_year(name)), 1)
    for row in table.rows:
        names = ", ".join(text for text in row[:value] if text)
        rest = [f"{name}: {text}" for name, text in zip(table.head, row, strict=True)][value + 1 :]
        texts.append((f"{names}: {row[value]}", " · ".join([table.head[value], *rest])))
    return texts


def line_id(name: str, number: int) -> str:
    return f"lijn-{name}-{number}"


def csv_table(data: Path, name: str) -> str:
    """The numbers behind a chart as a plain table; each line has an anchor."""
    table = numbers(data)
    lines = [line_id(name, number) for number in range(len(table.rows))]
    return in_blocks(rendered("cijfers.html", table=table, lines=lines))


def _is_year(title: str) -> bool:
    return "jaar" in title.lower()


def _is_numeric(values: list[str]) -> bool:
    filled = [value for value in values if value]
    return bool(filled) and all(re.fullmatch(r"-?\d+(\.\d+)?", value) for value in filled)


def _dutch(values: list[str]) -> list[str]:
    """The same number of decimals down a column, two at most."""
    from jaarverslag.basis.tekst import getal

    decimals = max(
        0 if float(value).is_integer() else min(2, len(value.partition(".")[2]))
        for value in values
        if value
    )
    return [getal(float(value), decimals) if value else "–" for value in values]


def visit_table(self: HTML5Translator, node: nodes.table) -> None:
    node["start"] = len(self.body)
    self.settings.table_style = "table"
    # A wide table scrolls in its own box, which must be reachable by keyboard.
    caption = next((child.astext() for child in node if isinstance(child, nodes.title)), "Tabel")
    box = '<div class="tabelvak" tabindex="0" role="region" aria-label="{}">'
    self.body.append(html(box, caption))
    type(self).visit_table(self, node)


def depart_table(self: HTML5Translator, node: nodes.table) -> None:
    type(self).depart_table(self, node)
    box, *table = self.body[node["start"] :]
    # A single paragraph in a cell is unwrapped: a thousand elements less on the key figures page.
    lean = PARAGRAPH.sub(r"\1\2", "".join(table))
    self.body[node["start"] :] = [box, in_blocks(lean), "</div>\n"]


def visit_title(self: HTML5Translator, node: nodes.title) -> None:
    start = len(self.body)
    type(self).visit_title(self, node)
    if isinstance(node.parent, nodes.table):
        # Stays visible, and wraps, while the table below it scrolls.
        self.body[start] += '<div class="bijschrift">'


def depart_title(self: HTML5Translator, node: nodes.title) -> None:
    type(self).depart_title(self, node)
    if isinstance(node.parent, nodes.table):
        self.body[-1] = self.body[-1].replace("</caption>", "</div></caption>")


def visit_entry(self: HTML5Translator, node: nodes.entry) -> None:
    start = len(self.body)
    type(self).visit_entry(self, node)
    scope = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
    self.body[start] = re.sub(r"^<th\b", html('<th scope="{}"', scope), self.body[start])


def setup(app: Sphinx) -> None:
    app.add_node(nodes.table, override=True, html=(visit_table, depart_table))
    app.add_node(nodes.title, override=True, html=(visit_title, depart_title))
    app.add_node(nodes.entry, override=True, html=(visit_entry, None))
