"""Compute key figures from the registers that staff keep; the formulas stand on page ``methode``.

The registers are tables of the data package and empty in the public edition. ``bereken`` gives
rows shaped like ``kerncijfers``; ``cijfers.register`` shows them beside the published ones. The
modules give the tables behind charts: ``tellingen`` counts, ``antwoorden`` asks how sure a survey
is, ``boekhouding`` reads the ledger. A year or a register without rows gives an empty table, never
a zero that nobody counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from .. import gegevens
from ..basis import sporen
from ..basis.tekst import enkelvoud, getal
from . import antwoorden, boekhouding, tellingen
from .recepten import REGISTER_VAN

REGISTERNAMEN = ("activiteiten", "tevredenheid", "rekeningen", "personeel", "bereik")
# Source of every computed row: the id of a row in ``bronnen`` once a register holds something.
BRON = "eigen-registers"
# ``mensen``: the smallest group of people that a row tells of, if any (see ``openbaar``).
KOLOMMEN = [
    "jaar",
    "indicator",
    "dimensie",
    "uitsplitsing",
    "waarde",
    "n",
    "laag",
    "hoog",
    "mensen",
]


def bereken() -> pd.DataFrame:
    """Every key figure that the registers tell, up to the reporting year.

    Columns: jaar, indicator, dimensie, uitsplitsing, waarde, and for an enquiry n (answers), laag
    and hoog (bounds of the 95 % interval), missing otherwise; mensen. Not rounded.
    """
    return _bereken(gegevens.datamap()).copy()


@sporen.onthoud
def _bereken(map_: Path) -> pd.DataFrame:
    tabellen = {naam: gegevens.tabel(naam) for naam in REGISTERNAMEN}
    return bereken_uit(tabellen, gegevens.verslagjaar())


def bereken_uit(tabellen: Mapping[str, pd.DataFrame], tot: int) -> pd.DataFrame:
    """As ``bereken``, from registers in hand (typed as ``gegevens.tabel`` gives them)."""
    activiteiten = tellingen.met_maten(tabellen["activiteiten"])
    rijen = [
        *tellingen.kerncijfers(activiteiten),
        *antwoorden.kerncijfers(antwoorden.bij(activiteiten, tabellen["tevredenheid"])),
        *tellingen.bereikcijfers(tabellen["bereik"]),
        *tellingen.personeelscijfers(tabellen["personeel"]),
        *boekhouding.kerncijfers(tabellen["rekeningen"]),
    ]
    geheel = {"dimensie": "", "uitsplitsing": ""}
    alles = pd.DataFrame([geheel | rij for rij in rijen], columns=KOLOMMEN)
    alles = alles.astype({"jaar": "Int64"} | dict.fromkeys(KOLOMMEN[4:], float))
    return alles[alles["jaar"] <= tot].reset_index(drop=True)


def samengevat(register: str) -> bool:
    """Whether a register holds rows that did not go out, but what is computed from them did."""
    alles = gegevens.tabel("kerncijfers")
    return bool(
        ((alles["bron"] == BRON) & (alles["indicator"].map(REGISTER_VAN) == register)).any()
    )


def noot(rijen: pd.DataFrame) -> list[str]:
    """What a reader must know of computed rows (columns sleutel, n, laag, hoog)."""
    teksten = []
    for rij in rijen.to_dict("records"):
        tekst = f"Berekend uit het register {REGISTER_VAN[rij['sleutel']]}."
        if pd.notna(rij["n"]):
            tekst += f" {uit_antwoorden(rij['n'], rij['laag'], rij['hoog'])}"
        teksten.append(tekst)
    return teksten


def uit_antwoorden(n: float, laag: float, hoog: float) -> str:
    """How sure an enquiry is, in one sentence for readers."""
    woord = gegevens.woord("antwoorden", enkelvoud(n))
    return (
        f"Op basis van {getal(n, 0)} {woord}; het 95\N{NO-BREAK SPACE}%-interval loopt van "
        f"{getal(laag, 0)} tot {getal(hoog, 0)}."
    )
