"""The PDF as a screen reader, an archive and a reader on paper get it."""

from __future__ import annotations

import copy
import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, Boek, on_paper, one_line, overprinted, too_white
from jaarverslag import gegevens, register
from pypdf import PdfReader
from test_typst_builder import structure

from press.project import book_pages

SHOWS_TEXT = {"Tj", "TJ", "'", '"'}
INDEX = "Register van kerncijfers"


@pytest.fixture(scope="module")
def pdf(boek: Boek) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(boek.pdf) as opened:
        yield opened


@pytest.fixture(scope="module")
def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    return structure(pdf)


@pytest.fixture(scope="module")
def printed(boek: Boek) -> str:
    """All text without spaces: a line may break anywhere, and words are hyphenated."""
    return unspaced(boek.pdf_text)


@functools.cache
def chapters(boek: Boek) -> list[tuple[str, BeautifulSoup]]:
    """Pages that are printed, without their web-only parts."""
    found = [(name, copy.copy(boek.pages[f"{name}.html"])) for name in on_paper()]
    for _, page in found:
        for part in page.select(".alleen-web"):
            part.decompose()
    return found


def unspaced(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad-]+", "", one_line(text))


# ---- for a screen reader ----


def loose_text(page: pikepdf.Page) -> Iterator[str]:
    """Text that is neither tagged nor an artifact."""
    open_marks: list[bool] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BMC", "BDC"):
            known = str(operands[0]) == "/Artifact" or (
                len(operands) > 1 and "/MCID" in operands[1]
            )
            open_marks.append(known)
        elif name == "EMC":
            open_marks.pop()
        elif name in SHOWS_TEXT and not any(open_marks):
            yield str(operands)


def test_all_text_is_tagged_or_decoration(pdf: pikepdf.Pdf) -> None:
    loose = {number: list(loose_text(page)) for number, page in enumerate(pdf.pages, start=1)}
    assert {number: texts for number, texts in loose.items() if texts} == {}


def test_the_walk_sees_loose_text() -> None:
    opened = pikepdf.new()
    page = opened.add_blank_page()
    page.Contents = opened.make_stream(b"/Artifact BMC (af) Tj EMC BT (los) Tj ET")
    assert len(list(loose_text(page))) == 1


def test_the_language_and_the_title_are_told(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.Root.Lang) == "nl-BE"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert pdf.open_metadata()["dc:title"].startswith("Jaarverslag 2021 van Socius, herbouwd")


def test_every_picture_has_words(elements: list[pikepdf.Dictionary]) -> None:
    pictures = [element for element in elements if element["/S"] == "/Figure"]
    assert len(pictures) >= 7
    assert [p for p in pictures if len(str(p.get("/Alt", ""))) < 20] == []


def attribute(element: pikepdf.Dictionary, name: str) -> pikepdf.Object | None:
    facts = element.get("/A", pikepdf.Array())
    found = list(facts) if isinstance(facts, pikepdf.Array) else [facts]
    return next((fact[name] for fact in found if name in fact), None)


def test_every_table_has_header_cells_with_a_direction(
    pdf: pikepdf.Pdf, elements: list[pikepdf.Dictionary]
) -> None:
    """ISO 14289-1, 7.5: a header has a scope, a cell names its headers, and all of them are."""
    cells = {name: [e for e in elements if e["/S"] == name] for name in ("/TH", "/TD", "/Table")}
    scopes = [str(attribute(cell, "/Scope")) for cell in cells["/TH"]]
    assert set(scopes) == {"/Column", "/Row"}
    assert len(cells["/Table"]) > 25 and scopes.count("/Row") > 200
    named = dict(pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree))
    for cell in cells["/TD"]:
        heads = [named[str(name)] for name in attribute(cell, "/Headers") or ()]
        assert heads and {str(head["/S"]) for head in heads} == {"/TH"}
        rows = [head for head in heads if attribute(head, "/Scope") == "/Row"]
        assert all(row.P.objgen == cell.P.objgen for row in rows)


def test_what_a_page_marks_is_in_the_tree_that_the_page_names(pdf: pikepdf.Pdf) -> None:
    """ISO 32000-1, 14.7.4.4: the parent tree leads from a mark to the element that holds it."""
    tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    seen = 0
    for page in pdf.pages:
        owners = list(tree[int(page.StructParents)])
        for owner in {element.objgen: element for element in owners}.values():
            above = owner
            while "/S" in above:
                kids = above.P.K
                assert above.objgen in {getattr(kid, "objgen", None) for kid in kids}, above["/S"]
                above = above.P
            seen += 1
    assert seen > 2000


INLINE = {"/Span", "/Link", "/Strong", "/Em", "/Code", "/Quote", "/Reference"}
BLOCKS = {"/Document", "/Part", "/Sect", "/Div", "/Caption", "/TOCI", "/BlockQuote", "/L"}
HEADING = re.compile(r"/H\d")
# Each by the name of a rule: whether an element may stand in another. ISO 32000-1, 14.8.4.
MAY_STAND_IN = {
    "running text stands in a paragraph": lambda kid, above: (
        kid not in INLINE or above not in BLOCKS
    ),
    "a list holds items": lambda kid, above: (above == "/L") == (kid == "/LI"),
    "an item holds a label and a body": lambda kid, above: (
        above != "/LI" or kid in ("/Lbl", "/LBody")
    ),
    "a table holds rows": lambda kid, above: above != "/TBody" or kid == "/TR",
    "a row holds cells": lambda kid, above: (above == "/TR") == (kid in ("/TH", "/TD")),
    "contents hold entries": lambda kid, above: (
        above != "/TOC" or kid in ("/TOC", "/TOCI", "/Caption")
    ),
    "a heading stands alone": lambda kid, above: (
        not HEADING.match(kid) or above in ("/Document", "/Part", "/Sect", "/Div")
    ),
    "a paragraph holds no paragraph": lambda kid, above: (
        kid != "/P" or above not in ("/P", "/Code")
    ),
}


@pytest.mark.parametrize("rule", MAY_STAND_IN)
def test_elements_stand_where_they_may(rule: str, elements: list[pikepdf.Dictionary]) -> None:
    pairs = Counter((str(e.S), str(e.P.S)) for e in elements if "/S" in e.P)
    assert len(pairs) > 30
    assert {pair for pair in pairs if not MAY_STAND_IN[rule](*pair)} == set()


def test_headings_go_down_one_level_at_a_time(elements: list[pikepdf.Dictionary]) -> None:
    names = (str(element["/S"]) for element in elements)
    levels = [int(name[2:]) for name in names if re.fullmatch(r"/H\d", name)]
    assert levels[0] == 1
    jumps = [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1]
    assert jumps == []


# ---- for an archive ----


def test_it_is_small_and_shows_while_it_comes_in(boek: Boek, pdf: pikepdf.Pdf) -> None:
    assert boek.pdf.stat().st_size < 3_000_000
    assert pdf.is_linearized
    assert any(o.get("/Type") == "/ObjStm" for o in pdf.objects if isinstance(o, pikepdf.Stream))


def test_a_catalogue_finds_what_it_is_and_what_it_was_made_from(
    boek: Boek, pdf: pikepdf.Pdf
) -> None:
    told, package = pdf.open_metadata(), gegevens.pakket()
    assert told["dc:creator"] == [maker["title"] for maker in package["contributors"]]
    assert told["dc:publisher"] == {"De makers van deze bewerking"}
    assert "Geen uitgave van Socius" in told["dc:description"] == str(pdf.docinfo["/Subject"])
    assert "creativecommons.org" in told["dc:rights"]
    assert package["version"] in told["dc:identifier"]
    for word in ("Max Frans", "Mieke Vasseur", "https://"):
        assert word in told["dc:source"]
    made_by = dict(row.get_text(" ").split()[:2] for row in boek.page("colofon").select("tbody tr"))
    for name, key in (("/Creator", "xmp:CreatorTool"), ("/Producer", "pdf:Producer")):
        tool, version = told[key].split()
        assert made_by[tool] == version and str(pdf.docinfo[name]) == told[key]


def test_another_language_is_told(elements: list[pikepdf.Dictionary]) -> None:
    told = {
        (str(element["/S"]), str(element["/Lang"])) for element in elements if "/Lang" in element
    }
    assert {language for _, language in told} == {"en", "en-GB"}
    assert ("/P", "en-GB") in told and ("/Code", "en") in told


def test_the_data_package_is_inside(pdf: pikepdf.Pdf) -> None:
    tables = [table["path"] for table in gegevens.pakket()["resources"]]
    assert {*tables, "datapackage.json"} == {a.filename for a in pdf.attachments.values()}
    for attached in pdf.attachments.values():
        content = (ROOT / "data" / attached.filename).read_bytes()
        assert attached.get_file().read_bytes() == content, attached.filename
        assert attached.relationship == pikepdf.Name.Data
        assert attached.description
    assert len(pdf.Root.AF) == len(tables) + 1


# ---- for a reader ----


def test_print_is_for_reading(boek: Boek) -> None:
    """Accounting stays on the web; thin chapters share a page."""
    assert len(boek.pdf_pages) <= 64
    titles = [title for title, _ in headings(PdfReader(boek.pdf))]
    assert "Kerncijfers" in titles
    for page in set(book_pages()) - set(on_paper()):
        assert unspaced(boek.pages[f"{page}.html"].h1.find(string=True)) not in titles


def test_pages_are_numbered_from_the_cover_on_at_the_outer_edge(boek: Boek) -> None:
    labels = PdfReader(boek.pdf).page_labels
    assert labels == [str(number) for number in range(1, len(labels) + 1)]
    with pypdfium2.PdfDocument(boek.pdf) as book:
        for number in (3, 6, 21, 40):
            sheet = book[number - 1].get_textpage()
            width = book[number - 1].get_width()
            boxes = [sheet.get_rect(n) for n in range(sheet.count_rects())]
            folios = [b for b in boxes if sheet.get_text_bounded(*b).strip() == str(number)]
            left, _, right, _ = min(folios, key=lambda box: box[1])
            assert (left if number % 2 == 0 else width - right) < 70, number


def test_no_text_stands_over_another(boek: Boek) -> None:
    assert overprinted(boek.pdf) == []


def test_no_page_is_nearly_white(boek: Boek) -> None:
    assert too_white(boek.pdf) == []


def test_type_is_large_enough_and_addresses_are_copied_whole(boek: Boek) -> None:
    sizes: Counter[float] = Counter()
    with pypdfium2.PdfDocument(boek.pdf) as book:
        for sheet in book:
            text = sheet.get_textpage()
            assert "\u200b" not in text.get_text_range()
            # A zero-width space between two characters has a font size of its own.
            sizes.update(
                round(pypdfium2.raw.FPDFText_GetFontSize(text.raw, place), 2)
                for place, letter in enumerate(text.get_text_range())
                if letter.isalnum()
            )
    assert sum(sizes.values()) > 50_000
    assert [size for size in sizes if size < 7.5] == []


def web_links(pdf: Path) -> set[str]:
    with pikepdf.open(pdf) as opened:
        marks = [mark for page in opened.pages for mark in page.get("/Annots", [])]
        actions = [mark.A for mark in marks if "/A" in mark]
        return {str(action.URI) for action in actions if "/URI" in action}


@pytest.mark.parametrize("which", ["met_adres", "zonder_adres"])
def test_every_address_works_from_paper(which: str, request: pytest.FixtureRequest) -> None:
    """URLs are complete, and never a relative path."""
    book: Boek = request.getfixturevalue(which)
    found, rest = web_links(book.pdf), unspaced(book.pdf_text)
    own = {link for link in found if book.address and link.startswith(book.address)}
    assert bool(own) == bool(book.address)
    for link in sorted(found, key=len, reverse=True):
        assert re.match(r"https?://[\w.-]+\.[a-z]+(/|$)|mailto:", link), link
        if link in own:
            name = link.removeprefix(book.address).partition("#")[0]
            assert (book.html / name).exists(), link
        rest = rest.replace(unspaced(re.sub("^(https?://|mailto:)", "", link).strip("/")), "")
    # A page that ends within an address leaves the rest of it; any other path is not one.
    ends = re.findall(r".{9}\.(?:html|csv|json|ipynb|zip)(?![a-z])", rest)
    known = " ".join(map(unspaced, found))
    assert [end for end in ends if end not in known] == []
    # A number in a sentence is not followed by an address.
    assert not book.address or not re.search(rf"\d ?\({book.address[8:20]}", book.pdf_text)


def test_the_first_spread_is_the_year_in_five_numbers(boek: Boek) -> None:
    facing = boek.pdf_pages[1]
    assert "2021 in vijf getallen" in facing
    tiles = boek.page("index").select("ul.tegels > li")[:5]
    assert [tile for tile in tiles if unspaced(tile.get_text()) not in unspaced(facing)] == []


def test_a_chapter_opens_with_its_figures_and_sources(boek: Boek, printed: str) -> None:
    """Below the finding: the number of figures, and as many sources as the web page lists."""
    for slug, named in (("vormingsaanbod", "Noemt"), ("vraaggestuurde-werking", "Steunt")):
        article = boek.page(slug).article
        finding = unspaced(article.select_one(".bevinding").get_text())
        sources = len(article.select("ul.bronnen > li"))
        said = re.match(r"(Noemt|Steunt)\D*(\d*)\D*op(\d+)bron", printed.partition(finding)[2])
        assert said and (said[1], int(said[3])) == (named, sources), slug


def test_a_table_that_runs_on_says_which_one_it_is(boek: Boek) -> None:
    seen = 0
    for sheet, text in enumerate(boek.pdf_pages, start=1):
        if found := re.search(r"Vervolg van (tabel \d+\.\d+)", text):
            caption = found[1].capitalize()
            assert any(f"{caption} " in before for before in boek.pdf_pages[:sheet]), caption
            seen += 1
    assert seen >= 3


def test_no_page_begins_with_the_source_of_what_stands_overleaf(boek: Boek) -> None:
    head = re.compile(r"(?:\d+\. )?[^.]{3,40}? Jaarverslag 2021 Bron(?:nen)?: ")
    assert [n for n, text in enumerate(boek.pdf_pages) if head.match(text)] == []
    assert head.match("15. Methode Jaarverslag 2021 Bronnen: Socius; De Wakkere Burger. Wat je")


def headings(reader: PdfReader) -> list[tuple[str, int]]:
    """The bookmarks in reading order, without the numbers of chapters, each with its sheet."""

    def walk(items: list) -> Iterator[tuple[str, int]]:
        for item in items:
            if isinstance(item, list):
                yield from walk(item)
            else:
                title = re.sub(r"^\d+\.\s", "", item.title)
                yield unspaced(title), reader.get_destination_page_number(item)

    return list(walk(reader.outline))


def test_every_figure_follows_its_heading_and_is_near(boek: Boek) -> None:
    """Never on a page before the heading it stands below, nor more than two pages after it."""
    marks = headings(PdfReader(boek.pdf))
    sheets = [unspaced(text) for text in boek.pdf_pages]
    astray, seen = [], 0
    for name, page in chapters(boek):
        for figure in page.select("article figure:has(.caption-number)"):
            chapter = unspaced(page.h1.get_text().removesuffix("#").split(". ")[-1])
            heading = figure.find_parent("section").find(["h1", "h2", "h3"]).get_text()
            caption = unspaced(figure.select_one("figcaption > p").get_text().removesuffix("#"))
            start = next(n for n, (title, _) in enumerate(marks) if title == chapter)
            wanted = unspaced(heading.removesuffix("#").split(". ")[-1])
            below = next(sheet for title, sheet in marks[start:] if title == wanted)
            found = next(
                n for n, text in enumerate(sheets) if n >= marks[start][1] and caption in text
            )
            seen += 1
            if not below <= found <= below + 2:
                astray.append((name, caption, below, found))
    assert seen >= 7
    assert astray == []


def test_the_contents_lead_to_the_right_pages(boek: Boek) -> None:
    labels, texts = PdfReader(boek.pdf).page_labels, boek.pdf_pages
    for slug in ("vormingsaanbod", "financieel-beleid", "kerncijfers"):
        title = boek.page(slug).h1.find(string=True, recursive=False).strip()
        page = re.search(rf"{re.escape(title)}[ .]+(\d+)", texts[2])[1]
        assert title in texts[labels.index(page)], slug


def test_every_key_figure_is_in_the_index_with_its_pages(boek: Boek) -> None:
    labels, texts = PdfReader(boek.pdf).page_labels, boek.pdf_pages
    index = " ".join(text.partition(INDEX)[2] for text in texts[3:])
    satisfied = re.search(r"tevredenheid over het vormingsaanbod ([\d, ]+\d)", index)[1]
    row, *mentions = satisfied.split(", ")
    definition = texts[labels.index(row)]
    assert "tevredenheid" in definition
    assert len(mentions) >= 2
    for page in mentions:
        assert re.search(r"\b80 ?%", texts[labels.index(page)]), page
    rows = register("kerncijfers")
    names = set(rows.loc[rows["bekend"], "label"])
    assert [name for name in names if unspaced(name) not in unspaced(index)] == []


# ---- the same as on the web ----


def test_headings_of_the_web_are_in_the_pdf(boek: Boek, printed: str) -> None:
    missing = []
    for name, page in chapters(boek):
        for heading in page.select("article h1, article h2, article h3"):
            # The web puts a full stop after the number of a chapter.
            text = re.sub(r"^\d+\.\s", "", heading.get_text().removesuffix("#").strip())
            if text and unspaced(text) not in printed:
                missing.append((name, text))
    assert missing == []


def test_figures_and_tables_of_the_web_are_in_the_pdf(boek: Boek, printed: str) -> None:
    captions = [
        (name, unspaced(caption.get_text().split("#")[0]))
        for name, page in chapters(boek)
        for caption in page.select(
            "article figcaption .caption-number, article caption .caption-number"
        )
    ]
    assert len(captions) > 30
    assert [found for found in captions if found[1] not in printed] == []


def test_cards_of_the_web_are_in_the_pdf(boek: Boek, printed: str) -> None:
    titles = [
        (name, title.get_text())
        for name, page in chapters(boek)
        for title in page.select("article .admonition-title")
    ]
    assert len(titles) > 10
    assert [found for found in titles if unspaced(found[1]) not in printed] == []


def test_definitions_of_the_web_are_in_the_pdf(boek: Boek, printed: str) -> None:
    """A term may have more than one: all of them."""
    definitions = [
        (name, part.get_text())
        for name, page in chapters(boek)
        for part in page.select("article dl.simple dd > p, article dl.glossary dd > p")
        if not part.select("a")
    ]
    assert len(definitions) > 20
    assert [found for found in definitions if unspaced(found[1]) not in printed] == []
