"""What the programs say to whoever runs them: plain lines, and in Dutch why something stopped."""

from __future__ import annotations

import contextlib
import json
import os
import sys


class Refused(Exception):
    """Nothing was changed or published; every argument is one Dutch line that says why."""


MOST_SHOWN = 25
# What may end a command without being a fault of this program.
STOPS = (Refused, KeyboardInterrupt, OSError, json.JSONDecodeError)


# What a name of a file or a sheet may hold, and would steer the terminal.
CONTROL = {code: ascii(chr(code))[1:-1] for code in (*range(10), *range(11, 32), *range(127, 160))}


def say(line: str) -> None:
    print(line.translate(CONTROL), flush=True)


def shortened(lines: list[str]) -> list[str]:
    """As many lines as somebody reads, and how many more there are."""
    more = len(lines) - MOST_SHOWN
    return [*lines[:MOST_SHOWN], f"... en nog {more}"] if more > 0 else lines


def asked(name: str) -> str:
    """What stands behind NAME= in the command; empty when nothing does."""
    return os.environ.get(name, "").strip()


def agreed(question: str) -> bool:
    """Whether somebody says yes: at the terminal, or beforehand with JA=1."""
    if asked("JA") == "1" or not sys.stdin.isatty():
        return asked("JA") == "1"
    return input(f"{question} [j/N] ").strip().lower() in ("j", "ja")


def reasons(problem: BaseException) -> list[str]:
    """Why a command stopped, one of ``STOPS``: a Dutch line for each reason."""
    if isinstance(problem, Refused):
        return list(problem.args)
    if isinstance(problem, KeyboardInterrupt):
        return ["Onderbroken."]
    if isinstance(problem, json.JSONDecodeError):
        return [f"data/datapackage.json is geen geldige JSON: {problem}."]
    return [f"Het bestandssysteem werkt niet mee: {problem}."]


def tell(problem: BaseException) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        print("\n".join(reasons(problem)).translate(CONTROL), file=sys.stderr)
