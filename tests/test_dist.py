"""``dist/`` and the file for a printer, made from the published book."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from conftest import Boek, one_line, page_texts
from frictionless import Package
from pypdf import PdfReader

from press.check import output as output_check
from press.project import PUBLISHED
from press.publish import bleed as druk
from press.publish import dist
from press.publish.sources import Sources
from press.say import Refused

MM = 72 / 25.4


@pytest.fixture(scope="module")
def gebouwd(boek: Boek, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the publication, as these tests write next to it."""
    build = tmp_path_factory.mktemp("dist") / "_build"
    build.mkdir()
    (build / PUBLISHED).parent.mkdir()
    shutil.copyfile(boek.root / "_build" / PUBLISHED, build / PUBLISHED)
    for folder in ("html", "pdf", "typst"):
        shutil.copytree(boek.root / "_build" / folder, build / folder)
    return build


@pytest.fixture(scope="module")
def uitgave(gebouwd: Path) -> Path:
    dist.gather(gebouwd, gebouwd.parent / "dist")
    return gebouwd.parent / "dist"


@pytest.fixture
def kopie(gebouwd: Path, tmp_path: Path) -> Path:
    """A publication to corrupt: only the files that are checked first."""
    build = tmp_path / "_build"
    for name in (
        "html/index.html", "html/data/datapackage.json", "html/jaarverslag-2021.pdf",
        "pdf/jaarverslag-2021.pdf", PUBLISHED,
    ):  # fmt: skip
        (build / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(gebouwd / name, build / name)
    return build


def refusal(build: Path) -> str:
    target = build.parent / "dist"
    before = sorted(target.iterdir()) if target.exists() else None
    with pytest.raises(Refused) as refused:
        dist.gather(build, target)
    assert (sorted(target.iterdir()) if target.exists() else None) == before
    (line,) = refused.value.args
    return line


# ---- the proof ----


def test_the_proof_is_a_draft_with_numbered_lines_and_room_for_notes(boek: Boek) -> None:
    """Its pages have the same text as the book, so that remarks refer to the same line."""
    source = next((boek.root / "_build" / "typst").glob("jaarverslag-????.typ"))
    proof = druk.set_again(source, {"proef": "ja"}, [], tags=False)
    sheets = [one_line(sheet) for sheet in page_texts(proof)]
    assert len(sheets) == len(boek.pdf_pages)
    assert all("Ontwerp: proefdruk van versie" in sheet for sheet in sheets)
    for sheet, real in zip(sheets, boek.pdf_pages, strict=True):
        assert set(re.findall(r"[a-z]{4,}", real)) <= set(re.findall(r"[a-z]{4,}", sheet))
    with pikepdf.open(io.BytesIO(proof)) as made:
        assert float(made.pages[9].mediabox[2]) == pytest.approx((210 + 50) * MM, abs=1)
    added = Counter(re.findall(r"\d+", sheets[9])) - Counter(re.findall(r"\d+", boek.pdf_pages[9]))
    assert {str(number) for number in range(1, 21)} <= set(added)


# ---- what is in it ----


def test_everything_is_there(uitgave: Path) -> None:
    assert sorted(path.name for path in uitgave.iterdir()) == [
        "CITATION.cff", "LEESMIJ.txt", "LICENSE", "MANIFEST.json", "SHA256SUMS",
        "jaarverslag-2021-data.zip", "jaarverslag-2021-hoofdpunten.pdf",
        "jaarverslag-2021-notebooks.zip", "jaarverslag-2021-web.zip",
        "jaarverslag-2021.bib", "jaarverslag-2021.pdf",
    ]  # fmt: skip
    readme = (uitgave / "LEESMIJ.txt").read_text(encoding="utf-8")
    for path in uitgave.iterdir():
        assert path.name in readme or path.name in ("LEESMIJ.txt", "LICENSE"), path.name


def test_manifest_and_sums_agree_with_the_files(uitgave: Path) -> None:
    def real(name: str) -> str:
        return hashlib.sha256((uitgave / name).read_bytes()).hexdigest()

    lines = (uitgave / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: total for total, _, name in (line.partition("  ") for line in lines)}
    assert sums == {path.name: real(path.name) for path in uitgave.iterdir() if path.name in sums}
    assert {path.name for path in uitgave.iterdir()} - set(sums) == {"SHA256SUMS"}
    manifest = json.loads((uitgave / "MANIFEST.json").read_text(encoding="utf-8"))
    for file in manifest["bestanden"]:
        assert file["sha256"] == real(file["naam"])
        assert file["bytes"] == (uitgave / file["naam"]).stat().st_size
    assert {"python", "jupyter-book", "typst", "matplotlib"} <= set(manifest["programmas"])


def test_two_runs_give_the_same_bytes(gebouwd: Path, uitgave: Path) -> None:
    first = {path.name: path.read_bytes() for path in uitgave.iterdir()}
    for path in (gebouwd / "html").rglob("*.html"):
        path.touch()
    dist.gather(gebouwd, uitgave)
    assert {path.name: path.read_bytes() for path in uitgave.iterdir()} == first
    assert not list(gebouwd.glob(".werk-*"))


def test_the_web_book_is_whole_after_unpacking(boek: Boek, uitgave: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(uitgave / "jaarverslag-2021-web.zip").extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    files = {p.relative_to(boek.html): p for p in boek.html.rglob("*") if p.is_file()}
    unpacked = {p.relative_to(folder) for p in folder.rglob("*") if p.is_file()}
    assert unpacked == set(files)
    # No external requests, no dead links: it opens from disk. That it does so in a
    # browser is tested on the same files in test_browser.
    assert output_check.check_html(folder) == []


def test_the_data_package_can_be_used_alone(uitgave: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(uitgave / "jaarverslag-2021-data.zip").extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    package = Package(str(folder / "datapackage.json"))
    assert len(package.resources) > 10
    for resource in package.resources:
        assert (folder / resource.path).is_file(), resource.path
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        total, _, name = line.partition("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == total, name
    assert not (folder / "index.html").exists()


# ---- what is refused ----


def test_nothing_without_a_publication(kopie: Path) -> None:
    shutil.rmtree(kopie / "html")
    assert refusal(kopie) == "Er is nog geen webboek gepubliceerd. Doe eerst: make book"


def test_nothing_without_the_pdf(kopie: Path) -> None:
    (kopie / "pdf" / "jaarverslag-2021.pdf").unlink()
    assert "jaarverslag-2021.pdf is nog niet gepubliceerd" in refusal(kopie)


def test_nothing_when_book_and_pdf_are_of_two_builds(kopie: Path) -> None:
    (kopie / "pdf" / "jaarverslag-2021.pdf").write_bytes(b"%PDF van gisteren")
    assert "komen niet uit dezelfde bouw" in refusal(kopie)


def test_nothing_invented(kopie: Path) -> None:
    described = kopie / "html" / "data" / "datapackage.json"
    package = json.loads(described.read_text(encoding="utf-8"))
    described.write_text(json.dumps({**package, "voorbeeld": True}), encoding="utf-8")
    assert "voorbeeldcijfers" in refusal(kopie)


@pytest.mark.parametrize(
    "changed",
    ["data/kerncijfers.csv", "chapters/jaarverslag/basis/tekst.py", "chapters/onderzoek.md",
     "press/patches.py", "_config.yml"],
)  # fmt: skip
def test_nothing_that_is_older_than_its_source(kopie: Path, changed: str) -> None:
    """The publication records its sources."""
    then = json.loads((kopie / PUBLISHED).read_text(encoding="utf-8"))
    then["from"][changed] = "iets anders"
    (kopie / PUBLISHED).write_text(json.dumps(then), encoding="utf-8")
    assert refusal(kopie) == (
        f"{changed} is veranderd sinds de publicatie: het boek klopt er niet meer mee. "
        "Doe eerst: make book"
    )


def test_what_the_book_is_made_of_is_what_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed byte is noticed, a new file, and a file rewritten with the same content."""
    monkeypatch.setenv("JAARVERSLAG_DATA", str(tmp_path))
    table = tmp_path / "cijfers.csv"
    before = Sources.now()
    assert before.untouched()
    table.write_text("jaar\n", encoding="utf-8")
    after = Sources.now()
    (came,) = after.files.keys() - before.files.keys()
    assert came.endswith("cijfers.csv") and not before.untouched()
    assert after.without_chapters() != before.without_chapters()
    table.write_text("jaar\n", encoding="utf-8")
    assert Sources.now().files == after.files and not after.untouched()


def test_a_chapter_is_apart_from_the_rest() -> None:
    now = Sources.now()
    for name, same in (("chapters/onderzoek.md", True), ("chapters/jaarverslag/zinnen.py", False)):
        other = replace(now, files={**now.files, name: "anders"})
        assert (other.without_chapters() == now.without_chapters()) is same


def test_files_of_someone_else_stay(kopie: Path) -> None:
    own = kopie.parent / "dist" / "brief.txt"
    own.parent.mkdir()
    own.write_text("van mij", encoding="utf-8")
    assert refusal(kopie) == "In dist/ staan andere bestanden. Haal ze daar eerst weg."
    assert own.read_text(encoding="utf-8") == "van mij"


def test_the_short_form_is_four_pages_of_the_same_cells(uitgave: Path, boek: Boek) -> None:
    short = uitgave / "jaarverslag-2021-hoofdpunten.pdf"
    with pikepdf.open(short) as opened:
        assert len(opened.pages) == 4 and not opened.attachments
        told = opened.open_metadata()
        assert told["pdfuaid:part"] == "1" and told["dc:title"].endswith(": hoofdpunten")
    said = one_line(" ".join(page_texts(short)))
    tiles = boek.page("index").select(".tegel-waarde")
    assert len(tiles) >= 5
    assert [
        t for tile in tiles if (t := one_line(tile.get_text(" ", strip=True))) not in said
    ] == []
    assert "(p. " not in said and "geen uitgave van Socius" in said


# ---- for a printer ----


@pytest.fixture(scope="module")
def drukversie(gebouwd: Path) -> PdfReader:
    target = gebouwd / "druk.pdf"
    druk.bleeding(gebouwd / "typst" / "jaarverslag-2021.typ", target)
    return PdfReader(target)


def test_every_page_is_cut_to_a4_with_three_millimetres_of_bleed(drukversie: PdfReader) -> None:
    a4 = [210 * MM, 297 * MM]
    for number, page in enumerate(drukversie.pages, start=1):
        trim, bleed = [float(x) for x in page.trimbox], [float(x) for x in page.bleedbox]
        assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx(a4, abs=0.01), number
        beyond = [trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]]
        assert beyond == pytest.approx([3 * MM] * 4, abs=0.01), number
        assert list(page.mediabox) == list(page.bleedbox), number
        assert "/TrimBox" in page and "/BleedBox" in page


def test_it_breaks_where_the_published_pdf_breaks(boek: Boek, drukversie: PdfReader) -> None:
    published = PdfReader(boek.pdf).pages
    assert 0 <= len(drukversie.pages) - len(published) < 4
    for number in (0, 2, 20, 40, len(published) - 2, -1):
        assert drukversie.pages[number].extract_text() == published[number].extract_text(), number


def test_it_is_whole_sheets_with_nothing_to_click(gebouwd: Path, drukversie: PdfReader) -> None:
    assert len(drukversie.pages) % 4 == 0
    assert not any("/Annots" in page for page in drukversie.pages)
    assert not drukversie.attachments
    assert drukversie.pdf_header == "%PDF-1.7"
    (intent,) = drukversie.root_object["/OutputIntents"]
    assert "RGB" in str(intent.get_object()) and "RGB" in druk.COLOURS


def test_all_letters_are_embedded(drukversie: PdfReader) -> None:
    fonts = {}
    for page in drukversie.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            for below in font.get_object().get("/DescendantFonts", [font]):
                fonts[str(below.get_object()["/BaseFont"])] = below.get_object()["/FontDescriptor"]
    assert len(fonts) > 4
    for name, described in fonts.items():
        keys = set(described.get_object())
        assert keys & {"/FontFile", "/FontFile2", "/FontFile3"}, name


def test_the_colour_runs_on_to_the_edge(gebouwd: Path, drukversie: PdfReader) -> None:
    """The art of the cover is as wide as the uncut paper, not as wide as the page."""
    content = drukversie.pages[0].get_contents().get_data().decode("latin-1")
    width = float(drukversie.pages[0].mediabox.width)
    assert f"{width:.2f}"[:-1] in content
