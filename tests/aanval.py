"""Malicious data: attacks in every text column and in the descriptor.

Values that validation refuses are restored; a book can be built from the rest.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from jaarverslag.keuring import Fout, controleer
from jaarverslag.keuring.beschrijving import NAAM as BESCHRIJVING

from press.check.output import LEAKS

INJECTIES: dict[str, str] = json.loads(
    (Path(__file__).parent / "data" / "injecties.json").read_text(encoding="utf-8")
)
# Files with null bytes are not read, and a finished book that shows a leak is refused.
TE_TONEN = [
    tekst
    for tekst in INJECTIES.values()
    if "\0" not in tekst and not any(leak.search(tekst) for leak in LEAKS.values())
]
# Used in every column, and wherever there is only one text.
ALLES = INJECTIES["everything at once"]
# Rows for tables that are empty in this edition, with the rows that they refer to.
RIJEN = {
    "correcties": [
        ["2026-11-23", "vormingsaanbod", "k-tevredenheid-vormingen-2021", "80", "79", "correctie",
         "ernstig", "Reden."],
    ],
    "activiteiten": [
        [f"evenement-{n}", f"2021-05-0{n}", f"2021-05-0{n}", "evenement", f"Titel {n}", "",
         "online", "", f"{n}0", "", "", "", "", "", "evenementen"]
        for n in range(1, 10)
    ],
    "rekeningen": [
        ["2021", "700000", "Omzet", "", "100"], ["2021", "550000", "Bank", "", "100"],
        ["2021", "140000", "Resultaat", "", "100"],
    ],
    "verschillen": [
        [jaar, naam, "", "", telling, "Verklaring."]
        for jaar, naam, telling in (
            ("2020", "activiteiten-open-aanbod", "1"), ("2020", "dagdelen-open-aanbod", "1"),
            ("2020", "deelnemers-open-aanbod", "10"), ("2021", "vormingen", "0"),
        )
    ],
    "bronnen": [
        ["eigen-registers", "Registers", "Socius", "https://example.org/", "2022", "databank", ""],
    ],
    "begrippen": [[f"proef-{n}", f"term {n}", f"Uitleg {n}.", "", ""] for n in range(40)],
}  # fmt: skip
RIJEN["activiteiten"].append(
    ["vorming-1", "2020-02-03", "2020-02-03", "vorming", "Een vorming", "", "online", "1", "10",
     "", "", "", "", "true", "vormingsaanbod"]
)  # fmt: skip


# File, row and column, as an error of the check names them.
Plek = tuple[str, int | None, str]


@dataclass
class Cel:
    """A text that replaced another."""

    vroeger: str
    tekst: str
    zet: Callable[[str], None]


# No chapter shows all of these: they are downloads.
NERGENS = {"eenheden", "feiten", "koppelingen", "tijdlijn"}


class Aanval:
    """The attacked data in a folder; ``teksten`` has the final position of each attack."""

    def __init__(self, map_: Path) -> None:
        self.map = map_
        self.pakket = json.loads((map_ / BESCHRIJVING).read_text(encoding="utf-8"))
        self.tabellen = {bron["name"]: self._lees(bron) for bron in self.pakket["resources"]}
        for bron in self.pakket["resources"]:
            if "register" in bron:  # all of it goes out, so that all of it can attack
                bron["register"] |= {"openbaar": "rij-per-rij", "openbaar_reden": "Een reden."}
        self._voeg_rijen_toe()
        self._beurt = itertools.cycle([tekst for tekst in TE_TONEN if tekst != ALLES])
        self.teksten: dict[Plek, Cel] = {}
        self.geweigerd: list[tuple[str, Fout]] = []
        self._val_tabellen_aan()
        self._val_eenheden_aan()
        self._val_beschrijving_aan()

    @property
    def getoond(self) -> set[str]:
        """The attacks that the data holds where a page shows them."""
        getoond = [
            cel.tekst
            for (bestand, _, kolom), cel in self.teksten.items()
            if bestand.removesuffix(".csv") not in NERGENS and kolom != "plaats"
        ]
        return set(getoond) & set(TE_TONEN)

    def _lees(self, bron: dict[str, Any]) -> list[list[str]]:
        with (self.map / bron["path"]).open(encoding="utf-8", newline="") as bestand:
            return list(csv.reader(bestand))

    def _voeg_rijen_toe(self) -> None:
        for naam, rijen in RIJEN.items():
            breed = len(self.tabellen[naam][0])
            self.tabellen[naam] += [[*rij, *[""] * (breed - len(rij))] for rij in rijen]
        for rij in self.tabellen["kerncijfers"]:
            if rij[:3] == ["2021", "tevredenheid-vormingen", ""]:
                rij[4] = "79"

    def volgende(self, langste: int = 200) -> str:
        return next(tekst for tekst in self._beurt if len(tekst) <= langste)

    def _val_tabellen_aan(self) -> None:
        for bron in self.pakket["resources"]:
            kop, *rijen = self.tabellen[bron["name"]]
            for plaats, veld in vrije_velden(bron):
                langste = veld.get("constraints", {}).get("maxLength", 200)
                # Prose names terms by what they are: only the new ones change.
                eerste = 38 if veld["name"] == "term" else 0
                for nummer, rij in enumerate(rijen[eerste:], eerste):
                    if len(rijen) < 12 or nummer % 3 == 1:
                        plek = (bron["path"], nummer + 2, kop[plaats])
                        eerst = nummer == eerste + 1 and len(ALLES) <= langste
                        tekst = ALLES if eerst else self.volgende(langste)
                        self._zet(plek, rij, plaats, tekst)

    def _zet(self, plek: Plek, rij: Any, plaats: Any, tekst: str) -> None:
        cel = Cel(rij[plaats], tekst, lambda tekst: rij.__setitem__(plaats, tekst))
        cel.zet(cel.tekst)
        self.teksten[plek] = cel

    def _val_eenheden_aan(self) -> None:
        """The same unit everywhere: what is added up has the same one. Signs stay what they are."""
        eigen: dict[str, str] = {"%": "%", "euro": "euro"}
        for naam in ("indicatoren", "reeksen"):
            kop, *rijen = self.tabellen[naam]
            plaats = kop.index("eenheid")
            for nummer, rij in enumerate(rijen):
                if rij[plaats] not in eigen:
                    # Two units that differ in the form of a sign only are refused as one.
                    zelfde = {normalize("NFKC", eenheid) for eenheid in eigen.values()}
                    eigen[rij[plaats]] = next(
                        tekst for tekst in self._beurt
                        if len(tekst) <= 200 and normalize("NFKC", tekst) not in zelfde
                    )  # fmt: skip
                    self._nieuwe_eenheid(eigen[rij[plaats]])
                tekst = eigen[rij[plaats]]
                if tekst not in ("%", "euro"):
                    self._zet((f"{naam}.csv", nummer + 2, "eenheid"), rij, plaats, tekst)

    def _nieuwe_eenheid(self, tekst: str) -> None:
        """A unit is defined before it is used, once."""
        eenheden = self.tabellen["eenheden"]
        if tekst not in [rij[0] for rij in eenheden]:
            eenheden.append([f"eenheid {len(eenheden)}", "stuk", "stukken"])
            self._zet(("eenheden.csv", len(eenheden), "eenheid"), eenheden[-1], 0, tekst)

    def _val_beschrijving_aan(self) -> None:
        # Texts for readers, wherever they stand; the rest is read by programs.
        redenen = ("reden", "openbaar_reden")
        namen = {"title", "description", "voornaam", "familienaam", "beheerder", *redenen}
        for plaats, waar, naam in plaatsen(self.pakket):
            boven = plaats[:-1]
            if naam in namen or boven[-1:] in (["keywords"], ["nooit"]):
                tekst = self.volgende() if "resources" in boven else ALLES
                if "auteurs" in boven:  # nobody twice
                    tekst += boven[-1]
                if naam in redenen:
                    tekst = f"Een zin met {' '.join(tekst.split())}."
                self._zet((BESCHRIJVING, None, ".".join(plaats)), waar, naam, tekst)

    def schrijf(self) -> None:
        for bron in self.pakket["resources"]:
            with (self.map / bron["path"]).open("w", encoding="utf-8", newline="") as bestand:
                csv.writer(bestand, lineterminator="\n").writerows(self.tabellen[bron["name"]])
        tekst = json.dumps(self.pakket, ensure_ascii=False, indent=2)
        (self.map / BESCHRIJVING).write_text(tekst + "\n", encoding="utf-8")


def vrije_velden(bron: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Columns of free text: no key, no reference, no list of values."""
    schema = bron["schema"]
    vast = {naam for sleutel in schema.get("foreignKeys", []) for naam in sleutel["fields"]}
    vast |= set(schema.get("primaryKey", []))
    for plaats, veld in enumerate(schema["fields"]):
        grenzen = veld.get("constraints", {})
        vrij = veld["type"] == "string" and not {"enum", "pattern"} & set(grenzen)
        if vrij and veld["name"] not in vast | {"periode", "plaats", "oud", "nieuw", "eenheid"}:
            yield plaats, veld


def plaatsen(waar: Any, boven: tuple[str, ...] = ()) -> Iterator[tuple[list[str], Any, Any]]:
    """Every text in a description: its path, its container, and its key there."""
    for naam, waarde in list(waar.items() if isinstance(waar, dict) else enumerate(waar)):
        if isinstance(waarde, (dict, list)):
            eigen = waarde.get("name", naam) if isinstance(waarde, dict) else naam
            yield from plaatsen(waarde, (*boven, str(eigen)))
        elif isinstance(waarde, str):
            yield [*boven, str(naam)], waar, naam


def aangevallen(map_: Path) -> Aanval:
    """Attack the data in a folder, and restore what validation refuses."""
    aanval = Aanval(map_)
    while True:
        aanval.schrijf()
        fouten = controleer(map_)
        if not fouten:
            return aanval
        for fout in fouten:
            cel = aanval.teksten.pop((fout.bestand, fout.rij, fout.kolom))
            cel.zet(cel.vroeger)
            aanval.geweigerd.append((cel.tekst, fout))
