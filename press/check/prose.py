"""The promise of this report: no quantity is typed by hand.

Digits and number words, Dutch and English, in running text are errors, unless ``prose.json``
gives a reason to allow them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from babel.dates import get_month_names
from jaarverslag.basis import lijst

from press.check import Problem
from press.check.chapter import Chapter

MONTHS = "|".join(name for language in ("nl", "en")
                  for name in get_month_names("wide", locale=language).values())  # fmt: skip

# Where prose may contain a digit, and why (matches are removed before the search), and the number
# words of both languages.
RULES = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
ALLOWED = [pattern.replace("{MONTHS}", MONTHS) for pattern in RULES["allowed"]]
NUMBER_WORDS = RULES["number_words"]
QUANTITY = re.compile(rf"\d(?:[\d.,]*\d)?|(?<![\w-])(?:{NUMBER_WORDS})(?![\w-])", re.I)
# Braces that are neither a role nor a placeholder: {cijfer} `vormingen`, {Jaar}.
LOOSE = re.compile(r"\{(?!(?:organisatie|kort|plaats|jaar|vorig jaar|makers)\})[^{}]*\}")
# "derden" and the like are not number words; these set phrases count nothing. A summary is named
# after its reading time, which a test enforces.
PHRASES = re.compile(
    r"\b(?:door|aan|van|voor) derden\b|\bten (?:minste|eerste|opzichte)\b|\bten\b"
    r"|\bIn drie minuten\b"
)


def quantities(text: str) -> list[str]:
    """Typed quantities in a piece of text, after removing what is allowed."""
    for pattern in ALLOWED:
        text = re.sub(pattern, " ", text)
    return QUANTITY.findall(PHRASES.sub(" ", text))


def problems(chapter: Chapter) -> Iterator[Problem]:
    """Typed quantities, names in braces that nothing fills in, images without data."""
    for line, text in chapter.prose:
        for found in quantities(text):
            yield chapter.problem(line, f"getypte hoeveelheid {found!r}; gebruik {{cijfer}}")
        for found in LOOSE.findall(text):
            yield chapter.problem(line, f"{found} wordt niet ingevuld; schrijf {{cijfer}}`sleutel`")
    if re.search(r"^## Bronnen", chapter.source, re.M) and "toon_bronnen(" not in chapter.source:
        yield chapter.problem(1, "onder de kop Bronnen staat toon_bronnen()")
    for line, name in chapter.directives:
        if name in ("image", "figure", "figure-md"):
            yield chapter.problem(line, "een beeld zonder gegevens; gebruik toon_figuur")


# Phrases that tie a sentence to one year, with the reason.
YEARLY = {
    r"\b(?:19|20)\d\d\b": "een vast jaar",
    r"\b[Tt]oen(?:malige)?\b": "een woord voor één moment",
    r"\bvond(?:en)? we (?:\w+ ){0,2}niet(?:s)?\b|\b(?:zagen|lazen) we (?:\w+ )?niets\b":
        "wat in één jaar gezocht werd",
}  # fmt: skip
IN_CELLS = {r"\bjaar=\d{4}\b|cijfer\([^)]*, \d{4}\)": "een vast jaar in een cel"}


# Chapter ("" for all) and a phrase that is true in every edition; "" for the whole chapter.
OF_ANY_YEAR = [(row["hoofdstuk"], row["tekst"])
               for row in lijst.rijen(Path(__file__).with_name("ieder_jaar.csv"))]  # fmt: skip


def of_one_year(chapter: Chapter) -> Iterator[Problem]:
    """Prose that is true of one year only, outside a passage of that year."""
    from jaarverslag import gegevens, proza

    phrases = [phrase for where, phrase in OF_ANY_YEAR if where in ("", chapter.name)]
    if "" in phrases:
        return
    allowed = re.compile("|".join(map(re.escape, sorted(phrases, key=len, reverse=True))))
    # Proper names: capitals that do not start a sentence.
    events = [*gegevens.tabel("tijdlijn")["gebeurtenis"], *gegevens.tabel("uitgelicht")["titel"]]
    names = {name for text in events for name in re.findall(r"(?<=[a-z,] )[A-Z][\w-]{3,}", text)}
    names -= {*re.findall(r"\w+", " ".join(gegevens.pakket()["organisatie"].values()))}
    yearly = YEARLY | {rf"\b{name}\b": "een naam uit één jaar" for name in names}
    lines = list(proza.regels_van(chapter.source))
    places = [(line, allowed.sub(" ", text), yearly) for line, text in chapter.prose]
    places += [(row.nummer, row.tekst, IN_CELLS) for row in lines if row.is_code]
    for line, text, patterns in places:
        if any(condition.jaar for condition in lines[line - 1].voorwaarden):
            continue
        for pattern, why in patterns.items():
            for found in re.finditer(pattern, text):
                problem = f"{found[0]!r} is {why}; zet dit in een blok {{als}} jaar …"
                yield chapter.problem(line, problem)


def passages(chapter: Chapter) -> Iterator[Problem]:
    """Checks that need valid tables: passages and figures resolve in this edition, one of them is
    the finding, and none names a figure that another edition may lack.
    """
    from jaarverslag import proza

    try:
        shown = proza.kies(chapter.source)
        unguarded = list(proza.onbeschut(chapter.source))
        proza.vul_in(shown)
    except proza.ProzaFout as problem:
        for message in str(problem).splitlines():
            line, _, text = message.removeprefix("regel ").partition(": ")
            yield chapter.problem(int(line), text)
        return
    if shown.count("{.bevinding}") != 1:
        yield chapter.problem(1, "een hoofdstuk heeft precies een bevinding")
    yield from of_one_year(chapter)
    for number, key in unguarded:
        yield chapter.problem(number, f"{key} staat niet in een blok {{als}} dat ernaar vraagt")
