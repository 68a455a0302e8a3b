"""Translate a resolved doctree into calls of template functions.

Every supported node type of docutils or Sphinx becomes a call to the function of the same name,
prefixed with ``b-`` (``bullet_list`` → ``b-bullet-list``). The template decides how it looks; this
module only passes on the doctree. A node type without a visitor is an error that names document
and line, so that nothing is dropped silently.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, NoReturn

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import SphinxError
from sphinx.locale import admonitionlabels
from sphinx.util.docutils import SphinxTranslator

from .emit import Code, block, call, string

# Nodes with nothing to print.
INVISIBLE = (
    "comment", "index", "toctree", "meta", "substitution_definition", "tabular_col_spec",
    "highlightlang",
)  # fmt: skip
# Nodes that are printed from elsewhere: at their reference, or with their table.
HANDLED = ("footnote", "label", "colspec")
# Nodes that become a call with an id, classes and the translated children.
UNIFORM = (
    "paragraph", "emphasis", "strong", "subscript", "superscript", "block_quote", "attribution",
    "glossary", "rubric", "topic", "sidebar", "title_reference", "line_block", "line", "legend",
    "caption", "compound", "container",
)  # fmt: skip
# Nodes that add nothing of their own.
TRANSPARENT = ("document", "desc_inline", "generated")
# Containers by class: what is not printed (the source of a cell), and wrappers of outputs.
LEFT_OUT = {"cell_input", "toctree-wrapper"}
WRAPPERS = {"cell", "cell_output", "output"}
# A class on a raw node that is deliberately left out of print.
ONLY_HTML = "only-html"
ALIGNMENTS = {"text-left": "left", "text-center": "center", "text-right": "right"}


class TypstTranslator(SphinxTranslator):
    """Collects Typst expressions in ``self.stack``; the finished document is ``self.result``."""

    # A ``TypstBuilder``; its module imports this one.
    builder: Any

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self.env = builder.env
        self.docname: str = document["docname"]
        self.depth = document.get("depth", 0)
        self.stack: list[list[str]] = [[]]
        self.problems: list[str] = []
        self.section_level = 0
        # Ids inside a title or caption, which tables of contents repeat.
        self.repeated_text = 0
        self.footnotes = {i: node for node in document.findall(nodes.footnote) for i in node["ids"]}
        self.footnotes_shown: set[str] = set()

    @property
    def result(self) -> list[str]:
        """The expressions of the document, in order."""
        return self.stack[0]

    # -- tools -------------------------------------------------------------------------------

    def problem(self, node: nodes.Node, text: str) -> None:
        """Record an error at a node; the builder raises all of them at once, or warns of each."""
        self.problems.append(f"{self.place(node)}: {text}")
        if not self.config.typst_strict:
            shown = " ".join([text, *node.astext().split()])
            self.put(call("b-missing", string(shown[:300])))

    def place(self, node: nodes.Node) -> str:
        """Document and line of a node; without a line, that of the nearest node before it."""
        earlier = itertools.takewhile(lambda other: other is not node, self.document.findall())
        lines = [other.line for other in (*earlier, node) if other.line]
        path = self.env.doc2path(self.docname, False)
        return f"{path}:{lines[-1]}" if lines else str(path)

    def put(self, expression: str) -> None:
        self.stack[-1].append(expression)

    def emit(self, node: nodes.Element, *body: Code, **facts: Any) -> NoReturn:
        """Emit the call for a node, and skip its children."""
        name = node.__class__.__name__.replace("_", "-")
        self.put(call(f"b-{name}", *body, **facts, **self.common(node)))
        raise nodes.SkipNode

    def children(self, node: nodes.Element, skip: tuple[type, ...] = ()) -> Code:
        """Translate the children of a node into one expression."""
        self.stack.append([])
        for child in node.children:
            if not isinstance(child, skip):
                child.walkabout(self)
        return block(self.stack.pop())

    def flow(self, node: nodes.Element) -> Code:
        """Translate the children of a cell or note; a single plain paragraph becomes its text."""
        parts = [child for child in node.children if not isinstance(child, nodes.label)]
        only = parts[0] if len(parts) == 1 else None
        if isinstance(only, nodes.paragraph) and not only["classes"] and not only["ids"]:
            return self.children(only)
        return self.children(node)

    def repeated(self, node: nodes.Element) -> Code:
        """Translate the children of a title or caption."""
        self.repeated_text += 1
        body = self.children(node)
        self.repeated_text -= 1
        return body

    def anchor(self, node: nodes.Element) -> str | None:
        """The label of a node, if it has one."""
        if not node.get("ids") or self.repeated_text:
            return None
        label = self.builder.labels.get((self.docname, node["ids"][0]))
        if label:
            self.builder.placed.add(label)
        return label

    def common(self, node: nodes.Element) -> dict[str, Any]:
        return {"id": self.anchor(node), "classes": tuple(node.get("classes", ()))}

    def number(self, node: nodes.Element) -> dict[str, str]:
        """Number and label ("Figure 3.1") that Sphinx assigned to a figure, table or listing."""
        kind = self.env.get_domain("std").get_enumerable_node_type(node) or ""
        numbers = self.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        for identifier in node["ids"]:
            if identifier in numbers:
                number = ".".join(map(str, numbers[identifier]))
                return {"number": number, "label": self.config.numfig_format[kind] % number}
        return {}

    # -- any other node ----------------------------------------------------------------------

    def unknown_visit(self, node: nodes.Node) -> None:
        name = node.__class__.__name__
        if isinstance(node, nodes.Element) and name in UNIFORM:
            self.emit(node, self.children(node))
        if name in TRANSPARENT:
            return
        if name not in HANDLED:
            self.problem(node, f"node type {name!r} is not supported in the PDF")
        raise nodes.SkipNode

    def unknown_departure(self, node: nodes.Node) -> None:
        pass

    # -- text --------------------------------------------------------------------------------

    def visit_Text(self, node: nodes.Text) -> None:
        text = " ".join(node.astext().split("\n"))
        if follows_number(node) and re.match(r" [^\W\d_]", text):
            text = f"\u00a0{text[1:]}"
        printed = (character for character in text if character not in JOINERS)
        for pictographs, run in itertools.groupby(printed, is_pictograph):
            # Text fonts have no emoji; the template replaces them.
            for character in run if pictographs else ():
                name = unicodedata.name(character, "symbol").lower()
                self.put(call("b-pictograph", string(character), name=name))
            if not pictographs:
                self.put(string("".join(run)))
        raise nodes.SkipNode

    def visit_literal(self, node: nodes.literal) -> None:
        self.emit(node, string(node.astext()))

    def visit_abbreviation(self, node: nodes.abbreviation) -> None:
        self.emit(node, self.children(node), explanation=node.get("explanation"))

    def visit_inline(self, node: nodes.inline) -> None:
        if node["ids"] or node["classes"]:
            self.emit(node, self.children(node))

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        if not node.astext().strip() and not node["ids"]:
            # A cell that printed an empty line: omit the empty box.
            raise nodes.SkipNode
        self.emit(node, string(node.astext()), language=node.get("language", ""))

    def visit_transition(self, node: nodes.transition) -> None:
        # MyST puts a rule before the footnotes; in print they are at the bottom of a page.
        if "footnotes" not in node["classes"]:
            self.emit(node)
        raise nodes.SkipNode

    def visit_raw(self, node: nodes.raw) -> None:
        formats = node.get("format", "").split()
        if "typst" in formats:
            self.put(Code("{\n" + node.astext() + "\n}"))
        elif ONLY_HTML not in node["classes"] and not is_machinery(node.astext()):
            self.problem(
                node,
                f"raw {' '.join(formats)} is lost in the PDF; give it the class {ONLY_HTML!r} "
                "if that is meant",
            )
        raise nodes.SkipNode

    # -- structure ---------------------------------------------------------------------------

    def visit_section(self, node: nodes.section) -> None:
        self.section_level += 1
        title = next(iter(node.findall(nodes.title)), None)
        if title is None or title.parent is not node:
            self.problem(node, "section without a title")
            raise nodes.SkipNode
        numbers = self.env.toc_secnumbers.get(self.docname, {})
        # Sphinx numbers the first section of a document under the empty anchor.
        keys = [f"#{identifier}" for identifier in node["ids"]]
        keys += [""] if self.section_level == 1 else []
        number = next((numbers[key] for key in keys if numbers.get(key)), None)
        heading = self.repeated(title)
        body = self.children(node, skip=(nodes.title,))
        self.section_level -= 1
        level = self.section_level + 1 + self.depth
        shown = ".".join(map(str, number)) if number else None
        text, opens = plain(title), opening(node)
        self.emit(node, body, level=level, number=shown, title=heading, text=text, opens=opens)

    def visit_title(self, node: nodes.title) -> None:
        # Only topics and sidebars get here; sections and admonitions handle their own titles.
        self.emit(node, self.repeated(node))

    def visit_target(self, node: nodes.target) -> None:
        label = self.anchor(node)
        if node.get("refuri") or node.get("refid") or not label:
            # The id is on the node that it points to.
            body = self.children(node)
            if body != "none":
                self.put(body)
        else:
            self.put(call("b-target", self.children(node), id=label))
        raise nodes.SkipNode

    def visit_Admonition(self, node: nodes.Element) -> None:
        kind = node.__class__.__name__
        titles = [child for child in node.children if isinstance(child, nodes.title)]
        text = plain(titles[0]) if titles else str(admonitionlabels[kind])
        title = self.repeated(titles[0]) if titles else string(text)
        # docutils derives a class from the title of a plain admonition, which is redundant.
        classes = tuple(c for c in node["classes"] if not c.startswith("admonition-"))
        body = self.children(node, skip=(nodes.title,))
        about = {"id": self.anchor(node), "classes": classes}
        self.put(call("b-admonition", body, kind=kind, title=title, text=text, **about))
        raise nodes.SkipNode

    # -- lists -------------------------------------------------------------------------------

    def items(self, node: nodes.Element) -> list[dict[str, Any]]:
        """List items as data: the template may render them as tiles."""
        found = []
        for item in elements(node):
            entry = {key: part for key, part in self.common(item).items() if part}
            found.append({**entry, "body": self.children(item)})
        return found

    def visit_bullet_list(self, node: nodes.bullet_list) -> None:
        self.emit(node, items=self.items(node))

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        kind, start = node.get("enumtype", "arabic"), node.get("start", 1)
        self.emit(node, items=self.items(node), kind=kind, start=start)

    def visit_definition_list(self, node: nodes.definition_list) -> None:
        items = []
        for item in node.children:
            terms = [child for child in item.children if isinstance(child, nodes.term)]
            # A term may have more than one definition.
            definitions = [c for c in item.children if isinstance(c, nodes.definition)]
            shown = [{"id": self.anchor(term), "body": self.children(term)} for term in terms]
            items.append({"terms": shown, "body": block(map(self.children, definitions))})
        self.emit(node, items=items)

    # -- references --------------------------------------------------------------------------

    def destination(self, node: nodes.Element) -> dict[str, Any] | None:
        """The target of a reference: a web address, or a label in this book."""
        uri = node.get("refuri", "")
        if "refid" in node:
            docname, identifier = self.docname, node["refid"]
        elif uri.startswith("#"):
            docname, identifier = self.docname, uri[1:]
        elif uri.startswith(self.builder.internal_mark):
            docname, _, identifier = uri[len(self.builder.internal_mark) :].partition("#")
        elif uri.startswith(("http://", "https://", "mailto:", "tel:")):
            return {"url": uri}
        else:
            self.problem(node, f"reference to {uri!r} leads nowhere in the PDF")
            return None
        if (docname, identifier) in self.builder.unprinted:
            return None  # a row of the web: its name says enough on paper
        if docname in self.env.all_docs and docname not in self.builder.printed:
            online: dict[str, str] | None = self.builder.online(docname, identifier)
            return online
        label = self.builder.labels.get((docname, identifier))
        if label is None:
            self.problem(node, f"reference to {identifier!r} in {docname!r}, which is not there")
            return None
        if label not in self.builder.wanted:
            self.builder.wanted[label] = self.place(node)
        return {
            "target": label,
            "kind": self.builder.kinds[label],
            "document": docname,
            "local": docname == self.docname,
        }

    def visit_reference(self, node: nodes.Element) -> None:
        text = plain(node)
        if not text and not list(node.findall(nodes.image)):
            self.problem(node, f"reference without text: {node.get('refuri') or node.get('refid')}")
            raise nodes.SkipNode
        body = self.children(node)
        destination = self.destination(node)
        if destination is None:
            self.put(body)
        else:
            # The contents repeat a link in a title: the template leaves it plain.
            repeated = bool(self.repeated_text) or None
            self.emit(node, body, text=text, repeated=repeated, **destination)
        raise nodes.SkipNode

    visit_number_reference = visit_reference

    def visit_download_reference(self, node: addnodes.download_reference) -> None:
        # Sphinx keeps each download in a folder named by a hash, which means nothing to readers.
        kept = (node.get("filename") or node["reftarget"]).rpartition("/")[2]
        name = node.get("refuri") or kept
        self.emit(node, self.children(node), file=name)

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        identifier = node["refid"]
        if identifier not in self.footnotes:
            self.problem(node, f"footnote {identifier!r} is not there")
            raise nodes.SkipNode
        label = f"{self.docname}:{identifier}"
        before = node.parent.children[: node.parent.index(node)]
        adjacent = bool(before) and isinstance(before[-1], nodes.footnote_reference)
        first = identifier not in self.footnotes_shown
        self.footnotes_shown.add(identifier)
        body = self.flow(self.footnotes[identifier]) if first else Code("none")
        self.put(call("b-footnote-reference", body, target=label, adjacent=adjacent or None))
        raise nodes.SkipNode

    # -- figures and tables ------------------------------------------------------------------

    def picture(self, node: nodes.image) -> dict[str, Any] | None:
        """Path, alternative text and requested size of an image."""
        path = self.builder.picture(node["uri"])
        if path is None:
            self.problem(node, f"image {node['uri']!r} cannot be read")
            return None
        if "alt" not in node:
            self.problem(node, f"image {node['uri']!r} has no alternative text")
            return None
        # Empty alternative text marks decoration.
        sizes = {key: str(node[key]) for key in ("width", "height", "scale") if key in node}
        return {"image": path, "alt": node["alt"], **sizes}

    def visit_image(self, node: nodes.image) -> None:
        picture = self.picture(node)
        if picture:
            self.emit(node, **picture, inline=isinstance(node.parent, nodes.TextElement) or None)
        raise nodes.SkipNode

    def visit_figure(self, node: nodes.figure) -> None:
        image = next(iter(node.findall(nodes.image)), None)
        picture = self.picture(image) if image is not None else None
        if image is None:
            self.problem(node, "figure without an image")
        if picture:
            caption = next(iter(node.findall(nodes.caption)), None)
            legend = next(iter(node.findall(nodes.legend)), None)
            self.emit(
                node, **picture, **self.number(node),
                caption=self.repeated(caption) if caption is not None else None,
                legend=self.children(legend) if legend is not None else None,
                nested=is_nested(node) or None,
            )  # fmt: skip
        raise nodes.SkipNode

    def visit_table(self, node: nodes.table) -> None:
        title = next((c for c in node.children if isinstance(c, nodes.title)), None)
        group = next(iter(node.findall(nodes.tgroup)))
        header: list[list[dict[str, Any]]] = []
        rows: list[list[dict[str, Any]]] = []
        for part in group.children:
            if isinstance(part, (nodes.thead, nodes.tbody)):
                target = header if isinstance(part, nodes.thead) else rows
                target += [[self.cell(entry) for entry in elements(row)] for row in part.children]
        self.emit(
            node, columns=[measure(column) for column in columns_of(group)],
            header=header, rows=rows, **self.number(node),
            caption=self.repeated(title) if title is not None else None,
            nested=is_nested(node) or None,
            # Kept with the next block, a run of such tables would become unbreakable.
            ends_text=ends_text(node) or None,
        )  # fmt: skip

    def cell(self, entry: nodes.Element) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        for name in entry["classes"]:
            if name in ALIGNMENTS:
                facts["align"] = ALIGNMENTS[name]
        if entry.get("morecols"):
            facts["colspan"] = entry["morecols"] + 1
        if entry.get("morerows"):
            facts["rowspan"] = entry["morerows"] + 1
        return {**facts, "body": self.flow(entry)}


JOINERS = "\u200d\ufe0e\ufe0f"


def is_pictograph(character: str) -> bool:
    """Whether this is an emoji or other pictograph outside the Basic Multilingual Plane."""
    return ord(character) > 0xFFFF and unicodedata.category(character) in ("So", "Sk", "Cn")


def follows_number(text: nodes.Text) -> bool:
    """Whether this directly follows a reference to a number: its noun stays on the same line."""
    pairs = itertools.pairwise([None, *text.parent.children])
    before = next(before for before, sibling in pairs if sibling is text)
    return isinstance(before, nodes.reference) and before.astext()[-1:].isdigit()


def is_machinery(html: str) -> bool:
    """Whether raw HTML shows nothing: only comments, scripts and styles."""
    return not re.sub(r"(?s)<!--.*?-->|<(script|style)\b.*?</\1>", "", html).strip()


def elements(node: nodes.Node) -> list[nodes.Element]:
    return [child for child in node.children if isinstance(child, nodes.Element)]


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node


def is_nested(node: nodes.Element) -> bool:
    """Whether a figure or table is inside something narrower than the page."""
    narrower = (nodes.list_item, nodes.entry, nodes.definition, nodes.Admonition, nodes.block_quote)
    return any(isinstance(above, narrower) for above in ancestors(node))


def opening(section: nodes.section) -> tuple[str, ...]:
    """Classes of the admonition that opens a section: a template may merge the two."""
    first: nodes.Node | None = section
    while isinstance(first, nodes.section):
        shown = (c for c in first.children if shows(c) and not isinstance(c, nodes.title))
        first = next(shown, None)
    return tuple(first["classes"]) if isinstance(first, nodes.admonition) else ()


def ends_text(node: nodes.Element) -> bool:
    """Whether no text follows this node before the next heading, table or figure."""
    current: nodes.Node = node
    while current.parent is not None and not isinstance(current, nodes.section):
        following = current.parent.children[current.parent.index(current) + 1 :]
        shown = next(filter(shows, following), None)
        if shown is not None:
            return isinstance(shown, (nodes.section, nodes.table, nodes.figure))
        current = current.parent
    return True


def shows(node: nodes.Node) -> bool:
    """Whether a node prints anything in its place."""
    return bool(node.children) and not isinstance(node, nodes.footnote)


def prepare(document: nodes.document) -> None:
    """Remove what is not printed, and the wrappers of what notebook cells gave."""
    for node in list(document.findall(nodes.Element)):
        classes: set[str] = set(node.get("classes", ()))
        if node.__class__.__name__ in INVISIBLE or classes & LEFT_OUT:
            node.parent.remove(node)
        elif isinstance(node, nodes.container) and classes & WRAPPERS:
            place = node.parent.index(node)
            node.parent[place : place + 1] = node.children


def plain(node: nodes.Element) -> str:
    """The text of a node on one line, without footnote marks."""
    texts = (text for text in node.findall(nodes.Text)
             if not isinstance(text.parent, nodes.footnote_reference))  # fmt: skip
    return " ".join("".join(texts).split())


def columns_of(group: nodes.tgroup) -> list[list[str]]:
    """The texts of every column, without cells that span columns."""
    count = len([child for child in group.children if isinstance(child, nodes.colspec)])
    columns: list[list[str]] = [[] for _ in range(count)]
    occupied: dict[int, int] = {}
    for row in group.findall(nodes.row):
        position = 0
        for entry in elements(row):
            while occupied.get(position):
                occupied[position] -= 1
                position += 1
            width = entry.get("morecols", 0) + 1
            if width == 1 and position < count:
                columns[position].append(plain(entry))
            for covered in range(position, position + width):
                occupied[covered] = entry.get("morerows", 0)
            position += width
    return columns


def measure(texts: list[str]) -> dict[str, int]:
    """Lengths in characters, from which the template divides the width."""
    words = [len(word) for text in texts for word in text.split(" ")]
    return {
        "longest": max(map(len, texts), default=0),
        "word": max(words, default=0),
        "mean": round(sum(map(len, texts)) / max(1, len(texts))),
    }


class TypstBuildError(SphinxError):
    """The book cannot be written as a PDF."""

    category = "Typst error"
