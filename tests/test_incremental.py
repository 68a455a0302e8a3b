"""Never stale, never needless: a build that goes on from the last one gives what a clean one gives.

A small book (seven chapters of the real one) is changed in many ways; each time it is built on and
built anew, and both are compared byte for byte. Counts come from the log, times of files from disk.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import change_cell, copy_repository, publish, without_redirects

PAGES = ("vormingsaanbod", "onderzoek", "begrippen", "bronnen", "correcties", "data")
SATISFACTION = {"jaar": "2021", "indicator": "tevredenheid-vormingen", "uitsplitsing": ""}


@dataclass
class Build:
    """What one build did, and what it published."""

    executed: set[str]
    read: int
    said: str
    files: dict[str, str]
    moments: dict[str, int]


class Book:
    """A small book in a folder of its own, built again and again."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def html(self) -> Path:
        return self.root / "_build" / "html"

    def build(self) -> Build:
        result = publish(self.root, "html")
        assert result.returncode == 0, result.stdout + result.stderr
        log = re.sub(r"\x1b\[[0-9;]*m", "", self._log())
        executed = re.search(r"uitvoering: \d+ van \d+ hoofdstukken: (.*)", log)
        read = re.search(r"(\d+) added, (\d+) changed", log)
        names = set(executed[1].split()) - {"geen"} if executed else set()
        files = [path for path in sorted(self.html.rglob("*")) if path.is_file()]
        return Build(
            names,
            int(read[1]) + int(read[2]) if read else 0,
            result.stdout,
            {self._name(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
            {self._name(file): file.stat().st_mtime_ns for file in files},
        )

    def build_anew(self) -> dict[str, str]:
        """The files of a clean build here; what is kept for the next build stays as it was."""
        aside = self.root.parent / "opzij"
        aside.mkdir()
        for kept in (".vorige", ".uitvoering"):
            (self.root / "_build" / kept).rename(aside / kept)
        files = self.build().files
        for kept in (".vorige", ".uitvoering"):
            shutil.rmtree(self.root / "_build" / kept)
            (aside / kept).rename(self.root / "_build" / kept)
        aside.rmdir()
        return files

    def change(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, (file, old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def _log(self) -> str:
        log = self.root / "_build" / "bouw.log"
        return log.read_text(encoding="utf-8") if log.is_file() else ""

    def _name(self, file: Path) -> str:
        return file.relative_to(self.html).as_posix()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    root = copy_repository(tmp_path_factory.mktemp("bijwerken") / "boek")
    chapters = "".join(f"  - file: chapters/{page}\n" for page in PAGES)
    toc = f"format: jb-book\nroot: chapters/kerncijfers\nchapters:\n{chapters}"
    (root / "_toc.yml").write_text(toc, encoding="utf-8")
    without_redirects(root)
    config = (root / "_config.yml").read_text(encoding="utf-8")
    # The cover is drawn by a page that is not here, and many a link leads out of this book.
    config = config.replace(", figures/export/omslag.svg", "")
    config = config.replace(
        "  config:\n", "  config:\n    suppress_warnings: [myst.xref_missing]\n"
    )
    (root / "_config.yml").write_text(config, encoding="utf-8")
    made = Book(root)
    assert made.build().executed == {"kerncijfers", *PAGES}
    yield made


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


def test_a_value_executes_who_reads_its_table_and_writes_who_shows_it(book: Book) -> None:
    before = book.build()
    change_cell(book.root / "data" / "kerncijfers.csv", SATISFACTION, "waarde", "80", "79")
    after = book.build()
    assert after.executed == readers_of(book, "kerncijfers.csv")
    assert "begrippen" not in after.executed
    # The page about the data shows a fingerprint of each table.
    assert shows(book, "79 %") == {"kerncijfers", "vormingsaanbod"}
    assert written_again(before, after) == {"kerncijfers", "vormingsaanbod", "data"}
    assert after.read == 3
    assert after.files == book.build_anew()


def readers_of(book: Book, table: str) -> set[str]:
    """Chapters whose kernel opened the table, by what is kept of their execution."""
    kept = (book.root / "_build" / ".uitvoering").rglob("staat.json")
    return {path.parent.name for path in kept if f'"data/{table}"' in path.read_text("utf-8")}


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
    helper = book.root / "chapters" / "jaarverslag" / "tekst.py"
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
