"""How to cite an edition: for readers (APA), for programs (BibTeX, CITATION.cff, schema.org).

The citation is of this edition, by its makers, followed by the report that it was rebuilt from,
whose authors did not write this text. ``tests/data/auteurs.csv`` lists the forms of names.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from . import gegevens
from .basis.myst import Md, codeblok
from .basis.tekst import opsomming
from .uitgave import auteurs, makers
from .voorbeeld import gemerkt
from .weergave import Weergave

# A person with first and family name or one name only, or an organisation ("naam").
Auteur = dict[str, str]


def titel(pakket: dict[str, Any]) -> str:
    """Title of the original report."""
    return f"Jaarverslag {pakket['verslagjaar']}"


def herbouw(pakket: dict[str, Any]) -> str:
    """The title under which this edition is cited: it is not the report that was published."""
    if pakket.get("voorbeeld") is True:
        return gemerkt(titel(pakket))
    return f"{titel(pakket)} van {pakket['organisatie']['kort']}, herbouwd uit publieke bronnen"


def origineel(pakket: dict[str, Any]) -> dict[str, Any]:
    """The report that this edition was rebuilt from; empty when its figures are invented."""
    if pakket.get("voorbeeld") is True:
        return {}
    bronnen = {bron["title"]: bron["path"] for bron in pakket.get("sources", [])}
    return {
        "titel": titel(pakket),
        "auteurs": pakket.get("auteurs") or [{"naam": pakket["organisatie"]["naam"]}],
        "datum": pakket["publicatiedatum"],
        "url": next((bronnen[t] for t in bronnen if t.endswith(f", {titel(pakket)}")), ""),
    }


def _naam(auteur: Auteur) -> str:
    """Family name of a person with its prefix, or the name of an organisation."""
    return unicodedata.normalize("NFC", auteur.get("familienaam") or auteur["naam"])


def _voorletters(voornaam: str) -> str:
    """Initials as the APA writes them: "Jean-Pierre Marie" gives "J.-P. M."."""

    def letter(deel: str) -> str:
        return "IJ." if deel.upper().startswith("IJ") else f"{deel[0].upper()}."

    woorden = re.split(r"[\s.]+", unicodedata.normalize("NFC", voornaam).replace(".-", "-"))
    delen = [[deel for deel in woord.split("-") if deel[:1].isalpha()] for woord in woorden]
    return " ".join("-".join(map(letter, deel)) for deel in delen if deel)


def _apa(auteur: Auteur) -> str:
    return ", ".join(filter(None, [_naam(auteur), _voorletters(auteur.get("voornaam", ""))]))


def citaat() -> Md:
    """How to cite this edition and the report it was made from, in the style of the APA."""
    pakket = gegevens.pakket()
    zin = Md("{} ({}). *{}* (versie {}).").format(
        makers(), pakket["bewerkingsdatum"][:4], herbouw(pakket), pakket["version"]
    )
    if not (bron := origineel(pakket)):
        return zin
    namen = [_apa(auteur) for auteur in bron["auteurs"]]
    naar = Md(" Naar: {} ({}). *{}*.").format(
        opsomming(namen), bron["datum"][:4] or "z.d.", bron["titel"]
    )
    # Do not name the publisher twice.
    uitgever = pakket["organisatie"]["naam"]
    return zin + naar + (Md("") if namen == [uitgever] else Md(" {}.").format(uitgever))


def bibtex() -> str:
    """The same for reference managers: this edition, then the original."""
    from slugify import slugify

    pakket = gegevens.pakket()
    bron = origineel(pakket)
    velden = {
        "author": f"{{{_tex(makers())}}}",
        "title": f"{{{_tex(herbouw(pakket))}}}",
        "year": pakket["bewerkingsdatum"][:4],
        "version": pakket["version"],
        "language": "dutch",
    }
    sleutel = f"jaarverslag{pakket['verslagjaar']}herbouw"
    if not bron:
        return _vermelding("misc", sleutel, velden)
    # A key is plain letters and digits: "Van 't Hof" gives "vanthof".
    naam = slugify(_naam(bron["auteurs"][0]), separator="") or "auteur"
    eerste = naam + bron["datum"][:4]
    velden |= {"note": f"Naar: {_tex(auteurs())}, {bron['titel']}", "related": eerste}
    origineel_ = {
        "author": " and ".join(map(_bibnaam, bron["auteurs"])),
        "title": f"{{{_tex(bron['titel'])}}}",
        "institution": pakket["organisatie"]["naam"],
        "address": pakket["organisatie"]["plaats"],
        "year": bron["datum"][:4],
        "language": "dutch",
        "url": bron["url"],
    }
    return "\n\n".join(
        [_vermelding("misc", sleutel, velden), _vermelding("techreport", eerste, origineel_)]
    )


def _vermelding(soort: str, sleutel: str, velden: dict[str, str]) -> str:
    regels = "".join(f"  {naam} = {{{waarde}}},\n" for naam, waarde in velden.items() if waarde)
    return f"@{soort}{{{sleutel},\n{regels}}}"


def _tex(tekst: str) -> str:
    """Text without characters that are special in TeX."""
    return re.sub(r"([&%$#_])", r"\\\1", re.sub(r"[{}\\~^]", "", tekst))


def _bibnaam(auteur: Auteur) -> str:
    """A name that BibTeX cannot split differently: in braces unless it is one plain word."""
    naam, voornaam = _tex(_naam(auteur)), _tex(auteur.get("voornaam", ""))
    heel = naam if re.fullmatch(r"[^\W\d_a-zß-ÿ][\w'’-]*", naam) else f"{{{naam}}}"
    return f"{heel}, {voornaam}" if voornaam else heel


def toon_bibtex() -> Weergave:
    """Show the BibTeX entry as a code block."""
    return Weergave(codeblok(bibtex(), "bibtex"))


def cff(pakket: dict[str, Any]) -> dict[str, Any]:
    """Content of CITATION.cff for a package, by the Citation File Format 1.2.0."""
    bron, wie = origineel(pakket), pakket["organisatie"]
    dag = dt.date.fromisoformat(bron["datum"]) if bron["datum"] else None
    verslag = {
        "type": "report",
        "notes": "Het oorspronkelijke verslag, waaruit dit is herbouwd.",
        "title": bron["titel"],
        "authors": [_cffnaam(auteur) for auteur in bron["auteurs"]],
        "date-published": dag,
        "year": dag and dag.year,
        "institution": {"name": wie["naam"], "city": wie["plaats"], "country": "BE"},
        "url": bron["url"],
    }
    return {
        "cff-version": "1.2.0",
        "message": "Gebruikt u dit verslag, citeer het dan zoals hieronder.",
        "type": "dataset",
        "title": herbouw(pakket),
        "abstract": f"Het jaarverslag over {pakket['verslagjaar']} van {wie['naam']}, "
        "als uitvoerbaar boek herbouwd uit publieke bronnen. Elk getal leidt naar zijn rij en "
        f"zijn bron. Geen uitgave van {wie['kort']}; de auteurs van het oorspronkelijke verslag "
        "schreven deze tekst niet.",
        "authors": [{"name": maker["title"]} for maker in pakket["contributors"]],
        "date-released": dt.date.fromisoformat(pakket["bewerkingsdatum"]),
        "version": pakket["version"],
        "license": ["CC-BY-4.0", "MIT"],
        "keywords": pakket["keywords"],
        # A report that is not published yet has no date and no URL.
        "references": [{naam: deel for naam, deel in verslag.items() if deel}],
    }


def _cffnaam(auteur: Auteur) -> dict[str, str]:
    if "naam" in auteur:
        return {"name": auteur["naam"]}
    namen = {"family-names": _naam(auteur), "given-names": auteur.get("voornaam", "")}
    return {sleutel: naam for sleutel, naam in namen.items() if naam}


def schema_org(auteur: Auteur) -> dict[str, str]:
    """The same author for schema.org: a person, or an organisation."""
    if "naam" in auteur:
        return {"@type": "Organization", "name": auteur["naam"]}
    voornaam, naam = auteur.get("voornaam", ""), _naam(auteur)
    delen = {"givenName": voornaam, "familyName": naam, "name": f"{voornaam} {naam}".strip()}
    return {"@type": "Person"} | {sleutel: deel for sleutel, deel in delen.items() if deel}
