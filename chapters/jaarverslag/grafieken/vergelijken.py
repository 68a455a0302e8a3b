"""Charts that compare amounts by length: bars, deviations, two panels, columns of years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from ..basis.tekst import jaartal
from ..stijl import kleur, tekstbreedte, tint
from . import basis
from .basis import NIET_PUBLIEK, NIET_UITGESPLITST, ONZEKER, Accent, Grafiek, Opmaak, Rij
from .blad import REGEL, Blad, wikkel, wikkel_mooi

# Words under the label of a rest that the source does not break down.
RESTZIN = "niet uitgesplitst in de bron"
LUCHT = 5.0


def staven(
    gegevens: pd.DataFrame,
    label: str,
    waarde: str,
    *,
    titel: str,
    ondertitel: str = "",
    eenheid: str = "",
    decimalen: int = 0,
    accent: Accent = None,
    status: str | None = None,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """Horizontal bars from zero, one per row, in row order.

    ``waarde`` holds numbers ≥ 0 in ``eenheid``; a value may be missing when ``status`` says
    niet-gepubliceerd. Circa, ondergrens and voorlopig are hatched and worded; the status
    "niet uitgesplitst" draws a computed rest as a dashed outline.
    Raises ``ValueError`` (Dutch) on empty tables, missing columns, bad or negative values.
    """
    basis.eis_titel(titel)
    rijen = basis.rijen(gegevens, label, waarde, status, eenheid)
    opmaak = Opmaak(eenheid, decimalen)
    uitgelicht = basis.accenten(accent, [rij.label for rij in rijen])

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        _staafrijen(blad, rijen, opmaak, uitgelicht, blad.links, blad.rechts, boven=smal)
        return blad.klaar()

    tabel = basis.lezerstabel(
        gegevens, [label, waarde, basis.nuttige_status(gegevens, status)], koppen, eenheid, [waarde]
    )
    return basis.maak(teken, "Staafdiagram", titel, _voorgelezen(rijen, opmaak), tabel)


def _voorgelezen(rijen: Sequence[Rij], opmaak: Opmaak) -> list[str]:
    """Each row in words for the alternative text."""
    uit = []
    for rij in rijen:
        rest = f" ({RESTZIN})" if rij.status == NIET_UITGESPLITST else ""
        uit.append(f"{rij.label}: {opmaak.rij(rij, voluit=True)}{rest}")
    return uit


def _staafrijen(
    blad: Blad,
    rijen: Sequence[Rij],
    opmaak: Opmaak,
    uitgelicht: set[str],
    x0: float,
    x1: float,
    boven: bool,
) -> None:
    """Draw bars between ``x0`` and ``x1``, with labels above them or in a column before them."""
    maat = blad.maat.tekst
    kolom = 0.0 if boven else _labelkolom(rijen, maat, 0.42 * (x1 - x0))
    begin = x0 if boven else x0 + kolom + 8
    dik = 11.0 if boven else 13.0
    waarden = [(rij.getal, tekstbreedte(opmaak.rij(rij), maat, "halfvet")) for rij in rijen]
    schaal = schaalfactor(waarden, x1 - begin)
    top = blad.y
    for rij in rijen:
        gewicht = "halfvet" if rij.label in uitgelicht else "gewoon"
        regels = wikkel_mooi(rij.label, (x1 - x0) if boven else kolom, maat, gewicht)
        klein = wikkel(RESTZIN, (x1 - x0) if boven else kolom, blad.maat.klein, "cursief")
        extra = klein if rij.status == NIET_UITGESPLITST else []
        hoog = len(regels) * maat * REGEL + len(extra) * blad.maat.klein * REGEL
        rij_hoog = hoog + dik + 9 if boven else max(hoog, dik) + 8
        y = blad.y + (0 if boven else (rij_hoog - 8 - hoog) / 2)
        for regel in regels:
            blad.regel(
                x0 if boven else begin - 8,
                y,
                regel,
                gewicht=gewicht,
                ha="left" if boven else "right",
                naam="label",
            )
            y += maat * REGEL
        for regel in extra:
            blad.regel(
                x0 if boven else begin - 8,
                y,
                regel,
                blad.maat.klein,
                "cursief",
                "leisteen",
                "left" if boven else "right",
                "noot",
            )
            y += blad.maat.klein * REGEL
        staaf_y = blad.y + hoog + 2 if boven else blad.y + (rij_hoog - 8 - dik) / 2
        staaf(
            blad,
            rij,
            begin,
            staaf_y,
            rij.getal * schaal,
            dik,
            rij.label in uitgelicht,
            bool(uitgelicht),
        )
        grijs = rij.waarde is None
        blad.woord(
            begin + _staafeind(rij, schaal) + LUCHT,
            staaf_y + dik / 2,
            opmaak.rij(rij),
            gewicht="gewoon" if grijs else "halfvet",
            kleur_="leisteen" if grijs else "inkt",
            naam="waarde",
        )
        blad.y += rij_hoog
    blad.y -= 6
    if not boven:
        blad.lijn(
            [begin, begin], [top - 4, blad.y + 2], kleur("leisteen"), 0.8, z=3, naam="nullijn"
        )


def _labelkolom(rijen: Sequence[Rij], maat: float, meest: float) -> float:
    breedten = [tekstbreedte(rij.label, maat, "halfvet") for rij in rijen]
    if any(rij.status == NIET_UITGESPLITST for rij in rijen):
        breedten.append(tekstbreedte(RESTZIN, maat, "cursief"))
    return min(max(breedten), meest)


def schaalfactor(waarden: Sequence[tuple[float, float]], ruimte: float) -> float:
    """Points per unit so that each bar with its value text fits ``ruimte``.

    ``waarden`` are pairs (length in units, width of the text in points).
    """
    passend = [(ruimte - LUCHT - breed) / w for w, breed in waarden if w > 0]
    return max(0.0, min(passend)) if passend else 0.0


def _staafeind(rij: Rij, schaal: float) -> float:
    return 22.0 if rij.waarde is None else max(rij.getal * schaal, 1.5)


def staaf(
    blad: Blad,
    rij: Rij,
    x: float,
    y: float,
    lengte: float,
    dik: float,
    accent: bool = False,
    rustig: bool = False,
) -> None:
    """Draw one bar in the manner of its status; ``rustig`` puts it in the background."""
    naam = f"staaf: {rij.label}"
    verf = "koraal" if accent else "leisteen" if rustig else "petrol"
    vulling = tint("leisteen", 0.62) if rustig and not accent else kleur(verf)
    if rij.waarde is None or rij.status == NIET_PUBLIEK:
        blad.rechthoek(x + 0.5, y, 21.5, dik, None, kleur("leisteen"), 0.9, stippel=True, naam="")
    elif lengte <= 0:
        blad.rechthoek(x, y, 1.5, dik, vulling, naam="nul")
    elif rij.status == NIET_UITGESPLITST:
        blad.rechthoek(x, y, lengte, dik, None, kleur("leisteen"), 1.0, stippel=True, naam=naam)
    elif rij.status in ONZEKER:
        rand = kleur(verf)
        blad.rechthoek(x, y, lengte, dik, tint(verf, 0.15), rand, 1.0, arcering="////", naam=naam)
    else:
        blad.rechthoek(x, y, lengte, dik, vulling, naam=naam)


def afwijking(
    gegevens: pd.DataFrame,
    label: str,
    waarde: str,
    *,
    titel: str,
    ondertitel: str = "",
    eenheid: str = "%",
    decimalen: int = 0,
    accent: Accent = None,
    status: str | None = None,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """Bars left (less) and right (more) of zero, with signed values.

    ``waarde`` holds changes in ``eenheid``, negative or positive. Raises ``ValueError`` as
    ``staven`` does.
    """
    basis.eis_titel(titel)
    rijen = basis.rijen(gegevens, label, waarde, status, eenheid, negatief=True)
    opmaak = Opmaak(eenheid, decimalen, teken=True)
    uitgelicht = basis.accenten(accent, [rij.label for rij in rijen])

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        _afwijkrijen(blad, rijen, opmaak, uitgelicht)
        return blad.klaar()

    tabel = basis.lezerstabel(
        gegevens, [label, waarde, basis.nuttige_status(gegevens, status)], koppen, eenheid, [waarde]
    )
    return basis.maak(teken, "Staafdiagram rond nul", titel, _voorgelezen(rijen, opmaak), tabel)


def _afwijkrijen(blad: Blad, rijen: Sequence[Rij], opmaak: Opmaak, uitgelicht: set[str]) -> None:
    maat, boven = blad.maat.tekst, blad.smal
    kolom = 0.0 if boven else _labelkolom(rijen, maat, 0.42 * blad.ruimte)
    begin = blad.links if boven else blad.links + kolom + 10
    ruimte = blad.rechts - begin
    breed = max(tekstbreedte(opmaak.rij(rij), maat, "halfvet") for rij in rijen) + LUCHT
    laagste = min(0.0, *(rij.getal for rij in rijen))
    hoogste = max(0.0, *(rij.getal for rij in rijen))
    kanten = (laagste < 0) + (hoogste > 0)
    vrij = ruimte - breed * max(1, kanten)
    schaal = vrij / (hoogste - laagste) if hoogste > laagste else 0.0
    nul = begin + (breed if laagste < 0 else 0) - laagste * schaal
    dik, top = (11.0 if boven else 13.0), blad.y
    for rij in rijen:
        gewicht = "halfvet" if rij.label in uitgelicht else "gewoon"
        regels = wikkel_mooi(rij.label, blad.ruimte if boven else kolom, maat, gewicht)
        hoog = len(regels) * maat * REGEL
        rij_hoog = hoog + dik + 9 if boven else max(hoog, dik) + 9
        y = blad.y if boven else blad.y + (rij_hoog - 9 - hoog) / 2
        for regel in regels:
            blad.regel(blad.links, y, regel, gewicht=gewicht, naam="label")
            y += maat * REGEL
        staaf_y = blad.y + hoog + 2 if boven else blad.y + (rij_hoog - 9 - dik) / 2
        _afwijkstaaf(blad, rij, opmaak, nul, staaf_y, schaal, dik, uitgelicht)
        if boven:
            blad.lijn([nul, nul], [staaf_y - 1.5, staaf_y + dik + 1.5], kleur("inkt"), 1.0, z=3)
        blad.y += rij_hoog
    blad.y -= 6
    if not boven:
        blad.lijn([nul, nul], [top - 4, blad.y + 2], kleur("inkt"), 1.0, z=3, naam="nullijn")


def _afwijkstaaf(
    blad: Blad,
    rij: Rij,
    opmaak: Opmaak,
    nul: float,
    y: float,
    schaal: float,
    dik: float,
    uitgelicht: set[str],
) -> None:
    lengte = abs(rij.getal) * schaal
    links = nul - lengte if rij.getal < 0 else nul
    # Without a chosen accent the direction carries the colour: less is coral, more is petrol.
    if uitgelicht:
        accent, rustig = rij.label in uitgelicht, True
    else:
        accent, rustig = rij.getal < 0, False
    staaf(blad, rij, links, y, lengte, dik, accent, rustig)
    x = links - LUCHT if rij.getal < 0 else links + max(lengte, _staafeind(rij, schaal)) + LUCHT
    blad.woord(
        x,
        y + dik / 2,
        opmaak.rij(rij),
        gewicht="halfvet",
        ha="right" if rij.getal < 0 else "left",
        naam="waarde",
    )


def naast_elkaar(
    gegevens: pd.DataFrame,
    label: str,
    waarde: str,
    groep: str,
    *,
    titel: str,
    ondertitel: str = "",
    eenheid: str = "",
    decimalen: int = 0,
    accent: Accent = None,
    status: str | None = None,
    tussen: str = "andere telbasis",
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """Two panels of bars that must not be compared, with a divider that says why.

    ``groep`` has exactly two values; each panel has its own scale. ``eenheid`` may name a column.
    ``tussen`` are the words on the divider. Raises ``ValueError`` as ``staven`` does.
    """
    basis.eis_titel(titel)
    basis.eis_kolommen(gegevens, label, waarde, groep, status)
    namen = list(dict.fromkeys(basis.teksten(gegevens, groep)))
    if len(namen) != 2:
        raise ValueError(f"naast_elkaar vraagt precies twee groepen, geen {len(namen)}.")
    delen = {
        naam: basis.rijen(
            gegevens[gegevens[groep].astype(str).str.strip() == naam],
            label,
            waarde,
            status,
            eenheid,
        )
        for naam in namen
    }
    opmaak = Opmaak(eenheid, decimalen)
    uitgelicht = basis.accenten(accent, [rij.label for deel in delen.values() for rij in deel])

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        if smal:
            _onder_elkaar(blad, delen, opmaak, uitgelicht, tussen)
        else:
            _twee_vakken(blad, delen, opmaak, uitgelicht, tussen)
        return blad.klaar()

    zinnen = [
        f"{naam}: {', '.join(_voorgelezen(deel, opmaak))}" for naam, deel in delen.items()
    ] + [f"de twee delen zijn niet te vergelijken ({tussen})"]
    kolommen = [groep, label, waarde, basis.nuttige_status(gegevens, status)]
    if eenheid in gegevens.columns:
        kolommen.insert(3, eenheid)
    tabel = basis.lezerstabel(gegevens, kolommen, koppen, eenheid, [waarde])
    return basis.maak(teken, "Twee staafdiagrammen naast elkaar", titel, zinnen, tabel)


def _paneel(
    blad: Blad,
    naam: str,
    rijen: Sequence[Rij],
    opmaak: Opmaak,
    uitgelicht: set[str],
    x0: float,
    x1: float,
) -> None:
    blad.y += blad.alinea(
        x0, blad.y, naam, x1 - x0, gewicht="halfvet", kleur_="petrol", naam="groep"
    )
    blad.y += 5
    _staafrijen(blad, rijen, opmaak, uitgelicht, x0, x1, boven=True)


def _twee_vakken(
    blad: Blad,
    delen: Mapping[str, Sequence[Rij]],
    opmaak: Opmaak,
    uitgelicht: set[str],
    tussen: str,
) -> None:
    goot = 40.0
    helft = (blad.ruimte - goot) / 2
    top, eind = blad.y, []
    for plaats, (naam, rijen) in enumerate(delen.items()):
        blad.y = top
        x0 = blad.links + plaats * (helft + goot)
        _paneel(blad, naam, rijen, opmaak, uitgelicht, x0, x0 + helft)
        eind.append(blad.y)
    x = blad.breedte / 2
    # The words stand under the divider, so that they need no turned text.
    blad.y = max(eind) + 4
    _scheiding(blad, [x, x], [top, blad.y])
    blad.y += 3
    blad.regel(x, blad.y, f"≠ {tussen}", blad.maat.tekst, "halfvet", "koraal", "center", "tussen")
    blad.y += blad.maat.tekst * REGEL


def _onder_elkaar(
    blad: Blad,
    delen: Mapping[str, Sequence[Rij]],
    opmaak: Opmaak,
    uitgelicht: set[str],
    tussen: str,
) -> None:
    eerste, tweede = delen.items()
    _paneel(blad, *eerste, opmaak, uitgelicht, blad.links, blad.rechts)
    blad.y += 12
    tekst = f"≠ {tussen}"
    breed = tekstbreedte(tekst, blad.maat.tekst, "halfvet")
    midden = blad.breedte / 2
    blad.woord(
        midden, blad.y, tekst, gewicht="halfvet", kleur_="koraal", ha="center", naam="tussen"
    )
    for begin, eind in (
        (blad.links, midden - breed / 2 - 6),
        (midden + breed / 2 + 6, blad.rechts),
    ):
        if eind > begin:
            _scheiding(blad, [begin, eind], [blad.y, blad.y])
    blad.y += 14
    _paneel(blad, *tweede, opmaak, uitgelicht, blad.links, blad.rechts)


def _scheiding(blad: Blad, xs: list[float], ys: list[float]) -> None:
    blad.lijn(xs, ys, kleur("koraal"), 1.2, (0, (4, 3)), naam="scheiding")


def koopkracht(
    gegevens: pd.DataFrame,
    jaar: str,
    waarde: str,
    *,
    titel: str,
    ondertitel: str = "",
    bedrag: float = 100,
    decimalen: int = 0,
    accent: Accent = None,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """Columns per year: what ``bedrag`` euro still buys, with the part that was lost.

    ``jaar`` holds whole years in rising order, ``waarde`` euro between 0 and ``bedrag``; the last
    year stands out unless ``accent`` names another. Raises ``ValueError`` on other input.
    """
    basis.eis_titel(titel)
    basis.eis_kolommen(gegevens, jaar, waarde)
    jaren = [jaartal(w) for w in basis.getallen(gegevens, jaar)]
    bedragen = basis.getallen(gegevens, waarde, negatief=False)
    if jaren != sorted(set(jaren)):
        raise ValueError(f"De jaren in kolom {jaar!r} stijgen niet: {', '.join(jaren)}.")
    if bedrag <= 0 or max(bedragen) > bedrag * (1 + 1e-9):
        raise ValueError(f"Elke waarde ligt tussen 0 en het bedrag van {bedrag:g} euro.")
    uitgelicht = basis.accenten(str(accent) if accent else jaren[-1], jaren)
    opmaak = Opmaak("euro", decimalen)

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        _kolommen(blad, jaren, bedragen, bedrag, opmaak, uitgelicht)
        return blad.klaar()

    zinnen = [f"{j}: {opmaak(b)}" for j, b in zip(jaren, bedragen, strict=True)]
    tabel = basis.lezerstabel(gegevens, [jaar, waarde], koppen, "euro", [waarde])
    return basis.maak(teken, "Kolommen per jaar", titel, zinnen, tabel)


def _kolommen(
    blad: Blad,
    jaren: Sequence[str],
    bedragen: Sequence[float],
    bedrag: float,
    opmaak: Opmaak,
    uitgelicht: set[str],
) -> None:
    maat = blad.maat.tekst
    stap = blad.ruimte / len(jaren)
    breed = min(0.68 * stap, 64.0)
    hoog = 150.0 if blad.smal else 165.0
    top = blad.y + maat * REGEL + 2
    schaal = hoog / bedrag
    # In a narrow column the value needs a smaller place than its own words would take.
    past = max(tekstbreedte(opmaak(b), maat, "halfvet") for b in bedragen) <= stap - 2
    for nummer, (naam, waarde) in enumerate(zip(jaren, bedragen, strict=True)):
        x = blad.links + nummer * stap + (stap - breed) / 2
        y = top + hoog - waarde * schaal
        verf = "koraal" if naam in uitgelicht else "petrol"
        if waarde < bedrag:
            blad.rechthoek(
                x,
                top,
                breed,
                y - top,
                None,
                tint("leisteen", 0.75),
                0.8,
                stippel=True,
                naam="verlies",
            )
        blad.rechthoek(x, y, breed, waarde * schaal, kleur(verf), naam=f"kolom: {naam}")
        if past or naam in uitgelicht or nummer == 0:
            gewicht = "vet" if naam in uitgelicht else "halfvet"
            blad.regel(
                x + breed / 2,
                top - maat * REGEL - 1,
                opmaak(waarde),
                gewicht=gewicht,
                kleur_=verf if naam in uitgelicht else "inkt",
                ha="center",
                naam="waarde",
            )
        if tekstbreedte(naam, maat) <= stap - 2 or nummer in (0, len(jaren) - 1):
            blad.regel(
                x + breed / 2, top + hoog + 4, naam, kleur_="leisteen", ha="center", naam="jaar"
            )
    blad.lijn(
        [blad.links, blad.rechts], [top + hoog] * 2, kleur("leisteen"), 0.8, z=3, naam="nullijn"
    )
    blad.y = top + hoog + 4 + maat * REGEL - 4
