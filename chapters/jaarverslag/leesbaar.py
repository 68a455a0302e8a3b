"""Convert MyST to plain Markdown and HTML, for notebooks outside the book.

JupyterLab, VS Code and GitHub do not support MyST. There, a number is plain text, a source links to
its URL, a reference is the name of its target, and a figure, table or card is HTML.
"""

from __future__ import annotations

import base64
import functools
import json
import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markupsafe import Markup
from mdit_py_plugins.colon_fence import colon_fence_plugin

from . import gegevens
from .basis.myst import regels_en_code

TEKST = r"\[((?:[^\[\]\\]|\\.)*)\]"
PLAATS = re.compile(TEKST + r'\(#([^)\s"]+)(?: "(?:[^"\\]|\\.)*")?\)')
BLADZIJDE = re.compile(TEKST + r"\(/?(?:chapters/)?([\w-]+)\.md\)")
KLASSE = re.compile(TEKST + r"\{[.#][^}]*\}")
ROL = re.compile(r"\{(\w+)\}`([^`<]+?)(?: *<([^`>]+)>)?`")
ENKEL_OPMAAK = re.compile(r" *(?:\{[.#][^}]*\}|\([\w-]+\)=)")
HEK = re.compile(r":{3,}|:\w+:")
OPTIE = re.compile(r":(\w+): ?(.*)")
# Escapes that are not needed after a letter or a digit.
ONNODIG = re.compile(r"(?<=[\w\N{NO-BREAK SPACE}])\\([%.,:;/'-])")
ONTSNAPT = re.compile(r"\\([!-/:-@\[-`{-~])")
TERM = re.compile(r"^(\S.*)\n  ", re.M)


def plat(myst: str, namen: Mapping[str, str], blokken: bool = False) -> str:
    """MyST as plain Markdown; references become their names in ``namen``.

    With ``blokken``, directives stay, for ``als_html``.
    """
    regels = []
    for regel, is_code in regels_en_code(myst):
        if is_code or (blokken and OPTIE.fullmatch(regel)):
            regels.append(regel)
        elif not ENKEL_OPMAAK.fullmatch(regel) and (blokken or not HEK.match(regel)):
            # "- {.tegel-waarde}": the class of what follows.
            regels.append(_platte_regel(re.sub(r"^( *- )\{[.#][^}]*\}$", r"\1", regel), namen))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(regels))


def als_tekst(myst: str) -> str:
    """MyST as plain text."""
    return ONTSNAPT.sub(r"\1", plat(myst, {}))


def _platte_regel(regel: str, namen: Mapping[str, str]) -> str:
    def plaats(gevonden: re.Match[str]) -> str:
        tekst, doel = gevonden.groups()
        url = gegevens.bron(doel[5:])["url"] if doel.startswith("bron-") else ""
        return f"[{tekst}](<{url}>)" if url else tekst or namen.get(doel, doel)

    def bladzijde(gevonden: re.Match[str]) -> str:
        tekst, doel = gevonden.groups()
        return f"[{tekst or namen.get(doel, doel)}]({namen.get(f'{doel}.md', f'{doel}.ipynb')})"

    def rol(gevonden: re.Match[str]) -> str:
        soort, tekst, doel = gevonden.groups()
        if soort == "cijfer":
            return namen.get(f"cijfer {tekst}", gevonden[0])
        return namen.get(doel or tekst, tekst)

    regel = ONNODIG.sub(r"\1", PLAATS.sub(plaats, regel))
    return KLASSE.sub(r"\1", ROL.sub(rol, BLADZIJDE.sub(bladzijde, regel)))


def als_html(myst: str, namen: Mapping[str, str], beelden: Mapping[str, str]) -> str:
    """MyST as HTML; ``beelden`` are the drawings (SVG) by the name of their file."""
    omgeving = {"namen": namen, "beelden": beelden}
    return str(_lezer().render(plat(myst, namen, blokken=True), omgeving))


@functools.cache
def _lezer() -> MarkdownIt:
    """A parser that escapes HTML and removes script URLs."""
    lezer = MarkdownIt("commonmark", {"html": False}).enable("table").use(colon_fence_plugin)
    lezer.add_render_rule("colon_fence", _blok)
    return lezer


def _blok(renderer: RendererHTML, tokens: list, plaats: int, opties: object, env: dict) -> str:
    """A directive of MyST: a figure, a table, a list of terms, or a card."""
    soort, _, titel = tokens[plaats].info.strip().partition(" ")
    regels = tokens[plaats].content.splitlines()
    keuzes = {}
    while regels and (keuze := OPTIE.fullmatch(regels[0])):
        keuzes[keuze[1]] = keuze[2]
        del regels[0]
    inhoud = "\n".join(regels)
    nummer = f"{env['namen'].get(keuzes.get('name'), '')} ".lstrip()
    if soort == "{glossary}":
        inhoud = TERM.sub(r"- **\1**: ", inhoud)
    if soort == "{figure}":
        inhoud = nummer + inhoud.strip()
    elif soort == "{table}":
        titel = nummer + titel
    binnen, kop = _lezer().render(inhoud, env), _lezer().renderInline(titel, env)
    if soort == "{table}":
        return binnen.replace("<table>", "<table>\n<caption>" + kop + "</caption>", 1)
    if soort == "{image}":
        return "<p>" + _beeld(titel, keuzes, env) + "</p>\n"
    if soort == "{figure}":
        onder = "\n<figcaption>" + binnen + "</figcaption>\n</figure>\n"
        return "<figure>\n" + _beeld(titel, keuzes, env) + onder
    kop = kop and "<blockquote>\n<p><strong>" + kop + "</strong></p>\n"
    return kop + binnen + ("</blockquote>\n" if kop else "")


def _beeld(pad: str, keuzes: Mapping[str, str], env: Mapping[str, Mapping[str, str]]) -> str:
    """Embedded, so that the notebook is self-contained; viewers remove inline SVG."""
    svg = env["beelden"].get(pad.rpartition("/")[2], "")
    alt, code = json.loads(keuzes.get("alt") or '""'), base64.b64encode(svg.encode()).decode()
    return str(Markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(alt, code))
