"""Ruff reads notebooks but not Markdown: each chapter is handed to it as a notebook, and what it
says is brought back to the lines of the chapter. ``python -m press opmaak`` lets it mend them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from press.check import Problem
from press.check.chapter import Chapter, chapters
from press.project import CHAPTERS, ROOT


def problems(read: list[Chapter]) -> Iterator[Problem]:
    """What ruff says of the cells: faults, order of imports, layout."""
    with _as_notebooks(read) as folder:
        # A sentence stays in one piece; all else is broken by the formatter.
        said = json.loads(_ruff(folder, "check", "--ignore=E501", "--output-format=json"))
        _ruff(folder, "format")
        for fault in said:
            if fault["code"] in (None, "invalid-syntax"):
                continue  # said by the rules for cells
            chapter = next(c for c in read if c.name == f"{Path(fault['filename']).stem}.md")
            row = fault["location"]["row"] if fault.get("location") else 1
            line = chapter.cells[(fault.get("cell") or 1) - 1].line + row - 1
            yield chapter.problem(line, f"{fault['code']} {fault['message']}")
        for chapter in read:
            for cell, code in zip(chapter.cells, _codes(folder, chapter), strict=True):
                if code != cell.code.removesuffix("\n"):
                    text = "opmaak van de cel; make format zet ze recht"
                    yield chapter.problem(cell.line, text)


def mend(folder: Path) -> list[Path]:
    """Let ruff mend what it can, and put the cells back where they stood."""
    read = chapters(folder)
    changed = []
    with _as_notebooks(read) as notebooks:
        _ruff(notebooks, "check", "--fix", "--quiet")
        _ruff(notebooks, "format", "--quiet")
        for chapter in read:
            lines = chapter.source.splitlines(keepends=True)
            for cell, code in reversed(
                [*zip(chapter.cells, _codes(notebooks, chapter), strict=True)]
            ):
                end = cell.line - 1 + len(cell.code.splitlines())
                lines[cell.line - 1 : end] = [f"{code}\n"]
            if (mended := "".join(lines)) != chapter.source:
                (folder / chapter.name).write_text(mended, encoding="utf-8")
                changed.append(folder / chapter.name)
    return changed


@contextmanager
def _as_notebooks(read: list[Chapter]) -> Iterator[Path]:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    with tempfile.TemporaryDirectory() as name:
        for chapter in read:
            cells: list[dict[str, Any]] = [
                {
                    "cell_type": "code", "execution_count": None, "id": f"cel-{number}",
                    "metadata": {}, "outputs": [],
                    "source": cell.code.removesuffix("\n").splitlines(keepends=True),
                }
                for number, cell in enumerate(chapter.cells)
            ]  # fmt: skip
            made = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
            _notebook(Path(name), chapter).write_text(json.dumps(made), encoding="utf-8")
        yield Path(name)


def _notebook(folder: Path, chapter: Chapter) -> Path:
    return folder / f"{Path(chapter.name).stem}.ipynb"


def _codes(folder: Path, chapter: Chapter) -> list[str]:
    made = json.loads(_notebook(folder, chapter).read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in made["cells"]]


def _ruff(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml"),
         "--config", f'src = ["{CHAPTERS.as_posix()}"]', "--no-cache", str(folder)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode and not (done.returncode == 1 or command[0] == "format"):
        raise RuntimeError(done.stderr)
    return done.stdout


def main(arguments: list[str]) -> int:
    for path in mend(CHAPTERS):
        print(f"{path.name}: cellen rechtgezet")
    return 0
