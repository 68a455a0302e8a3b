"""Execute the chapters whose outputs no longer hold, and tell where the outputs of each are kept.

    python -m press.publish.chapters WISHES        (started by ``book.py``)

A chapter is made from its code, the report package, the versions of everything installed, the files
and folders of the project that it used, about which Python itself tells (``kernels.watch``), and
the answers to its questions about the data (``basis.sporen``). As long as these are the same,
executing it again would give the same outputs and charts. What cannot be followed is executed by
every build.

The tables are judged first. Then standard output has a line for each chapter, as soon as it is
known: its name, the key by which its outputs are kept, and a fingerprint of its text and outputs.
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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from jaarverslag import cijfers, gegevens, proza
from jaarverslag.basis import sporen
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
    REPORT,
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
    made: NotebookNode

    @property
    def slug(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def code(self) -> list[str]:
        return [cell.source for cell in notebook.code_cells(self.made)]


class Store:
    """What chapters gave, with all that they used."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        # Whether a table or chapter exists at all is asked without opening it.
        folders = [fingerprint.of_names(folder) for folder in (CHAPTERS, data_folder())]
        tools = [sources.below(place) for place in (REPORT, Path(notebook.__file__).parent)]
        self._base = fingerprint.of_json([tools, sources.around, folders])
        self._data = fingerprint.of_json(sources.below(data_folder()))
        self._names = cache(lambda folder: fingerprint.of_names(ROOT / folder))
        self._answer = cache(
            lambda question: fingerprint.of_bytes(pickle.dumps(sporen.antwoord(*question)))
        )

    def read(self, name: str, extensions: list[str]) -> Chapter:
        """A chapter with its figures and passages filled in; raises ``ProzaFout``."""
        source = (ROOT / f"{name}.md").read_text(encoding="utf-8")

        def fill_in() -> bytes:
            text = proza.vul_in(proza.kies(source))
            return pickle.dumps((text, as_notebook(text, extensions)))

        made_from = [source, extensions, self._base, self._data]
        read = pickle.loads(kept.made(fingerprint.of_json(made_from), fill_in))
        return Chapter(name, *read)

    def key(self, chapter: Chapter) -> str:
        return fingerprint.of_json([self._base, chapter.name, chapter.code, chapter.made.metadata])

    def find(self, chapter: Chapter) -> bytes | None:
        """What this chapter gave, if all that it used is as it was."""
        key = self.key(chapter)
        if (content := kept.get(key)) is None:
            return None
        given = pickle.loads(content)
        if given["used"] != self._used(given["used"]):
            return None
        if given["facts"] != (facts := self._facts(given["answers"])):
            if given["answers"] != self._answers(given["answers"]):
                return None
            content = kept.put(key, pickle.dumps(given | {"facts": facts}))
        return content

    def keep(self, chapter: Chapter, given: dict[str, Any]) -> tuple[str, bytes]:
        """Keep what a chapter gave; the key and the content."""
        given |= {
            "used": self._used(given["used"]),
            "answers": self._answers(given["answers"]),
            "facts": self._facts(given["answers"]),
        }
        key, content = self.key(chapter), pickle.dumps(given)
        if given["astray"]:
            log(f"{chapter.slug} wordt elke keer uitgevoerd: {given['astray']}")
        if given["astray"] or not self._sources.untouched():
            key = f"{key}-{time.time_ns()}"  # for this build only
        kept.put(key, content)
        return key, content

    def _used(self, names: Iterable[Iterable[str]]) -> list[dict[str, str]]:
        """Fingerprints of the files and folders with these names."""
        (read, listed), files = names, self._sources.files
        return [
            {name: files.get(name) or fingerprint.of_file(ROOT / name) for name in sorted(read)},
            {name: self._names(name) for name in sorted(listed)},
        ]

    def _facts(self, questions: Iterable[tuple[Any, ...]]) -> str:
        """What answers come from: the data, and the files that a question names."""
        named = {word for _, words in questions for word in words if isinstance(word, Path)}
        files = {name: made for name, made in self._sources.files.items() if ROOT / name in named}
        return fingerprint.of_json([self._data, files])

    def _answers(self, questions: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], str]:
        return {question: self._answer(question) for question in questions}


def execute(chapter: Chapter, seconds: int, scratch: Path) -> bytes:
    """Run all cells, in a process that ends afterwards; what they gave and used."""
    sys.path[:] = [path for path in sys.path if path not in (str(ROOT), str(CHAPTERS))]
    inside = [ROOT, data_folder().resolve()]
    events = sporen.BEGIN, sporen.GEVRAAGD
    watch = Watch(inside, [Path(sys.prefix), scratch], EXPORT, events)
    try:
        notebook.run(chapter.made, CHAPTERS, seconds)
    except CellExecutionError as error:
        log(f"{chapter.slug}: {error}")
        return pickle.dumps(ANSI.sub("", f"{error.ename}: {error.evalue}").splitlines()[0])
    read, listed, written = (
        sorted(os.path.relpath(name, ROOT) for name in names)
        for names in (watch.read, watch.listed, watch.written)
    )
    given = {
        "chapter": chapter.slug,
        "code": chapter.code,
        "cells": [
            {"outputs": cell.outputs, "execution_count": cell.execution_count}
            for cell in notebook.code_cells(chapter.made)
        ],
        "language_info": chapter.made.metadata["language_info"],
        "files": {name: file.read_bytes() for name in written if (file := ROOT / name).is_file()},
        "used": (read, listed),
        "answers": sorted(watch.asked, key=repr),
        "astray": watch.astray,
    }
    return pickle.dumps(given)


def hand_out(scratch: Path) -> None:
    """Tell of all chapters; raises ``Refused`` for bad data and failed cells."""
    store = Store(Sources.load(scratch / FILE))
    tables.stop_if_unsound()
    empty_exports()
    tell(CHECKED)
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
        if content := store.find(chapter):
            hand(chapter, store.key(chapter), content)
        else:
            todo.append(chapter)
    names = " ".join(chapter.slug for chapter in todo)
    log(f"uitvoering: {len(todo)} van {len(chapters)} hoofdstukken: {names or 'geen'}")
    if todo:
        execute_all(todo, store, int(settings["execute"]["timeout"]), scratch)
    tell(END)


def execute_all(todo: list[Chapter], store: Store, seconds: int, scratch: Path) -> None:
    """In forks, and what a fork cannot do in kernels of Sphinx; raises ``Refused``."""
    notebook.preload(MODULES)
    read_tables()
    if reason := f"{SWITCH}=gewoon" if os.environ.get(SWITCH) == "gewoon" else fork.why_not():
        log(f"elk hoofdstuk krijgt een eigen kernel, wat langer duurt: {reason}")
        for chapter in todo:
            tell(chapter.name, "", "")
        return
    chapters = {chapter.name: chapter for chapter in todo}
    work = {chapter.name: partial(execute, chapter, seconds, scratch) for chapter in todo}
    failed: list[str] = []
    for name, result in fork.in_forks(until_failed(work, failed), cores(), scratch):
        given = pickle.loads(result) if isinstance(result, bytes) else died(result, seconds)
        if isinstance(given, dict):
            hand(chapters[name], *store.keep(chapters[name], given))
        elif given:
            failed += [f"Een cel is mislukt in {chapters[name].slug}: {given}"]
        else:
            log(f"{name} krijgt een eigen kernel")
            tell(name, "", "")
    if failed:
        raise Refused(*failed)


def read_tables() -> None:
    """Once for all chapters; what cannot be read is left to the one that asks for it."""
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
    """Why the process of a chapter ended; empty when it met something that only a kernel can do."""
    if status == -signal.SIGALRM:
        return f"ze duurt langer dan {seconds} seconden"
    return "" if status == fork.FAILED else f"het proces stopte onverwacht ({status})"


def hand(chapter: Chapter, key: str, content: bytes) -> None:
    """Put charts in their place, and tell where the outputs are."""
    day = int(os.environ["SOURCE_DATE_EPOCH"])
    for name, file in pickle.loads(content)["files"].items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_bytes(file)
        # Sphinx reads a page again for a younger chart; what a page shows is compared elsewhere.
        os.utime(ROOT / name, (day, day))
    told = fingerprint.of_text(chapter.text + fingerprint.of_bytes(content))
    tell(chapter.name, key, told)


def empty_exports() -> None:
    """A chart that no chapter draws any more may not stay behind among the downloads."""
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


def tell(*words: str) -> None:
    print(*words, sep="\t", flush=True)


def log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    wishes = json.loads(sys.argv[1])
    fork.end_with(wishes["parent"])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and end what runs
    kept.keep_in(Path(wishes["kept"]))
    scratch = Path(wishes["scratch"])
    try:
        hand_out(scratch)
    except STOPS as problem:
        (scratch / REFUSED).write_text("\n".join(reasons(problem)), encoding="utf-8")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
