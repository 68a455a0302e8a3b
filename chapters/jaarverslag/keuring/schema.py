"""Validate table cells by the schema in ``datapackage.json``: constraints, keys, references.

Every rule is applied once per distinct text of a column, so that a register of a hundred thousand
rows takes a second or two. ``pakket.schema.json`` defines what the schema may contain; a constraint
that is not checked here is rejected there.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..basis import lijst
from ..gegevens.bestand import VORMEN, ZACHT_KOPPELTEKEN, Fout, Regel, celfouten, rijfouten

Tabellen = dict[str, pd.DataFrame]
FONTS = Path(__file__).resolve().parents[1] / "fonts"

# Keyword of a schema -> the rule in Dutch and a hint that gives its bound.
WOORDEN = {
    rij["woord"]: (rij["regel"], rij["tip"])
    for rij in lijst.rijen(Path(__file__).with_name("woorden.csv"))
}


@functools.cache
def _getekend() -> frozenset[str]:
    """The characters that every font of the book can draw."""
    from fontTools.ttLib import TTFont

    tekens = [set(TTFont(pad, lazy=True).getBestCmap()) for pad in sorted(FONTS.glob("*.ttf"))]
    return frozenset(map(chr, set.intersection(*tekens))) | {ZACHT_KOPPELTEKEN}


def ontbreekt(tekst: str) -> Regel | None:
    """The rule that a text breaks if a font cannot show it: readers would see a box instead."""
    for teken in "" if tekst.isascii() else tekst:
        if teken not in _getekend():
            return f"geen letterteken voor {teken!r} (U+{ord(teken):04X})", "schrijf het anders"
    return None


def schemafouten(cellen: pd.DataFrame, schema: dict[str, Any]) -> Iterator[Fout]:
    """Cells that break a constraint of their column, and duplicate keys."""
    for veld in schema["fields"]:
        yield from celfouten(cellen, veld["name"], celregel(veld))
    sleutels = [("dubbele sleutel", schema.get("primaryKey", []))]
    uniek = [v["name"] for v in schema["fields"] if v.get("constraints", {}).get("unique")]
    for regel, kolommen in sleutels + [("moet uniek zijn", [kolom]) for kolom in uniek]:
        if kolommen:
            yield from _dubbel(cellen, kolommen, regel)


def celregel(veld: dict[str, Any]) -> Callable[[str], Regel | None]:
    """The rules of one column as a function that returns the first one a cell breaks."""
    grenzen, soort = veld.get("constraints", {}), veld["type"]
    vorm = VORMEN.get(soort, (re.compile(".*"),))[0]
    maat: Callable[[Any], Any] = float if soort in ("integer", "number") else str
    breekt: dict[str, Callable[[str], bool]] = {
        "enum": lambda cel: cel not in grenzen["enum"],
        "minimum": lambda cel: maat(cel) < maat(grenzen["minimum"]),
        "maximum": lambda cel: maat(cel) > maat(grenzen["maximum"]),
        "minLength": lambda cel: len(cel) < grenzen["minLength"],
        "maxLength": lambda cel: len(cel) > grenzen["maxLength"],
        "pattern": lambda cel: not re.fullmatch(grenzen["pattern"], cel),
    }

    def met_grens(naam: str) -> Regel:
        grens, (regel, tip) = grenzen[naam], WOORDEN[naam]
        if naam == "pattern":  # in the column's own words, not as a regular expression
            return regel, veld.get("description", tip.format(grens=grens)).rstrip(".")
        return regel, tip.format(grens=", ".join(grens) if isinstance(grens, list) else grens)

    def oordeel(cel: str) -> Regel | None:
        if not cel:
            return met_grens("required") if grenzen.get("required") else None
        if not vorm.fullmatch(cel):
            return None  # rejected when it was read
        gebroken = (met_grens(n) for n, fout in breekt.items() if n in grenzen and fout(cel))
        return next(gebroken, None) or ontbreekt(cel)

    return oordeel


def _kern(tekst: str) -> str:
    """The part by which a reader takes two texts for the same."""
    return " ".join(unicodedata.normalize("NFKC", tekst).casefold().split())


def _dubbel(cellen: pd.DataFrame, kolommen: list[str], regel: str) -> Iterator[Fout]:
    gevuld = (cellen[kolommen] != "").any(axis=1)
    zelfde = cellen.duplicated(kolommen) & gevuld
    kern = cellen[kolommen].apply(lambda kolom: kolom.map({t: _kern(t) for t in kolom.unique()}))
    lijkt = kern.duplicated() & gevuld & ~zelfde
    tip = "staat al in een rij hierboven"
    yield from rijfouten(cellen, zelfde, kolommen[0], regel, tip)
    anders = f"{regel}, op hoofdletters, spaties of tekens na"
    yield from rijfouten(cellen, lijkt, kolommen[0], anders, tip)


def verwijsfouten(
    cellen: pd.DataFrame, schema: dict[str, Any], tabellen: Tabellen
) -> Iterator[Fout]:
    """Cells that refer to a missing row of another table, or of this one ("")."""
    for verwijzing in schema.get("foreignKeys", []):
        kolommen, naar = verwijzing["fields"], verwijzing["reference"]
        doel = tabellen.get(naar["resource"]) if naar["resource"] else cellen
        # The target may be a row that was already rejected.
        if doel is None or not doel.attrs["heel"]:
            continue
        doelen = pd.MultiIndex.from_frame(doel[naar["fields"]])
        gekend = pd.MultiIndex.from_frame(cellen[kolommen]).isin(doelen)
        fout = cellen[~gekend & (cellen[kolommen] != "").any(axis=1).to_numpy()]
        naam, waar = ", ".join(kolommen), naar["resource"] or "dezelfde tabel"
        if len(fout):
            fout = fout.assign(**{naam: fout[kolommen].agg(", ".join, axis=1)})
            regel = f"verwijst naar iets dat niet bestaat in {waar}"
            tip = "voeg het toe of verbeter de naam"
            yield from rijfouten(fout, np.ones(len(fout), bool), naam, regel, tip)
        if not naar["resource"]:
            yield from _kringen(cellen, kolommen[0], naar["fields"][0])


def _kringen(cellen: pd.DataFrame, kolom: str, sleutel: str) -> Iterator[Fout]:
    """Rows that are their own ancestor."""
    try:
        paren = zip(cellen[sleutel], cellen[kolom], strict=True)
        TopologicalSorter({naam: {ouder} for naam, ouder in paren}).prepare()
    except CycleError as fout:
        rond = cellen[sleutel].isin(fout.args[1])
        yield from rijfouten(cellen, rond, kolom, "hoort onder zichzelf", "wijs een hoger doel aan")
