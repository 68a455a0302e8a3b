"""The verbs of the engine: ``python -m press html pdf``, ``check``, ``live``, ``dist`` …

Every verb has a module with a ``main``, which gets the arguments after the verb; ``html`` and
``pdf`` may be combined.
"""

from __future__ import annotations

import signal
import sys
from importlib import import_module

from press.say import STOPS, report

# A module with a ``main``, or module and function.
VERBS = {
    "html": "press.publish.book",
    "pdf": "press.publish.book",
    "live": "press.publish.live",
    "druk": "press.publish.bleed",
    "proef": "press.publish.bleed:proof",
    "dist": "press.publish.dist",
    "voorbeeld": "press.publish.example",
    "terug": "press.publish.undo",
    "editie": "press.publish.new_edition",
    "uitgave": "press.publish.archive",
    "invoer": "press.intake.run",
    "sjabloon": "press.intake.template",
    "bewaar": "press.publish.archive:keep",
    "check": "press.check.run",
    "correctie": "press.publish.correction",
    "klaar": "press.publish.ready",
}


def main(arguments: list[str]) -> int:
    """Run one verb; exit status 2 when there is no such verb."""
    verb = arguments[0] if arguments else ""
    if verb not in VERBS:
        print(f"Kies een werkwoord: {', '.join(VERBS)}.", file=sys.stderr)
        return 2
    rest = arguments if verb in ("html", "pdf") else arguments[1:]
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # as nohup wants it
            signal.signal(number, signal.default_int_handler)
    module, _, function = VERBS[verb].partition(":")
    try:
        return int(getattr(import_module(module), function or "main")(rest))
    except STOPS as problem:
        report(problem)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
