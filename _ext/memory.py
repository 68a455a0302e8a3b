"""Sphinx extension: what a build holds in memory does not grow with the book.

Sphinx keeps every document that it reads until it writes it, and the file of each that it looked
into: some three megabytes a chapter. Up to a number of chapters that saves time; the rest is read
from disk again, where it stands anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# Documents held in memory: a yearly report has half as many.
MOST = 60


class Few(dict[str, Any]):
    """Keeps what comes first and forgets the rest; Sphinx then looks on disk."""

    def __setitem__(self, name: str, held: Any) -> None:
        if len(self) < MOST or name in self:
            super().__setitem__(name, held)


def hold_few(app: Sphinx) -> None:
    # Sphinx has no setting for this. Both are caches: whoever finds nothing in them reads the file.
    app.env._write_doc_doctree_cache = Few()
    app.env._pickled_doctree_cache = Few()


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", hold_few)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
