"""Build times compared with plain Jupyter Book, on this machine.

    python tests/bench.py            five rounds, each with all builds one after the other
    python tests/bench.py 9 both     nine rounds; later builds make the web book and the PDF

Not a test: it prints two tables in Markdown. A round begins with the stock way (`jupyter-book build
--all`, the same chapters, the same environment, plain kernels, the web book only). Ratios are taken
within a round, since a machine is not the same from one minute to the next. The second table tells
where the first two builds of a round spend their time, by the lines that they print.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from conftest import change_cell, copy_repository  # noqa: E402 (after the line above)

STOCK = ["-c", "from jupyter_book.cli.main import main; main()", "build", "--all", "."]
PUBLISH = ["-m", "press"]
# Table, row and alternating values of a figure. Of 118 figures 105 are read by at most
# five chapters, and five figures by seven or more.
FIGURES = {
    "een cijfer in vijf hoofdstukken": ("sector", {"reeks": "internetverbinding"}, ("95", "96")),
    "een cijfer in zeven hoofdstukken": (
        "kerncijfers",
        {"jaar": "2021", "indicator": "tevredenheid-vormingen", "uitsplitsing": ""},
        ("80", "79"),
    ),
}
TARGETS = {"koud": 0.35, **dict.fromkeys(FIGURES, 0.20), "tekst": 0.10, "niets": 0.02}
# A line in the output of a build, and the step that ends there; the rest follows the last one.
STOCK_PARTS = (
    (r"Running Sphinx v", "programma laden"),
    (r"pickling environment.*done", "hoofdstukken lezen"),
    (r"build succeeded", "bladzijden schrijven"),
)
OWN_PARTS = (
    (r"hoofdstuk 1/", "programma laden, gegevens nakijken, hoofdstukken uitvoeren"),
    (r"PDF maken", "hoofdstukken lezen"),
    (r"Resultaat nakijken", "bladzijden schrijven, PDF zetten"),
)
REST = "nakijken en op zijn plaats zetten"
EXECUTED = re.compile(r"Executed notebook in ([\d.]+) seconds")
KERNELS = "hoofdstukken uitvoeren, elk in een eigen kernel"
# To measure what each of those kernels does before its first cell.
EMPTY = """
import sys
from jupyter_cache.executors.utils import single_nb_execution
from nbformat.v4 import new_code_cell, new_notebook
cells = [new_code_cell(text) for text in sys.argv[1:]]
single_nb_execution(new_notebook(cells=cells), "chapters", 60, False)
"""
IMPORTS = "import pandas, jaarverslag.grafieken, myst_nb.ext.glue"


def run(book: Path, command: list[str], **env: str) -> list[tuple[float, str]]:
    """The lines that a command prints, each with its second; the end has an empty line."""
    started = time.monotonic()
    with subprocess.Popen(
        [sys.executable, *command], cwd=book, env={**os.environ, "PYTHONUNBUFFERED": "1", **env},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        lines = [(time.monotonic() - started, line) for line in process.stdout or ()]
    if process.returncode:
        raise SystemExit("".join(line for _, line in lines))
    return [*lines, (time.monotonic() - started, "")]


def seconds(book: Path, command: list[str], **env: str) -> float:
    """Time of one command in the folder of the book; raises when it fails."""
    return run(book, command, **env)[-1][0]


def parts(lines: list[tuple[float, str]], marks: tuple[tuple[str, str], ...]) -> dict[str, float]:
    """Seconds of each part of a build, in order."""
    took, before = {}, 0.0
    for mark, name in marks:
        time_ = next(time_ for time_, line in lines if re.search(mark, line))
        took[name], before = time_ - before, time_
    took[REST] = lines[-1][0] - before
    if executed := [float(found[1]) for _, line in lines if (found := EXECUTED.search(line))]:
        took["hoofdstukken lezen"] -= sum(executed)
        took = {KERNELS: sum(executed), **took}
    return took


def kernel_parts(book: Path, count: int) -> dict[str, float]:
    """Seconds that so many plain kernels take to start, and to import what chapters import."""
    nothing = seconds(book, ["-c", EMPTY.replace("single_nb_execution(new", "(new")])
    start = seconds(book, ["-c", EMPTY, "pass"]) - nothing
    imports = seconds(book, ["-c", EMPTY, IMPORTS]) - nothing - start
    return {f"{KERNELS}: starten": count * start, f"{KERNELS}: importeren": count * imports}


def from_scratch(book: Path) -> None:
    for made in ("_build", Path("figures", "export")):
        shutil.rmtree(book / made, ignore_errors=True)


def other_value(book: Path, name: str, number: int) -> None:
    table, row, values = FIGURES[name]
    old, new = values if number % 2 == 0 else values[::-1]
    change_cell(book / "data" / f"{table}.csv", row, "waarde", old, new)


def other_text(book: Path) -> None:
    chapter = book / "chapters" / "voorwoord.md"
    chapter.write_text(chapter.read_text("utf-8") + "\nEen zin erbij.\n", encoding="utf-8")


def one_round(
    book: Path, number: int, later: list[str]
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Seconds of each build, in the order of the table, and of the parts of the first two."""
    from_scratch(book)
    stock = run(book, STOCK)
    from_scratch(book)
    own = run(book, [*PUBLISH, "html", "pdf"])
    took = {"kale bouw": stock[-1][0], "koud": own[-1][0]}
    for name in FIGURES:
        other_value(book, name, number)
        took[name] = seconds(book, [*PUBLISH, *later])
    other_text(book)
    took["tekst"] = seconds(book, [*PUBLISH, *later])
    took["niets"] = seconds(book, [*PUBLISH, *later])
    chapters = sum(bool(EXECUTED.search(line)) for _, line in stock)
    in_stock = parts(stock, STOCK_PARTS) | kernel_parts(book, chapters)
    return took, in_stock, parts(own, OWN_PARTS)


def table(rounds: list[dict[str, float]]) -> str:
    lines = ["| bouw | mediaan (s) | spreiding (s) | verhouding | doel |", "|---|--:|--:|--:|--:|"]
    for name in rounds[0]:
        times = sorted(took[name] for took in rounds)
        ratio = statistics.median(took[name] / took["kale bouw"] for took in rounds)
        target = f"{TARGETS[name]:.2f}" if name in TARGETS else ""
        lines.append(
            f"| {name} | {statistics.median(times):.1f} | {times[0]:.1f}–{times[-1]:.1f} "
            f"| {ratio:.3f} | {target} |"
        )
    return "\n".join(lines)


def parts_table(title: str, rounds: list[dict[str, float]]) -> str:
    lines = [f"| {title} | mediaan (s) |", "|---|--:|"]
    for name in sorted(rounds[0], key=lambda name: name.partition(":")[0] != KERNELS):
        lines.append(f"| {name} | {statistics.median(took[name] for took in rounds):.1f} |")
    return "\n".join(lines)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    later = ["html", "pdf"] if "both" in sys.argv else ["html"]
    with tempfile.TemporaryDirectory() as folder:
        book = copy_repository(Path(folder, "boek"))
        rounds = []
        for number in range(count):
            rounds.append(one_round(book, number, later))
            summary = ", ".join(f"{name} {took:.1f} s" for name, took in rounds[-1][0].items())
            print(f"ronde {number + 1}: {summary}", file=sys.stderr, flush=True)
    builds, in_stock, in_own = (list(kind) for kind in zip(*rounds, strict=True))
    print(table(builds))
    print()
    print(parts_table("waar de tijd zit: kale bouw", in_stock))
    print()
    print(parts_table("waar de tijd zit: koude bouw", in_own))


if __name__ == "__main__":
    main()
