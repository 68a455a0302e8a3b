"""One run of Jupyter Book, in a process that imports first and then waits for a word.

    python -m press.publish.maker OTHERS build ...        (started by ``book.py``)

What comes after the first book forks from here: importing takes seconds, and a second process would
do all of it again. Each ends with the process that started it. Left behind after a kill, it would
go on drawing charts among those of the next build.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading

DONE = "\N{END OF TRANSMISSION}"  # the last word of a maker that succeeded


def load() -> None:
    """Import what every build needs, and keep it out of the garbage collector's sight.

    What is imported stays. Pages are trees that hang together both ways: looking through all of
    them again and again for what may go took a sixth of a build, and found nothing.
    """
    from press import project

    if os.environ.pop("JAARVERSLAG_VERWARM", ""):
        from press import kernels

        kernels.warm_up(str(project.CHAPTERS))
    import sphinx_book_theme  # noqa: F401

    gc.freeze()
    gc.set_threshold(50_000, 20, 10)


def become_one_of(others: list[dict[str, object]]) -> None:
    """Fork a process for each of ``others``; each then goes on with its own pipes and options."""
    for other in others:
        if not os.fork():
            for end, place in ((other["hears"], 0), (other["says"], 1), (other["says"], 2)):
                os.dup2(end, place)
            os.environ.update(other["settings"])
            sys.argv[1:] = other["options"]
            break
    for other in others:
        os.close(other["hears"])
        os.close(other["says"])


def end_with_parent() -> None:
    os.read(0, 1)
    os._exit(1)


def main() -> None:
    from jupyter_book.cli.main import main as jupyter_book

    others = json.loads(sys.argv.pop(1))
    load()
    become_one_of(others)
    if not os.read(0, 1):
        os._exit(1)
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        jupyter_book()
    except SystemExit as end:
        if not end.code:
            print(DONE, flush=True)
            # Taking all apart that was imported takes half a second, and the system does it anyway.
            os._exit(0)
        raise


if __name__ == "__main__":
    main()
