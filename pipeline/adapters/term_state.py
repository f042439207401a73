"""What ``terms filter annotate`` leaves for ``restore``: JSON lines, complete without the glossary file.

The first line is a header with the concepts used, as a glossary text; then one object per line of text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glossary import Concept, GlossaryError, Protected, Slot, TermMatch, dumps, loads

from ..errors import InputError

_FORMAT = "taiyaku-terms-1"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its placeholders, and all its matches, those without a placeholder too."""

    protected: Protected
    matches: tuple[TermMatch, ...]


def dump(lines: Sequence[Line]) -> str:
    """The state as text; nested matches are not kept."""
    used = dict.fromkeys(m.concept for line in lines for m in line.matches)
    concepts = [c for c in used if c.enforced or c.forbidden]
    number = {concept: index for index, concept in enumerate(concepts)}
    out = [json.dumps({"format": _FORMAT, "concepts": dumps(concepts)}, ensure_ascii=False)]
    for line in lines:
        index = {slot.match: slot.index for slot in line.protected.slots}
        matches = [
            {"start": m.start, "end": m.end, "concept": number[m.concept], "index": index.get(m)}
            for m in line.matches
            if m.concept in number
        ]
        row = {"source": line.protected.source, "style": line.protected.style, "matches": matches}
        out.append(json.dumps(row, ensure_ascii=False))
    return "\n".join(out) + "\n"


def read(path: Path) -> tuple[Line, ...]:
    """The lines of a state file. Raises InputError where it is absent or not one."""
    try:
        text = path.read_bytes().decode("utf-8", "surrogatepass")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; run `taiyaku terms filter annotate` first") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a state file of `taiyaku terms filter annotate`; run it again") from error
    try:
        return _parse(text)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, GlossaryError) as error:
        raise InputError(f"{path}: not a state file of `taiyaku terms filter annotate`; run it again") from error


def _parse(text: str) -> tuple[Line, ...]:
    head, *rows = (json.loads(line) for line in text.split("\n") if line)
    if head["format"] != _FORMAT:
        raise ValueError(head["format"])
    concepts = loads(head["concepts"])
    return tuple(_line(row, concepts) for row in rows)


def _line(row: dict[str, Any], concepts: Sequence[Concept]) -> Line:
    source, style = str(row["source"]), str(row["style"])
    matches: list[TermMatch] = []
    slots: list[Slot] = []
    for item in row["matches"]:
        start, end = int(item["start"]), int(item["end"])
        match = TermMatch(start, end, source[start:end], concepts[item["concept"]])
        matches.append(match)
        if item["index"] is not None:
            slots.append(Slot(int(item["index"]), style.replace("{}", str(item["index"])), match))
    return Line(Protected(_masked(source, slots), tuple(slots), source, style), tuple(matches))


def _masked(source: str, slots: Sequence[Slot]) -> str:
    out: list[str] = []
    end = 0
    for slot in slots:
        out += [source[end : slot.match.start], slot.placeholder]
        end = slot.match.end
    return "".join(out) + source[end:]
