"""Export the tables in the formats that analysts use: CSV, Excel, SQLite and Parquet.

Every format is made from the same rows by the schema in ``datapackage.json``. Output is
reproducible, so that a checksum on a page is that of the file. A missing value (empty text in the
CSV) is an empty cell in Excel and NULL elsewhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from . import gegevens
from .basis.myst import Md, codeblok
from .basis.tekst import getal
from .cijfers import CIJFERTABELLEN, register
from .tonen import toon_tabel
from .uitvoer import lijkt_formule
from .voorbeeld import bestandsnaam
from .weergave import Weergave

# The folder on the site with the files: part of their permanent URL.
PLAATS = "data"
SOMMEN = "SHA256SUMS"
# The oldest date of a zip file; the current date would make two builds differ.
ZIPDATUM = (1980, 1, 1, 0, 0, 0)
SOORTNAAM = {
    "string": "tekst", "integer": "geheel getal", "number": "getal", "boolean": "ja of nee",
    "date": "datum",
}  # fmt: skip
# The code of the format for dates: days since 1970.
PARQUET_DATUM = 6
# How each program reads each format; the names of files with all tables start with {boek}.
INLADEN = pd.read_csv(Path(__file__).with_name("inladen.csv")).groupby("programma")["regel"]
SQLTYPE = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}

Waarde = str | int | float | bool | dt.date | None


@dataclass(frozen=True)
class Bestand:
    """A file to download: its name in ``PLAATS``, what it is, and its bytes."""

    naam: str
    titel: str
    inhoud: bytes

    @property
    def pad(self) -> str:
        """Permanent path on the site."""
        return f"{PLAATS}/{self.naam}"

    @property
    def grootte(self) -> str:
        """Size in Dutch: "8,8 kB"."""
        return getal(len(self.inhoud) / 1000, 1, "kB")

    @property
    def sha256(self) -> str:
        """Checksum, to verify that a copy is complete and unchanged."""
        return hashlib.sha256(self.inhoud).hexdigest()


def leesbare_grootte(bytes_: int) -> str:
    """Rounded size of a file: "88 kB", "4,1 MB"."""
    if bytes_ < 1_000_000:
        return getal(bytes_ / 1000, 0, "kB")
    return getal(bytes_ / 1_000_000, 1, "MB")


def velden(naam: str) -> list[dict[str, Any]]:
    """Columns of a table as the schema describes them."""
    return gegevens.tabelbeschrijving(naam)["schema"]["fields"]


def rijen(naam: str) -> list[tuple[Waarde, ...]]:
    """Rows of a table as plain Python values by the schema; missing is ``None``."""
    tabel = gegevens.tabel(naam)
    kolommen = [
        [_waarde(cel, veld["type"]) for cel in tabel[veld["name"]]] for veld in velden(naam)
    ]
    return list(zip(*kolommen, strict=True))


def _waarde(cel: Any, soort: str) -> Waarde:
    if cel is pd.NA or cel == "":
        return None
    omzetten: dict[str, Callable[[Any], Waarde]] = {
        "integer": int, "number": float, "boolean": bool, "date": dt.date.fromisoformat,
    }  # fmt: skip
    return omzetten.get(soort, str)(cel)


@gegevens.onthoud
def bestanden() -> tuple[Bestand, ...]:
    """All files to download: each table as CSV, its description, and every table in one file.

    The same tables give the same bytes. The last file has the checksums of the others, in the
    format of ``sha256sum --check``.
    """
    map_ = gegevens.datamap()
    boek = bestandsnaam(f"jaarverslag-{gegevens.verslagjaar()}")
    leesmij = (map_ / "README.md").read_bytes()
    over_cijfers = "Alle cijfers met hun definitie, eenheid en bron in een tabel"
    tabellen = [
        Bestand(bron["path"], bron["title"], (map_ / bron["path"]).read_bytes())
        for bron in gegevens.pakket()["resources"]
    ]
    samen = [
        Bestand("datapackage.json", "Beschrijving van alle tabellen", datapakket(tabellen)),
        Bestand(bestandsnaam("README.md"), "Toelichting (Engels)", leesmij),
        Bestand(f"{boek}.xlsx", "Alle tabellen voor Excel", excel()),
        Bestand(f"{boek}.sqlite", "Alle tabellen als databank", sqlite()),
        Bestand(f"{boek}-parquet.zip", "Alle tabellen als Parquet", parquet()),
        Bestand(f"{boek}-cijfers.csv", over_cijfers, cijfertabel()),
    ]
    regels = "".join(f"{b.sha256}  {b.naam}\n" for b in tabellen + samen)
    return (*tabellen, *samen, Bestand(bestandsnaam(SOMMEN), "Controlesommen", regels.encode()))


def cijfertabel() -> bytes:
    """Every figure joined with its definition and its source, in one table."""
    bronnen = gegevens.tabel("bronnen")[["id", "titel", "url"]]
    bronnen.columns = pd.Index(["bron", "brontitel", "bronadres"])
    alles = pd.concat([register(naam).assign(tabel=naam) for naam in CIJFERTABELLEN])
    kolommen = ["tabel", "sleutel", "label", "definitie", "eenheid", "dimensie", "uitsplitsing",
                "periode", "jaar", "waarde", "status", *bronnen.columns, "noot"]  # fmt: skip
    return alles.merge(bronnen, how="left")[kolommen].to_csv(index=False).encode()


def datapakket(tabellen: list[Bestand]) -> bytes:
    """The descriptor with size and checksum of each table, so that any validator checks them."""
    pakket = json.loads(json.dumps(gegevens.pakket()))
    naar_pad = {bestand.naam: bestand for bestand in tabellen}
    for bron in pakket["resources"]:
        bestand = naar_pad[bron["path"]]
        bron["bytes"] = len(bestand.inhoud)
        bron["hash"] = f"sha256:{bestand.sha256}"
    return (json.dumps(pakket, ensure_ascii=False, indent=2) + "\n").encode()


def excel() -> bytes:
    """One workbook: about this file, the meaning of each column, and a sheet for each table.

    Numbers, dates and booleans have their own type; text never becomes a formula.
    """
    doel = io.BytesIO()
    keuzes: dict[str, Any] = {"in_memory": True, "default_date_format": "yyyy-mm-dd"}
    keuzes |= {f"strings_to_{wat}": False for wat in ("formulas", "urls", "numbers")}
    boek = xlsxwriter.Workbook(doel, keuzes)
    pakket = gegevens.pakket()
    dag = dt.datetime.fromisoformat(pakket["bewerkingsdatum"])
    boek.set_properties(
        {"title": pakket["title"], "comments": pakket["description"], "created": dag}
    )
    opmaak = {
        "kop": boek.add_format({"bold": True, "bottom": 1, "valign": "top"}),
        "letterlijk": boek.add_format({"quote_prefix": True}),
    }
    _blad(boek, opmaak, "Leesmij", ["Wat", "Uitleg"], _over())
    kop = ["Tabel", "Kolom", "Titel", "Soort", "Verplicht", "Regels", "Uitleg"]
    _blad(boek, opmaak, "Kolommen", kop, list(_kolommen()))
    for naam in gegevens.tabelnamen():
        namen = [veld["name"] for veld in velden(naam)]
        blad = _blad(boek, opmaak, naam, namen, rijen(naam))
        for nummer, veld in enumerate(velden(naam)):
            blad.write_comment(0, nummer, _noot(veld), {"author": "", "x_scale": 2, "y_scale": 1.4})
    boek.close()
    return doel.getvalue()


def _blad(boek: Any, opmaak: dict[str, Any], naam: str, kop: list[str], inhoud: list) -> Any:
    blad = boek.add_worksheet(naam)
    for nummer, titel in enumerate(kop):
        breedste = max([len(titel), *(len(str(rij[nummer])) for rij in inhoud)])
        blad.set_column(nummer, nummer, min(breedste + 2, 60))
        blad.write_string(0, nummer, titel, opmaak["kop"])
    for regel, rij in enumerate(inhoud, start=1):
        for nummer, waarde in enumerate(rij):
            # The quote prefix keeps it text, also after someone edits the cell or saves as CSV.
            formule = isinstance(waarde, str) and lijkt_formule(waarde)
            blad.write(regel, nummer, waarde, opmaak["letterlijk"] if formule else None)
    blad.freeze_panes(1, 0)
    blad.autofilter(0, 0, max(len(inhoud), 1), len(kop) - 1)
    return blad


def _over() -> list[tuple[str, str]]:
    """What the workbook is, for users without the report."""
    pakket = gegevens.pakket()
    regels = [
        ("Titel", pakket["title"]),
        ("Uitleg", pakket["description"]),
        ("Versie", f"{pakket['version']} ({pakket['bewerkingsdatum']})"),
        ("Licentie", ", ".join(licentie["title"] for licentie in pakket["licenses"])),
        ("Lege cel", "Er is geen waarde. Een cijfer dat niet gevonden is, is nooit een nul."),
        ("Kolommen", "Het blad Kolommen legt elke kolom uit; de noot bij elke kop ook."),
    ]
    return regels + [(f"Blad {bron['name']}", bron["description"]) for bron in pakket["resources"]]


def _kolommen() -> Iterator[tuple[str, ...]]:
    for naam in gegevens.tabelnamen():
        for veld in velden(naam):
            verplicht = "ja" if veld.get("constraints", {}).get("required") else "nee"
            soort = SOORTNAAM[veld["type"]]
            yield (
                naam, veld["name"], veld["title"], soort, verplicht, regels(naam, veld["name"]),
                veld["description"],
            )  # fmt: skip


def _noot(veld: dict[str, Any]) -> str:
    return f"{veld['title']} ({SOORTNAAM[veld['type']]})\n{veld['description']}"


def regels(naam: str, kolom: str) -> str:
    """The rules of a column in words: key, reference, allowed values, bounds."""
    schema = gegevens.tabelbeschrijving(naam)["schema"]
    veld = next(veld for veld in schema["fields"] if veld["name"] == kolom)
    grenzen = veld.get("constraints", {})
    delen = ["sleutel"] if kolom in schema.get("primaryKey", []) else []
    for verwijzing in schema.get("foreignKeys", []):
        if kolom in verwijzing["fields"]:
            delen.append(f"verwijst naar {verwijzing['reference']['resource'] or naam}")
    if "enum" in grenzen:
        delen.append("een van: " + ", ".join(grenzen["enum"]))
    delen += [
        f"{woord} {grenzen[grens]}"
        for grens, woord in (("minimum", "minstens"), ("maximum", "hoogstens"))
        if grens in grenzen
    ]
    delen += [f"hoogstens {grenzen['maxLength']} tekens"] if "maxLength" in grenzen else []
    return "; ".join(delen)


def sqlite() -> bytes:
    """One database: each table with its types, keys, references and allowed values.

    The tables ``_pakket`` and ``_kolommen`` describe the others.
    """
    # In memory: a full disk is then reported where the finished file is written.
    databank = sqlite3.connect(":memory:")
    databank.execute(f"PRAGMA user_version = {gegevens.verslagjaar()}")
    for naam in gegevens.tabelnamen():
        databank.executescript(_tabel_in_sql(naam))
        _vul(databank, naam, rijen(naam))
    databank.execute("CREATE TABLE _pakket (wat TEXT, uitleg TEXT)")
    _vul(databank, "_pakket", _over())
    databank.execute(
        "CREATE TABLE _kolommen (tabel TEXT, kolom TEXT, titel TEXT, soort TEXT, "
        "verplicht TEXT, regels TEXT, uitleg TEXT)"
    )
    _vul(databank, "_kolommen", list(_kolommen()))
    databank.commit()
    inhoud = bytearray(databank.serialize())
    databank.close()
    # The SQLite version of the last writer depends on the machine.
    inhoud[96:100] = bytes(4)
    return bytes(inhoud)


def _vul(databank: sqlite3.Connection, naam: str, inhoud: list) -> None:
    if inhoud:
        plaatsen = ", ".join("?" * len(inhoud[0]))
        als_tekst = [[str(w) if isinstance(w, dt.date) else w for w in rij] for rij in inhoud]
        databank.executemany(f"INSERT INTO {_namen([naam])} VALUES ({plaatsen})", als_tekst)


def _tabel_in_sql(naam: str) -> str:
    schema = gegevens.tabelbeschrijving(naam)["schema"]
    verplicht = {
        veld["name"] for veld in schema["fields"] if veld.get("constraints", {}).get("required")
    }
    regels_ = [_kolom_in_sql(veld) for veld in schema["fields"]]
    sleutel = schema.get("primaryKey", [])
    if sleutel and verplicht.issuperset(sleutel):
        regels_.append(f"PRIMARY KEY ({_namen(sleutel)})")
    for verwijzing in schema.get("foreignKeys", []):
        doel = verwijzing["reference"]
        regels_.append(
            f"FOREIGN KEY ({_namen(verwijzing['fields'])}) "
            f"REFERENCES {_namen([doel['resource'] or naam])} ({_namen(doel['fields'])})"
        )
    sql = f"CREATE TABLE {_namen([naam])} (\n  " + ",\n  ".join(regels_) + "\n);\n"
    if sleutel and not verplicht.issuperset(sleutel):
        # NULLs in a key are distinct, so an empty part of the key is compared as empty text.
        delen = [_namen([k]) if k in verplicht else f"coalesce({_namen([k])}, '')" for k in sleutel]
        sql += f"CREATE UNIQUE INDEX {_namen([f'{naam}_sleutel'])} "
        sql += f"ON {_namen([naam])} ({', '.join(delen)});\n"
    return sql


def _kolom_in_sql(veld: dict[str, Any]) -> str:
    naam, grenzen = veld["name"], veld.get("constraints", {})
    delen = [_namen([naam]), SQLTYPE.get(veld["type"], "TEXT")]
    if grenzen.get("required"):
        delen.append("NOT NULL")
    # A constraint takes no parameters, so texts are quoted here, with quotes doubled.
    teksten = ["'" + tekst.replace("'", "''") + "'" for tekst in grenzen.get("enum", [])]
    if toegelaten := ["0", "1"] if veld["type"] == "boolean" else teksten:
        delen.append(f"CHECK ({_namen([naam])} IN ({', '.join(toegelaten)}))")
    return " ".join(delen)


def _namen(kolommen: list[str]) -> str:
    """Names in SQL: a quotation mark in one is doubled."""
    return ", ".join('"' + kolom.replace('"', '""') + '"' for kolom in kolommen)


def parquet() -> bytes:
    """A zip with one Parquet file for each table.

    Titles and descriptions of the columns are metadata of each file.
    """
    inhoud = {f"{naam}.parquet": _in_parquet(naam) for naam in gegevens.tabelnamen()}
    # The files are compressed already.
    return ingepakt(inhoud, zipfile.ZIP_STORED)


def ingepakt(inhoud: Mapping[str, bytes], manier: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files by name: reproducible, and with read permission for everyone."""
    doel = io.BytesIO()
    with zipfile.ZipFile(doel, "w") as zip_:
        for naam, bytes_ in inhoud.items():
            bestand = zipfile.ZipInfo(naam, ZIPDATUM)
            bestand.compress_type, bestand.external_attr = manier, 0o644 << 16
            zip_.writestr(bestand, bytes_)
    return doel.getvalue()


def _in_parquet(naam: str) -> bytes:
    # Imported here: it takes a fifth of a second, for a file that is seldom made.
    import fastparquet

    tabel = gegevens.tabel(naam)
    codering, datums = {}, []
    for veld in velden(naam):
        kolom = veld["name"]
        if veld["type"] == "date":
            dagen = pd.to_datetime(tabel[kolom].mask(tabel[kolom] == "")) - pd.Timestamp(0)
            tabel[kolom] = dagen.dt.days.astype("Int32")
            datums.append(kolom)
        elif veld["type"] == "string":
            tabel[kolom] = tabel[kolom].astype(object).where(tabel[kolom] != "", None)
            codering[kolom] = "utf8"
    bron = gegevens.tabelbeschrijving(naam)
    over = {"titel": bron["title"], "uitleg": bron["description"]}
    over |= {f"kolom.{veld['name']}": _noot(veld) for veld in velden(naam)}
    with tempfile.TemporaryDirectory() as map_:
        pad = Path(map_) / naam
        fastparquet.write(
            pad, tabel, compression="GZIP", object_encoding=codering, custom_metadata=over
        )
        return _met_datums(pad.read_bytes(), fastparquet.ParquetFile(pad).fmd, datums)


def _met_datums(inhoud: bytes, voet: Any, datums: list[str]) -> bytes:
    """The file with days as dates (date32): fastparquet itself writes timestamps only."""
    for kolom in voet.schema:
        if kolom.name in datums:
            kolom.converted_type = PARQUET_DATUM
    for over in voet.key_value_metadata:
        if over.key in (b"pandas", "pandas"):
            pandas = json.loads(over.value)
            for kolom in pandas["columns"]:
                if kolom["name"] in datums:
                    kolom |= {"pandas_type": "date", "numpy_type": "datetime64[s]"}
            over.value = json.dumps(pandas)
    oud, nieuw = int.from_bytes(inhoud[-8:-4], "little"), bytes(voet.to_bytes())
    return inhoud[: -8 - oud] + nieuw + len(nieuw).to_bytes(4, "little") + inhoud[-4:]


def verwijzing(bestand: Bestand) -> Md:
    """The path of a file as text; the web book turns it into a link."""
    return Md("[{}]{{.bestand}}").format(bestand.pad)


def toon_inladen() -> Weergave:
    """Show how each program reads each format."""
    boek = bestandsnaam(f"jaarverslag-{gegevens.verslagjaar()}")
    regels = [f"# {wie}\n" + "\n".join(wat) for wie, wat in INLADEN]
    return Weergave(codeblok("\n\n".join(regels).replace("{boek}", boek), "text"))


def toon_schema(naam: str) -> Weergave:
    """Show the columns of a table with their type, rules and meaning."""
    schema = pd.DataFrame(
        [rij[1:] for rij in _kolommen() if rij[0] == naam],
        columns=["Kolom", "Titel", "Soort", "Verplicht", "Regels", "Uitleg"],
    )
    titel = gegevens.tabelbeschrijving(naam)["title"]
    return toon_tabel(
        f"schema-{naam}", schema.drop(columns="Titel"), f"Kolommen van de tabel {titel}", None
    )
