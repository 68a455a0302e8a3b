"""What takes long is made once for the same content, and anew when what is kept is not whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from press import kept as remembered


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(remembered.BESIDE, str(tmp_path / ".uitvoering"))
    monkeypatch.setattr(remembered, "_used", set())
    return tmp_path / remembered.NAME


@pytest.fixture
def maker() -> tuple[list[int], Callable[[], bytes]]:
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"een regel\nen nog een, met \x00"

    return made, make


def test_the_same_is_made_once(place: Path, maker: tuple[list[int], Callable[[], bytes]]) -> None:
    made, make = maker
    assert remembered.remembered("zo", make) == remembered.remembered("zo", make) == make()
    assert len(made) == 2, "once kept, once here"
    remembered.remembered("anders", make)
    assert len(made) == 3


def test_half_a_file_is_made_anew(
    place: Path, maker: tuple[list[int], Callable[[], bytes]]
) -> None:
    made, make = maker
    whole = remembered.remembered("zo", make)
    (file,) = place.iterdir()
    for half in (file.read_bytes()[:70], b""):
        file.write_bytes(half)
        assert remembered.remembered("zo", make) == whole
    assert len(made) == 3


def test_what_nobody_asked_for_goes(
    place: Path, maker: tuple[list[int], Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, make = maker
    remembered.remembered("vroeger", make)
    monkeypatch.setattr(remembered, "_used", set())  # the next build
    remembered.remembered("nu", make)
    remembered.forget_others()
    assert len(list(place.iterdir())) == 1
    remembered.remembered("nu", make)
    assert len(made) == 2


def test_who_does_not_publish_keeps_nothing(
    tmp_path: Path, maker: tuple[list[int], Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(remembered.BESIDE, raising=False)
    made, make = maker
    remembered.remembered("zo", make)
    remembered.remembered("zo", make)
    remembered.forget_others()
    assert len(made) == 2 and list(tmp_path.iterdir()) == []
