"""Tell what a chapter is made from: whole files of the data package, or the rows of one figure.

Whoever executes chapters can listen (``sys.addaudithook``) and then knows when their outputs still
hold. An answer from memory tells the same as one that was read: a table is opened once, and every
cell that asks it depends on it.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

# Events, with what they carry: a path; a table with a column and its value; whether it begins.
GELEZEN, DEEL, STIL = "jaarverslag.gelezen", "jaarverslag.deel", "jaarverslag.stil"
# The answers of every remembered function, so that ``vergeet`` need not know their names.
_onthouden: list[dict[Any, Any]] = []
# Of each remembered answer that is being made: the files behind it so far.
_lagen: ContextVar[tuple[set[Path], ...]] = ContextVar("_lagen", default=())


def gelezen(*paden: Path) -> None:
    """Files were read, or could not be."""
    for laag in _lagen.get():
        laag.update(paden)
    for pad in paden:
        sys.audit(GELEZEN, str(pad))


def deel(tabel: str, kolom: str, waarde: str) -> None:
    """Rows of ``cijfers.register`` were used: all, or those with ``waarde`` in ``kolom``."""
    sys.audit(DEEL, tabel, kolom, waarde)


@contextlib.contextmanager
def stil() -> Iterator[None]:
    """Files that are read in here do not count: the part that is taken from them was told."""
    sys.audit(STIL, True)
    try:
        yield
    finally:
        sys.audit(STIL, False)


def onthoud(functie: Callable[..., Any]) -> Any:
    """Like ``functools.cache``, but tells with every answer which files are behind it."""
    antwoorden: dict[tuple[Any, ...], tuple[Any, set[Path]]] = {}
    _onthouden.append(antwoorden)

    @functools.wraps(functie)
    def met_spoor(*vraag: Any) -> Any:
        if vraag not in antwoorden:
            bestanden: set[Path] = set()
            vroeger = _lagen.set((*_lagen.get(), bestanden))
            try:
                antwoorden[vraag] = functie(*vraag), bestanden
            finally:
                _lagen.reset(vroeger)
        else:
            gelezen(*antwoorden[vraag][1])
        return antwoorden[vraag][0]

    met_spoor.how_many = antwoorden.__len__  # type: ignore[attr-defined]
    return met_spoor


def vergeet() -> None:
    """Make every remembered answer anew."""
    for antwoorden in _onthouden:
        antwoorden.clear()
