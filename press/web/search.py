"""Search in Dutch: one table of rules makes singular and plural one word, here and in the browser.

Sphinx's own Dutch stemmer leaves "organisaties", "adviezen", "bronnen" and "tabellen" apart from
their singulars. These rules only fold plurals and endings of adjectives; they need not be
linguistics, as long as both forms of a word end up as the same key. The script of the search page
gets the same rules, so that the index and the query can never differ.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.search import SearchLanguage
from sphinx.search.nl import SearchDutch

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPTS = Path(__file__).resolve().parent / "scripts"
# (pattern, replacement), one after the other, on a word without accents and capitals. Written so
# that Python and JavaScript read them alike: ASCII classes, "$1" for the first group.
RULES = (
    ("^((?:[a-z]+[sn])?)leden$", "$1lid"),
    ("^steden$", "stad"),
    ("kinderen$", "kind"),
    ("^(muse|crit?eri|centr|decani)a$", "$1um"),
    ("heden$", "heid"),
    ("([ei]e)en$", "$1"),  # ideeën, categorieën
    ("^([a-z]*[aeiouy][a-z]{2,})s$", "$1"),  # cijfers, organisaties; advies loses its s as well
    ("^([a-z]*[aeiouy][a-z]+)en$", "$1"),  # vormingen
    ("^([a-z]*[aeiouy][a-z]*[^aeiouy])e$", "$1"),  # digitale
    ("([bdfgklmnprst])\\1$", "$1"),  # bronn
    ("z$", "s"),
    ("v$", "f"),
    ("^([a-z]*[aeiouy][a-z]{2,})s$", "$1"),  # adviezen, by now advies
    ("^([a-z]*[aeiouy][a-z]*[^aeiouy])e$", "$1"),  # processen, by now proce
    ("([aeou])\\1([a-z])$", "$1$2"),  # jaar, beside jaren
)
_COMPILED = [(re.compile(old), re.sub(r"\$(\d)", r"\\\1", new)) for old, new in RULES]


class Zoektaal(SearchLanguage):
    lang = "nl"
    language_name = "Dutch"
    stopwords = SearchDutch.stopwords
    js_stemmer_code = (SCRIPTS / "stam.js").read_text("utf-8").replace("REGELS", json.dumps(RULES))

    def stem(self, word: str) -> str:
        letters = unicodedata.normalize("NFD", word.lower())
        plain = "".join(sign for sign in letters if not "\u0300" <= sign <= "\u036f")
        stem = plain
        for old, new in _COMPILED:
            stem = old.sub(new, stem, count=1)
        # The search page never asks for a stop word: "open" may not become "op".
        return plain if stem in self.stopwords else stem


def setup(app: Sphinx) -> None:
    app.add_search_language(Zoektaal)
