"""The lint of chapters: each rule holds for the real chapters and can be broken."""

import shutil

import pytest

from press.check import rules as checks


def test_de_hoofdstukken_zijn_in_orde():
    assert [str(problem) for problem in checks.all_problems()] == []


@pytest.mark.parametrize(
    "zin",
    [
        "Er waren 61 vormingen.",
        "Er waren drie vormingen.",
        "De helft was online.",
        "Dat kost 1,5 miljoen.",
        "There were four courses.",
        "In 2021 waren er 12.",
        "Eén vorming ging niet door.",
    ],
)
def test_getypte_hoeveelheid_is_een_fout(zin):
    assert checks.quantities(checks.strip_markup(zin))


@pytest.mark.parametrize(
    "zin",
    [
        "Het verscheen op 12 mei 2022.",
        "De beleidsperiode 2021–2025 begon.",
        "Er waren {cijfer}`totaal` vormingen, zie {numref}`fig-x-1`.",
        "Zie artikel 47/1 van het decreet.",
        "Het 10-puntenprogramma.[^1]",
        "Een vorming telt.",
        "Zie [hier](https://voorbeeld.be/2021/12/4) verder.",
    ],
)
def test_toegelaten_tekens_zijn_geen_fout(zin):
    assert checks.quantities(checks.strip_markup(zin)) == []


def hoofdstuk(tmp_path, tekst):
    pad = tmp_path / "proef.md"
    pad.write_text(f"---\nkernelspec: 3\n---\n\n# Proef\n\n{tekst}\n", encoding="utf-8")
    return pad


def test_plaats_van_een_fout_in_prosa(tmp_path):
    pad = hoofdstuk(tmp_path, "Er waren 61 vormingen.")
    (fout,) = checks.prose_problems(pad)
    assert str(fout) == "proef.md, regel 7: getypte hoeveelheid '61'; gebruik {cijfer}"


def test_zinnen_in_een_cel_tellen_mee_namen_niet(tmp_path):
    code = 'teken("fig-61", titel="Er zijn 61 zaken")'
    cel = f"```{{code-cell}} ipython3\n:tags: [hide-input]\n{code}\n```"
    (fout,) = checks.prose_problems(hoofdstuk(tmp_path, cel))
    assert fout.line == 9 and "in een cel" in fout.text


def test_bevinding_ontbreekt(tmp_path):
    assert any("bevinding" in p.text for p in checks.skeleton_problems(hoofdstuk(tmp_path, "x")))


def test_bronnenlijst_ontbreekt(tmp_path):
    pad = hoofdstuk(tmp_path, "{.bevinding}\n**x**\n\n## Bronnen\n\nniets")
    assert [p.text for p in checks.skeleton_problems(pad)] == [
        "onder de kop Bronnen staat toon_bronnen()"
    ]


def test_dubbele_naam_van_een_figuur(tmp_path):
    cel = '```{code-cell} ipython3\ntoon_figuur("a", 1)\ntoon_figuur("a", 2)\n```'
    pad = hoofdstuk(tmp_path, "{.bevinding}\n**x**\n\n" + cel)
    assert any("komt twee keer voor" in p.text for p in checks.skeleton_problems(pad))


# ---- figures typed in code ----


@pytest.mark.parametrize(
    "code",
    [
        'noem(totaal="61")',
        'noem(totaal=Md("61 %"))',
        'noem(totaal=berekend(61, "vormingen", "x", []))',
        'df = pd.DataFrame([{"kort": "online", "waarde": 46}])',
        'df = pd.DataFrame({"waarde": [46, 11, 4]})',
        "getal(1234.5, 1)",
    ],
)
def test_getypt_cijfer_in_een_cel_is_een_fout(tmp_path, code):
    pad = hoofdstuk(tmp_path, f"```{{code-cell}} ipython3\n{code}\n```")
    assert {p.line for p in checks.typed_figures(pad)} == {8}


@pytest.mark.parametrize(
    "code",
    [
        'cijfer("activiteiten-open-aanbod", jaar=2020)',
        'noem(deel=aandeel(a, b, 1), rest=reeks("x")["waarde"].iloc[0])',
        'getal(totaal, 1)\npd.DataFrame([{"minimum": 0, "maximum": 100, "waarde": totaal.waarde}])',
        'sectorcijfer("thuiswerk", "2021")',
    ],
)
def test_jaren_afrondingen_en_schalen_zijn_geen_cijfers(tmp_path, code):
    pad = hoofdstuk(tmp_path, f"```{{code-cell}} ipython3\n{code}\n```")
    assert list(checks.typed_figures(pad)) == []


def test_elke_uitzondering_wordt_gebruikt_of_kan_worden_gebruikt():
    """An exception must match something whole; a pattern that lets anything through is a hole."""
    for patroon in checks.ALLOWED:
        assert not checks.re.search(patroon, "Er waren 61 vormingen en 46 online, in drie reeksen.")


# ---- figures and tables ----

IMPORT = "from jaarverslag.grafieken import staven\n"
GOED = 'toon_figuur("vormingen", staven(df, "a", "b", titel="x"), "Bijschrift", df)'


def figuurfouten(tmp_path, code, prosa=""):
    cel = f"```{{code-cell}} ipython3\n{IMPORT}{code}\n```\n\n{prosa}"
    return [p.text for p in checks.figure_problems(hoofdstuk(tmp_path, cel))]


def test_een_volledige_figuur_is_in_orde(tmp_path):
    assert figuurfouten(tmp_path, GOED) == []


@pytest.mark.parametrize(
    ("code", "fout"),
    [
        (GOED.replace('"vormingen"', '"Vormingen 2021"'), "een naam in kleine letters"),
        (GOED.replace('"vormingen"', "naam"), "een naam in kleine letters"),
        (GOED.replace('"Bijschrift"', '""'), "zonder bijschrift"),
        (GOED.replace('"Bijschrift", df', '"Bijschrift"'), "zonder bron"),
        (GOED.replace('"Bijschrift", df', '"Bijschrift", []'), "zonder bron"),
        (GOED.replace("staven(", "plt.bar("), "niet uit jaarverslag.grafieken"),
        (GOED.replace('staven(df, "a", "b", titel="x")', '"x.svg"'), "zonder grafiek"),
        ('toon_tabel("t", df, "Bijschrift")', "of ze een bron heeft"),
        ('toon_tabel("t", df, "", df)', "zonder bijschrift"),
        ("import matplotlib.pyplot as plt", "teken met de functies"),
    ],
)
def test_een_onvolledige_figuur_is_een_fout(tmp_path, code, fout):
    assert any(fout in tekst for tekst in figuurfouten(tmp_path, code)), code


@pytest.mark.parametrize(
    "prosa", ["![grafiek](x.png)", "```{figure} x.svg\n```", ":::{image} x.svg\n:::"]
)
def test_een_beeld_zonder_gegevens_is_een_fout(tmp_path, prosa):
    assert any("beeld zonder gegevens" in t for t in figuurfouten(tmp_path, GOED, prosa))


def test_dezelfde_naam_in_twee_hoofdstukken_is_een_fout(tmp_path):
    for naam in ("een", "twee"):
        pad = hoofdstuk(tmp_path, f"```{{code-cell}} ipython3\n{GOED}\n```")
        pad.rename(tmp_path / f"{naam}.md")
    (fout,) = checks.double_names(tmp_path)
    assert str(fout) == "twee.md, regel 8: de naam 'vormingen' staat ook in een.md"


def test_een_grafiek_zonder_alt_of_bron_komt_er_ook_bij_het_uitvoeren_niet(tmp_path, monkeypatch):
    import dataclasses

    from jaarverslag import reeks, toon_figuur
    from jaarverslag.grafieken import staven

    monkeypatch.setenv("JAARVERSLAG_EXPORT", str(tmp_path))
    vormen = reeks("vormingen", jaar=2021, dimensie="vorm")
    grafiek = staven(vormen, "kort", "waarde", titel="Titel")
    with pytest.raises(ValueError, match="alternatieve tekst"):
        toon_figuur("x", dataclasses.replace(grafiek, alt=""), "Bijschrift", vormen)
    with pytest.raises(ValueError, match="bron"):
        toon_figuur("x", grafiek, "Bijschrift", [])


# ---- settings, versions ----


@pytest.fixture
def kopie(tmp_path):
    """The files that the checks of settings and versions read, in a private folder."""
    for naam in ("_config.yml", "_toc.yml", "CITATION.cff", "CHANGELOG.md"):
        shutil.copy(checks.ROOT / naam, tmp_path)
    for naam in ("press", "chapters", "data", "figures"):
        weg = shutil.ignore_patterns("export", "__pycache__")
        shutil.copytree(checks.ROOT / naam, tmp_path / naam, ignore=weg)
    return tmp_path


def vervang(pad, oud, nieuw):
    tekst = pad.read_text(encoding="utf-8")
    assert oud in tekst
    pad.write_text(tekst.replace(oud, nieuw, 1), encoding="utf-8")


def test_de_instellingen_en_versies_zijn_in_orde():
    assert checks.config_problems() == []
    assert checks.version_problems() == []
    assert checks.correction_problems() == []


@pytest.mark.parametrize(
    ("oud", "nieuw", "fout"),
    [
        ("html:\n", "html:\n  base_url: x\n", "html.base_url bestaat niet in Jupyter Book"),
        ("only_build_toc_files: true", "only_build_toc_file: true", "toc_file bestaat niet"),
        ("    numfig: true", "    numfigs: true", "sphinx.config.numfigs kent Sphinx niet"),
        ("      show_toc_level: 2", "      show_toc_levels: 2", "options.show_toc_levels"),
    ],
)
def test_een_instelling_die_niets_doet_is_een_fout(kopie, oud, nieuw, fout):
    vervang(kopie / "_config.yml", oud, nieuw)
    assert any(fout in regel for regel in checks.config_problems(kopie))


def test_een_versie_die_verschilt_is_een_fout(kopie):
    vervang(kopie / "CHANGELOG.md", "## 2021.", "## 2022.")
    zinnen = checks.version_problems(kopie)
    assert len(zinnen) == 1 and "CHANGELOG.md" in zinnen[0]


def test_make_check_is_hetzelfde_programma(capsys):
    assert checks.main([]) == 0
    assert capsys.readouterr().out.strip() == "Alles in orde."
