"""Chapters as downloadable notebooks: executed, and with the sentences that readers see.

The executed notebooks are stored with the doctrees. Once all pages are read, so that all numbers
and titles are known, each chapter is written for use without MyST: finished prose, tables and
figures with number, caption and source, and code with its outputs. Output is reproducible.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from press.patches import as_notebook, number_in_book
from press.project import EXPORT
from press.sphinx import PerPage

# The executed notebook of each page.
EXECUTED: PerPage[str] = PerPage("executed_notebook")
KINDS = ("figure", "table")
PAPERMILL = "application/papermill"
FIRST = """\
*Uit **{title}**, met de uitkomsten die bij de bouw van het boek verschenen.*

Wil je de code opnieuw uitvoeren? Zet dit notebook in een map met `{archive}`, en installeer
wat daarin in `requirements.txt` staat. Let op: de zinnen zijn af. Verander je een tabel of een
cel, dan volgen grafieken en tabellen, maar de getallen in de tekst niet."""
FIND_PACKAGE = """\
import sys
import zipfile
from pathlib import Path

if not Path("jaarverslag").is_dir():
    if not Path("{folder}").is_dir():
        zipfile.ZipFile("{archive}").extractall()
    sys.path.insert(0, str(Path("{folder}", "chapters").resolve()))"""


def note(app: Sphinx, notebook: NotebookNode) -> None:
    """Store the executed notebook, before MyST-NB removes glued outputs."""
    EXECUTED.of(app.env)[app.env.docname] = nbformat.writes(notebook)


def portable(env: BuildEnvironment, page: str, text: str, archive: str, file: Any) -> bytes:
    """A self-contained chapter; ``file`` gives the notebook's name of another chapter."""
    from jaarverslag import leesbaar, proza

    kept = EXECUTED.of(env).get(page)
    # A chapter without code is not executed.
    made = nbformat.reads(kept, 4) if kept else as_notebook(proza.vul_in(proza.kies(text)))
    names = called(env, file) | named(made)
    for cell in made.cells:
        if cell.cell_type == "code":
            cell.outputs = [shown for out in cell.outputs if (shown := _shown(out, names))]
        else:
            cell.source = leesbaar.plat(cell.source, names).strip()
    folder = archive.removesuffix("-notebooks.zip")
    first = [
        nbformat.v4.new_markdown_cell(FIRST.format(title=env.config.project, archive=archive)),
        nbformat.v4.new_code_cell(FIND_PACKAGE.format(folder=folder, archive=archive)),
    ]
    made.cells = first + [cell for cell in made.cells if cell.source]
    made.metadata = {name: made.metadata[name] for name in ("kernelspec",) if name in made.metadata}
    for number, cell in enumerate(made.cells, start=1):
        cell.id = f"cel-{number:02d}"
        cell.metadata.pop("mystnb", None)
    return (nbformat.writes(made) + "\n").encode()


def called(env: BuildEnvironment, file: Any) -> dict[str, str]:
    """The names that the book gives its figures, tables, sections and pages."""
    names = {name: label[2] for name, label in env.get_domain("std").data["labels"].items()}
    for page, kinds in env.toc_fignumbers.items():
        for kind in KINDS:
            names |= {
                anchor: number_in_book(env, page, anchor, kind) for anchor in kinds.get(kind, ())
            }
    for page, title in env.titles.items():
        slug = page.rpartition("/")[2]
        names |= {slug: title.astext(), f"{slug}.md": file(slug, "ipynb")}
    return names


def named(made: NotebookNode) -> dict[str, str]:
    """The values that cells named for the prose."""
    given = [out for cell in made.cells for out in cell.get("outputs", ())]
    return {
        f"cijfer {out.metadata['scrapbook']['name']}": text
        for out in given
        if "scrapbook" in out.get("metadata", {})
        for kind, text in out.data.items()
        if kind.startswith(PAPERMILL) and kind.endswith("text/plain")
    }


def _shown(out: NotebookNode, names: Mapping[str, str]) -> NotebookNode | None:
    """An output without MyST; figures and tables get their number. None if nothing is left."""
    from jaarverslag import leesbaar

    if "data" not in out:
        return out
    data = {kind: shown for kind, shown in out.data.items() if not kind.startswith(PAPERMILL)}
    myst = data.get("text/markdown", "")
    if myst and "text/html" in data:
        drawn = [file for file in EXPORT.glob("*.svg") if file.name in myst]
        images = {file.name: file.read_text(encoding="utf-8") for file in drawn}
        data["text/html"] = leesbaar.als_html(data.pop("text/markdown"), names, images)
    elif myst:
        data["text/markdown"] = leesbaar.plat(myst, names)
    out.data, out.metadata = data, {}
    return out if any(data.values()) else None
