"""What the helper package tells of its reading; in interpreters of their own, as hooks stay."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"
# Tells what counts: files that are used as a whole, and rows; as the kernels of a build do.
LISTEN = """
import json, sys
from pathlib import Path

told, quiet = [], 0

def hook(event, args):
    global quiet
    if event == "jaarverslag.stil":
        quiet += 1 if args[0] else -1
    elif event == "jaarverslag.gelezen" and not quiet:
        told.append(Path(args[0]).name)
    elif event == "jaarverslag.deel":
        told.append("/".join(args))

sys.addaudithook(hook)
from jaarverslag import cijfer, register, tabel, toon_leemtes, zinnen
from jaarverslag.registers import bereken
"""
FIGURE, SAME_FIGURE = "kerncijfers/sleutel/vormingen", "cijfer('vormingen')"


def told_by(*cells: str) -> list[str]:
    """What the last cell tells, after the others, but for the description of the package."""
    last = f"{LISTEN}{chr(10).join(cells[:-1])}\ntold.clear()\n{cells[-1]}\nprint(json.dumps(told))"
    result = subprocess.run(
        [sys.executable, "-c", last], cwd=CHAPTERS, capture_output=True, text=True, check=True
    )
    return [name for name in json.loads(result.stdout) if name != "datapackage.json"]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (SAME_FIGURE, {FIGURE}),
        ("register(domein='onderzoek')", {"kerncijfers/domein/onderzoek"}),
        ("toon_leemtes('onderzoek')", {"kerncijfers/domein/onderzoek"}),
        ("register('sector')", {"sector//"}),
        ("register(waarden=False)", {"kerncijfers/bekend/"}),
        ("tabel('kerncijfers')", {"kerncijfers.csv"}),
    ],
)
def test_who_asks_for_rows_depends_on_no_more(cell: str, told: set[str]) -> None:
    assert set(told_by(cell)) == told


def test_an_answer_from_memory_tells_the_same() -> None:
    """The table was read for the figure, quietly; who then asks for all of it depends on all."""
    assert set(told_by(SAME_FIGURE, "tabel('kerncijfers')")) == {"kerncijfers.csv"}
    assert told_by(SAME_FIGURE, SAME_FIGURE) == [FIGURE]
    registers = {"activiteiten.csv", "tevredenheid.csv", "rekeningen.csv", "personeel.csv"}
    assert set(told_by(SAME_FIGURE, "bereken()")) > registers
    assert set(told_by("bereken()", "bereken()")) > registers


def test_an_error_inside_does_not_silence_the_rest() -> None:
    wrong = "try: register('bestaat niet')\nexcept KeyError: pass"
    assert set(told_by(wrong, "tabel('sector')")) == {"sector.csv"}
