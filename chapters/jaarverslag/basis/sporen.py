"""Remember answers from the data, and forget all of them at once when the data change."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

_onthouden: list[Callable[[], None]] = []


def onthoud(functie: Callable[..., Any]) -> Callable[..., Any]:
    """``functools.cache``, for a function that answers from the data and the files in its name."""
    onthoudt = functools.cache(functie)
    _onthouden.append(onthoudt.cache_clear)
    return onthoudt


def vergeet() -> None:
    """Make every remembered answer anew."""
    for leeg in _onthouden:
        leeg()
