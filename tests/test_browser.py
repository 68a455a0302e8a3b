"""The web book in a browser: accessible, in Dutch, private, light, without layout shifts."""

from __future__ import annotations

import csv
import gettext
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import browser
import pytest
from babel.messages.pofile import read_po
from browser import AXE, SNIFFER, WCAG, Site
from conftest import ROOT, Boek, one_line
from playwright.sync_api import Browser, BrowserContext, Page

WIDTHS = (320, 768, 1280)
THEMES = ("light", "dark")
FIRST_PAGE, ANY_PAGE = 200_000, 300_000  # bytes over the line, packed, fonts and pictures included
MOST_SHIFT = 0.02
# Contrast is the slow rule, and a table of a thousand rows has one look. A look is what contrast
# depends on: colour, size and weight of the letters, and every background behind them. Of each look
# the first few of the book are measured, in every theme and width; other rules see whole pages.
# Between a phone and a wide screen a page looks like one of the two. With JAARVERSLAG_AXE=alles,
# as `make keuring` sets it, every letter of every page is measured in every width: minutes.
SPECIMENS = 2
EVERYTHING = os.environ.get("JAARVERSLAG_AXE") == "alles"
JUDGED = WIDTHS if EVERYTHING else (WIDTHS[0], WIDTHS[-1])
PICK = """([seen, most]) => {
  const paper = new Map([[null, ""]]);
  const behind = (node) => {
    if (!paper.has(node)) {
      const style = getComputedStyle(node);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter];
      const plain = own.join() === "rgba(0, 0, 0, 0),none,1,none";
      paper.set(node, behind(node.parentElement) + (plain ? "" : "/" + own.join()));
    }
    return paper.get(node);
  };
  window.specimens = [...document.body.querySelectorAll("*")].filter((node) => {
    const text = [...node.childNodes].some((part) => part.nodeType === 3 && part.data.trim());
    if (!text || !node.checkVisibility()) return false;
    const {color, fontSize, fontWeight, textShadow} = getComputedStyle(node);
    const look = [color, fontSize, fontWeight, textShadow, behind(node)].join();
    seen[look] = (seen[look] || 0) + 1;
    return seen[look] <= most;
  });
  return seen;
}"""
CHECK = """async ([rules, few]) => {
  const area = few ? {include: window.specimens} : {exclude: ["tbody tr:nth-child(n+13)"]};
  if (few && !window.specimens.length) return [];
  const options = {resultTypes: ["violations"], preload: false, selectors: false, elementRef: true};
  const result = await axe.run(area, {...options, ...rules});
  return result.violations.map((broken) => broken.id + ": " + broken.nodes.slice(0, 3)
    .map((node) => node.element.outerHTML.slice(0, 160) + " " + node.failureSummary).join("; "));
}"""
# The errors of a second judge, who sees other things than axe does.
SNIFF = """() => new Promise((done) => HTMLCS.process("WCAG2AA", document, () => done(
  HTMLCS.getMessages().filter((found) => found.type === HTMLCS.ERROR).map((found) =>
    found.code + " " + found.msg + " " + found.element.outerHTML.slice(0, 120)))))"""
ALL_RULES = {"runOnly": {"type": "tag", "values": WCAG}}
STRUCTURE = {**ALL_RULES, "rules": {"color-contrast": {"enabled": False}}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}

# What is said to a reader: text and the attributes that are read aloud or shown on hover.
SPOKEN = """() => {
  const silent = "script, style, pre, code, kbd, noscript, [lang]:not(html):not([lang=nl])";
  const inside = [], around = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === 1 ? node : node.parentElement;
    if (!element || element.closest(silent)) continue;
    const into = element.closest("article") ? inside : around;
    if (node.nodeType === 3) into.push(node.data);
    else if (node.nodeType === 1) {
      for (const name of ["aria-label", "title", "alt", "placeholder", "aria-description",
                          "data-bs-title", "aria-roledescription", "label", "summary"])
        if (node.hasAttribute(name)) around.push(node.getAttribute(name));
      if (node.matches("input[type=submit], input[type=button], input[type=reset]"))
        around.push(node.value);
    }
  }
  return {inside, around};
}"""
# Of each table of words: what stands outside its box, and cells whose label is not their column.
BLOCKS = """() => [...document.querySelectorAll("table.blokken")].map((table) => {
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  const box = table.closest(".tabelvak");
  return {
    outside: box.scrollWidth - box.clientWidth,
    shape: rows.length ? getComputedStyle(rows[0]).display : "",
    wrong: rows.flatMap((row) => [...row.cells]).filter((cell) =>
      cell.tagName === "TD" && (cell.dataset.kop ?? "") !==
        (cell.textContent.trim() ? names[cell.cellIndex] : "")).length,
    roles: [table, ...table.querySelectorAll("tr, td, th")].every((part) => part.role),
  };
})"""
# Tables whose last column stands off the screen.
CUT = """() => [...document.querySelectorAll("article table:not(.blokken)")].filter((table) => {
  const box = table.closest(".tabelvak");
  return box.checkVisibility() && box.scrollWidth - box.clientWidth > 1;
}).map((table) => table.textContent.trim().slice(0, 60))"""
# Headings that get taller by the sign of their link, which would stand on a line of its own.
TALLER = """() => [...document.querySelectorAll("article :is(h1, h2, h3)")].filter((heading) => {
  const link = heading.querySelector("a.headerlink");
  if (!link) return false;
  const before = heading.offsetHeight;
  link.hidden = true;
  const after = heading.offsetHeight;
  link.hidden = false;
  return before > after;
}).map((heading) => heading.textContent)"""
# Common English words that are no Dutch ones ("of", "is", "in", "we", "open" are both).
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """
        the and this that with from your you are search page pages next previous toggle show hide
        close skip copy loading warning heading sidebar contents settings dark light mode expand
        collapse view source edit back click select results found not any clear reset sort
        ascending descending columns row rows share figure were has for which these those about
        into other more
        """,
    )
)


@dataclass
class Visit:
    """Measurements of a visit to one page."""

    weight: int = 0
    missing: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    kept: dict[str, object] = field(default_factory=dict)
    shifts: dict[int, float] = field(default_factory=dict)
    too_wide: dict[int, int] = field(default_factory=dict)
    tables: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)
    taller: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    sniffed: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    around: list[str] = field(default_factory=list)


# Playwright keeps an event loop in its thread, which would hinder the notebook tests: close it
# with this file.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def site(boek: Boek) -> Iterator[Site]:
    with browser.served(boek.html, boek.path) as served:
        yield served


@pytest.fixture(scope="module")
def visits(boek: Boek, chromium: Browser, site: Site) -> dict[str, Visit]:
    """One visit to every page of the book; the tests check the measurements."""
    axe, sniffer = AXE.read_text(encoding="utf-8"), SNIFFER.read_text(encoding="utf-8")
    seen: dict[tuple[int, str], dict[str, int]] = {}
    walk = {}
    for name in browser.pages_of(boek.html):
        context = watching(chromium)
        page = context.new_page()
        walk[name] = visit = Visit()
        listen(page, visit, site.url)
        read_twice(page, visit, site, name)
        visit.kept = {
            "cookies": context.cookies(),
            "local": page.evaluate("Object.keys(localStorage)"),
            "session": page.evaluate("Object.keys(sessionStorage)"),
        }
        if browser.target_of(boek.html / name):  # it showed another page, which has its own visit
            context.close()
            continue
        spoken = page.evaluate(SPOKEN)
        visit.inside, visit.around = spoken["inside"], spoken["around"]
        page.evaluate(sniffer)
        visit.sniffed = page.evaluate(SNIFF)
        page.evaluate(axe)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            visit.too_wide[width] = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            visit.tables[width] = page.evaluate(BLOCKS)
            if width == WIDTHS[0]:
                visit.cut, visit.taller = page.evaluate(CUT), page.evaluate(TALLER)
            for theme in THEMES if width in JUDGED else ():
                visit.broken += judge(page, width, theme, seen.setdefault((width, theme), {}))
        context.close()
    return walk


def watching(chromium: Browser) -> BrowserContext:
    """A browser context that measures layout shifts."""
    context = chromium.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    context.add_init_script(browser.WATCH_SHIFTS)
    context.set_default_navigation_timeout(120_000)  # a machine that does other work is slow
    return context


def listen(page: Page, visit: Visit, home: str) -> None:
    page.on("request", lambda request: home in request.url or visit.elsewhere.append(request.url))
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on(
        "console",
        lambda line: line.type in ("error", "warning") and visit.complaints.append(line.text),
    )


def read_twice(page: Page, visit: Visit, site: Site, name: str) -> None:
    """On a wide screen, where the weight is counted, and on a phone."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        site.sent.clear()
        browser.read(page, site, name)
        visit.shifts[width] = page.evaluate("window.shifts")
        visit.missing += [path for path, status, _ in site.sent if status != 200]
        visit.weight = max(visit.weight, sum(size for _, _, size in site.sent))


def judge(page: Page, width: int, theme: str, seen: dict[str, int]) -> list[str]:
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
    if EVERYTHING:
        broken = page.evaluate(CHECK, [ALL_RULES, False])
    else:
        seen.update(page.evaluate(PICK, [seen, SPECIMENS]))
        broken = page.evaluate(CHECK, [CONTRAST, True])
        if theme == "light":  # what is where does not depend on colours
            broken += page.evaluate(CHECK, [STRUCTURE, False])
    return [f"{width} px, {theme}: {line}" for line in broken]


def test_no_violation_of_wcag(visits: dict[str, Visit]) -> None:
    assert {name: visit.broken for name, visit in visits.items() if visit.broken} == {}


def test_a_second_judge_of_wcag_finds_no_error(visits: dict[str, Visit]) -> None:
    assert {name: visit.sniffed for name, visit in visits.items() if visit.sniffed} == {}


def test_nothing_scrolls_sideways(visits: dict[str, Visit]) -> None:
    wide = {name: visit.too_wide for name, visit in visits.items() if any(visit.too_wide.values())}
    assert wide == {}


def test_on_a_phone_a_row_of_words_is_a_block(visits: dict[str, Visit]) -> None:
    seen = {}
    for name, visit in visits.items():
        for width, display in ((320, "flex"), (1280, "table-row")):
            for table in visit.tables.get(width, []):
                seen[name] = seen.get(name, 0) + 1
                assert table["shape"] in (display, ""), name
                assert table["wrong"] == 0 and (table["roles"] or width > 320), name
                assert table["outside"] <= 1 or width > 320, name
    assert seen["chapters/kerncijfers.html"] > 20 and len(seen) > 8


def test_a_phone_cuts_no_words_and_wastes_no_line(visits: dict[str, Visit]) -> None:
    assert {name: visit.cut for name, visit in visits.items() if visit.cut} == {}
    assert {name: visit.taller for name, visit in visits.items() if visit.taller} == {}


def test_no_title_breaks_within_a_word_on_a_phone(
    boek: Boek, chromium: Browser, site: Site
) -> None:
    """A tenth of a letter between letters makes ours as wide as the widest font of a system."""
    page = chromium.new_page(viewport={"width": 320, "height": 700})
    browser.read(page, site, "chapters/colofon.html")
    words = {
        word for found in boek.pages.values() for word in found.h1.get_text().rstrip("#").split()
    }
    too_long = page.evaluate(
        """(words) => { const title = document.querySelector("article h1");
          title.style = "letter-spacing: .1em; width: min-content";
          const room = title.parentElement.clientWidth;
          const wide = (word) => ((title.textContent = word), title.offsetWidth > room);
          return words.filter(wide); }""",
        sorted(words),
    )
    page.close()
    assert len(words) > 30 and too_long == []


@pytest.mark.parametrize("width", [320, 1280])
def test_text_and_foot_of_a_page_line_up(chromium: Browser, site: Site, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    browser.read(page, site, "chapters/vormingsaanbod.html")
    left = """(name) => { const range = document.createRange();
      range.selectNodeContents(document.querySelector(name));
      return range.getClientRects()[0].left; }"""
    parts = ("article h1", "article p.bevinding", "figcaption p", "footer.voet p")
    places = {name: page.evaluate(left, name) for name in parts}
    assert max(places.values()) - min(places.values()) < 2, places
    browser.read(page, site, "search.html")
    assert abs(page.evaluate(left, ".zoekpagina h1") - places["article h1"]) < 2
    page.close()


def test_the_search_box_shows_one_ring(chromium: Browser, site: Site) -> None:
    page = chromium.new_page()
    browser.read(page, site, "search.html")
    page.locator(".zoekpagina input").focus()
    rings = page.evaluate(
        """[...document.querySelectorAll(".zoekpagina :is(form, input)")].map((node) => {
          const style = getComputedStyle(node);
          return [style.outlineStyle, style.boxShadow];
        })"""
    )
    edge = page.evaluate(
        """() => { const input = document.querySelector(".zoekpagina input");
          input.blur();
          return getComputedStyle(input).borderTopWidth; }"""
    )
    page.close()
    assert rings == [["none", "none"], ["solid", "none"]]
    assert edge == "1px"  # without a ring a reader still sees where to write


def test_nothing_jumps_while_a_page_loads(
    visits: dict[str, Visit], chromium: Browser, site: Site
) -> None:
    """A page with a layout shift is read again: on a busy machine fonts load late."""
    jumps = {}
    for name, visit in visits.items():
        if max(visit.shifts.values()) < MOST_SHIFT:
            continue
        context = watching(chromium)
        page, again = context.new_page(), Visit()
        read_twice(page, again, site, name)
        context.close()
        if max(again.shifts.values()) >= MOST_SHIFT:
            jumps[name] = again.shifts
    assert jumps == {}


@pytest.mark.parametrize("theme", THEMES)
def test_a_cell_that_gave_nothing_takes_no_room(chromium: Browser, site: Site, theme: str) -> None:
    context = chromium.new_context(color_scheme=theme)
    page = context.new_page()
    browser.read(page, site, "chapters/evenementen.html")
    empty = page.evaluate(
        "[...document.querySelectorAll('.cell_output > .output:empty')].map((n) => n.offsetHeight)"
    )
    context.close()
    assert empty and set(empty) == {0}


def test_no_page_is_heavy(visits: dict[str, Visit]) -> None:
    first = visits["index.html"].weight
    assert 20_000 < first <= FIRST_PAGE
    heavy = {name: visit.weight for name, visit in visits.items() if visit.weight > ANY_PAGE}
    assert heavy == {}


def test_no_request_leaves_the_site_and_none_fails(visits: dict[str, Visit]) -> None:
    for name, visit in visits.items():
        assert (visit.elsewhere, visit.missing, visit.complaints) == ([], [], []), name


def test_nothing_is_kept_but_the_choice_of_light_or_dark(visits: dict[str, Visit]) -> None:
    for name, visit in visits.items():
        assert visit.kept["cookies"] == [], name
        assert visit.kept["local"] == [], name
        assert visit.kept["session"] == [], name


def english_of_the_themes() -> set[str]:
    """Every text that Sphinx and its themes bring along in English."""
    english = set()
    for package in ("sphinx",):
        folder = Path(find_spec(package).origin).parent
        for catalogue in [
            *folder.rglob("de/LC_MESSAGES/*.mo"),
            *folder.rglob("fr/LC_MESSAGES/*.mo"),
        ]:
            with catalogue.open("rb") as file:
                english |= {str(key) for key in gettext.GNUTranslations(file)._catalog}
    with (ROOT / "press/web/locale/nl/LC_MESSAGES/sphinx.po").open("rb") as file:
        ours = {str(message.id): str(message.string) for message in read_po(file)}
    same = {text for text, dutch in ours.items() if text == dutch}
    return {text for text in english | set(ours) if len(text) > 2} - same - {"Index", "index"}


def names() -> list[str]:
    """What keeps its own language: titles and makers of sources, and names of standards."""
    with (ROOT / "data" / "bronnen.csv").open(encoding="utf-8") as file:
        found = {row[column] for row in csv.DictReader(file) for column in ("titel", "uitgever")}
    found |= {"Source Sans", "Source Serif", "Code of Practice for Statistics", "CSV on the Web"}
    return sorted(map(plain, found), key=len, reverse=True)


def plain(text: str) -> str:
    """One line with straight quotes and without addresses."""
    text = re.sub(r"https?://\S+", "", one_line(text))
    return re.sub("[‘’]", "'", re.sub("[“”]", '"', text)).strip()


def test_no_english_in_the_interface(visits: dict[str, Visit]) -> None:
    themes = english_of_the_themes()
    own = names()
    assert len(themes) > 300
    found = {}
    for name, visit in visits.items():
        pieces = {plain(piece) for piece in visit.around + visit.inside}
        wrong = pieces & themes
        for piece in pieces:
            for title in own:
                piece = piece.replace(title, "")
            words = ENGLISH & set(re.findall(r"[a-z]+", piece.lower()))
            if words:
                wrong.add(f"{piece} ({', '.join(sorted(words))})")
        if wrong:
            found[name] = sorted(wrong)
    assert found == {}


# One page with tiles and downloads, one with charts, tables and code, one with a form.
WALKED = ("index.html", "chapters/vormingsaanbod.html", "search.html")
# What a keyboard must reach, without what is hidden or lies in a closed part.
REACHABLE = """() => {
  const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  return [...document.querySelectorAll(kinds)].filter((node) =>
    node.tabIndex >= 0 && !node.disabled && node.checkVisibility({visibilityProperty: true})
    && !node.closest("dialog:not([open])") && !node.closest("[inert]")).length;
}"""
WHERE = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  if (!window.reached) window.reached = new Set();
  window.reached.add(node);
  const part = node.closest("nav, header, figure, table, article, aside, footer, form, main");
  const kind = node.tagName + "." + [...node.classList].sort().join(".") + " in " + part?.tagName;
  return {kind, count: window.reached.size};
}"""


# Contrast of the words that have the focus: no judge looks at them in that state.
READABLE = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => parts(colour).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0.05);
  const node = document.activeElement;
  let paper = node;
  while (paper.parentElement && parts(getComputedStyle(paper).backgroundColor)[3] === 0)
    paper = paper.parentElement;
  const pair = [getComputedStyle(node).color, getComputedStyle(paper).backgroundColor].map(light);
  return Math.max(...pair) / Math.min(...pair) >= 4.5;
}"""


@pytest.mark.parametrize("name", WALKED)
@pytest.mark.parametrize("theme", THEMES)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    chromium: Browser, site: Site, name: str, theme: str
) -> None:
    context = chromium.new_context(
        reduced_motion="reduce", color_scheme=theme, viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    browser.read(page, site, name)
    page.evaluate("document.activeElement.blur()")
    there = page.evaluate(REACHABLE)
    kinds: dict[str, bool] = {}
    reached = 0
    for _ in range(there + 20):
        page.keyboard.press("Tab")
        where = page.evaluate(WHERE)
        if where is None:  # round the corner of the page, where the browser's own buttons are
            continue
        reached = where["count"]
        if where["kind"] not in kinds:
            kinds[where["kind"]] = page.evaluate(READABLE) and is_painted(page)
        if reached >= there:
            break
    context.close()
    assert [kind for kind, painted in kinds.items() if not painted] == []
    assert reached >= there, f"{reached} of {there}"
    assert len(kinds) > 5


def is_painted(page: Page) -> bool:
    """Whether the focus is visible: a screenshot changes when the focus leaves."""
    area = page.evaluate(
        """() => {
          const box = document.activeElement.getBoundingClientRect();
          const x = Math.max(box.x - 6, 0), y = Math.max(box.y - 6, 0);
          return {x, y, width: Math.max(Math.min(box.right + 6, innerWidth) - x, 0),
                  height: Math.max(Math.min(box.bottom + 6, innerHeight) - y, 0)};
        }"""
    )
    if area["width"] < 1 or area["height"] < 1:
        return False  # the focus is off the screen
    focused = page.screenshot(clip=area)
    page.evaluate("window.here = document.activeElement; window.here.blur()")
    blurred = page.screenshot(clip=area)
    page.evaluate("window.here.focus({preventScroll: true})")
    return focused != blurred


def test_the_first_tab_leads_past_the_navigation(chromium: Browser, site: Site) -> None:
    page = chromium.new_page()
    browser.read(page, site, "chapters/vormingsaanbod.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Naar de inhoud"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")
    page.close()


def test_reduced_motion_is_respected(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    browser.read(page, site, "chapters/vormingsaanbod.html")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((node) => {
          const style = getComputedStyle(node);
          const long = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
          return long(style.transitionDuration) && style.transitionProperty !== "none"
            || long(style.animationDuration) && style.animationName !== "none"
            || style.scrollBehavior === "smooth";
        }).map((node) => node.tagName + "." + node.className).slice(0, 8)"""
    )
    context.close()
    assert moving == []


def test_light_or_dark_follows_the_system_until_a_reader_chooses(
    chromium: Browser, site: Site
) -> None:
    paper = "() => getComputedStyle(document.body).backgroundColor"
    seen = {}
    for system in THEMES:
        context = chromium.new_context(color_scheme=system, viewport={"width": 1280, "height": 900})
        page = context.new_page()
        browser.read(page, site, "chapters/voorwoord.html")
        seen[system] = page.evaluate(paper)
        assert page.evaluate("document.documentElement.dataset.mode") == "auto"
        for chosen in ("light", "dark"):
            for _ in range(3):
                page.locator(".theme-switch-button:visible").first.focus()
                page.keyboard.press("Enter")
                if page.evaluate("document.documentElement.dataset.mode") == chosen:
                    break
            browser.read(page, site, "chapters/colofon.html")
            seen[f"{system}, then {chosen}"] = page.evaluate(paper)
        context.close()
    light, dark = seen["light"], seen["dark"]
    assert light != dark
    assert all(value == (light if name.endswith("light") else dark) for name, value in seen.items())


def test_a_browser_that_keeps_nothing_still_changes_colour(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(color_scheme="light")
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    )
    page, visit = context.new_page(), Visit()
    listen(page, visit, site.url)
    browser.read(page, site, "chapters/vormingsaanbod.html")
    page.locator(".theme-switch-button").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.get_by_role("button", name="Code en gegevens").click()
    assert page.locator("details.code").first.is_visible()
    assert visit.complaints == []
    context.close()


def test_the_english_summary_says_that_it_is_english(chromium: Browser, site: Site) -> None:
    page = chromium.new_page()
    browser.read(page, site, "chapters/english-summary.html")
    assert page.evaluate("document.documentElement.lang") == "nl"
    dutch = page.evaluate(
        """() => [...document.querySelectorAll("article h1, article h2, article p, article li")]
          .filter((node) => !node.closest("[lang=en], details, .downloads-pagina, nav")
                            && !node.querySelector("[lang=en]"))
          .map((node) => node.textContent).filter((text) => /\\b(the|and)\\b/.test(text))"""
    )
    assert dutch == []
    assert page.locator("article h1 [lang=en], article h1[lang=en]").count() == 1
    page.close()


@pytest.mark.parametrize(
    "name", ["index", "chapters/vormingsaanbod", "chapters/data", "search", "404"]
)
def test_a_page_opens_from_a_folder(boek: Boek, chromium: Browser, name: str) -> None:
    """No server, no network: the book on a USB stick. Other tests check the links."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page, visit = context.new_page(), Visit()
    listen(page, visit, "file://")
    page.goto((boek.html / f"{name}.html").as_uri(), wait_until="load")
    assert page.locator("h1").first.is_visible()
    # The page for wrong addresses leads on from any depth, so by the address of the site.
    if name != "404" or not boek.address:
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.size)") > 0
        assert (visit.elsewhere, visit.complaints) == ([], [])
    context.close()


def test_what_the_themes_left_behind_is_gone(boek: Boek) -> None:
    files = [path for path in (boek.html / "_static").rglob("*") if path.is_file()]
    names = " ".join(path.name.lower() for path in files)
    for unused in ("thebe", "mathjax", "require", "fontawesome", "clipboard", ".map", "copybutton"):
        assert unused not in names, unused
    assert sum(path.stat().st_size for path in files) < 1_200_000
