"""Prose that follows the data: figures by their key, and passages that show under a condition.

    {cijfer}`vormingen`                    61, linked to its row: the figure of the reporting year
    {cijfer}`vormingen/online`             a part of it; `vormingen@2020`: another year
    {cijfer}`vormingen|eenheid`            61 vormingen; other forms: see ``VORMEN``,
                                           each in English too: `x|en`, `x|kort, en`
    {cijfer}`cpi-inflatie|periode`         2021: a series without @ is the newest known in time
    {cijfer}`vormingen|was/waren`          the word that goes with 1, or with any other number

    :::{als} vormingen                     shown if that figure is known
    :::{anders}                            shown otherwise; optional
    {.als jaar=2021}                       before a heading: the whole section

Conditions, separated by commas when all must hold: a key (the figure is known; with a form: it can
be written in that form, unlike the share `vormingen/online|deel` of zero), a key with ``stijgt``,
``daalt`` or ``gelijk`` (compared with the year before), ``jaar 2021`` (one edition), ``register
activiteiten`` (that register has rows, public or not), ``vergelijkbaar 5`` (at least 5 figures can
be compared with the year before), and ``kaart`` (there is a card for this year). The text stays
MyST: what is hidden becomes empty lines, so that every line keeps its number.

A line that begins with % is a comment for authors and is never shown.

The input and output are plain text, without Sphinx: the book, the downloadable notebooks and the
tests read chapters through the same two functions, ``kies`` and ``vul_in``.
"""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from . import gegevens
from .basis.myst import Md, markdown, regels_en_code
from .basis.tekst import SPATIE, enkelvoud
from .cijfers import OnbekendCijfer, cijfer, sectorcijfer
from .registers import samengevat
from .rekenen import Cijfer, aandeel
from .voorbeeld import is_voorbeeld
from .zinnen import GELIJK, IN_WOORDEN, MEER, MINDER, jaarpaar, jaarparen

HOOFDSTUKKEN = Path(__file__).resolve().parents[1]
ROL = re.compile(r"\{cijfer\}`([^`\n]+)`")
SLEUTEL = re.compile(
    r"(?P<naam>[a-z0-9]+(?:-[a-z0-9]+)*)(?:/(?P<deel>[\w.-]+))?(?:@(?P<periode>[^|`]+))?"
)
OPEN = re.compile(r"(?P<hek>:{3,})\{(?P<soort>als|anders)\}[ \t]*(?P<voorwaarde>.*?)[ \t]*")
KOP = re.compile(r"(#{1,6}) ")
NOTITIE = "% "
# The markup of a line; the content of a role stays.
OPMAAK = re.compile(r"\{[\w-]+\}`([^`]*)`|^[#\s*-]+|\*\*|\]\([^)]*\)|\[")
VOOR_KOP = re.compile(r"\{\.als (?P<wat>jaar|register|vergelijkbaar)=(?P<waarde>[\w-]+)\}[ \t]*")
RICHTINGEN = {"stijgt": MEER, "daalt": MINDER, "gelijk": GELIJK}
ENGELS = "en"
EENHEID, KORT, DEEL, PERIODE = "eenheid", "kort", "deel", "periode"
VERGELEKEN = "t.o.v. vorig jaar"
# What may follow |, besides two words separated by a slash.
VORMEN = (EENHEID, KORT, DEEL, VERGELEKEN, PERIODE)


class ProzaFout(ValueError):
    """A passage that cannot be parsed, or a figure that is not known; one Dutch line."""


@dataclass(frozen=True)
class Verwijzing:
    """The content of the role: a key, a part of it, a period and a form."""

    naam: str
    deel: str = ""
    periode: str = ""
    vorm: str = ""
    taal: str = "nl"

    @property
    def sleutel(self) -> str:
        """The condition that it needs: the key, with the form if that can fail by itself."""
        vorm = f"|{self.vorm}" if self.vorm in (DEEL, VERGELEKEN) else ""
        return self.naam + (f"/{self.deel}" if self.deel else "") + vorm

    @property
    def bekend(self) -> bool:
        """Whether it can be written in its form."""
        if self.vorm == VERGELEKEN:
            return bool(jaarpaar(self.naam, self.deel, self.jaar).kort)
        return self.gevormd.bekend

    @property
    def cijfer(self) -> Cijfer:
        """The figure; raises ``OnbekendCijfer`` when no table has it."""
        if self.naam in _indicatoren():
            return cijfer(self.naam, self.deel, self.jaar)
        return sectorcijfer(self.naam, self.deel, self.periode or None)

    @property
    def jaar(self) -> int | None:
        return int(self.periode) if self.periode else None

    @property
    def gevormd(self) -> Cijfer:
        """The figure to write: itself, abbreviated, or its share of the whole."""
        if self.vorm == DEEL:
            return aandeel(self.cijfer, replace(self, deel="").cijfer)
        return self.cijfer.kort() if self.vorm == KORT else self.cijfer


def _indicatoren() -> frozenset[str]:
    return frozenset(gegevens.tabel("indicatoren")["id"])


def lees(tekst: str) -> Verwijzing | None:
    """What ``tekst`` refers to, or None when it is a name that a cell gave with ``noem``.

    Raises ``ProzaFout`` for a form that does not exist or an invalid year.
    """
    sleutel, streep, vorm = (deel.strip() for deel in tekst.partition("|"))
    gelezen = SLEUTEL.fullmatch(sleutel)
    sleutels = _indicatoren().union(gegevens.tabel("reeksen")["id"])
    if not gelezen or gelezen["naam"] not in sleutels:
        return None
    # "deel, en" is the form "deel" in English.
    vormen = [deel.strip() for deel in vorm.split(",")] if streep else []
    taal = vormen.pop() if vormen[-1:] == [ENGELS] else "nl"
    if len(vormen) > 1 or any(vorm not in VORMEN and "/" not in vorm for vorm in vormen):
        keuze = ", ".join([*VORMEN, "was/waren", ENGELS])
        raise ProzaFout(f"{{cijfer}}`{tekst}`: kies na de streep uit {keuze}")
    periode = (gelezen["periode"] or "").strip()
    if gelezen["naam"] in _indicatoren() and not re.fullmatch(r"([0-9]{4})?", periode):
        raise ProzaFout(f"{{cijfer}}`{tekst}`: schrijf een jaar na @")
    return Verwijzing(gelezen["naam"], gelezen["deel"] or "", periode, "".join(vormen), taal)


def verwijzingen(tekst: str) -> Iterator[Verwijzing]:
    """All figures that a text names by their key, in order."""
    for gevonden in ROL.finditer(tekst):
        if wat := lees(gevonden[1]):
            yield wat


def in_woorden(wat: Verwijzing) -> Md:
    """The figure as MyST for a sentence, linked to its row.

    Raises ``ProzaFout`` when it is not known, or cannot be compared with the year before.
    """
    if wat.vorm == VERGELEKEN:
        kort = jaarpaar(wat.naam, wat.deel, wat.jaar).kort
        if not kort:
            raise ProzaFout(f"{wat.naam} is niet te vergelijken met het jaar ervoor")
        return kort
    een, schuin, meer = wat.vorm.partition("/")
    c = wat.gevormd
    if not c.bekend:
        raise ProzaFout(f"{c.label} ({c.periode}) is niet bekend; zet de zin in een blok {{als}}")
    if wat.vorm == PERIODE:
        return markdown(c.periode)
    if schuin:
        return markdown(een if enkelvoud(float(c), c.decimalen) else meer)
    gewoon = replace(c, status="gepubliceerd", taal=wat.taal).getal
    link = Md('[[{}](#{:sleutel} "{}")]{{.cijfer}}').format(gewoon, c.rijen[0], c.herkomst)
    # The unit stays on the same line as its figure.
    eenheid = f"{SPATIE}{c.eenheidswoord}" if wat.vorm == EENHEID and c.eenheidswoord else ""
    return IN_WOORDEN[wat.taal].get(c.status, Md("")) + link + eenheid


def uitgelicht_nu() -> pd.DataFrame:
    """The rows of the table ``uitgelicht`` in the reporting year."""
    tabel = gegevens.tabel("uitgelicht")
    return tabel[tabel["datum"].astype(str).str.startswith(str(gegevens.verslagjaar()))]


def waar(voorwaarde: str) -> bool:
    """Whether one condition holds for this edition; raises ``ProzaFout`` when it is unknown."""
    eerste, _, tweede = voorwaarde.partition(" ")
    if eerste == "jaar" and tweede.isdigit():
        # Such a passage is about the real organisation.
        return int(tweede) == gegevens.verslagjaar() and not is_voorbeeld()
    if eerste == "register" and tweede in gegevens.tabelnamen():
        return samengevat(tweede) or not gegevens.tabel(tweede).empty
    if voorwaarde == "kaart":
        return not uitgelicht_nu().empty
    if eerste == "vergelijkbaar" and tweede.isdigit():
        return sum(paar.geval in RICHTINGEN.values() for paar in jaarparen()) >= int(tweede)
    if tweede in RICHTINGEN and (wat := lees(eerste)):
        return jaarpaar(wat.naam, wat.deel, wat.jaar).geval == RICHTINGEN[tweede]
    if wat := lees(voorwaarde):
        return wat.bekend
    raise ProzaFout(
        f"de voorwaarde {voorwaarde!r} bestaat niet; schrijf een sleutel, een sleutel met "
        f"{', '.join(RICHTINGEN)}, 'jaar 2021', 'register activiteiten', 'vergelijkbaar 5' of "
        "'kaart'"
    )


@dataclass(frozen=True)
class Voorwaarde:
    """A condition that must hold, or with ``anders`` must not, for a passage to show."""

    tekst: str
    regel: int
    anders: bool = False

    @property
    def delen(self) -> list[str]:
        """The conditions of which all must hold."""
        return [deel.strip() for deel in self.tekst.split(",")]

    @property
    def jaar(self) -> int | None:
        """The one year that this requires, if any."""
        jaren = [int(deel[5:]) for deel in self.delen if re.fullmatch(r"jaar \d{4}", deel)]
        return jaren[0] if jaren and not self.anders else None

    @functools.cached_property
    def houdt(self) -> bool:
        try:
            return all(map(waar, self.delen)) != self.anders
        except (ProzaFout, OnbekendCijfer) as fout:
            raise ProzaFout(f"regel {self.regel}: {fout}") from None


@dataclass(frozen=True)
class Regel:
    """One line of a chapter; ``teken``: a fence or a comment, which is never shown."""

    nummer: int
    tekst: str
    is_code: bool
    voorwaarden: tuple[Voorwaarde, ...] = ()
    teken: bool = False


def regels_van(tekst: str) -> Iterator[Regel]:
    """The lines of a chapter, each with the conditions that apply to it.

    Raises ``ProzaFout`` with the line for a passage that is not closed or is invalid.
    """
    blokken: list[tuple[str, Voorwaarde]] = []  # the open blocks, by their colons
    vorige: Voorwaarde | None = None  # of the block that was closed last, for {anders}
    secties: list[tuple[int, Voorwaarde]] = []  # by the level of their heading
    komt: Voorwaarde | None = None  # of the heading that must follow
    for nummer, (regel, is_code) in enumerate(regels_en_code(tekst), start=1):
        kop = None if is_code else KOP.match(regel)
        if komt and not kop:
            raise ProzaFout(f"regel {nummer - 1}: na {{.als …}} hoort meteen een kop")
        if kop:
            secties = [sectie for sectie in secties if sectie[0] < len(kop[1])]
            secties += [(len(kop[1]), komt)] if komt else []
            komt = None
        teken = True
        if not is_code and blokken and regel.strip() == blokken[-1][0]:
            vorige = blokken.pop()[1]
        elif not is_code and (open_ := OPEN.fullmatch(regel)):
            blokken.append((open_["hek"], _voorwaarde(open_, vorige, nummer)))
        elif not is_code and (voor := VOOR_KOP.fullmatch(regel)):
            komt = Voorwaarde(f"{voor['wat']} {voor['waarde']}", nummer)
        else:
            teken = not is_code and regel.startswith(NOTITIE)
            vorige = None if regel.strip() else vorige
        onder = (*(v for _, v in secties), *(v for _, v in blokken))
        yield Regel(nummer, regel, is_code, onder, teken)
    if blokken:
        raise ProzaFout(f"regel {blokken[-1][1].regel}: dit blok is niet gesloten")


def _voorwaarde(open_: re.Match[str], vorige: Voorwaarde | None, regel: int) -> Voorwaarde:
    if open_["soort"] == "als":
        return Voorwaarde(open_["voorwaarde"], regel)
    if vorige is None:
        raise ProzaFout(f"regel {regel}: {{anders}} hoort meteen na een blok {{als}}")
    return replace(vorige, anders=True)


def kies(tekst: str) -> str:
    """A chapter with only the passages that hold for this edition; lines keep their number.

    A heading without content left is removed too. Raises ``ProzaFout`` with the line for a passage
    that is not closed or is invalid.
    """
    uit: list[str] = []
    onder: int | None = 0  # level of the heading below, as long as nothing stands in between
    for regel in reversed(list(regels_van(op_naam(tekst)))):
        toont = not regel.teken and all(v.houdt for v in regel.voorwaarden)
        kop = None if regel.is_code else KOP.match(regel.tekst)
        if toont and kop:
            toont = onder is None or onder > len(kop[1])
            onder = len(kop[1]) if toont else onder
        elif toont and regel.tekst.strip():
            onder = None
        uit.append(regel.tekst if toont else "")
    return "\n".join(reversed(uit))


def op_naam(tekst: str) -> str:
    """A text with the name of the organisation; that of the example replaces the real one."""
    wie = gegevens.pakket()["organisatie"]
    if not (vervangt := wie.get("vervangt")):
        return tekst
    return re.sub(rf"\b{re.escape(vervangt)}(?: vzw)?\b", wie["kort"], tekst)


@dataclass(frozen=True)
class Passage:
    """A passage about one year; ``met_anders``: there is a text for other years."""

    jaar: int
    regel: int
    begin: str
    met_anders: bool


def passages(tekst: str) -> list[Passage]:
    """The passages about one year in a chapter, in order."""
    regels = list(regels_van(tekst))
    voorwaarden = dict.fromkeys(v for regel in regels for v in regel.voorwaarden)
    anders = {v.regel for v in voorwaarden if v.anders}
    gevonden = []
    for v in sorted(voorwaarden, key=lambda v: v.regel):
        if v.jaar:
            inhoud = (r.tekst for r in regels if v in r.voorwaarden and not r.teken)
            woorden = (OPMAAK.sub(r"\1", regel).strip() for regel in inhoud)
            begin = textwrap.shorten(next(filter(None, woorden), ""), 60, placeholder=" …")
            gevonden.append(Passage(v.jaar, v.regel, begin, v.regel in anders))
    return gevonden


def te_schrijven(tekst: str, jaar: int) -> list[Passage]:
    """Passages that the edition for ``jaar`` still has to write: its own that are empty.

    If it has none at all, those of the latest earlier year that have no text for other years.
    """
    alle = passages(tekst)
    if van_jaar := [p for p in alle if p.jaar == jaar]:
        return [p for p in van_jaar if not p.begin]
    eerder = max((p.jaar for p in alle if p.jaar < jaar), default=None)
    return [p for p in alle if p.jaar == eerder and not p.met_anders]


def met_lege_blokken(tekst: str, jaar: int) -> str:
    """A chapter with an empty passage for ``jaar`` before each older one that needs it."""
    regels = tekst.split("\n")
    for passage in reversed(te_schrijven(tekst, jaar)):
        if passage.begin:
            notitie = f"{NOTITIE}{passage.jaar}: {passage.begin}"
            regels.insert(passage.regel - 1, f":::{{als}} jaar {jaar}\n{notitie}\n:::\n")
    return "\n".join(regels)


def onbeschut(tekst: str) -> Iterator[tuple[int, str]]:
    """Figures of the reporting year, with their line, that no enclosing condition requires.

    An edition without them could not be built.
    """
    for regel in regels_van(tekst):
        if regel.is_code or regel.teken:
            continue
        gevraagd: set[str] = set()
        for v in regel.voorwaarden:
            for deel in [] if v.anders else v.delen:
                # A figure that can be written in some form, or rises, is known.
                gevraagd |= {deel, re.split(r"[| ]", deel)[0]}
        try:
            genoemd = list(verwijzingen(regel.tekst))
        except ProzaFout as fout:
            raise ProzaFout(f"regel {regel.nummer}: {fout}") from None
        for wat in genoemd:
            if not wat.periode and wat.sleutel not in gevraagd:
                yield regel.nummer, wat.sleutel


def vul_in(tekst: str) -> str:
    """A text with every figure and year filled in.

    Names that cells gave with ``noem`` stay, and so does all code. Raises ``ProzaFout`` with every
    figure that is not known, one line each.
    """
    uit: list[str] = []
    fouten: list[str] = []

    def een(gevonden: re.Match[str]) -> str:
        try:
            wat = lees(gevonden[1])
            return in_woorden(wat) if wat else gevonden[0]
        except (ProzaFout, OnbekendCijfer) as fout:
            fouten.append(f"regel {len(uit) + 1}: {fout}")
            return gevonden[0]

    jaar = gegevens.verslagjaar()
    for regel, is_code in regels_en_code(tekst):
        if not is_code:
            regel = ROL.sub(een, regel).replace("{jaar}", str(jaar))
            regel = regel.replace("{vorig jaar}", str(jaar - 1))
        uit.append(regel)
    if fouten:
        raise ProzaFout("\n".join(fouten))
    return "\n".join(uit)


@gegevens.onthoud
def cijfers_van(hoofdstuk: str) -> list[Cijfer]:
    """The figures that the sentences of a chapter name by their key, in this edition.

    None in a downloaded notebook: it has no chapter next to it, and its sentences are finished.
    """
    bestand = HOOFDSTUKKEN / f"{hoofdstuk}.md"
    if not bestand.is_file():
        return []
    regels = regels_en_code(kies(bestand.read_text("utf-8")))
    tekst = "\n".join(regel for regel, is_code in regels if not is_code)
    return [wat.gevormd for wat in verwijzingen(tekst)]
