"""How this report stands to two public standards, point by point, with the proof of each.

The checks of the RAP levels come from the RAP Community of Practice of NHS England; the principles
from the Code of Practice for Statistics. Our wording; what is not reached says so.
"""

from __future__ import annotations

import pandas as pd

from .basis.myst import Md

JA, NEE = "ja", "nee"

# Level, check, reached, proof as MyST: a file to read, a page of the book, or why not.
_RAP = (
    ("Basis", "Code in een open programmeertaal maakt de cijfers", JA,
     Md("{download}`chapters/jaarverslag/cijfers.py <../chapters/jaarverslag/cijfers.py>`")),
    ("Basis", "De code staat onder versiebeheer", JA,
     Md("{download}`CHANGELOG.md <../CHANGELOG.md>`")),
    ("Basis", "Een leesmij zegt stap voor stap hoe je het resultaat opnieuw maakt", JA,
     Md("{download}`README.md <../README.md>`")),
    ("Basis", "Iemand anders heeft de code nagelezen", NEE,
     Md("Een nalezing door een collega is nog niet gebeurd. [](colofon.md) noemt de makers.")),
    ("Basis", "De code is openbaar en verwijst naar de publicatie, en omgekeerd", NEE,
     Md("De code kan zo gepubliceerd worden, maar heeft nog geen openbaar adres. De licentie is "
     "er: {download}`LICENSE <../LICENSE>`")),
    ("Zilver", "De uitvoer komt uit code, met zo weinig mogelijk handwerk", JA,
     Md("{download}`Makefile <../Makefile>`")),
    ("Zilver", "De code is gedocumenteerd: gebruik, opbouw, methode en elke functie", JA,
     Md("[](methode.md) en {download}`data/README.md <../data/README.md>`")),
    ("Zilver", "De mappen volgen een vaste, uitgelegde indeling", JA,
     Md("{download}`README.md <../README.md>`")),
    ("Zilver", "Wat vaker gebeurt, staat in een functie", JA,
     Md("{download}`chapters/jaarverslag/tonen.py <../chapters/jaarverslag/tonen.py>`")),
    ("Zilver", "De code volgt een afgesproken stijl", JA,
     Md("{download}`pyproject.toml <../pyproject.toml>`")),
    ("Zilver", "Er zijn geautomatiseerde tests", JA,
     Md("{download}`tests/test_audit.py <../tests/test_audit.py>`")),
    ("Zilver", "De nodige programma's liggen vast", JA,
     Md("{download}`requirements.txt <../requirements.txt>`")),
    ("Zilver", "De bouw houdt zelf een logboek bij", JA,
     Md("{download}`press/publish/book.py <../press/publish/book.py>`")),
    ("Zilver", "De gegevens zijn tidy: een rij per waarneming", JA,
     Md("{download}`data/datapackage.json <../data/datapackage.json>`")),
    ("Goud", "De code is een installeerbaar pakket", NEE,
     Md("Een bewuste keuze: de code hoort bij dit boek en wordt ernaast gelezen. "
     "{download}`pyproject.toml <../pyproject.toml>` bevat enkel instellingen.")),
    ("Goud", "Een dienst voert de tests vanzelf uit", NEE,
     Md("Het script is er, maar geen openbare dienst start het: {download}`.ci/run <../.ci/run>`")),
    ("Goud", "Nieuwe gegevens of een kalender starten de bouw", NEE,
     Md("Een mens start de bouw, een keer per editie: {download}`Makefile <../Makefile>`")),
    ("Goud", "Wijzigingen zijn duidelijk aangegeven", JA,
     Md("[](correcties.md) en {download}`CHANGELOG.md <../CHANGELOG.md>`")),
)  # fmt: skip

# Pillar, principle, what this report does, where it falls short.
_CODE = (
    ("Betrouwbaarheid", "Integer werken",
     Md("Niets is geschat of aangevuld. Wat niet gevonden is, heet zo."),
     "De makers zijn geen statistici van beroep."),
    ("Betrouwbaarheid", "Open zijn over de aanpak",
     Md("[](methode.md) zegt hoe er gerekend is, [](correcties.md) wat er veranderde."),
     "Er is geen vooraf aangekondigde kalender."),
    ("Betrouwbaarheid", "Zorgvuldig omgaan met gegevens",
     Md("Het verslag gebruikt enkel openbare cijfers en geen gegevens over personen."),
     "De bronnen zelf zijn niet bewaard, enkel hun adres en datum."),
    ("Kwaliteit", "Geschikte gegevens gebruiken",
     Md("Elk cijfer heeft een bron, een status en een noot: zie [](kerncijfers.md)."),
     "Van de meeste bronnen was enkel het begin te lezen."),
    ("Kwaliteit", "Deugdelijk rekenen",
     Md("Elke berekening staat in een cel die je kunt lezen en opnieuw uitvoeren."),
     "Hoe de bronnen zelf telden, is vaak niet bekend."),
    ("Kwaliteit", "Onzekerheid en fouten kennen",
     Md("Grenzen, schattingen, reeksbreuken en tegenspraken staan bij het cijfer."),
     "Van geen enkel cijfer is een foutenmarge bekend."),
    ("Waarde", "Relevant zijn",
     Md("Elk hoofdstuk koppelt doelen aan cijfers en zegt wat er ontbreekt."),
     "Lezers zijn niet bevraagd."),
    ("Waarde", "Toegankelijk zijn",
     Md("Het boek is er als web en als PDF: zie [](toegankelijkheid.md)."),
     "Niemand met een beperking heeft het boek getest."),
    ("Waarde", "Helder tonen",
     Md("Elke figuur heeft een titel die zegt wat je ziet, een tekst en een tabel."),
     "Er is enkel een korte samenvatting in het Engels."),
)  # fmt: skip


def rap() -> pd.DataFrame:
    """The checks of the three RAP levels: Niveau, Eis, Gehaald (ja or nee), Bewijs (MyST)."""
    return pd.DataFrame(_RAP, columns=["Niveau", "Eis", "Gehaald", "Bewijs"])


def praktijkcode() -> pd.DataFrame:
    """The principles of the Code of Practice: Pijler, Beginsel, what we do, what is lacking."""
    koppen = ["Pijler", "Beginsel", "Wat dit verslag doet", "Waar het tekortschiet"]
    return pd.DataFrame(_CODE, columns=koppen)
