"""A book built from malicious data shows that data as text, and runs none of it.

It is built once and then read like readers do: in a browser, as a PDF, in a spreadsheet, a
database, a feed reader. ``aanval`` puts the attacks of ``data/injecties.json`` in
every text of every table and of the descriptor.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aanval
import browser
import fastparquet
import openpyxl
import pikepdf
import pytest
from conftest import Boek, copy_repository, publish_well
from lxml import etree
from playwright.sync_api import Request

# Typographic replacements of straight quotes, hyphens and dots.
GEZET = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "--", "—": "---", "…": "..."}
)
KAPER = "kaper.example"
# Attributes that a browser follows or loads.
LEIDT = {"href", "src", "srcset", "action", "formaction", "data", "poster", "background", "style"}
# PDF actions other than following a link.
GEVAARLIJK = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"}
# What a reader can open, point at and read further.
ALLES_OPEN = """() => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  for (const link of [...document.querySelectorAll("article a")].slice(0, 20)) link.focus();
}"""


def kaal(tekst: str) -> str:
    """Text without whitespace, with plain punctuation.

    Also without backslashes: smart quotes take one before another sign for their own.
    """
    return re.sub(r"[\s\u00ad\u200b\\]+", "", tekst.translate(GEZET))


@dataclass(frozen=True)
class Aangevallen:
    """The book, and what its data is."""

    boek: Boek
    data: aanval.Aanval

    @property
    def html(self) -> Path:
        return self.boek.html

    def bestand(self, patroon: str) -> bytes:
        (pad,) = self.html.glob(patroon)
        return pad.read_bytes()

    def rijen(self, naam: str) -> list[list[str]]:
        return self.data.tabellen[naam][1:]


@pytest.fixture(scope="module")
def aangevallen(tmp_path_factory: pytest.TempPathFactory) -> Aangevallen:
    root = copy_repository(tmp_path_factory.mktemp("aanval") / "boek")
    data = aanval.aangevallen(root / "data")
    publish_well(root)
    return Aangevallen(Boek(root), data)


def test_every_text_is_attacked_and_every_attack_is_tried(aangevallen: Aangevallen) -> None:
    data = aangevallen.data
    velden = {
        (bron["path"], veld["name"])
        for bron in data.pakket["resources"]
        for _, veld in aanval.vrije_velden(bron)
    }
    aangevallen_velden = {(bestand, kolom) for bestand, _, kolom in data.teksten}
    assert velden <= aangevallen_velden | {(f.bestand, f.kolom) for _, f in data.geweigerd}
    gebruikt = " ".join(cel.tekst for cel in data.teksten.values())
    geweigerd = [tekst for tekst, _ in data.geweigerd]
    assert [t for t in aanval.TE_TONEN if t not in gebruikt and t not in geweigerd] == []
    # Few attacks are refused, each with a message.
    assert {fout.regel for _, fout in data.geweigerd} == {
        "hier staat een e-mailadres", "regeleinde in een cel", "onzichtbaar teken",
        "spatie aan het begin of het einde", "geen letterteken voor '＝' (U+FF1D)",
    }  # fmt: skip
    assert len(data.geweigerd) < len(data.teksten) / 10


# ---- the web book ----


def test_the_pages_say_every_text(aangevallen: Aangevallen) -> None:
    gezegd = kaal(" ".join(page.get_text() for page in aangevallen.boek.all_pages.values()))
    assert [t for t in aangevallen.data.getoond if kaal(t) not in gezegd] == []


def test_no_page_leads_to_the_attacker(aangevallen: Aangevallen) -> None:
    for naam, page in aangevallen.boek.all_pages.items():
        for element in page.find_all(True):
            for kenmerk, waarde in element.attrs.items():
                assert not kenmerk.startswith("on"), (naam, element)
                assert kenmerk not in LEIDT or f"//{KAPER}" not in str(waarde), (naam, element)


def test_nothing_from_outside_the_book_is_published(aangevallen: Aangevallen) -> None:
    eigen = {p.read_bytes() for p in aangevallen.boek.root.rglob("*") if eigen_bestand(p)}
    downloads = [p for p in (aangevallen.html / "_downloads").rglob("*") if p.is_file()]
    assert downloads and [p for p in downloads if p.read_bytes() not in eigen] == []
    gebruikers = Path("/etc/passwd").read_text(encoding="utf-8").splitlines()[0]
    for pad in aangevallen.html.rglob("*"):
        assert not pad.is_file() or gebruikers.encode() not in pad.read_bytes(), pad
    assert gebruikers not in aangevallen.boek.pdf_text


def eigen_bestand(pad: Path) -> bool:
    return pad.is_file() and "_build" not in pad.parts and ".git" not in pad.parts


def test_a_browser_runs_nothing_and_asks_nothing_elsewhere(aangevallen: Aangevallen) -> None:
    gebeurd: list[str] = []
    with browser.chromium() as chroom, browser.served(aangevallen.html, "/a/b/") as site:
        page = chroom.new_page()
        page.on("dialog", lambda dialog: (gebeurd.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: gebeurd.append(str(error)))
        page.on("request", lambda asked: gebeurd.append(asked.url) if elders(asked, site) else None)
        for naam in aangevallen.boek.pages:
            page.goto(site.url + naam, wait_until="load")
            page.evaluate(ALLES_OPEN)
            assert page.evaluate("window.gekaapt") is None, naam
        for adres in ("chapters/kerncijfers.html?woorden=kaper", "search.html?q=gekaapt"):
            page.goto(site.url + adres, wait_until="networkidle")
            assert page.evaluate("window.gekaapt") is None, adres
        assert page.locator("main .gevonden li").count() > 1
    assert gebeurd == []


def elders(asked: Request, site: browser.Site) -> bool:
    return not asked.url.startswith((site.url, "data:"))


# ---- charts, feeds and descriptions for machines ----


def test_drawings_hold_shapes_only(aangevallen: Aangevallen) -> None:
    tekeningen = list((aangevallen.html / "figuren").glob("*.svg"))
    soorten = {
        etree.QName(element).localname
        for tekening in tekeningen
        for element in etree.parse(tekening).iter(etree.Element)
    }
    assert "deelnemers-per-evenement.svg" in {tekening.name for tekening in tekeningen}
    assert soorten <= {
        "svg", "g", "path", "use", "defs", "style", "clipPath", "rect", "pattern", "metadata",
        "RDF", "Work", "type", "date", "format", "creator", "Agent", "title", "image",
    }  # fmt: skip


def test_the_feed_holds_text(aangevallen: Aangevallen) -> None:
    feed = etree.fromstring(aangevallen.bestand("wijzigingen.atom"))
    ns = {"a": "http://www.w3.org/2005/Atom"}
    assert [e.text for e in feed.findall("a:rights", ns)] == [
        aangevallen.data.pakket["licenses"][0]["title"]
    ]
    gezegd = " ".join(e.text for e in feed.iterfind(".//a:summary", ns))
    (correctie,) = aangevallen.rijen("correcties")
    assert aangevallen.data.pakket["description"] in gezegd and correctie[-1].rstrip(".") in gezegd
    assert all(len(e) == 0 for e in feed.iterfind(".//a:summary", ns))


def test_descriptions_for_machines_hold_the_texts_as_they_are(aangevallen: Aangevallen) -> None:
    pakket = aangevallen.data.pakket
    (script,) = aangevallen.boek.page("index").select("script[type='application/ld+json']")
    verslag, gegevens = json.loads(script.string)["@graph"]
    assert verslag["abstract"] == gegevens["description"] == pakket["description"]
    assert [d["name"] for d in gegevens["distribution"]] == [
        b["title"] for b in pakket["resources"]
    ]
    assert [v["name"] for v in gegevens["variableMeasured"]] == [
        rij[2] for rij in aangevallen.rijen("indicatoren")
    ]
    csvw = json.loads(aangevallen.bestand("data/csvw-metadata.json"))
    assert csvw["dc:title"] == pakket["title"]
    for pad in (aangevallen.html / "figuren").glob("*.json"):
        json.loads(pad.read_text(encoding="utf-8"))


# ---- the PDF ----


def test_the_pdf_says_every_text(aangevallen: Aangevallen) -> None:
    gezegd = kaal(aangevallen.boek.pdf_text)
    assert [t for t in aangevallen.data.getoond if kaal(t) not in gezegd] == []


def test_the_pdf_leads_to_the_web_only(aangevallen: Aangevallen) -> None:
    with pikepdf.open(aangevallen.boek.pdf) as pdf:
        inhoud = [deel for obj in pdf.objects for deel in woordenboeken(obj)]
        acties = [deel for deel in inhoud if "/URI" in deel]
        assert len(acties) > 50
        for actie in acties:
            assert str(actie.URI).startswith(("http://", "https://")) and KAPER not in str(
                actie.URI
            )
        assert [d for d in inhoud if "/JS" in d or d.get("/S") in GEVAARLIJK] == []


def woordenboeken(obj: object) -> Iterator[pikepdf.Dictionary]:
    """An object of a PDF and all that is written inside it."""
    if isinstance(obj, pikepdf.Dictionary):
        yield obj
    if isinstance(obj, (pikepdf.Dictionary, pikepdf.Array)):
        for deel in obj.values() if isinstance(obj, pikepdf.Dictionary) else obj:
            if not getattr(deel, "is_indirect", False):
                yield from woordenboeken(deel)


# ---- downloads ----


def test_excel_holds_texts_and_no_formula(aangevallen: Aangevallen) -> None:
    boek = openpyxl.load_workbook(io.BytesIO(aangevallen.bestand("data/*.xlsx")))
    for bron in aangevallen.data.pakket["resources"]:
        blad = boek[bron["name"]]
        kop, *rijen = blad.iter_rows()
        for veld, cel in zip(bron["schema"]["fields"], kop, strict=True):
            assert veld["title"] in cel.comment.text and veld["description"] in cel.comment.text
        for plaats, _ in aanval.vrije_velden(bron):
            cellen = [rij[plaats] for rij in rijen if rij[plaats].value is not None]
            verwacht = [rij[plaats] for rij in aangevallen.rijen(bron["name"]) if rij[plaats]]
            assert [cel.value for cel in cellen] == verwacht
            assert {cel.data_type for cel in cellen} == {"s"}
            assert [c.value for c in cellen if c.value[0] in "=+-@" and not c.quotePrefix] == []
    assert not [link for blad in boek for link in blad._hyperlinks]


def test_csv_sqlite_and_parquet_hold_the_texts_as_they_are(aangevallen: Aangevallen) -> None:
    databank = sqlite3.connect(":memory:")
    databank.deserialize(aangevallen.bestand("data/*.sqlite"))
    parquet = zipfile.ZipFile(io.BytesIO(aangevallen.bestand("data/*-parquet.zip")))
    for bron in aangevallen.data.pakket["resources"]:
        naam, rijen = bron["name"], aangevallen.rijen(bron["name"])
        gelezen = csv.reader(io.StringIO(aangevallen.bestand(f"data/{bron['path']}").decode()))
        assert list(gelezen)[1:] == rijen
        uit_parquet = fastparquet.ParquetFile(io.BytesIO(parquet.read(f"{naam}.parquet")))
        tabel = uit_parquet.to_pandas()
        for plaats, veld in aanval.vrije_velden(bron):
            verwacht = [rij[plaats] for rij in rijen]
            vraag = f'SELECT "{veld["name"]}" FROM "{naam}" ORDER BY rowid'
            assert [cel or "" for (cel,) in databank.execute(vraag)] == verwacht
            assert [cel or "" for cel in tabel[veld["name"]]] == verwacht
            gezegd = uit_parquet.key_value_metadata[f"kolom.{veld['name']}"]
            assert veld["description"] in gezegd
    uitleg = {rij[1] for rij in databank.execute("SELECT * FROM _pakket")}
    assert aangevallen.data.pakket["description"] in uitleg


def test_csv_for_excel_computes_nothing(aangevallen: Aangevallen) -> None:
    bestanden = list((aangevallen.html / "figuren").glob("*-excel.csv"))
    assert bestanden
    for pad in bestanden:
        for rij in csv.reader(io.StringIO(pad.read_text(encoding="utf-8-sig")), delimiter=";"):
            assert [cel for cel in rij if cel[:1] in "=+@\t\r" and cel] == [], pad.name
            assert [c for c in rij if c[:1] == "-" and not re.fullmatch(r"-[\d,]+", c)] == []
