"""Sphinx extension: every number links to its source, and every correction is on its page.

``links`` keeps the short source line of a linked number, ``banners`` puts corrections on the pages
they concern (web and PDF alike), ``metadata`` describes the data for machines (CSVW, schema.org).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import banners, links, metadata

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

STATIC = Path(__file__).resolve().parent / "static"


def configure(app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(STATIC))


def setup(app: Sphinx) -> dict[str, Any]:
    # The role {cijfer} is defined there, and marked here.
    app.setup_extension("press.sphinx.guards")
    app.connect("config-inited", configure)
    app.add_css_file("herkomst.css")
    app.add_js_file("herkomst.js", loading_method="defer")
    links.setup(app)
    banners.setup(app)
    metadata.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
