"""Statistics of the writing: repeated phrases, the length of sentences, pages.

It is run by `make woorden`.
"""

from __future__ import annotations

import csv
import re
import statistics
from collections import Counter

from conftest import fullness
from leestekst import PAGES, ROOT, pages_of

NARRATIVE = [page for page in PAGES if page not in ("dekking", "english-summary")]
SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÉ])")


def formulas() -> dict[str, int]:
    """Phrases that tire readers, and the maximum number of uses over all pages."""
    with (ROOT / "tests" / "data" / "formules.csv").open(encoding="utf-8", newline="") as table:
        return {row["patroon"]: int(row["hoogstens"]) for row in csv.DictReader(table)}


def counts(pages: dict[str, list[str]]) -> Counter[str]:
    text = "\n".join(line for page in pages.values() for line in page)
    return Counter({pattern: len(re.findall(pattern, text, re.I)) for pattern in formulas()})


def lengths(lines: list[str]) -> list[int]:
    """Words of each sentence of running text: of lines with a full stop, notes on sources apart."""
    running = [line for line in lines if line.endswith(".") and not line.startswith("Bron")]
    return [len(words.split()) for line in running for words in SENTENCE.split(line)]


if __name__ == "__main__":
    read = pages_of(ROOT / "data", NARRATIVE)
    for pattern, found in counts(read).items():
        print(f"{found:4} van hoogstens {formulas()[pattern]:2}  {pattern}")
    for name, lines in read.items():
        print(f"{statistics.median(lengths(lines)):4} woorden in de zin van het midden  {name}")
    for pdf in (ROOT / "_build" / "pdf").glob("*.pdf"):
        emptiest = sorted((round(100 * full), n) for n, full in enumerate(fullness(pdf), start=1))
        told = ", ".join(f"{n} ({full} %)" for full, n in emptiest[:8])
        print(f"{len(emptiest):4} bladzijden  {pdf.name}; het leegst: {told}")
