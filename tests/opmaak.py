"""Ruff reads notebooks but not Markdown: each chapter is passed to it as a notebook, and what it
finds is mapped back to the lines of the chapter.

    python tests/opmaak.py [--herstel]        check the cells, or let ruff fix them
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from nbformat.v4 import new_code_cell, new_notebook, writes  # noqa: E402

from press.check import Problem  # noqa: E402
from press.check.chapter import Cell, Chapter, chapters  # noqa: E402
from press.project import CHAPTERS  # noqa: E402

Pairs = list[tuple[Cell, str]]
# Jupytext writes an empty line below the options of a cell, and saving must not change a chapter.
CRAMPED = re.compile(r"^(:tags: .*\n)(?=\S)", re.M)


def problems(read: list[Chapter]) -> Iterator[Problem]:
    """What ruff reports about the cells: errors, order of imports, layout."""
    with _as_notebooks(read) as folder:
        # A sentence stays in one piece; all else is broken by the formatter.
        said = json.loads(_ruff(folder, "check", "--ignore=E501", "--output-format=json"))
        _ruff(folder, "format")
        by_name = {chapter.name: chapter for chapter in read}
        for fault in said:
            if fault["code"] in (None, "invalid-syntax"):
                continue  # said by the rules for cells
            chapter = by_name[Path(fault["filename"]).stem]
            line = chapter.cells[(fault["cell"] or 1) - 1].line + fault["location"]["row"] - 1
            yield chapter.problem(line, f"{fault['code']} {fault['message']}")
        for chapter in read:
            for found in CRAMPED.finditer(chapter.source):
                line = chapter.source.count("\n", 0, found.end()) + 1
                text = "lege regel ontbreekt onder de opties van de cel; make format zet ze recht"
                yield chapter.problem(line, text)
            for cell, code in _with_codes(folder, chapter):
                if code != cell.code:
                    text = "opmaak van de cel; make format zet ze recht"
                    yield chapter.problem(cell.line, text)


def mend(folder: Path) -> list[Path]:
    """Let ruff fix what it can, and put the cells back in the chapters."""
    read = chapters(folder)
    changed = []
    with _as_notebooks(read) as notebooks:
        _ruff(notebooks, "check", "--fix", "--quiet")
        _ruff(notebooks, "format", "--quiet")
        for chapter in read:
            lines = chapter.source.splitlines(keepends=True)
            for cell, code in reversed(_with_codes(notebooks, chapter)):
                end = cell.line - 1 + len(cell.code.splitlines())
                lines[cell.line - 1 : end] = [code]
            if (mended := CRAMPED.sub(r"\1\n", "".join(lines))) != chapter.source:
                (folder / chapter.name).write_text(mended, encoding="utf-8")
                changed.append(folder / chapter.name)
    return changed


@contextmanager
def _as_notebooks(read: list[Chapter]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        for chapter in read:
            cells = [new_code_cell(cell.code.removesuffix("\n")) for cell in chapter.cells]
            made = writes(new_notebook(cells=cells))
            Path(name, f"{chapter.name}.ipynb").write_text(made, encoding="utf-8")
        yield Path(name)


def _with_codes(folder: Path, chapter: Chapter) -> Pairs:
    """Each cell with its code as the notebook has it now."""
    made = json.loads((folder / f"{chapter.name}.ipynb").read_text(encoding="utf-8"))
    codes = ["".join([*cell["source"], "\n"]) for cell in made["cells"]]
    return list(zip(chapter.cells, codes, strict=True))


def _ruff(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml"),
         "--config", f'src = ["{CHAPTERS.as_posix()}"]', "--no-cache", str(folder)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode and not (done.returncode == 1 or command[0] == "format"):
        raise RuntimeError(done.stderr)
    return done.stdout


def main() -> int:
    if "--herstel" in sys.argv:
        print(*(f"{path.name}: cellen rechtgezet\n" for path in mend(CHAPTERS)), sep="", end="")
        return 0
    found = list(problems(chapters()))
    print(*(f"{problem}\n" for problem in found), sep="", end="")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
