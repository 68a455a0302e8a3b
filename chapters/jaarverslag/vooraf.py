"""Read the tables once, for all chapters: for a process from which kernels are forked.

Importing this is all there is to do. It counts as read by nobody: a chapter that asks a table tells
so, from memory or not (``sporen``). A table that cannot be read is left to the chapter that asks.
"""

from . import cijfers, gegevens
from .basis import sporen

with sporen.stil():
    for bron in gegevens.pakket()["resources"]:
        if not gegevens.is_register(bron):
            gegevens.tabel(bron["name"])
    for tabel in cijfers.REGISTERS:
        cijfers.rijen_van(tabel, "", "")
