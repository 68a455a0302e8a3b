"""Post-process the PDF that Typst wrote: structure roles Typst cannot assign, metadata, size.

Typst cannot tag a grid as a list, nor a cell as a row header. The template marks these with
directly nested block quotes, which do not occur in text: two are a list item, three the label of
an item, and two in a cell make it a row header. A group of nothing but items becomes a list.
The visible pages are not touched, and the output is deterministic.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from importlib.metadata import version

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Object, String

# The producers, by package name and version: the bundled compiler has a version of its own.
TOOLS = {"xmp:CreatorTool": "typst", "pdf:Producer": "pikepdf"}
# Properties that XMP stores as a set, here of one.
SETS = {"dc:publisher", "dc:contributor"}
# Properties stored twice: their names in XMP and in the older Info dictionary.
OLDER = {"dc:description": "/Subject", "xmp:CreatorTool": "/Creator", "pdf:Producer": "/Producer"}


def finished(pdf: bytes, metadata: Mapping[str, str]) -> bytes:
    """The finished PDF; ``metadata`` is keyed by XMP name: ``{"dc:rights": "…"}``."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        if tree := opened.Root.get("/StructTreeRoot"):
            give_roles(tree)
            make_one_body(tree)
            make_lists(tree)
            put_code_in_paragraphs(tree)
            name_row_headers(tree)
        describe(opened, metadata)
        return small(opened)


def small(opened: pikepdf.Pdf) -> bytes:
    """Losslessly compressed and linearised, so that it can be shown while it downloads."""
    target = io.BytesIO()
    opened.save(
        target,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        recompress_flate=True,
        linearize=True,
        deterministic_id=True,
    )
    return target.getvalue()


# ---- the structure tree ----


def kids(element: Object) -> list[Object]:
    found = element.get("/K", Array())
    return list(found) if isinstance(found, Array) else [found]


def role(kid: Object) -> str:
    """The role of a structure element; empty for marked content on a page."""
    return str(kid.get("/S", "")) if isinstance(kid, Dictionary) else ""


def elements(parent: Object) -> Iterator[Object]:
    """All descendant structure elements, in reading order."""
    for kid in kids(parent):
        if role(kid):
            yield kid
            yield from elements(kid)


def adopt(parent: Object, children: list[Object]) -> None:
    for child in children:
        if role(child):
            child.P = parent
    parent.K = Array(children)


def replace(old: Object, new: Object) -> None:
    siblings = kids(old.P)
    places = [role(kid) and kid.objgen == old.objgen for kid in siblings]
    siblings[places.index(True)] = new
    adopt(old.P, siblings)


def give_roles(tree: Object) -> None:
    """Tag items, labels and row headers. An element with text stays: its page refers to it."""
    for element in list(elements(tree)):
        quotes = [element]
        while [role(kid) for kid in kids(quotes[-1])] == ["/BlockQuote"]:
            quotes += kids(quotes[-1])
        inner = quotes[-1]
        if role(element) != "/BlockQuote" or len(quotes) == 1:
            continue
        if role(element.P) == "/TD":
            inner.S, inner.A = Name.TH, element.P.get("/A", Array())
            replace(element.P, inner)
        elif len(quotes) == 2:
            element.S, inner.S = Name.LI, Name.LBody
        else:
            inner.S = Name.Lbl
            replace(element, inner)


def make_one_body(tree: Object) -> None:
    """Merge table bodies: rows kept together at the end of a table are ordinary rows."""
    for table in elements(tree):
        parts = {role(part): part for part in kids(table)} if role(table) == "/Table" else {}
        if {"/TBody", "/TFoot"} <= parts.keys():
            adopt(
                parts["/TBody"], [row for part in ("/TBody", "/TFoot") for row in kids(parts[part])]
            )
            adopt(table, [part for part in kids(table) if role(part) != "/TFoot"])


def undivided(kid: Object, groups: tuple[str, ...]) -> list[Object]:
    """The children of these groups, without the groups themselves."""
    if role(kid) in groups:
        return [below for inner in kids(kid) for below in undivided(inner, groups)]
    return [kid]


def make_lists(tree: Object) -> None:
    """Turn groups of items into lists, innermost first; labels move into their item."""
    for element in reversed(list(elements(tree))):
        if role(element) == "/LI":
            (body,) = (kid for kid in kids(element) if role(kid) == "/LBody")
            parts = [part for kid in kids(body) for part in undivided(kid, ("/Div",))]
            labels = [part for part in parts if role(part) == "/Lbl"]
            if labels:
                adopt(body, [part for part in parts if role(part) != "/Lbl"])
                adopt(element, [*labels, body])
        elif role(element) == "/Div":
            items = undivided(element, ("/L", "/Div"))
            if items and {role(item) for item in items} == {"/LI"}:
                element.S = Name.L
                adopt(element, items)


def put_code_in_paragraphs(tree: Object) -> None:
    """Typst nests the lines of a code block as P in Code; swap them, as Code belongs in P."""
    for element in elements(tree):
        lines = kids(element)
        if role(element) == "/Code" and {role(line) for line in lines} == {"/P"}:
            element.S = Name.P
            for line in lines:
                line.S = Name.Code


def name_row_headers(tree: Object) -> None:
    """Set the scope of every row header, and refer to it from the cells in its row."""
    heads = [head for head in elements(tree) if role(head) == "/TH" and role(head.P.P) == "/TBody"]
    for number, head in enumerate(heads, start=1):
        head.ID = String(f"row {number}")
        NameTree(tree.IDTree)[str(head.ID)] = head
        head.A[0].Scope = Name.Row
        for cell in kids(head.P):
            if role(cell) == "/TD":
                cell.A[0].Headers.append(head.ID)


# ---- metadata ----


def describe(opened: pikepdf.Pdf, metadata: Mapping[str, str]) -> None:
    tools = {name: f"{tool} {version(tool)}" for name, tool in TOOLS.items()}
    with opened.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as written:
        for name, text in {**metadata, **tools}.items():
            written[name] = {text} if name in SETS else text
        for name, older in OLDER.items():
            if name in written:
                opened.docinfo[older] = written[name]
