"""Finish the PDF that Typst wrote: roles that Typst cannot give, its metadata, its size.

Typst cannot say of a grid that it is a list, nor of a cell that it heads its row. A template says
so by block quotes that hold nothing but each other, which no text has of its own: two are an item
of a list, three the label of an item, and two in a cell make it the header of its row. A group of
nothing but items becomes a list. Nothing that shows on a page is touched, and the same PDF gives
the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from importlib.metadata import version

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Object, String

# What wrote the file, as their packages are called: the compiler inside has a version of its own.
TOOLS = {"xmp:CreatorTool": "typst", "pdf:Producer": "pikepdf"}
# Facts that XMP keeps in a set, here of one.
SETS = {"dc:publisher", "dc:contributor"}
# Facts that stand in the file twice: their names in XMP, and in the older list.
OLDER = {"dc:description": "/Subject", "xmp:CreatorTool": "/Creator", "pdf:Producer": "/Producer"}


def finished(pdf: bytes, metadata: Mapping[str, str]) -> bytes:
    """The finished PDF; ``metadata`` by the names of XMP: ``{"dc:rights": "…"}``."""
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
    """As small as it gets without loss, and laid out to be read while it comes in."""
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
    """The role of a structure element, or nothing for a mark on a page."""
    return str(kid.get("/S", "")) if isinstance(kid, Dictionary) else ""


def elements(parent: Object) -> Iterator[Object]:
    """All structure elements below this one, in reading order."""
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
    """Put an element where another stood."""
    siblings = kids(old.P)
    places = [role(kid) and kid.objgen == old.objgen for kid in siblings]
    siblings[places.index(True)] = new
    adopt(old.P, siblings)


def give_roles(tree: Object) -> None:
    """Items, labels and row headers. What holds text stays the element that its page names."""
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
    """Rows that a template keeps together at the end of a table are rows like the others."""
    for table in elements(tree):
        parts = {role(part): part for part in kids(table)} if role(table) == "/Table" else {}
        if {"/TBody", "/TFoot"} <= parts.keys():
            adopt(
                parts["/TBody"], [row for part in ("/TBody", "/TFoot") for row in kids(parts[part])]
            )
            adopt(table, [part for part in kids(table) if role(part) != "/TFoot"])


def undivided(kid: Object, groups: tuple[str, ...]) -> list[Object]:
    """What these groups hold, without the groups themselves."""
    if role(kid) in groups:
        return [below for inner in kids(kid) for below in undivided(inner, groups)]
    return [kid]


def make_lists(tree: Object) -> None:
    """Groups of nothing but items become lists, the innermost first; labels go to their item."""
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
    """Typst puts the lines of a block of code as paragraphs in code, which goes in a paragraph."""
    for element in elements(tree):
        lines = kids(element)
        if role(element) == "/Code" and {role(line) for line in lines} == {"/P"}:
            element.S = Name.P
            for line in lines:
                line.S = Name.Code


def name_row_headers(tree: Object) -> None:
    """Give every header of a row its direction, and tell the cells beside it which one it is."""
    heads = [head for head in elements(tree) if role(head) == "/TH" and role(head.P.P) == "/TBody"]
    for number, head in enumerate(heads, start=1):
        head.ID = String(f"row {number}")
        NameTree(tree.IDTree)[str(head.ID)] = head
        head.A[0].Scope = Name.Row
        for cell in kids(head.P):
            if role(cell) == "/TD":
                cell.A[0].Headers.append(head.ID)


# ---- what the file says of itself ----


def describe(opened: pikepdf.Pdf, metadata: Mapping[str, str]) -> None:
    tools = {name: f"{tool} {version(tool)}" for name, tool in TOOLS.items()}
    with opened.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
        for name, text in {**metadata, **tools}.items():
            told[name] = {text} if name in SETS else text
        for name, older in OLDER.items():
            if name in told:
                opened.docinfo[older] = told[name]
