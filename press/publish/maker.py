"""One run of Jupyter Book for ``book.py``, with what it hands on.

    python -m press.publish.maker WISHES build ...

Standard input tells what chapters gave (``sphinx.executed``).
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path

from press import kept
from press.kernels import fork
from press.sphinx import executed


def main() -> None:
    wishes = json.loads(sys.argv.pop(1))
    fork.end_with(wishes["parent"])
    kept.keep_in(Path(wishes["kept"]))
    executed.receive(sys.stdin)
    # Pages are trees that hang together both ways, and all of them stay to the end: looking for
    # what may go took a fifth of a build, and found nothing.
    gc.disable()
    from jupyter_book.cli.main import main as jupyter_book

    try:
        jupyter_book()
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        # Taking all apart that was imported takes half a second, and the system does it anyway.
        os._exit(1 if end.code else 0)


if __name__ == "__main__":
    main()
