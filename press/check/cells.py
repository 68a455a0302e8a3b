"""Code that a reader unfolds must be worth reading: the rules for the cells of the chapters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from press.check import Problem
from press.check.chapter import Cell, Chapter, text_of
from press.check.prose import quantities

# What a reader takes in at a glance: without imports and blank lines. A figure with its title,
# subtitle, caption and source takes some twenty lines, one argument on each.
MOST_LINES = 30
MOST_STATEMENTS = 10

ABSOLUTE = re.compile(r"^(?:/(?!figures/)\w|~[/\\]|[A-Za-z]:[\\/])")
NETWORK = {
    "aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "subprocess",
    "telnetlib", "urllib", "urllib3", "webbrowser", "xmlrpc",
}  # fmt: skip
DRAWING = {"seaborn", "plotly", "altair"}
ADDRESS = re.compile(r"\b(?:https?|ftp|s3|file)://", re.I)
# Neutral numbers: nothing, one, and the whole of a scale in percent. All others are figures,
# unless they are years or tell how something looks.
NEUTRAL = {0, 1, 100}
YEARS = range(1900, 2100)
BARE_NUMBER = re.compile(r"[-−+]?(?:€\s?)?[\d.,]*\d[\d.,]*\s?%?")
# Numbers that tell how something looks: these keywords, and these calls from one argument on.
LAYOUT = {"decimalen", "verhouding", "n"}
LAYOUT_FROM = {"getal": 1, "groot_bedrag": 1, "round": 1, "berekend": 4}
LAYOUT_METHODS = {"round", "head", "tail", "subplots"}
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def problems(chapter: Chapter) -> Iterator[Problem]:
    """Cells that are long, hold what does not belong in a chapter, or show an unfinished figure."""
    for number, cell in enumerate(chapter.cells):
        if isinstance(cell.tree, SyntaxError):
            line = cell.line + (cell.tree.lineno or 1) - 1
            yield chapter.problem(line, "geen gewone Python (ook geen % of !)")
            continue
        found = [*_shape(cell, cell.tree, first=number == 0), *_content(cell),
                 *_shown(cell)]  # fmt: skip
        yield from (chapter.problem(line, text) for line, text in found)


# ---- its shape ----


def _shape(cell: Cell, tree: ast.Module, first: bool) -> Iterator[tuple[int, str]]:
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    outside = {n for node in imports for n in range(node.lineno, (node.end_lineno or 0) + 1)}
    lines = cell.code.splitlines()
    length = sum(bool(line.strip()) and n not in outside for n, line in enumerate(lines, start=1))
    statements = len(tree.body) - len(imports)
    if length > MOST_LINES:
        yield cell.line, f"een cel van {length} regels; hoogstens {MOST_LINES}"
    if statements > MOST_STATEMENTS:
        yield cell.line, f"een cel van {statements} opdrachten; hoogstens {MOST_STATEMENTS}"
    if imports and not first:
        line = cell.line + imports[0].lineno - 1
        yield line, "import hoort in de eerste cel van het hoofdstuk"
    for number, text in enumerate(lines):
        without_texts = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
        if re.search(r"(?:^|\s)#(?!\s*(?:fmt|noqa))", without_texts):
            text = "een cel die uitleg nodig heeft: noem de dingen bij hun naam"
            yield cell.line + number, text


# ---- what it holds ----


def _content(cell: Cell) -> Iterator[tuple[int, str]]:
    layout = {argument for _, node in cell.walk() for argument in _layout(node)}
    for line, node in cell.walk():
        for module in _modules(node):
            if module.partition(".")[0] in NETWORK:
                yield line, f"{module} leest buiten dit boek; gegevens staan in data/"
            if module.partition(".")[0] in DRAWING:
                yield line, "teken met matplotlib en jaarverslag.grafieken"
        # A sentence is read as markup, text of a table is not; ruff says so of ``Md`` (S704).
        if isinstance(node, ast.Call) and _name(node) == "zin" and not all(map(_fixed, node.args)):
            yield line, "zin() krijgt vaste zinnen: schrijf {naam} en geef naam=… mee"
        if isinstance(node, ast.Constant) and node not in layout:
            yield from ((line, text) for text in _constant(node.value))


def _fixed(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def _layout(node: ast.AST) -> list[ast.expr]:
    """Numbers that tell how something looks (decimals, proportions), not what it is."""
    if isinstance(node, ast.keyword):
        return [node.value] if node.arg in LAYOUT else []
    if not isinstance(node, ast.Call):
        return []
    if isinstance(node.func, ast.Attribute):
        return node.args if node.func.attr in LAYOUT_METHODS else []
    return node.args[LAYOUT_FROM.get(_name(node), len(node.args)) :]


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


# ---- figures and tables ----


def _shown(cell: Cell) -> Iterator[tuple[int, str]]:
    """Every figure and table has a name, a caption and a source."""
    for line, call, kind in shown(cell):
        name = _argument(call, 0, "id")
        if not (isinstance(name, ast.Constant) and KEBAB.fullmatch(str(name.value))):
            yield line, "een naam in kleine letters met koppeltekens ontbreekt"
        if _is_empty(_argument(call, 2, "bijschrift")):
            yield line, "een figuur of tabel zonder bijschrift"
        sources = _argument(call, 3, "bronnen")
        if kind == "toon_tabel":
            if sources is None:
                yield line, "een tabel die niet zegt of ze een bron heeft"
            continue
        if _is_empty(sources):
            yield line, "een figuur zonder bron"
        if not isinstance(_argument(call, 1, "figuur"), ast.Call | ast.Name):
            yield line, "een figuur zonder grafiek"


def shown(cell: Cell) -> Iterator[tuple[int, ast.Call, str]]:
    """Calls that show a figure or a table, with their line and their kind."""
    for line, node in cell.walk():
        if isinstance(node, ast.Call) and _name(node) in ("toon_figuur", "toon_tabel"):
            yield line, node, _name(node)


def double_names(chapters: list[Chapter]) -> Iterator[Problem]:
    """A name is an address that stays: it belongs to one figure in the whole book."""
    seen: dict[tuple[str, object], str] = {}
    for chapter in chapters:
        for line, call, kind in (found for cell in chapter.cells for found in shown(cell)):
            name = getattr(_argument(call, 0, "id"), "value", "")
            if (kind, name) in seen:
                text = f"de naam {name!r} staat ook in {seen[kind, name]}"
                yield chapter.problem(line, text)
            seen.setdefault((kind, name), chapter.name)


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", "") or getattr(call.func, "attr", ""))


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if len(call.args) > place:
        return call.args[place]
    return next((k.value for k in call.keywords if k.arg == name), None)


def _is_empty(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Constant):
        return not str(node.value or "").strip()
    return node is None or (isinstance(node, ast.List | ast.Tuple) and not node.elts)
