"""Correct a published figure on the record: row, correction, version and date in one go.

    CIJFER=nps-vormingen OUD=26 NIEUW=27 REDEN="Verkeerd overgenomen." SOORT=correctie \\
        python -m press correctie

Missing values are asked for when run from a terminal. A figure computed from a register is changed
in that register; then only the correction is written here.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import sys
from pathlib import Path

from press import project, public
from press.check import edition, tables
from press.identity import identity
from press.intake import sheets
from press.project import PUBLIC, ROOT
from press.publish.new_edition import edition_texts
from press.publish.ready import UNCHANGED, Check, raised, write_if_sound
from press.say import Refused, asked

QUESTIONS = {
    "CIJFER": "Welk cijfer (nps-vormingen, vormingen/online, of zijn anker)?",
    "OUD": "Wat staat er nu in de uitgave?",
    "NIEUW": "Wat moet het zijn?",
    "REDEN": "Waarom?",
    "SOORT": "Was het een fout (correctie), of zijn er betere gegevens (revisie)?",
}
KINDS = {"correctie": "correctie", "revisie": "herziening", "herziening": "herziening"}
WEIGHTS = ("licht", "ernstig")


def details() -> dict[str, str]:
    """The details of a correction: from the environment, else asked for at the terminal."""
    words = {name: asked(name) for name in QUESTIONS}
    for name in (name for name, word in words.items() if not word):
        if not sys.stdin.isatty():
            missing = " ".join(f"{name}=…" for name, word in words.items() if not word)
            raise Refused(f"Hier ontbreekt nog: {missing}", UNCHANGED)
        words[name] = input(f"{QUESTIONS[name]} ").strip()
    return words | {"ERNST": asked("ERNST") or WEIGHTS[0]}


def anchor(figure: str, year: int) -> str:
    """The anchor of a figure named as in a chapter: vormingen/online, vormingen@2020."""
    if re.match(r"[ks]-", figure):
        return figure
    name, _, when = figure.partition("@")
    name, _, part = name.partition("/")
    return "-".join(filter(None, ["k", name, when or str(year), part]))


def number(name: str, text: str) -> str:
    """A number as a spreadsheet may write it, in the notation of the tables."""
    try:
        return sheets.number(text)
    except sheets.Unclear as unclear:
        rule, hint = unclear.args
        raise Refused(f"{name}={text}: {rule}; {hint}.", UNCHANGED) from None


def correct(root: Path, words: dict[str, str], today: dt.date, check: Check) -> list[str]:
    """Write a correction to every file; returns the messages to print. Raises ``Refused``."""
    from jaarverslag import correcties

    data = root / "data"
    package = project.package(data)
    place = anchor(words["CIJFER"], package["verslagjaar"])
    if wrong := correcties.administratiefouten(data):
        raise Refused(*map(str, wrong), UNCHANGED)
    published, _ = correcties.verwacht(data)
    if place not in published:
        near = " ".join(difflib.get_close_matches(place, published, n=3))
        hint = f"Bedoelt u: {near}?" if near else "Wat nog niet uitkwam, verandert u in zijn tabel."
        raise Refused(f"CIJFER={words['CIJFER']}: dat cijfer is niet uitgegeven. {hint}", UNCHANGED)
    was = published[place]
    plain, _, status = was.partition(" ")
    if words["OUD"] != was and number("OUD", words["OUD"]) != plain:
        raise Refused(f"OUD={words['OUD']}: uitgegeven is {was}.", UNCHANGED)
    if words["SOORT"] not in KINDS or words["ERNST"] not in WEIGHTS:
        raise Refused("SOORT is correctie of revisie, ERNST is licht of ernstig.", UNCHANGED)
    typed, _, new_status = words["NIEUW"].partition(" ")
    if new_status not in ("", status):
        raise Refused(f"NIEUW={words['NIEUW']}: enkel het getal; de status blijft.", UNCHANGED)
    value = number("NIEUW", typed)
    becomes, texts = f"{value} {status}".strip(), {}
    now = correcties.huidig(data).get(place, "")
    if now not in (was, becomes):
        raise Refused(f"In de tabellen staat {now}, niet {was} of {becomes}.", UNCHANGED)
    if now == was:
        try:
            name, text = correcties.met_waarde(data, place, value)
        except KeyError:
            raise Refused(
                f"{place} komt uit een register: verander dat eerst.", UNCHANGED
            ) from None
        texts[f"data/{name}"] = text
    found = identity(public.package_of(data, root / PUBLIC.relative_to(ROOT)), root)
    package["version"] = raised(found.number, 2) if found.taken else found.number
    package["bewerkingsdatum"] = today.isoformat()
    row = [today.isoformat(), correcties.hoofdstuk_van(data, place), place, was, becomes]
    row += [KINDS[words["SOORT"]], words["ERNST"], words["REDEN"]]
    texts["data/correcties.csv"] = correcties.met_melding(data, row)
    news = f"- {row[5].capitalize()} van {place}: {was} werd {becomes}. {words['REDEN']}"
    write_if_sound(root, texts | edition_texts(root, package, news, published=True), check)
    return [f"{place} is nu {becomes}, in versie {package['version']}. Kijk het na met make book; "
            "make klaar legt de uitgave vast."]  # fmt: skip


def main(arguments: list[str]) -> int:
    def check() -> list[str]:
        return tables.problems() or [*map(str, edition.problems())]

    print(*correct(ROOT, details(), dt.date.today(), check), sep="\n")
    return 0
