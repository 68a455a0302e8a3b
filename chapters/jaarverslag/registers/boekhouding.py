"""Income statement, balance sheet and financial key figures from the ledger.

Accounts follow the Belgian minimum chart of accounts for associations (MAR): classes 1 to 5 are
the balance sheet, 6 costs, 7 revenues. The register holds the closed year, after appropriation of
the result. Amounts are positive on the normal side of their account. Accounts 69 and 79
appropriate the result and are neither costs nor revenues.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ..basis.prijzen import prijsfactor
from ..basis.tekst import afronden, getal
from .recepten import rijen

RUBRIEKEN = {rij["rubriek"]: (rij["naam"], rij["zijde"]) for rij in rijen("rubrieken")}
SOORTEN = {"7": "opbrengsten", "6": "kosten"}
VERWERKING = ("69", "79")
OMZET, LONEN = "70", "62"
RESERVES = ("13", "14")


def rubriek(rekening: str) -> str:
    """Heading of an account: its first two digits, or 490/1 and 492/3."""
    if rekening.startswith("49"):
        return {"0": "490/1", "1": "490/1", "2": "492/3", "3": "492/3"}.get(rekening[2:3], "49")
    return rekening[:2]


def zijde(rekening: str) -> str:
    """Side of the balance sheet of an account: "activa", "passiva", or "" for neither."""
    return RUBRIEKEN.get(rubriek(rekening), ("", ""))[1]


def _naam(kop: str) -> str:
    return RUBRIEKEN[kop][0] if kop in RUBRIEKEN else f"rubriek {kop}"


def _van(rekeningen: pd.DataFrame, jaar: int) -> pd.DataFrame:
    """Accounts of a year with their heading, excluding the appropriation of the result."""
    nu = rekeningen[rekeningen["jaar"] == jaar]
    nu = nu[~nu["rekening"].str.slice(0, 2).isin(VERWERKING)]
    return nu.assign(
        rubriek=nu["rekening"].map(rubriek),
        klasse=nu["rekening"].str.slice(0, 1),
        bedrag=nu["bedrag"].astype(float),
        begroting=nu["begroting"].astype(float),
    )


def _per_rubriek(nu: pd.DataFrame, bij: str) -> pd.DataFrame:
    """Add up accounts by heading, each with its name; revenues or assets come first."""
    per = nu.groupby([bij, "rubriek"], as_index=False)[["begroting", "bedrag"]].sum(min_count=1)
    eerst = per[bij].map({"opbrengsten": 0, "kosten": 1, "activa": 0, "passiva": 1})
    per = per.assign(eerst=eerst).sort_values(["eerst", "rubriek"]).reset_index(drop=True)
    # Summing floats adds noise beyond the cent.
    return per.assign(naam=per["rubriek"].map(_naam)).round({"begroting": 2, "bedrag": 2})


def per_kop(rekeningen: pd.DataFrame) -> pd.DataFrame:
    """The ledger aggregated to one row per year and heading, in the same shape."""
    kop = rekeningen["rekening"].map(rubriek)
    rijen = rekeningen.assign(omschrijving=kop.map(_naam), rekening=kop.str.split("/").str[0])
    per = rijen.groupby(["jaar", "rekening", "omschrijving"], as_index=False)
    return per[["begroting", "bedrag"]].sum(min_count=1).round(2)


def resultatenrekening(rekeningen: pd.DataFrame, jaar: int) -> pd.DataFrame:
    """Income statement by heading of the chart of accounts, against the budget.

    Columns: rubriek ("62"), naam, soort ("opbrengsten" or "kosten"), begroting, bedrag (positive by
    nature), verschil (bedrag minus begroting; missing without a budget).
    """
    nu = _van(rekeningen, jaar)
    nu = nu[nu["klasse"].isin(list(SOORTEN))]
    per = _per_rubriek(nu.assign(soort=nu["klasse"].map(SOORTEN)), "soort")
    per["verschil"] = (per["bedrag"] - per["begroting"]).round(2)
    return per[["rubriek", "naam", "soort", "begroting", "bedrag", "verschil"]]


def balans(rekeningen: pd.DataFrame, jaar: int) -> pd.DataFrame:
    """Balance sheet by heading: columns zijde ("activa" or "passiva"), rubriek, naam, bedrag."""
    nu = _van(rekeningen, jaar)
    nu = nu[nu["klasse"].isin(list("12345"))]
    per = _per_rubriek(nu.assign(zijde=nu["rekening"].map(zijde)), "zijde")
    return per[["zijde", "rubriek", "naam", "bedrag"]]


def meerjaren(rekeningen: pd.DataFrame, inflatie: pd.DataFrame) -> pd.DataFrame:
    """Income, costs and result of every year, also in prices of the last year.

    Columns: jaar, opbrengsten, kosten, resultaat, opbrengsten_constant, kosten_constant,
    resultaat_constant, basisjaar. The constant amounts are missing when a year of the consumer
    price index (``inflatie``: jaar, waarde) is.
    """
    bedragen = ["opbrengsten", "kosten", "resultaat"]
    jaren = sorted(int(jaar) for jaar in rekeningen["jaar"].unique())
    totalen = [(jaar, *_totalen(rekeningen, jaar)) for jaar in jaren]
    tabel = pd.DataFrame(totalen, columns=["jaar", "opbrengsten", "kosten"])
    tabel = tabel[tabel[["opbrengsten", "kosten"]].any(axis=1)].reset_index(drop=True)
    tabel["resultaat"] = (tabel["opbrengsten"] - tabel["kosten"]).round(2)
    basisjaar = tabel["jaar"].max()
    factoren = [prijsfactor(inflatie, jaar, basisjaar) for jaar in tabel["jaar"]]
    for naam in bedragen:
        tabel[f"{naam}_constant"] = tabel[naam] * factoren
    return tabel.assign(basisjaar=basisjaar)


def _totalen(rekeningen: pd.DataFrame, jaar: int) -> tuple[float, float]:
    per = resultatenrekening(rekeningen, jaar).groupby("soort")["bedrag"].sum()
    return round(float(per.get("opbrengsten", 0)), 2), round(float(per.get("kosten", 0)), 2)


def kerncijfers(rekeningen: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Financial key figures by year: jaar, indicator, waarde."""
    for jaar in sorted(int(jaar) for jaar in rekeningen["jaar"].unique()):
        waarden: dict[str, float] = {}
        per = resultatenrekening(rekeningen, jaar).set_index("rubriek")["bedrag"]
        opbrengsten, kosten = _totalen(rekeningen, jaar)
        if len(per):
            waarden["resultaat"] = opbrengsten - kosten
        if opbrengsten:
            waarden["eigen-inkomsten-aandeel"] = 100 * per.get(OMZET, 0.0) / opbrengsten
        if kosten:
            waarden["personeelskost-aandeel"] = 100 * per.get(LONEN, 0.0) / kosten
        stand = balans(rekeningen, jaar)
        if len(stand):
            waarden["reserve"] = stand.loc[stand["rubriek"].isin(RESERVES), "bedrag"].sum()
            waarden["balanstotaal"] = stand.loc[stand["zijde"] == "activa", "bedrag"].sum()
        for indicator, waarde in waarden.items():
            yield {"jaar": jaar, "indicator": indicator, "waarde": round(float(waarde), 10)}


def onevenwicht(rekeningen: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Years with an unbalanced ledger, each with the reason in Dutch."""

    def euro(bedrag: float) -> str:
        return getal(float(afronden(bedrag, 2)), 2, "euro")

    vorige: dict[int, float] = {}
    for jaar in sorted(int(jaar) for jaar in rekeningen["jaar"].unique()):
        stand = balans(rekeningen, jaar)
        if stand.empty:
            continue
        kanten = stand.groupby("zijde")["bedrag"].sum()
        activa, passiva = float(kanten.get("activa", 0)), float(kanten.get("passiva", 0))
        if abs(activa - passiva) > 0.005:
            yield jaar, f"activa {euro(activa)}, passiva {euro(passiva)}"
        reserve = float(stand.loc[stand["rubriek"].isin(RESERVES), "bedrag"].sum())
        opbrengsten, kosten = _totalen(rekeningen, jaar)
        if jaar - 1 in vorige and (opbrengsten or kosten):
            groei, resultaat = reserve - vorige[jaar - 1], opbrengsten - kosten
            if abs(groei - resultaat) > 0.005:
                yield (
                    jaar,
                    f"klasse 7 min klasse 6 is {euro(resultaat)}, maar de reserves (13 en 14) "
                    f"veranderen met {euro(groei)}",
                )
        vorige[jaar] = reserve
