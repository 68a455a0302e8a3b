"""Code that a reader unfolds is worth reading: each rule holds, and can be broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from press.check import cells

KOP = "---\nkernelspec: 3\n---\n\n# Proef\n\n"


def hoofdstuk(map_: Path, *codes: str) -> Path:
    pad = map_ / "proef.md"
    cellen = "\n\n".join(
        f"```{{code-cell}} ipython3\n:tags: [hide-input]\n{code}\n```" for code in codes
    )
    pad.write_text(f"{KOP}{cellen}\n\nTekst.\n", encoding="utf-8")
    return pad


def regels(map_: Path, *codes: str) -> list[str]:
    return [str(problem) for problem in cells.rule_problems(hoofdstuk(map_, *codes))]


def test_the_chapters_are_in_order():
    assert [str(problem) for problem in cells.all_problems()] == []


def test_the_limits_are_short():
    assert cells.MOST_LINES <= 30 and cells.MOST_STATEMENTS <= 10


BROKEN = {
    "too long": ("\n".join(["f("] + ["    1,"] * cells.MOST_LINES + [")"]), "regels; hoogstens"),
    "too much at once": ("a = 1\n" * (cells.MOST_STATEMENTS + 1), "opdrachten; hoogstens"),
    "a path of this machine": ('open("/home/iemand/data.csv")', "absoluut pad"),
    "a path of Windows": ('open("C:\\\\data.csv")', "absoluut pad"),
    "a home folder": ('open("~/data.csv")', "absoluut pad"),
    "a network library": ("import requests", "leest buiten dit boek"),
    "a part of one": ("from urllib.request import urlopen", "leest buiten dit boek"),
    "an address": ('pd.read_csv("https://voorbeeld.be/a.csv")', "adressen staan in bronnen"),
    "a typed figure": ("totaal = 61", "getypt cijfer 61"),
    "a typed share": ("deel = 0.75", "getypt cijfer 0.75"),
    "a figure as text": ('teken("61")', "getypt cijfer '61'"),
    "a percentage as text": ('teken("80 %")', "getypt cijfer '80 %'"),
    "a comment": ("a = 1  # het totaal", "noem de dingen bij hun naam"),
    "a magic command": ("%matplotlib inline", "geen gewone Python"),
    "a shell command": ("!pip install iets", "geen gewone Python"),
}


@pytest.mark.parametrize("geval", BROKEN)
def test_a_broken_rule_is_said(tmp_path, geval):
    code, verwacht = BROKEN[geval]
    assert any(verwacht in regel for regel in regels(tmp_path, code)), regels(tmp_path, code)


@pytest.mark.parametrize(
    "code",
    [
        "jaar = 2021",
        'periode = "2021"',
        "deel = 100 * online / totaal",
        "laatste = rijen.iloc[-1]",
        "toon(getal(waarde, 2), decimalen=1)",
        'titel = f"{online} van de {totaal} vormingen"',
        'kleur = "#B8432F"',
        "x = 1  # fmt: skip",
    ],
)
def test_what_is_no_figure_is_allowed(tmp_path, code):
    assert regels(tmp_path, code) == []


def test_imports_stand_in_the_first_cell(tmp_path):
    assert regels(tmp_path, "import pandas as pd", "pd.NA") == []
    assert any("eerste cel" in r for r in regels(tmp_path, "a = 1", "import pandas as pd"))


def test_imports_do_not_count_as_length(tmp_path):
    namen = "".join(f"    naam_{n},\n" for n in range(cells.MOST_LINES + 5))
    assert regels(tmp_path, f"from jaarverslag import (\n{namen})") == []


def test_the_line_is_that_of_the_chapter(tmp_path):
    (regel,) = regels(tmp_path, "a = 1\n\nb = 61")
    bron = (tmp_path / "proef.md").read_text(encoding="utf-8").splitlines()
    assert regel.startswith("proef.md, regel 11:") and bron[10] == "b = 61"


# ---- ruff reads the cells too ----


def test_ruff_finds_a_fault_in_a_cell(tmp_path):
    pad = hoofdstuk(tmp_path, "import pandas as pd", "print(onbekend)")
    gevonden = [str(problem) for problem in cells.ruff_problems([pad])]
    assert any("regel 9: F401" in regel for regel in gevonden), gevonden
    assert any("regel 14: F821" in regel for regel in gevonden), gevonden


def test_ruff_finds_loose_layout_in_a_cell(tmp_path):
    (fout,) = cells.ruff_problems([hoofdstuk(tmp_path, "a = {'b':1}")])
    assert "opmaak van de cel" in fout.text


def test_fix_mends_the_cells_and_nothing_else(tmp_path):
    pad = hoofdstuk(tmp_path, "a = {'b':1}", "print( a )")
    voor = pad.read_text(encoding="utf-8")
    assert cells.fix([pad]) == [pad]
    verwacht = voor.replace("{'b':1}", '{"b": 1}').replace("print( a )", "print(a)")
    assert pad.read_text(encoding="utf-8") == verwacht
    assert cells.ruff_problems([pad]) == []
    assert cells.fix([pad]) == []


def test_fix_leaves_good_chapters_as_they_are(tmp_path):
    paden = []
    for bron in sorted(cells.CHAPTERS.glob("*.md")):
        paden.append(Path(shutil.copy(bron, tmp_path)))
    assert cells.fix(paden) == []
