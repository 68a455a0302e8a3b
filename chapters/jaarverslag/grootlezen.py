"""Read large tables with the types of their schema at once: quicker than by way of text.

Whatever this reader could take otherwise than the careful one it declines: it then returns
``None``, and the careful reader, which also says what is wrong, takes over.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

# Smaller files go by way of text: there the gain is not worth a second way.
GROOT = 100_000
# The same as the careful reader takes: beyond this a float no longer holds every integer.
GRENS = 2**53
WAARHEDEN = {"true": 1, "false": 0, "": -1}


def is_groot(pad: Path) -> bool:
    """Whether a file is worth the other reader."""
    try:
        return pad.stat().st_size >= GROOT
    except OSError:
        return False


def lees_groot(pad: Path, schema: dict[str, Any]) -> pd.DataFrame | None:
    """The table by its schema, text that repeats itself as categories; ``None`` when in doubt.

    Text cells that are empty hold "", as in the careful reader.
    """
    velden = schema["fields"]
    with pad.open("rb") as bestand:
        kop = bestand.readline().rstrip(b"\n")
    if kop != ",".join(veld["name"] for veld in velden).encode():
        return None
    getallen = [veld["name"] for veld in velden if veld["type"] in ("integer", "number", "year")]
    # A key differs in every row: categories would only be work.
    sleutel = schema["primaryKey"] if len(schema.get("primaryKey", [])) == 1 else []
    typen = {veld["name"]: "str" for veld in velden} | dict.fromkeys(getallen, "float64")
    try:
        gelezen = pd.read_csv(
            pad,
            dtype=typen,
            keep_default_na=False,
            na_values={naam: [""] for naam in getallen},
            encoding="utf-8",
        )
    except (ValueError, OverflowError):  # also what the parser and the decoder raise
        return None
    if not isinstance(gelezen.index, pd.RangeIndex):
        return None
    kolommen: dict[str, pd.Series] = {}
    for veld in velden:
        naam = veld["name"]
        # A key differs in every row: categories would only be work.
        soort = "sleutel" if [naam] == schema.get("primaryKey") else veld["type"]
        kolom = _kolom(gelezen[naam], soort)
        if kolom is None:
            return None
        kolommen[naam] = kolom
    return pd.DataFrame(kolommen)


def _kolom(kolom: pd.Series, soort: str) -> pd.Series | None:
    if soort in ("integer", "year", "number"):
        waarden = kolom.to_numpy()
        leeg = np.isnan(waarden)
        if soort == "number":
            return pd.Series(pd.array(waarden, dtype="Float64"), name=kolom.name)
        vol = np.where(leeg, 0.0, waarden)
        heel = vol.astype(np.int64)
        if (np.abs(vol) >= GRENS).any() or (heel != vol).any():
            return None
        return pd.Series(pd.arrays.IntegerArray(heel, leeg), name=kolom.name)
    codes, uniek = pd.factorize(kolom) if soort != "sleutel" else (None, [])
    if codes is None or codes.min(initial=0) < 0:
        # A row with too few cells leaves a hole where the careful reader would stop.
        return None if kolom.isna().any() else kolom
    if soort == "boolean":
        if not set(uniek) <= set(WAARHEDEN):
            return None
        namen = np.array([WAARHEDEN[cel] for cel in uniek], dtype=np.int8)[codes]
        return pd.Series(pd.arrays.BooleanArray(namen == 1, namen < 0), name=kolom.name)
    return pd.Series(pd.Categorical.from_codes(codes, uniek), name=kolom.name)


def als_tekst(tabel: pd.DataFrame) -> pd.DataFrame:
    """The same table with categories as plain text, the way small tables hold it."""
    soorten = {naam: "str" for naam, soort in tabel.dtypes.items() if soort == "category"}
    return tabel.astype(soorten) if soorten else tabel
