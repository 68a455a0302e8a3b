"""Execute chapters ahead of Sphinx, a few at once, and no more than needed.

Sphinx reads one chapter after another and waits for each kernel. Here the notebooks of all chapters
that need it start in book order on a few threads, each in a kernel of its own, and Sphinx finds the
outputs ready when it arrives. The execution itself is the function that myst-nb calls, with the
arguments that myst-nb gives: only the moment differs. A notebook that was not foreseen, or that
reads differently by the time Sphinx gets there, is executed on the spot as ever.

Where a publication keeps what chapters gave (``store.py``), a chapter whose code, tables and tools
did not change is not executed, and one that gave the same as before is not read again.
"""

from __future__ import annotations

import os
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from myst_nb.core.execute import direct
from myst_nb.core.read import create_nb_reader
from myst_nb.core.utils import coalesce_streams
from nbformat.v4 import new_notebook

from press import fingerprint

from .store import RECORD, Kept, Store, Trace, Untraceable

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes
    from nbformat import NotebookNode
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# Set for the second book of one publication: all was executed and kept for the first.
DONE = "JAARVERSLAG_UITGEVOERD"
# More at once than there are cores: each chapter spends part of its time waiting for its kernel.
WAITING = 2
# How to get at the executed notebook, its result, and a digest of what it gave.
Done = tuple["Callable[[], NotebookNode]", Any, str]


class Ahead:
    """Notebooks under way by name; each ends as the executed notebook, its result and a digest."""

    def __init__(self, at_once: int, store: Store | None = None) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="hoofdstuk")
        self._under_way: dict[str, Future[Done]] = {}
        self.store = store
        self.executed: list[str] = []
        # Of this build: chapters to have outputs of, and those to be read again.
        self.foreseen: list[str] = []
        self.outdated: set[str] = set()

    def start(
        self, name: str, read: Callable[[], NotebookNode], text: str = "", **options: Any
    ) -> None:
        """Find what this chapter gave before, or begin to execute it.

        ``read`` makes the notebook, ``text`` is the digest of what it makes it from.
        """
        kept = self.store.find(name, text, read) if self.store else None
        if self.store and not kept:
            self.store.forget([name])
        if kept:
            future: Future[Done] = Future()
            result = ExecutionResult(None, options["cwd"], 0.0, None, None)
            future.set_result((kept.notebook, result, kept.digest))
        else:
            self.executed.append(name)
            future = self._pool.submit(self._execute, name, read(), text, options)
        self._under_way[name] = future

    def start_anything(self, folder: str) -> None:
        """A kernel that does nothing: the first one waits until the others can be forked."""
        self._pool.submit(single_nb_execution, new_notebook(cells=[]), folder, 60, False)

    def digest(self, name: str) -> str:
        """Of what this notebook gave; waits for it. Empty when that is not known."""
        future = self._under_way.get(name)
        # An execution that broke off is told where the chapter is read.
        return future.result()[2] if future and not future.exception() else ""

    def execute(self, name: str, notebook: NotebookNode, **options: Any) -> Any:
        """In the place of ``single_nb_execution``: fills ``notebook`` and returns its result."""
        future = self._under_way.get(name)
        if future is None:
            return single_nb_execution(notebook, **options)
        made, result, _ = future.result()
        executed = made()
        mine, theirs = code_cells(notebook), code_cells(executed)
        if [cell.source for cell in mine] != [cell.source for cell in theirs]:
            return single_nb_execution(notebook, **options)
        for key, value in executed.metadata.items():
            notebook.metadata.setdefault(key, value)
        for cell, done in zip(mine, theirs, strict=True):
            # Of the rest this chapter knows best: on which line a cell stands, and its tags.
            cell.update({name: done[name] for name in ("outputs", "execution_count")})
        return result

    def stop(self) -> None:
        """What did not start yet never will; what runs ends with its kernel."""
        self._under_way.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _execute(
        self, name: str, notebook: NotebookNode, text: str, options: dict[str, Any]
    ) -> Done:
        with tempfile.TemporaryDirectory(prefix="spoor-") as folder:
            record = Path(folder, "spoor")
            RECORD.set(record if self.store else None)
            began = time.time_ns()
            result = single_nb_execution(notebook, **options)
            for cell in code_cells(notebook):
                # By chance a print comes in one piece or in more: the same has one digest.
                cell.outputs = coalesce_streams(cell.outputs)
            kept = self._keep(name, text, notebook, record, began) if result.err is None else None
        if kept:
            # Read from disk when it is asked for: outputs of a large book would fill the memory.
            return kept.notebook, ExecutionResult(None, result.cwd, result.time), kept.digest
        return lambda: notebook, result, ""

    def _keep(
        self, name: str, text: str, notebook: NotebookNode, record: Path, began: int
    ) -> Kept | None:
        if self.store is None:
            return None
        seconds = (time.time_ns() - began) / 1e9
        try:
            return self.store.keep(name, text, notebook, Trace.load(record, began), seconds)
        except Untraceable as reason:
            say(f"{name} wordt elke keer uitgevoerd: {reason}")
            return None


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def say(line: str) -> None:
    """One line in the log of the build. No warning: with -W those stop the build."""
    from sphinx.util import logging

    logging.getLogger(__name__).info("uitvoering: %s", line)


def start_all(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Start what must be executed, and note which texts are not the ones that were read."""
    if not executes(env):
        return []
    config = env.mystnb_config
    store = app.ahead.store
    # As another extension will hand it to the parser.
    finished = getattr(app, "chapter_text", str)
    texts = {
        name: finished(Path(env.doc2path(name)).read_text(encoding="utf-8"))
        for name in in_order(app)
    }
    contents = {name: fingerprint.of_text(text) for name, text in texts.items()}
    outdated = {name for name, content in contents.items() if env.text_read.get(name) != content}
    app.ahead.outdated = outdated | added | changed
    app.ahead.foreseen = [name for name in texts if store or name in app.ahead.outdated]
    if store:
        store.forget(store.names().difference(app.ahead.foreseen))
    # Sphinx waits for all when it goes on from another build: the longest first, so that none comes
    # last and alone. Of a first build nothing is known; chapters start in the order of the book.
    took = {name: store.seconds(name) if store else 0.0 for name in app.ahead.foreseen}
    for name in sorted(took, key=lambda name: -took[name]):
        path = Path(env.doc2path(name))
        reader = create_nb_reader(str(path), env.myst_config, config, texts[name])
        if reader is not None:
            app.ahead.start(
                name,
                partial(reader.read, texts[name]),
                contents[name],
                cwd=os.path.abspath(path.parent),  # noqa: PTH100 (as myst-nb writes it)
                allow_errors=config.execution_allow_errors,
                timeout=config.execution_timeout,
                meta_override=True,
            )
    # myst-nb has no hook for "execute"; its name for the function is the one place to step in.
    direct.single_nb_execution = lambda notebook, **options: app.ahead.execute(
        env.docname, notebook, **options
    )
    return []


def judge(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """The chapters that Sphinx thinks current and are not; waits for all that execute.

    Sphinx compares moments only. A chapter is read again too when its text has another content
    than was read, or when executing it gave something else.
    """
    if not executes(env):
        return []
    store, outdated, foreseen = app.ahead.store, app.ahead.outdated, app.ahead.foreseen
    for name in foreseen:
        digest = "" if name in outdated else app.ahead.digest(name)
        if not digest or digest != env.outcome_read.get(name):
            outdated.add(name)
        elif store and name in app.ahead.executed:
            # Else its charts look younger than the page next time; Sphinx counts microseconds.
            store.date(name, env.all_docs[name] * 1000)
    if store:
        names = " ".join(name.rpartition("/")[2] for name in app.ahead.executed)
        say(f"{len(app.ahead.executed)} van {len(foreseen)} hoofdstukken: {names or 'geen'}")
    return sorted(outdated - added - changed)


def executes(env: BuildEnvironment) -> bool:
    """Whether this build executes chapters here and now."""
    config = env.mystnb_config
    forced = config.execution_mode == "force" and not config.execution_in_temp
    return forced and not os.environ.get(DONE)


def in_order(app: Sphinx) -> list[str]:
    """Chapters as a reader meets them, so that Sphinx never waits for one that started late."""
    from press.patches import book_order

    order = [name for name in book_order(app.config) if name in app.env.found_docs]
    return order + sorted(app.env.found_docs.difference(order))


def prepare(app: Sphinx) -> None:
    """Open what is kept, and in the environment a place for what the next build must know."""
    store = Store.of_this_build()
    app.ahead = Ahead(len(os.sched_getaffinity(0)) + WAITING, store)
    if store and not os.environ.get(DONE):
        store.lay_out()
    for name in ("text_read", "outcome_read"):
        if not hasattr(app.env, name):
            setattr(app.env, name, {})


def warm_up(app: Sphinx) -> None:
    """Have kernels ready by the time that chapters are known, when all must be executed anyway."""
    if not executes(app.env) or (app.ahead.store and app.ahead.store.names()):
        return
    folder = os.path.abspath(Path(app.srcdir, app.config.master_doc).parent)  # noqa: PTH100
    app.ahead.start_anything(folder)


def note_text(app: Sphinx, docname: str, source: list[str]) -> None:
    app.env.text_read[docname] = fingerprint.of_text(source[0])


def note_outcome(app: Sphinx, doctree: nodes.document) -> None:
    if ahead := getattr(app, "ahead", None):
        app.env.outcome_read[app.env.docname] = ahead.digest(app.env.docname)


def stop(app: Sphinx, *ignored: Any) -> None:
    direct.single_nb_execution = single_nb_execution
    if ahead := getattr(app, "ahead", None):
        ahead.stop()


def begin(app: Sphinx) -> None:
    prepare(app)
    warm_up(app)
    app.connect("env-get-outdated", start_all, priority=300)
    # In between, others may do what they need not wait for.
    app.connect("env-get-outdated", judge, priority=700)
    # First: what other extensions make of the text is theirs.
    app.connect("source-read", note_text, priority=1)
    app.connect("doctree-read", note_outcome)
