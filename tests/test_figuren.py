"""Files of figures at permanent URLs, the menu below each, and the list of all figures."""

from __future__ import annotations

import csv
import json
import posixpath
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import ROOT, Boek, one_line
from jaarverslag.basis.kleuren import donkere_kleuren, in_het_donker
from PIL import Image

SIDES = ("width", "height")
KINDS = (".svg", "-smal.svg", ".png", ".csv", "-excel.csv", ".json")


@cache
def names(boek: Boek) -> tuple[str, ...]:
    """Figures in the order of the book, as its pages show them."""
    found = [
        (name, node["id"].removeprefix("fig-"))
        for name, page in boek.pages.items()
        for node in page.select("figure.figuur[id^=fig-]")
    ]
    files = {path.stem for path in (boek.html / "figuren").glob("*.csv")}
    assert {slug for _, slug in found} == {name for name in files if not name.endswith("-excel")}
    return tuple(slug for _, slug in found)


def test_every_figure_has_its_files_at_addresses_that_stay(
    boek: Boek, gewijzigd_boek: Boek
) -> None:
    assert sorted(names(boek)) == sorted(names(gewijzigd_boek))
    for book in (boek, gewijzigd_boek):
        for name in names(book):
            assert re.fullmatch(r"[a-z0-9-]+", name)
            for kind in KINDS:
                assert (book.html / "figuren" / f"{name}{kind}").stat().st_size > 0, (name, kind)


def test_the_png_has_two_pixels_for_one(boek: Boek) -> None:
    for name in names(boek):
        data = json.loads((boek.html / f"figuren/{name}.json").read_text("utf-8"))
        sizes = {d["bestand"]: (d["breedte"], d["hoogte"]) for d in data["beelden"]}
        assert set(sizes) == {f"{name}.svg", f"{name}-smal.svg"}
        for file, (width, height) in sizes.items():
            head = (boek.html / "figuren" / file).read_text("utf-8")[:2000]
            points = [float(re.search(rf'\b{side}="([\d.]+)pt"', head)[1]) for side in SIDES]
            assert [width, height] == pytest.approx([4 / 3 * p for p in points], abs=0.51), file
        width, height = sizes[f"{name}.svg"]
        with Image.open(boek.html / "figuren" / f"{name}.png") as picture:
            assert picture.size == pytest.approx((2 * width, 2 * height), abs=3), name


def test_the_png_shows_the_drawing_of_this_build(boek: Boek, gewijzigd_boek: Boek) -> None:
    changed = {
        name
        for name in names(boek)
        if (boek.html / f"figuren/{name}.png").read_bytes()
        != (gewijzigd_boek.html / f"figuren/{name}.png").read_bytes()
    }
    assert "tevredenheid-en-nps" in changed
    assert len(changed) < 6


def test_the_json_holds_figures_definitions_and_where_they_stand(boek: Boek) -> None:
    for name in names(boek):
        data = json.loads((boek.html / f"figuren/{name}.json").read_text("utf-8"))
        assert data["id"] == name and data["titel"] and data["beschrijving"], name
        page, _, anchor = data["bladzijde"].partition("#")
        figure = boek.pages[page].find(id=anchor)
        assert one_line(figure.select_one(".caption-number").get_text()).strip() == data["nummer"]
        assert one_line(data["bijschrift"]) in one_line(figure.figcaption.get_text()), name
        with (boek.html / f"figuren/{name}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert [list(row) for row in rows] == [list(row) for row in data["gegevens"]], name
        for row, same in zip(rows, data["gegevens"], strict=True):
            for key, text in row.items():
                value = same[key]
                numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
                agrees = float(text) == value if numeric else text == str(value or "")
                assert agrees, (name, key, text)
        for source in data["bronnen"]:
            assert source["url"].startswith("http"), name
        for meaning in data["definities"]:
            assert meaning["definitie"] and boek.page("kerncijfers").find(id=meaning["rij"]), name


def test_every_figure_has_a_menu(boek: Boek) -> None:
    for name, page in boek.pages.items():
        for figure in page.select("figure.figuur"):
            slug = figure["id"].removeprefix("fig-")
            menu = figure.parent.select_one("details.figuurmenu")
            files = [link["href"] for link in menu.select("a[download]")]
            wanted = (".png", ".svg", ".csv", "-excel.csv", ".json")
            assert [Path(f).name for f in files] == [f"{slug}{kind}" for kind in wanted], name
            for file in files:
                assert (boek.html / name).parent.joinpath(file).resolve().is_file(), file
            assert menu.select_one("a.vaste-link")["href"] == f"#fig-{slug}"
    menu = boek.page("vormingsaanbod").select_one("#fig-vormingen-naar-vorm + * .figuurmenu")
    assert "Definitie: vormingen" in one_line(menu.get_text(" "))


def test_one_page_lists_every_figure_once_and_in_order(boek: Boek) -> None:
    page = boek.page("figuren")
    cards = page.select("ul.figurenlijst > li")
    links = [card.select_one(".welke a")["href"] for card in cards]
    assert sorted(link.partition("#fig-")[2] for link in links) == sorted(names(boek))
    for card, link in zip(cards, links, strict=True):
        target, _, anchor = unquote(link).partition("#")
        assert boek.pages[posixpath.normpath(f"chapters/{target}")].find(id=anchor), link
        for file in [card.img["src"], *(a["href"] for a in card.select("a[download]"))]:
            assert (boek.html / "chapters" / file).resolve().is_file(), file
        assert len({a.get_text() for a in card.select("a[download]")}) == 4
    numbers = [
        tuple(map(int, re.search(r"Figuur ([\d.]+)", card.get_text())[1].split(".")))
        for card in cards
    ]
    assert numbers[1:] == sorted(numbers[1:]), "the front page comes first"


# ---- In the dark ----


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    pair = sorted(map(luminance, (one, other)))
    return (pair[1] + 0.05) / (pair[0] + 0.05)


def test_no_colour_of_a_chart_is_forgotten_in_the_dark(boek: Boek) -> None:
    tokens = json.loads((ROOT / "chapters/jaarverslag/tokens.json").read_text("utf-8"))["kleur"]
    known = donkere_kleuren()
    page = tokens["pagina"]["donker"].lower()
    for name in names(boek):
        for drawing in (name, f"{name}-smal"):
            light = (boek.html / f"figuren/{drawing}.svg").read_text("utf-8")
            dark = (boek.html / f"figuren/{drawing}-donker.svg").read_text("utf-8")
            colours = set(re.findall(r"#[0-9a-f]{6}\b", light))
            assert colours <= set(known), (drawing, colours - set(known))
            assert dark == in_het_donker(light) and page in dark, drawing


def test_what_stands_out_in_the_light_stands_out_in_the_dark() -> None:
    """Text and marks keep a contrast of 4.5 with the page, or that of light mode."""
    tokens = json.loads((ROOT / "chapters/jaarverslag/tokens.json").read_text("utf-8"))["kleur"]
    page = tokens["pagina"]
    for light, dark in donkere_kleuren().items():
        before, after = contrast(light, page["licht"]), contrast(dark, page["donker"])
        assert after >= min(4.5, before * 0.7), (light, dark, before, after)


def test_a_page_holds_both_drawings_and_asks_for_one(boek: Boek) -> None:
    for name, page in boek.pages.items():
        for figure in page.select("figure.figuur"):
            light, dark = figure.select("picture")
            assert "donker" in dark["class"] and "licht" in light["class"], name
            assert light.img["alt"] == dark.img["alt"] and light.img["loading"] == "lazy", name
            assert dark.img["loading"] == "lazy", "hidden and lazy: never fetched"
            assert dark.img["src"] == light.img["src"].replace(".svg", "-donker.svg"), name


def test_the_columns_of_a_figure_have_names_for_readers(boek: Boek) -> None:
    """Headings are not the names in the code: "kort" is the column with short labels."""
    for name in names(boek):
        with (boek.html / "figuren" / f"{name}.csv").open(encoding="utf-8") as file:
            heads = next(csv.reader(file))
        assert all(head[:1].isupper() or head[:1].isdigit() for head in heads), (name, heads)
        assert "Kort" not in heads, name
