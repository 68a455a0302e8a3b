"""Caches of functions of the data, all cleared at once when the data change."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

_onthouden: list[Callable[[], None]] = []


def onthoud(functie: Callable[..., Any]) -> Callable[..., Any]:
    """``functools.cache``, for a function of the data and of the files it is given."""
    onthoudt = functools.cache(functie)
    _onthouden.append(onthoudt.cache_clear)
    return onthoudt


def vergeet() -> None:
    """Clear every cache."""
    for leeg in _onthouden:
        leeg()
