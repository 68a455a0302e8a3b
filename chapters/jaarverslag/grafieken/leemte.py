"""The chart of a year without figures: an open box that says so, with its number and its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ..gegevens import verslagjaar
from ..stijl import kleur
from . import basis
from .basis import Grafiek
from .blad import Blad

HOOGTE = 72.0


def of_leemte(
    functie: Callable[..., Grafiek], gegevens: pd.DataFrame, *args: Any, **opties: Any
) -> Grafiek:
    """``functie(gegevens, *args, **opties)``, or an open box when ``gegevens`` has no rows.

    A figure that the text refers to may not vanish when the reporting year lacks its rows: its
    number and address stay, and it says what is missing. Anything wrong with rows that are there
    raises ``ValueError`` as ``functie`` does.
    """
    if not isinstance(gegevens, pd.DataFrame) or not gegevens.empty:
        return functie(gegevens, *args, **opties)
    jaar = verslagjaar()
    titel = f"Over {jaar} is hiervoor geen cijfer publiek"
    ondertitel = str(opties.get("ondertitel", ""))

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        boven = blad.y
        blad.rechthoek(
            blad.links, boven, blad.ruimte, HOOGTE, None, rand=kleur("leisteen"), stippel=True,
            naam="leemte",
        )  # fmt: skip
        midden = (blad.links + blad.rechts) / 2
        blad.woord(midden, boven + HOOGTE / 2, "niet publiek", kleur_="leisteen", ha="center")
        blad.y = boven + HOOGTE
        return blad.klaar()

    tabel = pd.DataFrame([{"Jaar": str(jaar), "Waarde": "niet publiek"}])
    delen = [ondertitel or "Een open vak zonder waarden"]
    return replace(basis.maak(teken, "Open vak", titel, delen, tabel), leeg=True)
