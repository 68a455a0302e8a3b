"""Rules of the public tables that a schema cannot express: sums, date ranges, gaps.

Each rule reads tables of text whose index is the row number. An unreadable cell has already been
rejected, so a rule skips it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from ..basis.tekst import LEEMTEN, NIET_GEVONDEN, NIET_PUBLIEK, NIET_VAN_TOEPASSING, getal
from ..cijfers import ankers_van
from ..gegevens import per_rij
from ..gegevens.bestand import VORMEN, Fout, als_dag
from ..gegevens.peil import ONBEKEND, begin_van, peil
from ..registers import BRON, REGISTER_VAN, REGISTERNAMEN
from .schema import Tabellen

Pakket = dict[str, Any]

HOOFDSTUKKEN = Path(__file__).resolve().parents[2]
# Tables of figures: the table that defines them, the column that names the definition, the period.
CIJFERTABELLEN = {
    "kerncijfers": ("indicatoren", "indicator", "jaar"),
    "sector": ("reeksen", "reeks", "periode"),
}
# Bounds of a value, by kind of its indicator or series.
GRENZEN: dict[str, tuple[float, float | None]] = {
    "telling": (0, None),
    "index": (0, None),
    "aandeel": (0, 100),
    "score": (-100, 100),
}
# Kinds whose parts add up to a total; no source gives them in thousandths.
OPTELBAAR = ("telling", "bedrag")
# A larger difference is not floating-point noise.
MARGE = 0.005


def bij(tabel: pd.DataFrame, rij: Any, kolom: str, regel: str, tip: str) -> Fout:
    return Fout(tabel.attrs["bestand"], regel, int(rij.Index), kolom, getattr(rij, kolom), tip)


def als_getal(tekst: str) -> float | None:
    """The number in a cell; ``None`` if it is empty or already rejected."""
    return float(tekst) if VORMEN["number"][0].fullmatch(tekst) else None


def statusfouten(tabellen: Tabellen, _: Pakket) -> Iterator[Fout]:
    """There is a value if and only if the status says so; a gap has a reason."""
    for naam in CIJFERTABELLEN:
        tabel = tabellen[naam]
        for rij in per_rij(tabel):
            leeg = rij.status in LEEMTEN
            if leeg and rij.waarde:
                regel = f"status {rij.status}, maar er staat een waarde"
                yield bij(tabel, rij, "waarde", regel, "maak de cel leeg of verander de status")
            if not leeg and not rij.waarde:
                regel = f"status {rij.status}, maar de waarde is leeg"
                tip = f"een ontbrekend cijfer krijgt status {NIET_GEVONDEN}"
                yield bij(tabel, rij, "waarde", regel, tip)
            if not leeg and not rij.bron:
                yield bij(tabel, rij, "bron", "een cijfer zonder bron", "vul de bron in")
            if rij.status == NIET_PUBLIEK and not rij.bron:
                tip = f"zegt geen bron het, dan is de status {NIET_GEVONDEN}"
                yield bij(tabel, rij, "bron", "geen bron zegt dat het niet publiek is", tip)
            if leeg and not rij.noot:
                tip = "zeg waar we zochten, of waarom er geen cijfer is"
                yield bij(tabel, rij, "noot", "een leemte zonder reden", tip)
            if bool(rij.dimensie) != bool(rij.uitsplitsing):
                tip = "vul allebei in, of geen van beide"
                yield bij(tabel, rij, "uitsplitsing", "dimensie en uitsplitsing horen samen", tip)


def jaarfouten(tabellen: Tabellen, pakket: Pakket) -> Iterator[Fout]:
    """No figure is later than the reporting year, or outside the years of its indicator."""
    grens, tabel = pakket["verslagjaar"], tabellen["kerncijfers"]
    for rij in per_rij(tabel):
        if rij.jaar.isdecimal() and int(rij.jaar) > grens:
            regel, tip = f"later dan het verslagjaar {grens}", "hoort bij een volgende editie"
            yield bij(tabel, rij, "jaar", regel, tip)
    over = {rij.id: rij for rij in per_rij(tabellen["indicatoren"])}
    for rij in over.values():
        if rij.eerste_jaar and rij.laatste_jaar and rij.laatste_jaar < rij.eerste_jaar:
            tip = f"begint in {rij.eerste_jaar}"
            yield bij(tabellen["indicatoren"], rij, "laatste_jaar", "eindigt voor het begint", tip)
    for rij in per_rij(tabel):
        definitie = over.get(rij.indicator)
        if definitie and rij.status != NIET_VAN_TOEPASSING:
            eerste, laatste = definitie.eerste_jaar, definitie.laatste_jaar or "9999"
            if not eerste <= rij.jaar <= laatste:
                regel = "dat jaar wordt deze indicator niet gevraagd"
                tip = "kijk naar eerste_jaar en laatste_jaar van de indicator"
                yield bij(tabel, rij, "jaar", regel, tip)
    # An indicator may lack a row for the reporting year: `cijfers` then shows a gap.
    ooit = set(tabel["indicator"])
    for naam in over:
        if naam not in ooit:
            tip = f"voeg een rij toe voor {grens}, desnoods met status {NIET_GEVONDEN}"
            regel = f"indicator {naam} heeft geen enkele rij"
            yield Fout(tabel.attrs["bestand"], regel, tip=tip)


def breukfouten(tabellen: Tabellen, pakket: Pakket) -> Iterator[Fout]:
    bekend = set(tabellen["indicatoren"]["id"])
    for breuk in pakket.get("breuken", []):
        if breuk["indicator"] not in bekend:
            regel = "een breuk noemt een indicator die er niet is"
            yield Fout("datapackage.json", regel, None, "breuken", breuk["indicator"],
                       "verbeter de naam")  # fmt: skip


def datumfouten(tabellen: Tabellen, pakket: Pakket) -> Iterator[Fout]:
    """Cards belong to a year with figures, and nothing is dated after the edition."""
    jaar, uit, nu = (pakket[n] for n in ("verslagjaar", "publicatiedatum", "bewerkingsdatum"))
    jaren = [j for j in tabellen["kerncijfers"]["jaar"] if re.fullmatch(r"[12]\d{3}", j)]
    eerste = min(jaren, default=str(jaar))
    bereiken = (
        ("uitgelicht", f"{eerste}-01-01", f"{jaar}-12-31", f"niet van {eerste} tot {jaar}"),
        ("tijdlijn", "", uit, f"later dan de uitgave van {uit}"),
        ("correcties", uit, nu, f"niet tussen {uit} en {nu}"),
    )
    for naam, vroegste, laatste, regel in bereiken:
        for rij in per_rij(tabellen[naam]):
            if als_dag(rij.datum) and not vroegste <= rij.datum <= laatste:
                tip = "verbeter de datum of haal de rij weg"
                yield bij(tabellen[naam], rij, "datum", regel, tip)
    tijdlijn = tabellen["tijdlijn"]
    for rij in per_rij(tijdlijn):
        begin, einde = als_dag(rij.datum), als_dag(rij.einddatum)
        if begin and einde and einde < begin:
            tip = f"begint op {rij.datum}"
            yield bij(tijdlijn, rij, "einddatum", "eindigt voor het begint", tip)
    toekomst = [(naam, "bekend_sinds") for naam in ("kerncijfers", "sector", "tijdlijn")]
    bronnen = tabellen["bronnen"]
    for rij in per_rij(bronnen):
        if als_dag(rij.geraadpleegd) and rij.geraadpleegd < rij.datum:
            tip = f"de bron is van {rij.datum}"
            yield bij(bronnen, rij, "geraadpleegd", "gelezen voor ze verscheen", tip)
    for naam, kolom in (("bronnen", "datum"), ("sector", "jaar"), ("feiten", "datum"), *toekomst):
        for rij in per_rij(tabellen[naam]):
            tekst = getattr(rij, kolom)
            # A date with year or month precision is compared at that precision.
            if tekst[:4].isdecimal() and tekst > nu[: len(tekst)]:
                regel, tip = f"later dan deze uitgave van {nu}", "niets komt uit de toekomst"
                yield bij(tabellen[naam], rij, kolom, regel, tip)


def periodefouten(tabellen: Tabellen, _: Pakket) -> Iterator[Fout]:
    """A period runs forward, and its ``jaar`` is the year in which it begins."""
    sector, doelen = tabellen["sector"], tabellen["doelen"]
    for tabel in (sector, doelen):
        for rij in per_rij(tabel):
            jaren = re.findall(r"\d{4}", rij.periode)
            if any(begin >= einde for begin, einde in pairwise(jaren)):
                tip = "schrijf eerst het vroegste jaar"
                yield bij(tabel, rij, "periode", "eindigt voor ze begint", tip)
    for rij in per_rij(sector):
        eerste = (re.findall(r"\d{4}", rij.periode) or [""])[0]
        # A round of applications ends before the period it is for.
        vroeger = rij.periode.startswith("ronde ") and rij.jaar.isdecimal()
        if rij.jaar != eerste and not (vroeger and int(rij.jaar) == int(eerste) - 1):
            regel = f"spreekt de periode {rij.periode!r} tegen"
            tip = f"schrijf {eerste}" if eerste else "laat het jaar leeg"
            yield bij(sector, rij, "jaar", regel, tip)


def peilfouten(tabellen: Tabellen, pakket: Pakket) -> Iterator[Fout]:
    """It can be determined of every figure and event whether it was known by ``peildatum``."""
    datums = dict(zip(tabellen["bronnen"]["id"], tabellen["bronnen"]["datum"], strict=True))
    for naam, periode in (("kerncijfers", "jaar"), ("sector", "periode"), ("tijdlijn", "datum")):
        for rij in per_rij(tabellen[naam]):
            begin = rij.datum if naam == "tijdlijn" else begin_van(getattr(rij, periode))
            datum = datums.get(rij.bron, "")
            if rij.bron and peil(begin, rij.bekend_sinds, datum, pakket) is None:
                regel = f"niets zegt of dit op {pakket['peildatum']} bekend was"
                tip = f"vul de datum in waarop het bekend werd, of '{ONBEKEND}'"
                yield bij(tabellen[naam], rij, "bekend_sinds", regel, tip)


def bereikfouten(tabellen: Tabellen, _: Pakket) -> Iterator[Fout]:
    """Shares lie between 0 and 100, an NPS between -100 and 100; counts are whole, from 0."""
    for naam, (definities, sleutel, _periode) in CIJFERTABELLEN.items():
        over = {rij.id: rij for rij in per_rij(tabellen[definities])}
        tabel = tabellen[naam]
        for rij in per_rij(tabel):
            definitie, waarde = over.get(getattr(rij, sleutel)), als_getal(rij.waarde)
            if waarde is None or definitie is None:
                continue
            soort, tip = definitie.soort, "kijk na in de bron"
            laag, hoog = GRENZEN.get(soort, (-float("inf"), None))
            if waarde < laag or (hoog is not None and waarde > hoog):
                regel = f"een {soort} ligt tussen {laag} en {'…' if hoog is None else hoog}"
                yield bij(tabel, rij, "waarde", regel, tip)
            elif soort in OPTELBAAR and re.search(r"\.\d{3}$", rij.waarde):
                tip = "schrijf duizendtallen zonder punt"
                yield bij(tabel, rij, "waarde", "een punt tussen duizendtallen", tip)
            elif soort == "telling" and definitie.decimalen == "0" and waarde % 1:
                tip = "kijk na in de bron, of verander decimalen"
                regel = "een telling zonder decimalen is een geheel getal"
                yield bij(tabel, rij, "waarde", regel, tip)


def somfouten(tabellen: Tabellen, pakket: Pakket) -> Iterator[Fout]:
    """Parts add up to their total ("gelijk") or do not exceed it ("hoogstens"), by a rule."""
    for regel in pakket["sommen"]:
        _, sleutel, periode = CIJFERTABELLEN[regel["tabel"]]
        rijen = tabellen[regel["tabel"]]
        rijen = rijen[(rijen[sleutel] == regel["indicator"]) & (rijen["waarde"] != "")]
        if rijen.empty:
            zin = f"een som noemt {regel['indicator']}, dat er niet is"
            tip = "verbeter de naam of haal de regel weg"
            yield Fout("datapackage.json", zin, kolom="sommen", tip=tip)
        for wanneer, groep in rijen.groupby(periode):
            yield from _somfout(groep, regel, str(wanneer))
    for naam, (definities, sleutel, periode) in CIJFERTABELLEN.items():
        geregeld = {(r["indicator"], r["dimensie"]) for r in pakket["sommen"] if r["tabel"] == naam}
        soorten = tabellen[definities].set_index("id")["soort"]
        tabel = tabellen[naam]
        optelbaar = tabel[tabel[sleutel].map(soorten).isin(OPTELBAAR) & (tabel["waarde"] != "")]
        totalen = optelbaar.loc[optelbaar["dimensie"] == "", [sleutel, periode]]
        delen = optelbaar[optelbaar["dimensie"] != ""].merge(totalen, on=[sleutel, periode])
        for paar in delen[[sleutel, "dimensie"]].drop_duplicates().itertuples(index=False):
            if tuple(paar) not in geregeld:
                regel = f"geen som zegt hoe de delen van {paar[0]} naar {paar[1]} optellen"
                tip = "voeg een regel toe: gelijk of hoogstens"
                yield Fout("datapackage.json", regel, kolom="sommen", tip=tip)


def _somfout(groep: pd.DataFrame, regel: dict[str, str], wanneer: str) -> Iterator[Fout]:
    geheel = groep[groep["uitsplitsing"] == ""]
    delen = [als_getal(w) for w in groep.loc[groep["dimensie"] == regel["dimensie"], "waarde"]]
    totaal = None if geheel.empty else als_getal(geheel["waarde"].iloc[0])
    if not delen or totaal is None or None in delen:
        return
    som = sum((deel for deel in delen if deel is not None), 0.0)
    if som - totaal > MARGE or (regel["regel"] == "gelijk" and totaal - som > MARGE):
        decimalen = 0 if som.is_integer() and totaal.is_integer() else 2
        zin = (
            f"de delen van {regel['indicator']} naar {regel['dimensie']} in {wanneer} tellen op "
            f"tot {getal(som, decimalen)}, niet tot {getal(totaal, decimalen)}"
        )
        (rij,) = per_rij(geheel.head(1))
        yield bij(groep, rij, "waarde", zin, "verbeter het totaal of een van de delen")


def correctiefouten(tabellen: Tabellen, _: Pakket) -> Iterator[Fout]:
    """A correction of a figure refers to its current row, and changes something."""
    tabel = tabellen["correcties"]
    bekend = ankers_van(tabellen)
    vol = any(len(tabellen[naam]) for naam in REGISTERNAMEN)
    berekend = tuple(f"k-{naam}-" for naam in REGISTER_VAN) if vol else ()
    for rij in per_rij(tabel):
        anker = re.match(r"[ks]-", rij.plaats) and not rij.plaats.startswith(berekend)
        if anker and rij.plaats not in bekend:
            tip = "neem het anker van de bladzijde Kerncijfers over"
            yield bij(tabel, rij, "plaats", "verwijst naar een rij die er niet is", tip)
        if rij.oud == rij.nieuw:
            yield bij(tabel, rij, "nieuw", "oud en nieuw zijn gelijk", "verander iets")


def hoofdstukfouten(tabellen: Tabellen, _: Pakket) -> Iterator[Fout]:
    """A chapter that a row names exists; standalone notebooks skip this."""
    namen = {pad.stem for pad in HOOFDSTUKKEN.glob("*.md")}
    for naam in ("domeinen", "begrippen", "correcties") if namen else ():
        for rij in per_rij(tabellen[naam]):
            if rij.hoofdstuk and rij.hoofdstuk not in namen:
                tip = "neem de naam van een bestand in chapters/, zonder .md"
                yield bij(tabellen[naam], rij, "hoofdstuk", "dit hoofdstuk bestaat niet", tip)


def gebruiksfouten(tabellen: Tabellen, _: Pakket) -> Iterator[Fout]:
    """An unused source is a leftover, or a row fails to name it."""
    gebruikt = {BRON} if any(len(tabellen[naam]) for naam in REGISTERNAMEN) else set()
    for tabel in tabellen.values():
        for kolom in {"bron", "bron_a", "bron_b"} & set(tabel.columns):
            gebruikt |= set(tabel[kolom])
    for naam, bekend, regel, tip in (
        ("bronnen", gebruikt, "een bron die geen enkele rij gebruikt",
         "verwijder ze of verwijs ernaar"),
        ("reeksen", set(tabellen["sector"]["reeks"]), "een definitie zonder cijfer",
         "voeg een rij toe of haal de definitie weg"),
    ):  # fmt: skip
        for rij in per_rij(tabellen[naam]):
            if rij.id not in bekend:
                yield bij(tabellen[naam], rij, "id", regel, tip)


# Every rule with the tables it reads: an unreadable table disables only its own rules.
REGELS = (
    (statusfouten, {"kerncijfers", "sector"}),
    (jaarfouten, {"kerncijfers", "indicatoren"}),
    (breukfouten, {"indicatoren"}),
    (
        datumfouten,
        {"kerncijfers", "uitgelicht", "tijdlijn", "correcties", "bronnen", "sector", "feiten"},
    ),
    (periodefouten, {"sector", "doelen"}),
    (peilfouten, {"kerncijfers", "sector", "tijdlijn", "bronnen"}),
    (bereikfouten, {"kerncijfers", "indicatoren", "sector", "reeksen"}),
    (somfouten, {"kerncijfers", "indicatoren", "sector", "reeksen"}),
    (correctiefouten, {"kerncijfers", "sector", "correcties", *REGISTERNAMEN}),
    (hoofdstukfouten, {"domeinen", "begrippen", "correcties"}),
)
