"""What a chapter shows once the registers of its domain are filled: charts and tables.

``toon_registers(domein)`` is all that a chapter asks. Of a register that holds nothing for the
reporting year nothing shows: the gaps themselves are told where the chapter lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd

from . import gegevens
from .basis.myst import Md
from .basis.tekst import SPATIE, datum, enkelvoud, getal, groot_bedrag, maandnaam
from .grafieken import huisstijl, kop, lijnen, schaal, staven
from .registers import BRON, REGISTERNAMEN, antwoorden, boekhouding, samengevat, tellingen
from .tonen import toon_figuur, toon_tabel
from .weergave import Weergave, alinea, samen
from .zinnen import toppen

# Measure of reach -> the words of a chart.
MATEN = {
    "bezoeken": "bezoeken aan de website",
    "vermeldingen": "vermeldingen in de pers",
    "vacatures": "vacatures op de vacaturebank",
    "volgers": "volgers op sociale media",
    "abonnees": "abonnees van de nieuwsbrief",
    "gebruikers": "gebruikers van het leerplatform sinds 1 januari",
}
# More of them at the top and the finding is that none stands out.
SAMEN_BOVENAAN = 2
GESLOTEN = Md(
    "De rijen van de registers zijn niet openbaar. Naar buiten gaat alleen wat in "
    "[](kerncijfers.md) *berekend* heet: dat reken je van buitenaf niet na."
)
Weergaven = Iterator[Weergave]


@dataclass(frozen=True)
class Staven:
    """A chart of bars over a register: its lasting name, its rows and its words.

    The words may hold {jaar}, {som}, {mensen}, {top} (what has most) and {deel} (its part of every
    hundred). With ``anders``, the finding when too many share the top, the top stands out.
    ``buiten`` counts what the bars leave out, under the word ``zonder``.
    """

    id: str
    tabel: Callable[[int], pd.DataFrame]
    titel: str
    ondertitel: str
    bijschrift: str
    anders: str = ""
    waarde: str = "aantal"
    kolom: str = "Aantal"
    eenheid: str = ""
    decimalen: int = 0
    zonder: str = ""
    buiten: Callable[[int], int] = lambda jaar: 0

    def __call__(self, jaar: int) -> Weergaven:
        """The chart of a year; nothing when nothing was counted."""
        tabel = self.tabel(jaar)
        waarden = tabel.get(self.waarde, pd.Series(dtype=float))
        som = waarden.sum()
        if not som:
            return
        bovenaan = list(tabel.loc[waarden == waarden.max(), "naam"])
        woorden = {
            "jaar": jaar,
            "som": groot_bedrag(waarden.sum(), 2)
            if self.eenheid == "euro"
            else _rond(waarden.sum()),
            "mensen": _rond(tabel.get("aantal", waarden).sum()),
            "top": toppen(tabel, "naam", self.waarde),
            "deel": getal(100 * waarden.max() / som, 0, "euro"),
        }
        titel = self.anders if self.anders and len(bovenaan) > SAMEN_BOVENAAN else self.titel
        accent = bovenaan if self.anders and len(bovenaan) == 1 else None
        _, ax = plt.subplots()
        maten: dict[str, Any] = {"eenheid": self.eenheid, "decimalen": self.decimalen}
        staven(tabel, "naam", self.waarde, accent=accent, ax=ax, **maten)
        rest = f"; {n} zonder {self.zonder}" if (n := self.buiten(jaar)) else ""
        kop(ax, titel.format(**woorden), self.ondertitel.format(**woorden) + rest)
        koppen = {"naam": "Naam", self.waarde: self.kolom}
        bijschrift = self.bijschrift.format(**woorden)
        yield toon_figuur(self.id, ax, bijschrift, [BRON], koppen=koppen)


def toon_registers(domein: str) -> Weergave:
    """Show every view of a domain that has rows, and say when rows stay inside.

    Raises ``KeyError`` for a domain without views.
    """
    with plt.style.context(huisstijl()):
        delen = [w for toon in OVERZICHTEN[domein] for w in toon(gegevens.verslagjaar())]
    return samen([*delen, alinea(GESLOTEN)] if any(map(samengevat, REGISTERNAMEN)) else delen)


def _rond(waarde: float) -> str:
    return getal(waarde, 0 if float(waarde).is_integer() else 1)


def _euro(bedrag: float) -> str | None:
    return None if pd.isna(bedrag) else getal(bedrag, 0, "euro")


# --- activities, publications and staff ---------------------------------------------------------


def _aflopend(tabel: pd.DataFrame, waarde: str = "aantal") -> pd.DataFrame:
    return tabel.sort_values(waarde, ascending=False, kind="stable")


def per_thema(soort: str, meervoud: str) -> Staven:
    """How many activities of a kind each theme has."""
    return Staven(
        f"{meervoud}-per-thema",
        lambda jaar: _aflopend(tellingen.per_thema(jaar, soort)),
        f"{meervoud.capitalize()} het vaakst over {{top}}",
        f"Aantal {meervoud} naar thema, {{jaar}}",
        f"Aantal {meervoud} per thema in {{jaar}}",
        "Geen thema springt eruit",
        zonder="thema",
        buiten=lambda jaar: tellingen.zonder(jaar, soort, "thema"),
    )


PER_MAAND = Staven(
    "vormingen-per-maand",
    lambda jaar: tellingen.per_maand(jaar, "vorming"),
    "Vormingen begonnen het vaakst in {top}",
    "Aantal vormingen naar maand van de eerste dag, {jaar}",
    "Aantal vormingen per maand in {jaar}, samen {som}",
    "De vormingen zijn over de maanden verspreid",
)
PER_DOELGROEP = Staven(
    "vormingen-per-doelgroep",
    lambda jaar: _aflopend(tellingen.per_doelgroep(jaar)),
    "Vormingen het vaakst voor {top}",
    "Aantal vormingen naar doelgroep, {jaar}",
    "Aantal vormingen per doelgroep in {jaar}",
    "Geen doelgroep springt eruit",
    zonder="doelgroep",
    buiten=lambda jaar: tellingen.zonder(jaar, "vorming", "doelgroep"),
)
PUBLICATIES = Staven(
    "publicaties-per-domein",
    lambda jaar: tellingen.publicaties_per_domein(jaar),
    "Publicaties in {jaar}: {som}",
    "Aantal publicaties naar domein, {jaar}",
    "Aantal publicaties per domein in {jaar}",
)
DEELNEMERS = Staven(
    "deelnemers-per-evenement",
    lambda jaar: _deelnemers(tellingen.evenementen(jaar)),
    "Deelnames aan de evenementen samen: {som}",
    "Deelnemers per evenement, {jaar}",
    "Deelnemers per evenement in {jaar}",
    waarde="deelnemers",
    kolom="Deelnemers",
    zonder="telling",
    buiten=lambda jaar: int(tellingen.evenementen(jaar)["deelnemers"].isna().sum()),
)
TEAM = Staven(
    "personeel-per-functie",
    lambda jaar: tellingen.personeel_per_functie(jaar),
    "Het team in voltijdse eenheden: {som}, in mensen: {mensen}",
    "Voltijdse eenheden per functiegroep, op 31 december {jaar}",
    "Het team op 31 december {jaar}, in voltijdse eenheden",
    waarde="vte",
    kolom="Voltijdse eenheden",
    eenheid="VTE",
    decimalen=1,
)


def _deelnemers(tabel: pd.DataFrame) -> pd.DataFrame:
    """Two events of one name may fall in one year; the day tells them apart."""
    geteld = tabel.dropna(subset="deelnemers") if len(tabel) else tabel
    namen = [f"{rij.titel} ({datum(rij.begin)})" for rij in gegevens.per_rij(geteld)]
    return geteld.assign(naam=namen)


def evenementen(jaar: int) -> Weergaven:
    """Each event with its date and who came."""
    tabel = tellingen.evenementen(jaar)
    if tabel.empty:
        return
    rijen = pd.DataFrame(
        {
            "Evenement": tabel["titel"],
            "Wanneer": tabel["begin"].map(datum),
            "Vorm": tabel["vorm"].replace("", "niet opgegeven"),
            "Deelnemers": tabel["deelnemers"],
            "Organisaties": tabel["organisaties"],
        }
    )
    yield toon_tabel("evenementen-register", rijen, f"De evenementen van {jaar}", [BRON])
    yield from DEELNEMERS(jaar)


# --- enquiries and reach -------------------------------------------------------------------------


def tevredenheid(soort: str, meervoud: str, jaar: int) -> Weergaven:
    """Satisfaction by theme with its interval; a table has the recommendation beside it."""
    tabel = antwoorden.per_thema(jaar, soort)
    deel = tabel[tabel["n"] > 0] if len(tabel) else tabel
    if len(deel):
        waarde, laag, hoog, n = TEVREDEN
        _, ax = plt.subplots()
        labels = [f"{naam} ({_antwoorden(n)})" for naam, n in deel[["naam", "n"]].to_numpy()]
        op_schaal = deel.assign(label=labels, van=0, tot=100)
        randen = ("van", "tot")
        schaal(op_schaal, "label", waarde, randen=randen, interval=(laag, hoog), eenheid="%", ax=ax)
        wat = f"Aandeel dat 7 of meer op 10 gaf aan {meervoud}"
        kop(ax, _bovenaan(deel, waarde, laag, hoog), f"{wat}, {jaar}, met het interval van 95 %")
        koppen = {"naam": "Thema", n: "Antwoorden", laag: "Laagste grens", hoog: "Hoogste grens"}
        koppen |= {waarde: "Tevredenheid (%)"}
        bijschrift, rijen = f"Tevredenheid over {meervoud} per thema in {jaar}", deel[[*koppen]]
        id = f"tevredenheid-{meervoud}"
        yield toon_figuur(id, ax, bijschrift, [BRON], tabel=rijen.round(1), koppen=koppen)
    if len(tabel):
        cijfers = {
            "Tevreden": [_met_interval(rij, TEVREDEN, "%") for _, rij in tabel.iterrows()],
            "Gemiddelde op 10": [None if pd.isna(w) else getal(w, 1) for w in tabel["gemiddelde"]],
            "NPS": [_met_interval(rij, NPS, "") for _, rij in tabel.iterrows()],
        }
        aantal = [int(n) for n in tabel["n"]]
        rijen = pd.DataFrame({"Thema": list(tabel["naam"]), "Antwoorden": aantal, **cijfers})
        bijschrift = f"De bevraging over {meervoud} in {jaar}, met intervallen van 95 %"
        yield toon_tabel(f"bevraging-{meervoud}", rijen, bijschrift, [BRON], rechts=[*cijfers])


# Columns of a value, its bounds and its number of answers.
TEVREDEN = ("tevredenheid", "laag", "hoog", "n")
NPS = ("nps", "nps_laag", "nps_hoog", "n_nps")


def _antwoorden(n: float) -> str:
    return f"{getal(n)}{SPATIE}{gegevens.woord('antwoorden', enkelvoud(n))}"


def _bovenaan(tabel: pd.DataFrame, waarde: str, laag: str, hoog: str) -> str:
    """The finding of an enquiry: a theme leads only when its interval lies above all others."""
    if len(tabel) == 1:
        return f"Er zijn alleen antwoorden over {tabel.iloc[0]['naam']}"
    op_rij = _aflopend(tabel, waarde)
    if op_rij[laag].iloc[0] > op_rij[hoog].iloc[1:].max():
        return f"Bovenaan staat {op_rij['naam'].iloc[0]}"
    return "Geen thema steekt er met zekerheid bovenuit"


def _met_interval(rij: pd.Series, kolommen: tuple[str, ...], eenheid: str) -> str | None:
    waarde, laag, hoog = (rij[kolom] for kolom in kolommen[:3])
    if pd.isna(waarde):
        return None
    return f"{getal(waarde, 0, eenheid)} ({getal(laag)} tot {getal(hoog)})"


def bereik(domein: str, jaar: int) -> Weergaven:
    """Month by month: the measures of reach that belong to a domain, one chart for each."""
    alles = tellingen.bereik_per_kanaal(jaar)
    van = gegevens.tabel("indicatoren").set_index("id")["domein"]
    for indicator, (maat, _) in (tellingen.OPGETELD | tellingen.EINDSTAND).items():
        tabel = alles[alles["maat"] == maat]
        if tabel.empty or van.get(indicator) != domein:
            continue
        samen = tabel.groupby("maand")["waarde"].sum()
        # The whole of a year for what adds up, the last month for a state.
        titel = f"{MATEN[maat].capitalize()}, alle maanden samen: {getal(samen.sum())}"
        if indicator in tellingen.EINDSTAND:
            laatste = maandnaam(samen.index[-1])
            titel = f"{MATEN[maat].capitalize()} in {laatste}: {getal(samen.iloc[-1])}"
        _, ax = plt.subplots()
        reeks = "naam" if tabel["naam"].nunique() > 1 else None
        lijnen(tabel, "maand", "waarde", reeks=reeks, maanden=True, ax=ax)
        wat = f"{MATEN[maat].capitalize()} per maand"
        kop(ax, titel, f"{wat}, {jaar}")
        koppen = {"naam": "Kanaal", "waarde": maat.capitalize()}
        yield toon_figuur(f"bereik-{maat}", ax, f"{wat} in {jaar}", [BRON], koppen=koppen)


# --- finance -----------------------------------------------------------------------------------


def _rekening(id: str, soort: str, titel: str) -> Staven:
    """Income or costs by heading of the chart of accounts."""

    def tabel(jaar: int) -> pd.DataFrame:
        alles = boekhouding.resultatenrekening(gegevens.tabel("rekeningen"), jaar)
        return _aflopend(alles[(alles["soort"] == soort) & (alles["bedrag"] >= 0)], "bedrag")

    ondertitel = f"{soort.capitalize()} naar rubriek van het rekeningstelsel, {{jaar}}, in euro"
    bijschrift = f"De {soort} van {{jaar}}, samen {{som}}"
    return Staven(id, tabel, titel, ondertitel, bijschrift, titel, **BEDRAG)


BEDRAG: dict[str, Any] = {"waarde": "bedrag", "kolom": "Bedrag (euro)", "eenheid": "euro"}
INKOMSTEN = _rekening(
    "inkomsten", "opbrengsten", "Van elke 100 euro inkomsten kwam {deel} uit {top}"
)
UITGAVEN = _rekening("uitgaven", "kosten", "Van elke 100 euro uitgaven ging {deel} naar {top}")


def _met_sommen(tabel: pd.DataFrame, groep: str, kolommen: dict[str, str]) -> pd.DataFrame:
    """Amounts as text, and below each group what they are together; ``kolommen`` are headings."""
    regels = []
    for naam, deel in tabel.groupby(groep, sort=False):
        regels += [(r["naam"], naam, *(_euro(r[k]) for k in kolommen)) for _, r in deel.iterrows()]
        samen = deel[list(set(kolommen) - {"verschil"})].sum()
        # Of the sums, so that it can be checked; some rows may have no budget.
        samen["verschil"] = samen["bedrag"] - samen.get("begroting", 0)
        regels.append((Md("**samen**"), str(naam), *(_euro(samen[k]) for k in kolommen)))
    koppen = ["Rubriek", groep.capitalize(), *kolommen.values()]
    return pd.DataFrame(regels, columns=koppen)


def begroting(jaar: int) -> Weergaven:
    """Budget beside outcome: the differences as bars, the amounts as a table."""
    tabel = boekhouding.begroting_en_uitkomst(gegevens.tabel("rekeningen"), jaar)
    begroot = tabel.dropna(subset="begroting")
    if begroot.empty:
        return
    grootste = begroot.iloc[begroot["verschil"].abs().argmax()]
    richting = "boven" if grootste["verschil"] > 0 else "onder"
    titel = "Elke rubriek kwam uit zoals begroot"
    if grootste["verschil"]:
        bedrag = getal(abs(grootste["verschil"]), 0, "euro")
        titel = f"Het verst van de begroting: {grootste['naam']}, {bedrag} er{richting}"
    _, ax = plt.subplots()
    met_label = begroot.assign(label=[f"{r.naam} ({r.soort})" for r in begroot.itertuples()])
    staven(met_label, "label", "verschil", eenheid="euro", teken=True, ax=ax)
    kop(ax, titel, f"Uitkomst min begroting per rubriek, {jaar}, in euro")
    koppen = {"label": "Rubriek", "verschil": "Uitkomst min begroting (euro)"}
    bijschrift = f"Wat {jaar} anders uitkwam dan begroot"
    yield toon_figuur("begroting-en-uitkomst", ax, bijschrift, [BRON], koppen=koppen)
    bedragen = {"begroting": "Begroting", "bedrag": "Uitkomst", "verschil": "Verschil"}
    rijen, rechts = _met_sommen(tabel, "soort", bedragen), list(bedragen.values())
    bijschrift = f"Begroting en uitkomst van {jaar}"
    if len(begroot) < len(tabel):
        bijschrift += ", ook van rubrieken zonder begroting"
    yield toon_tabel("begroting-en-uitkomst", rijen, bijschrift, [BRON], rechts=rechts)


def balans(jaar: int) -> Weergaven:
    """The balance: what the association has, and where the money for it came from."""
    tabel = boekhouding.balans(gegevens.tabel("rekeningen"), jaar)
    if tabel.empty:
        return
    rijen = _met_sommen(tabel, "zijde", {"bedrag": "Bedrag"})
    yield toon_tabel("balans", rijen, f"De balans op 31 december {jaar}", [BRON], rechts=["Bedrag"])


def meerjaren(jaar: int) -> Weergaven:
    """Income and costs of every year, in prices of the last one where an index allows that."""
    rekeningen, sector = gegevens.tabel("rekeningen"), gegevens.tabel("sector")
    inflatie = sector[(sector["reeks"] == "cpi-inflatie") & sector["waarde"].notna()]
    tabel = boekhouding.meerjaren(rekeningen[rekeningen["jaar"] <= jaar], inflatie)
    if tabel.empty or jaar not in set(tabel["jaar"]):
        return
    eind, prijzen, bronnen = "", "lopende prijzen", [BRON]
    if tabel["opbrengsten_constant"].notna().all():
        eind, prijzen = "_constant", f"prijzen van {int(tabel['basisjaar'].iloc[0])}"
        bronnen += list(inflatie["bron"].drop_duplicates())
    namen = {f"{soort}{eind}": soort for soort in ("opbrengsten", "kosten")}
    lang = tabel[["jaar", *namen]].rename(columns=namen)
    lang = lang.melt("jaar", var_name="soort", value_name="bedrag")
    _, ax = plt.subplots()
    lijnen(lang, "jaar", "bedrag", reeks="soort", eenheid="euro", decimalen=2, ax=ax)
    wat, periode = f"Opbrengsten en kosten in {prijzen}", f"{int(tabel['jaar'].min())}–{jaar}"
    titel = _meerjarentitel(tabel, f"kosten{eind}", prijzen) or wat
    kop(ax, titel, f"{wat}, {periode}")
    koppen = {"soort": "Soort", "jaar": "Jaar", "bedrag": "Bedrag (euro)"}
    yield toon_figuur("meerjaren", ax, f"{wat}, {periode}", bronnen, koppen=koppen)


def _meerjarentitel(tabel: pd.DataFrame, kolom: str, prijzen: str) -> str:
    """How far costs went from the first year to the last; "" when they did not."""
    eerste, laatste = tabel.iloc[0], tabel.iloc[-1]
    verschil = round(laatste[kolom] - eerste[kolom])
    if not verschil:
        return ""
    bedrag = getal(abs(laatste[kolom] - eerste[kolom]), 0, "euro")
    dan = f"{bedrag} {'meer' if verschil > 0 else 'minder'} dan {int(eerste['jaar'])}"
    return f"In {prijzen} kostte {int(laatste['jaar'])} {dan}"


def _tevreden(soort: str, meervoud: str) -> Callable[[int], Weergaven]:
    return partial(tevredenheid, soort, meervoud)


# What each chapter shows of its registers, in order.
OVERZICHTEN: dict[str, tuple[Callable[[int], Weergaven], ...]] = {
    "vormingsaanbod": (PER_MAAND, PER_DOELGROEP, _tevreden("vorming", "vormingen")),
    "vraaggestuurde-werking": (
        per_thema("vraag", "vragen"),
        per_thema("begeleiding", "begeleidingen"),
        _tevreden("begeleiding", "begeleidingen"),
    ),
    "evenementen": (evenementen, _tevreden("evenement", "evenementen")),
    "ontwikkeltrajecten": (per_thema("ontwikkeltraject", "ontwikkeltrajecten"),),
    "onderzoek": (per_thema("onderzoek", "onderzoeken"),),
    "beeldvorming": (partial(bereik, "beeldvorming"),),
    "kennisknooppunt": (PUBLICATIES,),
    "digitaal-platform": (partial(bereik, "digitaal-platform"),),
    "zakelijk-plan": (TEAM,),
    "financieel-beleid": (INKOMSTEN, UITGAVEN, begroting, balans, meerjaren),
}
