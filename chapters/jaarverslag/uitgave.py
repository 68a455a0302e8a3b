"""Facts about the edition: its year, makers, authors and dates.

They are in ``datapackage.json``, so that a new edition changes one file. The makers
(``contributors``) made this edition; the authors (``auteurs``) wrote the report that it was rebuilt
from. ``citeren`` cites both.
"""

from __future__ import annotations

import re
from typing import Any

from . import gegevens
from .basis.tekst import datum, opsomming
from .voorbeeld import is_voorbeeld


def verslag_id(pakket: dict[str, Any], jaar: int | str) -> str:
    """Id of the source that is the organisation's own report over a year."""
    wie = re.sub(r"[^a-z0-9]+", "-", pakket["organisatie"]["kort"].lower())
    return f"{wie}-jaarverslag-{jaar}"


def makers() -> str:
    """Who made this edition: "De makers van deze bewerking"."""
    return opsomming([maker["title"] for maker in gegevens.pakket()["contributors"]])


def auteurs(taal: str = "nl") -> str:
    """Authors of the original report: "Max Frans en Mieke Vasseur"; its publisher when unnamed."""
    pakket = gegevens.pakket()
    namen = [
        " ".join(auteur[deel] for deel in ("voornaam", "familienaam", "naam") if deel in auteur)
        for auteur in pakket.get("auteurs") or [{"naam": pakket["organisatie"]["naam"]}]
    ]
    return " and ".join(namen) if taal == "en" else opsomming(namen)


def verschenen(taal: str = "nl") -> str:
    """Day on which the original report was published, in words: "12 mei 2022"."""
    return datum(gegevens.pakket()["publicatiedatum"], taal=taal)


def verslagbron() -> str:
    """Id of the source that is the report itself, the latest report before it, or the first."""
    ids = gegevens.tabel("bronnen")["id"]
    if is_voorbeeld():
        # An invented report has no published one.
        return str(ids.iloc[0])
    pakket, jaar = gegevens.pakket(), str(gegevens.verslagjaar())
    verslagen = ids[ids.str.fullmatch(verslag_id(pakket, r"\d{4}"))]
    tijdig = verslagen[verslagen.str[-4:] <= jaar].sort_values()
    return str(tijdig.iloc[-1] if len(tijdig) else ids.iloc[0])
