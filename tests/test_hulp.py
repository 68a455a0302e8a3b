"""Wrong calls and invalid tables give errors in Dutch that help."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT
from jaarverslag import gegevens, oefenen
from jaarverslag.cijfers import OnbekendCijfer, cijfer, reeks, sectorcijfer

ENGLISH = ("not found", "unable", "parse", "invalid", "error", "expected", "no such", "missing")


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of the tables to break."""
    kopie = tmp_path / "data"
    shutil.copytree(gegevens.datamap(), kopie)
    monkeypatch.setenv("JAARVERSLAG_DATA", str(kopie))
    return kopie


def vraag(functie, *args, **kwargs) -> str:
    with pytest.raises((OnbekendCijfer, gegevens.OnbekendeTabel, gegevens.OngeldigeTabel)) as fout:
        functie(*args, **kwargs)
    antwoord = str(fout.value)
    assert not any(woord in antwoord.lower() for woord in ENGLISH), antwoord
    # A KeyError would show its message in quotes.
    assert "\n" not in antwoord and antwoord.endswith((".", "?"))
    return antwoord


def test_a_year_without_data_names_the_years_that_have_them():
    antwoord = vraag(cijfer, "vormingen", jaar=1999)
    assert "1999" in antwoord and "2021" in antwoord
    antwoord = vraag(reeks, "thuiswerk", jaar=1999)
    assert all(str(jaar) in antwoord for jaar in (2019, 2020, 2021))


# ---- a table that was edited into an invalid state ----


def vervang(data, tabel: str, oud: str, nieuw: str) -> None:
    pad = data / f"{tabel}.csv"
    tekst = pad.read_text(encoding="utf-8")
    assert oud in tekst
    pad.write_text(tekst.replace(oud, nieuw, 1), encoding="utf-8")
    gegevens.vergeet()


def rij_van(data, tabel: str, tekst: str) -> int:
    regels = (data / f"{tabel}.csv").read_text(encoding="utf-8").splitlines()
    return next(nummer for nummer, regel in enumerate(regels, start=1) if tekst in regel)


def test_a_word_where_a_number_should_stand(data):
    rij = rij_van(data, "kerncijfers", ",61,gepubliceerd")
    vervang(data, "kerncijfers", ",61,gepubliceerd", ",veel,gepubliceerd")
    antwoord = vraag(cijfer, "vormingen")
    assert (
        f"kerncijfers.csv, rij {rij}, kolom waarde, waarde 'veel': verkeerd type: geen getal"
        in antwoord
    )
    assert "make check" in antwoord


def test_half_a_year(data):
    vervang(data, "kerncijfers", "2021,vormingen,,", "2021.5,vormingen,,")
    assert "kolom jaar, waarde '2021.5': verkeerd type: geen geheel getal" in vraag(
        cijfer, "vormingen"
    )


def test_neither_true_nor_false(data):
    vervang(data, "sector", ",false,", ",neen,")
    assert "waarde 'neen': verkeerd type: geen ja of nee" in vraag(
        sectorcijfer, "thuiswerk", periode=2021
    )


def test_a_column_that_was_renamed(data):
    vervang(data, "kerncijfers", "waarde", "Waarde")
    assert "de kolommen" in vraag(cijfer, "vormingen")


def test_a_table_that_is_gone(data):
    (data / "kerncijfers.csv").unlink()
    assert "kerncijfers.csv: het bestand ontbreekt" in vraag(cijfer, "vormingen")


def test_a_table_saved_with_a_comma_too_many_or_in_another_code(data):
    pad = data / "kerncijfers.csv"
    goed = pad.read_text(encoding="utf-8")
    pad.write_text(goed + "2021,a,b,c,1,d,e,f,g,h,i\n", encoding="utf-8")
    assert "cel te veel" in vraag(cijfer, "vormingen")
    pad.write_bytes((goed + "é").encode("cp1252"))
    assert "UTF-8" in vraag(cijfer, "vormingen")


def test_a_package_without_tables_says_where_they_should_be(tmp_path):
    """Also when somebody copied only the report package."""
    los = shutil.copytree(ROOT / "chapters" / "jaarverslag", tmp_path / "los" / "jaarverslag")
    for plaats, map_ in ((ROOT / "chapters", "/er/niet"), (los.parent, "")):
        uitkomst = subprocess.run(
            [sys.executable, "-c", "from jaarverslag import *; cijfer('vormingen')"],
            cwd=plaats, env={**os.environ, "JAARVERSLAG_DATA": map_},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        fout = uitkomst.stderr.splitlines()[-1]
        assert "Geen tabellen in" in fout and "JAARVERSLAG_DATA wijzen naar de map" in fout


def test_the_hint_to_find_all_faults_works(data):
    vervang(data, "kerncijfers", ",61,gepubliceerd", ",veel,gepubliceerd")
    assert "kijk_na() uit jaarverslag.oefenen" in gegevens.NAKIJKEN
    assert "kolom waarde, waarde 'veel': verkeerd type" in " ".join(oefenen.kijk_na())


# ---- trying things out harms nothing ----


def test_a_trial_leaves_the_tables_alone():
    voor = {pad.name: pad.read_bytes() for pad in gegevens.datamap().iterdir() if pad.is_file()}
    plaats = gegevens.datamap()
    with oefenen.proefmap():
        assert gegevens.datamap() != plaats
        oefenen.voeg_toe("begrippen", id="proef", term="proef", uitleg="Een proef.")
        assert "proef" in set(gegevens.tabel("begrippen")["id"])
        assert oefenen.kijk_na() == []
    assert gegevens.datamap() == plaats
    assert "proef" not in set(gegevens.tabel("begrippen")["id"])
    assert voor == {pad.name: pad.read_bytes() for pad in plaats.iterdir() if pad.is_file()}


def test_adding_outside_a_trial_is_refused():
    with pytest.raises(ValueError, match="enkel in een kopie"):
        oefenen.voeg_toe("begrippen", id="proef")


def test_adding_a_column_that_is_not_there_is_refused():
    with oefenen.proefmap(), pytest.raises(ValueError, match="geen kolom kleur"):
        oefenen.voeg_toe("begrippen", kleur="rood")


def test_looking_up_figures_does_not_import_matplotlib() -> None:
    """Each build imports the package three times, and draws in one of those processes only."""
    code = (
        "import sys; from jaarverslag import cijfer, formaten, keuring, toon_tabel;"
        "print('matplotlib' in sys.modules);"
        "from jaarverslag import toon_registers; print('matplotlib' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "chapters",
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split() == ["False", "True"]
