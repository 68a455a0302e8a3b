"""Remember answers, and tell which questions about the data a chapter asked.

Whoever executes chapters can listen (``sys.addaudithook``) and knows then when their outputs still
hold: as long as every question has the same answer. What is read between the two events is behind
that answer, and counts for nothing else. An answer from memory tells the same.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable
from typing import Any

# Events: a question begins; it has its answer, with the name of the function and what it was asked.
BEGIN, GEVRAAGD = "jaarverslag.begin", "jaarverslag.gevraagd"
_onthouden: list[dict[tuple[Any, ...], Any]] = []


def onthoud(functie: Callable[..., Any]) -> Callable[..., Any]:
    """Like ``functools.cache``, for a function that answers from the data, its code, and the files
    that it is asked about.
    """
    antwoorden: dict[tuple[Any, ...], Any] = {}
    _onthouden.append(antwoorden)
    naam = f"{functie.__module__}:{functie.__qualname__}"

    @functools.wraps(functie)
    def met_spoor(*vraag: Any) -> Any:
        sys.audit(BEGIN)
        try:
            if vraag not in antwoorden:
                antwoorden[vraag] = functie(*vraag)
            return antwoorden[vraag]
        finally:
            sys.audit(GEVRAAGD, naam, vraag)

    return met_spoor


def antwoord(naam: str, vraag: tuple[Any, ...]) -> Any:
    """The answer to a question as it was told; what went wrong when there is none."""
    module, _, functie = naam.partition(":")
    try:
        return getattr(importlib.import_module(module), functie)(*vraag)
    except Exception as fout:
        return repr(fout)


def vergeet() -> None:
    """Make every remembered answer anew."""
    for antwoorden in _onthouden:
        antwoorden.clear()
