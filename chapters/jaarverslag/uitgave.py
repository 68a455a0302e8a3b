"""What an edition says of itself: its year, authors, dates and how to cite it.

All of it stands in ``datapackage.json``, so that a new edition changes one file.
"""

from __future__ import annotations

from markupsafe import Markup

from . import gegevens
from .basis.myst import Md, codeblok
from .basis.tekst import datum, opsomming
from .voorbeeld import gemerkt, is_voorbeeld
from .weergave import Weergave

UITGEVER = "Socius vzw"


def titel() -> str:
    """Title of the edition: "Jaarverslag 2021"."""
    return gemerkt(f"Jaarverslag {gegevens.verslagjaar()}")


def auteurs(taal: str = "nl") -> str:
    """Authors of the original report: "Max Frans en Mieke Vasseur"; its publisher when unnamed."""
    namen = [f"{a['voornaam']} {a['familienaam']}" for a in gegevens.pakket().get("auteurs", [])]
    if not namen:
        return UITGEVER
    return " and ".join(namen) if taal == "en" else opsomming(namen)


def verschenen(taal: str = "nl") -> str:
    """Day on which the original report was published, in words: "12 mei 2022"."""
    return datum(gegevens.pakket()["publicatiedatum"], taal=taal)


def citaat() -> Md:
    """How to cite this edition, in the author-date style of the APA."""
    pakket = gegevens.pakket()
    namen = [f"{a['familienaam']}, {a['voornaam'][0]}." for a in pakket.get("auteurs", [])]
    citaat_ = Md("{} ({}). *{}*.{} Herbouwd uit publieke bronnen in {}, versie {}.")
    return citaat_.format(
        opsomming(namen) if namen else UITGEVER,
        pakket["publicatiedatum"][:4],
        titel(),
        # The publisher is not said twice.
        Md(" {}.").format(UITGEVER) if namen else Md(""),
        pakket["bewerkingsdatum"][:4],
        pakket["version"],
    )


def bibtex() -> str:
    """The same for programs that keep references."""
    pakket = gegevens.pakket()
    auteurs_ = pakket.get("auteurs", [])
    namen = " and ".join(f"{a['familienaam']}, {a['voornaam']}" for a in auteurs_)
    jaar = pakket["publicatiedatum"][:4]
    sleutel = (auteurs_[0]["familienaam"] if auteurs_ else "socius").lower()
    velden = {
        "author": namen or f"{{{UITGEVER}}}",
        "title": titel(),
        "institution": UITGEVER,
        "address": "Brussel",
        "year": jaar,
        "language": "dutch",
        "note": f"Herbouwd uit publieke bronnen in {pakket['bewerkingsdatum'][:4]}, "
        f"versie {pakket['version']}",
    }
    regels = "".join(f"  {naam} = {{{waarde}}},\n" for naam, waarde in velden.items())
    return f"@techreport{{{sleutel}{jaar},\n{regels}}}"


def toon_bibtex() -> Weergave:
    """Show the reference as a block of code."""
    return Weergave(codeblok(bibtex(), "bibtex"), Markup("<pre>{}</pre>").format(bibtex()))


def verslagbron() -> str:
    """Id of the source that is the report itself, else of the latest report before it.

    A package without any report as its source answers with its first source.
    """
    ids = gegevens.tabel("bronnen")["id"]
    if is_voorbeeld():
        # An invented report rests on none that was published.
        return str(ids.iloc[0])
    jaar = str(gegevens.verslagjaar())
    verslagen = ids[ids.str.fullmatch(r"socius-jaarverslag-\d{4}")]
    tijdig = verslagen[verslagen.str[-4:] <= jaar].sort_values()
    return str(tijdig.iloc[-1] if len(tijdig) else ids.iloc[0])
