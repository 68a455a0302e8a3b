"""Checks that need no build: tables, prose, figures and configuration. Run by ``make check``.

The prose rule is the promise of this report: no quantity is typed by hand. Digits and Dutch
number words in the text of a chapter are errors unless ``ALLOWED`` says why they may stand there.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = ROOT / "chapters"

FENCE = re.compile(r"^(`{3,}|~{3,})\s*(\{?[\w-]*\}?)")
CODE_CELL = re.compile(r"^```\{code-cell\}.*?\n(.*?)^```\s*$", re.S | re.M)

MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
ENGLISH_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

# What may carry a digit in prose, and why. Matched text is taken out before the search.
ALLOWED: dict[str, str] = {
    rf"\b[0-3]?\d (?:{MONTHS}|{ENGLISH_MONTHS})(?: (?:19|20)\d\d)?\b": "a date",
    r"\b(?:19|20)\d\d(?:[–-](?:19|20)?\d\d)?\b": "a year or a period of years",
    r"\b[Aa]rt(?:ikel|\.) ?[IVX]*\.?\d+(?:/\d+)?(?: en [IVX]*\.?\d+)?": "an article number",
    r"\b10-puntenprogramma\b": "the name of the programme",
    r"\bPRO2030\b": "the name of a project",
    r"\bCOVID-19\b": "the name of the disease",
    r"\bPDF/UA-1\b|\bPDF/A-2a\b|\bWCAG \d\.\d\b": "the name of a standard",
    r"\bCC BY 4\.0\b": "the name of a licence",
    r"\bSource (?:Sans 3|Serif 4)\b": "the name of a typeface",
    r"\b[SO]D\d\b": "the code of a goal in the policy plan",
    r"\bVIA6\b|\bPC 329\.01\b": "the name of an agreement or a joint committee",
    r"−100 tot 100|een 9 of een 10|een 0 tot en met 6|[Vv]an 0 tot 10": "the definition of the NPS scale",
    r"\b12 maanden\b|\b4 weken\b|\b\d\d tot \d\d jaar\b": "the definition of a statistic",
    r"€ 100\b": "the basis of the purchasing power sum, set in code",
}

NUMBER_WORDS = (
    "nul|één|eén|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|"
    "zestien|zeventien|achttien|negentien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|"
    "negentig|honderd|duizend|miljoen|miljard|helft|kwart|derde|dubbel|dubbele|tientallen|"
    "honderden|duizenden|tweede|vierde|vijfde|tiental|twintigtal|dozijn"
)
ENGLISH_NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    "hundred|thousand|million|billion|half|quarter|third|double|dozens"
)
QUANTITY = re.compile(
    rf"\d[\d.,]*|(?<![\w-])(?:{NUMBER_WORDS}|{ENGLISH_NUMBER_WORDS})(?![\w-])", re.I
)
# "derden" and such are other words; these fixed phrases count nothing.
PHRASES = re.compile(r"\b(?:door|aan|van|voor) derden\b|\bten (?:minste|eerste|opzichte)\b|\bten\b")


@dataclass(frozen=True)
class Problem:
    """One broken rule, with the place where it stands."""

    place: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.place}, regel {self.line}: {self.text}"


def prose_lines(source: str) -> Iterator[tuple[int, str]]:
    """Lines of running text with their number: no front matter, code or directive options."""
    fence = ""
    front_matter = source.startswith("---\n")
    for number, line in enumerate(source.splitlines(), start=1):
        if front_matter:
            front_matter = number == 1 or line.strip() != "---"
            continue
        opened = FENCE.match(line.strip())
        if fence:
            fence = "" if opened and opened[1] >= fence and not opened[2] else fence
            continue
        if opened:
            fence = opened[1]
            continue
        if line.startswith(":::") or re.match(r"^:[\w-]+:", line):
            continue
        yield number, line


def strip_markup(line: str) -> str:
    """Take out what is not read as text: roles, link targets, attributes, code, footnote labels."""
    line = re.sub(r"\{[\w:-]+\}`[^`]*`", " ", line)
    line = re.sub(r"`[^`]*`", " ", line)
    line = re.sub(r"\]\([^)]*\)", "]", line)
    line = re.sub(r"\[\^[^\]]+\]:?", " ", line)
    line = re.sub(r"<https?://[^>]*>", " ", line)
    return re.sub(r"\{[.#][^}]*\}", " ", line)


def quantities(text: str) -> list[str]:
    """Typed quantities in a stretch of text, after taking out what is allowed."""
    for pattern in ALLOWED:
        text = re.sub(pattern, " ", text)
    text = PHRASES.sub(" ", text)
    return QUANTITY.findall(text)


def prose_problems(path: Path) -> Iterator[Problem]:
    """Typed quantities in the prose of a chapter and in the sentences inside its cells."""
    source = path.read_text(encoding="utf-8")
    for number, line in prose_lines(source):
        for found in quantities(strip_markup(line)):
            yield Problem(path.name, number, f"getypte hoeveelheid {found!r}; gebruik {{cijfer}}")
    for number, sentence in cell_sentences(source):
        for found in quantities(strip_markup(sentence)):
            yield Problem(path.name, number, f"getypte hoeveelheid {found!r} in een cel")


def code_cells(source: str) -> Iterator[tuple[int, str]]:
    """Code of the cells with the line number of their first line; options taken out."""
    for cell in CODE_CELL.finditer(source):
        first = source[: cell.start(1)].count("\n") + 1
        yield first, re.sub(r"^:[\w-]+:.*$", "", cell[1], flags=re.M)


def cell_sentences(source: str) -> Iterator[tuple[int, str]]:
    """Text constants of the cells that are sentences (they hold a space), with their line."""
    for first, code in code_cells(source):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                yield first + node.lineno - 1, node.value


def skeleton_problems(path: Path) -> Iterator[Problem]:
    """Every chapter opens with its title and a finding, and names the sources it used."""
    source = path.read_text(encoding="utf-8")
    if source.count("{.bevinding}") != 1:
        yield Problem(path.name, 1, "een hoofdstuk heeft precies een bevinding")
    if re.search(r"^## Bronnen", source, re.M) and "toon_bronnen()" not in source:
        yield Problem(path.name, 1, "onder de kop Bronnen staat toon_bronnen()")
    names = re.findall(r"toon_(?:figuur|tabel)\(\s*\"([\w-]+)\"", source)
    for name in {name for name in names if names.count(name) > 1}:
        yield Problem(path.name, 1, f"de naam {name!r} komt twee keer voor")


def all_problems(chapters: Path = CHAPTERS) -> list[Problem]:
    """Every problem of every chapter, in order."""
    found: list[Problem] = []
    for path in sorted(chapters.glob("*.md")):
        found += prose_problems(path)
        found += skeleton_problems(path)
    return found


def main() -> int:
    """Print the problems of tables and chapters; exit status 1 when there is one."""
    sys.path.insert(0, str(CHAPTERS))
    from jaarverslag import controle, gegevens

    problems = [str(fout) for fout in controle.controleer(gegevens.datamap())]
    problems += [str(problem) for problem in all_problems()]
    print("\n".join(problems) if problems else "Alles in orde.")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
