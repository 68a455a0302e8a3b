"""Show figures, tables, tiles and cards in a notebook and in the book.

Every ``toon_…`` function returns a ``Weergave``: MyST Markdown for the book (so that Sphinx
numbers, links and tags it), HTML for plain Jupyter. The sources used are recorded, so that
``toon_bronnen()`` at the end of a chapter lists exactly those.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pandas as pd
from IPython.display import display

from . import gegevens, proza
from .basis.kleuren import in_het_donker
from .basis.myst import Md, koppeling, markdown
from .basis.tekst import NIET_GEVONDEN, STREEP, datum, getal, rond
from .cijferrijen import naam_van, periode_van, uitleg_van, waarde_van
from .cijfers import met_definitie, register
from .rekenen import Cijfer
from .tabellen import als_gelezen
from .uitvoer import als_excel_csv
from .voorbeeld import UITLEG, WOORD, bestandsnaam, gemerkt, is_voorbeeld
from .weergave import (
    NIETS,
    Bronnen,
    Weergave,
    bronregel,
    bronverwijzing,
    genoteerde_bronnen,
    noteer_bronnen,
    samen,
)
from .zinnen import naast_vorig_jaar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


# MyST for the book; text that is filled in is escaped (see ``basis.myst``).
TABEL = Md(""":::{{table}} {bijschrift}
:name: tab-{id:sleutel}
:class: rijkoppen

{rijen}
:::
{bronregel}""")
FIGUUR = Md(""":::{{figure}} /figures/export/{naam:sleutel}.svg
:name: fig-{id:sleutel}
:alt: {alt:yaml}

{bijschrift}{bronregel}
:::
""")
OMSLAG = Md(""":::{image} /figures/export/omslag-breed.svg
:alt: ""
:class: omslag
:::
""")
UITGELICHT = Md("""(overzicht-{id:sleutel})=
:::{{admonition}} {titel}
:class: uitgelicht

{{.datum}}
{datum}

{tekst}

{{.waarom}}
{waarom}

{{.bronregel}}
{bronregel}{noot}
:::
""")
KAARTEN = Md("{{.kaarten}}\nUitgelicht: {namen}\n")
LEEMTES = Md("{{.leemtes}}\nNiet gevonden over {jaar}: {namen}.\n")
# MIME prefix of glued outputs: notebooks hide them, and MyST-NB finds them by name.
LIJM = "application/papermill.record/"


@dataclass(frozen=True)
class Tegel:
    """One tile: a figure, what it is in words, and one line of context (each text or ``Md``)."""

    cijfer: Cijfer
    label: str
    context: str = ""


def exportmap() -> Path | None:
    """Folder for chart files, set by a build; without it nothing is written to disk."""
    plaats = os.environ.get("JAARVERSLAG_EXPORT")
    return Path(plaats) if plaats else None


def _leg_klaar(bestanden: Mapping[str, str | bytes]) -> None:
    if map_ := exportmap():
        map_.mkdir(parents=True, exist_ok=True)
        for naam, inhoud in bestanden.items():
            tekst = inhoud if isinstance(inhoud, bytes) else inhoud.encode()
            (map_ / naam).write_bytes(tekst)


def noem(**cijfers: Cijfer | str) -> None:
    """Give figures a name for the prose: ``noem(totaal=cijfer("vormingen"))``.

    The text then uses it with the role {cijfer}: a number that links to its row. Words are
    allowed too (a comparison such as "meer dan").
    """
    for naam, waarde in cijfers.items():
        if isinstance(waarde, Cijfer):
            noteer_bronnen([waarde])
        tekst, myst = str(waarde), str(markdown(waarde))
        # The output of myst_nb.glue, without that package, as notebooks may run without the book;
        # and the text that a notebook shows.
        display(
            {
                f"{LIJM}text/plain": tekst,
                f"{LIJM}text/markdown": myst,
                "text/plain": f"{naam}: {tekst}",
            },
            metadata={"scrapbook": {"name": naam, "mime_prefix": LIJM}},
            raw=True,
        )


def _cel(waarde: Any) -> Md:
    if isinstance(waarde, Cijfer) and waarde.bekend and waarde.eenheidswoord:
        return Md("{} {}").format(waarde, waarde.eenheidswoord)
    if pd.isna(waarde):
        return markdown(STREEP)
    if isinstance(waarde, dt.date):
        return markdown(datum(waarde))
    if isinstance(waarde, (int, float)) and not isinstance(waarde, bool):
        return markdown(rond(waarde))
    return markdown(waarde)


def _is_getal(waarden: pd.Series) -> bool:
    return all(
        isinstance(w, (Cijfer, int, float)) and not isinstance(w, bool)
        for w in waarden
        if not pd.isna(w)
    )


def _genoemd(id: str, bijschrift: str) -> None:
    """Check the name, which is a permanent URL, and that there is a caption."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", id):
        raise ValueError(f"{id!r} is geen naam: schrijf kleine letters met koppeltekens.")
    if not bijschrift.strip():
        raise ValueError(f"{id} heeft geen bijschrift.")


def toon_tabel(
    id: str,
    tabel: pd.DataFrame,
    bijschrift: str,
    bronnen: Bronnen | None,
    *,
    rechts: Sequence[str] = (),
) -> Weergave:
    """Show a table with number, caption and source line.

    ``tabel`` has one column per visible column, Dutch names. Cells may be text (shown literally),
    numbers, ``Cijfer`` (linked to its row) or ``Md``. Columns of numbers, and those named in
    ``rechts``, are aligned right. The first column holds the row headers. ``bronnen`` is None
    only for a table that names a source in every row.
    Raises ``ValueError`` when the table is empty, or lacks a name or a caption.
    """
    _genoemd(id, bijschrift)
    if tabel.empty:
        raise ValueError(f"Tabel {id!r} heeft geen rijen.")
    lijnen = [
        Md("--:") if naam in rechts or (nummer and _is_getal(tabel[naam])) else Md(":--")
        for nummer, naam in enumerate(tabel.columns)
    ]
    cellen = [[_cel(waarde) for waarde in rij] for rij in tabel.to_numpy(dtype=object)]
    rijen: list[list[Any]] = [list(tabel.columns), lijnen, *cellen]
    regels = [Md("| {} |").format(Md(" | ").join(rij)) for rij in rijen]
    myst = TABEL.format(
        bijschrift=gemerkt(bijschrift),
        id=id,
        rijen=Md("\n").join(regels),
        bronregel=Md("")
        if bronnen is None
        else Md("\n{{.bronregel}}\n{}\n").format(bronregel(bronnen)),
    )
    return Weergave(myst)


def in_het_register(rijen: pd.DataFrame) -> pd.Series:
    """Which rows of a register have a value that was known on the reference date."""
    return rijen["bekend"] & (rijen["peil"] == "")


def toon_register(naam: str, domein: str, bijschrift: str) -> Weergave:
    """Show the rows of one domain, which every number in the report links to.

    ``naam`` is "kerncijfers" or "sector". Each row has its anchor, note and source; the first row
    of a figure has its definition. Without the rows of the two functions below.
    """
    rijen = register(naam, domein=domein)
    return _rijentabel(f"{naam}-{domein}", rijen[in_het_register(rijen)], bijschrift, ())


def toon_zonder_waarde() -> Weergave:
    """Show every key figure without a value, and where it was looked for; nothing if none."""
    rijen = register("kerncijfers")
    uitgelegd = rijen.loc[in_het_register(rijen), "sleutel"]
    bijschrift = "Kerncijfers zonder waarde"
    return _rijentabel("zonder-waarde", rijen[~rijen["bekend"]], bijschrift, uitgelegd)


def toon_later_bekend() -> Weergave:
    """Show every figure that was not known on the reference date, or that has no date."""
    rijen = pd.concat([register("kerncijfers"), register("sector")], ignore_index=True)
    uitgelegd = rijen.loc[in_het_register(rijen), "sleutel"]
    bijschrift = "Cijfers die later bekend werden of geen datum dragen"
    later = rijen[rijen["bekend"] & (rijen["peil"] != "")]
    return _rijentabel("later-bekend", later, bijschrift, uitgelegd)


def _rijentabel(
    id: str, rijen: pd.DataFrame, bijschrift: str, uitgelegd: Iterable[str]
) -> Weergave:
    """Rows of a register; without the definitions of the figures ``uitgelegd`` elsewhere."""
    if rijen.empty:
        return NIETS
    herhaald = rijen["sleutel"].duplicated() | rijen["sleutel"].isin(list(uitgelegd))
    tabel = pd.DataFrame(
        [
            {
                "Kerncijfer": Md("[{}]{{#{:sleutel}}}").format(naam_van(rij), rij.anker),
                "Periode": periode_van(rij),
                "Waarde": waarde_van(rij),
                "Status": rij.status,
                "Definitie, noot en bron": uitleg_van(rij, met_definitie=not rij.herhaald),
            }
            for rij in gegevens.per_rij(rijen.assign(herhaald=herhaald))
        ]
    )
    return toon_tabel(id, tabel, bijschrift, None, rechts=["Waarde"])


def toon_figuur(
    id: str,
    figuur: Figure | Axes,
    bijschrift: str,
    bronnen: Bronnen | None = None,
    *,
    koppen: Mapping[str, str] | None = None,
    tabel: pd.DataFrame | None = None,
) -> Weergave:
    """Show a matplotlib figure with its number, and write its files to ``figures/export``.

    ``id`` is the permanent name: <id>.svg, <id>-smal.svg (for phones), both with -donker (for a
    dark page), <id>.csv (the data), <id>-excel.csv (the same for a Dutch Excel) and <id>.json
    (drawings with their sizes, data, definitions and sources).
    ``bijschrift`` is text or ``Md``. Without ``bronnen`` the source line says "eigen gegevens".
    Alternative text and data come from the rows that were drawn, with ``koppen`` as headings;
    ``tabel`` is the data of a figure drawn without the chart kit.
    """
    # Imported here: matplotlib takes a second to load.
    from matplotlib import pyplot as plt

    from .grafieken.stijl import BREED, SMAL, als_svg
    from .grafieken.vlak import beschrijf, figuur_van, watermerk

    _genoemd(id, bijschrift)
    fig = figuur_van(figuur)
    # Closed, or Jupyter would show it once more below the cell.
    plt.close(fig)
    if is_voorbeeld():
        watermerk(fig, WOORD, UITLEG)
    titel, alt, tabel = beschrijf(fig, koppen, tabel)
    woorden = {"titel": gemerkt(titel), "beschrijving": " ".join(gemerkt(alt).split())}
    bron = Md("Bron: eigen gegevens.") if bronnen is None else bronregel(bronnen)
    bronnen = [] if bronnen is None else bronnen
    regel = Md("\n\n{{.bronregel}}\n{}").format(bron)
    over, naam = WOORD if is_voorbeeld() else None, bestandsnaam(id)
    bestanden: dict[str, str | bytes] = {}
    beelden = []
    # The wide one last, as a notebook shows it.
    for eind, breedte in (("-smal", SMAL), ("", BREED)) if exportmap() else (("", BREED),):
        svg = als_svg(fig, breedte, over)
        bestanden[f"{naam}{eind}.svg"] = svg
        bestanden[f"{naam}{eind}-donker.svg"] = in_het_donker(svg)
        beelden.append(_maten(f"{naam}{eind}.svg", fig))
    bestanden[f"{naam}.csv"] = tabel.to_csv(index=False, lineterminator="\n")
    bestanden[f"{naam}-excel.csv"] = als_excel_csv(tabel)
    bestanden[f"{naam}.json"] = _json(_beschrijving(id, woorden, beelden, tabel, bronnen))
    _leg_klaar(bestanden)
    alt, bijschrift = woorden["beschrijving"], gemerkt(bijschrift)
    myst = FIGUUR.format(naam=naam, id=id, alt=alt, bijschrift=bijschrift, bronregel=regel)
    return Weergave(myst, {f"{naam}.svg": svg})


def bewaar(
    figuur: Figure | Axes,
    bestand: str | Path,
    breedte: float = 16.0,
    hoogte: float | None = None,
    dpi: int = 200,
) -> Path:
    """Save a chart for use elsewhere; returns the file.

    ``breedte`` and ``hoogte`` are centimetres: text keeps its size, so a chart for a slide is small
    with a high ``dpi``. The name ends in the format: .png, .svg, .pdf or another of matplotlib.
    """
    from matplotlib.transforms import Bbox

    from .grafieken.vlak import figuur_van, watermerk

    fig, pad = figuur_van(figuur), Path(bestand)
    if pad.suffix[1:] not in (kan := fig.canvas.get_supported_filetypes()):
        raise ValueError(f"{pad.name!r} heeft geen vorm die kan: eindig op .{', .'.join(kan)}.")
    if is_voorbeeld():
        watermerk(fig, WOORD, UITLEG)
        pad = pad.with_name(bestandsnaam(pad.name))
    fig.set_figwidth(breedte / 2.54)
    fig.draw_without_rendering()
    breed, hoog = fig.get_size_inches()
    rand = (hoogte / 2.54 - hoog) / 2 if hoogte else 0
    if rand < 0:
        raise ValueError(
            f"De figuur is {getal(2.54 * hoog, 1)} cm hoog: vraag meer hoogte of breedte."
        )
    fig.savefig(pad, dpi=dpi, bbox_inches=Bbox([[0, -rand], [breed, hoog + rand]]))
    return pad


def _maten(bestand: str, figuur: Figure) -> dict[str, Any]:
    """The size of a drawing just written, in CSS pixels: pages reserve space for it."""
    breedte, hoogte = (round(96 * maat) for maat in figuur.get_size_inches())
    return {"bestand": bestand, "breedte": breedte, "hoogte": hoogte}


def _beschrijving(
    id: str,
    woorden: dict[str, str],
    beelden: list[dict[str, Any]],
    rijen: pd.DataFrame,
    bronnen: Bronnen,
) -> dict[str, Any]:
    """Machine-readable description of a figure, without its place in the book."""
    return {
        "id": id,
        **({"voorbeeld": True} if is_voorbeeld() else {}),
        **woorden,
        "beelden": beelden,
        "bronnen": [
            {naam: gegevens.bron(bron)[naam] for naam in ("id", "titel", "uitgever", "url")}
            for bron in noteer_bronnen(bronnen)
        ],
        "definities": _definities(bronnen),
        "gegevens": [
            {str(kolom): json_waarde(waarde) for kolom, waarde in rij.items()}
            for rij in rijen.to_dict("records")
        ],
    }


def _json(inhoud: dict[str, Any]) -> str:
    return json.dumps(inhoud, ensure_ascii=False, indent=1) + "\n"


def json_waarde(waarde: Any) -> str | int | float | bool | None:
    if pd.isna(waarde):
        return None
    waarde = waarde.item() if hasattr(waarde, "item") else waarde
    if isinstance(waarde, float) and waarde.is_integer():
        return int(waarde)
    return waarde if isinstance(waarde, (bool, int, float)) else str(waarde)


def _definities(bronnen: Bronnen) -> list[dict[str, str]]:
    """The figures behind a chart: name, definition, and the row that shows the definition."""
    if isinstance(bronnen, pd.DataFrame):
        # There may be rows of other tables among them.
        namen = dict.fromkeys(bronnen["sleutel"].dropna()) if "anker" in bronnen else {}
    else:
        cijfers = [bron for bron in bronnen if isinstance(bron, Cijfer)]
        namen = dict.fromkeys(s.naam for cijfer in cijfers for s in cijfer.uit)
    return [
        {"naam": rij["label"], "definitie": rij["definitie"], "rij": rij["anker"]}
        for rij in map(met_definitie, namen)
    ]


def toon_omslag(breed: Figure, staand: Figure) -> Weergave:
    """Show the cover art above the first page and write the upright one for the PDF's cover.

    The art is decoration drawn from the data: its alternative text is empty on purpose.
    """
    from .grafieken.stijl import als_svg

    beeld, naam = als_svg(breed), "omslag-breed.svg"
    maten = {"beelden": [_maten(naam, breed)]}
    staande = als_svg(staand)
    _leg_klaar({naam: beeld, "omslag-breed.json": _json(maten), "omslag.svg": staande})
    return Weergave(OMSLAG, {naam: beeld})


def toon_tegels(tegels: Sequence[Tegel]) -> Weergave:
    """Show key figures as tiles, except those without a value: gaps are listed elsewhere."""
    if any(not isinstance(tegel, Tegel) for tegel in tegels):
        raise TypeError('Een tegel heeft een label: schrijf Tegel(cijfer("…"), "label").')
    tegels = [tegel for tegel in tegels if tegel.cijfer.bekend]
    if not tegels:
        return NIETS
    noteer_bronnen(tegel.cijfer for tegel in tegels)
    return Weergave(Md("{{.tegels}}\n{}").format(Md("").join(map(_tegel, tegels))))


def _tegel(tegel: Tegel) -> Md:
    cijfer = tegel.cijfer
    waarde = cijfer.als_markdown
    if eenheid := cijfer.eenheidswoord:
        waarde = Md("{} [{}]{{.eenheid}}").format(waarde, eenheid)
    context = Md(" · ").join(d for d in (_sinds_vorig_jaar(cijfer), tegel.context) if d)
    onder = Md("\n  {{.tegel-context}}\n  {}\n").format(context) if context else Md("")
    if cijfer.status not in ("gepubliceerd", "berekend"):
        onder += Md("\n  {{.tegel-status}}\n  {}\n").format(cijfer.status)
    return Md("- {{.tegel-waarde}}\n  {}\n\n  {{.tegel-label}}\n  {}\n{}\n").format(
        waarde, tegel.label, onder
    )


def _sinds_vorig_jaar(cijfer: Cijfer) -> Md:
    """The change of a key figure of the reporting year since the year before; else ""."""
    sleutel = cijfer.sleutel
    if not sleutel or sleutel.tabel != "kerncijfers" or sleutel.jaar != gegevens.verslagjaar():
        return Md("")
    return naast_vorig_jaar(cijfer).kort


def toon_uitgelicht_van(domein: str) -> Weergave:
    """List the cards of a domain in the reporting year in one line; nothing if it has none.

    The card itself is on page ``uitgelicht`` only.
    """
    kaarten = proza.uitgelicht_nu().query("domein == @domein")
    if kaarten.empty:
        return NIETS
    namen = [
        Md("[{}](#overzicht-{:sleutel})").format(rij.titel, rij.id) for rij in kaarten.itertuples()
    ]
    return Weergave(KAARTEN.format(namen=Md(" · ").join(namen)))


def toon_uitgelicht_overzicht() -> Weergave:
    """Show the year's cards in full, in their order in the table, each with its chapter."""
    domeinen = gegevens.tabel("domeinen").set_index("id")
    kaarten = []
    for rij in gegevens.per_rij(proza.uitgelicht_nu()):
        plaats = domeinen.loc[rij.domein]
        naar = Md(" [{}]({:sleutel}.md)").format(plaats["label"], plaats["hoofdstuk"])
        velden = rij._asdict() | {
            "datum": rij.datum_tekst or datum(rij.datum, rij.precisie),
            "bronregel": bronregel([rij.bron]),
            "noot": (Md(" {}").format(rij.noot) if rij.noot else Md("")) + naar,
        }
        kaarten.append(Weergave(UITGELICHT.format(**velden)))
    return samen(kaarten)


def toon_bronnenlijst(bronnen: pd.DataFrame) -> Weergave:
    """List all details of sources, each with the anchor that source lines link to."""
    regel = Md("- [{}]{{#bron-{:sleutel}}}, *{}*{}. {}.{}\n")
    regels = [
        regel.format(
            rij["uitgever"],
            rij["id"],
            rij["titel"],
            Md(" ({})").format(datum(rij["datum"])) if rij["datum"] else Md(""),
            _adres(rij["url"]),
            Md(" {}").format(rij["opmerking"]) if rij["opmerking"] else Md(""),
        )
        for rij in als_gelezen(bronnen).sort_values(["uitgever", "titel"]).to_dict("records")
    ]
    return Weergave(Md("{{.bronnen .volledig}}\n{}").format(Md("").join(regels)))


def _adres(url: str) -> Md:
    """A link that shows the URL in readable form, "é" for "%C3%A9", and can be copied."""
    leesbaar = unquote(url).replace(" ", "%20")
    return koppeling(leesbaar if leesbaar.isprintable() else url, url)


def toon_begrippen(begrippen: pd.DataFrame) -> Weergave:
    """Show the glossary; prose links to a term with the role {term}."""
    regels = []
    for rij in als_gelezen(begrippen).sort_values("term", key=lambda t: t.str.lower()).itertuples():
        verder = Md(" Lees verder in [](/chapters/{:sleutel}.md).")
        verder = verder.format(rij.hoofdstuk) if rij.hoofdstuk else Md("")
        regels.append(Md("{}\n  {}{}\n").format(rij.term, rij.uitleg, verder))
    return Weergave(Md(":::{{glossary}}\n{}\n:::\n").format(Md("\n").join(regels)))


def leemtes(domein: str) -> pd.DataFrame:
    """Indicators of a domain that were looked for in the reporting year but not found.

    Columns as in ``cijfers.register``; one row per indicator.
    """
    rijen = register("kerncijfers", domein=domein)
    nu = (rijen["jaar"] == gegevens.verslagjaar()).fillna(False)
    return rijen[nu & (rijen["status"] == NIET_GEVONDEN)]


def toon_leemtes(domein: str) -> Weergave:
    """List in one line the figures of a domain that were not found; nothing if all were.

    Each name links to its row, which says where it was looked for.
    """
    rijen = leemtes(domein)
    if rijen.empty:
        return NIETS
    namen = [Md("[{}](#{:sleutel})").format(rij.label, rij.anker) for rij in rijen.itertuples()]
    return Weergave(LEEMTES.format(jaar=gegevens.verslagjaar(), namen=Md(" · ").join(namen)))


def toon_bronnen(hoofdstuk: str = "", *ook: str) -> Weergave:
    """List the sources that this chapter used so far, each with a link to page ``bronnen``.

    ``hoofdstuk``, the name of its file, adds those of the figures in its sentences; ``ook`` are ids
    of other sources. Nothing when there is no source yet.
    """
    noteer_bronnen(ook)
    if hoofdstuk:
        noteer_bronnen(proza.cijfers_van(hoofdstuk))
    bronnen = genoteerde_bronnen()
    if not bronnen:
        return NIETS
    regels = [Md("- {}\n").format(bronverwijzing(bron)) for bron in bronnen]
    return Weergave(Md("{{.bronnen}}\n{}").format(Md("").join(regels)))


def toon(*weergaven: Weergave) -> None:
    """Show several things from one cell, in order."""
    for weergave in weergaven:
        display(weergave)
