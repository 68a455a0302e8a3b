"""Timelines: dated events, and events above a yearly series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ..basis.tekst import SPATIE, STREEP
from ..basis.tekst import datum as datumtekst
from ..stijl import REEKSKLEUREN, kleur, tekstbreedte, tint
from . import basis
from .basis import Accent, Grafiek, Opmaak
from .blad import REGEL, Blad, spreid, wikkel, wikkel_mooi
from .verloop import Lijn, Punt, Vlak, breuken, grenzen_van, puntlabels, teken_lijn

MEESTE_GEBEURTENISSEN = 20
MEESTE_BOVEN_REEKS = 12
MERKEN = ("schijf", "vierkant", "ruit", "driehoek", "ring", "half")
MAANDEN = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


@dataclass(frozen=True)
class Gebeurtenis:
    """Something that happened on a day or over a period."""

    begin: dt.date
    einde: dt.date | None
    tekst: str
    soort: str
    wanneer: str
    kort: str


def _als_datum(waarde: Any, kolom: str, rij: object) -> dt.date:
    if isinstance(waarde, dt.datetime):
        return waarde.date()
    if isinstance(waarde, dt.date):
        return waarde
    try:
        return dt.date.fromisoformat(str(waarde))
    except ValueError:
        raise ValueError(f"Geen datum in kolom {kolom!r}, rij {rij}: {waarde!r}.") from None


def _gebeurtenissen(
    gegevens: pd.DataFrame,
    datum: str,
    tekst: str,
    soort: str | None,
    precisie: str | None,
    einde: str | None,
) -> list[Gebeurtenis]:
    basis.eis_kolommen(gegevens, datum, tekst, soort, precisie, einde)
    uit = []
    teksten = basis.teksten(gegevens, tekst)
    soorten = basis.teksten(gegevens, soort) if soort else [""] * len(gegevens)
    for (rij, inhoud), woorden, aard in zip(gegevens.iterrows(), teksten, soorten, strict=True):
        hoe = str(inhoud[precisie]) if precisie else "dag"
        begin = _als_datum(inhoud[datum], datum, rij)
        eind = None
        if einde is not None and not basis.leeg(inhoud[einde]) and inhoud[einde] != "":
            eind = _als_datum(inhoud[einde], einde, rij)
            if eind < begin:
                raise ValueError(f"{woorden!r} eindigt ({eind}) voor het begint ({begin}).")
        uit.append(
            Gebeurtenis(begin, eind, woorden, aard, _wanneer(begin, eind, hoe), _kort(begin, hoe))
        )
    return sorted(uit, key=lambda g: g.begin)


def _wanneer(begin: dt.date, eind: dt.date | None, precisie: str) -> str:
    """The date in words; a period within one year names the year once."""
    van = datumtekst(begin, precisie)
    if eind is None or eind == begin:
        return van
    tot = datumtekst(eind, precisie)
    if van == tot:
        return van
    if begin.year == eind.year:
        van = van.removesuffix(f" {begin.year}")
    return f"{van} {STREEP} {tot}"


def _kort(begin: dt.date, precisie: str) -> str:
    """Day and month only, for drawings whose axis names the year."""
    maand = MAANDEN[begin.month - 1]
    return {"dag": f"{begin.day}{SPATIE}{maand}", "maand": maand}.get(precisie, "")


def _looks(gebeurtenissen: Sequence[Gebeurtenis], accent: Accent) -> dict[str, tuple[str, str]]:
    """Colour and shape of each kind of event."""
    soorten = list(dict.fromkeys(g.soort for g in gebeurtenissen))
    if len(soorten) > len(MERKEN):
        raise ValueError(f"Meer dan {len(MERKEN)} soorten zijn niet te onderscheiden.")
    uitgelicht = basis.accenten(accent, soorten)
    uit = {}
    for nummer, soort in enumerate(soorten):
        verf = REEKSKLEUREN[nummer]
        if uitgelicht:
            verf = "koraal" if soort in uitgelicht else "leisteen"
        uit[soort] = (verf, MERKEN[nummer])
    return uit


def _sleutel(blad: Blad, looks: Mapping[str, tuple[str, str]]) -> None:
    """Name the kinds with their marks, in one or more lines."""
    if len(looks) < 2:
        return
    maat, x = blad.maat.tekst, blad.links
    for soort, (verf, vorm) in looks.items():
        breed = 13 + tekstbreedte(soort, maat, "halfvet")
        if x > blad.links and x + breed > blad.rechts:
            x = blad.links
            blad.y += maat * REGEL + 2
        blad.vorm(vorm, x + 4, blad.y + 0.62 * maat, 4, kleur(verf), naam="sleutel")
        blad.regel(x + 13, blad.y, soort, maat, "halfvet", verf, naam="soort")
        x += breed + 16
    blad.y += maat * REGEL + 10


def tijdlijn(
    gebeurtenissen: pd.DataFrame,
    datum: str,
    tekst: str,
    soort: str | None = None,
    *,
    titel: str,
    ondertitel: str = "",
    precisie: str | None = None,
    einde: str | None = None,
    accent: Accent = None,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """Dated events (at most 20), oldest first; wide drawings place them on a true time axis.

    ``datum`` and ``einde`` hold dates or ISO text, ``precisie`` dag, maand or jaar; each ``soort``
    has its own shape and colour, and ``accent`` names a soort. Raises ``ValueError`` on bad dates,
    an end before the start, or too many events.
    """
    basis.eis_titel(titel)
    rijen = _gebeurtenissen(gebeurtenissen, datum, tekst, soort, precisie, einde)
    if len(rijen) > MEESTE_GEBEURTENISSEN:
        raise ValueError(
            f"Meer dan {MEESTE_GEBEURTENISSEN} gebeurtenissen passen niet op een tijdlijn."
        )
    looks = _looks(rijen, accent)

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        _sleutel(blad, looks)
        (_tijdlijst if smal else _tijdas)(blad, rijen, looks)
        return blad.klaar()

    zinnen = [f"{g.wanneer}: {g.tekst}" for g in rijen]
    tabel = _tijdtabel(rijen, koppen)
    return basis.maak(teken, "Tijdlijn", titel, zinnen, tabel)


def _tijdtabel(rijen: Sequence[Gebeurtenis], koppen: Mapping[str, str] | None) -> pd.DataFrame:
    tabel = pd.DataFrame(
        {"Datum": [g.wanneer for g in rijen], "Gebeurtenis": [g.tekst for g in rijen]}
    )
    if any(g.soort for g in rijen):
        tabel["Soort"] = [g.soort for g in rijen]
    return tabel.rename(columns=dict(koppen or {}))


def _tijdlijst(
    blad: Blad, rijen: Sequence[Gebeurtenis], looks: Mapping[str, tuple[str, str]]
) -> None:
    maat, x = blad.maat.tekst, blad.links + 5
    tekst_x = blad.links + 18
    merken = []
    for g in rijen:
        merken.append((blad.y + 0.62 * maat, looks[g.soort]))
        blad.y += blad.alinea(
            tekst_x,
            blad.y,
            g.wanneer,
            blad.rechts - tekst_x,
            gewicht="halfvet",
            kleur_="leisteen",
            naam="datum",
        )
        blad.y += blad.alinea(tekst_x, blad.y, g.tekst, blad.rechts - tekst_x, naam="tekst") + 7
    blad.lijn([x, x], [merken[0][0], merken[-1][0]], kleur("lijn"), 1.6, z=1, naam="tijdas")
    for y, (verf, vorm) in merken:
        blad.vorm(vorm, x, y, 4.4, kleur(verf), naam="merk")
    blad.y -= 7


def _tijdas(blad: Blad, rijen: Sequence[Gebeurtenis], looks: Mapping[str, tuple[str, str]]) -> None:
    """A vertical axis to scale at the left, led to evenly set words at the right."""
    maat = blad.maat.tekst
    datumkolom = min(max(tekstbreedte(g.wanneer, maat, "halfvet") for g in rijen), 96.0)
    as_x = blad.links + 34
    datum_x = as_x + 44
    tekst_x = datum_x + datumkolom + 10
    breed = blad.rechts - tekst_x
    regels = [wikkel(g.tekst, breed, maat) for g in rijen]
    data = [wikkel(g.wanneer, datumkolom, maat, "halfvet") for g in rijen]
    hoogten = [max(len(a), len(b)) * maat * REGEL for a, b in zip(regels, data, strict=True)]
    hoog = max(sum(hoogten) + 5.0 * (len(rijen) - 1), 60.0)
    top = blad.y
    begin, eind = _periode(rijen)
    dagen = max((eind - begin).days, 1)

    def y_van(dag: dt.date) -> float:
        return top + (dag - begin).days / dagen * hoog

    _tijdstreepjes(blad, begin, eind, y_van, as_x)
    plekken = spreid([y_van(g.begin) for g in rijen], hoogten, top, top + hoog, 5)
    for g, woorden, wanneer, h, midden in zip(rijen, regels, data, hoogten, plekken, strict=True):
        verf, vorm = looks[g.soort]
        y = y_van(g.begin)
        if g.einde is not None and g.einde > g.begin:
            blad.lijn(
                [as_x, as_x],
                [y, y_van(min(g.einde, eind))],
                tint(verf, 0.55),
                4.0,
                z=1.5,
                naam="periode",
            )
        eerste = midden - h / 2 + 0.62 * maat
        blad.lijn(
            [as_x, as_x + 12, datum_x - 10, datum_x - 4],
            [y, y, eerste, eerste],
            tint(verf, 0.55),
            0.9,
            z=1.2,
            naam="wijzer",
        )
        blad.vorm(vorm, as_x, y, 4.2, kleur(verf), naam="merk")
        for nummer, regel in enumerate(wanneer):
            blad.regel(
                datum_x,
                midden - h / 2 + nummer * maat * REGEL,
                regel,
                maat,
                "halfvet",
                verf,
                naam="datum",
            )
        for nummer, regel in enumerate(woorden):
            blad.regel(tekst_x, midden - h / 2 + nummer * maat * REGEL, regel, maat, naam="tekst")
    blad.y = top + hoog + 4


def _periode(rijen: Sequence[Gebeurtenis]) -> tuple[dt.date, dt.date]:
    # What lasts beyond the last beginning does not stretch the axis.
    return min(g.begin for g in rijen), max(g.begin for g in rijen)


def _tijdstreepjes(
    blad: Blad, begin: dt.date, eind: dt.date, y_van: Callable[[dt.date], float], x: float
) -> None:
    """Ticks at each year, or at each month when the span is short."""
    blad.lijn([x, x], [y_van(begin), y_van(eind)], kleur("leisteen"), 1.2, z=1, naam="tijdas")
    kort = (eind - begin).days <= 550
    vorige = y_van(begin)
    jaar, maand = begin.year, begin.month
    blad.woord(
        x - 7, vorige, str(jaar), gewicht="halfvet", kleur_="leisteen", ha="right", naam="as"
    )
    while (dag := dt.date(jaar, maand, 1)) <= eind:
        y = y_van(dag) if dag >= begin else None
        nieuwjaar = maand == 1
        if y is not None and (kort or nieuwjaar):
            blad.lijn(
                [x - 4, x],
                [y, y],
                kleur("leisteen"),
                1.0 if nieuwjaar else 0.7,
                z=1,
                naam="streepje",
            )
            tekst = str(jaar) if nieuwjaar else MAANDEN[maand - 1]
            if y - vorige >= blad.maat.tekst * REGEL and (kort or nieuwjaar):
                blad.woord(
                    x - 7,
                    y,
                    tekst,
                    gewicht="halfvet" if nieuwjaar else "gewoon",
                    kleur_="leisteen",
                    ha="right",
                    naam="as",
                )
                vorige = y
        jaar, maand = (jaar + 1, 1) if maand == 12 else (jaar, maand + 1)


def tijdlijn_met_reeks(
    gebeurtenissen: pd.DataFrame,
    reeks: pd.DataFrame,
    *,
    titel: str,
    ondertitel: str = "",
    datum: str = "datum",
    tekst: str = "gebeurtenis",
    einde: str | None = "einddatum",
    soort: str | None = "soort",
    precisie: str | None = None,
    jaar: str = "jaar",
    waarde: str = "waarde",
    breuk: str | None = "breuk",
    eenheid: str = "",
    decimalen: int = 0,
    accent: Accent = None,
    reekslabel: str = "",
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """Events (at most 12) as marks and bands above a yearly series, on one time axis.

    ``gebeurtenissen`` as in ``tijdlijn``, ``reeks`` as in ``lijnen`` with one line, whose year
    values stand at mid-year. ``reekslabel`` names the line. Raises ``ValueError`` on bad input or
    events outside the years of the series.
    """
    basis.eis_titel(titel)
    einde = einde if einde in gebeurtenissen.columns else None
    soort = soort if soort in gebeurtenissen.columns else None
    breuk = breuk if breuk in reeks.columns else None
    rijen = _gebeurtenissen(gebeurtenissen, datum, tekst, soort, precisie, einde)
    if len(rijen) > MEESTE_BOVEN_REEKS:
        raise ValueError(
            f"Meer dan {MEESTE_BOVEN_REEKS} gebeurtenissen passen niet boven een reeks."
        )
    looks = _looks(rijen, accent)
    lijn = _jaarreeks(reeks, jaar, waarde, breuk)
    jaren = lijn.punten[0].jaar, lijn.punten[-1].jaar
    for g in rijen:
        if not jaren[0] <= g.begin.year <= jaren[1]:
            raise ValueError(f"{g.tekst!r} ({g.begin}) valt buiten de reeks {jaren[0]}–{jaren[1]}.")
    opmaak = Opmaak(eenheid, decimalen)

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        _sleutel(blad, looks)
        _banen(blad, rijen, looks, lijn, opmaak, jaren, reekslabel)
        return blad.klaar()

    zinnen = [
        f"{reekslabel or 'reeks'} – "
        + ", ".join(
            f"{p.jaar}: {opmaak.voluit(p.waarde)}{' (na een reeksbreuk)' if p.breuk else ''}"
            for p in lijn.punten
        )
    ] + [f"{g.wanneer}: {g.tekst}" for g in rijen]
    cijfers = basis.lezerstabel(reeks, [jaar, waarde], koppen, eenheid, [waarde])
    tabel = _gemengde_tabel(cijfers, _tijdtabel(rijen, None))
    return basis.maak(teken, "Tijdlijn boven een lijndiagram", titel, zinnen, tabel)


def _jaarreeks(reeks: pd.DataFrame, jaar: str, waarde: str, breuk: str | None) -> Lijn:
    basis.eis_kolommen(reeks, jaar, waarde, breuk)
    stukken = zip(
        basis.getallen(reeks, jaar),
        basis.getallen(reeks, waarde),
        basis.vlaggen(reeks, breuk),
        strict=True,
    )
    punten = sorted(
        (Punt(int(j), w, "gepubliceerd", b) for j, w, b in stukken), key=lambda p: p.jaar
    )
    if len({p.jaar for p in punten}) < len(punten):
        raise ValueError(f"Kolom {jaar!r} heeft een jaar dubbel.")
    return Lijn("", tuple(punten), "petrol", "schijf")


def _gemengde_tabel(cijfers: pd.DataFrame, gebeurtenissen: pd.DataFrame) -> pd.DataFrame:
    """Series and events under each other: the first column is the moment."""
    wanneer, hoeveel = cijfers.columns
    boven = pd.DataFrame({"Wanneer": [str(w) for w in cijfers[wanneer]], hoeveel: cijfers[hoeveel]})
    onder = gebeurtenissen.rename(columns={"Datum": "Wanneer"})
    return pd.concat([boven, onder], ignore_index=True)


def _banen(
    blad: Blad,
    rijen: Sequence[Gebeurtenis],
    looks: Mapping[str, tuple[str, str]],
    lijn: Lijn,
    opmaak: Opmaak,
    jaren: tuple[int, int],
    reekslabel: str,
) -> None:
    x0, x1 = blad.links, blad.rechts
    begin = dt.date(jaren[0], 1, 1)
    dagen = (dt.date(jaren[1] + 1, 1, 1) - begin).days

    def x_van(dag: dt.date) -> float:
        return x0 + min(max((dag - begin).days / dagen, 0), 1) * (x1 - x0)

    top = blad.y
    for g in rijen:
        _baan(blad, g, looks[g.soort], x_van)
    blad.y += 8
    if reekslabel:
        blad.y += blad.alinea(
            x0, blad.y, reekslabel, blad.ruimte, gewicht="halfvet", kleur_="petrol", naam="reeks"
        )
    hoog = 110.0 if not blad.smal else 100.0
    jaar_breed = (x1 - x0) / (jaren[1] - jaren[0] + 1)
    y0 = blad.y + blad.maat.tekst * REGEL + 12
    vlak = Vlak(
        x0 + jaar_breed / 2, x1 - jaar_breed / 2, y0, y0 + hoog, jaren, grenzen_van([lijn], True)
    )
    teken_lijn(blad, vlak, lijn)
    puntlabels(blad, vlak, [lijn], opmaak, breuken(blad, vlak, [lijn]), False)
    blad.lijn([x0, x1], [vlak.y1] * 2, kleur("leisteen"), 0.8, z=1, naam="nullijn")
    for jaar in range(jaren[0], jaren[1] + 1):
        x = x_van(dt.date(jaar, 1, 1))
        if jaar > jaren[0]:
            # On a phone the words run over the full width: the year lines start below them.
            boven = vlak.y0 - 14 if blad.smal else top
            blad.lijn([x, x], [boven, vlak.y1 + 4], tint("lijn", 0.8), 0.6, z=0.4, naam="raster")
        blad.regel(
            vlak.x(jaar), vlak.y1 + 5, str(jaar), kleur_="leisteen", ha="center", naam="jaar"
        )
    blad.y = vlak.y1 + 5 + blad.maat.tekst * REGEL - 2


def _baan(
    blad: Blad, g: Gebeurtenis, look: tuple[str, str], x_van: Callable[[dt.date], float]
) -> None:
    """One event on its own row: words beside its mark, or above it on a phone."""
    xa = x_van(g.begin)
    xb = x_van(g.einde) if g.einde is not None else xa
    # A period too short to be seen as one is a mark.
    xb = xb if xb - xa > 8 else xa
    if blad.smal:
        blad.y += _baantekst(blad, g, blad.links, blad.ruimte, "left") + 1
        midden = blad.y + 4.6
        blad.lijn([blad.links, blad.rechts], [midden, midden], kleur("lijn"), 0.8, z=1, naam="baan")
        hoog = 9.0
    else:
        rechts, links = blad.rechts - xb - 9, xa - blad.links - 9
        breed = tekstbreedte(f"{g.kort}  {g.tekst}", blad.maat.tekst, "halfvet")
        aan_rechts = breed <= rechts or rechts >= links
        midden = blad.y + 0.62 * blad.maat.tekst
        x, ha = (xb + 9, "left") if aan_rechts else (xa - 9, "right")
        hoog = _baantekst(blad, g, x, rechts if aan_rechts else links, ha)
    _baanmerk(blad, look, xa, xb, midden)
    blad.y += hoog + (7 if blad.smal else 4)


def _baanmerk(blad: Blad, look: tuple[str, str], xa: float, xb: float, midden: float) -> None:
    verf, vorm = look
    if xb > xa:
        blad.rechthoek(xa, midden - 3.2, xb - xa, 6.4, kleur(verf), naam="band")
    else:
        blad.vorm(vorm, xa, midden, 4.2, kleur(verf), naam="merk")


def _baantekst(blad: Blad, g: Gebeurtenis, x: float, breed: float, ha: str) -> float:
    """Short date and words of an event, wrapped together; returns the height."""
    maat = blad.maat.tekst
    # The date is measured as one word with the first of the text.
    voor = f"{g.kort}{SPATIE}{SPATIE}" if g.kort else ""
    regels = wikkel_mooi(voor + g.tekst, breed, maat, "gewoon")
    for nummer, regel in enumerate(regels):
        y = blad.y + nummer * maat * REGEL
        begin = x if ha == "left" else x - tekstbreedte(regel, maat)
        if nummer == 0 and voor and regel.startswith(voor):
            blad.regel(begin, y, g.kort, maat, kleur_="leisteen", naam="datum")
            # Widths are of ink, so a space at the end would not count.
            heel, regel = regel, regel.removeprefix(voor)
            begin += tekstbreedte(heel, maat) - tekstbreedte(regel, maat)
        blad.regel(begin, y, regel, maat, naam="tekst")
    return len(regels) * maat * REGEL
