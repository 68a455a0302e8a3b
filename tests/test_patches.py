"""Internals of third parties are the same as in the tested versions."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import json
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest

KNOWN = json.loads((Path(__file__).parent / "data" / "internals.json").read_text("utf-8"))
TRIED, INTERNALS = sorted(KNOWN["tried"].items()), KNOWN["internals"]


def looks(where: str) -> str:
    """Parameters of a callable, the type of anything else, the fingerprint of a template."""
    module, _, name = where.partition(":")
    if not name:
        package, _, path = where.partition("/")
        return hashlib.sha256(files(package).joinpath(path).read_bytes()).hexdigest()[:12]
    found = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    found = inspect.unwrap(found) if callable(found) else found
    if inspect.isfunction(found):
        return " ".join(inspect.signature(found).parameters)
    return type(found).__name__


@pytest.mark.parametrize(("package", "tried"), TRIED)
def test_each_package_is_the_one_that_was_tried(package: str, tried: str) -> None:
    """Fails after an upgrade: check every patch of this package, then record the version."""
    assert version(package) == tried


@pytest.mark.parametrize("where", INTERNALS)
def test_what_is_used_looks_as_it_did(where: str) -> None:
    assert looks(where) == INTERNALS[where]
