"""How each key figure follows from a register, for readers: the table on page ``methode``."""

from __future__ import annotations

import pandas as pd

from . import gegevens
from .registers import FORMULES
from .tonen import toon_tabel
from .weergave import Weergave


def toon_formules() -> Weergave:
    """Show the formula of every key figure that a register tells, in the order of definitions."""
    labels = gegevens.tabel("indicatoren").set_index("id")["label"]
    titels = {
        naam: gegevens.tabelbeschrijving(naam)["title"].removeprefix("Register van ")
        for naam in FORMULES
    }
    tabel = pd.DataFrame(
        [
            {
                "Kerncijfer": ", ".join(labels[naam] for naam in namen),
                "Register": titels[register],
                "Formule": formule,
            }
            for register, formules in FORMULES.items()
            for formule, namen in formules.items()
        ]
    )
    return toon_tabel("formules", tabel, "Hoe een kerncijfer uit een register volgt", None)
