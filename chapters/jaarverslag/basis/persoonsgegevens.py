"""Detect personal data: registers count people, they never identify them.

``wat`` says what personal data a text contains: a Belgian national number, e-mail address, bank or
card number, phone number or IP address, in any notation. Check digits decide wherever a number has
them, so that amounts, dates and ids pass. Names look like other words: the description of each
register says that they do not belong there.

``tests/data/persoonsgegevens.csv`` lists known notations and lookalikes: add a new case there
first.
"""

from __future__ import annotations

import contextlib
import html
import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import iban, isbn, luhn
from stdnum.be import eid, nn, ssn, vat

MAILADRES = "een e-mailadres"

# ---- candidates ----

# Nine digits, the fewest of a phone number; every other number here is longer. Between the digits
# of one number are symbols and spaces, never these: they end a cell or a list.
KORTSTE = 9
NEGEN = re.compile(rf"(?:\d[^A-Za-z0-9;\n\r\t]*){{{KORTSTE}}}")
# A fast prefilter: a text without any of these has no personal data. Characters other than Western
# European letters and plain typography may hide something.
SPOOR = re.compile(
    rf"{NEGEN.pattern}|[\x80-\xbf]|[^\x00-\u017f’‘“”–—…€]|(?:\.[0-9a-f\[\]]*){{3}}|::"
    r"|(?::[0-9a-f\[\]]*){3}|@| at |[(\[{<_*|'~-]at|at[)\]]|\(a\)|\[a\]|staart|arob"
    r"| à |[%=]40|&#|&commat",
    re.I,
)


# ---- normalisation ----

# Blank characters that Unicode normalisation does not turn into a space.
LEEG = "\u1680\u2800\u115f\u1160"


def _gewoon(tekst: str) -> str:
    """Normalised lower case: no full-width, invisible or look-alike characters."""
    if "&" in tekst:
        tekst = html.unescape(tekst)
    tekst = re.sub("[%=]40", "@", tekst).replace("[.]", ".")
    if not tekst.isascii():
        tekst = "".join(map(_gewoon_teken, unicodedata.normalize("NFKC", tekst)))
    return " ".join(tekst.lower().split())


def _gewoon_teken(teken: str) -> str:
    if teken.isascii() or teken in "€§":
        return teken
    soort = unicodedata.category(teken)
    if soort == "Nd":
        return str(unicodedata.decimal(teken))
    if soort in ("Cf", "Mn", "Me"):
        return ""
    if teken in LEEG:
        return " "
    # All dashes become one; a middle dot, a bullet or another mark becomes a full stop.
    return "-" if soort == "Pd" else "." if soort[0] in "PS" else teken


# ---- the kinds ----

TLD = "be|nl|com|eu|org|net|vlaanderen|brussels|gent|lu|fr|de|uk|io|info|coop|edu|me|ch"
HAAK_AT = re.compile(r" ?[(\[{<]+ ?(?:at|a|@|apen?staart(?:je)?|arobas?e?) ?[)\]}>]+ ?")
HAAK_PUNT = re.compile(r" ?[(\[{<]+ ?(?:dot|punt|point|\.) ?[)\]}>]+ ?")
WOORD_AT = "(?: (?:at|à|apen?staart(?:je)?|arobas?e?) | ?[_*|'~-]at[_*|'~-] ?| ?@+ ?)"
WOORD_PUNT = r"(?: ?[_-](?:dot|punt)[_-] ?| (?:dot|punt|point) | \. |\.)"
VOOR, NAAM = r"[\w.+'%\"-]", r"[\w-]{1,63}"
MAIL = re.compile(
    rf"{VOOR}@+ ?{NAAM}(?:\.{NAAM})*\.[^\W\d_]{{2,}}"
    rf"|{VOOR}@+(?:gmail|hotmail|outlook|yahoo|icloud|protonmail|skynet|telenet)\b"
    # A typing error: a comma for the full stop, or a space next to it.
    rf"|{VOOR}@{NAAM}(?:\.{NAAM})*(?: ?\. ?|,)(?:be|nl|com|eu|org|net)\b"
    rf"|{VOOR}{WOORD_AT}{NAAM}(?:{WOORD_PUNT}{NAAM}){{0,5}}?{WOORD_PUNT}(?:{TLD})\b"
)


REKENING = re.compile(r"(?<![a-z])(?:iban)?([a-z]{2}[\W_]{0,2}\d{2})")
# A pre-IBAN account number, and the number of an identity card.
DRIE_ZEVEN_TWEE = re.compile(r"(?<![\d-])\d{3}([ ./-])\d{7}\1\d{2}(?![\d-])")


def _rekening(tekst: str) -> bool:
    for begin in REKENING.finditer(tekst):
        rest = re.sub(r"[\W_]", "", tekst[begin.start(1) : begin.start(1) + 80])[:34]
        if sum(map(str.isdigit, rest)) >= KORTSTE and any(
            iban.is_valid(rest[:lengte], check_country=False) for lengte in range(15, len(rest) + 1)
        ):
            return True
    return any(
        eid.is_valid(re.sub(r"\D", "", gevonden[0])) for gevonden in DRIE_ZEVEN_TWEE.finditer(tekst)
    )


KETTING = re.compile(r"\d+(?:(?:(?!, )[^\w;]|_){1,3}\d+)*")
MET_CENTEN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d\d(?!\d)")
REGISTERLENGTE = 11
# Where a national number is split, among other numbers; one on its own may be split anywhere, but
# not after a plus: +32 472 49 24 36 happens to pass the check of a number for foreigners.
SNEDEN = {2, 4, 6, 9}


def _nummers(tekst: str) -> Iterator[str]:
    """What adjacent groups of digits in a text form: a national number, a card number."""
    tekst = MET_CENTEN.sub(";", tekst)
    for ketting in KETTING.finditer(tekst):
        groepen = re.findall(r"\d+", ketting[0])
        voor, na = tekst[: ketting.start()][-1:], tekst[ketting.end() :][:1]
        # Letters on both sides: digits inside a checksum.
        los = not (voor.isalpha() and na.isalpha())
        for eerste in range(len(groepen)):
            cijfers = ""
            sneden: set[int] = set()
            for groep in groepen[eerste:]:
                cijfers += groep
                if len(cijfers) > LANGSTE_KAART:
                    break
                if len(cijfers) == REGISTERLENGTE:
                    alleen = cijfers == "".join(groepen) and voor != "+"
                    yield _register(cijfers) if alleen or sneden <= SNEDEN else ""
                elif los and len(cijfers) >= KORTSTE_KAART:
                    yield _kaart(cijfers) if any(map(sneden.issubset, KAARTSNEDEN)) else ""
                sneden.add(len(cijfers))


def _register(cijfers: str) -> str:
    if int(cijfers[4:6]) > 31 or not ssn.is_valid(cijfers):
        return ""
    return "een rijksregisternummer" if nn.is_valid(cijfers) else "een bisnummer"


# Lengths of card numbers and where they are split, with another split for American Express; the
# first digits identify the issuer.
KORTSTE_KAART, LANGSTE_KAART = 13, 19
KAARTSNEDEN = ({4, 8, 12, 16}, {4, 10})
UITGEVERS = re.compile(r"4|5[0-8]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[0-9]|6")


def _kaart(cijfers: str) -> str:
    geldig = UITGEVERS.match(cijfers) and luhn.is_valid(cijfers)
    return "een kaartnummer" if geldig else ""


IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d|,\d)")
IPV6 = re.compile(r"(?<![\w:])[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*(?![\w:])")
# Numbers of chapters, articles and versions contain dots too; so do amounts.
VINDPLAATS = re.compile(r"(?:art\w*\.?|§|hoofdstuk|afdeling|punt|versie|v\.?|bijlage|€)\s*$")
BEDRAG = re.compile(r"\s*(?:€|eur|miljoen|miljard)")


def _ip(tekst: str) -> bool:
    for gevonden in IPV4.finditer(tekst):
        delen = gevonden[0].split(".")
        if (
            all(int(deel) < 256 and str(int(deel)) == deel for deel in delen)
            and max(map(len, delen)) > 1
            and not VINDPLAATS.search(tekst[: gevonden.start()])
            and not BEDRAG.match(tekst[gevonden.end() :])
        ):
            return True
    for gevonden in IPV6.finditer(tekst):
        if re.search(r"[0-9a-f]{3}", gevonden[0]):
            with contextlib.suppress(ValueError):
                return bool(ipaddress.IPv6Address(gevonden[0].rstrip(".")))
    return False


# Lookalikes of phone numbers.
GEEN_TELEFOON = re.compile(
    r"https?://(?!wa\.me/)\S+|www\.\S+|doi:?\s*\S+|\b10\.\d{4,}/\S+"
    r"|(?<![\d.,])0[.,]\d+(?![.,]?\d)|[+*]{3}[\d/ ]+[+*]{3}|isbn\S*\s*[\dx -]+"
)
DAG, MAAND = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
DATUM = re.compile(
    rf"(?<!\d){DAG}([./-]){MAAND}\1(?:19|20)\d\d(?!\d)|(?:19|20)\d\d([./-]){MAAND}\2{DAG}(?!\d)"
    rf"|(?<!\d){DAG}([./-]){MAAND}\3\d\d(?!\S)"
)
STREPEN = str.maketrans("_|~=", "----")
LETTERLIJK_VOOR = re.compile(r"([^\W\d_]{2})(?=\d)")
# Belgian grouping, whether or not the area is in use; also a mobile number without its zero.
BELGISCH = re.compile(
    r"(?<![\d.,])(?:0|(?:\+|00) ?32[ ./-]{0,3}(?:\(0\) ?)?)[1-9]"
    r"(?:\)?[ ./-]{1,3}\d{3}|\d{1,2}\)?[ ./-]{1,3}\d{2})"
    r"(?:[ ./-]{0,3}\d\d){2}(?!\d)"
    r"|(?<![\d.,])(?<!\d )4[5-9]\d(?:(?:[ ./-]\d\d){3}|/\d{6})(?![ .,]?\d)"
)
# All of a cell: spreadsheets drop the leading zero.
ZONDER_NUL = re.compile(r"4[5-9]\d{7}")
# Without a plus or a zero, only what must be a Belgian mobile number.
BEGIN = re.compile(r"\W*(?:\+|0|32[ -]?4[5-9][^.,]*$)")
ONDERNEMING = re.compile(
    r"((?:be|btw|kbo|rpr|rpm|nummer|nr)[\s.:-]*)?(?<!\d)([01]\d{3}[. ]?\d{3}[. ]?\d{3})(?!\d)"
)
BOEK = re.compile(r"\b97[89](?:[ -]?\d){10}\b")


def _onderneming_weg(gevonden: re.Match[str]) -> str:
    """Blank out an enterprise number, if labelled or in the official notation."""
    zo_geschreven = gevonden[1] or re.fullmatch(r"\d{4}\.\d{3}\.\d{3}", gevonden[2])
    return " x " if zo_geschreven and vat.is_valid(gevonden[2]) else gevonden[0]


def _telefoon(tekst: str) -> bool:
    tekst = GEEN_TELEFOON.sub(" x ", tekst)
    tekst = BOEK.sub(lambda m: " x " if isbn.is_valid(m[0]) else m[0], tekst)
    tekst = ONDERNEMING.sub(_onderneming_weg, tekst)
    if not NEGEN.search(tekst):
        return False
    tekst = LETTERLIJK_VOOR.sub(r"\1 ", tekst.translate(STREPEN))
    # Before dates are removed: 0475/12.10.20 ends like one.
    return bool(ZONDER_NUL.fullmatch(tekst) or BELGISCH.search(tekst)) or any(
        BEGIN.match(gevonden.raw_string)
        for land in ("BE", "NL")
        for gevonden in PhoneNumberMatcher(DATUM.sub(" x ", tekst), land, Leniency.VALID)
    )


def wat(tekst: str) -> str:
    """What personal data a text contains, in Dutch ("een e-mailadres"); empty if none."""
    # Once normalised, nothing suspect may be left.
    if not SPOOR.search(tekst) or not SPOOR.search(tekst := _gewoon(tekst)):
        return ""
    if MAIL.search(HAAK_PUNT.sub(".", HAAK_AT.sub("@", tekst))):
        return MAILADRES
    if _rekening(tekst):
        return "een rekeningnummer"
    # Spreadsheets drop leading zeros.
    alleen = [tekst.zfill(REGISTERLENGTE)] if re.fullmatch(r"\d{9,10}", tekst) else []
    if soort := next(filter(None, chain(map(_register, alleen), _nummers(tekst))), ""):
        return soort
    if _ip(tekst):
        return "een IP-adres"
    return "een telefoonnummer" if _telefoon(tekst) else ""
