"""Messages to the user, and in Dutch the reasons why a command stopped."""

from __future__ import annotations

import contextlib
import json
import os
import sys


class Refused(Exception):
    """Nothing was changed or published; every argument is one Dutch line that says why."""


MOST_SHOWN = 25
# Exceptions that end a command without being a bug: no traceback.
STOPS = (Refused, KeyboardInterrupt, OSError, json.JSONDecodeError)


# Control characters, escaped: the name of a file or a sheet could hold terminal codes.
CONTROL = {code: ascii(chr(code))[1:-1] for code in (*range(10), *range(11, 32), *range(127, 160))}


def say(line: str) -> None:
    print(line.translate(CONTROL), flush=True)


def shortened(lines: list[str]) -> list[str]:
    """At most ``MOST_SHOWN`` lines, and how many more there are."""
    more = len(lines) - MOST_SHOWN
    return [*lines[:MOST_SHOWN], f"... en nog {more}"] if more > 0 else lines


def asked(name: str) -> str:
    """The value of NAME=… in the command; empty if not given."""
    return os.environ.get(name, "").strip()


def agreed(question: str) -> bool:
    """Whether the user agrees: at the terminal, or in advance with JA=1."""
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


def report(problem: BaseException) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        print("\n".join(reasons(problem)).translate(CONTROL), file=sys.stderr)
