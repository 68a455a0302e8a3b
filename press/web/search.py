"""The texts that the search field searches: every section, and every row that has an anchor.

They are a script that fills a variable, because a page opened from disk may not fetch files. The
browser indexes them (``zoeken.js``) when somebody starts to type.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from press.sphinx import PerPage, after_web_book

if TYPE_CHECKING:
    from docutils import nodes
    from lxml.html import HtmlElement
    from sphinx.application import Sphinx

INDEX = "zoekindex.js"
# Fragment of the URL, title and text of a section or row; the page itself comes first.
Passage = tuple[str, str, str]
FOUND: PerPage[list[Passage]] = PerPage("zoekteksten")
# Left out, as no author wrote it: code, forms, menus, and tables that repeat a chart.
MADE = (
    "pre", "script", "svg", "form", "details", "picture",
    *(f"*[contains(concat(' ', @class, ' '), ' {name} ')]" for name in (
        "headerlink", "narekenen", "verkend", "figurenlijst", "downloads", "footnote-reference",
        "section-number", "bronregel",
    )),
)  # fmt: skip
# Block elements: their text starts on a new line.
BLOCKS = {"p", "li", "td", "th", "tr", "dd", "dt", "div", "figcaption", "caption", "section"}
CELL = " · "


def passages(html: str) -> list[Passage]:
    """The sections of a page, and its rows, sources and terms that have an anchor."""
    from lxml import html as markup

    page = markup.fragment_fromstring(html, create_parent="div")
    for made in page.xpath("|".join(f".//{path}" for path in MADE)):
        made.drop_tree()
    return [*_items(page), *_sections(page)]


def _items(page: HtmlElement) -> Iterator[Passage]:
    """Items with an anchor, removed from the page so that no section contains them as well."""
    for row in page.xpath(".//tr[.//@id] | .//li[p/span/@id]"):
        anchor = row.xpath("string(.//@id)")
        if row.tag == "li":  # a source: who made it, and its title
            title = ", ".join(row.xpath("p/span[@id]//text() | p/em//text()"))
            for address in row.xpath(".//a[contains(@class, 'external')]"):
                address.drop_tree()
            rest = [_text(row)]
        else:
            title, *rest = _cells(row)
        row.drop_tree()
        yield f"#{anchor}", title, CELL.join(rest)
    for term in page.xpath(".//dt[@id]"):
        meaning = term.getnext()
        yield f"#{term.get('id')}", _text(term), _text(meaning)
        meaning.drop_tree()
        term.drop_tree()


def _cells(row: HtmlElement) -> list[str]:
    """Label, period and value; the explanation in the last column is elsewhere as well."""
    cells = row.xpath("./th|./td")
    numbers = [i for i, cell in enumerate(cells) if "text-right" in cell.get("class", "")]
    return [_text(cell) for cell in cells[: 1 + max(numbers, default=0)]]


def _sections(page: HtmlElement) -> Iterator[Passage]:
    for row in page.xpath(".//tr"):
        row.text = CELL.join(_cells(row))
        for cell in list(row):
            row.remove(cell)
    # Innermost first: a section that was removed is not part of the one around it.
    for section in reversed(page.xpath(".//section[@id]")):
        heading = section.xpath("./*[self::h1 or self::h2 or self::h3 or self::h4]")
        title = _text(heading[0]) if heading else ""
        for part in heading:
            part.drop_tree()
        top = heading and heading[0].tag == "h1"
        yield "" if top else f"#{section.get('id')}", title, _text(section)
        section.drop_tree()


def _text(node: HtmlElement) -> str:
    """The text of a node, one line per block element."""
    lines = "".join(_pieces(node)).replace("\u00ad", "").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _pieces(node: HtmlElement) -> Iterator[str]:
    gap = "\n" if node.tag in BLOCKS else ""
    yield gap
    yield (node.text or "").replace("\n", " ")
    for part in node:
        yield from _pieces(part)
        yield (part.tail or "").replace("\n", " ")
    yield gap


def collect(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is not None:
        FOUND.of(app.env)[page] = passages(context["body"])[::-1]


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page for a query in the URL; Sphinx's own would build another index."""
    yield "search", {"title": "Zoeken"}, "search.html"


def write(app: Sphinx) -> None:
    found = {app.builder.get_target_uri(page): texts for page, texts in FOUND.of(app.env).items()}
    index = json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    target = Path(app.outdir) / "_static" / INDEX
    target.write_text(f"globalThis.zoekteksten={index};\n", encoding="utf-8")


def disable_own_index(app: Sphinx) -> None:
    """Turn off Sphinx's own index: it has no numbers, and knows no Dutch plurals."""
    if app.builder.name == "html":
        app.builder.search = False  # type: ignore[attr-defined]


def setup(app: Sphinx) -> None:
    FOUND.setup(app)
    app.connect("builder-inited", disable_own_index)
    app.connect("html-page-context", collect)
    app.connect("html-collect-pages", pages)
    after_web_book(app, write)
    app.add_js_file("zoeken.js", loading_method="defer")
