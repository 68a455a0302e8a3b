"""Sentences that follow the year: the reporting year beside the year before it.

A text that says "meer dan vorig jaar" is wrong the year after. Here the figures choose the words:
more, fewer, as many, not found, the first year, not comparable. All words are compared at the
rounding that the reader sees, so that "evenveel als" never stands between two numbers that differ.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from . import gegevens
from .basis.myst import Md, markdown
from .basis.tekst import afronden, opsomming
from .cijfers import als_cijfer, cijfer, register, van_sleutel
from .rekenen import Cijfer, verschil
from .weergave import NIETS, Weergave, htmllijst, noteer_bronnen

MEER, MINDER, GELIJK = "meer", "minder", "gelijk"
NU_ONTBREEKT, VROEGER_ONTBREEKT = "nu ontbreekt", "vroeger ontbreekt"
BEIDE_ONTBREKEN, EERSTE_JAAR = "beide ontbreken", "eerste jaar"
BREUK, ONZEKER = "niet vergelijkbaar", "niet precies"
GEVALLEN = (
    MEER, MINDER, GELIJK, NU_ONTBREEKT, VROEGER_ONTBREEKT, BEIDE_ONTBREKEN, EERSTE_JAAR, BREUK,
    ONZEKER,
)  # fmt: skip
# A lower bound or an estimate cannot say that something rose.
NIET_PRECIES = ("circa", "ondergrens")
# Both years have a value, so that there is something to say of the two.
VERGELEKEN = (MEER, MINDER, GELIJK, BREUK, ONZEKER)


@dataclass(frozen=True)
class Jaarpaar:
    """One figure in a year and in the year before.

    ``vroeger`` is ``None`` when that year has no row; ``eerste`` says that no earlier year has
    one. ``soort`` is the kind of the indicator; ``breuk`` the reason why the years may not be
    compared, as a sentence.
    """

    nu: Cijfer
    vroeger: Cijfer | None
    jaar: int
    soort: str = "telling"
    eerste: bool = False
    breuk: str = ""

    @property
    def geval(self) -> str:
        """Which of ``GEVALLEN`` this is; a gap comes before every other reason."""
        if not self.nu.bekend:
            if self.vroeger is not None and self.vroeger.bekend:
                return NU_ONTBREEKT
            return EERSTE_JAAR if self.eerste else BEIDE_ONTBREKEN
        if self.vroeger is None or not self.vroeger.bekend:
            return EERSTE_JAAR if self.eerste else VROEGER_ONTBREEKT
        if self.breuk:
            return BREUK
        if {self.nu.status, self.vroeger.status} & set(NIET_PRECIES):
            return ONZEKER
        return GELIJK if self._stap == 0 else MEER if self._stap > 0 else MINDER

    @property
    def verschil(self) -> Cijfer:
        """How much more or fewer, without a sign, between the numbers as the reader sees them."""
        if self.vroeger is None:
            return replace(self.nu, waarde=None)
        uit = verschil(self.nu, self.vroeger, f"verschil met {self.jaar - 1}: {self.nu.label}")
        if not uit.bekend:
            return uit
        return replace(uit, waarde=abs(float(self._stap)))

    @property
    def zin(self) -> Md:
        """The sentence after the one that names the figure, with links to the rows."""
        vorig = self.jaar - 1
        geval = self.geval
        if geval in (MEER, MINDER):
            return Md("{} dan in {}, {}.").format(self._hoeveel(geval), vorig, self._toen())
        if geval == GELIJK:
            return Md("Dat is {} in {}.").format(self._gelijk(), vorig)
        if geval == NU_ONTBREEKT:
            zin = Md("Over {} is dat cijfer niet gevonden. In {} {}.")
            return zin.format(self.jaar, vorig, self._was())
        if geval == VROEGER_ONTBREEKT:
            zin = Md("Over {} is er geen cijfer gevonden, dus vergelijken gaat niet.")
            return zin.format(vorig)
        if geval == BEIDE_ONTBREKEN:
            return Md("Over {} en {} is dat cijfer niet gevonden.").format(vorig, self.jaar)
        if geval == BREUK:
            return Md("{} Vergelijken met {} gaat dus niet.").format(self.breuk, vorig)
        if geval == ONZEKER:
            zin = Md(
                "In {} {}. Zulke cijfers zijn niet precies genoeg "
                "om van een stijging of een daling te spreken."
            )
            return zin.format(vorig, self._was())
        if not self.nu.bekend:
            return Md("Over {} is dat cijfer niet gevonden.").format(self.jaar)
        return Md("Een cijfer van een vroeger jaar is er niet.")

    @property
    def kort(self) -> Md:
        """A few words for a tile ("3 meer dan in 2020"); empty when there is nothing to compare."""
        vorig, geval = self.jaar - 1, self.geval
        if geval in (MEER, MINDER):
            maat = self._maat(self.verschil)
            return Md("{} {} dan in {}").format(maat, self._woord(geval), vorig)
        if geval == GELIJK:
            return Md("{} in {}").format(self._gelijk(), vorig)
        if geval == NU_ONTBREEKT and self.vroeger is not None:
            return Md("{} in {}").format(self.vroeger, vorig)
        return Md("")

    def kies(self, *, meer: str, minder: str, gelijk: str, anders: str) -> str:
        """One of four texts by the direction; ``anders`` wherever no direction may be named."""
        keuze = {MEER: meer, MINDER: minder, GELIJK: gelijk}
        return keuze.get(self.geval, anders)

    # ---- words ----

    @property
    def _telt(self) -> bool:
        """Whole things that one says "er" of; other units are measured."""
        return self.soort == "telling" and self.nu.decimalen == 0

    @property
    def _hoog(self) -> bool:
        """Levels on a scale are higher or lower; everything else is more or less."""
        return self.soort in ("aandeel", "score", "index")

    @functools.cached_property
    def _stap(self) -> Decimal:
        """From then to now, between the numbers as the reader sees them."""
        assert self.vroeger is not None
        return self._afgerond(self.nu) - self._afgerond(self.vroeger)

    def _afgerond(self, c: Cijfer) -> Decimal:
        return afronden(float(c), self.nu.decimalen)

    def _woord(self, geval: str) -> str:
        if self._hoog:
            return "hoger" if geval == MEER else "lager"
        return geval

    def _gelijk(self) -> str:
        return "even hoog als" if self._hoog else "evenveel als"

    def _maat(self, c: Cijfer) -> Md:
        """The difference with its unit, where the unit is not the thing that is counted."""
        if self._telt:
            return markdown(c)
        return Md("{} {}").format(c, c.eenheidswoord) if c.eenheidswoord else markdown(c)

    def _hoeveel(self, geval: str) -> Md:
        maat = self._maat(self.verschil)
        if not self._telt:
            return Md("Dat is {} {}").format(maat, self._woord(geval))
        werkwoord = "is" if self.verschil.waarde == 1 else "zijn"
        return Md("Dat {} er {} {}").format(werkwoord, maat, geval)

    def _toen(self) -> Md:
        assert self.vroeger is not None
        if not self._telt:
            return Md("toen het {} was").format(self._maat(self.vroeger))
        werkwoord = "was" if self._afgerond(self.vroeger) == 1 else "waren"
        return Md("toen het er {} {}").format(self.vroeger, werkwoord)

    def _was(self) -> Md:
        assert self.vroeger is not None
        if not self._telt:
            return Md("was het {}").format(self._maat(self.vroeger))
        werkwoord = "was" if self._afgerond(self.vroeger) == 1 else "waren"
        return Md("{} het er {}").format(werkwoord, self.vroeger)


def jaarpaar(indicator: str, uitsplitsing: str = "", jaar: int | None = None) -> Jaarpaar:
    """A key figure beside that of the year before; without ``jaar`` for the reporting year.

    Breaks stand in ``datapackage.json`` under ``breuken``. Raises ``OnbekendCijfer`` as ``cijfer``.
    """
    return naast_vorig_jaar(cijfer(indicator, uitsplitsing, jaar))


def naast_vorig_jaar(nu: Cijfer) -> Jaarpaar:
    """As ``jaarpaar``, for a key figure in hand; a computed figure has no year before."""
    if nu.sleutel is None or nu.sleutel.jaar is None:
        raise ValueError(f"{nu.label} is berekend: zet de cijfers zelf naast die van vorig jaar.")
    indicator, uitsplitsing, jaar = nu.sleutel.naam, nu.sleutel.uitsplitsing, nu.sleutel.jaar
    rijen = van_sleutel("kerncijfers", indicator)
    rijen = rijen[rijen["uitsplitsing"] == uitsplitsing]
    vorig = rijen[rijen["jaar"] == jaar - 1]
    redenen = [
        breuk["reden"]
        for breuk in gegevens.pakket().get("breuken", [])
        if breuk["indicator"] == indicator and breuk["jaar"] == jaar
    ]
    return Jaarpaar(
        nu=nu,
        vroeger=None if vorig.empty else als_cijfer("kerncijfers", vorig.iloc[0]),
        jaar=jaar,
        soort=str(rijen["soort"].iloc[0]),
        eerste=not (rijen["jaar"] < jaar).any(),
        breuk=redenen[0] if redenen else "",
    )


def jaarzin(indicator: str, uitsplitsing: str = "", jaar: int | None = None) -> Md:
    """The sentence that sets a key figure beside that of the year before, right in every case."""
    return jaarpaar(indicator, uitsplitsing, jaar).zin


def zin(als_bekend: str, anders: str, **cijfers: Cijfer | str) -> Md:
    """``als_bekend`` with its figures filled in, or ``anders`` when one of them is not known.

    ``{jaar}`` is the reporting year, ``{naam}`` the figure of that name, linked to its row, or
    another text, literally. In ``anders`` figures that are public may stand too. Both texts are
    MyST, and so must be literals.
    """
    gevraagd = [waarde for waarde in cijfers.values() if isinstance(waarde, Cijfer)]
    noteer_bronnen([c for c in gevraagd if c.bekend])
    tekst = als_bekend if all(c.bekend for c in gevraagd) else anders
    # press/check/cells.py holds the callers to literals, as ruff does those of Md.
    return Md(tekst).format(**{"jaar": gegevens.verslagjaar(), **cijfers})  # noqa: S704


def meerderheid(deel: Cijfer, geheel: Cijfer) -> bool:
    """Whether ``deel`` is more than all the rest of ``geheel``; no when one of them is a gap."""
    rest = verschil(geheel, deel)
    return rest.bekend and float(deel) > float(rest)


def toppen(tabel: pd.DataFrame, label: str, waarde: str) -> str:
    """Labels of the rows with the highest value, ties together ("juni en november"); "" if none."""
    if tabel.empty:
        return ""
    hoogste = tabel[tabel[waarde] == tabel[waarde].max()]
    return opsomming([str(naam) for naam in hoogste[label]])


def toon_vergelijking(domein: str, zonder: tuple[str, ...] = ()) -> Weergave:
    """List every key figure of a domain that has a value beside that of the year before.

    ``zonder`` names indicators of which the chapter tells this itself; nothing when none is left.
    """
    rijen = register("kerncijfers", domein=domein)
    jaar = gegevens.verslagjaar()
    rijen = rijen[rijen["uitsplitsing"] == ""]
    sleutels = [sleutel for sleutel in dict.fromkeys(rijen["sleutel"]) if sleutel not in zonder]
    paren = [paar for sleutel in sleutels if (paar := jaarpaar(sleutel)).geval in VERGELEKEN]
    if not paren:
        return NIETS
    regels = []
    for paar in paren:
        noteer_bronnen([c for c in (paar.nu, paar.vroeger) if c is not None])
        regels.append(Md("- **{}**: {}. {}\n").format(paar.nu.label, paar._maat(paar.nu), paar.zin))
    kop = Md("**Vergeleken met {}.** De cijfers van dit hoofdstuk naast die van toen:\n\n")
    lijst = htmllijst(f"{paar.nu.label}: {paar.nu}" for paar in paren)
    return Weergave(kop.format(jaar - 1) + Md("").join(regels), lijst)
