"""Judge a large table by its schema, column by column: the same rules, a million rows.

frictionless looks at rows one by one, which takes minutes for a large register. Here every rule
looks once at every different value of a column. What this way cannot read exactly it leaves to
the careful way (``None``), which then takes its time.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .codering import EERSTE_RIJ, Fout, _tekst, _tekstregel, _vormregel
from .registercontrole import op_rijen

# Printable ASCII with single spaces: nothing that ``codering`` could refuse.
GEWOON = re.compile(r"(?:[!-~]+(?: [!-~]+)*)?")
# A cell between quotation marks as every reader takes it.
GOEDE_QUOTES = re.compile(r'(^|,)"(?:[^"\n]|"")*"(?=,|$)', re.M)

Regel = tuple[str, str]


def lees(datamap: Path, bron: dict[str, Any]) -> pd.DataFrame | None:
    """The table as text with its row numbers; ``None`` when the careful way must look."""
    naam, velden = bron["path"], [veld["name"] for veld in bron["schema"]["fields"]]
    try:
        tekst, fouten = _tekst(naam, (datamap / naam).read_bytes())
    except OSError:
        return None
    if tekst is None or fouten or tekst.split("\n", 1)[0] != ",".join(velden):
        return None
    if "\n\n" in tekst or ('"' in tekst and '"' in GOEDE_QUOTES.sub(r"\1", tekst)):
        return None
    try:
        tabel = pd.read_csv(
            io.StringIO(tekst), dtype="str", keep_default_na=False, skip_blank_lines=False
        )
    except ValueError:
        return None
    if not isinstance(tabel.index, pd.RangeIndex) or tabel.isna().any(axis=None):
        return None
    tabel["rij"] = np.arange(EERSTE_RIJ, EERSTE_RIJ + len(tabel))
    tabel.attrs["bestand"] = naam
    return tabel


def celfouten(
    tabel: pd.DataFrame, velden: list[dict[str, Any]], beperkingen: dict[str, Regel]
) -> Iterator[Fout]:
    """Cells that break the coding, the type or a constraint of their column; the first rule."""
    for veld in velden:
        codes, uniek = pd.factorize(tabel[veld["name"]])
        oordeel = _oordeel(veld, beperkingen)
        gevonden: dict[Regel, list[int]] = {}
        for nummer, cel in enumerate(uniek):
            regel = oordeel(str(cel))
            if regel:
                gevonden.setdefault(regel, []).append(nummer)
        for (regel_, tip), nummers in gevonden.items():
            yield from op_rijen(tabel, np.isin(codes, nummers), regel_, veld["name"], tip)


def _oordeel(veld: dict[str, Any], beperkingen: dict[str, Regel]) -> Callable[[str], Regel | None]:
    """The rules of one column as one function, its patterns compiled once."""
    soort, grenzen = veld["type"], veld.get("constraints", {})
    patroon = re.compile(f"^{grenzen['pattern']}$") if "pattern" in grenzen else None
    enum = set(grenzen["enum"]) if "enum" in grenzen else None

    def breekt(naam: str) -> Regel:
        regel, tip = beperkingen[naam]
        grens = grenzen.get(naam)
        lijst = ", ".join(grens) if isinstance(grens, list) else str(grens)
        return regel, tip.format(grens=lijst)

    def oordeel(cel: str) -> Regel | None:
        if not GEWOON.fullmatch(cel):
            regel = _tekstregel(cel)
            if regel[0]:
                return regel
        if cel == "":
            return breekt("required") if grenzen.get("required") else None
        vorm = _vormregel(cel, soort)
        if vorm[0]:
            return vorm
        if soort == "date" and not _is_dag(cel):
            return "verkeerd type", "schrijf getallen met een punt, datums als jjjj-mm-dd"
        if soort in ("integer", "number"):
            if "minimum" in grenzen and float(cel) < grenzen["minimum"]:
                return breekt("minimum")
            if "maximum" in grenzen and float(cel) > grenzen["maximum"]:
                return breekt("maximum")
        if enum is not None and cel not in enum:
            return breekt("enum")
        if "maxLength" in grenzen and len(cel) > grenzen["maxLength"]:
            return breekt("maxLength")
        return breekt("pattern") if patroon and not patroon.match(cel) else None

    return oordeel


def _is_dag(cel: str) -> bool:
    import datetime as dt

    try:
        return bool(dt.date.fromisoformat(cel))
    except ValueError:
        return False


def sleutelfouten(tabel: pd.DataFrame, schema: dict[str, Any], regel: Regel) -> Iterator[Fout]:
    """Rows whose key stands in a row above."""
    sleutel = schema.get("primaryKey", [])
    if sleutel:
        dubbel = tabel.duplicated(sleutel).to_numpy(bool)
        yield from op_rijen(tabel, dubbel, regel[0], sleutel[0], regel[1])


def verwijsfouten(
    tabel: pd.DataFrame, schema: dict[str, Any], tabellen: dict[str, pd.DataFrame], regel: Regel
) -> Iterator[Fout]:
    """Cells that refer to a row that is not there, of another table or of this one ("")."""
    for verwijzing in schema.get("foreignKeys", []):
        kolommen, naar = verwijzing["fields"], verwijzing["reference"]
        doel = tabellen.get(naar["resource"]) if naar["resource"] else tabel
        # A row that was refused already may well be the one that is meant.
        if doel is None or not doel.attrs.get("heel", True):
            continue
        ontbreekt = ~_sleutels(tabel, kolommen).isin(_sleutels(doel, naar["fields"]))
        fout = tabel[ontbreekt & (tabel[kolommen] != "").any(axis=1).to_numpy()]
        naam, waar = ", ".join(kolommen), naar["resource"] or "dezelfde tabel"
        if len(fout):
            fout = fout.assign(**{naam: fout[kolommen].agg(", ".join, axis=1)})
            alle = np.ones(len(fout), bool)
            yield from op_rijen(fout, alle, f"{regel[0]} in {waar}", naam, regel[1])


def _sleutels(tabel: pd.DataFrame, kolommen: list[str]) -> pd.Index:
    if len(kolommen) == 1:
        return pd.Index(tabel[kolommen[0]])
    return pd.MultiIndex.from_frame(tabel[kolommen])
