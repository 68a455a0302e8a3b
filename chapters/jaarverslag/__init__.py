"""Compute and show the key figures of an annual report from the Data Package in ``data/``.

``gegevens`` reads tables, ``cijfers`` asks figures and computes with them, ``tekst`` writes them
in Dutch, ``zinnen`` sets years beside each other, ``grafieken`` draws, ``tonen`` shows,
``keuring`` checks the tables.
"""

from typing import Any

from .basis.myst import Md, koppeling
from .basis.prijzen import koopkracht
from .basis.tekst import datum, getal, groot_bedrag, jaartal, opsomming, vergelijking
from .cijfers import (
    Cijfer,
    OnbekendCijfer,
    aandeel,
    aantal,
    berekend,
    cijfer,
    per,
    reeks,
    register,
    sectorcijfer,
    som,
    verschil,
)
from .citeren import citaat, toon_bibtex
from .gegevens import pakket, tabel, tabelnamen, verslagjaar
from .tonen import (
    Tegel,
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
    toon_uitgelicht,
    toon_uitgelicht_overzicht,
    toon_uitgelicht_van,
    uitgelicht_nu,
)
from .uitgave import auteurs, verschenen, verslagbron
from .voorbeeld import bestandsnaam
from .zinnen import jaarpaar, jaarzin, meerderheid, toon_vergelijking, toppen, zin

__all__ = [
    "Cijfer", "Md", "OnbekendCijfer", "Tegel", "aandeel", "aantal", "auteurs", "berekend",
    "bestandsnaam", "bronverwijzing", "cijfer", "citaat", "datum", "getal", "groot_bedrag",
    "jaarpaar", "jaartal", "jaarzin", "koopkracht", "koppeling", "leemtes", "meerderheid",
    "noem", "opsomming", "pakket", "per", "reeks", "register", "sectorcijfer", "som", "tabel",
    "tabelnamen", "toon", "toon_begrippen", "toon_bibtex", "toon_bronnen", "toon_bronnenlijst",
    "toon_figuur", "toon_leemtes", "toon_omslag", "toon_register", "toon_registers",
    "toon_tabel", "toon_tegels", "toon_uitgelicht", "toon_uitgelicht_overzicht",
    "toon_uitgelicht_van", "toon_vergelijking", "toppen", "uitgelicht_nu", "vergelijking",
    "verschenen", "verschil", "verslagbron", "verslagjaar", "zin",
]  # fmt: skip


def __getattr__(naam: str) -> Any:
    """``toon_registers`` draws: who only asks figures does not wait a second for matplotlib."""
    if naam != "toon_registers":
        raise AttributeError(f"module {__name__!r} has no attribute {naam!r}")
    from .overzichten import toon_registers

    return toon_registers
