"""Sphinx extension: chapters are read with their figures and passages filled in.

MyST parses the output of ``jaarverslag.proza``, so the web book, the PDF and the notebooks have
the same text. What cannot be filled in stops the build, with all problems at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaarverslag import proza

from press.sphinx import executed
from press.sphinx.guards import HOLES

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def fill_in(app: Sphinx, docname: str, source: list[str]) -> None:
    try:
        source[0] = executed.text_of(docname) or proza.vul_in(proza.kies(source[0]))
    except proza.ProzaFout as problem:
        lines = [f"{docname}, {line}" for line in str(problem).splitlines()]
        HOLES.of(app.env).setdefault(docname, []).extend(lines)


def setup(app: Sphinx) -> None:
    # First: the text compared with the previous build is the one that readers see.
    app.connect("source-read", fill_in, priority=0)
