"""Downloads: tables in every format with the same rows, notebooks, and their URLs."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import fastparquet
import openpyxl
import pandas as pd
import polars
import pytest
from conftest import ROOT, Boek
from frictionless import Package
from jaarverslag import formaten, gegevens, tabel
from jaarverslag.tabellen import als_gelezen

TABELLEN = gegevens.tabelnamen()


def uit_csv(naam: str) -> list[tuple]:
    """Rows of the CSV file itself, read without the helper package."""
    bron = gegevens.tabelbeschrijving(naam)
    maak = {
        "integer": int, "number": float, "date": dt.date.fromisoformat,
        "boolean": lambda cel: cel == "true",
    }  # fmt: skip
    soorten = [maak.get(veld["type"], str) for veld in bron["schema"]["fields"]]
    with (gegevens.datamap() / bron["path"]).open(encoding="utf-8", newline="") as bestand:
        _, *rijen = csv.reader(bestand)
    return [
        tuple(soort(cel) if cel else None for soort, cel in zip(soorten, rij, strict=True))
        for rij in rijen
    ]


def download(einde: str) -> bytes:
    (bestand,) = [b for b in formaten.bestanden() if b.naam.endswith(einde)]
    return bestand.inhoud


@pytest.fixture(scope="module")
def werkboek() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(download(".xlsx")))


@pytest.fixture(scope="module")
def databank() -> sqlite3.Connection:
    verbinding = sqlite3.connect(":memory:")
    verbinding.deserialize(download(".sqlite"))
    return verbinding


@pytest.fixture(scope="module")
def parquet() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(download("-parquet.zip")))


# ---- in pandas ----


@pytest.mark.parametrize("naam", TABELLEN)
def test_a_table_in_a_chapter_has_the_types_of_its_schema(naam):
    gelezen = tabel(naam)
    leeg = [[cel is None for cel in rij] for rij in uit_csv(naam)]
    assert gelezen.isna().to_numpy().tolist() == leeg
    datums = [veld["name"] for veld in formaten.velden(naam) if veld["type"] == "date"]
    assert list(gelezen.select_dtypes("datetime")) == datums
    pd.testing.assert_frame_equal(als_gelezen(gelezen), gegevens.tabel(naam))


# ---- the same rows in every format ----


@pytest.mark.parametrize("naam", TABELLEN)
def test_excel_holds_the_rows_of_the_csv(werkboek, naam):
    kop, *rijen = werkboek[naam].iter_rows(values_only=True)
    assert list(kop) == [veld["name"] for veld in formaten.velden(naam)]
    rijen = [tuple(w.date() if isinstance(w, dt.datetime) else w for w in rij) for rij in rijen]
    assert rijen == uit_csv(naam)


@pytest.mark.parametrize("naam", TABELLEN)
def test_sqlite_holds_the_rows_of_the_csv(databank, naam):
    rijen = databank.execute(f'SELECT * FROM "{naam}" ORDER BY rowid').fetchall()
    verwacht = [
        tuple(str(w) if isinstance(w, dt.date) else w for w in rij) for rij in uit_csv(naam)
    ]
    assert rijen == verwacht


@pytest.mark.parametrize("naam", TABELLEN)
def test_parquet_holds_the_rows_of_the_csv(parquet, naam):
    tabel = fastparquet.ParquetFile(io.BytesIO(parquet.read(f"{naam}.parquet"))).to_pandas()
    assert list(tabel.columns) == [veld["name"] for veld in formaten.velden(naam)]
    rijen = [
        tuple(None if pd.isna(w) else w.date() if isinstance(w, pd.Timestamp) else w for w in rij)
        for rij in tabel.astype(object).itertuples(index=False, name=None)
    ]
    assert rijen == uit_csv(naam)


def test_the_lines_that_load_each_form_do(tmp_path, monkeypatch, recwarn):
    """Except those for R, which is not installed with this book."""
    for bestand in formaten.bestanden():
        (tmp_path / bestand.naam).write_bytes(bestand.inhoud)
    zipfile.ZipFile(io.BytesIO(download("-parquet.zip"))).extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    rijen = uit_csv("kerncijfers")
    boek = next(tmp_path.glob("*.xlsx")).stem
    gelezen = 0
    for programma in ("pandas", "polars", "DuckDB"):
        for regel in formaten.INLADEN.get_group(programma):
            regel = regel.format(boek=boek)
            tabel = (
                duckdb.sql(regel).df()
                if programma == "DuckDB"
                else eval(regel, {"pd": pd, "pl": polars, "sqlite3": sqlite3})
            )
            assert len(tabel) == len(rijen), regel
            som = pd.to_numeric(pd.Series(list(tabel["waarde"]))).sum()
            assert som == sum(rij[4] or 0 for rij in rijen), regel
            gelezen += 1
    assert gelezen == 9
    datum = duckdb.sql("SELECT datum, einddatum FROM 'tijdlijn.parquet'")
    assert [str(soort) for soort in datum.types] == ["DATE", "DATE"]
    eerste = uit_csv("tijdlijn")[0]
    assert datum.limit(1).fetchall()[0] == (eerste[1], eerste[3])
    assert polars.read_parquet("tijdlijn.parquet")["datum"].dtype == polars.Date


def test_all_figures_stand_in_one_table():
    alles = pd.read_csv(io.BytesIO(download("-cijfers.csv")), keep_default_na=False)
    assert len(alles) == len(uit_csv("kerncijfers")) + len(uit_csv("sector"))
    rij = alles[(alles["sleutel"] == "vormingen") & (alles["uitsplitsing"] == "")].iloc[0]
    assert (rij["waarde"], rij["eenheid"], rij["jaar"]) == ("61.0", "vormingen", "2021")
    assert rij["definitie"] and rij["bronadres"].startswith("https://")


def test_no_form_has_a_table_more_or_less(werkboek, databank, parquet):
    eigen = {"Leesmij", "Kolommen"}
    assert set(werkboek.sheetnames) == {*TABELLEN, *eigen}
    tabellen = databank.execute("SELECT name FROM sqlite_master WHERE type='table'")
    assert {rij[0] for rij in tabellen} == {*TABELLEN, "_pakket", "_kolommen"}
    assert set(parquet.namelist()) == {f"{naam}.parquet" for naam in TABELLEN}


def test_a_lost_row_is_noticed(werkboek):
    """The comparison above can fail: without its last row the sheet is no longer the table."""
    _, *rijen = werkboek["bronnen"].iter_rows(values_only=True)
    assert rijen[:-1] != uit_csv("bronnen")


# ---- types, notes and rules are kept ----


def test_excel_keeps_types(werkboek):
    kop = [cel.value for cel in werkboek["sector"][1]]
    soorten = {naam: set() for naam in kop}
    for rij in werkboek["sector"].iter_rows(min_row=2):
        for naam, cel in zip(kop, rij, strict=True):
            if cel.value is not None:
                soorten[naam].add(cel.data_type)
    assert soorten["waarde"] == {"n"} and soorten["jaar"] == {"n"} and soorten["breuk"] == {"b"}
    assert soorten["bron"] == {"s"}
    assert {cel.is_date for cel in werkboek["tijdlijn"]["B"][1:]} == {True}


def test_excel_keeps_notes(werkboek):
    for naam in TABELLEN:
        for veld, cel in zip(formaten.velden(naam), werkboek[naam][1], strict=True):
            assert veld["description"] in cel.comment.text, (naam, veld["name"])
    uitleg = {(rij[0], rij[1]): rij[6] for rij in werkboek["Kolommen"].iter_rows(values_only=True)}
    for naam in TABELLEN:
        for veld in formaten.velden(naam):
            assert uitleg[naam, veld["name"]] == veld["description"]


def test_parquet_keeps_types_and_notes(parquet, tmp_path):
    (tmp_path / "sector.parquet").write_bytes(parquet.read("sector.parquet"))
    bestand = fastparquet.ParquetFile(tmp_path / "sector.parquet")
    soorten = {naam: str(soort) for naam, soort in bestand.dtypes.items()}
    assert (soorten["waarde"], soorten["jaar"]) == ("float64", "Int64")
    assert soorten["breuk"].lower().startswith("bool")
    waarde = next(veld for veld in formaten.velden("sector") if veld["name"] == "waarde")
    assert waarde["description"] in bestand.key_value_metadata["kolom.waarde"]


@pytest.mark.parametrize("pad", ["../geheim.csv", "/etc/passwd", "a/b.csv", ".csv", 5, None])
@pytest.mark.parametrize("naam", ["name", "path"])
def test_a_table_stands_in_the_folder_of_the_data(tmp_path, monkeypatch, naam, pad):
    pakket = json.loads((gegevens.datamap() / "datapackage.json").read_text(encoding="utf-8"))
    pakket["resources"][0][naam] = pad
    (tmp_path / "datapackage.json").write_text(json.dumps(pakket), encoding="utf-8")
    monkeypatch.setenv("JAARVERSLAG_DATA", str(tmp_path))
    with pytest.raises(gegevens.OngeldigeTabel, match="geen tabel in de datamap"):
        formaten.bestanden()


def test_names_and_values_of_the_schema_are_no_sql(tmp_path, monkeypatch):
    """SQLite takes no parameters where a table is made: quotation marks are doubled."""
    shutil.copytree(gegevens.datamap(), tmp_path / "data")
    pakket = json.loads((tmp_path / "data" / "datapackage.json").read_text(encoding="utf-8"))
    bron = pakket["resources"][0]
    soort = next(veld for veld in bron["schema"]["fields"] if veld["name"] == "soort")
    soort["constraints"]["enum"] += ["x'); DROP TABLE bronnen; --", 'y"']
    kop = (tmp_path / "data" / bron["path"]).read_text(encoding="utf-8").splitlines()
    opmerking = 'op"merking); DROP TABLE bronnen; --'
    veld = next(veld for veld in bron["schema"]["fields"] if veld["name"] == "opmerking")
    veld["name"] = opmerking
    kop[0] = kop[0].replace("opmerking", '"op""merking); DROP TABLE bronnen; --"')
    (tmp_path / "data" / bron["path"]).write_text("\n".join(kop) + "\n", encoding="utf-8")
    (tmp_path / "data" / "datapackage.json").write_text(json.dumps(pakket), encoding="utf-8")
    monkeypatch.setenv("JAARVERSLAG_DATA", str(tmp_path / "data"))
    verbinding = sqlite3.connect(":memory:")
    verbinding.deserialize(formaten.sqlite())
    (regels,) = verbinding.execute("SELECT count(*) FROM bronnen").fetchone()
    assert regels == len(kop) - 1
    kolommen = verbinding.execute("PRAGMA table_info(bronnen)").fetchall()
    assert opmerking in [kolom[1] for kolom in kolommen]


def test_sqlite_keeps_references_and_refuses_what_the_schema_refuses(databank):
    assert databank.execute("PRAGMA foreign_key_check").fetchall() == []
    assert databank.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    rij = "(jaar, indicator, waarde, status) VALUES (2021, 'vormingen', 61, 'gepubliceerd')"
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        databank.execute(f"INSERT INTO kerncijfers {rij}")
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        databank.execute(f"INSERT INTO kerncijfers {rij.replace('gepubliceerd', 'gegokt')}")
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        databank.execute(f"INSERT INTO kerncijfers {rij.replace('2021', 'NULL')}")


# ---- safe, complete and reproducible ----


@pytest.fixture
def gevaarlijk(tmp_path, monkeypatch):
    """The data package with texts that a spreadsheet would evaluate."""
    import shutil

    data = tmp_path / "data"
    shutil.copytree(gegevens.datamap(), data)
    pad = data / "begrippen.csv"
    rijen = pd.read_csv(pad, dtype=str, keep_default_na=False)
    teksten = ["=1+1", "+32", "-1 is een tekst", "@som", '=HYPERLINK("x")', "＝1+1", "＠som"]
    rijen.loc[: len(teksten) - 1, "uitleg"] = teksten
    rijen.to_csv(pad, index=False, lineterminator="\n")
    monkeypatch.setenv("JAARVERSLAG_DATA", str(data))
    return teksten


def test_text_is_never_a_formula(gevaarlijk):
    werkboek = openpyxl.load_workbook(io.BytesIO(formaten.excel()))
    for tekst, cel in zip(gevaarlijk, werkboek["begrippen"]["C"][1:], strict=False):
        assert (cel.value, cel.data_type) == (tekst, "s")
        # Also after someone edits the cell: Excel calls this the apostrophe.
        assert cel.quotePrefix
    inhoud = zipfile.ZipFile(io.BytesIO(formaten.excel()))
    assert not any(b"<f>" in inhoud.read(naam) for naam in inhoud.namelist())


def test_the_same_bytes_in_another_process():
    code = "from jaarverslag.formaten import bestanden\nprint(bestanden()[-1].inhoud.decode())"
    anders = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT / "chapters")}
    ander = subprocess.run(
        [sys.executable, "-c", code], env=anders, capture_output=True, text=True, check=True
    )
    assert ander.stdout.strip() == formaten.bestanden()[-1].inhoud.decode().strip()


def test_the_description_holds_size_and_checksum(tmp_path):
    for bestand in formaten.bestanden():
        (tmp_path / bestand.naam).write_bytes(bestand.inhoud)
    assert Package(str(tmp_path / "datapackage.json")).validate().valid
    pad = tmp_path / "kerncijfers.csv"
    pad.write_bytes(pad.read_bytes().replace(b",61,", b",62,", 1))
    fouten = Package(str(tmp_path / "datapackage.json")).validate().flatten(["type"])
    assert ["hash-count"] in fouten


def test_sha256sums_are_right():
    bestanden = {b.naam: b.inhoud for b in formaten.bestanden()}
    regels = bestanden.pop(formaten.SOMMEN).decode().splitlines()
    genoemd = dict(reversed(regel.split("  ")) for regel in regels)
    assert genoemd == {naam: hashlib.sha256(b).hexdigest() for naam, b in bestanden.items()}


# ---- the published book ----


def test_downloads_stand_at_their_addresses(boek: Boek):
    for bestand in formaten.bestanden():
        assert (boek.html / bestand.pad).read_bytes() == bestand.inhoud, bestand.pad


def test_data_page_names_every_table_file_and_checksum(boek: Boek):
    pagina = boek.page("data")
    links = {a["href"] for a in pagina.select("article a[href]")}
    tekst = boek.texts["chapters/data.html"]
    for bestand in formaten.bestanden():
        assert f"../{bestand.pad}" in links, bestand.pad
        if bestand.naam != formaten.SOMMEN:
            assert bestand.grootte.replace("\u00a0", " ") in tekst.replace("\u00a0", " ")
    paginatekst = pagina.get_text()
    for bestand in formaten.bestanden():
        assert bestand.sha256 in paginatekst, bestand.naam
    for naam in TABELLEN:
        tabel = pagina.select_one(f"#tab-schema-{naam}")
        kolommen = [rij.find(["th", "td"]).get_text(strip=True) for rij in tabel.select("tbody tr")]
        assert kolommen == [veld["name"] for veld in formaten.velden(naam)]
    licentie = gegevens.pakket()["licenses"][0]
    assert licentie["title"] in tekst and licentie["path"] in links


def chapters() -> list[str]:
    return sorted(path.stem for path in (ROOT / "chapters").glob("*.md"))


def test_every_chapter_offers_its_notebook_and_source(boek: Boek):
    named = [page for page in boek.pages if page.startswith("chapters/")]
    assert len(named) > 20
    count = 0
    for page in named:
        slug = Path(page).stem
        links = {a["href"] for a in boek.pages[page].select(".narekenen a[download]")}
        assert {f"../notebooks/{slug}.ipynb", f"../notebooks/{slug}.md"} <= links, page
        source = (boek.html / "notebooks" / f"{slug}.md").read_bytes()
        assert source == (ROOT / "chapters" / f"{slug}.md").read_bytes()
        cells = json.loads((boek.html / "notebooks" / f"{slug}.ipynb").read_text())["cells"]
        count += sum(bool(c.get("outputs")) for c in cells)
    assert count > 80, "not every page has outcomes, the book has"


def test_the_glossary_leads_to_the_page_for_analysts(boek: Boek):
    links = {a["href"] for a in boek.page("begrippen").select("dl.glossary a[href]")}
    assert any("voor-analisten.html" in link for link in links)
    assert any("data.html" in link for link in links)


def test_the_page_for_analysts_shows_code_and_outcome(boek: Boek):
    pagina = boek.page("voor-analisten")
    assert len(pagina.select("div.cell:not(.tag_remove-input)")) >= 10
    assert "nieuw_hoofdstuk" in pagina.get_text()
    assert "fouten: geen" in pagina.get_text(), "de proefindicator klopt"
    assert "Bedoel je: vormingen" in " ".join(pagina.get_text().split())
