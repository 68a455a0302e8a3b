"""Rules of the tables that a schema cannot express: gaps, dates, sums.

Rules for the cells of one row are in ``regels.csv``: the tables, the column, when a row is wrong
(a pandas expression on its columns), the rule and a hint. Rules across rows are here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from ..basis import lijst
from ..basis.tekst import LEEMTEN, getal
from ..cijfers import CIJFERTABELLEN, ankers_van
from ..gegevens import per_rij
from ..gegevens.bestand import VORMEN, Fout, Regel, rijfouten
from ..gegevens.peil import ONBEKEND, begin_van, peil
from ..registers import BRON, REGISTER_VAN, REGISTERNAMEN, boekhouding
from .schema import Tabellen

Pakket = dict[str, Any]

HOOFDSTUKKEN = Path(__file__).resolve().parents[2]
# Columns of the definition of a figure that a rule may use.
DEFINITIE = ["soort", "decimalen", "eerste_jaar", "laatste_jaar"]
# Kinds whose parts add up to a total; no source gives them in thousandths.
OPTELBAAR = ["telling", "bedrag"]
DUIZENDPUNT = r"\.[0-9]{3}$"
# A larger difference is not floating-point noise.
MARGE = 0.005


RIJREGELS = tuple(
    (regel, compile(regel["fout"], "regels.csv", "eval"))
    for regel in lijst.rijen(Path(__file__).with_name("regels.csv"))
)


def bij(tabel: pd.DataFrame, rij: Any, kolom: str, regel: str, tip: str) -> Fout:
    return Fout(tabel.attrs["bestand"], regel, int(rij.Index), kolom, getattr(rij, kolom), tip)


def als_getal(tekst: str) -> float | None:
    """The number in a cell; ``None`` if it is empty or already rejected."""
    return float(tekst) if VORMEN["number"][0].fullmatch(tekst) else None


def rijregelfouten(tabellen: Tabellen, pakket: Pakket, eerder: list[Fout]) -> list[Fout]:
    """Rows that break a rule of ``regels.csv``.

    A rule skips rows in which a cell that it reads was rejected before, and is left out when it
    asks something of a table that could not be read.
    """
    getypeerd, omgeving = _getypeerd(tabellen, pakket), _omgeving(tabellen, pakket)
    fouten: list[Fout] = []
    for regel, code in RIJREGELS:
        if any(omgeving.get(naam, "") is None for naam in code.co_names):
            continue
        leest = {*code.co_names, regel["kolom"]}
        for naam in [naam for naam in regel["tabellen"].split() if naam in tabellen]:
            cellen = tabellen[naam]
            geweigerd = {
                fout.rij
                for fout in (*eerder, *fouten)
                if fout.bestand == cellen.attrs["bestand"] and fout.kolom in leest
            }
            if None in geweigerd:  # more than are listed
                continue
            goed = ~cellen.index.isin(geweigerd)
            cellen, tabel = cellen[goed], getypeerd[naam][goed]
            namen: dict[Any, Any] = {**omgeving, "cellen": cellen} | dict(tabel.items())
            # The expression is code of this repository; text of a table is only ever its data.
            waar = eval(code, {}, namen)
            if waar.any():
                fouten += _in_woorden(cellen[waar], regel, omgeving)
    return fouten


def _in_woorden(
    slecht: pd.DataFrame, regel: dict[str, str], omgeving: dict[str, Any]
) -> Iterator[Fout]:
    """A rule of ``regels.csv`` for every row; its words may name cells of that row."""
    per_zin: dict[Regel, list[int]] = {}
    for rij in per_rij(slecht):
        woorden = omgeving | rij._asdict()
        zin = regel["regel"].format(**woorden), regel["tip"].format(**woorden)
        per_zin.setdefault(zin, []).append(rij.Index)
    for (zin_, tip), rijen in per_zin.items():
        yield from rijfouten(slecht, slecht.index.isin(rijen), regel["kolom"], zin_, tip)


def _getypeerd(tabellen: Tabellen, pakket: Pakket) -> Tabellen:
    """The tables for the rules: with numbers, and columns for periods and definitions.

    A cell that is no number is missing here: it was rejected before.
    """
    uit = {}
    for bron in pakket["resources"]:
        if bron["name"] not in tabellen:
            continue
        uit[bron["name"]] = tabel = tabellen[bron["name"]].copy()
        for veld in bron["schema"]["fields"]:
            if veld["type"] in ("integer", "number"):
                tabel[veld["name"]] = pd.to_numeric(tabel[veld["name"]], errors="coerce")
        if "status" in tabel:
            tabel["leemte"] = tabel["status"].isin(LEEMTEN)
        if "periode" in tabel:
            jaren = tabel["periode"].str.extract("([0-9]{4})(?:[^0-9]+([0-9]{4}))?").astype(float)
            tabel[["periode_begin", "periode_einde"]] = jaren
    for naam, (definities, sleutel, _) in CIJFERTABELLEN.items():
        over = uit.get(definities, pd.DataFrame({"id": []})).drop_duplicates("id").set_index("id")
        if naam in uit:
            uit[naam] = uit[naam].join(over.reindex(columns=DEFINITIE), on=sleutel)
    return uit


def _omgeving(tabellen: Tabellen, pakket: Pakket) -> dict[str, Any]:
    """What a rule may use besides its own row; ``None`` when that could not be read."""

    def kolom(naam: str, kolom: str) -> pd.Series | None:
        return tabellen[naam][kolom] if naam in tabellen else None

    # A table that could not be read may contain what a rule looks for.
    alles = tabellen.keys() == {bron["name"] for bron in pakket["resources"]}
    vol = alles and any(len(tabellen[naam]) for naam in REGISTERNAMEN)
    gebruikt = {BRON} if vol else set()
    for tabel in tabellen.values():
        for naam in {"bron", "bron_a", "bron_b"} & set(tabel.columns):
            gebruikt |= set(tabel[naam])
    jaren = kolom("kerncijfers", "jaar")
    if jaren is not None:
        jaren = jaren[jaren.str.fullmatch("[12][0-9]{3}")]
    dagen = ("verslagjaar", "publicatiedatum", "bewerkingsdatum")
    return {
        **{naam: pakket[naam] for naam in dagen},
        "eerste": None if jaren is None else min(jaren, default=pakket["verslagjaar"]),
        "optelbaar": OPTELBAAR,
        "duizendpunt": DUIZENDPUNT,
        "zijde": boekhouding.zijde,
        "met_kerncijfer": kolom("kerncijfers", "indicator"),
        "met_sectorcijfer": kolom("sector", "reeks"),
        "gebruikte_bronnen": gebruikt if alles else None,
        "ankers": [*ankers_van(tabellen)] if alles else None,
        "berekende_ankers": tuple(f"k-{naam}-" for naam in REGISTER_VAN) if vol else (),
        # A downloaded notebook has no chapters next to it.
        "hoofdstukken": [pad.stem for pad in HOOFDSTUKKEN.glob("*.md")] or None,
    }


def breukfouten(tabellen: Tabellen, pakket: Pakket) -> Iterator[Fout]:
    bekend = set(tabellen["indicatoren"]["id"])
    for breuk in pakket.get("breuken", []):
        if breuk["indicator"] not in bekend:
            regel = "een breuk noemt een indicator die er niet is"
            yield Fout("datapackage.json", regel, None, "breuken", breuk["indicator"],
                       "verbeter de naam")  # fmt: skip


def peilfouten(tabellen: Tabellen, pakket: Pakket) -> Iterator[Fout]:
    """Figures and events of which it is unclear whether they were known by ``peildatum``."""
    datums = dict(zip(tabellen["bronnen"]["id"], tabellen["bronnen"]["datum"], strict=True))
    for naam, periode in (("kerncijfers", "jaar"), ("sector", "periode"), ("tijdlijn", "datum")):
        for rij in per_rij(tabellen[naam]):
            begin = rij.datum if naam == "tijdlijn" else begin_van(getattr(rij, periode))
            datum = datums.get(rij.bron, "")
            if rij.bron and peil(begin, rij.bekend_sinds, datum, pakket) is None:
                regel = f"niets zegt of dit op {pakket['peildatum']} bekend was"
                tip = f"vul de datum in waarop het bekend werd, of '{ONBEKEND}'"
                yield bij(tabellen[naam], rij, "bekend_sinds", regel, tip)


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
        soorten = tabellen[definities].drop_duplicates("id").set_index("id")["soort"]
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


# Every rule with the tables it reads: an unreadable table disables only its own rules.
REGELS = (
    (breukfouten, {"indicatoren"}),
    (peilfouten, {"kerncijfers", "sector", "tijdlijn", "bronnen"}),
    (somfouten, {"kerncijfers", "indicatoren", "sector", "reeksen"}),
)
