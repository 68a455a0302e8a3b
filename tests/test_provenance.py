"""Numbers link to their rows, corrections show, metadata is valid, markup in data is text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import Boek, change_cell, publish_well
from jaarverslag import gegevens
from jaarverslag.dekking import dekking
from jaarverslag.tonen import leemtes
from jaarverslag.uitvoer import als_excel_csv, excelcel, veilige_cel
from klein_boek import small_book
from pypdf import PdfReader
from test_correcties import meld

from press.identity import identity
from press.sphinx import metadata

MARKUP = "<script>alert(1)</script> :::{danger} #set page(fill: red) {download}`x` [a](b) $y$ *z*"
ROW_LINKS = "article a[href*='#k-'], article a[href*='#s-']"


# ---- from a number to its row, in the real book ----


def test_elke_link_van_een_getal_draagt_zijn_bronregel(boek: Boek) -> None:
    for name, page in boek.pages.items():
        for link in page.select(ROW_LINKS):
            where = (name, link.get_text())
            if link.find_parent(class_="figuurmenu"):
                continue  # leads to the definition, not from a number
            if link.find_parent(class_=["leemte", "correctie"]) or not link.get("title"):
                # Links with words only need no tooltip.
                assert not re.search(r"\d", link.get_text()) or link.find_parent("table"), where
                continue
            parts = link["title"].split(" · ")
            assert len(parts) >= 3, where


def test_drie_getallen_per_hoofdstuk_zijn_naar_huis_te_volgen(boek: Boek) -> None:
    """Number -> row with definition or note, status and source -> source with its address."""
    rows, sources = boek.page("kerncijfers"), boek.page("bronnen")
    chapters = {row.hoofdstuk for row in gegevens.tabel("domeinen").itertuples()} - {"index"}
    followed = 0
    for slug in sorted(chapters):
        if f"chapters/{slug}.html" not in boek.pages:
            continue
        links = [a for a in boek.page(slug).select(ROW_LINKS) if re.search(r"\d", a.get_text())]
        for link in links[:3]:
            row = rows.find(id=link["href"].partition("#")[2]).find_parent("tr")
            cells = [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
            assert len(cells) == 5 and all(cells), (slug, link.get_text())
            source = row.select_one("a[href*='#bron-']")
            entry = sources.find(id=source["href"].partition("#")[2]).find_parent("li")
            assert entry.select_one("a[href^='http']"), (slug, link.get_text())
            followed += 1
    assert followed >= 20


def test_in_de_pdf_springt_elk_getal_naar_zijn_rij(boek: Boek) -> None:
    """Internal links reach as many positions in the chapter of rows as in the web book.

    A PDF link has no row, only a page and a height; every row has a height of its own.
    """
    reader = PdfReader(boek.pdf)
    first, last = chapter_pages(reader, "Kerncijfers")
    reached = {(page, top) for page, top in jumps(reader) if first <= page < last}
    wanted = {
        link["href"].partition("#")[2]
        for page in boek.pages.values()
        for link in page.select(ROW_LINKS)
    }
    wanted -= {part["id"] for part in boek.page("kerncijfers").select(".alleen-web [id]")}
    assert len(wanted) > 40
    assert len(reached) >= len(wanted)


def chapter_pages(reader: PdfReader, title: str) -> tuple[int, int]:
    """Number of the first page of a chapter, and of the first page after it."""
    marks = [
        (reader.get_destination_page_number(mark), mark.title)
        for mark in flat(reader.outline)
        if re.match(r"\d+\. ", mark.title)
    ]
    place = next(n for n, (_, name) in enumerate(marks) if name.endswith(f". {title}"))
    return marks[place][0], marks[place + 1][0]


def flat(outline: list) -> list:
    return [m for item in outline for m in (flat(item) if isinstance(item, list) else [item])]


def jumps(reader: PdfReader) -> Iterator[tuple[int, float]]:
    """Page number and height of the place that every internal link leads to."""
    number = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages)}
    for page in reader.pages:
        for note in page.get("/Annots") or []:
            note = note.get_object()
            target = note.get("/Dest") or note.get("/A", {}).get("/D")
            if isinstance(target, str):
                target = reader.named_destinations[target].dest_array
            if target is not None:
                place = target.get_object()
                yield number[place[0].idnum], round(float(place[3]), 1)


# ---- machines ----


def test_csvw_beschrijft_elke_tabel_zoals_ze_is(boek: Boek) -> None:
    folder = boek.html / "data"
    group = json.loads((folder / metadata.CSVW).read_text(encoding="utf-8"))
    assert group["@context"][0] == "http://www.w3.org/ns/csvw"
    urls = {table["url"] for table in group["tables"]}
    assert urls == {resource["path"] for resource in gegevens.pakket()["resources"]}
    for table in group["tables"]:
        schema = table["tableSchema"]
        head = (folder / table["url"]).read_text(encoding="utf-8").splitlines()[0].split(",")
        names = [column["name"] for column in schema["columns"]]
        assert names == head
        assert set(schema.get("primaryKey", [])) <= set(names)
        for key in schema["foreignKeys"]:
            assert key["reference"]["resource"] in urls
            assert set(key["columnReference"]) <= set(names)
            needed = {column["name"] for column in schema["columns"] if column["required"]}
            assert set(key["columnReference"]) <= needed, "CSVW takes no empty reference"


def test_csvw_zegt_ja_tegen_de_gegevens_en_nee_tegen_onzin() -> None:
    """Types and patterns of the description fit every cell, and would not fit anything."""
    package = gegevens.pakket()
    shapes = {"integer": r"-?\d+", "decimal": r"-?\d+(\.\d+)?", "date": r"\d{4}-\d\d-\d\d"}
    checked = 0
    for table in metadata.csvw(package)["tables"]:
        cells = pd.read_csv(gegevens.datamap() / table["url"], dtype=str, keep_default_na=False)
        for column in table["tableSchema"]["columns"]:
            kind = column["datatype"]
            pattern = kind.get("format") or shapes.get(kind["base"])
            for text in cells[column["name"]]:
                assert text or not column["required"], (table["url"], column["name"])
                if text and pattern:
                    assert re.fullmatch(pattern, text), (table["url"], column["name"], text)
                    checked += 1
            if pattern:
                assert not re.fullmatch(pattern, "¿onzin?")
    assert checked > 1000


def test_de_voorpagina_draagt_report_en_dataset(boek: Boek) -> None:
    scripts = boek.page("index").select("script[type='application/ld+json']")
    (script,) = scripts
    report, dataset = json.loads(script.string)["@graph"]
    assert (report["@type"], dataset["@type"]) == ("Report", "Dataset")
    assert report["version"] == identity().version
    assert report["isBasedOn"]["url"].startswith("https://")
    assert len(dataset["variableMeasured"]) == len(gegevens.tabel("indicatoren"))


def test_json_ld_kan_niet_uit_zijn_element_breken() -> None:
    text = metadata.script({"name": "</script><script>alert(1)</script>"})
    assert text.count("</script>") == 1
    assert json.loads(text.partition(">")[2].rpartition("</script>")[0])["name"].startswith("</")


# ---- coverage and standards ----


def test_dekking_en_leemtes_zijn_dezelfde_telling() -> None:
    table = dekking()
    now = table[table["jaar"] == gegevens.verslagjaar()]
    for row in now.itertuples():
        gaps = leemtes(row.domein)
        missing = row.indicatoren - row.gevonden
        assert (gaps["uitsplitsing"] == "").sum() == missing, row.domein


def test_de_rap_eisen_zijn_volledig_en_eerlijk(boek: Boek) -> None:
    rows = boek.page("verantwoording").select("#tab-rap tbody tr")
    cells = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in rows]
    assert Counter(level for level, *_ in cells) == {"Basis": 5, "Zilver": 9, "Goud": 4}
    assert {reached for _, _, reached, _ in cells} == {"ja", "nee"}
    for row in rows:
        link = row.select_one("td:last-child a[href]")
        assert link, row.get_text()
        target = (boek.html / "chapters" / link["href"].partition("#")[0]).resolve()
        assert target.is_file(), link["href"]


# ---- the download for a Dutch Excel ----


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "＝1",
        "＋1",
        "－1",
        "＠1",
        "﹦1",
        "\u00a0=1",
        " ＝1",
        "\tx",
    ],
)
def test_een_formule_wordt_tekst(cell: str) -> None:
    assert veilige_cel(cell) == "'" + cell
    assert veilige_cel("gewoon = tekst") == "gewoon = tekst"


def test_excel_csv_leest_terug_zoals_het_was() -> None:
    table = pd.DataFrame(
        {"naam": ["=cmd|' /C calc'!A0", 'a;"b"', "é"], "waarde": [-1234.5, 61.0, None],
         "ja": [True, False, True]}
    )  # fmt: skip
    raw = als_excel_csv(table)
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == 4
    lines = raw.decode("utf-8-sig").splitlines()
    assert lines[0] == "naam;waarde;ja"
    assert lines[1] == "'=cmd|' /C calc'!A0;-1234,5;ja"
    assert lines[2] == '"a;""b""";61;nee'
    assert lines[3] == "é;;ja"
    assert excelcel(0.1) == "0,1" and excelcel(1e21) == "1" + "0" * 21
    for name in gegevens.tabelnamen():
        for line in als_excel_csv(gegevens.tabel(name)).decode("utf-8-sig").splitlines()[1:]:
            assert not re.search(r"(^|;)\"?[=@+]", line), (name, line)


# ---- a small book with a correction, and with markup in its data ----


@pytest.fixture(scope="session")
def proefboek(tmp_path_factory: pytest.TempPathFactory) -> Boek:
    """Seven pages, one changed figure that is reported, one note full of markup."""
    pages = ("vormingsaanbod", "bronnen", "correcties", "begrippen", "data", "uitgelicht")
    root = small_book(tmp_path_factory.mktemp("proef") / "boek", pages=pages).root
    data = root / "data"
    satisfaction = {"jaar": "2021", "indicator": "tevredenheid-vormingen", "uitsplitsing": ""}
    table = pd.read_csv(data / "kerncijfers.csv", dtype=str, keep_default_na=False)
    for number, note in enumerate([MARKUP, "% weg", "- streep", "+++ los", "(doel)="]):
        table.loc[number, "noot"] = note
    table.to_csv(data / "kerncijfers.csv", index=False, lineterminator="\n")
    change_cell(data / "kerncijfers.csv", satisfaction, "waarde", "80", "79")
    meld(data, reden=f"Verkeerd overgenomen {MARKUP}")
    publish_well(root)
    return Boek(root)


def test_een_correctie_staat_op_haar_bladzijde_en_op_de_lijst(proefboek: Boek) -> None:
    banner = proefboek.page("vormingsaanbod").select_one(".admonition.correctie")
    text = banner.get_text(" ", strip=True).replace("\u00a0", " ")
    assert "Correctie van 23 november 2026" in text
    assert "hier stond 80 %, het is nu 79 %" in text
    assert banner.select_one("a[href$='correcties.html']")
    assert banner.select_one("a[href$='#k-tevredenheid-vormingen-2021']")
    row = proefboek.page("correcties").select_one("#tab-correcties tbody tr")
    assert "79 %" in row.get_text().replace("\u00a0", " ")
    assert not proefboek.page("begrippen").select(".admonition.correctie")


def test_een_correctie_staat_ook_in_de_pdf(proefboek: Boek) -> None:
    text = proefboek.pdf_text.replace("\u00a0", " ")
    assert "Correctie van 23 november 2026" in text
    assert "hier stond 80 %, het is nu 79 %" in text


def test_het_echte_boek_heeft_geen_melding_zonder_correctie(boek: Boek) -> None:
    if gegevens.tabel("correcties").empty:
        assert not [n for n, page in boek.pages.items() if page.select(".admonition.correctie")]


def test_de_versie_staat_op_het_omslag_en_bij_de_correcties(boek: Boek) -> None:
    version = gegevens.pakket()["version"]
    front = " ".join(page.extract_text() for page in PdfReader(boek.pdf).pages[:3])
    assert version in front
    assert version in boek.texts["chapters/correcties.html"]


def test_opmaak_in_gegevens_blijft_tekst_op_het_web(proefboek: Boek) -> None:
    page = proefboek.page("kerncijfers")
    raw = (proefboek.html / "index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in raw
    text = proefboek.texts["chapters/kerncijfers.html"]
    for piece in (*MARKUP.split(" "), "% weg", "- streep", "+++ los", "(doel)="):
        assert piece in text, piece
    assert not page.select("article .admonition.danger, article a[href='b']")
    assert "<script>alert(1)</script>" in proefboek.texts["chapters/vormingsaanbod.html"]


def test_opmaak_in_gegevens_blijft_tekst_in_de_pdf(proefboek: Boek) -> None:
    text = re.sub(r"\s", "", proefboek.pdf_text)
    for piece in ("<script>alert(1)</script>", "#setpage(fill:red)", ":::{danger}", "$y$", "*z*"):
        assert piece in text, piece


def test_parsing_a_page_with_markup_gives_no_element() -> None:
    """The check above relies on this: a real script element would be found."""
    page = BeautifulSoup("<article><script>alert(1)</script></article>", "lxml")
    assert page.select("article script")
