"""Tables of pairs: OmegaT, DeepL, Google, Amazon, Azure.

A machine-translation service applies every pair it gets, so only enforced concepts are written for one, and what
breaks a service's rules is left out and said: too many bytes, a source given twice, a cell a spreadsheet would run (an
escape would end up in the translation). Variants follow as pairs of their own, after all concepts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glossary.formats.base import (
    BANNED,
    POS,
    POS_BACK,
    Written,
    encode,
    flat,
    is_formula,
    read_csv,
    read_tabs,
    usable,
    write_csv,
)
from glossary.model import Concept, GlossaryError


@dataclass(frozen=True, slots=True)
class Rules:
    """What a service accepts. ``term_bytes`` and ``file_bytes`` are UTF-8 bytes, 0 without limit."""

    service: str
    term_bytes: int = 0
    file_bytes: int = 10 * 2**20
    tabs: bool = False
    header: tuple[str, ...] = ()


DEEPL = Rules("DeepL", term_bytes=1024, tabs=True)
GOOGLE = Rules("Google", term_bytes=1024)
GOOGLE_SET = Rules("Google", term_bytes=1024, header=("ja", "en", "pos", "description"))
AMAZON = Rules("Amazon", term_bytes=200, header=("ja", "en"))
AZURE = Rules("Azure", tabs=True)
AZURE_CSV = Rules("Azure")


def read_pairs(data: bytes, name: str, rules: Rules) -> tuple[Concept, ...]:
    """The concepts of a table of pairs; a header of language codes says which columns are which."""
    rows = read_tabs(data, name) if rules.tabs else read_csv(data, name)
    ja, en, pos, note = 0, 1, -1, -1
    if rules.header:
        if not rows:
            raise GlossaryError(f"{name}:1: no header row; start with {','.join(rules.header)}")
        names = [cell.strip().lower() for cell in rows[0][1]]
        codes = [code.replace("_", "-").split("-")[0] for code in names]
        if "ja" not in codes or "en" not in codes:
            raise GlossaryError(
                f"{name}:1: the header names no ja or no en column; start with {','.join(rules.header)}"
            )
        ja, en = codes.index("ja"), codes.index("en")
        pos, note = (names.index(n) if n in names else -1 for n in ("pos", "description"))
        rows = rows[1:]
    return usable(_concepts(rows, name, (ja, en, pos, note)))


def _concepts(rows: list[tuple[int, list[str]]], name: str, at: tuple[int, int, int, int]) -> Iterator[Concept]:
    ja, en, pos, note = at
    for number, row in rows:
        if len(row) <= max(ja, en):
            raise GlossaryError(f"{name}:{number}: {len(row)} cell(s); a Japanese and an English term are needed")
        kind, remark = (row[i] if 0 <= i < len(row) else "" for i in (pos, note))
        yield Concept(row[ja], (row[en],), pos=POS_BACK.get(kind, kind), note=remark, origin=f"{name}:{number}")


def write_pairs(concepts: Sequence[Concept], rules: Rules) -> Written:
    """A table of pairs. Raises GlossaryError when the file is larger than the service takes."""
    rows: list[tuple[str, ...]] = [rules.header] if rules.header else []
    left_out: list[tuple[int, str]] = []
    kept: list[int] = []
    taken: set[str] = set()
    for index, concept in enumerate(concepts):
        if not concept.enforced:
            why = concept.match.value if concept.status.value in ("preferred", "admitted") else concept.status.value
            left_out.append((index, f"{why}: {rules.service} would enforce it"))
        elif problem := _problem(concept.source, concept.target, rules, taken):
            left_out.append((index, problem))
        else:
            kept.append(index)
            rows.append(_row(concept.source, concept, rules, taken))
    remarks: list[tuple[int, str, str]] = []
    for index in kept:
        refused = []
        for variant in concepts[index].variants:
            if problem := _problem(variant, concepts[index].target, rules, taken):
                refused.append(f"{variant} left out, {problem}")
            else:
                rows.append(_row(variant, concepts[index], rules, taken))
        if concepts[index].variants:
            remarks.append((index, "variants", "; ".join(["written as pairs of their own", *refused])))
    data = encode("".join("\t".join(row) + "\n" for row in rows)) if rules.tabs else write_csv(rows)
    if rules.file_bytes and len(data) > rules.file_bytes:
        raise GlossaryError(
            f"{len(data)} bytes, {rules.service} takes {rules.file_bytes}; split the glossary into several files"
        )
    return Written(data, tuple(left_out), tuple(remarks))


def _row(source: str, concept: Concept, rules: Rules, taken: set[str]) -> tuple[str, ...]:
    taken.add(source.strip())
    pair = (source.strip(), concept.target.strip())
    if len(rules.header) < 4:
        return pair
    more = (POS.get(concept.pos, concept.pos), concept.note)
    return (*pair, *("" if is_formula(cell) else cell for cell in more))


def _problem(source: str, target: str, rules: Rules, taken: set[str]) -> str:
    """Why the service would refuse the pair, or ""."""
    if source.strip() in taken:
        return f"{rules.service} takes a source once, another concept has it"
    for term in (source.strip(), target.strip()):
        if not term:
            return "a side is empty"
        if rules.term_bytes and len(term.encode("utf-8", "replace")) > rules.term_bytes:
            return f"{len(term.encode('utf-8', 'replace'))} bytes, {rules.service} takes {rules.term_bytes}"
        if is_formula(term):
            return f"starts with {term[0]!r}, which a spreadsheet would run"
        if term != flat(term):
            return f"holds a tab or line break, which {rules.service} refuses"
    return ""


def read_omegat(data: bytes, name: str) -> tuple[Concept, ...]:
    """OmegaT's tab-separated glossary: source, target, comment; lines that start with # are comments."""
    rows = [(number, row) for number, row in read_tabs(data, name) if not row[0].startswith("#")]
    return usable(_concepts(rows, name, (0, 1, -1, 2)))


def write_omegat(concepts: Sequence[Concept]) -> Written:
    """OmegaT shows every pair to a person, so alternatives and variants are pairs of their own; banned terms are not."""
    left_out: list[tuple[int, str]] = []
    remarks: list[tuple[int, str, str]] = []
    rows: list[tuple[str, str, str]] = []
    more: list[tuple[str, str, str]] = []
    for index, concept in enumerate(concepts):
        if concept.status in BANNED or not concept.target.strip():
            left_out.append((index, f"{concept.status.value}: OmegaT would propose it"))
            continue
        if concept.source.startswith("#"):
            left_out.append((index, "starts with '#', a comment line in OmegaT"))
            continue
        pairs = [(s, t) for s in (concept.source, *concept.variants) for t in concept.targets]
        lines = [(flat(s), flat(t), flat(concept.note)) for s, t in pairs if not s.startswith("#")]
        rows.append(lines[0])
        more += lines[1:]
        remarks += [(index, name, "written as pairs of their own") for name in ("targets", "variants")]
    return Written(encode("".join("\t".join(row) + "\r\n" for row in (*rows, *more))), tuple(left_out), tuple(remarks))
