"""Sphinx extension: the web book's looks, figure cards and Dutch interface.

``style`` makes the style sheet and web fonts from the design tokens, ``cards`` renders figures and
``tables`` tables, ``marks`` locates the marks of a chart, ``figures`` makes the files of figures
and the list of them, ``explorer`` the filter of key figures, ``sharing`` metadata for other sites
and machines, ``search`` the search index, ``navigation`` the links between pages. ``templates/``
holds the HTML: the book uses no theme's styles or scripts, which are six times as heavy as its own.
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
# Jupyter Book loads these themes whatever the settings say; the pages do not use them.
SILENCED = {"pydata_sphinx_theme", "sphinx_book_theme", "sphinx_thebe"}
# Attributes that Sphinx leaves out. Landmarks need a name; the permalink of a heading is for the
# mouse only, or a screen reader would read it, and Tab stop at it, after every heading.
ARIA = {
    '<aside class="footnote-list brackets"': 'aria-label="Voetnoten"',
    '<a class="headerlink"': 'tabindex="-1" aria-hidden="true"',
}


def configure(app: Sphinx, config: Config) -> None:
    # A new list: Sphinx shares the default one between all books of a process.
    config.templates_path = [str(FOLDER), *config.templates_path]
    config.html_static_path = [str(HERE / "scripts"), *config.html_static_path]
    patches.silence(app, SILENCED)
    # Sphinx needs a theme; its plainest one has none of Jupyter Book's options.
    config.html_context["extra_footer"] = config.html_theme_options.get("extra_footer", "")
    config.html_theme, config.html_theme_options = "basic", {}


def own_files(app: Sphinx) -> set[str]:
    """Names of the book's own scripts, style sheets and fonts; extensions add others."""
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
    for plain, more in ARIA.items():
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
    app.connect("html-page-context", style.preload_fonts)
    # After the other extensions put their assets in the context.
    app.connect("html-page-context", only_ours, priority=900)
    for script in ("kaart.js", "figuur.js", "herkomst.js", "lezer.js"):
        app.add_js_file(script, loading_method="defer")
    for part in (cards, tables, figures, explorer, sharing, search, navigation):
        part.setup(app)
    after_web_book(app, sweep)
