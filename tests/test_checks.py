"""The lint of chapters: each rule holds for the real chapters and can be broken."""

import re
import shutil
import subprocess
import sys

import instellingen
import pytest
from jaarverslag import correcties

from press.check import Problem, cells, edition, prose, run
from press.check.chapter import Chapter, text_of
from press.project import ROOT


def test_de_hoofdstukken_zijn_in_orde():
    assert [str(problem) for problem in run.chapter_problems()] == []


@pytest.mark.parametrize(
    "zin",
    [
        "Er waren 61 vormingen.",
        "Er waren drie vormingen.",
        "De helft was online.",
        "Dat kost 1,5 miljoen.",
        "There were four courses.",
        "In 2021 waren er 12.",
        "Eén vorming ging niet door.",
        "Er waren zesenveertig vormingen.",
        "Met driehonderdtwintig deelnemers.",
    ],
)
def test_getypte_hoeveelheid_is_een_fout(zin):
    assert prose.quantities(text_of(zin))


@pytest.mark.parametrize(
    "zin",
    [
        "Het verscheen op 12 mei 2022.",
        "De beleidsperiode 2021–2025 begon.",
        "Er waren {cijfer}`totaal` vormingen, zie {numref}`fig-x-1`.",
        "Zie artikel 47/1 van het decreet.",
        "Het 10-puntenprogramma.",
        "Een vorming telt.",
        "Zie [hier](https://voorbeeld.be/2021/12/4) verder.",
    ],
)
def test_toegelaten_tekens_zijn_geen_fout(zin):
    assert prose.quantities(text_of(zin)) == []


def hoofdstuk(tmp_path, tekst):
    pad = tmp_path / "proef.md"
    pad.write_text(f"---\nkernelspec: 3\n---\n\n# Proef\n\n{tekst}\n", encoding="utf-8")
    return pad


def fouten(tmp_path, tekst):
    """The problems of a chapter that has its finding."""
    read = Chapter.read(hoofdstuk(tmp_path, f"{tekst}\n\n{{.bevinding}}\n**x**"))
    return [*prose.problems(read), *prose.passages(read), *cells.problems(read)]


def test_plaats_van_een_fout_in_prosa(tmp_path):
    (fout,) = fouten(tmp_path, "Er waren 61 vormingen.")
    assert str(fout) == "proef.md, regel 7: getypte hoeveelheid '61'; gebruik {cijfer}"


@pytest.mark.parametrize(
    ("tekst", "zin"),
    [
        ("{cijfer} `vormingen`", "{cijfer} wordt niet ingevuld"),
        ("{cijfer}'vormingen'", "{cijfer} wordt niet ingevuld"),
        ("{Jaar}", "{Jaar} wordt niet ingevuld"),
        ("{ jaar }", "{ jaar } wordt niet ingevuld"),
        ("{cijfer}`vormingen|`", "kies na de streep uit"),
        ("{cijfer}`vormingen@MMXXI`", "schrijf een jaar na @"),
        ("{cijfer}`vormingen@2021@2020`", "schrijf een jaar na @"),
        (":::{als} jaar 1999\n{cijfer}`vormingen|groot`\n:::", "kies na de streep uit"),
    ],
)
def test_een_rol_die_net_niet_klopt_heeft_haar_regel(tmp_path, tekst, zin):
    (fout,) = fouten(tmp_path, tekst)
    assert zin in fout.text and fout.line == 7 + tekst.count("als}")


WAAR = {
    "in een kop": ("## Alle 61", 7),
    "op de tweede regel van een alinea": ("Er waren er\nmeer dan 61.", 8),
    "in een lijst": ("- een\n- wel 61", 8),
    "in een tabel": ("| a | b |\n|---|---|\n| x | 61 |", 9),
    "in een kader": (":::{note}\n:class: tip\n\nEr waren er 61.\n:::", 10),
    "in de titel van een kader": (":::{admonition} Alle 61\n:::", 7),
    "in een kader in een kader": ("::::{note}\n:::{tip}\nEr waren er 61.\n:::\n::::", 9),
    "in een definitie": ("begrip\n: meer dan 61", 8),
    "in een voetnoot": ("Zie.[^a]\n\n[^a]: Er waren er 61.", 9),
    "in html": ("<div>Er waren er 61.</div>", 7),
}


@pytest.mark.parametrize("waar", WAAR)
def test_een_getypt_getal_wordt_overal_gevonden(tmp_path, waar):
    tekst, regel = WAAR[waar]
    (fout,) = fouten(tmp_path, tekst)
    assert (fout.line, fout.text) == (regel, "getypte hoeveelheid '61'; gebruik {cijfer}")


@pytest.mark.parametrize(
    "tekst",
    [
        "```python\nx = 61\n```",
        "```{code-block} python\nx = 61\n```",
        "Zie `x[61]`.",
        "Zie.[^61]\n\n[^61]: Uitleg.",
    ],
)
def test_wat_geen_tekst_is_telt_niet(tmp_path, tekst):
    assert fouten(tmp_path, tekst) == []


def test_zinnen_in_een_cel_tellen_mee_namen_niet(tmp_path):
    code = 'teken("fig-61", titel="Er zijn 61 zaken")'
    cel = f"```{{code-cell}} ipython3\n:tags: [hide-input]\n{code}\n```"
    (fout,) = fouten(tmp_path, cel)
    assert fout.line == 9 and "in een cel" in fout.text


def test_bevinding_ontbreekt(tmp_path):
    (fout,) = prose.passages(Chapter.read(hoofdstuk(tmp_path, "x")))
    assert "bevinding" in fout.text


def test_bronnenlijst_ontbreekt(tmp_path):
    (fout,) = fouten(tmp_path, "## Bronnen\n\nniets")
    assert fout.text == "onder de kop Bronnen staat toon_bronnen()"


def test_elke_uitzondering_wordt_gebruikt_of_kan_worden_gebruikt():
    """An exception must match something whole; a pattern that lets anything through is a hole."""
    for patroon in prose.ALLOWED:
        assert not re.search(patroon, "Er waren 61 vormingen en 46 online, in drie reeksen.")


# ---- figures and tables ----


@pytest.mark.parametrize(
    "prosa", ["![grafiek](x.png)", "```{figure} x.svg\n```", ":::{image} x.svg\n:::"]
)
def test_een_beeld_zonder_gegevens_is_een_fout(tmp_path, prosa):
    assert any("beeld zonder gegevens" in fout.text for fout in fouten(tmp_path, prosa))


# ---- settings, versions ----


@pytest.fixture
def kopie(tmp_path):
    """The files that the checks of settings and versions read, in a private folder."""
    for naam in ("_config.yml", "_toc.yml", "CITATION.cff", "CHANGELOG.md", "README.md"):
        shutil.copy(ROOT / naam, tmp_path)
    for naam in ("press", "chapters", "data", "figures"):
        weg = shutil.ignore_patterns("export", "__pycache__")
        shutil.copytree(ROOT / naam, tmp_path / naam, ignore=weg)
    return tmp_path


def vervang(pad, oud, nieuw):
    tekst = pad.read_text(encoding="utf-8")
    assert oud in tekst
    pad.write_text(tekst.replace(oud, nieuw, 1), encoding="utf-8")


def test_de_instellingen_en_versies_zijn_in_orde():
    assert [
        *instellingen.problems(),
        *edition.problems(),
        *correcties.verzwegen_wijzigingen(ROOT / "data"),
    ] == []


def test_een_instelling_die_niets_doet_is_een_fout(kopie):
    vervang(kopie / "_config.yml", "html:\n", "html:\n  base_url: x\n")
    vervang(kopie / "_config.yml", "only_build_toc_files: true", "only_build_toc_file: true")
    vervang(kopie / "_config.yml", "    numfig: true", "    numfigs: true")
    assert [str(fout) for fout in instellingen.problems(kopie)] == [
        "_config.yml: only_build_toc_file bestaat niet in Jupyter Book",
        "_config.yml: html.base_url bestaat niet in Jupyter Book",
        "_config.yml: sphinx.config.numfigs kent Sphinx niet, en geen uitbreiding ook niet",
    ]


def test_een_versie_die_verschilt_is_een_fout(kopie):
    vervang(kopie / "CHANGELOG.md", "## 2021.", "## 2022.")
    (fout,) = edition.problems(kopie)
    assert str(fout).startswith("CHANGELOG.md: bovenaan staat niet versie 2021.")


def check(root):
    done = subprocess.run(
        [sys.executable, "-m", "press", "check"], cwd=root, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_make_check_zegt_elke_fout_een_keer(kopie):
    shutil.copy(ROOT / "pyproject.toml", kopie)
    vervang(kopie / "data" / "kerncijfers.csv", ",61,gepubliceerd", ",62,gepubliceerd")
    vervang(kopie / "chapters" / "voorwoord.md", "# Voorwoord", "# Voorwoord van 101 woorden")
    code, regels = check(kopie)
    assert code == 1 and len(regels) == len(set(regels)) == 2, regels
    assert "tellen op tot 61" in regels[0]
    assert regels[1] == "voorwoord.md, regel 12: getypte hoeveelheid '101'; gebruik {cijfer}"
    (kopie / "data" / "datapackage.json").write_text("{", encoding="utf-8")
    code, regels = check(kopie)
    assert code == 1 and len(regels) == 2 and "geen geldige JSON" in regels[0], regels


def test_een_cijfer_dat_er_niet_is_wordt_al_bij_het_nakijken_gezegd(tmp_path):
    pad = hoofdstuk(
        tmp_path, "Er waren {cijfer}`vormigen@2021` vormingen.\n\n:::{als} nooit\nx\n:::"
    )
    regels = [str(fout) for fout in prose.passages(Chapter.read(pad))]
    assert regels and all(
        r.startswith(("proef.md, regel 7: ", "proef.md, regel 9: ")) for r in regels
    )


def test_een_fout_zonder_regel_noemt_enkel_het_bestand():
    assert str(Problem("README.md", "iets")) == "README.md: iets"


@pytest.mark.parametrize(
    ("zin", "waarom"),
    [
        ("In 2019 verhuisde iemand.", "vast jaar"),
        ("Dat was toen nieuw.", "'toen'"),
        ("Het stond in de Heroverweging.", "'Heroverweging' is een naam"),
        ("Daarover vonden we niets.", "gezocht"),
        ("```{code-cell}\ncijfer('vormingen', jaar=2021)\n```", "vast jaar in een cel"),
    ],
)
def test_what_holds_in_one_year_stands_in_its_passage(tmp_path, zin, waarom):
    (fout,) = fouten(tmp_path, zin)
    assert waarom in fout.text
    assert fouten(tmp_path, f":::{{als}} jaar 2021\n{zin}\n:::") == []


@pytest.mark.parametrize(
    "zin", ["Het decreet van 7 juli 2017.", "De periode 2021–2025.", "Socius."]
)
def test_what_holds_in_any_year_may_stand_anywhere(tmp_path, zin):
    assert fouten(tmp_path, zin) == []
