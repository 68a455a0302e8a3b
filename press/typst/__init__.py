"""A Sphinx builder that writes one accessible PDF with Typst.

The doctrees of all documents become one Typst file of function calls; the project's template
defines those functions and all styling; the ``typst`` wheel compiles it. Nothing else has to be
installed, system fonts are never used, and the Typst file and its inputs stay next to the PDF.

The builder shares doctrees with the HTML builder: documents (and notebooks) that were read for one
are not read again for the other.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typst
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.locale import __
from sphinx.util import logging
from sphinx.util.console import bold

from .emit import Code, block, call
from .finish import finished
from .translator import TypstBuildError, TypstTranslator, ancestors, prepare

__all__ = ["TypstBuildError", "TypstBuilder", "TypstTranslator", "setup"]

logger = logging.getLogger(__name__)

# The default template.
PLAIN = Path(__file__).with_name("plain.typ")
# MIME types of notebook outputs, best first; what is not listed here is never printed.
MIME_TYPES = ("text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain")


class TypstBuilder(Builder):
    """Writes ``<typst_filename>`` and the Typst source next to it."""

    name = "typst"
    format = "typst"
    epilog = __("The PDF is in %(outdir)s.")
    default_translator_class = TypstTranslator
    supported_image_types = [  # noqa: RUF012 (Sphinx declares it as a list)
        "image/svg+xml",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
    ]
    # No remote images: a build needs no network.
    supported_remote_images = False
    allow_parallel = False

    # Prefix of every URI inside the book, to distinguish it from external ones.
    internal_mark = "%"

    def init(self) -> None:
        self.labels: dict[tuple[str, str], str] = {}
        # The kind of node that each label is on: "section", "figure", "inline"…
        self.kinds: dict[str, str] = {}
        # Labels defined in the book, and labels referred to, each with its first reference.
        self.placed: set[str] = set()
        self.wanted: dict[str, str] = {}
        # Documents in print; the others are on the web only.
        self.printed: set[str] = set()
        # Ids in printed documents, of what is on the web only: by document and name.
        self.unprinted: set[tuple[str, str]] = set()

    def get_outdated_docs(self) -> str:
        return "the whole book"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return self.internal_mark + docname

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: set[str]) -> None:
        pass

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        pass

    # -- the book ----------------------------------------------------------------------------

    def write(self, *ignored: Any) -> None:
        root = self.config.root_doc
        doctrees = {docname: self.resolved(docname) for docname, _ in self.walk(root)}
        self.printed = set(doctrees)
        self.labels, self.kinds = collect_labels(doctrees)
        problems: list[str] = []
        body = self.book(root, doctrees, problems)
        problems += [
            f"{place}: reference to {label!r}, which has no place in the PDF"
            for label, place in self.wanted.items()
            if label not in self.placed
        ]
        if problems and not self.config.typst_strict:
            for problem in problems:
                logger.warning("%s", problem, type="typst", subtype="missing")
        elif problems:
            title = "the book has content that cannot be printed:"
            raise TypstBuildError("\n".join([title, *problems]))
        source = self.write_source(body)
        self.compile(source)

    def walk(self, docname: str, depth: int = 0) -> Iterator[tuple[str, int]]:
        """Documents in reading order, with their depth below the root's chapters."""
        yield docname, depth
        for tree in self.toctrees(docname):
            for child in tree["includefiles"]:
                # Documents in the root's toctree are chapters, not sections of it.
                yield from self.walk(child, depth if docname == self.config.root_doc else depth + 1)

    def toctrees(self, docname: str) -> list[addnodes.toctree]:
        if docname not in self.env.toctree_includes:
            return []  # most have none, and reading a whole doctree to find out is slow
        trees = self.env.get_doctree(docname).findall(addnodes.toctree)
        return [tree for tree in trees if tree.get("caption") not in self.config.typst_online_parts]

    def online(self, docname: str, identifier: str) -> dict[str, str] | None:
        """The web address of a document that is not printed; None when the site is not known."""
        site = self.config.html_baseurl
        fragment = f"#{identifier}" if identifier else ""
        return {"url": f"{site}{docname}.html{fragment}"} if site else None

    def resolved(self, docname: str) -> nodes.document:
        doctree = self.env.get_doctree(docname)
        self.env.apply_post_transforms(doctree, docname)
        # {.alleen-web} marks a part of a document that is for the web only.
        parts = [n for n in doctree.findall(nodes.Element) if "alleen-web" in n.get("classes", ())]
        for node in parts:
            ids = [name for part in node.findall(nodes.Element) for name in part["ids"]]
            self.unprinted.update((docname, name) for name in ids)
            node.parent.remove(node)
        self.post_process_images(doctree)
        prepare(doctree)
        doctree["docname"] = docname
        return doctree

    def book(
        self, root: str, doctrees: dict[str, nodes.document], problems: list[str]
    ) -> list[str]:
        """All documents, translated; those under one caption form a part."""

        def translated(docname: str, depth: int) -> list[str]:
            logger.info(f"{docname} ", nonl=True)
            doctree = doctrees[docname]
            doctree["depth"] = depth
            visitor = self.create_translator(doctree, self)
            assert isinstance(visitor, TypstTranslator)
            doctree.walkabout(visitor)
            problems.extend(visitor.problems)
            return visitor.result

        def below(docname: str) -> list[str]:
            return [part for name, depth in self.walk(docname) for part in translated(name, depth)]

        logger.info(bold("writing Typst... "), nonl=True)
        expressions = translated(root, 0)
        for tree in self.toctrees(root):
            chapters = [part for child in tree["includefiles"] for part in below(child)]
            caption = tree.get("caption")
            if caption:
                chapters = [call("b-part", block(chapters), title=caption)]
            expressions += chapters
        logger.info("")
        return expressions

    # -- files -------------------------------------------------------------------------------

    def copied(self, origin: Path, *place: str) -> str:
        """Copy a file next to the source; return its path from there."""
        target = Path(self.outdir, *place)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin, target)
        return "/".join(place)

    def picture(self, uri: str) -> str | None:
        """Copy an image next to the source; return its path there, or None if it is missing."""
        origin = Path(self.srcdir, uri)
        if not origin.is_file():
            return None
        return "/" + self.copied(origin, "images", self.images.get(uri, origin.name))

    def asset(self, path: str, setting: str) -> Path:
        """A file that a setting names, relative to the source folder."""
        found = Path(self.srcdir, path)
        if not found.is_file():
            raise TypstBuildError(f"{setting}: file {path!r} does not exist")
        return found

    def attachments(self) -> list[dict[str, str]]:
        """Copy the files to attach to the PDF next to the source; return their metadata."""
        found = []
        for facts in self.config.typst_attachments:
            origin = self.asset(facts["path"], "typst_attachments")
            described = {key: text for key, text in facts.items() if key != "path"}
            file = self.copied(origin, "attachments", origin.name)
            found.append({"name": origin.name, "file": file, **described})
        return found

    def write_source(self, body: Iterable[str]) -> Path:
        """Write the Typst file, its data, its template and the files the template reads."""
        out = Path(self.outdir)
        out.mkdir(parents=True, exist_ok=True)
        template = PLAIN
        if self.config.typst_template:
            template = self.asset(self.config.typst_template, "typst_template")
        # A template may be split into files next to it.
        for part in (PLAIN, *template.parent.glob("*.typ")):
            shutil.copyfile(part, out / part.name)
        shutil.copyfile(template, out / "template.typ")
        assets = [self.asset(path, "typst_assets") for path in self.config.typst_assets]
        for asset in assets:
            shutil.copyfile(asset, out / asset.name)
        data = {"title": self.config.project, "authors": self.config.author}
        data |= self.config.typst_data
        (out / "data.json").write_text(
            json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8"
        )
        document = call(
            "b-document",
            block(body),
            data=Code('json("data.json")'),
            assets=[asset.name for asset in assets],
            attachments=self.attachments(),
            language=self.config.language,
        )
        source = out / Path(self.config.typst_filename).with_suffix(".typ").name
        source.write_text(f'#import "template.typ": *\n#{document}\n', encoding="utf-8")
        return source

    def compile(self, source: Path) -> None:
        """Compile the Typst file; Typst's warnings become Sphinx warnings."""
        target = source.with_suffix(".pdf")
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        logger.info(bold("compiling PDF... "), nonl=True)
        try:
            pdf, warnings = typst.compile_with_warnings(
                str(source),
                root=str(source.parent),
                font_paths=[str(Path(self.srcdir, path)) for path in self.config.typst_font_paths],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=list(self.config.typst_pdf_standards),
                timestamp=int(epoch) if epoch else None,
            )
        except typst.TypstError as error:
            raise TypstBuildError(describe(error, source)) from error
        for warning in warnings:
            logger.warning("%s", describe(warning, source), type="typst")
        pdf = finished(pdf, self.config.typst_metadata)
        target.write_bytes(pdf)
        logger.info(f"{target.name}, {len(pdf) // 1024} kB")


def describe(diagnostic: typst.TypstError | typst.TypstWarning, source: Path) -> str:
    """Typst's message, location and hints on a few lines."""
    text = getattr(diagnostic, "diagnostic", "") or str(diagnostic)
    hints = [f"hint: {hint}" for hint in getattr(diagnostic, "hints", [])]
    return "\n".join([f"{source.name}: {text.strip()}", *(h for h in hints if h not in text)])


def collect_labels(
    doctrees: dict[str, nodes.document],
) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """The label of every id in the book, and the kind of node that each label is on.

    All ids of one node share the label of its first. The empty id refers to the document
    itself, i.e. its first section. Ids inside a title or caption map to the node that has the
    title, because its text is repeated in tables of contents.
    """
    labels: dict[tuple[str, str], str] = {}
    kinds: dict[str, str] = {}
    for docname, doctree in doctrees.items():
        for node in doctree.findall(nodes.Element):
            owner = labelled_owner(node) if node.get("ids") else None
            if owner is None:
                continue
            label = f"{docname}:{owner['ids'][0]}"
            kinds.setdefault(label, owner.__class__.__name__)
            for identifier in node["ids"]:
                labels.setdefault((docname, identifier), label)
            if isinstance(node, nodes.section):
                labels.setdefault((docname, ""), label)
    return labels, kinds


def labelled_owner(node: nodes.Element) -> nodes.Element | None:
    """The node whose label represents the ids of this one."""
    titles = [n for n in (node, *ancestors(node)) if isinstance(n, nodes.title | nodes.caption)]
    owner = titles[-1].parent if titles else node
    return owner if owner.get("ids") else None


def prefer_printable_output(app: Sphinx, config: Config) -> None:
    """Let cell outputs of notebooks reach this builder.

    The entries are added for every builder: the setting is then always the same, and switching
    builders does not make Sphinx read everything again.
    """
    if "nb_mime_priority_overrides" in config:
        ours = [[TypstBuilder.name, kind, 10 * n] for n, kind in enumerate(MIME_TYPES, start=1)]
        config.nb_mime_priority_overrides = [*config.nb_mime_priority_overrides, *ours]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_builder(TypstBuilder)
    app.add_config_value("typst_template", "", "", types=(str,))
    app.add_config_value("typst_strict", True, "", types=(bool,))
    app.add_config_value("typst_filename", "book.pdf", "", types=(str,))
    app.add_config_value("typst_font_paths", [], "", types=(list, tuple))
    app.add_config_value("typst_pdf_standards", ["ua-1", "a-2a"], "", types=(list, tuple))
    app.add_config_value("typst_data", {}, "", types=(dict,))
    app.add_config_value("typst_metadata", {}, "", types=(dict,))
    app.add_config_value("typst_online_parts", [], "", types=(list, tuple))
    app.add_config_value("typst_assets", [], "", types=(list, tuple))
    app.add_config_value("typst_attachments", [], "", types=(list, tuple))
    app.connect("config-inited", prefer_printable_output)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
