"""Cover art generated from the data: one motif per training."""

from __future__ import annotations

import random
from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle, Wedge

from ..basis.kleuren import kleur, meng
from . import invoer
from .stijl import Hoe

# A fixed seed: the pattern is the same in every edition of the same data.
ZAAD = 2021
MEESTE_TEGELS = 400
TEGEL = 60 / 72  # inches


def omslag(tabel: pd.DataFrame, label: str, waarde: str, *, verhouding: float = 2.0) -> Figure:
    """Cover art without text: a grid of tiles, one per unit, with a motif per group.

    Up to three groups in row order (arcs, discs, half and half). ``waarde`` has whole numbers ≥ 0,
    with a sum of at least 1; beyond 400, each tile represents several. ``verhouding`` is
    width : height, about (2 for the web, 0.707 for A4 portrait). Raises ``ValueError`` otherwise.
    """
    aantallen = [rij.getal for rij in invoer.rijen(tabel, label, waarde)]
    if len(aantallen) > 3:
        raise ValueError("De omslag kent drie motieven: geef hoogstens drie groepen.")
    if not all(n.is_integer() for n in aantallen) or sum(aantallen) < 1:
        raise ValueError("De omslag tekent hele dingen, minstens een.")
    elk = -(-sum(aantallen) // MEESTE_TEGELS)
    aantallen = [-(-n // elk) for n in aantallen]
    tegels: list[int | None] = [nummer for nummer, n in enumerate(aantallen) for _ in range(int(n))]
    kolommen, rijen = _rooster(len(tegels), verhouding)
    # The size of a tile is fixed: press/print/cover.typ counts them by it.
    figuur = Figure(figsize=(kolommen * TEGEL, rijen * TEGEL), facecolor=kleur("petrol"))
    vlak = figuur.add_axes((0, 0, 1, 1), xlim=(0, kolommen), ylim=(rijen, 0))
    vlak.set_axis_off()
    tegels += [None] * (kolommen * rijen - len(tegels))
    toeval = random.Random(ZAAD)
    toeval.shuffle(tegels)
    for nummer, soort in enumerate(tegels):
        MOTIEVEN[soort](vlak, nummer % kolommen, nummer // kolommen, toeval.randrange(4))
    return figuur


def _rooster(aantal: int, verhouding: float) -> tuple[int, int]:
    """Columns and rows with nearly square cells and few of them empty."""
    keuzes = []
    for rijen in range(1, aantal + 1):
        kolommen = -(-aantal // rijen)
        scheef = max(verhouding * rijen / kolommen, kolommen / (verhouding * rijen))
        keuzes.append((scheef + 2 * (rijen * kolommen / aantal - 1), kolommen, rijen))
    return min(keuzes)[1:]


def _grond(vlak: Axes, x: float, y: float, verf: str) -> None:
    # Use `add_artist`: `add_patch` also updates the data limits, which are known.
    # The thin edge covers the hairlines that viewers show between adjacent tiles.
    rand: Hoe = {"facecolor": verf, "edgecolor": verf, "linewidth": 0.4, "zorder": 0.5}
    vlak.add_artist(Rectangle((x, y), 1, 1, **rand))


def _bogen(vlak: Axes, x: float, y: float, draai: int) -> None:
    """Waves from a corner: an online training."""
    hx, hy = ((0, 0), (1, 0), (1, 1), (0, 1))[draai]
    diep, licht = meng(kleur("petrol"), "#000000", 0.86), kleur("petrol", donker=True)
    verven = (meng(licht, kleur("petrol"), 0.42), diep, licht, diep, kleur("papier"))
    _grond(vlak, x, y, diep)
    for straal, verf in zip((1.0, 0.8, 0.6, 0.4, 0.2), verven, strict=True):
        boog: Hoe = {"facecolor": verf, "edgecolor": verf, "linewidth": 0.3}
        vlak.add_artist(Wedge((x + hx, y + hy), straal, 90 * draai, 90 * draai + 90, **boog))


def _stip(vlak: Axes, x: float, y: float, straal: float, verf: str) -> None:
    vlak.add_artist(Circle((x + 0.5, y + 0.5), straal, facecolor=verf, edgecolor="none"))


def _schijf(vlak: Axes, x: float, y: float, _draai: int) -> None:
    """A full disc: people around one table."""
    _grond(vlak, x, y, kleur("koraal", donker=True))
    _stip(vlak, x, y, 0.36, kleur("koraal"))
    _stip(vlak, x, y, 0.12, kleur("papier"))


def _helften(vlak: Axes, x: float, y: float, draai: int) -> None:
    """Half a disc and waves: in the room and online at once."""
    _grond(vlak, x, y, kleur("oker", donker=True))
    midden, begin = (x + 0.5, y + 0.5), 90 * draai
    verf: Hoe = {"facecolor": kleur("petrol"), "edgecolor": "none"}
    vlak.add_artist(Wedge(midden, 0.36, begin, begin + 180, **verf))
    for straal in (0.36, 0.22):
        vlak.add_artist(Wedge(midden, straal, begin + 180, begin + 360, width=0.07, **verf))


def _leeg(vlak: Axes, x: float, y: float, _draai: int) -> None:
    _stip(vlak, x, y, 0.05, meng(kleur("petrol", donker=True), kleur("petrol"), 0.35))


MOTIEVEN: dict[int | None, Callable[[Axes, float, float, int], None]]
MOTIEVEN = {0: _bogen, 1: _schijf, 2: _helften, None: _leeg}
