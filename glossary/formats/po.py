"""PO: msgid is the Japanese, msgstr the English, msgctxt the domain; the note is a translator comment, a draft fuzzy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from glossary.formats.base import BANNED, Written, decode, encode, stamp, usable
from glossary.model import Concept, GlossaryError, TermStatus

_HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: taiyaku\\n"\n"PO-Revision-Date: {}\\n"\n'
    '"Last-Translator: taiyaku\\n"\n"Language-Team: none\\n"\n"Language: en\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"X-Source-Language: ja\\n"\n'
)
_STRING = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)?\s*"((?:[^"\\]|\\.)*)"\s*')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_IN = {"n": "\n", "t": "\t", "r": "\r"}
_OUT = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def read(data: bytes, name: str) -> tuple[Concept, ...]:
    """The translated entries of a catalog; obsolete ones are passed over, plural forms read as their first."""
    return usable(_concepts(decode(data, name), name))


def _concepts(text: str, name: str) -> Iterator[Concept]:
    fields: dict[str, str] = {}
    notes: list[str] = []
    flags = current = ""
    for number, raw in enumerate((*text.split("\n"), ""), 1):
        line = raw.removesuffix("\r")
        hit = None if line.startswith("#") else _STRING.fullmatch(line.strip())
        keyword = hit.group(1) if hit else None
        begins = not line.strip() or line.startswith("#") or keyword == "msgctxt" or keyword == "msgid"
        if begins and any(key.startswith("msgstr") for key in fields):
            yield from _made(fields, notes, flags, name, number)
            fields, notes, flags = {}, [], ""
        if not line.strip() or line.startswith("#~"):
            continue
        if line.startswith("#"):
            if line.startswith("#,"):
                flags += line[2:]
            elif line[1:2] in ("", " "):
                notes.append(line[2:])
            continue
        if hit is None or (keyword is None and not fields):
            raise GlossaryError(f"{name}:{number}: not a PO line; run msgfmt -c on the file and correct it")
        current = keyword or current
        fields[current] = fields.get(current, "") + _ESCAPE.sub(lambda m: _IN.get(m.group(1), m.group(1)), hit.group(2))


def _made(fields: dict[str, str], notes: list[str], flags: str, name: str, number: int) -> Iterator[Concept]:
    if not fields.get("msgid"):
        return
    yield Concept(
        fields["msgid"],
        (fields.get("msgstr", fields.get("msgstr[0]", "")),),
        status=TermStatus.DRAFT if "fuzzy" in flags else TermStatus.PREFERRED,
        domain=fields.get("msgctxt", ""),
        note="\n".join(notes),
        origin=f"{name}:{number}",
    )


def write(concepts: Sequence[Concept]) -> Written:
    """A catalog gettext accepts: no banned terms, no pair of domain and source twice, no line breaks in terms."""
    entries = [_HEADER.format(stamp("%Y-%m-%d %H:%M+0000"))]
    left_out: list[tuple[int, str]] = []
    taken: set[tuple[str, str]] = set()
    for index, concept in enumerate(concepts):
        key = (concept.domain, concept.source)
        if concept.status in BANNED:
            left_out.append((index, f"{concept.status.value}: a PO entry would propose it"))
        elif key in taken:
            left_out.append((index, "its domain and source are taken by another concept, which PO forbids"))
        elif "\n" in concept.source + concept.target:
            left_out.append((index, "a line break in a term, which gettext checks on both sides"))
        else:
            taken.add(key)
            entries.append(_entry(concept))
    return Written(encode("\n".join(entries)), tuple(left_out))


def _entry(concept: Concept) -> str:
    lines = [f"# {line}".rstrip(" ") if not line else f"# {line}" for line in concept.note.split("\n") if concept.note]
    if concept.status is TermStatus.DRAFT:
        lines.append("#, fuzzy")
    if concept.domain:
        lines.append(f'msgctxt "{concept.domain.translate(_OUT)}"')
    lines += [f'msgid "{concept.source.translate(_OUT)}"', f'msgstr "{concept.target.translate(_OUT)}"', ""]
    return "\n".join(lines)
