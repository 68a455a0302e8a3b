"""Would the tests notice? Change one sign, bound or word of a module and run the tests of its room.

    python tests/mutatie.py [MODULE …]

Not a test and not in `make test`: it runs for an hour. A sample of the changes in each module,
always the same, is tried in a copy of the repository. ``data/mutanten.csv`` names those that change
nothing that anybody could see, each with its reason. Exit status 1 when less than 90 % is noticed.
"""

from __future__ import annotations

import argparse
import ast
import csv
import itertools
import os
import random
import resource
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from hypothesis import Phase, settings

ROOT = Path(__file__).resolve().parents[1]
SAME = ROOT / "tests" / "data" / "mutanten.csv"
CELLS, DESCRIPTION = "test_tabelkeuring.py", "test_beschrijving.py"
FIGURES = ("test_cijfers.py", "test_hulp.py", "-k=not package and not matplotlib and not langzame")
FAST = "-k=not frictionless and not traceback"  # what tries values at random takes too long here
COUNTS = ("test_registers.py", "-k=not elke_fout and not stopt")  # and what judges whole packages
# Loaded once, before every run starts as a fork with them.
LIBRARIES = (
    "pandas", "pytest", "hypothesis", "phonenumbers", "matplotlib.pyplot", "bs4", "pypdfium2",
    "IPython", "myst_nb", "sphinx.application", "babel.dates", "xdist", "jsonschema", "stdnum",
)  # fmt: skip
# Module -> how many of its changes to try, and the tests that must notice.
ROOMS = {
    "registers/tellingen": (24, *COUNTS),
    "registers/antwoorden": (24, *COUNTS),
    "registers/boekhouding": (24, "test_registers.py"),
    "cijfers": (20, *FIGURES, "test_zinnen.py", "test_registers.py"),
    "rekenen": (24, *FIGURES),
    "basis/tekst": (24, "test_tekst.py"),
    "zinnen": (24, "test_zinnen.py", "test_proza.py"),
    "gegevens/bestand": (12, CELLS, FAST),
    "keuring/schema": (12, CELLS, FAST),
    "keuring/inhoud": (12, CELLS, FAST),
    "keuring/registers": (12, "test_registers.py"),
    "keuring/beschrijving": (12, DESCRIPTION, FAST),
    "basis/persoonsgegevens": (24, "test_persoonsgegevens.py"),
}
# Words that only say how strictly to look: no input that is right shows a difference.
STRICTER = ("strict", "frozen")
OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or,
    ast.Or: ast.And, ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
LIMIT = 240  # seconds of CPU: a change may make a loop that never ends
# Each text of a module gets its own time, or Python would run the bytecode of the one before.
times = itertools.count(1_000_000_000)


def mutants(source: str) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Function, old and new expression, and the module with it, for every single change."""
    tree = ast.parse(source)
    inside = {below: part.name for part in ast.walk(tree)
              if isinstance(part, ast.FunctionDef) for below in ast.walk(part)}  # fmt: skip
    typed = [getattr(node, name, None) for node in ast.walk(tree)
             for name in ("annotation", "returns")]  # fmt: skip
    typed += [node for node in ast.walk(tree) if getattr(node, "arg", "") in STRICTER]
    no_code = {below for part in typed if part for below in ast.walk(part)}
    for node in [node for node in ast.walk(tree) if node not in no_code]:
        for name, place, new in list(changes(node)):
            old, before = line(node), put(node, name, place, new)
            yield (inside.get(node, ""), old, line(node)), ast.unparse(tree)
            put(node, name, place, before)


def line(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


def changes(node: ast.AST) -> Iterator[tuple[str, int, object]]:
    if isinstance(node, ast.Compare):
        yield from (("ops", n, OTHER[type(op)]()) for n, op in enumerate(node.ops))
    elif isinstance(node, (ast.BinOp, ast.BoolOp)) and type(node.op) in OTHER:
        yield "op", 0, OTHER[type(node.op)]()
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "operand", 0, ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "value", 0, not node.value
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield "value", 0, node.value + 1
    elif isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield "test", 0, ast.UnaryOp(ast.Not(), node.test)


def put(node: ast.AST, name: str, place: int, new: object) -> object:
    """Replace one part of a node; returns what stood there."""
    part = getattr(node, name)
    if not isinstance(part, list):
        setattr(node, name, new)
        return part
    before, part[place] = part[place], new
    return before


def noticed(copy: Path, module: Path, source: str, tests: Sequence[str]) -> bool:
    """Whether a test fails, or never ends, with this source in the place of the module."""
    before = module.read_text(encoding="utf-8")
    write(module, source)
    try:
        if not (child := os.fork()):
            resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.chdir(copy / "tests")
            short = ("-xq", "-p", "no:cacheprovider", "--hypothesis-profile=kort")
            os._exit(import_module("pytest").main([*short, *tests]))
        return os.waitpid(child, 0)[1] != 0
    finally:
        write(module, before)


def write(module: Path, source: str) -> None:
    module.write_text(source, encoding="utf-8")
    os.utime(module, (now := next(times), now))


def main() -> int:
    wishes = argparse.ArgumentParser(description="Zouden de tests een fout merken?")
    wishes.add_argument("modules", nargs="*", help=f"uit: {', '.join(ROOMS)}")
    chosen = wishes.parse_args().modules or list(ROOMS)
    with SAME.open(encoding="utf-8", newline="") as file:
        same = {tuple(row)[:4] for row in csv.reader(file)}
    for name in LIBRARIES:
        import_module(name)
    # The first example that fails is enough: no search for the smallest.
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("kort", deadline=None, derandomize=True, phases=phases)
    seen = tried = 0
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "boek"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("_build", ".*", "__pycache__"))
        for name in chosen:
            module = copy / "chapters" / "jaarverslag" / f"{name}.py"
            many, *tests = ROOMS[name]
            source = module.read_text(encoding="utf-8")
            if noticed(copy, module, source, tests):
                print(f"{name}: de tests zijn al rood")
                return 1
            found = list(mutants(source))
            for what, changed in random.Random(name).sample(found, min(int(many), len(found))):
                if (name, *what) not in same:
                    tried += 1
                    seen += (yes := noticed(copy, module, changed, tests))
                    print("gemerkt " if yes else "ONGEZIEN", name, *what, sep="\t", flush=True)
    print(f"{seen} van {tried} gemerkt ({100 * seen / tried:.0f} %)")
    return int(seen < 0.9 * tried)


if __name__ == "__main__":
    raise SystemExit(main())
