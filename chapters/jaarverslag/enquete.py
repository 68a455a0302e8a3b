"""From answers to a share or a score, with the uncertainty that so many answers leave.

The formulas and their sources stand on page ``methode``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

# 95 % of a normal distribution lies within this many standard deviations.
Z = 1.959963984540054
TEVREDEN_VANAF = 7
PROMOTOR_VANAF = 9
CRITICASTER_TOT = 6


def nps(scores: Any, aantallen: Any) -> dict[str, float]:
    """Net Promoter Score of answers 0 to 10, with n and its 95 % interval.

    ``aantallen`` says how often each score was given. Promoters give 9 or 10, detractors 0 to 6.
    Interval of Bonett and Price (2012) for the difference of two shares of the same people: it
    adds one answer to both sides, so that few or unanimous answers give no false certainty.
    """
    scores, aantallen = np.asarray(scores), np.asarray(aantallen, dtype=float)
    n = float(aantallen.sum())
    if not n:
        return {"waarde": math.nan, "n": 0.0, "laag": math.nan, "hoog": math.nan}
    voor = float(aantallen[scores >= PROMOTOR_VANAF].sum())
    tegen = float(aantallen[scores <= CRITICASTER_TOT].sum())
    p, d = (voor + 1) / (n + 2), (tegen + 1) / (n + 2)
    marge = Z * math.sqrt((p + d - (p - d) ** 2) / (n + 2))
    return {
        "waarde": 100 * (voor - tegen) / n,
        "n": n,
        "laag": 100 * max(p - d - marge, -1.0),
        "hoog": 100 * min(p - d + marge, 1.0),
    }


def tevreden(scores: Any, aantallen: Any) -> dict[str, float]:
    """Share in % that gives 7 to 10, with n and the 95 % interval of Wilson (1927)."""
    scores, aantallen = np.asarray(scores), np.asarray(aantallen, dtype=float)
    n = float(aantallen.sum())
    if not n:
        return {"waarde": math.nan, "n": 0.0, "laag": math.nan, "hoog": math.nan}
    p = float(aantallen[scores >= TEVREDEN_VANAF].sum()) / n
    midden = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    marge = Z / (1 + Z**2 / n) * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return {
        "waarde": 100 * p,
        "n": n,
        "laag": 100 * max(midden - marge, 0.0),
        "hoog": 100 * min(midden + marge, 1.0),
    }


def gemiddelde(scores: pd.Series, aantallen: pd.Series) -> float:
    """Mean score of answers that were given ``aantallen`` times."""
    n = float(np.sum(aantallen))
    return float(np.sum(np.asarray(scores) * np.asarray(aantallen))) / n if n else math.nan
