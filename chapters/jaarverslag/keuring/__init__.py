"""Check the Data Package before anything is computed; every problem at once, in Dutch.

The description is judged first (``beschrijving``), then what each file holds
(``gegevens.bestand``), its schema (``schema``), what a schema cannot say (``inhoud``,
``registers``), and last what only a computation shows. A rule skips what another rule already
refused, so that one problem gives one line and no problem hides the next.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..gegevens.bestand import Fout, lees_blad, nieuwe, zwijg
from . import beschrijving, inhoud, registers
from .schema import Tabellen, schemafouten, verwijsfouten
from .tekens import tekenfouten

__all__ = ["Fout", "controleer", "tabelfouten"]


def controleer(datamap: Path) -> list[Fout]:
    """All problems of all tables in ``datamap``; an empty list when the package is sound."""
    pakket, fouten = beschrijving.lees(datamap)
    return [zwijg(fout) for fout in fouten] or tabelfouten(datamap, pakket)


def tabelfouten(datamap: Path, pakket: dict[str, Any]) -> list[Fout]:
    """All problems of the tables, by a description in which there are none."""
    fouten: list[Fout] = []
    tabellen: Tabellen = {}
    schemas = {bron["name"]: bron["schema"] for bron in pakket["resources"]}
    for bron in pakket["resources"]:
        blad = lees_blad(datamap, bron)
        fouten += blad.fouten
        if blad.cellen is not None:
            blad.cellen.attrs["heel"] = blad.heel
            tabellen[bron["name"]] = blad.cellen
    for naam, cellen in tabellen.items():
        fouten += nieuwe(fouten, schemafouten(cellen, schemas[naam]))
        fouten += nieuwe(fouten, verwijsfouten(cellen, schemas[naam], tabellen))
    fouten += nieuwe(fouten, tekenfouten(tabellen))
    for regel, nodig in (*inhoud.REGELS, *registers.REGELS):
        if nodig <= tabellen.keys():
            fouten += nieuwe(fouten, regel(tabellen, pakket))
    if tabellen.keys() == schemas.keys():
        # Else a use may stand in the table that is not read.
        fouten += nieuwe(fouten, inhoud.gebruiksfouten(tabellen, pakket))
    if not fouten:
        fouten += registers.uitkomstfouten(tabellen, pakket)
    return [zwijg(fout) for fout in fouten]
