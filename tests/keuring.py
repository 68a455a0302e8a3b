"""External validators that are too heavy for `make test`: `make keuring`.

    python tests/keuring.py [judge ...]

Each gives its findings about the published book, a line each. Those of today stand in
``data/keuring.csv`` with a reason; any other is a fault, and so is a row that no longer occurs, so
that the list only shrinks. What a judge needs comes into ``_build/.keuring``; when that cannot be
had, one line says so and the others go on. To add a judge: a function that yields findings or
raises ``Lacks``, and a name in ``JUDGES``.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import browser
import pandas as pd
import tools

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "_build" / "html"
PLACE = ROOT / "_build" / ".keuring"
LIST = ROOT / "tests" / "data" / "keuring.csv"
PAGES = ("index.html", "chapters/kerncijfers.html", "search.html")  # for slow judges
LINES = ROOT / "chapters" / "jaarverslag" / "inladen.csv"
FAST = 97  # of a hundred


class Lacks(Exception):
    """A judge cannot come; its text is the line that says why, and what helps."""


def nu_html_checker() -> Iterator[str]:
    """What the standard of HTML says of every page: errors and warnings, without their places."""
    jar = from_npm("vnu-jar@26.9.27") / "build" / "dist" / "vnu.jar"
    command = [program("default-jre-headless", "java"), "-jar", str(jar), "--format", "json"]
    said = run([*command, "--stdout", "--skip-non-html", str(BOOK)])
    for message in answer(said)["messages"]:
        if message["type"] == "error" or message.get("subType") == "warning":
            yield message["message"]


def lighthouse() -> Iterator[str]:
    """What Chrome's own judge says of access, good habits and search engines, and how fast a page
    is on a telephone: the median of three, for a machine has its moods.
    """
    script = from_npm("lighthouse@12.8.2") / "cli" / "index.js"
    node = program("nodejs", "node")
    options = ["--output=json", "--quiet", "--chrome-flags=--headless=new --no-sandbox"]
    with browser.served(BOOK, "/") as site:
        for page in PAGES:
            speeds = []
            for _ in range(3):
                said = answer(run([node, str(script), site.url + page, *options]))
                speeds.append(said["categories"].pop("performance")["score"] or 0)
            if (speed := round(100 * statistics.median(speeds))) < FAST:
                yield f"{page}: snelheid {speed}"
            for kind in said["categories"].values():
                for audit in (said["audits"][part["id"]] for part in kind["auditRefs"]):
                    if audit["score"] is not None and audit["score"] < 1:
                        yield f"{audit['id']}: {audit['title']}"


def firefox() -> Iterator[str]:
    """Search, the explorer and the charts, as another browser than the tests' own shows them."""
    path = program("firefox-esr", "firefox-esr", "firefox")
    # Over the standard protocol Firefox has no finger, dark screen, media of paper, page without
    # scripts or download, and Playwright asks it for sheets in inches, which it takes as cm.
    left_out = "print or sheet or finger or drawing or scripts or along"
    asked = "tests/test_search.py", "tests/test_verkenner.py", f"-knot ({left_out})"
    yield from pytest_faults(*asked, JAARVERSLAG_FIREFOX=path)


def r_lines() -> Iterator[str]:
    """The lines of page Data that load a form in R, which give as many rows as the CSV has."""
    script = program("r-base-core", "Rscript")
    with LINES.open(encoding="utf-8", newline="") as file:
        lines = [row["regel"] for row in csv.DictReader(file) if row["programma"] == "R"]
    with tempfile.TemporaryDirectory() as folder:
        place = shutil.copytree(BOOK / "data", Path(folder) / "data")
        shutil.unpack_archive(next(place.glob("*-parquet.zip")), place)
        rows = pd.read_csv(place / "kerncijfers.csv")
        for line in (line.format(boek=next(place.glob("*.xlsx")).stem) for line in lines):
            asked = f'setwd("{place}"); x <- {line}; cat(nrow(x), sum(x$waarde, na.rm = TRUE))'
            said = run([script, "-e", asked], LC_ALL="C.UTF-8")
            if "there is no package called" in said.stderr:
                hint = "sudo apt install r-cran-readxl r-cran-rsqlite; arrow heeft Debian niet"
                print(f"r: {line}: niet gekeurd, het pakket ontbreekt ({hint}).", file=sys.stderr)
            elif said.stdout != f"{len(rows)} {rows['waarde'].sum():g}":
                yield f"{line}: leest de rijen niet"


def pytest_faults(*options: str, **env: str) -> Iterator[str]:
    """Which tests fail that are too long for every day, or look further than every day."""
    done = run([sys.executable, "-m", "pytest", "-q", *options], **env)
    if done.returncode not in (0, 1):
        raise Lacks(f"pytest begon niet: {(done.stdout + done.stderr).splitlines()[-1]}")
    yield from re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.M)


def from_npm(package: str) -> Path:
    """The folder of a package, installed when it is not there; none of its scripts run."""
    name, _, version = package.rpartition("@")
    place = PLACE / "node_modules" / name
    described = place / "package.json"
    if not described.is_file() or json.loads(described.read_text("utf-8"))["version"] != version:
        PLACE.mkdir(parents=True, exist_ok=True)
        npm = [program("npm"), "install", "--prefix", str(PLACE), "--ignore-scripts"]
        if run([*npm, "--no-audit", "--no-fund", package]).returncode:
            raise Lacks(f"npm kon {package} niet ophalen; is er een netwerk?")
    return place


def program(package: str, *names: str) -> str:
    """The path of a program of Debian and Ubuntu, installed if need be and if it can be."""

    def found() -> Iterator[list[str]]:
        paths = map(shutil.which, names or (package,))
        yield from ([path, "--version"] for path in paths if path)

    return tools.obtained(tools.Tool(package, found, package))


def run(command: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "CHROME_PATH": tools.find(tools.CHROME), **env}
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )


def answer(said: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    try:
        return dict(json.loads(said.stdout))
    except ValueError:
        raise Lacks(f"het programma stopte: {said.stderr.strip()[-200:]}") from None


JUDGES: dict[str, Callable[[], Iterator[str]]] = {
    "nu": nu_html_checker,
    "lighthouse": lighthouse,
    "firefox": firefox,
    "r": r_lines,
    "opmaak": lambda: pytest_faults("tests/test_leestekst.py", "-m", "keuring"),
    # The three lines in the zip of the notebooks, to the letter: installs half a gigabyte.
    "recept": lambda: pytest_faults("tests/test_notebooks.py", "-m", "keuring"),
    "contrast": lambda: pytest_faults("tests/test_browser.py", "-kwcag", JAARVERSLAG_AXE="alles"),
    "afgebroken": lambda: pytest_faults("tests/test_whole.py", "-kkilled", JAARVERSLAG_KILLS="20"),
}


def judge(name: str, known: set[str]) -> list[str]:
    """Why this judge is not content; raises ``Lacks``."""
    found = set(JUDGES[name]())
    wrong = [f"nieuw: {finding}" for finding in sorted(found - known)]
    gone = sorted(known - found)
    return wrong + [f"opgelost, schrap de rij in {LIST.name}: {finding}" for finding in gone]


def main(names: list[str]) -> int:
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    status = 0
    for name in names or JUDGES:
        known = {row["bevinding"] for row in rows if row["keurder"] == name}
        try:
            wrong = judge(name, known)
        except (Lacks, tools.NotFound) as problem:
            print(f"{name}: niet gekeurd. {problem}", file=sys.stderr)
            continue
        status |= bool(wrong)
        print(*(f"{name}: {line}" for line in wrong or ["in orde."]), sep="\n", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
