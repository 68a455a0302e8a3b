"""Chapters execute at the same time, and Sphinx gets of each what it would have got alone."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from press.kernels.ahead import Ahead

# Waits for the other notebook to begin: only what runs at the same time comes to an end.
MEET = """\
import pathlib, time
pathlib.Path("{mine}").touch()
for _ in range(600):
    if pathlib.Path("{other}").exists():
        break
    time.sleep(0.05)
else:
    raise RuntimeError("alone")
print("{mine} met {other}")"""


# What a chapter may set for itself; what it holds is told once the other has set its own.
SET = """\
import builtins, os, random, sys, types
import matplotlib, pandas
os.makedirs("{place}/{mine}")
os.chdir("{place}/{mine}")
naam = builtins.naam = matplotlib.naam = os.environ["NAAM"] = "{mine}"
sys.modules["{mine}"] = types.ModuleType("{mine}")
matplotlib.rcParams["lines.linewidth"] = {number}
pandas.set_option("display.max_rows", {number})
random.seed({number})"""
TELL = """\
print(naam, builtins.naam, matplotlib.naam, os.environ["NAAM"], os.path.basename(os.getcwd()))
print("{other}" in sys.modules, matplotlib.rcParams["lines.linewidth"])
print(pandas.get_option("display.max_rows"), random.random() == random.Random({number}).random())"""


@pytest.fixture
def ahead() -> Iterator[Ahead]:
    made = Ahead(at_once=2)
    yield made
    made.stop()


def notebook(*cells: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
    )


def options(folder: Path) -> dict[str, object]:
    return {"cwd": str(folder), "timeout": 60, "allow_errors": False, "meta_override": True}


def said(made: nbformat.NotebookNode) -> list[str]:
    return ["".join(output.get("text", "") for output in cell.outputs) for cell in made.cells]


def test_two_chapters_run_at_the_same_time(ahead: Ahead, tmp_path: Path) -> None:
    pair = [notebook(MEET.format(mine=a, other=b)) for a, b in (("een", "twee"), ("twee", "een"))]
    for name, made in zip("ab", pair, strict=True):
        ahead.start(name, partial(copy.deepcopy, made), **options(tmp_path))
    results = [
        ahead.execute(name, made, **options(tmp_path))
        for name, made in zip("ab", pair, strict=True)
    ]
    assert [result.err for result in results] == [None, None]
    assert [said(made) for made in pair] == [["een met twee\n"], ["twee met een\n"]]
    # The language of a kernel is only known when it ran; the pages of myst-nb need it.
    assert pair[0].metadata["language_info"]["name"] == "python"


def test_chapters_that_run_at_the_same_time_keep_to_themselves(
    ahead: Ahead, tmp_path: Path
) -> None:
    pair = [("een", "twee", 7), ("twee", "een", 9)]
    made = {}
    for mine, other, number in pair:
        words = {"mine": mine, "other": other, "number": number, "place": tmp_path}
        meet = MEET.format(mine=tmp_path / f"{mine}.er", other=tmp_path / f"{other}.er")
        made[mine] = notebook(SET.format(**words), meet, TELL.format(**words))
        ahead.start(mine, partial(copy.deepcopy, made[mine]), **options(tmp_path))
    for mine, _, number in pair:
        assert ahead.execute(mine, made[mine], **options(tmp_path)).err is None
        own = f"{mine} {mine} {mine} {mine} {mine}"
        assert said(made[mine])[-1] == f"{own}\nFalse {number}.0\n{number} True\n"


def test_what_was_foreseen_is_not_executed_again(ahead: Ahead, tmp_path: Path) -> None:
    count = 'with open("keren", "a") as f:\n    f.write("x")'
    ahead.start("een", partial(notebook, count), **options(tmp_path))
    ahead.execute("een", notebook(count), **options(tmp_path))
    assert (tmp_path / "keren").read_text() == "x"


def test_what_is_printed_in_pieces_is_one_output(ahead: Ahead, tmp_path: Path) -> None:
    pieces = "import time\nfor n in range(3):\n    print(n, flush=True)\n    time.sleep(0.4)"
    made = notebook(pieces)
    ahead.start("stukken", partial(copy.deepcopy, made), **options(tmp_path))
    ahead.execute("stukken", made, **options(tmp_path))
    assert [output.text for output in made.cells[0].outputs] == ["0\n1\n2\n"]


def test_words_between_cells_ask_for_no_execution(ahead: Ahead, tmp_path: Path) -> None:
    count = 'with open("keren", "a") as f:\n    f.write("x")'
    ahead.start("een", partial(notebook, count, "print('klaar')"), **options(tmp_path))
    made = notebook(count, "print('klaar')")
    made.cells.insert(1, nbformat.v4.new_markdown_cell("Een zin erbij."))
    made.metadata["source_map"] = [1, 7, 9]
    ahead.execute("een", made, **options(tmp_path))
    assert (tmp_path / "keren").read_text() == "x"
    assert made.cells[2].outputs[0].text == "klaar\n"
    assert made.cells[1].source == "Een zin erbij."
    assert made.metadata["source_map"] == [1, 7, 9]
    assert made.metadata["language_info"]["name"] == "python"


def test_code_that_changed_meanwhile_is_executed_as_it_is_now(ahead: Ahead, tmp_path: Path) -> None:
    ahead.start("een", partial(notebook, "print('old')"), **options(tmp_path))
    changed = notebook("print('new')")
    ahead.execute("een", changed, **options(tmp_path))
    assert said(changed) == ["new\n"]


def test_a_failing_cell_is_told_as_ever(ahead: Ahead, tmp_path: Path) -> None:
    bad = notebook("raise ValueError('niet goed')")
    ahead.start("een", partial(copy.deepcopy, bad), **options(tmp_path))
    result = ahead.execute("een", bad, **options(tmp_path))
    assert isinstance(result.err, CellExecutionError)
    assert "niet goed" in result.exc_string
