"""Extensions of Sphinx that serve every output of the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.config import Config


def book_order(config: Config) -> list[str]:
    """Names of all pages in the order of ``_toc.yml``; none in a book that has no such file."""
    return list(getattr(config, "external_site_map", None) or [])
