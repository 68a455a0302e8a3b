"""The check of the tables: every rule has a case that breaks it."""

import json
import shutil

import pandas as pd
import pytest
from jaarverslag import gegevens
from jaarverslag.keuring import controleer


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


GEVALLEN = {
    "verkeerd type": ("kerncijfers", totaal, "waarde", "eenenzestig", "verkeerd type"),
    "decimale komma": ("kerncijfers", totaal, "waarde", "61,0", "verkeerd type"),
    "onbekende bron": ("kerncijfers", totaal, "bron", "bestaat-niet", "niet bestaat in bronnen"),
    "onbekende status": ("kerncijfers", totaal, "status", "misschien", "toegelaten waarden"),
    "som klopt niet": ("kerncijfers", totaal, "waarde", "62", "tellen op tot 61"),
    "cijfer zonder bron": ("kerncijfers", totaal, "bron", "", "zonder bron"),
    "waarde leeg": ("kerncijfers", totaal, "waarde", "", "waarde is leeg"),
    "negatief aantal": ("kerncijfers", totaal, "waarde", "-61", "ligt tussen 0"),
    "later dan de editie": ("kerncijfers", totaal, "jaar", "2022", "later dan het verslagjaar"),
    "percentage te groot": (
        "kerncijfers",
        lambda r: (r.indicator == "tevredenheid-vormingen") & (r.jaar == "2021"),
        "waarde",
        "180",
        "tussen 0 en 100",
    ),
    "NPS te klein": (
        "kerncijfers",
        lambda r: (r.indicator == "nps-vormingen") & (r.jaar == "2021"),
        "waarde",
        "-101",
        "tussen -100 en 100",
    ),
    "leemte met waarde": (
        "kerncijfers",
        lambda r: r.status == "niet-gepubliceerd",
        "waarde",
        "5",
        "maar er staat een waarde",
    ),
    "leemte zonder reden": (
        "kerncijfers",
        lambda r: r.status == "niet-gepubliceerd",
        "noot",
        "",
        "zonder reden",
    ),
    "onbekend domein": ("indicatoren", lambda r: r.id == "vormingen", "domein", "xyz", "domeinen"),
    "verkeerde datum": ("tijdlijn", lambda r: r.id != "", "datum", "12/05/2021", "verkeerd type"),
}


@pytest.mark.parametrize("geval", GEVALLEN)
def test_een_regel_breken_geeft_een_fout_op_de_juiste_plaats(data, geval):
    tabel, waar, kolom, waarde, regel = GEVALLEN[geval]
    rij = wijzig(data, tabel, waar, kolom, waarde)
    fouten = controleer(data)
    passend = [str(fout) for fout in fouten if regel in str(fout)]
    assert passend, [str(fout) for fout in fouten]
    assert any(zin.startswith(f"{tabel}.csv, rij {rij}, kolom {kolom}") for zin in passend), passend


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


def test_kapotte_beschrijving(data):
    (data / "datapackage.json").write_text("{", encoding="utf-8")
    assert "geen geldige JSON" in str(controleer(data)[0])


def test_ongebruikte_bron(data):
    pad = data / "bronnen.csv"
    kop = pad.read_text(encoding="utf-8").splitlines()[0].split(",")
    nieuw = {"id": "ongebruikt", "titel": "t", "uitgever": "u", "url": "https://voorbeeld.be/",
             "datum": "", "soort": "webpagina", "opmerking": ""}  # fmt: skip
    with pad.open("a", encoding="utf-8") as bestand:
        bestand.write(",".join(nieuw[kolom] for kolom in kop) + "\n")
    assert any("geen enkele rij gebruikt" in str(fout) for fout in controleer(data))


@pytest.mark.parametrize(
    ("vervorm", "regel"),
    [
        (lambda t: ("\ufeff" + t).encode(), "BOM"),
        (lambda t: t.replace("\n", "\r\n").encode(), "Windows-regeleinde"),
        (lambda t: t.replace(",", ";").encode(), "puntkomma"),
        (lambda t: t.encode("utf-16"), "UTF-8"),
        (lambda t: (t + "é").encode("cp1252"), "UTF-8"),
    ],
)
def test_vreemde_codering_wordt_geweigerd(data, vervorm, regel):
    pad = data / "begrippen.csv"
    tekst = pad.read_text(encoding="utf-8").encode("ascii", "ignore").decode()
    pad.write_bytes(vervorm(tekst))
    assert any(regel in str(fout) for fout in controleer(data))


def test_alle_fouten_tegelijk(data):
    wijzig(data, "kerncijfers", totaal, "bron", "bestaat-niet")
    wijzig(data, "indicatoren", lambda r: r.id == "vormingen", "decimalen", "veel")
    bestanden = {fout.bestand for fout in controleer(data)}
    assert {"kerncijfers.csv", "indicatoren.csv"} <= bestanden


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
    wijzig(data, "kerncijfers", lambda r: r.status == "niet-gepubliceerd", "noot", "")
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


def test_elke_fout_geeft_een_tip(data):
    wijzig(data, "kerncijfers", totaal, "waarde", "-61")
    wijzig(data, "indicatoren", lambda r: r.id == "vormingen", "soort", "iets")
    wijzig(data, "sector", lambda r: r.breuk == "true", "breuk", "ja")
    for fout in controleer(data):
        assert fout.tip, str(fout)


def test_een_cijfer_uit_de_toekomst_wordt_geweigerd(data):
    wijzig(data, "bronnen", lambda r: r.datum != "", "datum", "2030-01")
    assert any("later dan deze uitgave" in str(fout) for fout in controleer(data))


def test_een_indicator_zonder_enkele_rij_wordt_geweigerd(data):
    pad = data / "kerncijfers.csv"
    rijen = pad.read_text(encoding="utf-8").splitlines(keepends=True)
    pad.write_text("".join(r for r in rijen if ",begeleidingen," not in r), encoding="utf-8")
    assert any("begeleidingen heeft geen enkele rij" in str(fout) for fout in controleer(data))
