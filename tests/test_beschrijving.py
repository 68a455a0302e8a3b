"""The descriptor of the data package is validated like the tables.

``data/beschrijving.json`` lists edits, each with the rule that must be reported, or ``null`` where
the package stays valid. Add a new way to break it there first.
"""

from __future__ import annotations

import functools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jaarverslag import gegevens
from jaarverslag.keuring import beschrijving, controleer

WIJZIGINGEN = json.loads((Path(__file__).parent / "data" / "beschrijving.json").read_text("utf-8"))
ECHT = (gegevens.EIGEN_DATA / "datapackage.json").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private copy of the real data package; every test writes its description anew."""
    return shutil.copytree(gegevens.EIGEN_DATA, tmp_path_factory.mktemp("beschrijving") / "data")


def stap(deel: Any, naam: str) -> str | int:
    """A step on a path: a key, a number, or the name of something in a list."""
    if not isinstance(deel, list):
        return naam
    if naam.isdecimal():
        return int(naam)
    return next(plaats for plaats, ding in enumerate(deel) if ding.get("name") == naam)


def gewijzigd(wijziging: dict[str, Any]) -> str:
    if "vervang" in wijziging:
        oud, nieuw = wijziging["vervang"]
        assert oud in ECHT
        return ECHT.replace(oud, nieuw, 1)
    pakket = json.loads(ECHT)
    *weg, laatste = wijziging["pad"].split("/")
    deel = pakket
    for naam in weg:
        deel = deel[stap(deel, naam)]
    plaats = stap(deel, laatste)
    if "zet" in wijziging:
        deel[plaats] = wijziging["zet"]
    elif "bij" in wijziging:
        deel[plaats].append(wijziging["bij"])
    elif "herhaal" in wijziging:
        deel.append(deel[plaats])
    else:
        del deel[plaats]
    for naam in wijziging.get("ook", ()):
        del deel[naam]
    return json.dumps(pakket, ensure_ascii=True)


@pytest.mark.parametrize("wijziging", WIJZIGINGEN, ids=lambda w: w.get("pad", "tekst"))
def test_elke_wijziging_van_de_beschrijving_wordt_beoordeeld(data, wijziging):
    (data / "datapackage.json").write_text(gewijzigd(wijziging), encoding="utf-8")
    fouten = controleer(data)
    zinnen = [str(fout) for fout in fouten]
    if wijziging["regel"] is None:
        assert zinnen == []
        return
    plaats = wijziging.get("plaats")
    assert any(
        wijziging["regel"] in fout.regel and plaats in (None, fout.kolom) for fout in fouten
    ), zinnen
    for fout in fouten:
        assert fout.bestand == "datapackage.json" and fout.tip and "\n" not in str(fout), str(fout)
        assert "valid" not in str(fout) and "match" not in str(fout), str(fout)


def test_een_getal_van_duizenden_cijfers_wordt_geweigerd(data):
    tekst = ECHT.replace('"verslagjaar": 2021', f'"verslagjaar": {"9" * 5000}')
    (data / "datapackage.json").write_text(tekst, encoding="utf-8")
    assert "geen geldige JSON" in str(controleer(data)[0])


@pytest.mark.parametrize(("lengte", "gezegd"), [(60, "x" * 60), (61, "x" * 59 + "…")])
def test_een_lange_waarde_wordt_kort_gezegd(data, lengte, gezegd):
    wijziging = {"pad": "beleidsperiode", "zet": "x" * lengte}
    (data / "datapackage.json").write_text(gewijzigd(wijziging), encoding="utf-8")
    assert [fout.waarde for fout in controleer(data)] == [gezegd]


def test_er_zijn_veel_wijzigingen():
    assert len(WIJZIGINGEN) >= 140
    assert sum(wijziging["regel"] is None for wijziging in WIJZIGINGEN) >= 10


def plaatsen(deel: Any, pad: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    stappen = deel if isinstance(deel, dict) else range(len(deel)) if isinstance(deel, list) else ()
    return [pad, *(p for s in stappen for p in plaatsen(deel[s], (*pad, s)))]


ALLES = plaatsen(json.loads(ECHT))[1:]
VREEMD = st.sampled_from(
    [None, True, 0, -1.5, 10**400, "", "x", "\u2800", [], [[]], [None], {}, {"x": 1}]
)


def zonder_traceback(data: Path, pakket: Any) -> None:
    (data / "datapackage.json").write_text(json.dumps(pakket), encoding="utf-8")
    _, fouten = beschrijving.lees(data)
    for fout in fouten or controleer(data):
        assert fout.regel and fout.tip and "\n" not in str(fout), str(fout)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(ALLES), VREEMD)
def test_geen_enkele_waarde_op_geen_enkele_plaats_geeft_een_traceback(data, pad, waarde):
    pakket = json.loads(ECHT)
    *weg, laatste = pad
    functools.reduce(lambda deel, stap: deel[stap], weg, pakket)[laatste] = waarde
    zonder_traceback(data, pakket)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(ALLES))
def test_elke_plaats_mag_ontbreken_zonder_traceback(data, pad):
    pakket = json.loads(ECHT)
    *weg, laatste = pad
    del functools.reduce(lambda deel, stap: deel[stap], weg, pakket)[laatste]
    zonder_traceback(data, pakket)
