"""Next year's edition, made by following README to the letter, with invented rows for 2022.

The rows are plainly a test: their source says so. Together they hold a rise, a fall, a step of
one, an equal figure, one that is missing, one whose year before is missing, a first year, a break
and a breakdown that 2022 lacks.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT, Boek, copy_repository, one_line, overprinted, too_white
from openpyxl import load_workbook
from pypdf import PdfReader

from press.check import edition
from press.identity import identity
from press.publish import archive as uitgaven
from press.publish import new_edition as editie
from press.publish.edition import Edition
from press.say import Refused

BRON = "socius-jaarverslag-2022"
CIJFERS = f"""\
2022,vormingen,,,64,gepubliceerd,{BRON},Proef: verzonnen.,,
2022,vormingen,vorm,online,30,gepubliceerd,{BRON},Proef: verzonnen.,,
2022,vormingen,vorm,offline,30,gepubliceerd,{BRON},Proef: verzonnen.,,
2022,vormingen,vorm,mix,4,gepubliceerd,{BRON},Proef: verzonnen.,,
2022,vormingen-nieuwkomers,,,2,gepubliceerd,{BRON},Proef: verzonnen.,,
2022,deelnemers-vormingen,,,900,gepubliceerd,{BRON},Proef: verzonnen.,,
2022,tevredenheid-vormingen,,,80,gepubliceerd,{BRON},Proef: verzonnen.,,
2022,punten-programma,,,12,gepubliceerd,{BRON},Proef: verzonnen.,,
2022,adviesvragen,,,,niet-gevonden,,Proef: niet bekend.,,
2022,proef-eerste-jaar,,,7,gepubliceerd,{BRON},Proef: verzonnen.,,
"""
RIJEN = {
    "kerncijfers": CIJFERS,
    "indicatoren": "proef-eerste-jaar,vormingsaanbod,proefcijfer,Een verzonnen cijfer.,punten,0,"
    "geen oordeel,telling,99,,\n",
    "bronnen": f"{BRON},Proef: een verzonnen jaarverslag 2022,Proef,https://example.org/proef-2022,"
    "2023-05-11,webpagina,Enkel voor de test.,2023-05-11\n",
    "uitgelicht": "proefkaart,2022-03-01,dag,1 maart 2022,vormingsaanbod,Een proefkaart van 2022,"
    f"Dit is een proef.,Om te testen.,{BRON},\n",
}  # fmt: skip


class Editie2022(Boek):
    """The published book; the PDF of the year before still lies beside its own."""

    @property
    def pdf(self) -> Path:
        return self.root / "_build" / "pdf" / "jaarverslag-2022.pdf"


def section(title: str) -> str:
    """The text of one section of README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.split(r"^## ", text.split(f"## {title}")[1], flags=re.M)[0]


def commands() -> list[list[str]]:
    """The commands of README's section, block by block."""
    blocks = re.findall(
        r"^```sh\n(.*?)^```", section("A new edition (een nieuwe editie)"), re.M | re.S
    )
    return [[line for line in block.splitlines() if line.strip()] for block in blocks]


def ready_environment(root: Path) -> None:
    """An environment that ``make`` finds complete: the one that runs these tests."""
    bin_ = root / ".venv" / "bin"
    bin_.mkdir(parents=True)
    python = bin_ / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    for stamp in (".python", ".boek", ".test", ".lab"):
        (root / ".venv" / stamp).touch()


def run(root: Path, command: str) -> str:
    done = subprocess.run(
        command, shell=True, cwd=root, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "MAKEFLAGS": ""}, timeout=1800, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def add_rows(data: Path) -> None:
    for table, rows in RIJEN.items():
        with (data / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.write(rows)
    described = data / "datapackage.json"
    package = json.loads(described.read_text(encoding="utf-8"))
    package["breuken"].append(
        {"indicator": "punten-programma", "jaar": 2022, "reden": "Proef: het programma is nieuw."}
    )
    described.write_text(json.dumps(package, ensure_ascii=False, indent=2), encoding="utf-8")


@pytest.fixture(scope="session")
def editie_2022(boek: Boek, tmp_path_factory: pytest.TempPathFactory) -> Boek:
    """README's section followed in a copy, from the published book of 2021."""
    root = copy_repository(tmp_path_factory.mktemp("editie") / "boek 2022")
    for part in ("html", "pdf"):
        shutil.copytree(boek.root / "_build" / part, root / "_build" / part)
    ready_environment(root)
    turn, build = commands()
    uitgaven.gather(root / "_build", gathered(Boek(root)), lambda _: False)
    for command in turn:
        run(root, command)
    add_rows(root / "data")
    for command in build:
        run(root, command.replace("/media/schijf", str(root.parent / "schijf")))
    return Editie2022(root)


def plain(text: str) -> str:
    return one_line(text).replace("\N{NO-BREAK SPACE}", " ")


def text_of(book: Boek, slug: str) -> str:
    return plain(book.texts[f"chapters/{slug}.html"])


# ---- the book of the new year ----


def test_readme_names_every_step() -> None:
    turn, build = commands()
    assert len(turn) == 1 and turn[0].startswith("make editie JAAR=2022 DATUM=")
    assert build == ["make klaar", "make uitgave", "make bewaar MAP=/media/schijf"]
    # The manual gives the same: with a day of its own, the gate would meet sources of later.
    manual = (ROOT / "HANDLEIDING.md").read_text(encoding="utf-8")
    assert all(f"`{command}`" in manual for command in [*turn, *build[:2]])


SENTENCES = [
    "In 2022 gaf Socius 64 vormingen.",
    "vormingen: 64. Dat zijn er 3 meer dan in 2021, toen het er 61 waren.",
    "vormingen voor nieuwkomers: 2. Dat is er 1 minder dan in 2021, toen het er 3 waren.",
    "tevredenheid over het vormingsaanbod: 80 %. Dat is even hoog als in 2021.",
]  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_sentences_follow_the_year(editie_2022: Boek, sentence: str) -> None:
    web = text_of(editie_2022, "vormingsaanbod").replace("'", "’")
    assert sentence in web, web[:6000]
    print_ = plain(editie_2022.pdf_text).replace("'", "’")
    assert sentence.split(". ")[0] in re.sub(r" \(p\. \d+\)", "", print_)


def test_a_break_is_named_and_not_compared(editie_2022: Boek) -> None:
    zin = "Proef: het programma is nieuw. Vergelijken met 2021 gaat dus niet."
    assert zin in text_of(editie_2022, "zakelijk-plan")


def test_the_tiles_compare(editie_2022: Boek) -> None:
    tiles = [
        plain(t.get_text(" ")) for t in editie_2022.page("vormingsaanbod").select("ul.tegels > li")
    ]
    assert any("64" in t and "3 meer dan in 2021" in t for t in tiles), tiles
    assert any("80 %" in t and "even hoog als in 2021" in t for t in tiles), tiles
    assert not any("Net Promoter" in t for t in tiles), tiles
    assert "In 2022 gaf Socius 64 vormingen" in text_of(editie_2022, "index")


def test_what_the_new_year_does_not_know_is_not_told(editie_2022: Boek) -> None:
    page, text = editie_2022.page("vormingsaanbod"), text_of(editie_2022, "vormingsaanbod")
    assert not page.select("#fig-vormingen-naar-thema")
    # Nobody looked for what has no row yet, so the page may not say that it was not found.
    assert "Niet gevonden over 2022" not in text
    assert "Niet gevonden over 2022: vragen om advies" in text_of(
        editie_2022, "vraaggestuurde-werking"
    )
    # Events of one year are in the edition of that year only.
    for slug in ("vormingsaanbod", "evenementen", "onderzoek", "ontwikkeltrajecten", "index"):
        told = text_of(editie_2022, slug)
        assert not re.search(r"Interculturaliteit|Trefdag|1 oktober 2021|kansengroepen", told), slug


def test_titles_and_file_names_follow(editie_2022: Boek) -> None:
    for name, page in editie_2022.pages.items():
        if page.title and page.find("article"):
            assert "Jaarverslag 2022" in page.title.get_text(), name
            assert "Jaarverslag 2021" not in page.title.get_text(), name
    build = editie_2022.root / "_build"
    assert [p.name for p in (build / "pdf").iterdir() if "2022" in p.name] == [
        "jaarverslag-2022.pdf"
    ]
    pdf = build / "pdf" / "jaarverslag-2022.pdf"
    reader = PdfReader(pdf)
    assert "2022" in reader.metadata.title and "2021" not in reader.metadata.title
    assert "2022" in reader.pages[0].extract_text()
    assert (build / "html" / "data" / "jaarverslag-2022.xlsx").is_file()
    assert "Frans, M. en Vasseur, M. (2023). Jaarverslag 2022." in text_of(editie_2022, "index")
    assert "verscheen op 11 mei 2023" in text_of(editie_2022, "index")
    assert "11 May 2023" in text_of(editie_2022, "english-summary")


def test_the_pdf_is_laid_out_as_well(editie_2022: Boek) -> None:
    assert overprinted(editie_2022.pdf) == [] == too_white(editie_2022.pdf)


def test_gaps_of_the_new_year_have_their_row(editie_2022: Boek) -> None:
    row = editie_2022.page("kerncijfers").select_one("#k-nps-vormingen-2022")
    assert row is not None
    assert "Nog geen rij voor 2022." in plain(row.find_parent("tr").get_text(" "))
    assert "Uitgelicht: Een proefkaart" in text_of(editie_2022, "vormingsaanbod")
    assert "Uitgelicht:" not in text_of(editie_2022, "evenementen")
    assert "Wat deelnemers meenamen" not in text_of(editie_2022, "vormingsaanbod")


def test_the_repository_agrees_with_itself(editie_2022: Boek) -> None:
    root = editie_2022.root
    assert edition.problems(root) == []
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["title"].startswith("Jaarverslag 2022 van ")
    assert citation["version"] == "2022.1.0"
    (original,) = citation["references"]
    assert (original["title"], original["year"]) == ("Jaarverslag 2022", 2023)
    assert str(original["date-published"]) == "2023-05-11"


# ---- side by side ----


def gathered(book: Boek) -> Path:
    return book.root / "uitgaven"


def test_both_editions_stand_side_by_side(editie_2022: Boek) -> None:
    place = gathered(editie_2022)
    assert sorted(p.name for p in place.iterdir()) == ["2021", "2022", "index.html"]
    for year in (2021, 2022):
        assert (place / str(year) / f"jaarverslag-{year}.pdf").read_bytes()[:5] == b"%PDF-"
    index = BeautifulSoup((place / "index.html").read_bytes(), "lxml")
    links = [a["href"] for a in index.select("a")]
    assert links == ["2022/index.html", "2022/jaarverslag-2022.pdf",
                     "2021/index.html", "2021/jaarverslag-2021.pdf"]  # fmt: skip
    assert not index.select("script, link[rel=stylesheet]")


def test_every_page_leads_to_itself_in_the_other_edition(editie_2022: Boek) -> None:
    place = gathered(editie_2022)
    for year, other in ((2021, 2022), (2022, 2021)):
        for path in (place / str(year) / "chapters").glob("*.html"):
            if path.name == "index.html":  # leads on to the front page
                continue
            switch = BeautifulSoup(path.read_bytes(), "lxml").select("nav.uitgaven")
            assert len(switch) == 1, path
            assert not switch[0].has_attr("hidden")
            assert switch[0].select_one("[aria-current=page]").get_text() == str(year)
            (link,) = switch[0].select("a")
            assert link.get_text() == str(other)
            goal = (path.parent / link["href"]).resolve()
            assert goal == place / str(other) / "chapters" / path.name


def test_the_old_edition_keeps_its_words(editie_2022: Boek, boek: Boek) -> None:
    """Only the edition switcher of an older edition is rewritten."""
    old = gathered(editie_2022) / "2021" / "chapters" / "vormingsaanbod.html"
    cut = uitgaven.SWITCH
    before = (boek.html / "chapters" / "vormingsaanbod.html").read_text(encoding="utf-8")
    assert cut.sub("", old.read_text(encoding="utf-8")) == cut.sub("", before)


def test_a_book_on_its_own_hides_the_switch(boek: Boek) -> None:
    switches = [s for page in boek.pages.values() for s in page.select("nav.uitgaven")]
    assert len(switches) >= 26
    assert all(s.has_attr("hidden") and not s.get_text(strip=True) for s in switches)


# ---- without a build ----


NO_SWITCH = '<nav class="uitgaven" aria-label="Uitgaven" hidden></nav>'


def small_book(build: Path, year: int, *pages: str, number: str = "1.0") -> None:
    """Just enough of a published book to archive."""
    shutil.rmtree(build / "html", ignore_errors=True)
    (build / "html" / "data").mkdir(parents=True)
    (build / "pdf").mkdir(exist_ok=True)
    package = {
        "verslagjaar": year,
        "version": f"{year}.{number}",
        "organisatie": {"naam": "Socius vzw"},
        "publicatiedatum": f"{year + 1}-05-12",
        "bewerkingsdatum": f"{year + 2}-11-23",
    }
    (build / "html" / "data" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    for page in ("index.html", *pages):
        place = build / "html" / page
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"<p>{page}</p>{NO_SWITCH}", encoding="utf-8")
    for part in ("pdf", "html"):
        (build / part / f"jaarverslag-{year}.pdf").write_bytes(b"%PDF-")


def gather(build: Path, yes: bool = False) -> list[Edition]:
    return uitgaven.gather(build, build / "uitgaven", lambda _: yes)


def test_a_page_that_the_other_lacks_leads_to_its_front_page(tmp_path: Path) -> None:
    small_book(tmp_path, 2021, "chapters/oud.html", "chapters/beide.html")
    gather(tmp_path)
    only = (tmp_path / "uitgaven" / "2021" / "index.html").read_text(encoding="utf-8")
    assert NO_SWITCH in only
    small_book(tmp_path, 2022, "chapters/beide.html")
    assert [e.year for e in gather(tmp_path)] == [2022, 2021]
    pages = tmp_path / "uitgaven" / "2021" / "chapters"
    assert 'href="../../2022/index.html"' in (pages / "oud.html").read_text(encoding="utf-8")
    assert 'href="../../2022/chapters/beide.html"' in (pages / "beide.html").read_text(
        encoding="utf-8"
    )
    # A second run changes nothing and leaves no files behind.
    before = {p: p.read_bytes() for p in (tmp_path / "uitgaven").rglob("*") if p.is_file()}
    gather(tmp_path, yes=True)
    assert before == {p: p.read_bytes() for p in (tmp_path / "uitgaven").rglob("*") if p.is_file()}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["html", "pdf", "uitgaven"]


def test_an_older_version_keeps_an_address_and_nothing_is_lost(tmp_path: Path) -> None:
    def stands() -> list[str]:
        return sorted(p.name for p in (tmp_path / "uitgaven").iterdir())

    small_book(tmp_path, 2021, "chapters/oud.html")
    gather(tmp_path)
    (tmp_path / "html" / "chapters" / "oud.html").write_text("anders", encoding="utf-8")
    with pytest.raises(Refused, match=r"bevat versie 2021\.1\.0 al"):
        gather(tmp_path)
    small_book(tmp_path, 2022)
    gather(tmp_path)
    small_book(tmp_path, 2021, "chapters/oud.html", number="1.1")
    found = gather(tmp_path)
    assert [e.html.name for e in found] == ["2022", "2021", "2021.1.0"]
    assert stands() == ["2021", "2021.1.0", "2022", "index.html"]
    kept = tmp_path / "uitgaven" / "2021.1.0"
    assert (kept / "jaarverslag-2021.pdf").is_file()
    page = (kept / "chapters" / "oud.html").read_text(encoding="utf-8")
    assert '<span aria-current="page">2021.1.0</span>' in page
    assert 'href="../../2021/chapters/oud.html"' in page and "anders" not in page
    newest = (tmp_path / "uitgaven" / "2021" / "index.html").read_text(encoding="utf-8")
    assert "2021.1.0" not in newest
    # An older version that comes later does not take the address of the newest.
    small_book(tmp_path, 2021, "chapters/oud.html")
    gather(tmp_path, yes=True)
    assert stands() == ["2021", "2021.1.0", "2022", "index.html"]
    assert uitgaven.editions(tmp_path / "uitgaven")[1].number == (2021, 1, 1)


def test_what_is_kept_elsewhere_is_whole(editie_2022: Boek) -> None:
    """The editions, byte for byte, and the sources of the newest."""
    (kept,) = (editie_2022.root.parent / "schijf").iterdir()
    here = contents(gathered(editie_2022))
    assert contents(kept / "uitgaven") == here and len(here) > 100
    assert kept.name.startswith("jaarverslag-2022-2022.1.0-")
    source = kept / "bron"
    assert (source / "data" / "kerncijfers.csv").is_file() and (source / ".ci" / "run").is_file()
    assert not {"_build", "uitgaven", ".venv"} & {path.name for path in source.iterdir()}


def test_an_edition_that_went_through_the_gate_is_no_draft(editie_2022: Boek) -> None:
    assert "ontwerp" not in text_of(editie_2022, "index")
    assert "+ontwerp" not in editie_2022.pdf_text and "Ontwerp." not in editie_2022.pdf_text
    assert "(versie 2022.1.0)" in text_of(editie_2022, "index")
    root = editie_2022.root
    found = identity(root / "data", root)
    assert (
        found.content in text_of(editie_2022, "colofon") and found.content in editie_2022.pdf_text
    )
    with pikepdf.open(editie_2022.pdf) as pdf:
        assert str(pdf.open_metadata()["dc:identifier"]).endswith(f", {found.whole}")


def test_nothing_is_gathered_from_half_a_book(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="geen webboek"):
        gather(tmp_path)
    small_book(tmp_path, 2021)
    gather(tmp_path)
    small_book(tmp_path, 2022)
    (tmp_path / "pdf" / "jaarverslag-2022.pdf").unlink()
    with pytest.raises(Refused, match="PDF jaarverslag-2022"):
        gather(tmp_path)
    (tmp_path / "html" / "data" / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(Refused, match="niet te lezen"):
        gather(tmp_path)
    assert sorted(p.name for p in (tmp_path / "uitgaven").iterdir()) == ["2021", "index.html"]


@pytest.fixture
def kopie(tmp_path: Path) -> Path:
    """The files that an edition changes or reads."""
    for name in ("CITATION.cff", "CHANGELOG.md", "README.md", "_config.yml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def contents(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("jaar", "datum", "regel"),
    [
        ("abc", "", "JAAR=abc: dat is geen jaartal"),
        ("22", "", "JAAR=22: dat is geen jaartal"),
        ("2022x", "", "geen jaartal"),
        ("-2022", "", "geen jaartal"),
        ("1800", "", "Deze editie gaat over 2021. `make terug`"),
        ("9999", "", "JAAR=9999: dat is geen jaartal dat al begon"),
        ("2022", "11 mei", "DATUM=11 mei: dat is geen datum"),
        ("2022", "2023-02-30", "geen datum"),
        ("2022", "2019-05-11", "past niet bij een verslag over 2022"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_written(kopie, jaar, datum, regel) -> None:
    before = contents(kopie)
    with pytest.raises(Refused, match=re.escape(regel)):
        editie.turn(kopie, jaar, datum)
    assert contents(kopie) == before


def test_twice_is_once(kopie: Path) -> None:
    editie.turn(kopie, "2022", "2023-05-11")
    before = contents(kopie)
    lines = editie.turn(kopie, "2022", "2023-05-11")
    assert lines[0] == "Dit is al de editie over 2022; er is niets veranderd."
    assert contents(kopie) == before
    assert edition.problems(kopie) == []


def test_the_day_may_follow_later(kopie: Path) -> None:
    lines = "\n".join(editie.turn(kopie, "2022", ""))
    assert "DATUM=2023-05-12" in lines and "socius-jaarverslag-2022" in lines
    from jaarverslag.keuring import controleer

    assert any("plaats publicatiedatum" in str(fout) for fout in controleer(kopie / "data"))
    editie.turn(kopie, "2022", "2023-05-12")
    assert edition.problems(kopie) == []


def test_an_edition_can_be_built_before_the_day_it_appears(kopie: Path) -> None:
    """It then carries that date; other tasks are listed, with a spreadsheet to fill in."""
    later = f"{dt.date.today().year + 1}-05-11"
    shutil.copytree(ROOT / "chapters", kopie / "chapters", dirs_exist_ok=True)
    lines = "\n".join(editie.turn(kopie, "2022", later))
    package = json.loads((kopie / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["bewerkingsdatum"] == package["peildatum"] == later
    for asked in ("kaarten van 2022", "de sectorcijfers van 2022 voor ",
                  "tips-online-leren, dat ophield",
                  "schrijf de passages van 2022 in chapters/evenementen.md: regel "):  # fmt: skip
        assert asked in lines, lines
    assert "medewerkers in voltijdse eenheden" in lines
    with (kopie / "data" / "personeel.csv").open("a", encoding="utf-8") as register:
        register.write("2022,directie,1.0,1\n")
    # A figure from a register is not asked for.
    assert "medewerkers in voltijdse eenheden" not in "\n".join(editie.left_to_do(kopie))
    sheet = load_workbook(kopie / "sjablonen" / "kerncijfers-2022.xlsx")["kerncijfers"]
    keys = {row[:4] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert (2022, "vormingen", None, None) in keys and (2022, "vormingen", "vorm", "mix") in keys


def test_a_year_after_the_policy_period_names_what_to_write_anew(kopie: Path) -> None:
    assert "buiten de beleidsperiode" not in "\n".join(editie.turn(kopie, "2025", ""))
    shutil.copytree(ROOT / "chapters", kopie / "chapters", dirs_exist_ok=True)
    task = next(line for line in editie.turn(kopie, "2026", "") if "beleidsperiode" in line)
    assert "2026 valt buiten de beleidsperiode 2021-2025" in task
    # Only chapters about the period.
    assert "beleidskader.md" in task
    assert "begrippen.md" not in task


def test_a_new_year_opens_the_passages_that_it_has_to_write(kopie: Path) -> None:
    shutil.copytree(ROOT / "chapters", kopie / "chapters", dirs_exist_ok=True)
    told = "\n".join(editie.turn(kopie, "2022", ""))
    chapter = (kopie / "chapters" / "evenementen.md").read_text(encoding="utf-8")
    assert ":::{als} jaar 2022\n% 2021: De Trefdag, aangekondigd\n:::" in chapter
    assert re.search(r"schrijf de passages van 2022 in chapters/evenementen.md: regel \d+", told)
    assert "chapters/begrippen.md" not in told
    # Once written, it is not asked for.
    chapter = re.sub(r"% 2021: .*", "Wat er was.", chapter)
    (kopie / "chapters" / "evenementen.md").write_text(chapter, encoding="utf-8")
    assert not any("evenementen.md" in task for task in editie.left_to_do(kopie))


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("CITATION.cff", "2021 van Socius,", "2020 van Socius,", "CITATION.cff: title"),
        ("CITATION.cff", "over 2021", "over 2020", "CITATION.cff: abstract"),
        ("CITATION.cff", "2022-05-12", "2022-05-13", "CITATION.cff: references"),
        ("CITATION.cff", "date-released: 2", "date-released: 1", "CITATION.cff: date-released"),
        ("CITATION.cff", "version: 2021.", "version: 2022.", "CITATION.cff: version"),
        ("CITATION.cff", "Vasseur", "Vasseurs", "CITATION.cff: references"),
        ("CHANGELOG.md", "\n## 2021.", "\n## 2020.", "bovenaan staat niet versie"),
        ("data/datapackage.json", "jaarverslag-socius-2021", "jaarverslag-2020", "name is"),
    ],
)
def test_another_year_somewhere_is_found(kopie, file, old, new, line) -> None:
    assert edition.problems(kopie) == []
    place = kopie / file
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new), encoding="utf-8")
    assert any(line in str(problem) for problem in edition.problems(kopie))
