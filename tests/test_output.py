"""The check of the finished book: a valid page passes, and every kind of fault is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from press.check import output

GOED = (
    '<p id="a">Er waren <a href="ander.html#b">er 61</a>.<img src="x.png" alt="Een grafiek"></p>'
    "<pre>np.float64(3) ??</pre><script type='application/json'>NaN</script>"
)


def problems(folder: Path, body: str) -> list[str]:
    page = "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{}</body></html>"
    (folder / "een.html").write_text(page.format(body), encoding="utf-8")
    (folder / "ander.html").write_text(page.format('<h1 id="b">é</h1>'), encoding="utf-8")
    (folder / "x.png").touch()
    return [str(problem) for problem in output.check_html(folder)]


def test_een_goede_bladzijde_is_in_orde(tmp_path: Path) -> None:
    assert problems(tmp_path, GOED) == []


FOUT = {
    "Traceback": ("<p>Traceback (most recent call last)</p>", "Traceback in de tekst: «Trace"),
    "een getal van NumPy": ("<p>np.float64(3)</p>", "np. in de tekst"),
    "een lege waarde": ("<p>Er waren nan</p>", "<NA> in de tekst"),
    "een gat": ("<p>Er waren ?? vormingen</p>", "?? in de tekst: «Er waren ?? vormingen»"),
    "een rol": ("<p>{cijfer}`x`</p>", "een rol die niet herkend is"),
    "een klasse": ("<p>{.bevinding}</p>", "een klasse die niet herkend is"),
    "een anker te veel": ('<p id="a"></p><p id="a"></p>', "het anker a staat er twee keer"),
    "geen tekst": ('<img src="x.png">', "het beeld x.png heeft geen alternatieve tekst"),
    "lege tekst": (
        '<img src="x.png" alt=" ">',
        "het beeld x.png heeft een lege alternatieve tekst",
    ),
    "een bestandsnaam": ('<img src="x.png" alt="a1.svg">', "tekst van x.png is een bestandsnaam"),
    "een dode link": ('<a href="weg.html">x</a>', "dode link weg.html"),
    "buiten de map": ('<a href="../geheim">x</a>', "dode link ../geheim"),
    "een dood anker": ('<a href="ander.html#c">x</a>', "anker dat er niet is: ander.html#c"),
    "een vreemd script": ('<script src="https://a.be/x.js"></script>', "iets buiten de site"),
    "een script": ("<script>alert(1)</script>", "iets dat in de bladzijde zelf draait: <script>"),
    "een gebeurtenis": ('<b onclick="x()">a</b>', "in de bladzijde zelf draait: <b>"),
    "een bladzijde erin": ("<iframe></iframe>", "in de bladzijde zelf draait: <iframe>"),
    "een link die draait": ('<a href="javascript:x()">a</a>', "naar een bladzijde leidt: java"),
    "een vreemd blad": (
        '<link rel="stylesheet" href="https://a.be/">',
        "iets buiten de site",
    ),
}


@pytest.mark.parametrize("geval", FOUT)
def test_elke_fout_wordt_een_keer_gezegd(tmp_path: Path, geval: str) -> None:
    body, verwacht = FOUT[geval]
    (tmp_path.parent / "geheim").touch()
    (fout,) = problems(tmp_path, body)
    assert fout.startswith("een.html: ") and verwacht in fout


def test_een_pdf_die_er_niet_is(tmp_path: Path) -> None:
    assert [str(p) for p in output.check_pdf(tmp_path / "b.pdf")] == ["b.pdf: de PDF ontbreekt"]
