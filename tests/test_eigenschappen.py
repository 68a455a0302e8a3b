"""Corrupt a valid data package in every way we can think of: it is refused, or read correctly.

Never anything in between. Each way is a small function; hypothesis picks the table, the row and
the value. After each, nothing of the previous publication has changed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jaarverslag import gegevens, keuring
from jaarverslag.keuring.schema import ontbreekt

ECHT = gegevens.datamap()
PAKKET = json.loads((ECHT / "datapackage.json").read_text(encoding="utf-8"))
BRONNEN = {bron["name"]: bron for bron in PAKKET["resources"]}
GEVULD = [naam for naam in BRONNEN if len((ECHT / f"{naam}.csv").read_bytes().splitlines()) > 1]
SPATIES = [" ", "\u00a0", "\u202f", "\t", "\u2009"]
ONZICHTBAAR = ["\u200b", "\ufeff", "\u202e", "\u0007", "\u2028"]

Wijziging = Callable[[Path, st.DataObject], None]
WEIGEREN: dict[str, Wijziging] = {}
JUIST_LEZEN: dict[str, Wijziging] = {}


def weigeren(functie: Wijziging) -> Wijziging:
    WEIGEREN[functie.__name__] = functie
    return functie


def juist_lezen(functie: Wijziging) -> Wijziging:
    JUIST_LEZEN[functie.__name__] = functie
    return functie


# ---- tools ----


def rijen(data: Path, naam: str) -> list[list[str]]:
    with (data / f"{naam}.csv").open(encoding="utf-8", newline="") as stroom:
        return list(csv.reader(stroom))


def schrijf(data: Path, naam: str, inhoud: list[list[str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(inhoud)
    (data / f"{naam}.csv").write_text(buffer.getvalue(), encoding="utf-8", newline="")


def velden(naam: str, *soorten: str) -> list[str]:
    return [v["name"] for v in BRONNEN[naam]["schema"]["fields"] if v["type"] in soorten]


def kies_cel(
    data: Path, d: st.DataObject, naam: str, kolom: str, waar: Callable[[str], bool] = bool
) -> tuple[list[list[str]], int, int]:
    """A table, and the place of a cell of one column whose text fits ``waar``."""
    inhoud = rijen(data, naam)
    plaats = inhoud[0].index(kolom)
    passend = [i for i, rij in enumerate(inhoud) if i and waar(rij[plaats])]
    return inhoud, d.draw(st.sampled_from(passend)), plaats


def zet(data: Path, d: st.DataObject, naam: str, kolom: str, nieuw: Callable[[str], str],
        waar: Callable[[str], bool] = bool) -> None:  # fmt: skip
    inhoud, i, j = kies_cel(data, d, naam, kolom, waar)
    inhoud[i][j] = nieuw(inhoud[i][j])
    schrijf(data, naam, inhoud)


def een_tabel(d: st.DataObject) -> str:
    return d.draw(st.sampled_from(GEVULD))


def bytes_van(data: Path, naam: str, nieuw: Callable[[bytes], bytes]) -> None:
    pad = data / f"{naam}.csv"
    oud = pad.read_bytes()
    vervangen = nieuw(oud)
    assert vervangen != oud
    pad.write_bytes(vervangen)


def pakket_anders(data: Path, wijzig: Callable[[dict], None]) -> None:
    pad = data / "datapackage.json"
    beschrijving = json.loads(pad.read_text(encoding="utf-8"))
    wijzig(beschrijving)
    pad.write_text(json.dumps(beschrijving), encoding="utf-8")


def waarde(data: Path, d: st.DataObject, nieuw: Callable[[str], str]) -> None:
    naam = d.draw(st.sampled_from(["kerncijfers", "sector"]))
    zet(data, d, naam, "waarde", nieuw)


# ---- files ----


@weigeren
def bom(data, d):
    bytes_van(data, een_tabel(d), lambda b: b"\xef\xbb\xbf" + b)


@weigeren
def windows_1252(data, d):
    tekens = st.sampled_from("éèëïöç€’")
    bytes_van(data, een_tabel(d), lambda b: b + d.draw(tekens).encode("cp1252"))


@weigeren
def utf_16(data, d):
    bytes_van(data, een_tabel(d), lambda b: b.decode().encode("utf-16"))


@weigeren
def utf_16_zonder_bom(data, d):
    bytes_van(data, een_tabel(d), lambda b: b.decode().encode("utf-16-le"))


@weigeren
def puntkommas(data, d):
    naam = een_tabel(d)
    inhoud = rijen(data, naam)
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", lineterminator="\n").writerows(inhoud)
    bytes_van(data, naam, lambda b: buffer.getvalue().encode())


@weigeren
def tabs(data, d):
    naam = een_tabel(d)
    inhoud = rijen(data, naam)
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter="\t", lineterminator="\n").writerows(inhoud)
    bytes_van(data, naam, lambda b: buffer.getvalue().encode())


@weigeren
def regeleindes_van_windows(data, d):
    bytes_van(data, een_tabel(d), lambda b: b.replace(b"\n", b"\r\n"))


@weigeren
def gemengde_regeleindes(data, d):
    bytes_van(data, een_tabel(d), lambda b: b.replace(b"\n", b"\r\n", 1))


@weigeren
def regeleindes_van_oude_mac(data, d):
    bytes_van(data, een_tabel(d), lambda b: b.replace(b"\n", b"\r"))


@weigeren
def leeg_bestand(data, d):
    bytes_van(data, een_tabel(d), lambda b: d.draw(st.sampled_from([b"", b"\n", b"  \n"])))


@weigeren
def tabel_weg(data, d):
    (data / f"{een_tabel(d)}.csv").unlink()


@weigeren
def afgekapt_midden_in_een_rij(data, d):
    naam = d.draw(st.sampled_from(["kerncijfers", "sector", "tijdlijn"]))
    bytes_van(data, naam, lambda b: b.rstrip().rpartition(b"\n")[0] + b"\n2021,vormin")


@weigeren
def los_aanhalingsteken(data, d):
    bytes_van(data, een_tabel(d), lambda b: b + b'"half')


@weigeren
def nul_byte(data, d):
    bytes_van(data, een_tabel(d), lambda b: b.replace(b",", b",\x00", 1))


@weigeren
def dubbel_gecodeerd(data, d):
    letter = d.draw(st.sampled_from("éëïèö"))
    verhaspeld = letter.encode().decode("cp1252")
    zet(data, d, "indicatoren", "definitie", lambda t: f"{t} {verhaspeld}")


# ---- headers and shape ----


@weigeren
def kolom_hernoemd(data, d):
    naam = een_tabel(d)
    inhoud = rijen(data, naam)
    inhoud[0][d.draw(st.integers(0, len(inhoud[0]) - 1))] += "x"
    schrijf(data, naam, inhoud)


@weigeren
def kolommen_verwisseld(data, d):
    naam = een_tabel(d)
    schrijf(data, naam, [[rij[1], rij[0], *rij[2:]] for rij in rijen(data, naam)])


@weigeren
def kop_zonder_kolom(data, d):
    naam = een_tabel(d)
    schrijf(data, naam, [rij[:-1] for rij in rijen(data, naam)])


@weigeren
def kolom_te_veel(data, d):
    naam = een_tabel(d)
    schrijf(data, naam, [[*rij, "x"] for rij in rijen(data, naam)])


@weigeren
def cel_te_veel(data, d):
    naam = een_tabel(d)
    inhoud = rijen(data, naam)
    inhoud[d.draw(st.integers(1, len(inhoud) - 1))].append("x")
    schrijf(data, naam, inhoud)


@weigeren
def cel_te_weinig(data, d):
    naam = een_tabel(d)
    inhoud = rijen(data, naam)
    inhoud[d.draw(st.integers(1, len(inhoud) - 1))].pop()
    schrijf(data, naam, inhoud)


@weigeren
def lege_rij(data, d):
    naam = een_tabel(d)
    bytes_van(data, naam, lambda b: b.replace(b"\n", b"\n\n", 1))


@weigeren
def rij_van_enkel_kommas(data, d):
    naam = een_tabel(d)
    inhoud = rijen(data, naam)
    inhoud.insert(d.draw(st.integers(1, len(inhoud))), [""] * len(inhoud[0]))
    schrijf(data, naam, inhoud)


@weigeren
def rij_dubbel(data, d):
    naam = d.draw(st.sampled_from([n for n in GEVULD if "primaryKey" in BRONNEN[n]["schema"]]))
    inhoud = rijen(data, naam)
    inhoud.append(d.draw(st.sampled_from(inhoud[1:])))
    schrijf(data, naam, inhoud)


@weigeren
def kop_dubbel_als_rij(data, d):
    naam = d.draw(st.sampled_from(["kerncijfers", "sector", "tijdlijn", "doelen"]))
    inhoud = rijen(data, naam)
    schrijf(data, naam, [*inhoud, inhoud[0]])


# ---- cells ----


@weigeren
def decimale_komma(data, d):
    waarde(data, d, lambda t: f"{t.partition('.')[0]},5")


@weigeren
def punt_tussen_duizendtallen(data, d):
    waarde(data, d, lambda t: "1.234.567")


@weigeren
def spatie_tussen_duizendtallen(data, d):
    waarde(data, d, lambda t: f"1{d.draw(st.sampled_from(SPATIES))}234")


@weigeren
def spatie_rond_een_getal(data, d):
    waarde(data, d, lambda t: t + d.draw(st.sampled_from(SPATIES)))


@weigeren
def getal_in_woorden(data, d):
    waarde(data, d, lambda t: d.draw(st.sampled_from(["veel", "n.v.t.", "NA", "-", "?", "nvt"])))


@weigeren
def getal_dat_geen_getal_is(data, d):
    waarde(data, d, lambda t: d.draw(st.sampled_from(["NaN", "inf", "-inf", "INF", "nan"])))


@weigeren
def wetenschappelijke_notatie(data, d):
    waarde(data, d, lambda t: d.draw(st.sampled_from(["6.1e1", "61E0", "1e400"])))


@weigeren
def cijfers_van_een_ander_schrift(data, d):
    waarde(data, d, lambda t: d.draw(st.sampled_from(["٦١", "６１", "६१"])))


@weigeren
def plus_of_voorloopnul(data, d):
    waarde(data, d, lambda t: d.draw(st.sampled_from(["+61", "061", "61.", ".61", "−61"])))


@weigeren
def eenheid_bij_het_getal(data, d):
    waarde(data, d, lambda t: d.draw(st.sampled_from([f"{t}%", f"€{t}", f"{t} EUR", f"ca. {t}"])))


@weigeren
def meer_cijfers_dan_een_getal_kan_houden(data, d):
    waarde(data, d, lambda t: "12345678901234567")


@weigeren
def formule_als_getal(data, d):
    waarde(data, d, lambda t: d.draw(st.sampled_from(["=60+1", "@SUM(A1)", "=HYPERLINK(1)"])))


@weigeren
def verkeerde_datum(data, d):
    fout = st.sampled_from(["12/05/2021", "2021-13-01", "2021-02-30", "12-05-2021", "44328"])
    naam = d.draw(st.sampled_from(["tijdlijn", "uitgelicht"]))
    zet(data, d, naam, "datum", lambda t: d.draw(fout))


@weigeren
def datum_buiten_het_jaar(data, d):
    fout = st.sampled_from(["2017-12-31", "2022-01-01", "1921-06-01"])
    zet(data, d, "uitgelicht", "datum", lambda t: d.draw(fout))


@weigeren
def gebeurtenis_na_de_uitgave(data, d):
    zet(data, d, "tijdlijn", "datum", lambda t: "2022-05-13")


@weigeren
def eindigt_voor_het_begin(data, d):
    zet(data, d, "tijdlijn", "einddatum", lambda t: "1999-01-01")


@weigeren
def ja_in_woorden(data, d):
    fout = st.sampled_from(["True", "ja", "1", "WAAR", "FALSE", "no"])
    zet(data, d, "sector", "breuk", lambda t: d.draw(fout))


@weigeren
def buiten_de_lijst(data, d):
    naam = d.draw(st.sampled_from(["kerncijfers", "sector"]))
    zet(data, d, naam, "status", lambda t: d.draw(st.sampled_from([t.upper(), f"{t}x", "ok"])))


@weigeren
def verwijst_naar_niets(data, d):
    naam, kolom = d.draw(st.sampled_from([
        ("kerncijfers", "bron"), ("kerncijfers", "indicator"), ("kerncijfers", "uitsplitsing"),
        ("sector", "reeks"), ("indicatoren", "domein"), ("koppelingen", "doel"),
        ("tegenspraken", "bron_b"), ("uitgelicht", "domein"), ("doelen", "ouder"),
    ]))  # fmt: skip
    zet(data, d, naam, kolom, lambda t: f"{t}-bestaat-niet")


@weigeren
def verplichte_cel_leeg(data, d):
    naam = een_tabel(d)
    verplicht = [
        v["name"] for v in BRONNEN[naam]["schema"]["fields"]
        if v.get("constraints", {}).get("required")
    ]  # fmt: skip
    zet(data, d, naam, d.draw(st.sampled_from(verplicht)), lambda t: "")


@weigeren
def percentage_buiten_bereik(data, d):
    soorten = {r[0]: r[7] for r in rijen(data, "indicatoren")}
    inhoud = rijen(data, "kerncijfers")
    passend = [i for i, r in enumerate(inhoud) if i and r[4] and soorten[r[1]] == "aandeel"]
    fout = d.draw(st.sampled_from(["100.1", "-0.1", "1000"]))
    inhoud[d.draw(st.sampled_from(passend))][4] = fout
    schrijf(data, "kerncijfers", inhoud)


@weigeren
def score_buiten_bereik(data, d):
    fout = st.one_of(st.integers(101, 999), st.integers(-999, -101)).map(str)
    inhoud = rijen(data, "kerncijfers")
    passend = [i for i, r in enumerate(inhoud) if i and r[1] == "nps-vormingen" and r[4]]
    inhoud[d.draw(st.sampled_from(passend))][4] = d.draw(fout)
    schrijf(data, "kerncijfers", inhoud)


@weigeren
def telling_negatief_of_gebroken(data, d):
    fout = st.one_of(st.integers(-999, -1).map(str), st.integers(1, 99).map(lambda n: f"{n}.5"))
    inhoud = rijen(data, "kerncijfers")
    passend = [i for i, r in enumerate(inhoud) if i and r[1] == "vormingen" and r[4]]
    inhoud[d.draw(st.sampled_from(passend))][4] = d.draw(fout)
    schrijf(data, "kerncijfers", inhoud)


@weigeren
def som_klopt_niet(data, d):
    erbij = d.draw(st.integers(1, 500))
    inhoud = rijen(data, "kerncijfers")
    passend = [i for i, r in enumerate(inhoud) if i and r[1] == "vormingen" and r[2] == "vorm"]
    i = d.draw(st.sampled_from(passend))
    inhoud[i][4] = str(int(inhoud[i][4]) + erbij)
    schrijf(data, "kerncijfers", inhoud)


@weigeren
def later_dan_de_editie(data, d):
    zet(data, d, "kerncijfers", "jaar", lambda t: str(d.draw(st.integers(2022, 2099))))


@weigeren
def waarde_weg(data, d):
    waarde(data, d, lambda t: "")


@weigeren
def waarde_bij_niet_gepubliceerd(data, d):
    inhoud = rijen(data, "kerncijfers")
    passend = [i for i, r in enumerate(inhoud) if i and r[5] == "niet-gevonden"]
    inhoud[d.draw(st.sampled_from(passend))][4] = "0"
    schrijf(data, "kerncijfers", inhoud)


@weigeren
def bron_weg(data, d):
    zet(data, d, d.draw(st.sampled_from(["kerncijfers", "sector"])), "bron", lambda t: "")


@weigeren
def spatie_rond_een_sleutel(data, d):
    rand = d.draw(st.sampled_from(SPATIES))
    zet(data, d, "indicatoren", "id", lambda t: t + rand)


@weigeren
def onzichtbaar_teken(data, d):
    teken = d.draw(st.sampled_from(ONZICHTBAAR))
    zet(data, d, "indicatoren", "label", lambda t: t[:1] + teken + t[1:])


@weigeren
def letter_die_geen_font_heeft(data, d):
    letter = d.draw(st.sampled_from("😀漢ᚠ"))
    zet(data, d, "indicatoren", "label", lambda t: f"{t}x{letter}")


@weigeren
def titel_die_leeg_oogt(data, d):
    leeg = d.draw(st.sampled_from(["\u3164", "\u2800", "\u00ad", "\uffa0", "\u200b", "\u00a0"]))
    zet(data, d, "uitgelicht", "titel", lambda t: leeg)


@weigeren
def regeleinde_in_een_cel(data, d):
    zet(data, d, "indicatoren", "definitie", lambda t: t.replace(" ", "\n", 1))


# ---- the description ----


@weigeren
def beschrijving_kapot(data, d):
    pad = data / "datapackage.json"
    tekst = pad.read_text(encoding="utf-8")
    pad.write_text(tekst[: d.draw(st.integers(1, len(tekst) - 3))], encoding="utf-8")


@weigeren
def verslagjaar_weg(data, d):
    sleutel = d.draw(st.sampled_from(["verslagjaar", "publicatiedatum", "bewerkingsdatum"]))
    pakket_anders(data, lambda p: p.pop(sleutel))


@weigeren
def dag_van_de_uitgave_die_niet_bestaat(data, d):
    sleutel = d.draw(st.sampled_from(["publicatiedatum", "bewerkingsdatum"]))
    dag = d.draw(st.sampled_from(["2022-13-01", "2022-02-30", "2022-00-10"]))
    pakket_anders(data, lambda p: p.update({sleutel: dag}))


@weigeren
def pad_buiten_de_map(data, d):
    pakket_anders(data, lambda p: p["resources"][0].update(path="../bronnen.csv"))


@weigeren
def som_over_niets(data, d):
    pakket_anders(data, lambda p: p["sommen"][0].update(indicator="bestaat-niet"))


# ---- what must be read right ----


def tekst_in_noot(data: Path, d: st.DataObject, tekst: str) -> None:
    inhoud, i, j = kies_cel(data, d, "kerncijfers", "noot")
    inhoud[i][j] = tekst
    schrijf(data, "kerncijfers", inhoud)
    os.environ["JAARVERSLAG_DATA"] = str(data)
    try:
        assert gegevens.tabel("kerncijfers")["noot"].iloc[i - 1] == tekst
    finally:
        del os.environ["JAARVERSLAG_DATA"]


@juist_lezen
def opmaak_in_een_cel(data, d):
    stukken = ["<script>alert(1)</script>", "{cijfer}`x`", ":::{danger}", '#set page(fill: red)',
               "$x^2$", "| a | b |", "[a](b)", "% x", "NA", "null", "=1+1", "-x", "@x"]  # fmt: skip
    tekst_in_noot(data, d, d.draw(st.sampled_from(stukken)))


@juist_lezen
def komma_en_aanhalingsteken_in_een_cel(data, d):
    tekst_in_noot(data, d, d.draw(st.sampled_from(["a, b", 'hij zei "ja"', "a;b", "d'r"])))


@juist_lezen
def letters_met_accent_en_vaste_spatie(data, d):
    teksten = ["café", "€\u00a0100", "Ångström", "naïef – ja"]
    tekst_in_noot(data, d, d.draw(st.sampled_from(teksten)))


@juist_lezen
def willekeurige_tekst(data, d):
    letters = st.characters(max_codepoint=0x24F, categories=("L", "N", "P", "S"))
    letters = letters.filter(lambda letter: ontbreekt(letter) is None)
    tekst_in_noot(data, d, "a" + d.draw(st.text(letters, max_size=30)) + "z")


@juist_lezen
def alles_tussen_aanhalingstekens(data, d):
    naam = een_tabel(d)
    buffer = io.StringIO(newline="")
    schrijver = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    schrijver.writerows(rijen(data, naam))
    bytes_van(data, naam, lambda b: buffer.getvalue().encode())


@juist_lezen
def zonder_laatste_regeleinde(data, d):
    bytes_van(data, een_tabel(d), lambda b: b.rstrip(b"\n"))


@juist_lezen
def decimalen_die_niets_toevoegen(data, d):
    waarde(data, d, lambda t: f"{t}.0" if "." not in t else f"{t}0")


# ---- the tests ----


def afdruk(map_: Path) -> str:
    """A hash of names, sizes and times of everything in a folder; quick for a whole book."""
    som = hashlib.sha256()
    for pad in sorted(map_.rglob("*")) if map_.exists() else []:
        if pad.is_dir():  # its mtime shows that the scratch folder was made and removed
            som.update(f"{pad}".encode())
        elif pad.name != ".slot":
            som.update(f"{pad} {pad.stat().st_size} {pad.stat().st_mtime_ns}".encode())
    return som.hexdigest()


@pytest.fixture
def boek(tmp_path):
    """A published book, and a place for spoiled tables."""
    (tmp_path / "_build" / "html").mkdir(parents=True)
    (tmp_path / "_build" / "html" / "index.html").write_text("vorige uitgave", encoding="utf-8")
    return tmp_path


def verse_kopie(map_: Path) -> Path:
    data = map_ / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(ECHT, data)
    return data


VLUG = settings(
    max_examples=2,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_er_zijn_veel_manieren():
    assert len(WEIGEREN) + len(JUIST_LEZEN) >= 40


@pytest.mark.parametrize("manier", WEIGEREN)
def test_een_bedorven_pakket_wordt_geweigerd(boek, manier):
    """That a refused package leaves the publication alone is for ``test_publish`` to show."""

    @VLUG
    @given(st.data())
    def proef(d):
        data = verse_kopie(boek)
        WEIGEREN[manier](data, d)
        fouten = [str(fout) for fout in keuring.controleer(data)]
        assert fouten, manier
        for fout in fouten:
            assert re.match(r"[a-z]+\.(csv|json)[,:] ", fout) and "\n" not in fout, fout

    proef()


@pytest.mark.parametrize("manier", JUIST_LEZEN)
def test_een_vreemd_maar_goed_pakket_wordt_juist_gelezen(boek, manier):
    echt = {naam: gegevens.tabel(naam) for naam in BRONNEN}

    @VLUG
    @given(st.data())
    def proef(d):
        data = verse_kopie(boek)
        # A folder of its own for each example: tables are cached by their place.
        data = data.rename(boek / f"data-{len(list(boek.iterdir()))}")
        JUIST_LEZEN[manier](data, d)
        assert [str(fout) for fout in keuring.controleer(data)] == [], manier
        os.environ["JAARVERSLAG_DATA"] = str(data)
        try:
            for naam, tabel in echt.items():
                gelezen = gegevens.tabel(naam)
                assert list(gelezen.columns) == list(tabel.columns) and len(gelezen) == len(tabel)
                if naam != "kerncijfers":
                    assert gelezen.equals(tabel), naam
                else:
                    assert gelezen["waarde"].equals(tabel["waarde"])
        finally:
            del os.environ["JAARVERSLAG_DATA"]

    proef()
