"""Sphinx extension: show a correction on the pages it concerns; no page has to ask for it.

The table ``correcties`` names a page, and the row of the figure when a figure changed. The banner
is put on that page and on every page that links to that row, in the web book and the PDF.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LOG = "chapters/correcties"
ROWS = "chapters/kerncijfers"
ENGLISH = "chapters/english-summary"
CHANGED = "A figure on this page changed. The log, in Dutch, tells from what to what, and why."


def add_banners(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    from jaarverslag import correcties

    messages = correcties.meldingen()
    section = next(doctree.findall(nodes.section), None)
    if not messages or section is None or docname == LOG:
        return
    slug = docname.rpartition("/")[2]
    links = {str(link.get("refuri", "")).partition("#")[2] for link in
             doctree.findall(nodes.reference)}  # fmt: skip
    links |= {str(link.get("refid", "")) for link in doctree.findall(nodes.reference)}
    concerned = [m for m in messages if m["hoofdstuk"] == slug or m["anker"] in links - {""}]
    place = _below_the_finding(section)
    for number, message in enumerate(concerned):
        section.insert(place + number, _banner(app, docname, message))


def _below_the_finding(section: nodes.section) -> int:
    """Position after the title, and after the finding if that comes next."""
    for number, child in enumerate(section.children):
        if isinstance(child, nodes.section):
            break
        if isinstance(child, nodes.paragraph) and "bevinding" in child["classes"]:
            return number + 1
    return (section.first_child_matching_class(nodes.title) or 0) + 1


def _banner(app: Sphinx, docname: str, message: dict[str, str]) -> nodes.admonition:
    def link(text: str, target: str, anchor: str = "") -> nodes.reference:
        uri = app.builder.get_relative_uri(docname, target) + (f"#{anchor}" if anchor else "")
        return nodes.reference("", text, refuri=uri, internal=True)

    english = docname == ENGLISH
    banner = nodes.admonition(classes=["correctie", message["soort"], message["ernst"]])
    banner += nodes.title("", message["title" if english else "titel"])
    banner += nodes.paragraph("", CHANGED if english else message["zin"])
    ways: list[nodes.Node] = [link("All corrections" if english else "Alle correcties", LOG)]
    if message["anker"]:
        row = "The row of this figure" if english else "De rij van dit cijfer"
        ways += [nodes.Text(" · "), link(row, ROWS, message["anker"])]
    if english:
        banner["classes"].append("language-en")
    banner += nodes.paragraph("", "", *ways)
    return banner


def setup(app: Sphinx) -> None:
    connect: Any = app.connect
    connect("doctree-resolved", add_banners)
