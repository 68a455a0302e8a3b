"""What the programs say to whoever runs them: plain lines, and in Dutch why something stopped."""

from __future__ import annotations

import json
import sys


class Refused(Exception):
    """Nothing was changed or published; every argument is one Dutch line that says why."""


# What may end a command without being a fault of this program.
STOPS = (Refused, KeyboardInterrupt, OSError, json.JSONDecodeError)


def say(line: str) -> None:
    print(line, flush=True)


def tell(problem: BaseException) -> None:
    """Say in Dutch why a command stopped, one of ``STOPS``: a line on stderr for each reason."""
    lines = [f"Het bestandssysteem werkt niet mee: {problem}."]
    if isinstance(problem, Refused):
        lines = list(problem.args)
    elif isinstance(problem, KeyboardInterrupt):
        lines = ["Onderbroken."]
    elif isinstance(problem, json.JSONDecodeError):
        lines = [f"data/datapackage.json is geen geldige JSON: {problem}."]
    for line in lines:
        print(line, file=sys.stderr)
