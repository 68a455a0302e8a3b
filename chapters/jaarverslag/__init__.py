"""Compute and show the key figures of an annual report from the Data Package in ``data/``.

``gegevens`` reads tables, ``cijfers`` looks up figures, ``rekenen`` computes with them, ``tekst``
formats them in Dutch, ``zinnen`` compares years, ``grafieken`` draws, ``tonen`` shows, ``keuring``
validates the tables.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from .basis.myst import Md, koppeling
from .basis.prijzen import koopkracht
from .basis.tekst import datum, getal, groot_bedrag, opsomming
from .cijfers import OnbekendCijfer, cijfer, reeks, register, sectorcijfer
from .citeren import citaat, toon_bibtex
from .gegevens import pakket, tabelnamen, verslagjaar
from .rekenen import Cijfer, aandeel, aantal
from .tabellen import tabel
from .tonen import (
    Tegel,
    bewaar,
    bronverwijzing,
    leemtes,
    noem,
    toon,
    toon_begrippen,
    toon_bronnen,
    toon_bronnenlijst,
    toon_figuur,
    toon_leemtes,
    toon_omslag,
    toon_register,
    toon_tabel,
    toon_tegels,
    toon_uitgelicht_overzicht,
    toon_uitgelicht_van,
)
from .uitgave import auteurs, verschenen, verslagbron
from .voorbeeld import bestandsnaam
from .zinnen import jaarpaar, toon_vergelijking, toppen

__all__ = [
    "Cijfer", "Md", "OnbekendCijfer", "Tegel", "aandeel", "aantal", "auteurs",
    "bestandsnaam", "bewaar", "bronverwijzing", "cijfer", "citaat", "datum", "getal",
    "groot_bedrag", "jaarpaar", "koopkracht", "koppeling", "leemtes", "noem",
    "opsomming", "pakket", "reeks", "register", "sectorcijfer", "tabel",
    "tabelnamen", "toon", "toon_begrippen", "toon_bibtex", "toon_bronnen", "toon_bronnenlijst",
    "toon_figuur", "toon_leemtes", "toon_omslag", "toon_register", "toon_registers",
    "toon_tabel", "toon_tegels", "toon_uitgelicht_overzicht",
    "toon_uitgelicht_van", "toon_vergelijking", "toppen",
    "verschenen", "verslagbron", "verslagjaar",
]  # fmt: skip


def _met_hulp(functie: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a function, so that a call with wrong arguments raises an error in Dutch."""

    @functools.wraps(functie)
    def vraag(*delen: Any, **namen: Any) -> Any:
        try:
            return functie(*delen, **namen)
        except TypeError as fout:
            if fout.__traceback__ is None or fout.__traceback__.tb_next is not None:
                raise
        soort = inspect.signature(functie)
        namen_ = [p.replace(annotation=p.empty) for p in soort.parameters.values()]
        vraagt = soort.replace(parameters=namen_, return_annotation=soort.empty)
        raise TypeError(f"Schrijf {functie.__name__}{vraagt}.")

    return vraag


for _naam in __all__:
    if inspect.isfunction(globals().get(_naam)):
        globals()[_naam] = _met_hulp(globals()[_naam])


def __getattr__(naam: str) -> Any:
    """Import ``toon_registers`` when needed: matplotlib takes a second to load."""
    if naam != "toon_registers":
        raise AttributeError(f"module {__name__!r} has no attribute {naam!r}")
    from .overzichten import toon_registers

    return toon_registers
