"""Prose that follows the data: keys, conditions, and what must not change on the way."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, change_cell
from jaarverslag import proza


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data package that a test may change."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setenv("JAARVERSLAG_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def set_total(data: Path, value: str, status: str = "gepubliceerd") -> None:
    row = {"jaar": "2021", "indicator": "vormingen", "uitsplitsing": ""}
    change_cell(data / "kerncijfers.csv", row, "waarde", "61", value)
    change_cell(data / "kerncijfers.csv", row, "status", "gepubliceerd", status)


def plain(text: str) -> str:
    """What a reader reads of it: no links, plain spaces."""
    text = re.sub(r"\[\[([^]]*)\]\([^)]*\)\]\{\.cijfer\}", r"\1", text)
    return text.replace("\u00a0", " ").replace("\\", "")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("{cijfer}`vormingen`", "61"),
        ("{cijfer}`vormingen/online`", "46"),
        ("{cijfer}`activiteiten-open-aanbod@2020`", "50"),
        ("{cijfer}`vormingen|eenheid`", "61 vormingen"),
        ("{cijfer}`vormingen/online|deel`", "75 %"),
        ("{cijfer}`werkingssubsidies@2021-2025|kort`", "€ 70,6 miljoen"),
        ("{cijfer}`deelnemers-open-aanbod@2020|en`", "1,440"),
        ("{cijfer}`vormingen/online|deel, en`", "75%"),
        ("{cijfer}`werkingssubsidies@2021-2025|kort, en`", "€70.6 million"),
        ("{cijfer}`vormingen|ging/gingen` er {cijfer}`vormingen/mix`", "gingen er 4"),
        ("In {jaar} en {vorig jaar}", "In 2021 en 2020"),
        ("{cijfer}`iets_van_een_cel`", "{cijfer}`iets_van_een_cel`"),
    ],
)
def test_a_key_becomes_its_figure(written: str, read: str) -> None:
    assert plain(proza.vul_in(written)) == read


def test_a_figure_leads_to_its_row() -> None:
    assert "(#k-vormingen-2021-online " in proza.vul_in("{cijfer}`vormingen/online`")


@pytest.mark.parametrize(
    ("status", "read"), [("ondergrens", "meer dan 60"), ("circa", "ongeveer 60")]
)
def test_what_is_not_exact_is_said_in_words(data: Path, status: str, read: str) -> None:
    set_total(data, "60", status)
    assert plain(proza.vul_in("{cijfer}`vormingen`")) == read


def test_what_is_not_known_is_refused_with_its_line(data: Path) -> None:
    set_total(data, "")
    with pytest.raises(proza.ProzaFout, match=r"regel 2: vormingen .2021. is niet bekend"):
        proza.vul_in("tekst\n{cijfer}`vormingen`")


BLOCK = ":::{als} VOORWAARDE\nja\n:::\n:::{anders}\nnee\n:::\n"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("vormingen", True),
        ("vormingen/online, vormingen", True),
        ("deelnemers-vormingen", False),
        ("vormingen, deelnemers-vormingen", False),
        ("vormingen/online|deel", True),
        ("vormingen|t.o.v. vorig jaar", False),
        ("jaar 2021", True),
        ("jaar 2020", False),
        ("register activiteiten", False),
        ("vormingen stijgt", False),
    ],
)
def test_a_block_shows_under_its_condition(condition: str, holds: bool) -> None:
    shown = proza.kies(BLOCK.replace("VOORWAARDE", condition)).split()
    assert shown == ["ja" if holds else "nee"]


@pytest.mark.parametrize(
    ("before", "direction"), [("60", "stijgt"), ("62", "daalt"), ("61", "gelijk")]
)
def test_a_block_sees_which_way_a_figure_went(data: Path, before: str, direction: str) -> None:
    table = data / "kerncijfers.csv"
    row = f"2020,vormingen,,,{before},gepubliceerd,socius-jaarverslag-2021-hoogtepunten,"
    columns = table.read_text("utf-8").splitlines()[0].count(",")
    table.write_text(table.read_text("utf-8") + row.ljust(len(row)) + "," * (columns - 7) + "\n")
    shown = {name: proza.waar(f"vormingen {name}") for name in proza.RICHTINGEN}
    assert shown == {name: name == direction for name in proza.RICHTINGEN}


def test_lines_keep_their_number_and_code_its_text() -> None:
    code = "```{code-cell}\nf'{jaar} {cijfer}`vormingen`'\n```\n"
    text = f"# Kop\n\n:::{{als}} jaar 1999\nweg\n:::\n\n{code}"
    made = proza.vul_in(proza.kies(text))
    assert [made.split("\n")[n] for n in (0, 3, 6, 7)] == [
        "# Kop", "", "```{code-cell}", "f'{jaar} {cijfer}`vormingen`'",
    ]  # fmt: skip


def test_a_section_goes_with_all_it_holds() -> None:
    hidden = "## B\nweg\n```{code-cell}\nx\n```\n### C\nook\n"
    text = f"## A\na\n{{.als register=activiteiten}}\n{hidden}## D\nd\n"
    assert proza.kies(text).split() == ["##", "A", "a", "##", "D", "d"]


def test_blocks_stand_inside_blocks() -> None:
    text = "::::{als} vormingen\n:::{als} jaar 1999\nweg\n:::\nblijft\n::::\n"
    assert proza.kies(text).split() == ["blijft"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (":::{als} vormingen\ntekst\n", "niet gesloten"),
        ("a\n:::{anders}\nb\n:::\n", "regel 2: .*hoort meteen na"),
        (":::{als} vormingne\nb\n:::\n", "regel 1: de voorwaarde 'vormingne' bestaat niet"),
        ("{.als jaar=2021}\ngeen kop\n", "regel 1: .*hoort meteen een kop"),
    ],
)
def test_a_passage_that_cannot_be_read_is_refused(text: str, told: str) -> None:
    with pytest.raises(proza.ProzaFout, match=told):
        proza.kies(text)


def test_a_form_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(
        proza.ProzaFout,
        match=r"kies na de streep uit .*, kort, deel, t.o.v. vorig jaar, periode, was/waren, en",
    ):
        proza.vul_in("{cijfer}`vormingen|groot`")


def test_a_figure_that_no_condition_asks_for_is_found() -> None:
    shielded = ":::{als} vormingen, vormingen/online\n{cijfer}`vormingen/online`\n:::\n"
    share = ":::{als} vormingen/online\n{cijfer}`vormingen/online|deel`\n:::\n"
    assert list(proza.onbeschut(share)) == [(2, "vormingen/online|deel")]
    assert not list(proza.onbeschut(share.replace("online\n", "online|deel\n")))
    text = (
        shielded
        + "{cijfer}`vormingen@2021`\n{cijfer}`vormingen`\n"
        + shielded.replace("/online`", "/mix`")
    )
    assert list(proza.onbeschut(text)) == [(5, "vormingen"), (7, "vormingen/mix")]


def test_what_the_other_branch_says_asks_for_nothing() -> None:
    text = BLOCK.replace("VOORWAARDE", "vormingen").replace("nee", "{cijfer}`vormingen`")
    assert [key for _, key in proza.onbeschut(text)] == ["vormingen"]


def test_the_sources_of_sentences_are_those_of_their_figures() -> None:
    named = {c.rijen[0] for c in proza.cijfers_van("vormingsaanbod")}
    assert {"k-vormingen-2021-online", "k-deelnemers-open-aanbod-2020"} <= named


YEARLY = """# Kop

:::{als} jaar 2021
**Toen.** Een blog.
:::
:::{anders}
Altijd.
:::

{.als jaar=2021}
## De *Trefdag*
Tekst.

:::{als} vormingen, jaar 2021
- {term}`Vorming` in dat jaar.
:::
"""


def test_a_new_year_has_to_write_what_no_other_text_stands_for() -> None:
    asked = proza.te_schrijven(YEARLY, 2022)
    assert [(p.regel, p.begin) for p in asked] == [
        (10, "De *Trefdag*"),
        (14, "Vorming in dat jaar."),
    ]
    assert proza.te_schrijven(YEARLY, 2021) == proza.te_schrijven(YEARLY, 2020) == []


def test_its_blocks_stand_open_until_they_are_written() -> None:
    opened = proza.met_lege_blokken(YEARLY, 2022)
    assert [p.begin for p in proza.te_schrijven(opened, 2022)] == ["", ""]
    assert proza.met_lege_blokken(opened, 2022) == opened
    # Nobody reads the notes in them, and this year reads what it read.
    assert proza.kies(opened).split() == proza.kies(YEARLY).split()
    assert "% 2021: Vorming" in opened and "% 2021" not in proza.kies(
        opened.replace("2022", "2021")
    )
    written = opened.replace("% 2021: De *Trefdag*", "Wat er was.")
    assert [p.jaar for p in proza.te_schrijven(written, 2022)] == [2022]


def test_a_heading_above_nothing_does_not_show() -> None:
    hidden = ":::{als} jaar 1999\nweg\n:::\n"
    text = f"# A\n## B\n{hidden}### C\n{hidden}## D\nd\n## E\n```\n# code\n```\n## F\n{hidden}"
    assert proza.kies(text).split() == [
        "#",
        "A",
        "##",
        "D",
        "d",
        "##",
        "E",
        "```",
        "#",
        "code",
        "```",
    ]
