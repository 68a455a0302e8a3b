"""Bad input stops the publication before any notebook runs; the last good book stays."""

from __future__ import annotations

import fcntl
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from conftest import (
    ROOT,
    change_cell,
    copy_repository,
    fingerprint,
    publish,
    without_redirects,
)

from press.publish import place
from press.say import Refused


@pytest.fixture
def kopie(tmp_path: Path) -> Path:
    """A copy of the repository with something published in it."""
    root = copy_repository(tmp_path / "het boek")  # a space, as in many a home folder
    page = root / "_build" / "html" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("de vorige uitgave", encoding="utf-8")
    pdf = root / "_build" / "pdf" / "jaarverslag-2021.pdf"
    pdf.parent.mkdir()
    pdf.write_bytes(b"%PDF de vorige uitgave")
    return root


def refused(root: Path) -> list[str]:
    """Publish, and expect a refusal before any notebook ran; return the Dutch lines."""
    before = fingerprint(root)
    result = publish(root, timeout=120)
    assert result.returncode == 1
    assert "hoofdstuk" not in result.stdout, "a notebook ran"
    assert not (root / "_build" / "bouw.log").exists(), "Jupyter Book was started"
    assert "Traceback" not in result.stderr
    assert fingerprint(root) == before
    assert not list((root / "_build").glob(".werk-*"))
    lines = result.stderr.splitlines()
    assert lines[-1] == "Er is niets gepubliceerd; de vorige uitgave is onveranderd."
    return lines


def line_about(lines: list[str], *parts: str) -> str:
    found = [line for line in lines if all(part in line for part in parts)]
    assert len(found) == 1, "\n".join(lines)
    return found[0]


def test_a_missing_description(kopie: Path) -> None:
    (kopie / "data" / "datapackage.json").unlink()
    line_about(refused(kopie), "datapackage.json", "ontbreekt")


def test_all_problems_at_once(kopie: Path) -> None:
    """One of each kind: all are reported together, one line each."""
    table = kopie / "data" / "kerncijfers.csv"
    satisfied = {"jaar": "2021", "indicator": "tevredenheid-vormingen", "uitsplitsing": ""}
    online = {"jaar": "2021", "indicator": "vormingen", "uitsplitsing": "online"}
    change_cell(table, satisfied, "bron", "socius-jaarverslag-2021-hoogtepunten", "horen-zeggen")
    change_cell(table, satisfied, "waarde", "80", "tachtig")
    change_cell(table, online, "waarde", "46", "47")
    rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join([*rows, rows[-1]]), encoding="utf-8")
    (kopie / "data" / "begrippen.csv").unlink()
    lines, place = refused(kopie), r"kerncijfers\.csv, rij \d+, kolom"
    for part, said in (
        ("horen-zeggen", rf"{place} bron, waarde 'horen-zeggen': "),
        ("tachtig", rf"{place} waarde, waarde 'tachtig': verkeerd type"),
        ("dubbele sleutel", rf"kerncijfers\.csv, rij {len(rows) + 1}, "),
        ("tellen op tot 62", rf"{place} waarde, waarde '61': "),
        ("het bestand ontbreekt", r"begrippen\.csv"),
        ("5 fouten in de gegevens", ""),
    ):
        assert re.match(said, line_about(lines, part)), lines


def test_two_builds_at_once(kopie: Path) -> None:
    before = fingerprint(kopie)
    with (kopie / "_build" / ".slot").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4321")
        lock.flush()
        (kopie / "_build" / "bouw.log").write_text("van de andere bouw", encoding="utf-8")
        result = publish(kopie, timeout=120)
    assert result.returncode == 1
    assert "Er loopt al een bouw van dit boek (proces 4321)." in result.stderr
    assert "bouw.log" not in result.stderr
    assert fingerprint(kopie) == before


def test_a_folder_of_charts_that_cannot_be_made(kopie: Path) -> None:
    """Simulates missing write permission, which root always has."""
    (kopie / "figures" / "export").write_text("in de weg", encoding="utf-8")
    lines = refused(kopie)
    line_about(lines, "figures/export", "kan niet opnieuw gemaakt worden", "mag schrijven")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_build_that_is_asked_to_stop_tidies_and_says_so(kopie: Path, number: int) -> None:
    cell = "import time\ntime.sleep(600)"
    only_these(kopie, f"# Hoofdpunten\n\n```{{code-cell}} ipython3\n{cell}\n```\n")
    build = subprocess.Popen(
        [sys.executable, "-m", "press", "html"], cwd=kopie,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # Tests run with nohup, or in the background, ignore some of these, and a child inherits it.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )  # fmt: skip
    assert build.stdout
    while "hoofdstukken uitvoeren: 1" not in build.stdout.readline():
        assert build.poll() is None
    below = psutil.Process(build.pid).children(recursive=True)
    build.send_signal(number)
    _, said = build.communicate(timeout=60)
    assert build.returncode == 1
    assert said.splitlines()[:2] == [
        "Onderbroken.", "Er is niets gepubliceerd; de vorige uitgave is onveranderd."
    ]  # fmt: skip
    assert not list((kopie / "_build").glob(".werk-*"))
    _, alive = psutil.wait_procs(below, timeout=10)
    assert below and not alive


def only_these(root: Path, chapter: str) -> None:
    """Cut the book down to one chapter of a few lines, so that building it takes seconds."""
    head = (
        "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n"
        "kernelspec:\n  display_name: Python 3\n  language: python\n  name: python3\n---\n\n"
    )
    (root / "chapters" / "index.md").write_text(head + chapter, encoding="utf-8")
    (root / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n", encoding="utf-8")
    without_redirects(root)


def fails(root: Path, **env: str) -> str:
    before = fingerprint(root)
    result = publish(root, "html", timeout=300, **env)
    assert result.returncode == 1, result.stdout
    assert fingerprint(root) == before
    assert not list((root / "_build").glob(".werk-*"))
    assert "_build/bouw.log" in result.stderr
    return result.stderr


def test_a_failing_cell(kopie: Path) -> None:
    only_these(kopie, "# Hoofdpunten\n\n```{code-cell} ipython3\nonbekende_naam\n```\n")
    said = fails(kopie)
    assert "Een cel is mislukt in index: NameError: name 'onbekende_naam' is not defined" in said
    log = (kopie / "_build" / "bouw.log").read_text("utf-8")
    assert "onbekende_naam" in log and "Traceback" not in said


def test_a_book_that_cannot_be_built_gets_no_version(kopie: Path) -> None:
    only_these(kopie, "# Hoofdpunten\n\n```{code-cell} ipython3\nonbekende_naam\n```\n")
    record = kopie / "data" / "uitgaven.csv"
    before = record.read_bytes()
    done = subprocess.run(
        ["make", "-o", ".venv/.boek", "klaar", f"PY={sys.executable}"],
        cwd=kopie, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode and "onbekende_naam" in done.stderr
    assert record.read_bytes() == before


def test_a_failing_cell_of_a_plain_kernel(kopie: Path) -> None:
    only_these(kopie, "# Hoofdpunten\n\n```{code-cell} ipython3\nonbekende_naam\n```\n")
    said = fails(kopie, JAARVERSLAG_KERNELS="gewoon")
    assert "Een cel is mislukt in hoofdstuk 1/1 index" in said
    assert "NameError: name 'onbekende_naam' is not defined" in said


def test_a_number_that_no_cell_names(kopie: Path) -> None:
    only_these(kopie, "# Hoofdpunten\n\nEr waren {cijfer}`aantal` vormingen.\n")
    assert "{cijfer}`aantal`: geen enkele cel noemt het met noem(...)" in fails(kopie)


def test_a_broken_reference(kopie: Path) -> None:
    only_these(kopie, "# Hoofdpunten\n\nZie [](weg.md).\n")
    assert "chapters/index.md:" in fails(kopie)


def test_a_table_that_leaks_python(kopie: Path) -> None:
    """The log is clean here; only the page shows it."""
    only_these(kopie, "# Hoofdpunten\n\nHet cijfer is np.float64(3.5).\n")
    said = fails(kopie)
    assert "index.html: np. in de tekst" in said


def test_a_good_book_replaces_the_last_one(kopie: Path) -> None:
    only_these(kopie, "# Hoofdpunten\n\nNieuw.\n")
    result = publish(kopie, "html", timeout=300)
    assert result.returncode == 0, result.stderr
    assert "Nieuw." in (kopie / "_build" / "html" / "index.html").read_text("utf-8")
    assert (kopie / "_build" / "pdf" / "jaarverslag-2021.pdf").read_bytes().endswith(b"uitgave")
    assert sorted(path.name for path in (kopie / "_build").glob(".oud-*")) == []


def test_recovery_from_a_kill_in_the_middle_of_the_swap(tmp_path: Path) -> None:
    (tmp_path / ".oud-1" / "html").mkdir(parents=True)
    (tmp_path / ".oud-1" / "html" / "index.html").write_text("vorige")
    (tmp_path / ".werk-1" / "half").mkdir(parents=True)
    with place.only_one_build(tmp_path):
        assert (tmp_path / "html" / "index.html").read_text() == "vorige"
        assert sorted(path.name for path in tmp_path.iterdir()) == [".slot", "html"]
        with pytest.raises(Refused, match=r"loopt al een bouw .*proces \d+"):
            place.only_one_build(tmp_path).__enter__()


def test_what_is_half_made_when_it_fails_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    with pytest.raises(OSError), place.workplace(tmp_path) as (scratch, aside):
        (scratch / "html").mkdir()
        aside.mkdir()
        (tmp_path / "html").rename(aside / "html")
        raise OSError("schijf vol")
    assert [path.name for path in tmp_path.iterdir()] == ["html"]


def test_a_folder_goes_while_a_kernel_still_writes_in_it(tmp_path: Path) -> None:
    folder = tmp_path / ".werk-1"
    folder.mkdir()
    # A quarter of a second of new files, in a folder that it does not make again.
    code = (
        "import pathlib, sys, time\n"
        "end, number = time.monotonic() + 0.25, 0\n"
        "while time.monotonic() < end:\n"
        "    number += 1\n"
        "    try: pathlib.Path(sys.argv[1], str(number)).touch()\n"
        "    except FileNotFoundError: break\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(folder)]):
        while not list(folder.iterdir()):
            time.sleep(0.01)
        place.clear_away(folder)
    assert list(tmp_path.iterdir()) == []


def test_plain_jupyter_book_is_guarded_too(kopie: Path) -> None:
    """Also without make, invalid data gives no book."""
    row = {"jaar": "2021", "indicator": "vormingen", "uitsplitsing": "online"}
    change_cell(kopie / "data" / "kerncijfers.csv", row, "waarde", "46", "47")
    code = "from jupyter_book.cli.main import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", code, "build", str(kopie), "--path-output", str(kopie / "uit")],
        cwd=kopie, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert result.returncode != 0
    assert "tellen op tot 62" in result.stdout + result.stderr
    assert "hoofdstuk 1/" not in result.stdout
    shutil.rmtree(kopie / "uit", ignore_errors=True)


def test_the_year_in_the_settings_follows_the_data(kopie: Path) -> None:
    only_these(kopie, "# Hoofdpunten\n\nEen zin.\n")
    settings = kopie / "_config.yml"
    settings.write_text(
        settings.read_text("utf-8").replace("Jaarverslag {jaar}", "Jaarverslag 2020"), "utf-8"
    )
    assert "project is 'Jaarverslag 2020', maar data/datapackage.json gaat over 2021" in fails(
        kopie
    )


def test_ci_calls_the_documented_command_only() -> None:
    lines = [
        line
        for line in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]
    assert lines == ["make test"]
    assert "make test" in (ROOT / "README.md").read_text("utf-8")
