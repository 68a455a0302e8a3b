"""Citations: this edition by its makers, and the original by its authors, whatever their names.

``data/auteurs.csv`` holds the shapes that names have, with the key and the initials that they give.
"""

import csv
import html
import json
import re
import unicodedata
from pathlib import Path

import pytest
import yaml
from jaarverslag import citeren, gegevens
from jaarverslag.basis.tekst import opsomming
from jaarverslag.uitgave import auteurs
from markdown_it import MarkdownIt
from pybtex.database import parse_string
from pygments.lexers import BibTeXLexer

NAMEN = list(
    csv.DictReader((Path(__file__).parent / "data" / "auteurs.csv").open(encoding="utf-8"))
)
TWEEDE = {"voornaam": "Mieke", "familienaam": "Vasseur"}


@pytest.fixture
def met(tmp_path, monkeypatch):
    """Another data package: the real one, with other authors or as an example."""
    heel = gegevens.pakket()

    def wissel(**anders):
        tekst = json.dumps(heel | anders, ensure_ascii=False)
        (tmp_path / "datapackage.json").write_text(tekst, encoding="utf-8")
        monkeypatch.setenv("JAARVERSLAG_DATA", str(tmp_path))
        gegevens.vergeet()
        return gegevens.pakket()

    yield wissel
    monkeypatch.undo()
    gegevens.vergeet()


def auteur_van(rij):
    return {deel: rij[deel] for deel in ("voornaam", "familienaam", "naam") if rij[deel]}


def gewoon(tekst):
    """A BibTeX name without braces and escapes."""
    return unicodedata.normalize("NFC", re.sub(r"\\(?=[&%$#_])|[{}]", "", tekst))


def als_tekst(myst):
    return html.unescape(re.sub(r"<[^>]+>", "", MarkdownIt().render(str(myst)))).strip()


@pytest.mark.parametrize("rij", NAMEN, ids=[rij["waarom"] for rij in NAMEN])
def test_elke_vorm_noemt_elke_naam(met, rij):
    auteur = auteur_van(rij)
    pakket = met(auteurs=[auteur, TWEEDE])
    naam = unicodedata.normalize("NFC", rij["familienaam"] or rij["naam"])
    voornaam = unicodedata.normalize("NFC", rij["voornaam"])

    tekst = citeren.bibtex()
    lexer = BibTeXLexer()
    # As Sphinx does: what this cannot read is a warning, and stops the build.
    lexer.add_filter("raiseonerror")
    assert "".join(deel for _, deel in lexer.get_tokens(tekst)).strip() == tekst.strip()
    herbouw, bron = parse_string(tekst, "bibtex").entries.values()
    assert bron.key == f"{rij['sleutel']}2022" and re.fullmatch("[a-z0-9]+", bron.key)
    assert herbouw.fields["related"] == bron.key and re.fullmatch("[a-z0-9]+", herbouw.key)
    # No sign of a name means anything to TeX.
    assert not re.search(r"(?<!\\)[&%$#_]", f"{herbouw.fields['note']} {bron.persons['author']}")
    eerste, tweede = bron.persons["author"]
    assert gewoon(" ".join(eerste.prelast_names + eerste.last_names)) == naam
    assert gewoon(" ".join(eerste.first_names + eerste.middle_names)) == voornaam
    assert eerste.lineage_names == [] and str(tweede) == "Vasseur, Mieke"
    assert [gewoon(str(persoon)) for persoon in herbouw.persons["author"]] == [
        maker["title"] for maker in pakket["contributors"]
    ]

    wie = opsomming([unicodedata.normalize("NFC", rij["apa"]), "Vasseur, M."])
    assert als_tekst(citeren.citaat()).endswith(
        f"Naar: {wie} (2022). Jaarverslag 2021. Socius vzw."
    )

    (origineel,) = yaml.safe_load(yaml.safe_dump(citeren.cff(pakket)))["references"]
    cff, schema = origineel["authors"][0], citeren.schema_org(auteur)
    if rij["naam"]:
        assert cff == {"name": rij["naam"]}
        assert schema == {"@type": "Organization", "name": rij["naam"]}
    else:
        assert (cff["family-names"], cff.get("given-names", "")) == (naam, rij["voornaam"])
        assert (schema["@type"], schema["familyName"]) == ("Person", naam)
        assert schema["name"] == f"{rij['voornaam']} {naam}".strip()
    assert auteurs().endswith(" en Mieke Vasseur") and "  " not in auteurs()


def test_geen_vorm_noemt_de_auteurs_als_makers(met):
    pakket = met()
    namen = [a["familienaam"] for a in pakket["auteurs"]]
    herbouw, bron = parse_string(citeren.bibtex(), "bibtex").entries.values()
    cff = citeren.cff(pakket)
    begin, eind = als_tekst(citeren.citaat()).split(" Naar: ")
    for naam in namen:
        assert naam not in begin and naam in eind
        assert naam not in str(cff["authors"]) and naam in str(cff["references"])
        assert naam not in str(herbouw.persons["author"]) and naam in herbouw.fields["note"]
    assert cff["title"] == gewoon(herbouw.fields["title"]) and cff["title"] in begin
    assert "herbouwd uit publieke bronnen" in cff["title"]
    assert gewoon(bron.fields["title"]) == cff["references"][0]["title"] == "Jaarverslag 2021"


def test_zonder_auteurs_is_de_uitgever_de_auteur(met):
    met(auteurs=[])
    _, bron = parse_string(citeren.bibtex(), "bibtex").entries.values()
    assert bron.key == "sociusvzw2022"
    assert als_tekst(citeren.citaat()).endswith("Naar: Socius vzw (2022). Jaarverslag 2021.")


def test_een_verslag_dat_nog_moet_verschijnen_heeft_geen_jaar(met):
    pakket = met(publicatiedatum="", verslagjaar=2022)
    assert "(z.d.). Jaarverslag 2022." in als_tekst(citeren.citaat())
    _, bron = parse_string(citeren.bibtex(), "bibtex").entries.values()
    assert bron.key == "frans" and "year" not in bron.fields
    # No source of that report is known yet.
    assert not {"year", "date-published", "url"} & set(citeren.cff(pakket)["references"][0])


def test_verzonnen_cijfers_komen_van_geen_verslag(met):
    met(voorbeeld=True)
    assert len(parse_string(citeren.bibtex(), "bibtex").entries) == 1
    for vorm in (citeren.bibtex(), als_tekst(citeren.citaat())):
        assert "Voorbeeldcijfers" in vorm and "Naar:" not in vorm and "Frans" not in vorm
