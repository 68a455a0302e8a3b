"""Code that a reader unfolds must be worth reading: the rules for the cells of the chapters.

    python -m press cellen          # says what is wrong, one Dutch line per problem
    python -m press cellen --fix    # lets ruff mend layout and imports, in the chapters themselves

Ruff reads notebooks but not Markdown, so that each chapter is handed to it as a notebook and its
answers are brought back to the line of the chapter.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from press.check.rules import Problem
from press.project import CHAPTERS, ROOT

# What a reader takes in at a glance: without imports and blank lines. A figure with its title,
# subtitle, caption and source takes some twenty lines, one argument on each.
MOST_LINES = 30
MOST_STATEMENTS = 10

CELL = re.compile(
    r"^```\{code-cell\}[^\n]*\n((?::[\w-]+:[^\n]*\n)*\n*)(.*?)^```[ \t]*$", re.S | re.M
)
ABSOLUTE = re.compile(r"^(?:/(?!figures/)\w|~[/\\]|[A-Za-z]:[\\/])")
NETWORK = {
    "aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "subprocess",
    "telnetlib", "urllib", "urllib3", "webbrowser", "xmlrpc",
}  # fmt: skip
ADDRESS = re.compile(r"\b(?:https?|ftp|s3|file)://", re.I)
# Neutral numbers: nothing, one, and the whole of a scale in percent. All others are figures,
# unless they are years or tell how something looks.
NEUTRAL = {0, 1, 100}
YEARS = range(1900, 2101)
LAYOUT = {"decimalen", "verhouding", "n"}
LAYOUT_CALLS = {"round", "head", "tail", "getal", "groot_bedrag"}
FIGURE_TEXT = re.compile(r"[\d.,]*\d[\d.,]*\s*%?")


@dataclass(frozen=True)
class Cell:
    """Code of one cell; ``line`` is where its code begins in the chapter."""

    line: int
    code: str
    start: int
    end: int


def cells_of(source: str) -> list[Cell]:
    """The code cells of a chapter, without their options."""
    return [
        Cell(source.count("\n", 0, found.start(2)) + 1, found[2], found.start(2), found.end(2))
        for found in CELL.finditer(source)
    ]


def rule_problems(path: Path) -> list[Problem]:
    """Cells of one chapter that are long, or hold what does not belong in a chapter."""
    found = []
    for number, cell in enumerate(cells_of(path.read_text(encoding="utf-8"))):
        try:
            tree = ast.parse(cell.code)
        except SyntaxError as error:
            line = cell.line + (error.lineno or 1) - 1
            found.append(Problem(path.name, line, "geen gewone Python (ook geen % of !)"))
            continue
        for line, text in _broken(cell, tree, first=number == 0):
            found.append(Problem(path.name, cell.line + line - 1, text))
    return found


def _broken(cell: Cell, tree: ast.Module, first: bool) -> Iterator[tuple[int, str]]:
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    yield from _size(cell, tree, imports)
    if imports and not first:
        yield imports[0].lineno, "import hoort in de eerste cel van het hoofdstuk"
    for number, line in enumerate(cell.code.splitlines(), start=1):
        if re.search(r"(?:^|\s)#(?!\s*(?:fmt|noqa))", _without_texts(line)):
            yield number, "een cel die uitleg nodig heeft: noem de dingen bij hun naam"
    named = _layout_numbers(tree)
    for node in ast.walk(tree):
        yield from _network(node)
        if isinstance(node, ast.Constant):
            yield from _constant(node, named)


def _size(cell: Cell, tree: ast.Module, imports: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    outside = {n for node in imports for n in range(node.lineno, (node.end_lineno or 0) + 1)}
    lines = [
        number
        for number, line in enumerate(cell.code.splitlines(), start=1)
        if line.strip() and number not in outside
    ]
    statements = len(tree.body) - len(imports)
    if len(lines) > MOST_LINES:
        yield 1, f"een cel van {len(lines)} regels; hoogstens {MOST_LINES}"
    if statements > MOST_STATEMENTS:
        yield 1, f"een cel van {statements} opdrachten; hoogstens {MOST_STATEMENTS}"


def _without_texts(line: str) -> str:
    return re.sub(r"\"[^\"]*\"|'[^']*'", "", line)


def _network(node: ast.AST) -> Iterator[tuple[int, str]]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    if isinstance(node, ast.ImportFrom):
        names = [node.module or ""]
    for name in names:
        if name.partition(".")[0] in NETWORK:
            yield node.lineno, f"{name} leest buiten dit boek; gegevens staan in data/"


def _layout_numbers(tree: ast.Module) -> set[ast.AST]:
    """Numbers that tell how something looks (decimals, proportions), not what it is."""
    named: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in LAYOUT:
            named.add(node.value)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in LAYOUT_CALLS:
                named.update(node.args)
            # berekend(waarde, eenheid, label, uit, decimalen)
            if name == "berekend":
                named.update(node.args[4:])
    return named


def _constant(node: ast.Constant, layout: set[ast.AST]) -> Iterator[tuple[int, str]]:
    value = node.value
    if isinstance(value, str):
        if ABSOLUTE.match(value):
            yield node.lineno, f"absoluut pad {value!r}; vraag het aan de hulpfuncties"
        if ADDRESS.search(value):
            yield node.lineno, f"adres {value!r} in een cel; adressen staan in bronnen.csv"
        if FIGURE_TEXT.fullmatch(value) and not _is_year(value):
            yield node.lineno, f"getypt cijfer {value!r}; vraag het aan de tabellen"
    elif (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and value not in NEUTRAL
        and value not in YEARS
        and node not in layout
    ):
        yield node.lineno, f"getypt cijfer {value!r}; vraag het aan de tabellen"


def _is_year(text: str) -> bool:
    return text.isdigit() and int(text) in YEARS


def _notebook(cells: list[Cell]) -> str:
    made = [
        {
            "cell_type": "code", "execution_count": None, "id": f"cel-{number}", "metadata": {},
            "outputs": [], "source": cell.code.removesuffix("\n").splitlines(keepends=True),
        }
        for number, cell in enumerate(cells)
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _ruff(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml"),
         "--config", f'src = ["{CHAPTERS.as_posix()}"]', "--no-cache", str(folder)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def _hand_over(chapters: list[Path], folder: Path) -> dict[str, tuple[Path, list[Cell]]]:
    handed = {}
    for path in chapters:
        cells = cells_of(path.read_text(encoding="utf-8"))
        if cells:
            name = f"{path.stem}.ipynb"
            (folder / name).write_text(_notebook(cells), encoding="utf-8")
            handed[name] = (path, cells)
    return handed


def ruff_problems(chapters: list[Path]) -> list[Problem]:
    """What ruff says of the cells: faults, order of imports, layout."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        handed = _hand_over(chapters, folder)
        # A sentence stays in one piece; all else is broken by the formatter.
        answer = _ruff(folder, "check", "--ignore", "E501", "--output-format", "json")
        if answer.returncode not in (0, 1):
            raise RuntimeError(answer.stderr)
        for said in json.loads(answer.stdout or "[]"):
            path, cells = handed[Path(said["filename"]).name]
            row = said["location"]["row"] if said.get("location") else 1
            line = cells[(said.get("cell") or 1) - 1].line + row - 1
            found.append(Problem(path.name, line, f"{said['code']} {said['message']}"))
        layout = _ruff(folder, "format")
        if layout.returncode:
            raise RuntimeError(layout.stderr)
        for name, (path, cells) in handed.items():
            for cell, code in zip(cells, _codes(folder / name), strict=True):
                if code != cell.code.removesuffix("\n"):
                    text = "opmaak van de cel; make format zet ze recht"
                    found.append(Problem(path.name, cell.line, text))
    return found


def _codes(notebook: Path) -> list[str]:
    made = json.loads(notebook.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in made["cells"]]


def fix(chapters: list[Path]) -> list[Path]:
    """Let ruff mend what it can, and put the cells back where they stood."""
    changed = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        handed = _hand_over(chapters, folder)
        _ruff(folder, "check", "--fix", "--quiet")
        _ruff(folder, "format", "--quiet")
        for name, (path, cells) in handed.items():
            source = path.read_text(encoding="utf-8")
            mended = source
            for cell, code in reversed(list(zip(cells, _codes(folder / name), strict=True))):
                mended = mended[: cell.start] + code + "\n" + mended[cell.end :]
            if mended != source:
                path.write_text(mended, encoding="utf-8")
                changed.append(path)
    return changed


def all_problems(chapters: Path = CHAPTERS) -> list[Problem]:
    """Every problem of every cell, by chapter and line."""
    paths = sorted(chapters.glob("*.md"))
    found = [problem for path in paths for problem in rule_problems(path)]
    return sorted([*found, *ruff_problems(paths)], key=lambda p: (p.place, p.line, p.text))


def main(arguments: list[str]) -> int:
    """Print the problems; exit status 1 when there is one."""
    if "--fix" in arguments:
        for path in fix(sorted(CHAPTERS.glob("*.md"))):
            print(f"{path.name}: cellen rechtgezet")
    problems = all_problems()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
