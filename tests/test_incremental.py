"""Never stale, never needless: a build that goes on from the last one gives what a clean one gives.

A small book (seven chapters of the real one) is changed in many ways; each time it is built on and
built anew, and both are compared byte for byte. Counts come from the log, times of files from disk.
"""

from __future__ import annotations

import json
import os
import re

import pytest
from conftest import change_cell, publish
from klein_boek import PAGES, Book, Build, small_book

SATISFACTION = {"jaar": "2021", "indicator": "tevredenheid-vormingen", "uitsplitsing": ""}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    made = small_book(tmp_path_factory.mktemp("bijwerken") / "boek")
    assert made.build().executed == {"kerncijfers", *PAGES}
    return made


def written_again(before: Build, after: Build) -> set[str]:
    """Pages whose bytes differ."""
    return {
        name.removeprefix("chapters/").removesuffix(".html")
        for name, content in after.files.items()
        if name.endswith(".html") and before.files.get(name) != content
    }


def test_nothing_changed_nothing_done(book: Book) -> None:
    first = book.build()
    again = book.build()
    assert "Er is niets veranderd" in again.said
    assert again.files == first.files and again.moments == first.moments


def test_a_publication_that_somebody_touched_is_put_right(book: Book) -> None:
    before = book.build()
    page = book.html / "chapters" / "onderzoek.html"
    page.write_text("zomaar", encoding="utf-8")
    after = book.build()
    assert "Er is niets veranderd" not in after.said
    assert after.files == before.files and after.executed == set()


def test_prose_is_read_and_nothing_is_executed(book: Book) -> None:
    before = book.build()
    book.change("chapters/onderzoek.md", "\n## ", "\nEen zin erbij.\n\n## ")
    after = book.build()
    assert after.executed == set() and after.read == 1
    # The page of key figures and the list of charts are always written; their bytes are the same.
    assert written_again(before, after) == {"onderzoek"}
    assert "Een zin erbij." in (book.html / "chapters" / "onderzoek.html").read_text("utf-8")


def test_a_value_executes_who_uses_its_rows_and_writes_who_shows_it(book: Book) -> None:
    before = book.build()
    change_cell(book.root / "data" / "kerncijfers.csv", SATISFACTION, "waarde", "80", "79")
    after = book.build()
    assert after.executed == users_of(book, "kerncijfers", "vormingsaanbod", SATISFACTION)
    # It has figures of the same table, but not this one.
    assert "kerncijfers" in rows_of(book, "onderzoek") and "onderzoek" not in after.executed
    # The page about the data shows a fingerprint of each table.
    assert shows(book, "79 %") == {"kerncijfers", "vormingsaanbod"}
    assert written_again(before, after) == {"kerncijfers", "vormingsaanbod", "data"}
    assert after.read == 3
    assert after.files == book.build_anew()


def users_of(book: Book, table: str, domain: str, row: dict[str, str]) -> set[str]:
    """Chapters that read the table whole, or used rows of this figure or its domain."""
    key = row["indicator"]
    wanted = {f"data/{table}.csv", *(json.dumps([table, *where]) for where in [
        ("", ""), ("sleutel", key), ("domein", domain)])}  # fmt: skip
    return {name for name in ("kerncijfers", *PAGES) if wanted & made_from(book, name)}


def rows_of(book: Book, chapter: str) -> set[str]:
    """Tables of which a chapter used some rows."""
    return {json.loads(name)[0] for name in made_from(book, chapter) if name.startswith("[")}


def made_from(book: Book, chapter: str) -> set[str]:
    """Files and rows behind a chapter, by what is kept of its execution."""
    (kept,) = (book.root / "_build" / ".uitvoering").rglob(f"{chapter}/staat.json")
    state = json.loads(kept.read_text("utf-8"))
    return {*state["read"], *state["parts"]}


def shows(book: Book, text: str) -> set[str]:
    found = set()
    for page in (book.html / "chapters").glob("*.html"):
        if text in page.read_text("utf-8").replace("\N{NO-BREAK SPACE}", " "):
            found.add(page.stem)
    return found


def test_a_title_changes_every_page_that_names_it(book: Book) -> None:
    before = book.build()
    book.change("chapters/onderzoek.md", "\n# Onderzoek", "\n# Onderzoekswerk")
    after = book.build()
    assert after.executed == set() and after.read == 1
    assert written_again(before, after) >= {"kerncijfers", *PAGES}
    assert after.files == book.build_anew()


def test_a_chart_that_goes_leaves_nothing_behind(book: Book) -> None:
    before = book.build()
    text = (book.root / "chapters" / "onderzoek.md").read_text(encoding="utf-8")
    charts = re.findall(r'toon_figuur\(\s*"([\w-]+)"', text)
    cell = next(c for c in re.findall(r"```\{code-cell\}.*?\n```\n", text, re.S) if charts[-1] in c)
    without = re.sub(rf"[^.]*\{{numref\}}`fig-{charts[-1]}`[^.]*\.", "", text.replace(cell, ""))
    (book.root / "chapters" / "onderzoek.md").write_text(without, encoding="utf-8")
    after = book.build()
    assert after.executed == {"onderzoek"}
    assert f"figuren/{charts[-1]}.svg" in before.files
    assert not [name for name in after.files if charts[-1] in name]
    assert after.files == book.build_anew()
    (book.root / "chapters" / "onderzoek.md").write_text(text, encoding="utf-8")


def test_content_counts_and_not_its_moment(book: Book) -> None:
    before = book.build()
    page, table = book.root / "chapters" / "begrippen.md", book.root / "data" / "begrippen.csv"
    old = page.stat()
    page.write_text(page.read_text("utf-8") + "\nNog een zin.\n", encoding="utf-8")
    os.utime(page, ns=(old.st_atime_ns, old.st_mtime_ns))  # as a checkout of another version does
    table.touch()
    after = book.build()
    assert after.executed == set() and after.read == 1
    assert written_again(before, after) == {"begrippen"}


def test_a_helper_module_executes_every_chapter(book: Book) -> None:
    book.build()
    helper = book.root / "chapters" / "jaarverslag" / "basis" / "tekst.py"
    helper.write_text(helper.read_text("utf-8") + "\n# Een regel erbij.\n", encoding="utf-8")
    assert book.build().executed == {"kerncijfers", *PAGES}


def test_a_failed_build_spoils_nothing_for_the_next(book: Book) -> None:
    before = book.build()
    text = (book.root / "chapters" / "onderzoek.md").read_text(encoding="utf-8")
    cell = "\n```{code-cell} ipython3\nonbekende_naam\n```\n"
    (book.root / "chapters" / "onderzoek.md").write_text(text + cell, encoding="utf-8")
    result = publish(book.root, "html")
    assert result.returncode == 1 and "NameError" in result.stderr
    (book.root / "chapters" / "onderzoek.md").write_text(text, encoding="utf-8")
    assert book.build().files == before.files


def test_what_is_kept_and_not_whole_is_not_used(book: Book) -> None:
    """A full disk or a pulled plug may leave half a file."""
    published = book.root / "_build" / ".vorige" / "gepubliceerd.json"
    published.unlink()
    before = book.build()
    charts = (book.root / "_build" / ".uitvoering").rglob("bestanden/*")
    half = max(charts, key=lambda path: path.stat().st_size)
    half.write_bytes(half.read_bytes()[:100])
    published.unlink()
    after = book.build()
    assert after.executed == {half.parents[1].name}
    assert after.files == before.files
