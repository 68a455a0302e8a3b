"""Sentences that compare the reporting year with the year before.

A typed "meer dan vorig jaar" is wrong the year after, so the figures choose the words: more, fewer,
as many, not comparable. Differences are those of the unrounded figures; where the numbers shown
differ by another amount, only the direction is given.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from . import gegevens
from .basis.myst import Md, markdown
from .basis.tekst import BOVENGRENS, ONDERGRENS, afronden, enkelvoud, opsomming
from .cijfers import als_cijfer, cijfer, register, van_sleutel
from .rekenen import Cijfer
from .weergave import NIETS, Weergave, noteer_bronnen

MEER, MINDER, GELIJK = "meer", "minder", "gelijk"
BREUK, ONZEKER, ONVERGELEKEN = "niet vergelijkbaar", "niet precies", "een van beide ontbreekt"
# Both years have a value.
VERGELEKEN = (MEER, MINDER, GELIJK, BREUK, ONZEKER)
CIRCA = "circa"
# "Meer dan 20" and "ongeveer 20" in a sentence: signs such as ≥ are for tiles and tables.
IN_WOORDEN = {
    "nl": {ONDERGRENS: Md("meer dan "), BOVENGRENS: Md("hoogstens "), CIRCA: Md("ongeveer ")},
    "en": {ONDERGRENS: Md("more than "), BOVENGRENS: Md("at most "), CIRCA: Md("about ")},
}


def getal_in_woorden(c: Cijfer) -> Md:
    """The number of a figure for a sentence, linked to its row."""
    return IN_WOORDEN[c.taal].get(c.status, Md("")) + replace(c, status="gepubliceerd").als_markdown


@dataclass(frozen=True)
class Jaarpaar:
    """One figure in a year and in the year before.

    ``vroeger`` is ``None`` when that year has no row. ``soort`` is the kind of the indicator;
    ``breuk`` the reason why the years may not be compared, as a sentence.
    """

    nu: Cijfer
    vroeger: Cijfer | None
    jaar: int
    soort: str = "telling"
    breuk: str = ""

    @property
    def geval(self) -> str:
        """The direction of the change, or why there is no comparison."""
        if not self.nu.bekend or self.vroeger is None or not self.vroeger.bekend:
            return ONVERGELEKEN
        if self.breuk:
            return BREUK
        onder = self.nu.status == ONDERGRENS, self._vroeger.status == ONDERGRENS
        if CIRCA in (self.nu.status, self._vroeger.status) or all(onder):
            return ONZEKER
        # "At least 70" is more than 60, and 50 is less than "at least 60"; otherwise unknown.
        if (onder[0] and self._stap <= 0) or (onder[1] and self._stap >= 0):
            return ONZEKER
        # Numbers that are shown alike count as equal.
        return GELIJK if not self._op_papier else MEER if self._stap > 0 else MINDER

    @property
    def zin(self) -> Md:
        """The sentence after the one that names the figure, with links to the rows."""
        vorig = self.jaar - 1
        if self.geval in (MEER, MINDER):
            zin = Md("{} dan in {}, toen {} {} {}.")
            toen = self._het, self._maat(self._vroeger), self._was
            return zin.format(self._hoeveel(), vorig, *toen)
        if self.geval == GELIJK:
            return Md("Dat is {} in {}.").format(self._gelijk(), vorig)
        if self.geval == BREUK:
            return Md("{} Vergelijken met {} gaat dus niet.").format(self.breuk, vorig)
        if self.geval == ONZEKER:
            zin = Md(
                "In {} {} {} {}. Zulke cijfers zijn niet precies genoeg "
                "om van een stijging of een daling te spreken."
            )
            return zin.format(vorig, self._was, self._het, self._maat(self._vroeger))
        return Md("")

    @property
    def kort(self) -> Md:
        """A few words for a tile ("3 meer dan in 2020"); empty when there is nothing to compare."""
        vorig = self.jaar - 1
        if self.geval in (MEER, MINDER):
            return Md("{} dan in {}").format(self._stapwoorden(), vorig)
        return Md("{} in {}").format(self._gelijk(), vorig) if self.geval == GELIJK else Md("")

    # ---- words ----

    @property
    def _telt(self) -> bool:
        """Whether whole things are counted, which takes "er"; other units are measured."""
        return self.soort == "telling" and self.nu.decimalen == 0

    @property
    def _hoog(self) -> bool:
        """Whether it is a level on a scale, higher or lower; other figures are more or less."""
        return self.soort in ("aandeel", "score", "index")

    @functools.cached_property
    def _stap(self) -> Decimal:
        """The change before rounding, without floating-point noise."""
        return afronden(float(self.nu) - float(self._vroeger), 6)

    @functools.cached_property
    def _op_papier(self) -> Decimal:
        """The change between the numbers as shown."""
        nu, toen = (afronden(float(c), self.nu.decimalen) for c in (self.nu, self._vroeger))
        return nu - toen

    @property
    def _vroeger(self) -> Cijfer:
        assert self.vroeger is not None
        return self.vroeger

    @functools.cached_property
    def _verschil(self) -> Cijfer | None:
        """The size of the change; ``None`` if the numbers shown differ by another amount."""
        if self._op_papier != afronden(self._stap, self.nu.decimalen):
            return None
        uit = self.nu - self._vroeger
        return replace(uit, waarde=float(abs(self._op_papier)), status="berekend")

    def _gelijk(self) -> str:
        gelijk = "even hoog als" if self._hoog else "evenveel als"
        return f"afgerond {gelijk}" if self._stap else gelijk

    def _maat(self, c: Cijfer) -> Md:
        """A figure with its unit, unless the unit is the thing that is counted."""
        maat = getal_in_woorden(c)
        heeft = c.eenheidswoord and not self._telt
        return Md("{}\N{NO-BREAK SPACE}{}").format(maat, c.eenheidswoord) if heeft else maat

    def _stapwoorden(self) -> Md:
        woorden = {MEER: "hoger", MINDER: "lager"} if self._hoog else {MEER: MEER, MINDER: MINDER}
        if self._verschil is None:
            return markdown(woorden[self.geval])
        onder = ONDERGRENS in (self.nu.status, self._vroeger.status)
        zin = Md("minstens {} {}") if onder else Md("{} {}")
        return zin.format(self._maat(self._verschil), woorden[self.geval])

    def _hoeveel(self) -> Md:
        if not self._telt:
            return Md("Dat is {}").format(self._stapwoorden())
        een = self._verschil is not None and enkelvoud(float(self._verschil))
        return Md("Dat {} er {}").format("is" if een else "zijn", self._stapwoorden())

    @property
    def _het(self) -> str:
        return "het er" if self._telt else "het"

    @property
    def _was(self) -> str:
        een = enkelvoud(float(self._vroeger), self.nu.decimalen)
        return "was" if een or not self._telt else "waren"


def jaarpaar(indicator: str, uitsplitsing: str = "", jaar: int | None = None) -> Jaarpaar:
    """A key figure and that of the year before; without ``jaar`` for the reporting year.

    Breaks are in ``datapackage.json`` under ``breuken``. Raises ``OnbekendCijfer`` as ``cijfer``.
    """
    return naast_vorig_jaar(cijfer(indicator, uitsplitsing, jaar))


def naast_vorig_jaar(nu: Cijfer) -> Jaarpaar:
    """Like ``jaarpaar``, for a given key figure; a computed figure has no year before."""
    if nu.sleutel is None or nu.sleutel.jaar is None:
        raise ValueError(f"{nu.label} is berekend: zet de cijfers zelf naast die van vorig jaar.")
    indicator, uitsplitsing, jaar = nu.sleutel.naam, nu.sleutel.uitsplitsing, nu.sleutel.jaar
    rijen = van_sleutel("kerncijfers", indicator)
    rijen = rijen[rijen["uitsplitsing"] == uitsplitsing]
    vorig = rijen[rijen["jaar"] == jaar - 1]
    breuken = gegevens.pakket().get("breuken", [])
    redenen = [b["reden"] for b in breuken if (b["indicator"], b["jaar"]) == (indicator, jaar)]
    return Jaarpaar(
        nu=nu,
        vroeger=None if vorig.empty else als_cijfer("kerncijfers", vorig.iloc[0]),
        jaar=jaar,
        soort=str(rijen["soort"].iloc[0]),
        breuk=redenen[0] if redenen else "",
    )


def jaarparen(domein: str = "") -> list[Jaarpaar]:
    """Every total of the reporting year with that of the year before, if both have a value."""
    rijen = register("kerncijfers", domein=domein)
    sleutels = dict.fromkeys(rijen.loc[rijen["uitsplitsing"] == "", "sleutel"])
    return [paar for sleutel in sleutels if (paar := jaarpaar(sleutel)).geval in VERGELEKEN]


def toppen(tabel: pd.DataFrame, label: str, waarde: str) -> str:
    """Labels of the rows with the highest value, ties together ("juni en november").

    "" when there are no rows, or nothing in any of them.
    """
    if not (tabel[waarde] > 0).any():
        return ""
    hoogste = tabel[tabel[waarde] == tabel[waarde].max()]
    return opsomming([str(naam) for naam in hoogste[label]])


def toon_vergelijking(domein: str) -> Weergave:
    """List every key figure of a domain with its change since the year before."""
    if not (paren := jaarparen(domein)):
        return NIETS
    regels = []
    for paar in paren:
        noteer_bronnen([paar.nu, paar._vroeger])
        regels.append(Md("- **{}**: {}. {}\n").format(paar.nu.label, paar._maat(paar.nu), paar.zin))
    kop = Md("**Vergeleken met {}.** De cijfers van dit hoofdstuk naast die van toen:\n\n")
    return Weergave(kop.format(gegevens.verslagjaar() - 1) + Md("").join(regels))
