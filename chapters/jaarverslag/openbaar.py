"""What is published from the registers: computed figures only, unless the package says otherwise.

A register is private until its description says ``"openbaar": "rij-per-rij"``, with the reason. Of
a private one only figures are published: rows of ``kerncijfers`` with status berekend, and the
ledger by heading. The book is built from that public package, so that no page, chart, notebook,
download or archive can contain a private row. Groups of fewer than five people are left out, with
as many others as needed so that they cannot be derived.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from . import gegevens
from .basis.tekst import LEEMTEN, NIET_PUBLIEK, afronden
from .cijfers import gevraagde_indicatoren
from .registers import BRON, REGISTER_VAN, REGISTERNAMEN, bereken_uit, boekhouding, noot

KLEINSTE = 5
ALLES = "rij-per-rij"
GESLOTEN = "Dat register is niet openbaar: van buitenaf is dit niet na te rekenen."
WEGGELATEN = "Groepen van minder dan vijf mensen, en wat ze zou verraden, zijn weggelaten."
TE_WEINIG = "Weggelaten: het zou een groep van minder dan vijf mensen verraden."
SLEUTELS = ["jaar", "indicator", "dimensie", "uitsplitsing"]


def gesloten(pakket: dict[str, Any]) -> list[str]:
    """The registers of which no row is published."""
    dicht = {
        b["name"] for b in pakket["resources"] if b.get("register", {}).get("openbaar") != ALLES
    }
    if "activiteiten" in dicht:
        dicht.add("tevredenheid")  # an answer points to its activity
    return [naam for naam in REGISTERNAMEN if naam in dicht]


def verborgen(rijen: pd.DataFrame) -> pd.Series:
    """Whether each computed row is withheld; ``mensen`` is the number of people it describes.

    At least two parts of a breakdown are withheld, with so many people together that each could be
    a large part: none can be derived from the total and the published parts.
    """
    weg = rijen["mensen"].between(1, KLEINSTE - 1)
    mensen = rijen["mensen"]
    totalen = rijen[rijen["dimensie"] == ""].set_index(["indicator", "jaar"])["mensen"]
    delen = rijen[(rijen["dimensie"] != "") & mensen.notna()]
    for sleutel, groep in delen.groupby(["indicator", "jaar", "dimensie"]):
        # People in no known part form a part as well, which is never published.
        rest = totalen.get(sleutel[:2], 0) - groep["mensen"].sum()
        kleine_rest = [rest] if 0 < rest < KLEINSTE else []
        for plaats in groep["mensen"].sort_values(kind="stable").index:
            samen = [*mensen[groep.index][weg[groep.index]], *kleine_rest]
            veilig = len(samen) > 1 and sum(samen) >= KLEINSTE + len(samen) - 1
            if samen and not veilig and mensen[plaats] > 0:
                weg[plaats] = True
    return weg


def schrijf(van: Path, naar: Path) -> None:
    """Write the public package into the folder ``naar``, which must be empty."""
    pakket = json.loads((van / "datapackage.json").read_text(encoding="utf-8"))
    bronnen = {bron["name"]: bron for bron in pakket["resources"]}
    dicht = gesloten(pakket)
    naar.mkdir(parents=True, exist_ok=True)
    paden = [bron["path"] for naam, bron in bronnen.items() if naam not in dicht]
    for pad in (*paden, "README.md", "vingerafdruk.csv", "uitgaven.csv"):
        if (van / pad).is_file():
            (naar / pad).write_bytes((van / pad).read_bytes())
    registers = {naam: gegevens.lees(van, bronnen[naam]) for naam in REGISTERNAMEN}
    definities = gegevens.lees(van, bronnen["indicatoren"]).set_index("id")
    for naam in dicht:
        rijen = registers[naam]
        rijen = boekhouding.per_kop(rijen) if naam == "rekeningen" else rijen.head(0)
        _bewaar(rijen, naar, bronnen[naam])
    vroeger = pd.read_csv(van / bronnen["kerncijfers"]["path"], dtype=str, keep_default_na=False)
    rijen = bereken_uit(registers, pakket["verslagjaar"])
    rijen = rijen[rijen["indicator"].map(REGISTER_VAN).isin({*dicht} - {"rekeningen"})]
    nieuw = _te_tonen(rijen.reset_index(drop=True), vroeger, definities)
    heel = pd.concat([vroeger, nieuw]).drop_duplicates(SLEUTELS, keep="last")
    plaats = {naam: nummer for nummer, naam in enumerate(definities.index)}
    heel = heel.sort_values(["indicator", "jaar", "dimensie"], kind="stable", key=lambda kolom:
                            kolom.map(plaats) if kolom.name == "indicator" else kolom)  # fmt: skip
    _bewaar(heel, naar, bronnen["kerncijfers"])
    verschillen = pd.read_csv(
        van / bronnen["verschillen"]["path"], dtype=str, keep_default_na=False
    )
    open_ = ~verschillen["indicator"].map(REGISTER_VAN).isin({*dicht} - {"rekeningen"})
    _bewaar(verschillen[open_], naar, bronnen["verschillen"])
    geregeld = {(som["indicator"], som["dimensie"]) for som in pakket["sommen"]}
    for paar in dict.fromkeys(zip(nieuw["indicator"], nieuw["dimensie"], strict=True)):
        if paar[1] and paar not in geregeld:
            som = {"tabel": "kerncijfers", "indicator": paar[0], "dimensie": paar[1]}
            pakket["sommen"].append(som | {"regel": "hoogstens", "reden": WEGGELATEN})
    tekst = json.dumps(pakket, ensure_ascii=False, indent=2) + "\n"
    (naar / "datapackage.json").write_text(tekst, encoding="utf-8")


def _te_tonen(rijen: pd.DataFrame, er_was: pd.DataFrame, definities: pd.DataFrame) -> pd.DataFrame:
    """Computed rows as rows of ``kerncijfers``: public figures that are not published yet."""
    noten = noot(rijen.rename(columns={"indicator": "sleutel"}))
    rijen = rijen.assign(jaar=rijen["jaar"].astype(str), noot=noten, weg=verborgen(rijen))
    dunner = set(zip(rijen["indicator"][rijen["weg"]], rijen["jaar"][rijen["weg"]], strict=True))
    bekend = er_was[~er_was["status"].isin(LEEMTEN)].set_index(SLEUTELS)["waarde"].to_dict()
    decimalen = definities["decimalen"].astype(int).to_dict()
    jaren = set(rijen["jaar"])
    gevraagd = {jaar: gevraagde_indicatoren(int(jaar), definities).index for jaar in jaren}
    afwijkend, uit = set(), []
    for rij in gegevens.per_rij(rijen[~rijen["weg"] | (rijen["dimensie"] == "")]):
        soort = (rij.indicator, rij.jaar)
        waarde = afronden(rij.waarde, decimalen[rij.indicator])
        sleutel = (rij.jaar, rij.indicator, rij.dimensie, rij.uitsplitsing)
        if sleutel in bekend:  # if the total differs from the published one, parts do not add up
            afwijkend |= {soort} if float(bekend[sleutel]) != float(waarde) else set()
        elif rij.indicator not in gevraagd[rij.jaar] or (rij.dimensie and soort in afwijkend):
            continue
        elif rij.weg:
            uit.append((*sleutel, "", NIET_PUBLIEK, BRON, TE_WEINIG, "", ""))
        else:
            tekst = f"{rij.noot} {GESLOTEN}" + (f" {WEGGELATEN}" if soort in dunner else "")
            uit.append((*sleutel, str(waarde), "berekend", BRON, tekst, "", ""))
    return pd.DataFrame(uit, columns=er_was.columns)


def _bewaar(tabel: pd.DataFrame, map_: Path, bron: dict[str, Any]) -> None:
    tabel.to_csv(map_ / bron["path"], index=False, lineterminator="\n", encoding="utf-8")
