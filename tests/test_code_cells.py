"""The rules for code cells: each accepts good code and reports a violation."""

from __future__ import annotations

import shutil
from pathlib import Path

import opmaak
import pytest

from press.check import cells
from press.check.chapter import Chapter, chapters
from press.project import CHAPTERS

KOP = "---\nkernelspec: 3\n---\n\n# Proef\n\n"


def hoofdstuk(map_: Path, *codes: str) -> Path:
    pad = map_ / "proef.md"
    cellen = "\n\n".join(
        f"```{{code-cell}} ipython3\n:tags: [hide-input]\n\n{code}\n```" for code in codes
    )
    pad.write_text(f"{KOP}{cellen}\n\nTekst.\n", encoding="utf-8")
    return pad


def regels(map_: Path, *codes: str) -> list[str]:
    return [str(problem) for problem in cells.problems(Chapter.read(hoofdstuk(map_, *codes)))]


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
    "another way to draw": ("import seaborn as sns", "teken met matplotlib"),
    "an address": ('pd.read_csv("https://voorbeeld.be/a.csv")', "adressen staan in bronnen"),
    "a typed figure": ("totaal = 61", "getypt cijfer 61"),
    "a typed share": ("deel = 0.75", "getypt cijfer 0.75"),
    "a figure as text": ('teken("61")', "getypt cijfer '61'"),
    "a percentage as text": ('teken("80 %")', "getypt cijfer '80 %'"),
    "a figure named": ('noem(totaal="61")', "getypt cijfer '61'"),
    "a figure as Markdown": ('noem(totaal=Md("61 %"))', "getypt cijfer '61 %'"),
    "an amount": ('teken("€ 1.200")', "getypt cijfer '€ 1.200'"),
    "a computed figure": ('berekend(61, "vormingen", "x", [])', "getypt cijfer 61"),
    "a column of figures": ('pd.DataFrame({"waarde": [100, 11]})', "getypt cijfer 11"),
    "a rounded figure": ("getal(1234.5, 1)", "getypt cijfer 1234.5"),
    "a round number": ("teken(101)", "getypt cijfer 101"),
    "a sentence": ('teken("Er waren er 61.")', "getypte hoeveelheid '61' in een cel"),
    "a part of a sentence": ('teken(f"{a} van de zestig")', "getypte hoeveelheid 'zestig'"),
    "a comment": ("a = 1  # het totaal", "noem de dingen bij hun naam"),
    "a magic command": ("%matplotlib inline", "geen gewone Python"),
    "a shell command": ("!pip install iets", "geen gewone Python"),
}


@pytest.mark.parametrize("geval", BROKEN)
def test_a_broken_rule_is_said(tmp_path, geval):
    code, verwacht = BROKEN[geval]
    (regel,) = regels(tmp_path, code)
    assert verwacht in regel


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
        "rijen.head(12).round(2)",
        "round(deel, 3)",
        'noem(rest=reeks("x")["waarde"].iloc[0])',
        'pd.DataFrame([{"minimum": 0, "maximum": 100, "waarde": totaal.waarde}])',
        'toon("Zie [hier](bladzijde-61.html) en {cijfer}`x61`.")',
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
    assert regel.startswith("proef.md, regel 12:") and bron[11] == "b = 61"


# ---- ruff reads the cells too ----


def ruff(*paden: Path) -> list[str]:
    return [str(fout) for fout in opmaak.problems([Chapter.read(pad) for pad in paden])]


def test_ruff_finds_a_fault_in_a_cell(tmp_path):
    gevonden = ruff(hoofdstuk(tmp_path, "import pandas as pd", "print(onbekend)"))
    assert [regel.partition(" `")[0] for regel in gevonden] == [
        "proef.md, regel 10: F401", "proef.md, regel 16: F821 Undefined name",
    ]  # fmt: skip


def test_ruff_finds_loose_layout_in_a_cell(tmp_path):
    (fout,) = ruff(hoofdstuk(tmp_path, "a = {'b':1}"))
    assert fout == "proef.md, regel 10: opmaak van de cel; make format zet ze recht"


def test_a_cell_that_is_no_python_is_said_once(tmp_path):
    pad = hoofdstuk(tmp_path, "a = (", "b = 1")
    assert ruff(pad) == []
    assert len(regels(tmp_path, "a = (", "b = 1")) == 1


def test_fix_mends_the_cells_and_nothing_else(tmp_path):
    pad = hoofdstuk(tmp_path, "a = {'b':1}", "print( a )")
    voor = pad.read_text(encoding="utf-8")
    # Jupytext would write an empty line here.
    pad.write_text(voor.replace("]\n\nprint", "]\nprint"), encoding="utf-8")
    assert "lege regel ontbreekt" in "".join(ruff(pad))
    assert opmaak.mend(tmp_path) == [pad]
    verwacht = voor.replace("{'b':1}", '{"b": 1}').replace("print( a )", "print(a)")
    assert pad.read_text(encoding="utf-8") == verwacht
    assert ruff(pad) == []
    assert opmaak.mend(tmp_path) == []


def test_fix_leaves_good_chapters_as_they_are(tmp_path):
    for bron in sorted(CHAPTERS.glob("*.md")):
        shutil.copy(bron, tmp_path)
    assert opmaak.mend(tmp_path) == []
    assert sum(len(chapter.cells) for chapter in chapters(tmp_path)) > 100
