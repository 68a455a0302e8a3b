"""One run of Jupyter Book, started by ``book.py``.

    python -m press.publish.maker PARENT SCRATCH build ...

The scratch folder tells where the outputs of the chapters are cached (``sphinx.executed``).
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from press import kept
from press.kernels import fork
from press.project import EXECUTED, KEPT
from press.sphinx import executed


def main() -> None:
    parent, scratch = int(sys.argv.pop(1)), Path(sys.argv.pop(1))
    fork.end_with(parent)
    kept.keep_in(KEPT)
    executed.receive(scratch / EXECUTED)
    # Doctrees are full of reference cycles, and all of them live until the end: garbage collection
    # took a fifth of a build and freed nothing.
    gc.disable()
    from jupyter_book.cli.main import main as jupyter_book

    jupyter_book()


if __name__ == "__main__":
    main()
