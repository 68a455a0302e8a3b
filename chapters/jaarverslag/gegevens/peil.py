"""What was known on the reference date of an edition (``peildatum``), and what only later.

Dates may have year or month precision; then they are compared at that precision.
"""

from __future__ import annotations

import re
from typing import Any

from ..basis.tekst import MAANDEN

LATER, ONBEKEND = "later", "datum onbekend"


def begin_van(periode: str) -> str:
    """First day of a period: "2020-2022", "december 2018"; "" if it names no year."""
    jaar = re.search(r"\d{4}", periode)
    woord = periode.split(" ")[0]
    maand = MAANDEN.index(woord) + 1 if woord in MAANDEN else 1
    return f"{jaar[0]}-{maand:02d}-01" if jaar else ""


def peil(begin: str, sinds: str, datum: str, pakket: dict[str, Any]) -> str | None:
    """Whether a row was known on the reference date: "" if so, else ``LATER`` or ``ONBEKEND``.

    ``begin`` is the first day of what it describes, ``sinds`` the column bekend_sinds, ``datum``
    the date of its source; each may be "". ``None`` if undetermined: then ``sinds`` is needed.
    """
    peildatum = pakket["peildatum"]
    if begin > peildatum:
        return LATER
    if sinds == ONBEKEND:
        return ONBEKEND
    bekend = sinds or datum
    if not bekend:
        # An undated source is trusted up to and including the reporting year.
        jaar = begin[:4]
        return "" if jaar.isdecimal() and int(jaar) <= pakket["verslagjaar"] else None
    if bekend > peildatum[: len(bekend)]:
        return LATER
    return "" if bekend < peildatum[: len(bekend)] or bekend == peildatum else ONBEKEND
