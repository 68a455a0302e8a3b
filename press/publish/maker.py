"""One run of Jupyter Book, started by ``book.py``.

    python -m press.publish.maker PARENT SCRATCH build ...

It loads all that it needs, and then waits until the chapters are executed: a file in the scratch
folder tells where their outputs are cached (``sphinx.executed``).
"""

from __future__ import annotations

import gc
import sys
import time
from importlib import import_module
from pathlib import Path

from press import kept
from press.kernels import fork
from press.project import EXECUTED, KEPT, book_settings
from press.sphinx import executed


def main() -> None:
    parent, scratch = int(sys.argv.pop(1)), Path(sys.argv.pop(1))
    fork.end_with(parent)
    kept.keep_in(KEPT)
    # Doctrees are full of reference cycles, and all of them live until the end: garbage collection
    # took a fifth of a build and freed nothing.
    gc.disable()
    from jupyter_book.cli.main import main as jupyter_book

    for extension in ("myst_nb.sphinx_ext", *book_settings()["sphinx"]["local_extensions"]):
        import_module(extension)
    while not (scratch / EXECUTED).exists():
        time.sleep(0.02)
    executed.receive(scratch / EXECUTED)
    jupyter_book()


if __name__ == "__main__":
    main()
