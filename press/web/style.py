"""Make ``boek.css`` and the web fonts from the tokens and fonts of the report package.

Colours are in ``tokens.json`` only; ``static/boek.css`` refers to them as ``var(--koraal)``. The
fonts are subsets of the vendored ones for Western languages, as WOFF2 files on this site: no page
loads anything from another host.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

HERE = Path(__file__).resolve().parent
READY = HERE / "letters"
# Family, file, weight and style of the fonts that the style sheet uses.
WEB_FONTS = (
    ("Source Sans 3", "SourceSans3-Regular.ttf", 400, "normal"),
    ("Source Sans 3", "SourceSans3-Semibold.ttf", 600, "normal"),
    ("Source Sans 3", "SourceSans3-Bold.ttf", 700, "normal"),
    ("Source Serif 4", "SourceSerif4-Regular.ttf", 400, "normal"),
    ("Source Serif 4", "SourceSerif4-It.ttf", 400, "italic"),
    ("Source Serif 4", "SourceSerif4-Semibold.ttf", 600, "normal"),
)
# Fonts of the first screen of every page, preloaded by thema.js. With `font-display: optional`, a
# font that loads within a tenth of a second is used at once, and a later one from the next page on,
# so the layout never shifts. `swap` with size-adjusted system fonts was tried: a layout shift of up
# to 0.44. Preload links in the page itself are faster, but then the first text takes 3.1 s at
# 50 kB/s, and for pages opened from disk the browser logs an error for each.
FIRST = [file for _, file, _, style in WEB_FONTS if style == "normal"]
# Preloaded only where a page has italics.
ITALIC = [file for _, file, _, style in WEB_FONTS if style == "italic"]
# The favicon: three bars, one of them highlighted.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<rect width="16" height="16" rx="3" fill="{petrol}"/>'
    '<path fill="{pagina}" d="M3 9h2.6v4H3zM6.7 6.5h2.6V13H6.7z"/>'
    '<path fill="{koraal}" d="M10.4 3H13v10h-2.6z"/></svg>\n'
)


def make(app: Sphinx) -> None:
    from jaarverslag.basis.kleuren import tokens

    if app.builder.name != "html":
        return
    # Next to the doctrees: removed with them, and outside the book's own sources.
    folder = Path(app.doctreedir).parent / ".web"
    fonts = folder / "letters"
    fonts.mkdir(parents=True, exist_ok=True)
    faces = []
    for family, file, weight, style in WEB_FONTS:
        name = web_name(file)
        shutil.copyfile(READY / name, fonts / name)
        faces.append(
            f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};'
            f'font-display:optional;src:url("letters/{name}") format("woff2")}}'
        )
    sheet = (HERE / "static" / "boek.css").read_text(encoding="utf-8")
    (folder / "boek.css").write_text(
        "\n".join([*faces, variables(tokens()), sheet]), encoding="utf-8"
    )
    mark = {"petrol": "licht", "pagina": "licht", "koraal": "donker"}
    colours = {name: tokens()["kleur"][name][mode] for name, mode in mark.items()}
    (folder / "merk.svg").write_text(ICON.format(**colours), encoding="utf-8")
    # A new list: Sphinx shares the default one between all books of a process.
    app.config.html_static_path = [*app.config.html_static_path, str(folder)]
    app.add_css_file("boek.css", priority=900)


def preload_fonts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the first script of this page the fonts to preload."""
    files = FIRST + ITALIC if "<em" in context.get("body", "") else FIRST
    wanted = " ".join(map(web_name, files))
    app.add_js_file("thema.js", priority=100, **{"data-letters": wanted})


def variables(tokens: dict[str, Any]) -> str:
    """CSS custom properties for both modes; dark also without JavaScript, by the reader's system,
    and never on paper.

    The ``-licht`` variables are light in both modes.
    """
    light = "".join(f"--{name}:{pair['licht']};" for name, pair in tokens["kleur"].items())
    dark = "".join(f"--{name}:{pair['donker']};" for name, pair in tokens["kleur"].items())
    fixed = "".join(f"--{name}-licht:{pair['licht']};" for name, pair in tokens["kleur"].items())
    families = "".join(f'--{name}:"{family}";' for name, family in tokens["letter"].items())
    return (
        f":root{{{fixed}{families}{light}color-scheme:light}}\n"
        "@media screen{"
        f'html[data-theme="dark"]{{{dark}color-scheme:dark}}}}\n'
        "@media screen and (prefers-color-scheme:dark){"
        f'html:not([data-theme="light"]):not([data-theme="dark"]){{{dark}color-scheme:dark}}}}'
    )


@cache
def web_name(font: str) -> str:
    """File name of a subset font; ``tests/letters.py`` put a fingerprint in it."""
    (ready,) = READY.glob(f"{Path(font).stem.lower()}-*.woff2")
    return ready.name
