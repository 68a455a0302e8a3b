"""Compute key figures from the registers that staff keep; the formulas are on page ``methode``.

The registers are tables of the data package and empty in the public edition. ``bereken`` returns
rows shaped like ``kerncijfers``; ``cijfers.register`` shows them next to the published ones. The
modules return the tables behind charts: ``tellingen`` of counts, ``antwoorden`` of surveys with
their uncertainty, ``boekhouding`` of the ledger. A year or a register without rows gives an empty
table, never a zero that nobody counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from .. import gegevens
from ..basis.tekst import enkelvoud, getal
from . import antwoorden, boekhouding, tellingen
from .recepten import REGISTER_VAN

REGISTERNAMEN = ("activiteiten", "tevredenheid", "rekeningen", "personeel", "bereik")
# Source of every computed row: the id of a row in ``bronnen`` once a register has rows.
BRON = "eigen-registers"
# ``mensen``: the smallest group of people that a row describes, if any (see ``openbaar``).
KOLOMMEN = ["jaar", "indicator", "dimensie", "uitsplitsing"]
KOLOMMEN += ["waarde", "n", "laag", "hoog", "mensen"]


@gegevens.onthoud
def bereken() -> pd.DataFrame:
    """Every key figure computed from the registers, up to the reporting year (do not change it).

    Columns: jaar, indicator, dimensie, uitsplitsing, waarde, and for a survey n (answers), laag
    and hoog (bounds of the 95 % interval), missing otherwise; mensen. Not rounded.
    """
    tabellen = {naam: gegevens.tabel(naam) for naam in REGISTERNAMEN}
    return bereken_uit(tabellen, gegevens.verslagjaar())


def bereken_uit(tabellen: Mapping[str, pd.DataFrame], tot: int) -> pd.DataFrame:
    """Like ``bereken``, from the given registers (typed as ``gegevens.tabel`` returns them)."""
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


def bereken_in(map_: Path, pakket: dict[str, Any]) -> pd.DataFrame:
    """Like ``bereken``, from the registers in a folder that ``pakket`` describes."""
    bronnen = {bron["name"]: bron for bron in pakket["resources"]}
    tabellen = {naam: gegevens.lees(map_, bronnen[naam]) for naam in REGISTERNAMEN}
    return bereken_uit(tabellen, pakket["verslagjaar"])


def samengevat(register: str) -> bool:
    """Whether figures computed from a register are published, but not its rows."""
    alles = gegevens.tabel("kerncijfers")
    return bool(
        ((alles["bron"] == BRON) & (alles["indicator"].map(REGISTER_VAN) == register)).any()
    )


def noot(rijen: pd.DataFrame) -> list[str]:
    """Notes for readers of computed rows (columns sleutel, n, laag, hoog)."""
    teksten = []
    for rij in rijen.to_dict("records"):
        tekst = f"Berekend uit het register {REGISTER_VAN[rij['sleutel']]}."
        if pd.notna(rij["n"]):
            tekst += f" {uit_antwoorden(rij['n'], rij['laag'], rij['hoog'])}"
        teksten.append(tekst)
    return teksten


def uit_antwoorden(n: float, laag: float, hoog: float) -> str:
    """The uncertainty of a survey, in one sentence for readers."""
    woord = gegevens.woord("antwoorden", enkelvoud(n))
    return (
        f"Op basis van {getal(n, 0)} {woord}; het 95\N{NO-BREAK SPACE}%-interval loopt van "
        f"{getal(laag, 0)} tot {getal(hoog, 0)}."
    )
