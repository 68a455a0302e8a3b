"""How building grows with the book: N copies of every chapter, built the way a user builds.

    python tests/bench_boek.py 1 5 25
    python tests/bench_boek.py --map /tmp/boek 5      keeps the last book there, to look at

Not a test: it prints a table in Markdown. Each book is a copy of the repository whose chapters are
real notebooks, executed by real kernels. A second copy of ``onderzoek`` is ``onderzoek-k2``; its
figures, tables, rows, sources and cards have names of their own, and it leads to the other chapters
of the second copy. Three things cannot stand twice as they are:

- a term of the glossary: copies of it carry a number, and the chapters show the plain word;
- the page of all figures: it is a list of the whole book, so there is one, and it grows;
- the form that filters the key figures, which stands on one page only.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "_ext")]

from conftest import copy_repository  # noqa: E402 (after the line above)

ONCE = {"figuren"}
# Goes with each book as a module of its helper package: kernels of copies rename what they show.
RENAMING = r'''
"""In a copy of a chapter: every name that the book holds once gets the number of the copy."""

import re

from . import tonen

BLADZIJDEN = {pages!r}
NAMEN = re.compile(
    r"(?<=\(#)[\w-]+|(?<={{#)[\w-]+|(?<=^:name: )[\w-]+|(?<=^\()[\w-]+(?=\)=$)"
    r"|(?<={{numref}}`)[\w-]+(?=`)", re.M)
KOPPELING = re.compile(r"(?<=\]\()((?:/chapters/)?)([\w-]+)(?=\.md[)#])")
BEGRIP = re.compile(r"{{term}}`(?:([^`<]+) <)?([^`<>]+)>?`")


def hernoemd(tekst, nummer):
    """The same Markdown with the names and links of this copy."""
    tekst = NAMEN.sub(lambda naam: f"{{naam[0]}}-k{{nummer}}", tekst)
    tekst = KOPPELING.sub(
        lambda k: f"{{k[1]}}{{k[2]}}-k{{nummer}}" if k[2] in BLADZIJDEN else k[0], tekst)
    tekst = BEGRIP.sub(
        lambda b: f"{{{{term}}}}`{{b[1] or b[2]}} <{{b[2]}} ({{nummer}})>`", tekst)
    if tekst.startswith(":::{{glossary}}"):
        tekst = re.sub(r"^(?!:::|\s).+$", rf"\g<0> ({{nummer}})", tekst, flags=re.M)
    return tekst


def begin(nummer):
    """From here on, all that this kernel shows or names."""
    from IPython import get_ipython

    vorm = get_ipython().display_formatter
    gewoon, bestandsnaam = vorm.format, tonen.bestandsnaam

    def hernoem(*wat, **hoe):
        inhoud, over = gewoon(*wat, **hoe)
        if "text/markdown" in inhoud:
            inhoud["text/markdown"] = hernoemd(inhoud["text/markdown"], nummer)
        return inhoud, over

    vorm.format = hernoem
    tonen.bestandsnaam = lambda naam: bestandsnaam(f"{{naam}}-k{{nummer}}")
'''
BEGIN = """
```{{code-cell}} ipython3
:tags: [remove-cell]
from jaarverslag import kopie

kopie.begin({number})
```
"""
CODE = re.compile(r"(^```\{code-cell\}.*?^```$)", re.M | re.S)


# ---- The book ----


def make_book(root: Path, count: int) -> int:
    """A copy of the repository with ``count`` copies of every chapter; returns how many pages."""
    copy_repository(root)
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    front = toc["root"].rpartition("/")[2]
    names = [chapter["file"].rpartition("/")[2] for p in toc["parts"] for chapter in p["chapters"]]
    pages = {front, *names} - ONCE
    module = root / "chapters" / "jaarverslag" / "kopie.py"
    module.write_text(RENAMING.format(pages=sorted(pages)), encoding="utf-8")
    renamed = _renaming(module)
    parts = list(toc["parts"])
    for number in range(2, count + 1):
        for page in pages:
            text = (root / "chapters" / f"{page}.md").read_text("utf-8")
            target = root / "chapters" / f"{page}-k{number}.md"
            target.write_text(copy_of(text, number, renamed), encoding="utf-8")
        parts += _parts(toc["parts"], front, number)
    toc["parts"] = parts
    (root / "_toc.yml").write_text(yaml.safe_dump(toc, sort_keys=False), encoding="utf-8")
    return 1 + sum(len(part["chapters"]) for part in parts)


def _renaming(module: Path) -> Any:
    """``hernoemd`` of the module that kernels get: prose and outputs are renamed alike."""
    space: dict[str, Any] = {}
    exec(module.read_text("utf-8").replace("from . import tonen", ""), space)
    return space["hernoemd"]


def copy_of(text: str, number: int, renamed: Any) -> str:
    """The source of a chapter as the ``number``-th copy; its code stays as it is."""
    begin = BEGIN.format(number=number)
    text = re.sub(r"^# .+$", rf"\g<0> ({number})\n{begin}", text, count=1, flags=re.M)
    parts = CODE.split(text)
    return "".join(part if odd % 2 else renamed(part, number) for odd, part in enumerate(parts))


def _parts(parts: list[dict[str, Any]], front: str, number: int) -> list[dict[str, Any]]:
    files = [
        [c["file"] for c in p["chapters"] if c["file"].rpartition("/")[2] not in ONCE]
        for p in parts
    ]
    files[0].insert(0, f"chapters/{front}")
    return [
        {
            "caption": f"{part['caption']} ({number})",
            "chapters": [{"file": f"{file}-k{number}"} for file in mine],
        }
        for part, mine in zip(parts, files, strict=True)
    ]


# ---- Building and measuring ----


@dataclass
class Memory:
    """Most megabytes of one process, and of all processes of a build together."""

    one: float = 0
    all: float = 0


@contextlib.contextmanager
def watched(process: psutil.Process) -> Iterator[Memory]:
    """Look twice a second. What processes share counts once in the sum (PSS)."""
    most, done = Memory(), threading.Event()

    def look() -> None:
        while not done.wait(0.5):
            with contextlib.suppress(psutil.Error):
                tree = [process, *process.children(recursive=True)]
                most.one = max(most.one, *(_megabytes(p, "rss") for p in tree))
                most.all = max(most.all, sum(_megabytes(p, "pss") for p in tree))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        done.set()
        thread.join()


def _megabytes(process: psutil.Process, kind: str) -> float:
    try:
        return getattr(process.memory_full_info(), kind) / 2**20
    except psutil.Error:  # it ended meanwhile
        return 0


@dataclass
class Cost:
    """What one build took: seconds on the clock, and of the processor in all its processes."""

    clock: float
    processor: float
    memory: Memory


def built(book: Path, kind: str) -> Cost:
    started, before = time.monotonic(), _processor()
    with (book / f"{kind}.txt").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, str(book / "_ext" / "publish.py"), kind],
            cwd=book, env=dict(os.environ), stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        with watched(psutil.Process(process.pid)) as memory:
            failed = process.wait()
    if failed:
        raise SystemExit((book / f"{kind}.txt").read_text("utf-8"))
    return Cost(time.monotonic() - started, _processor() - before, memory)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def typst_seconds(book: Path) -> float:
    """From the moment that the source stood there to the moment that the PDF did."""
    (source,) = (book / "_build" / "typst").glob("jaarverslag-????.typ")
    (pdf,) = (book / "_build" / "pdf").glob("jaarverslag-????.pdf")
    return pdf.stat().st_mtime - source.stat().st_mtime


COLUMNS = (
    "kopieën", "bladzijden", "web (s)", "per bladzijde, t.o.v. één", "rekentijd (s)",
    "per bladzijde, t.o.v. één", "grootste proces (MB)", "alle processen (MB)",
)  # fmt: skip
OF_THE_PDF = ("PDF (s)", "zetten (s)", "zetten / web", "grootste proces (MB)")


def row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def measured(count: int, book: Path, first: Cost | None, pdf: bool) -> tuple[Cost, list[str]]:
    """Cost per page of the web book, and the cells of its row; ``first`` is that of one copy."""
    pages = make_book(book, count)
    web = built(book, "html")
    each = Cost(web.clock / pages, web.processor / pages, web.memory)
    first = first or each
    cells = [str(count), str(pages)]
    cells += [f"{web.clock:.0f}", f"{each.clock / first.clock:.2f}"]
    cells += [f"{web.processor:.0f}", f"{each.processor / first.processor:.2f}"]
    cells += [f"{web.memory.one:.0f}", f"{web.memory.all:.0f}"]
    if pdf:
        paper, setting = built(book, "pdf"), typst_seconds(book)
        cells += [f"{paper.clock:.0f}", f"{setting:.0f}", f"{setting / web.clock:.2f}"]
        cells += [f"{paper.memory.one:.0f}"]
    return each, cells


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("aantallen", nargs="*", type=int, default=[1, 5])
    parser.add_argument("--map", type=Path, help="where the last book stays, in a new folder")
    parser.add_argument("--web", action="store_true", help="only the web book")
    asked = parser.parse_args()
    names = COLUMNS if asked.web else COLUMNS + OF_THE_PDF
    print(row(names), row("--:" for _ in names), sep="\n", flush=True)
    first = None
    for count in asked.aantallen:
        with tempfile.TemporaryDirectory() as folder:
            last = asked.map if count == asked.aantallen[-1] else None
            each, cells = measured(count, last or Path(folder, "boek"), first, not asked.web)
        first = first or each
        print(row(cells), flush=True)


if __name__ == "__main__":
    main()
