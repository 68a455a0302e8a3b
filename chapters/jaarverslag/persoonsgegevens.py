"""Refuse what could tell who somebody is: registers count people, they never name them.

Looked at are the names of columns, and cells with an e-mail address or a Belgian national register
number. A name in a title cannot be told from other words: the description of each register says
that it does not belong there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

# Words that make a column personal, as a whole part of its name ("voornaam", "e_mail", "gsm_nr").
VERDACHT = """
    naam namen voornaam voornamen achternaam achternamen familienaam deelnemersnaam lesgever
    begeleider contactpersoon medewerker persoon mail email emailadres mailadres adres straat
    woonplaats telefoon tel gsm mobiel rijksregister rijksregisternummer rijksregisternr rrn
    insz niss geboortedatum geboortejaar geslacht nationaliteit iban bankrekening loon wedde
    name firstname lastname phone birthdate
"""
VERDACHTE_WOORDEN = frozenset(VERDACHT.split())
MAILADRES = r"[^\s@,;<>]+@[^\s@,;<>]+\.[A-Za-z]{2,}"
# yy.mm.dd-xxx.cc, with or without its signs; the last two digits check the nine before them.
# (?<!…) instead of \b: a code such as a85073003328 hides one as well.
RIJKSREGISTER = r"(?<!\d)\d{2}[. -]?\d{2}[. -]?\d{2}[. -]?\d{3}[. -]?\d{2}(?!\d)"
# Every byte of a text to d where a register number may go on, to x where it may not.
CIJFERSPOOR = bytes(100 if chr(byte) in "0123456789. -" else 120 for byte in range(256))


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


def _kan_iets_zijn(alles: bytes) -> bool:
    """Whether a text has an @, or eleven signs on end that a register number may consist of.

    One look at everything in a row: it clears a million cells in a blink.
    """
    return b"@" in alles or b"d" * 11 in alles.translate(CIJFERSPOOR)


def bestand_is_verdacht(pad: Path) -> bool:
    """Whether a file must be looked at cell by cell: its header or its cells may be personal."""
    with pad.open("rb") as bestand:
        kop = bestand.readline()
        if verdachte_kolommen(kop.decode("utf-8", "replace").strip().split(",")):
            return True
        staart = b""
        # Blocks that fit the cache of a processor, each with the end of the one before.
        while blok := bestand.read(1 << 20):
            if _kan_iets_zijn(staart + blok):
                return True
            staart = blok[-20:]
    return False


def verdachte_cellen(tabel: pd.DataFrame) -> Iterator[tuple[int, str, str, str]]:
    """Place (from 0), column, cell and what it is, for every cell with personal data."""
    for kolom in tabel.columns:
        waarden = tabel[kolom]
        if pd.api.types.is_numeric_dtype(waarden):
            if pd.api.types.is_bool_dtype(waarden) or not (waarden.abs() >= 10**8).any():
                continue
            waarden = waarden.map(lambda w: "" if pd.isna(w) else f"{int(w):011d}").astype(str)
        gecodeerd = isinstance(waarden.dtype, pd.CategoricalDtype)
        uniek = waarden.cat.categories if gecodeerd else waarden
        teksten = uniek.to_numpy(dtype=object).tolist()
        if not _kan_iets_zijn("\n".join(teksten).encode()):
            continue
        wat_per_waarde = {cel: wat for cel in set(teksten) if (wat := wat_het_is(str(cel)))}
        for plaats in waarden.isin(list(wat_per_waarde)).to_numpy(bool).nonzero()[0]:
            cel = waarden.iloc[plaats]
            yield int(plaats), kolom, str(cel), wat_per_waarde[cel]
