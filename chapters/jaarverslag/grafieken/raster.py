"""A matrix of marks: which row has what in which column."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..basis.kleuren import kleur, tint
from . import invoer
from .stijl import REGEL, TEKST, Hoe, tekstbreedte
from .vlak import Maat, Tekening, onthoud, vlak_of_huidig, wikkel, zet_sleutel

# Marker, colour and fill per kind of cell, from full to half and open; the last one is a dash.
MERKEN = (("o", "petrol", "full"), ("o", "oker", "left"), ("o", "leisteen", "none"))

# A tighter line height than elsewhere, so that a long grid fits a page.
DICHT = 0.92


def raster(
    tabel: pd.DataFrame, label: str, kolom: str, soort: str, *, ax: Axes | None = None,
    soorten: Mapping[str, str], kolommen: list[str] | None = None, groep: str | None = None,
    sleutel: bool = True,
) -> Axes:  # fmt: skip
    """A mark for each pair of ``label`` and ``kolom``, by its kind in column ``soort``.

    ``soorten`` maps kinds to their labels, from full to empty (at most four: full, half, open and
    a dash); the last also marks pairs without a row. Of several rows for one pair the fullest
    wins. ``groep`` puts rows under headings. Raises ``ValueError`` (Dutch) on bad input.
    """
    ax = vlak_of_huidig(ax)
    invoer.eis_kolommen(tabel, label, kolom, soort, groep)
    vreemd = set(tabel[soort]) - set(soorten)
    if vreemd:
        raise ValueError(f"Onbekende soort {sorted(map(str, vreemd))[0]!r} in kolom {soort!r}.")
    namen, plaatsen = invoer.teksten(tabel, label), invoer.teksten(tabel, kolom)
    koppen = kolommen or sorted(set(plaatsen))
    groepen = invoer.teksten(tabel, groep) if groep else [""] * len(tabel)
    rang = list(soorten)
    looks = dict(zip(rang, [_merk(*merk) for merk in MERKEN[: len(rang) - 1]], strict=False))
    looks[rang[-1]] = {**_merk("_", "leisteen", "full"), "color": tint("leisteen", 0.5)}
    cellen: dict[tuple[str, str], dict[str, tuple[str, str]]] = {
        (g, naam): dict.fromkeys(koppen, (rang[-1], ""))
        for eerste in dict.fromkeys(groepen)
        for g, naam in zip(groepen, namen, strict=True)
        if g == eerste
    }
    ankers = invoer.of_anders(tabel, "anker", "")
    kolommen_ = (groepen, namen, plaatsen, tabel[soort], ankers)
    for g, naam, plaats, s, anker in zip(*kolommen_, strict=True):
        if rang.index(s) < rang.index(cellen[g, naam][plaats][0]):
            cellen[g, naam][plaats] = (s, anker)
    merken: dict[tuple[str, str], list[Line2D]] = {}
    for lijn, (plek, van_rij) in enumerate(cellen.items()):
        for x, (s, anker) in enumerate(van_rij.values()):
            (punt,) = ax.plot([x], [0], **looks[s])
            punt.set_gid(invoer.merk(anker, lijn) if s != rang[-1] or anker else None)
            merken.setdefault(plek, []).append(punt)
    kort = [f"’{kop[2:]}" if kop.isdigit() and len(kop) == 4 else kop for kop in koppen]
    ax.set_xticks(range(len(koppen)), kort)
    ax.xaxis.tick_top()
    ax.tick_params(length=0, pad=2)
    ax.spines[:].set_visible(False)
    staten = {kop: [van_rij[kop][0] for van_rij in cellen.values()] for kop in koppen}
    zinnen = [
        f"{kop}: " + ", ".join(f"{hier.count(s)} {soorten[s]}" for s in rang if s in hier)
        for kop, hier in staten.items()
    ]
    aanwezig = [s for s in rang if any(s in hier for hier in staten.values())]
    uitleg = {soorten[s]: Line2D([], [], **looks[s]) for s in aanwezig} if sleutel else {}
    leestabel = pd.DataFrame(
        {**({"Groep": g} if groep else {}), label: naam}
        | {kop: soorten[s] for kop, (s, _) in van_rij.items()}
        for (g, naam), van_rij in cellen.items()
    )

    def schik(breed: float, smal: bool) -> Maat:
        maat = _schik(ax, merken, max(tekstbreedte(k) for k in kort) + (3 if smal else 6), breed)
        return zet_sleutel(ax, uitleg, maat, breed) if uitleg else maat

    onthoud(ax, Tekening("Raster", zinnen, leestabel, schik))
    return ax


def _merk(merk: str, verf: str, vulling: str) -> Hoe:
    wit = kleur("pagina")
    vast = {"markersize": 7.5, "markerfacecoloralt": wit, "linestyle": "none", "clip_on": False}
    return {"marker": merk, "color": kleur(verf), "fillstyle": vulling, **vast}


def _schik(
    ax: Axes, merken: Mapping[tuple[str, str], list[Line2D]], vak: float, breed: float
) -> Maat:
    """Set row heights to fit their labels, under group headings, and move the marks along."""
    regel = TEKST * DICHT * REGEL
    aantal = len(next(iter(merken.values())))
    links = breed - aantal * vak
    plekken: list[float] = []
    woorden, koppen, y, vorige = [], set(), 0.0, ""
    for (groep, naam), punten in merken.items():
        if groep and groep != vorige:
            blok = wikkel(groep, breed, gewicht="semibold")
            y += 5 if vorige else 0
            koppen.add(len(plekken))
            plekken.append(y + len(blok) * regel / 2)
            woorden.append("\n".join(blok))
            y, vorige = y + len(blok) * regel, groep
        blok = wikkel(naam, links - 6)
        midden = y + regel / 2
        plekken.append(y + len(blok) * regel / 2)
        woorden.append("\n".join(blok))
        for punt in punten:
            punt.set_ydata([midden])
        y += len(blok) * regel + 1.5
    ax.set_yticks(plekken, woorden)
    for nummer, teken in enumerate(ax.get_yticklabels()):
        teken.set(ha="left", x=-links / (breed - links), va="center", linespacing=DICHT)
        if nummer in koppen:
            teken.set(weight="semibold", color=kleur("petrol"))
    ax.set_xlim(-0.5, aantal - 0.5)
    ax.set_ylim(y, 0)
    return Maat(y, links, 0, regel + 6)
