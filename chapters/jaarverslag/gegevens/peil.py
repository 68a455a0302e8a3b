"""What was known on the day that counts for an edition (``peildatum``), and what only later.

Dates may be known to the year or the month only; then they are compared that far.
"""

from __future__ import annotations

import re
from typing import Any

from ..basis.tekst import MAANDEN

LATER, ONBEKEND = "later", "datum onbekend"


def begin_van(periode: str) -> str:
    """First day of a period: "2020-2022", "december 2018"; "" of one that names no year."""
    jaar = re.search(r"\d{4}", periode)
    woord = periode.split(" ")[0]
    maand = MAANDEN.index(woord) + 1 if woord in MAANDEN else 1
    return f"{jaar[0]}-{maand:02d}-01" if jaar else ""


def peil(begin: str, sinds: str, datum: str, pakket: dict[str, Any]) -> str | None:
    """Whether a row was known on the day that counts: "" if so, else ``LATER`` or ``ONBEKEND``.

    ``begin`` is the first day of what it describes, ``sinds`` the column bekend_sinds, ``datum``
    the date of its source; each may be "". ``None`` when nothing says it, and somebody has to.
    """
    peildatum = pakket["peildatum"]
    if begin > peildatum:
        return LATER
    if sinds == ONBEKEND:
        return ONBEKEND
    bekend = sinds or datum
    if not bekend:
        # Of the reporting year and before, an undated source may be trusted.
        jaar = begin[:4]
        return "" if jaar.isdecimal() and int(jaar) <= pakket["verslagjaar"] else None
    if bekend > peildatum[: len(bekend)]:
        return LATER
    return "" if bekend < peildatum[: len(bekend)] or bekend == peildatum else ONBEKEND
