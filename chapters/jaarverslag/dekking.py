"""Coverage per domain and year, and the figures of two years side by side.

Counts indicators, not parts of them. ``tonen.toon_leemtes`` lists the same gaps by name.
"""

from __future__ import annotations

import pandas as pd

from . import gegevens
from .basis.myst import Md
from .basis.tekst import datum
from .cijfers import gevraagde_indicatoren, register
from .tonen import toon_tabel
from .weergave import Weergave, alinea, samen
from .zinnen import BREUK, ONZEKER, jaarparen


def dekking() -> pd.DataFrame:
    """One row per domain with indicators and per year that has figures.

    Columns: domein, label, jaar, indicatoren (due that year), gevonden (with a value). Domains in
    the order of their table, by year.
    """
    totalen = register("kerncijfers")
    totalen = totalen[totalen["uitsplitsing"] == ""]
    jaren = [int(jaar) for jaar in totalen["jaar"].unique()]
    gevraagd = pd.concat([gevraagde_indicatoren(jaar).assign(jaar=jaar) for jaar in jaren])
    per = ["domein", "jaar"]
    aantallen = {"indicatoren": gevraagd.groupby(per).size()}
    aantallen["gevonden"] = totalen.groupby(per)["bekend"].sum()
    tabel = pd.DataFrame(aantallen).dropna(subset="indicatoren").fillna(0).astype(int)
    domeinen = gegevens.tabel("domeinen").sort_values("volgorde")
    domeinen = domeinen[["id", "label"]].rename(columns={"id": "domein"})
    return domeinen.merge(tabel.reset_index(), on="domein")


def toon_jaren() -> Weergave:
    """Show every figure with a value in both years, and why the two may not be compared."""
    jaar, paren = gegevens.verslagjaar(), jaarparen()
    waarom = {BREUK: "niet te vergelijken", ONZEKER: "niet precies genoeg om te vergelijken"}
    tabel = pd.DataFrame(
        [
            {
                "Cijfer": paar.nu.label,
                str(jaar - 1): paar.vroeger,
                str(jaar): paar.nu,
                "Verschil": paar.kort or f"{waarom[paar.geval]}. {paar.breuk}".rstrip(" ."),
            }
            for paar in paren
        ]
    )
    cijfers = [c for paar in paren for c in (paar.vroeger, paar.nu) if c is not None]
    rest = len(gevraagde_indicatoren(jaar)) - len(paren)
    bijschrift = f"Cijfers van {jaar - 1} en {jaar} naast elkaar"
    weergave = toon_tabel("jaren-naast-elkaar", tabel, bijschrift, cijfers)
    zin = f"Van de andere {rest} indicatoren ontbreekt een van beide jaren."
    return samen([weergave, alinea(zin)]) if rest > 1 else weergave


def toon_feiten() -> Weergave:
    """Show facts with numbers that belong to no indicator or series."""
    feiten, peildatum = gegevens.tabel("feiten"), gegevens.pakket()["peildatum"]
    later = "Later bekend dan dit verslag. "
    tabel = pd.DataFrame(
        [
            {
                "Feit": Md("[{}]{{#feit-{:sleutel}}}").format(feit.zin, feit.id),
                "Wanneer": datum(feit.datum),
                "Noot": f"{later if feit.datum > peildatum else ''}{feit.noot}".strip(),
            }
            for feit in gegevens.per_rij(feiten)
        ]
    )
    return toon_tabel(
        "feiten-buiten-de-reeksen", tabel, "Feiten buiten de reeksen", list(feiten["bron"])
    )
