"""What was published, what changed since, and whether that was said.

``data/vingerafdruk.csv`` keeps every figure as it was first published. A figure may change only
with a row in ``data/correcties.csv`` that tells the old and the new value and the reason. A
correction mends an error, a revision ("herziening") follows better data. A new row, for a new year
say, changes nothing that was published and needs no correction.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pandas as pd

from . import gegevens
from .basis.myst import Md, markdown
from .basis.tekst import LEEMTEN, datum, getal
from .cijfers import REGISTERS, als_cijfer, ankers, ankers_van, register
from .gegevens.bestand import EERSTE_RIJ, Fout
from .rekenen import Cijfer

VINGERAFDRUK = "vingerafdruk.csv"
VERWIJDERD = "verwijderd"
KOPPEN = {"correctie": "Correctie", "herziening": "Herziening"}


def _lees(datamap: Path, naam: str) -> pd.DataFrame:
    pakket = json.loads((datamap / "datapackage.json").read_text(encoding="utf-8"))
    paden = {bron["name"]: bron["path"] for bron in pakket["resources"]}
    return pd.read_csv(datamap / paden[naam], dtype=str, keep_default_na=False)


def stand(waarde: str, status: str) -> str:
    """A figure as the fingerprint and the corrections write it: "61", "61 (circa)"."""
    if status in LEEMTEN:
        return LEEMTEN[status]["nl"]
    try:
        # 61 and 61.0 are the same figure.
        kaal = format(Decimal(waarde).normalize(), "f")
    except InvalidOperation:
        kaal = waarde
    return kaal if status == "gepubliceerd" else f"{kaal} ({status})"


def huidig(datamap: Path) -> dict[str, str]:
    """Every figure as the tables have it now: anchor -> value with its status."""
    tabellen = {naam: _lees(datamap, naam) for naam in REGISTERS}
    rijen = {naam: tabel.to_dict("records") for naam, tabel in tabellen.items()}
    return {
        sleutel: stand(rijen[naam][plaats]["waarde"], rijen[naam][plaats]["status"])
        for sleutel, (naam, plaats) in ankers_van(tabellen).items()
    }


def vingerafdruk(datamap: Path) -> dict[str, str]:
    """Every figure as it was first published; empty when nothing was published yet."""
    pad = datamap / VINGERAFDRUK
    if not pad.is_file():
        return {}
    tabel = pd.read_csv(pad, dtype=str, keep_default_na=False)
    return dict(zip(tabel["anker"], tabel["waarde"], strict=True))


def verzwegen_wijzigingen(datamap: Path) -> list[Fout]:
    """Published figures that changed without a correction that says so."""
    nu = huidig(datamap)
    bestand = "correcties.csv"
    gemeld = _lees(datamap, "correcties")
    gemeld["rij"] = range(EERSTE_RIJ, EERSTE_RIJ + len(gemeld))
    fouten = []
    for sleutel, eerst in vingerafdruk(datamap).items():
        verwacht = eerst
        van_rij = gemeld[gemeld["plaats"] == sleutel].sort_values("datum", kind="stable")
        for rij in van_rij.to_dict("records"):
            if rij["oud"] != verwacht:
                fouten.append(
                    Fout(
                        bestand,
                        f"sluit niet aan: gepubliceerd was {verwacht}",
                        rij["rij"],
                        "oud",
                        rij["oud"],
                        "neem over wat er voordien stond",
                    )
                )
            verwacht = rij["nieuw"]
        if nu.get(sleutel, VERWIJDERD) != verwacht:
            fouten.append(
                Fout(
                    bestand,
                    f"{sleutel} veranderde van {verwacht} in "
                    f"{nu.get(sleutel, VERWIJDERD)} zonder rij in correcties",
                    tip="voeg een correctie of een herziening toe",
                )
            )
    return fouten


def niet_vastgelegd(datamap: Path) -> list[str]:
    """Figures of published years that the fingerprint does not hold yet."""
    bekend, kerncijfers = vingerafdruk(datamap), _lees(datamap, "kerncijfers")
    namen = ankers(
        "kerncijfers",
        kerncijfers["indicator"],
        kerncijfers["jaar"],
        kerncijfers["uitsplitsing"],
    )
    jaren = dict(zip(namen, kerncijfers["jaar"].astype(int), strict=True))
    laatste = max((jaar for sleutel, jaar in jaren.items() if sleutel in bekend), default=0)
    return [s for s in huidig(datamap) if s not in bekend and jaren.get(s, 0) <= laatste]


def leg_vast(datamap: Path) -> int:
    """Add new figures to the fingerprint; what was published first stays. Returns how many.

    Raises ``ValueError`` when a published figure changed without a correction.
    """
    fouten = verzwegen_wijzigingen(datamap)
    if fouten:
        raise ValueError("\n".join(map(str, fouten)))
    bekend = vingerafdruk(datamap)
    nieuw = {s: waarde for s, waarde in huidig(datamap).items() if s not in bekend}
    alles = pd.DataFrame(list({**bekend, **nieuw}.items()), columns=["anker", "waarde"])
    alles.to_csv(datamap / VINGERAFDRUK, index=False, lineterminator="\n")
    return len(nieuw)


def _van_anker(anker: str) -> Cijfer | None:
    """The figure that an anchor stands for, as it is now."""
    for naam in REGISTERS:
        rijen = register(naam)
        rijen = rijen[rijen["anker"] == anker]
        if not rijen.empty:
            return als_cijfer(naam, rijen.iloc[0])
    return None


def leesbaar(tekst: str, cijfer: Cijfer | None) -> str:
    """A value of the table ``correcties`` in Dutch notation, with the unit of its figure."""
    kaal, _, status = tekst.partition(" (")
    try:
        waarde = Decimal(kaal)
    except InvalidOperation:
        return tekst
    eenheid, decimalen = ("", 0) if cijfer is None else (cijfer.eenheid, cijfer.decimalen)
    exponent = waarde.as_tuple().exponent
    decimalen = max(decimalen, -exponent if isinstance(exponent, int) else 0)
    geschreven = getal(waarde, decimalen, eenheid)
    return f"{geschreven} ({status}" if status else geschreven


def overzicht(correcties: pd.DataFrame) -> pd.DataFrame:
    """The corrections for readers, newest first: when, what, from what to what, and why.

    Cells of the columns Wat and Pagina are MyST (class ``Md``), the others plain text.
    """
    rijen = []
    for rij in correcties.sort_values("datum", ascending=False, kind="stable").to_dict("records"):
        cijfer = _van_anker(rij["plaats"])
        wat = markdown(rij["plaats"])
        if cijfer is not None:
            naam = f"{cijfer.label}, {cijfer.periode}"
            wat = Md("[{}](#{:sleutel})").format(naam, rij["plaats"])
        rijen.append(
            {
                "Datum": datum(rij["datum"]),
                "Soort": f"{rij['soort']}, {rij['ernst']}",
                "Wat": wat,
                "Bladzijde": Md("[](/chapters/{:sleutel}.md)").format(rij["hoofdstuk"]),
                "Er stond": leesbaar(rij["oud"], cijfer),
                "Het is": leesbaar(rij["nieuw"], cijfer),
                "Reden": rij["reden"],
            }
        )
    return pd.DataFrame(rijen)


def meldingen(correcties: pd.DataFrame | None = None) -> list[dict[str, str]]:
    """Banners, oldest first: page, anchor, kind, title and sentence, all plain text."""
    tabel = gegevens.tabel("correcties") if correcties is None else correcties
    banners = []
    for rij in tabel.sort_values("datum", kind="stable").to_dict("records"):
        cijfer = _van_anker(rij["plaats"])
        wat = rij["plaats"] if cijfer is None else f"{cijfer.label} ({cijfer.periode})"
        banners.append(
            {
                "hoofdstuk": rij["hoofdstuk"],
                "anker": rij["plaats"] if cijfer is not None else "",
                "soort": rij["soort"],
                "ernst": rij["ernst"],
                "titel": f"{KOPPEN[rij['soort']]} van {datum(rij['datum'])}",
                "zin": f"{wat}: hier stond {leesbaar(rij['oud'], cijfer)}, het is nu "
                f"{leesbaar(rij['nieuw'], cijfer)}. {rij['reden'].rstrip('.')}.",
            }
        )
    return banners
