"""Text from data becomes text in a document, whatever it looks like; only our own is markup.

``data/injecties.json`` lists the attacks: a new one there is tried in every place.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import jaarverslag
import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given
from hypothesis import strategies as st
from jaarverslag.basis.myst import Md, codeblok, is_webadres, koppeling, markdown
from jaarverslag.basis.tekst import opsomming
from jaarverslag.leesbaar import als_html
from jaarverslag.weergave import Weergave
from myst_parser.parsers.docutils_ import Parser

INJECTIES: dict[str, str] = json.loads(
    (Path(__file__).parent / "data" / "injecties.json").read_text(encoding="utf-8")
)
UITBREIDINGEN = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["parse"]
# Every place where the report inserts text.
PLAATSEN = {
    "a paragraph": Md("{}\n"),
    "after text": Md("Tekst {} tekst.\n"),
    "an item of a list": Md("- {}\n"),
    "below an item": Md("- x\n\n  {{.tegel-label}}\n  {}\n"),
    "emphasis": Md("- *{}*. **{}**: tekst\n"),
    "a link": Md("[{}](<https://voorbeeld.be/>)\n"),
    "the title of a link": Md('[61](<https://voorbeeld.be/> "{}")\n'),
    "a span": Md("[{}]{{.eenheid}}\n"),
    "a cell": Md("| a | {} |\n| :-- | :-- |\n| {} | b |\n"),
    "a caption": Md(":::{{table}} {}\n\n| a |\n| :-- |\n| b |\n:::\n"),
    "a card": Md(":::{{admonition}} {}\n:class: uitgelicht\n\n{}\n:::\n"),
    "an alternative text": Md(":::{{image}} x.svg\n:alt: {:yaml}\n:::\n"),
}


def gelezen(myst: str) -> nodes.document:
    """The document that MyST parses, with the extensions of this book."""
    instellingen = {
        "myst_enable_extensions": UITBREIDINGEN["myst_enable_extensions"],
        "report_level": 2, "halt_level": 2, "warning_stream": False, "doctitle_xform": False,
    }  # fmt: skip
    return publish_doctree(myst, parser=Parser(), settings_overrides=instellingen)


def zoals_het_staat(tekst: str) -> str:
    """The same text on one line, as a page shows it."""
    return re.sub(r"[^\S\xa0\u202f]+", " ", tekst).strip(" ")


def gezegd(boom: nodes.document) -> str:
    """All text, including attributes that readers see."""
    namen = ("title", "reftitle", "alt")
    elementen = list(boom.findall(nodes.Element))
    kenmerken = [str(node[naam]) for node in elementen for naam in namen if node.get(naam)]
    return "\n".join([boom.astext(), *kenmerken]).replace("\ufffd", "\0")


def soorten(boom: nodes.document) -> list[str]:
    return [type(node).__name__ for node in boom.findall()]


@pytest.mark.parametrize("plaats", PLAATSEN)
def test_text_stays_text_in_every_place(plaats: str) -> None:
    """A word and an attack give the same document, with the attack as readable text."""
    vorm = PLAATSEN[plaats]
    keer = vorm.count("{}") + vorm.count("{:yaml}")
    scheiding = Md("\n%\n")
    boom = gelezen(scheiding.join(vorm.format(*[tekst] * keer) for tekst in INJECTIES.values()))
    gewoon = gelezen(scheiding.join(vorm.format(*["woord"] * keer) for _ in INJECTIES))
    assert soorten(boom) == soorten(gewoon)
    tekst_ervan = gezegd(boom)
    assert [n for n, tekst in INJECTIES.items() if zoals_het_staat(tekst) not in tekst_ervan] == []


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_stays_text(tekst: str) -> None:
    verwacht = zoals_het_staat(tekst)
    boom = gelezen(Md("- x {}\n").format(tekst))
    (alinea,) = boom.findall(nodes.paragraph)
    assert soorten(alinea) == ["paragraph", "Text"]
    assert alinea.astext() == f"x {verwacht}".strip()


# ---- only an Md is markup ----


def test_what_is_put_in_is_escaped_unless_it_is_markup() -> None:
    cijfer = jaarverslag.cijfer("vormingen")
    assert Md("*{}*").format("a*b") == r"*a\*b*"
    assert Md("{} {}").format(Md("*a*"), "*b*") == r"*a* \*b\*"
    assert Md("{}").format(cijfer) == cijfer.als_markdown
    assert Md(", ").join([Md("*a*"), "*b*"]) == r"*a*, \*b\*"
    assert Md("a") + "*" == r"a\*"
    assert isinstance(Md("a") + "b", Md) and isinstance(Md("").join(["a"]), Md)
    assert opsomming([Md("*a*"), "*b*"]) == r"*a* en \*b\*"
    assert opsomming(["*a*", "*b*"]) == "*a* en *b*"


def test_markup_that_passed_through_plain_text_is_text_again() -> None:
    """Forgetting ``Md`` can only show as visible backslashes, never as markup from data."""
    assert markdown(f"{Md('*a*')}") == r"\*a\*"


@pytest.mark.parametrize("sleutel", ["a b", "x}", "x) [y", "", "../x", "é", "a\nb"])
def test_where_nothing_can_be_escaped_only_a_key_may_stand(sleutel: str) -> None:
    with pytest.raises(ValueError, match="Geen sleutel"):
        Md("[a]{{#{:sleutel}}}").format(sleutel)


def test_what_is_shown_takes_no_plain_text() -> None:
    assert Weergave(Md("a"))._repr_mimebundle_()["text/markdown"] == "a"
    with pytest.raises(TypeError, match="tekst tekst"):
        Weergave("a")


def test_html_for_a_notebook_holds_text_of_a_table_as_text() -> None:
    kwaad = "<script>x</script>[a](javascript:b) {term}`c` ![d](e)\n:::{raw} html\n<b>"
    myst = Md(":::{{table}} {}\n:name: tab-t\n\n| {} |\n| --- |\n| {} |\n:::\n")
    html = Weergave(myst.format(kwaad, kwaad, Md("[61](#k-x)"))).html
    gezien = BeautifulSoup(html, "html.parser")
    assert {tag.name for tag in gezien.find_all()} == {
        "table",
        "caption",
        "thead",
        "tr",
        "th",
        "tbody",
        "td",
    }
    assert gezien.caption.get_text() == gezien.th.get_text() == " ".join(kwaad.split())
    assert gezien.td.get_text() == "61"


@pytest.mark.parametrize("kwaad", INJECTIES)
def test_a_figure_of_a_notebook_holds_its_texts_as_text(kwaad: str) -> None:
    tekst = INJECTIES[kwaad]
    myst = Md(":::{{figure}} x.svg\n:name: fig-x\n:alt: {:yaml}\n\n{}\n:::\n").format(tekst, tekst)
    gezien = BeautifulSoup(als_html(myst, {"fig-x": "Figuur <1>"}, {}), "html.parser")
    beeld, onder = gezien.find_all(["img", "figcaption"])
    assert [tag.name for tag in gezien.find_all()] == ["figure", "img", "figcaption", "p"]
    assert set(beeld.attrs) == {"alt", "src"} and beeld["alt"] == " ".join(tekst.split())
    gezegd = f"Figuur <1> {beeld['alt']}".replace("\0", "\N{REPLACEMENT CHARACTER}")
    assert " ".join(onder.get_text().split()) == gezegd


@pytest.mark.parametrize("code", ["a\n```\nb", "`````\n# x\n`````", "~~~"])
def test_code_cannot_end_its_own_block(code: str) -> None:
    (blok,) = gelezen(codeblok(code, "text")).children
    assert isinstance(blok, nodes.literal_block) and blok.astext() == f"{code}\n"


ADRESSEN = {
    "https://voorbeeld.be": True, "http://voorbeeld.be:80/a?b=c&d#e": True,
    "https://voorbeeld.be/a(b)_c'd;e,f": True, "javascript:alert(1)": False,
    "JavaScript:alert(1)": False, " javascript:alert(1)": False, "java\nscript:alert(1)": False,
    "data:text/html,x": False, "vbscript:x": False, "file:///etc/passwd": False,
    "//kaper.example/": False, "/etc/passwd": False, "../x": False, "#x": False, "": False,
    "mailto:iemand@voorbeeld.be": False, "https:voorbeeld.be": False, "https://": False,
    "https://voorbeeld.be/a b": False, 'https://voorbeeld.be/"x': False,
    "https://voorbeeld.be/<x>": False, "https://voorbeeld.be/\nx": False,
    "https://iemand@kaper.example/": False,
}  # fmt: skip


@pytest.mark.parametrize("adres", ADRESSEN)
def test_only_addresses_of_the_web_become_links(adres: str) -> None:
    assert is_webadres(adres) is ADRESSEN[adres]
    links = gelezen(koppeling("tekst", adres)).findall(nodes.reference)
    # MyST escapes the address once more; press.sphinx.links takes that off.
    assert [unescape(link["refuri"]) for link in links] == ([adres] if ADRESSEN[adres] else [])


@pytest.mark.parametrize("code", ['Md(f"*{a}*")', "Md(a)", 'Md("*%s*" % a)', 'Md("*" + a)'])
@pytest.mark.parametrize("van", ["jaarverslag", "jaarverslag.basis.myst"])
def test_ruff_refuses_markup_that_is_not_written_out(code: str, van: str) -> None:
    ruff = [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml")]
    ruff += ["--select", "S704", "--stdin-filename", str(ROOT / "chapters" / "proef.py"), "-"]
    for geschreven, gezegd in ((code, 1), ('Md("*{}*").format(a)', 0)):
        bron = f"from {van} import Md\n\na = input()\n{geschreven}\n"
        klaar = subprocess.run(ruff, input=bron, text=True, capture_output=True, check=False)
        assert klaar.stdout.count("S704") == gezegd, klaar.stdout
