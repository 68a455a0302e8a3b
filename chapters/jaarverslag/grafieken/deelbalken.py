"""Parts of a whole: bars divided into their parts, one below the other."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from ..basis.kleuren import kleur, tint
from ..basis.tekst import getal
from . import invoer
from .invoer import ONZEKER, Accent, Opmaak, Rij
from .stijl import REGEL, TEKST, Hoe, tekstbreedte
from .vlak import Maat, Tekening, noteer, onthoud, vlak_of_huidig, wikkel

HOOG = 34.0


@dataclass(frozen=True)
class Deel:
    """One part on its bar: the shape, the value on it, and the words below it with their square."""

    balk: int
    naam: str
    aandeel: str
    vorm: Rectangle
    cijfer: Annotation
    woorden: Annotation
    blokje: Annotation


def deelbalken(
    tabel: pd.DataFrame, deel: str, waarde: str, *, ax: Axes | None = None, balk: str | None = None,
    eenheid: str = "", decimalen: int = 0, accent: Accent = None, aandeel: bool = True,
) -> Axes:  # fmt: skip
    """Bars divided into their parts, each with its value and, with ``aandeel``, its share.

    One bar, or one for every value of the column ``balk``, on one scale. Parts come in row order;
    shares are of their own bar. Raises ``ValueError`` (Dutch) as ``staven`` does, and when a bar is
    nothing.
    """
    ax = vlak_of_huidig(ax)
    rijen = invoer.rijen(tabel, deel, waarde)
    namen = invoer.teksten(tabel, balk) if balk else [""] * len(rijen)
    opmaak = Opmaak(eenheid, decimalen)
    uitgelicht = invoer.accenten(accent, [r.label for r in rijen])
    delen, zinnen, aandelen = [], [], []
    for plek, naam in enumerate(dict.fromkeys(namen)):
        hier = [r for van, r in zip(namen, rijen, strict=True) if van == naam]
        som, links = sum(r.getal for r in hier), 0.0
        if som <= 0:
            raise ValueError(f"De delen in kolom {waarde!r} zijn samen 0: er is geen geheel.")
        van = f"{naam}, " if naam else ""
        for nummer, r in enumerate(hier):
            aandelen.append(round(100 * r.getal / som, 1))
            extra = getal(100 * r.getal / som, 0, "%") if aandeel else ""
            verf = _verf(nummer, r.label in uitgelicht)
            delen.append(_teken(ax, plek, links, r, (opmaak.rij(r), extra), verf))
            links += r.getal
            zinnen.append(van + opmaak.zin(r) + (f" ({extra})" if extra else ""))
        zinnen.append(f"{van}samen {opmaak.voluit(som)}")
        kopje = f"{naam}: {opmaak.voluit(som)}" if naam and len(hier) > 1 else naam
        noteer(ax, kopje, (0, plek), (0, HOOG / 2 + 3), weight="semibold")
    ax.set_axis_off()
    leestabel, koppen = invoer.lezerstabel(tabel, [balk, deel, waarde], eenheid, waarde)
    if aandeel and not balk:
        leestabel["Aandeel (%)"] = aandelen

    def schik(breed: float, smal: bool) -> Maat:
        return _schik(ax, delen, breed, met_kop=balk is not None)

    soort = "Gedeelde balken" if balk else "Gedeelde balk"
    onthoud(ax, Tekening(soort, zinnen, leestabel, koppen, schik))
    return ax


def _verf(nummer: int, accent: bool) -> tuple[str, str]:
    """Fill of a part and ink on it: neighbours differ in lightness, for who sees few colours."""
    if accent:
        return kleur("koraal"), kleur("pagina")
    licht = bool(nummer % 2)
    return kleur("petrol", donker=licht), kleur("inkt" if licht else "pagina")


def _teken(
    ax: Axes, plek: int, links: float, rij: Rij, tekst: tuple[str, str], verf: tuple[str, str]
) -> Deel:
    vulling, inkt = verf if rij.status not in ONZEKER else (kleur("petrol"), kleur("inkt"))
    (vorm,) = ax.barh([plek], [rij.getal], left=links, color=vulling, edgecolor=kleur("pagina"))
    vorm.set(linewidth=1.6, gid=rij.gid)
    if rij.status in ONZEKER:
        vorm.set(facecolor=tint("petrol", 0.15), hatch="////", edgecolor=kleur("petrol"))
    midden: Hoe = {"ha": "center", "va": "center", "color": inkt, "weight": "semibold", "size": 12}
    cijfer = noteer(ax, tekst[0], (links + rij.getal / 2, plek), **midden)
    woorden = noteer(ax, "", (links, plek), va="top")
    blokje = noteer(ax, "■", (links, plek), va="top", color=vulling)
    return Deel(plek, rij.label, tekst[1], vorm, cijfer, woorden, blokje)


def _schik(ax: Axes, delen: list[Deel], breed: float, met_kop: bool) -> Maat:
    """Words below their part where all of them fit side by side; else a list below the bar."""
    meest = max(d.vorm.get_x() + d.vorm.get_width() for d in delen)
    schaal = breed / meest
    laatste = delen[-1].balk
    balken = [[d for d in delen if d.balk == plek] for plek in range(laatste + 1)]
    diepten = [_naast(balk, schaal, breed) or _lijst(balk, schaal, breed) for balk in balken]
    for d in delen:
        past = tekstbreedte(d.cijfer.get_text(), 12, "semibold") + 4
        d.cijfer.set_visible(past <= d.vorm.get_width() * schaal)
    boven = HOOG / 2 + (TEKST * REGEL + 5 if met_kop else 0)
    stap = boven + HOOG / 2 + max(diepten) + 10
    for d in delen:
        d.vorm.set(height=HOOG / stap, y=d.balk - HOOG / stap / 2)
    ax.set_ylim(laatste + (HOOG / 2 + diepten[-1]) / stap, -boven / stap)
    ax.set_xlim(0, meest)
    return Maat(laatste * stap + boven + HOOG / 2 + diepten[-1])


def _naast(delen: list[Deel], schaal: float, breed: float) -> float:
    """Set the words below their own part; returns the depth, or 0 when they do not fit."""
    plekken, vrij = [], 0.0
    for d in delen:
        links, rechts = d.vorm.get_x() * schaal, (d.vorm.get_x() + d.vorm.get_width()) * schaal
        hoort = max(tekstbreedte(d.naam), tekstbreedte(d.aandeel))
        # From the left edge of its part; the last may end at the right edge of the bar.
        x = links if links + hoort <= breed else max(rechts - hoort, vrij)
        if x < vrij or x + hoort > breed + 1 or (x < links and d is not delen[-1]):
            return 0.0
        plekken.append(x - links)
        vrij = x + hoort + 8
    for d, x in zip(delen, plekken, strict=True):
        d.woorden.set(text=f"{d.naam}\n{d.aandeel}".strip(), position=(x, -HOOG / 2 - 3))
        d.blokje.set_visible(False)
    return 3 + TEKST * REGEL * (2 if delen[0].aandeel else 1)


def _lijst(delen: list[Deel], schaal: float, breed: float) -> float:
    """Set the words in a list below the bar, each after a square in the colour of its part."""
    diep = 3.0
    for d in delen:
        x, y = -d.vorm.get_x() * schaal, -HOOG / 2 - diep
        stukken = [d.cijfer.get_text(), d.aandeel]
        regels = wikkel(f"{d.naam}: {' · '.join(s for s in stukken if s)}", breed - 13)
        d.blokje.set(position=(x, y), visible=True)
        d.woorden.set(text="\n".join(regels), position=(x + 13, y))
        diep += TEKST * REGEL * len(regels)
    return diep
