"""How each key figure is computed from a register: the table on page ``methode``."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import pandas as pd

from . import gegevens
from .registers.recepten import RECEPTEN
from .tonen import toon_tabel
from .weergave import Weergave


def toon_formules() -> Weergave:
    """Show the formula of every key figure that is computed from a register."""
    labels = gegevens.tabel("indicatoren").set_index("id")["label"]
    tabel = pd.DataFrame(
        {
            "Kerncijfer": ", ".join(labels[rij["indicator"]] for rij in rijen),
            "Register": gegevens.tabelbeschrijving(naam)["title"].removeprefix("Register van "),
            "Formule": formule,
        }
        for (naam, formule), rijen in groupby(RECEPTEN, itemgetter("register", "formule"))
    )
    return toon_tabel("formules", tabel, "Hoe een kerncijfer uit een register volgt", None)
