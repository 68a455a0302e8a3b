"""Write a complete, plainly invented data package: every register and every indicator filled.

    python voorbeeld/maak.py DOELMAP [--rijen N]

It shows that every chapter has its charts when the figures exist. Context (sector, goals, sources)
comes from the real package; every row about Socius is replaced. The seed is fixed: the same call
writes the same bytes. ``--rijen`` sets the length of the registers of activities and answers.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "chapters"))

from jaarverslag import registers  # noqa: E402
from jaarverslag.basis.tekst import afronden  # noqa: E402
from jaarverslag.cijfers import gevraagde_indicatoren  # noqa: E402
from jaarverslag.gegevens import lees  # noqa: E402
from jaarverslag.keuring import controleer  # noqa: E402
from jaarverslag.voorbeeld import ORGANISATIE, VOORVOEGSEL, WOORD  # noqa: E402

ZAAD = 20211231
JAREN = (2019, 2020, 2021)
TITEL = f"{WOORD}: gegevens van een verzonnen organisatie"
ADRES = "https://example.org/"
SOORTEN = {
    # kind: how many a year, domain
    "vorming": (120, "vormingsaanbod"),
    "begeleiding": (40, "vraaggestuurde-werking"),
    "vraag": (300, "vraaggestuurde-werking"),
    "evenement": (8, "evenementen"),
    "ontwikkeltraject": (6, "ontwikkeltrajecten"),
    "onderzoek": (5, "onderzoek"),
    "publicatie": (60, ""),
    "overleg": (12, "kennisknooppunt"),
}
PUBLICATIEDOMEINEN = ("onderzoek", "beeldvorming", "kennisknooppunt")
THEMAS = (
    "rollen-en-functies",
    "civiel-actorschap",
    "digitale-mogelijkheden",
    "superdiverse-samenleving",
    "zakelijk-beleid-en-leiderschap",
)
DOELGROEPEN = (
    "erkende-organisaties",
    "andere-organisaties",
    "burgerinitiatieven",
    "lokale-besturen",
    "nieuwkomers",
)
MET_DEELNEMERS = ("vorming", "evenement", "ontwikkeltraject", "begeleiding")
# Share of online, offline and mixed by year, with a shift in 2020.
VORMEN = {2019: (0.1, 0.8, 0.1), 2020: (0.7, 0.2, 0.1), 2021: (0.5, 0.3, 0.2)}
# Figures that are in no register: indicator -> 2019, 2020, 2021, all round and invented.
LOSSE_CIJFERS: dict[str, tuple[float, float, float]] = {
    "groepen-uitwisseling": (10, 20, 30),
    "beroepskrachten-per-groep": (11, 12, 13),
    "blogs-online-leren": (12, 14, 16),
    "bijeenkomsten-ondersteuningsnetwerk": (20, 25, 30),
    "punten-programma": (20, 20, 30),
    "strategische-doelstellingen": (7, 7, 8),
    "pensioneringen": (1, 2, 3),
    "werkingssubsidie": (2000000, 2010000, 2020000),
}
# Computed figures that this package leaves to the registers in its last year.
ALLEEN_BEREKEND = ("deelnemers-vormingen", "dagdelen-vormingen", "adviesvragen", "reserve")
# Tables in which the name of the organisation is replaced.
HERNOEMD = ("begrippen", "doelen", "domeinen", "indicatoren", "kernopdrachten", "reeksen")
TIPS = {"armoede": 20, "anderstaligen": 25, "senioren": 30, "verstandelijke-handicap": 35}


def activiteiten(maker: np.random.Generator, rijen: int | None) -> pd.DataFrame:
    """The register of activities; with ``rijen``, as many as asked, kinds in proportion."""
    gewoon = sum(aantal for aantal, _ in SOORTEN.values()) * len(JAREN)
    maal = 1.0 if rijen is None else rijen / gewoon
    delen = []
    for nummer, jaar in enumerate(JAREN):
        for soort, (aantal, domein) in SOORTEN.items():
            hoeveel = round(aantal * (1 + 0.1 * nummer) * maal)
            delen.append(_van_soort(maker, jaar, soort, domein, max(hoeveel, 1)))
    alles = pd.concat(delen, ignore_index=True)
    if rijen is not None:
        alles = alles.sample(rijen, replace=len(alles) < rijen, random_state=ZAAD)
    alles = alles.sort_values(["begin", "soort"], kind="stable", ignore_index=True)
    alles.insert(0, "id", [f"a{nummer:07d}" for nummer in range(1, len(alles) + 1)])
    over = alles["thema"].replace("", "meer").str.replace("-", " ")
    alles["titel"] = "Voorbeeld" + alles["soort"] + " over " + over
    return alles[_kolommen("activiteiten")]


def _van_soort(
    maker: np.random.Generator, jaar: int, soort: str, domein: str, n: int
) -> pd.DataFrame:
    dag = pd.Timestamp(jaar, 1, 1) + pd.to_timedelta(maker.integers(0, 360, n), unit="D")
    lang = {"ontwikkeltraject": 90, "begeleiding": 60, "onderzoek": 200}.get(soort, 0)
    einde = dag + pd.to_timedelta(maker.integers(0, lang + 1, n), unit="D")
    telt = soort in MET_DEELNEMERS
    deelnemers = maker.integers(5, 60 if soort == "evenement" else 25, n)
    primair = maker.binomial(deelnemers, 0.6)
    codes = maker.integers(1, 400, (n, 3))
    vorm = maker.choice(["online", "offline", "mix"], n, p=VORMEN[jaar])
    leeg = np.full(n, "", dtype=object)
    return pd.DataFrame(
        {
            "begin": dag.strftime("%Y-%m-%d"),
            "einde": einde.strftime("%Y-%m-%d"),
            "soort": soort,
            "titel": "",
            "thema": leeg if soort == "overleg" else maker.choice(THEMAS, n),
            "vorm": vorm if soort in ("vorming", "evenement") else leeg,
            "dagdelen": maker.integers(1, 5, n) / 2 if soort == "vorming" else leeg,
            "deelnemers": deelnemers if telt else leeg,
            "primaire_doelgroep": primair if telt else leeg,
            "erkend": maker.binomial(primair, 0.8) if telt else leeg,
            "organisaties": [" ".join(f"o{c:04d}" for c in rij) for rij in codes] if telt else leeg,
            "doelgroep": maker.choice(DOELGROEPEN, n) if soort == "vorming" else leeg,
            "open_aanbod": np.where(maker.random(n) < 0.7, "true", "false")
            if soort == "vorming"
            else leeg,
            "domein": domein or maker.choice(PUBLICATIEDOMEINEN, n),
        }
    )


def tevredenheid(maker: np.random.Generator, van: pd.DataFrame, rijen: int | None) -> pd.DataFrame:
    """Answers to the survey about trainings, guidance and events."""
    bevraagd = van.loc[van["soort"].isin(["vorming", "begeleiding", "evenement"]), "id"].to_numpy()
    n = 6 * len(bevraagd) if rijen is None else rijen
    # Realistic: there are fewer activities than answers.
    bevraagd = maker.permutation(bevraagd)[:2000] if rijen else bevraagd
    kansen = np.array([0, 0, 0, 1, 1, 3, 5, 20, 30, 25, 15]) / 100
    scores = {naam: maker.choice(11, n, p=kansen) for naam in ("aanbeveling", "tevredenheid")}
    tabel = pd.DataFrame({"activiteit": np.sort(maker.choice(bevraagd, n)), **scores})
    tabel = tabel.astype({"aanbeveling": object, "tevredenheid": object})
    # Some questions are left blank: no answer, and not a zero.
    for vraag in scores:
        tabel.loc[maker.random(n) < 0.05, vraag] = ""
    tabel.insert(0, "id", [f"f{nummer:07d}" for nummer in range(1, n + 1)])
    return tabel[_kolommen("tevredenheid")]


def rekeningen() -> pd.DataFrame:
    """A ledger that balances: round amounts, and the reserves grow by the result."""
    rijen: list[tuple[int, str, str, float | str, float]] = []
    overgedragen = 100_000.0
    for nummer, jaar in enumerate(JAREN):
        groei = 1 + 0.01 * nummer
        stromen = [
            ("7000", "Voorbeeld: deelnamegeld", 200_000, 200_000 * (1, 0.6, 0.9)[nummer]),
            ("7010", "Voorbeeld: opdrachten en verkoop", 100_000, 100_000 * groei),
            ("7370", "Voorbeeld: werkingssubsidie", 2_000_000, 2_000_000 + 10_000 * nummer),
            ("7400", "Voorbeeld: andere opbrengsten", 50_000, 50_000 * groei),
            ("7500", "Voorbeeld: rente", 1_000, 1_000),
            ("6000", "Voorbeeld: aangekochte publicaties", 20_000, 20_000 * groei),
            ("6100", "Voorbeeld: huur en onderhoud", 300_000, 300_000 * groei),
            ("6130", "Voorbeeld: lesgevers en zalen", 150_000, 150_000 * (1, 0.7, 0.9)[nummer]),
            ("6200", "Voorbeeld: lonen", 1_400_000, 1_400_000 * groei),
            ("6210", "Voorbeeld: sociale lasten", 400_000, 400_000 * groei),
            ("6300", "Voorbeeld: afschrijvingen", 30_000, 30_000),
            ("6400", "Voorbeeld: taksen", 10_000, 10_000 * groei),
            ("6500", "Voorbeeld: bankkosten", 1_000, 1_000),
        ]
        stromen = [(r, naam, b, round(u, 2)) for r, naam, b, u in stromen]
        resultaat = sum(u if r[0] == "7" else -u for r, _, _, u in stromen)
        overgedragen = round(overgedragen + resultaat, 2)
        passiva = [
            ("1000", "Voorbeeld: beginvermogen", 50_000.0),
            ("1300", "Voorbeeld: bestemd fonds", 200_000.0),
            ("1400", "Voorbeeld: overgedragen resultaat", overgedragen),
            ("1600", "Voorbeeld: voorziening", 40_000.0),
            ("4400", "Voorbeeld: leveranciers", 60_000.0),
            ("4500", "Voorbeeld: sociale lasten te betalen", 90_000.0),
            ("4920", "Voorbeeld: toe te rekenen kosten", 10_000.0),
        ]
        activa = [
            ("2300", "Voorbeeld: installaties", 120_000.0 - 20_000 * nummer),
            ("2800", "Voorbeeld: waarborgen", 10_000.0),
            ("4000", "Voorbeeld: klanten", 70_000.0),
            ("4160", "Voorbeeld: te ontvangen subsidie", 100_000.0),
            ("4900", "Voorbeeld: over te dragen kosten", 5_000.0),
        ]
        bank = round(sum(b for _, _, b in passiva) - sum(b for _, _, b in activa), 2)
        activa.append(("5500", "Voorbeeld: bank", bank))
        rijen += [(jaar, r, naam, "", b) for r, naam, b in passiva + activa]
        rijen += [(jaar, r, naam, begroot, b) for r, naam, begroot, b in stromen]
    tabel = pd.DataFrame(rijen, columns=_kolommen("rekeningen"))
    return tabel.sort_values(["jaar", "rekening"], ignore_index=True)


def personeel() -> pd.DataFrame:
    """Staff by group: round numbers."""
    groepen = {
        "directie": (2, 2.0),
        "stafmedewerkers": (10, 8.5),
        "communicatie": (3, 2.5),
        "administratie": (4, 3.0),
    }
    return pd.DataFrame(
        [
            (jaar, functie, vte + 0.5 * nummer, aantal + nummer)
            for nummer, jaar in enumerate(JAREN)
            for functie, (aantal, vte) in groepen.items()
        ],
        columns=_kolommen("personeel"),
    )


def bereik() -> pd.DataFrame:
    """Reach by channel and month: every channel has every month."""
    maten = {
        ("website", "bezoeken"): (10_000, 100),
        ("pers", "vermeldingen"): (2, 0),
        ("vacaturebank", "vacatures"): (50, 1),
        ("facebook", "volgers"): (3_000, 20),
        ("linkedin", "volgers"): (1_000, 40),
        ("instagram", "volgers"): (500, 30),
        ("nieuwsbrief", "abonnees"): (4_000, 10),
    }
    rijen = []
    for nummer, jaar in enumerate(JAREN):
        for maand in range(1, 13):
            for (kanaal, maat), (begin, groei) in maten.items():
                zomer = 0.5 if maat == "bezoeken" and maand in (7, 8) else 1
                waarde = round((begin + groei * (12 * nummer + maand)) * zomer)
                rijen.append((kanaal, f"{jaar}-{maand:02d}", maat, waarde))
            # Distinct users since 1 January: starts again every year.
            gebruikers = round(maand * (100 + 25 * nummer))
            rijen.append(("leerplatform", f"{jaar}-{maand:02d}", "gebruikers", gebruikers))
    return pd.DataFrame(rijen, columns=_kolommen("bereik"))


def kerncijfers(map_: Path, beschrijving: dict) -> pd.DataFrame:
    """Published figures: those from the registers, rounded as declared, and others."""
    bronnen = {bron["name"]: bron for bron in beschrijving["resources"]}
    definities = lees(map_, bronnen["indicatoren"]).set_index("id")
    berekend = registers.bereken_in(map_, beschrijving)
    rijen = []
    for rij in berekend[berekend["uitsplitsing"] == ""].itertuples():
        if rij.indicator in ALLEEN_BEREKEND:
            continue
        waarde = float(afronden(rij.waarde, int(definities.loc[rij.indicator, "decimalen"])))
        rijen.append(
            (rij.jaar, rij.indicator, "", "", waarde, "gepubliceerd", "voorbeeld-bron", "")
        )
    for indicator, waarden in LOSSE_CIJFERS.items():
        for jaar, waarde in zip(JAREN, waarden, strict=True):
            rijen.append((jaar, indicator, "", "", waarde, "gepubliceerd", "voorbeeld-bron", ""))
    for nummer, jaar in enumerate(JAREN):
        delen = {blog: tips + 5 * nummer for blog, tips in TIPS.items()}
        delen = {"": sum(delen.values()), **delen}
        for blog, tips in delen.items():
            # The chapter finds the date of a blog by its source in the timeline.
            bron = f"voorbeeld-blog-{blog}" if blog and jaar == JAREN[-1] else "voorbeeld-bron"
            dimensie = "blog" if blog else ""
            rij = (jaar, "tips-online-leren", dimensie, blog, tips, "gepubliceerd", bron, "")
            rijen.append(rij)
    # The chapters on policy and staff look back to the plan before this one.
    vorig_plan = ("strategische-doelstellingen", "", "", 6, "gepubliceerd", "voorbeeld-bron", "")
    rijen.append((JAREN[0] - 1, *vorig_plan))
    reden = "Dit voorbeeld publiceert het niet, maar de registers tellen het."
    for indicator in ALLEEN_BEREKEND:
        rijen.append((JAREN[-1], indicator, "", "", "", "niet-gevonden", "", reden))
    kolommen = _kolommen("kerncijfers")
    tabel = pd.DataFrame(rijen, columns=kolommen[: len(rijen[0])])
    tabel = tabel.reindex(columns=kolommen, fill_value="")
    volgorde = {naam: nummer for nummer, naam in enumerate(definities.index)}
    tabel["volgorde"] = tabel["indicator"].map(volgorde)
    tabel = tabel.sort_values(["volgorde", "jaar"], kind="stable").drop(columns="volgorde")
    gevraagd = {jaar: {*gevraagde_indicatoren(jaar, definities).index} for jaar in {*tabel["jaar"]}}
    tabel = tabel[[r.indicator in gevraagd[r.jaar] for r in tabel.itertuples()]]
    tabel["waarde"] = [w if w == "" else f"{float(w):.10g}" for w in tabel["waarde"]]
    return tabel


def _kolommen(naam: str) -> list[str]:
    pakket = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    bron = next(bron for bron in pakket["resources"] if bron["name"] == naam)
    return [veld["name"] for veld in bron["schema"]["fields"]]


def bewaar(tabel: pd.DataFrame, pad: Path) -> None:
    """Write a table the way the package writes its own."""
    tabel.to_csv(pad, index=False, lineterminator="\n", encoding="utf-8")


def schrijf(doel: Path, rijen: int | None = None) -> None:
    """Write the package into the folder ``doel``, replacing its files."""
    maker = np.random.default_rng(ZAAD)
    doel.mkdir(parents=True, exist_ok=True)
    for pad in sorted((ROOT / "data").iterdir()):
        # The fingerprint is of the real figures.
        if pad.suffix in (".csv", ".md", ".json") and pad.name not in (
            "vingerafdruk.csv",
            "uitgaven.csv",
        ):
            shutil.copyfile(pad, doel / pad.name)
    beschrijving = beschrijf(doel)
    register = activiteiten(maker, rijen)
    bewaar(register, doel / "activiteiten.csv")
    bewaar(tevredenheid(maker, register, rijen), doel / "tevredenheid.csv")
    bewaar(rekeningen(), doel / "rekeningen.csv")
    bewaar(personeel(), doel / "personeel.csv")
    bewaar(bereik(), doel / "bereik.csv")
    bewaar(kerncijfers(doel, beschrijving), doel / "kerncijfers.csv")
    vul_tijdlijn(doel)
    vul_uitgelicht(doel)
    vul_bronnen(doel)
    hernoem(doel, beschrijving["organisatie"]["vervangt"])


def beschrijf(doel: Path) -> dict:
    """Mark the descriptor as that of an example, and return it."""
    pad = doel / "datapackage.json"
    beschrijving = json.loads(pad.read_text(encoding="utf-8"))
    beschrijving |= {
        "voorbeeld": True,
        "name": f"voorbeeldcijfers-{JAREN[-1]}",
        "title": TITEL,
        "description": f"{WOORD}. Alle cijfers over de {ORGANISATIE} zijn verzonnen; "
        "alleen de cijfers over de sector zijn echt.",
        "organisatie": {
            "naam": ORGANISATIE,
            "kort": ORGANISATIE,
            "vervangt": beschrijving["organisatie"]["kort"],
            "omschrijving": "een verzonnen organisatie",
            "plaats": "Voorbeeldstad",
            "site": ADRES,
        },
        "auteurs": [],
        "verslagjaar": JAREN[-1],
    }
    for bron in beschrijving["resources"]:
        if "register" in bron:
            reden = "Alle rijen van dit voorbeeld zijn verzonnen."
            bron["register"] |= {"openbaar": "rij-per-rij", "openbaar_reden": reden}
    tekst = json.dumps(beschrijving, ensure_ascii=False, indent=2) + "\n"
    pad.write_text(tekst, encoding="utf-8")
    return beschrijving


def hernoem(doel: Path, echt: str) -> None:
    """Replace the name of the organisation in definitions and goals, not in sources and events.

    Works on the text of the files, so that nothing else changes.
    """
    for naam in HERNOEMD:
        pad = doel / f"{naam}.csv"
        tekst = re.sub(rf"\b{re.escape(echt)}(?: vzw)?\b", ORGANISATIE, pad.read_text("utf-8"))
        pad.write_text(tekst, encoding="utf-8", newline="\n")


def vul_tijdlijn(doel: Path) -> None:
    """Replace the blogs whose number of tips is invented."""
    tijdlijn = pd.read_csv(doel / "tijdlijn.csv", dtype=str, keep_default_na=False)
    for nummer, blog in enumerate(TIPS, start=1):
        rij = tijdlijn["id"] == f"blog-{blog}"
        nieuw = {
            "datum": f"{JAREN[-1]}-{nummer:02d}-01",
            "precisie": "dag",
            "gebeurtenis": f"Voorbeeldblog nummer {nummer}",
            "bron": f"voorbeeld-blog-{blog}",
            "noot": "",
        }
        tijdlijn.loc[rij, list(nieuw)] = list(nieuw.values())
    bewaar(tijdlijn, doel / "tijdlijn.csv")


def vul_uitgelicht(doel: Path) -> None:
    """Replace the cards about the real organisation by an invented one."""
    kaart = {
        "id": "voorbeeldkaart",
        "datum": f"{JAREN[-1]}-05-01",
        "precisie": "dag",
        "datum_tekst": f"1 mei {JAREN[-1]}",
        "domein": "vormingsaanbod",
        "titel": "Een voorbeeld van een kaart",
        "tekst": "Zo staat op een kaart wat er in het jaar gebeurde. Dit is verzonnen.",
        "waarom": "Een kaart zegt ook waarom het ertoe doet.",
        "bron": "voorbeeld-bron",
    }
    tabel = pd.DataFrame([kaart]).reindex(columns=_kolommen("uitgelicht"), fill_value="")
    bewaar(tabel, doel / "uitgelicht.csv")


def vul_bronnen(doel: Path) -> None:
    """Add the sources of the example, and remove those that only replaced rows used."""
    bronnen = pd.read_csv(doel / "bronnen.csv", dtype=str, keep_default_na=False)
    verzonnen = "Verzonnen voor dit voorbeeld."
    eigen = pd.DataFrame(
        [
            (id_, titel, ORGANISATIE, f"{ADRES}{id_}", str(JAREN[-1]), "dataset", verzonnen, "")
            for id_, titel in (
                (registers.BRON, "Voorbeeldregisters"),
                ("voorbeeld-bron", "Voorbeeldjaarverslag"),
                *((f"voorbeeld-blog-{blog}", f"Voorbeeldblog: {blog}") for blog in TIPS),
            )
        ],
        columns=list(bronnen.columns),
    )
    gebruikt = set()
    for pad in doel.glob("*.csv"):
        tabel = pd.read_csv(pad, dtype=str, keep_default_na=False)
        if pad.name != "bronnen.csv":
            for kolom in {"bron", "bron_a", "bron_b"} & set(tabel.columns):
                gebruikt |= set(tabel[kolom])
    bewaar(pd.concat([eigen, bronnen[bronnen["id"].isin(gebruikt)]]), doel / "bronnen.csv")


def noem_bestanden(doel: Path) -> None:
    """Mark the file name of each table, as it may be shared separately."""
    plaats = doel / "datapackage.json"
    pakket = json.loads(plaats.read_text(encoding="utf-8"))
    for tabel in pakket["resources"]:
        naam = f"{VOORVOEGSEL}{tabel['path']}"
        (doel / tabel["path"]).rename(doel / naam)
        tabel["path"] = naam
    plaats.write_text(json.dumps(pakket, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Write the package and print its problems, if any."""
    vragen = argparse.ArgumentParser(description="Schrijf een verzonnen datapakket.")
    vragen.add_argument("doelmap", type=Path)
    vragen.add_argument("--rijen", type=int, help="zoveel rijen in activiteiten en tevredenheid")
    keuze = vragen.parse_args()
    schrijf(keuze.doelmap, keuze.rijen)
    fouten = controleer(keuze.doelmap)
    for fout in fouten[:20]:
        print(fout, file=sys.stderr)
    noem_bestanden(keuze.doelmap)
    return 1 if fouten else 0


if __name__ == "__main__":
    raise SystemExit(main())
