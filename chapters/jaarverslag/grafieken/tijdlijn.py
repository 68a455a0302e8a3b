"""Dated events on a time axis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import MonthLocator, date2num, num2date
from matplotlib.text import Annotation

from ..basis.kleuren import kleur, tint
from ..basis.tekst import STREEP, maandnaam
from ..basis.tekst import datum as datumtekst
from . import invoer
from .stijl import REGEL, TEKST, Hoe, tekstbreedte, vette_breedte
from .vlak import Maat, Tekening, onthoud, spreid, vlak_of_huidig, wikkel

MEESTE = 20
# From the time axis to the labels, in points: room for a leader from the mark to its date.
AANLOOP = 24.0


@dataclass(frozen=True)
class Gebeurtenis:
    """An event on a day or over a period, with its labels on the axes."""

    dag: float
    tekst: str
    wanneer: Annotation
    wat: Annotation


def tijdlijn(
    tabel: pd.DataFrame, datum: str, tekst: str, *, einde: str | None = None, ax: Axes | None = None
) -> Axes:  # fmt: skip
    """Events along a vertical time axis, each next to its date.

    ``datum`` has ISO dates, ``einde`` the last day of a period; the columns "precisie" (dag,
    maand, jaar) and "id" are optional. At most twenty events. Raises ``ValueError`` (Dutch) on
    input that cannot be drawn.
    """
    ax = vlak_of_huidig(ax)
    invoer.eis_kolommen(tabel, datum, tekst, einde)
    if len(tabel) > MEESTE:
        raise ValueError(f"Meer dan {MEESTE} gebeurtenissen passen niet leesbaar op een tijdlijn.")
    tabel = tabel.sort_values(datum, kind="stable")
    kolommen = (
        [_als_datum(w, datum, i) for i, w in zip(tabel.index, tabel[datum], strict=True)],
        invoer.of_anders(tabel, einde, ""),
        invoer.teksten(tabel, tekst),
        invoer.of_anders(tabel, "precisie", "dag"),
        invoer.of_anders(tabel, "id", ""),
    )
    gebeurtenissen, zinnen, dagen = [], [], []
    for nummer, (begin, tot, wat, precisie, anker) in enumerate(zip(*kolommen, strict=True)):
        eind = _als_datum(tot, einde, wat) if tot else begin
        if eind < begin:
            raise ValueError(f"{wat!r} eindigt ({eind}) voor het begint ({begin}).")
        wanneer = _wanneer(begin, eind, precisie)
        dagen.append((begin.isoformat(), eind.isoformat() if tot else None))
        gebeurtenissen.append(_teken(ax, (begin, eind), wat, wanneer))
        ax.lines[-1].set_gid(invoer.merk(anker, nummer))
        zinnen.append(f"{wanneer}: {wat}")
    lijn: Hoe = {"color": kleur("leisteen"), "linewidth": 1.4, "zorder": 1, "clip_on": False}
    ax.plot([0, 0], [gebeurtenissen[0].dag, gebeurtenissen[-1].dag], **lijn)
    ax.xaxis.set_visible(False)
    ax.spines[:].set_visible(False)
    ax.tick_params(axis="y", length=0, pad=8, labelcolor=kleur("leisteen"))
    houd = [datum, tekst, einde, "precisie" if "precisie" in tabel else None]
    leestabel = invoer.lezerstabel(tabel, houd)
    leestabel[datum] = [begin for begin, _ in dagen]
    if einde:
        leestabel[einde] = [eind for _, eind in dagen]
    schik = partial(_schik, ax, gebeurtenissen)
    onthoud(ax, Tekening("Tijdlijn", zinnen, leestabel, schik))
    return ax


def _als_datum(waarde: object, kolom: str | None, rij: object) -> dt.date:
    try:
        return dt.date.fromisoformat(str(waarde)[:10])
    except ValueError:
        raise ValueError(f"Geen datum in kolom {kolom!r}, rij {rij}: {waarde!r}.") from None


def _wanneer(begin: dt.date, eind: dt.date, precisie: str) -> str:
    """The date as text; a period within one year gives the year once."""
    van, tot = datumtekst(begin, precisie), datumtekst(eind, precisie)
    if van == tot:
        return van
    return (
        f"{van.removesuffix(f' {begin.year}') if begin.year == eind.year else van} {STREEP} {tot}"
    )


def _teken(ax: Axes, dagen: tuple[dt.date, dt.date], tekst: str, wanneer: str) -> Gebeurtenis:
    (dag, eind), verf = map(date2num, dagen), kleur("petrol")
    streep: Hoe = {"arrowstyle": "-", "color": tint("leisteen", 0.5), "linewidth": 0.7}
    streep |= {"relpos": (0, 0.5), "shrinkA": 2, "shrinkB": 5}
    plek: Hoe = {"textcoords": "axes points", "xytext": (0, 0)}
    datum = ax.annotate(wanneer, (0, dag), va="center", color=verf, arrowprops=streep, **plek)
    datum.set(weight="semibold")
    wat = ax.annotate(tekst, (0, dag), va="top", **plek)
    if eind > dag:
        duur: Hoe = {"linewidth": 4, "solid_capstyle": "butt", "zorder": 2, "clip_on": False}
        ax.plot([0, 0], [dag, eind], color=verf, **duur)
    ax.plot([0], [dag], "o", color=verf, zorder=4, clip_on=False)
    return Gebeurtenis(dag, tekst, datum, wat)


def _schik(ax: Axes, gebeurtenissen: Sequence[Gebeurtenis], breed: float, smal: bool) -> Maat:
    """Place labels right of the time axis, as near to their date as other labels allow."""
    regel = TEKST * REGEL
    dagen = [g.dag for g in gebeurtenissen]
    links = tekstbreedte("2000") + 12
    kolom = max(vette_breedte(g.wanneer.get_text()) for g in gebeurtenissen) + 10
    begin = AANLOOP if smal else AANLOOP + kolom
    blokken = [wikkel(g.tekst, breed - links - begin) for g in gebeurtenissen]
    # On a phone the label is below its date.
    hoogten = [(len(blok) + smal) * regel for blok in blokken]
    lucht = 4.0 if smal else 2.5
    hoog = max(sum(hoogten) + lucht * (len(hoogten) - 1), 90.0)
    bereik = max(dagen) - min(dagen) or 1
    eerste, laatste = regel / 2, hoog - hoogten[-1] + regel / 2
    schaal = (laatste - eerste) / bereik
    ax.set_ylim(max(dagen) + (hoog - laatste) / schaal, min(dagen) - eerste / schaal, auto=None)
    ax.set_xlim(0, 1)
    doelen = [
        eerste + (g.dag - min(dagen)) * schaal + h / 2 - regel / 2
        for g, h in zip(gebeurtenissen, hoogten, strict=True)
    ]
    plekken = spreid(doelen, hoogten, 0, hoog, lucht)
    for g, blok, h, plek in zip(gebeurtenissen, blokken, hoogten, plekken, strict=True):
        top = hoog - plek + h / 2
        g.wanneer.set_position((AANLOOP, top - regel / 2))
        g.wat.set(text="\n".join(blok), position=(begin, top - (regel if smal else 0)))
    # Years, and as many months between them as fit.
    per = next((n for n in (1, 2, 3, 4, 6) if 30 * n * schaal >= regel), 12)
    eerste_dagen = MonthLocator(range(1, 13, per)).tick_values(
        num2date(dagen[0]), num2date(dagen[-1])
    )
    # Without the first day of a month among them, matplotlib gives the ends.
    tikken = [d for d in eerste_dagen if dagen[0] <= d <= dagen[-1] and num2date(d).day == 1]
    namen = [(d.year, d.month) for d in map(num2date, tikken)]
    ax.set_yticks(tikken, [str(j) if m == 1 else maandnaam(m, kort=True) for j, m in namen])
    return Maat(hoog, links)
