"""Sphinx extension: use the outputs of chapters that were executed by ``publish/chapters.py``.

They are looked up in the cache where myst-nb would execute a notebook. A page that Sphinx kept from
the previous build is read again when its text or outputs have changed since. In a plain
``jupyter-book build`` nothing was executed beforehand, and myst-nb executes each chapter as usual.
Either way the outputs are stored for the downloadable notebooks.
"""

from __future__ import annotations

import json
import os
import pickle
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from jupyter_cache.executors.utils import ExecutionResult

from press import kept
from press.kernels import plain
from press.patches import execute_with
from press.project import EXPORT
from press.sphinx import PerPage, notebooks

if TYPE_CHECKING:
    from docutils import nodes
    from nbformat import NotebookNode
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# Fingerprint of the text and outputs that each page was read from.
MADE_OF: PerPage[str] = PerPage("made_of")
# Of each chapter: its text with figures and passages filled in, the cache key of its outputs, and
# the fingerprint of both; the last two are empty where myst-nb has to execute it.
_chapters: dict[str, tuple[str, str, str]] = {}


def receive(place: Path) -> None:
    """Read the file that lists the cached outputs of all chapters."""
    _chapters.update(json.loads(place.read_text(encoding="utf-8")))


def beforehand() -> bool:
    """Whether chapters were executed, and so the tables validated, before Sphinx started."""
    return bool(_chapters)


def text_of(name: str) -> str:
    """The text of a chapter as readers see it; empty when no chapters were executed."""
    return _chapters.get(name, ("", "", ""))[0]


def look_up(app: Sphinx, notebook: NotebookNode, **options: Any) -> ExecutionResult:
    """Replaces the execution of ``notebook``, which still happens if its code has changed."""
    _, key, _ = _chapters.get(app.env.docname, ("", "", ""))
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
    read = MADE_OF.of(env)
    return [
        name
        for name, (_, _, made_of) in _chapters.items()
        if name in env.found_docs - added - changed and (made_of or "?") != read.get(name)
    ]


def note(app: Sphinx, doctree: nodes.document) -> None:
    if of := _chapters.get(app.env.docname):
        MADE_OF.of(app.env)[app.env.docname] = of[-1]


def begin(app: Sphinx) -> None:
    # Charts go where the pages look for them, also from kernels of plain Jupyter Book.
    os.environ["JAARVERSLAG_EXPORT"] = str(EXPORT)
    vars(app)["execute_usually"] = execute_with(partial(look_up, app))


def setup(app: Sphinx) -> None:
    MADE_OF.setup(app)
    notebooks.EXECUTED.setup(app)
    app.connect("builder-inited", begin)
    app.connect("env-get-outdated", outdated)
    app.connect("doctree-read", note)
