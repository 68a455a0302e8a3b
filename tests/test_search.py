"""Search, in the browser: numbers, plurals, parts of words, typos and questions find a place."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import browser
import pytest
from browser import Site
from bs4 import BeautifulSoup
from conftest import ROOT, Boek, one_line
from playwright.sync_api import Browser, Page

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
# Not searched: generated content, source lines, and tables, which are found by label and value.
MADE = (
    "script, pre, svg, details, figure, table, .headerlink, .std-numref, .narekenen, .verkenner, "
    ".verkend, .figurenlijst, .downloads, .caption-number, .bronregel"
)
ANSWERS = """async (queries) => {
  const answers = {};
  for (const query of queries) answers[query] = (await zoek(query)).map((hits) => hits[0].page);
  return answers;
}"""
FIRST, MOST_LOST = 3, 0.1
MOST_BYTES = 100_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def site(boek: Boek) -> Iterator[Site]:
    with browser.served(boek.html, boek.path) as served:
        yield served


@pytest.fixture(scope="module")
def opened(chromium: Browser, site: Site) -> Page:
    """A search page for many queries."""
    page = chromium.new_page()
    page.goto(f"{site.url}search.html", wait_until="load")
    return page


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def name_of(address: str) -> str:
    return address.removeprefix("chapters/").removesuffix(".html")


def test_questions_find_their_page_among_the_first(opened: Page) -> None:
    with (ROOT / "tests" / "data" / "zoekvragen.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    answers = opened.evaluate(ANSWERS, [row["query"] for row in rows])
    lost = {
        row["query"]: found
        for row in rows
        if not set(row["pages"].split("|"))
        & set(found := [name_of(page) for page in answers[row["query"]][:FIRST]])
    }
    assert len(lost) / len(rows) <= MOST_LOST, lost


def test_forty_words_find_every_page_that_holds_them(boek: Boek, opened: Page) -> None:
    found = opened.evaluate(ANSWERS, [word for pair in PAIRS for word in pair])
    texts = {}
    for name, page in boek.pages.items():
        if page.find("article") and name != "search.html":
            article = BeautifulSoup(str(page.article), "lxml")
            for made in article.select(MADE):
                made.decompose()
            texts[name] = one_line(article.get_text(" "))
    lost: dict[str, list[str]] = {}
    used = 0
    for pair in PAIRS:
        holds = re.compile(rf"(?<![\w’'-])({'|'.join(pair)})(?![\w’'-])", re.I)
        pages = {name for name, text in texts.items() if holds.search(text)}
        used += bool(pages)
        lost |= {word: missed for word in pair if (missed := sorted(pages - set(found[word])))}
    assert used > 35
    assert lost == {}


def test_the_page_that_bears_the_word_comes_first(opened: Page) -> None:
    named = {"bron": "bronnen", "begrip": "begrippen", "evenement": "evenementen",
             "correctie": "correcties"}  # fmt: skip
    answers = opened.evaluate(ANSWERS, list(named))
    assert {word: name_of(pages[0]) for word, pages in answers.items()} == named


def test_a_reader_searches_from_a_chapter_by_keyboard(site: Site, page: Page) -> None:
    page.goto(f"{site.url}chapters/vormingsaanbod.html", wait_until="load")
    site.sent.clear()
    page.keyboard.press("Control+k")
    page.keyboard.type("tevredenheid")
    page.wait_for_selector("dialog .gevonden mark")
    assert sum(size for _, _, size in site.sent) < MOST_BYTES
    status = page.locator("dialog [role=status]").inner_text()
    assert re.fullmatch(r"(Eén bladzijde|\d+ bladzijden) voor “tevredenheid”\.", status)
    assert "tevreden" in page.locator("dialog .gevonden mark").first.inner_text().lower()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator("dialog .gevonden a").nth(1).get_attribute("href")
    assert page.evaluate("Object.keys(localStorage)") == []
    page.keyboard.press("Enter")
    page.wait_for_url(second)


def test_a_hit_leads_to_its_row(boek: Boek, site: Site, page: Page) -> None:
    page.goto(f"{site.url}search.html?q=NPS+punten", wait_until="load")
    link = page.locator(".gevonden a[href*='#k-nps']").first
    link.click()
    page.wait_for_url("**/kerncijfers.html#k-nps*")
    assert page.evaluate("!!document.querySelector(':target')")


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_search_is_in_sight_wherever_a_reader_is(site: Site, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{site.url}chapters/kerncijfers.html", wait_until="load")
    for place in (0, 5000, 10**9):
        page.evaluate("(place) => scrollTo(0, place)", place)
        box = page.locator(".zoekknop").bounding_box()
        assert box["width"] > 24 and 0 <= box["y"] < 60 and box["x"] + box["width"] <= width


def test_a_word_that_is_nowhere(opened: Page) -> None:
    opened.locator("main input").fill("zwaluwstaartverbinding")
    opened.wait_for_selector("text=Niets gevonden voor “zwaluwstaartverbinding”")
    assert opened.locator("main .gevonden a").count() == 0


def test_search_works_from_a_folder(boek: Boek, page: Page) -> None:
    complaints = []
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((boek.html / "search.html").as_uri() + "?q=organisaties", wait_until="load")
    page.wait_for_selector("main .gevonden p mark")
    page.locator("main .gevonden a").first.click()
    page.wait_for_url("**/chapters/*.html*")
    assert page.locator("h1").count() == 1
    assert complaints == []
