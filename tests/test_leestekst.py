"""The text of other editions, read whole: golden texts, and rules of language."""

from __future__ import annotations

import re
import shutil
import statistics
from pathlib import Path

import leestekst
import pytest
import woorden
from conftest import Boek, copy_repository, overprinted, publish, too_white
from jaarverslag import gegevens
from jaarverslag.keuring import controleer

Read = dict[str, dict[str, list[str]]]


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return leestekst.write_all(tmp_path_factory.mktemp("edities"))


@pytest.fixture(scope="module")
def read(editions: dict[str, Path]) -> Read:
    return {name: leestekst.pages_of(data) for name, data in editions.items()}


@pytest.mark.keuring
@pytest.mark.parametrize("year", [2022, 2023])
def test_the_pdf_of_another_year_is_laid_out_as_well(
    year: int, editions: dict[str, Path], tmp_path: Path
) -> None:
    root = copy_repository(tmp_path / "boek")
    shutil.rmtree(root / "data")
    shutil.copytree(editions[str(year)], root / "data")
    for verb in ("editie", "pdf"):
        done = publish(root, verb)
        assert done.returncode == 0, done.stdout + done.stderr
    assert overprinted(Boek(root).pdf) == [] == too_white(Boek(root).pdf)


def test_the_invented_editions_are_sound(editions: dict[str, Path]) -> None:
    assert [str(fault) for data in editions.values() for fault in controleer(data)] == []


@pytest.mark.parametrize("name", ["2022", "2023", "voorbeeld"])
def test_what_an_edition_says_changes_on_purpose(read: Read, name: str) -> None:
    said = leestekst.golden(read)[name].splitlines()
    assert said == (leestekst.GOLD / f"{name}.txt").read_text("utf-8").splitlines(), "make goud"


def test_years_stand_side_by_side_once_five_may_be_compared(editions: dict[str, Path]) -> None:
    """With the reason where they may not; today's edition has too few to compare."""
    here = leestekst.pages_of(leestekst.ROOT / "data", ["kerncijfers"])["kerncijfers"]
    assert "Jaren naast elkaar" not in here and "Cijfers over Socius" in here
    facts = here[here.index("Feiten buiten de reeksen") :]
    assert any("131" in line and "Later bekend dan dit verslag" in line for line in facts)
    page = leestekst.pages_of(editions["2023"], ["kerncijfers"])["kerncijfers"]
    text = page[page.index("Jaren naast elkaar") : page.index("Cijfers over Socius")]
    for row in (
        "begeleidingen | 1 begeleiding | 0 begeleidingen | 1 minder dan in 2022",
        "vormingen | 64 vormingen | ≥ 60 vormingen | niet precies genoeg om te vergelijken",
        "vormingen voor nieuwkomers | 2 vormingen | 1 vorming | niet te vergelijken. De telling is "
        "nieuw",
        "Van de andere 15 indicatoren ontbreekt een van beide jaren.",
    ):
        assert row in [line.replace("\xa0", " ") for line in text], row
    assert faults(text) == []


def test_pages_beside_the_report_run_in_a_year_without_cards_or_events(
    editions: dict[str, Path],
) -> None:
    read = leestekst.pages_of(editions["2023"], ["voor-analisten", "methode", "bronnen"])
    assert "Beleid op de tijdlijn" in read["voor-analisten"] and all(read.values())


# ---- 0, 1, 2, many and missing ----


# What the reporting year says of every indicator, of each of its parts, and the year before:
# value (none: a gap) and status.
CASES = {
    # Below nothing for what can be, such as a result.
    "nothing": ("-1", "0", "0", "gepubliceerd"),
    "one of one": ("1", "1", "0", "gepubliceerd"),
    "one of many": ("68", "1", "1", "gepubliceerd"),
    "none of many": ("11", "0", "2", "gepubliceerd"),
    "two": ("2", "2", "1", "gepubliceerd"),
    "many": ("12345", "4115", "12345", "gepubliceerd"),
    "at least one": ("1", "1", "2", "ondergrens"),
    "some": ("20", "10", "19", "circa"),
    "a gap after one": ("", "", "1", "gepubliceerd"),
    "one without parts": ("1", "", "", "gepubliceerd"),
}


def rows_of_case(case: str) -> list[dict[str, str]]:
    """Every indicator with this value, in the reporting year and the year before it.

    The parts of a whole add up to it, as the check asks: the last takes the rest.
    """
    whole, part, before, status = CASES[case]
    kinds = {row.id: row.soort for row in gegevens.tabel("indicatoren").itertuples()}
    found = []
    for row in leestekst.rows_of(2022):
        value = part if row["uitsplitsing"] else whole
        if row["uitsplitsing"] == "mix" and value:
            value = str(max(int(whole) - 2 * int(part), 0))
        least = {"score": -100, "bedrag": -1e9}.get(kinds[row["indicator"]], 0)
        most = 100 if kinds[row["indicator"]] in ("score", "aandeel") else 1e9
        for year, of_year in ((2022, before), (2023, value)):
            if of_year:
                of_year = str(int(min(max(float(of_year), least), most)))
            known = status if of_year and year == 2023 else ""
            found.append(row | {"jaar": str(year), "waarde": of_year, "status": known})
    return found


# Nouns are data; those that are also something else ("rijen", "vragen") only after their number.
NOUNS = [
    (row.enkelvoud, row.meervoud)
    for row in gegevens.tabel("eenheden").itertuples()
    if row.enkelvoud != row.meervoud
]
ONE, NOT_ONE = r"(?<![\d.,−-])1(?![.,]\d)", r"(?<![\d.,])(?:0|[2-9]|[\d.,]*\d[\d.,]*\d|1,\d+)"
VERBS = (
    "waren|gingen|kwamen|werkten|combineerden|kregen|telden|zijn|hebben|gaan|werden|were|activities"
)
WRONG = {
    "a plural after 1": rf"{ONE} (?:{'|'.join(many for _, many in NOUNS)})\b",
    "a singular after another number": rf"{NOT_ONE} (?:{'|'.join(one for one, _ in NOUNS)})\b",
    "a plural verb with 1": rf"\b(?:{VERBS}) er {ONE}\b|{ONE} (?:{VERBS})\b",
    "1 of many, with a plural": rf"{ONE} van de \d+ \w+ (?:{VERBS})\b",
    "a singular verb with more": rf"\b(?:was|ging|kwam|werkte) er {NOT_ONE}\b(?! %)",
    "a word twice": r"\b(?!dat dat\b|WAT WAT\b)([^\W\d]{2,}) \1\b",
    "nothing where something belongs": r"  | [.,;:)]|\( ?\)|,,|\.\.(?!\.)|: ?\.",
    "a sign out of place": r"−€|€ ?-|€(?! )(?=.*€ )|−0\b|[+−] \d",
    "what is not text": r"\b(?:nan|None|NaN|NA|inf)\b|<NA>|[{}`]|\[\[|\]\]|\\",
    "a gap in a sentence": r"niet gevonden(?= (?:van|vormingen|er)\b)",
    "a year before a figure": r"\bin 20\d\d \d",
    "a sentence that begins small": r"(?<!\b[A-Z])[.!?] [a-z]",
}  # fmt: skip


def faults(lines: list[str]) -> list[str]:
    """What is wrong with these lines, each with the words around it."""
    return [
        f"{name}: …{line[max(found.start() - 40, 0) : found.end() + 40]}…"
        for name, pattern in WRONG.items()
        for line in lines
        for found in re.finditer(pattern, line)
    ]


@pytest.mark.parametrize("case", CASES)
def test_every_sentence_holds_for(case: str, tmp_path: Path) -> None:
    data = leestekst.write_edition(tmp_path / "editie", 2023, rows_of_case(case))
    # The other pages follow no figure, or only how many there are; the front page says what its
    # chapters say, but for the cover.
    others = {"uitgelicht", "dekking", "voorwoord"}
    others |= set() if case in ("nothing", "many") else {"index"}
    pages = [page for page in leestekst.PAGES if page not in others]
    pages += ["kerncijfers"] if case == "one of one" else []
    read = leestekst.pages_of(data, pages)
    assert {page: found for page, text in read.items() if (found := faults(text))} == {}


def test_the_texts_of_whole_editions_hold(read: Read) -> None:
    for name, pages in read.items():
        found = {page: faults(text) for page, text in pages.items()}
        assert {page: wrong for page, wrong in found.items() if wrong} == {}, name


@pytest.mark.parametrize(
    "line",
    [
        "1 begeleidingen", "Er waren 2 begeleiding.", "1 van de 68 vormingen waren online",
        "Daar waren er 1", "er kwam er 0", "Het van van het", "€ −1 of −€ 1", "om  te", "is .",
        "nan vormingen", "{cijfer}", "Dat ging. maar niet", "was er 12", "1 combineerden",
        "telde in 2022 12 bezoeken",
    ],
)  # fmt: skip
def test_the_rules_see_what_is_wrong(line: str) -> None:
    assert faults([line])


@pytest.mark.parametrize(
    "line",
    [
        "1 begeleiding", "0 van de 11 vormingen", "1 van de 68 vormingen was online", "€ −1",
        "1,5 VTE", "Dat is er 1 meer dan in 2022, toen het er 11 waren.", "21 vormingen",
    ],
)  # fmt: skip
def test_the_rules_leave_what_is_right(line: str) -> None:
    assert faults([line]) == []


def test_the_real_report_is_written_without_formulas() -> None:
    read = leestekst.pages_of(leestekst.ROOT / "data", woorden.NARRATIVE)
    most = woorden.formulas()
    assert {p: n for p, n in woorden.counts(read).items() if n > most[p]} == {}
    assert (
        woorden.counts({"x": ["Zulke cijfers. Figuur toont zulke cijfers."]})["Zulke cijfers"] == 2
    )
    lengths = [n for lines in read.values() for n in woorden.lengths(lines)]
    assert statistics.median(lengths) > 9 and len(lengths) > 200


def test_counts_of_one_year_do_not_come_back_as_gaps(read: Read) -> None:
    asked = gegevens.tabel("indicatoren")
    ended = asked[asked["laatste_jaar"].fillna(9999) < 2022]
    gaps = " ".join(line for page in read["2022"].values() for line in page
                    if line.startswith("Niet gevonden"))  # fmt: skip
    assert len(ended) and "vragen om advies" in gaps
    assert not [label for label in ended["label"] if label in gaps]
    assert any(
        f"van de {len(asked) - len(ended)} indicatoren" in p for p in read["2022"]["dekking"]
    )
