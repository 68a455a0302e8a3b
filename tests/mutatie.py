"""Would the tests notice? Change one sign, bound or word of a module and run the tests of its room.

    python tests/mutatie.py [--aantal 20] [MODULE …]

Not a test and not in `make test`: it runs for an hour. A sample of the changes in each module,
always the same, is tried in a copy of the repository. ``data/mutanten.csv`` names those that change
nothing that anybody could see, each with its reason. Exit status 1 when less than 90 % is noticed.
"""

from __future__ import annotations

import argparse
import ast
import csv
import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAME = ROOT / "tests" / "data" / "mutanten.csv"
TABLES = ("test_tabelkeuring", "test_beschrijving", "test_keuring")
ROOMS = {
    "registers/tellingen": ("test_registers",),
    "registers/antwoorden": ("test_registers",),
    "registers/boekhouding": ("test_registers",),
    "cijfers": ("test_cijfers", "test_hulp"),
    "rekenen": ("test_cijfers", "test_hulp"),
    "basis/tekst": ("test_tekst",),
    "zinnen": ("test_zinnen", "test_proza"),
    "gegevens/bestand": TABLES,
    "keuring/schema": TABLES,
    "keuring/inhoud": TABLES,
    "keuring/registers": ("test_registers", *TABLES),
    "keuring/beschrijving": TABLES,
    "basis/persoonsgegevens": ("test_persoonsgegevens",),
}
OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or,
    ast.Or: ast.And, ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
LIMIT = 180  # seconds: a change may make a loop that never ends


def mutants(source: str) -> Iterator[tuple[str, str, str, str]]:
    """Function, old and new expression, and the module with it, for every single change."""
    tree = ast.parse(source)
    inside = {below: part.name for part in ast.walk(tree)
              if isinstance(part, ast.FunctionDef) for below in ast.walk(part)}  # fmt: skip
    for node in list(ast.walk(tree)):
        where, old = inside.get(node, ""), ast.unparse(node)
        for name, place, new in changes(node):
            part = getattr(node, name)
            before = part[place] if isinstance(part, list) else part
            put(node, name, place, new)
            if not isinstance(part, (int, float)) or where or new != before:
                yield where, old, ast.unparse(node), ast.unparse(tree)
            put(node, name, place, before)


def changes(node: ast.AST) -> Iterator[tuple[str, int, object]]:
    if isinstance(node, ast.Compare):
        yield from (("ops", n, OTHER[type(op)]()) for n, op in enumerate(node.ops))
    elif isinstance(node, (ast.BinOp, ast.BoolOp)) and type(node.op) in OTHER:
        yield "op", 0, OTHER[type(node.op)]()
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        yield "op", 0, ast.UAdd() if isinstance(node.op, ast.USub) else Nothing()
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "value", 0, not node.value
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield "value", 0, node.value + 1
