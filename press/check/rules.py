"""Checks that need no build: tables, prose, figures, corrections, settings. Run by ``make check``.

The prose rule is the promise of this report: no quantity is typed by hand. Digits and Dutch
number words in the text of a chapter are errors unless ``ALLOWED`` says why they may stand there.

    python -m press check            every check
    python -m press vast             record newly published figures in data/vingerafdruk.csv
"""

from __future__ import annotations

import ast
import io
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from press.project import CHAPTERS, ROOT

FENCE = re.compile(r"^(`{3,}|~{3,})\s*(\{?[\w-]*\}?)")
CODE_CELL = re.compile(r"^```\{code-cell\}.*?\n(.*?)^```\s*$", re.S | re.M)

MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
ENGLISH_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)

# What may carry a digit in prose, and why. Matched text is taken out before the search.
ALLOWED: dict[str, str] = {
    rf"\b[0-3]?\d (?:{MONTHS}|{ENGLISH_MONTHS})(?: (?:19|20)\d\d)?\b": "a date",
    r"\b(?:19|20)\d\d(?:[–-](?:19|20)?\d\d)?\b": "a year or a period of years",
    r"\b[Aa]rt(?:ikel|\.) ?[IVX]*\.?\d+(?:/\d+)?(?: en [IVX]*\.?\d+)?": "an article number",
    r"\b10-puntenprogramma\b": "the name of the programme",
    r"\bPRO2030\b": "the name of a project",
    r"\bPDF/UA-1\b|\bPDF/A-3a\b|\bWCAG \d\.\d\b": "the name of a standard",
    r"\bCC BY 4\.0\b": "the name of a licence",
    r"\bSHA-?256(?:SUMS|sum)?\b|\bsha256sum\b": "the name of a checksum",
    r"\bW3C\b": "the name of an organisation",
    r"\bSource (?:Sans 3|Serif 4)\b": "the name of a typeface",
    r"\b[SO]D\d\b": "the code of a goal in the policy plan",
    r"\bVIA6\b|\bPC 329\.01\b": "the name of an agreement or a joint committee",
    r"−100 tot 100|een 9 of een 10|een 0 tot en met 6|[Vv]an 0 tot 10": "the scale of the NPS",
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
# "derden" and such are other words; these fixed phrases count nothing. The name of a summary is
# how long it takes to read, and a test holds it to that.
PHRASES = re.compile(
    r"\b(?:door|aan|van|voor) derden\b|\bten (?:minste|eerste|opzichte)\b|\bten\b"
    r"|\bIn drie minuten\b"
)


# A text that is nothing but a number, a year excepted: a figure in disguise.
BARE_NUMBER = re.compile(r"(?!(?:19|20)\d\d$)[-−+]?(?:€\s?)?\d[\d.,]*\s?%?")
# Calls that turn what they are given into a figure on the page.
SHOWS_NUMBERS = {"noem", "berekend", "getal", "groot_bedrag", "DataFrame", "Series", "Cijfer", "Md"}
YEARS = range(1900, 2100)
# Ends of a scale: what a score can be, not what it is.
SCALE = (0, 100)

# Keys of ``_config.yml`` that Jupyter Book reads but does not name in its list of defaults.
READ_BY_JUPYTER_BOOK = {
    "execute.raise_on_error": "set as nb_execution_raise_on_error",
    "sphinx.recursive_update": "merges instead of replaces nested settings",
    "sphinx.extra_extensions": "Sphinx extensions to load",
    "sphinx.local_extensions": "extensions of this repository",
    "sphinx.config": "settings of Sphinx, judged apart",
}
# Argument that makes this script judge the settings of Sphinx and nothing else.
SPHINX_ONLY = "--enkel-sphinx"
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


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


def typed_figures(path: Path) -> Iterator[Problem]:
    """Figures typed in the code of a cell, as a number or as a text that is only a number."""
    source = path.read_text(encoding="utf-8")
    for first, code in code_cells(source):
        for node in ast.walk(ast.parse(code)):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and BARE_NUMBER.fullmatch(node.value.strip()):
                yield _typed(path, first, node)
            elif isinstance(node, ast.Call) and _name(node.func) in SHOWS_NUMBERS:
                for number in _numbers_given(node):
                    yield _typed(path, first, number)


def _typed(path: Path, first: int, node: ast.Constant) -> Problem:
    text = f"getypt cijfer {node.value!r} in een cel; neem het uit een tabel"
    return Problem(path.name, first + node.lineno - 1, text)


def _name(node: ast.expr) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")


def _numbers_given(call: ast.Call) -> Iterator[ast.Constant]:
    """Numbers written inside the value that a call shows; years and roundings are none."""
    name = _name(call.func)
    shown = [*call.args[:1], *(k.value for k in call.keywords if name == "noem" or k.arg == "data")]
    for argument in shown:
        for node in _outside_calls(argument):
            is_number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
            if is_number and node.value not in YEARS and node.value not in SCALE:
                yield node


def _outside_calls(node: ast.AST) -> Iterator[ast.AST]:
    """The node and what is in it, but nothing that another call or an index takes."""
    if isinstance(node, (ast.Call, ast.Subscript, ast.Compare)):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _outside_calls(child)


def shown(source: str, kind: str) -> Iterator[tuple[int, ast.Call]]:
    """Calls of ``toon_figuur`` or ``toon_tabel`` in a chapter, with their line."""
    for first, code in code_cells(source):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Call) and _name(node.func) == kind:
                yield first + node.lineno - 1, node


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if len(call.args) > place:
        return call.args[place]
    return next((k.value for k in call.keywords if k.arg == name), None)


def _is_empty(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Constant):
        return not str(node.value or "").strip()
    return node is None or (isinstance(node, (ast.List, ast.Tuple)) and not node.elts)


def figure_problems(path: Path) -> Iterator[Problem]:
    """Every chart and table has a name, a caption and a source; every chart comes from its data.

    The chart functions write the alternative text from the same rows that they draw, so a chart
    that is not one of theirs would have none.
    """
    source = path.read_text(encoding="utf-8")
    lists = re.findall(r"from jaarverslag\.grafieken import ([^()\n]+|\([^)]*\))", source)
    imported = set(re.findall(r"\w+", " ".join(lists)))
    for line, call in shown(source, "toon_figuur"):
        yield from _named_and_captioned(path, line, call)
        if _is_empty(_argument(call, 3, "bronnen")):
            yield Problem(path.name, line, "een figuur zonder bron")
        chart = _argument(call, 1, "grafiek")
        if isinstance(chart, ast.Call) and _name(chart.func) not in imported:
            yield Problem(path.name, line, "een grafiek die niet uit jaarverslag.grafieken komt")
        elif not isinstance(chart, (ast.Call, ast.Name)):
            yield Problem(path.name, line, "een figuur zonder grafiek")
    for line, call in shown(source, "toon_tabel"):
        yield from _named_and_captioned(path, line, call)
        if len(call.args) < 4 and not any(k.arg == "bronnen" for k in call.keywords):
            yield Problem(path.name, line, "een tabel die niet zegt of ze een bron heeft")
    for number, text in enumerate(source.splitlines(), start=1):
        if re.search(r"!\[|^[`:]{3,}\{(?:figure|image|figure-md)\}", text):
            yield Problem(path.name, number, "een beeld zonder gegevens; gebruik toon_figuur")
        if re.search(r"^(?:import|from) (?:matplotlib|seaborn|plotly|altair)\b", text):
            yield Problem(path.name, number, "teken met de functies uit jaarverslag.grafieken")


def _named_and_captioned(path: Path, line: int, call: ast.Call) -> Iterator[Problem]:
    name = _argument(call, 0, "id")
    if not (isinstance(name, ast.Constant) and KEBAB.fullmatch(str(name.value))):
        yield Problem(path.name, line, "een naam in kleine letters met koppeltekens ontbreekt")
    if _is_empty(_argument(call, 2, "bijschrift")):
        yield Problem(path.name, line, "een figuur of tabel zonder bijschrift")


def double_names(chapters: Path) -> Iterator[Problem]:
    """A name is an address that stays: it belongs to one figure in the whole book."""
    seen: dict[str, str] = {}
    for path in sorted(chapters.glob("*.md")):
        source = path.read_text(encoding="utf-8")
        for kind in ("toon_figuur", "toon_tabel"):
            for line, call in shown(source, kind):
                name = _argument(call, 0, "id")
                key = f"{kind} {getattr(name, 'value', '')}"
                if seen.setdefault(key, path.name) != path.name:
                    text = f"de naam {getattr(name, 'value', '')!r} staat ook in {seen[key]}"
                    yield Problem(path.name, line, text)


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
        for rule in (prose_problems, typed_figures, skeleton_problems, figure_problems):
            found += rule(path)
    return [*found, *double_names(chapters)]


# ---- settings ----


def _leaves(settings: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted names of settings, two levels deep: deeper lie values, not keys."""
    for key, value in settings.items():
        name = f"{above}{key}"
        if isinstance(value, dict) and not above:
            yield from _leaves(value, f"{name}.")
        else:
            yield name, value


def known_keys() -> set[str]:
    """Every key that Jupyter Book names in its defaults or its schema, or reads all the same."""
    from jupyter_book.config import PATH_JSON_SCHEMA, PATH_YAML_DEFAULT

    defaults = yaml.safe_load(PATH_YAML_DEFAULT.read_text(encoding="utf-8"))
    schema = json.loads(PATH_JSON_SCHEMA.read_text(encoding="utf-8"))
    known = {name for name, _ in _leaves(defaults)} | set(READ_BY_JUPYTER_BOOK)
    for key, value in schema["properties"].items():
        below = value.get("properties", {})
        known |= {f"{key}.{name}" for name in below} or {key}
    return known


def config_problems(root: Path = ROOT) -> list[str]:
    """Keys of ``_config.yml`` that nothing reads: a slip that passes in silence.

    Sphinx itself is asked, with every extension of the book loaded, which settings exist.
    """
    from jupyter_book.config import get_validator

    name = "_config.yml"
    settings = yaml.safe_load((root / name).read_text(encoding="utf-8"))
    problems = [
        f"{name}: {'.'.join(map(str, error.path))} heeft een verkeerde waarde"
        for error in get_validator().iter_errors(settings)
    ]
    known = known_keys()
    problems += [
        f"{name}: {key} bestaat niet in Jupyter Book"
        for key, _ in _leaves(settings)
        if key not in known
    ]
    return problems + sphinx_problems(root, settings)


def sphinx_problems(root: Path, settings: dict[str, Any]) -> list[str]:
    """What Sphinx and its extensions do not know of ``settings``.

    In a process of its own: Sphinx shares default settings between all books of one process.
    """
    done = subprocess.run(
        [sys.executable, "-m", "press.check.rules", SPHINX_ONLY, str(root)],
        input=json.dumps(settings, default=str),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return [f"_config.yml: {done.stderr.strip().splitlines()[-1]}"]
    return json.loads(done.stdout.splitlines()[-1])


def _sphinx_problems(root: Path, settings: dict[str, Any]) -> list[str]:
    from jupyter_book.config import get_final_config
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError

    final, _ = get_final_config(
        user_yaml=root / "_config.yml", cli_config={"latex_individualpages": False}, validate=False
    )
    wanted = settings.get("sphinx", {}).get("config", {})
    with tempfile.TemporaryDirectory() as scratch:
        try:
            app = Sphinx(
                str(root), None, scratch, scratch, "html",
                confoverrides=final, status=None, warning=io.StringIO(), freshenv=True,
            )  # fmt: skip
        except SphinxError as error:
            return [f"_config.yml: {error}"]
        options = set(app.builder.theme.get_options())
        problems = [
            f"_config.yml: sphinx.config.{key} kent Sphinx niet, en geen uitbreiding ook niet"
            for key in wanted
            if key not in app.config.values
        ]
    return problems + [
        f"_config.yml: het thema kent html_theme_options.{key} niet"
        for key in wanted.get("html_theme_options", {})
        if key not in options
    ]


# ---- corrections and versions ----


def version_problems(root: Path = ROOT) -> list[str]:
    """One version in the data package and on top of the change log."""
    package = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    log = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## (\S+) – (.+)$", log, re.M)
    problems = []
    if not heads or heads[0][0] != package["version"]:
        problems.append(f"CHANGELOG.md: bovenaan staat niet versie {package['version']}")
    return problems


def correction_problems(root: Path = ROOT) -> list[str]:
    """Published figures change only with a correction; a correction has a page and a version."""
    from jaarverslag import correcties
    from jaarverslag.basis.tekst import datum

    data = root / "data"
    problems = [str(fout) for fout in correcties.verzwegen_wijzigingen(data)]
    problems += [
        f"data/{correcties.VINGERAFDRUK}: {anchor} is gepubliceerd maar niet vastgelegd (make vast)"
        for anchor in correcties.niet_vastgelegd(data)
    ]
    log = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    for row in correcties._lees(data, "correcties").itertuples():
        if not (root / "chapters" / f"{row.hoofdstuk}.md").is_file():
            problems.append(f"correcties.csv: het hoofdstuk {row.hoofdstuk!r} bestaat niet")
        if not re.search(rf"^## \S+ – {re.escape(datum(row.datum))}$", log, re.M):
            problems.append(
                f"CHANGELOG.md: geen versie van {datum(row.datum)}, toch is toen iets gewijzigd"
            )
    return problems


def main(arguments: list[str] | None = None) -> int:
    """Print every problem on a line of its own; exit status 1 when there is one."""
    from jaarverslag import controle, gegevens

    from press.publish import new_edition

    given = sys.argv[1:] if arguments is None else arguments
    if SPHINX_ONLY in given:
        print(json.dumps(_sphinx_problems(Path(given[1]), json.load(sys.stdin))))
        return 0
    # Sphinx takes as long to start as all the rest: both at once.
    with ThreadPoolExecutor(1) as beside:
        settings = beside.submit(config_problems)
        problems = [str(fout) for fout in controle.controleer(gegevens.datamap())]
        if not problems:
            problems += correction_problems()
        problems += [str(problem) for problem in all_problems()]
        problems += new_edition.problems() + version_problems() + settings.result()
    print("\n".join(problems) if problems else "Alles in orde.")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
