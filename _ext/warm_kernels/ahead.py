"""Execute chapters ahead of Sphinx, as many at once as there are cores.

Sphinx reads one chapter after another and waits for each kernel. Here the notebooks of all chapters
that will be read start in book order on a few threads, each in a kernel of its own, and Sphinx
finds the outputs ready when it arrives. The execution itself is the function that myst-nb calls,
with the arguments that myst-nb gives: only the moment differs. A notebook that was not foreseen, or
that reads differently by the time Sphinx gets there, is executed on the spot as ever.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.execute import direct
from myst_nb.core.read import create_nb_reader

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

Key = tuple[str, tuple[str, ...]]


class Ahead:
    """Notebooks under way, by their folder and the code of their cells."""

    def __init__(self, at_once: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="hoofdstuk")
        self._under_way: dict[Key, Future[tuple[NotebookNode, Any]]] = {}

    def start(self, notebook: NotebookNode, **options: Any) -> None:
        future = self._pool.submit(_execute, notebook, options)
        self._under_way[_key(notebook, options["cwd"])] = future

    def execute(self, notebook: NotebookNode, **options: Any) -> Any:
        """In the place of ``single_nb_execution``: fills ``notebook`` and returns its result."""
        future = self._under_way.pop(_key(notebook, options["cwd"]), None)
        if future is None:
            return single_nb_execution(notebook, **options)
        executed, result = future.result()
        notebook.metadata.update(executed.metadata)
        for cell, done in zip(notebook.cells, executed.cells, strict=True):
            cell.update(done)
        return result

    def stop(self) -> None:
        """What did not start yet never will; what runs ends with its kernel."""
        self._under_way.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)


def _execute(notebook: NotebookNode, options: dict[str, Any]) -> tuple[NotebookNode, Any]:
    return notebook, single_nb_execution(notebook, **options)


def _key(notebook: NotebookNode, folder: str) -> Key:
    return folder, tuple(cell.source for cell in notebook.cells)


def foresee(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Start the notebooks of the chapters that Sphinx is about to read, in that order."""
    config = env.mystnb_config
    if config.execution_mode != "force" or config.execution_in_temp:
        return
    app.ahead = Ahead(len(os.sched_getaffinity(0)))
    for docname in docnames:
        path = Path(env.doc2path(docname))
        text = path.read_text(encoding="utf-8")
        reader = create_nb_reader(str(path), env.myst_config, config, text)
        if reader is not None:
            app.ahead.start(
                reader.read(text),
                cwd=os.path.abspath(path.parent),  # noqa: PTH100 (as myst-nb writes it)
                allow_errors=config.execution_allow_errors,
                timeout=config.execution_timeout,
                meta_override=True,
            )
    # myst-nb has no hook for "execute"; its name for the function is the one place to step in.
    direct.single_nb_execution = app.ahead.execute


def stop(app: Sphinx, *ignored: Any) -> None:
    direct.single_nb_execution = single_nb_execution
    if ahead := getattr(app, "ahead", None):
        ahead.stop()
