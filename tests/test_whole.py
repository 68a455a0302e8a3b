"""Atomic builds: whatever stops one, the last good book stays and the next build succeeds.

Builds of a tiny book are killed at random times, meet a full disk, a read-only folder and each
other. ``JAARVERSLAG_KILLS=20`` kills more often than the daily run.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from conftest import change_cell, fingerprint, publish, publish_well
from klein_boek import Book, tiny_book

KILLS = int(os.environ.get("JAARVERSLAG_KILLS") or 3)
SEED = 20211231
SATISFACTION = {"jaar": "2021", "indicator": "tevredenheid-vormingen", "uitsplitsing": ""}
NOTHING = "Er is niets gepubliceerd; de vorige uitgave is onveranderd."


@dataclass
class Known:
    """A book in two states, each with the fingerprint of its web book and of its PDF."""

    book: Book
    states: dict[str, dict[str, str]]  # value in the table -> kind -> fingerprint
    seconds: float  # duration of an incremental build from the other state

    @property
    def value(self) -> str:
        table = (self.book.root / "data" / "kerncijfers.csv").read_text("utf-8")
        return next(value for value in self.states if f"tevredenheid-vormingen,,,{value}," in table)

    def turn(self) -> str:
        """Switch the value to that of the other state, so that a build has work to do."""
        old = self.value
        new = next(value for value in self.states if value != old)
        table = self.book.root / "data" / "kerncijfers.csv"
        change_cell(table, SATISFACTION, "waarde", old, new)
        return new

    def is_whole(self) -> bool:
        now = fingerprints(self.book)
        return all(
            now[kind] in {state[kind] for state in self.states.values()} for kind in ("html", "pdf")
        )


def fingerprints(book: Book) -> dict[str, str]:
    return {kind: fingerprint(book.root, kind) for kind in ("html", "pdf")}


def well(book: Book) -> float:
    """Seconds of a build that succeeds."""
    started = time.monotonic()
    publish_well(book.root)
    return time.monotonic() - started


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    book = tiny_book(tmp_path_factory.mktemp("heel") / "boek")
    well(book)
    states = {"80": fingerprints(book)}
    change_cell(book.root / "data" / "kerncijfers.csv", SATISFACTION, "waarde", "80", "79")
    # Without a cache: an incremental build must give the same.
    shutil.rmtree(book.kept)
    well(book)
    states["79"] = fingerprints(book)
    assert states["79"]["html"] != states["80"]["html"]
    assert states["79"]["pdf"] != states["80"]["pdf"]
    made = Known(book, states, 0.0)
    made.turn()
    made.seconds = well(book)
    assert fingerprints(book) == states["80"]
    return made


def at_work(book: Book) -> list[psutil.Process]:
    """Every process of a build of this book, by its private settings folder."""
    build = str(book.root / "_build")
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("IPYTHONDIR", "").startswith(build):
                found.append(process)
        except psutil.Error:
            continue
    return found


def all_gone(book: Book, within: float = 15.0) -> bool:
    deadline = time.monotonic() + within
    while at_work(book):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_killed_at_any_moment(known: Known) -> None:
    chance = random.Random(SEED)
    shares = [(number + chance.random()) / KILLS for number in range(KILLS)]
    worked = 0
    for share in chance.sample(shares, KILLS):
        known.turn()
        build = subprocess.Popen(
            [sys.executable, "-m", "press", "html", "pdf"],
            cwd=known.book.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            build.wait(share * known.seconds)
        except subprocess.TimeoutExpired:
            worked += bool(at_work(known.book))
            build.send_signal(signal.SIGKILL)
            build.wait()
        assert known.is_whole(), f"not whole after a kill at {share:.0%} of a build"
        assert all_gone(known.book), f"left behind after a kill at {share:.0%} of a build"
    assert worked >= KILLS // 3, "most kills came when nothing was at work"
    value = known.turn()
    well(known.book)
    assert fingerprints(known.book) == known.states[value]
    left = [path.name for path in (known.book.root / "_build").glob(".*-[0-9]*")]
    assert left == []


def test_there_is_a_book_at_every_moment(tmp_path: Path) -> None:
    """Also in the middle of a swap, which a random kill hits too seldom."""
    from press.publish import place as publisher

    place = tmp_path / "html"
    for folder in (place, tmp_path / "nieuw"):
        folder.mkdir()
        (folder / "index.html").write_text(folder.name, encoding="utf-8")
    if not publisher.exchange(tmp_path / "nieuw", place):
        pytest.skip("this file system cannot let two folders change places")
    ended, missed = threading.Event(), []

    def watch() -> None:
        while not ended.is_set():
            if not (place / "index.html").exists():
                missed.append(time.monotonic())

    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(2000):
        publisher.swap(tmp_path / "nieuw", place, tmp_path / "oud")
    ended.set()
    watcher.join()
    assert missed == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "nieuw"]


def refused(known: Known, result: subprocess.CompletedProcess[str]) -> str:
    """A failed build: clear messages, nothing lost, nothing left behind."""
    assert result.returncode == 1, result.stdout + result.stderr
    assert NOTHING in result.stderr.splitlines()
    assert "Traceback" not in result.stderr
    assert known.is_whole()
    return result.stderr


def test_a_full_disk(known: Known) -> None:
    """No file may grow past the limit: as on a full disk a write fails halfway."""
    limit = 150_000
    known.turn()
    before = fingerprints(known.book)
    result = subprocess.run(
        [sys.executable, "-m", "press", "html", "pdf"],
        cwd=known.book.root, capture_output=True, text=True, timeout=300, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    said = refused(known, result)
    assert "File too large" in said or "schijf" in said
    assert fingerprints(known.book) == before
    value = known.value
    well(known.book)
    assert fingerprints(known.book) == known.states[value]


def test_a_place_that_refuses(known: Known) -> None:
    """A file in the place of the folder, and a folder in which even root cannot write."""
    build, aside = known.book.root / "_build", known.book.root / "_apart"
    build.rename(aside)
    try:
        build.write_text("in de weg", encoding="utf-8")
        results = [publish(known.book.root, timeout=120)]
        build.unlink()
        build.symlink_to("/proc/self", target_is_directory=True)
        results.append(publish(known.book.root, timeout=120))
    finally:
        build.unlink()
        aside.rename(build)
    for result in results:
        said = refused(known, result)
        assert "Het bestandssysteem werkt niet mee" in said and "_build" in said


def test_two_builds_at_once(known: Known) -> None:
    value = known.turn()
    first = subprocess.Popen(
        [sys.executable, "-m", "press", "html", "pdf"],
        cwd=known.book.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert first.stdout
    while "Webboek maken" not in first.stdout.readline():
        assert first.poll() is None
    second = publish(known.book.root, timeout=120)
    assert f"Er loopt al een bouw van dit boek (proces {first.pid})." in refused(known, second)
    said, wrong = first.communicate(timeout=600)
    assert first.returncode == 0, said + wrong
    assert fingerprints(known.book) == known.states[value]
