"""Validate the Data Package before anything is computed; all problems at once, in Dutch.

The descriptor is checked first (``beschrijving``), then the content of each file
(``gegevens.bestand``), its schema (``schema``), what a schema cannot express (``inhoud``,
``registers``), and last what only a computation shows. A rule skips what an earlier rule rejected,
so that each problem is reported once and none hides another.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..gegevens.bestand import Fout, lees_blad, nieuwe, zwijg
from . import beschrijving, inhoud, registers
from .schema import Tabellen, schemafouten, verwijsfouten

__all__ = ["Fout", "controleer", "tabelfouten"]


def controleer(datamap: Path) -> list[Fout]:
    """All problems of all tables in ``datamap``; an empty list if the package is valid."""
    pakket, fouten = beschrijving.lees(datamap)
    return [zwijg(fout) for fout in fouten] or tabelfouten(datamap, pakket)


def tabelfouten(datamap: Path, pakket: dict[str, Any]) -> list[Fout]:
    """All problems of the tables, given a valid descriptor."""
    fouten: list[Fout] = []
    tabellen: Tabellen = {}
    schemas = {bron["name"]: bron["schema"] for bron in pakket["resources"]}
    for bron in pakket["resources"]:
        blad = lees_blad(datamap, bron)
        fouten += blad.fouten
        if blad.cellen is not None:
            tabellen[bron["name"]] = blad.cellen
    for naam, cellen in tabellen.items():
        fouten += nieuwe(fouten, schemafouten(cellen, schemas[naam]))
        fouten += nieuwe(fouten, verwijsfouten(cellen, schemas[naam], tabellen))
    fouten += inhoud.rijregelfouten(tabellen, pakket, fouten)
    for regel, nodig in (*inhoud.REGELS, *registers.REGELS):
        if nodig <= tabellen.keys():
            fouten += nieuwe(fouten, regel(tabellen, pakket))
    if not fouten:
        fouten += registers.uitkomstfouten(tabellen, pakket)
    return [zwijg(fout) for fout in fouten]
