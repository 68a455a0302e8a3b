"""Charts of relations: goals that lead to figures, and which figure exists for which year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from ..stijl import REEKSKLEUREN, kleur, tekstbreedte, tint
from . import basis
from .basis import NIET_PUBLIEK, Accent, Grafiek
from .blad import REGEL, Blad, spreid, wikkel

Koppeling = tuple[str, str, str]
# Two columns of a coverage map are easier on A4 than one very tall one.
RIJEN_PER_KOLOM = 26
SYMBOLEN = {
    "vol": ("schijf", "petrol", "gepubliceerd"),
    "half": ("half", "oker", "circa of ondergrens"),
    "leeg": ("ring", "leisteen", "niet gepubliceerd"),
    "geen": ("", "leisteen", "geen cijfer gevonden"),
}


def boom(
    koppelingen: pd.DataFrame,
    doel: str,
    hoofdstuk: str,
    indicator: str,
    *,
    titel: str,
    ondertitel: str = "",
    accent: Accent = None,
    koppen_boom: tuple[str, str, str] = ("Doel", "Hoofdstuk", "Kerncijfer"),
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """Goal → chapter → key figure, from left to right; an indented list on a phone.

    One row per link, with texts to show (not ids). ``indicator`` may be empty. ``accent`` names a
    goal. Raises ``ValueError`` on empty tables, missing columns or empty goals and chapters.
    """
    basis.eis_titel(titel)
    basis.eis_kolommen(koppelingen, doel, hoofdstuk, indicator)
    derde = ["" if basis.leeg(w) else str(w).strip() for w in koppelingen[indicator]]
    rijen = list(
        dict.fromkeys(
            zip(
                basis.teksten(koppelingen, doel),
                basis.teksten(koppelingen, hoofdstuk),
                derde,
                strict=True,
            )
        )
    )
    uitgelicht = basis.accenten(accent, [r[0] for r in rijen])
    kleuren = _doelkleuren(rijen, uitgelicht)

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        if smal:
            _inspringlijst(blad, rijen, kleuren)
        else:
            _boomkolommen(blad, rijen, kleuren, koppen_boom)
        return blad.klaar()

    kop = {
        doel: koppen_boom[0],
        hoofdstuk: koppen_boom[1],
        indicator: koppen_boom[2],
        **(koppen or {}),
    }
    tabel = basis.lezerstabel(
        koppelingen.drop_duplicates([doel, hoofdstuk, indicator]), [doel, hoofdstuk, indicator], kop
    )
    return basis.maak(teken, "Boom van doel naar kerncijfer", titel, _boomzinnen(rijen), tabel)


def _doelkleuren(rijen: Sequence[Koppeling], uitgelicht: set[str]) -> dict[str, str]:
    doelen = list(dict.fromkeys(r[0] for r in rijen))
    if uitgelicht:
        return {naam: "koraal" if naam in uitgelicht else "leisteen" for naam in doelen}
    return {naam: REEKSKLEUREN[i % len(REEKSKLEUREN)] for i, naam in enumerate(doelen)}


def _genest(rijen: Sequence[Koppeling]) -> dict[str, dict[str, list[str]]]:
    uit: dict[str, dict[str, list[str]]] = {}
    for doel, hoofdstuk, indicator in rijen:
        cijfers = uit.setdefault(doel, {}).setdefault(hoofdstuk, [])
        if indicator:
            cijfers.append(indicator)
    return uit


def _boomzinnen(rijen: Sequence[Koppeling]) -> list[str]:
    zinnen = []
    for doel, takken in _genest(rijen).items():
        stukken = [f"{h} ({', '.join(i)})" if i else h for h, i in takken.items()]
        zinnen.append(f"{doel.rstrip('.')} → {', '.join(stukken)}")
    return zinnen


def _inspringlijst(blad: Blad, rijen: Sequence[Koppeling], kleuren: Mapping[str, str]) -> None:
    for doel, takken in _genest(rijen).items():
        verf, top = kleuren[doel], blad.y
        x = blad.links + 10
        blad.y += (
            blad.alinea(
                x, blad.y, doel, blad.rechts - x, gewicht="halfvet", kleur_=verf, naam="doel"
            )
            + 3
        )
        for hoofdstuk, cijfers in takken.items():
            x = blad.links + 20
            blad.y += blad.alinea(
                x, blad.y, hoofdstuk, blad.rechts - x, gewicht="halfvet", naam="hoofdstuk"
            )
            for cijfer in cijfers:
                x = blad.links + 36
                blad.vorm(
                    "schijf", x - 7, blad.y + 0.62 * blad.maat.tekst, 1.8, kleur(verf), naam="bol"
                )
                blad.y += blad.alinea(x, blad.y, cijfer, blad.rechts - x, naam="cijfer")
            blad.y += 4
        blad.lijn([blad.links + 2] * 2, [top + 1, blad.y - 4], kleur(verf), 2.4, naam="rug")
        blad.y += 9
    blad.y -= 13


@dataclass
class Knoop:
    """A box of the tree: its wrapped words and where its centre lies."""

    naam: str
    regels: list[str]
    hoog: float
    midden: float = 0.0


def _knopen(blad: Blad, namen: Sequence[str], breed: float, gewicht: str) -> list[Knoop]:
    uit = []
    for naam in namen:
        regels = wikkel(naam, breed, blad.maat.tekst, gewicht)
        uit.append(Knoop(naam, regels, len(regels) * blad.maat.tekst * REGEL + 6))
    return uit


def _boomkolommen(
    blad: Blad, rijen: Sequence[Koppeling], kleuren: Mapping[str, str], koppen: Sequence[str]
) -> None:
    met_cijfer = any(r[2] for r in rijen)
    goot = 34.0
    vrij = blad.ruimte - (2 if met_cijfer else 1) * goot
    # The middle column takes what its longest word needs; goals and figures share the rest.
    woorden = [woord for r in rijen for woord in r[1].split()]
    langste = max(tekstbreedte(woord, blad.maat.tekst, "halfvet") for woord in woorden)
    midden = min(max(langste + 14, 0.22 * vrij), 0.36 * vrij)
    breedten = [(0.48 if met_cijfer else 1) * (vrij - midden), midden, 0.52 * (vrij - midden)]
    xs = [
        blad.links,
        blad.links + breedten[0] + goot,
        blad.links + breedten[0] + breedten[1] + 2 * goot,
    ]
    for x, kop in zip(xs if met_cijfer else xs[:2], koppen, strict=False):
        blad.regel(x, blad.y, kop, gewicht="halfvet", kleur_="leisteen", naam="kop")
    top = blad.y + blad.maat.tekst * REGEL + 6
    doelen = _knopen(blad, list(dict.fromkeys(r[0] for r in rijen)), breedten[0] - 12, "gewoon")
    hoofdstukken = _knopen(
        blad, list(dict.fromkeys(r[1] for r in rijen)), breedten[1] - 12, "halfvet"
    )
    volgorde = {h.naam: i for i, h in enumerate(hoofdstukken)}
    cijfers_ = sorted((r for r in rijen if r[2]), key=lambda r: volgorde[r[1]])
    cijfers = _knopen(blad, list(dict.fromkeys(r[2] for r in cijfers_)), breedten[2], "gewoon")
    hoog = max(_kolomhoogte(doelen, 8), _kolomhoogte(hoofdstukken, 8), _kolomhoogte(cijfers, 2))
    _plaats(
        doelen, [top + (i + 0.5) * hoog / len(doelen) for i in range(len(doelen))], top, hoog, 8
    )
    links = [(r[0], r[1]) for r in rijen]
    if cijfers:
        n = len(cijfers)
        _plaats(cijfers, [top + (i + 0.5) * hoog / n for i in range(n)], top, hoog, 2)
        naar_cijfer = [(r[1], r[2]) for r in rijen if r[2]]
        wens = _zwaartepunten(hoofdstukken, cijfers, naar_cijfer, links, doelen)
    else:
        wens = _zwaartepunten(hoofdstukken, [], [], links, doelen)
    # Chapters follow what they lead to, so that links stay short and cross little.
    paren = sorted(zip(wens, hoofdstukken, strict=True), key=lambda paar: paar[0])
    _plaats([h for _, h in paren], [w for w, _ in paren], top, hoog, 8)
    _teken_boom(blad, rijen, kleuren, (doelen, hoofdstukken, cijfers), xs, breedten)
    blad.y = top + hoog


def _kolomhoogte(knopen: Sequence[Knoop], lucht: float) -> float:
    return sum(k.hoog for k in knopen) + lucht * max(0, len(knopen) - 1)


def _plaats(
    knopen: Sequence[Knoop], wens: Sequence[float], top: float, hoog: float, lucht: float
) -> None:
    plekken = spreid(wens, [k.hoog for k in knopen], top, top + hoog, lucht)
    for knoop, plek in zip(knopen, plekken, strict=True):
        knoop.midden = plek


def _zwaartepunten(
    hoofdstukken: Sequence[Knoop],
    cijfers: Sequence[Knoop],
    naar_cijfer: Sequence[tuple[str, str]],
    van_doel: Sequence[tuple[str, str]],
    doelen: Sequence[Knoop],
) -> list[float]:
    plek_cijfer = {k.naam: k.midden for k in cijfers}
    plek_doel = {k.naam: k.midden for k in doelen}
    uit = []
    for knoop in hoofdstukken:
        plekken = [plek_cijfer[c] for h, c in naar_cijfer if h == knoop.naam]
        plekken = plekken or [plek_doel[d] for d, h in van_doel if h == knoop.naam]
        uit.append(sum(plekken) / len(plekken))
    return uit


def _teken_boom(
    blad: Blad,
    rijen: Sequence[Koppeling],
    kleuren: Mapping[str, str],
    kolommen: tuple[list[Knoop], list[Knoop], list[Knoop]],
    xs: Sequence[float],
    breedten: Sequence[float],
) -> None:
    doelen, hoofdstukken, cijfers = kolommen
    d, h, c = ({k.naam: k.midden for k in kolom} for kolom in kolommen)
    for doel, hoofdstuk in dict.fromkeys((r[0], r[1]) for r in rijen):
        blad.kromme((xs[0] + breedten[0], d[doel]), (xs[1], h[hoofdstuk]), kleur(kleuren[doel]))
    for hoofdstuk, cijfer in dict.fromkeys((r[1], r[2]) for r in rijen if r[2]):
        blad.kromme(
            (xs[1] + breedten[1], h[hoofdstuk]), (xs[2] - 5, c[cijfer]), tint("leisteen", 0.55), 1.0
        )
    for knoop in doelen:
        verf = kleuren[knoop.naam]
        y = knoop.midden - knoop.hoog / 2
        blad.rechthoek(xs[0], y, breedten[0], knoop.hoog, tint(verf, 0.1), naam="vak doel")
        blad.rechthoek(xs[0], y, 3, knoop.hoog, kleur(verf), naam="rug")
        _knooptekst(blad, knoop, xs[0] + 8, "gewoon", "inkt", "doel")
    for knoop in hoofdstukken:
        y = knoop.midden - knoop.hoog / 2
        blad.rechthoek(
            xs[1], y, breedten[1], knoop.hoog, tint("leisteen", 0.14), naam="vak hoofdstuk"
        )
        _knooptekst(blad, knoop, xs[1] + 6, "halfvet", "inkt", "hoofdstuk")
    for knoop in cijfers:
        blad.vorm("schijf", xs[2] - 4, knoop.midden, 2, kleur("leisteen"), naam="bol")
        _knooptekst(blad, knoop, xs[2] + 2, "gewoon", "inkt", "cijfer")


def _knooptekst(blad: Blad, knoop: Knoop, x: float, gewicht: str, verf: str, naam: str) -> None:
    stap = blad.maat.tekst * REGEL
    y = knoop.midden - (len(knoop.regels) - 1) * stap / 2
    for regel in knoop.regels:
        blad.woord(x, y, regel, gewicht=gewicht, kleur_=verf, naam=naam)
        y += stap


def dekkingskaart(
    gegevens: pd.DataFrame,
    label: str,
    kolom: str,
    status: str,
    *,
    titel: str,
    ondertitel: str = "",
    groep: str | None = None,
    accent: Accent = None,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """Which figure is published for which year: a grid with a symbol per state, by group.

    A long table with one row per ``label`` × ``kolom`` (a year). ``status`` is a status of the data
    contract: gepubliceerd and berekend are full, circa, ondergrens and voorlopig half,
    niet-gepubliceerd empty; a missing pair reads "geen cijfer gevonden". Several rows for one
    pair (breakdowns) count as the best of them. ``accent`` names labels. Raises ``ValueError`` on
    an unknown status or bad input.
    """
    basis.eis_titel(titel)
    basis.eis_kolommen(gegevens, label, kolom, status, groep)
    staten = [_symbool(s) for s in basis.statuskolom(gegevens, status)]
    namen = basis.teksten(gegevens, label)
    groepen = basis.teksten(gegevens, groep) if groep else [""] * len(gegevens)
    kolommen = _kolomnamen(gegevens, kolom)
    raster: dict[str, dict[str, dict[str, str]]] = {}
    for g, naam, plek, staat in zip(groepen, namen, kolommen, staten, strict=True):
        cellen = raster.setdefault(g, {}).setdefault(naam, {})
        cellen[plek] = min(staat, cellen.get(plek, staat), key=list(SYMBOLEN).index)
    koprij = _koprij(kolommen)
    uitgelicht = basis.accenten(accent, namen)

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        _symbolensleutel(blad, raster, koprij)
        _dekking(blad, raster, koprij, uitgelicht)
        return blad.klaar()

    tabel = _dekkingstabel(raster, koprij, groep, koppen)
    return basis.maak(teken, "Dekkingskaart", titel, _dekkingszinnen(raster, koprij), tabel)


def _symbool(status: str) -> str:
    if status in basis.ONZEKER:
        return "half"
    return "leeg" if status in (NIET_PUBLIEK, basis.NIET_UITGESPLITST) else "vol"


def _kolomnamen(gegevens: pd.DataFrame, kolom: str) -> list[str]:
    uit = []
    for rij, waarde in zip(gegevens.index, gegevens[kolom], strict=True):
        tekst = basis.als_tekst(waarde, kolom, rij)
        uit.append(tekst[:-2] if tekst.endswith(".0") else tekst)
    return uit


def _koprij(kolommen: Sequence[str]) -> list[str]:
    """Columns in order; a year without any row in between gets its column too."""
    uniek = sorted(set(kolommen))
    if all(k.isdigit() and len(k) == 4 for k in uniek):
        return [str(jaar) for jaar in range(int(uniek[0]), int(uniek[-1]) + 1)]
    return uniek


def _kortjaar(plek: str) -> str:
    return f"’{plek[2:]}" if plek.isdigit() and len(plek) == 4 else plek


Raster = Mapping[str, Mapping[str, Mapping[str, str]]]


def _dekkingszinnen(raster: Raster, koprij: Sequence[str]) -> list[str]:
    zinnen = []
    for plek in koprij:
        staten = [
            cellen.get(plek, "geen") for rijen in raster.values() for cellen in rijen.values()
        ]
        tellingen = [f"{staten.count(s)} {SYMBOLEN[s][2]}" for s in SYMBOLEN if staten.count(s)]
        zinnen.append(f"{plek}: {', '.join(tellingen)}")
    return zinnen


def _dekkingstabel(
    raster: Raster, koprij: Sequence[str], groep: str | None, koppen: Mapping[str, str] | None
) -> pd.DataFrame:
    regels = []
    for g, rijen in raster.items():
        for naam, cellen in rijen.items():
            regel = {"Groep": g} if groep else {}
            regel["Kerncijfer"] = naam
            regel.update({plek: SYMBOLEN[cellen.get(plek, "geen")][2] for plek in koprij})
            regels.append(regel)
    return pd.DataFrame(regels).rename(columns=dict(koppen or {}))


def _symbolensleutel(blad: Blad, raster: Raster, koprij: Sequence[str]) -> None:
    aanwezig = {
        cellen.get(p, "geen")
        for rijen in raster.values()
        for cellen in rijen.values()
        for p in koprij
    }
    maat, x = blad.maat.tekst, blad.links
    for staat, (_, _, naam) in SYMBOLEN.items():
        if staat not in aanwezig:
            continue
        breed = 15 + tekstbreedte(naam, maat)
        if x > blad.links and x + breed > blad.rechts:
            x = blad.links
            blad.y += maat * REGEL + 2
        _teken_symbool(blad, staat, x + 5, blad.y + 0.62 * maat)
        blad.regel(x + 15, blad.y, naam, maat, naam="sleutel")
        x += breed + 16
    blad.y += maat * REGEL + 10


def _teken_symbool(blad: Blad, staat: str, x: float, y: float) -> None:
    vorm, verf, _ = SYMBOLEN[staat]
    if vorm:
        blad.vorm(vorm, x, y, 4.6, kleur(verf), naam=f"cel: {staat}")
    else:
        blad.lijn([x - 2.5, x + 2.5], [y, y], tint("leisteen", 0.5), 1.0, naam=f"cel: {staat}")


def _dekking(blad: Blad, raster: Raster, koprij: Sequence[str], uitgelicht: set[str]) -> None:
    aantal = sum(len(rijen) for rijen in raster.values())
    twee = not blad.smal and aantal > RIJEN_PER_KOLOM and len(raster) > 1
    cel = max(tekstbreedte(_kortjaar(p), blad.maat.klein, "halfvet") for p in koprij) + 5
    passend = (blad.ruimte - 18) / 2 - len(koprij) * cel >= 90
    if not (twee and passend):
        _dekkingskolom(blad, list(raster.items()), koprij, uitgelicht, blad.links, blad.rechts, cel)
        return
    helft = (blad.ruimte - 18) / 2
    links, rechts = _verdeel(blad, raster, helft - len(koprij) * cel)
    top = blad.y
    _dekkingskolom(blad, links, koprij, uitgelicht, blad.links, blad.links + helft, cel)
    eind, blad.y = blad.y, top
    _dekkingskolom(blad, rechts, koprij, uitgelicht, blad.rechts - helft, blad.rechts, cel)
    blad.y = max(blad.y, eind)


def _verdeel(blad: Blad, raster: Raster, breed: float) -> tuple[list, list]:
    """Split the groups over two columns of about equal height, in order."""
    stukken = list(raster.items())
    maat = blad.maat.klein
    hoogten = [
        maat * REGEL + 7 + sum(blad.hoogte(naam, breed - 6, maat) + 2.5 for naam in rijen)
        for _, rijen in stukken
    ]
    beste = min(range(1, len(stukken)), key=lambda i: max(sum(hoogten[:i]), sum(hoogten[i:])))
    return stukken[:beste], stukken[beste:]


def _dekkingskolom(
    blad: Blad,
    stukken: Sequence[tuple[str, Mapping[str, Mapping[str, str]]]],
    koprij: Sequence[str],
    uitgelicht: set[str],
    x0: float,
    x1: float,
    cel: float,
) -> None:
    maat = blad.maat.klein
    begin = x1 - len(koprij) * cel
    for nummer, plek in enumerate(koprij):
        blad.regel(
            begin + (nummer + 0.5) * cel,
            blad.y,
            _kortjaar(plek),
            blad.maat.klein,
            "halfvet",
            "leisteen",
            "center",
            "kolom",
        )
    blad.y += maat * REGEL + 2
    for groep, rijen in stukken:
        if groep:
            for regel in wikkel(groep, x1 - x0, maat, "halfvet"):
                blad.regel(x0, blad.y, regel, maat, "halfvet", "petrol", naam="groep")
                blad.y += maat * REGEL
            blad.y += 1
        for naam, cellen in rijen.items():
            blad.lijn([x0, x1], [blad.y - 0.5] * 2, tint("lijn", 0.7), 0.6, z=0.5, naam="regel")
            look = ("halfvet", "koraal") if naam in uitgelicht else ("gewoon", "inkt")
            hoog = blad.alinea(x0, blad.y + 1, naam, begin - x0 - 6, maat, *look, naam="label")
            for nummer, plek in enumerate(koprij):
                x = begin + (nummer + 0.5) * cel
                _teken_symbool(blad, cellen.get(plek, "geen"), x, blad.y + 1 + 0.62 * maat)
            blad.y += hoog + 2.5
        blad.y += 6
    blad.y -= 6
