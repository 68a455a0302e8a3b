"""The check of the tables: every rule has a case that breaks it."""

import csv
import json
import re
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Resource
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jaarverslag import gegevens
from jaarverslag.keuring import controleer, tabelfouten
from jaarverslag.keuring.schema import celregel

HIER = Path(__file__).parent


@pytest.fixture
def data(tmp_path):
    """A private copy of the real data package."""
    doel = tmp_path / "data"
    shutil.copytree(gegevens.datamap(), doel)
    return doel


def wijzig(data, tabel, waar, kolom, waarde):
    """Change one cell of one table; ``waar`` picks the row. Returns its row number."""
    pad = data / f"{tabel}.csv"
    rijen = pd.read_csv(pad, dtype=str, keep_default_na=False)
    (index,) = rijen.index[waar(rijen)][:1]
    rijen.loc[index, kolom] = waarde
    rijen.to_csv(pad, index=False, lineterminator="\n")
    return index + 2


def totaal(rijen):
    return (rijen.indicator == "vormingen") & (rijen.jaar == "2021") & (rijen.uitsplitsing == "")


def test_de_echte_tabellen_zijn_in_orde(data):
    assert [str(fout) for fout in controleer(data)] == []


# ---- one cell at a time: the edits stand as data, those that are sound too ----

PAKKET = gegevens.pakket()
CELLEN = list(csv.DictReader((HIER / "data" / "cellen.csv").open(encoding="utf-8", newline="")))


def gekozen(rijen, keuze):
    waar = pd.Series(True, index=rijen.index)
    for deel in keuze.split(";"):
        kolom, _, waarde = deel.partition("=")
        waar &= rijen[kolom] == waarde
    return waar


def naam(geval):
    return f"{geval['tabel']}-{geval['kolom']}-{geval['waarde']}"[:50]


@pytest.mark.parametrize("geval", CELLEN, ids=naam)
def test_een_cel_veranderen_geeft_een_fout_op_de_juiste_plaats(data, geval):
    waarde = re.sub(r"\\u([0-9a-f]{4})", lambda deel: chr(int(deel[1], 16)), geval["waarde"])
    tabel = geval["tabel"]
    rij = wijzig(data, tabel, lambda rijen: gekozen(rijen, geval["rij"]), geval["kolom"], waarde)
    fouten = tabelfouten(data, PAKKET)
    zinnen = [str(fout) for fout in fouten]
    if not geval["regel"]:
        assert zinnen == []
        return
    passend = [fout for fout in fouten if geval["regel"] in fout.regel]
    assert passend and all(fout.tip for fout in fouten), zinnen
    # A sum is wrong at its total, wherever the part stands; a period at the rows outside it.
    plaatsen = {(fout.bestand, fout.rij, fout.kolom) for fout in passend}
    hier = (f"{tabel}.csv", rij, geval["fout_in"])
    elders = "tellen op" in geval["regel"] or "@" in geval["fout_in"]
    assert elders or hier in plaatsen, zinnen
    assert len(plaatsen) == len(passend), "said once"


def test_er_zijn_veel_cellen():
    goed = sum(not geval["regel"] for geval in CELLEN)
    assert len(CELLEN) >= 130 and goed >= 30


# Empty here; test_registers.py and test_correcties.py break their rules.
ELDERS = {"activiteiten", "personeel", "rekeningen", "correcties"}


def gaat_over(regel, geval):
    """Whether a case breaks a rule: it says a part of its words, or all of them filled in."""
    vast = [deel.strip() for deel in re.split(r"\{.*?\}", regel["regel"]) if deel.strip()]
    zegt = geval["regel"]
    hier = geval["tabel"] in regel["tabellen"] and regel["kolom"] in geval["fout_in"]
    return zegt and hier and (any(zegt in deel for deel in vast) or all(d in zegt for d in vast))


def test_elke_regel_voor_een_rij_heeft_een_geval():
    """A rule that no case breaks may be wrong for years."""
    with (HIER.parent / "chapters/jaarverslag/keuring/regels.csv").open("r", newline="") as bestand:
        regels = [r for r in csv.DictReader(bestand) if not {*r["tabellen"].split()} <= ELDERS]
    zonder = [r["regel"] for r in regels if not any(gaat_over(r, geval) for geval in CELLEN)]
    assert len(regels) > 25 and zonder == []


def test_een_tip_noemt_de_grens_en_de_vorm_in_woorden():
    veld = {"name": "x", "description": "Kleine letters."}
    getal = celregel(veld | {"type": "integer", "constraints": {"maximum": 3}})
    woord = celregel(veld | {"type": "string", "constraints": {"pattern": "[a-z]+"}})
    assert getal("3") is woord("a") is None
    assert "3" in getal("4")[1] and woord("A")[1] == "Kleine letters"


def test_dubbele_sleutel(data):
    pad = data / "kerncijfers.csv"
    regels = pad.read_text(encoding="utf-8").splitlines(keepends=True)
    pad.write_text("".join([*regels, regels[1]]), encoding="utf-8")
    zinnen = [str(fout) for fout in controleer(data)]
    assert any("dubbele sleutel" in z and f"rij {len(regels) + 1}" in z for z in zinnen), zinnen


def test_ontbrekende_tabel(data):
    (data / "sector.csv").unlink()
    assert "sector.csv: het bestand ontbreekt (zet het bestand terug in de datamap)." in [
        str(fout) for fout in controleer(data)
    ]


def test_ontbrekende_beschrijving(data):
    (data / "datapackage.json").unlink()
    assert [fout.bestand for fout in controleer(data)] == ["datapackage.json"]


@pytest.mark.parametrize(
    ("tekst", "regel"),
    [("{", "geen geldige JSON"), ('{"name": "a", "name": "b"}', "plaats name: staat er twee keer")],
)
def test_kapotte_beschrijving(data, tekst, regel):
    (data / "datapackage.json").write_text(tekst, encoding="utf-8")
    assert regel in str(controleer(data)[0])


@pytest.mark.parametrize(
    ("vervorm", "regel", "rij"),
    [
        (lambda t: ("\ufeff" + t).encode(), "BOM", 1),
        (lambda t: t.replace("\n", "\r\n").encode(), "Windows-regeleinde", 1),
        (lambda t: t.replace("\n", "\r\n").replace("\r", "", 2).encode(), "Windows-regeleinde", 3),
        (lambda t: t.replace(",", ";").encode(), "puntkomma", 1),
        (lambda t: t.replace("\n", '\n"', 3).replace('"', "", 2).encode(), "aanhalingstekens", 4),
        (lambda t: t.encode("utf-16"), "UTF-8", None),
        (lambda t: "é".join(t.partition("\n")[::2]).encode("cp1252"), "UTF-8", 1),
    ],
)
def test_vreemde_codering_wordt_geweigerd(data, vervorm, regel, rij):
    pad = data / "begrippen.csv"
    tekst = pad.read_text(encoding="utf-8").encode("ascii", "ignore").decode()
    pad.write_bytes(vervorm(tekst))
    assert any(regel in str(fout) and fout.rij == rij for fout in controleer(data))


def test_een_naam_stuurt_geen_terminal():
    assert str(gegevens.bestand.Fout("a\x1b.csv", "leeg", 1)) == r"a\x1b.csv, rij 1: leeg."


def test_een_cel_zonder_einde_heeft_haar_eigen_regel(data):
    csv.field_size_limit(sys.maxsize)  # as frictionless sets it
    wijzig(data, "kerncijfers", totaal, "noot", "a" * 140_000)
    assert "een cel met meer dan 100.000 tekens" in str(controleer(data)[0])


def test_elke_regel_is_nederlands_en_op_een_lijn(data):
    wijzig(data, "kerncijfers", totaal, "waarde", "eenenzestig")
    beschrijving = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    assert beschrijving["verslagjaar"] == 2021
    for fout in controleer(data):
        assert "\n" not in str(fout)
        assert " the " not in str(fout) and "error" not in str(fout).lower()


# ---- every problem at once, also of another kind in the same table ----


def test_een_slechte_cel_verbergt_geen_andere_fout(data):
    """A word for a number, a wrong sum and a gap without a reason in one table; one elsewhere."""
    wijzig(data, "kerncijfers", lambda r: r.indicator == "nps-vormingen", "waarde", "veel")
    wijzig(data, "kerncijfers", totaal, "waarde", "62")
    wijzig(data, "kerncijfers", lambda r: r.status == "niet-gevonden", "noot", "")
    wijzig(data, "uitgelicht", lambda r: r.id != "", "datum", "2022-05-01")
    zinnen = "\n".join(str(fout) for fout in controleer(data))
    for deel in ("geen getal", "tellen op tot 61", "zonder reden", "niet van 2018 tot 2021"):
        assert deel in zinnen, deel


def test_een_fout_wordt_maar_een_keer_gezegd(data):
    rij = wijzig(data, "kerncijfers", totaal, "waarde", "61,0")
    passend = [f for f in controleer(data) if f.rij == rij and f.kolom == "waarde"]
    assert len(passend) == 1, [str(fout) for fout in passend]


def test_windows_1252_noemt_de_rij_en_de_letter(data):
    pad = data / "begrippen.csv"
    pad.write_bytes(pad.read_bytes() + "x,café,y,\n".encode("cp1252"))
    (fout,) = [f for f in controleer(data) if f.bestand == "begrippen.csv"]
    assert fout.rij == pad.read_bytes().count(b"\n") and "Windows-1252: 'é'" in str(fout)


def test_een_koppeling_naar_een_ander_bestand_wordt_geweigerd(data, tmp_path):
    elders = (data / "sector.csv").rename(tmp_path / "elders.csv")
    (data / "sector.csv").symlink_to(elders)
    (fout,) = [fout for fout in controleer(data) if fout.bestand == "sector.csv"]
    assert "koppeling" in fout.regel and fout.tip


def test_uniek_geldt_ook_in_een_lange_tabel(data):
    pad = data / "begrippen.csv"
    rijen = [f"begrip-{n},begrip {n},Uitleg.,,\n" for n in range(20_000)]
    rijen[-1] = "begrip-laatste,Begrip 7,Uitleg.,,\n"
    pad.write_text(pad.read_text(encoding="utf-8") + "".join(rijen), encoding="utf-8")
    (fout,) = tabelfouten(data, PAKKET)
    assert (fout.kolom, fout.waarde) == ("term", "Begrip 7") and "uniek" in fout.regel


def test_veel_fouten_van_een_soort_worden_geteld(data):
    pad = data / "begrippen.csv"
    rijen = [f"Begrip-{n},begrip {n},Uitleg.,,\n" for n in range(70)]
    pad.write_text(pad.read_text(encoding="utf-8") + "".join(rijen), encoding="utf-8")
    *eerste, laatste = tabelfouten(data, PAKKET)
    assert len(eerste) == 50 and laatste.regel == "verkeerde vorm: nog 20 keer"


# ---- the reference implementation of the standard comes to the same judgement ----

VREEMD = [
    "", "x", "0", "-1", "1.5", "1e3", "NaN", "true", "True", "2021-02-30", "2021-01-01", "a b",
    "eenzelfde", "9" * 20, "https://example.org/", "gepubliceerd", " 7", "é",
]  # fmt: skip
VELDEN = [
    (bron["name"], veld["name"])
    for bron in PAKKET["resources"]
    if bron["name"] in ("kerncijfers", "sector", "bronnen", "tijdlijn", "begrippen")
    for veld in bron["schema"]["fields"]
]


def frictionless_keurt_goed(data, tabel):
    (bron,) = [bron for bron in PAKKET["resources"] if bron["name"] == tabel]
    zonder = {naam: deel for naam, deel in bron["schema"].items() if naam != "foreignKeys"}
    tafel = Resource.from_descriptor(bron | {"schema": zonder}, basepath=str(data))
    return tafel.validate().valid


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(VELDEN), st.integers(0, 200), st.sampled_from(VREEMD))
@example(("tijdlijn", "datum"), 75, "1.5")
def test_wat_frictionless_weigert_weigeren_wij_ook(data, veld, plaats, waarde):
    tabel, kolom = veld
    pad = data / f"{tabel}.csv"
    goed = pad.read_bytes()
    rijen = pd.read_csv(pad, dtype=str, keep_default_na=False)
    rijen.loc[plaats % len(rijen), kolom] = waarde
    rijen.to_csv(pad, index=False, lineterminator="\n")
    try:
        assert frictionless_keurt_goed(data, tabel) or tabelfouten(data, PAKKET)
    finally:
        pad.write_bytes(goed)


def test_frictionless_keurt_de_echte_tabellen_goed(data):
    assert [
        naam for naam, _ in dict(VELDEN).items() if not frictionless_keurt_goed(data, naam)
    ] == []
