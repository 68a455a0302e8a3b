"""The example edition: complete, plainly fictional, and never mixed with the real one."""

from __future__ import annotations

import json
import posixpath
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import (
    ROOT,
    Boek,
    built_once,
    copy_repository,
    one_line,
    overprinted,
    publish,
    too_white,
)
from jaarverslag.keuring import controleer
from jaarverslag.overzichten import ANDERE, STAVEN
from jaarverslag.voorbeeld import ORGANISATIE, UITLEG, VOORVOEGSEL, WOORD

# Art without text, and names that a standard prescribes.
OWN_NAMES = {
    "index.html",
    "omslag.svg",
    "omslag-breed.svg",
    "datapackage.json",
    "csvw-metadata.json",
}
# Figures and tables from the registers by chapter, by permanent name.
SHOWN = {
    "vormingsaanbod": (
        "fig-vormingen-per-maand", "fig-vormingen-per-doelgroep", "fig-tevredenheid-vormingen",
        "tab-bevraging-vormingen",
    ),
    "vraaggestuurde-werking": (
        "fig-vragen-per-thema", "fig-begeleidingen-per-thema", "fig-tevredenheid-begeleidingen",
        "tab-bevraging-begeleidingen",
    ),
    "evenementen": (
        "tab-evenementen-register", "fig-deelnemers-per-evenement", "tab-bevraging-evenementen",
    ),
    "ontwikkeltrajecten": ("fig-ontwikkeltrajecten-per-thema",),
    "onderzoek": ("fig-onderzoeken-per-thema",),
    "beeldvorming": ("fig-bereik-vermeldingen", "fig-bereik-volgers"),
    "kennisknooppunt": ("fig-publicaties-per-domein",),
    "digitaal-platform": (
        "fig-bereik-bezoeken", "fig-bereik-abonnees", "fig-bereik-gebruikers",
        "fig-bereik-vacatures",
    ),
    "zakelijk-plan": ("fig-personeel-per-functie",),
    "financieel-beleid": (
        "fig-inkomsten", "fig-uitgaven", "fig-begroting-en-uitkomst", "tab-begroting-en-uitkomst",
        "tab-balans", "fig-meerjaren",
    ),
}  # fmt: skip
# A chapter gives this one along, as the recipe of the check that it tells of.
OFFERED = "test_audit.py"
# Names in JSON-LD that are not marked.
KINDS = ("Report", "Dataset")


class Voorbeeld(Boek):
    """The output of ``make voorbeeld``; ``root`` is the repository that it ran in."""

    @property
    def html(self) -> Path:
        return self.root / "_build" / "voorbeeld" / "html"

    @property
    def pdf(self) -> Path:
        return next((self.root / "_build" / "voorbeeld" / "pdf").iterdir())

    @property
    def copy(self) -> Path:
        return self.root / "_build" / "voorbeeld" / "boek"


def make_example(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "press", "voorbeeld"],
        cwd=root, capture_output=True, text=True, encoding="utf-8", timeout=1800, check=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def voorbeeld(tmp_path_factory: pytest.TempPathFactory) -> Voorbeeld:
    def make(place: Path) -> None:
        for test in (copy_repository(place) / "tests").glob("*.py"):
            if test.name != OFFERED:  # the tests take no part in it
                test.unlink()
        result = make_example(place)
        assert result.returncode == 0, result.stdout + result.stderr

    return Voorbeeld(built_once(tmp_path_factory.getbasetemp(), "voorbeeldboek", make))


def test_each_chapter_has_its_charts_and_tables(voorbeeld):
    assert set(SHOWN) == {*ANDERE, *(bars["domein"] for bars in STAVEN.values())} - {""}
    for slug, names in SHOWN.items():
        page = voorbeeld.page(slug)
        assert [name for name in names if page.find(id=name) is None] == []
        assert "Uit de registers" in voorbeeld.texts[f"chapters/{slug}.html"]


def test_every_mark_of_every_chart_leads_to_its_row(voorbeeld):
    for name, page in voorbeeld.pages.items():
        for card in page.select(".figuurkaart"):
            marks = card.select("ul.merken li")
            assert marks, (name, card.figure["id"])
            for mark in marks:
                address, _, anchor = mark["data-rij"].partition("#")
                there = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
                assert (voorbeeld.pages[there] if address else page).find(id=anchor), mark


def test_the_real_book_shows_nothing_of_registers_that_are_empty(boek):
    for slug, names in SHOWN.items():
        page = boek.page(slug)
        assert [name for name in names if page.find(id=name)] == []
        assert "Uit de registers" not in boek.texts[f"chapters/{slug}.html"]


def test_every_page_of_the_site_says_that_its_figures_are_invented(voorbeeld):
    assert len(voorbeeld.all_pages) > len(voorbeeld.pages) > 27
    for name, page in voorbeeld.all_pages.items():
        banner = page.select_one("div.voorbeeld")
        assert banner is not None, name
        assert one_line(banner.get_text()).strip() == f"{WOORD}. {UITLEG}"
    for name, page in voorbeeld.pages.items():
        assert WOORD in page.title.string, name
        for tag in page.select('meta[property="og:title"], meta[name=description]'):
            assert WOORD in tag["content"], name


def test_every_page_of_the_pdf_says_so(voorbeeld):
    assert len(voorbeeld.pdf_pages) > 50
    silent = [
        number
        for number, text in enumerate(voorbeeld.pdf_pages, start=1)
        if UITLEG not in text or text.count(WOORD) < 2
    ]
    assert silent == []


def test_the_pdf_is_laid_out_as_well(voorbeeld):
    assert overprinted(voorbeeld.pdf) == [] == too_white(voorbeeld.pdf)


def test_every_chart_says_so_wherever_it_goes(voorbeeld):
    charts = sorted((voorbeeld.html / "figuren").glob(f"{VOORVOEGSEL}*.svg"))
    assert len(charts) > 4 * 25  # wide and narrow, light and dark
    assert [c.name for c in charts if 'id="voorbeeldcijfers-0-0"' not in c.read_text("utf-8")] == []
    for facts in (voorbeeld.html / "figuren").glob("*.json"):
        assert json.loads(facts.read_text("utf-8"))["voorbeeld"] is True
    for name, page in voorbeeld.pages.items():
        for figure in page.select("figure[id^=fig-]"):
            alt = next(image["alt"] for image in figure.select("img[alt]"))
            assert WOORD in alt, (name, figure["id"])
            assert WOORD in figure.figcaption.get_text(), (name, figure["id"])
        for caption in page.select("table[id^=tab-] caption"):
            typed = name == "chapters/verantwoording.html"  # standards: they hold no figure
            assert typed or WOORD in caption.get_text(), name


def test_every_file_to_take_along_says_so_in_its_name(voorbeeld):
    assert voorbeeld.pdf.name == f"{VOORVOEGSEL}jaarverslag-2021.pdf"
    assert (voorbeeld.html / voorbeeld.pdf.name).read_bytes() == voorbeeld.pdf.read_bytes()
    files = [
        file.name
        for folder in ("data", "figuren", "notebooks")
        for file in (voorbeeld.html / folder).rglob("*")
        if file.is_file()
    ]
    assert len(files) > 300
    assert {name for name in files if not name.startswith(VOORVOEGSEL)} == OWN_NAMES


def test_what_machines_read_says_so(voorbeeld):
    package = json.loads((voorbeeld.html / "data" / "datapackage.json").read_text("utf-8"))
    assert (package["voorbeeld"], package["organisatie"]["naam"]) == (True, ORGANISATIE)
    scripts = voorbeeld.page("index").select('script[type="application/ld+json"]')
    names = [part["name"] for s in scripts for part in parts(json.loads(s.string))]
    assert names
    assert all(WOORD in name for name in names)


def parts(data: dict) -> list[dict]:
    """The objects in a block of JSON-LD."""
    return [part for part in data.get("@graph", [data]) if part.get("@type") in KINDS]


def test_no_published_figure_of_the_real_edition_is_among_them(voorbeeld):
    shown = pd.read_csv(voorbeeld.html / "data" / f"{VOORVOEGSEL}kerncijfers.csv", dtype=str)
    assert set(shown["bron"].dropna().str.split("-").str[0]) == {"voorbeeld"}
    assert "Max Frans" not in " ".join(voorbeeld.texts.values())
    assert "gaf Socius" not in voorbeeld.texts["chapters/vormingsaanbod.html"]
    assert f"gaf {ORGANISATIE}" in voorbeeld.texts["chapters/vormingsaanbod.html"]


def test_the_example_leaves_the_real_book_alone(voorbeeld, boek):
    # Nothing was built beside the example in the repository that it was called in.
    assert {item.name for item in (voorbeeld.root / "_build").iterdir()} == {"voorbeeld"}
    assert not (voorbeeld.root / "figures" / "export").exists()
    assert list(boek.html.rglob(f"{VOORVOEGSEL}*")) == []
    for text in boek.texts.values():
        assert WOORD not in text
        assert ORGANISATIE not in text
    assert WOORD not in boek.pdf_text


def test_no_source_is_changed_for_it(voorbeeld):
    """Only the data package differs, and what says so is in it."""
    for pattern in ("chapters/**/*.md", "chapters/**/*.py", "press/**/*.*", "*.yml"):
        for path in voorbeeld.root.glob(pattern):
            if path.is_file() and "__pycache__" not in path.parts:
                there = voorbeeld.copy / path.relative_to(voorbeeld.root)
                assert there.read_bytes() == path.read_bytes(), path


def test_the_real_book_refuses_invented_figures_and_the_example_real_ones(voorbeeld):
    invented, real = voorbeeld.copy / "data", voorbeeld.root / "data"
    refused = publish(voorbeeld.root, "html", JAARVERSLAG_DATA=str(invented))
    assert refused.returncode == 1
    assert "make voorbeeld" in refused.stderr
    assert not (voorbeeld.root / "_build" / "html").exists()
    before = (voorbeeld.copy / "_build" / "html" / "index.html").stat().st_mtime_ns
    refused = publish(voorbeeld.copy, "html", JAARVERSLAG_DATA=str(real))
    assert refused.returncode == 1
    assert "geen echte cijfers" in refused.stderr
    assert (voorbeeld.copy / "_build" / "html" / "index.html").stat().st_mtime_ns == before


INVENTED = {
    "naam": ORGANISATIE, "kort": "VO", "omschrijving": "verzonnen", "plaats": "Nergens",
    "site": "https://example.org/",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"organisatie": {**INVENTED, "naam": "X", "vervangt": "Y"}}, "alleen een voorbeeld neemt"),
        ({"voorbeeld": True}, "voorbeeldcijfers gaan over de Voorbeeldorganisatie"),
        ({"voorbeeld": True, "organisatie": INVENTED}, f"noemt het woord {WOORD}"),
        ({"organisatie": INVENTED}, "horen alleen bij voorbeeld: true"),
        ({"title": f"{WOORD} 2021"}, "horen alleen bij voorbeeld: true"),
        ({"voorbeeld": "ja"}, "voorbeeld is true of false"),
    ],
)
def test_a_package_is_plainly_one_or_the_other(tmp_path, change, said):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    place = data / "datapackage.json"
    place.write_text(json.dumps(json.loads(place.read_text("utf-8")) | change), encoding="utf-8")
    problems = [str(problem) for problem in controleer(data)]
    assert [problem for problem in problems if said in problem], problems
