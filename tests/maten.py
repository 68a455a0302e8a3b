"""Count the code of the chapters, the chart kit and the whole product.

Run by `make woorden`.
"""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "chapters")]

from press.check.chapter import Cell, Chapter  # noqa: E402

# Longer texts than this read as prose.
SENTENCE = 8


def lines(cell: Cell) -> int:
    return sum(bool(line.strip()) for line in cell.code.splitlines())


def words(cell: Cell) -> int:
    """Words in strings that read as prose; what a format fills in is none."""
    nodes = list(ast.walk(ast.parse(cell.code)))
    filled = {part for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    whole = [node for node in nodes if node not in filled]
    texts = [" ".join(_strings(node)) for node in whole]
    return sum(len(text.split()) for text in texts if len(text.split()) > SENTENCE)


def _strings(node: ast.AST) -> list[str]:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]


def product() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "*.py", "*.typ", "*.js", "*.css"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    return [ROOT / name for name in names if not name.startswith(("tests/", "voorbeeld/"))]


def count(paths: list[Path]) -> int:
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def main() -> None:
    cells = [
        c for path in sorted((ROOT / "chapters").glob("*.md")) for c in Chapter.read(path).cells
    ]
    code = [lines(cell) for cell in cells]
    kit = sorted((ROOT / "chapters" / "jaarverslag" / "grafieken").glob("*.py"))
    median = statistics.median(code)
    nodes = [node for cell in cells for node in ast.walk(ast.parse(cell.code))]
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    print(f"chapters   {sum(code)} lines of code in {len(code)} cells, median {median:g}")
    print(f"strings    {sum(map(words, cells))} words in texts of over {SENTENCE} words")
    print(f"imports    at most {max(len(node.names) for node in imports)} names at once")
    print(f"chart kit  {count(kit)} lines")
    print(f"product    {count(product())} lines, without tests and the maker of the example")


if __name__ == "__main__":
    main()
