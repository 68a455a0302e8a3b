"""Dated events on a scale of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.lines import Line2D
from matplotlib.text import Annotation

from ..basis.kleuren import kleur, tint
from ..basis.tekst import STREEP, maandnaam
from ..basis.tekst import datum as datumtekst
from . import invoer
from .stijl import REEKSKLEUREN, REGEL, TEKST, tekstbreedte
from .vlak import Maat, Tekening, onthoud, spreid, vlak_of_huidig, wikkel, zet_sleutel

MEESTE = 20
MERKEN = ("o", "s", "D", "^", "P", "X")
# From the line of time to the words, in points: room for a line from the mark to its date.
AANLOOP = 24.0


@dataclass(frozen=True)
class Gebeurtenis:
    """Something that happened on a day or over a period, with its words on the axes."""

    dag: float
    tekst: str
    wanneer: Annotation
    wat: Annotation


def tijdlijn(
    tabel: pd.DataFrame,
    datum: str,
    tekst: str,
    *,
    ax: Axes | None = None,
    soort: str | None = None,
    precisie: str = "precisie",
    einde: str | None = None,
    rij: str = "id",
) -> Axes:
    """Events down a line of time, each beside its date; kinds differ in mark and colour.

    ``datum`` holds ISO dates, ``einde`` the last day of a period. The column ``precisie`` (dag,
    maand, jaar) need not exist. At most twenty events. Raises ``ValueError`` (Dutch) on input that
    cannot be drawn.
    """
    ax = vlak_of_huidig(ax)
    invoer.eis_kolommen(tabel, datum, tekst, soort)
    if len(tabel) > MEESTE:
        raise ValueError(f"Meer dan {MEESTE} gebeurtenissen passen niet leesbaar op een tijdlijn.")
    soorten = invoer.teksten(tabel, soort) if soort else [""] * len(tabel)
    looks = dict(zip(dict.fromkeys(soorten), zip(REEKSKLEUREN, MERKEN, strict=True), strict=False))
    if missing := set(soorten) - set(looks):
        raise ValueError(f"Te veel soorten om te onderscheiden, zoals {sorted(missing)[0]!r}.")
    gebeurtenissen, zinnen, dagen = [], [], []
    volgorde = tabel.assign(_woorden=invoer.teksten(tabel, tekst), _soort=soorten)
    for plek, r in volgorde.sort_values(datum, kind="stable").iterrows():
        begin = _als_datum(r[datum], datum, plek)
        eind = None if einde is None or invoer.leeg(r[einde]) else _als_datum(r[einde], einde, plek)
        if eind and eind < begin:
            raise ValueError(f"{r['_woorden']!r} eindigt ({eind}) voor het begint ({begin}).")
        wanneer = _wanneer(begin, eind, str(r.get(precisie) or "dag"))
        verf, merk = looks[r["_soort"]]
        gebeurtenissen.append(_teken(ax, begin, eind, r["_woorden"], wanneer, kleur(verf), merk))
        ax.lines[-1].set_gid(f"rij-{r[rij]}" if rij in tabel else None)
        dagen.append(wanneer)
        zinnen.append(f"{wanneer}: {r['_woorden']}" + (f" ({r['_soort']})" if soort else ""))
    begin, eind = gebeurtenissen[0].dag, gebeurtenissen[-1].dag
    ax.plot([0, 0], [begin, eind], color=kleur("leisteen"), linewidth=1.4, zorder=1, clip_on=False)
    ax.xaxis.set_visible(False)
    ax.spines[:].set_visible(False)
    ax.tick_params(axis="y", length=0, pad=8, labelcolor=kleur("leisteen"))
    merken = {
        naam: Line2D([], [], color=kleur(verf), marker=merk, linestyle="none")
        for naam, (verf, merk) in looks.items()
    }

    def schik(breed: float, smal: bool) -> Maat:
        maat = _schik(ax, gebeurtenissen, breed, smal)
        return zet_sleutel(ax, merken, maat, breed) if len(merken) > 1 else maat

    op_volgorde = tabel.sort_values(datum, kind="stable").assign(**{datum: dagen})
    leestabel, koppen = invoer.lezerstabel(op_volgorde, [datum, tekst, soort])
    onthoud(ax, Tekening("Tijdlijn", zinnen, leestabel, koppen, schik))
    return ax


def _als_datum(waarde: Any, kolom: str, rij: object) -> dt.date:
    if isinstance(waarde, dt.date):
        return waarde if type(waarde) is dt.date else waarde.date()  # type: ignore[attr-defined]
    try:
        return dt.date.fromisoformat(str(waarde))
    except ValueError:
        raise ValueError(f"Geen datum in kolom {kolom!r}, rij {rij}: {waarde!r}.") from None


def _wanneer(begin: dt.date, eind: dt.date | None, precisie: str) -> str:
    """The date in words; a period within one year names the year once."""
    van, tot = datumtekst(begin, precisie), datumtekst(eind or begin, precisie)
    if van == tot:
        return van
    if eind and begin.year == eind.year:
        van = van.removesuffix(f" {begin.year}")
    return f"{van} {STREEP} {tot}"


def _teken(
    ax: Axes, begin: dt.date, eind: dt.date | None, tekst: str, wanneer: str, verf: str, merk: str
) -> Gebeurtenis:
    dag = date2num(begin)
    if eind:
        ax.plot(
            [0, 0],
            [dag, date2num(eind)],
            color=verf,
            linewidth=4,
            solid_capstyle="butt",
            zorder=2,
            clip_on=False,
        )
    plek = {"xy": (0, dag), "xytext": (0, 0), "textcoords": "axes points"}
    streep = {
        "arrowstyle": "-",
        "color": tint("leisteen", 0.5),
        "linewidth": 0.7,
        "relpos": (0, 0.5),
    }
    streep |= {"shrinkA": 2, "shrinkB": 5}
    wie = ax.annotate(
        wanneer, **plek, va="center", color=verf, weight="semibold", arrowprops=streep
    )
    wat = ax.annotate(tekst, **plek, va="top")
    ax.plot([0], [dag], merk, color=verf, zorder=4, clip_on=False)
    return Gebeurtenis(dag, tekst, wie, wat)


def _schik(ax: Axes, gebeurtenissen: Sequence[Gebeurtenis], breed: float, smal: bool) -> Maat:
    """Words at the right of the line of time, as near to their day as the words around allow."""
    regel = TEKST * REGEL
    dagen = [g.dag for g in gebeurtenissen]
    tikken = _tikken(min(dagen), max(dagen))
    links = max([tekstbreedte(naam) for _, naam in tikken], default=0) + 12
    kolom = max(tekstbreedte(g.wanneer.get_text(), TEKST, "semibold") for g in gebeurtenissen) + 10
    begin = AANLOOP if smal else AANLOOP + kolom
    blokken = [wikkel(g.tekst, breed - links - begin) for g in gebeurtenissen]
    # On a phone the words stand below their date.
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
    for g, blok, h, plek in zip(
        gebeurtenissen, blokken, hoogten, spreid(doelen, hoogten, 0, hoog, lucht), strict=True
    ):
        top = hoog - plek + h / 2
        g.wanneer.set_position((AANLOOP, top - regel / 2))
        g.wat.set(text="\n".join(blok), position=(begin, top - (regel if smal else 0)))
    vrij: list[tuple[float, str]] = []
    for dag, naam in tikken:
        if not vrij or (dag - vrij[-1][0]) * schaal >= regel:
            vrij.append((dag, naam))
    ax.set_yticks([dag for dag, _ in vrij], [naam for _, naam in vrij])
    return Maat(hoog, links)


def _tikken(van: float, tot: float) -> list[tuple[float, str]]:
    """Years on the line of time; the months too when it is short."""
    eerste, laatste = (dt.date(1970, 1, 1) + dt.timedelta(days=dag) for dag in (van, tot))
    maanden = (laatste - eerste).days < 500
    uit = []
    for jaar in range(eerste.year, laatste.year + 1):
        for maand in range(1, 13) if maanden else (1,):
            dag = date2num(dt.date(jaar, maand, 1))
            if van <= dag <= tot:
                uit.append((dag, str(jaar) if maand == 1 else maandnaam(maand, kort=True)))
    return uit
