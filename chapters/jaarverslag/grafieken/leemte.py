"""The chart of a year without figures: an open box that says so, with its number and its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ..basis.kleuren import kleur
from .vlak import Maat, Tekening, figuur_van, onthoud, schikking, vlak_of_huidig

HOOG = 72.0


def of_leemte(
    functie: Callable[..., Axes], tabel: pd.DataFrame, *args: Any, ax: Axes | None = None,
    **hoe: Any,
) -> Axes:  # fmt: skip
    """``functie(tabel, *args, ax=ax, **hoe)``, or an open box when ``tabel`` has no rows.

    A figure that the text refers to may not vanish when the reporting year lacks its rows: its
    number and address stay, and it says what is missing. Anything wrong with rows that are there
    raises ``ValueError`` as ``functie`` does.
    """
    if not isinstance(tabel, pd.DataFrame) or not tabel.empty:
        return functie(tabel, *args, ax=ax, **hoe)
    ax, verf = vlak_of_huidig(ax), kleur("leisteen")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color=verf, linestyle=(0, (3, 2)))
    ax.text(0.5, 0.5, "niet gevonden", transform=ax.transAxes, ha="center", va="center", color=verf)
    schikking(figuur_van(ax)).leeg = True
    leeg = pd.DataFrame([{"Waarde": "niet gevonden"}])
    onthoud(ax, Tekening("Open vak", ["zonder waarden"], leeg, {}, lambda *_: Maat(HOOG, 1, 1)))
    return ax
