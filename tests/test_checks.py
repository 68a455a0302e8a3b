"""The lint of chapters: each rule holds for the real chapters and can be broken."""

import checks
import pytest


def test_de_hoofdstukken_zijn_in_orde():
    assert [str(problem) for problem in checks.all_problems()] == []


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
    ],
)
def test_getypte_hoeveelheid_is_een_fout(zin):
    assert checks.quantities(checks.strip_markup(zin))


@pytest.mark.parametrize(
    "zin",
    [
        "Het verscheen op 12 mei 2022.",
        "De beleidsperiode 2021–2025 begon.",
        "Er waren {cijfer}`totaal` vormingen, zie {numref}`fig-x-1`.",
        "Zie artikel 47/1 van het decreet.",
        "Het 10-puntenprogramma.[^1]",
        "Een vorming telt.",
        "Zie [hier](https://voorbeeld.be/2021/12/4) verder.",
    ],
)
def test_toegelaten_tekens_zijn_geen_fout(zin):
    assert checks.quantities(checks.strip_markup(zin)) == []


def hoofdstuk(tmp_path, tekst):
    pad = tmp_path / "proef.md"
    pad.write_text(f"---\nkernelspec: 3\n---\n\n# Proef\n\n{tekst}\n", encoding="utf-8")
    return pad


def test_plaats_van_een_fout_in_prosa(tmp_path):
    pad = hoofdstuk(tmp_path, "Er waren 61 vormingen.")
    (fout,) = checks.prose_problems(pad)
    assert str(fout) == "proef.md, regel 7: getypte hoeveelheid '61'; gebruik {cijfer}"


def test_zinnen_in_een_cel_tellen_mee_namen_niet(tmp_path):
    cel = '```{code-cell} ipython3\n:tags: [hide-input]\nteken("fig-61", titel="Er zijn 61 zaken")\n```'
    (fout,) = checks.prose_problems(hoofdstuk(tmp_path, cel))
    assert fout.line == 9 and "in een cel" in fout.text


def test_bevinding_ontbreekt(tmp_path):
    assert any("bevinding" in p.text for p in checks.skeleton_problems(hoofdstuk(tmp_path, "x")))


def test_bronnenlijst_ontbreekt(tmp_path):
    pad = hoofdstuk(tmp_path, "{.bevinding}\n**x**\n\n## Bronnen\n\nniets")
    assert [p.text for p in checks.skeleton_problems(pad)] == [
        "onder de kop Bronnen staat toon_bronnen()"
    ]


def test_dubbele_naam_van_een_figuur(tmp_path):
    cel = '```{code-cell} ipython3\ntoon_figuur("a", 1)\ntoon_figuur("a", 2)\n```'
    pad = hoofdstuk(tmp_path, "{.bevinding}\n**x**\n\n" + cel)
    assert any("komt twee keer voor" in p.text for p in checks.skeleton_problems(pad))
