"""Mark every page of a book of invented figures, so that no part of it passes for a real one."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

# In a folder of its own: a book of real figures does not carry it along.
FOLDER = Path(__file__).resolve().parent / "voorbeeld"
SHEET = "voorbeeld.css"


def example() -> bool:
    from jaarverslag import voorbeeld

    return voorbeeld.is_voorbeeld()


def banner() -> str:
    """Stays in sight while a reader scrolls: a picture of any part of the page holds it."""
    from jaarverslag import voorbeeld

    if not example():
        return ""
    return (
        '<div class="voorbeeld" role="region" aria-label="Let op">'
        f"<p><strong>{voorbeeld.WOORD}.</strong> {escape(voorbeeld.UITLEG)}</p></div>\n"
    )


def configure(app: Sphinx, config: Config) -> None:
    if example():
        config.html_static_path = [*config.html_static_path, str(FOLDER)]
        app.add_css_file(SHEET, priority=900)


def mark(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    context["voorbeeldmelding"] = banner()


def setup(app: Sphinx) -> None:
    # After edition.py read the data package.
    app.connect("config-inited", configure, priority=950)
    app.connect("html-page-context", mark)
