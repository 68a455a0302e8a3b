"""Sphinx extension: the web book's looks, figure cards and Dutch interface.

``style`` makes the style sheet and web fonts from the design tokens, ``cards`` draws figures and
``tables`` tables, ``figures`` makes the files of figures and the list of them, ``explorer`` the
filter of key figures, ``example`` marks a book of invented figures, ``sharing`` what other sites
and machines read of the book, ``search`` knows Dutch plurals, ``leftovers`` throws away what no
page asks for.
``templates/`` and ``locale/`` replace the English and the heavy parts of the theme.
The PDF does not pass here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from press import patches

from . import (
    cards,
    example,
    explorer,
    figures,
    leftovers,
    search,
    sharing,
    style,
    tables,
)

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

HERE = Path(__file__).resolve().parent

# Assets of extensions that Jupyter Book always loads and this book does not use. FontAwesome
# alone is half a megabyte of script; the style sheet draws the ten icons itself.
UNUSED = (
    "thebe", "togglebutton", "toggleHint", "toggleOpenOnPrint", "copybutton", "clipboard",
    "design-tabs", "sphinx-design", "mathjax", "require", "mystnb",
    # The theme's settings for a search while you type and for other versions: inline scripts, which
    # a strict server would not run, for what this book does not have.
    "DOCUMENTATION_OPTIONS.pagename", "DOCUMENTATION_OPTIONS.search_as_you_type",
)  # fmt: skip
# Jupyter Book loads these whatever the settings say; this one writes a script into every page.
SILENCED = {"sphinx_thebe"}


def configure(app: Sphinx, config: Config) -> None:
    # Before the theme's own folder; it asks for some components with and some without the prefix.
    templates = HERE / "templates"
    # A new list: Sphinx shares the default one between all books of a process.
    config.templates_path = [str(templates), str(templates / "components"), *config.templates_path]
    config.html_static_path = [str(HERE / "scripts"), *config.html_static_path]
    patches.silence(app, SILENCED)
    # Without it the theme starts with no mode at all and complains on every page.
    config.html_context.setdefault("default_mode", "auto")


def drop_unused(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    for kind in ("script_files", "css_files"):
        context[kind] = [asset for asset in context.get(kind, []) if not _is_unused(asset)]
    scripts = context["script_files"]
    context["first_script"] = next(file for file in scripts if "thema.js" in str(file.filename))
    scripts.remove(context["first_script"])
    # The part and chapter before the first h1 of a page; the theme shows neither.
    context["part"] = patches.part_of(app.config, page)


def _is_unused(asset: Any) -> bool:
    body = (getattr(asset, "attributes", None) or {}).get("body") or ""
    text = f"{getattr(asset, 'filename', asset) or ''} {body}"
    return any(word in text for word in UNUSED)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", configure)
    app.connect("builder-inited", style.make)
    app.connect("html-page-context", style.ask_letters)
    # After the theme and the other extensions put their assets in the context.
    app.connect("html-page-context", drop_unused, priority=900)
    app.add_js_file("kaart.js", loading_method="defer")
    cards.setup(app)
    tables.setup(app)
    example.setup(app)
    figures.setup(app)
    explorer.setup(app)
    sharing.setup(app)
    search.setup(app)
    leftovers.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
