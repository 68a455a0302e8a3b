"""Parts of a whole: a single stacked bar."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from ..basis.kleuren import kleur, tint
from ..basis.tekst import getal
from . import invoer
from .invoer import ONZEKER, Opmaak
from .stijl import REGEL, TEKST, Hoe, tekstbreedte
from .vlak import Maat, Tekening, noteer, onthoud, vlak_of_huidig, zet_sleutel

HOOG = 34.0


@dataclass(frozen=True)
class Deel:
    """One part: its shape, the value on it, and its label below."""

    naam: str
    aandeel: str
    vorm: Rectangle
    cijfer: Annotation
    woorden: Annotation


def deelbalk(
    tabel: pd.DataFrame, deel: str, waarde: str, *, ax: Axes | None = None, eenheid: str = "",
    decimalen: int = 0,
) -> Axes:  # fmt: skip
    """A bar divided into its parts, in row order, each with its value and its share.

    Raises ``ValueError`` (Dutch) as ``staven`` does, and when the whole is nothing.
    """
    ax = vlak_of_huidig(ax)
    rijen = invoer.rijen(tabel, deel, waarde)
    opmaak = Opmaak(eenheid, decimalen)
    geheel, links = sum(r.getal for r in rijen), 0.0
    if geheel <= 0:
        raise ValueError(f"De delen in kolom {waarde!r} zijn samen 0: er is geen geheel.")
    delen, zinnen = [], []
    for nummer, r in enumerate(rijen):
        # Adjacent parts differ in lightness, for colour-blind readers.
        licht = bool(nummer % 2)
        verf = kleur("petrol", donker=licht)
        inkt = kleur("inkt" if licht or r.status in ONZEKER else "pagina")
        (vorm,) = ax.barh([0], [r.getal], left=links, color=verf, edgecolor=kleur("pagina"))
        vorm.set(linewidth=1.6, gid=r.gid)
        if r.status in ONZEKER:
            vorm.set(facecolor=tint("petrol", 0.15), edgecolor=kleur("petrol"), hatch="////")
        midden: Hoe = {"ha": "center", "va": "center", "color": inkt, "weight": "semibold"}
        cijfer = noteer(ax, opmaak.rij(r), (links + r.getal / 2, 0), **midden, size=12)
        woorden = noteer(ax, "", (links, 0), va="top")
        aandeel = getal(100 * r.getal / geheel, 0, "%")
        delen.append(Deel(r.label, aandeel, vorm, cijfer, woorden))
        zinnen.append(f"{opmaak.zin(r)} ({aandeel})")
        links += r.getal
    zinnen.append(f"samen {opmaak(geheel)}")
    ax.set_axis_off()
    leestabel, koppen = invoer.lezerstabel(tabel, [deel, waarde], eenheid, waarde)

    def schik(breed: float, smal: bool) -> Maat:
        schaal = breed / geheel
        diep = _naast(delen, schaal, breed)
        for d in delen:
            past = tekstbreedte(d.cijfer.get_text(), 12, "semibold") + 4
            d.cijfer.set_visible(past <= d.vorm.get_width() * schaal)
            d.vorm.set(height=1, y=-0.5)
        ax.set_ylim(0.5 + diep / HOOG, -0.5)
        ax.set_xlim(0, geheel)
        if legenda := ax.get_legend():
            legenda.remove()
        if diep:
            return Maat(HOOG + diep)
        sleutel = {f"{d.naam}: {d.cijfer.get_text()} · {d.aandeel}": d.vorm for d in delen}
        return zet_sleutel(ax, sleutel, Maat(HOOG), breed)

    onthoud(ax, Tekening(f"Gedeelde balk{opmaak.in_woord}", zinnen, leestabel, koppen, schik))
    return ax


def _naast(delen: list[Deel], schaal: float, breed: float) -> float:
    """Place labels below their parts; returns the height needed, or 0 if they do not fit."""
    plekken, vrij = [], 0.0
    for d in delen:
        d.woorden.set_text("")
        links, rechts = d.vorm.get_x() * schaal, (d.vorm.get_x() + d.vorm.get_width()) * schaal
        hoort = max(tekstbreedte(d.naam), tekstbreedte(d.aandeel))
        # Left-aligned with its part; the last may be right-aligned with the bar.
        x = links if links + hoort <= breed else max(rechts - hoort, vrij)
        if x < vrij or x + hoort > breed + 1 or (x < links and d is not delen[-1]):
            return 0.0
        plekken.append(x - links)
        vrij = x + hoort + 8
    for d, x in zip(delen, plekken, strict=True):
        d.woorden.set(text=f"{d.naam}\n{d.aandeel}", position=(x, -HOOG / 2 - 3))
    return 3 + 2 * TEKST * REGEL
