"""Dutch text for numbers, dates and comparisons."""

from decimal import Decimal

import pytest
from jaarverslag.basis import tekst

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("waarde", "decimalen", "eenheid", "verwacht"),
    [
        (61, 0, "", "61"),
        (1234.5, 1, "", "1.234,5"),
        (45, 0, "%", f"45{NBSP}%"),
        (70589668.09, 2, "euro", f"€{NBSP}70.589.668,09"),
        (-8, 0, "%", f"−8{NBSP}%"),
        (0, 0, "vormingen", f"0{NBSP}vormingen"),
        (2.5, 0, "", "3"),
        (3.5, 0, "", "4"),
        (-2.5, 0, "", "−3"),
        (2.675, 2, "", "2,68"),
        (1e9, 0, "", "1.000.000.000"),
    ],
)
def test_getal(waarde, decimalen, eenheid, verwacht):
    assert tekst.getal(waarde, decimalen, eenheid) == verwacht


@pytest.mark.parametrize(("waarde", "verwacht"), [(4, "4"), (4.0, "4"), (2.25, "2,3")])
def test_een_heel_getal_krijgt_geen_decimaal(waarde, verwacht):
    assert tekst.rond(waarde) == verwacht


@pytest.mark.parametrize("waarde", [None, float("nan"), float("inf")])
def test_getal_weigert_wat_geen_getal_is(waarde):
    with pytest.raises(ValueError, match="Geen getal"):
        tekst.getal(waarde)


@pytest.mark.parametrize(
    ("waarde", "verwacht"),
    [
        (70589668.09, f"€{NBSP}70,6{NBSP}miljoen"),
        (2906102.0, f"€{NBSP}2,9{NBSP}miljoen"),
        (824000, f"€{NBSP}824.000"),
        (265_000_000, f"€{NBSP}265{NBSP}miljoen"),
        (1_500_000_000, f"€{NBSP}1,5{NBSP}miljard"),
        (-1_700_000, f"€{NBSP}−1,7{NBSP}miljoen"),
    ],
)
def test_groot_bedrag(waarde, verwacht):
    assert tekst.groot_bedrag(waarde) == verwacht


@pytest.mark.parametrize(
    ("waarde", "verwacht"), [(3, "+3"), (1, "+1"), (-1, "−1"), (0, "0"), (0.4, "0")]
)
def test_met_teken(waarde, verwacht):
    assert tekst.met_teken(waarde) == verwacht
    in_euro = tekst.met_teken(waarde, eenheid="euro").replace(NBSP, " ")
    assert in_euro == f"€ {verwacht}"


def test_het_teken_staat_bij_het_getal_en_niet_bij_de_munt():
    geschreven = [tekst.met_teken(bedrag, 0, "euro") for bedrag in (36000, -18000)]
    assert geschreven == ["€\N{NO-BREAK SPACE}+36.000", "€\N{NO-BREAK SPACE}−18.000"]


def test_afgerond_nul_krijgt_geen_teken():
    assert tekst.getal(-0.4) == "0"
    assert tekst.met_teken(-0.04, 1) == "0,0"


@pytest.mark.parametrize(
    ("precisie", "verwacht"),
    [("dag", "12 mei 2022"), ("maand", "mei 2022"), ("jaar", "2022")],
)
def test_datum(precisie, verwacht):
    assert tekst.datum("2022-05-12", precisie) == verwacht


def test_maanden_heten_zoals_op_een_kalender():
    assert tekst.MAANDEN[0] == "januari" and tekst.MAANDEN[11:] == ("december",)
    assert [tekst.maandnaam(maand, kort=True) for maand in (1, 3, 5.0)] == ["jan", "mrt", "mei"]


def test_datum_weigert_onbekende_precisie():
    with pytest.raises(ValueError, match="kwartaal"):
        tekst.datum("2022-05-12", "kwartaal")


def test_opsomming():
    assert tekst.opsomming(["a", "b", "c"]) == "a, b en c"
    assert tekst.opsomming(["a"]) == "a"


def test_zonder_meer_is_zonder_cijfers_na_de_komma():
    assert tekst.afronden(2.5) == 3 and tekst.met_teken(2.5) == "+3"
    assert tekst.afronden(Decimal("12345678901234567890.5")) == Decimal("12345678901234567891")


GRENZEN = {
    999_999: "€ 999.999", 999_999.5: "€ 1,0 miljoen", 10**6: "€ 1 miljoen",
    999_949_999: "€ 999,9 miljoen", 999_950_000: "€ 1,0 miljard", -999_999_999: "€ −1,0 miljard",
    10**9: "€ 1 miljard",
}  # fmt: skip


def test_enkelvoud_zoals_het_getal_geschreven_wordt():
    assert [tekst.enkelvoud(n) for n in (0, 0.6, 1.4, 1.5, 2)] == [False, True, True, False, False]
    assert not tekst.enkelvoud(1, 1)


def test_een_groot_bedrag_begint_precies_aan_zijn_grens():
    delen = [tekst.groot_bedrag(bedrag) for bedrag in GRENZEN]
    assert [deel.replace(NBSP, " ") for deel in delen] == [*GRENZEN.values()]
    assert tekst.groot_bedrag(999_950_000, 2) == f"€{NBSP}999,95{NBSP}miljoen"
