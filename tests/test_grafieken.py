"""Charts: what is drawn equals the data, words stay readable, bad input is refused in Dutch."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations, pairwise

import pandas as pd
import pytest
from jaarverslag import grafieken as g
from jaarverslag import stijl
from jaarverslag.grafieken.blad import BREED, SMAL, spreid, wikkel
from jaarverslag.stijl import als_png, als_svg
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

NBSP = "\N{NO-BREAK SPACE}"
T = "De vaststelling van deze grafiek staat in één zin"
LANG = (
    "een buitengewoon lange naam met Donaudampfschifffahrtsgesellschaftskapitänswitwe "
    "en nog veel meer woorden erachteraan"
)
DF = pd.DataFrame

VORM = DF({"naam": ["online", "offline", "mix van online en offline"], "waarde": [46.0, 11.0, 4.0]})
THEMA = DF(
    {
        "naam": [
            "rollen en functies",
            "civiel actorschap",
            "digitale mogelijkheden",
            "superdiverse samenleving",
            "zakelijk beleid en leiderschap",
            "andere thema's",
        ],
        "waarde": [4, 8, 9, 3, 17, 20],
        "status": ["gepubliceerd"] * 5 + ["niet uitgesplitst"],
    }
)
STATUS = DF(
    {
        "naam": ["cultuur", "jeugd", "vrijwilligers", "deelnemers", "niets"],
        "waarde": pd.array([65e6, 16e6, 200_000, pd.NA, 0], dtype="Float64"),
        "status": ["circa", "gepubliceerd", "ondergrens", "niet-gepubliceerd", "voorlopig"],
    }
)
LEREN = DF(
    {
        "reeks": ["twaalf maanden"] * 5 + ["vier weken"] * 2,
        "jaar": [2018, 2019, 2020, 2021, 2022, 2018, 2021],
        "waarde": [22.4, 23.0, 21.1, 20.8, 22.4, 8.7, 10.8],
        "breuk": [False, False, False, True, False, False, True],
    }
)
INFLATIE = DF(
    {
        "jaar": range(2013, 2023),
        "waarde": [1.11, 0.34, 0.56, 1.97, 2.13, 2.05, 1.44, 0.74, 2.44, 9.6],
    }
)
THUISWERK = DF(
    {
        "jaar": [2019, 2020, 2021, 2022, 2023],
        "waarde": [18.9, 29.0, 37.9, 33.9, 32.2],
        "breuk": [False, False, True, False, False],
    }
)
SCORES = DF(
    {
        "label": ["Tevredenheid over het vormingsaanbod", "Net Promoter Score"],
        "waarde": [80, 26],
        "minimum": [0, -100],
        "maximum": [100, 100],
        "maat": ["%", "punten"],
    }
)
RONDE = DF(
    [
        ("Aanvragen", "al erkende organisaties", 107, True),
        ("Aanvragen", "nieuwe kandidaten", 39, True),
        ("Advies", "positief", 54, True),
        ("Advies", "positief met aandachtspunten", 48, True),
        ("Advies", "negatief", 37, False),
        ("Gesubsidieerd", "al erkend", 100, True),
        ("Gesubsidieerd", "nieuw", 18, True),
    ],
    columns=["fase", "deel", "waarde", "verder"],
)
MAATREGELEN = DF(
    {
        "datum": [
            "2020-03-13",
            "2020-03-18",
            "2020-06-10",
            "2021-06-09",
            "2021-06-27",
            "2021-11-19",
        ],
        "einddatum": ["2020-04-03", None, None, None, "2021-12-29", None],
        "gebeurtenis": [
            "Alle evenementen afgelast",
            "Strengere lockdown, thuiswerk wordt de norm",
            "Eerste basisprotocol voor cultuur",
            "Activiteiten binnen mogen opnieuw",
            "Groepen tot honderd personen, met mondmasker en afstand",
            "Telewerk verplicht en Covid Safe Ticket bij alle grotere evenementen",
        ],
        "soort": ["maatregel", "maatregel", "steun", "maatregel", "maatregel", "maatregel"],
        "precisie": ["dag", "dag", "dag", "maand", "dag", "dag"],
    }
)
DOELEN = DF(
    {
        "doel": ["OD1 · Steun en inspiratie voor agogische medewerkers"] * 3
        + ["OD2 · Digitale mogelijkheden benutten in werking en praktijk"] * 2,
        "hoofdstuk": [
            "Vormingsaanbod",
            "Vormingsaanbod",
            "Vraaggestuurde werking",
            "Vormingsaanbod",
            "Ontwikkeltrajecten",
        ],
        "cijfer": [
            "vormingen",
            "tevredenheid over het vormingsaanbod",
            "begeleidingen",
            "vormingen",
            "",
        ],
    }
)
DEKKING = DF(
    [
        (f"een indicator met nummer {i}", jaar, staat, f"domein {i // 10}")
        for i in range(45)
        for jaar, staat in ((2018, "circa"), (2020, "berekend"), (2021, "niet-gepubliceerd"))
        if (i + jaar) % 3
    ],
    columns=["label", "jaar", "status", "domein"],
)
TELBASIS = DF(
    {
        "groep": ["2020: open aanbod", "2020: open aanbod", "2021: alle vormingen"],
        "naam": ["activiteiten", "dagdelen", "vormingen"],
        "waarde": [50, 170, 61],
    }
)
KOOPKRACHT = DF({"jaar": range(2018, 2023), "waard": [100.0, 98.6, 97.9, 95.5, 87.2]})

VOORBEELDEN = {
    "staven": lambda: g.staven(
        THEMA,
        "naam",
        "waarde",
        titel=T,
        ondertitel=LANG,
        status="status",
        accent="zakelijk beleid en leiderschap",
        eenheid="vormingen",
    ),
    "staven status": lambda: g.staven(
        STATUS, "naam", "waarde", titel=T, status="status", eenheid="euro"
    ),
    "staven lang": lambda: g.staven(
        DF({"naam": [LANG, "kort"], "waarde": [3, 1234567]}), "naam", "waarde", titel=LANG
    ),
    "staven veel": lambda: g.staven(
        DF({"naam": [f"organisatie {i}" for i in range(25)], "waarde": range(25)}),
        "naam",
        "waarde",
        titel=T,
    ),
    "staven nul": lambda: g.staven(
        DF({"naam": ["a", "b"], "waarde": [0, 0]}), "naam", "waarde", titel=T
    ),
    "staven één": lambda: g.staven(DF({"naam": ["a"], "waarde": [7]}), "naam", "waarde", titel=T),
    "afwijking": lambda: g.afwijking(
        DF({"naam": ["subsidies", "markt", LANG], "waarde": [-11, 6.5, -4]}),
        "naam",
        "waarde",
        titel=T,
        decimalen=1,
    ),
    "afwijking gelijk": lambda: g.afwijking(
        DF({"naam": ["a", "b"], "waarde": [-8, -8]}), "naam", "waarde", titel=T
    ),
    "deelbalk": lambda: g.deelbalk(VORM, "naam", "waarde", titel=T, eenheid="vormingen"),
    "deelbalk nul": lambda: g.deelbalk(
        DF({"naam": ["a", "b", LANG], "waarde": [5, 0, 7]}), "naam", "waarde", titel=T
    ),
    "deelbalk veel": lambda: g.deelbalk(
        DF({"naam": [f"groep {i}" for i in range(9)], "waarde": [1] * 9}), "naam", "waarde", titel=T
    ),
    "stippen": lambda: g.stippen(VORM, "naam", "waarde", titel=T, eenheid="vormingen"),
    "lijnen": lambda: g.lijnen(
        LEREN, "jaar", "waarde", reeks="reeks", breuk="breuk", titel=T, eenheid="%", decimalen=1
    ),
    "lijnen lang": lambda: g.lijnen(INFLATIE, "jaar", "waarde", titel=T, eenheid="%", decimalen=1),
    "lijnen dicht": lambda: g.lijnen(
        DF(
            {
                "jaar": [2019, 2020, 2021] * 4,
                "reeks": ["a"] * 3 + ["b"] * 3 + [LANG] * 3 + ["d"] * 3,
                "waarde": [5, 5, 5, 5, 5.2, 5, 4.9, 5, 5.1, 20, 19, 18],
            }
        ),
        "jaar",
        "waarde",
        reeks="reeks",
        titel=T,
        decimalen=1,
    ),
    "lijnen één": lambda: g.lijnen(DF({"jaar": [2020], "waarde": [5]}), "jaar", "waarde", titel=T),
    "schaal": lambda: g.schaal(
        SCORES,
        "label",
        "waarde",
        "minimum",
        "maximum",
        titel=T,
        eenheid="maat",
        zones={"Net Promoter Score": [(-100, 0, "meer criticasters"), (0, 100, "meer promotoren")]},
    ),
    "nps_uitleg": lambda: g.nps_uitleg(score=26),
    "trechter": lambda: g.trechter(
        RONDE, "fase", "deel", "waarde", verder="verder", titel=T, eenheid="organisaties"
    ),
    "tijdlijn": lambda: g.tijdlijn(
        MAATREGELEN,
        "datum",
        "gebeurtenis",
        "soort",
        precisie="precisie",
        einde="einddatum",
        titel=T,
    ),
    "tijdlijn één": lambda: g.tijdlijn(MAATREGELEN.head(1), "datum", "gebeurtenis", titel=T),
    "tijdlijn_met_reeks": lambda: g.tijdlijn_met_reeks(
        MAATREGELEN, THUISWERK, titel=T, eenheid="%", decimalen=1, reekslabel="thuiswerk"
    ),
    "boom": lambda: g.boom(DOELEN, "doel", "hoofdstuk", "cijfer", titel=T),
    "dekkingskaart": lambda: g.dekkingskaart(
        DEKKING, "label", "jaar", "status", groep="domein", titel=T
    ),
    "helling": lambda: g.helling(
        DF({"naam": ["decreet", "andere", LANG], "l": [68, 32, 31], "r": [74, 26, 26]}),
        "naam",
        "l",
        "r",
        titel=T,
        eenheid="%",
    ),
    "naast_elkaar": lambda: g.naast_elkaar(TELBASIS, "naam", "waarde", "groep", titel=T),
    "koopkracht": lambda: g.koopkracht(KOOPKRACHT, "jaar", "waard", titel=T),
    "koopkracht veel": lambda: g.koopkracht(
        DF({"jaar": range(2000, 2022), "waard": [100 - 2 * i for i in range(22)]}),
        "jaar",
        "waard",
        titel=T,
    ),
    "omslag": lambda: g.omslag(VORM, "naam", "waarde"),
    "omslag staand": lambda: g.omslag(VORM, "naam", "waarde", verhouding=0.707),
}


@pytest.fixture(scope="module")
def getekend():
    """Each example drawn once at each width."""
    klaar: dict[tuple[str, bool], Figure] = {}

    def geef(naam: str, smal: bool) -> Figure:
        if (naam, smal) not in klaar:
            klaar[naam, smal] = VOORBEELDEN[naam]().teken(smal)
        return klaar[naam, smal]

    return geef


def teksten(figuur: Figure, naam: str = "") -> list[str]:
    return [t.get_text() for t in figuur.axes[0].texts if naam in ("", t.get_label())]


def vormen(figuur: Figure, begin: str, soort: type = object) -> dict[str, list]:
    """Patches by the name behind ``begin``."""
    uit: dict[str, list] = {}
    for vorm in figuur.axes[0].patches:
        if vorm.get_label().startswith(begin) and isinstance(vorm, soort):
            uit.setdefault(vorm.get_label().removeprefix(begin), []).append(vorm)
    return uit


def verhoudingen(staven: dict[str, list], waarden: dict[str, float]) -> list[float]:
    return [staven[naam][0].get_width() / waarde for naam, waarde in waarden.items() if waarde]


# --- readable at both widths


@pytest.mark.parametrize("smal", [False, True])
@pytest.mark.parametrize("naam", VOORBEELDEN)
def test_woorden_blijven_op_het_blad_en_raken_elkaar_niet(getekend, naam, smal):
    figuur = getekend(naam, smal)
    FigureCanvasAgg(figuur)
    tekenaar = figuur.canvas.get_renderer()
    breed, hoog = figuur.bbox.width, figuur.bbox.height
    vakken = [(t.get_text(), t.get_window_extent(tekenaar)) for t in figuur.axes[0].texts]
    for tekst, vak in vakken:
        assert vak.x0 >= -0.5 and vak.x1 <= breed + 0.5, f"{tekst!r} loopt opzij van het blad"
        assert vak.y0 >= -0.5 and vak.y1 <= hoog + 0.5, (
            f"{tekst!r} loopt boven of onder van het blad"
        )
    for (een, a), (ander, b) in combinations(vakken, 2):
        samen_x = min(a.x1, b.x1) - max(a.x0, b.x0)
        samen_y = min(a.y1, b.y1) - max(a.y0, b.y0)
        # Boxes run from the highest ascender to the lowest descender; ink of two lines is apart.
        lucht = 0.15 * min(a.height, b.height)
        assert samen_x <= 1 or samen_y <= lucht, f"{een!r} en {ander!r} raken elkaar"


@pytest.mark.parametrize("smal", [False, True])
@pytest.mark.parametrize("naam", VOORBEELDEN)
def test_maat_en_letters(getekend, naam, smal):
    figuur = getekend(naam, smal)
    assert figuur.get_figwidth() * 72 == pytest.approx(SMAL if smal else BREED)
    klein = [t.get_text() for t in figuur.axes[0].texts if t.get_fontsize() < (9.5 if smal else 9)]
    assert not klein
    vreemd = [
        t.get_text()
        for t in figuur.axes[0].texts
        if stijl.LETTERMAP.name not in str(t.get_fontproperties().get_file())
    ]
    assert not vreemd


@pytest.mark.parametrize("smal", [False, True])
def test_titel_en_ondertitel_staan_heel_bovenaan(getekend, smal):
    figuur = getekend("staven", smal)
    assert " ".join(teksten(figuur, "titel")) == T
    assert "Donaudampf" in "".join(teksten(figuur, "ondertitel"))


def test_dollartekens_zijn_geen_wiskunde():
    grafiek = g.staven(DF({"a": ["$5 tot $10"], "b": [1]}), "a", "b", titel="Prijs in $ en $$")
    assert "$5 tot $10" in teksten(grafiek.teken(False))
    als_svg(grafiek.teken(True))


# --- what is drawn is what the table says


@pytest.mark.parametrize("smal", [False, True])
def test_staven_zijn_zo_lang_als_hun_waarde(getekend, smal):
    waarden = dict(zip(THEMA["naam"], THEMA["waarde"], strict=True))
    lengten = verhoudingen(vormen(getekend("staven", smal), "staaf: "), waarden)
    assert len(lengten) == len(THEMA)
    assert lengten == pytest.approx([lengten[0]] * len(lengten))


def test_staven_beginnen_samen_bij_nul(getekend):
    staven = vormen(getekend("staven", False), "staaf: ")
    assert len({round(staaf[0].get_x(), 6) for staaf in staven.values()}) == 1


def test_staven_tonen_status_in_vorm_en_woord(getekend):
    figuur = getekend("staven status", False)
    waarden = teksten(figuur, "waarde")
    assert f"ca.{NBSP}€{NBSP}65{NBSP}miljoen" in waarden
    assert f"≥{NBSP}€{NBSP}200.000" in waarden
    assert "niet publiek" in waarden
    staven = vormen(figuur, "staaf: ")
    assert staven["cultuur"][0].get_hatch() and staven["vrijwilligers"][0].get_hatch()
    assert not staven["jeugd"][0].get_hatch()
    assert "deelnemers" not in staven, "wat niet publiek is, krijgt geen staaf"


def test_niet_uitgesplitst_is_een_gestippelde_omtrek_met_woorden(getekend):
    for smal in (False, True):
        figuur = getekend("staven", smal)
        rest = vormen(figuur, "staaf: ")["andere thema's"][0]
        assert rest.get_facecolor()[3] == 0
        assert rest.get_linestyle() not in ("-", "solid")
        assert "niet uitgesplitst in de bron" in teksten(figuur, "noot")


def test_accent_verschilt_in_kleur_en_gewicht(getekend):
    figuur = getekend("staven", False)
    staven = vormen(figuur, "staaf: ")
    kleuren = {naam: staaf[0].get_facecolor() for naam, staaf in staven.items()}
    assert kleuren["zakelijk beleid en leiderschap"] != kleuren["civiel actorschap"]
    letters = {t.get_text(): t.get_fontproperties().get_file() for t in figuur.axes[0].texts}
    assert letters["zakelijk beleid en leiderschap"] != letters["civiel actorschap"]


@pytest.mark.parametrize("smal", [False, True])
def test_afwijking_ligt_aan_de_juiste_kant_van_nul(getekend, smal):
    figuur = getekend("afwijking", smal)
    staven = {n: s[0] for n, s in vormen(figuur, "staaf: ").items()}
    nul = staven["markt"].get_x()
    for naam in ("subsidies", LANG):
        assert staven[naam].get_x() + staven[naam].get_width() == pytest.approx(nul)
    waarden = {"subsidies": 11, "markt": 6.5, LANG: 4}
    lengten = [staven[naam].get_width() / waarde for naam, waarde in waarden.items()]
    assert lengten == pytest.approx([lengten[0]] * 3)
    assert {f"−11,0{NBSP}%", f"+6,5{NBSP}%", f"−4,0{NBSP}%"} <= set(teksten(figuur, "waarde"))


@pytest.mark.parametrize("smal", [False, True])
def test_deelbalk_verdeelt_de_hele_breedte(getekend, smal):
    figuur = getekend("deelbalk", smal)
    delen = vormen(figuur, "deel: ", Rectangle)
    begin = [delen[naam][0].get_x() for naam in VORM["naam"]]
    vol = (SMAL - 16) if smal else (BREED - 20)
    assert begin[1] - begin[0] == pytest.approx(vol * 46 / 61)
    assert begin[2] - begin[1] == pytest.approx(vol * 11 / 61)
    alles = " ".join(teksten(figuur))
    for stuk in (
        "46",
        "11",
        "4",
        f"75{NBSP}%",
        f"18{NBSP}%",
        f"7{NBSP}%",
        "mix van online en offline",
    ):
        assert stuk in alles


def test_deelbalk_noemt_ook_wat_nul_is(getekend):
    figuur = getekend("deelbalk nul", False)
    assert "b" in teksten(figuur, "label")
    assert f"0 · 0{NBSP}%" in teksten(figuur, "waarde")


@pytest.mark.parametrize("smal", [False, True])
def test_stippen_één_per_vorming_elk_soort_een_vorm(getekend, smal):
    stippen = vormen(getekend("stippen", smal), "stip: ")
    assert {naam: len(rij) for naam, rij in stippen.items()} == {
        "online": 46,
        "offline": 11,
        "mix van online en offline": 4,
    }
    assert stippen["online"][0].get_linewidth() != stippen["offline"][0].get_linewidth() or (
        stippen["online"][0].get_facecolor() != stippen["offline"][0].get_facecolor()
    )


def lijnstukken(figuur: Figure, naam: str) -> list:
    return [lijn for lijn in figuur.axes[0].lines if lijn.get_label().startswith(naam)]


def test_reeksbreuk_is_een_gat_met_een_teken(getekend):
    figuur = getekend("lijnen", False)
    stukken = lijnstukken(figuur, "lijn: twaalf maanden")
    assert len(stukken) == 3, "2018–2019, 2019–2020 en 2021–2022; niets tussen 2020 en 2021"
    assert len(lijnstukken(figuur, "breukteken")) == 4, "twee streepjes per lijn"
    assert teksten(figuur, "breuk") == ["reeksbreuk"]
    assert not lijnstukken(figuur, "brug"), "een breuk wordt niet overbrugd"


def test_lijnpunten_liggen_op_hun_waarde(getekend):
    figuur = getekend("lijnen lang", False)
    punten = vormen(figuur, "punt: ")[""]
    hoogten = [punt.get_center()[1] for punt in punten]
    waarden = list(INFLATIE["waarde"])
    helling = (hoogten[-1] - hoogten[0]) / (waarden[-1] - waarden[0])
    nul = hoogten[0] - helling * waarden[0]
    assert helling < 0
    assert hoogten == pytest.approx([nul + helling * w for w in waarden])
    stappen = [b.get_center()[0] - a.get_center()[0] for a, b in pairwise(punten)]
    assert stappen == pytest.approx([stappen[0]] * len(stappen))
    nullijn = lijnstukken(figuur, "nullijn")[0].get_ydata()[0]
    assert nullijn == pytest.approx(nul)


def test_weinig_punten_dragen_allemaal_hun_waarde(getekend):
    for smal in (False, True):
        gevonden = teksten(getekend("tijdlijn_met_reeks", smal), "waarde")
        assert sorted(gevonden) == sorted(
            f"{w}{NBSP}%" for w in ("18,9", "29,0", "37,9", "33,9", "32,2")
        )


def test_ontbrekend_jaar_wordt_gestippeld_overbrugd_en_lege_waarde_niet():
    jaren = DF({"jaar": [2018, 2019, 2021, 2022], "waarde": [1, 2, 3, 4]})
    figuur = g.lijnen(jaren, "jaar", "waarde", titel=T).teken(False)
    assert len(lijnstukken(figuur, "brug")) == 1
    leeg = DF(
        {
            "jaar": [2018, 2019, 2020],
            "waarde": [1, pd.NA, 3],
            "status": ["gepubliceerd", "niet-gepubliceerd", "gepubliceerd"],
        }
    )
    figuur = g.lijnen(leeg, "jaar", "waarde", status="status", titel=T).teken(False)
    assert not lijnstukken(figuur, "brug") and not lijnstukken(figuur, "lijn")


@pytest.mark.parametrize("smal", [False, True])
def test_schaal_vult_tot_de_waarde(getekend, smal):
    figuur = getekend("schaal", smal)
    schalen = vormen(figuur, "schaal")[""]
    balken = vormen(figuur, "staaf: ")
    vol = schalen[0].get_width()
    assert balken["Tevredenheid over het vormingsaanbod"][0].get_width() == pytest.approx(
        0.80 * vol
    )
    nps = balken["Net Promoter Score"][0]
    assert nps.get_width() == pytest.approx(26 / 200 * vol)
    assert nps.get_x() == pytest.approx(schalen[1].get_x() + vol / 2)
    assert {f"80{NBSP}%", "26"} <= set(teksten(figuur, "waarde"))


def test_nps_uitleg_heeft_elf_vakjes_en_de_formule(getekend):
    for smal in (False, True):
        figuur = getekend("nps_uitleg", smal)
        assert sorted(map(int, vormen(figuur, "vak: "))) == list(range(11))
        assert " ".join(teksten(figuur, "formule")) == "NPS = % promotoren − % criticasters"


def test_trechter_op_één_schaal_met_afvallers_in_omtrek(getekend):
    for smal in (False, True):
        figuur = getekend("trechter", smal)
        delen = vormen(figuur, "deel: ", Rectangle)
        naad = 1.6
        schaal = (delen["al erkende organisaties"][0].get_width() + naad) / 107
        assert (delen["al erkend"][0].get_width() + naad) / 100 == pytest.approx(schaal)
        assert delen["negatief"][0].get_linestyle() not in ("-", "solid")
        stromen = vormen(figuur, "stroom", Polygon)[""]
        assert len(stromen) == 2
        onder = stromen[1].get_xy()
        assert onder[1][0] - onder[0][0] == pytest.approx(102 * schaal), "54 + 48 gaan verder"
        assert onder[2][0] - onder[3][0] == pytest.approx(118 * schaal)


def test_tijdlijn_op_schaal_en_op_volgorde(getekend):
    figuur = getekend("tijdlijn", False)
    data = teksten(figuur, "datum")
    assert data[0] == "13 maart –" or data[0].startswith("13 maart")
    assert "juni 2021" in data, "precisie maand"
    merken = [v for v in figuur.axes[0].patches if v.get_label() == "merk"]
    assert len(merken) == len(MAATREGELEN)


def test_boom_verbindt_elk_doel_en_schrijft_elke_knoop_één_keer(getekend):
    figuur = getekend("boom", False)
    banden = vormen(figuur, "band")[""]
    paren = len(DOELEN.drop_duplicates(["doel", "hoofdstuk"]))
    cijfers = len(DOELEN[DOELEN["cijfer"] != ""].drop_duplicates(["hoofdstuk", "cijfer"]))
    assert len(banden) == paren + cijfers
    assert teksten(figuur, "hoofdstuk").count("Vormingsaanbod") == 1


@pytest.mark.parametrize("smal", [False, True])
def test_dekkingskaart_heeft_een_teken_per_cel(getekend, smal):
    figuur = getekend("dekkingskaart", smal)
    tellingen = DEKKING["status"].value_counts()
    sleutel = 1
    assert len(vormen(figuur, "cel: vol")[""]) == tellingen["berekend"] + sleutel
    assert len(vormen(figuur, "cel: half")[""]) == tellingen["circa"] + sleutel
    assert len(vormen(figuur, "cel: leeg")[""]) == tellingen["niet-gepubliceerd"] + sleutel
    assert len(set(teksten(figuur, "kolom"))) == 4, "ook het jaar zonder rijen krijgt een kolom"
    if not smal:
        assert figuur.get_figheight() * 25.4 <= 235, "past op een A4 met bijschrift"


def test_helling_loopt_van_links_naar_rechts(getekend):
    figuur = getekend("helling", False)
    lijnen = {
        n.get_label(): n for n in figuur.axes[0].lines if n.get_label().startswith("helling: ")
    }
    omhoog = lijnen["helling: decreet"].get_ydata()
    omlaag = lijnen["helling: andere"].get_ydata()
    assert omhoog[1] < omhoog[0] and omlaag[1] > omlaag[0]
    assert (omhoog[0] - omhoog[1]) == pytest.approx(omlaag[1] - omlaag[0]), "beide zes punten"


@pytest.mark.parametrize("smal", [False, True])
def test_naast_elkaar_heeft_een_zichtbare_scheiding(getekend, smal):
    figuur = getekend("naast_elkaar", smal)
    assert teksten(figuur, "tussen") == ["≠ andere telbasis"]
    assert lijnstukken(figuur, "scheiding")
    staven = {n: s[0].get_width() for n, s in vormen(figuur, "staaf: ").items()}
    assert staven["dagdelen"] / staven["activiteiten"] == pytest.approx(170 / 50)
    assert staven["vormingen"] > staven["activiteiten"], "elk deel heeft zijn eigen schaal"


def test_koopkracht_kolommen_en_verlies(getekend):
    figuur = getekend("koopkracht", False)
    kolommen = {n: k[0] for n, k in vormen(figuur, "kolom: ").items()}
    vol = kolommen["2018"].get_height()
    for jaar, waard in zip(KOOPKRACHT["jaar"], KOOPKRACHT["waard"], strict=True):
        assert kolommen[str(jaar)].get_height() == pytest.approx(vol * waard / 100)
    verlies = vormen(figuur, "verlies")[""]
    assert verlies[-1].get_height() == pytest.approx(vol * (1 - 0.872))


def test_omslag_zonder_woorden_op_petrol_in_de_gevraagde_vorm(getekend):
    for naam, verhouding in (("omslag", 2.0), ("omslag staand", 0.707)):
        figuur = getekend(naam, False)
        assert not teksten(figuur)
        breed, hoog = figuur.get_size_inches()
        assert breed / hoog == pytest.approx(verhouding, rel=1e-3)
        svg = als_svg(figuur)
        assert stijl.kleur("petrol").lower() in svg.lower()
        assert svg.lower().count(f"fill: {stijl.kleur('koraal').lower()}") == 11


# --- words, data, files


@pytest.mark.parametrize("naam", VOORBEELDEN)
def test_alt_is_een_zin_met_de_vaststelling(naam):
    grafiek = VOORBEELDEN[naam]()
    assert grafiek.alt.endswith(".") and ".." not in grafiek.alt and "  " not in grafiek.alt
    assert "nan" not in grafiek.alt.lower().replace("naam", "") and "<NA>" not in grafiek.alt
    assert isinstance(grafiek.gegevens, DF) and len(grafiek.gegevens)
    assert all(kolom[:1] == kolom[:1].upper() for kolom in grafiek.gegevens.columns)


@pytest.mark.parametrize(
    ("naam", "waarden"),
    [
        (
            "staven",
            ["4 vormingen", "8 vormingen", "17 vormingen", "20 vormingen", "niet uitgesplitst"],
        ),
        ("staven status", ["ca.", "≥", "niet publiek", "(voorlopig)"]),
        (
            "deelbalk",
            ["46 vormingen (75 %)", "11 vormingen (18 %)", "4 vormingen (7 %)", "samen 61"],
        ),
        ("stippen", ["46", "11", "4"]),
        ("lijnen", ["2018: 22,4 %", "2021: 20,8 % (na een reeksbreuk)", "10,8 %", "8,7 %"]),
        ("lijnen lang", ["0,3 %", "9,6 %", "2,4 %"]),
        ("schaal", ["80 %", "26 punten", "−100 tot 100"]),
        ("nps_uitleg", ["0 tot 6", "9 tot 10", "+26"]),
        (
            "trechter",
            ["146 organisaties", "107", "39", "54", "48", "negatief 37 (valt hier af)", "118"],
        ),
        ("tijdlijn", ["13 maart – 3 april 2020", "juni 2021", "Activiteiten binnen mogen opnieuw"]),
        ("tijdlijn_met_reeks", ["37,9 % (na een reeksbreuk)", "19 november 2021"]),
        ("boom", ["OD1", "Vormingsaanbod (vormingen, tevredenheid over het vormingsaanbod)"]),
        ("helling", ["van 68 % (l) naar 74 % (r)"]),
        ("naast_elkaar", ["50", "170", "61", "niet te vergelijken"]),
        ("koopkracht", ["2018: € 100", "2022: € 87"]),
        ("omslag", ["46 vormingen", "11 vormingen", "4 vormingen"]),
    ],
)
def test_alt_noemt_de_waarden(naam, waarden):
    alt = VOORBEELDEN[naam]().alt.replace(NBSP, " ")
    for waarde in waarden:
        assert waarde in alt


def test_gegevens_zijn_een_tabel_voor_lezers():
    tabel = VOORBEELDEN["deelbalk"]().gegevens
    assert list(tabel.columns) == ["Naam", "Waarde (vormingen)", "Aandeel (%)"]
    assert tabel.to_csv(index=False).splitlines()[1] == "online,46,75.4"
    tabel = g.staven(
        VORM, "naam", "waarde", titel=T, koppen={"naam": "Vorm", "waarde": "Aantal"}
    ).gegevens
    assert list(tabel.columns) == ["Vorm", "Aantal"]
    assert "Status" in VOORBEELDEN["staven"]().gegevens.columns


def test_invoer_blijft_onaangeroerd():
    voor = VORM.copy()
    g.deelbalk(VORM, "naam", "waarde", titel=T).teken(False)
    pd.testing.assert_frame_equal(VORM, voor)


@pytest.mark.parametrize("naam", ["staven status", "lijnen", "boom", "omslag"])
def test_dezelfde_grafiek_geeft_dezelfde_bytes(naam):
    een, ander = (als_svg(VOORBEELDEN[naam]().teken(False)) for _ in range(2))
    assert een == ander
    assert "<text" not in een, "letters zijn omtrekken"
    assert "dc:date" not in een


def test_png_is_een_png(getekend):
    assert als_png(getekend("stippen", True), 72).startswith(b"\x89PNG")


def test_stijl_lekt_niet():
    voor = dict(rcParams)
    for smal in (False, True):
        als_svg(VOORBEELDEN["staven"]().teken(smal))
    assert dict(rcParams) == voor
    code = (
        # .copy() leaves the backend unresolved; reading it would itself import pyplot.
        "import matplotlib, sys; voor = matplotlib.rcParams.copy();"
        "import jaarverslag.grafieken;"
        "assert matplotlib.rcParams.copy() == voor, 'rcParams';"
        "assert 'matplotlib.pyplot' not in sys.modules, 'pyplot'"
    )
    pad = str(stijl.HIER.parent)
    subprocess.run([sys.executable, "-c", code], cwd=pad, check=True)


def test_kleuren_staan_alleen_in_de_tokens():
    assert stijl.kleur("petrol") == stijl.tokens()["kleur"]["petrol"]["licht"]
    for bestand in [*stijl.HIER.glob("grafieken/*.py"), stijl.HIER / "stijl.py"]:
        tekst = bestand.read_text(encoding="utf-8").replace("#000000", "")
        assert not [w for w in tekst.split('"') if w.startswith("#") and len(w) == 7], bestand.name
    with pytest.raises(KeyError, match="bestaat niet"):
        stijl.kleur("fuchsia")


# --- refusals


def fout(bouw, patroon: str) -> None:
    with pytest.raises(ValueError, match=patroon):
        bouw()


SIMPEL = {
    "staven": lambda df: g.staven(df, "naam", "waarde", titel=T),
    "afwijking": lambda df: g.afwijking(df, "naam", "waarde", titel=T),
    "deelbalk": lambda df: g.deelbalk(df, "naam", "waarde", titel=T),
    "stippen": lambda df: g.stippen(df, "naam", "waarde", titel=T),
    "omslag": lambda df: g.omslag(df, "naam", "waarde"),
    "lijnen": lambda df: g.lijnen(df.rename(columns={"naam": "jaar"}), "jaar", "waarde", titel=T),
    "helling": lambda df: g.helling(df.assign(r=1), "naam", "waarde", "r", titel=T),
    "koopkracht": lambda df: g.koopkracht(
        df.rename(columns={"naam": "jaar"}), "jaar", "waarde", titel=T
    ),
}


@pytest.mark.parametrize("bouw", SIMPEL.values(), ids=SIMPEL)
def test_weigert_wat_niet_te_tekenen_is(bouw):
    fout(lambda: bouw(DF({"naam": [], "waarde": []})), "geen rijen")
    fout(lambda: bouw(DF({"naam": [2020]})), "mist de kolom 'waarde'")
    fout(
        lambda: bouw(DF({"naam": [2020], "waarde": [float("nan")]})),
        "Lege waarde in kolom 'waarde'",
    )
    fout(
        lambda: bouw(DF({"naam": [2020], "waarde": ["veel"]})),
        "Geen getal in kolom 'waarde', rij 0",
    )
    fout(lambda: bouw(DF({"naam": [2020], "waarde": [True]})), "Geen getal")
    fout(lambda: bouw(DF({"naam": [2020], "waarde": [float("inf")]})), "Geen eindig getal")


@pytest.mark.parametrize("naam", ["staven", "deelbalk", "stippen", "omslag", "koopkracht"])
def test_weigert_negatief_waar_het_niet_kan(naam):
    fout(lambda: SIMPEL[naam](DF({"naam": [2020], "waarde": [-1]})), "Negatieve waarde -1")


@pytest.mark.parametrize(
    ("bouw", "patroon"),
    [
        (lambda: g.staven(VORM, "naam", "waarde", titel=" "), "titel nodig"),
        (lambda: g.staven([1], "naam", "waarde", titel=T), "geen list"),
        (lambda: g.staven(VORM, "naam", "waarde", titel=T, accent="hybride"), "accent 'hybride'"),
        (
            lambda: g.staven(VORM.assign(s="gok"), "naam", "waarde", titel=T, status="s"),
            "status 'gok'",
        ),
        (
            lambda: g.staven(DF({"naam": [""], "waarde": [1]}), "naam", "waarde", titel=T),
            "Lege tekst",
        ),
        (lambda: g.deelbalk(VORM.assign(waarde=0), "naam", "waarde", titel=T), "samen 0"),
        (lambda: g.stippen(VORM.assign(waarde=1.5), "naam", "waarde", titel=T), "hele dingen"),
        (lambda: g.stippen(VORM.assign(waarde=400), "naam", "waarde", titel=T), "Meer dan 500"),
        (
            lambda: g.lijnen(pd.concat([INFLATIE, INFLATIE]), "jaar", "waarde", titel=T),
            "jaar dubbel",
        ),
        (
            lambda: g.lijnen(DF({"jaar": [2020.5], "waarde": [1]}), "jaar", "waarde", titel=T),
            "geen jaartal",
        ),
        (
            lambda: g.lijnen(
                DF({"jaar": [2020] * 7, "waarde": [1] * 7, "r": list("abcdefg")}),
                "jaar",
                "waarde",
                reeks="r",
                titel=T,
            ),
            "Meer dan 6 lijnen",
        ),
        (
            lambda: g.schaal(
                SCORES.assign(waarde=101), "label", "waarde", "minimum", "maximum", titel=T
            ),
            "buiten de schaal",
        ),
        (
            lambda: g.schaal(
                SCORES.assign(minimum=100), "label", "waarde", "minimum", "maximum", titel=T
            ),
            "loopt van 100 tot 100",
        ),
        (lambda: g.nps_uitleg(score=101), "tussen −100 en 100"),
        (
            lambda: g.trechter(RONDE.head(2), "fase", "deel", "waarde", titel=T),
            "minstens twee fasen",
        ),
        (lambda: g.tijdlijn(DF({"d": ["gisteren"], "t": ["x"]}), "d", "t", titel=T), "Geen datum"),
        (
            lambda: g.tijdlijn(DF({"d": ["2021-05-05"] * 21, "t": ["x"] * 21}), "d", "t", titel=T),
            "Meer dan 20",
        ),
        (
            lambda: g.tijdlijn(
                DF({"d": ["2021-05-05"], "t": ["x"], "e": ["2020-01-01"]}),
                "d",
                "t",
                einde="e",
                titel=T,
            ),
            "eindigt",
        ),
        (lambda: g.tijdlijn_met_reeks(MAATREGELEN, THUISWERK.tail(2), titel=T), "buiten de reeks"),
        (
            lambda: g.boom(DOELEN.assign(doel=None), "doel", "hoofdstuk", "cijfer", titel=T),
            "Lege tekst",
        ),
        (
            lambda: g.dekkingskaart(DEKKING.assign(status="?"), "label", "jaar", "status", titel=T),
            "status",
        ),
        (
            lambda: g.naast_elkaar(TELBASIS.head(2), "naam", "waarde", "groep", titel=T),
            "precies twee groepen",
        ),
        (
            lambda: g.koopkracht(KOOPKRACHT.assign(waard=150), "jaar", "waard", titel=T),
            "tussen 0 en het bedrag",
        ),
        (lambda: g.koopkracht(KOOPKRACHT.iloc[::-1], "jaar", "waard", titel=T), "stijgen niet"),
        (lambda: g.omslag(VORM, "naam", "waarde", verhouding=9), "verhouding"),
    ],
)
def test_weigert_met_een_regel_in_het_nederlands(bouw, patroon):
    fout(bouw, patroon)


# --- layout tools


def test_wikkel_houdt_elk_woord_en_breekt_wat_te_lang_is():
    regels = wikkel(LANG, 80, 9.5)
    assert all(stijl.tekstbreedte(regel, 9.5) <= 80 for regel in regels)
    assert "".join(regels).replace("-", "").replace(" ", "") == LANG.replace(" ", "")


def test_spreid_schuift_uit_elkaar_en_houdt_volgorde():
    plekken = spreid([10, 10, 50], [10, 10, 10], 0, 100, 2)
    assert plekken == pytest.approx([4 + 0, 16, 50], abs=1.01)
    assert spreid([500, 500], [10, 10], 0, 40) == pytest.approx([25, 35])
