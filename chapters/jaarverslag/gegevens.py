"""Read the Data Package in ``data/`` as typed pandas tables.

``data/datapackage.json`` holds the only schema: column names, types, keys and rules. This
module reads, ``controle`` judges.
"""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import Any

import pandas as pd

# pandas types that can hold a missing value, by Table Schema type.
SOORTEN = {
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "year": "Int64",
}


def datamap() -> Path:
    """Folder of the Data Package: beside the chapters, or where ``JAARVERSLAG_DATA`` points."""
    elders = os.environ.get("JAARVERSLAG_DATA")
    return Path(elders) if elders else Path(__file__).resolve().parents[2] / "data"


@functools.cache
def _beschrijving(map_: Path) -> dict[str, Any]:
    return json.loads((map_ / "datapackage.json").read_text(encoding="utf-8"))


def pakket() -> dict[str, Any]:
    """Descriptor of the Data Package as a dictionary (do not change it)."""
    return _beschrijving(datamap())


def verslagjaar() -> int:
    """The year this edition reports on; it stands in ``datapackage.json`` and nowhere else."""
    return int(pakket()["verslagjaar"])


def tabelnamen() -> list[str]:
    """Names of all tables in the package, in its order."""
    return [bron["name"] for bron in pakket()["resources"]]


def _schema(naam: str) -> dict[str, Any]:
    for bron in pakket()["resources"]:
        if bron["name"] == naam:
            return bron
    bekend = ", ".join(tabelnamen())
    raise KeyError(f"De tabel {naam!r} bestaat niet. Deze tabellen zijn er: {bekend}.")


@functools.cache
def _lees(map_: Path, naam: str) -> pd.DataFrame:
    bron = _schema(naam)
    velden = bron["schema"]["fields"]
    ruw = pd.read_csv(map_ / bron["path"], dtype=str, keep_default_na=False, encoding="utf-8")
    verwacht = [veld["name"] for veld in velden]
    if list(ruw.columns) != verwacht:
        raise ValueError(
            f"{bron['path']}: kolommen {list(ruw.columns)} wijken af van het schema {verwacht}."
        )
    kolommen = {veld["name"]: _kolom(ruw[veld["name"]], veld["type"]) for veld in velden}
    return pd.DataFrame(kolommen)


def _kolom(tekst: pd.Series, soort: str) -> pd.Series:
    """Turn a column of text into the type of the schema; empty text of a number is missing."""
    if soort == "boolean":
        return tekst.map({"true": True, "false": False, "": pd.NA}).astype("boolean")
    if soort in SOORTEN:
        return pd.to_numeric(tekst.mask(tekst == ""), errors="raise").astype(SOORTEN[soort])
    return tekst


def tabel(naam: str) -> pd.DataFrame:
    """One table of the package, typed by its schema; text cells that are empty hold ``""``.

    Returns a copy of shape (rows, columns of the schema), so that a chapter can change it freely.
    Raises ``KeyError`` (in Dutch, with the names that exist) for an unknown table.
    """
    return _lees(datamap(), naam).copy()
