"""Fixtures: the book, built once for all tests, and a second one with a changed figure.

Both are built by ``python -m press``, like a user does.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import itertools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import settings
from pypdf import PdfReader

from press.fingerprint import NOT_COPIED
from press.project import book_pages, book_settings
from press.web import sharing

ROOT = Path(__file__).resolve().parents[1]
# No deadlines: the duration of an example depends on the load of the machine.
# The test suite is deterministic; `make keuring` searches at random.
settings.register_profile("zoek", deadline=None)
settings.register_profile("vast", deadline=None, derandomize=True)
settings.load_profile("vast")
# Slow test files go first, so that the workers finish at about the same time.
LONG_FIRST = (
    "test_incremental", "test_browser", "test_voorbeeld", "test_editie", "test_publish",
    "test_book", "test_notebooks", "test_whole", "test_live", "test_reproducible",
)  # fmt: skip
# Site URL of a book: of the real one, when it is built for publication, or else of the second one.
# Other test books are built without a URL.
ADDRESS = os.environ.pop("JAARVERSLAG_ADRES", "")
# The notice on every page of a draft.
DRAFT = re.compile(r"Ontwerp\. Versie \S+ is nog niet uitgegeven\.")
OTHER_ADDRESS = "" if ADDRESS else "https://voorbeeld.be/verslagen/socius/"


def on_paper() -> list[str]:
    """Names of the pages in print: a part of the book is for the web only."""
    captions = book_settings()["sphinx"]["config"]["typst_online_parts"]
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    online = [page["file"] for part in parts if part["caption"] in captions
              for page in part["chapters"]]  # fmt: skip
    assert len(online) > 4
    return [page for page in book_pages() if page not in online]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(LONG_FIRST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


class ByName(dict[str, Any]):
    """Pages by their file; the first of a book, which stands at the root of the site, by its name
    as well.
    """

    def __init__(self, found: dict[str, Any], first: str) -> None:
        super().__init__(found)
        self.first = first

    def __missing__(self, name: str) -> Any:
        if name == self.first:
            return self["index.html"]
        raise KeyError(name)


@dataclass(frozen=True)
class Boek:
    """A published book: its location and its content."""

    root: Path
    address: str = ""

    @property
    def path(self) -> str:
        """Its path on the site; a book built without a URL works under any path."""
        return urlsplit(self.address).path or "/a/b/"

    @property
    def html(self) -> Path:
        return self.root / "_build" / "html"

    @property
    def pdf(self) -> Path:
        return next((self.root / "_build" / "pdf").glob("jaarverslag-????.pdf"))

    @cached_property
    def pages(self) -> dict[str, BeautifulSoup]:
        """Every page with content, parsed, by its path."""
        return self.by_name(
            {
                name: page
                for name, page in self.all_pages.items()
                if name != "404.html" and not page.select_one("meta[http-equiv=refresh]")
            }
        )

    def by_name(self, found: dict[str, Any]) -> ByName:
        root = re.search(r"^root: (\S+)", (self.root / "_toc.yml").read_text("utf-8"), re.M)[1]
        return ByName(found, f"{root}.html")

    @cached_property
    def all_pages(self) -> dict[str, BeautifulSoup]:
        """Also the redirects and the 404 page."""
        return {
            path.relative_to(self.html).as_posix(): BeautifulSoup(path.read_bytes(), "lxml")
            for path in sorted(self.html.rglob("*.html"))
            if "_static" not in path.parts
        }

    def page(self, slug: str) -> BeautifulSoup:
        return self.pages[f"chapters/{slug}.html"]

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of each page, without code, scripts and navigation."""
        texts = {}
        for name, page in self.pages.items():
            article = page.find("article")
            if article is None:
                continue
            article = BeautifulSoup(str(article), "lxml")
            for silent in article.select("script, style, pre, svg, .headerlink"):
                silent.decompose()
            texts[name] = one_line(article.get_text())
        return self.by_name(texts)

    @cached_property
    def pdf_pages(self) -> list[str]:
        """The text of each page of the PDF, from the cover on, without the draft notice."""
        return [DRAFT.sub("", one_line(text)).strip() for text in page_texts(self.pdf)]

    @cached_property
    def pdf_text(self) -> str:
        return one_line(" ".join(self.pdf_pages))


def page_texts(pdf: Path | bytes) -> list[str]:
    """The text of each page of a PDF, in lines; a soft hyphen ends a line that breaks a word."""
    plainer = {"\r": "", "\ufffe": "\u00ad\n", "\u200b": ""}
    with pypdfium2.PdfDocument(pdf) as book:
        texts = [sheet.get_textpage().get_text_range() for sheet in book]
    return [text.translate(str.maketrans(plainer)) for text in texts]


def overprinted(pdf: Path) -> list[tuple[int, str, str]]:
    """Overlapping texts in a PDF, with their page.

    Text taller than 24 points is meant to overlap: it is the watermark of invented figures.
    """
    found = []
    with pypdfium2.PdfDocument(pdf) as book:
        for number, sheet in enumerate(book, start=1):
            text = sheet.get_textpage()
            boxes = sorted(text.get_rect(n) for n in range(text.count_rects()))
            boxes = [box for box in boxes if box[3] - box[1] < 24]
            for place, one in enumerate(boxes):
                for other in itertools.takewhile(
                    lambda box, end=one[2]: box[0] < end - 3, boxes[place + 1 :]
                ):
                    wide = min(one[2], other[2]) - other[0]
                    high = min(one[3], other[3]) - max(one[1], other[1])
                    if wide > 3 and high > 1.5:
                        texts = (text.get_text_bounded(*box) for box in (one, other))
                        found.append((number, *texts))
    return found


def fullness(pdf: Path) -> list[float]:
    """How much of its height text and charts of each page take, running heads and numbers apart."""
    found = []
    with pypdfium2.PdfDocument(pdf) as book:
        for sheet in book:
            bottom, top = 60, sheet.get_height() - 60
            boxes = []
            for part in sheet.get_objects(max_depth=1):
                box = part.get_bounds()
                # Letters of a watermark are taller.
                mark = part.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT and box[3] - box[1] > 24
                if bottom < box[1] and box[3] < top and not mark:
                    boxes.append(box)
            low, high = min((b[1] for b in boxes), default=0), max((b[3] for b in boxes), default=0)
            found.append((high - low) / (top - bottom))
    return found


def too_white(pdf: Path) -> list[int]:
    """Pages under a third full, except cover, colophon, back, and the last of a part or of all."""
    reader = PdfReader(pdf)
    parts = [item for item in reader.outline if not isinstance(item, list)]
    last = {reader.get_destination_page_number(part) for part in parts}
    meant = {1, 2, len(reader.pages) - 1, len(reader.pages)} | last
    return [n for n, full in enumerate(fullness(pdf), start=1) if full < 1 / 3 and n not in meant]


def one_line(text: str) -> str:
    """Plain spaces only, and no soft hyphens: numbers contain no-break spaces."""
    return re.sub(r"\s+", " ", text.replace("\u00ad", "").replace("\u202f", " "))


def publish(
    root: Path, *kinds: str, timeout: float = 1800, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m press`` in a copy of the repository, or in the repository itself."""
    return subprocess.run(
        [sys.executable, "-m", "press", *(kinds or ("html", "pdf"))],
        cwd=root,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


def copy_repository(target: Path) -> Path:
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*NOT_COPIED))
    return target


def built_once(place: Path, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that ``make`` writes, built by the first worker that needs it; others wait.

    ``place`` is a worker's own folder: those of one run are siblings. Without workers (or with
    one) this is a plain call.
    """
    shared = place if "PYTEST_XDIST_WORKER" not in os.environ else place.parent
    done = shared / f"{name}.klaar"
    with (shared / f"{name}.slot").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(shared / name)
            done.touch()
    return shared / name


def fingerprint(root: Path, *kinds: str) -> str:
    """Hash of paths and contents of all published files, or of these kinds."""
    digest = hashlib.sha256()
    for kind in kinds or ("html", "pdf"):
        for path in sorted((root / "_build" / kind).rglob("*")):
            if path.is_file():
                digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def publish_well(root: Path, **env: str) -> None:
    result = publish(root, **env)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="session")
def boek(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Boek]:
    """The real book, freshly built; no test may change it, as it may be published as is."""
    where = {"JAARVERSLAG_ADRES": ADDRESS}
    built_once(tmp_path_factory.getbasetemp(), "boek", lambda _: publish_well(ROOT, **where))
    tested = fingerprint(ROOT)
    yield Boek(ROOT, sharing.whole(ADDRESS))
    assert fingerprint(ROOT) == tested


def change_cell(table: Path, row: dict[str, str], column: str, old: str, new: str) -> None:
    """Change one cell of a CSV table as text, so that no other byte changes."""
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    head = next(csv.reader([lines[0]]))
    found = []
    for number, line in enumerate(lines[1:], start=1):
        cells = dict(zip(head, next(csv.reader([line])), strict=False))
        if all(cells.get(name) == value for name, value in row.items()) and cells[column] == old:
            found.append((number, head.index(column)))
    assert len(found) == 1, f"{len(found)} rows fit {row} with {column} {old}"
    number, place = found[0]
    cells = next(csv.reader([lines[number]]))
    cells[place] = new
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    lines[number] = buffer.getvalue()
    table.write_text("".join(lines), encoding="utf-8")


def without_redirects(root: Path) -> None:
    """Old URLs redirect to pages that a test book does not have."""
    config = root / "_config.yml"
    text = config.read_text(encoding="utf-8")
    less = re.sub(r"^    jaarverslag_omleidingen:.*\n(?:      .*\n)+", "", text, flags=re.M)
    assert less != text
    config.write_text(less, encoding="utf-8")


@pytest.fixture(scope="session")
def gewijzigd_boek(tmp_path_factory: pytest.TempPathFactory) -> Boek:
    """A full build of a copy of the repository in which satisfaction is 79 % instead of 80 %.

    One of the two books is built with a site URL.
    """

    def make(place: Path) -> None:
        root = copy_repository(place)
        change_cell(
            root / "data" / "kerncijfers.csv",
            {"jaar": "2021", "indicator": "tevredenheid-vormingen", "uitsplitsing": ""},
            "waarde",
            "80",
            "79",
        )
        publish_well(root, JAARVERSLAG_ADRES=OTHER_ADDRESS)

    root = built_once(tmp_path_factory.getbasetemp(), "gewijzigd", make)
    return Boek(root, OTHER_ADDRESS)


@pytest.fixture(scope="session")
def met_adres(boek: Boek, gewijzigd_boek: Boek) -> Boek:
    return boek if boek.address else gewijzigd_boek


@pytest.fixture(scope="session")
def zonder_adres(boek: Boek, gewijzigd_boek: Boek) -> Boek:
    return gewijzigd_boek if boek.address else boek
