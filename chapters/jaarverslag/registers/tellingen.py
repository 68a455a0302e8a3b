"""Count activities, reach and staff."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from .. import gegevens
from ..basis.tekst import MAANDEN
from .recepten import Recept, recepten

Rij = dict[str, Any]


# Measures of reach that are summed over the months, and those taken from the last month: measure
# and, if only one applies, channel.
OPGETELD = {naam: (rij["maat"], rij["kanaal"]) for naam, rij in recepten(soort="som").items()}
EINDSTAND = {naam: (rij["maat"], rij["kanaal"]) for naam, rij in recepten(soort="stand").items()}


# --- key figures -------------------------------------------------------------------------------


def met_maten(activiteiten: pd.DataFrame) -> pd.DataFrame:
    """The register of activities with jaar and maand (1 to 12) of the first day, and aantal 1.

    The number of participants or half-days may be missing: then its sums are unknown.
    """
    return activiteiten.assign(
        jaar=activiteiten["begin"].str[:4].astype(int),
        maand=activiteiten["begin"].str[5:7].astype(int),
        aantal=1,
        deelnemers=activiteiten["deelnemers"].astype(float),
        dagdelen=activiteiten["dagdelen"].astype(float),
        open_aanbod=activiteiten["open_aanbod"].fillna(False).astype(bool),
    )


@gegevens.onthoud
def _van_pakket() -> pd.DataFrame:
    return met_maten(gegevens.tabel("activiteiten"))


def kerncijfers(activiteiten: pd.DataFrame) -> Iterator[Rij]:
    """Key figures of the activities (as returned by ``met_maten``) by year."""
    if activiteiten.empty:
        return
    jaren = sorted(set(activiteiten["jaar"]))
    for recept in recepten(register="activiteiten").values():
        if recept["maat"]:
            yield from _per_jaar(recept, activiteiten, jaren)
    open_aanbod = activiteiten[activiteiten["open_aanbod"]]
    yield from _aandelen("aandeel-primaire-doelgroep", open_aanbod, "primaire_doelgroep")
    yield from _aandelen("bereik-niet-erkend", activiteiten, "erkend", erbuiten=True)
    # Research counts in the year of its last day, not its first.
    onderzoek = activiteiten[activiteiten["soort"] == "onderzoek"]
    for jaar in _geteld(onderzoek, jaren):
        klaar = onderzoek["einde"].str.startswith(str(jaar)).sum()
        yield {"jaar": jaar, "indicator": "onderzoeken-afgerond", "waarde": klaar}
    begeleid = activiteiten[activiteiten["soort"] == "begeleiding"]
    yield from _organisaties("bereikte-organisaties", activiteiten)
    yield from _organisaties("organisaties-begeleid", begeleid)


def _geteld(deel: pd.DataFrame, jaren: list[int]) -> list[int]:
    """Years with a valid count, zero included: from the first year with such an activity.

    Earlier, it may not have been recorded, and a zero would be a guess.
    """
    return [jaar for jaar in jaren if len(deel) and jaar >= deel["jaar"].min()]


def _kleinste_soort(activiteiten: pd.DataFrame, jaar: int) -> float:
    """The smallest group that could be derived from the open offering and the totals by kind."""
    nu = activiteiten[activiteiten["jaar"] == jaar]
    nu = nu[nu["soort"].isin(nu.loc[nu["open_aanbod"], "soort"])]
    groepen = nu.groupby(["soort", "open_aanbod"])["deelnemers"].sum()
    return float(groepen[groepen > 0].min())


def _per_jaar(recept: Recept, activiteiten: pd.DataFrame, jaren: list[int]) -> Iterator[Rij]:
    """The total of each year and the indicator's breakdown, if any."""
    indicator, maat = recept["indicator"], recept["maat"]
    deel = activiteiten[activiteiten["open_aanbod"]] if recept["open_aanbod"] else activiteiten
    for kolom in ("soort", "domein", "doelgroep"):
        if gezocht := recept[kolom]:
            deel = deel[deel[kolom] == gezocht]
    totalen = deel.groupby("jaar")[maat].sum(skipna=False)

    def rij(jaar: int, waarde: float) -> Rij:
        mensen = {}
        if maat == "deelnemers":
            open_ = recept["open_aanbod"] and _kleinste_soort(activiteiten, jaar)
            mensen = {"mensen": open_ or waarde}
        return {"jaar": jaar, "indicator": indicator, "waarde": waarde} | mensen

    for jaar in _geteld(deel, jaren):
        if pd.notna(totaal := totalen.get(jaar, 0)):
            yield rij(jaar, totaal)
    for dimensie in recept["delen"].split():
        per_deel = deel[deel[dimensie] != ""].groupby(["jaar", dimensie])[maat]
        for jaar, naam, waarde in (
            per_deel.sum(skipna=False).dropna().reset_index().itertuples(index=False, name=None)
        ):
            naam = MAANDEN[naam - 1] if dimensie == "maand" else naam
            yield rij(jaar, waarde) | {"dimensie": dimensie, "uitsplitsing": naam}


def _aandelen(
    indicator: str, activiteiten: pd.DataFrame, groep: str, erbuiten: bool = False
) -> Iterator[Rij]:
    """Per year: the share of participants in a group, or outside it, of activities that record it.

    ``mensen`` is the smallest of the two.
    """
    bekend = activiteiten[activiteiten[groep].notna()]
    sommen = bekend.groupby("jaar")[[groep, "deelnemers"]].sum().astype(float)
    for jaar, deel, geheel in sommen[sommen["deelnemers"] > 0].itertuples(name=None):
        waarde = 100 * (1 - deel / geheel) if erbuiten else 100 * deel / geheel
        mensen = min(aantal for aantal in (deel, geheel - deel) if aantal)
        yield {"jaar": jaar, "indicator": indicator, "waarde": waarde, "mensen": mensen}


def _organisaties(indicator: str, activiteiten: pd.DataFrame) -> Iterator[Rij]:
    """Distinct organisations by year: a returning one has the same code."""
    for jaar, codes in activiteiten["organisaties"].groupby(activiteiten["jaar"]):
        if verschillende := set(" ".join(codes).split()):
            yield {"jaar": jaar, "indicator": indicator, "waarde": len(verschillende)}


def bereikcijfers(bereik: pd.DataFrame) -> Iterator[Rij]:
    """Reach by year: a sum of twelve months, or the state in December; else no figure."""
    for jaar, nu in bereik.groupby(bereik["maand"].str[:4].astype(int)):
        for indicator, (maat, kanaal) in (OPGETELD | EINDSTAND).items():
            rijen = nu[(nu["maat"] == maat) & ((nu["kanaal"] == kanaal) | (kanaal == ""))]
            kanalen = set(rijen["kanaal"])
            if indicator in EINDSTAND:
                rijen = rijen[rijen["maand"] == f"{jaar}-12"]
                volledig = set(rijen["kanaal"]) == kanalen
            else:
                volledig = rijen["maand"].nunique() == len(MAANDEN)
            if len(rijen) and volledig:
                som = rijen["waarde"].sum()
                mensen = {"mensen": som} if indicator in EINDSTAND else {}
                yield {"jaar": jaar, "indicator": indicator, "waarde": som} | mensen


def personeelscijfers(personeel: pd.DataFrame) -> Iterator[Rij]:
    """Staff on 31 December: the whole team, and each function group."""
    for indicator, recept in recepten(register="personeel").items():
        maat = recept["maat"]
        for jaar, nu in personeel.groupby("jaar"):
            samen = {"jaar": jaar, "indicator": indicator}
            yield samen | {"waarde": nu[maat].sum(), "mensen": nu["aantal"].sum()}
            for rij in gegevens.per_rij(nu):
                yield samen | {
                    "dimensie": "functie", "uitsplitsing": rij.functie,
                    "waarde": getattr(rij, maat), "mensen": rij.aantal,
                }  # fmt: skip


# --- tables for the chapters -------------------------------------------------------------------


def met_namen(tabel: pd.DataFrame, kolom: str) -> pd.DataFrame:
    """Add the label of the breakdown after its id, with rows in the order of the breakdown."""
    alles = gegevens.tabel("uitsplitsingen")
    namen = alles[alles["dimensie"] == kolom].sort_values("volgorde")
    namen = namen.rename(columns={"id": kolom, "label": "naam"})
    return namen[[kolom, "naam"]].merge(tabel, on=kolom, how="inner").reset_index(drop=True)


def _nu(jaar: int, soort: str) -> pd.DataFrame:
    alles = _van_pakket()
    return alles[(alles["jaar"] == jaar) & (alles["soort"] == soort)]


def _samengevat(jaar: int, soort: str, kolom: str) -> pd.DataFrame:
    """Counts from published key figures only: columns ``kolom``, aantal, deelnemers."""
    heel = {"domein": "", "doelgroep": "", "open_aanbod": ""}
    indicator = "".join(recepten(register="activiteiten", soort=soort, maat="aantal", **heel))
    alles = gegevens.tabel("kerncijfers")
    nu = alles[(alles["jaar"] == jaar) & (alles["dimensie"] == kolom)]
    nu = nu[(nu["status"] == "berekend") & (nu["indicator"] == indicator)]
    nu = nu.rename(columns={"uitsplitsing": kolom, "waarde": "aantal"}).assign(deelnemers=0)
    return nu[[kolom, "aantal", "deelnemers"]].reset_index(drop=True)


def per_maand(jaar: int, soort: str = "vorming") -> pd.DataFrame:
    """Columns maand (1 to 12), naam, aantal, deelnemers; twelve rows, 0 in months without any.

    Empty if the year has no activity of this kind.
    """
    nu = _nu(jaar, soort)
    if nu.empty:
        nu = _samengevat(jaar, soort, "maand")
        nu["maand"] = nu["maand"].map({naam: n for n, naam in enumerate(MAANDEN, start=1)})
    if nu.empty:
        return pd.DataFrame(columns=["maand", "naam", "aantal", "deelnemers"])
    per = nu.groupby("maand")[["aantal", "deelnemers"]].sum().astype(int)
    heel = per.reindex(range(1, len(MAANDEN) + 1), fill_value=0).reset_index()
    heel.insert(1, "naam", list(MAANDEN))
    return heel


def per(kolom: str, jaar: int, soort: str = "vorming") -> pd.DataFrame:
    """Columns ``kolom`` (thema, doelgroep), naam, aantal, deelnemers; see ``zonder``."""
    nu = _nu(jaar, soort)
    nu = _samengevat(jaar, soort, kolom) if nu.empty else nu
    geteld = nu[nu[kolom] != ""].groupby(kolom)[["aantal", "deelnemers"]].sum().astype(int)
    return met_namen(geteld.reset_index(), kolom)


def zonder(jaar: int, soort: str, kolom: str) -> int:
    """Number of activities of a kind without a ``kolom``, which a chart by it leaves out."""
    return int((_nu(jaar, soort)[kolom] == "").sum())


def publicaties_per_domein(jaar: int) -> pd.DataFrame:
    """Columns domein, naam, aantal."""
    per = _nu(jaar, "publicatie").groupby("domein")["aantal"].sum()
    domeinen = gegevens.tabel("domeinen").rename(columns={"id": "domein", "label": "naam"})
    return domeinen[["domein", "naam"]].merge(per.reset_index(), on="domein")


def evenementen(jaar: int) -> pd.DataFrame:
    """Events by date: id, titel, begin, einde, vorm, deelnemers, organisaties (count)."""
    kolommen = ["id", "titel", "begin", "einde", "vorm", "deelnemers", "organisaties"]
    alles = gegevens.tabel("activiteiten")
    nu = alles[(alles["soort"] == "evenement") & alles["begin"].str.startswith(str(jaar))]
    nu = nu[kolommen].sort_values(["begin", "id"]).reset_index(drop=True)
    return nu.assign(organisaties=nu["organisaties"].map(lambda cel: len(set(cel.split()))))


def personeel_per_functie(jaar: int) -> pd.DataFrame:
    """Staff on 31 December: columns functie, naam, vte, aantal."""
    alles = gegevens.tabel("personeel")
    nu = alles.loc[alles["jaar"] == jaar, ["functie", "vte", "aantal"]]
    return met_namen(nu.astype({"vte": float, "aantal": int}), "functie")


def bereik_per_kanaal(jaar: int) -> pd.DataFrame:
    """Reach by channel and month: columns kanaal, naam, maat, maand (1 to 12), waarde.

    Do not add up months of volgers, abonnees (states) or gebruikers (since 1 January).
    """
    alles = gegevens.tabel("bereik")
    nu = alles[alles["maand"].str.startswith(f"{jaar}-")]
    nu = nu.assign(maand=nu["maand"].str[5:7].astype(int), waarde=nu["waarde"].astype(float))
    heel = met_namen(nu.sort_values(["maat", "maand"]), "kanaal")
    return heel[["kanaal", "naam", "maat", "maand", "waarde"]]
