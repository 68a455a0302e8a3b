"""Spreadsheets into tables: as a Belgian Excel saves them, and as staff fill in what we offer."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from conftest import ROOT
from jaarverslag import gegevens, keuring, registers

from press.intake import run, sheets, template
from press.intake.sheets import Unclear, strict
from press.publish import undo
from press.say import Refused

PERSONEEL = [["Jaar", "Functiegroep", "Voltijdse eenheden", "Medewerkers"]]
GOED = [[2021, "Directie", 1.5, 2], [2021, "Administratie", 3.25, 4]]


@pytest.fixture
def map_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of its own, in a folder with a space and an accent in its name."""
    kopie = tmp_path / "Jaarverslag één" / "data"
    shutil.copytree(ROOT / "data", kopie)
    monkeypatch.setenv("JAARVERSLAG_DATA", str(kopie))
    monkeypatch.setenv("JA", "1")
    monkeypatch.delenv("VERVANG", raising=False)
    monkeypatch.chdir(kopie.parent)
    return kopie


def xlsx(pad: Path, rijen: list[list], naam: str = "Blad1", samen: str = "", ver: str = "") -> str:
    boek = xlsxwriter.Workbook(str(pad), {"default_date_format": "dd/mm/yyyy"})
    blad = boek.add_worksheet(naam)
    for nummer, rij in enumerate(rijen):
        blad.write_row(nummer, 0, rij)
    if ver:
        blad.write(ver, "x")
    if samen:
        blad.merge_range(samen, "2021")
    boek.close()
    return str(pad)


def rijen(map_: Path, tabel: str) -> list[dict[str, str]]:
    with (map_ / f"{tabel}.csv").open(encoding="utf-8", newline="") as bestand:
        return list(csv.DictReader(bestand))


def geweigerd(*woorden: str) -> str:
    with pytest.raises(Refused) as fout:
        run.main(list(woorden))
    return "\n".join(fout.value.args)


# Content of a cell and type of the column -> text in the table, or the error.
CELLEN = [
    ("1234", "integer", "1234"), ("1.234.567", "integer", "1234567"), ("12,0", "integer", "12"),
    (12.0, "integer", "12"), ("1 234", "integer", "1234"), ("1\u202f234", "integer", "1234"),
    ("12.345", "integer", "kan 12345 zijn, en ook 12 komma 345"),
    (12.345, "integer", "geen geheel getal"), ("12,5", "integer", "geen geheel getal"),
    ("veel", "integer", "geen getal"), (dt.date(2021, 3, 4), "integer", "geen getal"),
    ("1.234,50", "number", "1234.5"), ("€ 1.234,50", "number", "1234.5"),
    ("-1.234,50 €", "number", "-1234.5"), ("80 %", "number", "80"), ("0,1", "number", "0.1"),
    (0.1 + 0.2, "number", "0.3"), ("12.345", "number", "kan 12345 zijn"),
    ("12,345", "number", "kan 12345 zijn"), ("1e3", "number", "geen getal"),
    ("0,12345678901234567", "number", "0.12345678901234567"), ("007", "integer", "7"),
    ("03/04/2021", "date", "2021-04-03"), ("3-4-2021", "date", "2021-04-03"),
    ("2021-04-03", "date", "2021-04-03"), (dt.date(2021, 4, 3), "date", "2021-04-03"),
    (dt.datetime(2021, 4, 3, 9, 30), "date", "2021-04-03"),
    ("04/13/2021", "date", "geen datum die bestaat"), ("3/4/21", "date", "geen datum die bestaat"),
    (44256.0, "date", "geen datum die bestaat"), ("Ja", "boolean", "true"),
    (False, "boolean", "false"), ("ONWAAR", "boolean", "false"), ("soms", "boolean", "geen ja of"),
    ("  twee \u00a0 woorden\n", "string", "twee woorden"), (610000.0, "string", "610000"),
    ("#N/A", "string", "een foutmelding van het rekenblad"),
    ("an@voorbeeld.be", "string", "hier staat een e-mailadres"),
]  # fmt: skip


@pytest.mark.parametrize(("cel", "soort", "uit"), CELLEN)
def test_een_cel_wordt_zeker_gelezen_of_geweigerd(cel, soort, uit):
    try:
        kreeg = strict(cel, {"name": "x", "type": soort}, {}, "")
    except Unclear as fout:
        regel, tip = fout.args
        assert regel.startswith(uit)
        assert "\\d" not in tip and "^" not in tip
    else:
        assert kreeg == uit


def test_wat_de_kolom_of_het_bestand_toont_maakt_een_getal_zeker():
    veld = {"name": "x", "type": "number"}
    assert strict("12,345", veld, {}, ",") == "12.345"  # a file with semicolons
    assert strict("12.345", veld, {}, ".,") == "12345"  # a column with 1.234,50 in it
    with pytest.raises(Unclear):
        strict("12.345", veld, {}, ",")


def test_een_tekst_die_een_maand_vraagt_krijgt_ze_terug_van_excel():
    maand = {"name": "maand", "type": "string", "constraints": {"pattern": "20[0-9]{2}-[01][0-9]"}}
    dag = {"name": "datum", "type": "string", "constraints": {"pattern": "20[0-9-]+"}}
    for cel in (dt.date(2021, 3, 1), "3/2021", "2021-03"):
        assert strict(cel, maand, {}, "") == "2021-03"
    sleutel = {"name": "id", "type": "string", "constraints": {"pattern": sheets.KEY}}
    assert strict("03-2021", sleutel, {}, "") == "03-2021"
    for veld in (dag, sleutel):  # the day, or the month; whatever was typed
        with pytest.raises(Unclear):
            strict(dt.date(2021, 3, 1), veld, {}, "")


BELGISCH = (
    ";;;;\r\n;Register van het personeel;;;\r\n;;;;\r\n"
    ";Jaar;Functiegroep;Voltijdse eenheden;Medewerkers\r\n"
    ";2021;Directie;1,5;2\r\n;2021;Administratie;3,25;4\r\n;;;;\r\n;Totaal;;4,75;6 mensen\r\n"
)


def test_een_csv_van_een_belgische_excel(map_, tmp_path, capsys):
    uit = tmp_path / "uitvoer één.csv"
    uit.write_bytes(BELGISCH.encode("cp1252"))
    assert run.main([str(uit)]) == 0
    assert [(r["functie"], r["vte"], r["aantal"]) for r in rijen(map_, "personeel")] == [
        ("directie", "1.5", "2"), ("administratie", "3.25", "4")]  # fmt: skip
    assert registers.BRON in {r["id"] for r in rijen(map_, "bronnen")}
    assert not keuring.controleer(map_)
    told = capsys.readouterr().out
    assert (
        "rij 8 (Totaal)" in told
        and "nieuw: 2021 · directie: Voltijdse eenheden 1,5, Medewerkers 2" in told
    )
    assert run.main([str(uit)]) == 0
    assert "er is niets geschreven" in capsys.readouterr().out


@pytest.mark.parametrize("codering", ["cp1252", "utf-8-sig", "utf-8", "utf-16"])
def test_elke_codering_van_excel(tmp_path, codering):
    uit = tmp_path / "x.csv"
    uit.write_bytes("Fonction;é€\r\n".encode(codering))
    assert [blad.rows[0] for blad in sheets.sheets(uit)[0] if blad.comma] == [["Fonction", "é€"]]


def test_een_totaal_dat_niet_klopt_wordt_geweigerd(map_, tmp_path):
    uit = tmp_path / "x.csv"
    uit.write_text(BELGISCH.replace("6 mensen", "7"), encoding="cp1252")
    assert "cel E8" in geweigerd(str(uit)) and rijen(map_, "personeel") == []


def test_alle_fouten_tegelijk_met_blad_cel_waarde_en_regel(map_, tmp_path):
    slecht = [[2021, "Directie", 1.5, "12.345"], ["", "Administratie", 3, 4],
              [2021, "Piloten", 1, 1], [2021, "Onthaal", -1, 2]]  # fmt: skip
    voor = (map_ / "personeel.csv").read_bytes()
    tekst = geweigerd(xlsx(tmp_path / "x.xlsx", PERSONEEL + slecht, "Staf"))
    for deel in (
        "blad Staf, cel D2, kolom Medewerkers, waarde '12.345': kan 12345 zijn",
        "blad Staf, cel A3, kolom Jaar, waarde '': verplicht, maar leeg",
        "blad Staf, cel B4, kolom Functiegroep, waarde 'Piloten': staat niet in uitsplitsingen",
        "blad Staf, cel C5, kolom Voltijdse eenheden, waarde '-1': kleiner dan toegelaten",
    ):
        assert deel in tekst, tekst
    assert "Er is niets geschreven." in tekst and "^" not in tekst
    assert (map_ / "personeel.csv").read_bytes() == voor


def test_samengevoegde_cellen_worden_geweigerd_in_xlsx_en_ods(map_, tmp_path):
    tekst = geweigerd(xlsx(tmp_path / "x.xlsx", PERSONEEL + GOED, samen="A2:A3"))
    assert "cel A2" in tekst and "cel A3" in tekst and "samengevoegde cel" in tekst
    assert "samengevoegde cellen" in geweigerd(ods(tmp_path / "x.ods", PERSONEEL + GOED, span=True))
    assert run.main([ods(tmp_path / "y.ods", PERSONEEL + GOED)]) == 0
    assert len(rijen(map_, "personeel")) == 2


def ods(pad: Path, rijen_: list[list], span: bool = False) -> str:
    def cel(w: object, extra: str = "") -> str:
        soort = (f'office:value-type="float" office:value="{w}"' if not isinstance(w, str)
                 else 'office:value-type="string"')  # fmt: skip
        return f"<table:table-cell {soort}{extra}><text:p>{w}</text:p></table:table-cell>"

    regels = []
    for nummer, rij in enumerate(rijen_):
        cellen = [cel(w) for w in rij]
        if span and nummer == 1:
            cellen[0] = cel(rij[0], ' table:number-rows-spanned="2"')
        if span and nummer == 2:
            cellen[0] = "<table:covered-table-cell/>"
        regels.append(f"<table:table-row>{''.join(cellen)}</table:table-row>")
    naam = "urn:oasis:names:tc:opendocument:xmlns:"
    ruimten = " ".join(f'xmlns:{n}="{naam}{n}:1.0"' for n in ("office", "table", "text"))
    inhoud = (f'<office:document-content {ruimten}><office:body><office:spreadsheet>'
              f'<table:table table:name="Blad1">{"".join(regels)}</table:table>'
              "</office:spreadsheet></office:body></office:document-content>")  # fmt: skip
    with zipfile.ZipFile(pad, "w") as zip_:
        zip_.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        zip_.writestr("content.xml", inhoud)
        zip_.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{naam}manifest:1.0"/>')
    return str(pad)


KOPREGEL = "Jaar;Functiegroep;vte;aantal\r\n"
# A file by its name and bytes, which is no text or no workbook -> part of the refusal.
ONLEESBAAR = [
    ("x.csv", b"PK\x03\x04\x00\x08", "kan niet gelezen worden"),
    ("nul.csv", f"{KOPREGEL}2021;Direc\0tie;1,5;2".encode(), "kan niet gelezen worden"),
    ("half.csv", f"{KOPREGEL}2021;Directie;1,5;2".encode("utf-16")[:-1], "kan niet gelezen worden"),
    ("lang.csv", f"{KOPREGEL}2021;{'a' * 140_000};1,5;2".encode(), "kan niet gelezen worden"),
    ("open.csv", f'{KOPREGEL}2021;"Directie;1,5;2\r\n2021;Onthaal;1;1'.encode(),
     "blad open: aanhalingstekens die niet kloppen"),
    ("leeg.ODS", zipfile.ZIP_STORED.to_bytes(4, "little"), "kan niet gelezen worden"),
]  # fmt: skip


@pytest.mark.parametrize(("naam", "inhoud", "regel"), ONLEESBAAR)
def test_een_bestand_dat_half_gelezen_zou_worden_wordt_geweigerd(
    map_, tmp_path, naam, inhoud, regel
):
    (tmp_path / naam).write_bytes(inhoud)
    assert regel in geweigerd(str(tmp_path / naam)) and rijen(map_, "personeel") == []


@pytest.mark.parametrize("cel", ["AAA2", "AA10000", "XFD1048576"])
def test_een_cel_die_heel_ver_staat_vult_het_geheugen_niet(map_, tmp_path, cel):
    """The reader allocates every cell up to the last one, even a blank one with a colour."""
    boek = xlsxwriter.Workbook(str(tmp_path / "x.xlsx"))
    blad = boek.add_worksheet()
    for nummer, rij in enumerate(PERSONEEL + GOED):
        blad.write_row(nummer, 0, rij)
    blad.write("Z10000", "x")
    blad.write("ZZ9999", "x")
    blad.write_blank("XFD1048576", None, boek.add_format({"bg_color": "red"}))
    boek.close()
    assert len(sheets.sheets(tmp_path / "x.xlsx")[0][0].rows) == 10_000
    pad = xlsx(tmp_path / "y.xlsx", PERSONEEL + GOED, ver=cel)
    assert f"y.xlsx heeft een cel op {cel}, heel ver van de rest" in geweigerd(pad)


def test_een_oude_mac_en_een_naam_met_een_stuurteken(map_, tmp_path, capsys):
    (tmp_path / "mac\x1b[2J.csv").write_bytes(b"Jaar;Functiegroep;vte;aantal\r2021;Directie;1,5;2")
    assert run.main([str(tmp_path / "mac\x1b[2J.csv")]) == 0
    assert [rij["functie"] for rij in rijen(map_, "personeel")] == ["directie"]
    told = capsys.readouterr().out
    assert r"mac\x1b[2J" in told and "\x1b" not in told
    assert "dat bestand is er niet" in geweigerd("~niemand/x.csv")


def test_een_foutmelding_en_een_formule_zonder_uitkomst_zijn_geen_lege_cel(map_, tmp_path):
    """The reader returns both as an empty cell, which would erase the value in the table."""
    boek = xlsxwriter.Workbook(str(tmp_path / "x.xlsx"))
    blad = boek.add_worksheet()
    blad.write_row(0, 0, [*PERSONEEL[0]])
    blad.write_row(1, 0, GOED[0])
    blad.write_formula("C2", "=1/0", None, "#DIV/0!")
    boek.close()
    zonder = openpyxl.Workbook()
    for rij in (PERSONEEL[0], [2021, "Directie", 1.5, "=1+1"]):
        zonder.active.append(rij)
    zonder.save(tmp_path / "y.xlsx")
    zin = "een foutmelding van het rekenblad (herstel de formule)"
    assert f"cel C2, kolom Voltijdse eenheden, waarde '#?': {zin}" in geweigerd(
        str(tmp_path / "x.xlsx")
    )
    assert f"cel D2, kolom Medewerkers, waarde '#?': {zin}" in geweigerd(str(tmp_path / "y.xlsx"))


KOPPEN = [
    (
        [["Jaar", "Functie groep", "vte", "Medewerkster"], *GOED],
        "is 'Medewerkster' ook 'Medewerkers'?",
    ),
    ([["Jaar", "Jaar", "Functiegroep", "vte", "aantal"]], "is 'Jaar' ook 'Jaar'?"),
    ([["Jaar", "Functiegroep", "vte"], [2021, "directie", 1]], "de kolom Medewerkers ontbreekt"),
    ([["Naam", "Leeftijd"], ["x", 1]], "geen blad dat we herkennen"),
]


@pytest.mark.parametrize(("blad", "regel"), KOPPEN)
def test_koppen_die_niet_zeker_zijn(map_, tmp_path, blad, regel):
    assert regel in geweigerd(xlsx(tmp_path / "x.xlsx", blad))


def test_zonder_terminal_en_zonder_ja_wordt_niets_geschreven(map_, tmp_path, monkeypatch):
    monkeypatch.delenv("JA")
    monkeypatch.setattr("sys.stdin", io.StringIO("j\n"))
    assert "JA=1" in geweigerd(xlsx(tmp_path / "x.xlsx", PERSONEEL + GOED))
    assert rijen(map_, "personeel") == []


def test_bestaande_rijen_wijzigen_en_blijven_tenzij_ze_vervangen_worden(
    map_, tmp_path, capsys, monkeypatch
):
    run.main([xlsx(tmp_path / "a.xlsx", PERSONEEL + GOED)])
    anders = [*PERSONEEL, [2021, "Directie", 1.5, 3]]
    run.main([xlsx(tmp_path / "b.xlsx", anders)])
    uit = capsys.readouterr().out
    assert "gewijzigd: 2021 · directie: Medewerkers 2 → 3" in uit
    assert "andere rijen: 1 behouden" in uit and len(rijen(map_, "personeel")) == 2
    monkeypatch.setenv("VERVANG", "1")
    run.main([xlsx(tmp_path / "b.xlsx", anders)])
    assert [r["aantal"] for r in rijen(map_, "personeel")] == ["3"]


def test_elke_tabel_wordt_aan_haar_eigen_koppen_herkend(map_):
    sleutels = [b for b in gegevens.pakket()["resources"] if "primaryKey" in b["schema"]]
    herkend = {b["name"]: run.recognised(map_ / b["path"], map_)[0].table.name for b in sleutels}
    assert len(herkend) > 15 and all(naam == tabel for naam, tabel in herkend.items()), herkend


def test_een_datum_in_woorden_waar_excel_een_datum_van_maakte(map_, tmp_path):
    rij = next(r for r in rijen(map_, "uitgelicht") if r["datum_tekst"])
    blad = [[*rij], [*(rij | {"datum_tekst": dt.date(2021, 12, 7)}).values()]]
    assert "maakte hier een datum van" in geweigerd(xlsx(tmp_path / "x.xlsx", blad))


def test_een_percentage_van_excel_is_geen_cijfer_van_een_procent(map_, tmp_path):
    kop = ["Jaar", "Indicator", "Waarde", "Status", "Bron", "Noot"]
    cijfer = [2021, "bereik-niet-erkend", 0.8, "gepubliceerd", "socius-jaarverslag-2021", ""]
    assert "kan 0,8 % zijn, en ook 80 %" in geweigerd(xlsx(tmp_path / "x.xlsx", [kop, cijfer]))


def test_wat_niet_gelezen_werd_geeft_geen_fout_in_een_som(map_, tmp_path):
    kop = ["Jaar", "Indicator", "Dimensie", "Uitsplitsing", "Waarde"]
    cijfers = [[2021, "vormingen", "", "", "12.345"], [2021, "vormingen", "vorm", "online", 50]]
    tekst = geweigerd(xlsx(tmp_path / "x.xlsx", [kop, *cijfers]))
    assert "cel E2" in tekst and "1 fout." in tekst and "tellen op" not in tekst


def test_de_leemtes_invullen_in_het_sjabloon(map_, monkeypatch):
    """From template to table: a figure fills its gap with its page, the others stay gaps."""
    monkeypatch.setattr(template, "PLACE", map_.parent / "sjablonen")
    template.main([])
    pad = map_.parent / "sjablonen" / "kerncijfers-2021.xlsx"
    boek = openpyxl.load_workbook(pad)
    blad = boek["kerncijfers"]
    koppen = [str(cel.value).strip(" *") for cel in blad[1]]
    leeg = [r for r in rijen(map_, "kerncijfers") if r["jaar"] == "2021" and not r["waarde"]]
    assert blad.max_row - 1 == len(leeg)
    bron = ["Volledig verslag 2021", "Het volledige jaarverslag", "Proef", "https://example.org/v",
            "2022-05-12", "webpagina", "", dt.date(2022, 6, 1)]  # fmt: skip
    boek["bronnen"].append(bron)
    for rij in blad.iter_rows(min_row=2):
        if rij[koppen.index("Indicator")].value == "deelnemers-vormingen":
            nieuw = {"Waarde": 900, "Status": "gepubliceerd", "Bron": bron[0], "Plaats": "p. 12"}
            for kop, waarde in nieuw.items():
                rij[koppen.index(kop)].value = waarde
    boek.save(pad)
    assert run.main([str(pad)]) == 0
    (nu,) = [r for r in rijen(map_, "kerncijfers") if r["indicator"] == "deelnemers-vormingen"
             and r["jaar"] == "2021"]  # fmt: skip
    assert (nu["waarde"], nu["bron"], nu["plaats"], nu["noot"]) == (
        "900", "volledig-verslag-2021", "p. 12", "")  # fmt: skip
    assert len([r for r in rijen(map_, "kerncijfers") if not r["waarde"]]) == len(
        [r for r in rijen(ROOT / "data", "kerncijfers") if not r["waarde"]]) - 1  # fmt: skip
    assert not keuring.controleer(map_)


def test_elk_register_met_zijn_voorbeeldrij_gaat_heen_en_terug(map_, monkeypatch, capsys):
    """The example in the explanation, typed into the sheet, is accepted by the table."""
    monkeypatch.setattr(template, "PLACE", map_.parent / "sjablonen")
    template.main([])
    for naam in ("activiteiten", "tevredenheid", "personeel", "bereik"):
        pad = map_.parent / "sjablonen" / f"{naam}.xlsx"
        boek = openpyxl.load_workbook(pad)
        velden = gegevens.tabelbeschrijving(naam)["schema"]["fields"]
        lijsten = [lijst.formula1 for lijst in boek[naam].data_validations.dataValidation]
        assert naam != "activiteiten" or {'"online,offline,mix"', '"ja,nee"'} <= {*lijsten}
        uitleg = {rij[0]: rij[3] for rij in boek["Uitleg"].iter_rows(values_only=True)}
        for nummer, veld in enumerate(velden, start=1):
            boek[naam].cell(2, nummer).value = uitleg[veld["title"]]
        boek.save(pad)
        assert run.main([str(pad)]) == 0, capsys.readouterr().out
        assert len(rijen(map_, naam)) == 1
    template.main([])
    assert "stond er al, en blijft zoals het is" in capsys.readouterr().out
    assert not keuring.controleer(map_)


def test_terug_zet_de_tabellen_van_de_laatste_goede_bouw_terug(map_, monkeypatch, capsys):
    monkeypatch.setattr(undo, "LAST_GOOD", map_.parent / ".terug")
    monkeypatch.setattr(undo, "ROOT", map_.parent)
    for naam in undo.OURS:
        (map_.parent / naam).write_text("zoals het was\n", encoding="utf-8")
    with pytest.raises(Refused, match="nog geen goede bouw"):
        undo.main([])
    taken = undo.taken()
    with monkeypatch.context() as public:  # like a build with private registers
        public.setenv("JAARVERSLAG_DATA", str(map_.parent))
        undo.keep(taken)
    goed, vast = ((map_ / f"{n}.csv").read_bytes() for n in ("kerncijfers", "vingerafdruk"))
    (map_ / "vingerafdruk.csv").write_bytes(vast + b"k-nieuw-2021,1\n")
    (map_ / "kerncijfers.csv").write_bytes(kapot := goed.replace(b"61", b"6\xe9"))
    (map_ / "datapackage.json").write_text("{", encoding="utf-8")
    (map_.parent / undo.OURS[0]).unlink()
    monkeypatch.delenv("JA")
    with pytest.raises(Refused, match="Er is niets veranderd"):
        undo.main([])
    assert (map_ / "kerncijfers.csv").read_bytes() == kapot
    monkeypatch.setenv("JA", "1")
    undo.main([])
    assert (map_ / "kerncijfers.csv").read_bytes() == goed
    assert (map_.parent / undo.OURS[0]).is_file()
    assert b"k-nieuw-2021" in (map_ / "vingerafdruk.csv").read_bytes()  # published is published
    undo.main([])  # and what stood there comes back
    assert (map_ / "kerncijfers.csv").read_bytes() == kapot
    assert "kerncijfers.csv: " in capsys.readouterr().out


def test_de_handleiding_is_kort_en_noemt_enkel_wat_bestaat():
    tekst = (ROOT / "HANDLEIDING.md").read_text("utf-8")
    werkwoorden = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.M)[1]
    assert set(re.findall(r"(?:`|&& )make (\w+)", tekst)) <= set(werkwoorden.split())
    assert len(tekst.split()) < 1100 and "HANDLEIDING.md" in (ROOT / "README.md").read_text("utf-8")


MAKE = [
    (["bouk"], "Het werkwoord 'bouk' bestaat niet"),
    (["CURDIR=/mnt/c/Users/An/jaarverslag", "book"], "op een schijf van Windows"),
]


@pytest.mark.parametrize(("woorden", "zin"), MAKE)
def test_make_zegt_in_een_nederlandse_regel_wat_niet_kan(tmp_path, woorden, zin):
    (map_ := tmp_path / "Jaarverslag één").mkdir()
    shutil.copy(ROOT / "Makefile", map_)
    uit = subprocess.run(["make", *woorden], cwd=map_, capture_output=True, text=True, check=False)
    (regel,) = uit.stderr.splitlines()
    assert uit.returncode and zin in regel


@pytest.mark.parametrize("werkwoord", ["correctie REDEN", "invoer BESTAND"])
def test_wat_iemand_typt_komt_aan_zoals_het_er_staat(tmp_path, werkwoord):
    """A $, a quote or a backtick is neither expanded by make nor run by the shell."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    doel, naam = werkwoord.split()
    getypt = "kost $5 en ${HOME} `touch x` \"nieuw\" $(touch y) 'z' # é.xlsx"
    vraag = ["make", "--no-print-directory", "-o", ".venv/.boek", doel, f"{naam}={getypt}"]
    vraag.append(f"PY=printenv {naam} #")
    uit = subprocess.run(vraag, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert uit.stdout == f"{getypt}\n" and [pad.name for pad in tmp_path.iterdir()] == ["Makefile"]


@pytest.mark.parametrize("naam", ["kerncijfers", "sector", "tijdlijn"])
def test_een_tabel_die_excel_zelf_bewaarde_wordt_weer_streng(map_, monkeypatch, capsys, naam):
    """After a Belgian Excel saved it: every byte is restored."""
    monkeypatch.setattr(run, "LAST_GOOD", ROOT / "data")
    pad, goed = map_ / f"{naam}.csv", (ROOT / "data" / f"{naam}.csv").read_text("utf-8")
    with pad.open("w", encoding="cp1252", errors="replace", newline="") as bestand:
        schrijf = csv.writer(bestand, delimiter=";", lineterminator="\r\n")
        for rij in csv.reader(io.StringIO(goed)):
            schrijf.writerow(EXCEL.get(c, re.sub(r"^(\d+)\.(\d+)$", r"\1,\2", c)) for c in rij)
    assert run.main([str(pad)]) == 0
    assert pad.read_text("utf-8") == goed, capsys.readouterr().out


EXCEL = {"true": "WAAR", "false": "ONWAAR"}


def test_elke_tabel_komt_terug_zoals_ze_er_staat(map_):
    """Reading and writing a table changes no byte of it."""
    pakket, _ = gegevens.bestand.lees_beschrijving(map_ / "datapackage.json")
    for bron in pakket["resources"]:
        tabel = run.Table(map_, bron)
        assert tabel.text(tabel.rows()) == (map_ / bron["path"]).read_text("utf-8")
