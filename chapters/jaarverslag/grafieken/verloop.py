"""Lines over the years, with their breaks and gaps."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.figure import Figure

from ..basis.tekst import jaartal, maandnaam
from ..stijl import REEKSKLEUREN, kleur, tekstbreedte, tint
from . import basis
from .basis import NIET_PUBLIEK, ONZEKER, Accent, Grafiek, Opmaak, Rij
from .blad import REGEL, Blad, Vak, spreid, wikkel

# Mark of each line; a ring is kept for uncertain values.
MERKEN = ("schijf", "vierkant", "ruit", "driehoek", "schijf", "vierkant")
# Up to this many points per line each point carries its value.
ALLE_PUNTEN = 8


@dataclass(frozen=True)
class Punt:
    """One point of a line; ``breuk`` means that it cannot be compared with the one before."""

    jaar: int
    waarde: float | None
    status: str
    breuk: bool


@dataclass(frozen=True)
class Lijn:
    """One line with its looks."""

    naam: str
    punten: tuple[Punt, ...]
    verf: str
    vorm: str
    maanden: bool = False

    @property
    def zichtbaar(self) -> list[Punt]:
        """Points that have a value."""
        return [punt for punt in self.punten if punt.waarde is not None]


@dataclass(frozen=True)
class Vlak:
    """Where a line chart maps years and values on the sheet."""

    x0: float
    x1: float
    y0: float
    y1: float
    jaren: tuple[int, int]
    waarden: tuple[float, float]

    def x(self, jaar: float) -> float:
        """Horizontal place of a year."""
        van, tot = self.jaren
        return (
            (self.x0 + self.x1) / 2
            if tot == van
            else (self.x0 + (jaar - van) / (tot - van) * (self.x1 - self.x0))
        )

    def y(self, waarde: float) -> float:
        """Vertical place of a value."""
        laag, hoog = self.waarden
        deel = 0.5 if hoog == laag else (waarde - laag) / (hoog - laag)
        return self.y1 - deel * (self.y1 - self.y0)


def lijnen(
    gegevens: pd.DataFrame,
    x: str,
    waarde: str,
    *,
    titel: str,
    ondertitel: str = "",
    eenheid: str = "",
    decimalen: int = 0,
    accent: Accent = None,
    reeks: str | None = None,
    breuk: str | None = None,
    status: str | None = None,
    vanaf_nul: bool = True,
    maanden: bool = False,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """Lines over the years, one per value of ``reeks`` (at most six), labelled at their end.

    ``x`` holds whole years (or, with ``maanden``, months 1 to 12 of one year), ``waarde`` numbers
    in ``eenheid``. ``breuk`` is a column of yes and no:
    yes means that the series starts anew at this point, drawn as a gap with a mark. A missing value
    (status niet-gepubliceerd) is a gap; years without a row are bridged by dots. Points with an
    uncertain status are hollow. Raises ``ValueError`` on bad input or a year twice in one line.
    """
    basis.eis_titel(titel)
    basis.eis_kolommen(gegevens, x, waarde, reeks, breuk, status)
    opmaak = Opmaak(eenheid, decimalen)
    alle = _lees_lijnen(gegevens, x, waarde, reeks, breuk, status, accent)
    if maanden:
        alle = [replace(lijn, maanden=True) for lijn in alle]
        gegevens = gegevens.assign(**{x: [maandnaam(maand) for maand in gegevens[x]]})

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        grenzen = grenzen_van(alle, vanaf_nul)
        if smal and len(alle) > 1:
            _panelen(blad, alle, opmaak, grenzen)
        else:
            _lijnvlak(blad, alle, opmaak, 150.0 if smal else 175.0, grenzen)
        return blad.klaar()

    zinnen = [_lijnzin(lijn, opmaak) for lijn in alle]
    tabel = basis.lezerstabel(
        gegevens,
        [reeks, x, waarde, basis.nuttige_status(gegevens, status)],
        koppen,
        eenheid,
        [waarde],
    )
    if breuk is not None and any(p.breuk for lijn in alle for p in lijn.punten):
        tabel["Reeksbreuk"] = ["ja" if b else "" for b in basis.vlaggen(gegevens, breuk)]
    return basis.maak(teken, "Lijndiagram", titel, zinnen, tabel)


def _lees_lijnen(
    gegevens: pd.DataFrame,
    x: str,
    waarde: str,
    reeks: str | None,
    breuk: str | None,
    status: str | None,
    accent: Accent,
) -> list[Lijn]:
    namen = basis.teksten(gegevens, reeks) if reeks else [""] * len(gegevens)
    statussen = basis.statuskolom(gegevens, status)
    punten: dict[str, list[Punt]] = {}
    stukken = zip(
        gegevens.index,
        namen,
        basis.getallen(gegevens, x),
        gegevens[waarde],
        statussen,
        basis.vlaggen(gegevens, breuk),
        strict=True,
    )
    for rij, naam, jaar, inhoud, staat, gebroken in stukken:
        if not float(jaar).is_integer():
            raise ValueError(f"Kolom {x!r}, rij {rij}: {jaar:g} is geen jaartal.")
        weg = basis.leeg(inhoud) and staat == NIET_PUBLIEK
        hoeveel = None if weg else basis.als_getal(inhoud, waarde, rij)
        punten.setdefault(naam, []).append(Punt(int(jaar), hoeveel, staat, gebroken))
    if len(punten) > len(REEKSKLEUREN):
        raise ValueError(f"Meer dan {len(REEKSKLEUREN)} lijnen zijn niet te onderscheiden.")
    uitgelicht = basis.accenten(accent, punten)
    uit = []
    for nummer, (naam, rij_) in enumerate(punten.items()):
        geordend = sorted(rij_, key=lambda punt: punt.jaar)
        if len({p.jaar for p in geordend}) < len(geordend):
            raise ValueError(f"De lijn {naam or waarde!r} heeft een jaar dubbel.")
        verf = REEKSKLEUREN[nummer]
        if uitgelicht:
            verf = "koraal" if naam in uitgelicht else "leisteen"
        uit.append(Lijn(naam, tuple(geordend), verf, MERKEN[nummer]))
    if not any(lijn.zichtbaar for lijn in uit):
        raise ValueError(f"Kolom {waarde!r} heeft geen enkele waarde.")
    return uit


def _lijnzin(lijn: Lijn, opmaak: Opmaak) -> str:
    stukken = []
    for punt in lijn.punten:
        rij = Rij(str(punt.jaar), punt.waarde, punt.status)
        breuk = " (na een reeksbreuk)" if punt.breuk else ""
        wanneer = maandnaam(punt.jaar) if lijn.maanden else jaartal(punt.jaar)
        stukken.append(f"{wanneer}: {opmaak.rij(rij, voluit=True)}{breuk}")
    return (f"{lijn.naam} – " if lijn.naam else "") + ", ".join(stukken)


def grenzen_van(alle: Sequence[Lijn], vanaf_nul: bool) -> tuple[float, float]:
    waarden = [p.waarde for lijn in alle for p in lijn.zichtbaar if p.waarde is not None]
    laag, hoog = min(waarden), max(waarden)
    if vanaf_nul:
        laag, hoog = min(laag, 0.0), max(hoog, 0.0)
    if hoog == laag:
        laag, hoog = laag - 1, hoog + 1
    elif not vanaf_nul:
        marge = 0.12 * (hoog - laag)
        laag, hoog = laag - marge, hoog + marge
    return laag, hoog


def _panelen(
    blad: Blad, alle: Sequence[Lijn], opmaak: Opmaak, grenzen: tuple[float, float]
) -> None:
    """On a phone each line gets its own panel on the same scale: no crossing labels."""
    jaren = _jaren(alle)
    for lijn in alle:
        if not lijn.zichtbaar:
            continue
        blad.y += blad.alinea(
            blad.links,
            blad.y,
            lijn.naam,
            blad.ruimte,
            gewicht="halfvet",
            kleur_=lijn.verf,
            naam="reeks",
        )
        blad.y += 4
        kaal = replace(lijn, naam="")
        _lijnvlak(blad, [kaal], opmaak, 92.0, grenzen, jaren)
        blad.y += 12
    blad.y -= 12


def _jaren(alle: Sequence[Lijn]) -> tuple[int, int]:
    jaren = [p.jaar for lijn in alle for p in lijn.punten]
    return min(jaren), max(jaren)


def _lijnvlak(
    blad: Blad,
    alle: Sequence[Lijn],
    opmaak: Opmaak,
    hoog: float,
    grenzen: tuple[float, float],
    jaren: tuple[int, int] | None = None,
) -> Vlak:
    """Draw one panel of lines at ``blad.y``."""
    maat = blad.maat.tekst
    jaren = jaren or _jaren(alle)
    met_naam = len(alle) > 1 or bool(alle[0].naam)
    naamkolom = _naamkolom(blad, alle, opmaak) if met_naam else 0.0
    weinig = all(len(lijn.zichtbaar) <= ALLE_PUNTEN for lijn in alle)
    streepjes = [] if weinig else _streepjes(*grenzen, opmaak.decimalen)
    tikmaat = max((tekstbreedte(opmaak(w), maat) for w in streepjes), default=0.0)
    rand = max(tekstbreedte(str(jaren[0]), maat), 24) / 2
    x0 = blad.links + (tikmaat + 8 if tikmaat else 0) + rand + 4
    x1 = blad.rechts - (naamkolom + 12 if naamkolom else rand + 6)
    top = blad.y + maat * REGEL + 4
    vlak = Vlak(x0, x1, top, top + hoog, jaren, grenzen)
    _achtergrond(blad, vlak, streepjes, opmaak, rand)
    _jaaras(blad, vlak, alle)
    bezet = breuken(blad, vlak, alle)
    for lijn in alle:
        teken_lijn(blad, vlak, lijn)
    eind = _eindnamen(blad, vlak, alle, opmaak, naamkolom) if met_naam else []
    puntlabels(blad, vlak, alle, opmaak, bezet + eind, met_naam)
    blad.y = vlak.y1 + 6 + maat * REGEL - 2
    return vlak


def _streepjes(laag: float, hoog: float, decimalen: int = 0) -> list[float]:
    """At most five round values between the limits, never two that read the same."""
    ruw = max((hoog - laag) / 4, 10**-decimalen)
    macht = 10 ** math.floor(math.log10(ruw))
    stap = next(f * macht for f in (1, 2, 2.5, 5, 10) if f * macht >= ruw)
    eerste = math.ceil(laag / stap - 1e-9)
    laatste = math.floor(hoog / stap + 1e-9)
    return [i * stap for i in range(eerste, laatste + 1)]


def _achtergrond(
    blad: Blad, vlak: Vlak, streepjes: Sequence[float], opmaak: Opmaak, rand: float
) -> None:
    for waarde in streepjes:
        y = vlak.y(waarde)
        blad.lijn([vlak.x0 - rand, vlak.x1 + 4], [y, y], kleur("lijn"), 0.6, z=0.5, naam="raster")
        blad.woord(vlak.x0 - rand - 6, y, opmaak(waarde), kleur_="leisteen", ha="right", naam="as")
    # A baseline that is not zero is drawn dashed: the reader must not take it for zero.
    laag, hoog = vlak.waarden
    nul = laag <= 0 <= hoog
    y = vlak.y(0.0) if nul else vlak.y1
    blad.lijn(
        [vlak.x0 - rand, vlak.x1 + 4],
        [y, y],
        kleur("leisteen"),
        0.8,
        "-" if nul else (0, (2, 2)),
        z=1,
        naam="nullijn" if nul else "grondlijn",
    )


def _jaaras(blad: Blad, vlak: Vlak, alle: Sequence[Lijn]) -> None:
    maat = blad.maat.tekst
    jaren = sorted({p.jaar for lijn in alle for p in lijn.punten} | set(vlak.jaren))
    breed = tekstbreedte("2020", maat) + 8
    vorige = -1e9
    laatste = vlak.x(jaren[-1])
    for jaar in jaren:
        x = vlak.x(jaar)
        eind = jaar == jaren[-1]
        if not eind and (x - vorige < breed or laatste - x < breed):
            continue
        tekst = maandnaam(jaar, kort=True) if alle[0].maanden else jaartal(jaar)
        blad.regel(x, vlak.y1 + 5, tekst, kleur_="leisteen", ha="center", naam="jaar")
        vorige = x


def breuken(blad: Blad, vlak: Vlak, alle: Sequence[Lijn]) -> list[Vak]:
    """Mark each break at the top of the panel; returns the boxes that the words take."""
    plekken = {}
    for lijn in alle:
        for vorig, punt in zip(lijn.zichtbaar, lijn.zichtbaar[1:], strict=False):
            if punt.breuk:
                plekken[punt.jaar] = vlak.x(_breukmoment(vorig, punt))
    vakken = []
    for x in plekken.values():
        blad.lijn(
            [x, x],
            [vlak.y0 - 2, vlak.y1],
            tint("leisteen", 0.6),
            0.8,
            (0, (1, 2.5)),
            z=0.6,
            naam="breuklijn",
        )
        y = vlak.y0 - 4 - blad.maat.klein * REGEL
        half = tekstbreedte("reeksbreuk", blad.maat.klein, "cursief") / 2
        midden = min(max(x, blad.links + half), blad.rechts - half)
        vak = blad.regel(
            midden, y, "reeksbreuk", blad.maat.klein, "cursief", "leisteen", "center", "breuk"
        )
        vakken.append(vak)
    return vakken


def teken_lijn(blad: Blad, vlak: Vlak, lijn: Lijn) -> None:
    """Draw a line with its gaps, breaks and marks."""
    verf = kleur(lijn.verf)
    punten = lijn.punten
    gewoon = min((b.jaar - a.jaar for a, b in itertools.pairwise(punten)), default=1)
    for vorig, punt in itertools.pairwise(punten):
        if vorig.waarde is None or punt.waarde is None:
            continue
        xs, ys = (
            [vlak.x(vorig.jaar), vlak.x(punt.jaar)],
            [vlak.y(vorig.waarde), vlak.y(punt.waarde)],
        )
        if punt.breuk:
            _breukteken(blad, vlak.x(_breukmoment(vorig, punt)), sum(ys) / 2, verf)
        elif punt.jaar - vorig.jaar > gewoon:
            blad.lijn(xs, ys, verf, 1.6, (0, (1, 2)), z=2.5, naam=f"brug: {lijn.naam}")
        else:
            blad.lijn(xs, ys, verf, 2.2, z=2.5, naam=f"lijn: {lijn.naam}")
    veel = len(lijn.zichtbaar) > 2 * ALLE_PUNTEN
    for punt in lijn.zichtbaar:
        x, y = vlak.x(punt.jaar), vlak.y(punt.waarde or 0.0)
        vorm = "ring" if punt.status in ONZEKER else lijn.vorm
        blad.vorm(vorm, x, y, 2.4 if veel else 3.6, verf, naam=f"punt: {lijn.naam}")


def _breukmoment(vorig: Punt, punt: Punt) -> float:
    """When the series broke: just before its new start, wherever the old one ended."""
    return (max(vorig.jaar, punt.jaar - 1) + punt.jaar) / 2


def _breukteken(blad: Blad, mx: float, my: float, verf: str) -> None:
    """The gap of a break: two short strokes where the line would have been."""
    for schuif in (-2.2, 2.2):
        blad.lijn(
            [mx + schuif - 2, mx + schuif + 2], [my + 5, my - 5], verf, 1.4, z=3, naam="breukteken"
        )


def _eindtekst(lijn: Lijn, opmaak: Opmaak) -> str:
    punt = lijn.zichtbaar[-1]
    return opmaak.rij(Rij("", punt.waarde, punt.status))


def _naamkolom(blad: Blad, alle: Sequence[Lijn], opmaak: Opmaak) -> float:
    maat = blad.maat.tekst
    breedten = [
        max(
            tekstbreedte(lijn.naam, maat, "halfvet"),
            tekstbreedte(_eindtekst(lijn, opmaak), maat, "vet"),
        )
        for lijn in alle
        if lijn.zichtbaar
    ]
    return min(max(breedten), (0.4 if blad.smal else 0.3) * blad.ruimte)


def _eindnamen(
    blad: Blad, vlak: Vlak, alle: Sequence[Lijn], opmaak: Opmaak, kolom: float
) -> list[Vak]:
    """Write name and last value at the end of each line, moved apart where they would touch."""
    maat = blad.maat.tekst
    gezien = sorted(
        (lijn for lijn in alle if lijn.zichtbaar), key=lambda n: vlak.y(n.zichtbaar[-1].waarde)
    )
    blokken = [
        [
            (_eindtekst(lijn, opmaak), "vet"),
            *[(r, "gewoon") for r in wikkel(lijn.naam, kolom, maat)],
        ]
        if lijn.naam
        else [(_eindtekst(lijn, opmaak), "vet")]
        for lijn in gezien
    ]
    hoogten = [len(blok) * maat * REGEL for blok in blokken]
    doelen = [
        vlak.y(lijn.zichtbaar[-1].waarde) + h / 2 - maat * REGEL / 2
        for lijn, h in zip(gezien, hoogten, strict=True)
    ]
    plekken = spreid(doelen, hoogten, vlak.y0 - 14, vlak.y1 + 8, 3)
    x = blad.rechts - kolom
    vakken = []
    for lijn, blok, hoog, doel, plek in zip(gezien, blokken, hoogten, doelen, plekken, strict=True):
        eind = lijn.zichtbaar[-1]
        px, py = vlak.x(eind.jaar), vlak.y(eind.waarde)
        if abs(plek - doel) > 4 or x - px > 16:
            blad.lijn(
                [px + 6, x - 3],
                [py, plek - hoog / 2 + maat * REGEL / 2],
                tint("leisteen", 0.5),
                0.6,
                z=1.5,
                naam="wijzer",
            )
        y = plek - hoog / 2
        for tekst, gewicht in blok:
            blad.regel(
                x,
                y,
                tekst,
                maat,
                gewicht,
                lijn.verf,
                naam="reeks" if gewicht == "gewoon" else "waarde",
            )
            y += maat * REGEL
        vakken.append(Vak(x, plek - hoog / 2, x + kolom, plek + hoog / 2))
    return vakken


def puntlabels(
    blad: Blad,
    vlak: Vlak,
    alle: Sequence[Lijn],
    opmaak: Opmaak,
    bezet: list[Vak],
    zonder_eind: bool,
) -> None:
    """Write values at points, each where it touches no other word and, if it can be, no line.

    Few points: all of them. Many: the first, the last, the highest and the lowest.
    """
    strepen = [_stukken(vlak, lijn) for lijn in alle]
    merken = [
        Vak(
            vlak.x(p.jaar) - 3.6,
            vlak.y(p.waarde) - 3.6,
            vlak.x(p.jaar) + 3.6,
            vlak.y(p.waarde) + 3.6,
        )
        for lijn in alle
        for p in lijn.zichtbaar
    ]
    for lijn in alle:
        for punt in _gekozen(lijn, zonder_eind):
            _puntlabel(
                blad,
                vlak,
                lijn,
                punt,
                opmaak,
                bezet,
                [s for groep in strepen for s in groep],
                merken,
            )


def _gekozen(lijn: Lijn, zonder_eind: bool) -> list[Punt]:
    punten = lijn.zichtbaar
    if not punten:
        return []
    eind = punten[-1]
    if len(punten) > ALLE_PUNTEN:
        uiterst = [min(punten, key=lambda p: p.waarde), max(punten, key=lambda p: p.waarde)]
        punten = list({p.jaar: p for p in [eind, punten[0], *uiterst]}.values())
    else:
        punten = [eind, *[p for p in punten if p is not eind]]
    return [p for p in punten if not (zonder_eind and p is eind)]


def _stukken(vlak: Vlak, lijn: Lijn) -> list[tuple[float, float, float, float]]:
    paren = zip(lijn.punten, lijn.punten[1:], strict=False)
    return [
        (vlak.x(a.jaar), vlak.y(a.waarde), vlak.x(b.jaar), vlak.y(b.waarde))
        for a, b in paren
        if a.waarde is not None and b.waarde is not None
    ]


def _puntlabel(
    blad: Blad,
    vlak: Vlak,
    lijn: Lijn,
    punt: Punt,
    opmaak: Opmaak,
    bezet: list[Vak],
    strepen: Sequence[tuple[float, float, float, float]],
    merken: Sequence[Vak],
) -> None:
    maat = blad.maat.tekst
    tekst = opmaak.rij(Rij("", punt.waarde, punt.status))
    x, y = vlak.x(punt.jaar), vlak.y(punt.waarde or 0.0)
    hoog = maat * REGEL
    beste: tuple[float, float, float, str, Vak] | None = None
    plaatsen = [
        (0, -5 - hoog, "center"),
        (0, 5, "center"),
        (7, -4 - hoog, "left"),
        (-7, -4 - hoog, "right"),
        (7, 3, "left"),
        (-7, 3, "right"),
    ]
    for volgorde, (dx, dy, ha) in enumerate(plaatsen):
        vak = blad.vak(x + dx, y + dy, tekst, maat, "halfvet", ha)
        buiten = vak.x0 < blad.links or vak.x1 > blad.rechts or vak.y1 > vlak.y1 + 2
        if buiten or any(vak.raakt(ander, 1) for ander in bezet):
            continue
        boete = volgorde + 10 * sum(_snijdt(vak, streep) for streep in strepen)
        boete += 10 * sum(vak.raakt(merk, -1) for merk in merken)
        if beste is None or boete < beste[0]:
            beste = (boete, x + dx, y + dy, ha, vak)
    # No free place: the value stays in the table and the alternative text. Where the axis can be
    # read, a value that would lie on a line is left out too.
    met_as = len(lijn.zichtbaar) > ALLE_PUNTEN
    uiteinde = punt in (lijn.zichtbaar[0], lijn.zichtbaar[-1])
    if beste is not None and not (met_as and not uiteinde and beste[0] >= 10):
        _, bx, by, ha, vak = beste
        blad.regel(bx, by, tekst, maat, "halfvet", lijn.verf, ha, "waarde")
        bezet.append(vak)


def _snijdt(vak: Vak, streep: tuple[float, float, float, float]) -> bool:
    """Whether a straight piece passes through a box (sampled; pieces are short)."""
    ax, ay, bx, by = streep
    for i in range(25):
        t = i / 24
        px, py = ax + t * (bx - ax), ay + t * (by - ay)
        if vak.x0 < px < vak.x1 and vak.y0 + 2 < py < vak.y1 - 1:
            return True
    return False
