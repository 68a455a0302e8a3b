"""What a chapter shows once the registers of its domain are filled: charts and tables.

``toon_registers(domein)`` is all that a chapter asks. Where a register holds nothing for the
reporting year, one sentence says what would stand there and who keeps it: the public edition has
no such rows, and a chart without figures would only be clutter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import matplotlib.pyplot as plt
import pandas as pd

from . import gegevens
from .basis.myst import Md
from .basis.tekst import SPATIE, datum, getal, groot_bedrag, maandnaam, opsomming
from .grafieken import huisstijl, kop, lijnen, schaal, staven
from .registers import BRON, antwoorden, boekhouding, tellingen
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
WAARDEKOP = {"vte": "Voltijdse eenheden", "bedrag": "Bedrag (euro)"}
# More of them at the top and the finding is that none stands out.
SAMEN_BOVENAAN = 2
Weergaven = Iterator[Weergave]


@dataclass(frozen=True)
class Overzicht:
    """One view on a register: what it is called, the register, and what it shows for a year."""

    naam: str
    register: str
    toon: Callable[[int], Weergaven]


def toon_registers(domein: str) -> Weergave:
    """Show every view of a domain that has rows, and name those that have none.

    Raises ``KeyError`` for a domain without views.
    """
    jaar = gegevens.verslagjaar()
    delen: list[Weergave] = []
    ontbreekt: list[Overzicht] = []
    for overzicht in OVERZICHTEN[domein]:
        with plt.style.context(huisstijl()):
            getoond = list(overzicht.toon(jaar))
        delen += getoond
        ontbreekt += [] if getoond else [overzicht]
    if ontbreekt:
        delen.append(_leemte(ontbreekt, jaar))
    return samen(delen)


def _leemte(ontbreekt: list[Overzicht], jaar: int) -> Weergave:
    """What would stand here, who keeps it, and that it is not public."""
    namen = list(dict.fromkeys(overzicht.register for overzicht in ontbreekt))
    registers_ = [
        Md("het register *{}*, dat {} bijhoudt").format(
            naam, gegevens.tabelbeschrijving(naam)["register"]["beheerder"]
        )
        for naam in namen
    ]
    zin = Md("Niet openbaar voor {}: {}. Zulke cijfers zouden komen uit {}.")
    wat = opsomming([overzicht.naam for overzicht in ontbreekt])
    return alinea(zin.format(jaar, wat, Md(", en uit ").join(registers_)))


def _staven(
    id: str,
    tabel: pd.DataFrame,
    titel: str,
    ondertitel: str,
    bijschrift: str,
    *,
    label: str = "naam",
    waarde: str = "aantal",
    eenheid: str = "",
    decimalen: int = 0,
    accent: bool = True,
) -> Weergave:
    """Bars of a table; with ``accent`` the highest stands out when it stands alone."""
    hoogste = tabel.loc[tabel[waarde] == tabel[waarde].max(), label]
    _, ax = plt.subplots()
    staven(
        tabel,
        label,
        waarde,
        ax=ax,
        eenheid=eenheid,
        decimalen=decimalen,
        accent=str(hoogste.iloc[0]) if accent and len(hoogste) == 1 else None,
    )
    kop(ax, titel, ondertitel)
    koppen = {label: "Naam", waarde: WAARDEKOP.get(waarde, waarde.capitalize())}
    return toon_figuur(id, ax, bijschrift, [BRON], koppen=koppen)


def _meeste(tabel: pd.DataFrame, zin: str, anders: str) -> str:
    """The finding of a count: what has most, unless so many share that place that none does."""
    samen = (tabel["aantal"] == tabel["aantal"].max()).sum()
    top = toppen(tabel, "naam", "aantal")
    return zin.format(top=top) if samen <= SAMEN_BOVENAAN else anders


# --- activities --------------------------------------------------------------------------------


def per_maand(soort: str, meervoud: str) -> Callable[[int], Weergaven]:
    """How many activities of a kind began in each month."""

    def toon(jaar: int) -> Weergaven:
        tabel = tellingen.per_maand(jaar, soort)
        if tabel.empty:
            return
        yield _staven(
            f"{meervoud}-per-maand",
            tabel,
            _meeste(
                tabel,
                f"In {{top}} begonnen de meeste {meervoud}",
                f"De {meervoud} zijn over de maanden verspreid",
            ),
            f"Aantal {meervoud} naar maand van de eerste dag, {jaar}",
            f"Aantal {meervoud} per maand in {jaar}, samen {getal(tabel['aantal'].sum())}",
        )

    return toon


def per_thema(soort: str, meervoud: str) -> Callable[[int], Weergaven]:
    """How many activities of a kind each theme has."""

    def toon(jaar: int) -> Weergaven:
        tabel = tellingen.per_thema(jaar, soort)
        if tabel.empty:
            return
        tabel = tabel.sort_values("aantal", ascending=False, kind="stable")
        yield _staven(
            f"{meervoud}-per-thema",
            tabel,
            _meeste(tabel, f"De meeste {meervoud} gingen over {{top}}", "Geen thema springt eruit"),
            f"Aantal {meervoud} naar thema, {jaar}",
            f"Aantal {meervoud} per thema in {jaar}",
        )

    return toon


def vormingen_per_doelgroep(jaar: int) -> Weergaven:
    """Trainings by the group that they are meant for."""
    tabel = tellingen.per_doelgroep(jaar)
    if tabel.empty:
        return
    tabel = tabel.sort_values("aantal", ascending=False, kind="stable")
    yield _staven(
        "vormingen-per-doelgroep",
        tabel,
        _meeste(tabel, "De meeste vormingen waren er voor {top}", "Geen doelgroep springt eruit"),
        f"Aantal vormingen naar doelgroep, {jaar}",
        f"Aantal vormingen per doelgroep in {jaar}",
    )


def evenementen(jaar: int) -> Weergaven:
    """Each event with its date and who came."""
    tabel = tellingen.evenementen(jaar)
    if tabel.empty:
        return
    met_vorm = tabel.assign(vorm=tabel["vorm"].replace("", "niet opgegeven"))
    yield toon_tabel(
        "evenementen-register",
        pd.DataFrame(
            {
                "Evenement": list(met_vorm["titel"]),
                "Wanneer": [datum(dag) for dag in met_vorm["begin"]],
                "Vorm": list(met_vorm["vorm"]),
                "Deelnemers": [_of_niets(n) for n in met_vorm["deelnemers"]],
                "Organisaties": [_of_niets(n) for n in met_vorm["organisaties"]],
            }
        ),
        f"De evenementen van {jaar}",
        [BRON],
        rechts=["Deelnemers", "Organisaties"],
    )
    geteld = tabel[tabel["deelnemers"].notna()]
    if geteld.empty:
        return
    # Two events of one name may fall in one year; the day tells them apart.
    labels = [f"{rij.titel} ({datum(rij.begin)})" for rij in geteld.itertuples()]
    geteld = geteld.assign(label=labels, deelnemers=geteld["deelnemers"].astype(int))
    yield _staven(
        "deelnemers-per-evenement",
        geteld,
        f"De evenementen telden samen {getal(geteld['deelnemers'].sum())} deelnemers",
        f"Deelnemers per evenement, {jaar}",
        f"Deelnemers per evenement in {jaar}",
        label="label",
        waarde="deelnemers",
        accent=False,
    )


def _of_niets(waarde: object) -> int | None:
    return None if pd.isna(waarde) else int(waarde)  # type: ignore[call-overload]


def publicaties(jaar: int) -> Weergaven:
    """Publications of every domain: each appears where readers look for knowledge."""
    tabel = tellingen.publicaties_per_domein(jaar)
    if tabel.empty:
        return
    yield _staven(
        "publicaties-per-domein",
        tabel,
        f"In {jaar} verschenen {getal(tabel['aantal'].sum())} publicaties",
        f"Aantal publicaties naar domein, {jaar}",
        f"Aantal publicaties per domein in {jaar}",
        accent=False,
    )


# --- enquiries ---------------------------------------------------------------------------------


def tevredenheid(soort: str, meervoud: str) -> Callable[[int], Weergaven]:
    """Satisfaction and recommendation by theme, each with its answers and its interval."""

    def toon(jaar: int) -> Weergaven:
        tabel = antwoorden.per_thema(jaar, soort)
        if tabel.empty:
            return
        tevreden, aanraden = tabel[tabel["n"] > 0], tabel[tabel["n_nps"] > 0]
        if len(tevreden):
            yield _marges(
                f"tevredenheid-{meervoud}",
                tevreden,
                ("tevredenheid", "laag", "hoog", "n"),
                (0, 100),
                "%",
                f"Aandeel dat 7 of meer op 10 gaf aan {meervoud}, {jaar}, "
                "met het interval van 95 %",
                f"Tevredenheid over {meervoud} per thema in {jaar}",
            )
        if len(aanraden):
            yield _marges(
                f"nps-{meervoud}",
                aanraden,
                ("nps", "nps_laag", "nps_hoog", "n_nps"),
                (-100, 100),
                "",
                f"NPS van {meervoud}: promotoren min critici, {jaar}, met het interval van 95 %",
                f"NPS van {meervoud} per thema in {jaar}",
            )
        yield toon_tabel(
            f"bevraging-{meervoud}",
            pd.DataFrame(
                {
                    "Thema": list(tabel["naam"]),
                    "Antwoorden": [int(n) for n in tabel["n"]],
                    "Tevreden": _met_interval(tabel, "tevredenheid", "laag", "hoog", "%"),
                    "Gemiddelde op 10": _gemiddelden(tabel["gemiddelde"]),
                    "NPS": _met_interval(tabel, "nps", "nps_laag", "nps_hoog", ""),
                }
            ),
            f"De bevraging over {meervoud} in {jaar}, met intervallen van 95 %",
            [BRON],
            rechts=["Tevreden", "Gemiddelde op 10", "NPS"],
        )

    return toon


def _marges(
    id: str,
    tabel: pd.DataFrame,
    kolommen: tuple[str, str, str, str],
    randen: tuple[float, float],
    eenheid: str,
    ondertitel: str,
    bijschrift: str,
) -> Weergave:
    waarde, laag, hoog, n = kolommen
    _, ax = plt.subplots()
    woord = {True: "antwoord", False: "antwoorden"}
    namen = [
        f"{naam} ({getal(m)}{SPATIE}{woord[m == 1]})"
        for naam, m in zip(tabel["naam"], tabel[n], strict=True)
    ]
    op_schaal = tabel.assign(label=namen, van=randen[0], tot=randen[1])
    interval = (laag, hoog)
    schaal(
        op_schaal, "label", waarde, randen=("van", "tot"), interval=interval, eenheid=eenheid, ax=ax
    )
    kop(ax, _bovenaan(tabel, waarde, laag, hoog), ondertitel)
    koppen = {"naam": "Thema", n: "Antwoorden", laag: "Laagste grens", hoog: "Hoogste grens"}
    koppen |= {waarde: waarde.capitalize() + (f" ({eenheid})" if eenheid else "")}
    gegevens_ = tabel[["naam", *kolommen]].round(1)
    return toon_figuur(id, ax, bijschrift, [BRON], tabel=gegevens_, koppen=koppen)


def _bovenaan(tabel: pd.DataFrame, waarde: str, laag: str, hoog: str) -> str:
    """The finding of an enquiry: a theme leads only when its interval lies above all others."""
    if len(tabel) == 1:
        return f"Er zijn alleen antwoorden over {tabel.iloc[0]['naam']}"
    op_rij = tabel.sort_values(waarde, ascending=False)
    eerste, andere = op_rij.iloc[0], op_rij.iloc[1:]
    if eerste[laag] > andere[hoog].max():
        return f"Bovenaan staat {eerste['naam']}"
    return "Geen thema steekt er met zekerheid bovenuit"


def _met_interval(
    tabel: pd.DataFrame, waarde: str, laag: str, hoog: str, eenheid: str
) -> list[str | None]:
    return [
        None
        if pd.isna(rij[waarde])
        else f"{getal(rij[waarde], 0, eenheid)} ({getal(rij[laag])} tot {getal(rij[hoog])})"
        for _, rij in tabel.iterrows()
    ]


def _gemiddelden(kolom: pd.Series) -> list[str | None]:
    return [None if pd.isna(waarde) else getal(waarde, 1) for waarde in kolom]


# --- reach and staff ---------------------------------------------------------------------------


def bereik(domein: str) -> Callable[[int], Weergaven]:
    """Month by month: the measures of reach that belong to a domain, one chart for each."""

    def toon(jaar: int) -> Weergaven:
        alles = tellingen.bereik_per_kanaal(jaar)
        for maat in _maten_van(domein):
            tabel = alles[alles["maat"] == maat]
            if tabel.empty:
                continue
            kanalen = list(dict.fromkeys(tabel["naam"]))
            samen = tabel.groupby("maand")["waarde"].sum()
            _, ax = plt.subplots()
            meer = "naam" if len(kanalen) > 1 else None
            lijnen(tabel, "maand", "waarde", reeks=meer, maanden=True, ax=ax)
            wat = f"{MATEN[maat].capitalize()} per maand"
            kop(ax, _bereiktitel(maat, samen), f"{wat}, {jaar}")
            koppen = {"naam": "Kanaal", "waarde": maat.capitalize()}
            yield toon_figuur(f"bereik-{maat}", ax, f"{wat} in {jaar}", [BRON], koppen=koppen)

    return toon


def _maten_van(domein: str) -> list[str]:
    """Measures whose key figure stands in this domain."""
    van = gegevens.tabel("indicatoren").set_index("id")["domein"]
    return [
        maat
        for indicator, (maat, _) in (tellingen.OPGETELD | tellingen.EINDSTAND).items()
        if van.get(indicator) == domein
    ]


def _bereiktitel(maat: str, samen: pd.Series) -> str:
    """The finding: the whole of a year for what adds up, the last month for a state."""
    if maat in {maat for maat, _ in tellingen.OPGETELD.values()}:
        return f"In {len(samen)} maanden samen {getal(samen.sum())} {MATEN[maat]}"
    laatste = maandnaam(samen.index[-1])
    return f"In {laatste} waren er {getal(samen.iloc[-1])} {MATEN[maat]}"


def personeel(jaar: int) -> Weergaven:
    """Staff by group of functions, in full-time equivalents and in people."""
    tabel = tellingen.personeel_per_functie(jaar)
    if tabel.empty:
        return
    vte, mensen = tabel["vte"].sum(), getal(tabel["aantal"].sum())
    vte = getal(vte, 0 if float(vte).is_integer() else 1)
    yield _staven(
        "personeel-per-functie",
        tabel,
        f"Het team telde {vte} voltijdse eenheden, verdeeld over {mensen} mensen",
        f"Voltijdse eenheden per functiegroep, op 31 december {jaar}",
        f"Het team op 31 december {jaar}, in voltijdse eenheden",
        waarde="vte",
        accent=False,
        decimalen=1,
        eenheid="VTE",
    )
    yield toon_tabel(
        "personeel-per-functie",
        pd.DataFrame(
            {
                "Functiegroep": [*tabel["naam"], "samen"],
                "Voltijdse eenheden": [*(getal(w, 1) for w in tabel["vte"]), vte],
                "Mensen": [*(getal(w) for w in tabel["aantal"]), mensen],
            }
        ),
        f"Het team per functiegroep, op 31 december {jaar}",
        [BRON],
        rechts=["Voltijdse eenheden", "Mensen"],
    )


# --- finance -----------------------------------------------------------------------------------


def _euro(bedrag: float) -> str | None:
    return None if pd.isna(bedrag) else getal(bedrag, 0, "euro")


def resultaten(jaar: int) -> Weergaven:
    """Income and expenditure by heading of the chart of accounts."""
    tabel = boekhouding.resultatenrekening(gegevens.tabel("rekeningen"), jaar)
    woorden = {
        "opbrengsten": ("inkomsten", "Van elke 100 euro inkomsten kwam {n} uit {naam}"),
        "kosten": ("uitgaven", "Van elke 100 euro uitgaven ging {n} naar {naam}"),
    }
    for soort, (id, zin) in woorden.items():
        deel = tabel[(tabel["soort"] == soort) & (tabel["bedrag"] >= 0)]
        totaal = deel["bedrag"].sum()
        if not totaal:
            continue
        deel = deel.sort_values("bedrag", ascending=False)
        eerste = deel.iloc[0]
        deel_eerste = getal(100 * eerste["bedrag"] / totaal, 0, "euro")
        yield _staven(
            id,
            deel,
            zin.format(n=deel_eerste, naam=eerste["naam"]),
            f"{soort.capitalize()} naar rubriek van het rekeningstelsel, {jaar}, in euro",
            f"De {soort} van {jaar}, samen {groot_bedrag(totaal, 2)}",
            waarde="bedrag",
            eenheid="euro",
        )


def begroting(jaar: int) -> Weergaven:
    """Budget beside outcome: the differences as bars, the amounts as a table."""
    tabel = boekhouding.begroting_en_uitkomst(gegevens.tabel("rekeningen"), jaar)
    if tabel.empty:
        return
    grootste = tabel.loc[tabel["verschil"].abs().idxmax()]
    richting = "boven" if grootste["verschil"] > 0 else "onder"
    titel = "Elke rubriek kwam uit zoals begroot"
    if grootste["verschil"]:
        bedrag = getal(abs(grootste["verschil"]), 0, "euro")
        titel = f"Het verst van de begroting: {grootste['naam']}, {bedrag} er{richting}"
    _, ax = plt.subplots()
    met_label = tabel.assign(label=[f"{r.naam} ({r.soort})" for r in tabel.itertuples()])
    staven(met_label, "label", "verschil", eenheid="euro", teken=True, ax=ax)
    kop(ax, titel, f"Uitkomst min begroting per rubriek, {jaar}, in euro")
    yield toon_figuur(
        "begroting-en-uitkomst",
        ax,
        f"Wat {jaar} anders uitkwam dan begroot",
        [BRON],
        koppen={"label": "Rubriek", "verschil": "Uitkomst min begroting (euro)"},
    )
    regels = [
        (r.naam, r.soort, _euro(r.begroting), _euro(r.bedrag), _euro(r.verschil))
        for r in tabel.itertuples()
    ]
    for soort, deel in tabel.groupby("soort", sort=False):
        sommen = (_euro(deel[naam].sum()) for naam in ("begroting", "bedrag", "verschil"))
        regels.append((Md("**samen**"), str(soort), *sommen))
    bedragen = ["Begroting", "Uitkomst", "Verschil"]
    yield toon_tabel(
        "begroting-en-uitkomst",
        pd.DataFrame(regels, columns=["Rubriek", "Soort", *bedragen]),
        f"Begroting en uitkomst van {jaar}",
        [BRON],
        rechts=bedragen,
    )


def balans(jaar: int) -> Weergaven:
    """The balance: what the association has, and where the money for it came from."""
    tabel = boekhouding.balans(gegevens.tabel("rekeningen"), jaar)
    if tabel.empty:
        return
    totaal = tabel.loc[tabel["zijde"] == "activa", "bedrag"].sum()
    titels = {
        "activa": f"Het bezit was samen {groot_bedrag(totaal, 2)} waard",
        "passiva": "Waarmee dat bezit is betaald",
    }
    regels = []
    for zijde, titel in titels.items():
        deel = tabel[tabel["zijde"] == zijde]
        if len(deel) and (deel["bedrag"] >= 0).all():
            yield _staven(
                zijde,
                deel.sort_values("bedrag", ascending=False),
                titel,
                f"{zijde.capitalize()} op 31 december {jaar}, per rubriek, in euro",
                f"De {zijde} op 31 december {jaar}",
                waarde="bedrag",
                eenheid="euro",
                accent=False,
            )
        regels += [(r.naam, zijde, _euro(r.bedrag)) for r in deel.itertuples()]
        regels.append((Md("**samen**"), zijde, _euro(deel["bedrag"].sum())))
    yield toon_tabel(
        "balans",
        pd.DataFrame(regels, columns=["Rubriek", "Zijde", "Bedrag"]),
        f"De balans op 31 december {jaar}",
        [BRON],
        rechts=["Bedrag"],
    )


def meerjaren(jaar: int) -> Weergaven:
    """Income and costs of every year, in the euro of that year and in prices of the last one."""
    rekeningen, sector = gegevens.tabel("rekeningen"), gegevens.tabel("sector")
    inflatie = sector[(sector["reeks"] == "cpi-inflatie") & sector["waarde"].notna()]
    tabel = boekhouding.meerjaren(rekeningen[rekeningen["jaar"] <= jaar], inflatie)
    if tabel.empty or jaar not in set(tabel["jaar"]):
        return
    eerste, basisjaar = int(tabel["jaar"].min()), int(tabel["basisjaar"].iloc[0])
    for id, achtervoegsel, prijzen in (
        ("meerjaren", "", "lopende prijzen"),
        ("meerjaren-constant", "_constant", f"prijzen van {basisjaar}"),
    ):
        bedragen = tabel.dropna(subset=[f"opbrengsten{achtervoegsel}"])
        if bedragen.empty:
            continue
        soorten = ("opbrengsten", "kosten")
        lang = pd.concat(
            bedragen.assign(soort=s, bedrag=bedragen[f"{s}{achtervoegsel}"]) for s in soorten
        )
        _, ax = plt.subplots()
        lijnen(lang, "jaar", "bedrag", reeks="soort", eenheid="euro", decimalen=2, ax=ax)
        onder = f"Opbrengsten en kosten in {prijzen}, {eerste}–{jaar}"
        kop(ax, _meerjarentitel(bedragen, achtervoegsel, prijzen), onder)
        yield toon_figuur(
            id,
            ax,
            onder,
            [BRON] if not achtervoegsel else [BRON, *inflatie["bron"].drop_duplicates()],
            koppen={"soort": "Soort", "jaar": "Jaar", "bedrag": "Bedrag (euro)"},
        )
    yield toon_tabel(
        "meerjaren",
        pd.DataFrame(
            {
                "Jaar": [str(j) for j in tabel["jaar"]],
                **{
                    naam.capitalize(): [_euro(w) for w in tabel[naam]]
                    for naam in ("opbrengsten", "kosten", "resultaat")
                },
                f"Resultaat in prijzen van {basisjaar}": [
                    _euro(w) for w in tabel["resultaat_constant"]
                ],
            }
        ),
        f"Opbrengsten, kosten en resultaat, {eerste}–{jaar}",
        [BRON],
        rechts=["Opbrengsten", "Kosten", "Resultaat", f"Resultaat in prijzen van {basisjaar}"],
    )


def _meerjarentitel(tabel: pd.DataFrame, achtervoegsel: str, prijzen: str) -> str:
    eerste, laatste = tabel.iloc[0], tabel.iloc[-1]
    verschil = laatste[f"kosten{achtervoegsel}"] - eerste[f"kosten{achtervoegsel}"]
    if len(tabel) == 1 or not round(verschil):
        return f"Opbrengsten en kosten in {prijzen}"
    richting = "meer" if verschil > 0 else "minder"
    bedrag = getal(abs(verschil), 0, "euro")
    return (
        f"In {prijzen} kostte {int(laatste['jaar'])} {bedrag} {richting} dan {int(eerste['jaar'])}"
    )


OVERZICHTEN: dict[str, tuple[Overzicht, ...]] = {
    "vormingsaanbod": (
        Overzicht("vormingen per maand", "activiteiten", per_maand("vorming", "vormingen")),
        Overzicht("vormingen per doelgroep", "activiteiten", vormingen_per_doelgroep),
        Overzicht(
            "tevredenheid en NPS per thema", "tevredenheid", tevredenheid("vorming", "vormingen")
        ),
    ),
    "vraaggestuurde-werking": (
        Overzicht("vragen per thema", "activiteiten", per_thema("vraag", "vragen")),
        Overzicht(
            "begeleidingen per thema", "activiteiten", per_thema("begeleiding", "begeleidingen")
        ),
        Overzicht(
            "tevredenheid per thema", "tevredenheid", tevredenheid("begeleiding", "begeleidingen")
        ),
    ),
    "evenementen": (
        Overzicht("elk evenement met zijn deelnemers", "activiteiten", evenementen),
        Overzicht(
            "tevredenheid per thema", "tevredenheid", tevredenheid("evenement", "evenementen")
        ),
    ),
    "ontwikkeltrajecten": (
        Overzicht(
            "ontwikkeltrajecten per thema",
            "activiteiten",
            per_thema("ontwikkeltraject", "ontwikkeltrajecten"),
        ),
    ),
    "onderzoek": (
        Overzicht("onderzoeken per thema", "activiteiten", per_thema("onderzoek", "onderzoeken")),
    ),
    "beeldvorming": (Overzicht("bereik per maand", "bereik", bereik("beeldvorming")),),
    "kennisknooppunt": (Overzicht("publicaties per domein", "activiteiten", publicaties),),
    "digitaal-platform": (
        Overzicht("bereik per kanaal en maand", "bereik", bereik("digitaal-platform")),
    ),
    "zakelijk-plan": (Overzicht("het team per functiegroep", "personeel", personeel),),
    "financieel-beleid": (
        Overzicht("inkomsten en uitgaven", "rekeningen", resultaten),
        Overzicht("begroting en uitkomst", "rekeningen", begroting),
        Overzicht("de balans", "rekeningen", balans),
        Overzicht("de jaren naast elkaar, ook in vaste prijzen", "rekeningen", meerjaren),
    ),
}
