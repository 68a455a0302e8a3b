"""Sentences that follow the year: the reporting year beside the year before it.

A text that says "meer dan vorig jaar" is wrong the year after. Here the figures choose the words:
more, fewer, as many, not public, the first year, not comparable. All words are compared at the
rounding that the reader sees, so that "evenveel als" never stands between two numbers that differ.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from . import gegevens
from .basis.tekst import afronden, markdown, opsomming
from .cijfers import Cijfer, als_cijfer, cijfer, register, van_sleutel, verschil
from .weergave import Md, Weergave, noteer_bronnen

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
# Nothing to set beside each other: a list of nothing but these is no list.
ZWIJGT = (VROEGER_ONTBREEKT, BEIDE_ONTBREKEN, EERSTE_JAAR)


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
        stap = self._afgerond(self.nu) - self._afgerond(self.vroeger)
        return GELIJK if stap == 0 else MEER if stap > 0 else MINDER

    @property
    def verschil(self) -> Cijfer:
        """How much more or fewer, without a sign, between the numbers as the reader sees them."""
        if self.vroeger is None:
            return replace(self.nu, waarde=None)
        uit = verschil(self.nu, self.vroeger, f"verschil met {self.jaar - 1}: {self.nu.label}")
        if not uit.bekend:
            return uit
        stap = self._afgerond(self.nu) - self._afgerond(self.vroeger)
        return replace(uit, waarde=abs(float(stap)))

    @property
    def zin(self) -> Md:
        """The sentence after the one that names the figure, with links to the rows."""
        vorig = self.jaar - 1
        geval = self.geval
        if geval in (MEER, MINDER):
            return Md(f"{self._hoeveel(geval)} dan in {vorig}, {self._toen()}.")
        if geval == GELIJK:
            return Md(f"Dat is {self._gelijk()} in {vorig}.")
        if geval == NU_ONTBREEKT:
            return Md(f"Over {self.jaar} is dat cijfer niet publiek. In {vorig} {self._was()}.")
        if geval == VROEGER_ONTBREEKT:
            return Md(f"Over {vorig} is er geen publiek cijfer, dus vergelijken gaat niet.")
        if geval == BEIDE_ONTBREKEN:
            return Md(f"Over {vorig} en {self.jaar} is dat cijfer niet publiek.")
        if geval == BREUK:
            return Md(f"{markdown(self.breuk)} Vergelijken met {vorig} gaat dus niet.")
        if geval == ONZEKER:
            return Md(
                f"In {vorig} {self._was()}. Zulke cijfers zijn niet precies genoeg "
                "om van een stijging of een daling te spreken."
            )
        if not self.nu.bekend:
            return Md(f"Over {self.jaar} is dat cijfer niet publiek.")
        return Md("Een cijfer van een vroeger jaar is er niet.")

    @property
    def kort(self) -> str:
        """A few words for a tile ("3 meer dan in 2020"); empty when there is nothing to compare."""
        vorig = self.jaar - 1
        if self.geval in (MEER, MINDER):
            maat = self._maat(self.verschil)
            return f"{maat} {self._woord(self.geval)} dan in {vorig}"
        if self.geval == GELIJK:
            return f"{self._gelijk()} in {vorig}"
        if self.geval == NU_ONTBREEKT and self.vroeger is not None:
            return f"{self.vroeger:md} in {vorig}"
        return ""

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

    def _afgerond(self, c: Cijfer) -> Decimal:
        return afronden(float(c), self.nu.decimalen)

    def _woord(self, geval: str) -> str:
        if self._hoog:
            return "hoger" if geval == MEER else "lager"
        return geval

    def _gelijk(self) -> str:
        return "even hoog als" if self._hoog else "evenveel als"

    def _maat(self, c: Cijfer) -> str:
        """The difference with its unit, where the unit is not the thing that is counted."""
        if self._telt:
            return f"{c:md}"
        eenheid = c.eenheidswoord
        if eenheid == "punten" and c.waarde == 1:
            eenheid = "punt"
        return f"{c:md} {eenheid}".rstrip()

    def _hoeveel(self, geval: str) -> str:
        maat = self._maat(self.verschil)
        if not self._telt:
            return f"Dat is {maat} {self._woord(geval)}"
        werkwoord = "is" if self.verschil.waarde == 1 else "zijn"
        return f"Dat {werkwoord} er {maat} {geval}"

    def _toen(self) -> str:
        assert self.vroeger is not None
        if not self._telt:
            return f"toen het {self._maat(self.vroeger)} was"
        werkwoord = "was" if self._afgerond(self.vroeger) == 1 else "waren"
        return f"toen het er {self.vroeger:md} {werkwoord}"

    def _was(self) -> str:
        assert self.vroeger is not None
        if not self._telt:
            return f"was het {self._maat(self.vroeger)}"
        werkwoord = "was" if self._afgerond(self.vroeger) == 1 else "waren"
        return f"{werkwoord} het er {self.vroeger:md}"


def jaarpaar(indicator: str, uitsplitsing: str = "", jaar: int | None = None) -> Jaarpaar:
    """A key figure beside that of the year before; without ``jaar`` for the reporting year.

    Breaks stand in ``datapackage.json`` under ``breuken``. Raises ``OnbekendCijfer`` as ``cijfer``.
    """
    return naast_vorig_jaar(cijfer(indicator, uitsplitsing, jaar))


def naast_vorig_jaar(nu: Cijfer) -> Jaarpaar:
    """As ``jaarpaar``, for a key figure in hand; a computed figure has no year before."""
    if nu.sleutel is None or nu.sleutel.jaar is None:
        raise ValueError(f"{nu.label} is berekend: zet de cijfers zelf naast die van vorig jaar.")
    _, indicator, _, uitsplitsing, jaar = nu.sleutel
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


def zin(als_bekend: str, anders: str, **cijfers: Cijfer) -> Md:
    """``als_bekend`` with its figures filled in, or ``anders`` when one of them is not public.

    ``{jaar}`` is the reporting year, ``{naam}`` the figure of that name, linked to its row. In
    ``anders`` figures that are public may stand too. Both texts are MyST.
    """
    noteer_bronnen([c for c in cijfers.values() if c.bekend])
    tekst = als_bekend if all(c.bekend for c in cijfers.values()) else anders
    woorden = {naam: c.als_markdown for naam, c in cijfers.items()}
    return Md(tekst.format(jaar=gegevens.verslagjaar(), **woorden))


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
    """List every key figure of a domain beside that of the year before; nothing when none can be.

    ``zonder`` names indicators of which the chapter tells this itself.
    """
    rijen = register("kerncijfers", domein=domein)
    jaar = gegevens.verslagjaar()
    rijen = rijen[rijen["uitsplitsing"] == ""]
    sleutels = [sleutel for sleutel in dict.fromkeys(rijen["sleutel"]) if sleutel not in zonder]
    paren = [jaarpaar(sleutel) for sleutel in sleutels]
    if all(paar.geval in ZWIJGT for paar in paren):
        return Weergave("", "")
    regels, lijst = [], []
    for paar in paren:
        if paar.geval in ZWIJGT and not paar.nu.bekend:
            continue
        noteer_bronnen([c for c in (paar.nu, paar.vroeger) if c is not None])
        label = markdown(paar.nu.label)
        nu = paar.nu.als_markdown + (f" {paar.nu.eenheidswoord}" if not paar._telt else "")
        vervolg = f"{nu.rstrip()}. {paar.zin}"
        if not paar.nu.bekend:
            vervolg = paar.zin[:1].lower() + paar.zin[1:]
        regels.append(f"- **{label}**: {vervolg}")
        lijst.append(f"<li>{html.escape(paar.nu.label)}: {html.escape(str(paar.nu))}</li>")
    kop = f"**Vergeleken met {jaar - 1}.** De cijfers van dit hoofdstuk naast die van toen:"
    return Weergave("\n".join([kop, "", *regels, ""]), f"<ul>{''.join(lijst)}</ul>")
