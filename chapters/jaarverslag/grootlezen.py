"""Read large tables with the types of their schema at once: quicker than by way of text.

Whatever this reader could take otherwise than the careful one it declines: it then returns
``None``, and the careful reader, which also says what is wrong, takes over.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

# Smaller files go by way of text: there the gain is not worth a second way.
GROOT = 100_000
# The same as the careful reader takes: beyond this a float no longer holds every integer.
GRENS = 2**53
GETALLEN = ("integer", "year", "number")
# Columns with few different texts: only a matter of speed.
HERHAALD = (
    "begin", "einde", "soort", "thema", "vorm", "doelgroep", "domein", "functie", "kanaal",
    "maand", "maat",
)  # fmt: skip
WAARHEDEN = {"true": 1, "false": 0, "": -1}


def is_groot(pad: Path) -> bool:
    """Whether a file is worth the other reader."""
    try:
        return pad.stat().st_size >= GROOT
    except OSError:
        return False


def lees_groot(
    pad: Path, schema: dict[str, Any], kolommen: Collection[str] | None = None
) -> pd.DataFrame | None:
    """The table by its schema, text that repeats itself as categories; ``None`` when in doubt.

    With ``kolommen`` only those. Text cells that are empty hold "", as in the careful reader.
    """
    with pad.open("rb") as bestand:
        kop = bestand.readline().rstrip(b"\n")
    if kop != ",".join(veld["name"] for veld in schema["fields"]).encode():
        return None
    velden = {
        veld["name"]: veld["type"]
        for veld in schema["fields"]
        if kolommen is None or veld["name"] in kolommen
    }
    try:
        gelezen = pd.read_csv(
            pad,
            dtype={naam: _leestype(naam, soort) for naam, soort in velden.items()},
            usecols=list(velden),
            keep_default_na=False,
            na_values={naam: [""] for naam, soort in velden.items() if soort in GETALLEN},
            encoding="utf-8",
        )
    except (ValueError, OverflowError):  # also what the parser and the decoder raise
        return None
    if not isinstance(gelezen.index, pd.RangeIndex):
        return None
    klaar = {naam: _kolom(gelezen[naam], soort) for naam, soort in velden.items()}
    return None if any(kolom is None for kolom in klaar.values()) else pd.DataFrame(klaar)


def _leestype(naam: str, soort: str) -> str:
    if soort in GETALLEN:
        return "float64"
    return "category" if naam in HERHAALD or soort == "boolean" else "str"


def _kolom(kolom: pd.Series, soort: str) -> pd.Series | None:
    if soort in GETALLEN:
        waarden = kolom.to_numpy()
        leeg = np.isnan(waarden)
        if soort == "number":
            return pd.Series(pd.array(waarden, dtype="Float64"), name=kolom.name)
        vol = np.where(leeg, 0.0, waarden)
        heel = vol.astype(np.int64)
        if (np.abs(vol) >= GRENS).any() or (heel != vol).any():
            return None
        return pd.Series(pd.arrays.IntegerArray(heel, leeg), name=kolom.name)
    if kolom.isna().any():
        # A row with too few cells leaves a hole where the careful reader would stop.
        return None
    if kolom.dtype == "category" and not pd.api.types.is_string_dtype(kolom.cat.categories):
        # Texts that all look like numbers were taken for numbers: 01 would be 1.
        return None
    if soort == "boolean":
        uniek, codes = kolom.cat.categories, kolom.cat.codes.to_numpy()
        if not set(uniek) <= set(WAARHEDEN):
            return None
        namen = np.array([WAARHEDEN[cel] for cel in uniek], dtype=np.int8)[codes]
        return pd.Series(pd.arrays.BooleanArray(namen == 1, namen < 0), name=kolom.name)
    return kolom


def als_tekst(tabel: pd.DataFrame) -> pd.DataFrame:
    """The same table with categories as plain text, the way small tables hold it."""
    soorten = {naam: "str" for naam, soort in tabel.dtypes.items() if soort == "category"}
    return tabel.astype(soorten) if soorten else tabel
