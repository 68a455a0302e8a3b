"""Personal data: every known notation is recognised, what only looks like one passes.

The cases stand in ``data/persoonsgegevens.csv``; an invisible sign is written there as ``\\u200b``.
"""

import csv
import datetime as dt
import itertools
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jaarverslag import gegevens, keuring, registers
from jaarverslag.basis.persoonsgegevens import wat

from voorbeeld import maak

HIER = Path(__file__).resolve().parent
PAKKET = json.loads((maak.ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
# One of each kind, in a notation that no other rule refuses.
SOORTEN = {
    "een rijksregisternummer": "85/07/30-033/28",
    "een bisnummer": "98 47 28 997 65",
    "een e-mailadres": "an (at) example punt be",
    "een rekeningnummer": "BE68 5390 0754 7034",
    "een kaartnummer": "4111 1111 1111 1111",
    "een telefoonnummer": "0475/12.34.56",
    "een IP-adres": "81.82.193.4",
}


def gevallen():
    with (HIER / "data" / "persoonsgegevens.csv").open(encoding="utf-8", newline="") as bestand:
        for rij in csv.DictReader(bestand):
            tekst = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), rij["tekst"])
            yield tekst, rij["soort"], rij["waarom"]


def test_elk_geval_wordt_herkend_zoals_het_er_staat():
    alle = list(gevallen())
    fout = [(tekst, waarom, soort, wat(tekst)) for tekst, soort, waarom in alle
            if wat(tekst) != soort]  # fmt: skip
    assert fout == []
    assert {soort for _, soort, _ in alle} == {"", *SOORTEN}
    recht = sum(bool(soort) for _, soort, _ in alle)
    assert recht >= 200 and len(alle) - recht >= 100


@settings(max_examples=200)
@given(st.dates(dt.date(1930, 1, 1), dt.date(2012, 12, 31)), st.integers(1, 997), st.booleans())
def test_elk_rijksregisternummer_wordt_herkend(geboren, volgnummer, met_tekens):
    negen = f"{geboren:%y%m%d}{volgnummer:03d}"
    controlegetal = 97 - int(("2" if geboren.year >= 2000 else "") + negen) % 97
    kaal = f"{negen}{controlegetal:02d}"
    mooi = f"{kaal[:2]}.{kaal[2:4]}.{kaal[4:6]}-{kaal[6:9]}.{kaal[9:]}"
    assert wat(f"dossier {mooi if met_tekens else kaal}") == "een rijksregisternummer"
    verkeerd = f"{negen}{(controlegetal + 1) % 100:02d}"
    andere = 97 - int(("" if geboren.year >= 2000 else "2") + negen) % 97
    if int(verkeerd[9:]) != andere:
        assert "register" not in wat(verkeerd)


@settings(max_examples=500)
@given(
    st.integers(70_000_000, 99_999_999),
    st.sampled_from(["0{}", "(0{})", "+32 {}", "0032 {}", "+32 (0){}", "tel. 0{}", "3 mei: 0{}"]),
    st.sampled_from(" /-."),
    st.sampled_from(["", " ", ".", "-", "/", " - "]),
)
def test_elk_gsm_nummer_wordt_herkend(nummer, begin, eerst, dan):
    """Also when its end looks like a day: 0475/12.10.20."""
    cijfers = f"4{nummer}"
    einde = dan.join([cijfers[3:5], cijfers[5:7], cijfers[7:]])
    tekst = f"{begin.format(cijfers[:3])}{eerst}{einde}"
    # By chance the eleven digits after a plus also pass as a register number.
    assert wat(tekst) in ("een telefoonnummer", "een bisnummer"), tekst
    if dan in (" ", ".", "-") and dan == eerst:
        assert wat(f"{cijfers[:3]}{eerst}{einde}") == "een telefoonnummer", tekst


@settings(max_examples=300)
@given(st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 31)), st.times(),
       st.integers(0, 99_999_999), st.integers(0, 99))  # fmt: skip
def test_datums_bedragen_en_jaren_gaan_door(dag, uur, bedrag, centen):
    tekst = f"{bedrag:,}".replace(",", ".")
    for onschuldig in (
        f"{dag} {uur:%H:%M:%S}", f"{dag:%d/%m/%Y} {uur:%H:%M}", f"{dag:%d.%m.%y} {uur:%H.%M}",
        f"{dag:%d-%m-%Y} tot {dag:%d-%m-%Y}", f"€ {tekst},{centen:02d}", f"{bedrag}.{centen:02d}",
        f"{tekst} euro", f"{dag.year}-{dag.year + 4} en {dag.year + 5}-{dag.year + 9}",
    ):  # fmt: skip
        assert wat(onschuldig) == "", onschuldig


def test_geen_vals_alarm_in_dit_boek(pakket):
    for map_ in (maak.ROOT / "data", pakket):
        for pad in map_.glob("*.csv"):
            tabel = pd.read_csv(pad, dtype="str", keep_default_na=False)
            cellen = {cel for kolom in tabel for cel in tabel[kolom]}
            assert [cel for cel in cellen if wat(cel)] == [], pad.name


@pytest.mark.parametrize(
    "kolom",
    ["naam", "voornaam", "e-mail", "e_mail", "emailadres", "rijksregisternummer", "insz",
     "naam_deelnemer", "gsm-nummer", "geboortedatum", "mail2"],
)  # fmt: skip
def test_een_register_beschrijft_geen_kolom_die_een_persoon_noemt(kopie, kolom):
    pad = kopie / "datapackage.json"
    heel = json.loads(pad.read_text(encoding="utf-8"))
    for bron in heel["resources"]:
        bron["schema"]["fields"].append(bron["schema"]["fields"][0] | {"name": kolom})
    pad.write_text(json.dumps(heel, ensure_ascii=False), encoding="utf-8")
    gezegd = {f.kolom for f in keuring.controleer(kopie) if "een persoonsgegeven" in f.regel}
    assert gezegd == {
        f"resources.{b['name']}.schema.fields.{kolom}.name"
        for b in heel["resources"] if "register" in b
    }  # fmt: skip


# --- the check and the reader refuse it, without repeating it ------------------------------------


@pytest.fixture(scope="module")
def pakket(tmp_path_factory):
    """The invented package, written once, with a row in every table."""
    doel = tmp_path_factory.mktemp("voorbeeld") / "data"
    maak.schrijf(doel)
    return doel


@pytest.fixture
def kopie(pakket, tmp_path):
    """A private copy to corrupt."""
    return shutil.copytree(pakket, tmp_path / "data")


@pytest.fixture
def lees_uit(monkeypatch):
    def wissel(map_):
        monkeypatch.setenv("JAARVERSLAG_DATA", str(map_))
        gegevens.vergeet()

    yield wissel
    monkeypatch.undo()
    gegevens.vergeet()


def zet(map_, naam, rij, kolom, cel):
    """Change one cell; a table without rows gets one."""
    pad = map_ / f"{naam}.csv"
    tabel = pd.read_csv(pad, dtype=str, keep_default_na=False)
    if not len(tabel):
        tabel = pd.DataFrame([dict.fromkeys(tabel.columns, "")])
    tabel.loc[rij % len(tabel), kolom] = cel
    tabel.to_csv(pad, index=False, lineterminator="\n")
    return rij % len(tabel) + 2


def test_elke_kolom_met_tekst_weigert_en_zwijgt(kopie):
    """All columns of a register, and the texts of every other table except URLs."""
    verwacht, om_de_beurt = set(), itertools.cycle(SOORTEN)
    for bron in PAKKET["resources"]:
        for nummer, veld in enumerate(bron["schema"]["fields"]):
            if "register" in bron or (veld["type"] == "string" and veld["name"] != "url"):
                soort = next(om_de_beurt)
                rij = zet(kopie, bron["name"], nummer, veld["name"], SOORTEN[soort])
                verwacht.add((bron["path"], rij, veld["name"], f"hier staat {soort}"))
    fouten = keuring.controleer(kopie)
    assert verwacht - {(f.bestand, f.rij, f.kolom, f.regel) for f in fouten} == set()
    assert [str(f) for f in fouten if any(cel in str(f) for cel in SOORTEN.values())] == []


def test_de_beschrijving_weigert_en_zwijgt(kopie):
    pad = kopie / "datapackage.json"
    heel = json.loads(pad.read_text(encoding="utf-8"))
    heel["keywords"] = list(SOORTEN.values())
    heel["contributors"][0]["title"] = "Vraag an@example.org"
    heel["resources"][2]["schema"]["fields"][1]["description"] += " Bel 0475/12.34.56."
    pad.write_text(json.dumps(heel, ensure_ascii=False), encoding="utf-8")
    fouten = keuring.controleer(kopie)
    verwacht = {f"keywords.{nummer}": soort for nummer, soort in enumerate(SOORTEN)}
    verwacht["contributors.0.title"] = "een e-mailadres"
    verwacht["resources.domeinen.schema.fields.label.description"] = "een telefoonnummer"
    assert {f.kolom: f.regel for f in fouten} == {
        plaats: f"hier staat {soort}" for plaats, soort in verwacht.items()
    }
    assert [str(f) for f in fouten if any(cel in str(f) for cel in SOORTEN.values())] == []


@pytest.mark.parametrize("soort", SOORTEN)
@pytest.mark.parametrize("kolom", ["titel", "deelnemers"])
def test_de_lezer_weigert_en_zwijgt(kopie, lees_uit, kolom, soort):
    zet(kopie, "activiteiten", 28, kolom, SOORTEN[soort])
    lees_uit(kopie)
    waar = rf"activiteiten\.csv, rij 30, kolom {kolom}: hier staat {soort}"
    with pytest.raises(gegevens.OngeldigeTabel, match=waar) as fout:
        registers.bereken()
    assert SOORTEN[soort] not in str(fout.value)


def test_een_kolom_met_namen_wordt_geweigerd(kopie, lees_uit):
    pad = kopie / "personeel.csv"
    tabel = pd.read_csv(pad, dtype=str)
    tabel.assign(naam="x").to_csv(pad, index=False, lineterminator="\n")
    lees_uit(kopie)
    with pytest.raises(gegevens.OngeldigeTabel, match=r"kolommen wijken af .*\(kijk naar 'naam'"):
        gegevens.tabel("personeel")


def test_een_kop_die_zelf_een_persoonsgegeven_is(kopie, lees_uit):
    """A file without a header: its first row of data stands where the names belong."""
    pad = kopie / "personeel.csv"
    _, *rijen = pad.read_text(encoding="utf-8").splitlines()
    pad.write_text("\n".join(["2021,an@example.org,1,1", *rijen, ""]), encoding="utf-8")
    fouten = [str(fout) for fout in keuring.controleer(kopie)]
    assert any("personeel.csv, rij 1: hier staat een e-mailadres" in fout for fout in fouten)
    lees_uit(kopie)
    with pytest.raises(
        gegevens.OngeldigeTabel, match=r"personeel\.csv, rij 1: hier staat een"
    ) as fout:
        gegevens.tabel("personeel")
    assert "an@" not in str(fout.value) and not any("an@" in fout for fout in fouten)
