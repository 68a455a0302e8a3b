"""Rules of the registers that staff keep, and of published figures against computed ones.

All rules work on whole columns: a register may have a hundred thousand rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from .. import registers
from ..basis.tekst import afronden, getal
from ..gegevens import per_rij, typeer
from ..gegevens.bestand import EERSTE_RIJ, Fout, rijfouten
from ..registers import boekhouding
from .inhoud import bij
from .schema import Tabellen

# Column of a register -> its dimension in ``uitsplitsingen``.
DIMENSIES = {
    "activiteiten": {"thema": "thema", "doelgroep": "doelgroep"},
    "personeel": {"functie": "functie"},
    "bereik": {"kanaal": "kanaal"},
}
SLEUTELS = ["jaar", "indicator", "dimensie", "uitsplitsing"]


def dimensiefouten(tabellen: Tabellen, _: dict[str, Any]) -> Iterator[Fout]:
    """Themes, target groups, function groups and channels that are not in ``uitsplitsingen``."""
    namen = tabellen["uitsplitsingen"].groupby("dimensie")["id"].agg(sorted)
    for naam in DIMENSIES.keys() & tabellen.keys():
        for kolom, dimensie in DIMENSIES[naam].items():
            vreemd = ~tabellen[naam][kolom].isin(["", *namen.get(dimensie, [])])
            regel = f"staat niet in uitsplitsingen (dimensie {dimensie})"
            tip = f"kies uit: {', '.join(namen.get(dimensie, []))}"
            yield from rijfouten(tabellen[naam], vreemd, kolom, regel, tip)


def rekeningfouten(tabellen: Tabellen, _: dict[str, Any]) -> Iterator[Fout]:
    """Accounts that are part of another one of that year."""
    tabel = tabellen["rekeningen"]
    for jaar, nu in tabel.groupby("jaar"):
        nummers = set(nu["rekening"])
        for rij in per_rij(nu):
            begin = (rij.rekening[:lengte] for lengte in range(2, len(rij.rekening)))
            if ouder := next((deel for deel in begin if deel in nummers), ""):
                regel = f"zit al in rekening {ouder} van {jaar}: zo telt het bedrag dubbel"
                tip = "houd de rekening of haar delen, niet allebei"
                yield bij(tabel, rij, "rekening", regel, tip)


def bronfouten(tabellen: Tabellen, _: dict[str, Any]) -> Iterator[Fout]:
    """A register with rows needs a row among the sources."""
    vol = [naam for naam in registers.REGISTERNAMEN if len(tabellen[naam])]
    if vol and registers.BRON not in set(tabellen["bronnen"]["id"]):
        regel = f"het register {vol[0]} heeft rijen, maar de bron {registers.BRON} ontbreekt"
        tip = "voeg een rij toe voor de eigen registers"
        bestand = tabellen["bronnen"].attrs["bestand"]
        yield Fout(bestand, regel, kolom="id", waarde=registers.BRON, tip=tip)


REGELS = (
    (dimensiefouten, {"uitsplitsingen"}),
    (rekeningfouten, {"rekeningen"}),
    (bronfouten, {"bronnen", *registers.REGISTERNAMEN}),
)


def uitkomstfouten(tabellen: Tabellen, pakket: dict[str, Any]) -> Iterator[Fout]:
    """What only a computation shows: an unbalanced ledger, figures that do not agree.

    Only for tables without other problems, as it reads them like the report does.
    """
    bronnen = {bron["name"]: bron for bron in pakket["resources"]}
    if not any(len(tabellen[naam]) for naam in ("verschillen", *registers.REGISTERNAMEN)):
        return
    getypeerd = {
        naam: typeer(tabellen[naam], bronnen[naam])
        for naam in ("kerncijfers", "indicatoren", "verschillen", *registers.REGISTERNAMEN)
    }
    for jaar, waarom in boekhouding.onevenwicht(getypeerd["rekeningen"]):
        regel = f"de boekhouding van {jaar} is niet in evenwicht: {waarom}"
        tip = "vul de afgesloten boekhouding in, na verwerking van het resultaat"
        yield Fout(bronnen["rekeningen"]["path"], regel, kolom="bedrag", tip=tip)
    berekend = registers.bereken_uit(getypeerd, pakket["verslagjaar"])
    paden = {naam: bron["path"] for naam, bron in bronnen.items()}
    yield from vergelijk(getypeerd, berekend, paden)


def vergelijk(getypeerd: Tabellen, berekend: pd.DataFrame, paden: dict[str, str]) -> Iterator[Fout]:
    """Compare published with computed figures, rounded as the indicator declares.

    A lower bound agrees with anything not below it. A row of ``verschillen`` explains the
    difference with the computed figure that it names, and no other.
    """
    rijen, decimalen = (
        getypeerd["kerncijfers"],
        getypeerd["indicatoren"].set_index("id")["decimalen"],
    )
    rijen = rijen.assign(rij=range(EERSTE_RIJ, EERSTE_RIJ + len(rijen)))
    rijen = rijen[rijen["waarde"].notna()]
    naast = rijen.merge(berekend.rename(columns={"waarde": "uit_registers"}), on=SLEUTELS)
    verklaard = {
        tuple(getattr(r, s) for s in SLEUTELS): (plaats, r.berekend)
        for plaats, r in enumerate(per_rij(getypeerd["verschillen"]), EERSTE_RIJ)
    }
    gebruikt = set()
    for rij in per_rij(naast):
        cijfers = int(decimalen[rij.indicator])
        telling, gepubliceerd = (afronden(w, cijfers) for w in (rij.uit_registers, rij.waarde))
        if telling == gepubliceerd or (rij.status == "ondergrens" and telling > gepubliceerd):
            continue
        sleutel = tuple(getattr(rij, s) for s in SLEUTELS)
        plaats, vorige = verklaard.get(sleutel, (0, None))
        gebruikt.add(plaats)
        if vorige is not None and afronden(vorige, cijfers) == telling:
            continue
        wat = " ".join(filter(None, [rij.indicator, rij.uitsplitsing, str(rij.jaar)]))
        regel = (
            f"{wat}: gepubliceerd is {getal(gepubliceerd, cijfers)}, de registers geven "
            f"{getal(telling, cijfers)}"
        )
        tip = "verbeter een van de twee, of verklaar het verschil in verschillen.csv"
        yield Fout(paden["kerncijfers"], regel, int(rij.rij), "waarde", str(rij.waarde), tip)
    for sleutel, (plaats, _) in verklaard.items():
        if plaats not in gebruikt:
            regel, naam = "verklaart een verschil dat er niet is", str(sleutel[1])
            yield Fout(paden["verschillen"], regel, plaats, "indicator", naam, "haal de rij weg")
