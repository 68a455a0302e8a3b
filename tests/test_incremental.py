"""Incremental builds: never stale, no needless work, the same bytes as a clean build.

A small book (nine chapters of the real one) is changed in many ways and built incrementally; then
it is built from scratch, and both are compared byte for byte. Counts come from the log, mtimes from
disk.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import change_cell, publish
from klein_boek import PAGES, Book, Build, small_book

SATISFACTION = {"jaar": "2021", "indicator": "tevredenheid-vormingen", "uitsplitsing": ""}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    made = small_book(tmp_path_factory.mktemp("bijwerken") / "boek")
    assert made.build().executed == {"kerncijfers", *PAGES}
    return made


def chapter_of(name: str) -> str:
    """Its first chapter is the front page of the site."""
    return "kerncijfers" if name == "index.html" else name[len("chapters/") : -len(".html")]


def written_again(before: Build, after: Build) -> set[str]:
    """Chapters whose page has changed."""
    return {
        chapter_of(name)
        for name, content in after.files.items()
        if (name.startswith("chapters/") or name == "index.html")
        and name.endswith(".html") and before.files.get(name) != content
    }  # fmt: skip


def test_nothing_changed_nothing_done(book: Book) -> None:
    first, again = book.build(), book.build()
    assert "Er is niets veranderd" in again.stdout
    assert again.files == first.files and again.mtimes == first.mtimes


def test_a_publication_that_somebody_touched_is_put_right(book: Book) -> None:
    before = book.build()
    page = book.html / "chapters" / "onderzoek.html"
    page.write_text("zomaar", encoding="utf-8")
    after = book.build()
    assert "Er is niets veranderd" not in after.stdout
    assert after.files == before.files and after.executed == set()


def test_prose_is_read_and_nothing_is_executed(book: Book) -> None:
    """Content counts, not mtime: a checkout of another version sets an old one."""
    before = book.build()
    page = book.root / "chapters" / "onderzoek.md"
    old = page.stat()
    page.write_text(f"{page.read_text('utf-8')}\nEen zin erbij.\n", encoding="utf-8")
    os.utime(page, ns=(old.st_atime_ns, old.st_mtime_ns))
    (book.root / "data" / "begrippen.csv").touch()
    after = book.build()
    assert after.executed == set() and after.read == 1
    # The dataset that page Kerncijfers describes names the content of the edition.
    assert written_again(before, after) == {"kerncijfers", "onderzoek"}
    assert "Een zin erbij." in (book.html / "chapters" / "onderzoek.html").read_text("utf-8")


def test_after_a_row_of_changes_a_build_is_what_a_clean_one_is(book: Book) -> None:
    """The clean build uses plain kernels, which give the same outputs as forks."""
    before = change_a_value(book)
    change_a_sentence(book)
    after = change_a_title_and_leave_out_a_chart(book, before)
    assert after.files == book.build_anew(JAARVERSLAG_KERNELS="gewoon")
    # Over sockets in a private folder: over TCP anyone on this machine could listen.
    log = (book.root / "_build" / "bouw.log").read_text("utf-8")
    assert "elk hoofdstuk krijgt een eigen kernel" in log and "Executed notebook in" in log
    assert "over TCP" not in log


def change_a_value(book: Book) -> Build:
    """It executes all chapters and writes those that show it."""
    before = book.build()
    kept = {path.name for path in book.kept.iterdir()}
    change_cell(book.root / "data" / "kerncijfers.csv", SATISFACTION, "waarde", "80", "79")
    after = book.build()
    assert after.executed == {"kerncijfers", *PAGES}
    assert shows(book, "79 %") == {"kerncijfers", "vormingsaanbod"}
    # The page about the data shows a fingerprint of each table.
    assert written_again(before, after) == {"kerncijfers", "vormingsaanbod", "data"}
    # Cache entries that no build uses any more are removed.
    assert len(kept & {path.name for path in book.kept.iterdir()}) < len(kept)
    return after


def change_a_sentence(book: Book) -> None:
    """A figure named in it means executing the chapter, as a cell lists its source."""
    page = book.root / "chapters" / "onderzoek.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(f"{text}\nEen cijfer: {{cijfer}}`werkingssubsidies@2021-2025`.\n", "utf-8")
    assert book.build().executed == {"onderzoek"}


def change_a_title_and_leave_out_a_chart(book: Book, before: Build) -> Build:
    """Every page has the title; nothing of the chart is left."""
    book.change("chapters/onderzoek.md", "\n# Onderzoek", "\n# Onderzoekswerk")
    page = book.root / "chapters" / "evenementen.md"
    text = page.read_text(encoding="utf-8")
    chart = re.findall(r'toon_figuur\(\s*"([\w-]+)"', text)[-1]
    cell = next(c for c in re.findall(r"```\{code-cell\}.*?\n```\n", text, re.S) if chart in c)
    without = re.sub(rf"[^.]*\{{numref\}}`fig-{chart}`[^.]*\.", "", text.replace(cell, ""))
    page.write_text(without, encoding="utf-8")
    after = book.build()
    assert after.executed == {"evenementen"} and after.read == 2
    assert written_again(before, after) >= {"kerncijfers", *PAGES}
    assert f"figuren/{chart}.svg" in before.files
    assert not [name for name in after.files if chart in name]
    return after


def shows(book: Book, text: str) -> set[str]:
    return {
        chapter_of(page.relative_to(book.html).as_posix())
        for page in (book.html / "index.html", *(book.html / "chapters").glob("*.html"))
        if text in page.read_text("utf-8").replace("\N{NO-BREAK SPACE}", " ")
    }


def test_a_table_that_changes_during_a_build_and_back_leaves_nothing(book: Book) -> None:
    """Chapters may have read either value, so their outputs are valid for neither."""
    before, table = book.build(), book.root / "data" / "kerncijfers.csv"
    old = next(value for value in ("79", "80") if f"tevredenheid-vormingen,,,{value}," in
               table.read_text("utf-8"))  # fmt: skip
    shutil.rmtree(book.kept)
    build = subprocess.Popen(
        [sys.executable, "-m", "press", "html"], cwd=book.root, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    # Fingerprints of the sources are made; of the chapters none is read yet.
    assert build.stdout and "Webboek maken" in build.stdout.readline()
    change_cell(table, SATISFACTION, "waarde", old, "77")
    said, _ = build.communicate(timeout=600)
    assert build.returncode == 0, said
    assert shows(book, "77 %") == {"kerncijfers", "vormingsaanbod"}
    change_cell(table, SATISFACTION, "waarde", "77", old)
    after = book.build()
    assert after.files == before.files


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
    """A full disk or a power cut may leave half a file."""
    published = book.kept / "gepubliceerd.json"
    published.unlink()
    before = book.build()
    half, _ = book.executions()["onderzoek"]
    half.write_bytes(half.read_bytes()[:-100])
    published.unlink()
    after = book.build()
    assert after.executed == {"onderzoek"}
    assert after.files == before.files
