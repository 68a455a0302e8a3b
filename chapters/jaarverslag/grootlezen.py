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
GROOT = 1_000_000
# The same as the careful reader takes: beyond this a float no longer holds every integer.
GRENS = 2**53


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
    typen = {veld["name"]: "str" if veld["name"] in sleutel else "category" for veld in velden}
    try:
        gelezen = pd.read_csv(
            pad,
            dtype=typen | dict.fromkeys(getallen, "float64"),
            keep_default_na=False,
            na_values={naam: [""] for naam in getallen},
            encoding="utf-8",
        )
    except (ValueError, OverflowError):  # also what the parser and the decoder raise
        return None
    if not isinstance(gelezen.index, pd.RangeIndex):
        return None
    kolommen = {veld["name"]: _kolom(gelezen[veld["name"]], veld["type"]) for veld in velden}
    if any(kolom is None for kolom in kolommen.values()):
        return None
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
    if soort == "boolean":
        if not set(kolom.cat.categories) <= {"true", "false", ""}:
            return None
        namen = kolom.cat.categories.map({"true": 1, "false": 0, "": -1}).to_numpy(dtype=int)
        codes = namen[kolom.cat.codes.to_numpy()]
        return pd.Series(pd.arrays.BooleanArray(codes == 1, codes < 0), name=kolom.name)
    # A row with too few cells leaves a hole where the careful reader would stop.
    return None if kolom.isna().any() else kolom


def als_tekst(tabel: pd.DataFrame) -> pd.DataFrame:
    """The same table with categories as plain text, the way small tables hold it."""
    soorten = {naam: "str" for naam, soort in tabel.dtypes.items() if soort == "category"}
    return tabel.astype(soorten) if soorten else tabel
