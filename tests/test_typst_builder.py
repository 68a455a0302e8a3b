"""The Typst builder: every kind of node it writes, what it refuses, and the PDF it makes.

Documents are small MyST files in a folder of their own; nothing of this book is read, except for
the tests at the end that compile with the book's own template.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
import pytest
from conftest import overprinted, page_texts
from pypdf import PdfReader
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import docutils_namespace

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "chapters" / "jaarverslag" / "fonts"
TOKENS = ROOT / "chapters" / "jaarverslag" / "tokens.json"
TEMPLATE = ROOT / "press" / "print" / "template.typ"
PLAIN = ROOT / "press" / "typst" / "plain.typ"

CONF = """
import sys
sys.path.insert(0, {ext!r})
extensions = [*{extensions!r}, "press.typst"]
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
project = "Proef"
author = "Iemand"
language = "nl"
smartquotes = False
numfig = True
numfig_format = {{"figure": "Figuur %s", "table": "Tabel %s"}}
exclude_patterns = ["_build"]
typst_template = "looks/template.typ"
typst_filename = "proef.pdf"
typst_font_paths = [{fonts!r}]
typst_assets = ["tokens.json"]
typst_data = {{"title": "Proef 2021", "year": "2021", "authors": "Iemand", "date": "2022-05-12"}}
"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">
<rect width="9" height="9"/></svg>"""

Bouw = Callable[..., SphinxTestApp]


@pytest.fixture
def bouw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bouw:
    """Build documents (name -> MyST) with the Typst builder; compile only when asked to."""

    def bouw(
        _compile: bool = False,
        _builder: str = "typst",
        _conf: str = "",
        _extensions: Sequence[str] = ("myst_parser",),
        **pages: str,
    ) -> SphinxTestApp:
        from press.typst import TypstBuilder

        if not _compile:
            monkeypatch.setattr(TypstBuilder, "compile", lambda self, source: None)
        source = tmp_path / "bron"
        source.mkdir(exist_ok=True)
        shutil.copytree(TEMPLATE.parent, source / "looks", dirs_exist_ok=True)
        shutil.copy(TOKENS, source / "tokens.json")
        (source / "beeld.svg").write_text(SVG)
        conf = CONF.format(ext=str(ROOT), fonts=str(FONTS), extensions=list(_extensions))
        (source / "conf.py").write_text(conf + _conf)
        for name, text in pages.items():
            (source / f"{name}.md").write_text(text, encoding="utf-8")
        # The namespace: Sphinx registers nodes and directives for the whole process otherwise.
        with docutils_namespace():
            app = SphinxTestApp(_builder, srcdir=source, builddir=tmp_path / "_build")
            try:
                app.build()
            finally:
                app.cleanup()
        return app

    return bouw


@pytest.fixture
def typ(bouw: Bouw) -> Callable[..., str]:
    """The Typst source of one document, without the lines around it."""

    def typ(text: str, **pages: str) -> str:
        app = bouw(index=f"# Titel\n\n{text}\n", **pages)
        assert not app.warning.getvalue().strip()
        return (Path(app.outdir) / "proef.typ").read_text(encoding="utf-8")

    return typ


def fout(bouw: Bouw, text: str, **options) -> str:
    """The error that a document is refused with."""
    from press.typst import TypstBuildError

    with pytest.raises(TypstBuildError) as refused:
        bouw(index=text, **options)
    return str(refused.value)


# -- one node at a time -------------------------------------------------------------------------

NODES = {
    "section": ("## Sub", 'b-section(level: 2, title: "Sub", text: "Sub", id: "index:sub", none)'),
    "paragraph": ("Tekst.", 'b-paragraph("Tekst.")'),
    "classes": ("{.bevinding .x}\nTekst.", 'b-paragraph(classes: ("bevinding", "x",), "Tekst.")'),
    "soft line break": ("een\ntwee", 'b-paragraph({ "een" " " "twee" })'),
    "emphasis": ("*schuin*", 'b-paragraph(b-emphasis("schuin"))'),
    "strong": ("**vet**", 'b-paragraph(b-strong("vet"))'),
    "literal": ("`x = 1`", 'b-literal("x = 1")'),
    "inline": ("[st]{.eenheid}", 'b-inline(classes: ("eenheid",), "st")'),
    "inline id": ("[61]{#k-1}", 'b-inline(id: "index:k-1", "61")'),
    "superscript": ("{sup}`2`", 'b-superscript("2")'),
    "subscript": ("{sub}`2`", 'b-subscript("2")'),
    "abbreviation": ("{abbr}`NPS (Score)`", 'b-abbreviation(explanation: "Score", "NPS")'),
    "external link": (
        "[naam](https://voorbeeld.be/a)",
        'b-reference(text: "naam", url: "https://voorbeeld.be/a", "naam")',
    ),
    "bullet list": (
        "- een\n- twee",
        'b-bullet-list(items: (("body": b-paragraph("een")), ("body": b-paragraph("twee")),))',
    ),
    "tiles": (
        "{.tegels}\n- {.tegel-waarde}\n  61\n",
        'b-bullet-list(items: (("body": b-paragraph(classes: ("tegel-waarde",), "61")),), '
        'classes: ("tegels",))',
    ),
    "enumerated list": (
        "3. drie",
        'b-enumerated-list(items: (("body": b-paragraph("drie")),), kind: "arabic", start: 3)',
    ),
    "definition list": (
        "Term\n: Uitleg.",
        'b-definition-list(items: (("terms": (("id": none, "body": "Term"),), '
        '"body": b-paragraph("Uitleg.")),)',
    ),
    "two definitions of one term": (
        "Term\n: Waarom.\n: In de plaats.",
        '"body": { b-paragraph("Waarom.") b-paragraph("In de plaats.") }',
    ),
    "glossary": (
        ":::{glossary}\nDagdeel\n  Een halve dag.\n:::",
        'b-glossary(b-definition-list(items: (("terms": (("id": "index:term-Dagdeel", '
        '"body": "Dagdeel"),), "body": b-paragraph("Een halve dag.")),), classes: ("glossary",)))',
    ),
    "literal block": (
        '```python\nx = "a"\ny\n```',
        'b-literal-block(language: "python", "x = \\"a\\"\\ny',
    ),
    "block quote": ("> Citaat", 'b-block-quote(b-paragraph("Citaat"))'),
    "transition": ("een\n\n---\n\ntwee", "b-transition()"),
    "admonition": (
        ":::{admonition} Kop\n:class: leemte\nTekst.\n:::",
        'b-admonition(kind: "admonition", title: "Kop", text: "Kop", classes: ("leemte",), '
        'b-paragraph("Tekst."))',
    ),
    "container": (
        ":::{container} engels\nText.\n:::",
        'b-container(classes: ("engels",), b-paragraph("Text."))',
    ),
    "rubric": (":::{rubric} Kop\n:::", 'b-rubric("Kop")'),
    "topic": (
        ":::{topic} Kop\nTekst.\n:::",
        'b-topic({ b-title("Kop") b-paragraph("Tekst.") })',
    ),
    "sidebar": (
        ":::{sidebar} Kop\nTekst.\n:::",
        'b-sidebar({ b-title("Kop") b-paragraph("Tekst.") })',
    ),
    "attribution": (
        "```{eval-rst}\n   Citaat\n\n   -- Wie\n```",
        'b-block-quote({ b-paragraph("Citaat") b-attribution("Wie") })',
    ),
    "compound": ("```{eval-rst}\n.. compound::\n\n   Tekst.\n```", "b-compound("),
    "title reference": ("```{eval-rst}\n`Boek`\n```", 'b-title-reference("Boek")'),
    "target": (
        "```{eval-rst}\nEen _`plek` hier.\n```",
        'b-target(id: "index:plek", "plek")',
    ),
    "download": (
        "{download}`Het beeld <beeld.svg>`",
        'b-download-reference(file: "beeld.svg"',
    ),
    "captioned code": ("```{code-block} python\n:caption: Zo\nx = 1\n```", 'b-caption("Zo")'),
    "section that opens with a card": (
        "## Kort\n\n:::{admonition} Kop\n:class: kaart\nTekst.\n:::",
        'b-section(level: 2, title: "Kort", text: "Kort", opens: ("kaart",), id: "index:kort"',
    ),
    "section that opens with a named card": (
        "## Kort\n\n(vast)=\n:::{admonition} Kop\n:class: kaart\nTekst.\n:::",
        'b-section(level: 2, title: "Kort", text: "Kort", opens: ("kaart",), id: "index:kort"',
    ),
    "section with text before its card": (
        "## Kort\n\nTekst.\n\n:::{admonition} Kop\n:class: kaart\nTekst.\n:::",
        'b-section(level: 2, title: "Kort", text: "Kort", id: "index:kort"',
    ),
    "line block": (
        "```{eval-rst}\n| een\n| twee\n```",
        'b-line-block({\nb-line("een")\nb-line("twee")\n})',
    ),
    "image": (
        "![Een balk](beeld.svg)",
        'b-image(image: "/images/beeld.svg", alt: "Een balk", inline: true)',
    ),
    "decorative image": (
        ":::{image} beeld.svg\n:alt: ''\n:class: omslag\n:::",
        'b-image(image: "/images/beeld.svg", alt: "", classes: ("omslag",))',
    ),
    "comment": ("% niets\n\nTekst.", 'b-paragraph("Tekst.")'),
    "script": ("```{raw} html\n<script>x()</script>\n```\n\nTekst.", 'b-paragraph("Tekst.")'),
    "raw typst": ("```{raw} typst\npagebreak()\n```", "{\npagebreak()\n}"),
}


def squeezed(code: str) -> str:
    """On one line, however the source was broken."""
    return " ".join(code.split())


@pytest.mark.parametrize("name", NODES)
def test_each_node_becomes_a_call(typ: Callable[..., str], name: str) -> None:
    text, expected = NODES[name]
    assert squeezed(expected) in squeezed(typ(text))


def test_every_function_of_the_template_is_tested_here() -> None:
    """Every node type with a visitor and a template function has a test."""
    parts = [PLAIN, *TEMPLATE.parent.glob("*.typ")]
    looks = "".join(part.read_text(encoding="utf-8") for part in parts)
    functions = set(re.findall(r"^#let (b-[\w-]+)\(", looks, re.M))
    assert len(functions) > 30
    tested = Path(__file__).read_text(encoding="utf-8")
    assert {name for name in functions if f"{name}(" not in tested} == set()


@pytest.mark.parametrize(
    ("kind", "title"), [("note", "Notitie"), ("warning", "Waarschuwing"), ("tip", "Tip")]
)
def test_typed_admonitions_are_titled_in_the_language_of_the_book(
    typ, kind: str, title: str
) -> None:
    code = typ(f":::{{{kind}}}\nTekst.\n:::")
    assert f'b-admonition(kind: "{kind}", title: "{title}", text: "{title}"' in code


def test_figure_carries_number_caption_legend_and_alternative_text(typ) -> None:
    code = typ(
        "Zie {numref}`fig-x`.\n\n:::{figure} beeld.svg\n:name: fig-x\n:alt: 'Balken: \"46\"'\n\n"
        "De [61](#fig-x) vormingen\n\n{.bronregel}\nBron: Socius.\n:::"
    )
    assert 'b-figure(image: "/images/beeld.svg", alt: "Balken: \\"46\\""' in code
    assert 'number: "1", label: "Figuur 1"' in code
    assert "legend: b-legend(" not in code
    assert 'legend: b-paragraph(classes: ("bronregel",), "Bron: Socius.")' in code
    assert 'b-number-reference(text: "Figuur 1", target: "index:fig-x", kind: "figure"' in code
    # The link in the caption is marked: a template may keep it plain.
    assert 'b-reference(text: "61", repeated: true, target: "index:fig-x"' in code


def test_table_has_header_rows_alignment_and_lengths(typ) -> None:
    code = typ(
        ":::{table} Doelen\n:name: tab-d\n:class: rijkoppen\n\n"
        "| Doel | Waarde |\n| :-- | --: |\n| Lang woord hier | 3,5 |\n:::"
    )
    left, right = '("align": "left", "body": "{}")', '("align": "right", "body": "{}")'
    assert f"header: (({left}, {right},),)".format("Doel", "Waarde") in code
    assert f"rows: (({left}, {right},),)".format("Lang woord hier", "3,5") in code
    assert '("longest": 15, "word": 5, "mean": 10)' in code
    assert 'b-table(columns: (("longest": 15, "word": 5, "mean": 10)' in code
    assert 'label: "Tabel 1", caption: "Doelen"' in code
    assert 'id: "index:tab-d", classes: (' in code and '"rijkoppen"' in code


def test_table_knows_whether_text_follows(typ) -> None:
    table = "| a |\n| - |\n| b |"
    assert "ends-text: true" in typ(f"## Een\n\n{table}\n\n## Twee\n\nTekst.")
    assert "ends-text: true" in typ(f"## Een\n\n{table}\n\n{table}\n\nTekst.")
    assert "ends-text" not in typ(f"## Een\n\n{table}\n\nBron: iemand.\n\n## Twee\n\nTekst.")


def test_a_block_that_printed_nothing_leaves_no_box(typ) -> None:
    assert "b-literal-block" not in typ("```text\n\n```\n\nTekst.")


def test_files_travel_inside_the_pdf(bouw: Bouw) -> None:
    conf = """
typst_pdf_standards = ["ua-1", "a-3a"]
typst_attachments = [{"path": "tokens.json", "mime": "application/json", "description": "Maten"}]
"""
    app = bouw(_compile=True, _conf=conf, index="# Titel\n\nTekst.")
    with pikepdf.open(Path(app.outdir) / "proef.pdf") as opened:
        assert opened.open_metadata()["pdfaid:part"] == "3"
        (attached,) = opened.attachments.values()
        assert attached.filename == "tokens.json" and attached.description == "Maten"
        assert attached.get_file().read_bytes() == TOKENS.read_bytes()


def test_a_missing_attachment_is_named(bouw: Bouw) -> None:
    conf = 'typst_attachments = [{"path": "weg.csv", "mime": "text/csv", "description": "x"}]'
    assert "typst_attachments: file 'weg.csv' does not exist" in fout(
        bouw, "# Titel\n\nTekst.", _conf=conf
    )


def test_cells_may_span_rows_and_columns(typ) -> None:
    code = typ(
        "```{eval-rst}\n+---+---+---+\n| a | b     |\n"
        "+   +---+---+\n|   | c | d |\n+---+---+---+\n```"
    )
    assert '"rowspan": 2' in code and '"colspan": 2' in code


def test_table_inside_something_narrower_says_so(typ) -> None:
    assert "nested: true" in typ(":::{note}\n| a |\n| - |\n| b |\n:::")


# -- notes and references -----------------------------------------------------------------------


def test_footnotes_stand_at_their_first_reference_and_marks_beside_each_other_are_told(typ) -> None:
    code = typ("Een[^a][^b] en weer[^a].\n\n[^a]: Noot **een**.\n[^b]: Noot twee.")
    first, second, third = squeezed(code).split("b-footnote-reference(")[1:]
    assert first.startswith('target: "index:') and "Noot" in first and "beside" not in first
    assert "adjacent: true" in second and "Noot twee." in second
    assert third.split(",")[0].startswith('target: "index:') and "none)" in third
    assert code.count("Noot twee.") == 1
    assert "b-transition" not in code


def test_links_between_documents_name_label_kind_and_document(typ) -> None:
    code = typ(
        "Zie [hier](#k-2021) en [](twee.md).\n\n```{toctree}\ntwee\n```",
        twee="# Twee\n\n| Naam |\n| - |\n| [rij]{#k-2021} |\n",
    )
    assert 'target: "twee:k-2021", kind: "inline", document: "twee", local: false' in code
    assert 'text: "Twee", target: "twee:twee", kind: "section", document: "twee"' in code
    assert 'b-inline(id: "twee:k-2021", "rij")' in code
    assert code.index('"index:titel"') < code.index('id: "twee:twee"')


def test_all_names_of_one_node_lead_to_one_label(typ) -> None:
    code = typ("(een)=\n(twee)=\n## Kop\n\n[a](#een) [b](#twee)")
    labels = {part.split('"')[0] for part in code.split('target: "')[1:]}
    assert len(labels) == 1
    assert f'id: "{labels.pop()}"' in code


def test_parts_keep_their_caption_and_order(bouw: Bouw) -> None:
    trees = "".join(f"```{{toctree}}\n:caption: Deel {n}\n{n}\n```\n\n" for n in "ab")
    app = bouw(index=f"# Titel\n\n{trees}", a="# A\n", b="# B\n")
    code = (Path(app.outdir) / "proef.typ").read_text()
    places = [code.index(text) for text in ('"Titel"', '"Deel a"', '"Deel b"')]
    assert places == sorted(places)
    assert code.index("#b-document(") < code.index("b-part(")
    assert 'b-part(title: "Deel a", b-section(level: 1, title: "A"' in squeezed(code)


@pytest.mark.parametrize("site", ["", "https://voorbeeld.be/"])
def test_a_part_for_the_web_is_not_printed_and_links_lead_there(bouw: Bouw, site: str) -> None:
    tree = "```{toctree}\n:caption: Web\nb\n```\n"
    app = bouw(
        index=f"# Titel\n\nZie [deze rij](#rij).\n\n{tree}",
        b="# B\n\n[x]{#rij}\n",
        _conf=f"\ntypst_online_parts = ['Web']\nhtml_baseurl = '{site}'\n",
    )
    code = squeezed((Path(app.outdir) / "proef.typ").read_text())
    assert '"B"' not in code and "deze rij" in code
    assert ('url: "https://voorbeeld.be/b.html#rij"' in code) is bool(site)


def test_a_section_for_the_web_is_not_printed_and_links_to_it_are_text(bouw: Bouw) -> None:
    app = bouw(
        index="# Titel\n\nZie [deze rij](#rij).\n\n{.alleen-web}\n## Leemtes\n\n[x]{#rij}\n",
        _conf="\nhtml_baseurl = 'https://voorbeeld.be/'\n",
    )
    code = squeezed((Path(app.outdir) / "proef.typ").read_text())
    assert "Leemtes" not in code and "deze rij" in code and "voorbeeld.be" not in code


def test_a_document_below_a_chapter_goes_a_level_deeper(bouw: Bouw) -> None:
    app = bouw(
        index="# Titel\n\n```{toctree}\na\n```\n",
        a="# A\n\n```{toctree}\nb\n```\n",
        b="# B\n\n## C\n",
    )
    code = squeezed((Path(app.outdir) / "proef.typ").read_text())
    assert 'level: 1, title: "A"' in code
    assert 'level: 2, title: "B"' in code and 'level: 3, title: "C"' in code


# -- text that looks like code ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"zo" \\\\ en `"\\`', '"\\"zo\\" \\\\ en "'),
        ("#let x = 1; $y$ @z \\<w> ~ _", '"#let x = 1; $y$ @z <w> ~ _"'),
        ("שלום مرحبا", '"שלום مرحبا"'),
        ("goed 😀!", 'b-pictograph(name: "grinning face", "😀")'),
    ],
)
def test_text_is_never_taken_for_code(typ, text: str, expected: str) -> None:
    assert expected in typ(text)


def test_values_are_written_as_typst() -> None:
    from press.typst.emit import block, call, value

    assert value(("a",)) == '("a",)'
    assert value({"a": None, "b": True}) == '("a": none, "b": true)'
    assert value({}) == "(:)"
    assert value('\\"\n') == '"\\\\\\"\\n"'
    assert block([]) == "none"
    assert call("b-x", block(['"t"']), id=None, classes=(), alt="") == 'b-x(alt: "", "t")'
    with pytest.raises(TypeError):
        value(object())


# -- what is refused ----------------------------------------------------------------------------


def test_unknown_node_is_refused_with_document_and_line(bouw: Bouw) -> None:
    message = fout(
        bouw,
        "# Titel\n\nTekst.\n\n```{math}\nx\n```\n",
        _extensions=["myst_parser", "sphinx.ext.mathjax"],
    )
    assert "index.md:5: node type 'math_block' is not supported in the PDF" in message


def test_what_cannot_be_printed_may_be_shown_in_its_place(bouw: Bouw) -> None:
    app = bouw(index="# Titel\n\n```{raw} html\n<b>weg</b>\n```\n", _conf="typst_strict = False\n")
    assert "index.md:3: raw html is lost in the PDF" in app.warning.getvalue()
    assert 'b-missing("raw html is lost' in (Path(app.outdir) / "proef.typ").read_text()


def test_every_refusal_is_told_at_once(bouw: Bouw) -> None:
    message = fout(
        bouw,
        "# Titel\n\nTekst.\n\n```{image} beeld.svg\n```\n\n```{raw} html\n<b>weg</b>\n```\n",
    )
    # The image has no line number, so that of the text before it is used.
    assert "index.md:3: image 'beeld.svg' has no alternative text" in message
    assert "index.md:8: raw html is lost in the PDF" in message


def test_raw_html_may_be_left_out_on_purpose(bouw: Bouw) -> None:
    app = bouw(index="# Titel\n\n```{raw} html\n:class: only-html\n<b>weg</b>\n```\n")
    assert "weg" not in (Path(app.outdir) / "proef.typ").read_text()


def test_reference_to_nothing_names_both_ends(bouw: Bouw) -> None:
    message = fout(
        bouw, "# Titel\n\n[tekst](#bestaat-niet)\n", _conf="suppress_warnings = ['myst']\n"
    )
    assert "index.md:3" in message and "bestaat-niet" in message


def test_missing_asset_is_named(bouw: Bouw) -> None:
    message = fout(bouw, "# Titel\n", _conf="typst_assets = ['weg.json']\n")
    assert "typst_assets" in message and "weg.json" in message


def test_error_of_typst_reaches_the_log_and_stops_the_build(bouw: Bouw) -> None:
    message = fout(bouw, "# Titel\n\n```{raw} typst\nbestaat-niet()\n```\n", _compile=True)
    assert "unknown variable: bestaat-niet" in message


# -- together with the HTML builder -------------------------------------------------------------


def test_html_and_pdf_share_what_was_read(bouw: Bouw) -> None:
    options = {"_extensions": ["myst_nb"], "_conf": "source_suffix = {'.md': 'myst-nb'}\n"}
    bouw(index="# Titel\n", _builder="html", **options)
    app = bouw(**options)
    assert "0 added, 0 changed, 0 removed" in app.status.getvalue()
    rows = [row for row in app.config.nb_mime_priority_overrides if row[0] == "typst"]
    assert rows[0][1] == "text/markdown" and "text/html" not in {row[1] for row in rows}


# -- the PDF ------------------------------------------------------------------------------------

EVERYTHING = """# Titel met [link](https://voorbeeld.be) en `code`

{{.bevinding}}
**Een bevinding van [61](#k-1).**

{{.tegels}}
- {{.tegel-waarde}}
  [61](#k-1) [vormingen]{{.eenheid}}

  {{.tegel-label}}
  in het jaar
- {{.tegel-waarde}}
  9

  {{.tegel-label}}
  deelnemers

## Tekst

Noten[^a][^b] en weer[^a]. "Quotes" \\\\ en #let 😀. {long}

[^a]: Noot een.
[^b]: Noot twee.

:::{{figure}} beeld.svg
:name: fig-x
:alt: Een balk van negen.

Bijschrift met [61](#k-1) en noot[^c]
:::

[^c]: Noot in een bijschrift.

:::{{admonition}} Kaart
:class: uitgelicht

{{.datum}}
maart 2021

Tekst.
:::

:::{{admonition}} Wat we niet weten
:class: leemte

- iets
:::

:::{{table}} Breed
:class: rijkoppen

| {head} |
| {rule} |
| {wide} |
:::

:::{{table}} Lang
| Rij | Waarde |
| :-- | --: |
| [begin]{{#k-1}} | 1 |
{rows}
:::
"""


@pytest.fixture
def alles() -> str:
    columns = 12
    return EVERYTHING.format(
        long="onafgebroken" * 30,
        head=" | ".join(f"kolom {n}" for n in range(columns)),
        rule=" | ".join(["--"] * columns),
        wide=" | ".join(["arbeidsongeschiktheidsverzekering"] * columns),
        rows="\n".join(f"| rij {n} | {n},5 |" for n in range(90)),
    )


@pytest.fixture
def pdf(bouw: Bouw, alles: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1652313600")
    app = bouw(_compile=True, index=alles)
    assert not app.warning.getvalue().strip()
    return Path(app.outdir) / "proef.pdf"


def structure(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """All structure elements of a tagged PDF, in reading order."""
    found: list[pikepdf.Dictionary] = []
    todo = [pdf.Root.StructTreeRoot]
    while todo:
        element = todo.pop()
        if isinstance(element, pikepdf.Array):
            todo.extend(reversed(list(element)))
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append(element)
            if "/K" in element:
                todo.append(element["/K"])
    return found


def test_pdf_declares_both_standards_language_title_and_bookmarks(pdf: Path) -> None:
    with pikepdf.open(pdf) as opened:
        meta = opened.open_metadata()
        assert meta["pdfuaid:part"] == "1"
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
        assert str(opened.Root.Lang).startswith("nl")
        assert opened.docinfo["/Title"] == "Proef 2021"
        with opened.open_outline() as outline:
            titles = [item.title for item in outline.root]
        # The tiles face the contents once more, large.
        assert titles[:3] == ["2021 in twee getallen", "Inhoud", "Titel met link en code"]


def test_pdf_is_tagged_with_headings_tables_notes_and_alternative_texts(pdf: Path) -> None:
    with pikepdf.open(pdf) as opened:
        elements = structure(opened)
        kinds = [str(element["/S"]) for element in elements]
        assert kinds[0] == "/Document"
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/LI", "/Note", "/Caption"} <= set(
            kinds
        )
        assert kinds.count("/Note") == 3
        figures = [str(e.get("/Alt", "")) for e in elements if str(e["/S"]) == "/Figure"]
        assert figures == ["Een balk van negen."]
        # Tiles are laid out as a grid: a list all the same, each value with its label.
        tiles = next(e for e in elements if e["/S"] == "/L")
        assert [[str(part.S) for part in tile.K] for tile in tiles.K] == [["/LBody"]] * 2
        assert [[str(part.S) for part in tile.K[0].K] for tile in tiles.K] == [["/P", "/P"]] * 2
        # A table with row headers says of each cell which row and which column.
        wide = next(e for e in elements if e["/S"] == "/TBody")
        head, cell = list(wide.K[0].K)[:2]
        assert str(head.S) == "/TH" and str(head.A[0].Scope) == "/Row"
        assert str(head.ID) in [str(name) for name in cell.A[0].Headers]


def test_terms_are_labels_of_their_meaning(bouw: Bouw) -> None:
    app = bouw(_compile=True, index="# Titel\n\nTerm\n: Een.\n: Twee.\n\nAndere\n: Drie.\n")
    with pikepdf.open(Path(app.outdir) / "proef.pdf") as opened:
        (terms,) = (e for e in structure(opened) if e["/S"] == "/L")
        items = [[str(part.S) for part in item.K] for item in terms.K]
        assert items == [["/Lbl", "/LBody"]] * 2
        assert [str(p.S) for p in terms.K[0].K[1].K] == ["/P", "/P"]


def test_a_block_of_code_is_a_paragraph(bouw: Bouw) -> None:
    app = bouw(_compile=True, index="# Titel\n\n```python\nx = 1\ny = 2\n```\n")
    with pikepdf.open(Path(app.outdir) / "proef.pdf") as opened:
        kinds = [str(element.S) for element in structure(opened)]
    assert kinds[-4:-1] == ["/P", "/Code", "/Code"]


def test_nothing_sticks_out_of_the_page(pdf: Path) -> None:
    with pikepdf.open(pdf) as opened:
        for page in opened.pages:
            width = float(page.mediabox[2])
            for link in page.get("/Annots", []):
                left, _, right, _ = map(float, link["/Rect"])
                assert left >= 0 and right <= width


def test_same_source_gives_same_bytes(pdf: Path, bouw: Bouw, alles: str) -> None:
    before = pdf.read_bytes()
    pdf.unlink()
    bouw(_compile=True, index=alles)
    assert pdf.read_bytes() == before


def test_fonts_are_embedded_and_come_with_the_book(pdf: Path) -> None:
    with pikepdf.open(pdf) as opened:
        names = {
            str(font["/BaseFont"]).split("+")[-1]
            for font in opened.objects
            if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/Font"
        }
    assert names and all(
        name.startswith(("SourceSans3", "SourceSerif4", "DejaVuSansMono")) for name in names
    )


def placed_texts(pdf: Path) -> list[tuple[int, float, str]]:
    """Every text of a PDF with its page and its height on it, measured from the top."""
    found = []
    for number, page in enumerate(PdfReader(pdf).pages):
        top = float(page.mediabox.top)
        # The position on the page is the product of two matrices.
        page.extract_text(
            visitor_text=lambda text, cm, tm, font, size, number=number, top=top: found.append(
                (number, top - (tm[5] * cm[3] + cm[5]), text.strip())
            )
        )
    return [entry for entry in found if entry[2]]


def place_of(texts: list[tuple[int, float, str]], word: str) -> tuple[int, float]:
    return next((page, height) for page, height, text in texts if word in text)


def test_a_table_that_breaks_begins_and_ends_with_more_than_one_row(bouw: Bouw) -> None:
    """Whatever stands above it: from much room to none, every few millimetres."""
    chapters = {
        f"deel{n}": f"# Deel {n}\n\n```{{raw}} typst\npagebreak()\nv({150 + 6 * n}mm)\n```"
        "\nVooraf.\n\n"
        f":::{{table}} Bijschrift\n| Rij | Waarde |\n| :-- | :-- |\n"
        + "\n".join(f"| rij {n}.{row} | {'veel ' * (150 if row < 2 else 9)}|" for row in range(16))
        + "\n:::\n"
        for n in range(8)
    }
    tree = "```{toctree}\n" + "\n".join(chapters) + "\n```\n"
    app = bouw(_compile=True, index=f"# Titel\n\n{tree}", **chapters)
    texts = placed_texts(Path(app.outdir) / "proef.pdf")
    alone = [
        n for n in range(8) if place_of(texts, f"rij {n}.0")[0] != place_of(texts, f"rij {n}.1")[0]
    ]
    assert alone == []
    ends = [{place_of(texts, f"rij {n}.{row}")[0] for row in (13, 14, 15)} for n in range(8)]
    assert {len(pages) for pages in ends} == {1}
    # Nothing else is in the space that it reserves: no table overlaps what precedes it.
    tops = [height for _, height, text in texts if text.startswith("rij ")]
    assert min(tops) > 75


def test_the_source_of_a_long_table_stands_just_below_it(bouw: Bouw) -> None:
    """Wherever on its page the table ends: not on the next page, not over what follows."""
    chapters = {
        f"deel{n}": f"# Deel {n}\n\n```{{raw}} typst\npagebreak()\nv({45 + 10 * n}mm)\n```\n\n"
        f":::{{table}} Bijschrift\n:name: tabel{n}\n\n| Rij | Waarde |\n| :-- | --: |\n"
        + "\n".join(f"| rij {n}.{row}. | {row} |" for row in range(24))
        + f"\n:::\n\n{{.bronregel}}\nBron {n}.\n\n## Kop {n}\n\nErna.\n"
        for n in range(12)
    }
    tree = "```{toctree}\n" + "\n".join(chapters) + "\n```\n"
    app = bouw(_compile=True, index=f"# Titel\n\n{tree}", **chapters)
    assert not app.warning.getvalue().strip()
    texts = placed_texts(Path(app.outdir) / "proef.pdf")
    overleaf = 0
    for n in range(12):
        row, source, head = (
            place_of(texts, word) for word in (f"rij {n}.23.", f"Bron {n}.", f"Kop {n}")
        )
        assert source[0] == row[0] and 0 < source[1] - row[1] < 24, n
        if head[0] == row[0]:
            assert head[1] - source[1] > source[1] - row[1], n
        overleaf += head[0] > row[0]
    assert 1 < overleaf < 10


def test_statements_and_short_lists_of_sources_stay_whole(bouw: Bouw) -> None:
    """Whatever stands above them: from much room to none, every few millimetres."""
    code = "\n\n".join(f"x{n} = f(\n    a,\n    b,\n)  # einde {n}." for n in range(30))
    chapters = {
        f"deel{n}": f"# Deel {n}\n\n```{{raw}} typst\nv({140 + 4 * n}mm)\n```\n\n## Bronnen\n\n"
        f"{{.bronnen}}\n- Eerste {n}.\n- Twee.\n- Drie.\n- Vier.\n- Laatste {n}.\n"
        for n in range(20)
    }
    tree = "```{toctree}\n" + "\n".join(chapters) + "\n```\n"
    app = bouw(_compile=True, index=f"# Titel\n\n```python\n{code}\n```\n\n{tree}", **chapters)
    sheets = page_texts(Path(app.outdir) / "proef.pdf")
    pairs = [(f"Eerste {n}.", f"Laatste {n}.") for n in range(20)]
    pairs += [(f"x{n} = f(", f"# einde {n}.") for n in range(30)]
    whole = [p for p in pairs if any(p[0] in sheet and p[1] in sheet for sheet in sheets)]
    assert whole == pairs
    assert len([sheet for sheet in sheets if "# einde" in sheet]) > 1


@pytest.mark.parametrize("count", [5, 24, 25, 70])
def test_a_list_of_sources_is_printed_beside_its_heading_however_long(
    bouw: Bouw, count: int
) -> None:
    sources = "\n".join(
        f"- Uitgever {n}, een titel die meer dan één regel vult" for n in range(count)
    )
    text = f"# Titel\n\nTekst.\n\n## Bronnen\n\n{{.bronnen}}\n{sources}\n"
    app = bouw(_compile=True, index=text)
    assert overprinted(Path(app.outdir) / "proef.pdf") == []


def test_a_number_and_its_noun_stay_together_and_names_whole(bouw: Bouw) -> None:
    sentences = (
        f"{'We ' * n}gaven [61](#k) vormingen van Socius in de periode 2021-2025, online. "
        for n in range(20)
    )
    app = bouw(_compile=True, index=f"# Titel\n\n[]{{#k}}{''.join(sentences)}\n")
    said = "".join(page_texts(Path(app.outdir) / "proef.pdf")).replace("\u00a0", " ")
    assert said.count("61 vor") == 20 == said.count("2021–2025")
    assert said.count("Socius") == said.count("online") == 20


def test_names_in_a_table_are_not_broken_where_the_longest_word_fits(bouw: Bouw) -> None:
    names = (
        "deelnemers aan vormingen",
        "publicaties over onderzoek",
        "aandeel deelnemers van buiten de erkende organisaties",
        "budget voor projectsubsidies",
        "geregistreerde verenigingen in Vlaanderen",
    )
    rows = "\n".join(
        f"| {name} | 2021 | 61 vormingen | niet-gevonden | " + "veel uitleg " * 14 + "|"
        for name in names
    )
    head = "| Naam | Periode | Waarde | Status | Uitleg |\n| - | - | --: | - | - |\n"
    app = bouw(_compile=True, index=f"# Titel\n\n{head}{rows}\n")
    pages = PdfReader(Path(app.outdir) / "proef.pdf").pages
    text = "\n".join(page.extract_text() for page in pages)
    assert [word for name in names for word in name.split() if word not in text] == []


def test_notes_in_the_margin_end_above_the_next_ones(bouw: Bouw) -> None:
    """The longest date that a card can have, with the shortest card."""
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    cards = next(table for table in package["resources"] if table["name"] == "uitgelicht")
    date = next(f for f in cards["schema"]["fields"] if f["name"] == "datum_tekst")
    words = ["september"] * 9
    while len(" ".join([*words, "eind"])) > date["constraints"]["maxLength"]:
        words.pop()
    card = (
        ":::{admonition} Titel\n:class: uitgelicht\n\n{.datum}\n"
        f"{' '.join([*words, 'eind'])}\n\nTekst.\n\n{{.waarom}}\nWaarom.\n\n"
        "{.bronregel}\nBron: iets.\n:::\n\n"
    )
    app = bouw(_compile=True, index=f"# Kop\n\n{card}{card}")
    texts = placed_texts(Path(app.outdir) / "proef.pdf")
    ends = [height for _, height, text in texts if text.endswith("eind")]
    begins = [height for _, height, text in texts if text.startswith("Uitgelicht")]
    assert len(ends) == len(begins) == 2
    assert begins[0] < ends[0] < begins[1] - 12 and begins[1] < ends[1]


@pytest.mark.parametrize(
    ("date", "whole"), [("septemberoktobernovemberdecember", False), ("augustus en december", True)]
)
def test_a_word_in_the_margin_breaks_only_where_it_does_not_fit(
    bouw: Bouw, date: str, whole: bool
) -> None:
    card = f":::{{admonition}} Titel\n:class: uitgelicht\n\n{{.datum}}\n{date}\n\nTekst.\n:::\n"
    app = bouw(_compile=True, index=f"# Kop\n\n{card}")
    said = " ".join(text for _, _, text in placed_texts(Path(app.outdir) / "proef.pdf"))
    assert all(word in said for word in date.split()) == whole


def test_a_figure_stands_where_the_text_names_it_with_its_caption(bouw: Bouw) -> None:
    """Whatever stands above it: from much room to none, every six millimetres."""
    drawing = "```{figure} beeld.svg\n:alt: Een balk.\n:name: beeld%s\n\nOnder %s\n```\n"
    chapters = {
        f"deel{n}": f"# Deel {n}\n\n```{{raw}} typst\npagebreak()\nv({82 + 6 * n}mm)\n```\n\n"
        f"Begin {n}.\n\n{drawing % (n, n)}\nErna {n}.\n"
        for n in range(10, 24)
    }
    tree = "```{toctree}\n" + "\n".join(chapters) + "\n```\n"
    app = bouw(_compile=True, index=f"# Titel\n\n{tree}", **chapters)
    assert not app.warning.getvalue().strip()
    texts = [entry for entry in placed_texts(Path(app.outdir) / "proef.pdf") if entry[0] > 2]
    stays = []
    for n in range(10, 24):
        before, caption, after = (
            place_of(texts, word) for word in (f"Begin {n}", f"Onder {n}", f"Erna {n}")
        )
        assert before < caption < after, n
        # Not less than the drawing is high: it stands above its caption, on the same page.
        assert caption[1] > (before[1] if caption[0] == before[0] else 76) + 150, n
        stays.append(caption[0] == before[0])
    assert stays == sorted(stays, reverse=True) and 3 < sum(stays) < 14


@pytest.mark.parametrize("text", ["שלום עולם", "مرحبا", "Ελλάδα", "Łódź", "≥ − → ✓"])
def test_letters_of_other_scripts_are_printed(bouw: Bouw, text: str) -> None:
    app = bouw(_compile=True, index=f"# Titel\n\n{text}\n")
    assert (Path(app.outdir) / "proef.pdf").stat().st_size > 10_000


def test_a_letter_that_no_font_holds_stops_the_build_and_is_named(bouw: Bouw) -> None:
    assert '"日" could not be displayed' in fout(bouw, "# Titel\n\n日本\n", _compile=True).replace(
        "`", ""
    )


def test_the_extension_knows_nothing_of_this_book() -> None:
    text = "".join(path.read_text() for path in (ROOT / "press" / "typst").glob("*.py")).lower()
    assert not [word for word in ("socius", "jaarverslag", "tegel", "uitgelicht") if word in text]


# -- a book of somebody else --------------------------------------------------------------------


def test_every_node_has_a_look_without_a_template(bouw: Bouw) -> None:
    everything = "\n\n".join(text for text, _ in NODES.values() if "k-1" not in text)
    everything = everything.replace("3. drie", "2. drie")
    app = bouw(
        _compile=True,
        _conf="typst_template = ''\nsuppress_warnings = ['myst', 'docutils']\n",
        index=f"# Titel\n\n{everything}\n\n| a | b |\n| - | - |\n| c | d |\n",
    )
    with pikepdf.open(Path(app.outdir) / "proef.pdf") as opened:
        kinds = {str(element.S) for element in structure(opened)}
    assert {"/H1", "/L", "/Table", "/Figure", "/P", "/Code"} <= kinds


def test_the_sample_book_of_jupyter_book_becomes_a_tagged_pdf_that_says_what_is_left_out(
    tmp_path: Path,
) -> None:
    def book(*words: str) -> str:
        code = "from jupyter_book.cli.main import main; main()"
        command = [sys.executable, "-c", code, *words]
        said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return said.stdout + said.stderr

    book("create", "sample")
    config = tmp_path / "sample" / "_config.yml"
    text = config.read_text(encoding="utf-8").replace("notebooks: force", "notebooks: 'off'")
    extra = f"  local_extensions: {{press.typst: {str(ROOT)!r}}}\n  config: {{typst_strict: false}}"
    config.write_text(f"{text}\nsphinx:\n{extra}\n", encoding="utf-8")
    said = book("build", "sample", "--builder", "custom", "--custom-builder", "typst")
    left_out = set(re.findall(r"node type '(\w+)' is not supported in the PDF", said))
    assert {"citation", "math", "math_block"} <= left_out
    path = tmp_path / "sample" / "_build" / "typst" / "book.pdf"
    with pikepdf.open(path) as opened:
        assert opened.open_metadata()["pdfuaid:part"] == "1"
        assert [str(e.S) for e in structure(opened)].count("/H1") >= 4
    printed = " ".join(page_texts(path))
    assert all(f"node type '{name}'" in printed for name in left_out)
