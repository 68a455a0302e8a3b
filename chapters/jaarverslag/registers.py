"""Compute key figures from the registers that staff keep; the formulas stand on page ``methode``.

The registers are tables of the data package and empty in the public edition. ``bereken`` gives
rows shaped like ``kerncijfers``; ``cijfers.register`` shows them beside the published ones. The
other functions give the tables behind charts. A year or a register without rows gives an empty
table, never a zero that nobody counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from . import boekhouding, gegevens
from .basis import sporen
from .basis.tekst import getal, maandnaam
from .enquete import gemiddelde, nps, tevreden

REGISTERNAMEN = ("activiteiten", "tevredenheid", "rekeningen", "personeel", "bereik")
# Source of every computed row: the id of a row in ``bronnen`` once a register holds something.
BRON = "eigen-registers"

MAANDEN = tuple(maandnaam(maand) for maand in range(1, 13))
HEEL_JAAR = len(MAANDEN)
# Indicator -> kind of activity that it counts, and in which domain if that matters.
TELLINGEN = {
    "vormingen": ("vorming", None),
    "begeleidingen": ("begeleiding", None),
    "adviesvragen": ("vraag", None),
    "evenementen": ("evenement", None),
    "ontwikkeltrajecten": ("ontwikkeltraject", None),
    "onderzoeken-gestart": ("onderzoek", None),
    "overlegplatformen": ("overleg", None),
    "onderzoekspublicaties": ("publicatie", "onderzoek"),
    "publicaties-beeldvorming": ("publicatie", "beeldvorming"),
    "kennisproducten": ("publicatie", "kennisknooppunt"),
}
SOMMEN = {
    "deelnemers-vormingen": ("vorming", "deelnemers"),
    "dagdelen-vormingen": ("vorming", "dagdelen"),
    "deelnemers-evenementen": ("evenement", "deelnemers"),
    "deelnemers-ontwikkeltrajecten": ("ontwikkeltraject", "deelnemers"),
}
# Told by the register of activities in another way than a count or a sum of one kind.
ANDERE = (
    "vormingen-nieuwkomers", "activiteiten-open-aanbod", "dagdelen-open-aanbod",
    "deelnemers-open-aanbod", "aandeel-primaire-doelgroep", "bereik-niet-erkend",
    "bereikte-organisaties", "organisaties-begeleid", "onderzoeken-afgerond",
)  # fmt: skip
# Breakdowns of an indicator, by column of the register.
UITSPLITSINGEN = {
    "vormingen": ("vorm", "thema", "maand", "doelgroep"),
    "deelnemers-vormingen": ("vorm", "thema"),
    "adviesvragen": ("thema",),
}
BEVRAAGD = {
    "tevredenheid-vormingen": "vorming",
    "tevredenheid-begeleiding": "begeleiding",
    "tevredenheid-evenementen": "evenement",
}
# Measures of reach that add up over the months, and those of which the last month counts.
OPGETELD = {
    "websitebezoeken": ("bezoeken", "website"),
    "persvermeldingen": ("vermeldingen", "pers"),
    "vacatures-geplaatst": ("vacatures", "vacaturebank"),
}
EINDSTAND = {
    "volgers-sociale-media": ("volgers", None),
    "nieuwsbriefabonnees": ("abonnees", "nieuwsbrief"),
    "gebruikers-leerplatform": ("gebruikers", "leerplatform"),
}
# What the key figures need of the two registers that may grow large.
NODIG = {
    "activiteiten": (
        "id", "begin", "einde", "soort", "thema", "vorm", "dagdelen", "deelnemers",
        "primaire_doelgroep", "erkend", "organisaties", "doelgroep", "open_aanbod", "domein",
    ),
    "tevredenheid": ("activiteit", "aanbeveling", "tevredenheid"),
}  # fmt: skip
KOLOMMEN = ["jaar", "indicator", "dimensie", "uitsplitsing", "waarde", "n", "laag", "hoog"]
_SLEUTELS = ["jaar", "maand", "soort", "thema", "vorm", "doelgroep", "domein", "open_aanbod"]
_MATEN = ["aantal", "deelnemers", "dagdelen", "primair", "primair_van", "erkend", "erkend_van"]

Rij = dict[str, Any]
Tabellen = dict[str, pd.DataFrame]


def _tabellen() -> Tabellen:
    return {naam: gegevens.compact(naam, NODIG.get(naam)) for naam in REGISTERNAMEN}


def gevuld(naam: str) -> bool:
    """Whether a register holds any row."""
    return not gegevens.compact(naam, NODIG.get(naam)).empty


def jaren(naam: str) -> list[int]:
    """Years that a register knows, rising; none later than the reporting year."""
    tabel = gegevens.compact(naam, NODIG.get(naam))
    if naam == "tevredenheid":
        return jaren("activiteiten") if len(tabel) else []
    if naam == "activiteiten":
        gevonden = _stuk(tabel["begin"], 0, 4).unique()
    elif naam == "bereik":
        gevonden = _stuk(tabel["maand"], 0, 4).unique()
    else:
        gevonden = tabel["jaar"].unique()
    return sorted(jaar for jaar in map(int, gevonden) if jaar <= gegevens.verslagjaar())


# --- the registers of activities and answers, added up once -----------------------------------


def activiteitenkubus(activiteiten: pd.DataFrame) -> pd.DataFrame:
    """Sums of the register of activities by everything that a figure asks for.

    Columns: jaar, maand (1 to 12), soort, thema, vorm, doelgroep, domein, open_aanbod, aantal,
    deelnemers, dagdelen, primair and erkend (participants of that group), primair_van and
    erkend_van (participants of the activities that tell it). An activity counts in the year and
    month of its first day, once.
    """
    if activiteiten.empty:
        return pd.DataFrame({naam: pd.Series(dtype="float") for naam in [*_SLEUTELS, *_MATEN]})
    codes, sleutels = _groepen(
        {
            "wanneer": _stuk(activiteiten["begin"], 0, 7),
            **{naam: activiteiten[naam] for naam in _SLEUTELS[2:]},
        }
    )
    deelnemers = _getallen(activiteiten["deelnemers"])
    maten: dict[str, np.ndarray] = {
        "deelnemers": deelnemers,
        "dagdelen": _getallen(activiteiten["dagdelen"]),
    }
    for maat, kolom in (("primair", "primaire_doelgroep"), ("erkend", "erkend")):
        maten[maat] = _getallen(activiteiten[kolom])
        maten[f"{maat}_van"] = np.where(activiteiten[kolom].isna(), 0.0, deelnemers)
    kubus = sleutels.assign(
        aantal=np.bincount(codes, minlength=len(sleutels)),
        **{
            naam: np.bincount(codes, weights=waarden, minlength=len(sleutels))
            for naam, waarden in maten.items()
        },
    )
    kubus["jaar"] = kubus["wanneer"].str.slice(0, 4).astype(int)
    kubus["maand"] = kubus["wanneer"].str.slice(5, 7).astype(int)
    return kubus[[*_SLEUTELS, *_MATEN]]


def _stuk(kolom: pd.Series, van: int, tot: int) -> pd.Series:
    """A part of every text, cut once for every different text."""
    codes, uniek = pd.factorize(kolom)
    stukken = pd.Series([str(tekst)[van:tot] for tekst in uniek], dtype="str")
    nieuw, kort = pd.factorize(stukken)
    # The sentinel -1 does not occur: a text cell is never missing.
    soort = pd.CategoricalDtype(pd.Index(kort, dtype="str"))
    return pd.Series(pd.Categorical.from_codes(nieuw[codes], dtype=soort), index=kolom.index)


def _getallen(kolom: pd.Series) -> np.ndarray:
    """A nullable column as floats, a missing cell as nothing to add."""
    return kolom.to_numpy(dtype=float, na_value=0.0)


def _groepen(kolommen: dict[str, pd.Series]) -> tuple[np.ndarray, pd.DataFrame]:
    """Group rows by several columns: the group of each row, and the key of each group.

    One integer per row instead of a groupby over text: it is what makes a million rows quick.
    """
    aantal = len(next(iter(kolommen.values())))
    groep = np.zeros(aantal, dtype=np.int64)
    for kolom in kolommen.values():
        codes, uniek = pd.factorize(kolom, use_na_sentinel=False)
        # Numbered anew at every column, so that the product of all sizes never overflows.
        groep, _ = pd.factorize(groep * len(uniek) + codes)
    # The first row of each group: written from the last to the first, the first one stays.
    eerste = np.zeros(groep.max(initial=-1) + 1, dtype=np.int64)
    eerste[groep[::-1]] = np.arange(aantal - 1, -1, -1)
    sleutels = {
        naam: pd.Series(kolom.take(eerste).to_numpy(dtype=object)).reset_index(drop=True)
        for naam, kolom in kolommen.items()
    }
    return groep, pd.DataFrame(sleutels)


def antwoordkubus(tevredenheid: pd.DataFrame, activiteiten: pd.DataFrame) -> pd.DataFrame:
    """How often each score was given: columns jaar, soort, thema, vraag, score, aantal.

    ``vraag`` is "aanbeveling" or "tevredenheid". An answer belongs to one activity, so that
    joining the two registers multiplies nothing; an answer without its activity does not count.
    """
    kolommen = ["jaar", "soort", "thema", "vraag", "score", "aantal"]
    if tevredenheid.empty or activiteiten.empty:
        return pd.DataFrame({naam: pd.Series(dtype="float") for naam in kolommen})
    groep, sleutels = _groepen(
        {
            "jaar": _stuk(activiteiten["begin"], 0, 4),
            "soort": activiteiten["soort"],
            "thema": activiteiten["thema"],
        }
    )
    plaats = _plaats_in(tevredenheid["activiteit"], activiteiten["id"])
    gekend = plaats >= 0
    van_groep = groep[plaats]
    delen = []
    for vraag in ("aanbeveling", "tevredenheid"):
        scores = tevredenheid[vraag].to_numpy(dtype=float, na_value=-1).astype(int)
        telt = gekend & (scores >= 0)
        vakken = np.bincount(van_groep[telt] * 11 + scores[telt], minlength=11 * len(sleutels))
        vol = vakken.nonzero()[0]
        deel = sleutels.take(vol // 11).reset_index(drop=True)
        delen.append(deel.assign(vraag=vraag, score=vol % 11, aantal=vakken[vol]))
    alles = pd.concat(delen, ignore_index=True)
    return alles.assign(jaar=alles["jaar"].astype(int))[kolommen]


def _plaats_in(gezocht: pd.Series, ids: pd.Series) -> np.ndarray:
    """Row in ``ids`` of every cell of ``gezocht``; -1 when it is not there."""
    codes, uniek = pd.factorize(gezocht)
    return pd.Index(ids).get_indexer(pd.Index(np.asarray(uniek, dtype=object)))[codes]


def verschillende(codes: pd.Series) -> int:
    """How many different codes stand in cells that hold several with a space between."""
    return len(set(" ".join(codes.unique()).split()))


@sporen.onthoud
def _kubus(map_: Path) -> pd.DataFrame:
    return activiteitenkubus(_tabellen()["activiteiten"])


# --- key figures -------------------------------------------------------------------------------


def bereken() -> pd.DataFrame:
    """Every key figure that the registers tell, up to the reporting year.

    Columns: jaar, indicator, dimensie, uitsplitsing, waarde, and for an enquiry n (answers), laag
    and hoog (bounds of the 95 % interval), missing otherwise. Not rounded.
    """
    return _bereken(gegevens.datamap()).copy()


@sporen.onthoud
def _bereken(map_: Path) -> pd.DataFrame:
    return bereken_uit(_tabellen(), gegevens.verslagjaar())


def bereken_uit(tabellen: Tabellen, tot: int) -> pd.DataFrame:
    """As ``bereken``, from registers in hand (typed as ``gegevens.tabel`` gives them)."""
    # An edition without registers asks this for each chapter.
    leeg = all(tabel.empty for tabel in tabellen.values())
    alles = pd.DataFrame([] if leeg else _rijen_uit(tabellen), columns=KOLOMMEN)
    alles = alles.astype({"jaar": "Int64"} | dict.fromkeys(KOLOMMEN[4:], float))
    return alles[alles["jaar"] <= tot].reset_index(drop=True)


def _rijen_uit(tabellen: Tabellen) -> list[Rij]:
    activiteiten = tabellen["activiteiten"]
    kubus = activiteitenkubus(activiteiten)
    return [
        *_tel(kubus),
        *_open_aanbod(kubus),
        *_afgerond(activiteiten, kubus),
        *_organisaties(activiteiten),
        *antwoordcijfers(tabellen["tevredenheid"], activiteiten),
        *_bereik(tabellen["bereik"]),
        *_personeel(tabellen["personeel"]),
        *boekhouding.kerncijfers(tabellen["rekeningen"]),
    ]


def register_van(indicator: str) -> str:
    """Which register tells an indicator; empty when none does."""
    if indicator in BEVRAAGD or indicator == "nps-vormingen":
        return "tevredenheid"
    if indicator in OPGETELD or indicator in EINDSTAND:
        return "bereik"
    if indicator.startswith("medewerkers-"):
        return "personeel"
    if indicator in boekhouding.INDICATOREN:
        return "rekeningen"
    overig = {*TELLINGEN, *SOMMEN, *ANDERE}
    return "activiteiten" if indicator in overig else ""


def noot(rijen: pd.DataFrame) -> list[str]:
    """What a reader must know of computed rows (columns sleutel, n, laag, hoog)."""
    teksten = []
    for rij in rijen.itertuples():
        tekst = f"Berekend uit het register {register_van(rij.sleutel)}."
        if pd.notna(rij.n):
            tekst += f" {uit_antwoorden(rij.n, rij.laag, rij.hoog)}"
        teksten.append(tekst)
    return teksten


def uit_antwoorden(n: float, laag: float, hoog: float) -> str:
    """How sure an enquiry is, in one sentence for readers."""
    woord = "antwoord" if n == 1 else "antwoorden"
    return (
        f"Op basis van {getal(n, 0)} {woord}; het 95\N{NO-BREAK SPACE}%-interval loopt van "
        f"{getal(laag, 0)} tot {getal(hoog, 0)}."
    )


def _rij(jaar: int, indicator: str, waarde: float, **verder: Any) -> Rij:
    basis = {"dimensie": "", "uitsplitsing": "", "n": np.nan, "laag": np.nan, "hoog": np.nan}
    return {"jaar": jaar, "indicator": indicator, "waarde": float(waarde)} | basis | verder


def _geteld(kubus: pd.DataFrame, deel: pd.DataFrame) -> list[int]:
    """Years for which a count holds, zero included: from the first year with such an activity.

    Before that nobody may have kept it, and a zero would be a guess.
    """
    if deel.empty:
        return []
    return sorted(int(j) for j in set(kubus["jaar"]) if j >= deel["jaar"].min())


def _tel(kubus: pd.DataFrame) -> Iterator[Rij]:
    for indicator, (soort, domein) in TELLINGEN.items():
        deel = kubus[kubus["soort"] == soort]
        deel = deel if domein is None else deel[deel["domein"] == domein]
        yield from _per_jaar(kubus, deel, indicator, "aantal")
    for indicator, (soort, maat) in SOMMEN.items():
        yield from _per_jaar(kubus, kubus[kubus["soort"] == soort], indicator, maat)
    nieuwkomers = kubus[(kubus["soort"] == "vorming") & (kubus["doelgroep"] == "nieuwkomers")]
    yield from _per_jaar(kubus, nieuwkomers, "vormingen-nieuwkomers", "aantal")


def _per_jaar(kubus: pd.DataFrame, deel: pd.DataFrame, indicator: str, maat: str) -> Iterator[Rij]:
    """The total of each year and, where the indicator has them, its parts."""
    for jaar in _geteld(kubus, deel):
        nu = deel[deel["jaar"] == jaar]
        yield _rij(jaar, indicator, nu[maat].sum())
        for dimensie in UITSPLITSINGEN.get(indicator, ()):
            for naam, waarde in nu.groupby(dimensie)[maat].sum().items():
                if naam != "":
                    naam = MAANDEN[naam - 1] if dimensie == "maand" else naam
                    yield _rij(jaar, indicator, waarde, dimensie=dimensie, uitsplitsing=naam)


def _open_aanbod(kubus: pd.DataFrame) -> Iterator[Rij]:
    deel = kubus[kubus["open_aanbod"].fillna(False).astype(bool)]
    for indicator, maat in (
        ("activiteiten-open-aanbod", "aantal"),
        ("dagdelen-open-aanbod", "dagdelen"),
        ("deelnemers-open-aanbod", "deelnemers"),
    ):
        yield from _per_jaar(kubus, deel, indicator, maat)
    for jaar, nu in deel.groupby("jaar"):
        if nu["primair_van"].sum():
            aandeel = 100 * nu["primair"].sum() / nu["primair_van"].sum()
            yield _rij(jaar, "aandeel-primaire-doelgroep", aandeel)
    for jaar, nu in kubus.groupby("jaar"):
        if nu["erkend_van"].sum():
            aandeel = 100 * (1 - nu["erkend"].sum() / nu["erkend_van"].sum())
            yield _rij(jaar, "bereik-niet-erkend", aandeel)


def _afgerond(activiteiten: pd.DataFrame, kubus: pd.DataFrame) -> Iterator[Rij]:
    """Research counts as finished in the year of its last day, not of its first."""
    onderzoek = activiteiten.loc[activiteiten["soort"] == "onderzoek", ["begin", "einde"]]
    einde = _stuk(onderzoek["einde"], 0, 4).astype(int)
    begin = _stuk(onderzoek["begin"], 0, 4).astype(int)
    for jaar in sorted(int(j) for j in set(kubus["jaar"]) if len(begin) and j >= begin.min()):
        yield _rij(jaar, "onderzoeken-afgerond", (einde == jaar).sum())


def _organisaties(activiteiten: pd.DataFrame) -> Iterator[Rij]:
    """Different organisations of a year: who comes twice has the same code twice."""
    met = activiteiten[activiteiten["organisaties"] != ""]
    jaar_van = _stuk(met["begin"], 0, 4)
    begeleid = met["soort"] == "begeleiding"
    for jaar in sorted(jaar_van.unique()):
        nu = jaar_van == jaar
        yield _rij(int(jaar), "bereikte-organisaties", verschillende(met.loc[nu, "organisaties"]))
        codes = met.loc[nu & begeleid, "organisaties"]
        if len(codes):
            yield _rij(int(jaar), "organisaties-begeleid", verschillende(codes))


def antwoordcijfers(tevredenheid: pd.DataFrame, activiteiten: pd.DataFrame) -> list[Rij]:
    """The key figures of the enquiries only."""
    return list(_enquetes(antwoordkubus(tevredenheid, activiteiten)))


def _enquetes(kubus: pd.DataFrame) -> Iterator[Rij]:
    for indicator, soort in BEVRAAGD.items():
        deel = kubus[(kubus["soort"] == soort) & (kubus["vraag"] == "tevredenheid")]
        for jaar, nu in deel.groupby("jaar"):
            yield _rij(jaar, indicator, **tevreden(nu["score"], nu["aantal"]))
    deel = kubus[(kubus["soort"] == "vorming") & (kubus["vraag"] == "aanbeveling")]
    for jaar, nu in deel.groupby("jaar"):
        yield _rij(jaar, "nps-vormingen", **nps(nu["score"], nu["aantal"]))


def _bereik(bereik: pd.DataFrame) -> Iterator[Rij]:
    """Reach of a year: a sum of twelve months, or the state of December; else no figure."""
    jaar_van = _stuk(bereik["maand"], 0, 4)
    for jaar in sorted(jaar_van.unique()):
        nu = bereik[jaar_van == jaar]
        for indicator, (maat, kanaal) in OPGETELD.items():
            rijen = nu[(nu["maat"] == maat) & (nu["kanaal"] == kanaal)]
            if rijen["maand"].nunique() == HEEL_JAAR:
                yield _rij(int(jaar), indicator, rijen["waarde"].sum())
        for indicator, (maat, kanaal) in EINDSTAND.items():
            rijen = nu[nu["maat"] == maat]
            rijen = rijen if kanaal is None else rijen[rijen["kanaal"] == kanaal]
            december = rijen[rijen["maand"] == f"{jaar}-12"]
            if len(december) and set(december["kanaal"]) == set(rijen["kanaal"]):
                yield _rij(int(jaar), indicator, december["waarde"].sum())


def _personeel(personeel: pd.DataFrame) -> Iterator[Rij]:
    for indicator, maat in (("medewerkers-vte", "vte"), ("medewerkers-aantal", "aantal")):
        for jaar, nu in personeel.groupby("jaar"):
            yield _rij(jaar, indicator, nu[maat].sum())
            for rij in nu.itertuples():
                waarde = float(getattr(rij, maat))
                yield _rij(jaar, indicator, waarde, dimensie="functie", uitsplitsing=rij.functie)


# --- tables for the chapters -------------------------------------------------------------------


def _namen(dimensie: str) -> pd.DataFrame:
    """Columns id, label and volgorde of one breakdown, in order."""
    alles = gegevens.tabel("uitsplitsingen")
    return alles[alles["dimensie"] == dimensie].sort_values("volgorde")


def _met_namen(tabel: pd.DataFrame, kolom: str, dimensie: str | None = None) -> pd.DataFrame:
    """Put the label of the breakdown behind its id, rows in the order of that breakdown."""
    namen = _namen(dimensie or kolom).rename(columns={"id": kolom, "label": "naam"})
    heel = namen[[kolom, "naam"]].merge(tabel, on=kolom, how="inner")
    return heel.reset_index(drop=True)


def _leeg(*kolommen: str) -> pd.DataFrame:
    return pd.DataFrame({naam: pd.Series(dtype=object) for naam in kolommen})


def _nu(jaar: int, soort: str) -> pd.DataFrame:
    kubus = _kubus(gegevens.datamap())
    return kubus[(kubus["jaar"] == jaar) & (kubus["soort"] == soort)]


def activiteiten_per_maand(jaar: int, soort: str = "vorming") -> pd.DataFrame:
    """Columns maand (1 to 12), naam, aantal, deelnemers; twelve rows, months without one hold 0.

    Empty when the year has no activity of this kind at all.
    """
    nu = _nu(jaar, soort)
    if nu.empty:
        return _leeg("maand", "naam", "aantal", "deelnemers")
    per_maand = nu.groupby("maand")[["aantal", "deelnemers"]].sum().astype(int)
    heel = per_maand.reindex(range(1, HEEL_JAAR + 1), fill_value=0).reset_index()
    heel.insert(1, "naam", list(MAANDEN))
    return heel


def _per(jaar: int, soort: str, kolom: str) -> pd.DataFrame:
    nu = _nu(jaar, soort)
    per = nu[nu[kolom] != ""].groupby(kolom)[["aantal", "deelnemers"]].sum().astype(int)
    if per.empty:
        return _leeg(kolom, "naam", "aantal", "deelnemers")
    return _met_namen(per.reset_index(), kolom)


def activiteiten_per_thema(jaar: int, soort: str = "vorming") -> pd.DataFrame:
    """Columns thema, naam, aantal, deelnemers; activities without a theme are left out."""
    return _per(jaar, soort, "thema")


def activiteiten_per_doelgroep(jaar: int, soort: str = "vorming") -> pd.DataFrame:
    """Columns doelgroep, naam, aantal, deelnemers; those for no group in particular left out."""
    return _per(jaar, soort, "doelgroep")


def vragen_per_thema(jaar: int) -> pd.DataFrame:
    """Requests handled: columns thema, naam, aantal."""
    return _per(jaar, "vraag", "thema")[["thema", "naam", "aantal"]]


def publicaties_per_domein(jaar: int) -> pd.DataFrame:
    """Columns domein, naam, aantal."""
    per = _nu(jaar, "publicatie").groupby("domein")["aantal"].sum()
    if per.empty:
        return _leeg("domein", "naam", "aantal")
    domeinen = gegevens.tabel("domeinen").rename(columns={"id": "domein", "label": "naam"})
    return domeinen[["domein", "naam"]].merge(per.reset_index(), on="domein")


def evenementen(jaar: int) -> pd.DataFrame:
    """Events in order of date: id, titel, begin, einde, vorm, deelnemers, organisaties (count)."""
    kolommen = ["id", "titel", "begin", "einde", "vorm", "deelnemers", "organisaties"]
    alles = gegevens.tabel("activiteiten")
    nu = alles[(alles["soort"] == "evenement") & alles["begin"].str.startswith(str(jaar))]
    if nu.empty:
        return _leeg(*kolommen)
    nu = nu[kolommen].sort_values(["begin", "id"]).reset_index(drop=True)
    return nu.assign(organisaties=nu["organisaties"].map(lambda cel: len(set(cel.split()))))


def tevredenheid_per_thema(jaar: int, soort: str = "vorming") -> pd.DataFrame:
    """Answers by theme of the activity, each with its number and 95 % interval.

    Columns: thema, naam, n, tevredenheid (% that gives 7 to 10), laag, hoog, gemiddelde (0 to 10),
    n_nps, nps, nps_laag, nps_hoog. A theme without answers is left out.
    """
    tabellen = _tabellen()
    kubus = antwoordkubus(tabellen["tevredenheid"], tabellen["activiteiten"])
    nu = kubus[(kubus["jaar"] == jaar) & (kubus["soort"] == soort) & (kubus["thema"] != "")]
    rijen = []
    for thema, groep in nu.groupby("thema"):
        score = groep[groep["vraag"] == "tevredenheid"]
        aanraden = groep[groep["vraag"] == "aanbeveling"]
        hoe_tevreden = tevreden(score["score"], score["aantal"])
        hoe_graag = nps(aanraden["score"], aanraden["aantal"])
        rijen.append(
            {
                "thema": thema,
                "n": int(hoe_tevreden["n"]),
                "tevredenheid": hoe_tevreden["waarde"],
                "laag": hoe_tevreden["laag"],
                "hoog": hoe_tevreden["hoog"],
                "gemiddelde": gemiddelde(score["score"], score["aantal"]),
                "n_nps": int(hoe_graag["n"]),
                "nps": hoe_graag["waarde"],
                "nps_laag": hoe_graag["laag"],
                "nps_hoog": hoe_graag["hoog"],
            }
        )
    if not rijen:
        enquete = ["n", "tevredenheid", "laag", "hoog", "gemiddelde"]
        return _leeg("thema", "naam", *enquete, "n_nps", "nps", "nps_laag", "nps_hoog")
    return _met_namen(pd.DataFrame(rijen), "thema")


def personeel_per_functie(jaar: int) -> pd.DataFrame:
    """Staff on 31 December: columns functie, naam, vte, aantal."""
    alles = gegevens.compact("personeel")
    nu = alles.loc[(alles["jaar"] == jaar).fillna(False), ["functie", "vte", "aantal"]]
    if nu.empty:
        return _leeg("functie", "naam", "vte", "aantal")
    return _met_namen(nu.astype({"vte": float, "aantal": int}), "functie")


def bereik_per_kanaal(jaar: int) -> pd.DataFrame:
    """Reach by channel and month: columns kanaal, naam, maat, maand (1 to 12), maandnaam, waarde.

    Do not add up months of volgers, abonnees (states) or gebruikers (since 1 January).
    """
    alles = gegevens.compact("bereik")
    nu = alles[alles["maand"].str.startswith(f"{jaar}-")]
    if nu.empty:
        return _leeg("kanaal", "naam", "maat", "maand", "maandnaam", "waarde")
    nu = nu.assign(maand=_stuk(nu["maand"], 5, 7).astype(int), waarde=nu["waarde"].astype(float))
    nu["maandnaam"] = [MAANDEN[maand - 1] for maand in nu["maand"]]
    heel = _met_namen(nu.sort_values(["maat", "maand"]), "kanaal")
    return heel[["kanaal", "naam", "maat", "maand", "maandnaam", "waarde"]]


def _rekeningen() -> pd.DataFrame:
    return gegevens.compact("rekeningen")


def resultatenrekening(jaar: int) -> pd.DataFrame:
    """Income statement by heading of the chart of accounts.

    Columns: rubriek ("62"), naam, soort ("opbrengsten" or "kosten"), bedrag (positive by nature).
    """
    return boekhouding.resultatenrekening(_rekeningen(), jaar)


def begroting_en_uitkomst(jaar: int) -> pd.DataFrame:
    """Budget against outcome by heading; headings without a budget are left out.

    Columns: rubriek, naam, soort, begroting, bedrag, verschil (bedrag minus begroting).
    """
    return boekhouding.begroting_en_uitkomst(_rekeningen(), jaar)


def balans(jaar: int) -> pd.DataFrame:
    """Balance sheet by heading: columns zijde ("activa" or "passiva"), rubriek, naam, bedrag."""
    return boekhouding.balans(_rekeningen(), jaar)


def meerjaren() -> pd.DataFrame:
    """Income, costs and result of every year, also in prices of the last year.

    Columns: jaar, opbrengsten, kosten, resultaat, opbrengsten_constant, kosten_constant,
    resultaat_constant, basisjaar. The constant amounts are missing when a year of the consumer
    price index is.
    """
    rekeningen = _rekeningen()
    tot = (rekeningen["jaar"] <= gegevens.verslagjaar()).fillna(False)
    sector = gegevens.tabel("sector")
    inflatie = sector[(sector["reeks"] == "cpi-inflatie") & sector["waarde"].notna()]
    return boekhouding.meerjaren(rekeningen[tot], inflatie[["jaar", "waarde"]])
