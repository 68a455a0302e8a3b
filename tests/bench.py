"""What a build takes against Jupyter Book as it comes, on this machine, side by side.

    python tests/bench.py            five rounds, each with all builds one after the other
    python tests/bench.py 9 both     nine rounds; later builds make the web book and the PDF

Not a test: it prints a table in Markdown. A round begins with the stock way (`jupyter-book build
--all`, the same chapters, the same environment, plain kernels, the web book only). Ratios are taken
within a round, since a machine is not the same from one minute to the next.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "_ext")]

from conftest import change_cell, copy_repository  # noqa: E402 (after the line above)

STOCK = ["-c", "from jupyter_book.cli.main import main; main()", "build", "--all", "."]
PUBLISH = [str(Path("_ext", "publish.py"))]
# The table that most chapters read: the worst case for a changed value.
ROW = {"jaar": "2021", "indicator": "tevredenheid-vormingen", "uitsplitsing": ""}
TARGETS = {"koud": 0.35, "een cijfer": 0.15, "tekst": 0.08, "niets": 0.03}


def seconds(book: Path, command: list[str], **env: str) -> float:
    """Time of one command in the folder of the book; raises when it fails."""
    started = time.monotonic()
    result = subprocess.run(
        [sys.executable, *command], cwd=book, env={**os.environ, **env},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if result.returncode:
        raise SystemExit(result.stdout + result.stderr)
    return time.monotonic() - started


def from_scratch(book: Path) -> None:
    for made in ("_build", Path("figures", "export")):
        shutil.rmtree(book / made, ignore_errors=True)


def other_value(book: Path, number: int) -> None:
    old, new = ("79", "80") if number % 2 else ("80", "79")
    change_cell(book / "data" / "kerncijfers.csv", ROW, "waarde", old, new)


def other_text(book: Path) -> None:
    chapter = book / "chapters" / "voorwoord.md"
    chapter.write_text(chapter.read_text("utf-8") + "\nEen zin erbij.\n", encoding="utf-8")


def one_round(book: Path, number: int, later: list[str]) -> dict[str, float]:
    """Seconds of each build, in the order of the table."""
    from_scratch(book)
    took = {"kale bouw": seconds(book, STOCK, JAARVERSLAG_KERNELS="gewoon")}
    from_scratch(book)
    took["koud"] = seconds(book, [*PUBLISH, "html", "pdf"])
    other_value(book, number)
    took["een cijfer"] = seconds(book, [*PUBLISH, *later])
    other_text(book)
    took["tekst"] = seconds(book, [*PUBLISH, *later])
    took["niets"] = seconds(book, [*PUBLISH, *later])
    return took


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


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    later = ["html", "pdf"] if "both" in sys.argv else ["html"]
    with tempfile.TemporaryDirectory() as folder:
        book = copy_repository(Path(folder, "boek"))
        rounds = []
        for number in range(count):
            rounds.append(one_round(book, number, later))
            told = ", ".join(f"{name} {took:.1f} s" for name, took in rounds[-1].items())
            print(f"ronde {number + 1}: {told}", file=sys.stderr, flush=True)
    print(table(rounds))


if __name__ == "__main__":
    main()
