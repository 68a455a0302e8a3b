"""Interactive parts of the web book: explorer, menu of a figure, dark mode."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

import browser
import pytest
from browser import Site
from conftest import Boek, one_line
from playwright.sync_api import Browser, Download, Page

PAGE = "chapters/kerncijfers.html"


# Playwright keeps an event loop in its thread: close it with this file.
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
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


def shown(page: Page) -> list[str]:
    """Names of the visible rows, in order."""
    return page.evaluate(
        "() => [...document.querySelectorAll('article tbody tr:has([id^=k-], [id^=s-])')]"
        ".filter((row) => row.checkVisibility()).map((row) => row.cells[0].innerText.trim())"
    )


def count(page: Page) -> str:
    return one_line(page.locator(".telling").inner_text())


def wait_for_count(page: Page, text: str) -> None:
    page.wait_for_function(
        "(text) => document.querySelector('.telling').textContent.includes(text)", arg=text
    )


def rows_of(boek: Boek) -> dict[str, dict]:
    return json.loads(boek.page("kerncijfers").select_one("#verkenner-gegevens").string)


def test_every_row_of_the_page_is_in_the_explorer(boek: Boek) -> None:
    rows = rows_of(boek)
    page = boek.page("kerncijfers")
    lines = page.select("article section table tbody tr:has([id^=k-], [id^=s-])")
    assert len(lines) == len(rows) >= 190
    for line in lines:
        row = rows[line.select_one("[id]")["id"]]
        status = line.select("td")[2].get_text(strip=True)
        assert status == row["status"]
        if row["waarde"] is None:
            assert line.select("td")[1].get_text(strip=True) == "–"


def test_filters_together_and_keeps_them_in_the_address(boek: Boek, site: Site, page: Page) -> None:
    rows = rows_of(boek)
    page.goto(site.url + PAGE)
    assert count(page) == f"{len(rows)} rijen" and len(shown(page)) == len(rows)
    page.get_by_label("Domein").select_option("Vormingsaanbod")
    page.get_by_label("Jaar", exact=True).select_option("2021")
    page.get_by_label("Status").select_option("gepubliceerd")
    fit = [
        row
        for row in rows.values()
        if row["domein"] == "Vormingsaanbod" and row["status"] == "gepubliceerd"
        and row["jaren"] and row["jaren"][0] <= 2021 <= row["jaren"][1]
    ]  # fmt: skip
    wait_for_count(page, f"{len(fit)} van de {len(rows)}")
    assert len(shown(page)) == len(fit) > 3
    page.get_by_label("Woorden").fill("ONLINE vormingen")
    page.wait_for_url(re.compile("woorden="))
    few = shown(page)
    assert 0 < len(few) < len(fit)
    for part in ("domein=Vormingsaanbod", "jaar=2021", "status=gepubliceerd", "woorden=ONLINE"):
        assert part in page.url
    page.reload()
    assert shown(page) == few
    page.get_by_label("Woorden").fill("nergens zoiets")
    wait_for_count(page, "Geen enkele")
    assert shown(page) == [] and page.get_by_role("button", name="CSV", exact=True).is_disabled()
    page.get_by_role("button", name="Wis de filter").click()
    wait_for_count(page, f"{len(rows)} rijen")
    assert len(shown(page)) == len(rows) and "?" not in page.url


def test_a_word_is_found_without_its_accents(site: Site, page: Page) -> None:
    page.goto(f"{site.url}{PAGE}?woorden=financiele")
    with_, without = shown(page), None
    page.goto(f"{site.url}{PAGE}?woorden=financi%C3%ABle")
    without = shown(page)
    assert with_ == without


@pytest.mark.parametrize(
    ("asked", "row"),
    [("80%", "tevredenheid"), ("70,6", "werkingssubsidies"), ("NPS", "Net Promoter Score"),
     ("1440", "bereikte personen")],
)  # fmt: skip
def test_a_figure_is_found_however_it_is_written(
    site: Site, page: Page, asked: str, row: str
) -> None:
    page.goto(site.url + PAGE)
    page.get_by_label("Woorden").fill(asked)
    wait_for_count(page, " van de ")
    assert any(row in name for name in shown(page)), shown(page)[:5]


def test_back_undoes_one_choice_at_a_time(site: Site, page: Page) -> None:
    page.goto(site.url + PAGE)
    everything = count(page)
    page.get_by_label("Domein").select_option("Vormingsaanbod")
    page.wait_for_url(re.compile("domein="))
    some = count(page)
    page.get_by_label("Woorden").press_sequentially("online", delay=150)
    page.wait_for_url(re.compile("woorden=online"))
    page.go_back()
    wait_for_count(page, some)
    page.go_back()
    wait_for_count(page, everything)
    page.go_forward()
    wait_for_count(page, some)


def test_sorts_by_column_for_eye_and_ear(boek: Boek, site: Site, page: Page) -> None:
    page.goto(f"{site.url}{PAGE}?status=gepubliceerd")
    head = page.locator(".verkend th", has=page.get_by_role("button", name="Waarde"))
    assert head.get_attribute("aria-sort") == "none"
    page.get_by_role("button", name="Waarde").focus()
    rows = rows_of(boek)
    for key, state, downwards in (("Enter", "ascending", False), ("Space", "descending", True)):
        page.keyboard.press(key)
        assert head.get_attribute("aria-sort") == state
        order = page.evaluate(
            "() => [...document.querySelectorAll('.verkend tbody tr')]"
            ".map((row) => row.querySelector('[id]').id)"
        )
        values = [rows[anchor]["waarde"] for anchor in order]
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=downwards) and values[: len(known)] == known
        assert page.evaluate("document.activeElement.dataset.sorteer") == "waarde"
    assert "volgorde=-waarde" in page.url


def saved(page: Page, button: str) -> tuple[Download, str]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    download = waiting.value
    return download, download.path().read_bytes().decode("utf-8")


def test_the_explorer_needs_no_mouse(site: Site, page: Page) -> None:
    """By keyboard alone, from the top of the page: filter, sort, clear, with visible focus."""
    page.goto(f"{site.url}chapters/kerncijfers.html", wait_until="load")
    everything = count(page)

    here = "(where) => document.activeElement.matches(where)"
    ring = "() => getComputedStyle(document.activeElement).outlineStyle"

    def walk_to(where: str, most: int, key: str = "Tab") -> None:
        for _ in range(most):
            page.keyboard.press(key)
            if page.evaluate(here, where):
                break
        assert page.evaluate(here, where), where
        assert page.evaluate(ring) == "solid", where

    walk_to("#v-woorden", 90)
    page.keyboard.type("tevredenheid")
    wait_for_count(page, " van de ")
    walk_to("#v-jaar", 2)
    page.keyboard.type("2021")
    page.keyboard.press("Tab")
    page.wait_for_function("location.hash.includes('2021') || location.search.includes('2021')")
    names = shown(page)
    assert names and all("tevredenheid" in name for name in names)
    walk_to("[data-sorteer=naam]", 12)
    page.keyboard.press("Enter")
    page.wait_for_selector(".verkend th[aria-sort=ascending]")
    assert shown(page) == sorted(names, key=str.casefold)
    walk_to("[data-doe=alles]", 12, "Shift+Tab")
    page.keyboard.press("Enter")
    wait_for_count(page, everything)


@pytest.mark.parametrize("from_disk", [False, True])
def test_takes_along_what_it_shows(boek: Boek, site: Site, page: Page, from_disk: bool) -> None:
    start = f"{boek.html.as_uri()}/" if from_disk else site.url
    page.goto(f"{start}{PAGE}?woorden=werkingssubsidies&volgorde=-waarde")
    names = shown(page)
    assert 2 < len(names) < 60
    download, text = saved(page, "CSV")
    assert download.suggested_filename == "kerncijfers-selectie.csv"
    plain = list(csv.DictReader(io.StringIO(text)))
    assert [row["Kerncijfer"] for row in plain] == [one_line(name) for name in names]
    rows = rows_of(boek)
    for row in plain:
        same = rows[row["Rij"].partition("#")[2]]
        assert row["Waarde"] == ("" if same["waarde"] is None else str(same["waarde"]))
        assert row["Eenheid"] == same["eenheid"] and row["Status"] == same["status"]
        assert "/home" not in row["Rij"] and "file:" not in row["Rij"]
    download, text = saved(page, "CSV voor Excel")
    assert download.suggested_filename == "kerncijfers-selectie-excel.csv"
    assert text.startswith("\ufeff") and text.count("\r\n") == len(plain) + 1
    dutch = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row["Waarde"] for row in dutch] == [row["Waarde"].replace(".", ",") for row in plain]


def test_a_row_asked_for_by_its_address_comes_in_sight(site: Site, page: Page) -> None:
    page.goto(f"{site.url}{PAGE}?domein=Onderzoek")
    anchor = "k-vormingen-2021"
    assert not page.locator(f"#{anchor}").is_visible()
    page.evaluate("(anchor) => { location.hash = anchor }", anchor)
    page.locator(f"#{anchor}").wait_for(state="visible")
    assert "domein" not in page.url and page.url.endswith(f"#{anchor}")


def test_without_scripts_the_tables_are_simply_there(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url + PAGE)
    assert not page.locator("form.verkenner").is_visible()
    assert not page.locator(".verkend").is_visible()
    assert page.locator("#k-vormingen-2021").is_visible()
    page.goto(f"{site.url}chapters/vormingsaanbod.html")
    menu = page.locator("details.figuurmenu").first
    menu.locator("summary").click()
    assert menu.get_by_role("link", name="PNG").is_visible()
    context.close()


# ---- The menu of a figure ----


def test_the_menu_opens_by_keyboard(site: Site, page: Page) -> None:
    page.goto(f"{site.url}chapters/vormingsaanbod.html")
    figure = page.locator(".figuurkaart", has=page.locator("#fig-vormingen-naar-vorm"))
    summary = figure.locator(".figuurmenu summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert figure.get_by_role("link", name="PNG").is_visible()
    page.keyboard.press("Tab")
    assert "vaste-link" in page.evaluate("document.activeElement.className")


def test_the_lasting_link_is_copied(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site.url}chapters/vormingsaanbod.html")
    figure = page.locator(".figuurkaart", has=page.locator("#fig-vormingen-naar-vorm"))
    figure.locator(".figuurmenu summary").click()
    figure.locator(".vaste-link").click()
    page.get_by_text("De link is gekopieerd.").wait_for(state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site.url}chapters/vormingsaanbod.html#fig-vormingen-naar-vorm"
    page.goto(f"{site.url}chapters/colofon.html")
    page.locator(".highlight-bibtex").get_by_role("button", name="Kopieer").click()
    page.get_by_role("button", name="Gekopieerd").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("@misc{")
    context.close()


@pytest.mark.parametrize(("width", "touch"), [(1280, False), (360, True)], ids=["mouse", "finger"])
def test_a_chart_says_what_is_asked(chromium: Browser, site: Site, width: int, touch: bool) -> None:
    """In the wide and the narrow drawing, pointing at a mark shows its row."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, has_touch=touch)
    page = context.new_page()
    page.goto(f"{site.url}chapters/vormingsaanbod.html")
    figure = page.locator("#fig-vormingen-naar-vorm")
    field, told = figure.locator(".vraagvlak"), figure.locator(".merkkaart")
    field.scroll_into_view_if_needed()
    marks = page.locator(".figuurkaart:has(#fig-vormingen-naar-vorm) ul.merken li")
    box = field.bounding_box()
    for mark in marks.all():
        x, y, wide, tall = (
            int(part) / 1000
            for part in mark.get_attribute("data-breed" if width > 600 else "data-smal").split()
        )
        middle = box["width"] * (x + wide / 2), box["height"] * (y + tall / 2)
        if touch:
            field.tap(position={"x": middle[0], "y": middle[1]})
        else:
            field.hover(position={"x": middle[0], "y": middle[1]})
        said = one_line(told.locator("strong").inner_text())
        assert said == one_line(mark.locator("b").inner_text())
    field.focus()
    page.keyboard.press("Home")
    assert told.locator("strong").inner_text().startswith("vormingen: online: 46")
    page.keyboard.press("ArrowRight")
    assert "offline: 11" in told.inner_text() and "gepubliceerd · Socius" in told.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kerncijfers.html#k-vormingen-2021-offline")
    context.close()


def test_the_card_of_a_mark_leaves_the_mark_in_sight(site: Site, page: Page) -> None:
    """Also on a phone that shows a part of the drawing, for marks at its edge and its foot."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site.url}chapters/dekking.html")
    field, told = page.locator(".vraagvlak"), page.locator(".merkkaart")
    field.focus()
    for number in range(page.locator("ul.merken li").count()):
        page.keyboard.press("ArrowRight" if number else "Home")
        mark, card = page.locator(".merkkader").bounding_box(), told.bounding_box()
        for box in (mark, card):
            assert min(box["x"], box["y"], 320 - box["x"] - box["width"]) > -1, number
            assert box["y"] + box["height"] < 641, number
        apart = max(mark["y"] - card["y"] - card["height"], card["y"] - mark["y"] - mark["height"])
        assert apart > 0, number
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de rij"
    page.keyboard.press("Tab")
    assert told.is_hidden(), "it would go along with whoever reads on"


def test_what_works_on_a_chart_names_the_chart(site: Site, page: Page) -> None:
    page.goto(f"{site.url}chapters/vormingsaanbod.html")
    names = page.locator(".vraagvlak, .figuur-onder :is(summary, .tabelvak)").evaluate_all(
        "parts => parts.map((part) => part.ariaLabel ?? part.textContent)"
    )
    assert len(names) == len(set(names)) == 12


def test_the_table_takes_the_place_of_the_drawing(site: Site, page: Page) -> None:
    page.goto(f"{site.url}chapters/vormingsaanbod.html")
    card = page.locator(".figuurkaart").first
    card.get_by_text("Toon de tabel").click()
    assert card.locator("table").is_visible() and not card.locator("picture.licht").is_visible()
    page.emulate_media(media="print")
    assert card.locator("picture.licht").is_visible()
    page.emulate_media(media="screen")
    card.get_by_text("Toon de grafiek").click()
    assert card.locator("picture.licht").is_visible()


def test_a_number_says_its_source_to_mouse_and_keyboard(site: Site, page: Page) -> None:
    page.goto(f"{site.url}chapters/vormingsaanbod.html")
    link, told = page.locator(".bevinding a[href*='#k-']").first, page.locator("#herkomst")
    source = link.get_attribute("title")
    for ask in (link.hover, link.focus):
        ask()
        assert told.inner_text() == source and link.get_attribute("aria-describedby") == "herkomst"
        page.keyboard.press("Escape")
        assert told.is_hidden() and link.get_attribute("title") == source
        page.mouse.move(0, 0)


# ---- A reader's view and an analyst's ----


def test_one_switch_shows_the_code_and_is_remembered(site: Site, page: Page) -> None:
    page.goto(f"{site.url}chapters/vormingsaanbod.html")
    code = page.locator("details.code pre").first
    assert not code.is_visible() and not page.locator(".narekenen").is_visible()
    page.get_by_role("button", name="Code en gegevens").click()
    assert code.is_visible() and page.locator(".narekenen").is_visible()
    page.goto(f"{site.url}chapters/evenementen.html")
    assert page.locator("details.code pre").first.is_visible()
    page.get_by_role("button", name="Code en gegevens").click()
    assert not page.locator("details.code").first.is_visible()


def test_without_scripts_the_code_stays_in_reach(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}chapters/vormingsaanbod.html")
    page.locator("details.code summary").first.click()
    assert page.locator("details.code pre").first.is_visible()
    assert not page.locator(".blikknop").is_visible()
    context.close()


def test_the_contents_mark_the_section_in_view(site: Site, page: Page) -> None:
    page.goto(f"{site.url}chapters/vormingsaanbod.html")
    for section in page.locator("article > section > section").all()[1:3]:
        name = section.get_attribute("id")
        page.evaluate("(name) => document.getElementById(name).scrollIntoView()", name)
        page.wait_for_selector(f".inhoud a[aria-current][href='#{name}']")
        assert page.locator(".inhoud a[aria-current]").count() == 1
    page.set_viewport_size({"width": 360, "height": 700})
    page.get_by_role("button", name="Op deze pagina").click()
    page.locator(".inhoud a").first.click()
    assert page.locator(".inhoud").is_hidden(), "it would cover what was asked for"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_list_of_chapters_shows_the_one_that_is_read(
    site: Site, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(f"{site.url}chapters/colofon.html")
    if width == 320:
        page.get_by_role("button", name="Hoofdstukken").click()
    box = page.locator(".hoofdstukken .current").bounding_box()
    assert 50 < box["y"] < 640 - box["height"] + 1
    assert page.evaluate("scrollY") == 0


# ---- Light, dark, paper ----


def test_a_reader_gets_one_drawing_that_fits_the_mode(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(color_scheme="dark", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    site.sent.clear()
    browser.read(page, site, "chapters/vormingsaanbod.html")
    asked = [path for path, _, _ in site.sent if path.endswith(".svg") and "figuren/" in path]
    assert asked and all(path.endswith("-donker.svg") for path in asked)
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    picture = page.locator("#fig-vormingen-naar-vorm picture.licht")
    picture.scroll_into_view_if_needed()
    assert picture.is_visible()
    assert not page.locator("#fig-vormingen-naar-vorm picture.donker").is_visible()
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print")
    assert picture.is_visible(), "paper is light"
    ink = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--inkt')")
    assert ink.strip().lower() == "#1c2529"
    context.close()


def test_a_chapter_prints_without_the_site_around_it(
    boek: Boek, chromium: Browser, site: Site
) -> None:
    from pypdf import PdfReader

    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    browser.read(page, site, "chapters/financieel-beleid.html")
    printed = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    text = one_line(" ".join(sheet.extract_text() for sheet in printed.pages))
    assert "Financieel beleid" in text and "Figuur" in text
    for gone in ("Delen en downloaden", "Op deze pagina", "Volgende", "Reken dit hoofdstuk"):
        assert gone not in text, gone
    assert "Hoofdpunten" not in text, "the list of chapters stays on the screen"
    pictures = sum("/XObject" in sheet["/Resources"] for sheet in printed.pages)
    assert 2 <= len(printed.pages) <= 20 and pictures >= 0
    context.close()


def test_no_heading_stands_alone_at_the_foot_of_a_sheet(
    boek: Boek, chromium: Browser, site: Site
) -> None:
    from pypdf import PdfReader

    context = chromium.new_context()
    page = context.new_page()
    for chapter in ("vormingsaanbod", "financieel-beleid", "beleidskader"):
        browser.read(page, site, f"chapters/{chapter}.html")
        printed = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
        heads = {
            one_line(head.get_text()).rstrip("#").strip()
            for head in boek.page(chapter).article.select("h2, h3")
        }
        ends = [one_line(sheet.extract_text().strip().splitlines()[-1]) for sheet in printed.pages]
        assert not heads & set(ends), (chapter, ends)
    context.close()


def test_on_a_phone_every_cell_names_its_column(boek: Boek, site: Site, page: Page) -> None:
    events = [row for row in rows_of(boek).values() if row["domein"] == "Evenementen"]
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{site.url}{PAGE}?domein=Evenementen")
    wait_for_count(page, f"{len(events)} van de")
    row = page.locator(".verkend tbody tr").first
    labels = row.locator("td").evaluate_all("cells => cells.map((cell) => cell.dataset.kop)")
    assert labels == ["Domein", "Periode", "Waarde", "Status", "Definitie, noot en bron"]
    box = page.locator(".verkend")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 1
