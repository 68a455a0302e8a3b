"""Tables with pandas types for analysts, and back to the text form that the report uses.

In the cells of a chapter, dates are dates and empty cells are missing. The report itself compares
texts: there an empty cell is ``""``, and a date has its ISO form.
"""

from __future__ import annotations

import pandas as pd

from . import gegevens


def tabel(naam: str) -> pd.DataFrame:
    """One table of the package, typed by its schema; an empty cell is missing (NaN, NA or NaT).

    Returns a copy of shape (rows, columns of the schema), so that a chapter can change it freely.
    Raises ``OnbekendeTabel`` for an unknown table and ``OngeldigeTabel`` for an invalid one, in
    Dutch.
    """
    rijen = gegevens.tabel(naam)
    for veld in gegevens.tabelbeschrijving(naam)["schema"]["fields"]:
        kolom = rijen[veld["name"]]
        if veld["type"] in ("string", "date"):
            rijen[veld["name"]] = kolom.mask(kolom == "")
        if veld["type"] == "date":
            rijen[veld["name"]] = pd.to_datetime(rijen[veld["name"]], format="%Y-%m-%d")
    return rijen


def als_gelezen(rijen: pd.DataFrame) -> pd.DataFrame:
    """Rows with dates in ISO form and ``""`` for missing text, as ``gegevens.tabel`` gives them."""
    uit = rijen.copy()
    for naam, kolom in rijen.items():
        if pd.api.types.is_datetime64_any_dtype(kolom):
            uit[naam] = kolom.dt.strftime("%Y-%m-%d").fillna("").astype("str")
        elif pd.api.types.is_string_dtype(kolom):
            uit[naam] = kolom.fillna("")
    return uit
