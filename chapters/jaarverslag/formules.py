"""How each key figure follows from a register, for readers: the table on page ``methode``."""

from __future__ import annotations

import pandas as pd

from . import gegevens
from .enquete import CRITICASTER_TOT, PROMOTOR_VANAF, TEVREDEN_VANAF
from .registers import register_van
from .tonen import toon_tabel
from .weergave import Weergave

EERSTE_DAG = "Een activiteit telt in het jaar van haar eerste dag."
# Formula -> the indicators that it gives.
FORMULES = {
    f"Aantal activiteiten van die soort. {EERSTE_DAG}": (
        "vormingen", "begeleidingen", "adviesvragen", "evenementen", "ontwikkeltrajecten",
        "onderzoeken-gestart", "overlegplatformen",
    ),
    "Aantal publicaties in dat domein.": (
        "onderzoekspublicaties", "publicaties-beeldvorming", "kennisproducten",
    ),
    "Aantal vormingen met die doelgroep.": ("vormingen-nieuwkomers",),
    "Aantal onderzoeken waarvan de laatste dag in het jaar valt.": ("onderzoeken-afgerond",),
    "Som van de deelnemers van die soort activiteit.": (
        "deelnemers-vormingen", "deelnemers-evenementen", "deelnemers-ontwikkeltrajecten",
    ),
    "Som van de dagdelen.": ("dagdelen-vormingen",),
    "Hetzelfde, voor de activiteiten waarvoor iedereen kon inschrijven.": (
        "activiteiten-open-aanbod", "dagdelen-open-aanbod", "deelnemers-open-aanbod",
    ),
    "Deelnemers uit de primaire doelgroep, gedeeld door alle deelnemers. Open aanbod waarvan de "
    "doelgroep niet genoteerd is, telt niet mee.": ("aandeel-primaire-doelgroep",),
    "Deelnemers die niet bij een erkende organisatie werken, gedeeld door alle deelnemers, voor "
    "zover genoteerd.": ("bereik-niet-erkend",),
    "Aantal verschillende codes van organisaties. Wie meermaals komt, telt een keer.": (
        "bereikte-organisaties", "organisaties-begeleid",
    ),
    f"Aandeel van de antwoorden van {TEVREDEN_VANAF} tot 10, met het aantal antwoorden en het "
    "95\N{NO-BREAK SPACE}%-interval.": (
        "tevredenheid-vormingen", "tevredenheid-begeleiding", "tevredenheid-evenementen",
    ),
    f"Aandeel van de antwoorden van {PROMOTOR_VANAF} of 10 min het aandeel van 0 tot "
    f"{CRITICASTER_TOT}, met het aantal antwoorden en het "
    "95\N{NO-BREAK SPACE}%-interval.": ("nps-vormingen",),
    "Som van de twaalf maanden. Ontbreekt er een maand, dan is er geen cijfer.": (
        "websitebezoeken", "persvermeldingen", "vacatures-geplaatst",
    ),
    "Stand van december, alle kanalen samen.": (
        "volgers-sociale-media", "nieuwsbriefabonnees", "gebruikers-leerplatform",
    ),
    "Som van de functiegroepen op 31 december.": ("medewerkers-vte", "medewerkers-aantal"),
    "Klasse 7 min klasse 6, zonder de resultaatverwerking (69 en 79).": ("resultaat",),
    "Rubriek 70 (omzet), gedeeld door klasse 7.": ("eigen-inkomsten-aandeel",),
    "Rubriek 62 (lonen en sociale lasten), gedeeld door klasse 6.": ("personeelskost-aandeel",),
    "Rubrieken 13 (bestemde fondsen) en 14 (overgedragen resultaat).": ("reserve",),
    "Som van de activa: klassen 2, 3 en 5, en van klasse 4 de vorderingen en het overlopend "
    "actief.": ("balanstotaal",),
}  # fmt: skip


def toon_formules() -> Weergave:
    """Show the formula of every key figure that a register tells, in the order of definitions."""
    labels = gegevens.tabel("indicatoren").set_index("id")["label"]
    registers = {bron["name"]: bron["title"] for bron in gegevens.pakket()["resources"]}
    tabel = pd.DataFrame(
        [
            {
                "Kerncijfer": ", ".join(labels[naam] for naam in namen),
                "Register": registers[register_van(namen[0])].removeprefix("Register van "),
                "Formule": formule,
            }
            for formule, namen in FORMULES.items()
        ]
    )
    return toon_tabel("formules", tabel, "Hoe een kerncijfer uit een register volgt", None)
