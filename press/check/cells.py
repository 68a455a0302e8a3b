"""Rules for the code cells of the chapters, which readers can expand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from press.check import Problem
from press.check.chapter import Chapter, text_of
from press.check.prose import quantities

# Readable at a glance, not counting imports and blank lines. A figure with its title, subtitle,
# caption and source takes about twenty lines, with one argument each.
MOST_LINES = 30
MOST_STATEMENTS = 10

ABSOLUTE = re.compile(r"^(?:/(?!figures/)\w|~[/\\]|[A-Za-z]:[\\/])")
OUTSIDE = (
    "aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "subprocess",
    "telnetlib", "urllib", "urllib3", "webbrowser", "xmlrpc",
)  # fmt: skip
REFUSED = {
    **dict.fromkeys(OUTSIDE, "leest buiten dit boek; gegevens staan in data/"),
    **dict.fromkeys(("seaborn", "plotly", "altair"), "teken met matplotlib"),
}
ADDRESS = re.compile(r"\b(?:https?|ftp|s3|file)://", re.I)
# Neutral numbers: zero, one and a hundred percent. All others are figures, unless they are years
# or set how something looks.
NEUTRAL = {0, 1, 100}
YEARS = range(1900, 2100)
BARE_NUMBER = re.compile(r"[-−+]?(?:€\s?)?[\d.,]*\d[\d.,]*\s?%?")
# Numbers that only set appearance: these keywords, and these calls from a given argument on.
LAYOUT = {"decimalen", "verhouding", "n", "breedte", "hoogte", "dpi"}
LAYOUT_FROM = {"getal": 1, "groot_bedrag": 1, "round": 1}
LAYOUT_METHODS = {"round", "head", "tail", "subplots"}


def problems(chapter: Chapter) -> Iterator[Problem]:
    """Cells that are too long, or contain what does not belong in a chapter."""
    for number, cell in enumerate(chapter.cells):
        try:
            tree = ast.parse(cell.code)
        except SyntaxError as error:
            found = [(error.lineno or 1, "geen gewone Python (ook geen % of !)")]
        else:
            found = [*_shape(cell.code, tree, first=number == 0), *_content(tree)]
        yield from (chapter.problem(cell.line + line - 1, text) for line, text in found)


def _shape(code: str, tree: ast.Module, first: bool) -> Iterator[tuple[int, str]]:
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    outside = {n for node in imports for n in range(node.lineno, (node.end_lineno or 0) + 1)}
    lines = code.splitlines()
    length = sum(bool(line.strip()) and n not in outside for n, line in enumerate(lines, start=1))
    statements = len(tree.body) - len(imports)
    if length > MOST_LINES:
        yield 1, f"een cel van {length} regels; hoogstens {MOST_LINES}"
    if statements > MOST_STATEMENTS:
        yield 1, f"een cel van {statements} opdrachten; hoogstens {MOST_STATEMENTS}"
    if imports and not first:
        yield imports[0].lineno, "import hoort in de eerste cel van het hoofdstuk"
    for number, text in enumerate(lines, start=1):
        without_texts = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
        if re.search(r"(?:^|\s)#(?!\s*(?:fmt|noqa))", without_texts):
            yield number, "een cel die uitleg nodig heeft: noem de dingen bij hun naam"


def _content(tree: ast.Module) -> Iterator[tuple[int, str]]:
    layout = {argument for node in ast.walk(tree) for argument in _layout(node)}
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 1)
        for module in _modules(node):
            if (why := REFUSED.get(module.partition(".")[0])) is not None:
                yield line, f"{module}: {why}"
        if isinstance(node, ast.Constant) and node not in layout:
            yield from ((line, text) for text in _constant(node.value))


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def _layout(node: ast.AST) -> list[ast.expr]:
    """Numbers that set how something looks (decimals, proportions), not what it is."""
    if isinstance(node, ast.keyword):
        return [node.value] if node.arg in LAYOUT else []
    if not isinstance(node, ast.Call):
        return []
    if isinstance(node.func, ast.Attribute) and node.func.attr in LAYOUT_METHODS:
        return node.args
    name = ast.unparse(node.func).rpartition(".")[2]
    return node.args[LAYOUT_FROM.get(name, len(node.args)) :]


def _constant(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if ABSOLUTE.match(value):
            yield f"absoluut pad {value!r}; vraag het aan de hulpfuncties"
        if ADDRESS.search(value):
            yield f"adres {value!r} in een cel; adressen staan in bronnen.csv"
        if BARE_NUMBER.fullmatch(value.strip()):
            if not (value.isdigit() and int(value) in YEARS):
                yield f"getypt cijfer {value!r}; vraag het aan de tabellen"
        elif " " in value:
            for found in quantities(text_of(value)):
                yield f"getypte hoeveelheid {found!r} in een cel; vraag ze aan de tabellen"
    elif type(value) in (int, float) and value not in NEUTRAL and value not in YEARS:
        yield f"getypt cijfer {value!r}; vraag het aan de tabellen"
