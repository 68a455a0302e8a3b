"""Dutch text for numbers, dates and comparisons.

Every number a reader sees is formatted here, so that prose, tiles, tables and charts round and
punctuate alike. Separators come from Babel's ``nl_BE`` locale.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.dates import format_date, get_month_names
from babel.lists import format_list
from babel.numbers import format_decimal

from .myst import Md

LOCALE = "nl_BE"
LOCALES = {"nl": LOCALE, "en": "en_GB"}
# Never break a line between a number and its unit.
SPATIE = "\N{NO-BREAK SPACE}"
MIN = "\N{MINUS SIGN}"
STREEP = "\N{EN DASH}"

# With the zeros of the size below, in which a smaller amount is written.
GROOTTES = (
    (Decimal(1_000_000_000), 6, {"nl": "miljard", "en": "billion"}),
    (Decimal(1_000_000), 0, {"nl": "miljoen", "en": "million"}),
)
# Why a figure has no value, by status, in words for readers.
NIET_GEVONDEN, NIET_VAN_TOEPASSING = "niet-gevonden", "niet-van-toepassing"
NIET_PUBLIEK = "niet-publiek"
# No row yet: nobody has looked, so nothing can be claimed.
NIET_INGEVULD = "nog-niet-ingevuld"
LEEMTEN = {
    NIET_GEVONDEN: {"nl": "niet gevonden", "en": "not found"},
    NIET_INGEVULD: {"nl": "nog niet ingevuld", "en": "not filled in yet"},
    NIET_VAN_TOEPASSING: {"nl": "niet van toepassing", "en": "not applicable"},
    NIET_PUBLIEK: {"nl": "niet publiek", "en": "not public"},
}
# A part of "at least 60" is "at most" so much: a bound that only a sum can give.
ONDERGRENS, BOVENGRENS = "ondergrens", "bovengrens"
VOORVOEGSEL = {"circa": f"ca.{SPATIE}", ONDERGRENS: f"≥{SPATIE}", BOVENGRENS: f"≤{SPATIE}"}


def afronden(waarde: float | int | Decimal, decimalen: int = 0) -> Decimal:
    """Round half away from zero, as readers expect (2,5 becomes 3).

    Python's own ``round`` rounds half to even and would print 2 for 2,5.
    Raises ``ValueError`` when ``waarde`` is not a finite number.
    """
    if waarde is None or not math.isfinite(float(waarde)):
        raise ValueError(f"Geen getal om af te ronden: {waarde!r}")
    stap = Decimal(1).scaleb(-decimalen)
    # Adding zero turns −0 into 0.
    return _exact(waarde).quantize(stap, rounding=ROUND_HALF_UP) + 0


def _exact(waarde: float | int | Decimal) -> Decimal:
    # The text of a ``Cijfer`` is Dutch: use its number.
    return Decimal(str(waarde if isinstance(waarde, int | Decimal) else float(waarde)))


def getal(
    waarde: float | int | Decimal, decimalen: int = 0, eenheid: str = "", taal: str = "nl"
) -> str:
    """Write a number the Flemish way: ``getal(1234.5, 1)`` gives ``"1.234,5"``.

    ``eenheid`` is glued on with a no-break space; ``"euro"`` is written before the number
    as the sign €. ``taal`` "en" writes "1,234.5", "45%" and "€70" for the English summary.
    Raises ``ValueError`` for anything that is not a finite number.
    """
    afgerond = afronden(waarde, decimalen)
    patroon = "#,##0" + ("." + "0" * decimalen if decimalen else "")
    tekst = format_decimal(
        afgerond, format=patroon, locale=LOCALES[taal], decimal_quantization=False
    )
    tekst = tekst.replace("-", MIN)
    if eenheid == "euro":
        return f"€{tekst}" if taal == "en" else f"€{SPATIE}{tekst}"
    if eenheid == "%" and taal == "en":
        return f"{tekst}%"
    return f"{tekst}{SPATIE}{eenheid}" if eenheid else tekst


def rond(waarde: float) -> str:
    """Write a number with one decimal, or none when it is whole."""
    return getal(waarde, 0 if float(waarde).is_integer() else 1)


def groot_bedrag(waarde: float | int | Decimal, decimalen: int = 1, taal: str = "nl") -> str:
    """Write an amount in euro for reading: ``groot_bedrag(70589668.09)`` is ``"€ 70,6 miljoen"``.

    Amounts under one million are written in full, without cents.
    """
    exact = _exact(waarde)
    for grootte, nullen, namen in GROOTTES:
        # What would round up to this size is written in it: not "€ 1.000,0 miljoen".
        if abs(afronden(exact, min(decimalen - nullen, 0))) >= grootte:
            deel = exact / grootte
            # A round amount was rounded by its source: ",0" would claim false precision.
            cijfers = 0 if deel == deel.to_integral_value() else decimalen
            return getal(deel, cijfers, "euro", taal) + SPATIE + namen[taal]
    return getal(exact, 0, "euro", taal)


def enkelvoud(waarde: float | int | Decimal, decimalen: int = 0) -> bool:
    """Whether this number takes a singular in Dutch: 1 vorming, 0 vormingen, 1,0 vormingen."""
    return str(Locale.parse(LOCALE).plural_form(afronden(waarde, decimalen))) == "one"


def maandnaam(maand: int | float, kort: bool = False) -> str:
    """Name of a month by its number: "maart", or "mrt" with ``kort``."""
    namen = get_month_names("abbreviated" if kort else "wide", "stand-alone", LOCALE)
    return str(namen[int(maand)]).rstrip(".")


MAANDEN = tuple(maandnaam(maand) for maand in range(1, 13))


def met_teken(
    waarde: float | int | Decimal, decimalen: int = 0, eenheid: str = "", taal: str = "nl"
) -> str:
    """Write a change with its sign: ``met_teken(3, eenheid="procentpunt")`` is "+3 procentpunt"."""
    tekst = getal(waarde, decimalen, eenheid, taal)
    # In the place of a minus sign: "€ +3".
    return re.sub(r"(?=\d)", "+", tekst, count=1) if afronden(waarde, decimalen) > 0 else tekst


def datum(dag: dt.date | str, precisie: str = "dag", taal: str = "nl") -> str:
    """Write a date: "12 mei 2022", "mei 2022" or "2022", by ``precisie`` (dag, maand, jaar).

    The text "2022-05" or "2022" is as precise as it looks. ``taal`` "en" writes "12 May 2022" for
    the English summary.
    """
    patronen = {"dag": "d MMMM y", "maand": "MMMM y", "jaar": "y"}
    if precisie not in patronen:
        raise ValueError(f"Onbekende precisie {precisie!r}; kies uit {', '.join(patronen)}")
    if isinstance(dag, str):
        precisie = {4: "jaar", 7: "maand"}.get(len(dag), precisie)
        try:
            dag = dt.date.fromisoformat(f"{dag}-01-01"[: max(10, len(dag))])
        except ValueError:
            hint = 'schrijf een datum als jjjj-mm-dd, zoals datum("2022-05-12")'
            raise ValueError(f"{dag!r} is geen datum: {hint}.") from None
    return format_date(dag, format=patronen[precisie], locale=LOCALES[taal])


def opsomming(delen: Sequence[str]) -> str:
    """Join words the Dutch way: ``["a", "b", "c"]`` gives ``"a, b en c"``; ``Md`` stays ``Md``."""
    plaatsen = format_list([f"{{{n}}}" for n in range(len(delen))], locale=LOCALE)
    soort = Md if any(isinstance(deel, Md) for deel in delen) else str
    return soort(plaatsen).format(*delen)
