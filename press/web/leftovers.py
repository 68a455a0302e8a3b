"""Throw away what the themes bring along and no page asks for: five megabytes of scripts and maps.

A file stays when a page, or a style sheet or script that stays, names it. Source maps go whatever
names them: they serve the makers of the theme.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

TEXT = {".css", ".js", ".svg", ".json"}
# The theme's sheet names the icon font; the book draws its ten icons itself.
NEVER = {".map"}, "vendor"


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", sweep)
    return {}


def sweep(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.name != "html":
        return
    outdir = Path(app.outdir)
    for file in unused(outdir):
        file.unlink()
    folders = [path for path in (outdir / "_static").rglob("*") if path.is_dir()]
    for folder in sorted(folders, reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def unused(outdir: Path) -> list[Path]:
    """Files under ``_static`` that nothing of the book names, directly or through another file."""
    static = outdir / "_static"
    waiting = {path for path in static.rglob("*") if path.is_file() and not _never(path, static)}
    never = [path for path in static.rglob("*") if path.is_file() and _never(path, static)]
    pages = [page for page in outdir.rglob("*.html") if static not in page.parents]
    texts = [page.read_text(encoding="utf-8") for page in pages]
    while texts:
        found = {path for path in waiting if any(path.name in text for text in texts)}
        waiting -= found
        texts = [path.read_text(encoding="utf-8") for path in found if path.suffix in TEXT]
    # A licence stays with its script.
    gone = [path for path in waiting if not _licence_of_what_stays(path, waiting)]
    return sorted([*gone, *never])


def _never(path: Path, static: Path) -> bool:
    suffixes, folder = NEVER
    return path.suffix in suffixes or path.relative_to(static).parts[0] == folder


def _licence_of_what_stays(path: Path, waiting: set[Path]) -> bool:
    script = path.with_name(path.name.removesuffix(".LICENSE.txt"))
    return script != path and script.is_file() and script not in waiting
