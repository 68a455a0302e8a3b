"""How this report stands to two public standards, point by point, with the proof of each.

The checks of the RAP levels come from the RAP Community of Practice of NHS England; the principles
from the Code of Practice for Statistics. Our wording; what is not reached says so.
"""

from __future__ import annotations

import re

import pandas as pd

from .weergave import Md

JA, NEE = "ja", "nee"

# Level, check, reached, proof as MyST: a file to read, a page of the book, or why not.
_RAP = (
    ("Basis", "Code in een open programmeertaal maakt de cijfers", JA,
     "{download}`../chapters/jaarverslag/cijfers.py`"),
    ("Basis", "De code staat onder versiebeheer", JA, "{download}`../CHANGELOG.md`"),
    ("Basis", "Een leesmij zegt stap voor stap hoe je het resultaat opnieuw maakt", JA,
     "{download}`../README.md`"),
    ("Basis", "Iemand anders heeft de code nagelezen", NEE,
     "Een nalezing door een collega is nog niet gebeurd. [](colofon.md) noemt de makers."),
    ("Basis", "De code is openbaar en verwijst naar de publicatie, en omgekeerd", NEE,
     "De code kan zo gepubliceerd worden, maar heeft nog geen openbaar adres. De licentie is er: "
     "{download}`../LICENSE`"),
    ("Zilver", "De uitvoer komt uit code, met zo weinig mogelijk handwerk", JA,
     "{download}`../Makefile`"),
    ("Zilver", "De code is gedocumenteerd: gebruik, opbouw, methode en elke functie", JA,
     "[](methode.md) en {download}`../data/README.md`"),
    ("Zilver", "De mappen volgen een vaste, uitgelegde indeling", JA, "{download}`../README.md`"),
    ("Zilver", "Wat vaker gebeurt, staat in een functie", JA,
     "{download}`../chapters/jaarverslag/tonen.py`"),
    ("Zilver", "De code volgt een afgesproken stijl", JA, "{download}`../pyproject.toml`"),
    ("Zilver", "Er zijn geautomatiseerde tests", JA, "{download}`../tests/test_audit.py`"),
    ("Zilver", "De nodige programma's liggen vast", JA, "{download}`../requirements.txt`"),
    ("Zilver", "De bouw houdt zelf een logboek bij", JA, "{download}`../press/publish/book.py`"),
    ("Zilver", "De gegevens zijn tidy: een rij per waarneming", JA,
     "{download}`../data/datapackage.json`"),
    ("Goud", "De code is een installeerbaar pakket", NEE,
     "Een bewuste keuze: de code hoort bij dit boek en wordt ernaast gelezen. "
     "{download}`../pyproject.toml` bevat enkel instellingen."),
    ("Goud", "Een dienst voert de tests vanzelf uit", NEE,
     "Het script is er, maar geen openbare dienst start het: {download}`../.ci/run`"),
    ("Goud", "Nieuwe gegevens of een kalender starten de bouw", NEE,
     "Een mens start de bouw, een keer per editie: {download}`../Makefile`"),
    ("Goud", "Wijzigingen zijn duidelijk aangegeven", JA,
     "[](correcties.md) en {download}`../CHANGELOG.md`"),
)  # fmt: skip

# Pillar, principle, what this report does, where it falls short.
_CODE = (
    ("Betrouwbaarheid", "Integer werken",
     "Niets is geschat of aangevuld. Wat niet publiek is, heet zo.",
     "De makers zijn geen statistici van beroep."),
    ("Betrouwbaarheid", "Open zijn over de aanpak",
     "[](methode.md) zegt hoe er gerekend is, [](correcties.md) wat er veranderde.",
     "Er is geen vooraf aangekondigde kalender."),
    ("Betrouwbaarheid", "Zorgvuldig omgaan met gegevens",
     "Het verslag gebruikt enkel openbare cijfers en geen gegevens over personen.",
     "De bronnen zelf zijn niet bewaard, enkel hun adres en datum."),
    ("Kwaliteit", "Geschikte gegevens gebruiken",
     "Elk cijfer heeft een bron, een status en een noot: zie [](kerncijfers.md).",
     "Van de meeste bronnen was enkel het begin te lezen."),
    ("Kwaliteit", "Deugdelijk rekenen",
     "Elke berekening staat in een cel die je kunt lezen en opnieuw uitvoeren.",
     "Hoe de bronnen zelf telden, is vaak niet bekend."),
    ("Kwaliteit", "Onzekerheid en fouten kennen",
     "Grenzen, schattingen, reeksbreuken en tegenspraken staan bij het cijfer.",
     "Van geen enkel cijfer is een foutenmarge bekend."),
    ("Waarde", "Relevant zijn",
     "Elk hoofdstuk koppelt doelen aan cijfers en zegt wat er ontbreekt.",
     "Lezers zijn niet bevraagd."),
    ("Waarde", "Toegankelijk zijn",
     "Het boek is er als web en als PDF: zie [](toegankelijkheid.md).",
     "Niemand met een beperking heeft het boek getest."),
    ("Waarde", "Helder tonen",
     "Elke figuur heeft een titel die zegt wat je ziet, een tekst en een tabel.",
     "Er is enkel een korte samenvatting in het Engels."),
)  # fmt: skip


def _met_naam(bewijs: str) -> str:
    """Let a file to read be called by its place in the repository."""
    return re.sub(r"\{download\}`\.\./([^`]+)`", r"{download}`\1 <../\1>`", bewijs)


def rap() -> pd.DataFrame:
    """The checks of the three RAP levels: Niveau, Eis, Gehaald (ja or nee), Bewijs (MyST)."""
    tabel = pd.DataFrame(_RAP, columns=["Niveau", "Eis", "Gehaald", "Bewijs"])
    return tabel.assign(Bewijs=[Md(_met_naam(bewijs)) for bewijs in tabel["Bewijs"]])


def praktijkcode() -> pd.DataFrame:
    """The principles of the Code of Practice: Pijler, Beginsel, what we do, what is lacking."""
    koppen = ["Pijler", "Beginsel", "Wat dit verslag doet", "Waar het tekortschiet"]
    tabel = pd.DataFrame(_CODE, columns=koppen)
    return tabel.assign(**{koppen[2]: [Md(tekst) for tekst in tabel[koppen[2]]]})
