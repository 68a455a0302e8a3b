"""Look up a figure: its row, its definition, and what the registers say."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import pandas as pd

from . import gegevens, registers
from .basis.tekst import NIET_INGEVULD, NIET_VAN_TOEPASSING, STREEP
from .gegevens.peil import begin_van, peil
from .rekenen import Cijfer, Sleutel

GEEN_RIJ = "Nog geen rij voor {}."
NIET_GEVRAAGD = "Wordt in {} niet gevraagd."
# Tables of figures: the table that defines them, the column that names the definition, the period.
CIJFERTABELLEN = {
    "kerncijfers": ("indicatoren", "indicator", "jaar"),
    "sector": ("reeksen", "reeks", "periode"),
}


class OnbekendCijfer(gegevens.OnbekendeTabel):
    """The tables have no such indicator, year or breakdown."""


def ankers(
    tabel: str, sleutels: pd.Series, perioden: pd.Series, uitsplitsingen: pd.Series
) -> pd.Series:
    """Anchors of rows on page ``kerncijfers``; the same for prose, tables and PDF."""
    # A period is free text ("z.j.", "december 2018"): what an id cannot hold becomes a hyphen.
    perioden = perioden.astype(str).str.replace(r"[^0-9A-Za-z.]+", "-", regex=True)
    perioden = perioden.str.replace(".", "")
    heel = tabel[0] + "-" + sleutels + "-" + perioden + "-" + uitsplitsingen
    # "2020-" would give two hyphens in a row.
    return heel.str.replace(r"-{2,}", "-", regex=True).str.removesuffix("-")


def ankers_van(tabellen: Mapping[str, pd.DataFrame]) -> dict[str, tuple[str, int]]:
    """Anchor of every row of figures -> its table and its place in it."""
    gevonden: dict[str, tuple[str, int]] = {}
    for naam, (_, sleutel, periode) in CIJFERTABELLEN.items():
        tabel = tabellen[naam]
        namen = ankers(naam, tabel[sleutel], tabel[periode], tabel["uitsplitsing"])
        gevonden |= {anker: (naam, plaats) for plaats, anker in enumerate(namen)}
    return gevonden


def register(tabel: str = "kerncijfers", *, domein: str = "") -> pd.DataFrame:
    """Rows of ``kerncijfers`` or ``sector`` joined with their definitions; of one ``domein``.

    Extra columns: periode, naam (label of the breakdown), anker, bekend (whether there is a value),
    peil ("", or "later" or "datum onbekend" when not known on the reference date); for
    ``kerncijfers`` also berekend (value computed from the registers), n, laag, hoog (of a survey)
    and verklaring. In the order of the definitions. A figure from the registers only has status
    "berekend". Raises ``OnbekendCijfer`` for another table.
    """
    if tabel not in CIJFERTABELLEN:
        wel = " of ".join(CIJFERTABELLEN)
        raise OnbekendCijfer(f"{tabel!r} is geen tabel van cijfers, wel {wel}: zie help(register).")
    rijen = _register(tabel)
    return rijen[rijen["domein"] == domein].reset_index(drop=True) if domein else rijen.copy()


@gegevens.onthoud
def _register(tabel: str) -> pd.DataFrame:
    definities, kolom, _ = CIJFERTABELLEN[tabel]
    rijen = gegevens.tabel(tabel).rename(columns={kolom: "sleutel"})
    if tabel == "kerncijfers":
        rijen = _met_registers(rijen)
        rijen = rijen.assign(periode=rijen["jaar"].astype(str), breuk=False)
        rijen = _op_volgorde(_met_leemtes(rijen))
    rijen["peil"] = _peil(rijen)
    over = gegevens.tabel(definities).rename(columns={"id": "sleutel"})
    over = over[["sleutel", "domein", "label", "definitie", "eenheid", "decimalen", "soort"]]
    rijen = rijen.merge(over, on="sleutel", how="left", validate="many_to_one")
    namen = gegevens.tabel("uitsplitsingen").rename(
        columns={"id": "uitsplitsing", "label": "naam", "indicator_tekst": "kort"}
    )
    delen = ["dimensie", "uitsplitsing"]
    rijen = rijen.merge(namen[[*delen, "naam", "kort", "volgorde"]], on=delen, how="left")
    rijen[["naam", "kort"]] = rijen[["naam", "kort"]].fillna("")
    rijen["bekend"] = rijen["waarde"].notna()
    rijen["anker"] = ankers(tabel, rijen["sleutel"], rijen["periode"], rijen["uitsplitsing"])
    rijen.attrs["tabel"] = tabel
    return rijen


@gegevens.onthoud
def van_sleutel(tabel: str, sleutel: str) -> pd.DataFrame:
    """Rows of one figure, in order (do not change them); cached, as prose asks for hundreds."""
    rijen = _register(tabel)
    return rijen[rijen["sleutel"] == sleutel].reset_index(drop=True)


def _alles_van(sleutel: str) -> pd.DataFrame:
    """Rows of one figure, from whichever table has it."""
    for tabel in CIJFERTABELLEN:
        rijen = van_sleutel(tabel, sleutel)
        if not rijen.empty:
            return rijen
    alles = pd.concat(map(register, CIJFERTABELLEN))
    raise OnbekendCijfer(_keuze(alles, "sleutel", sleutel, "De reeks"))


def met_definitie(sleutel: str) -> pd.Series:
    """The row that shows a figure's definition: its first."""
    return _alles_van(sleutel).iloc[0]


def _met_leemtes(rijen: pd.DataFrame) -> pd.DataFrame:
    """Add a gap for every indicator that has rows, but none yet for the reporting year.

    A new edition starts without figures; the gaps then show in every list, with a reason. Only a
    row, entered by somebody who looked, says that a figure was not found.
    """
    jaar = gegevens.verslagjaar()
    er_is = set(rijen.loc[(rijen["jaar"] == jaar) & (rijen["uitsplitsing"] == ""), "sleutel"])
    leemtes = rijen[~rijen["sleutel"].isin(er_is)].drop_duplicates("sleutel", keep="last")
    if leemtes.empty:
        return rijen
    wel = leemtes["sleutel"].isin(gevraagde_indicatoren(jaar)["id"])
    niets = {"dimensie", "uitsplitsing", "bron", "plaats", "bekend_sinds", "verklaring"}
    leemtes = leemtes.assign(
        jaar=jaar,
        periode=str(jaar),
        status=wel.map({True: NIET_INGEVULD, False: NIET_VAN_TOEPASSING}),
        noot=wel.map({True: GEEN_RIJ.format(jaar), False: NIET_GEVRAAGD.format(jaar)}),
        **dict.fromkeys(niets, ""),
        # These columns may be plain numbers, which cannot be NA.
        **dict.fromkeys(("waarde", "berekend", "n", "laag", "hoog"), float("nan")),
    )
    return pd.concat([rijen, leemtes.astype(rijen.dtypes.to_dict())], ignore_index=True)


def _peil(rijen: pd.DataFrame) -> list[str]:
    """Whether each row was known on the reference date; see ``gegevens.peil``."""
    datums = gegevens.tabel("bronnen").set_index("id")["datum"]
    van_bron = rijen["bron"].map(datums).fillna("")
    vragen = list(zip(rijen["periode"], rijen["bekend_sinds"], van_bron, strict=True))
    pakket = gegevens.pakket()
    # Once per distinct combination.
    antwoorden = {v: peil(begin_van(v[0]), v[1], v[2], pakket) or "" for v in set(vragen)}
    return [antwoorden[vraag] for vraag in vragen]


def gevraagde_indicatoren(jaar: int, tabel: pd.DataFrame | None = None) -> pd.DataFrame:
    """Definitions of the indicators due for a year: one may start later, or have ended."""
    tabel = gegevens.tabel("indicatoren") if tabel is None else tabel
    begonnen = (tabel["eerste_jaar"] <= jaar).fillna(True)
    return tabel[begonnen & (tabel["laatste_jaar"] >= jaar).fillna(True)]


def _met_registers(rijen: pd.DataFrame) -> pd.DataFrame:
    """Join computed figures to the published rows, and fill gaps with them."""
    sleutels = ["jaar", "sleutel", "dimensie", "uitsplitsing"]
    berekend = registers.bereken().drop(columns="mensen")
    berekend = berekend.rename(columns={"indicator": "sleutel", "waarde": "berekend"})
    verklaard = gegevens.tabel("verschillen").rename(columns={"indicator": "sleutel"})
    samen = rijen.merge(berekend, on=sleutels, how="outer")
    samen = samen.merge(verklaard[[*sleutels, "verklaring"]], on=sleutels, how="left")
    teksten = ["verklaring", "plaats", "bekend_sinds"]
    samen[teksten] = samen[teksten].fillna("")
    leeg = samen["waarde"].isna() & samen["berekend"].notna()
    samen.loc[leeg, "waarde"] = samen.loc[leeg, "berekend"]
    samen.loc[leeg, "status"] = "berekend"
    samen.loc[leeg, "bron"] = registers.BRON
    samen.loc[leeg, "noot"] = registers.noot(samen.loc[leeg])
    return samen


def _op_volgorde(rijen: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of the definitions, by year, each total before its parts."""
    indicatoren = pd.Index(gegevens.tabel("indicatoren")["id"])
    delen = pd.MultiIndex.from_frame(gegevens.tabel("uitsplitsingen")[["dimensie", "id"]])
    deel = delen.get_indexer(pd.MultiIndex.from_frame(rijen[["dimensie", "uitsplitsing"]]))
    plaatsen = {"indicator": indicatoren.get_indexer(rijen["sleutel"]), "deel": deel}
    gesorteerd = rijen.assign(**plaatsen).sort_values(["indicator", "jaar", "deel"])
    return gesorteerd.drop(columns=[*plaatsen]).reset_index(drop=True)


def _keuze(rijen: pd.DataFrame, kolom: str, gevraagd: str, wat: str) -> str:
    bestaand = sorted(set(rijen[kolom]) - {""})
    if not bestaand:
        return f"{wat} {gevraagd!r} bestaat niet: dit cijfer is niet uitgesplitst."
    lijkt = difflib.get_close_matches(str(gevraagd), bestaand, n=3, cutoff=0.4) or bestaand[:8]
    return f"{wat} {gevraagd!r} bestaat niet. Bedoel je: {', '.join(lijkt)}?"


def _onbekend(tabel: str, sleutel: str) -> str:
    """A hint for a name that the table does not have."""
    for ander, functie in (("sector", "sectorcijfer"), ("kerncijfers", "cijfer")):
        if ander != tabel and not van_sleutel(ander, sleutel).empty:
            return f"{sleutel!r} staat in de tabel {ander}: vraag het met {functie}."
    return _keuze(_register(tabel), "sleutel", sleutel, "Het cijfer")


def _vind(tabel: str, sleutel: str, periode: object, uitsplitsing: str) -> pd.Series:
    rijen = van_sleutel(tabel, sleutel)
    if rijen.empty:
        raise OnbekendCijfer(_onbekend(tabel, sleutel))
    if isinstance(uitsplitsing, int) or uitsplitsing in {*rijen["periode"]}:
        woord = f"{'periode' if tabel == 'sector' else 'jaar'}={uitsplitsing!r}"
        raise OnbekendCijfer(f"{uitsplitsing!r} is geen uitsplitsing: schrijf {woord}.")
    is_periode = rijen["periode"] == str(periode)
    if not is_periode.any():
        is_periode = (rijen["jaar"] == periode).fillna(False)
    if not is_periode.any():
        perioden = ", ".join(dict.fromkeys(rijen["periode"]))
        voor = "geen rij zonder periode" if periode is None else f"geen rij voor {periode}"
        raise OnbekendCijfer(f"{sleutel!r} heeft {voor}. Wel voor: {perioden}.")
    is_deel = rijen["uitsplitsing"] == uitsplitsing
    rij = rijen[is_periode & is_deel]
    if rij.empty:
        van_periode = rijen[is_periode]
        if is_deel.any() and tabel == "kerncijfers" and periode == gegevens.verslagjaar():
            geheel = van_periode[van_periode["uitsplitsing"] == ""]
            return _leemte_in(rijen[is_deel].iloc[-1], geheel)
        raise OnbekendCijfer(_keuze(van_periode, "uitsplitsing", uitsplitsing, "De uitsplitsing"))
    return rij.iloc[0]


def _leemte_in(deel: pd.Series, geheel: pd.DataFrame) -> pd.Series:
    """A part that other years have but this year lacks: a gap, linked to the row of the total."""
    jaar = gegevens.verslagjaar()
    niets = {"waarde": pd.NA, "status": NIET_INGEVULD, "bron": "", "noot": GEEN_RIJ.format(jaar)}
    hier = {"jaar": jaar, "periode": str(jaar), "anker": geheel["anker"].iloc[0]}
    return pd.Series({**deel, **niets, **hier})


def als_cijfer(tabel: str, rij: pd.Series) -> Cijfer:
    """The figure of a row of ``register(tabel)``."""
    label = f"{rij['label']}: {rij['naam']}" if rij["naam"] else rij["label"]
    jaar = None if pd.isna(rij["jaar"]) else int(rij["jaar"])
    sleutel = Sleutel(tabel, rij["sleutel"], rij["dimensie"], rij["uitsplitsing"], jaar)
    return Cijfer(
        waarde=None if pd.isna(rij["waarde"]) else float(rij["waarde"]),
        eenheid=rij["eenheid"],
        decimalen=int(rij["decimalen"]),
        label=label,
        status=rij["status"],
        noot=rij["noot"],
        periode=str(rij["periode"]).replace("-", STREEP),
        rijen=(rij["anker"],),
        bronnen=(rij["bron"],) if rij["bron"] else (),
        sleutel=sleutel,
        uit=(sleutel,),
    )


def cijfer(indicator: str, uitsplitsing: str = "", jaar: int | None = None) -> Cijfer:
    """A key figure of the organisation; without ``jaar`` that of the reporting year.

    Raises ``OnbekendCijfer`` (in Dutch, with the nearest names) when there is no such row. A figure
    that is not published, or not there yet for the reporting year, has no value.
    """
    gevraagd = gegevens.verslagjaar() if jaar is None else jaar
    return als_cijfer("kerncijfers", _vind("kerncijfers", indicator, gevraagd, uitsplitsing))


def sectorcijfer(reeks: str, uitsplitsing: str = "", periode: object = None) -> Cijfer:
    """A figure of a context series; ``periode`` is its period ("december 2018") or its year.

    Without one it is the newest that was known on the reference date of this edition. Raises
    ``OnbekendCijfer`` as ``cijfer`` does, with the existing periods.
    """
    if periode is None:
        rijen = van_sleutel("sector", reeks)
        op_tijd = rijen["bekend"] & (rijen["peil"] == "") & rijen["jaar"].le(gegevens.verslagjaar())
        rijen = rijen[op_tijd.fillna(False) & (rijen["uitsplitsing"] == uitsplitsing)]
        periode = next(reversed([*rijen.sort_values("jaar", kind="stable")["periode"]]), None)
    return als_cijfer("sector", _vind("sector", reeks, periode, uitsplitsing))


def reeks(sleutel: str, *, jaar: int | None = None, dimensie: str | None = None) -> pd.DataFrame:
    """All rows of one indicator or context series that have a value, in order.

    Columns as in ``register``; ``waarde`` is a plain float. ``jaar`` keeps one year, ``dimensie``
    one breakdown ("" = the totals only). Raises ``OnbekendCijfer`` when nothing is left; only the
    reporting year may be empty, for a breakdown that other years have: then so is the table.
    """
    alle = _alles_van(sleutel)
    rijen = met_waarde = alle[alle["bekend"]]
    if jaar is not None:
        rijen = rijen[(rijen["jaar"] == jaar).fillna(False)]
    if dimensie is not None:
        rijen = rijen[rijen["dimensie"] == dimensie]
    bestaat = dimensie is None or (alle["dimensie"] == dimensie).any()
    if rijen.empty and not (jaar == gegevens.verslagjaar() and bestaat):
        jaren = ", ".join(map(str, sorted({*met_waarde["jaar"].dropna()}))) or "geen"
        dimensies = ", ".join(sorted({*met_waarde["dimensie"]} - {""})) or "geen"
        raise OnbekendCijfer(
            f"{sleutel!r} heeft geen waarden voor deze keuze. "
            f"Wel voor de jaren: {jaren}. Uitsplitsingen: {dimensies}."
        )
    rijen = rijen.sort_values(["jaar", "volgorde"], kind="stable", na_position="first")
    return rijen.astype({"waarde": float}).reset_index(drop=True)
