"""Charts: what is drawn equals the data, words stay readable, changes are in every drawing."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations, pairwise

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from jaarverslag import grafieken as g
from jaarverslag import toon_figuur
from jaarverslag.basis.kleuren import kleur, tokens
from jaarverslag.grafieken import stijl
from jaarverslag.grafieken.stijl import BREED, SMAL, als_svg
from jaarverslag.grafieken.vlak import beschrijf, spreid, watermerk, wikkel
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

NBSP = "\N{NO-BREAK SPACE}"
T = "De vaststelling van deze grafiek staat in één zin"
LANG = (
    "een buitengewoon lange naam met Donaudampfschifffahrtsgesellschaftskapitänswitwe "
    "en nog veel meer woorden erachteraan"
)
DF = pd.DataFrame
WIDTHS = {"breed": BREED, "smal": SMAL}

VORM = DF({"naam": ["online", "offline", "mix van online en offline"], "waarde": [46.0, 11.0, 4.0]})
VORM["anker"] = ["k-online", "k-offline", "k-mix"]
THEMA = DF(
    {
        "naam": ["rollen en functies", "civiel actorschap", "zakelijk beleid", "andere thema's"],
        "waarde": [4, 8, 17, 20],
        "status": ["gepubliceerd"] * 3 + ["voorlopig"],
    }
)
STATUS = DF(
    {
        "naam": ["cultuur", "jeugd", "vrijwilligers", "deelnemers", "niets"],
        "waarde": pd.array([65e6, 16e6, 200_000, pd.NA, 0], dtype="Float64"),
        "status": ["circa", "gepubliceerd", "ondergrens", "niet-gevonden", "voorlopig"],
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
LEREN["anker"] = [f"s-{r[:4]}-{j}" for r, j in zip(LEREN["reeks"], LEREN["jaar"], strict=True)]
INFLATIE = DF(
    {
        "jaar": range(2013, 2023),
        "waarde": [1.11, 0.34, 0.56, 1.97, 2.13, 2.05, 1.44, 0.74, 2.44, 9.6],
    }
)
DICHT = DF(
    {
        "jaar": [2019, 2020, 2021] * 4,
        "reeks": ["a"] * 3 + ["b"] * 3 + ["een lange naam van een reeks"] * 3 + ["d"] * 3,
        "waarde": [5, 5, 5, 5, 5.2, 5, 4.9, 5, 5.1, 20, 19, 18],
    }
)
KRUIS = DF(
    {
        "jaar": [2019, 2020, 2021, 2018, 2019, 2020, 2021],
        "reeks": ["gezondheidsindex"] * 3 + ["consumptieprijzen"] * 4,
        "waarde": [1.47, 0.99, 2.01, 2.05, 1.44, 0.74, 2.44],
    }
)
OORDEEL = DF(
    {
        "naam": ["Tevredenheid", "Net Promoter Score"],
        "waarde": [80, 26],
        "van": [0, -100],
        "tot": [100, 100],
    }
)
MARGES = DF(
    {
        "naam": ["kort", LANG],
        "w": [80, 66],
        "laag": [70, 30],
        "hoog": [85, 90],
        "nul": 0,
        "top": 100,
    }
)
REGELS = DF(
    {
        "datum": ["2020-03-13", "2020-03-18", "2020-06-10", "2021-06-09", "2021-06-27"],
        "eind": ["2020-04-03", None, None, None, "2021-12-29"],
        "wat": ["Alle evenementen afgelast", LANG, "Eerste basisprotocol", "Binnen mag", "Groepen"],
        "precisie": ["dag", "dag", "dag", "maand", "dag"],
        "id": ["a", "b", "c", "d", "e"],
    }
)
DEKKING = DF(
    [
        (f"een indicator met nummer {i}", jaar, staat, f"domein {i // 5}", f"k-{i}-{jaar}")
        for i in range(12)
        for jaar, staat in ((2018, "half"), (2020, "vol"), (2021, "leeg"))
        if (i + jaar) % 3
    ],
    columns=["naam", "jaar", "staat", "domein", "anker"],
)
SOORTEN = {"vol": "publiek", "half": "circa", "leeg": "niet gevonden", "geen": "geen cijfer"}


def _een(functie, *args, **opties) -> Figure:
    fig, ax = plt.subplots()
    functie(*args, ax=ax, **opties)
    g.kop(ax, T, LANG)
    plt.close(fig)
    return fig


def _twee_panelen() -> Figure:
    fig, vakken = plt.subplots(1, 2)
    for ax, titel in zip(vakken, ("2020", "2021: alle vormingen"), strict=True):
        g.staven(THEMA, "naam", "waarde", ax=ax)
        ax.set_title(titel)
    g.kop(fig, T)
    plt.close(fig)
    return fig


def _tijd_en_lijn() -> Figure:
    fig, (boven, onder) = plt.subplots(2)
    g.tijdlijn(REGELS, "datum", "wat", ax=boven)
    g.lijnen(INFLATIE, "jaar", "waarde", ax=onder)
    onder.set_title("Inflatie")
    g.kop(fig, T)
    plt.close(fig)
    return fig


def _gewoon() -> Figure:
    fig, ax = plt.subplots()
    ax.plot([1, 2, 3], [1000, 4000, 2000])
    ax.set(xlabel="jaar", ylabel="aantal")
    g.kop(ax, T)
    plt.close(fig)
    return fig


def _dekking() -> Figure:
    opties = {"groep": "domein", "soorten": SOORTEN, "kolommen": ["2018", "2019", "2020", "2021"]}
    return _een(g.raster, DEKKING, "naam", "jaar", "staat", **opties)


VOORBEELDEN = {
    "staven": lambda: _een(g.staven, THEMA, "naam", "waarde", accent="zakelijk beleid"),
    "staven status": lambda: _een(g.staven, STATUS, "naam", "waarde", eenheid="euro"),
    "staven lang": lambda: _een(
        g.staven, DF({"naam": [LANG, "kort"], "waarde": [3, 1234567]}), "naam", "waarde"
    ),
    "staven nul": lambda: _een(
        g.staven, DF({"naam": ["a", "b"], "waarde": [0, 0]}), "naam", "waarde"
    ),
    "staven rond nul": lambda: _een(
        g.staven,
        DF({"naam": ["subsidies", "markt", LANG], "waarde": [-11, 6.5, -4]}),
        "naam",
        "waarde",
        teken=True,
        eenheid="%",
        decimalen=1,
    ),
    "staven vorm": lambda: _een(g.staven, VORM, "naam", "waarde", eenheid="vormingen"),
    "lijnen": lambda: _een(
        g.lijnen, LEREN, "jaar", "waarde", reeks="reeks", eenheid="%", decimalen=1
    ),
    "lijnen lang": lambda: _een(g.lijnen, INFLATIE, "jaar", "waarde", eenheid="%", decimalen=1),
    "lijnen dicht": lambda: _een(g.lijnen, DICHT, "jaar", "waarde", reeks="reeks", decimalen=1),
    "lijnen kruis": lambda: _een(
        g.lijnen, KRUIS, "jaar", "waarde", reeks="reeks", decimalen=2, eenheid="%"
    ),
    "lijnen één": lambda: _een(g.lijnen, DF({"jaar": [2020], "waarde": [5]}), "jaar", "waarde"),
    "schaal": lambda: _een(g.schaal, OORDEEL, "naam", "waarde", randen=("van", "tot")),
    "marges": lambda: _een(
        g.schaal, MARGES, "naam", "w", randen=("nul", "top"), interval=("laag", "hoog"), eenheid="%"
    ),
    "tijdlijn": lambda: _een(g.tijdlijn, REGELS, "datum", "wat", einde="eind"),
    "tijdlijn één": lambda: _een(g.tijdlijn, REGELS.head(1), "datum", "wat"),
    "raster": _dekking,
    "twee panelen": _twee_panelen,
    "tijd en lijn": _tijd_en_lijn,
    "gewoon matplotlib": _gewoon,
}


@pytest.fixture(autouse=True)
def in_stijl():
    with plt.style.context(g.huisstijl()):
        yield
    plt.close("all")


def gezet(fig: Figure, breedte: float) -> Figure:
    """The figure, drawn at a width."""
    als_svg(fig, breedte)
    fig.dpi = 72
    return fig


@cache
def getekend(naam: str, breedte: float) -> Figure:
    """An example at a width, drawn once for all tests that only look at it."""
    return gezet(VOORBEELDEN[naam](), breedte)


def woorden(fig: Figure) -> list[Text]:
    """Every word that is seen on a figure."""
    uit = list(fig.texts)
    for ax in fig.axes:
        uit += [*ax.texts, *(t for kant in ("left", "center") if (t := titel(ax, kant)))]
        if ax.axison:
            for as_ in (ax.xaxis, ax.yaxis):
                if as_.get_visible():
                    van, tot = sorted(as_.get_view_interval())
                    uit += [t.label1 for t in as_.get_major_ticks() if van <= t.get_loc() <= tot]
                    uit += [t.label2 for t in as_.get_major_ticks() if van <= t.get_loc() <= tot]
                    uit.append(as_.label)
        if legenda := ax.get_legend():
            uit += legenda.get_texts()
    return [t for t in uit if t.get_visible() and t.get_text().strip() and t.get_alpha() is None]


def titel(ax: Axes, kant: str) -> Text | None:
    tekst = ax.get_title(kant)
    return next(
        (t for t in ax.get_children() if isinstance(t, Text) and t.get_text() == tekst), None
    )


alle = pytest.mark.parametrize("naam", VOORBEELDEN)
beide = pytest.mark.parametrize("breedte", WIDTHS.values(), ids=WIDTHS)


# --- readable at both widths


@beide
@alle
def test_woorden_staan_op_het_blad_en_raken_elkaar_niet(naam, breedte):
    fig = getekend(naam, breedte)
    vakken = [(t.get_text(), Text.get_window_extent(t)) for t in woorden(fig)]
    assert len(vakken) > 1
    for tekst, vak in vakken:
        op_blad = vak.x0 >= -1 and vak.x1 <= fig.bbox.width + 1
        assert op_blad and vak.y0 >= -1 and vak.y1 <= fig.bbox.height + 1, tekst
    for (een, a), (ander, b) in combinations(vakken, 2):
        samen_x = min(a.x1, b.x1) - max(a.x0, b.x0)
        samen_y = min(a.y1, b.y1) - max(a.y0, b.y0)
        # Boxes run from ascender to descender; the ink of two lines is apart.
        regel = min(a.height / (een.count("\n") + 1), b.height / (ander.count("\n") + 1))
        assert samen_x <= 1 or samen_y <= 0.3 * regel, f"{een!r} en {ander!r} raken elkaar"


@beide
@pytest.mark.parametrize("naam", ["lijnen", "lijnen lang", "lijnen kruis"])
def test_geen_lijn_loopt_door_een_waarde(naam, breedte):
    fig = getekend(naam, breedte)
    (ax,) = fig.axes
    for tekst in (t for t in ax.texts if t.get_visible() and "%" in t.get_text()):
        vak = tekst.get_window_extent().padded(-2)
        for lijn in ax.lines:
            punten = lijn.get_transform().transform(lijn.get_xydata())
            raak = any(
                vak.contains(*(a + (b - a) * deel / 50))
                for a, b in pairwise(punten)
                for deel in range(51)
            )
            assert not raak, f"{tekst.get_text()!r} ligt op een lijn"


@beide
@alle
def test_geen_woord_is_kleiner_dan_elf_pixels_op_een_telefoon(naam, breedte):
    fig = getekend(naam, breedte)
    # A phone of 320 px shows the narrow drawing at 276; print shows the wide one as it is.
    schaal = 276 / SMAL if breedte == SMAL else 1
    te_klein = [t.get_text() for t in woorden(fig) if t.get_fontsize() * schaal < 11]
    assert not te_klein or breedte == BREED
    assert all(t.get_fontsize() >= 7.5 for t in woorden(fig))
    assert {t.get_fontname() for t in woorden(fig)} == {"Source Sans 3"}


def test_een_figuur_kent_haar_hoogte_en_houdt_haar_breedte():
    fig = VOORBEELDEN["staven lang"]()
    hoogten = [gezet(fig, breedte).get_figheight() for breedte in (BREED, SMAL, BREED)]
    assert hoogten[0] == hoogten[2] != hoogten[1]
    assert fig.get_figwidth() * 72 == pytest.approx(BREED)


def test_kop_breekt_af_en_is_daarna_nog_te_wijzigen():
    fig = gezet(VOORBEELDEN["staven"](), SMAL)
    assert fig.get_suptitle().count("\n") and fig.get_suptitle().replace("\n", " ") == T
    fig.suptitle("Een andere kop")
    assert gezet(fig, SMAL).get_suptitle() == "Een andere kop"


# --- what is drawn is what the table says


def test_staven_zijn_zo_lang_als_hun_waarde_en_beginnen_bij_nul():
    (ax,) = gezet(VOORBEELDEN["staven"](), BREED).axes
    assert [v.get_width() for v in ax.patches] == list(THEMA["waarde"])
    assert {v.get_x() for v in ax.patches} == {0} and ax.get_xlim()[0] == pytest.approx(0)


@beide
def test_staven_op_een_gedeelde_as_passen_er_allemaal_op(breedte):
    fig, vakken = plt.subplots(1, 2, sharex=True)
    for ax, tabel in zip(vakken, (VORM, VORM.assign(waarde=[12, 30, 7])), strict=True):
        g.staven(tabel, "naam", "waarde", ax=ax)
    g.kop(fig, T)
    assert all(ax.get_xlim()[1] > 46 for ax in gezet(fig, breedte).axes)


def test_onzeker_is_gearceerd():
    (ax,) = VOORBEELDEN["staven status"]().axes
    assert [bool(v.get_hatch()) for v in ax.patches] == [True, False, True, False, True]
    teksten = [t.get_text() for t in ax.texts]
    assert f"ca.{NBSP}€{NBSP}65{NBSP}miljoen" in teksten and "niet gevonden" in teksten
    assert f"≥{NBSP}€{NBSP}200.000" in teksten and f"€{NBSP}0 (voorlopig)" in teksten


def test_rond_nul_hebben_waarden_hun_teken_en_hun_kant():
    (ax,) = gezet(VOORBEELDEN["staven rond nul"](), BREED).axes
    assert [t.get_text() for t in ax.texts] == [f"−11,0{NBSP}%", f"+6,5{NBSP}%", f"−4,0{NBSP}%"]
    assert [v.get_width() for v in ax.patches] == [-11, 6.5, -4]
    assert ax.get_xlim()[0] < -11 and ax.get_xlim()[1] > 6.5


def test_een_breuk_is_een_gat_met_een_teken():
    (ax,) = VOORBEELDEN["lijnen"]().axes
    stukken = [tuple(lijn.get_xdata()) for lijn in ax.lines if lijn.get_label() == "_lijn"]
    assert stukken == [(2018, 2019), (2019, 2020), (2021, 2022)]
    teksten = [t.get_text() for t in ax.texts]
    assert teksten.count("//") == 2 and teksten.count("reeksbreuk") == 1
    assert not [lijn for lijn in ax.lines if lijn.get_label() == "_brug"]


def test_een_ontbrekend_jaar_wordt_gestippeld_en_een_lege_waarde_is_een_gat():
    jaren = DF({"jaar": [2018, 2019, 2021], "waarde": [1, 2, 3]})
    (ax,) = _een(g.lijnen, jaren, "jaar", "waarde").axes
    assert [tuple(x.get_xdata()) for x in ax.lines if x.get_label() == "_brug"] == [(2019, 2021)]
    leeg = DF(
        {
            "jaar": [2018, 2019, 2020],
            "waarde": [1, pd.NA, 3],
            "status": ["", "niet-gevonden", ""],
        }
    )
    (ax,) = _een(g.lijnen, leeg, "jaar", "waarde").axes
    getekend = [lijn.get_ydata() for lijn in ax.lines if lijn.get_label() == "_lijn"]
    assert all(pd.isna(y).any() for y in getekend)


@pytest.mark.parametrize(("vanaf", "zichtbaar"), [(0, False), (5, True)])
def test_een_as_die_niet_bij_nul_begint_zegt_dat(vanaf, zichtbaar):
    fig = VOORBEELDEN["lijnen"]()
    fig.axes[0].set_ylim(vanaf, 30)
    gezien = [t.get_text() for t in woorden(gezet(fig, BREED))]
    assert ("de as begint niet bij nul" in gezien) == zichtbaar
    assert fig.axes[0].get_ylim() == (vanaf, 30), "wie de as zelf zet, houdt ze"


@pytest.mark.parametrize(
    ("waarden", "elders"),
    [([37, 35, 38], True), ([37, 20, 38], False), ([7, 7, 7], False), ([-3, 35, 38], False)],
)
def test_een_lijn_begint_elders_als_haar_vlak_anders_leeg_is_en_zegt_dat(waarden, elders):
    reeks = DF({"jaar": [2019, 2020, 2021], "waarde": waarden})
    fig = _een(g.lijnen, reeks, "jaar", "waarde")
    gezien = [t.get_text() for t in woorden(gezet(fig, BREED))]
    assert ("de as begint niet bij nul" in gezien) == elders
    laag, hoog = fig.axes[0].get_ylim()
    assert elders == (laag > 0) and hoog >= max(waarden)


def test_getallen_op_een_as_zijn_nederlands():
    reeks = DF({"jaar": range(2010, 2022), "waarde": [1500 * i for i in range(12)]})
    (ax,) = gezet(_een(g.lijnen, reeks, "jaar", "waarde"), BREED).axes
    assert "15.000" in [t.get_text() for t in ax.get_yticklabels()]


def test_raster_heeft_een_teken_per_paar_en_groepen_bij_elkaar():
    (ax,) = gezet(_dekking(), BREED).axes
    assert len([lijn for lijn in ax.lines if len(lijn.get_xdata()) == 1]) == 12 * 4
    _, alt, tabel = beschrijf(ax.figure)
    vol = (DEKKING["staat"] == "vol").sum()
    assert (tabel[["2018", "2019", "2020", "2021"]] == "publiek").to_numpy().sum() == vol
    assert f"2020: {vol} publiek" in alt
    assert list(tabel["Groep"]) == sorted(tabel["Groep"])


def test_schaal_zet_elke_waarde_op_haar_eigen_schaal():
    (ax,) = VOORBEELDEN["schaal"]().axes
    assert [(v.get_x(), v.get_width()) for v in ax.patches] == [
        (0, 100), (0, 80), (-100, 200), (0, 26),
    ]  # fmt: skip


# --- marks know their row, colours know the dark, the rest of the world can change it


@pytest.mark.parametrize(
    ("naam", "ids"),
    [
        ("staven vorm", [f"rij-{anker}" for anker in VORM["anker"]]),
        ("lijnen", [f"rij-{anker}" for anker in LEREN["anker"]]),
        ("tijdlijn", [f"rij-{id}" for id in REGELS["id"]]),
        ("raster", [f"rij-{anker}" for anker in DEKKING["anker"]]),
    ],
)
@beide
def test_elk_teken_draagt_het_id_van_zijn_rij(naam, ids, breedte):
    svg = als_svg(VOORBEELDEN[naam](), breedte)
    gevonden = re.findall(r'id="(rij-[^"]+)"', svg)
    assert sorted(gevonden) == sorted(ids)


def test_een_teken_zonder_rij_draagt_zijn_lijn_in_de_tabel_van_de_figuur():
    fig, vakken = plt.subplots(1, 2)
    for ax in vakken:
        g.staven(VORM.drop(columns="anker"), "naam", "waarde", ax=ax)
    g.kop(fig, "Twee keer hetzelfde")
    _, _, tabel = beschrijf(fig)
    lijnen = re.findall(r'id="lijn-(\d+)"', als_svg(fig, BREED))
    assert [int(lijn) for lijn in lijnen] == list(range(len(tabel)))


@alle
def test_elke_kleur_is_een_token_of_een_tint_ervan(naam):
    from jaarverslag.basis.kleuren import donkere_kleuren, in_het_donker

    svg = als_svg(VOORBEELDEN[naam](), BREED)
    assert set(re.findall(r"#[0-9a-f]{6}\b", svg)) <= set(donkere_kleuren())
    donker = in_het_donker(svg)
    assert tokens()["kleur"]["pagina"]["donker"].lower() in donker
    assert kleur("inkt").lower() not in donker


def test_wat_een_analist_verandert_staat_in_elke_tekening(tmp_path, monkeypatch):
    monkeypatch.setenv("JAARVERSLAG_EXPORT", str(tmp_path))
    fig, ax = plt.subplots()
    g.staven(VORM, "naam", "waarde", ax=ax)
    g.kop(ax, T)
    ax.patches[0].set_color("#123456")
    ax.axvline(60, color="#654321")
    ax.barh("een nieuwe staaf", 30, color="#abcdef")
    toon_figuur("proef", fig, "Bijschrift", ["socius-2020"])
    for naam in ("proef.svg", "proef-smal.svg"):
        svg = (tmp_path / naam).read_text(encoding="utf-8")
        assert all(code in svg for code in ("#123456", "#654321", "#abcdef")), naam
    assert "een nieuwe staaf" in [t.get_text().replace("\n", " ") for t in ax.get_yticklabels()]
    assert ax.get_xlim()[1] > 59.9, "de grenslijn valt binnen het vlak"
    assert not plt.get_fignums(), "toon_figuur sluit de figuur: ze staat er niet twee keer"


def test_een_dollarteken_is_tekst_en_geen_formule():
    """A formula that does not end well would stop the drawing; one that does would change it."""
    tekst = r"$\frac{1}$ en $5"
    fig = _een(g.staven, THEMA.assign(naam=[tekst, "b", "c", "d"]), "naam", "waarde")
    fig.axes[0].set_title(tekst)
    assert als_svg(fig, BREED)
    assert not any(t.get_parse_math() for t in fig.findobj(Text) if "$" in t.get_text())


def test_buiten_de_stijl_wordt_niets_geschreven():
    fig = VOORBEELDEN["staven"]()
    with (
        plt.style.context("default", after_reset=True),
        pytest.raises(ValueError, match="huisstijl"),
    ):
        als_svg(fig)


@pytest.mark.parametrize("naam", ["staven status", "lijnen", "raster", "twee panelen"])
def test_dezelfde_grafiek_geeft_dezelfde_bytes(naam):
    fig = VOORBEELDEN[naam]()
    een, smal, ander = als_svg(fig, BREED), als_svg(fig, SMAL), als_svg(fig, BREED)
    assert een == ander == als_svg(VOORBEELDEN[naam](), BREED)
    assert smal != een and "<text" not in een and "dc:date" not in een


def test_een_verzonnen_figuur_draagt_haar_merk_op_elke_breedte():
    fig = VOORBEELDEN["staven"]()
    watermerk(fig, "Voorbeeldcijfers", "Alles is verzonnen.")
    for breedte in WIDTHS.values():
        svg = als_svg(fig, breedte, "Voorbeeldcijfers")
        assert svg.count('id="voorbeeldcijfers-') >= 4 and "<dc:title>Voorbeeldcijfers" in svg
        assert "Voorbeeldcijfers. Alles is verzonnen." in [
            t.get_text().replace("\n", " ") for t in woorden(gezet(fig, breedte))
        ]


# --- words and data


@pytest.mark.parametrize("naam", [n for n in VOORBEELDEN if n != "gewoon matplotlib"])
def test_alt_is_een_zin_met_de_vaststelling(naam):
    titel_, alt, tabel = beschrijf(gezet(VOORBEELDEN[naam](), SMAL))
    assert titel_ == T and f". {T}. " in alt and alt.endswith(".")
    assert not re.search(r"\bnan\b|<NA>|\n|  |\.\.", alt)
    assert len(tabel) and all(kolom[:1] == kolom[:1].upper() for kolom in tabel.columns)


@pytest.mark.parametrize(
    ("naam", "waarden"),
    [
        ("staven", ["Rollen en functies: 4", "20 (voorlopig)"]),
        ("staven status", ["ca. € 65 miljoen", "≥ € 200.000", "niet gevonden", "(voorlopig)"]),
        ("staven vorm", ["Staafdiagram, in vormingen.", "Online: 46"]),
        ("lijnen", ["Twaalf maanden – 2018: 22,4 %", "2021: 20,8 % (na een reeksbreuk)"]),
        ("schaal", ["Net Promoter Score: 26, op een schaal van −100 tot 100"]),
        ("marges", ["Kort: 80 %, interval van 70 % tot 85 %"]),
        ("tijdlijn", ["13 maart – 3 april 2020: Alle evenementen afgelast", "juni 2021: Binnen"]),
        ("twee panelen", ["2020: rollen en functies: 4", "2021: alle vormingen: rollen"]),
    ],
)
def test_alt_noemt_de_waarden(naam, waarden):
    alt = beschrijf(VOORBEELDEN[naam]())[1].replace(NBSP, " ")
    assert not [waarde for waarde in waarden if waarde not in alt]


@pytest.mark.parametrize(
    ("naam", "regels"),
    [
        ("staven vorm", ["Naam,Waarde,Eenheid", "online,46,vormingen"]),
        ("staven", ["Naam,Waarde,Status", "rollen en functies,4,gepubliceerd"]),
        ("lijnen", ["Reeks,Jaar,Waarde,Eenheid,Reeksbreuk", "twaalf maanden,2018,22.4,%,"]),
        ("schaal", ["Naam,Waarde,Van,Tot", "Tevredenheid,80,0,100"]),
        (
            "tijdlijn",
            ["Datum,Wat,Eind,Precisie", "2020-03-13,Alle evenementen afgelast,2020-04-03"],
        ),
    ],
)
def test_gegevens_rekenen_eenheid_apart_en_datums_als_iso(naam, regels):
    tabel = beschrijf(VOORBEELDEN[naam]())[2]
    gelezen = tabel.to_csv(index=False).splitlines()
    assert all(regel.startswith(hoort) for regel, hoort in zip(gelezen, regels, strict=False))


def test_de_kolommen_van_een_figuur_hangen_niet_van_haar_rijen_af():
    gewoon = VORM.assign(status="gepubliceerd")
    kolommen = [
        list(beschrijf(_een(g.staven, tabel, "naam", "waarde"))[2])
        for tabel in (gewoon, gewoon.assign(status=["circa", "", ""]))
    ]
    assert kolommen[0] == kolommen[1] == ["Naam", "Waarde", "Status"]


def test_gegevens_hebben_koppen_voor_lezers():
    _, _, tabel = beschrijf(VOORBEELDEN["staven"](), {"naam": "Thema"})
    assert list(tabel.columns) == ["Thema", "Waarde", "Status"]
    _, alt, tabel = beschrijf(
        VOORBEELDEN["gewoon matplotlib"](), None, DF({"jaar": [1], "n": [2.0]})
    )
    assert list(tabel.columns) == ["Jaar", "N"] and "Jaar: 1, N: 2" in alt
    with pytest.raises(ValueError, match="geen gegevens"):
        beschrijf(VOORBEELDEN["gewoon matplotlib"]())


def test_invoer_blijft_onaangeroerd():
    voor = LEREN.copy()
    VOORBEELDEN["lijnen"]()
    pd.testing.assert_frame_equal(LEREN, voor)


# --- refusals


@pytest.mark.parametrize(
    ("bouw", "patroon"),
    [
        (lambda: g.staven(DF({"a": [], "b": []}), "a", "b"), "geen rijen"),
        (lambda: g.staven(DF({"a": ["x"]}), "a", "b"), "mist de kolom 'b'"),
        (lambda: g.staven(DF({"a": ["x"], "b": [float("nan")]}), "a", "b"), "Lege waarde"),
        (lambda: g.staven(DF({"a": ["x"], "b": ["veel"]}), "a", "b"), "Geen getal in kolom 'b'"),
        (lambda: g.staven(DF({"a": ["x"], "b": [True]}), "a", "b"), "Geen getal"),
        (lambda: g.staven(DF({"a": ["x"], "b": [float("inf")]}), "a", "b"), "eindig getal"),
        (lambda: g.staven(DF({"a": ["x"], "b": [-1]}), "a", "b"), "Negatieve waarde -1"),
        (lambda: g.staven(DF({"a": [""], "b": [1]}), "a", "b"), "Lege tekst"),
        (lambda: g.staven(DF({"a": ["x", "x"], "b": [1, 2]}), "a", "b"), "Twee staven heten 'x'"),
        (lambda: g.staven([1], "a", "b"), "geen list"),
        (lambda: g.staven(VORM, "naam", "waarde", accent="hybride"), "accent 'hybride'"),
        (lambda: g.lijnen(pd.concat([INFLATIE] * 2), "jaar", "waarde"), "jaar dubbel"),
        (lambda: g.lijnen(DF({"j": [2020.5], "w": [1]}), "j", "w"), "geen jaartal"),
        (
            lambda: g.lijnen(
                DF({"j": [1] * 7, "w": [1] * 7, "r": [*"abcdefg"]}), "j", "w", reeks="r"
            ),
            "Meer dan 6 lijnen",
        ),
        (
            lambda: g.schaal(OORDEEL.assign(waarde=101), "naam", "waarde", randen=("van", "tot")),
            "buiten de schaal",
        ),
        (
            lambda: g.schaal(OORDEEL.assign(van=100), "naam", "waarde", randen=("van", "tot")),
            "loopt achteruit",
        ),
        (lambda: g.tijdlijn(DF({"d": ["gisteren"], "t": ["x"]}), "d", "t"), "Geen datum"),
        (
            lambda: g.tijdlijn(DF({"d": ["2021-05-05"] * 21, "t": ["x"] * 21}), "d", "t"),
            "Meer dan 20",
        ),
        (
            lambda: g.tijdlijn(
                DF({"d": ["2021-05-05"], "t": ["x"], "e": ["2020-01-01"]}), "d", "t", einde="e"
            ),
            "eindigt",
        ),
        (
            lambda: g.raster(DEKKING, "naam", "jaar", "staat", soorten={"vol": "a"}),
            "Onbekende soort",
        ),
        (lambda: g.kop(plt.figure(), " "), "titel nodig"),
    ],
)
def test_weigert_met_een_regel_in_het_nederlands(bouw, patroon):
    with pytest.raises(ValueError, match=patroon):
        bouw()


# --- cover and tools


@pytest.mark.parametrize(("verhouding", "aantal"), [(2.0, 66), (0.707, 63)])
def test_omslag_zonder_woorden_op_petrol_van_hele_tegels(verhouding, aantal):
    fig = g.omslag(VORM, "naam", "waarde", verhouding=verhouding)
    breed, hoog = fig.get_size_inches()
    assert breed / hoog == pytest.approx(verhouding, rel=0.2)
    assert breed * hoog == pytest.approx(aantal * (60 / 72) ** 2)
    svg = als_svg(fig).lower()
    assert kleur("petrol").lower() in svg and not list(fig.axes[0].texts)
    assert svg.count(f"fill: {kleur('koraal').lower()}") == 11


def test_wikkel_houdt_elk_woord_en_is_te_herhalen():
    regels = wikkel(LANG, 80)
    assert all(stijl.tekstbreedte(regel) <= 80 for regel in regels)
    assert wikkel("\n".join(regels), 80) == regels
    assert " ".join(wikkel("\n".join(regels), 2000)) == LANG


def test_spreid_schuift_uit_elkaar_en_houdt_volgorde():
    assert spreid([10, 10, 50], [10, 10, 10], 0, 100, 2) == [10, 22, 50]
    assert spreid([500, 500], [10, 10], 0, 40) == [25, 35]


def test_kleuren_staan_alleen_in_de_tokens():
    for bestand in stijl.HIER.glob("*.py"):
        tekst = bestand.read_text(encoding="utf-8").replace("#000000", "")
        assert not re.findall(r'"#[0-9a-fA-F]{6}"', tekst), bestand.name
