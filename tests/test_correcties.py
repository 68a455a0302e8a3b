"""Changes of published figures are on record: fingerprint, table, page, banner, change log."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil

import pandas as pd
import pytest
from conftest import change_cell, one_line, page_texts, publish
from jaarverslag import cijfers, correcties, gegevens
from jaarverslag.keuring import controleer

from press.check import edition
from press.identity import identity
from press.project import ROOT
from press.publish import correction, ready
from press.say import Refused

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
    """Fails when someone changes a published figure without a correction."""
    assert [str(fout) for fout in correcties.verzwegen_wijzigingen(gegevens.datamap())] == []
    assert len(correcties.vingerafdruk(gegevens.datamap())) >= 190


def test_een_verzwegen_wijziging_valt_op(data):
    change_cell(data / "kerncijfers.csv", TEVREDEN, "waarde", "80", "79")
    (fout,) = correcties.verzwegen_wijzigingen(data)
    assert f"{ANKER} veranderde van 80 in 79 zonder rij in correcties" in str(fout)


@pytest.mark.parametrize(
    ("bestand", "maak", "regel"),
    [
        ("vingerafdruk.csv", lambda pad: pad.unlink(), "het bestand ontbreekt"),
        ("vingerafdruk.csv", lambda pad: pad.write_text("a;b\n1;2;3\n"), "puntkomma's"),
        ("vingerafdruk.csv", lambda pad: pad.write_text("anker,cijfer\n"), "de kolommen wijken af"),
        ("uitgaven.csv", lambda pad: pad.write_text("versie,dag,inhoud\n1\n"), "cel ontbreekt"),
        ("uitgaven.csv", lambda pad: pad.unlink(), "het bestand ontbreekt"),
    ],
)  # fmt: skip
def test_wat_uitgegeven_werd_raakt_niet_ongemerkt_weg(data, bestand, maak, regel):
    assert correcties.administratiefouten(data) == []
    maak(data / bestand)
    assert any(f.bestand == bestand and regel in f.regel for f in
               correcties.administratiefouten(data))  # fmt: skip


def test_voor_de_eerste_uitgave_is_er_geen_vingerafdruk(data):
    (data / "vingerafdruk.csv").unlink()
    (data / "uitgaven.csv").write_text("versie,dag,inhoud\n")
    assert correcties.administratiefouten(data) == []


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


@pytest.mark.parametrize("jaar", ["2020", "2022"])
def test_wat_erbij_komt_is_geen_correctie_en_wordt_vastgelegd(data, jaar):
    """A new row, and a figure where a gap was: nothing that was published changed."""
    voeg_toe(data, "kerncijfers", jaar=jaar, indicator="vormingen", waarde="70",
             status="gepubliceerd", bron="socius-2020")  # fmt: skip
    pad = data / "kerncijfers.csv"
    gat = "2021,medewerkers-aantal,,,,niet-gevonden"
    vol = pad.read_text(encoding="utf-8").replace(gat, gat.replace(",,niet-gevonden", ",12,circa"))
    pad.write_text(vol, encoding="utf-8")
    assert correcties.verzwegen_wijzigingen(data) == []
    (data / correcties.VINGERAFDRUK).write_text(correcties.vastgelegd(data), encoding="utf-8")
    nu = correcties.vingerafdruk(data)
    assert (nu[f"k-vormingen-{jaar}"], nu["k-medewerkers-aantal-2021"]) == ("70", "12 (circa)")
    pad.write_text(vol.replace(",12,circa", ",13,circa"), encoding="utf-8")
    assert len(correcties.verzwegen_wijzigingen(data)) == 1


def test_een_berekend_cijfer_telt_mee(data):
    """A register that changes a published figure needs a correction too."""
    voeg_toe(data, "personeel", jaar="2021", functie="stafmedewerkers", vte="8.5", aantal="10")
    (data / correcties.VINGERAFDRUK).write_text(correcties.vastgelegd(data), encoding="utf-8")
    assert correcties.vingerafdruk(data)["k-medewerkers-aantal-2021"] == "10 (berekend)"
    pad = data / "personeel.csv"
    pad.write_text(pad.read_text(encoding="utf-8").replace("8.5,10", "8.5,11"), encoding="utf-8")
    zinnen = [str(fout) for fout in correcties.verzwegen_wijzigingen(data)]
    assert any("van 10 (berekend) in 11 (berekend)" in zin for zin in zinnen), zinnen


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
    een_vorming = correcties.leesbaar("1 (berekend)", cijfers.cijfer("vormingen"))
    assert een_vorming == "1\u00a0vorming (berekend)"
    een, ander = correcties.meldingen()
    assert een["titel"] == "Correctie van 23 november 2026"
    assert "hier stond 80\u00a0%, het is nu 79\u00a0%" in een["zin"] and een["anker"] == ANKER
    assert ander["titel"].startswith("Herziening") and ander["anker"] == ""
    tabel = correcties.overzicht(gegevens.tabel("correcties"))
    assert list(tabel["Soort"]) == ["correctie, ernstig", "herziening, ernstig"]
    assert f"](#{ANKER})" in tabel["Wat"].iloc[0]


# ---- make correctie and make klaar ----

WOORDEN = {
    "CIJFER": "tevredenheid-vormingen", "OUD": "80", "NIEUW": "79",
    "REDEN": 'Verkeerd overgenomen, "80" stond elders.', "SOORT": "correctie", "ERNST": "licht",
}  # fmt: skip
VANDAAG = dt.date(2027, 2, 1)


@pytest.fixture
def project(tmp_path):
    """What an edition changes or reads."""
    for naam in ("CHANGELOG.md", "CITATION.cff", "README.md", "_config.yml", "_toc.yml"):
        shutil.copy(ROOT / naam, tmp_path)
    for naam in ("chapters", "data"):
        shutil.copytree(ROOT / naam, tmp_path / naam)
    return tmp_path


def keuring(root):
    return lambda: [
        *controleer(root / "data"),
        *map(str, correcties.verzwegen_wijzigingen(root / "data")),
        *edition.problems(root),
    ]


def klaar(root, dag="2027-01-31"):
    return ready.make_ready(root, dag, keuring(root))


def test_klaar_legt_vast_en_daarna_is_alles_ontwerp(project):
    begin = project / "chapters" / "voorwoord.md"
    begin.write_text(begin.read_text(encoding="utf-8") + "\nEn nog een zin.\n", encoding="utf-8")
    assert "Klaar: versie" in klaar(project)[-1]
    eerst = identity(project / "data", project)
    assert not eerst.draft and eerst.version == eerst.number
    assert "is klaar; er is niets veranderd" in klaar(project)[-1]
    log = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "Nog niet uitgegeven" not in log and f"## {eerst.number} – 31 januari 2027" in log
    kop = project / "chapters" / "onderzoek.md"
    kop.write_text(kop.read_text(encoding="utf-8").replace("# Onderzoek", "# Studie", 1))
    dan = identity(project / "data", project)
    assert dan.draft and dan.version == f"{eerst.number}+ontwerp" and dan.content != eerst.content
    klaar(project)
    assert identity(project / "data", project).number == ready.raised(eerst.number, 1)


def test_een_correctie_van_vandaag_schrijft_rij_versie_en_dag(project):
    klaar(project)
    was = identity(project / "data", project).number
    (zin,) = correction.correct(project, WOORDEN, VANDAAG, keuring(project))
    assert f"{ANKER} is nu 79, in versie {ready.raised(was, 2)}" in zin
    assert correcties.huidig(project / "data")[ANKER] == "79"
    (rij,) = pd.read_csv(project / "data" / "correcties.csv", dtype=str).to_dict("records")
    assert (rij["datum"], rij["hoofdstuk"], rij["plaats"]) == (
        "2027-02-01",
        "vormingsaanbod",
        ANKER,
    )
    assert (rij["oud"], rij["nieuw"], rij["reden"]) == ("80", "79", WOORDEN["REDEN"])
    pakket = json.loads((project / "data" / "datapackage.json").read_text(encoding="utf-8"))
    citaat = (project / "CITATION.cff").read_text(encoding="utf-8")
    log = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    assert (pakket["version"], pakket["bewerkingsdatum"]) == (ready.raised(was, 2), "2027-02-01")
    assert f"version: {ready.raised(was, 2)}" in citaat and "date-released: 2027-02-01" in citaat
    assert f"## {ready.raised(was, 2)} – 1 februari 2027\n\n- Correctie van {ANKER}" in log
    assert identity(project / "data", project).draft
    # A second correction on the same day keeps the version.
    meer = WOORDEN | {"OUD": "79", "NIEUW": "78,5", "SOORT": "revisie"}
    correction.correct(project, meer, VANDAAG, keuring(project))
    klaar(project, "2027-02-01")
    assert identity(project / "data", project).version == ready.raised(was, 2)


@pytest.mark.parametrize(
    ("anders", "regel"),
    [
        ({"OUD": "81"}, "OUD=81: uitgegeven is 80"),
        ({"NIEUW": "12.345"}, "kan 12345 zijn, en ook 12 komma 345; schrijf 12345"),
        ({"NIEUW": "veel"}, "geen getal"),
        ({"NIEUW": "80"}, "oud en nieuw zijn gelijk"),
        ({"NIEUW": "180"}, "ligt tussen 0 en 100"),
        ({"NIEUW": "79 (circa)"}, "enkel het getal; de status blijft"),
        ({"NIEUW": "79,1234567890123456"}, "meer dan 15 cijfers"),
        ({"NIEUW": "-0"}, "geen getal"),
        ({"CIJFER": "tevredenheid-vorming"}, "Bedoelt u: k-tevredenheid-vormingen-2021"),
        ({"SOORT": "vergissing"}, "SOORT is correctie of revisie"),
        ({"REDEN": ""}, "verplicht"),
    ],
)
def test_een_slordige_correctie_verandert_niets(project, anders, regel):
    voor = {p: p.read_bytes() for p in project.rglob("*") if p.is_file()}
    with pytest.raises(Refused) as geweigerd:
        correction.correct(project, WOORDEN | anders, VANDAAG, keuring(project))
    assert any(regel in zin for zin in geweigerd.value.args), geweigerd.value.args
    assert {p: p.read_bytes() for p in project.rglob("*") if p.is_file()} == voor


def test_een_verzwegen_wijziging_gaat_niet_door_de_poort(project):
    change_cell(project / "data" / "kerncijfers.csv", TEVREDEN, "waarde", "80", "79")
    with pytest.raises(Refused) as geweigerd:
        klaar(project)
    assert f"{ANKER} veranderde van 80 in 79" in geweigerd.value.args[0]
    assert f'make correctie CIJFER={ANKER} OUD="80" NIEUW="79"' in geweigerd.value.args[0]
    # Reported afterwards, it passes.
    correction.correct(project, WOORDEN, VANDAAG, keuring(project))
    assert "Klaar: versie" in klaar(project, "2027-02-01")[-1]


# ---- drafts are marked ----


def test_een_gewijzigd_cijfer_bouwt_verder_maar_overal_als_ontwerp(gewijzigd_boek):
    """Satisfaction of 79 instead of 80 without a correction: every page is marked as a draft."""
    nummer = gegevens.pakket()["version"]
    zin = f"Ontwerp. Versie {nummer}+ontwerp is nog niet uitgegeven."
    for naam, bladzijde in gewijzigd_boek.pages.items():
        if bladzijde.find("article"):
            assert bladzijde.select_one("p.ontwerp").get_text() == zin, naam
            versie = bladzijde.select_one("meta[name=version]")["content"]
            assert versie == f"{nummer}+ontwerp"
    bladen = page_texts(gewijzigd_boek.pdf)
    assert len(bladen) > 50 and all(zin in one_line(blad) for blad in bladen)
    assert f"{nummer}+ontwerp" in gewijzigd_boek.texts["chapters/correcties.html"]
    feed = (gewijzigd_boek.html / "wijzigingen.atom").read_text(encoding="utf-8")
    assert f"{nummer}+ontwerp" in feed
    for woord in ("dist", "uitgave"):
        klaar = publish(gewijzigd_boek.root, woord)
        assert klaar.returncode == 1 and f"{ANKER} veranderde van 80 in 79" in klaar.stderr
        assert "Doe eerst: make klaar" in klaar.stderr and "uitgegeven" in klaar.stderr
    assert not (gewijzigd_boek.root / "dist").exists()
