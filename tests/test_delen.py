"""Metadata for search engines and shared links, the feed, redirects and the 404 page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from conftest import ROOT, Boek, change_cell, one_line
from PIL import Image
from pybtex.database import parse_string
from sphinx.errors import ConfigError
from test_correcties import meld

from press.project import book_pages
from press.web import sharing

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def chapters(boek: Boek) -> dict:
    return {name: page for name, page in boek.pages.items() if name != "search.html"}


def place_of(boek: Boek, name: str) -> str:
    """The URL of a page; that of the front page is the URL of the site."""
    return boek.address + name.removeprefix("index.html")


def tags(page) -> dict[str, str]:
    return {
        node.get("name") or node.get("property"): node["content"]
        for node in page.select("meta[name][content], meta[property][content]")
    }


def test_every_page_says_what_it_is_about(boek: Boek) -> None:
    said = {name: tags(page) for name, page in chapters(boek).items()}
    assert len(said) == len(book_pages())
    for name, found in said.items():
        assert 20 <= len(found["description"]) <= sharing.LONGEST, name
        assert found["og:description"] == found["description"], name
        assert found["og:locale"] == ("en_GB" if "english" in name else "nl_BE"), name
    descriptions = [found["description"] for found in said.values()]
    assert len(set(descriptions)) == len(descriptions)


def test_a_description_is_the_computed_finding(boek: Boek) -> None:
    finding = one_line(tags(boek.page("vormingsaanbod"))["description"])
    assert re.search(r"\b61\b", finding) and finding in boek.texts["chapters/vormingsaanbod.html"]


def test_without_an_address_nothing_pretends_to_have_one(zonder_adres: Boek) -> None:
    for name, page in chapters(zonder_adres).items():
        assert not page.select("link[rel=canonical]"), name
        assert not {"og:url", "og:image"} & set(tags(page)), name
    assert not (zonder_adres.html / "sitemap.xml").exists()
    assert (zonder_adres.html / sharing.FEED).is_file()


def test_with_an_address_every_page_has_one_and_a_picture(met_adres: Boek) -> None:
    for name, page in chapters(met_adres).items():
        (canonical,) = page.select("link[rel=canonical]")
        assert canonical["href"] == tags(page)["og:url"] == place_of(met_adres, name), name
        found = tags(page)
        path = met_adres.html / found["og:image"].removeprefix(met_adres.address)
        said = int(found["og:image:width"]), int(found["og:image:height"])
        with Image.open(path) as image:
            assert image.size == pytest.approx(said, abs=3), name
        assert path.stat().st_size < 200_000, name
    chapter = tags(met_adres.page("vormingsaanbod"))
    assert chapter["og:image"].endswith("figuren/vormingen-naar-thema.png")
    assert chapter["og:image:alt"] in met_adres.page("vormingsaanbod").get_text()


def test_the_sitemap_lists_every_page(met_adres: Boek) -> None:
    root = ET.parse(met_adres.html / "sitemap.xml").getroot()
    places = [node.text for node in root.iter(f"{MAP}loc")]
    pages = book_pages()
    assert sorted(places) == sorted(
        place_of(met_adres, f"{page}.html" if page != "chapters/index" else "") for page in pages
    )
    for node in root.iter(f"{MAP}lastmod"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", node.text)
    robots = (met_adres.html / "robots.txt").read_text()
    assert f"Sitemap: {met_adres.address}sitemap.xml" in robots


def entries(text: str) -> list[ET.Element]:
    root = ET.fromstring(text)
    for name in ("id", "title", "updated"):
        assert root.find(f"{ATOM}{name}").text, name
    assert root.find(f"{ATOM}author/{ATOM}name").text
    found = root.findall(f"{ATOM}entry")
    for entry in found:
        for name in ("id", "title", "updated", "summary"):
            assert entry.find(f"{ATOM}{name}").text, name
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", entry.find(f"{ATOM}updated").text)
    ids = [entry.find(f"{ATOM}id").text for entry in found]
    assert len(set(ids)) == len(ids) and all(id_.startswith("urn:uuid:") for id_ in ids)
    return found


def test_the_feed_tells_of_the_edition(zonder_adres: Boek, met_adres: Boek) -> None:
    feed = zonder_adres.html / sharing.FEED
    (edition,) = entries(feed.read_text("utf-8"))
    assert "versie" in edition.find(f"{ATOM}title").text
    assert (zonder_adres.html / edition.find(f"{ATOM}link").get("href")).is_file()
    for name, page in chapters(zonder_adres).items():
        link = page.select_one("link[rel=alternate][type='application/atom+xml']")
        to = (zonder_adres.html / name).parent.joinpath(link["href"])
        assert to.resolve() == feed.resolve(), name
    there = ET.parse(met_adres.html / sharing.FEED).getroot()
    links = {node.get("rel"): node.get("href") for node in there.findall(f"{ATOM}link")}
    assert links["self"] == f"{met_adres.address}{sharing.FEED}"
    # The id of an entry does not depend on the URL of the site.
    other = there.find(f"{ATOM}entry/{ATOM}id").text
    assert other == edition.find(f"{ATOM}id").text


def test_the_feed_tells_of_a_correction(tmp_path: Path) -> None:
    """In a process of its own: tables are read once per process."""
    data = tmp_path / "data"
    data.mkdir()
    for file in (ROOT / "data").iterdir():
        (data / file.name).write_bytes(file.read_bytes())
    figure = {"jaar": "2021", "indicator": "tevredenheid-vormingen", "uitsplitsing": ""}
    change_cell(data / "kerncijfers.csv", figure, "waarde", "80", "79")
    meld(data, reden="Verkeerd <overgenomen> & hersteld")
    code = "from press.web import sharing; print(sharing.feed('', 'Proef'))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True,
        env={"JAARVERSLAG_DATA": str(data), "PYTHONPATH": f"{ROOT}/chapters:{ROOT}",
             "PYTHONIOENCODING": "utf-8", "PATH": ""},
    )  # fmt: skip
    correction, _ = entries(result.stdout)
    assert "Verkeerd <overgenomen> & hersteld" in correction.find(f"{ATOM}summary").text
    assert "#k-tevredenheid-vormingen-2021" in correction.find(f"{ATOM}link").get("href")


def test_machines_read_report_chapters_and_files(boek: Boek, gewijzigd_boek: Boek) -> None:
    for book in (boek, gewijzigd_boek):
        base = book.address
        script = book.page("index").select_one("script[type='application/ld+json']")
        report, dataset = json.loads(script.string)["@graph"]
        parts = [part for part in report["hasPart"] if part.get("@type") == "Chapter"]
        assert len(parts) == len(chapters(book)) - 1
        addresses = [part["url"] for part in parts] + [report["url"]]
        addresses += [report["encoding"]["contentUrl"], dataset["url"]]
        addresses += [file["contentUrl"] for file in dataset["distribution"]]
        for address in addresses:
            assert address.startswith(base), address
            path = address.removeprefix(base) if base else f"chapters/{address}"
            assert (book.html / path).is_file(), address
        writers = [author["familyName"] for author in report["isBasedOn"]["author"]]
        assert writers == ["Frans", "Vasseur"]
        assert [maker["@type"] for maker in report["author"]] == ["Organization"]


# ---- Citing ----


def test_the_citations_agree_with_citation_cff(boek: Boek) -> None:
    """Web page, BibTeX and citation file name the same work, and the original after it."""
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    (original,) = cff["references"]
    section = boek.page("index").select_one("#hoe-je-dit-verslag-citeert")
    apa = " ".join(section.select_one("p.kopieer").get_text().split())
    text = boek.page("colofon").select_one(".highlight-bibtex").get_text()
    made, source = parse_string(text, "bibtex").entries.values()
    maker = cff["authors"][0]["name"]
    start, end = apa.split(" Naar: ")
    assert start.startswith(f"{maker} ({cff['date-released'].year}). {cff['title']}")
    assert cff["version"] in start and not any(a["family-names"] in start
                                               for a in original["authors"])  # fmt: skip
    writers = " en ".join(f"{a['family-names']}, {a['given-names'][0]}."
                          for a in original["authors"])  # fmt: skip
    publisher = original["institution"]["name"]
    assert end == f"{writers} ({original['year']}). {original['title']}. {publisher}."
    assert str(made.persons["author"][0]) == f"{{{maker}}}"
    assert [str(person) for person in source.persons["author"]] == [
        f"{a['family-names']}, {a['given-names']}" for a in original["authors"]
    ]
    for entry, work in ((made, cff), (source, original)):
        assert entry.fields["title"] == f"{{{work['title']}}}"
    assert made.fields["version"].removesuffix("+ontwerp") == cff["version"]
    assert (source.fields["year"], source.fields["institution"], source.fields["url"]) == (
        str(original["year"]), publisher, original["url"],
    )  # fmt: skip


def test_the_summary_takes_three_minutes(boek: Boek) -> None:
    section = boek.page("index").select_one("#in-drie-minuten")
    words = section.get_text(" ").split()
    assert 100 <= len(words) <= 3 * 200
    assert len(section.select("a[href*='#k-'], a[href*='#s-']")) >= 6, "computed, not typed"
    leads_to = {urlsplit(link["href"]).path for link in section.select("a.internal")}
    assert len(leads_to - {"kerncijfers.html"}) >= 5


def test_downloads_say_how_large_they_are(boek: Boek) -> None:
    buttons = boek.page("index").select("ul.downloads li:not([hidden]) a[download]")
    assert [b.get_text().split()[0] for b in buttons] == ["Lees", "Gegevens", "Notebooks"]
    for button in buttons:
        size = (boek.html / button["href"]).resolve().stat().st_size
        number, unit = re.search(r"([\d,.]+)\s(kB|MB)", button.get_text()).groups()
        said = float(number.replace(".", "").replace(",", ".")) * {"kB": 1e3, "MB": 1e6}[unit]
        assert said == pytest.approx(size, rel=0.05), button.get_text()
    assert (boek.html / boek.pdf.name).read_bytes() == boek.pdf.read_bytes()


# ---- Redirects and the 404 page ----


def test_old_addresses_lead_to_the_page(boek: Boek, met_adres: Boek) -> None:
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    moves = config["sphinx"]["config"]["jaarverslag_omleidingen"]
    for old, page in {**moves, "chapters": "chapters/index"}.items():
        name = f"{old}/index.html".lstrip("/")
        text = (boek.html / name).read_text("utf-8")
        to = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', text)[1]
        file = "index.html" if page == "chapters/index" else f"{page}.html"
        assert (boek.html / name).parent.joinpath(to).resolve() == (boek.html / file).resolve(), old
        there = (met_adres.html / name).read_text("utf-8")
        address = met_adres.address + file.removeprefix("index.html")
        assert f'rel="canonical" href="{address}"' in there, old


def test_a_wrong_redirect_is_named() -> None:
    pages = {"chapters/index", "chapters/data"}
    assert not [*sharing.mistakes({"oud": "chapters/index", "a/b.html": "chapters/data"}, pages)]
    wrong = {
        "weg": "chapters/nergens",
        "chapters/data.html": "chapters/index",
        "../x": "chapters/data",
    }
    assert [line.split()[0] for line in sharing.mistakes(wrong, pages)] == [
        "weg", "chapters/data.html", "../x",
    ]  # fmt: skip


def test_the_page_for_wrong_addresses_leads_on(boek: Boek, gewijzigd_boek: Boek) -> None:
    """Links start at the root of the host without a site URL; with one they work at any depth."""
    for book in (boek, gewijzigd_boek):
        start = urlsplit(book.address).path
        page = book.all_pages["404.html"]
        assert page.html["lang"] == "nl" and page.h1
        targets = [link["href"] for link in page.select("a, link[rel=stylesheet]")]
        targets.append(page.form["action"])
        assert len(targets) >= 5
        for target in targets:
            assert target.startswith(start), target
            assert (book.html / unquote(target.removeprefix(start))).is_file(), target
            deep = urljoin(f"{book.address}chapters/oud/nergens.html", target)
            assert not start or deep.startswith(book.address), deep


@pytest.mark.parametrize(
    ("given", "address"),
    [("", ""), ("https://a.be", "https://a.be/"), ("http://a.be/b/c/", "http://a.be/b/c/")],
)
def test_the_address_of_the_site(given: str, address: str) -> None:
    assert sharing.whole(given) == address


@pytest.mark.parametrize("wrong", ["voorbeeld.be", "ftp://a.be/", "https://a.be/?b", "/pad/"])
def test_a_wrong_address_is_refused_in_dutch(wrong: str) -> None:
    with pytest.raises(ConfigError, match="geen adres van een site"):
        sharing.whole(wrong)
