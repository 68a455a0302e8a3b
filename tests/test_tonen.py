"""Output of the notebooks: MyST for the book, escaped data, files of charts."""

import os
import subprocess
import sys

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from conftest import ROOT
from jaarverslag import cijfer, gegevens, reeks, tabel, tonen, weergave
from jaarverslag.grafieken import huisstijl, kop, staven


@pytest.fixture(autouse=True)
def schoon(tmp_path, monkeypatch):
    """Chart files go to a private folder; no sources are left from another test."""
    monkeypatch.setenv("JAARVERSLAG_EXPORT", str(tmp_path))
    weergave._gebruikt.clear()
    return tmp_path


BRON = ["socius-2020"]


def test_tabel_toont_opmaak_in_data_letterlijk():
    rijen = pd.DataFrame(
        {"Naam": ["<script>x</script>", "a|b", "{cijfer}`x`"], "Aantal": [1, 2, 3]}
    )
    myst = tonen.toon_tabel("t", rijen, "Bijschrift", BRON).myst
    assert "<script>" not in myst and "a\\|b" in myst and "\\{cijfer\\}" in myst


def test_tabel_lijnt_getallen_rechts_uit_en_noemt_de_bron():
    rijen = pd.DataFrame({"Naam": ["a"], "Cijfer": [cijfer("vormingen")], "Tekst": ["b"]})
    regels = tonen.toon_tabel("t", rijen, "Bijschrift", BRON).myst.splitlines()
    assert "| :-- | --: | :-- |" in regels
    assert ":name: tab-t" in regels and ":class: rijkoppen" in regels
    assert any(regel.startswith("Bron: [") for regel in regels)


def test_een_cel_zonder_waarde_is_een_streepje():
    rijen = pd.DataFrame({"Begroot": ["€ 5", None], "Geteld": [1.5, None], "Wie": ["a", pd.NA]})
    assert tonen.toon_tabel("t", rijen, "Bijschrift", BRON).myst.count("| – | – | – |") == 1


def test_lege_tabel_en_figuur_zonder_bron_worden_geweigerd():
    with pytest.raises(ValueError, match="geen rijen"):
        tonen.toon_tabel("t", pd.DataFrame({"a": []}), "x", BRON)
    with pytest.raises(ValueError, match="haar bron"):
        tonen.toon_tabel("t", pd.DataFrame({"a": [1]}), "x", [])


def test_veel_bronnen_noemen_elke_uitgever_een_keer():
    ids = ["socius-2018", "socius-2019", "socius-2020", "cjm-steunpunt", "socius-jaarverslag-2021"]
    regel = weergave.bronregel(ids)
    assert regel.count("](#bron-") == 2
    assert set(weergave.genoteerde_bronnen()) == set(ids)
    assert regel.startswith("Bronnen: ")
    van_een = tabel("bronnen").query("uitgever == 'Socius'")["id"]
    assert len(van_een) > weergave.MEESTE_BRONNEN
    assert weergave.bronregel(list(van_een)).startswith("Bron: [Socius]")


def test_onbekende_bron_wordt_geweigerd():
    with pytest.raises(KeyError, match="bestaat-niet"):
        tonen.bronverwijzing("bestaat-niet")


def test_figuur_schrijft_haar_bestanden_en_draagt_haar_waarden(schoon):
    vormen = reeks("vormingen", jaar=2021, dimensie="vorm")
    with plt.style.context(huisstijl()):
        ax = staven(vormen, "kort", "waarde")
        kop(ax, "Titel")
        getoond = tonen.toon_figuur("proef", ax, "Bijschrift", vormen)
    beelden = (".svg", "-smal.svg", "-donker.svg", "-smal-donker.svg")
    assert {f"proef{end}" for end in (*beelden, ".csv", "-excel.csv", ".json")} == {
        p.name for p in schoon.iterdir()
    }
    alt = next(r for r in getoond.myst.splitlines() if r.startswith(":alt:"))
    assert "46" in alt and "11" in alt and "4" in alt
    assert ":name: fig-proef" in getoond.myst
    assert 'src="data:image/svg+xml;base64,' in getoond.html and "<figcaption>" in getoond.html
    assert "46" in (schoon / "proef.csv").read_text(encoding="utf-8")


def test_eigen_gegevens_en_een_eigen_maat(schoon):
    eigen = pd.DataFrame({"naam": ["a", "b"], "aantal": [1, 2]})
    with plt.style.context(huisstijl()):
        ax = staven(eigen, "naam", "aantal")
        kop(ax, "Titel")
        assert "Bron: eigen gegevens." in tonen.toon_figuur("eigen", ax, "Bijschrift").myst
        dia = tonen.bewaar(ax, schoon / "dia.png", breedte=16, hoogte=9, dpi=254)
        assert plt.imread(dia).shape[:2] == (900, 1600)
        assert tonen.bewaar(ax, schoon / "plaat.pdf").read_bytes().startswith(b"%PDF")
        for fout, maten in (("plaat.docx", {}), ("laag.png", {"hoogte": 1})):
            with pytest.raises(ValueError, match=r"eindig op|meer hoogte"):
                tonen.bewaar(ax, schoon / fout, **maten)
            assert not (schoon / fout).exists()


def test_tabel_zet_geen_eenheid_achter_niet_publiek():
    rijen = pd.DataFrame({"Naam": ["a"], "Cijfer": [cijfer("deelnemers-vormingen")]})
    myst = tonen.toon_tabel("t", rijen, "Bijschrift", BRON).myst
    assert "niet gevonden](#" in myst and "deelnames |" not in myst


def test_noem_laat_opmaak_staan_en_maakt_gewone_tekst_veilig(monkeypatch):
    genoemd = {}
    monkeypatch.setattr(
        tonen,
        "display",
        lambda data, metadata, raw: genoemd.update({metadata["scrapbook"]["name"]: data}),
    )
    tonen.noem(link=tonen.Md("[a](#b)"), tekst="a*b", getal=cijfer("vormingen"))
    markdown = {naam: data[f"{tonen.LIJM}text/markdown"] for naam, data in genoemd.items()}
    assert markdown["link"] == "[a](#b)"
    assert markdown["tekst"] == "a\\*b"
    assert markdown["getal"].startswith("[61](#k-vormingen-2021 ")


def test_noem_schrijft_wat_myst_nb_leest(tmp_path):
    """The book finds a named figure by the form that MyST-NB gives it (1.4.0)."""
    code = """
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from jaarverslag import cijfer, noem
from myst_nb import glue
InteractiveShell.instance()
with capture_output() as gevangen:
    noem(getal=cijfer("vormingen"))
    glue("getal", cijfer("vormingen"), display=False)
ons, hun = gevangen.outputs
assert ons.metadata == hun.metadata and ons.data.pop("text/plain") == "getal: 61"
assert ons.data == hun.data and len(hun.data) == 2
"""
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "chapters",
        env={**os.environ, "IPYTHONDIR": str(tmp_path)},
        check=True,
    )


def test_een_cel_die_opnieuw_loopt_vergeet_wat_ze_eerst_toonde(tmp_path):
    code = """
from IPython.core.interactiveshell import InteractiveShell
schil = InteractiveShell.instance()
def cel(code):
    schil.run_cell(code, store_history=True).raise_error()
cel("from jaarverslag import *; from jaarverslag.weergave import genoteerde_bronnen")
for bron in ("socius-2018", "socius-2020"):
    cel(f"bron = {bron!r}")
    cel("bronverwijzing(bron); bronverwijzing('cjm-steunpunt');")
    assert schil.user_ns["genoteerde_bronnen"]() == [bron, "cjm-steunpunt"]
"""
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "chapters",
        env={**os.environ, "IPYTHONDIR": str(tmp_path)},
        check=True,
    )


def test_een_cijfer_zonder_waarde_heeft_geen_tegel():
    leeg = tonen.Tegel(cijfer("deelnemers-vormingen"), "deelnemers")
    assert tonen.toon_tegels([leeg]).myst == ""
    myst = tonen.toon_tegels([leeg, tonen.Tegel(cijfer("vormingen"), "vormingen")]).myst
    assert myst.count("{.tegel-waarde}") == 1 and "deelnemers" not in myst


def test_bronnenlijst_noemt_wat_getoond_is():
    tonen.toon_tegels([tonen.Tegel(cijfer("vormingen"), "vormingen")])
    assert "#bron-socius-jaarverslag-2021-hoogtepunten" in tonen.toon_bronnen().myst


def test_zonder_bronnen_is_er_geen_lijst():
    assert tonen.toon_bronnen().myst == ""


def test_leemtes_zijn_de_niet_gepubliceerde_rijen():
    rijen = tonen.leemtes("financieel-beleid")
    assert "werkingssubsidie" in set(rijen["sleutel"])
    myst = tonen.toon_leemtes("financieel-beleid").myst
    assert myst.count("](#k-") == len(rijen) and myst.count("\n") == 2
    assert tonen.toon_leemtes("sector").myst == ""


def test_een_lijst_van_bronnen_schrijft_datums_voluit():
    bronnen = tabel("bronnen").assign(datum="").head(4)
    bronnen["datum"] = ["2021", "2021-03", "2021-03-30", ""]
    myst = tonen.toon_bronnenlijst(bronnen).myst
    assert all(f"* ({tekst})." in myst for tekst in ("2021", "maart 2021", "30 maart 2021"))
    assert "()" not in myst


def test_een_cijfer_zonder_jaar_zegt_dat_voluit():
    myst = tonen.toon_later_bekend().myst
    assert "| zonder jaar |" in myst and "z.j." not in myst and "Later bekend" in myst


def oproepen(vraag):
    """Number of calls of report functions for an expression."""
    plek, geteld = str(ROOT / "chapters" / "jaarverslag"), []

    def luister(frame, gebeurtenis, _):
        if gebeurtenis == "call" and frame.f_code.co_filename.startswith(plek):
            geteld.append(frame.f_code.co_qualname)

    sys.setprofile(luister)
    try:
        antwoord = vraag()
    finally:
        sys.setprofile(None)
    return antwoord, len(geteld)


@pytest.mark.parametrize("naam", ["vormingen", "activiteiten-open-aanbod"])
def test_een_waarde_gaat_een_enkele_weg(naam):
    """From tables that are read: the first figure, and the tile that shows it."""
    gegevens.vergeet()
    for bron in gegevens.tabelnamen():
        gegevens.tabel(bron)
    gevraagd, van_cijfer = oproepen(lambda: cijfer(naam))
    tegel, van_tegel = oproepen(lambda: tonen.toon_tegels([tonen.Tegel(gevraagd, naam)]))
    assert (f"](#k-{naam}-2021 " in tegel.myst) == gevraagd.bekend
    assert 0 < van_cijfer <= 100 and 0 < van_tegel <= 100, (van_cijfer, van_tegel)


def test_een_grafiek_zonder_gegevens_of_bron_komt_er_niet():
    vormen = reeks("vormingen", jaar=2021, dimensie="vorm")
    with plt.style.context(huisstijl()):
        kaal, ax = plt.subplots()
        ax.plot([1, 2], [3, 4])
        with pytest.raises(ValueError, match="geen gegevens"):
            tonen.toon_figuur("x", kaal, "Bijschrift", vormen)
        _, ax = plt.subplots()
        kop(staven(vormen, "kort", "waarde", ax=ax), "Titel")
        with pytest.raises(ValueError, match="bron"):
            tonen.toon_figuur("x", ax, "Bijschrift", [])


@pytest.mark.parametrize("naam", ["", "Vormingen", "vormingen 2021", "61", "a--b", "../x"])
def test_een_figuur_of_tabel_zonder_naam_of_bijschrift_komt_er_niet(naam):
    rijen = pd.DataFrame({"Naam": ["a"]})
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match="geen naam"):
        tonen.toon_tabel(naam, rijen, "Bijschrift", BRON)
    with pytest.raises(ValueError, match="geen naam"):
        tonen.toon_figuur(naam, ax, "Bijschrift", BRON)
    with pytest.raises(ValueError, match="geen bijschrift"):
        tonen.toon_tabel("goed", rijen, " ", BRON)
