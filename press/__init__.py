"""The engine: builds, checks and publishes a book whose report package is ``chapters/jaarverslag``.

That package is next to the notebooks, so that plain Jupyter needs no install; only the line below
makes it importable here.
"""

import sys

from press.project import CHAPTERS

if str(CHAPTERS) not in sys.path:
    sys.path.insert(0, str(CHAPTERS))
