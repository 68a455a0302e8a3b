"""``python -m jaarverslag.keuring``: one problem per line; exit status 1 if there are any."""

import sys

from ..gegevens import datamap
from . import controleer

fouten = controleer(datamap())
for fout in fouten:
    print(fout, file=sys.stderr)
if fouten:
    print(f"{len(fouten)} fout(en) in de gegevens. Er is niets gebouwd.", file=sys.stderr)
raise SystemExit(1 if fouten else 0)
