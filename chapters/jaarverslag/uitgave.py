"""What an edition says of itself: its year, authors, dates and how to cite it.

All of it stands in ``datapackage.json``, so that a new edition changes one file.
"""

from __future__ import annotations

from . import gegevens
from .tekst import datum, markdown, opsomming
from .tonen import Md


def titel() -> str:
    """Title of the edition: "Jaarverslag 2021"."""
    return f"Jaarverslag {gegevens.verslagjaar()}"


def auteurs(taal: str = "nl") -> str:
    """Authors of the original report, first names first: "Max Frans en Mieke Vasseur"."""
    namen = [f"{a['voornaam']} {a['familienaam']}" for a in gegevens.pakket().get("auteurs", [])]
    return " and ".join(namen) if taal == "en" else opsomming(namen)


def verschenen(taal: str = "nl") -> str:
    """Day on which the original report was published, in words: "12 mei 2022"."""
    return datum(gegevens.pakket()["publicatiedatum"], taal=taal)


def citaat() -> Md:
    """How to cite this edition, in the author-date style."""
    pakket = gegevens.pakket()
    namen = [f"{a['familienaam']}, {a['voornaam'][0]}." for a in pakket.get("auteurs", [])]
    wie = markdown(opsomming(namen)) if namen else "Socius vzw"
    return Md(
        f"{wie} ({pakket['publicatiedatum'][:4]}). *{titel()}*. Brussel: Socius vzw. "
        f"Herbouwd uit publieke bronnen in {pakket['bewerkingsdatum'][:4]}."
    )


def verslagbron() -> str:
    """Id of the source that is the report itself, or of the latest report that is a source."""
    ids = set(gegevens.tabel("bronnen")["id"])
    jaren = range(gegevens.verslagjaar(), gegevens.verslagjaar() - 30, -1)
    return next(id for jaar in jaren if (id := f"socius-jaarverslag-{jaar}") in ids)
