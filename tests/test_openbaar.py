"""Registers stay private: published figures are computed, and reveal no small group."""

from __future__ import annotations

import itertools
import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pikepdf
import pytest
from conftest import ROOT, publish_well
from hypothesis import given, settings
from hypothesis import strategies as st
from jaarverslag import openbaar
from jaarverslag.keuring import controleer
from jaarverslag.registers import BRON, REGISTERNAMEN, tellingen
from klein_boek import tiny_book

from press import public
from press.identity import identity
from press.publish import archive

# A total with two small groups.
TEAM = {"directie": 2, "stafmedewerkers": 10, "communicatie": 6, "administratie": 3}
SLEUTELS = ["jaar", "indicator", "dimensie", "uitsplitsing"]


def kies(map_: Path, hoe: str, *namen: str) -> None:
    pad = map_ / "datapackage.json"
    pakket = json.loads(pad.read_text(encoding="utf-8"))
    for bron in pakket["resources"]:
        if bron["name"] in namen:
            bron["register"] |= {"openbaar": hoe, "openbaar_reden": "Om te proberen."}
    pad.write_text(json.dumps(pakket, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module")
def rauw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real package with registers of a small house in it."""
    map_ = shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("rauw") / "data")
    regels = {
        "activiteiten": [
            f"geheim-{n},2021-03-0{n},2021-03-0{n},{soort},Geheime titel {n},,,,{mensen},"
            f"{mensen},{mensen},,,,evenementen"
            for n, (soort, mensen) in enumerate(
                [("evenement", 40), ("evenement", 3), ("ontwikkeltraject", 4)], start=1
            )
        ],
        "personeel": [f"2021,{naam},{n}.0,{n}" for naam, n in TEAM.items()],
        "tevredenheid": [f"antwoord-{n},geheim-1,9,9" for n in range(4)],
        "rekeningen": ["2021,6200,Loon van Jan,,100", "2021,7000,Verkoop,,100"],
        "bronnen": [f"{BRON},Eigen registers,Socius,https://socius.be/,2022,dataset,,"],
    }
    for naam, rijen in regels.items():
        with (map_ / f"{naam}.csv").open("a", encoding="utf-8") as tabel:
            tabel.write("".join(f"{rij}\n" for rij in rijen))
    assert [str(fout) for fout in controleer(map_)] == []
    return map_


@pytest.fixture(scope="module")
def buiten(rauw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return public.package_of(rauw, tmp_path_factory.mktemp("buiten") / "openbaar")


def tabel(map_: Path, naam: str) -> pd.DataFrame:
    return pd.read_csv(map_ / f"{naam}.csv", dtype=str, keep_default_na=False)


def test_geen_rij_van_een_register_gaat_naar_buiten(buiten: Path) -> None:
    assert [str(fout) for fout in controleer(buiten)] == []
    assert [n for n in REGISTERNAMEN if len(tabel(buiten, n))] == ["rekeningen"]
    assert list(tabel(buiten, "rekeningen")["rekening"]) == ["62", "70"]
    alles = b"".join(pad.read_bytes() for pad in buiten.iterdir())
    for geheim in (b"geheim-1", b"Geheime titel", b"antwoord-1", b"Loon van Jan"):
        assert geheim not in alles, geheim


def test_wat_eruit_berekend_is_gaat_wel(buiten: Path) -> None:
    rijen = tabel(buiten, "kerncijfers").set_index(SLEUTELS)
    totaal = rijen.loc[("2021", "medewerkers-aantal", "", "")]
    assert (totaal["waarde"], totaal["status"]) == ("21", "berekend")
    assert openbaar.GESLOTEN in totaal["noot"] and openbaar.WEGGELATEN in totaal["noot"]
    assert rijen.loc[("2021", "deelnemers-evenementen", "", ""), "waarde"] == "43"
    # Four came, and four answered: too few to tell.
    for indicator in ("deelnemers-ontwikkeltrajecten", "tevredenheid-evenementen"):
        rij = rijen.loc[("2021", indicator, "", "")]
        assert (rij["waarde"], rij["status"]) == ("", "niet-publiek")
        assert rij["noot"] == openbaar.TE_WEINIG
    # What was published stays as it was.
    assert rijen.loc[("2021", "vormingen", "", ""), "status"] == "gepubliceerd"


def oplossingen(totaal: int, delen: int) -> list[tuple[int, ...]]:
    """Every way to divide this total over so many groups of at least one."""
    eerste = itertools.product(range(1, totaal + 1), repeat=delen - 1)
    return [(*er, totaal - sum(er)) for er in eerste if sum(er) < totaal]


def geraden(totaal: int, getoond: dict[str, int], er_zijn: list[str]) -> dict[str, set[int]]:
    """The possible sizes of each hidden part, given all published numbers."""
    weg = [naam for naam in er_zijn if naam not in getoond]
    gevonden = oplossingen(totaal - sum(getoond.values()), len(weg)) if weg else []
    return {naam: {rij[n] for rij in gevonden} for n, naam in enumerate(weg)}


def test_geen_kleine_groep_volgt_uit_wat_er_staat(buiten: Path) -> None:
    """From the totals and parts that are published, of people and of full-time equivalents."""
    rijen = tabel(buiten, "kerncijfers")
    for indicator in ("medewerkers-aantal", "medewerkers-vte"):
        nu = rijen[(rijen["indicator"] == indicator) & (rijen["jaar"] == "2021")]
        cijfers = {r.uitsplitsing: int(float(r.waarde)) for r in nu.itertuples()}
        raad = geraden(cijfers.pop(""), cijfers, list(TEAM))
        assert set(raad) == {"directie", "administratie", "communicatie"}, indicator
        assert all(max(keuzes) >= openbaar.KLEINSTE for keuzes in raad.values())


@settings(max_examples=150)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(0, 6))
def test_wat_weg_is_kan_altijd_groot_zijn(delen: list[int], rest: int) -> None:
    """For any breakdown, even if an attacker knows how many people are in no part."""
    mensen = [sum(delen) + rest, *delen]
    tabel_ = pd.DataFrame({"jaar": 2021, "indicator": "x", "waarde": mensen, "mensen": mensen})
    tabel_["dimensie"] = ["", *["d"] * len(delen)]
    weg = list(openbaar.verborgen(tabel_.astype({"mensen": float})))
    assert weg[0] == (0 < mensen[0] < openbaar.KLEINSTE)
    namen = {f"g{n}": groep for n, groep in enumerate(delen)}
    getoond = {naam: g for (naam, g), w in zip(namen.items(), weg[1:], strict=True) if not w}
    assert not any(0 < groep < openbaar.KLEINSTE for groep in getoond.values())
    if not any(getoond.values()):
        return  # the whole breakdown stays inside
    if 0 < rest < openbaar.KLEINSTE:
        namen["rest"] = rest
    elif rest:
        getoond["rest"] = namen["rest"] = rest
    raad = geraden(mensen[0], getoond, list(namen))
    assert all(max(keuzes) >= openbaar.KLEINSTE for keuzes in raad.values()), (delen, rest, weg)


HOORT = {
    "deelnemers-vormingen": lambda soort, _: soort == "vorming",
    "deelnemers-evenementen": lambda soort, _: soort == "evenement",
    "deelnemers-open-aanbod": lambda _, open_: open_,
}
GROEPEN = [*itertools.product(("vorming", "evenement"), (True, False))]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=4, max_size=4))
def test_twee_totalen_van_elkaar_af_tonen_geen_kleine_groep(mensen: list[int]) -> None:
    """Open and closed activities of two kinds: an attacker knows the groups, not their sizes."""
    er_zijn = [(g, n) for g, n in zip(GROEPEN, mensen, strict=True) if n]
    activiteiten = pd.DataFrame(
        [("2021-03-01", *groep, "", "", "", "", "", n, 1, pd.NA, pd.NA) for groep, n in er_zijn],
        columns=["begin", "soort", "open_aanbod", "domein", "doelgroep", "thema", "vorm",
                 "organisaties", "deelnemers", "dagdelen", "primaire_doelgroep", "erkend"],
    )  # fmt: skip
    rijen = pd.DataFrame(tellingen.kerncijfers(tellingen.met_maten(activiteiten.assign(einde=""))))
    if rijen.empty:
        return
    rijen = rijen.assign(dimensie="")
    getoond = rijen[~openbaar.verborgen(rijen)].set_index("indicator")["waarde"]
    getoond = getoond[getoond.index.isin(HOORT)]
    # Every way to spread people over the groups that there are, and those that fit what is shown.
    raad = dict(zip((g for g, _ in er_zijn), np.indices([14] * len(er_zijn)) + 1, strict=True))
    delen = {
        naam: [n for (soort, open_), n in raad.items() if hoort(soort, open_)]
        for naam, hoort in HOORT.items()
    }
    past = np.logical_and.reduce([sum(delen[naam]) == som for naam, som in getoond.items()])
    for groep, n in er_zijn:
        assert n >= openbaar.KLEINSTE or len(set(raad[groep][past].flat)) > 1, (groep, mensen)


def test_rij_per_rij_is_een_keuze_per_register(rauw: Path, tmp_path: Path) -> None:
    map_ = shutil.copytree(rauw, tmp_path / "data")
    kies(map_, openbaar.ALLES, "personeel", "tevredenheid")
    uit = public.package_of(map_, tmp_path / "uit")
    # An answer refers to its activity, so it cannot be published without it.
    assert [n for n in REGISTERNAMEN if len(tabel(uit, n))] == ["rekeningen", "personeel"]
    kies(map_, openbaar.ALLES, *REGISTERNAMEN)
    assert public.package_of(map_, tmp_path / "niets") == map_


def test_wat_bewaard_wordt_draagt_de_versie_van_wat_uitging(rauw, tmp_path, monkeypatch) -> None:
    map_ = shutil.copytree(rauw, tmp_path / "data")
    found = identity(public.package_of(map_, tmp_path / "uit"))
    with (map_ / "uitgaven.csv").open("a", encoding="utf-8") as record:
        record.write(f"{found.number},2026-11-30,{found.content}\n")
    monkeypatch.setenv("JAARVERSLAG_DATA", str(map_))
    monkeypatch.setenv("MAP", str(tmp_path / "elders"))
    monkeypatch.setattr(archive, "PUBLIC", tmp_path / "openbaar")
    monkeypatch.setattr(archive.shutil, "copytree", lambda van, naar, **_: naar.mkdir(parents=True))
    assert archive.keep([]) == 0
    (kept,) = (tmp_path / "elders").iterdir()
    assert kept.name.endswith(f"-{found.number}-{found.content}")


def test_een_boek_bevat_nergens_een_rij(rauw: Path, tmp_path: Path) -> None:
    """Pages, downloads, zips, the notebooks' data and the attachments of the PDF."""
    boek = tiny_book(tmp_path / "boek")
    shutil.rmtree(boek.root / "data")
    shutil.copytree(rauw, boek.root / "data")
    publish_well(boek.root)
    inhoud: dict[str, bytes] = {}
    for pad in (boek.root / "_build" / "html").rglob("*"):
        if pad.suffix == ".zip" or pad.suffix == ".xlsx":
            with zipfile.ZipFile(pad) as zip_:
                inhoud |= {f"{pad.name}/{naam}": zip_.read(naam) for naam in zip_.namelist()}
        elif pad.is_file():
            inhoud[pad.name] = pad.read_bytes()
    with pikepdf.open(next((boek.root / "_build" / "pdf").glob("*.pdf"))) as pdf:
        inhoud |= {f"pdf/{n}": a.get_file().read_bytes() for n, a in pdf.attachments.items()}
    assert "pdf/personeel.csv" in inhoud and "jaarverslag-2021.sqlite" in inhoud
    for geheim in (b"geheim-1", b"Geheime titel", b"antwoord-1", b"Loon van Jan"):
        assert [naam for naam, tekst in inhoud.items() if geheim in tekst] == []
    assert b"2021,medewerkers-aantal,,,21,berekend" in inhoud["kerncijfers.csv"]
