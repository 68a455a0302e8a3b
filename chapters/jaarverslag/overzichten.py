"""Charts and tables that a chapter shows once the registers of its domain are filled.

A chapter only calls ``toon_registers(domein)``. A register without rows for the reporting year
shows nothing: the chapter lists its gaps elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from . import gegevens
from .basis import lijst
from .basis.myst import Md
from .basis.tekst import SPATIE, datum, enkelvoud, getal, groot_bedrag, maandnaam, rond
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
# With more than this at the top, the finding is that none stands out.
SAMEN_BOVENAAN = 2
GESLOTEN = Md(
    "De rijen van de registers zijn niet openbaar. Naar buiten gaat alleen wat in "
    "[](kerncijfers.md) *berekend* heet: dat reken je van buitenaf niet na."
)
Weergaven = Iterator[Weergave]
# Rows of a year, for activities or accounts of a kind, and how many are left out.
Telling = Callable[[int, str], tuple[pd.DataFrame, int]]


# Bar charts of the registers: permanent name, the domain whose chapter shows it, how to count, and
# its texts, with placeholders {jaar}, {som}, {mensen}, {top} (what has most) and {deel} (its part
# of every hundred). ``anders`` is the finding when too many share the top; with it, the top is
# highlighted. ``zonder`` is what the bars leave out.
STAVEN = {rij["id"]: rij for rij in lijst.rijen(Path(__file__).with_name("staven.csv"))}


def toon_staven(id: str, jaar: int) -> Weergaven:
    """A chart of ``staven.csv`` for a year; nothing when nothing was counted."""
    over = STAVEN[id]
    waarde, eenheid = over["waarde"], over["eenheid"]
    tabel, zonder = TABELLEN[over["tabel"]](jaar, over["soort"])
    waarden = tabel.get(waarde, pd.Series(dtype=float))
    som = waarden.sum()
    if not som:
        return
    bovenaan = list(tabel.loc[waarden == waarden.max(), "naam"])
    woorden = {
        "jaar": jaar,
        "som": groot_bedrag(som, 2) if eenheid == "euro" else rond(som),
        "mensen": rond(tabel.get("aantal", waarden).sum()),
        "top": toppen(tabel, "naam", waarde),
        "deel": getal(100 * waarden.max() / som, 0, "euro"),
    }
    anders = over["anders"]
    titel = anders if anders and len(bovenaan) > SAMEN_BOVENAAN else over["titel"]
    accent = bovenaan if anders and len(bovenaan) == 1 else None
    _, ax = plt.subplots()
    decimalen = int(over["decimalen"])
    staven(tabel, "naam", waarde, accent=accent, ax=ax, eenheid=eenheid, decimalen=decimalen)
    rest = f"; {zonder} zonder {over['zonder']}" if zonder else ""
    kop(ax, titel.format(**woorden), over["ondertitel"].format(**woorden) + rest)
    koppen = {"naam": "Naam", waarde: over["kolom"]}
    yield toon_figuur(id, ax, over["bijschrift"].format(**woorden), [BRON], koppen=koppen)


def toon_registers(domein: str) -> Weergave:
    """Show every view of a domain that has rows, and say so when rows are not public.

    Raises ``KeyError`` for a domain without views.
    """
    alles: list[Callable[[int], Weergaven]] = [
        partial(toon_staven, id) for id, rij in STAVEN.items() if rij["domein"] == domein
    ]
    alles += ANDERE.get(domein, ())
    if not alles:
        raise KeyError(domein)
    with plt.style.context(huisstijl()):
        delen = [w for toon in alles for w in toon(gegevens.verslagjaar())]
    return samen([*delen, alinea(GESLOTEN)] if any(map(samengevat, REGISTERNAMEN)) else delen)


def _euro(bedrag: float) -> str | None:
    return None if pd.isna(bedrag) else getal(bedrag, 0, "euro")


# --- activities, publications and staff ---------------------------------------------------------


def _aflopend(tabel: pd.DataFrame, waarde: str = "aantal") -> pd.DataFrame:
    return tabel.sort_values(waarde, ascending=False, kind="stable")


def _per(kolom: str) -> Telling:
    """The number of activities of a kind by ``kolom``, and of those without one."""
    return lambda jaar, soort: (
        _aflopend(tellingen.per(kolom, jaar, soort)), tellingen.zonder(jaar, soort, kolom),
    )  # fmt: skip


def _deelnemers(jaar: int, soort: str) -> tuple[pd.DataFrame, int]:
    """Participants by event; the date distinguishes events of the same name."""
    tabel = tellingen.evenementen(jaar)
    geteld = tabel.dropna(subset="deelnemers") if len(tabel) else tabel
    namen = [f"{rij.titel} ({datum(rij.begin)})" for rij in gegevens.per_rij(geteld)]
    return geteld.assign(naam=namen), len(tabel) - len(geteld)


def _rekening(jaar: int, soort: str) -> tuple[pd.DataFrame, int]:
    """Income or costs by heading of the chart of accounts."""
    alles = boekhouding.resultatenrekening(gegevens.tabel("rekeningen"), jaar)
    return _aflopend(alles[(alles["soort"] == soort) & (alles["bedrag"] >= 0)], "bedrag"), 0


TABELLEN: dict[str, Telling] = {
    "maand": lambda jaar, soort: (tellingen.per_maand(jaar, soort), 0),
    "thema": _per("thema"),
    "doelgroep": _per("doelgroep"),
    "domein": lambda jaar, _: (tellingen.publicaties_per_domein(jaar), 0),
    "evenement": _deelnemers,
    "functie": lambda jaar, _: (tellingen.personeel_per_functie(jaar), 0),
    "rekening": _rekening,
}


def evenementen(jaar: int) -> Weergaven:
    """Each event with its date and attendance."""
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
    yield from toon_staven("deelnemers-per-evenement", jaar)


# --- surveys and reach -------------------------------------------------------------------------


def tevredenheid(soort: str, meervoud: str, jaar: int) -> Weergaven:
    """Satisfaction by theme with its interval, and a table that adds the recommendation."""
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
        koppen = {"naam": "Thema", waarde: "Tevredenheid", "eenheid": "Eenheid"}
        koppen |= {laag: "Laagste grens", hoog: "Hoogste grens", n: "Antwoorden"}
        bijschrift = f"Tevredenheid over {meervoud} per thema in {jaar}"
        rijen = deel.assign(eenheid="%")[[*koppen]]
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
    """The finding of a survey: a theme leads only if its interval is above all others."""
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
    """The measures of reach of a domain by month, one chart each."""
    alles = tellingen.bereik_per_kanaal(jaar)
    van = gegevens.tabel("indicatoren").set_index("id")["domein"]
    for indicator, (maat, _) in (tellingen.OPGETELD | tellingen.EINDSTAND).items():
        tabel = alles[alles["maat"] == maat]
        if tabel.empty or van.get(indicator) != domein:
            continue
        samen = tabel.groupby("maand")["waarde"].sum()
        # The sum of the year for a flow, the last month for a stock.
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


def _met_sommen(tabel: pd.DataFrame, groep: str, kolommen: dict[str, str]) -> pd.DataFrame:
    """Amounts as text, with a sum below each group; ``kolommen`` are headings."""
    regels = []
    for naam, deel in tabel.groupby(groep, sort=False):
        regels += [(r["naam"], naam, *(_euro(r[k]) for k in kolommen)) for _, r in deel.iterrows()]
        samen = deel[list(set(kolommen) - {"verschil"})].sum()
        # The difference of the sums, so that it can be verified; some rows may have no budget.
        samen["verschil"] = samen["bedrag"] - samen.get("begroting", 0)
        regels.append((Md("**samen**"), str(naam), *(_euro(samen[k]) for k in kolommen)))
    koppen = ["Rubriek", groep.capitalize(), *kolommen.values()]
    return pd.DataFrame(regels, columns=koppen)


def begroting(jaar: int) -> Weergaven:
    """Budget and outcome: the differences as bars, the amounts as a table."""
    tabel = boekhouding.resultatenrekening(gegevens.tabel("rekeningen"), jaar)
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
    koppen = {"label": "Rubriek", "verschil": "Uitkomst min begroting"}
    bijschrift = f"Wat {jaar} anders uitkwam dan begroot"
    yield toon_figuur("begroting-en-uitkomst", ax, bijschrift, [BRON], koppen=koppen)
    bedragen = {"begroting": "Begroting", "bedrag": "Uitkomst", "verschil": "Verschil"}
    rijen, rechts = _met_sommen(tabel, "soort", bedragen), list(bedragen.values())
    bijschrift = f"Begroting en uitkomst van {jaar}"
    if len(begroot) < len(tabel):
        bijschrift += ", ook van rubrieken zonder begroting"
    yield toon_tabel("begroting-en-uitkomst", rijen, bijschrift, [BRON], rechts=rechts)


def balans(jaar: int) -> Weergaven:
    """The balance sheet: assets, and how they are financed."""
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
    if len(tabel) < 2 or jaar not in set(tabel["jaar"]):
        return
    eind, prijzen, bronnen = "", "lopende prijzen", [BRON]
    if tabel["opbrengsten_constant"].notna().all():
        eind, prijzen = "_constant", f"prijzen van {int(tabel['basisjaar'].iloc[0])}"
        bronnen += list(inflatie["bron"].drop_duplicates())
    namen = {f"{soort}{eind}": soort for soort in ("opbrengsten", "kosten")}
    lang = tabel[["jaar", *namen]].rename(columns=namen)
    lang = lang.melt("jaar", var_name="soort", value_name="bedrag").round(2)
    _, ax = plt.subplots()
    lijnen(lang, "jaar", "bedrag", reeks="soort", eenheid="euro", decimalen=2, ax=ax)
    wat, periode = f"Opbrengsten en kosten in {prijzen}", f"{int(tabel['jaar'].min())}–{jaar}"
    titel = _meerjarentitel(tabel, f"kosten{eind}", prijzen) or wat
    kop(ax, titel, f"{wat}, {periode}")
    koppen = {"soort": "Soort", "jaar": "Jaar", "bedrag": "Bedrag"}
    yield toon_figuur("meerjaren", ax, f"{wat}, {periode}", bronnen, koppen=koppen)


def _meerjarentitel(tabel: pd.DataFrame, kolom: str, prijzen: str) -> str:
    """The change of costs from the first year to the last; "" if there is none."""
    eerste, laatste = tabel.iloc[0], tabel.iloc[-1]
    verschil = round(laatste[kolom] - eerste[kolom])
    if not verschil:
        return ""
    bedrag = getal(abs(laatste[kolom] - eerste[kolom]), 0, "euro")
    dan = f"{bedrag} {'meer' if verschil > 0 else 'minder'} dan {int(eerste['jaar'])}"
    return f"In {prijzen} kostte {int(laatste['jaar'])} {dan}"


# What each chapter shows of its registers below its bar charts.
ANDERE: dict[str, tuple[Callable[[int], Weergaven], ...]] = {
    "vormingsaanbod": (partial(tevredenheid, "vorming", "vormingen"),),
    "vraaggestuurde-werking": (partial(tevredenheid, "begeleiding", "begeleidingen"),),
    "evenementen": (evenementen, partial(tevredenheid, "evenement", "evenementen")),
    "beeldvorming": (partial(bereik, "beeldvorming"),),
    "digitaal-platform": (partial(bereik, "digitaal-platform"),),
    "financieel-beleid": (begroting, balans, meerjaren),
}
