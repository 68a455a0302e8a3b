"""Sphinx extension: the web book's looks, figure cards and Dutch interface.

``style`` makes the style sheet and web fonts from the design tokens, ``cards`` draws figures and
``tables`` tables, ``marks`` says what stands where in a drawing, ``figures`` makes the files of
figures and the list of them, ``explorer`` the filter of key figures, ``sharing`` what other sites
and machines read of the book, ``search`` writes what the search field searches, ``navigation``
leads from page to page. ``templates/`` holds pages and parts of them: the book uses no theme's
looks or scripts, which would be six times as heavy as its own. The PDF does not pass here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from press import patches
from press.sphinx import after_web_book

from . import cards, explorer, figures, navigation, search, sharing, style, tables
from .templates import FOLDER

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

HERE = Path(__file__).resolve().parent
# Jupyter Book loads these whatever the settings say; none has a part in these pages.
SILENCED = {"pydata_sphinx_theme", "sphinx_book_theme", "sphinx_thebe"}
# What Sphinx leaves out: landmarks have names, and the mark that copies the address of a heading is
# for a mouse. Read out it would end every heading, and be a stop for the keyboard after each.
SAID = {
    '<aside class="footnote-list brackets"': 'aria-label="Voetnoten"',
    '<a class="headerlink"': 'tabindex="-1" aria-hidden="true"',
}


def configure(app: Sphinx, config: Config) -> None:
    # A new list: Sphinx shares the default one between all books of a process.
    config.templates_path = [str(FOLDER), *config.templates_path]
    config.html_static_path = [str(HERE / "scripts"), *config.html_static_path]
    patches.silence(app, SILENCED)
    # Sphinx's plainest theme only lends its place: it knows none of Jupyter Book's options.
    config.html_context["extra_footer"] = config.html_theme_options.get("extra_footer", "")
    config.html_theme, config.html_theme_options = "basic", {}


def own_files(app: Sphinx) -> set[str]:
    """Names of the scripts, sheets and letters of this book; extensions bring others along."""
    own = (HERE.parent, Path(app.doctreedir).parent)
    folders = [Path(folder) for folder in app.config.html_static_path]
    ours = [folder for folder in folders if any(map(folder.is_relative_to, own))]
    return {search.INDEX} | {file.name for folder in ours for file in folder.rglob("*")}


def only_ours(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    names = own_files(app)
    for kind in ("script_files", "css_files"):
        assets = context.get(kind, [])
        context[kind] = [file for file in assets if Path(str(file.filename)).name in names]
    scripts = context["script_files"]
    context["first_script"] = next(file for file in scripts if "thema.js" in str(file.filename))
    scripts.remove(context["first_script"])
    # The part and chapter before the h1 of a page.
    context["part"] = next((part for part, pages in patches.parts(app.config) if page in pages), "")
    body = context.get("body", "")
    for plain, more in SAID.items():
        body = body.replace(plain, f"{plain} {more}")
    context["body"] = body


def sweep(app: Sphinx) -> None:
    """Remove what no page uses: five megabytes of scripts and source maps."""
    names = own_files(app)
    for path in sorted(Path(app.outdir, "_static").rglob("*"), reverse=True):
        if path.is_file() and path.name not in names:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def setup(app: Sphinx) -> None:
    app.connect("config-inited", configure)
    app.connect("builder-inited", style.make)
    app.connect("html-page-context", style.ask_letters)
    # After the other extensions put their assets in the context.
    app.connect("html-page-context", only_ours, priority=900)
    for script in ("kaart.js", "figuur.js", "herkomst.js", "lezer.js"):
        app.add_js_file(script, loading_method="defer")
    for part in (cards, tables, figures, explorer, sharing, search, navigation):
        part.setup(app)
    after_web_book(app, sweep)
