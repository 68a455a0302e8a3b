"""Looking up figures and computing with them: values, sources and Dutch errors."""

import csv
import math
import shutil
from dataclasses import replace
from pathlib import Path

import jaarverslag
import numpy as np
import pandas as pd
import pytest
from jaarverslag import cijfers, gegevens, koopkracht, rekenen
from jaarverslag.basis.prijzen import prijsfactor
from jaarverslag.cijfers import cijfer, reeks, sectorcijfer
from jaarverslag.dekking import dekking
from jaarverslag.gegevens.peil import begin_van, peil
from jaarverslag.rekenen import Cijfer
from jaarverslag.tonen import leemtes

HIER = Path(__file__).parent
NBSP = "\N{NO-BREAK SPACE}"
# What analysts try first, with the result: a value, or one Dutch line.
AANROEPEN = list(csv.reader((HIER / "data" / "aanroepen.csv").read_text("utf-8").splitlines()))[1:]


def vraag(aanroep: str) -> str:
    """What a notebook shows of one expression."""
    tabel = pd.DataFrame({"x": [61.0, 46.0], "i": pd.array([61, None], dtype="Int64")})
    namen = {
        **{naam: getattr(jaarverslag, naam) for naam in jaarverslag.__all__}, "np": np, "pd": pd,
        "tabel_": tabel, "v": cijfer("vormingen"), "online": cijfer("vormingen", "online"),
        "tevreden": cijfer("tevredenheid-vormingen"), "onbekend": cijfer("werkingssubsidie"),
        "minstens": Cijfer(20.0, "vormingen", 0, "minstens", "ondergrens"),
    }  # fmt: skip
    try:
        return f"{eval(aanroep, namen)!r}".replace(NBSP, " ")
    except Exception as fout:
        return f"! {fout}"


@pytest.mark.parametrize(("aanroep", "antwoord"), AANROEPEN, ids=[rij[0] for rij in AANROEPEN])
def test_de_eerste_aanroepen_geven_een_antwoord_of_hulp(aanroep: str, antwoord: str) -> None:
    begin, meer, _ = antwoord.partition(" …")
    assert vraag(aanroep).startswith(begin) if meer else vraag(aanroep) == antwoord


def test_wat_eruit_komt_leidt_naar_al_zijn_delen() -> None:
    alles, doelgroep = cijfer("vormingen"), cijfer("vormingen", "online")
    elders = sectorcijfer("werkingssubsidies", periode="2021-2025")
    for uitkomst in (elders / alles, sum([doelgroep / alles * elders, 0 * elders]), 1 * elders):
        delen = [elders] if uitkomst.rijen == elders.rijen else [alles, elders]
        assert {bron for c in delen for bron in c.bronnen} <= set(uitkomst.bronnen)
        assert {rij for c in delen for rij in c.rijen} <= set(uitkomst.rijen)
        assert uitkomst.sleutel is None and {c.sleutel for c in delen} <= set(uitkomst.uit)


def test_delen_en_totaal_komen_uit_de_tabel():
    rijen = pd.read_csv(gegevens.datamap() / "kerncijfers.csv", dtype=str, keep_default_na=False)
    for vorm in ("online", "offline", "mix"):
        rij = rijen[(rijen.indicator == "vormingen") & (rijen.uitsplitsing == vorm)].iloc[0]
        assert cijfer("vormingen", vorm).waarde == float(rij.waarde)
    assert cijfer("vormingen").getal == "61"


def test_een_cijfer_weet_waar_het_vandaan_komt():
    online = cijfer("vormingen", "online")
    assert online.rijen == ("k-vormingen-2021-online",)
    assert online.bronnen == ("socius-jaarverslag-2021-hoogtepunten",)
    assert online.als_markdown.startswith("[46](#k-vormingen-2021-online ")
    assert "Socius" in online.herkomst


def test_een_leemte_wordt_nooit_een_getal():
    subsidie, totaal = cijfer("werkingssubsidie"), cijfer("vormingen")
    uitkomsten = [
        rekenen.aandeel(subsidie, totaal),
        rekenen.aandeel(totaal, subsidie),
        subsidie + subsidie,
        totaal - replace(totaal, waarde=None),
        subsidie / totaal,
        rekenen.aandeel(totaal, Cijfer(0.0, "vormingen", 0, "geen")),
    ]
    assert {c.getal for c in uitkomsten} == {"niet gevonden"}
    assert {c.status for c in uitkomsten} == {"niet-gevonden"}


def test_aandeel_houdt_beide_rijen():
    deel = rekenen.aandeel(cijfer("vormingen", "online"), cijfer("vormingen"))
    assert deel.getal == f"75{NBSP}%"
    assert deel.status == "berekend"
    assert deel.rijen == ("k-vormingen-2021-online", "k-vormingen-2021")


def test_som_van_de_vormen_is_het_totaal():
    vormen = [cijfer("vormingen", vorm) for vorm in ("online", "offline", "mix")]
    assert sum(vormen).waarde == cijfer("vormingen").waarde


def test_onzekerheid_gaat_mee_in_een_berekening():
    circa = Cijfer(10.0, "personen", 0, "circa", status="circa")
    zeker = Cijfer(5.0, "personen", 0, "zeker")
    assert (zeker + circa).getal == f"ca.{NBSP}15"


def test_bedrag_exact_en_kort():
    subsidies = sectorcijfer("werkingssubsidies", periode="2021-2025")
    assert subsidies.getal == f"€{NBSP}70.589.668,09"
    assert subsidies.kort().getal == f"€{NBSP}70,6{NBSP}miljoen"
    assert subsidies.kort().in_het_engels().getal == f"€70.6{NBSP}million"


def test_reeks_houdt_enkel_rijen_met_waarde_en_volgt_de_jaren():
    thuiswerk = reeks("thuiswerk")
    assert list(thuiswerk["jaar"]) == [2019, 2020, 2021, 2022, 2023]
    assert list(thuiswerk) == list(cijfers.register("sector"))
    assert list(thuiswerk.loc[thuiswerk["breuk"], "jaar"]) == [2021]
    assert thuiswerk["waarde"].notna().all()


def test_koopkracht_vermenigvuldigt_de_inflatie():
    tabel = koopkracht(pd.DataFrame({"jaar": [2019, 2020], "waarde": [10.0, 10.0]}), 2018)
    assert list(tabel["nodig"].round(6)) == [100.0, 110.0, 121.0]
    assert tabel["waard"].iloc[-1] == pytest.approx(100 / 1.21)


def test_koopkracht_weigert_een_gat():
    with pytest.raises(ValueError, match="2019"):
        koopkracht(pd.DataFrame({"jaar": [2020], "waarde": [1.0]}), 2018)


def test_prijzen_van_een_ander_jaar():
    """The yearly inflation of Statbel: € 100 of 2018 is € 102,19 of 2020 and € 104,68 of 2021."""
    inflatie = pd.DataFrame({"jaar": [2019, 2020, 2021], "waarde": [1.44, 0.74, 2.44]})
    assert list(koopkracht(inflatie, 2018)["nodig"].round(2)) == [100, 101.44, 102.19, 104.68]
    assert list(koopkracht(inflatie, 2021)["waard"]) == [100]
    naar_2020 = {van: prijsfactor(inflatie, van, 2020) for van in (2017, 2018, 2019, 2020, 2021)}
    assert naar_2020[2018] == pytest.approx(1.0144 * 1.0074)
    assert naar_2020[2019] == pytest.approx(1.0074) and naar_2020[2020] == 1
    # A year is missing, or the chain would run backwards.
    assert math.isnan(naar_2020[2017]) and math.isnan(naar_2020[2021])


def test_een_telling_leidt_naar_haar_tabel_ook_na_een_selectie():
    rijen = cijfers.register("kerncijfers")
    zonder_waarde = rekenen.aantal(rijen[rijen["waarde"].isna()], "rijen", "zonder waarde")
    assert zonder_waarde.als_markdown.startswith(
        f"[{int(rijen['waarde'].isna().sum())}](#t-kerncijfers "
    )
    assert rekenen.aantal(pd.DataFrame({"a": [1]}), "rijen", "los").als_markdown == "1"


def test_tabel_is_een_kopie():
    kopie = gegevens.tabel("indicatoren")
    kopie.loc[0, "id"] = "stuk"
    assert gegevens.tabel("indicatoren").loc[0, "id"] != "stuk"


def test_een_anker_is_een_naam_zonder_spaties_of_dubbele_streepjes() -> None:
    perioden = ["2021", "december 2018", "z.j.", "2020-", "2020 - 2022"]
    namen = cijfers.ankers(
        "sector", pd.Series(["a"] * 5), pd.Series(perioden), pd.Series(["", "deel", "", "", "deel"])
    )
    assert list(namen) == [
        "s-a-2021", "s-a-december-2018-deel", "s-a-zj", "s-a-2020", "s-a-2020-2022-deel",
    ]  # fmt: skip


@pytest.mark.parametrize("tabel", list(cijfers.CIJFERTABELLEN))
def test_een_deel_van_het_register_is_dat_deel_van_het_geheel(tabel: str) -> None:
    geheel = cijfers.register(tabel)
    assert len(set(geheel["domein"])) > 1
    for domein, rijen in geheel.groupby("domein", sort=False):
        deel = cijfers.register(tabel, domein=domein)
        pd.testing.assert_frame_equal(deel, rijen.reset_index(drop=True))
        assert deel.attrs["tabel"] == tabel


@pytest.mark.parametrize(
    ("waarde", "decimalen", "tekst"),
    [(1, 0, "vorming"), (0, 0, "vormingen"), (2, 0, "vormingen"), (1.4, 0, "vorming"),
     (1.4, 1, "vormingen"), (None, 0, "vormingen"), (-1, 0, "vorming")],
)  # fmt: skip
def test_een_is_enkelvoud_zoals_de_lezer_het_ziet(waarde, decimalen, tekst):
    figuur = replace(cijfer("vormingen"), waarde=waarde, decimalen=decimalen)
    assert figuur.eenheidswoord == tekst


def test_een_indicator_die_voorbij_is_wordt_niet_meer_gevraagd(tmp_path, monkeypatch):
    data = shutil.copytree(gegevens.datamap(), tmp_path / "data")
    pad = data / "datapackage.json"
    tekst = pad.read_text(encoding="utf-8").replace('"verslagjaar": 2021', '"verslagjaar": 2022')
    pad.write_text(tekst, encoding="utf-8")
    assert "tips-online-leren" in set(cijfers.gevraagde_indicatoren(2021)["id"])
    monkeypatch.setenv("JAARVERSLAG_DATA", str(data))
    assert "tips-online-leren" not in set(cijfers.gevraagde_indicatoren(2022)["id"])
    tips, vormingen = cijfer("tips-online-leren"), cijfer("vormingen")
    assert (str(tips), str(vormingen)) == ("niet van toepassing", "nog niet ingevuld")
    # Nobody looked yet.
    assert leemtes("ontwikkeltrajecten").empty
    nu = dekking().set_index(["domein", "jaar"])["indicatoren"]
    assert nu["ontwikkeltrajecten", 2021] - nu["ontwikkeltrajecten", 2022] == 4


@pytest.mark.parametrize(
    ("periode", "sinds", "datum", "staat"),
    [
        ("2021", "", "", ""), ("2022", "", "", None), ("z.j.", "", "", None),
        ("2021", "", "2022-05-12", ""), ("2021", "", "2022-05-13", "later"),
        ("2021", "", "2022-04", ""), ("2021", "", "2022-06", "later"),
        ("2021", "", "2022-05", "datum onbekend"), ("2021", "", "2022", "datum onbekend"),
        ("2021", "", "2021", ""), ("2021", "", "2023", "later"),
        ("2022", "", "2022-05-01", ""), ("2023", "", "2021", "later"),
        ("april 2022", "", "", None), ("juni 2022", "", "", "later"),
        ("ronde 2021-2025", "", "", ""), ("2020-2022", "2022", "", "datum onbekend"),
        ("2021", "datum onbekend", "2021", "datum onbekend"), ("z.j.", "2021", "", ""),
        ("2021", "2022-01", "2023", ""),
    ],
)  # fmt: skip
def test_wat_op_de_peildatum_bekend_was(periode, sinds, datum, staat):
    pakket = {"peildatum": "2022-05-12", "verslagjaar": 2021}
    assert peil(begin_van(periode), sinds, datum, pakket) == staat


def test_de_eerste_rij_van_een_cijfer_toont_zijn_definitie():
    ankers = [cijfers.met_definitie(naam)["anker"] for naam in ("vormingen", "thuiswerk")]
    assert ankers == ["k-vormingen-2021", "s-thuiswerk-2019"]
    # Only a series of the sector says of a row that it begins anew.
    breuk = [cijfers.register(naam)["breuk"].any() for naam in ("kerncijfers", "sector")]
    assert breuk == [False, True]


def test_rijen_zeggen_of_ze_toen_bekend_waren():
    staat = cijfers.register("sector").set_index(["sleutel", "periode"])["peil"]
    assert staat["cpi-december", "december 2022"] == "later"
    assert staat["cpi-december", "december 2021"] == ""
    # Of a survey over 2020 the source gives no date, and a row the year in which it became known.
    assert staat["respondenten-participatiesurvey", "2020"] == "datum onbekend"
    # Nobody knew in 2022 how many would work at home in 2023.
    assert staat["thuiswerk", "2023"] == "later"
    assert (cijfers.register()["peil"] == "").all()


def test_de_sommen_die_het_verslag_zelf_maakt():
    """Beleidskader: 84 op de 100 erkende en 18 nieuwe zijn de 102 positieve adviezen."""
    deel, ronde, periode = cijfers.sectorcijfer, "ronde 2021-2025", "2021-2025"
    erkend, nieuw, allen, steun = (
        deel("organisaties-gesubsidieerd", groep, periode).waarde
        for groep in ("landelijk-reeds-erkend", "nieuw", "", "regionaal")
    )
    adviezen = ("positief", "positief-met-aandachtspunten")
    positief = sum(deel("advies-landelijk", a, ronde).waarde for a in adviezen)
    procent = deel("positief-advies-erkend", periode=ronde).waarde
    assert procent * erkend / 100 + nieuw == positief == 102
    assert erkend + nieuw + steun == allen == 131
