"""Purchasing power across years, by yearly inflation."""

from __future__ import annotations

import math

import pandas as pd


def koopkracht(inflatie: pd.DataFrame, basisjaar: int, bedrag: float = 100.0) -> pd.DataFrame:
    """What an amount of ``basisjaar`` is worth in later years, by yearly inflation.

    ``inflatie`` has columns jaar and waarde (% change of the yearly average against the year
    before). Returns jaar, nodig (amount that buys the same) and waard (what ``bedrag`` still
    buys, in euro of ``basisjaar``). Raises ``ValueError`` when a year in between is missing.
    """
    tarieven = inflatie.set_index("jaar")["waarde"]
    jaren = list(range(basisjaar, int(max(tarieven.index)) + 1))
    ontbreekt = [jaar for jaar in jaren[1:] if jaar not in tarieven.index]
    if ontbreekt:
        raise ValueError(f"Geen inflatie voor {ontbreekt}: de ketting is niet te berekenen.")
    nodig = [bedrag]
    for jaar in jaren[1:]:
        nodig.append(nodig[-1] * (1 + float(tarieven[jaar]) / 100))
    waard = [bedrag * bedrag / n for n in nodig]
    return pd.DataFrame({"jaar": jaren, "nodig": nodig, "waard": waard})


def prijsfactor(inflatie: pd.DataFrame, van: int, naar: int) -> float:
    """Euros of ``naar`` that buy what one euro of ``van`` bought; NaN when a year is missing."""
    tot = inflatie[(inflatie["jaar"] <= naar).fillna(False)]
    if van == naar:
        return 1.0
    try:
        keten = koopkracht(tot, van, 1.0).set_index("jaar")["nodig"]
    except ValueError:
        return math.nan
    return float(keten.get(naar, math.nan))
