"""Sphinx extension: no book from bad data, a failed cell or a missing number.

This also guards a plain ``jupyter-book build .``, which bypasses ``press``. It adds the role
``{cijfer}`` and reports in Dutch which chapter is being built.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.errors import ConfigError, SphinxError
from sphinx.util import logging

from press import project
from press.check import tables
from press.patches import book_order, failed_cells, is_named, pasting
from press.sphinx import PerPage, executed
from press.sphinx.edition import BadData

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PASTING: Any = pasting()
LOGGER = logging.getLogger(__name__)
# Builders that Jupyter Book uses for singlehtml, pdfhtml and pdflatex.
OTHERS = ("singlehtml", "latex")
HOW = "Het webboek maakt u met: make html, de PDF met: make pdf."


class HoleInText(SphinxError):
    category = "Ontbrekend getal"


class CijferRole(PASTING):
    """{cijfer}`naam`: the figure that a cell named with ``noem(naam=...)``, linked to its row.

    myst-nb only warns about an unknown name and leaves a gap in the sentence. Here all gaps are
    collected and shown to the author, and the build stops before a page is written.
    """

    text: str

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        name = self.text
        if not is_named(self.document, name):
            return self._hole(name, "geen enkele cel noemt het met noem(...)")
        self.text = f"{name}:myst"
        pasted, messages = super().run()
        if not "".join(node.astext() for node in pasted).strip():
            return self._hole(name, "het is leeg")
        # The class tells a computed figure from a typed one.
        return [nodes.inline("", "", *pasted, classes=["cijfer"])], messages

    def _hole(self, name: str, why: str) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        env = self.document.settings.env
        line = f"{env.docname}, regel {self.line}: {{cijfer}}`{name}`: {why}"
        HOLES.of(env).setdefault(env.docname, []).append(line)
        return [nodes.inline(text="??")], []


HOLES: PerPage[list[str]] = PerPage("cijfer_holes")


def check_place(app: Sphinx) -> None:
    """The current folder may have put another book's engine first on Python's path."""
    if app.builder.name in OTHERS:
        raise ConfigError(f"De vorm {app.builder.name} heeft dit boek niet. {HOW}")
    if Path(app.srcdir).resolve() != project.ROOT:
        raise ConfigError(f"Bouw dit boek vanuit zijn eigen map: cd {app.srcdir}")


def check_data(app: Sphinx) -> None:
    """Stop before any notebook runs when the tables are not sound."""
    if executed.beforehand():
        return
    if problems := tables.problems():
        raise BadData("\n" + "\n".join(problems))


def read_in_book_order(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Read chapters in book order, so that the progress messages make sense."""
    place = {docname: number for number, docname in enumerate(book_order(app.config))}
    docnames.sort(key=lambda docname: (place.get(docname, len(place)), docname))
    queue = list(docnames)

    def announce(app: Sphinx, docname: str, source: list[str]) -> None:
        if docname in queue:
            slug = docname.rpartition("/")[2]
            LOGGER.info("hoofdstuk %d/%d %s", queue.index(docname) + 1, len(queue), slug)

    app.connect("source-read", announce)


def stop_at_holes(app: Sphinx, env: BuildEnvironment) -> None:
    found = [line for lines in HOLES.of(env).values() for line in lines]
    if found:
        raise HoleInText("\n" + "\n".join(found))


def print_commands(app: Sphinx, error: Exception | None) -> None:
    """After a build with plain Jupyter Book, print how to get the PDF."""
    if not error and not executed.beforehand() and app.builder.name == "html":
        LOGGER.info(HOW)


def stop_at_failed_cells(app: Sphinx, env: BuildEnvironment) -> None:
    """Safety net: without ``raise_on_error``, a traceback would be published."""
    failed = [f"{page}: {how}" for page, how in failed_cells(env).items()]
    if failed:
        raise SphinxError("Een cel is mislukt in " + "; ".join(failed))


def setup(app: Sphinx) -> None:
    app.add_role("cijfer", CijferRole())
    app.setup_extension("press.sphinx.edition")
    app.connect("builder-inited", check_place)
    app.connect("builder-inited", check_data)
    app.connect("env-before-read-docs", read_in_book_order)
    HOLES.setup(app)
    app.connect("build-finished", print_commands)
    app.connect("env-updated", stop_at_failed_cells)
    app.connect("env-updated", stop_at_holes)
