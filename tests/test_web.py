"""The web book: Dutch throughout, no requests to other sites, accessible structure."""

from __future__ import annotations

import itertools
import json
import re
from copy import copy
from pathlib import Path

import letters
import pytest
from conftest import ROOT, Boek, one_line

from press.project import FONTS
from press.web.tables import in_blocks

# Interface words that Sphinx, Jupyter Book or the theme leave in English.
FORBIDDEN = [
    "Skip to main content", "Back to top", "Search", "Search this book", "Toggle primary sidebar",
    "Toggle secondary sidebar", "Color mode", "Light", "Dark", "System Settings", "On this page",
    "Contents", "Site navigation", "Section Navigation", "Main", "Page", "Next", "Previous",
    "next page", "previous page", "next", "previous", "Link to this heading", "Link to this image",
    "Link to this table", "Link to this term", "Permalink", "Copyright", "Show code cell source",
    "Hide code cell source", "Toggle hidden content", "Copy to clipboard", "Download this page",
    "Fullscreen mode", "Print to PDF", "By", "Last updated on", "Created using", "Built with",
    "Fig.", "Table", "Note", "Warning", "Error", "General Index", "Home", "Announcement",
    "Please activate JavaScript to enable the search functionality.", "Jupyter Book community",
    "Project name not set", "Open an issue", "Edit this page", "Expand Sidebar", "Collapse Sidebar",
]  # fmt: skip
ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "data-bs-title")


def spoken(page) -> set[str]:
    """Every piece of interface text: text nodes and the attributes that are read aloud."""
    pieces = set()
    for node in page.body.descendants:
        if isinstance(node, str):
            if node.parent.name not in {"script", "style", "pre", "code", "noscript"}:
                pieces.add(one_line(node).strip())
        else:
            pieces |= {
                one_line(str(node[name])).strip() for name in ATTRIBUTES if node.has_attr(name)
            }
    return pieces - {""}


def test_no_english_in_the_interface(boek: Boek) -> None:
    found = {}
    for name, page in boek.pages.items():
        if page.body is not None and name != "chapters/english-summary.html":
            pieces = spoken(page)
            found[name] = sorted(set(FORBIDDEN) & pieces)
            found[name] += [p for p in pieces if re.match(r"(Link to this|Fig\. \d|Table \d)", p)]
    assert {name: words for name, words in found.items() if words} == {}


def test_language_is_dutch(boek: Boek) -> None:
    for name, page in boek.pages.items():
        assert page.html["lang"] == "nl", name


def test_the_english_summary_writes_numbers_the_english_way(boek: Boek) -> None:
    article = copy(boek.page("english-summary").article)
    for silent in article.select("details, .narekenen"):
        silent.extract()
    text = article.get_text().replace("\u202f", " ").replace("\u00a0", " ")
    assert re.search(r"€\d+\.\d million\b", text) and re.search(r"\d%", text)
    assert not re.search(r"€ \d|\d %|\d,\d{1,2}\b|\d\.\d{3}\b", text), "the Dutch way"
    assert re.search(r"\d{1,2} May \d{4}", text)


def test_titles_name_page_and_report(boek: Boek) -> None:
    titles = [page.title.get_text() for page in boek.pages.values()]
    for title in titles:
        assert "Jaarverslag 2021" in title and "herbouw" in title and len(title) <= 65, title
    assert len(set(titles)) == len(titles)


def test_nothing_is_asked_of_another_site(boek: Boek) -> None:
    for name, page in boek.pages.items():
        for node in page.select("[src], link[href]:not([rel=canonical]), [srcset], object[data]"):
            for attribute in ("src", "href", "srcset", "data"):
                value = node.get(attribute, "")
                assert not re.match(r"(https?:)?//", value), (name, value)
    for path in boek.html.rglob("*.css"):
        outside = re.findall(r"url\(\s*['\"]?((?:https?:)?//[^)'\"]+)", path.read_text("utf-8"))
        assert not outside, path.name


def test_scripts_that_the_book_does_not_use_are_gone(boek: Boek) -> None:
    for name, page in boek.pages.items():
        scripts = " ".join(node.get("src", "") + node.get_text() for node in page.select("script"))
        for unused in ("thebe", "mathjax", "require", "fontawesome", "clipboard", "togglebutton"):
            assert unused not in scripts.lower(), (name, unused)
        # The search index is loaded on demand.
        assert "zoekindex.js" not in scripts, name


def chapters(boek: Boek) -> dict:
    return {name: page for name, page in boek.pages.items() if name != "search.html"}


def test_landmarks_and_one_h1(boek: Boek) -> None:
    for name, page in chapters(boek).items():
        assert len(page.select("main")) == 1, name
        assert len(page.select("h1")) == 1, name
        assert page.select_one("a[href='#main-content']"), name
        labels = [nav.get("aria-label") or nav.get("aria-labelledby") for nav in page.select("nav")]
        assert all(labels) and len(set(labels)) == len(labels), (name, labels)


def test_headings_do_not_skip_a_level(boek: Boek) -> None:
    for name, page in chapters(boek).items():
        levels = [int(head.name[1]) for head in page.article.select("h1, h2, h3, h4, h5")]
        assert levels[0] == 1, name
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), (name, levels)


def test_images_have_a_text_and_keep_their_room(boek: Boek) -> None:
    for name, page in chapters(boek).items():
        for image in page.select("article img"):
            assert image.has_attr("alt"), name
            assert int(image["width"]) > 0 and int(image["height"]) > 0, name


def test_figures_have_a_drawing_for_phones_a_table_and_files(boek: Boek) -> None:
    for name, page in chapters(boek).items():
        for figure in page.select(".figuurkaart"):
            slug = figure.figure["id"].removeprefix("fig-")
            where = (name, slug)
            assert figure.select_one(f"source[srcset$='figuren/{slug}-smal.svg']"), where
            assert figure.select_one(f"a[download][href$='figuren/{slug}.csv']"), where
            assert figure.select("details.cijfers tbody tr"), where
            for suffix in (".svg", "-smal.svg", ".csv"):
                assert (boek.html / "figuren" / f"{slug}{suffix}").is_file(), where


def test_tables_have_headers_and_can_be_scrolled_by_keyboard(boek: Boek) -> None:
    for name, page in chapters(boek).items():
        for table in page.select("article table"):
            assert table.select("thead th[scope=col]"), name
            box = table.find_parent(class_="tabelvak")
            assert box is not None and box["tabindex"] == "0" and box["aria-label"], name
            if "rijkoppen" in table.get("class", []):
                assert all(row.find("th", scope="row") for row in table.select("tbody tr")), name


def of_columns(*columns: tuple[str, str]) -> str:
    """A table of one row; a column whose cell begins with a digit is one of numbers."""
    right = [' class="text-right"' if cell[:1].isdigit() else "" for _, cell in columns]
    heads = "".join(
        f'<th scope="col"{side}>{head}</th>' for (head, _), side in zip(columns, right, strict=True)
    )
    cells = "".join(f"<td>{cell}</td>" for _, cell in columns)
    return (
        f'<table class="table"><thead><tr>{heads}</tr></thead>'
        f"<tbody><tr>{cells}</tr></tbody></table>"
    )


def test_a_table_that_is_too_wide_for_a_phone_becomes_blocks() -> None:
    long = ("Wat het telt", "Tevredenheidscijfer van organisaties")
    cases = {
        "three columns of words": (("a", "b"), ("c", "d"), ("e", "f")),
        "long words beside a number": (("Cijfer", "begeleidingstraject"), long, ("2021", "12")),
        "numbers off the screen": (
            ("Groep", "organisaties"),
            *((str(year), "1.000") for year in range(2018, 2024)),
        ),
    }
    plain = {
        "short words beside a number": (("Status", "circa"), ("Betekenis", "rond"), ("Rijen", "3")),
        "words that break": (("Wat", "een heel " * 9), ("Wanneer", "op 1 juni " * 9)),
        "short numbers": (("Groep", "organisaties"), ("2019", "1"), ("2020", "2"), ("2021", "3")),
    }
    for name, columns in cases.items():
        assert "blokken" in in_blocks(of_columns(*columns)), name
    for name, columns in plain.items():
        assert in_blocks(of_columns(*columns)) == of_columns(*columns), name


def test_a_label_keeps_its_signs() -> None:
    table = in_blocks(of_columns(("a", "b"), ("R &amp; D &lt;", "d"), ("e", "f")))
    assert 'data-kop="R &amp; D &lt;"' in table


def test_what_a_cell_prints_is_one_block(boek: Boek) -> None:
    """A kernel sends it in pieces whose number depends on timing: two builds would differ."""
    cells = boek.page("voor-analisten").select("div.cell_output")
    printed = [len(cell.select("div.output.stream")) for cell in cells]
    assert max(printed) == 1 and sum(printed) > 3


def test_nothing_is_said_twice_in_a_row(boek: Boek) -> None:
    for name, page in chapters(boek).items():
        heads = [one_line(head.get_text()).rstrip("# ") for head in page.article.select("h1, h2")]
        for card in page.article.select(".admonition > .admonition-title"):
            section = card.find_parent("section").find(["h1", "h2", "h3"])
            assert one_line(card.get_text()) not in one_line(section.get_text()), name
        part = page.select_one("p.deel")
        assert part is None or not heads[0].endswith(part.get_text()), name
        foot = [one_line(p.get_text()).lower() for p in page.select("footer.voet p")]
        said = re.findall(r"\w+ uit publieke bronnen", " ".join(foot))
        assert len(said) == len(set(said)), (name, foot)


def test_the_style_sheet_takes_its_colours_from_the_tokens(boek: Boek) -> None:
    tokens = json.loads((ROOT / "chapters/jaarverslag/tokens.json").read_text("utf-8"))["kleur"]
    sheet = (boek.html / "_static" / "boek.css").read_text("utf-8")
    for name, pair in tokens.items():
        assert f"--{name}:{pair['licht']};" in sheet
        assert f"--{name}:{pair['donker']};" in sheet
    ours = (ROOT / "press" / "web" / "static" / "boek.css").read_text("utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{6}\b", ours)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", ["licht", "donker"])
def test_text_colours_have_contrast(mode: str) -> None:
    tokens = json.loads((ROOT / "chapters/jaarverslag/tokens.json").read_text("utf-8"))["kleur"]
    for ink in ("inkt", "petrol", "koraal", "oker", "pruim", "leisteen"):
        for paper in ("papier", "pagina", "waas"):
            pair = sorted(luminance(tokens[name][mode]) for name in (ink, paper))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (ink, paper, mode)


def test_fonts_come_from_the_site(boek: Boek) -> None:
    sheet = (boek.html / "_static" / "boek.css").read_text("utf-8")
    fonts = re.findall(r'url\("(letters/[^"]+\.woff2)"\)', sheet)
    assert len(fonts) >= 5
    for font in fonts:
        path = boek.html / "_static" / font
        assert path.read_bytes()[:4] == b"wOF2"
        assert path.stat().st_size < 60_000


def test_fonts_that_lie_ready_are_made_of_the_letters(tmp_path: Path) -> None:
    from press.web import style

    sources = [FONTS / file for _, file, _, _ in style.WEB_FONTS]
    assert {path.name for path in style.READY.iterdir()} == set(map(letters.name_of, sources))
    smallest = min(sources, key=lambda path: path.stat().st_size)
    letters.subset(smallest, tmp_path / "letter.woff2")
    ready = style.READY / letters.name_of(smallest)
    assert (tmp_path / "letter.woff2").read_bytes() == ready.read_bytes()


def test_each_page_marks_itself_in_the_list_of_chapters(boek: Boek) -> None:
    for name, page in boek.pages.items():
        side = page.select_one("nav.bd-docs-nav")
        if side is not None and name.startswith("chapters/"):
            (here,) = side.select("a[href='#']")
            assert here.get_text() == page.h1.get_text()[:-1], name
