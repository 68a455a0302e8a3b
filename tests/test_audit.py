"""The audit: every number in the book, counted in the web book and in the PDF.

Per chapter, both must contain the same numbers, equally often. Each number must be a figure of the
data package (rounded as declared), the result of a named cell, or on the list of what may be typed
(years, dates, names: ``prose.ALLOWED``).
"""

from __future__ import annotations

import functools
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import pandas as pd
import pikepdf
import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Boek, on_paper, one_line, page_texts
from jaarverslag import gegevens
from jaarverslag.basis.tekst import getal, groot_bedrag, met_teken
from jaarverslag.cijfers import register
from pypdf import PdfReader

from press.check import prose

# A full stop groups thousands; before anything else it ends a sentence, and a note may follow.
NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d+(?:,\d+)?")
# On the web only: code, what a long chapter opens with, the files and the table below a chart,
# links to headings, sizes of downloads, the filter of a table that stands below it in full, and the
# title, which paper has on its cover.
WEB_ONLY = (
    "script", "style", "svg", ".headerlink", ":not(.highlight-bibtex) > div.highlight",
    "details.code", ".figuur-onder", ".boodschappen",
    ".backrefs", "p.deel", "p.omslag-kop", ".downloads", ".figuurmenu", ".verkenner", ".verkend",
    ".alleen-web",
)  # fmt: skip
# In print only: a page to turn to, and the address behind a link.
# And below the finding of a chapter, on how many figures and sources it rests.
PRINT_ONLY = re.compile(
    r"(?:Noemt|Steunt) [^.()]+\(p\.\s*\d+\)"
    r"|\(p\.\s*\d+\)|\((?:[\w-]+\.)+[a-z]{2,}[^\s()]*(?:\s?[^\s()]+)*\)"
)


# ---- what the web book says ----


def article(page: BeautifulSoup) -> Tag:
    copy = BeautifulSoup(str(page.find("article")), "lxml")
    for silent in copy.select(", ".join(WEB_ONLY)):
        silent.decompose()
    return copy


def web_numbers(page: BeautifulSoup) -> Counter[str]:
    return Counter(NUMBER.findall(plain(article(page).get_text(" "))))


def plain(text: str) -> str:
    """One line; addresses are not numbers, wherever they are printed."""
    return re.sub(r"https?://\S+", " ", one_line(text))


# ---- what the PDF says ----


def printed(pdf: str | io.BytesIO) -> list[str]:
    """Its pages, without what is not text: running heads, page numbers and drawings."""
    buffer = io.BytesIO()
    with pikepdf.open(pdf) as book:
        for page in book.pages:
            page.Contents = book.make_stream(pikepdf.unparse_content_stream(_real_content(page)))
        book.save(buffer)
    return page_texts(buffer.getvalue())


def _real_content(page: pikepdf.Page) -> Iterator[tuple]:
    """Instructions of a page: no drawings (``Do``), and no text inside an artifact."""
    artifact: list[bool] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BMC", "BDC"):
            artifact.append(str(operands[0]) == "/Artifact")
        elif name == "EMC":
            artifact.pop()
        elif name == "Do" or (name in ("Tj", "TJ", "'", '"') and any(artifact)):
            continue
        yield operands, operator


def chapters_of(boek: Boek) -> dict[str, str]:
    """Title and text of every chapter, by the bookmarks: chapters share pages."""
    pages, reader = printed(boek.pdf), PdfReader(boek.pdf)
    starts = [sum(len(page) + 1 for page in pages[:number]) for number in range(len(pages))]
    whole, cuts = "\n".join(pages), [("", 0)]
    pages_of_web = [boek.pages[f"{name}.html"] for name in on_paper()]
    unnumbered = {title_of(page) for page in pages_of_web if not page.select("h1 .section-number")}

    def walk(outline: list, depth: int) -> None:
        for item in outline:
            if isinstance(item, list):
                walk(item, depth + 1)
                continue
            number, title = re.fullmatch(r"(?:(\d+)\. )?(.*)", item.title).groups()
            if depth == 0 or number or title in unnumbered:
                words = [number or "", *title.split()]
                line = re.compile(r"^" + r"\s*".join(map(re.escape, words)) + r"\s*$", re.M)
                after = max(starts[reader.get_destination_page_number(item)], cuts[-1][1] + 1)
                cuts.append((title, line.search(whole, after - 1).start()))

    walk(reader.outline, 0)
    ends = [start for _, start in cuts[1:]] + [len(whole)]
    # A part may have the title of its only chapter, which comes after it.
    return {
        title: print_text([whole[start:end]])
        for (title, start), end in zip(cuts, ends, strict=True)
    }


@functools.cache
def addresses() -> list[re.Pattern[str]]:
    """The addresses of the sources, which may break after any sign on paper."""
    loose = r"[\s\u00ad\u200b]*"
    signs = {"-": "[-\u00ad]"}
    urls = gegevens.tabel("bronnen")["url"]
    # Shown as "ë" where the URL has "%C3%AB"; longest first.
    read = {unquote(url).replace(" ", "%20") for url in urls}
    forms_of = sorted({*urls, *read}, key=lambda url: (-len(url), url))
    return [
        re.compile(loose.join(signs.get(sign, re.escape(sign)) for sign in url)) for url in forms_of
    ]


def print_text(pages: list[str]) -> str:
    """Pages as one line: words and numbers that were parted at a line end joined again."""
    text = "\n".join(pages)
    for address in addresses():
        text = address.sub(" ", text)
    text = re.sub(r"[\u00ad-]\n(?=[a-zà-ÿ])", "", text)
    # Fonts name the hyphen of a word and of a period alike.
    text = text.replace("\u00ad", "-")
    return plain(PRINT_ONLY.sub(" ", one_line(text)))


@dataclass(frozen=True)
class Chapter:
    """One chapter in both books."""

    slug: str
    page: BeautifulSoup
    printed: str


@pytest.fixture(scope="session")
def chapters(boek: Boek) -> list[Chapter]:
    places = chapters_of(boek)
    return [
        Chapter(name.rpartition("/")[2], page, places.get(title_of(page), ""))
        for name in on_paper()
        for page in [boek.pages[f"{name}.html"]]
    ]


def title_of(page: BeautifulSoup) -> str:
    heading = BeautifulSoup(str(page.h1), "lxml")
    for mark in heading.select(".section-number, .headerlink"):
        mark.extract()
    return heading.get_text(strip=True)


# ---- the same in both ----


def test_de_hoofdstukken_staan_in_dezelfde_volgorde(boek: Boek, chapters: list[Chapter]) -> None:
    assert [c.slug for c in chapters if not c.printed] == []
    titles = list(chapters_of(boek))
    order = [titles.index(title_of(chapter.page)) for chapter in chapters]
    assert order == sorted(order)


def differences(page: BeautifulSoup, text: str) -> dict[str, Counter[str]]:
    web, paper = web_numbers(page), Counter(NUMBER.findall(text))
    found = {"enkel op het web": web - paper, "enkel in de PDF": paper - web}
    return {where: numbers for where, numbers in found.items() if numbers}


def test_web_en_pdf_zeggen_dezelfde_getallen(chapters: list[Chapter]) -> None:
    wrong = {c.slug: differences(c.page, c.printed) for c in chapters}
    assert not {slug: found for slug, found in wrong.items() if found}
    assert sum(web_numbers(c.page).total() for c in chapters) > 1000


def test_een_getal_meer_of_minder_valt_op(chapters: list[Chapter]) -> None:
    chapter = next(c for c in chapters if c.slug == "vormingsaanbod")
    assert differences(chapter.page, chapter.printed + " 62 ") == {
        "enkel in de PDF": Counter(["62"])
    }
    less = re.sub(r"\b61\b", "", chapter.printed, count=1)
    assert differences(chapter.page, less) == {"enkel op het web": Counter(["61"])}


# ---- where each number comes from ----


def forms(row: object) -> set[str]:
    """Every way in which a row may be written, all of them rounded as it declares."""
    if pd.isna(row.waarde):
        return set()
    value, digits = float(row.waarde), int(row.decimalen)
    unit = row.eenheid if row.eenheid in ("%", "euro") else ""
    found = set()
    for language in ("nl", "en"):
        found.add(getal(value, digits, unit, language))
        found.add(met_teken(value, digits, unit, language))
        if unit == "euro":
            found.add(groot_bedrag(value, taal=language))
    return {one_line(text) for text in found}


@pytest.fixture(scope="session")
def rows() -> dict[str, tuple[str, set[str]]]:
    """Anchor of every row -> its label, and the ways in which its value may be written."""
    return {
        row.anker: (f"{row.label}: {row.naam}" if row.naam else row.label, forms(row))
        for name in ("kerncijfers", "sector")
        for row in register(name).itertuples()
    }


def linked(page: BeautifulSoup) -> Iterator[Tag]:
    for link in article(page).select("a[href*='#k-'], a[href*='#s-']"):
        if NUMBER.search(link.get_text()) and link.get("title"):
            yield link


def wrong_links(
    page: BeautifulSoup, rows: dict[str, tuple[str, set[str]]]
) -> list[tuple[str, str]]:
    """Linked numbers that differ from their row and that no cell computed.

    A computed figure has a label of its own, and leads to the first row that it was made from.
    """
    wrong = []
    for link in linked(page):
        anchor, text = link["href"].partition("#")[2], one_line(link.get_text()).strip()
        bare = re.sub(r"^(?:ca\.|≥)\s*", "", text)
        label, *about = link["title"].split(" · ")
        known, written = rows.get(anchor, ("", set()))
        computed = "berekend" in about or label != known.replace('"', "'")
        if anchor not in rows or not (computed or bare in written):
            wrong.append((anchor, text))
    return wrong


def test_elk_gelinkt_getal_is_het_cijfer_van_zijn_rij(
    chapters: list[Chapter], rows: dict[str, tuple[str, set[str]]]
) -> None:
    found = {c.slug: wrong_links(c.page, rows) for c in chapters}
    assert not {slug: links for slug, links in found.items() if links}
    assert sum(len(list(linked(c.page))) for c in chapters) > 100


def test_een_gelinkt_getal_dat_niet_klopt_valt_op(
    rows: dict[str, tuple[str, set[str]]],
) -> None:
    link = '<article><a href="k.html#{}" title="vormingen · 2021 · {}">{}</a></article>'
    for anchor, status, text, is_wrong in (
        ("k-vormingen-2021", "gepubliceerd", "61", False),
        ("k-vormingen-2021", "gepubliceerd", "62", True),
        ("k-vormingen-2021", "berekend", "75 %", False),
        ("k-bestaat-niet-2021", "berekend", "75 %", True),
    ):
        page = BeautifulSoup(link.format(anchor, status, text), "lxml")
        assert bool(wrong_links(page, rows)) == is_wrong, (anchor, text)


def untraced(page: BeautifulSoup) -> list[str]:
    """Numbers in prose that no cell made, no rule numbered and no exception allows."""
    body = article(page)
    made = ".cell_output, .cijfer, .math, .inhoud-van-de-uitgave"
    # The list of charts repeats their captions, which are judged where they stand.
    numbered = (
        ".section-number, .caption-number, .std-numref, .footnote-reference, .label, .figurenlijst"
    )
    for known in body.select(f"{made}, {numbered}"):
        known.decompose()
    found = []
    for block in body.select("p, li, h1, h2, h3, h4, td, th, dd, dt, figcaption"):
        if block.find(["p", "li", "td"]):
            continue
        text = plain(block.get_text(" "))
        found += [word for word in prose.quantities(text) if NUMBER.search(word)]
    return found


def test_elk_ander_getal_komt_uit_een_cel_of_staat_op_de_lijst(chapters: list[Chapter]) -> None:
    found = {c.slug: untraced(c.page) for c in chapters}
    assert not {slug: numbers for slug, numbers in found.items() if numbers}


def test_een_getypt_getal_valt_op() -> None:
    page = "<article><p>Er waren {} vormingen in 2021.</p></article>"
    assert untraced(BeautifulSoup(page.format("61"), "lxml")) == ["61"]
    made = '<span class="cijfer">61</span>'
    assert untraced(BeautifulSoup(page.format(made), "lxml")) == []


# ---- every figure carries what it needs ----


def test_elke_figuur_heeft_naam_bijschrift_tekst_bron_en_gegevens(boek: Boek) -> None:
    seen = 0
    for name, page in boek.pages.items():
        for figure in page.select("article figure.figuur"):
            where = (name, figure.get("id"))
            slug = figure["id"].removeprefix("fig-")
            assert figure.select_one(".caption-text").get_text(strip=True), where
            assert len(figure.img["alt"]) > 30, where
            # A chart of rows of one's own has no source in the book.
            own = slug.startswith("eigen-")
            assert own or figure.select_one(".bronregel a[href*='#bron-']"), where
            data = (boek.html / "figuren" / f"{slug}.csv").read_text(encoding="utf-8")
            assert data.count("\n") > 1, where
            seen += 1
    assert seen >= 8


def test_elke_indicator_heeft_een_definitie_en_elke_rij_een_plaats(boek: Boek) -> None:
    page = boek.page("kerncijfers")
    text = re.sub("[‘’]", "'", boek.texts["chapters/kerncijfers.html"])
    for row in gegevens.tabel("indicatoren").itertuples():
        assert one_line(row.definitie) in text, row.id
    for name in ("kerncijfers", "sector"):
        for row in register(name).itertuples():
            assert page.find(id=row.anker), row.anker
