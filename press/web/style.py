"""Make ``boek.css`` and the web fonts from the tokens and letters of the helper package.

Colours stand in ``tokens.json`` only; ``static/boek.css`` names them as ``var(--koraal)``.
Fonts are the vendored letters cut down to the characters of Western languages, as WOFF2 files of
this site: no page asks anything of another host.
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
# (family, file, weight, style): what the style sheet uses, and nothing else, since all are loaded.
LETTERS = (
    ("Source Sans 3", "SourceSans3-Regular.ttf", 400, "normal"),
    ("Source Sans 3", "SourceSans3-Semibold.ttf", 600, "normal"),
    ("Source Sans 3", "SourceSans3-Bold.ttf", 700, "normal"),
    ("Source Serif 4", "SourceSerif4-Regular.ttf", 400, "normal"),
    ("Source Serif 4", "SourceSerif4-It.ttf", 400, "italic"),
    ("Source Serif 4", "SourceSerif4-Semibold.ttf", 600, "normal"),
)
# The first screen of every page is set in these; thema.js asks for them before the style sheet is
# read. With `font-display: optional` a letter that comes within a tenth of a second is there from
# the start; one that comes later waits for the next page, so no text ever jumps. `swap`, with the
# system's letters made as wide as ours, was tried: pages jumped by up to 0.44. Asked for in the
# page itself they come sooner, but the first text then takes 3.1 s at 50 kB/s, and from a folder
# the browser complains of each.
FIRST = [file for _, file, _, style in LETTERS if style == "normal"]
# Preloaded only where a page has italics.
ITALIC = [file for _, file, _, style in LETTERS if style == "italic"]
# Three bars, one of them the one to see: what a report of figures looks like at 16 pixels.
MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<rect width="16" height="16" rx="3" fill="{petrol}"/>'
    '<path fill="{pagina}" d="M3 9h2.6v4H3zM6.7 6.5h2.6V13H6.7z"/>'
    '<path fill="{koraal}" d="M10.4 3H13v10h-2.6z"/></svg>\n'
)


def make(app: Sphinx) -> None:
    from jaarverslag.basis.kleuren import tokens

    if app.builder.name != "html":
        return
    # Beside the doctrees: made anew with them, and outside the book's own sources.
    folder = Path(app.doctreedir).parent / ".web"
    fonts = folder / "letters"
    fonts.mkdir(parents=True, exist_ok=True)
    faces = []
    for family, file, weight, style in LETTERS:
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
    (folder / "merk.svg").write_text(MARK.format(**colours), encoding="utf-8")
    # A new list: Sphinx shares the default one between all books of a process.
    app.config.html_static_path = [*app.config.html_static_path, str(folder)]
    app.add_css_file("boek.css", priority=900)


def ask_letters(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the first script of this page the letters to ask for."""
    files = FIRST + ITALIC if "<em" in context.get("body", "") else FIRST
    wanted = " ".join(map(web_name, files))
    app.add_js_file("thema.js", priority=100, **{"data-letters": wanted})


def variables(tokens: dict[str, Any]) -> str:
    """CSS custom properties for both modes; dark also without JavaScript, by the reader's system,
    and never on paper.

    The ``-licht`` names stay light in the dark: chart cards keep their paper.
    """
    light = "".join(f"--{name}:{pair['licht']};" for name, pair in tokens["kleur"].items())
    dark = "".join(f"--{name}:{pair['donker']};" for name, pair in tokens["kleur"].items())
    fixed = "".join(f"--{name}-licht:{pair['licht']};" for name, pair in tokens["kleur"].items())
    letters = "".join(f'--{name}:"{family}";' for name, family in tokens["letter"].items())
    return (
        f":root{{{fixed}{letters}{light}color-scheme:light}}\n"
        "@media screen{"
        f'html[data-theme="dark"]{{{dark}color-scheme:dark}}}}\n'
        "@media screen and (prefers-color-scheme:dark){"
        f'html:not([data-theme="light"]):not([data-theme="dark"]){{{dark}color-scheme:dark}}}}'
    )


@cache
def web_name(font: str) -> str:
    """The name of a font that lies ready; tests/letters.py put its fingerprint in it."""
    (ready,) = READY.glob(f"{Path(font).stem.lower()}-*.woff2")
    return ready.name
