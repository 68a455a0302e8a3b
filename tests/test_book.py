"""The finished book: pages, numbers, links and the PDF."""

from __future__ import annotations

import copy
import re

import pikepdf
import pytest
from conftest import Boek, on_paper, one_line
from pypdf import PdfReader

from press.check import output as output_check
from press.project import book_pages

# Numbers that any reader can check against the original report and the sources.
KNOWN = ["61", "46", "11", "4", "80 %", "26", "131"]
LEAKS = ["Traceback", "np.float", "np.int", "<Figure", "Styler", "??", "<NA>"]
ENGLISH_TITLES = {"Note", "Warning", "Tip", "Important", "Hint", "Caution", "Danger", "See also"}


def whole_number(number: str) -> re.Pattern[str]:
    """The number on its own: 4 is not found in 46 or in 4,5."""
    return re.compile(rf"(?<![\d.,]){re.escape(number)}(?!\d|[.,]\d)")


def test_every_page_of_the_contents_is_there(boek: Boek) -> None:
    assert all(boek.pages[f"{page}.html"] for page in book_pages())


def test_no_page_is_there_that_the_contents_do_not_name(boek: Boek) -> None:
    named = {f"{page}.html" for page in book_pages()}
    assert set(boek.pages) - named <= {"index.html", "search.html"}


@pytest.mark.parametrize("leak", LEAKS)
def test_nothing_of_python_leaks_into_the_text(boek: Boek, leak: str) -> None:
    assert [name for name, text in boek.texts.items() if leak in text] == []
    assert leak not in boek.pdf_text


def test_no_admonition_has_an_english_title(boek: Boek) -> None:
    for name, page in boek.pages.items():
        titles = {title.get_text(strip=True) for title in page.select(".admonition-title")}
        assert not titles & ENGLISH_TITLES, name


def test_no_pasted_number_is_empty(boek: Boek) -> None:
    for name, page in boek.pages.items():
        empty = [
            link for link in page.select("article a[href*='#k-']") if not link.get_text(strip=True)
        ]
        assert not empty, name
    # A hole in a sentence leaves two spaces, or a space before the full stop.
    for name, text in boek.texts.items():
        assert not re.search(r"\w \.\s", text), (name, re.search(r".{40}\w \.\s", text))


@pytest.mark.parametrize("number", KNOWN)
def test_the_known_figures_are_in_both(boek: Boek, number: str) -> None:
    pattern = whole_number(number)
    assert pattern.search(boek.texts["chapters/vormingsaanbod.html"] + boek.texts["index.html"])
    assert pattern.search(boek.pdf_text)


def test_the_subsidies_are_in_both_to_the_cent_or_rounded(boek: Boek) -> None:
    amount = re.compile(r"70\.589\.668,09|70,6 miljoen")
    assert any(amount.search(text) for text in boek.texts.values())
    assert amount.search(boek.pdf_text)


def test_every_number_in_prose_leads_to_its_row(boek: Boek) -> None:
    rows = {node["id"] for node in boek.page("kerncijfers").select("[id^='k-']")}
    links = [
        link["href"]
        for page in boek.pages.values()
        for link in page.select("article a[href*='#k-']")
    ]
    assert len(links) > 100
    assert {link.partition("#")[2] for link in links} <= rows


def test_links_pictures_and_anchors_are_whole(boek: Boek) -> None:
    assert output_check.check_html(boek.html) == []
    assert output_check.check_pdf(boek.pdf) == []


def test_enough_charts_and_tables(boek: Boek) -> None:
    figures = {node["id"] for page in boek.pages.values() for node in page.select("figure[id]")}
    tables = [node for page in boek.pages.values() for node in page.select("table[id^='tab-']")]
    assert len(figures) >= 7
    assert len(tables) >= 7


def test_every_figure_has_a_number_a_text_and_a_source(boek: Boek) -> None:
    for name, page in boek.pages.items():
        for figure in page.select("figure.figuur"):
            where = (name, figure.get("id"))
            assert re.match(r"Figuur \d", figure.select_one(".caption-number").get_text()), where
            assert len(figure.img["alt"]) > 30, where
            assert figure.select_one(".bronregel"), where


def test_domain_chapters_keep_the_skeleton(boek: Boek) -> None:
    domains = [
        "vormingsaanbod", "vraaggestuurde-werking", "evenementen", "ontwikkeltrajecten",
        "onderzoek", "beeldvorming", "kennisknooppunt", "digitaal-platform", "zakelijk-plan",
        "financieel-beleid",
    ]  # fmt: skip
    for slug in domains:
        page = boek.page(slug)
        assert page.select_one("p.bevinding strong"), slug
        assert page.select_one("ul.bronnen > li"), slug
        gaps = page.select("p.leemtes")
        assert len(gaps) == 1 and gaps[0].select("a[href*='#k-']"), slug


def test_a_card_stands_once_and_its_chapter_leads_to_it(boek: Boek) -> None:
    cards = boek.page("uitgelicht").select(".admonition.uitgelicht")
    named = [
        link["href"].partition("#")[2]
        for page in boek.pages.values()
        for link in page.select("p.kaarten a")
    ]
    assert len(cards) >= 10 and all(card.select_one(".datum") for card in cards)
    assert sum(len(p.select(".admonition.uitgelicht")) for p in boek.pages.values()) == len(cards)
    assert len(named) == len(cards)
    assert all(boek.page("uitgelicht").find(id=anchor) for anchor in named)


def test_what_has_no_value_or_came_later_stands_on_the_web_alone(boek: Boek) -> None:
    page = boek.page("kerncijfers")
    apart = page.select("section.alleen-web tbody tr")
    states = [row.select("td, th")[3].get_text(strip=True) for row in apart]
    assert states.count("niet-gevonden") > 30 and len(set(states)) > 2
    printed = [cell for cell in page.select("td") if not cell.find_parent(class_="alleen-web")]
    assert "niet-gevonden" not in [cell.get_text(strip=True) for cell in printed]
    for text in (row.select("td, th")[4].get_text() for row in (apart[0], apart[-1])):
        assert one_line(text) not in boek.pdf_text


def test_a_tile_has_a_value_and_a_gap_is_told_once(boek: Boek) -> None:
    tiles = [tile for page in boek.pages.values() for tile in page.select("ul.tegels > li")]
    assert len(tiles) >= 15
    assert all(re.search(r"\d", tile.get_text()) for tile in tiles)


# ---- the PDF ----


def test_pdf_declares_its_standards_and_language(boek: Boek) -> None:
    with pikepdf.open(boek.pdf) as pdf:
        metadata = pdf.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert str(pdf.Root.Lang).startswith("nl")
        assert pdf.Root.MarkInfo.Marked
        # A rebuild by its makers, not the report of its authors.
        title, author = str(pdf.docinfo["/Title"]), str(pdf.docinfo["/Author"])
        assert title.removesuffix(" (ontwerp)") == (
            "Jaarverslag 2021 van Socius, herbouwd uit publieke bronnen"
        )
        assert title == str(metadata["dc:title"]) and "Frans" not in author


def test_pdf_has_bookmarks_for_every_chapter(boek: Boek) -> None:
    def titles(outline: list) -> list[str]:
        found: list[str] = []
        for item in outline:
            found += titles(item) if isinstance(item, list) else [item.title]
        return found

    bookmarks = " | ".join(titles(PdfReader(boek.pdf).outline))
    for page in on_paper():
        # A copy: the pages are shared with other tests.
        heading = copy.copy(boek.pages[f"{page}.html"].h1)
        for mark in heading.select(".section-number, .headerlink"):
            mark.extract()
        assert heading.get_text(strip=True) in bookmarks, page


def test_every_figure_in_the_pdf_has_a_text(boek: Boek) -> None:
    with pikepdf.open(boek.pdf) as pdf:
        figures = []
        todo = [pdf.Root.StructTreeRoot]
        while todo:
            node = todo.pop()
            if isinstance(node, pikepdf.Array):
                todo += list(node)
            elif isinstance(node, pikepdf.Dictionary):
                if node.get("/S") == "/Figure":
                    figures.append(str(node.get("/Alt", "")))
                if "/K" in node:
                    todo.append(node["/K"])
    assert len(figures) >= 7
    assert all(len(text) > 30 for text in figures)


# ---- a changed figure ----


def test_a_changed_figure_is_new_everywhere(boek: Boek, gewijzigd_boek: Boek) -> None:
    """Satisfaction 79 % instead of 80 %: the new value is wherever the old one was."""
    for slug in ("index", "vormingsaanbod"):
        before = boek.texts[f"chapters/{slug}.html"]
        after = gewijzigd_boek.texts[f"chapters/{slug}.html"]
        assert "80 %" in before and "79 %" not in before, slug
        assert "79 %" in after and "80 %" not in after, slug
    assert "80 %" in boek.pdf_text
    old, new = (len(re.findall(r"\b80 %", book.pdf_text)) for book in (boek, gewijzigd_boek))
    more = len(re.findall(r"\b79 %", gewijzigd_boek.pdf_text)) - len(
        re.findall(r"\b79 %", boek.pdf_text)
    )
    assert more > 0
    assert old - new == more, "the PDF still shows the old value somewhere"


def test_a_changed_figure_is_new_in_its_row_and_chart(gewijzigd_boek: Boek) -> None:
    rows = gewijzigd_boek.page("kerncijfers").select("[id*='tevredenheid-vormingen']")
    assert len(rows) == 1
    assert "79 %" in one_line(rows[0].find_parent("tr").get_text())
    charts = [
        one_line(image["alt"])
        for image in gewijzigd_boek.page("vormingsaanbod").select("figure.figuur img")
    ]
    assert any("79" in alt for alt in charts)
    assert not any("80 %" in alt for alt in charts)
