"""Execute the chapters whose outputs are out of date, and report where the outputs are cached.

    python -m press.publish.chapters WISHES        (started by ``book.py``)

The outputs of a chapter depend on its code, the figures that its sentences name, the versions of
all installed packages, and every file of the project except the text of other chapters. While none
of these change, its cached outputs and charts are reused. A chapter that depends on anything else
(``kernels.watch``) is executed by every build.

The tables are validated first. Then one line per chapter goes to standard output as soon as it is
ready: its name, the cache key of its outputs, and a fingerprint of its text and outputs.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jaarverslag import cijfers, gegevens, proza
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from press import fingerprint, kept
from press.check import tables
from press.kernels import fork, notebook
from press.kernels.watch import Watch
from press.patches import as_notebook, pages_of
from press.project import (
    CHAPTERS,
    CHECKED,
    END,
    EXPORT,
    REFUSED,
    ROOT,
    SWITCH,
    TOC,
    book_settings,
    data_folder,
)  # fmt: skip
from press.publish.sources import FILE, Sources
from press.say import STOPS, Refused, reasons

# What chapters import.
MODULES = (
    "numpy", "pandas", "matplotlib.figure", "matplotlib.pyplot",
    "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg",
    "babel.dates", "babel.lists", "babel.numbers", "myst_nb.ext.glue",
    "jaarverslag.overzichten",
)  # fmt: skip
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Chapter:
    name: str
    text: str
    named: list[str]  # the figures in its sentences, which its cells may ask for
    made: NotebookNode

    @property
    def slug(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def code(self) -> list[str]:
        return [cell.source for cell in notebook.code_cells(self.made)]


class Store:
    """Cached outputs of chapters, by a fingerprint of everything that they may depend on."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._base = sources.without_chapters()

    def read(self, name: str, extensions: list[str]) -> Chapter:
        """A chapter with its figures and passages filled in; raises ``ProzaFout``."""
        source = (ROOT / f"{name}.md").read_text(encoding="utf-8")

        def fill_in() -> bytes:
            shown = proza.kies(source)
            text, named = proza.vul_in(shown), proza.ROL.findall(shown)
            return pickle.dumps((text, named, as_notebook(text, extensions)))

        made_from = [source, extensions, self._base]
        read = pickle.loads(kept.made(fingerprint.of_json(made_from), fill_in))
        return Chapter(name, *read)

    def key(self, chapter: Chapter) -> str:
        own = [chapter.name, chapter.named, chapter.code, chapter.made.metadata]
        return fingerprint.of_json([self._base, own])

    def keep(self, chapter: Chapter, result: dict[str, Any]) -> tuple[str, bytes]:
        """Cache the result of a chapter; returns its key and the content."""
        key, content = self.key(chapter), pickle.dumps(result)
        if result["untracked"]:
            log(f"{chapter.slug} wordt elke keer uitgevoerd: {result['untracked']}")
        if result["untracked"] or not self._sources.untouched():
            key = f"{key}-{time.time_ns()}"  # for this build only
        return key, kept.put(key, content)


def execute(chapter: Chapter, seconds: int, scratch: Path) -> bytes:
    """Run all cells, in a process that ends afterwards; returns their outputs and files."""
    sys.path[:] = [path for path in sys.path if path not in (str(ROOT), str(CHAPTERS))]
    proza.cijfers_van(chapter.slug)  # memoised, so that cells need not open the text
    inside = [ROOT, data_folder().resolve()]
    watch = Watch(inside, [Path(sys.prefix), scratch], EXPORT, is_chapter)
    try:
        notebook.run(chapter.made, CHAPTERS, seconds)
    except CellExecutionError as error:
        log(f"{chapter.slug}: {error}")
        return pickle.dumps(ANSI.sub("", f"{error.ename}: {error.evalue}").splitlines()[0])
    written = sorted(os.path.relpath(name, ROOT) for name in watch.written)
    result = {
        "chapter": chapter.slug,
        "code": chapter.code,
        "cells": [
            {"outputs": cell.outputs, "execution_count": cell.execution_count}
            for cell in notebook.code_cells(chapter.made)
        ],
        "language_info": chapter.made.metadata["language_info"],
        "files": {name: file.read_bytes() for name in written if (file := ROOT / name).is_file()},
        "untracked": watch.untracked,
    }
    return pickle.dumps(result)


def is_chapter(name: str) -> bool:
    return name.endswith(".md") and Path(name).parent == CHAPTERS


def report_all(scratch: Path) -> None:
    """Report all chapters; raises ``Refused`` for bad data and failed cells."""
    store = Store(Sources.load(scratch / FILE))
    tables.stop_if_unsound()
    empty_exports()
    report(CHECKED)
    settings = book_settings()
    extensions = settings["parse"]["myst_enable_extensions"]
    chapters, wrong, todo = [], [], []
    for name in pages_of(ROOT / TOC):
        try:
            chapters.append(store.read(name, extensions))
        except proza.ProzaFout as problem:
            wrong += [f"{name}, {line}" for line in str(problem).splitlines()]
    if wrong:
        raise Refused(*wrong)
    for chapter in chapters:
        if content := kept.get(key := store.key(chapter)):
            deliver(chapter, key, content)
        else:
            todo.append(chapter)
    names = " ".join(chapter.slug for chapter in todo)
    log(f"uitvoering: {len(todo)} van {len(chapters)} hoofdstukken: {names or 'geen'}")
    if todo:
        execute_all(todo, store, int(settings["execute"]["timeout"]), scratch)
    report(END)


def execute_all(todo: list[Chapter], store: Store, seconds: int, scratch: Path) -> None:
    """In forks; what a fork cannot do is left to a kernel of Sphinx. Raises ``Refused``."""
    notebook.preload(MODULES)
    read_tables()
    if reason := f"{SWITCH}=gewoon" if os.environ.get(SWITCH) == "gewoon" else fork.why_not():
        log(f"elk hoofdstuk krijgt een eigen kernel, wat langer duurt: {reason}")
        for chapter in todo:
            report(chapter.name, "", "")
        return
    chapters = {chapter.name: chapter for chapter in todo}
    work = {chapter.name: partial(execute, chapter, seconds, scratch) for chapter in todo}
    failed: list[str] = []
    for name, ended in fork.in_forks(until_failed(work, failed), cores(), scratch):
        result = pickle.loads(ended) if isinstance(ended, bytes) else died(ended, seconds)
        if isinstance(result, dict):
            deliver(chapters[name], *store.keep(chapters[name], result))
        elif result:
            failed += [f"Een cel is mislukt in {chapters[name].slug}: {result}"]
        else:
            log(f"{name} krijgt een eigen kernel")
            report(name, "", "")
    if failed:
        raise Refused(*failed)


def read_tables() -> None:
    """Once, before forking; a table that cannot be read fails in the chapter that uses it."""
    with contextlib.suppress(Exception):
        for name in gegevens.tabelnamen():
            gegevens.tabel(name)
        for name in cijfers.REGISTERS:
            cijfers.register(name)


def until_failed(
    work: Mapping[str, Callable[[], bytes]], failed: list[str]
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    for piece in work.items():
        if failed:
            return
        yield piece


def died(status: int, seconds: int) -> str:
    """Why a chapter's process died; empty when a separate kernel should try instead."""
    if status == -signal.SIGALRM:
        return f"ze duurt langer dan {seconds} seconden"
    return "" if status == fork.FAILED else f"het proces stopte onverwacht ({status})"


def deliver(chapter: Chapter, key: str, content: bytes) -> None:
    """Write the charts to their folder, and report where the outputs are cached."""
    day = int(os.environ["SOURCE_DATE_EPOCH"])
    for name, file in pickle.loads(content)["files"].items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_bytes(file)
        # Sphinx re-reads a page when a chart has a newer mtime; content is compared elsewhere.
        os.utime(ROOT / name, (day, day))
    made_of = fingerprint.of_text(chapter.text + fingerprint.of_bytes(content))
    report(chapter.name, key, made_of)


def empty_exports() -> None:
    """A chart that no chapter draws any more must not stay among the downloads."""
    try:
        if EXPORT.exists():
            shutil.rmtree(EXPORT)
        EXPORT.mkdir(parents=True)
    except OSError as problem:
        raise Refused(
            f"De map {EXPORT.relative_to(ROOT)} kan niet opnieuw gemaakt worden "
            f"({problem.strerror or problem}). Zorg dat u in figures/ mag schrijven."
        ) from problem


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def report(*words: str) -> None:
    print(*words, sep="\t", flush=True)


def log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    wishes = json.loads(sys.argv[1])
    fork.end_with(wishes["parent"])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and so stop the forks
    kept.keep_in(Path(wishes["kept"]))
    scratch = Path(wishes["scratch"])
    try:
        report_all(scratch)
    except STOPS as problem:
        (scratch / REFUSED).write_text("\n".join(reasons(problem)), encoding="utf-8")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
