"""Words beside points that touch no other word and, where it can be, no line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.path import Path
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from .stijl import REGEL, TEKST, vette_breedte
from .vlak import figuur_van

# Above, below, the four corners, and farther off: offset from the point, and how the word stands.
PLAATSEN = (
    (0, 5, "center", "bottom"), (0, -5, "center", "top"), (6, 3, "left", "bottom"),
    (-6, 3, "right", "bottom"), (6, -3, "left", "top"), (-6, -3, "right", "top"),
    (0, 16, "center", "bottom"), (0, -16, "center", "top"),
)  # fmt: skip
DEEL = {"left": 0.0, "bottom": 0.0, "center": 0.5, "right": 1.0, "top": 1.0}


def doos_van(woord: Annotation, ax: Axes) -> Bbox:
    """The box that a word takes where it stands now."""
    naar = ax.transData if woord.xycoords == "data" else ax.get_xaxis_transform()
    (x, y), (dx, dy), tekst = naar.transform(woord.xy), woord.get_position(), woord.get_text()
    breed, hoog = vette_breedte(tekst), (tekst.count("\n") + 1) * TEKST * REGEL
    ha, va = woord.get_horizontalalignment(), woord.get_verticalalignment()
    return Bbox.from_bounds(x + dx - breed * DEEL[ha], y + dy - hoog * DEEL[va], breed, hoog)


def paden_van(ax: Axes) -> list[Path]:
    """All lines and marks of an axes as they run on the figure."""
    paden = []
    for lijn in ax.lines:
        punten = lijn.get_transform().transform(lijn.get_xydata())
        if len(punten) == 1:
            half = lijn.get_markersize() / 2
            punten = punten + np.array([[-half, 0], [half, 0]])
        paden.append(Path(punten))
    return paden


def plaats(
    woord: Annotation, ax: Axes, bezet: list[Bbox], paden: Sequence[Path], weg: bool = False
) -> None:
    """Set a word beside its point where it is most free; hide it when every place is taken.

    ``weg``: also when it would lie on a line. The value stays in the table and in the alternative
    text. Lines of text may come a little closer than their boxes.
    """
    rechts = figuur_van(ax).bbox.x1 - 4
    beste: tuple[float, tuple, Bbox] | None = None
    for volgorde, (dx, dy, ha, va) in enumerate(PLAATSEN):
        woord.set(position=(dx, dy), horizontalalignment=ha, verticalalignment=va)
        doos = doos_van(woord, ax).padded(0.5, -1)
        buiten = doos.x0 < 4 or doos.x1 > rechts or doos.y0 < ax.bbox.y0 - 2
        if buiten or any(doos.overlaps(ander) for ander in bezet):
            continue
        boete = volgorde + 10 * sum(pad.intersects_bbox(doos, filled=False) for pad in paden)
        if beste is None or boete < beste[0]:
            beste = (boete, (dx, dy, ha, va), doos)
    woord.set_visible(beste is not None and not (weg and beste[0] >= 10))
    if beste is not None and woord.get_visible():
        dx, dy, ha, va = beste[1]
        woord.set(position=(dx, dy), horizontalalignment=ha, verticalalignment=va)
        bezet.append(beste[2])
