"""Sphinx extension: use the outputs of chapters that were executed by ``publish/chapters.py``.

They are looked up in the cache where myst-nb would execute a notebook. A page that Sphinx kept from
the previous build is read again when its text or outputs have changed since. In a plain
``jupyter-book build`` nothing was executed beforehand, and myst-nb executes each chapter as usual.
Either way the outputs are stored for the downloadable notebooks.
"""

from __future__ import annotations

import os
import pickle
from functools import partial
from typing import TYPE_CHECKING, Any, TextIO

import nbformat
from jupyter_cache.executors.utils import ExecutionResult
from sphinx.errors import SphinxError

from press import kept
from press.kernels import plain
from press.patches import execute_with
from press.project import CHECKED, END, EXPORT
from press.sphinx import PerPage, notebooks

if TYPE_CHECKING:
    from docutils import nodes
    from nbformat import NotebookNode
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# Fingerprint of the text and outputs that each page was read from.
MADE_OF: PerPage[str] = PerPage("made_of")


class Reports:
    """Reports about chapters, in order of completion; asking for one blocks until it arrives."""

    def __init__(self, lines: TextIO) -> None:
        self._lines = lines
        self._known: dict[str, tuple[str, str]] = {}
        self._checked = self._ended = False

    def wait_for_check(self) -> None:
        if not self._checked and self._line() != CHECKED:
            raise SphinxError("De gegevens zijn niet in orde.")
        self._checked = True

    def of(self, name: str) -> tuple[str, str] | None:
        """Cache key of the outputs, and fingerprint of text and outputs; both may be empty."""
        while name not in self._known and not self._ended:
            line = self._line()
            self._ended = line == END
            if not self._ended:
                chapter, key, made_of = line.split("\t")
                self._known[chapter] = key, made_of
        return self._known.get(name)

    def _line(self) -> str:
        line = self._lines.readline()
        if not line:
            raise SphinxError("Het uitvoeren van de hoofdstukken is gestopt.")
        return line.rstrip("\n")


_reports: Reports | None = None


def receive(lines: TextIO) -> None:
    """Read reports about chapters from here, in this process."""
    global _reports
    _reports = Reports(lines)


def checked() -> bool:
    """Whether the tables were validated already; waits until they are."""
    if _reports:
        _reports.wait_for_check()
    return bool(_reports)


def look_up(app: Sphinx, notebook: NotebookNode, **options: Any) -> ExecutionResult:
    """Replaces the execution of ``notebook``, which still happens if its code has changed."""
    name = app.env.docname
    key = (_reports.of(name) or ("", ""))[0] if _reports else ""
    content = kept.get(key) if key else None
    given = pickle.loads(content) if content else {"cells": []}
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if not content or given["code"] != [cell.source for cell in cells]:
        result: ExecutionResult = plain.run(vars(app)["execute_usually"], notebook, **options)
        notebooks.note(app, notebook)
        return result
    notebook.metadata["language_info"] = given["language_info"]
    for cell, done in zip(cells, given["cells"], strict=True):
        cell.update(nbformat.from_dict(done))
    notebooks.note(app, notebook)
    return ExecutionResult(notebook, options["cwd"], 0.0)


def outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Pages that have changed although Sphinx considers them current by mtime."""
    if _reports is None:
        return []
    reported = {name: _reports.of(name) for name in env.found_docs - added - changed}
    read = MADE_OF.of(env)
    return [name for name, of in reported.items() if of and (of[1] or "?") != read.get(name)]


def note(app: Sphinx, doctree: nodes.document) -> None:
    if _reports and (of := _reports.of(app.env.docname)):
        MADE_OF.of(app.env)[app.env.docname] = of[1]


def begin(app: Sphinx) -> None:
    # Charts go where the pages look for them, also from kernels of plain Jupyter Book.
    os.environ["JAARVERSLAG_EXPORT"] = str(EXPORT)
    vars(app)["execute_usually"] = execute_with(partial(look_up, app))


def setup(app: Sphinx) -> dict[str, Any]:
    MADE_OF.setup(app)
    notebooks.EXECUTED.setup(app)
    app.connect("builder-inited", begin)
    app.connect("env-get-outdated", outdated)
    app.connect("doctree-read", note)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
