"""The cache: one computation for the same content, and another if the entry is damaged."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from press import kept


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    kept.keep_in(tmp_path / "bewaard")
    yield tmp_path / "bewaard"
    kept.keep_in(None)


class Maker:
    """Counts its calls."""

    count = 0

    def __call__(self) -> bytes:
        self.count += 1
        return b"een regel\nen nog een, met \x00"


def test_the_same_is_made_once(place: Path) -> None:
    make = Maker()
    assert kept.made("zo", make) == kept.made("zo", make) == Maker()()
    assert make.count == 1
    kept.made("anders", make)
    assert make.count == 2


def test_half_a_file_is_made_anew(place: Path) -> None:
    make = Maker()
    whole = kept.made("zo", make)
    (file,) = place.iterdir()
    for half in (file.read_bytes()[:70], b""):
        file.write_bytes(half)
        assert kept.made("zo", make) == whole
    assert make.count == 3


def test_what_nobody_asked_for_goes(place: Path) -> None:
    for name in ("vroeger", "nu"):
        kept.put(name, b"")
    for file in place.iterdir():
        os.utime(file, (1, 1))
    since = time.time() - 60
    assert kept.get("nu") == b""
    kept.sweep(since)
    assert [kept.get(name) for name in ("vroeger", "nu")] == [None, b""]


def test_who_does_not_publish_keeps_nothing() -> None:
    make = Maker()
    kept.made("zo", make)
    kept.made("zo", make)
    kept.sweep(time.time())
    assert make.count == 2 and kept.get("zo") is None
