"""Write tables as CSV for a Dutch Excel, with formulas disabled."""

from __future__ import annotations

import csv
import io
import unicodedata
from decimal import Decimal

import numpy as np
import pandas as pd

# A cell that begins with one of these is a formula to a spreadsheet; verkenner.js has the same.
FORMULETEKENS = set("=+-@")


def lijkt_formule(tekst: str) -> bool:
    """Whether a spreadsheet may evaluate a text: also after spaces, or with full-width signs."""
    eerste = unicodedata.normalize("NFKC", tekst.lstrip()[:1])
    return eerste in FORMULETEKENS or tekst.startswith(("\t", "\r"))


def veilige_cel(tekst: str) -> str:
    """Text that a spreadsheet never evaluates: ``"=1+1"`` becomes ``"'=1+1"``."""
    return f"'{tekst}" if lijkt_formule(tekst) else tekst


def excelcel(waarde: object) -> str:
    """One value in Flemish notation: decimal comma, no thousands, empty for a missing value."""
    if waarde is None or waarde is pd.NA or waarde != waarde:
        return ""
    if isinstance(waarde, (bool, np.bool_)):
        return "ja" if waarde else "nee"
    if isinstance(waarde, str):
        return veilige_cel(" ".join(waarde.splitlines()) if "\n" in waarde else waarde)
    try:
        exact = Decimal(str(waarde))
    except ArithmeticError:
        return veilige_cel(str(waarde))
    return format(exact.normalize(), "f").replace(".", ",")


def als_excel_csv(tabel: pd.DataFrame) -> bytes:
    """The whole table as bytes: UTF-8 with BOM, semicolons, decimal commas, Windows line ends.

    Numbers stay numbers, also negative ones; text that looks like a formula is escaped.
    """
    buffer = io.StringIO(newline="")
    schrijver = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    schrijver.writerow([excelcel(str(kolom)) for kolom in tabel.columns])
    for rij in tabel.itertuples(index=False, name=None):
        schrijver.writerow([excelcel(waarde) for waarde in rij])
    return buffer.getvalue().encode("utf-8-sig")
