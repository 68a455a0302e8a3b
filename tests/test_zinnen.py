"""Sentences that compare a year with the year before: every case, word for word."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from jaarverslag import gegevens, uitgave, weergave
from jaarverslag.cijfers import Cijfer, OnbekendCijfer, cijfer, reeks, register
from jaarverslag.tonen import Tegel, toon_tegels
from jaarverslag.zinnen import (
    ONVERGELEKEN,
    VERGELEKEN,
    Jaarpaar,
    jaarpaar,
    toon_vergelijking,
    toppen,
)

NBSP = "\N{NO-BREAK SPACE}"


def paar(nu, vroeger, eenheid="vormingen", decimalen=0, soort="telling", **rest) -> Jaarpaar:
    """A pair of invented figures; "?" is a row without a value, None is no row at all."""
    statussen = rest.pop("statussen", ("gepubliceerd", "gepubliceerd"))

    def als_cijfer(waarde, status, jaar):
        waarde, status = (None, "niet-gevonden") if waarde == "?" else (waarde, status)
        return Cijfer(waarde, eenheid, decimalen, "proef", status=status, periode=str(jaar))

    toen = None if vroeger is None else als_cijfer(vroeger, statussen[1], 2021)
    return Jaarpaar(als_cijfer(nu, statussen[0], 2022), toen, 2022, soort=soort, **rest)


PROCENT = {"eenheid": "%", "soort": "aandeel"}
NPS = {"eenheid": "punten", "soort": "score"}
EURO = {"eenheid": "euro", "soort": "bedrag"}
VTE = {"eenheid": "VTE", "decimalen": 1}

ZINNEN = [
    # (case, pair, the sentence, the few words on a tile)
    ("meer", paar(64, 61), "Dat zijn er 3 meer dan in 2021, toen het er 61 waren.",
     "3 meer dan in 2021"),
    ("meer", paar(62, 61), "Dat is er 1 meer dan in 2021, toen het er 61 waren.",
     "1 meer dan in 2021"),
    ("meer", paar(3, 1), "Dat zijn er 2 meer dan in 2021, toen het er 1 was.",
     "2 meer dan in 2021"),
    ("meer", paar(1, 0), "Dat is er 1 meer dan in 2021, toen het er 0 waren.",
     "1 meer dan in 2021"),
    ("minder", paar(58, 61), "Dat zijn er 3 minder dan in 2021, toen het er 61 waren.",
     "3 minder dan in 2021"),
    ("minder", paar(0, 1), "Dat is er 1 minder dan in 2021, toen het er 1 was.",
     "1 minder dan in 2021"),
    ("gelijk", paar(61, 61), "Dat is evenveel als in 2021.", "evenveel als in 2021"),
    ("gelijk", paar(1, 1), "Dat is evenveel als in 2021.", "evenveel als in 2021"),
    ("gelijk", paar(0, 0), "Dat is evenveel als in 2021.", "evenveel als in 2021"),
    ("meer", paar(1440, 440, "personen"),
     "Dat zijn er 1.000 meer dan in 2021, toen het er 440 waren.", "1.000 meer dan in 2021"),
    ("meer", paar(83, 80, **PROCENT),
     "Dat is 3 procentpunt hoger dan in 2021, toen het 80 % was.",
     "3 procentpunt hoger dan in 2021"),
    ("minder", paar(79, 80, **PROCENT),
     "Dat is 1 procentpunt lager dan in 2021, toen het 80 % was.",
     "1 procentpunt lager dan in 2021"),
    ("gelijk", paar(80, 80, **PROCENT), "Dat is even hoog als in 2021.", "even hoog als in 2021"),
    # 80,4 and 79,6 are both written as 80 %: no reader would see a rise.
    ("gelijk", paar(80.4, 79.6, **PROCENT), "Dat is afgerond even hoog als in 2021.",
     "afgerond even hoog als in 2021"),
    # 2,9 is 3, but the page says 80 and 82: only the direction is sure to be understood.
    ("meer", paar(82.4, 79.5, **PROCENT), "Dat is hoger dan in 2021, toen het 80 % was.",
     "hoger dan in 2021"),
    ("gelijk", paar(80.1, 80.1, **PROCENT), "Dat is even hoog als in 2021.",
     "even hoog als in 2021"),
    ("meer", paar(30, 26, **NPS), "Dat is 4 punten hoger dan in 2021, toen het 26 punten was.",
     "4 punten hoger dan in 2021"),
    ("minder", paar(25, 26, **NPS), "Dat is 1 punt lager dan in 2021, toen het 26 punten was.",
     "1 punt lager dan in 2021"),
    ("minder", paar(-5, 1, **NPS), "Dat is 6 punten lager dan in 2021, toen het 1 punt was.",
     "6 punten lager dan in 2021"),
    ("gelijk", paar(26, 26, **NPS), "Dat is even hoog als in 2021.", "even hoog als in 2021"),
    ("meer", paar(1500, 300, **EURO), "Dat is € 1.200 meer dan in 2021, toen het € 300 was.",
     "€ 1.200 meer dan in 2021"),
    ("minder", paar(-200, 300, **EURO), "Dat is € 500 minder dan in 2021, toen het € 300 was.",
     "€ 500 minder dan in 2021"),
    ("gelijk", paar(300, 300, **EURO), "Dat is evenveel als in 2021.", "evenveel als in 2021"),
    ("meer", paar(12.5, 11, **VTE), "Dat is 1,5 VTE meer dan in 2021, toen het 11,0 VTE was.",
     "1,5 VTE meer dan in 2021"),
    ("een van beide ontbreekt", paar("?", 61), "", ""),
    ("een van beide ontbreekt", paar(61, "?"), "", ""),
    ("een van beide ontbreekt", paar(61, None), "", ""),
    ("niet vergelijkbaar", paar(64, 61, breuk="De telling is nieuw."),
     "De telling is nieuw. Vergelijken met 2021 gaat dus niet.", ""),
    # The same number after a break in the series is not "evenveel" either.
    ("niet vergelijkbaar", paar(61, 61, breuk="De telling is nieuw."),
     "De telling is nieuw. Vergelijken met 2021 gaat dus niet.", ""),
    ("een van beide ontbreekt", paar("?", 61, breuk="De telling is nieuw."), "", ""),
    ("niet precies", paar(70, 61, statussen=("circa", "gepubliceerd")),
     "In 2021 waren het er 61. Zulke cijfers zijn niet precies genoeg om van een stijging of een "
     "daling te spreken.", ""),
    ("niet precies", paar(64, 60, statussen=("gepubliceerd", "ondergrens")),
     "In 2021 waren het er meer dan 60. Zulke cijfers zijn niet precies genoeg om van een stijging "
     "of een daling te spreken.", ""),
    # A lower bound makes some changes sure, and no others.
    ("minder", paar(50, 60, statussen=("gepubliceerd", "ondergrens")),
     "Dat zijn er minstens 10 minder dan in 2021, toen het er meer dan 60 waren.",
     "minstens 10 minder dan in 2021"),
    ("meer", paar(61, 60, statussen=("ondergrens", "gepubliceerd")),
     "Dat is er minstens 1 meer dan in 2021, toen het er 60 waren.",
     "minstens 1 meer dan in 2021"),
    ("niet precies", paar(60, 60, statussen=("ondergrens", "gepubliceerd")),
     "In 2021 waren het er 60. Zulke cijfers zijn niet precies genoeg om van een stijging of een "
     "daling te spreken.", ""),
    ("niet precies", paar(60, 60, statussen=("gepubliceerd", "ondergrens")),
     "In 2021 waren het er meer dan 60. Zulke cijfers zijn niet precies genoeg om van een stijging "
     "of een daling te spreken.", ""),
    ("niet precies", paar(900, 60, statussen=("ondergrens", "ondergrens")),
     "In 2021 waren het er meer dan 60. Zulke cijfers zijn niet precies genoeg om van een stijging "
     "of een daling te spreken.", ""),
    ("meer", paar(64, 61, statussen=("voorlopig", "gepubliceerd")),
     "Dat zijn er 3 meer dan in 2021, toen het er 61 waren.", "3 meer dan in 2021"),
]  # fmt: skip


@pytest.mark.parametrize(("geval", "twee", "zin", "kort"), ZINNEN)
def test_elk_geval_heeft_zijn_zin(geval: str, twee: Jaarpaar, zin: str, kort: str) -> None:
    assert twee.geval == geval
    assert zonder_link(twee.zin) == zin
    assert zonder_link(twee.kort) == kort


def test_de_lijst_hierboven_slaat_geen_geval_over() -> None:
    assert {geval for geval, *_ in ZINNEN} == {*VERGELEKEN, ONVERGELEKEN}


def test_gelijke_toppen_staan_samen() -> None:
    rijen = reeks("vormingen", jaar=2021, dimensie="vorm")
    assert toppen(rijen, "kort", "waarde") == "online"
    assert toppen(rijen.assign(waarde=1.0).head(2), "kort", "waarde") == "online en offline"
    assert toppen(rijen.head(0), "kort", "waarde") == ""
    assert toppen(rijen.assign(waarde=0.0), "kort", "waarde") == ""


# ---- from the tables, with an invented next year ----


@pytest.fixture
def volgend_jaar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The real tables with reporting year 2022 and the rows that a test gives."""
    data = tmp_path / "data"
    shutil.copytree(gegevens.datamap(), data)
    pad = data / "datapackage.json"
    pakket = json.loads(pad.read_text(encoding="utf-8"))
    pakket["verslagjaar"] = 2022
    pakket["breuken"] = [
        {"indicator": "vormingen-nieuwkomers", "jaar": 2022, "reden": "De telling is nieuw."}
    ]
    pad.write_text(json.dumps(pakket), encoding="utf-8")
    monkeypatch.setenv("JAARVERSLAG_DATA", str(data))

    def met(*rijen: str) -> None:
        with (data / "kerncijfers.csv").open("a", encoding="utf-8") as bestand:
            bestand.writelines(f"2022,{rij},proef,,\n" for rij in rijen)
        gegevens.vergeet()

    gegevens.vergeet()
    yield met
    monkeypatch.undo()
    gegevens.vergeet()


BRON = "socius-jaarverslag-2021-hoogtepunten"


def zonder_link(tekst: str) -> str:
    return re.sub(r"\[(.*?)\]\(.*?\)", r"\1", tekst).replace(NBSP, " ").replace("\\", "")


def test_een_jaar_zonder_rij_is_een_leemte_met_een_reden(volgend_jaar) -> None:
    leeg = cijfer("vormingen")
    assert (leeg.bekend, leeg.status, leeg.noot) == (
        False, "nog-niet-ingevuld", "Nog geen rij voor 2022.")  # fmt: skip
    assert leeg.rijen == ("k-vormingen-2022",)
    # The row that it leads to is on the page, once, right after the row of the year before.
    ankers = list(register("kerncijfers")["anker"])
    assert ankers.count("k-vormingen-2022") == 1
    deel = cijfer("vormingen", "online")
    assert (deel.bekend, deel.rijen, deel.label) == (
        False, ("k-vormingen-2022",), "vormingen: online")  # fmt: skip
    assert reeks("vormingen", jaar=2022, dimensie="vorm").empty


@pytest.mark.parametrize(
    "vraag",
    [("vormigen",), ("vormingen", "onlin"), ("vormingen", "", 2020), ("vormingen", "armoede")],
)
def test_een_schrijffout_blijft_een_fout(volgend_jaar, vraag: tuple) -> None:
    with pytest.raises(OnbekendCijfer):
        cijfer(*vraag)


def test_een_onbekende_dimensie_blijft_een_fout(volgend_jaar) -> None:
    with pytest.raises(OnbekendCijfer):
        reeks("vormingen", jaar=2022, dimensie="onzin")


def test_zinnen_uit_de_tabellen(volgend_jaar, monkeypatch) -> None:
    monkeypatch.setattr(weergave, "_gebruikt", {})
    volgend_jaar(
        f"vormingen,,,64,gepubliceerd,{BRON}",
        f"vormingen,vorm,online,40,gepubliceerd,{BRON}",
        f"tevredenheid-vormingen,,,80,gepubliceerd,{BRON}",
        f"vormingen-nieuwkomers,,,5,gepubliceerd,{BRON}",
        f"deelnemers-vormingen,,,900,gepubliceerd,{BRON}",
    )
    assert zonder_link(jaarpaar("vormingen").zin) == (
        "Dat zijn er 3 meer dan in 2021, toen het er 61 waren."
    )
    assert zonder_link(jaarpaar("vormingen", "online").zin) == (
        "Dat zijn er 6 minder dan in 2021, toen het er 46 waren."
    )
    assert zonder_link(jaarpaar("tevredenheid-vormingen").zin) == "Dat is even hoog als in 2021."
    assert zonder_link(jaarpaar("vormingen-nieuwkomers").zin).startswith("De telling is nieuw.")
    assert jaarpaar("deelnemers-vormingen").geval == ONVERGELEKEN
    lijst = zonder_link(toon_vergelijking("vormingsaanbod").myst)
    assert lijst.startswith("**Vergeleken met 2021.**")
    assert weergave.genoteerde_bronnen() == [BRON]
    assert "**vormingen**: 64. Dat zijn er 3 meer dan in 2021" in lijst
    assert "**tevredenheid over het vormingsaanbod**: 80 %. Dat is even hoog" in lijst
    # No comparison if one of the years is unknown.
    assert "Net Promoter" not in lijst and "deelnemers" not in lijst
    # The links are to the rows of both years.
    assert all(f"#k-vormingen-{jaar} " in jaarpaar("vormingen").zin for jaar in (2021, 2022))


def test_wat_de_uitgave_van_zichzelf_zegt(volgend_jaar) -> None:
    assert uitgave.auteurs() == "Max Frans en Mieke Vasseur"
    assert uitgave.auteurs("en") == "Max Frans and Mieke Vasseur"
    # No report over 2022 among the sources yet: the latest one before it.
    assert uitgave.verslagbron() == "socius-jaarverslag-2021"
    pad = gegevens.datamap() / "datapackage.json"
    pakket = json.loads(pad.read_text(encoding="utf-8")) | {"auteurs": []}
    pad.write_text(json.dumps(pakket), encoding="utf-8")
    gegevens.vergeet()
    assert uitgave.auteurs() == "Socius vzw"


def test_een_tegel_vergelijkt_vanzelf(volgend_jaar) -> None:
    volgend_jaar(f"vormingen,,,64,gepubliceerd,{BRON}")
    tegels = [
        Tegel(cijfer("vormingen"), "vormingen", "in het hele jaar"),
        Tegel(cijfer("nps-vormingen"), "NPS"),
        Tegel(cijfer("begeleidingen"), "x"),
    ]
    myst = zonder_link(toon_tegels(tegels).myst)
    assert "3 meer dan in 2021 · in het hele jaar" in myst
    # The other two have no value, and so no tile.
    assert myst.count("tegel-context") == 1


def test_het_eerste_jaar_vergelijkt_niet() -> None:
    assert (jaarpaar("vormingen").geval, jaarpaar("vormingen").zin) == (ONVERGELEKEN, "")
    assert toon_vergelijking("evenementen").myst == ""
