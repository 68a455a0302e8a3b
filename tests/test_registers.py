"""From register to key figure: each computation against a slow one, each bad input refused."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import shutil
from collections import defaultdict
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jaarverslag import gegevens, keuring, openbaar, registers
from jaarverslag.basis.prijzen import koopkracht
from jaarverslag.basis.tekst import MAANDEN
from jaarverslag.cijfers import cijfer, gevraagde_indicatoren, reeks, register
from jaarverslag.formules import toon_formules
from jaarverslag.keuring.registers import vergelijk
from jaarverslag.registers import antwoorden, boekhouding, tellingen
from jaarverslag.registers.antwoorden import nps, tevreden

from voorbeeld import maak

PAKKET = json.loads((maak.ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
BRONNEN = {bron["name"]: bron for bron in PAKKET["resources"]}
# Tables without rows, typed as the package types them.
LEEG = {naam: gegevens.lees(maak.ROOT / "data", BRONNEN[naam]) for naam in BRONNEN}


@pytest.fixture(scope="module")
def pakket(tmp_path_factory):
    """The invented package, written once."""
    doel = tmp_path_factory.mktemp("voorbeeld") / "data"
    maak.schrijf(doel)
    return doel


@pytest.fixture
def kopie(pakket, tmp_path):
    """A private copy to corrupt."""
    return shutil.copytree(pakket, tmp_path / "data")


@pytest.fixture
def lees_uit(monkeypatch):
    """Use the package in a folder as the data package."""

    def wissel(map_):
        monkeypatch.setenv("JAARVERSLAG_DATA", str(map_))
        gegevens.vergeet()

    yield wissel
    monkeypatch.undo()
    gegevens.vergeet()


def rijen_van(pad):
    with pad.open(encoding="utf-8", newline="") as bestand:
        return list(csv.DictReader(bestand))


def getypeerd(naam, rijen, tmp_path):
    """Rows as text, read the way the report reads them."""
    velden = [veld["name"] for veld in BRONNEN[naam]["schema"]["fields"]]
    tabel = pd.DataFrame(rijen, columns=velden, dtype=str).fillna("")
    tabel.to_csv(tmp_path / f"{naam}.csv", index=False, lineterminator="\n")
    return gegevens.lees(tmp_path, BRONNEN[naam])


def als_dict(tabel):
    return {
        (int(r.jaar), r.indicator, r.dimensie, r.uitsplitsing): float(r.waarde)
        for r in tabel.itertuples()
    }


# --- against a slow recomputation -----------------------------------------------------------

SOORTEN = next(
    veld["constraints"]["enum"]
    for veld in BRONNEN["activiteiten"]["schema"]["fields"]
    if veld["name"] == "soort"
)
datums = st.dates(dt.date(2019, 1, 1), dt.date(2021, 12, 31))
aantallen = st.one_of(st.just(""), st.integers(0, 30).map(str))


@st.composite
def activiteit(trek):
    begin = trek(datums)
    einde = begin + dt.timedelta(days=trek(st.integers(0, 400)))
    codes = trek(st.lists(st.sampled_from(["o1", "o2", "o3", "o4"]), max_size=3))
    keuzes = {
        "soort": SOORTEN,
        "thema": ["", "civiel-actorschap", "digitale-mogelijkheden"],
        "vorm": ["", "online", "offline", "mix"],
        "doelgroep": ["", "nieuwkomers", "burgerinitiatieven"],
        "open_aanbod": ["", "true", "false"],
        "domein": ["onderzoek", "beeldvorming", "kennisknooppunt", "vormingsaanbod"],
        "dagdelen": ["", "0.5", "1", "2.5"],
    }
    rij = {naam: trek(st.sampled_from(opties)) for naam, opties in keuzes.items()}
    rij |= {k: trek(aantallen) for k in ("deelnemers", "primaire_doelgroep", "erkend")}
    return rij | {
        "begin": str(begin), "einde": str(einde), "titel": "x", "organisaties": " ".join(codes)
    }  # fmt: skip


@st.composite
def activiteiten_en_antwoorden(trek):
    rijen = trek(st.lists(activiteit(), max_size=25))
    rijen = [rij | {"id": f"a{nummer}"} for nummer, rij in enumerate(rijen)]
    score = st.one_of(st.just(""), st.integers(0, 10).map(str))
    ids = st.integers(0, max(len(rijen) - 1, 0)).map(lambda nummer: f"a{nummer}")
    antwoord = st.fixed_dictionaries(
        {"activiteit": ids, "aanbeveling": score, "tevredenheid": score}
    )
    antwoorden = trek(st.lists(antwoord, max_size=40)) if rijen else []
    return rijen, [rij | {"id": f"f{nummer}"} for nummer, rij in enumerate(antwoorden)]


def langzaam(rijen, antwoorden):
    """The same figures with loops and sets only, straight from the definitions."""
    uit = {}

    def zet(jaar, indicator, waarde, dimensie="", deel=""):
        if waarde == waarde:  # not a number, where one of them is missing
            uit[jaar, indicator, dimensie, deel] = waarde

    def jaar_van(rij):
        return int(rij["begin"][:4])

    jaren = sorted({jaar_van(rij) for rij in rijen})

    def tel(indicator, gekozen, maat, delen=()):
        eerste = min(map(jaar_van, gekozen), default=9999)
        for jaar in (j for j in jaren if j >= eerste):
            nu = [rij for rij in gekozen if jaar_van(rij) == jaar]
            zet(jaar, indicator, sum(map(maat, nu)))
            for dimensie in delen:
                som = defaultdict(float)
                for rij in nu:
                    maand = MAANDEN[int(rij["begin"][5:7]) - 1]
                    som[maand if dimensie == "maand" else rij[dimensie]] += maat(rij)
                for deel, waarde in som.items():
                    if deel:
                        zet(jaar, indicator, waarde, dimensie, deel)

    def van(soort, domein=None):
        return [r for r in rijen if r["soort"] == soort and domein in (None, r["domein"])]

    def een(rij):
        return 1

    def kolom(naam):
        # A sum with NaN is NaN.
        return lambda rij: float(rij[naam] or "nan")

    tel("vormingen", van("vorming"), een, ("vorm", "thema", "maand", "doelgroep"))
    tel("begeleidingen", van("begeleiding"), een)
    tel("adviesvragen", van("vraag"), een, ("thema",))
    tel("evenementen", van("evenement"), een)
    tel("ontwikkeltrajecten", van("ontwikkeltraject"), een)
    tel("onderzoeken-gestart", van("onderzoek"), een)
    tel("overlegplatformen", van("overleg"), een)
    tel("onderzoekspublicaties", van("publicatie", "onderzoek"), een)
    tel("publicaties-beeldvorming", van("publicatie", "beeldvorming"), een)
    tel("kennisproducten", van("publicatie", "kennisknooppunt"), een)
    tel("deelnemers-vormingen", van("vorming"), kolom("deelnemers"), ("vorm", "thema"))
    tel("dagdelen-vormingen", van("vorming"), kolom("dagdelen"))
    tel("deelnemers-evenementen", van("evenement"), kolom("deelnemers"))
    tel("deelnemers-ontwikkeltrajecten", van("ontwikkeltraject"), kolom("deelnemers"))
    nieuw = [r for r in van("vorming") if r["doelgroep"] == "nieuwkomers"]
    tel("vormingen-nieuwkomers", nieuw, een)
    open_ = [r for r in rijen if r["open_aanbod"] == "true"]
    tel("activiteiten-open-aanbod", open_, een)
    tel("dagdelen-open-aanbod", open_, kolom("dagdelen"))
    tel("deelnemers-open-aanbod", open_, kolom("deelnemers"))
    eerste = min(map(jaar_van, van("onderzoek")), default=9999)
    for jaar in jaren:
        if jaar >= eerste:
            klaar = [r for r in van("onderzoek") if r["einde"][:4] == str(jaar)]
            zet(jaar, "onderzoeken-afgerond", len(klaar))
        nu = [r for r in rijen if jaar_van(r) == jaar]
        for naam, kol, deel in (
            ("aandeel-primaire-doelgroep", "primaire_doelgroep", [r for r in nu if r in open_]),
            ("bereik-niet-erkend", "erkend", nu),
        ):
            bekend = [r for r in deel if r[kol]]
            allen = sum(float(r["deelnemers"] or 0) for r in bekend)
            if allen:
                aandeel = 100 * sum(float(r[kol]) for r in bekend) / allen
                zet(jaar, naam, aandeel if kol == "primaire_doelgroep" else 100 - aandeel)
        codes = {c for r in nu for c in r["organisaties"].split()}
        if codes:
            zet(jaar, "bereikte-organisaties", len(codes))
        codes = {c for r in nu if r["soort"] == "begeleiding" for c in r["organisaties"].split()}
        if codes:
            zet(jaar, "organisaties-begeleid", len(codes))
    return uit | langzame_enquete({r["id"]: r for r in rijen}, antwoorden)


def langzame_enquete(activiteiten, antwoorden):
    scores = defaultdict(list)
    for antwoord in antwoorden:
        rij = activiteiten[antwoord["activiteit"]]
        for vraag in ("aanbeveling", "tevredenheid"):
            if antwoord[vraag]:
                scores[int(rij["begin"][:4]), rij["soort"], vraag].append(int(antwoord[vraag]))
    uit = {}
    namen = {"vorming": "vormingen", "begeleiding": "begeleiding", "evenement": "evenementen"}
    for (jaar, soort, vraag), lijst in scores.items():
        if vraag == "tevredenheid" and soort in namen:
            aandeel = 100 * sum(s >= 7 for s in lijst) / len(lijst)
            uit[jaar, f"tevredenheid-{namen[soort]}", "", ""] = aandeel
        if vraag == "aanbeveling" and soort == "vorming":
            saldo = sum((s >= 9) - (s <= 6) for s in lijst)
            uit[jaar, "nps-vormingen", "", ""] = 100 * saldo / len(lijst)
    return uit


def test_ook_het_voorbeeld_zelf(pakket, lees_uit):
    lees_uit(pakket)
    rijen, antwoorden = (rijen_van(pakket / f"{n}.csv") for n in ("activiteiten", "tevredenheid"))
    verwacht = langzaam(rijen, antwoorden)
    berekend = als_dict(registers.bereken())
    assert len(verwacht) > 150
    assert {sleutel: berekend[sleutel] for sleutel in verwacht} == pytest.approx(verwacht)


def test_de_scores_per_thema_zijn_die_van_zijn_antwoorden(pakket, lees_uit):
    lees_uit(pakket)
    van = {r["id"]: r for r in rijen_van(pakket / "activiteiten.csv")
           if r["begin"].startswith("2021") and r["soort"] == "vorming"}  # fmt: skip
    scores = defaultdict(list)
    for rij in rijen_van(pakket / "tevredenheid.csv"):
        if rij["tevredenheid"] and (bij := van.get(rij["activiteit"])) and bij["thema"]:
            scores[bij["thema"]].append(int(rij["tevredenheid"]))
    per = antwoorden.per_thema(2021).set_index("thema")
    assert len(per) > 2 and dict(per["n"]) == {naam: len(s) for naam, s in scores.items()}
    gemiddeld = {naam: sum(s) / len(s) for naam, s in scores.items()}
    assert dict(per["gemiddelde"]) == pytest.approx(gemiddeld)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(activiteiten_en_antwoorden())
def test_elk_kerncijfer_is_dat_van_een_langzame_berekening(tmp_path_factory, invoer):
    map_ = tmp_path_factory.mktemp("r")
    tabellen = LEEG | {
        "activiteiten": getypeerd("activiteiten", invoer[0], map_),
        "tevredenheid": getypeerd("tevredenheid", invoer[1], map_),
    }
    snel = als_dict(registers.bereken_uit(tabellen, 2021))
    assert snel == pytest.approx(langzaam(*invoer))


def test_later_dan_het_verslagjaar_telt_niet(pakket, lees_uit):
    tabellen = {n: gegevens.lees(pakket, BRONNEN[n]) for n in registers.REGISTERNAMEN}
    assert set(registers.bereken_uit(tabellen, 2020)["jaar"]) == {2019, 2020}


# --- no double counts -----------------------------------------------------------------------


def test_een_organisatie_telt_een_keer(tmp_path):
    basis = {"soort": "begeleiding", "titel": "x", "domein": "onderzoek", "begin": "2021-02-01"}
    rijen = [
        basis | {"id": "a1", "einde": "2021-03-01", "organisaties": "o1 o2"},
        basis | {"id": "a2", "einde": "2022-03-01", "organisaties": "o2 o1 o2"},
    ]
    uit = als_dict(
        registers.bereken_uit(
            LEEG | {"activiteiten": getypeerd("activiteiten", rijen, tmp_path)}, 2022
        )
    )
    assert uit[2021, "bereikte-organisaties", "", ""] == 2
    assert uit[2021, "organisaties-begeleid", "", ""] == 2
    # What runs into the next year counts in the year it began, and in no other.
    assert uit[2021, "begeleidingen", "", ""] == 2
    assert (2022, "begeleidingen", "", "") not in uit


@pytest.mark.parametrize(
    ("open_", "gesloten", "kleinste"), [(1, 6, 1), (6, 1, 1), (0, 6, 6), (6, 0, 6), (7, 8, 7)]
)
def test_het_open_aanbod_kent_zijn_kleinste_groep(tmp_path, open_, gesloten, kleinste):
    """The smallest group, as a total minus the other groups reveals it."""
    rijen = [
        {"id": f"a{n}", "begin": "2021-02-01", "einde": "2021-02-01", "soort": "vorming",
         "titel": "x", "domein": "onderzoek", "deelnemers": str(n), "open_aanbod": is_open}
        for n, is_open in ((open_, "true"), (gesloten, "false"))
    ]  # fmt: skip
    tabellen = LEEG | {"activiteiten": getypeerd("activiteiten", rijen, tmp_path)}
    mensen = registers.bereken_uit(tabellen, 2021).set_index("indicator")["mensen"]
    assert mensen["deelnemers-open-aanbod"] == kleinste
    assert mensen["deelnemers-vormingen"] == open_ + gesloten


def test_de_verdeling_uit_totalen_is_die_van_het_register(kopie, lees_uit, tmp_path):
    uit, pad = [], kopie / "datapackage.json"
    pad.write_text(pad.read_text("utf-8").replace('"rij-per-rij"', '"samengevat"'), "utf-8")
    openbaar.schrijf(kopie, tmp_path / "uit")
    for map_ in (kopie, tmp_path / "uit"):
        lees_uit(map_)
        delen = [tellingen.per_maand(2021), tellingen.per("thema", 2021)]
        uit.append([(list(deel["naam"]), list(deel["aantal"])) for deel in delen])
    assert uit[0] == uit[1] and sum(uit[0][0][1]) > 50


def test_met_en_zonder_thema_zijn_het_alle_vormingen(kopie, lees_uit):
    plaats = next(n for n, rij in enumerate(rijen_van(kopie / "activiteiten.csv"), 2)
                  if rij["soort"] == "vorming" and rij["begin"] > "2021")  # fmt: skip
    zet(kopie, "activiteiten", plaats, thema="")
    lees_uit(kopie)
    met, samen = tellingen.per("thema", 2021), tellingen.per_maand(2021)
    assert tellingen.zonder(2021, "vorming", "thema") == 1
    assert met["aantal"].sum() + 1 == samen["aantal"].sum()


def test_veel_antwoorden_vermenigvuldigen_geen_activiteit(tmp_path):
    rij = {"id": "a1", "begin": "2021-02-01", "einde": "2021-02-01", "soort": "vorming",
           "titel": "x", "vorm": "online", "deelnemers": "9", "domein": "onderzoek"}  # fmt: skip
    antwoorden = [
        {"id": f"f{n}", "activiteit": "a1", "aanbeveling": "9", "tevredenheid": "8"}
        for n in range(9)
    ]
    tabellen = LEEG | {
        "activiteiten": getypeerd("activiteiten", [rij], tmp_path),
        "tevredenheid": getypeerd("tevredenheid", antwoorden, tmp_path),
    }
    tabel = registers.bereken_uit(tabellen, 2021)
    uit = als_dict(tabel)
    assert uit[2021, "vormingen", "", ""] == 1
    assert uit[2021, "deelnemers-vormingen", "", ""] == 9
    assert tabel.set_index("indicator").loc["nps-vormingen", "n"] == 9


def test_maanden_van_een_stand_worden_niet_opgeteld(tmp_path):
    maanden = [f"2021-{maand:02d}" for maand in range(1, 13)]
    rijen = [
        {"kanaal": kanaal, "maand": maand, "maat": maat, "waarde": str(100 + plaats)}
        for kanaal, maat in (
            ("facebook", "volgers"), ("linkedin", "volgers"), ("website", "bezoeken"),
            ("leerplatform", "gebruikers"),
        )
        for plaats, maand in enumerate(maanden)
    ]  # fmt: skip
    uit = als_dict(
        registers.bereken_uit(LEEG | {"bereik": getypeerd("bereik", rijen, tmp_path)}, 2021)
    )
    assert uit[2021, "volgers-sociale-media", "", ""] == 222
    assert uit[2021, "websitebezoeken", "", ""] == sum(range(100, 112))
    assert uit[2021, "gebruikers-leerplatform", "", ""] == 111
    # A year that lacks a month is not a year.
    kort = getypeerd("bereik", [rij for rij in rijen if rij["maand"] != "2021-12"], tmp_path)
    assert registers.bereken_uit(LEEG | {"bereik": kort}, 2021).empty


# --- surveys --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scores", "aantallen", "waarde"),
    [
        ([10, 8, 3], [70, 10, 20], 50),
        ([9, 10], [5, 5], 100),
        ([0, 6], [1, 4], -100),
        ([7, 8], [3, 3], 0),
        ([9, 6], [1, 1], 0),
    ],
)
def test_nps(scores, aantallen, waarde):
    uit = nps(np.repeat(scores, aantallen))
    assert uit["waarde"] == waarde
    assert uit["n"] == sum(aantallen)
    assert -100 <= uit["laag"] <= waarde <= uit["hoog"] <= 100
    assert uit["laag"] < uit["hoog"]
    # More of the same answers make the interval narrower.
    veel = nps(np.repeat(scores, [100 * aantal for aantal in aantallen]))
    assert veel["hoog"] - veel["laag"] < uit["hoog"] - uit["laag"]


def test_interval_van_de_nps_zoals_in_het_artikel():
    # p = 71/102 and d = 21/102, so that the interval is 49,02 ± 15,7.
    uit = nps([10] * 70 + [8] * 10 + [3] * 20)
    marge = 1.959963984540054 * math.sqrt((92 / 102 - (50 / 102) ** 2) / 102)
    assert uit["laag"] == pytest.approx(100 * (50 / 102 - marge))
    assert uit["hoog"] == pytest.approx(100 * (50 / 102 + marge))


def test_interval_van_de_nps_bij_een_getal_uit_de_literatuur():
    """Fagerland, Lydersen and Laake (2014): airways of 21 children, 7 changes up and 1 down."""
    uit = nps([9] * 7 + [6] + [7, 8] * 6 + [8])
    assert (round(uit["laag"], 1), round(uit["hoog"], 1)) == (1.3, 50.8)
    andersom = nps([9] + [6] * 7 + [7, 8] * 6 + [8])
    assert (andersom["laag"], andersom["hoog"]) == (-uit["hoog"], -uit["laag"])


def test_een_nps_gaat_niet_voorbij_het_einde_van_haar_schaal():
    assert nps([9, math.nan, 6]) == nps([9, 6]), "wie niets zegt, telt niet mee"
    assert tevreden([9, math.nan, 6]) == tevreden([9, 6])
    for uit in (nps([9]), nps([6])):
        assert sorted((abs(uit["laag"]), abs(uit["hoog"]))) == pytest.approx([73.35, 100], abs=0.01)
    assert nps([9])["hoog"] == 100 and nps([6])["laag"] == -100


@pytest.mark.parametrize(
    ("hoeveel", "n", "laag", "hoog"),
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0, 16.11), (1, 29, 0.61, 17.18),
     (20, 20, 83.89, 100)],
)  # fmt: skip
def test_interval_van_wilson_bij_getallen_uit_de_literatuur(hoeveel, n, laag, hoog):
    """The examples of Newcombe (1998), who compares seven methods; the last is one turned round."""
    uit = tevreden([7] * hoeveel + [6] * (n - hoeveel))
    assert uit["waarde"] == pytest.approx(100 * hoeveel / n)
    assert (round(uit["laag"], 2), round(uit["hoog"], 2)) == (laag, hoog)
    assert uit["laag"] >= 0 and uit["hoog"] <= 100


@settings(max_examples=100)
@given(st.lists(st.integers(0, 10), max_size=60))
def test_enquete_tegen_tellen(scores):
    aanraden, hoe = nps(scores), tevreden(scores)
    if not scores:
        assert math.isnan(aanraden["waarde"]) and math.isnan(hoe["waarde"])
        assert aanraden["n"] == hoe["n"] == 0
        return
    n = len(scores)
    assert aanraden["waarde"] == pytest.approx(
        100 * (sum(s > 8 for s in scores) - sum(s < 7 for s in scores)) / n
    )
    assert hoe["waarde"] == pytest.approx(100 * sum(s > 6 for s in scores) / n)
    for uit in (aanraden, hoe):
        assert uit["laag"] - 1e-9 <= uit["waarde"] <= uit["hoog"] + 1e-9


# --- the ledger -----------------------------------------------------------------------------

GROOTBOEK = [
    # year, account, budget, amount
    (2020, "1300", "", 100), (2020, "1400", "", 50), (2020, "4400", "", 20),
    (2020, "5500", "", 150), (2020, "4900", "", 20),
    (2021, "1300", "", 100), (2021, "1400", "", 80), (2021, "4400", "", 10),
    (2021, "4920", "", 5), (2021, "5500", "", 195),
    (2021, "7000", 60, 40), (2021, "7370", 150, 160), (2021, "6200", 100, 120),
    (2021, "6100", 60, 50), (2021, "6900", "", 30), (2021, "7900", "", 7),
]  # fmt: skip


def grootboek(tmp_path, rijen=GROOTBOEK):
    velden = ("jaar", "rekening", "begroting", "bedrag")
    regels = [
        dict(zip(velden, map(str, rij), strict=True)) | {"omschrijving": "x"} for rij in rijen
    ]
    return getypeerd("rekeningen", regels, tmp_path)


def test_cijfers_van_de_boekhouding(tmp_path):
    rekeningen = grootboek(tmp_path)
    uit = als_dict(registers.bereken_uit(LEEG | {"rekeningen": rekeningen}, 2021))
    nu = {indicator: waarde for (jaar, indicator, *_), waarde in uit.items() if jaar == 2021}
    # The appropriation (69 and 79) is neither cost nor revenue.
    assert nu == pytest.approx(
        {
            "resultaat": 200 - 170,
            "eigen-inkomsten-aandeel": 100 * 40 / 200,
            "personeelskost-aandeel": 100 * 120 / 170,
            "reserve": 180,
            "balanstotaal": 195,
        }
    )
    # No revenue and no cost in 2020: a balance only, no result of zero.
    assert {i for (jaar, i, *_) in uit if jaar == 2020} == {"reserve", "balanstotaal"}
    assert list(boekhouding.onevenwicht(rekeningen)) == []
    stand = boekhouding.balans(rekeningen, 2021).groupby("zijde")["bedrag"].sum()
    assert stand["activa"] == stand["passiva"] == 195
    verschil = boekhouding.resultatenrekening(rekeningen, 2021).set_index("rubriek")["verschil"]
    assert dict(verschil) == {"70": -20, "73": 10, "61": -10, "62": 20}


@pytest.mark.parametrize(
    ("rekeningen_", "kop", "kant"),
    [
        ("1000 1999", None, "passiva"), ("2000 2999 3000 3999", None, "activa"),
        ("4000 4099 4100 4199", None, "activa"), ("4200 4500 4800 4899", None, "passiva"),
        ("4900 4919", "490/1", "activa"), ("4920 4939", "492/3", "passiva"),
        ("4940 4990", "49", ""), ("5000 5999", None, "activa"), ("6000 7000", None, ""),
    ],
)  # fmt: skip
def test_elke_rekening_aan_haar_kant(rekeningen_, kop, kant):
    """The minimum chart of accounts: the first and last account of each group."""
    for rekening in rekeningen_.split():
        assert boekhouding.zijde(rekening) == kant
        assert boekhouding.rubriek(rekening) == (kop or rekening[:2])


@pytest.mark.parametrize(
    ("plaats", "bedrag", "zin"),
    [
        (9, 194, "activa € 194,00, passiva € 195,00"),
        (10, 41, "klasse 7 min klasse 6 is € 31,00, maar de reserves (13 en 14) veranderen met"),
    ],
)
def test_een_boekhouding_uit_evenwicht(tmp_path, plaats, bedrag, zin):
    rijen = [*GROOTBOEK]
    rijen[plaats] = (*rijen[plaats][:3], bedrag)
    fouten = list(boekhouding.onevenwicht(grootboek(tmp_path, rijen)))
    assert len(fouten) == 1
    assert zin in fouten[0][1].replace("\N{NO-BREAK SPACE}", " ")


def test_een_boekhouding_met_een_kant(tmp_path):
    for rekening, zin in (
        ("1300", "activa € 0,00, passiva € 100,00"), ("5500", "activa € 100,00, passiva € 0,00"),
    ):  # fmt: skip
        ((jaar, gezegd),) = boekhouding.onevenwicht(
            grootboek(tmp_path, [(2021, rekening, "", 100)])
        )
        assert (jaar, gezegd.replace("\N{NO-BREAK SPACE}", " ")) == (2021, zin)


def test_zonder_omzet_of_lonen_is_hun_aandeel_nul(tmp_path):
    rijen = [(2021, "7370", "", 200), (2021, "6100", "", 100)]
    nu = {rij["indicator"]: rij["waarde"]
          for rij in boekhouding.kerncijfers(grootboek(tmp_path, rijen))}  # fmt: skip
    assert (nu["eigen-inkomsten-aandeel"], nu["personeelskost-aandeel"]) == (0, 0)


def test_een_rij_per_kop(tmp_path):
    per = boekhouding.per_kop(grootboek(tmp_path)).query("jaar == 2020").set_index("rekening")
    assert dict(per["bedrag"]) == {"13": 100, "14": 50, "44": 20, "490": 20, "55": 150}


def test_een_halve_cent_is_geen_onevenwicht(tmp_path):
    for erbij, hoeveel in ((0.004, 0), (0.006, 1)):
        for plaats in (9, 10):
            rijen = [*GROOTBOEK]
            rijen[plaats] = (*rijen[plaats][:3], rijen[plaats][3] + erbij)
            # A ledger holds cents; what adding them up leaves beyond the cent is noise.
            fouten = list(boekhouding.onevenwicht(grootboek(tmp_path, rijen)))
            assert len(fouten) == hoeveel, (erbij, plaats)


def test_meerdere_jaren_in_prijzen_van_het_laatste(pakket, lees_uit):
    lees_uit(pakket)
    prijzen = reeks("cpi-inflatie")
    tabel = boekhouding.meerjaren(gegevens.tabel("rekeningen"), prijzen)
    inflatie = dict(zip(prijzen["jaar"], prijzen["waarde"], strict=True))
    factor = 1.0
    for rij in reversed(list(tabel.itertuples())):
        assert rij.opbrengsten_constant == pytest.approx(rij.opbrengsten * factor)
        assert rij.resultaat_constant == pytest.approx(rij.resultaat * factor)
        assert rij.resultaat == pytest.approx(rij.opbrengsten - rij.kosten)
        factor *= 1 + float(inflatie[rij.jaar]) / 100
    assert list(tabel["jaar"]) == [2019, 2020, 2021]
    assert (
        koopkracht(pd.DataFrame({"jaar": [2020], "waarde": [2.0]}), 2019)["nodig"].iloc[-1] == 102
    )


# --- in the report --------------------------------------------------------------------------


def van_rekeningen(functie):
    return lambda jaar: functie(gegevens.tabel("rekeningen"), jaar)


TABELLEN = [
    (
        van_rekeningen(boekhouding.resultatenrekening),
        "rubriek naam soort begroting bedrag verschil",
    ),
    (van_rekeningen(boekhouding.balans), "zijde rubriek naam bedrag"),
    (tellingen.personeel_per_functie, "functie naam vte aantal"),
    (tellingen.bereik_per_kanaal, "kanaal naam maat maand waarde"),
    (tellingen.per_maand, "maand naam aantal deelnemers"),
    (partial(tellingen.per, "thema"), "thema naam aantal deelnemers"),
    (partial(tellingen.per, "doelgroep"), "doelgroep naam aantal deelnemers"),
    (tellingen.publicaties_per_domein, "domein naam aantal"),
    (tellingen.evenementen, "id titel begin einde vorm deelnemers organisaties"),
    (
        antwoorden.per_thema,
        "thema naam tevredenheid n laag hoog gemiddelde nps n_nps nps_laag nps_hoog",
    ),
]


@pytest.mark.parametrize(("tabel", "kolommen"), TABELLEN)
def test_tabellen_vol_en_leeg(tabel, kolommen, pakket, lees_uit):
    lees_uit(pakket)
    vol = tabel(2021)
    assert list(vol.columns) == kolommen.split() and len(vol) > 2
    assert tabel(2011).empty
    lees_uit(maak.ROOT / "data")
    leeg = tabel(2021)
    assert list(leeg.columns) == kolommen.split() and leeg.empty


def test_lege_registers_laten_de_echte_uitgave_zoals_ze_is(lees_uit):
    lees_uit(maak.ROOT / "data")
    assert registers.bereken().empty
    echt = rijen_van(maak.ROOT / "data" / "kerncijfers.csv")
    nu = register()
    assert [r["indicator"] for r in echt] == list(nu["sleutel"])
    assert [r["status"] for r in echt] == list(nu["status"])
    assert nu["berekend"].isna().all()


def test_een_leemte_die_het_register_vult_wordt_berekend(pakket, lees_uit):
    lees_uit(pakket)
    gevuld = cijfer("deelnemers-vormingen")
    assert gevuld.status == "berekend" and gevuld.bronnen == (registers.BRON,)
    som = sum(int(r["deelnemers"]) for r in rijen_van(pakket / "activiteiten.csv")
              if r["soort"] == "vorming" and r["begin"][:4] == "2021")  # fmt: skip
    assert gevuld.waarde == som
    rij = register().set_index(["sleutel", "jaar", "uitsplitsing"]).loc[("nps-vormingen", 2021, "")]
    assert rij["status"] == "gepubliceerd" and abs(rij["berekend"] - rij["waarde"]) <= 0.5
    assert rij["n"] > 0 and rij["laag"] < rij["berekend"] < rij["hoog"]
    # A part that nobody published is added, behind its total and in the order of its breakdown.
    assert cijfer("vormingen", "maart").status == "berekend"
    maanden = register().query("sleutel == 'vormingen' and jaar == 2021 and dimensie == 'maand'")
    assert list(maanden["uitsplitsing"]) == list(MAANDEN)
    assert "index" not in register()
    assert not register()["anker"].duplicated().any()


def test_gepubliceerd_en_berekend_staan_naast_elkaar(pakket, lees_uit):
    from jaarverslag.tonen import toon_register

    lees_uit(pakket)
    blad = toon_register("kerncijfers", "vormingsaanbod", "x").myst
    blad = blad.replace("\N{NO-BREAK SPACE}", " ").replace("\\", "")
    (regel,) = [r for r in blad.splitlines() if "k-nps-vormingen-2021" in r]
    nu = cijfer("nps-vormingen")
    assert f"Uit de registers berekend: {nu.getal} punten" in regel
    assert "95 %-interval loopt van" in regel


# --- reconciliation -------------------------------------------------------------------------


def vergeleken(waarde, telling, status="gepubliceerd", decimalen=0, verklaard=None):
    sleutel = {"jaar": 2021, "indicator": "vormingen", "dimensie": "", "uitsplitsing": ""}
    uitleg = [] if verklaard is None else [sleutel | {"berekend": verklaard, "verklaring": "x"}]
    tabellen = {
        "kerncijfers": pd.DataFrame([sleutel | {"waarde": waarde, "status": status}]),
        "verschillen": pd.DataFrame(uitleg, columns=[*sleutel, "berekend", "verklaring"]),
        "indicatoren": pd.DataFrame([{"id": "vormingen", "decimalen": decimalen}]),
    }
    berekend = pd.DataFrame([sleutel | {"waarde": telling}])
    fouten = vergelijk(tabellen, berekend, {naam: f"{naam}.csv" for naam in tabellen})
    return [str(fout) for fout in fouten]


def test_gelijk_na_afronding_is_gelijk():
    assert vergeleken(61, 61.4) == []
    assert vergeleken(61.4, 61.44, decimalen=1) == []
    assert vergeleken(60, 61, status="ondergrens") == []


def test_een_verschil_stopt_de_bouw():
    (fout,) = vergeleken(61, 61.5)
    assert fout.startswith("kerncijfers.csv, rij 2, kolom waarde, waarde '61'")
    assert "gepubliceerd is 61, de registers geven 62" in fout
    assert len(vergeleken(61.4, 61.46, decimalen=1)) == 1
    assert len(vergeleken(62, 61, status="ondergrens")) == 1
    assert len(vergeleken(60, 61, status="circa")) == 1


def test_een_verklaring_geldt_voor_een_verschil():
    assert vergeleken(61, 59, verklaard=59) == []
    # The register moved on: the explanation was of another difference.
    assert "gepubliceerd is 61" in vergeleken(61, 58, verklaard=59)[0]
    zin = "rij 2, kolom indicator, waarde 'vormingen': verklaart een verschil dat er niet is"
    assert zin in vergeleken(61, 61, verklaard=59)[0]


# --- bad input ------------------------------------------------------------------------------


def zet(map_, naam, rij, **cellen):
    """Change cells of a row (numbered as in a spreadsheet) of a table."""
    rijen = rijen_van(map_ / f"{naam}.csv")
    rijen[rij - 2] |= cellen
    pd.DataFrame(rijen).to_csv(map_ / f"{naam}.csv", index=False, lineterminator="\n")


def verpest(map_):
    """Break many rules at once; gives file, row, column and part of the sentence of each."""
    vorming = next(
        nummer for nummer, r in enumerate(rijen_van(map_ / "activiteiten.csv"), 2)
        if r["soort"] == "vorming" and nummer > 20
    )  # fmt: skip
    slecht = [
        ("activiteiten", 2, {"soort": "feest"}, "soort", "toegelaten waarden"),
        ("activiteiten", 3, {"deelnemers": "-1"}, "deelnemers", "kleiner dan toegelaten"),
        ("activiteiten", 4, {"begin": "2019-05-02", "einde": "2019-05-01"}, "einde",
         "eindigt voor het begint"),
        ("activiteiten", 5, {"id": "a0000007"}, "", ""),
        ("activiteiten", 7, {"thema": "tuinieren"}, "thema", "staat niet in uitsplitsingen"),
        ("activiteiten", 8, {"domein": "nergens"}, "domein", "verwijst naar iets dat niet bestaat"),
        ("activiteiten", 9, {"einde": "2019-02-30"}, "einde", "deze dag bestaat niet"),
        ("activiteiten", 10, {"organisaties": "vzw De Fout"}, "organisaties", "verkeerde vorm"),
        ("activiteiten", 11, {"titel": "Vraag van an@example.org"}, "titel", "een e-mailadres"),
        ("activiteiten", 12, {"titel": "dossier 85.07.30-033.28"}, "titel", "rijksregisternummer"),
        ("activiteiten", 13, {"titel": " spatie"}, "titel", "spatie aan het begin"),
        ("activiteiten", vorming, {"vorm": ""}, "vorm", "verplicht bij de soort vorming"),
        ("tevredenheid", 2, {"tevredenheid": "11"}, "tevredenheid", "groter dan toegelaten"),
        ("tevredenheid", 3, {"aanbeveling": "-1"}, "aanbeveling", "kleiner dan toegelaten"),
        ("tevredenheid", 4, {"aanbeveling": "acht"}, "aanbeveling", "geen geheel getal"),
        ("tevredenheid", 5, {"activiteit": "a9999999"}, "activiteit", "niet bestaat"),
        ("personeel", 2, {"vte": "99"}, "vte", "meer voltijdse eenheden dan mensen"),
        ("bereik", 2, {"kanaal": "radio"}, "kanaal", "staat niet in uitsplitsingen"),
        ("bereik", 3, {"waarde": "12.345"}, "waarde", "geen geheel getal"),
        ("rekeningen", 2, {"rekening": "8000"}, "rekening", "verkeerde vorm"),
        ("rekeningen", 4, {"rekening": "4999"}, "rekening", "geen kant van de balans"),
    ]  # fmt: skip
    verwacht = []
    for naam, rij, cellen, kolom, zin in slecht:
        zet(map_, naam, rij, **cellen)
        if kolom:
            verwacht.append((f"{naam}.csv", rij, kolom, zin))
    # The second of two equal ids is the one that is refused.
    return [*verwacht, ("activiteiten.csv", 8, None, "dubbele sleutel")]


def past(fout, bestand, rij, kolom, zin):
    juist = fout.bestand == bestand and fout.rij == rij and zin in fout.regel
    return juist and (kolom is None or fout.kolom == kolom)


def test_elke_fout_heeft_haar_regel(kopie):
    verwacht = verpest(kopie)
    fouten = keuring.controleer(kopie)
    for geval in verwacht:
        assert any(past(fout, *geval) for fout in fouten), (geval, [str(f) for f in fouten])
    # Only what was corrupted; the mail address itself is not repeated.
    plaatsen = {(bestand, rij) for bestand, rij, *_ in verwacht}
    assert {(f.bestand, f.rij) for f in fouten} == plaatsen
    assert not any("an@example" in str(f) or "033.28" in str(f) for f in fouten)


def test_een_rekening_en_haar_delen_tellen_dubbel(kopie):
    rijen = rijen_van(kopie / "rekeningen.csv")
    ouder = next(r for r in rijen if r["rekening"] == "6200")
    rijen.append(ouder | {"rekening": "62001"})
    pd.DataFrame(rijen).to_csv(kopie / "rekeningen.csv", index=False, lineterminator="\n")
    fouten = keuring.controleer(kopie)
    assert [f.regel for f in fouten] == [
        "zit al in rekening 6200 van 2019: zo telt het bedrag dubbel"
    ]


def test_een_punt_tussen_duizendtallen_is_geen_komma(kopie):
    zet(kopie, "rekeningen", 2, bedrag="12.345")
    zet(kopie, "bereik", 2, waarde="12.345")
    assert {(f.bestand, f.rij, f.kolom, f.regel) for f in keuring.controleer(kopie)} == {
        ("rekeningen.csv", 2, "bedrag", "een punt tussen duizendtallen"),
        ("bereik.csv", 2, "waarde", "verkeerd type: geen geheel getal"),
    }


def test_het_voorbeeld_is_in_orde_en_elke_keer_hetzelfde(pakket, tmp_path):
    assert [str(fout) for fout in keuring.controleer(pakket)] == []
    maak.schrijf(tmp_path / "nog-eens")
    for pad in pakket.iterdir():
        assert (tmp_path / "nog-eens" / pad.name).read_bytes() == pad.read_bytes(), pad.name


def test_een_verschil_in_het_pakket_stopt_en_verklaard_niet(kopie, lees_uit):
    rijen = rijen_van(kopie / "kerncijfers.csv")
    plaats, rij = next(
        (nummer, r) for nummer, r in enumerate(rijen, 2)
        if r["indicator"] == "begeleidingen" and r["jaar"] == "2021"
    )  # fmt: skip
    zet(kopie, "kerncijfers", plaats, waarde="1")
    zet(kopie, "rekeningen", 2, bedrag="1")
    eerste, *rest = keuring.controleer(kopie)
    assert "de boekhouding van 2019 is niet in evenwicht: activa" in eerste.regel
    assert any(past(f, "kerncijfers.csv", plaats, "waarde", "gepubliceerd is 1, de registers geven")
               for f in rest)  # fmt: skip
    sleutel = {"jaar": "2021", "indicator": "begeleidingen", "dimensie": "", "uitsplitsing": ""}
    uitleg = sleutel | {"berekend": rij["waarde"], "verklaring": "Het jaarverslag liep tot juni."}
    pd.DataFrame([uitleg]).to_csv(kopie / "verschillen.csv", index=False, lineterminator="\n")
    assert not [f for f in keuring.controleer(kopie) if f.bestand != "rekeningen.csv"
                and "balanstotaal" not in f.regel and "reserve" not in f.regel]  # fmt: skip
    lees_uit(kopie)
    nu = register().set_index(["sleutel", "jaar", "uitsplitsing"]).loc[("begeleidingen", 2021, "")]
    assert nu["waarde"] == 1 and nu["verklaring"] == "Het jaarverslag liep tot juni."


def test_registers_zonder_eigen_bron(kopie):
    bronnen = [r for r in rijen_van(kopie / "bronnen.csv") if r["id"] != registers.BRON]
    pd.DataFrame(bronnen).to_csv(kopie / "bronnen.csv", index=False, lineterminator="\n")
    (fout,) = keuring.controleer(kopie)
    assert "het register activiteiten heeft rijen, maar de bron eigen-registers ontbreekt" in str(
        fout
    )


def test_het_voorbeeld_leent_geen_cijfer(pakket, lees_uit):
    """No value of the real edition stands in the example at the same figure."""
    echt = rijen_van(maak.ROOT / "data" / "kerncijfers.csv")
    lees_uit(pakket)
    van_hier = {(r.sleutel, r.uitsplitsing, float(r.waarde)) for r in register().itertuples()}
    echte = {(r["indicator"], r["uitsplitsing"], float(r["waarde"])) for r in echt if r["waarde"]}
    assert echte & van_hier == set() and len(echte) > 20
    beschrijving = json.loads((pakket / "datapackage.json").read_text(encoding="utf-8"))
    assert beschrijving["voorbeeld"] is True
    assert (
        beschrijving["name"].startswith("voorbeeldcijfers")
        and "Socius" not in beschrijving["title"]
    )
    for jaar in maak.JAREN:
        nu = register()
        nu = nu[(nu["jaar"] == jaar) & (nu["uitsplitsing"] == "")]
        assert nu["waarde"].notna().all(), jaar
        assert set(nu["sleutel"]) == set(gevraagde_indicatoren(jaar)["id"]), jaar


def test_elk_berekend_kerncijfer_heeft_een_formule(pakket, lees_uit):
    lees_uit(pakket)
    assert set(registers.REGISTER_VAN) == set(registers.bereken()["indicator"])
    myst = toon_formules().myst
    assert "Som van de functiegroepen" in myst
    for naam in registers.REGISTERNAMEN:
        titel = BRONNEN[naam]["title"].removeprefix("Register van ")
        assert f"| {titel} |" in myst, naam
