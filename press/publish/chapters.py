"""Execute the chapters whose outputs are out of date.

    python -m press.publish.chapters PARENT SCRATCH        (started by ``book.py``)

The outputs of a chapter depend on its code, the figures that its sentences name, the versions of
all installed packages, and every file of the project except the text of other chapters. While none
of these change, its cached outputs and charts are reused; a cell that depends on anything else is
refused (``kernels.watch``). A file in the scratch folder holds of each chapter its text, the cache
key of its outputs, and a fingerprint of both.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jaarverslag import proza
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from press import files, fingerprint, kept, project
from press.kernels import fork, notebook, watch
from press.patches import as_notebook
from press.project import CHAPTERS, EXECUTED, EXPORT, KEPT, ROOT, SWITCH
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
# Text as readers see it, cache key of the outputs, and fingerprint of both; the last two are empty
# where nothing can be forked, and Sphinx has to execute each chapter in a kernel of its own.
Made = tuple[str, str, str]


@dataclass
class Chapter:
    name: str
    text: str
    # The figures in its sentences, which its cells may ask for.
    named: list[str]
    made: NotebookNode

    @property
    def slug(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def code(self) -> list[str]:
        return [cell.source for cell in notebook.code_cells(self.made)]

    def key(self, base: str) -> str:
        """Of its outputs; ``base`` is the fingerprint of everything but the text of chapters."""
        return fingerprint.of_json([base, self.name, self.named, self.code, self.made.metadata])


def read(name: str, extensions: list[str]) -> Chapter:
    """A chapter with its figures and passages filled in; raises ``ProzaFout``."""
    shown = proza.kies((ROOT / f"{name}.md").read_text(encoding="utf-8"))
    text = proza.vul_in(shown)
    return Chapter(name, text, proza.ROL.findall(shown), as_notebook(text, extensions))


def read_all(extensions: list[str]) -> list[Chapter]:
    chapters, wrong = [], []
    for name in project.book_pages():
        try:
            chapters.append(read(name, extensions))
        except proza.ProzaFout as problem:
            wrong += [f"{name}, {line}" for line in str(problem).splitlines()]
    if wrong:
        raise Refused(*wrong)
    return chapters


def make_all(scratch: Path) -> dict[str, Made]:
    """Raises ``Refused`` for figures that are not there and cells that fail."""
    sources = Sources.load(scratch / FILE)
    base, settings = sources.without_chapters(), project.book_settings()
    chapters = read_all(settings["parse"]["myst_enable_extensions"])
    made, todo = {}, []
    for chapter in chapters:
        if content := kept.get(key := chapter.key(base)):
            made[chapter.name] = deliver(chapter, key, content)
        else:
            todo.append(chapter)
    print(f"hoofdstukken uitvoeren: {len(todo)} van {len(chapters)}")
    print("uitvoering:", *[chapter.slug for chapter in todo])
    if reason := f"{SWITCH}=gewoon" if os.environ.get(SWITCH) == "gewoon" else fork.why_not():
        print(f"elk hoofdstuk krijgt een eigen kernel, wat langer duurt: {reason}")
        return made | {chapter.name: (chapter.text, "", "") for chapter in todo}
    for chapter, content in execute_all(todo, int(settings["execute"]["timeout"]), scratch):
        key = chapter.key(base)
        if not sources.untouched():
            key = f"{key}-{time.time_ns()}"  # for this build only
        made[chapter.name] = deliver(chapter, key, kept.put(key, content))
    return made


def deliver(chapter: Chapter, key: str, content: bytes) -> Made:
    """Write the charts to their folder."""
    day = int(os.environ["SOURCE_DATE_EPOCH"])
    for name, file in pickle.loads(content)["files"].items():
        (EXPORT / name).write_bytes(file)
        # Sphinx re-reads a page when a chart has a newer mtime; content is compared elsewhere.
        os.utime(EXPORT / name, (day, day))
    return chapter.text, key, fingerprint.of_text(chapter.text + fingerprint.of_bytes(content))


# ---- Executing ----


def execute_all(
    todo: list[Chapter], seconds: int, scratch: Path
) -> Iterator[tuple[Chapter, bytes]]:
    """The outputs of each chapter, in forks of this process; raises ``Refused``."""
    if todo:
        notebook.preload(MODULES)
    chapters = {chapter.name: chapter for chapter in todo}
    failed: list[str] = []

    def work() -> Iterator[tuple[str, Callable[[], bytes]]]:
        # Longest first, so that no process works alone at the end.
        for chapter in sorted(todo, key=lambda chapter: -len("".join(chapter.code))):
            if not failed:
                yield chapter.name, partial(execute, chapter, seconds, scratch)

    for name, ended in fork.in_forks(work(), at_once=len(os.sched_getaffinity(0))):
        result = pickle.loads(ended) if isinstance(ended, bytes) else why_it_died(ended, seconds)
        if isinstance(result, dict):
            yield chapters[name], pickle.dumps(result)
        else:
            failed.append(f"Een cel is mislukt in {chapters[name].slug}: {result}")
    if failed:
        raise Refused(*failed)


def execute(chapter: Chapter, seconds: int, scratch: Path) -> bytes:
    """Run all cells, in a process that ends afterwards; gives outputs and charts, or the error."""
    sys.path[:] = [path for path in sys.path if path not in (str(ROOT), str(CHAPTERS))]
    proza.cijfers_van(chapter.slug)  # memoised, so that cells need not open the text
    charts = scratch / "grafieken" / chapter.slug
    charts.mkdir(parents=True)
    os.environ["JAARVERSLAG_EXPORT"] = str(charts)
    watch.refuse_untracked(depends_on_another)
    try:
        notebook.run(chapter.made, CHAPTERS, seconds)
    except CellExecutionError as error:
        print(f"{chapter.slug}: {error}", file=sys.stderr)
        return pickle.dumps(ANSI.sub("", f"{error.ename}: {error.evalue}").splitlines()[0])
    result = {
        "chapter": chapter.slug,
        "code": chapter.code,
        "cells": [
            {"outputs": cell.outputs, "execution_count": cell.execution_count}
            for cell in notebook.code_cells(chapter.made)
        ],
        "language_info": chapter.made.metadata["language_info"],
        "files": {file.name: file.read_bytes() for file in sorted(charts.iterdir())},
    }
    return pickle.dumps(result)


def depends_on_another(path: Path) -> bool:
    """Whether a file is the text of a chapter or a chart, which no key of another holds."""
    return (path.suffix == ".md" and path.parent == CHAPTERS) or path.is_relative_to(EXPORT)


def why_it_died(status: int, seconds: int) -> str:
    if status == -signal.SIGALRM:
        return f"ze duurt langer dan {seconds} seconden"
    return f"het proces stopte onverwacht ({status})"


def main() -> int:
    parent, scratch = int(sys.argv[1]), Path(sys.argv[2])
    fork.end_with(parent)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and so stop the forks
    kept.keep_in(KEPT)
    try:
        made = make_all(scratch)
    except STOPS as problem:
        print(*(f"{project.REFUSED}{reason}" for reason in reasons(problem)), sep="\n")
        return 1
    files.write(scratch, {EXECUTED: json.dumps(made)})  # whole: makers wait for it
    return 0


if __name__ == "__main__":
    sys.exit(main())
