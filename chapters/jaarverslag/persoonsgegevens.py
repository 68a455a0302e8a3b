"""Refuse what could tell who somebody is: registers count people, they never name them.

Looked at are the names of columns, and cells with an e-mail address or a Belgian national register
number. A name in a title cannot be told from other words: the description of each register says
that it does not belong there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pandas as pd

# Words that make a column personal, as a whole part of its name ("voornaam", "e_mail", "gsm_nr").
VERDACHTE_WOORDEN = frozenset(
    "naam namen voornaam voornamen achternaam achternamen familienaam deelnemersnaam lesgever "
    "begeleider contactpersoon medewerker persoon mail email emailadres mailadres adres straat "
    "woonplaats telefoon tel gsm mobiel rijksregister rijksregisternummer rijksregisternr rrn rr "
    "insz niss bis geboortedatum geboortejaar geslacht nationaliteit iban bankrekening loon "
    "wedde name firstname lastname phone birthdate".split()
)
MAILADRES = r"[^\s@,;<>]+@[^\s@,;<>]+\.[A-Za-z]{2,}"
# yy.mm.dd-xxx.cc, with or without its signs; the last two digits check the nine before them.
RIJKSREGISTER = r"\b\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[. ]?\d{2}\b"


def verdachte_kolommen(kolommen: Iterable[str]) -> list[str]:
    """Names of columns that seem to hold personal data."""
    gevonden = []
    for kolom in kolommen:
        kaal = kolom.lower().replace("-mail", "mail").replace("_mail", "mail")
        delen = re.split(r"[^a-zà-ÿ]+", kaal)
        if VERDACHTE_WOORDEN & {*delen, "".join(delen)}:
            gevonden.append(kolom)
    return gevonden


def is_rijksregisternummer(tekst: str) -> bool:
    """Whether eleven digits pass the check of a national register number (or a bis number)."""
    cijfers = re.sub(r"\D", "", tekst)
    if len(cijfers) != 11:
        return False
    begin, controle = int(cijfers[:9]), int(cijfers[9:])
    # From 2000 on a 2 stands before the nine digits; a bis number adds 20 or 40 to the month.
    maand = int(cijfers[2:4]) % 20
    klopt = controle in (97 - begin % 97, 97 - (2_000_000_000 + begin) % 97)
    return klopt and maand <= 12 and int(cijfers[4:6]) <= 31


def wat_het_is(cel: str) -> str:
    """What personal datum a cell holds, in Dutch; empty when it holds none."""
    if "@" in cel and re.search(MAILADRES, cel):
        return "een e-mailadres"
    if any(is_rijksregisternummer(deel) for deel in re.findall(RIJKSREGISTER, cel)):
        return "een rijksregisternummer"
    return ""


def verdachte_cellen(tabel: pd.DataFrame) -> Iterator[tuple[int, str, str, str]]:
    """Place (from 0), column, cell and what it is, for every cell with personal data.

    Two sweeps in compiled code leave a handful of cells for the exact look.
    """
    for kolom in tabel.columns:
        waarden = tabel[kolom]
        if pd.api.types.is_numeric_dtype(waarden):
            if waarden.empty or not (waarden.abs().max() >= 10**8) is True:
                continue
            waarden = waarden.map(lambda w: "" if pd.isna(w) else f"{int(w):011d}").astype(str)
        elif not pd.api.types.is_string_dtype(waarden):
            continue
        lijkt = waarden.str.contains(f"@|{RIJKSREGISTER}", regex=True, na=False).to_numpy(bool)
        for plaats in lijkt.nonzero()[0]:
            wat = wat_het_is(str(waarden.iloc[plaats]))
            if wat:
                yield int(plaats), kolom, str(waarden.iloc[plaats]), wat
