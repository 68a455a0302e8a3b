"""Keys of ``_config.yml`` that nothing reads, such as typing errors.

They are compared with Jupyter Book's schema and defaults, and with Sphinx and all extensions.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jupyter_book import config as of_book

from press.check import Problem, tables
from press.project import CONFIG, ROOT, book_settings

# Read by Jupyter Book, but not named in its list of defaults.
READ_BY_JUPYTER_BOOK = {
    "execute.raise_on_error": "set as nb_execution_raise_on_error",
    "sphinx.recursive_update": "merges instead of replaces nested settings",
    "sphinx.extra_extensions": "Sphinx extensions to load",
    "sphinx.local_extensions": "extensions of this repository",
    "sphinx.config": "settings of Sphinx, checked separately",
}


def problems(root: Path = ROOT) -> list[Problem]:
    """Checked with the extensions of the book in ``root``, in a separate process.

    Sphinx shares default settings between all books of one process.
    """
    done = subprocess.run(
        [sys.executable, __file__], cwd=root, env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = done.stderr.splitlines()[-1:] if done.returncode else done.stdout.splitlines()
    return [Problem(CONFIG, line) for line in lines if line]


def _unknown_to_jupyter_book(settings: dict[str, Any]) -> Iterator[str]:
    for error in of_book.get_validator().iter_errors(settings):
        yield f"{'.'.join(map(str, error.path))} heeft een verkeerde waarde"
    defaults = yaml.safe_load(of_book.PATH_YAML_DEFAULT.read_text(encoding="utf-8"))
    schema = json.loads(of_book.PATH_JSON_SCHEMA.read_text(encoding="utf-8"))
    known = {*_leaves(defaults), *READ_BY_JUPYTER_BOOK}
    for key, value in schema["properties"].items():
        known |= {f"{key}.{name}" for name in value.get("properties", {})} or {key}
    for key in _leaves(settings):
        if key not in known:
            yield f"{key} bestaat niet in Jupyter Book"


def _leaves(settings: dict[str, Any]) -> Iterator[str]:
    """Dotted names of settings, two levels deep: below that are values, not keys."""
    for key, value in settings.items():
        yield from (f"{key}.{below}" for below in value) if isinstance(value, dict) else [key]


def _unknown_to_sphinx(settings: dict[str, Any]) -> Iterator[str]:
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError

    cli = {"latex_individualpages": False}
    final, _ = of_book.get_final_config(user_yaml=ROOT / CONFIG, cli_config=cli, validate=False)
    with tempfile.TemporaryDirectory() as scratch:
        try:
            # One level down: extensions write beside these folders too.
            app = Sphinx(
                str(ROOT), None, f"{scratch}/html", f"{scratch}/doctrees", "html",
                confoverrides=final, status=None, warning=io.StringIO(), freshenv=True,
            )  # fmt: skip
        except SphinxError as error:
            if error.category != tables.BAD_DATA:
                yield str(error)
            return
    wanted = settings.get("sphinx", {}).get("config", {})
    for key in wanted:
        if key not in app.config.values:
            yield f"sphinx.config.{key} kent Sphinx niet, en geen uitbreiding ook niet"


if __name__ == "__main__":
    found = book_settings()
    print(*_unknown_to_jupyter_book(found), *_unknown_to_sphinx(found), sep="\n")
