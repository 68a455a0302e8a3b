"""Published figures change in the open: fingerprint, table, page, banner, change log."""

from __future__ import annotations

import csv
import io
import shutil

import pandas as pd
import pytest
from conftest import change_cell
from jaarverslag import correcties, gegevens
from jaarverslag.keuring import controleer

from press.check import edition
from press.project import ROOT

TEVREDEN = {"jaar": "2021", "indicator": "tevredenheid-vormingen", "uitsplitsing": ""}
ANKER = "k-tevredenheid-vormingen-2021"


@pytest.fixture
def data(tmp_path):
    """A private copy of the real data package with its fingerprint."""
    return shutil.copytree(gegevens.datamap(), tmp_path / "data")


def voeg_toe(data, tabel, **cellen):
    pad = data / f"{tabel}.csv"
    kop = next(csv.reader([pad.read_text(encoding="utf-8").splitlines()[0]]))
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow([cellen.get(naam, "") for naam in kop])
    with pad.open("a", encoding="utf-8") as stroom:
        stroom.write(buffer.getvalue())


def meld(data, **anders):
    rij = {
        "datum": "2026-11-23", "hoofdstuk": "vormingsaanbod", "plaats": ANKER, "oud": "80",
        "nieuw": "79", "soort": "correctie", "ernst": "ernstig", "reden": "Verkeerd overgenomen",
    }  # fmt: skip
    voeg_toe(data, "correcties", **{**rij, **anders})


def test_elk_gepubliceerd_cijfer_is_vastgelegd_en_onveranderd():
    """The test that fails when someone changes a published figure and does not say so."""
    assert [str(fout) for fout in correcties.verzwegen_wijzigingen(gegevens.datamap())] == []
    assert correcties.niet_vastgelegd(gegevens.datamap()) == []
    assert len(correcties.vingerafdruk(gegevens.datamap())) >= 190


def test_een_verzwegen_wijziging_valt_op(data):
    change_cell(data / "kerncijfers.csv", TEVREDEN, "waarde", "80", "79")
    (fout,) = correcties.verzwegen_wijzigingen(data)
    assert f"{ANKER} veranderde van 80 in 79 zonder rij in correcties" in str(fout)


def test_een_gemelde_wijziging_is_in_orde(data):
    change_cell(data / "kerncijfers.csv", TEVREDEN, "waarde", "80", "79")
    meld(data)
    assert correcties.verzwegen_wijzigingen(data) == []
    assert controleer(data) == []


def test_een_keten_van_wijzigingen_moet_sluiten(data):
    change_cell(data / "kerncijfers.csv", TEVREDEN, "waarde", "80", "78")
    meld(data)
    assert any("veranderde van 79 in 78" in str(f) for f in correcties.verzwegen_wijzigingen(data))
    meld(data, oud="79", nieuw="78", soort="herziening")
    assert correcties.verzwegen_wijzigingen(data) == []
    meld(data, oud="77", nieuw="78")
    assert any("sluit niet aan" in str(f) for f in correcties.verzwegen_wijzigingen(data))


@pytest.mark.parametrize("kolom", ["status", "rij weg"])
def test_ook_een_andere_status_en_een_verdwenen_rij_vallen_op(data, kolom):
    if kolom == "status":
        change_cell(data / "kerncijfers.csv", TEVREDEN, "status", "gepubliceerd", "circa")
    else:
        pad = data / "kerncijfers.csv"
        regels = pad.read_text(encoding="utf-8").splitlines(keepends=True)
        pad.write_text("".join(r for r in regels if "tevredenheid-vormingen" not in r))
    zinnen = [str(fout) for fout in correcties.verzwegen_wijzigingen(data)]
    nieuw = "80 (circa)" if kolom == "status" else "verwijderd"
    assert any(f"{ANKER} veranderde van 80 in {nieuw}" in zin for zin in zinnen), zinnen


def test_een_sectorcijfer_telt_mee(data):
    rijen = pd.read_csv(data / "sector.csv", dtype=str, keep_default_na=False)
    rijen.loc[0, "waarde"] = str(int(rijen.loc[0, "waarde"]) + 1)
    rijen.to_csv(data / "sector.csv", index=False, lineterminator="\n")
    assert len(correcties.verzwegen_wijzigingen(data)) == 1


def test_een_nieuw_jaar_is_geen_correctie(data):
    voeg_toe(data, "kerncijfers", jaar="2022", indicator="vormingen", waarde="70",
             status="gepubliceerd", bron="socius-2020")  # fmt: skip
    assert correcties.verzwegen_wijzigingen(data) == []
    assert correcties.niet_vastgelegd(data) == []


def test_een_extra_rij_voor_een_gepubliceerd_jaar_moet_vastgelegd_worden(data):
    voeg_toe(data, "kerncijfers", jaar="2020", indicator="vormingen", waarde="50",
             status="gepubliceerd", bron="socius-2020")  # fmt: skip
    assert correcties.niet_vastgelegd(data) == ["k-vormingen-2020"]
    assert correcties.leg_vast(data) == 1
    assert correcties.niet_vastgelegd(data) == []


def test_vastleggen_verbergt_geen_wijziging(data):
    voor = (data / correcties.VINGERAFDRUK).read_bytes()
    change_cell(data / "kerncijfers.csv", TEVREDEN, "waarde", "80", "79")
    with pytest.raises(ValueError, match="zonder rij in correcties"):
        correcties.leg_vast(data)
    meld(data)
    assert correcties.leg_vast(data) == 0
    assert (data / correcties.VINGERAFDRUK).read_bytes() == voor, "what was published first stays"


@pytest.mark.parametrize(
    ("anders", "regel"),
    [
        ({"plaats": "k-bestaat-niet-2021"}, "verwijst naar een rij die er niet is"),
        ({"nieuw": "80"}, "oud en nieuw zijn gelijk"),
        ({"soort": "verandering"}, "toegelaten waarden"),
        ({"ernst": "erg"}, "toegelaten waarden"),
        ({"datum": "2021-01-01"}, "niet tussen"),
        ({"hoofdstuk": "bestaat-niet"}, "dit hoofdstuk bestaat niet"),
        ({"reden": ""}, "verplicht"),
    ],
)
def test_een_slordige_melding_wordt_geweigerd(data, anders, regel):
    meld(data, **anders)
    assert any(regel in str(fout) for fout in controleer(data)), anders


def test_correctie_en_herziening_staan_uit_elkaar(data, monkeypatch):
    monkeypatch.setenv("JAARVERSLAG_DATA", str(data))
    meld(data)
    meld(data, plaats="inleiding", oud="een naam", nieuw="de juiste naam", soort="herziening")
    een, ander = correcties.meldingen()
    assert een["titel"] == "Correctie van 23 november 2026"
    assert "hier stond 80\u00a0%, het is nu 79\u00a0%" in een["zin"] and een["anker"] == ANKER
    assert ander["titel"].startswith("Herziening") and ander["anker"] == ""
    tabel = correcties.overzicht(gegevens.tabel("correcties"))
    assert list(tabel["Soort"]) == ["correctie, ernstig", "herziening, ernstig"]
    assert f"](#{ANKER})" in tabel["Wat"].iloc[0]


def test_een_correctie_vraagt_een_versie(tmp_path):
    for naam in ("CHANGELOG.md", "CITATION.cff"):
        shutil.copy(ROOT / naam, tmp_path)
    for naam in ("chapters", "data"):
        shutil.copytree(ROOT / naam, tmp_path / naam)
    assert edition.correction_problems(tmp_path) == []
    change_cell(tmp_path / "data" / "kerncijfers.csv", TEVREDEN, "waarde", "80", "79")
    assert any("zonder rij" in str(fout) for fout in edition.correction_problems(tmp_path))
    meld(tmp_path / "data", datum="2027-02-01")
    zinnen = [str(fout) for fout in edition.correction_problems(tmp_path)]
    assert any("geen versie van 1 februari 2027" in zin for zin in zinnen)
