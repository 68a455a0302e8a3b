"""Charts of parts of a whole: a divided bar, one dot per unit, the funnel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from ..basis.tekst import getal
from ..stijl import REEKSKLEUREN, kleur, tekstbreedte, tint
from . import basis
from .basis import Accent, Grafiek, Opmaak, Rij
from .blad import REGEL, VORMEN, Blad, Vak, wikkel

MEESTE_STIPPEN = 500
NAAD = 1.6
# Categories drawn in their light tone: next to the others they differ in lightness as well.
LICHT = ("oker", "mos")


@dataclass(frozen=True)
class Deel:
    """A part of a bar: its label, value, the words of its value, what else is said, its looks."""

    label: str
    waarde: float
    cijfer: str
    extra: str
    verf: str
    open: bool = False
    licht: bool = False

    @property
    def vulling(self) -> str:
        """Fill of the part: neighbours differ in lightness too, for who sees few colours."""
        return kleur(self.verf, donker=self.licht)

    @property
    def inkt(self) -> str:
        """Ink that reads on the fill."""
        if self.open:
            return self.verf
        return "inkt" if self.licht else "pagina"

    @property
    def tekst(self) -> str:
        """Value and share."""
        return f"{self.cijfer} · {self.extra}" if self.extra else self.cijfer


def verven(labels: Sequence[str], uitgelicht: set[str]) -> list[str]:
    """A colour token for each label; an accent turns all others slate."""
    if uitgelicht:
        return ["koraal" if naam in uitgelicht else "leisteen" for naam in labels]
    return [REEKSKLEUREN[i % len(REEKSKLEUREN)] for i in range(len(labels))]


def _lichte_tonen(kleuren: Sequence[str]) -> list[bool]:
    """Which parts take the light tone: those in ``LICHT``, and every other of a run of slate."""
    uit: list[bool] = []
    for nummer, verf in enumerate(kleuren):
        naast_gelijke = nummer > 0 and kleuren[nummer - 1] == verf
        uit.append(verf in LICHT or (naast_gelijke and not uit[-1]))
    return uit


def _aandeel(waarde: float, totaal: float) -> str:
    return getal(100 * waarde / totaal, 0, "%") if totaal else ""


def deelbalk(
    gegevens: pd.DataFrame,
    label: str,
    waarde: str,
    *,
    titel: str,
    ondertitel: str = "",
    eenheid: str = "",
    decimalen: int = 0,
    accent: Accent = None,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """One bar divided into its parts, each with value and share of the total.

    ``waarde`` holds numbers ≥ 0 in ``eenheid`` that add up to the whole; the shares are computed
    here and rounded to whole per cents. Raises ``ValueError`` as ``staven`` does, and when the
    whole is 0.
    """
    basis.eis_titel(titel)
    rijen = basis.rijen(gegevens, label, waarde, eenheid=eenheid)
    totaal = sum(rij.getal for rij in rijen)
    if totaal <= 0:
        raise ValueError(f"De delen in kolom {waarde!r} zijn samen 0: er is geen geheel.")
    opmaak = Opmaak(eenheid, decimalen)
    uitgelicht = basis.accenten(accent, [rij.label for rij in rijen])
    kleuren = verven([rij.label for rij in rijen], uitgelicht)
    tonen = _lichte_tonen(kleuren)
    delen = [
        Deel(
            rij.label,
            rij.getal,
            opmaak(rij.getal),
            _aandeel(rij.getal, totaal),
            verf,
            licht=licht,
        )
        for rij, verf, licht in zip(rijen, kleuren, tonen, strict=True)
    ]

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        _balk_met_labels(blad, delen, blad.ruimte, 44.0 if smal else 48.0, totaal)
        return blad.klaar()

    zinnen = [
        f"{rij.label}: {opmaak.voluit(rij.getal)} ({_aandeel(rij.getal, totaal)})" for rij in rijen
    ] + [f"samen {opmaak.voluit(totaal)}"]
    tabel = basis.lezerstabel(gegevens, [label, waarde], koppen, eenheid, [waarde])
    tabel["Aandeel (%)"] = [round(100 * rij.getal / totaal, 1) for rij in rijen]
    return basis.maak(teken, "Gedeelde balk", titel, zinnen, tabel)


def _balk(
    blad: Blad, delen: Sequence[Deel], lengte: float, dik: float, totaal: float
) -> list[tuple[float, float, str]]:
    """Draw the bar at ``blad.y`` and write values inside where they fit.

    Returns begin and end of each part, with the words that still have to be said below it.
    """
    x, plaatsen = blad.links, []
    groot = blad.maat.titel + 2
    for deel in delen:
        breed = lengte * deel.waarde / totaal if totaal else 0.0
        nog = deel.tekst
        if breed > 0:
            # The seam is taken from the left part, so that the bar keeps its full length.
            vlak = max(breed - NAAD, 0.8)
            if deel.open:
                blad.rechthoek(
                    x + 0.5,
                    blad.y + 0.5,
                    max(vlak - 1, 0.5),
                    dik - 1,
                    tint(deel.verf, 0.08),
                    kleur(deel.verf),
                    1.0,
                    stippel=True,
                    naam=f"deel: {deel.label}",
                )
            else:
                blad.rechthoek(x, blad.y, vlak, dik, deel.vulling, naam=f"deel: {deel.label}")
            maat = (
                groot if tekstbreedte(deel.cijfer, groot, "vet") < vlak - 8 else blad.maat.tekst + 1
            )
            if tekstbreedte(deel.cijfer, maat, "vet") < vlak - 4 and maat < dik:
                blad.woord(
                    x + vlak / 2,
                    blad.y + dik / 2,
                    deel.cijfer,
                    maat,
                    "vet",
                    deel.inkt,
                    "center",
                    "in balk",
                )
                nog = deel.extra
        plaatsen.append((x, x + breed, nog))
        x += breed
    return plaatsen


def _balk_met_labels(
    blad: Blad, delen: Sequence[Deel], lengte: float, dik: float, totaal: float
) -> None:
    """A bar with its labels right below it, or as a list where they do not fit."""
    plaatsen = _balk(blad, delen, lengte, dik, totaal)
    blad.y += dik
    tredes = _tredes(blad, delen, plaatsen)
    if tredes is None:
        _lijst(blad, delen)
    else:
        _bijschriften(blad, delen, plaatsen, tredes)


def _tredes(
    blad: Blad, delen: Sequence[Deel], plaatsen: Sequence[tuple[float, float, str]]
) -> list[Vak] | None:
    """Places for the labels under the bar, lower ones where neighbours are in the way.

    ``None`` when more than two levels would be needed, a line would cross a label, or a part is 0:
    a list reads better then.
    """
    maat = blad.maat.tekst
    hoog = (2 if any(nog for _, _, nog in plaatsen) else 1) * maat * REGEL
    vakken: list[Vak] = []
    for deel, (x0, x1, nog) in zip(delen, plaatsen, strict=True):
        breed = max(tekstbreedte(deel.label, maat, "halfvet"), tekstbreedte(nog, maat))
        if breed > blad.ruimte or deel.waarde == 0:
            return None
        begin = min(x0, blad.rechts - breed)
        midden = (x0 + x1) / 2
        for trede in range(2):
            y = blad.y + 6 + trede * (hoog + 6)
            vak = Vak(begin, y, begin + breed, y + hoog)
            kruist = trede and any(v.x0 - 3 < midden < v.x1 + 3 and v.y0 < y for v in vakken)
            if not kruist and not any(vak.raakt(v, 5) for v in vakken):
                vakken.append(vak)
                break
        else:
            return None
    return vakken


def _bijschriften(
    blad: Blad,
    delen: Sequence[Deel],
    plaatsen: Sequence[tuple[float, float, str]],
    vakken: Sequence[Vak],
) -> None:
    maat = blad.maat.tekst
    for deel, (x0, x1, nog), vak in zip(delen, plaatsen, vakken, strict=True):
        midden = (x0 + x1 - NAAD) / 2
        if vak.y0 > blad.y + 8:
            blad.lijn([midden, midden], [blad.y + 2, vak.y0 - 1], deel.vulling, 1.2, naam="wijzer")
        rechts = vak.x0 < x0 - 0.5
        x, ha = (vak.x1, "right") if rechts else (vak.x0, "left")
        blad.regel(x, vak.y0, deel.label, maat, "halfvet", deel.verf, ha, "label")
        if nog:
            blad.regel(x, vak.y0 + maat * REGEL, nog, maat, kleur_="inkt", ha=ha, naam="waarde")
    blad.y = max(vak.y1 for vak in vakken) - 2


def _lijst(blad: Blad, delen: Sequence[Deel]) -> None:
    maat = blad.maat.tekst
    blad.y += 8
    breed = max(tekstbreedte(deel.tekst, maat, "halfvet") for deel in delen)
    for deel in delen:
        blok = 8.0
        regels = wikkel(deel.label, blad.ruimte - breed - blok - 16, maat)
        midden = blad.y + 0.62 * maat
        if deel.open:
            blad.rechthoek(
                blad.links + 0.5,
                midden - blok / 2,
                blok,
                blok,
                None,
                kleur(deel.verf),
                1.0,
                stippel=True,
                naam="sleutel",
            )
        else:
            blad.rechthoek(blad.links, midden - blok / 2, blok, blok, deel.vulling, naam="sleutel")
        blad.regel(blad.rechts, blad.y, deel.tekst, maat, "halfvet", ha="right", naam="waarde")
        for regel in regels:
            blad.regel(blad.links + blok + 6, blad.y, regel, maat, naam="label")
            blad.y += maat * REGEL
        blad.y += 4
        if deel is not delen[-1]:
            blad.lijn([blad.links, blad.rechts], [blad.y - 2] * 2, kleur("lijn"), 0.6, naam="regel")
    blad.y -= 2


def stippen(
    gegevens: pd.DataFrame,
    label: str,
    waarde: str,
    *,
    titel: str,
    ondertitel: str = "",
    eenheid: str = "",
    decimalen: int = 0,
    accent: Accent = None,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """One mark per unit, grouped by label; each group has its own shape and colour.

    ``waarde`` holds whole numbers ≥ 0, together at most 500. Raises ``ValueError`` otherwise.
    """
    basis.eis_titel(titel)
    rijen = basis.rijen(gegevens, label, waarde, eenheid=eenheid)
    _eis_stippen(rijen, waarde)
    opmaak = Opmaak(eenheid, decimalen)
    uitgelicht = basis.accenten(accent, [rij.label for rij in rijen])
    kleuren = verven([rij.label for rij in rijen], uitgelicht)

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        for nummer, (rij, verf) in enumerate(zip(rijen, kleuren, strict=True)):
            _stippengroep(blad, rij, verf, VORMEN[nummer % len(VORMEN)], opmaak, rijen)
        blad.y -= 8
        return blad.klaar()

    zinnen = [f"{rij.label}: {opmaak.voluit(rij.getal)}" for rij in rijen]
    tabel = basis.lezerstabel(gegevens, [label, waarde], koppen, eenheid, [waarde])
    return basis.maak(teken, "Stippen, één per eenheid", titel, zinnen, tabel)


def _eis_stippen(rijen: Sequence[Rij], kolom: str) -> None:
    for rij in rijen:
        if not rij.getal.is_integer():
            raise ValueError(
                f"Stippen tellen hele dingen; {rij.label!r} heeft {rij.getal:g} in {kolom!r}."
            )
    if sum(rij.getal for rij in rijen) > MEESTE_STIPPEN:
        raise ValueError(f"Meer dan {MEESTE_STIPPEN} stippen zijn niet te lezen: teken staven.")


def _stippengroep(
    blad: Blad, rij: Rij, verf: str, vorm: str, opmaak: Opmaak, alle: Sequence[Rij]
) -> None:
    maat, groot = blad.maat.tekst, blad.maat.titel + 3
    cijfers = max(tekstbreedte(opmaak(r.getal), groot, "vet") for r in alle) + 6
    r, stap = 5.4, 14.0
    top = blad.y
    if blad.smal:
        kolom, x0 = blad.ruimte - cijfers, blad.links
    else:
        kolom = min(max(tekstbreedte(a.label, maat, "halfvet") for a in alle), 0.3 * blad.ruimte)
        x0 = blad.links + cijfers + kolom + 14
    blad.regel(
        blad.links + cijfers - 6, top, opmaak(rij.getal), groot, "vet", verf, "right", "waarde"
    )
    regels = wikkel(rij.label, kolom, maat, "halfvet")
    # Label and large figure share the baseline of the first line.
    y = top + 0.92 * (groot - maat)
    for regel in regels:
        blad.regel(blad.links + cijfers, y, regel, maat, "halfvet", "inkt", naam="label")
        y += maat * REGEL
    per_rij = max(1, int((blad.rechts - x0 + stap - 2 * r) // stap))
    begin_y = max(y, top + groot * REGEL) + 6 + r if blad.smal else top + 0.62 * groot
    for i in range(int(rij.getal)):
        blad.vorm(
            vorm,
            x0 + r + (i % per_rij) * stap,
            begin_y + (i // per_rij) * stap,
            r,
            kleur(verf),
            naam=f"stip: {rij.label}",
        )
    rijen_ = -(-int(rij.getal) // per_rij)
    onder = begin_y + max(0, rijen_ - 1) * stap + r if rijen_ else y
    blad.y = max(onder, y, top + groot * REGEL) + 12


def trechter(
    fasen: pd.DataFrame,
    fase: str,
    deel: str,
    waarde: str,
    *,
    titel: str,
    ondertitel: str = "",
    eenheid: str = "",
    decimalen: int = 0,
    accent: Accent = None,
    verder: str | None = None,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """Stages under each other, each a bar of parts on one scale, with what goes on to the next.

    Stages and parts come in row order. The column ``verder`` says whether a part goes on (true, or
    empty) or leaves (false): leavers stand at the right in dashed outline. A stage need not equal
    what went on before it; the drawing shows the difference and hides nothing.
    Raises ``ValueError`` as ``staven`` does, and with fewer than two stages.
    """
    basis.eis_titel(titel)
    basis.eis_kolommen(fasen, fase, deel, waarde, verder)
    opmaak = Opmaak(eenheid, decimalen)
    gaat_door = basis.vlaggen(fasen, verder, anders=True)
    kolommen = zip(
        basis.teksten(fasen, fase),
        basis.teksten(fasen, deel),
        basis.getallen(fasen, waarde, negatief=False),
        gaat_door,
        strict=True,
    )
    stappen: dict[str, list[tuple[str, float, bool]]] = {}
    for naam, onderdeel, hoeveel, door in kolommen:
        stappen.setdefault(naam, []).append((onderdeel, hoeveel, door))
    if len(stappen) < 2:
        raise ValueError("Een trechter vraagt minstens twee fasen.")
    if max(sum(h for _, h, _ in delen) for delen in stappen.values()) <= 0:
        raise ValueError("Alle fasen zijn 0: er valt niets te tekenen.")
    uitgelicht = basis.accenten(accent, [d for delen in stappen.values() for d, _, _ in delen])

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        _fasen(blad, stappen, opmaak, uitgelicht)
        return blad.klaar()

    zinnen = []
    for naam, delen in stappen.items():
        stukken = [f"{d} {opmaak(h)}" + ("" if door else " (valt hier af)") for d, h, door in delen]
        zinnen.append(
            f"{naam}, samen {opmaak.voluit(sum(h for _, h, _ in delen))}: {', '.join(stukken)}"
        )
    tabel = basis.lezerstabel(fasen, [fase, deel, waarde], koppen, eenheid, [waarde])
    if verder is not None:
        tabel["Gaat verder"] = ["ja" if door else "nee" for door in gaat_door]
    return basis.maak(teken, "Trechter in stappen", titel, zinnen, tabel)


def _fasen(
    blad: Blad,
    stappen: Mapping[str, Sequence[tuple[str, float, bool]]],
    opmaak: Opmaak,
    uitgelicht: set[str],
) -> None:
    meest = max(sum(h for _, h, _ in delen) for delen in stappen.values())
    schaal = blad.ruimte / meest
    dik = 26.0
    laatste = list(stappen)[-1]
    vorige: tuple[float, float] | None = None
    for naam, delen in stappen.items():
        totaal = sum(h for _, h, _ in delen)
        blad.y += _fasekop(blad, naam, opmaak.voluit(totaal) if len(delen) > 1 else "")
        if vorige is not None:
            _stroom(blad, vorige, totaal * schaal)
        # Those who leave stand at the right, beyond the stream to the next stage.
        op_volgorde = sorted(delen, key=lambda stuk: not stuk[2])
        stukken = _fasedelen(op_volgorde, opmaak, uitgelicht)
        onder_balk = blad.y + dik
        _balk_met_labels(blad, stukken, totaal * schaal, dik, totaal)
        door = sum(h for _, h, gaat in delen if gaat) * schaal
        vorige = (onder_balk, door)
        blad.y += 0 if naam == laatste else 22


def _fasedelen(
    delen: Sequence[tuple[str, float, bool]], opmaak: Opmaak, uitgelicht: set[str]
) -> list[Deel]:
    uit, nummer = [], 0
    for naam, hoeveel, door in delen:
        verf = "petrol" if door else "leisteen"
        # Parts that go on take turns in the dark and the light tone of one colour.
        licht = door and bool(nummer % 2)
        nummer += door
        verf = "koraal" if naam in uitgelicht else verf
        uit.append(Deel(naam, hoeveel, opmaak(hoeveel), "", verf, not door, licht))
    return uit


def _fasekop(blad: Blad, naam: str, totaal: str) -> float:
    maat = blad.maat.tekst + 1
    tekst = f"{naam}: {totaal}" if totaal else naam
    return blad.alinea(blad.links, blad.y, tekst, blad.ruimte, maat, "halfvet", naam="fase") + 3


def _stroom(blad: Blad, vorige: tuple[float, float], breed: float) -> None:
    """A pale band from what went on to the next stage, behind the words."""
    y, door = vorige
    hoeken = [
        (blad.links, y),
        (blad.links + door, y),
        (blad.links + breed, blad.y),
        (blad.links, blad.y),
    ]
    blad.veelhoek(hoeken, tint("petrol", 0.1), z=0.5, naam="stroom")
