"""Search in Dutch, in the browser: a word finds every page that holds it, in singular or plural."""

from __future__ import annotations

import re
from collections.abc import Iterator

import browser
import pytest
from browser import Site
from bs4 import BeautifulSoup
from conftest import Boek, one_line
from playwright.sync_api import Browser, Page

from press.web.search import Zoektaal

# Words of this report, singular and plural: regular ones, and every way in which they change.
WORDS = """
vorming vormingen · organisatie organisaties · cijfer cijfers · traject trajecten ·
subsidie subsidies · activiteit activiteiten · deelnemer deelnemers · evenement evenementen ·
publicatie publicaties · bron bronnen · tabel tabellen · grafiek grafieken · doel doelen ·
jaar jaren · thema thema's · bezoeker bezoekers · vraag vragen · medewerker medewerkers ·
steunpunt steunpunten · definitie definities · correctie correcties · lid leden ·
overheid overheden · norm normen · begrip begrippen ·  vrijwilliger vrijwilligers · naam namen ·
indicator indicatoren · nieuwkomer nieuwkomers · vereniging verenigingen · decreet decreten ·
beweging bewegingen · onderzoek onderzoeken · netwerk netwerken · gesprek gesprekken ·
beschrijving beschrijvingen · bladzijde bladzijden · getal getallen · reeks reeksen ·
notebook notebooks · euro euro's · dag dagen · kerncijfer kerncijfers · abonnee abonnees
"""
PAIRS = [tuple(pair.split()) for pair in WORDS.split("·")]
# Written by the builder, not by an author: no part of the index.
MADE = (
    "script, pre, svg, details, figure, .headerlink, .std-numref, .narekenen, .verkenner, "
    ".verkend, .figurenlijst, .downloads, .caption-number"
)
FIND = """(words) => Object.fromEntries(words.map((word) =>
  [word, Search._performSearch(...Search._parseQuery(word)).map((hit) => hit[5])]))"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def site(boek: Boek) -> Iterator[Site]:
    with browser.served(boek.html, boek.path) as served:
        yield served


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def prose(boek: Boek) -> dict[str, str]:
    """What was written: without the tables behind charts and without "Figuur 3.1"."""
    texts = {}
    for name, page in boek.pages.items():
        if page.find("article"):
            article = BeautifulSoup(str(page.find("article")), "lxml")
            for made in article.select(MADE):
                made.decompose()
            texts[name.removesuffix(".html")] = one_line(article.get_text(" "))
    return texts


def test_forty_words_find_every_page_that_holds_them(boek: Boek, site: Site, page: Page) -> None:
    assert len(PAIRS) >= 40
    page.goto(f"{site.url}search.html", wait_until="load")
    found = page.evaluate(FIND, [word for pair in PAIRS for word in pair])
    texts = prose(boek)
    lost = {}
    for pair in PAIRS:
        holds = re.compile(rf"(?<![\w’'-])({'|'.join(pair)})(?![\w’'-])", re.I)
        pages = {name for name, text in texts.items() if holds.search(text)}
        assert pages, f"{pair} is no word of this report"
        for word in pair:
            missed = pages - {re.sub(r"\.\w+$", "", hit) for hit in found[word]}
            if missed:
                lost[word] = sorted(missed)
    assert lost == {}


def test_browser_and_index_stem_alike(boek: Boek, site: Site, page: Page) -> None:
    """Every word of the book, through Python and through the script of the search page."""
    words = sorted({word for text in boek.texts.values() for word in re.findall(r"\w+", text)})
    assert len(words) > 2000
    page.goto(f"{site.url}search.html", wait_until="load")
    theirs = page.evaluate("(words) => words.map((word) => new Stemmer().stemWord(word))", words)
    ours = [Zoektaal({}).stem(word) for word in words]
    assert [trio for trio in zip(words, ours, theirs, strict=True) if trio[1] != trio[2]] == []


def test_a_reader_searches_from_a_chapter_by_keyboard(site: Site, page: Page) -> None:
    page.goto(f"{site.url}chapters/vormingsaanbod.html", wait_until="load")
    page.keyboard.press("Control+k")
    page.keyboard.type("abonnees")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results mark")
    status = page.locator("#search-results .search-summary").inner_text()
    assert re.fullmatch(r"(Eén bladzijde|\d+ bladzijden) voor “abonnees”\.", status)
    assert "abonnee" in page.locator("#search-results mark").first.inner_text().lower()
    kept = page.evaluate("Object.keys(localStorage)")
    assert set(kept) <= {"mode", "theme"}
    page.locator("#search-results a").first.click()
    page.wait_for_url("**/chapters/*.html*")


def test_the_page_that_bears_the_word_comes_first(site: Site, page: Page) -> None:
    for query, first in (
        ("bron", "Bronnen"),
        ("begrip", "Begrippen"),
        ("evenement", "Evenementen"),
        ("correctie", "Correcties"),
    ):
        page.goto(f"{site.url}search.html?q={query}", wait_until="load")
        titles = page.locator("#search-results li > a")
        assert first in titles.first.inner_text(), query
        assert len(set(titles.all_inner_texts())) == titles.count(), query


def test_a_word_that_is_nowhere(site: Site, page: Page) -> None:
    page.goto(f"{site.url}search.html?q=zwaluwstaartverbinding", wait_until="load")
    page.wait_for_selector("text=Niets gevonden voor “zwaluwstaartverbinding”")
    assert page.locator("#search-results a").count() == 0


def test_search_works_from_a_folder(boek: Boek, page: Page) -> None:
    complaints = []
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((boek.html / "search.html").as_uri() + "?q=organisaties", wait_until="load")
    page.wait_for_selector("#search-results a")
    page.locator("#search-results a").first.click()
    page.wait_for_url("**/chapters/*.html*")
    assert page.locator("h1").count() == 1
    assert complaints == []
