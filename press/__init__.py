"""The engine: builds, checks and publishes a book whose report package is ``chapters/jaarverslag``.

That package stands beside the notebooks, so that plain Jupyter needs no install; the line below is
the only one that makes it importable here.
"""

import sys

from press.project import CHAPTERS

if str(CHAPTERS) not in sys.path:
    sys.path.insert(0, str(CHAPTERS))
