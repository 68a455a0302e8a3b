"""Validate ``datapackage.json`` itself, before any table is validated by it.

Three files next to this one define it: the unmodified profile of the standard
(``datapackage-2.0.json``); the extra requirements of this report (``pakket.schema.json``, where
``regel`` and ``tip`` are shown in errors); and the tables, keys and references that the code relies
on (``vereist.json``), so that they cannot be loosened unnoticed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, FormatChecker, ValidationError

from ..gegevens.bestand import Fout, lees_beschrijving, nieuwe, persoonsregel, tekstregel
from ..voorbeeld import VOORVOEGSEL
from .schema import WOORDEN, ontbreekt

NAAM = "datapackage.json"
HIER = Path(__file__).parent
PROFIEL, EIGEN, VEREIST = (
    json.loads((HIER / naam).read_text(encoding="utf-8"))
    for naam in ("datapackage-2.0.json", "pakket.schema.json", "vereist.json")
)
# Whatever its property is called, it may become a link: of the web, or none.
ANDER_ADRES = re.compile(r"\s*(?!https?:)[a-z][a-z0-9+.-]+:\S+", re.I)
ADRES = ("geen webadres", "begin met https://")
SOORTEN = {
    "string": "tekst tussen aanhalingstekens", "integer": "een geheel getal", "number": "een getal",
    "boolean": "true of false", "array": "een lijst tussen [ ]", "object": "een groep tussen { }",
}  # fmt: skip


def lees(map_: Path) -> tuple[dict[str, Any], list[Fout]]:
    """The descriptor of the package in a folder, and every problem in it."""
    pakket, fouten = lees_beschrijving(map_ / NAAM)
    # Each check relies on the previous one.
    schemas = partial(_schemafouten, EIGEN), partial(_schemafouten, PROFIEL)
    for oordeel in (*schemas, _tekstfouten, _editiefouten, _tabelfouten):
        if not fouten:
            fouten = nieuwe([], oordeel(pakket))
    return pakket, fouten


def _schemafouten(schema: dict[str, Any], pakket: dict[str, Any]) -> Iterator[Fout]:
    keurder = Draft7Validator(schema, format_checker=FormatChecker(["date", "regex"]))
    gezegd = set()
    for fout in keurder.iter_errors(pakket):
        while fout.context and "regel" not in fout.schema:
            # Of alternatives that all fail, report the one that gets furthest.
            fout = max(fout.context, key=lambda f: (len(f.absolute_path), f.validator != "enum"))
        for gevonden in _vertaal(fout, pakket):
            if gevonden not in gezegd:
                gezegd.add(gevonden)
                yield gevonden


def _vertaal(fout: ValidationError, pakket: dict[str, Any]) -> Iterator[Fout]:
    plaats, waarde = _plaats(pakket, fout.absolute_path), fout.instance
    if fout.validator == "required":
        for naam in [naam for naam in fout.validator_value if naam not in waarde]:
            yield Fout(NAAM, f"{naam} ontbreekt", kolom=plaats, tip="vul het in")
        return
    regel, tip = WOORDEN.get(str(fout.validator), ("past niet in de beschrijving", "verbeter het"))
    grens = fout.validator_value
    if fout.validator == "type":
        soorten = [grens] if isinstance(grens, str) else grens
        grens = " of ".join(SOORTEN.get(soort, soort) for soort in soorten)
    elif isinstance(grens, list):
        grens = ", ".join(map(str, grens))
    elif fout.validator == "const":
        grens = json.dumps(grens, ensure_ascii=False)
    eigen = fout.schema if isinstance(fout.schema, dict) else {}
    yield Fout(
        NAAM,
        eigen.get("regel", regel),
        kolom=plaats,
        waarde=_kort(waarde),
        tip=eigen.get("tip", tip.format(grens=grens)),
    )


def _kort(waarde: Any) -> str:
    tekst = waarde if isinstance(waarde, str) else json.dumps(waarde, ensure_ascii=False)
    return tekst if len(tekst) <= 60 else f"{tekst[:59]}…"


def _plaats(pakket: Any, pad: Iterable[str | int]) -> str:
    """A readable path: ``resources.kerncijfers.schema.fields.waarde.type``."""
    namen = []
    for stap in pad:
        pakket = pakket[stap]
        naam = pakket.get("name") if isinstance(pakket, dict) else None
        namen.append(str(naam if isinstance(stap, int) and isinstance(naam, str) else stap))
    return ".".join(namen)


def teksten(waarde: Any, plaats: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, str]]:
    """Every string in a descriptor, including keys, with its path."""
    if isinstance(waarde, str):
        yield plaats, waarde
    elif isinstance(waarde, (dict, list)):
        for stap, deel in waarde.items() if isinstance(waarde, dict) else enumerate(waarde):
            if isinstance(stap, str):
                yield (*plaats, stap), stap
            yield from teksten(deel, (*plaats, stap))


def _tekstfouten(pakket: dict[str, Any]) -> Iterator[Fout]:
    for pad, tekst in teksten(pakket):
        vreemd = ADRES if ANDER_ADRES.fullmatch(tekst) else None
        gebroken = persoonsregel(tekst) or vreemd or tekstregel(tekst) or ontbreekt(tekst)
        # Lines end with a line feed, and the dialect says so.
        if gebroken and tekst != "\n":
            regel, tip = gebroken
            yield Fout(NAAM, regel, kolom=_plaats(pakket, pad), waarde=_kort(tekst), tip=tip)


def _editiefouten(pakket: dict[str, Any]) -> Iterator[Fout]:
    uit, nu, peil = (pakket[n] for n in ("publicatiedatum", "bewerkingsdatum", "peildatum"))
    om, (begin, einde) = f"{pakket['verslagjaar']}-12-31", pakket["beleidsperiode"].split("-")
    for fout, plaats, regel, tip in (
        (uit > nu, "publicatiedatum", "verschenen na de bewerking", f"de bewerking is van {nu}"),
        (uit <= om, "publicatiedatum", "verschenen voor het jaar om was", f"kies een dag na {om}"),
        (not om <= peil <= nu, "peildatum", "niet tussen het einde van het jaar en de bewerking",
         f"kies een dag van {om} tot {nu}: wat toen bekend was, telt"),
        (begin >= einde, "beleidsperiode", "eindigt voor ze begint",
         "schrijf het eerste en het laatste jaar"),
    ):  # fmt: skip
        if fout:
            yield Fout(NAAM, regel, None, plaats, pakket[plaats], tip)


def _tabelfouten(pakket: dict[str, Any]) -> Iterator[Fout]:
    bronnen = pakket["resources"]
    for sleutel in ("name", "path"):
        for waarde, keren in Counter(bron[sleutel] for bron in bronnen).items():
            if keren > 1:
                yield Fout(NAAM, "twee tabellen delen dit", None, sleutel, waarde, "houd er een")
    begin = VOORVOEGSEL if pakket.get("voorbeeld") is True else ""
    for bron in bronnen:
        if bron["path"].removeprefix(begin) != f"{bron['name']}.csv":
            tip = "noem het bestand zoals de tabel"
            yield Fout(NAAM, "een andere naam dan de tabel", None, f"resources.{bron['name']}.path",
                       bron["path"], tip)  # fmt: skip
    er_is = {bron["name"]: bron for bron in bronnen}
    for naam, eisen in VEREIST["tabellen"].items():
        if naam not in er_is:
            tip = "zet haar beschrijving terug"
            yield Fout(NAAM, f"de tabel {naam} ontbreekt", None, "resources", tip=tip)
            continue
        for eis in sorted(set(eisen) - set(feiten(er_is[naam])), key=eisen.index):
            tip = "de code rekent erop: zet het terug"
            yield Fout(NAAM, f"hier hoort {eis!r}", None, f"resources.{naam}", tip=tip)
    yield from _sleutelfouten(bronnen)


def _sleutelfouten(bronnen: list[dict[str, Any]]) -> Iterator[Fout]:
    """Duplicate columns or headings, and keys and references to columns that do not exist."""
    er_zijn = {bron["name"]: [v["name"] for v in bron["schema"]["fields"]] for bron in bronnen}
    for bron in bronnen:
        eigen, schema, plaats = bron["name"], bron["schema"], f"resources.{bron['name']}.schema"
        koppen = [veld["title"] for veld in schema["fields"]]
        for namen, wat in ((er_zijn[eigen], "kolom"), (koppen, "kop")):
            for naam, keren in Counter(namen).items():
                if keren > 1:
                    regel = f"een {wat} staat er twee keer"
                    yield Fout(NAAM, regel, None, plaats, naam, "houd er een")
        wijst = [("primaryKey", eigen, schema.get("primaryKey", []))]
        for sleutel in schema.get("foreignKeys", []):
            van, naar = sleutel["fields"], sleutel["reference"]
            wijst += [("foreignKeys", eigen, van)]
            wijst += [("foreignKeys", naar["resource"] or eigen, naar["fields"])]
            if len(van) != len(naar["fields"]):
                regel, tip = "een sleutel wijst naar minder of meer kolommen", "noem er evenveel"
                yield Fout(NAAM, regel, None, f"{plaats}.foreignKeys", ", ".join(van), tip)
        for waar, tabel, kolommen in wijst:
            for kolom in kolommen:
                if kolom not in er_zijn.get(tabel, []):
                    regel, tip = "wijst naar een kolom die er niet is", "verbeter de naam"
                    yield Fout(NAAM, regel, None, f"{plaats}.{waar}", f"{tabel}.{kolom}", tip)


def feiten(bron: dict[str, Any]) -> Iterator[str]:
    """The guarantees of a table, one per line, in the notation of ``vereist.json``."""
    if "register" in bron:
        yield "register"
    schema = bron["schema"]
    for veld in schema["fields"]:
        grenzen = veld.get("constraints", {})
        yield f"{veld['name']}: {veld['type']}"
        for naam in ("required", "unique", "minimum", "maximum"):
            if naam in grenzen:
                yield f"{veld['name']}: {naam} {json.dumps(grenzen[naam])}"
    if "primaryKey" in schema:
        yield f"sleutel: {', '.join(schema['primaryKey'])}"
    for sleutel in schema.get("foreignKeys", []):
        naar = sleutel["reference"]
        tabel = naar["resource"] or bron["name"]
        yield f"{', '.join(sleutel['fields'])} → {tabel}: {', '.join(naar['fields'])}"
