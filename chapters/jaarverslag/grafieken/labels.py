"""Words beside points that touch no other word and, where it can be, no line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from .stijl import REGEL, TEKST, tekstbreedte

Streep = tuple[float, float, float, float]
# Above, below, and the four corners: offset from the point, and which side of the word is there.
PLAATSEN = (
    (0, 5, "center", "bottom"), (0, -5, "center", "top"), (6, 3, "left", "bottom"),
    (-6, 3, "right", "bottom"), (6, -3, "left", "top"), (-6, -3, "right", "top"),
    (0, 16, "center", "bottom"), (0, -16, "center", "top"),
)  # fmt: skip


@dataclass(frozen=True)
class Vak:
    """A box on the figure, in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def van(cls, woord: Annotation, ax: Axes) -> Vak:
        """The box that a word takes where it stands now."""
        naar = ax.transData if woord.xycoords == "data" else ax.get_xaxis_transform()
        x, y = naar.transform(woord.xy)
        dx, dy = woord.get_position()
        tekst = woord.get_text()
        breed = tekstbreedte(tekst, TEKST, "semibold")
        hoog = (tekst.count("\n") + 1) * TEKST * REGEL
        x0 = x + dx - breed * {"left": 0, "center": 0.5, "right": 1}[woord.get_ha()]
        y0 = y + dy - hoog * {"bottom": 0, "baseline": 0, "center": 0.5, "top": 1}[woord.get_va()]
        return cls(x0, y0, x0 + breed, y0 + hoog)

    def raakt(self, ander: Vak) -> bool:
        """Whether two boxes overlap; lines of text may come a little closer than their boxes."""
        return (
            self.x0 < ander.x1 + 1
            and ander.x0 < self.x1 + 1
            and self.y0 < ander.y1 - 1.5
            and ander.y0 < self.y1 - 1.5
        )

    def snijdt(self, streep: Streep) -> bool:
        """Whether a straight piece passes through the ink of the box."""
        ax, ay, bx, by = streep
        t = np.linspace(0, 1, 40)
        x, y = ax + t * (bx - ax), ay + t * (by - ay)
        return bool(((self.x0 < x) & (x < self.x1) & (self.y0 + 1 < y) & (y < self.y1 - 1.5)).any())


def stukken_van(ax: Axes) -> list[Streep]:
    """The straight pieces of all lines of an axes, a point being a piece too."""
    stukken: list[Streep] = []
    for lijn in ax.lines:
        punten = lijn.get_transform().transform(lijn.get_xydata())
        if len(punten) == 1:
            (x, y), half = punten[0], lijn.get_markersize() / 2
            stukken.append((x - half, y, x + half, y))
        stukken += [(*een, *twee) for een, twee in pairwise(punten)]
    return stukken


def plaats(
    woord: Annotation, ax: Axes, bezet: list[Vak], strepen: Sequence[Streep], weg: bool = False
) -> None:
    """Set a word beside its point where it is most free; hide it when every place is taken.

    ``weg``: also when it would lie on a line. The value stays in the table and in the alternative
    text.
    """
    figuur = ax.get_figure(root=True).bbox
    beste: tuple[float, tuple, Vak] | None = None
    for volgorde, (dx, dy, ha, va) in enumerate(PLAATSEN):
        woord.set(position=(dx, dy), ha=ha, va=va)
        vak = Vak.van(woord, ax)
        buiten = vak.x0 < 4 or vak.x1 > figuur.x1 - 4 or vak.y0 < ax.bbox.y0 - 2
        if buiten or any(vak.raakt(ander) for ander in bezet):
            continue
        boete = volgorde + 10 * sum(vak.snijdt(streep) for streep in strepen)
        if beste is None or boete < beste[0]:
            beste = (boete, (dx, dy, ha, va), vak)
    if beste is None or (weg and beste[0] >= 10):
        woord.set_visible(False)
        return
    dx, dy, ha, va = beste[1]
    woord.set(position=(dx, dy), ha=ha, va=va, visible=True)
    bezet.append(beste[2])
