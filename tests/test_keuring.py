"""The list of what judges from elsewhere find only shrinks, and each says what it lacks."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import keuring
import pytest

MOST_ROWS = 2  # lower it when rows go; never raise it


def found(*findings: str) -> Iterator[str]:
    yield from findings


def test_the_list_only_shrinks_and_every_row_has_its_reason() -> None:
    with keuring.LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) <= MOST_ROWS
    assert all(row["keurder"] in keuring.JUDGES and row["reden"] for row in rows)
    assert len({row["bevinding"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("findings", "said"),
    [(("a", "b"), []), (("a", "b", "c"), ["nieuw: c"]), (("a",), ["opgelost", "keuring.csv: b"])],
)
def test_what_is_new_and_what_is_solved_are_both_faults(
    findings: tuple[str, ...], said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(keuring.JUDGES, "proef", lambda: found(*findings, *findings))
    lines = " ".join(keuring.judge("proef", {"a", "b"}))
    assert bool(lines) == bool(said) and all(part in lines for part in said)


def test_a_judge_that_cannot_come_says_why_in_dutch(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(keuring, "PLACE", tmp_path)
    assert keuring.main(["nu"]) == 0
    assert capsys.readouterr().err.endswith("Debian en Ubuntu: sudo apt install npm\n")
