"""Glossaries in other tools' formats: read them, write them, and know exactly what a format cannot carry.

>>> from glossary import Concept
>>> from glossary.formats import convert
>>> done = convert([Concept("専門家パネル", ("Panel of Experts",), plural="Panels of Experts")], "deepl")
>>> done.data.decode()
'専門家パネル\\tPanel of Experts\\n'
>>> [str(loss) for loss in done.lost]
["「専門家パネル」: plural 'Panels of Experts': not carried by DeepL TSV"]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import PurePath

from glossary.formats import multiterm, pairs, po, table, tbx, tmx, tools, utx, xliff, xlsx
from glossary.formats.base import Format, Loss, Written, usable
from glossary.model import Concept, GlossaryError

__all__ = ["FORMATS", "Exported", "Format", "Loss", "Written", "convert", "detect", "format_named", "parse"]


def _pairs(name: str, title: str, suffixes: tuple[str, ...], rules: pairs.Rules) -> Format:
    return Format(
        name, title, suffixes, partial(pairs.read_pairs, rules=rules), partial(pairs.write_pairs, rules=rules)
    )


_ALL = (
    Format("tsv", "taiyaku TSV", (".tsv",), table.read_tsv, table.write_tsv),
    Format("csv", "taiyaku CSV", (".csv",), table.read, table.write),
    Format("xlsx", "Excel workbook", (".xlsx",), xlsx.read, xlsx.write),
    Format("tbx", "TBX-Basic 3, DCA style", (".tbx", ".dca.tbx"), tbx.read, tbx.write_dca),
    Format("tbx-dct", "TBX-Basic 3, DCT style", (".dct.tbx",), tbx.read, tbx.write_dct),
    Format("tbx2", "TBX 2 (martif)", (".v2.tbx", ".martif"), tbx.read, tbx.write_v2),
    Format("multiterm", "MultiTerm XML", (".multiterm.xml", ".mtf.xml", ".mtf"), multiterm.read, multiterm.write),
    Format("tmx", "TMX 1.4", (".tmx",), tmx.read, tmx.write),
    Format("xliff", "XLIFF 2.1 glossary module", (".xlf", ".xliff"), xliff.read, xliff.write),
    Format("po", "PO", (".po", ".pot"), po.read, po.write),
    Format("utx", "UTX 1.20", (".utx",), utx.read, utx.write),
    Format("omegat", "OmegaT glossary", (".omegat.txt", ".utf8", ".tab"), pairs.read_omegat, pairs.write_omegat),
    Format("weblate", "Weblate CSV", (".weblate.csv",), tools.read_weblate, tools.write_weblate),
    Format("memoq", "memoQ CSV", (".memoq.csv",), tools.read_memoq, tools.write_memoq),
    _pairs("deepl", "DeepL TSV", (".deepl.tsv",), pairs.DEEPL),
    _pairs("google", "Google CSV, one direction", (".google.csv",), pairs.GOOGLE),
    _pairs("google-set", "Google CSV, equivalent term set", (".google-set.csv",), pairs.GOOGLE_SET),
    _pairs("amazon", "Amazon CSV", (".amazon.csv",), pairs.AMAZON),
    _pairs("azure", "Azure TSV", (".azure.tsv",), pairs.AZURE),
    _pairs("azure-csv", "Azure CSV", (".azure.csv",), pairs.AZURE_CSV),
)
FORMATS = {form.name: form for form in _ALL}
"""Every format by its name."""

_FIELDS = tuple(field.name for field in fields(Concept) if field.compare)


@dataclass(frozen=True, slots=True)
class Exported:
    """A glossary in some format, and every field of every concept that is not in it."""

    data: bytes
    lost: tuple[Loss, ...] = ()


def format_named(name: str) -> Format:
    """The format of that name. Raises GlossaryError, naming the valid ones."""
    if name not in FORMATS:
        raise GlossaryError(f"unknown format {name!r}; use one of {', '.join(FORMATS)}")
    return FORMATS[name]


def detect(path: str) -> Format:
    """The format that a file's name tells: the longest suffix counts. Raises GlossaryError."""
    name = PurePath(path).name.lower()
    hits = [(len(suffix), form) for form in _ALL for suffix in form.suffixes if name.endswith(suffix)]
    if not hits:
        raise GlossaryError(f"{path}: no format has this suffix; name one of {', '.join(FORMATS)}")
    return max(hits, key=lambda hit: hit[0])[1]


def parse(data: bytes, format: str, name: str = "<data>") -> tuple[Concept, ...]:
    """The concepts of a file's bytes; ``name`` stands for the file in errors and origins. Raises GlossaryError."""
    return format_named(format).read(data, name)


def convert(concepts: Sequence[Concept], format: str) -> Exported:
    """The glossary in a format. The result is read back at once: what differs, and nothing else, is ``lost``.

    Raises GlossaryError where the format cannot hold the glossary at all (its title says which).
    """
    form = format_named(format)
    whole = [index for index, concept in enumerate(concepts) if usable((concept,))]
    try:
        written = form.write([concepts[index] for index in whole])
    except GlossaryError as error:
        raise GlossaryError(f"{form.title}: {error}") from error
    back = form.read(written.data, f"<{form.name}>")
    gone = {index: "has no English" for index, concept in enumerate(concepts) if not usable((concept,))}
    gone |= {whole[index]: why for index, why in written.left_out}
    remarks = {(whole[index], field): why for index, field, why in written.remarks}
    kept = [index for index in whole if index not in gone]
    if len(back) < len(kept):
        raise GlossaryError(f"{form.title}: {len(kept)} concepts written, {len(back)} read back; report this as a bug")
    read_back = dict(zip(kept, back, strict=False))
    lost: list[Loss] = []
    for index, concept in enumerate(concepts):
        if index in gone:
            lost.append(Loss(concept.source, concept.id, concept.origin, "concept", concept.target, gone[index]))
            continue
        for field in _FIELDS:
            old, new = _plain(concept, field), _plain(read_back[index], field)
            if old != new:
                why = f"comes back as {_shown(new)!r}" if new and field not in ("targets", "variants") else ""
                why = remarks.get((index, field)) or why or f"not carried by {form.title}"
                lost.append(Loss(concept.source, concept.id, concept.origin, field, _shown(_less(old, new)), why))
    return Exported(written.data, tuple(lost))


def _plain(concept: Concept, field: str) -> str | tuple[str, ...]:
    value = getattr(concept, field)
    if field == "extra":  # a set of named values: their order is that of columns
        return tuple(sorted(f"{name}={text}" for name, text in value if text))
    return tuple(value) if isinstance(value, tuple) else str(getattr(value, "value", value))


def _less(old: str | tuple[str, ...], new: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """What of an old value is missing; all of it where nothing is missing but something changed."""
    if isinstance(old, str) or isinstance(new, str):
        return old
    return tuple(value for value in old if value not in new) or old


def _shown(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " | ".join(value)
