"""The layers of the report: the contract holds, and breaking it is noticed."""

from __future__ import annotations

import ast
import graphlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from conftest import ROOT

from press.markup import html

PACKAGES = ("chapters/jaarverslag", "press")
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "chapters")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("code")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, root / package)
    shutil.copy(ROOT / "pyproject.toml", root)
    assert lint(root).returncode == 0
    return root


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("chapters/jaarverslag/zinnen", "def later():\n    from .tonen import toon_tabel\n"),
        ("chapters/jaarverslag/cijfers", "if False:\n    from .zinnen import Jaarpaar\n"),
        (
            "chapters/jaarverslag/registers/tellingen",
            "def later():\n    from .antwoorden import per_thema\n",
        ),
        ("chapters/jaarverslag/basis/tekst", "from ..gegevens import tabel\n"),
        ("chapters/jaarverslag/tonen", "def later():\n    import docutils.nodes\n"),
        ("chapters/jaarverslag/tonen", "import fcntl\n"),
        ("chapters/jaarverslag/formaten", "import press.project\n"),
        ("press/typst/emit", "def later():\n    from jaarverslag import tabel\n"),
        ("press/kernels/__init__", "from press import kept\n"),
        ("press/project", "from press.publish import book\n"),
    ],
)
def test_a_broken_layer_is_refused(copy: Path, module: str, line: str) -> None:
    path = copy / f"{module}.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n\n{line}", encoding="utf-8")
    try:
        result = lint(copy)
    finally:
        path.write_text(text, encoding="utf-8")
    assert result.returncode == 1 and "BROKEN" in result.stdout


def ordered(graph: grimp.ImportGraph) -> None:
    """Raises ``CycleError`` when modules import each other, a package and its parts included."""
    modules = {m: graph.find_modules_directly_imported_by(m) for m in graph.modules}
    graphlib.TopologicalSorter(modules).prepare()


@pytest.mark.parametrize("package", PACKAGES)
def test_code_knows_no_organisation(package: str) -> None:
    """The name is data: only tables, chapters and settings may contain it."""
    described = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    name = described["organisatie"]["kort"].lower().encode()
    files = [p for p in (ROOT / package).rglob("*") if p.is_file() and p.suffix != ".pyc"]
    assert len(files) > 40
    assert [path.as_posix() for path in files if name in path.read_bytes().lower()] == []


def test_there_is_no_circle() -> None:
    graph = grimp.build_graph("jaarverslag", "press", cache_dir=None)
    ordered(graph)
    graph.add_import(importer="jaarverslag.basis.tekst", imported="jaarverslag.tonen")
    with pytest.raises(graphlib.CycleError):
        ordered(graph)


def private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def borrowed(tree: ast.Module) -> Iterator[str]:
    """Private names that a module uses from another module of ours."""
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            ours = node.level or (node.module or "").split(".")[0] in ("jaarverslag", "press")
            names = {alias.asname or alias.name for alias in node.names}
            modules |= names if ours else set()
            yield from (name for name in (a.name for a in node.names) if ours and private(name))
        elif isinstance(node, ast.Import):
            modules |= {a.asname or a.name for a in node.names if a.name.startswith("jaarverslag")}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and private(node.attr):
            place = ast.unparse(node.value)
            if place in modules:
                yield f"{place}.{node.attr}"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_uses_a_private_name_of_another(package: str) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for name in borrowed(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set()


def test_a_private_name_of_another_module_is_seen() -> None:
    code = "from . import cijfers\nfrom .tonen import _cel\nfrom os import _exit\ncijfers._vind()"
    assert sorted(borrowed(ast.parse(code))) == ["_cel", "cijfers._vind"]


TAG = re.compile(r"</?[a-z!][a-z0-9-]*[ >/]")


def tagged(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and bool(TAG.search(str(node.value)))


def unescaped(tree: ast.Module) -> Iterator[str]:
    """HTML with values that are not escaped, or escaped by hand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "html":
            yield from (alias.name for alias in node.names if alias.name == "escape")
        elif isinstance(node, ast.Attribute) and ast.unparse(node) == "html.escape":
            yield "html.escape"
        parts = node.values if isinstance(node, ast.JoinedStr) else []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            parts = [node.left]
        elif isinstance(node, ast.Attribute) and node.attr in ("format", "format_map"):
            parts = [node.value]
        if any(map(tagged, parts)):
            yield ast.unparse(node)


def test_no_value_comes_into_html_but_by_the_template_that_escapes_it() -> None:
    """``press/markup.py`` and the templates; what the report shows goes through ``basis.myst``."""
    found = {
        f"{path.relative_to(ROOT)}: {code}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for code in unescaped(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set()


def test_a_value_in_html_is_seen() -> None:
    code = """from html import escape; import html; html.escape(x)
f"<p>{x}</p>"; "<b>%s</b>" % x; "<i>{}</i>".format(x); f"{x} < y"; html("<p>{}</p>", x)"""
    assert len(list(unescaped(ast.parse(code)))) == 5
    assert html("<p>{}</p>", "<b> & 'x'") == "<p>&lt;b&gt; &amp; &#39;x&#39;</p>"
