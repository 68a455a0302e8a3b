"""The text of other editions, read whole: golden texts, and rules of language."""

from __future__ import annotations

from pathlib import Path

import leestekst
import pytest
from jaarverslag.keuring import controleer

Read = dict[str, dict[str, list[str]]]


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return leestekst.write_all(tmp_path_factory.mktemp("edities"))


@pytest.fixture(scope="module")
def read(editions: dict[str, Path]) -> Read:
    return {name: leestekst.pages_of(data) for name, data in editions.items()}


def test_the_invented_editions_are_sound(editions: dict[str, Path]) -> None:
    assert [str(fault) for data in editions.values() for fault in controleer(data)] == []


@pytest.mark.parametrize("name", ["2022", "2023", "voorbeeld"])
def test_what_an_edition_says_changes_on_purpose(read: Read, name: str) -> None:
    said = leestekst.golden(read)[name].splitlines()
    assert said == (leestekst.GOLD / f"{name}.txt").read_text("utf-8").splitlines(), "make goud"
