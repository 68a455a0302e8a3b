"""Shares and scores from survey answers, with the uncertainty due to their number.

The formulas and their sources are on page ``methode``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from .. import gegevens
from .recepten import recepten
from .tellingen import met_maten, met_namen

# 95 % of a normal distribution lies within this many standard deviations.
Z = 1.959963984540054
TEVREDEN_VANAF = 7
PROMOTOR_VANAF = 9
CRITICASTER_TOT = 6
GEEN_ANTWOORDEN = {"waarde": math.nan, "n": 0.0, "laag": math.nan, "hoog": math.nan}


def _gegeven(scores: Any) -> np.ndarray:
    """Scores without the answers that were left blank: those count for nobody."""
    alle = np.asarray(scores, dtype=float)
    return alle[~np.isnan(alle)]


def nps(scores: Any) -> dict[str, float]:
    """Net Promoter Score of answers 0 to 10, with n and its 95 % interval.

    Promoters give 9 or 10, detractors 0 to 6.
    Bonett-Price interval (2012) for the difference of two shares of one sample: it adds one answer
    to both sides, so that few or unanimous answers give no false certainty.
    """
    scores = _gegeven(scores)
    if not (n := float(len(scores))):
        return dict(GEEN_ANTWOORDEN)
    voor = float((scores >= PROMOTOR_VANAF).sum())
    tegen = float((scores <= CRITICASTER_TOT).sum())
    p, d = (voor + 1) / (n + 2), (tegen + 1) / (n + 2)
    marge = Z * math.sqrt((p + d - (p - d) ** 2) / (n + 2))
    return _met_interval(100 * (voor - tegen) / n, n, p - d, marge, laagst=-1.0)


def tevreden(scores: Any) -> dict[str, float]:
    """Share in % of answers from 7 to 10, with n and its 95 % Wilson interval (1927)."""
    scores = _gegeven(scores)
    if not (n := float(len(scores))):
        return dict(GEEN_ANTWOORDEN)
    p = float((scores >= TEVREDEN_VANAF).sum()) / n
    midden = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    marge = Z / (1 + Z**2 / n) * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return _met_interval(100 * p, n, midden, marge, laagst=0.0)


def _met_interval(
    waarde: float, n: float, midden: float, marge: float, laagst: float
) -> dict[str, float]:
    laag, hoog = 100 * max(midden - marge, laagst), 100 * min(midden + marge, 1.0)
    return {"waarde": waarde, "n": n, "laag": laag, "hoog": hoog}


def bij(activiteiten: pd.DataFrame, tevredenheid: pd.DataFrame) -> pd.DataFrame:
    """Each answer with jaar, soort and thema of its activity (as ``met_maten`` returns those).

    An answer belongs to one activity, so joining the two registers duplicates nothing; an answer
    without its activity is dropped.
    """
    over = activiteiten[["id", "jaar", "soort", "thema"]].rename(columns={"id": "activiteit"})
    scores = tevredenheid[["activiteit", "tevredenheid", "aanbeveling"]]
    return scores.merge(over, on="activiteit", validate="many_to_one")


def kerncijfers(antwoorden: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Key figures of the surveys by year; ``antwoorden`` as returned by ``bij``."""
    for vraag, reken in (("tevredenheid", tevreden), ("aanbeveling", nps)):
        gegeven = antwoorden[antwoorden[vraag].notna()]
        for indicator, recept in recepten(register="tevredenheid", maat=vraag).items():
            for jaar, scores in gegeven[gegeven["soort"] == recept["soort"]].groupby("jaar")[vraag]:
                uitkomst = reken(scores)
                yield {"jaar": jaar, "indicator": indicator, "mensen": uitkomst["n"]} | uitkomst


def per_thema(jaar: int, soort: str = "vorming") -> pd.DataFrame:
    """Answers by theme of the activity, each with its number and 95 % interval.

    Columns: thema, naam, tevredenheid (% from 7 to 10), n, laag, hoog, gemiddelde (0 to 10), nps,
    n_nps, nps_laag, nps_hoog. Themes without answers are left out.
    """
    alles = bij(met_maten(gegevens.tabel("activiteiten")), gegevens.tabel("tevredenheid"))
    nu = alles[(alles["jaar"] == jaar) & (alles["soort"] == soort) & (alles["thema"] != "")]
    rijen = []
    for thema, groep in nu.groupby("thema"):
        score, aanraden = groep["tevredenheid"].dropna(), groep["aanbeveling"].dropna()
        if score.empty and aanraden.empty:
            continue
        hoe_tevreden, hoe_graag = tevreden(score), nps(aanraden)
        gemiddelde = float(score.mean()) if len(score) else math.nan
        rijen.append((thema, *hoe_tevreden.values(), gemiddelde, *hoe_graag.values()))
    kolommen = ["thema", "tevredenheid", "n", "laag", "hoog", "gemiddelde"]
    kolommen += ["nps", "n_nps", "nps_laag", "nps_hoog"]
    tabel = pd.DataFrame(rijen, columns=kolommen).astype({"n": int, "n_nps": int})
    return met_namen(tabel, "thema")
