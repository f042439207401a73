"""The notes a unit carries for its reviewer: where the text came from, what became of its terms, what looks wrong.

One note is one line (PO: ``#. …``)::

    MT: pair:ja-en|… score=-0.42 hash=9f86d081
    REPAIR: "a ICBM" → "an ICBM" (a or an) @7
    MENTION: "Workers' Party of Korea" → "WPK" (later mention) @31
    TERM: 専門家パネル → Panel of Experts [ok]
    QA: number: 1715 in the source, 1718 in the target

``@7`` is the code point of the text at which the change stands; repairs are told of the text before the changes to
mentions, which were made after them. ``hash`` is that of the machine's text, so an edit shows even where the reviewer left the text marked for review.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Finding, Repair, TermOutcome, TermState

_MACHINE = re.compile(r"MT: (?P<signature>.*) score=(?P<score>-?\d+\.\d+) hash=(?P<hash>[0-9a-f]{8})")
_TERM = re.compile(r"TERM: (?P<source>.*?) → (?P<target>.*) \[(?P<state>ok|MISSING)\]")
_STRING = r'"(?:[^"\\]|\\.)*"'
_CHANGE = re.compile(
    rf"(?P<kind>REPAIR|MENTION): (?P<before>{_STRING}) → (?P<after>{_STRING}) \((?P<rule>.*)\) @(?P<start>\d+)"
)
_FINDING = re.compile(r"QA: (?P<check>[^\s:]+): (?P<message>.*)")
_NEXT_WORD = re.compile(r"\s*\S*\w")
_SMALL = 5  # code points of a change that says nothing without the word it belongs to
_BREAKS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LONGEST_WRAP = 4  # lines over which an editor that re-wraps comments may have spread one note


@dataclass(frozen=True, slots=True)
class MachineNote:
    """Which machine wrote a text, how sure it was, and the hash of what it wrote."""

    signature: str
    score: float
    digest: str


def target_hash(text: str) -> str:
    """Eight hex digits of the text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def machine_line(signature: str, score: float, target: str) -> str:
    """The note of a machine translation."""
    shown = f"{score:.2f}"
    return _one_line(f"MT: {signature} score={'0.00' if shown == '-0.00' else shown} hash={target_hash(target)}")


def term_line(outcome: TermOutcome) -> str:
    """The note of one matched term."""
    return _one_line(f"TERM: {outcome.source} → {outcome.target} [{outcome.state.value}]")


def finding_line(finding: Finding) -> str:
    """The note of one finding."""
    return _one_line(f"QA: {finding.check}: {finding.message}")


def repair_lines(text: str, repairs: Sequence[Repair], mentions: Sequence[Repair] = ()) -> tuple[str, ...]:
    """The notes of the machine's own changes to its text. Those to white space alone are not worth a line.

    ``text`` is what the repairs left, before any mention was changed: a word of it shows what an article stood before.
    """
    limits = [*(r.start for r in repairs[1:]), len(text)]
    told = [
        _widened(r, text[:end]) for r, end in zip(repairs, limits, strict=False) if r.before.split() != r.after.split()
    ]
    return tuple(_change_line("REPAIR", r) for r in told) + tuple(_change_line("MENTION", r) for r in mentions)


def _widened(repair: Repair, text: str) -> Repair:
    """A change to small words together with the next word."""
    same_end = repair.before[-1:] == repair.after[-1:] and repair.after[-1:].isalnum()  # a word is there already
    if same_end or max(len(repair.before), len(repair.after)) > _SMALL:
        return repair
    stop = repair.start + len(repair.after)
    found = _NEXT_WORD.match(text, stop)
    word = found.group() if found else ""
    return Repair(repair.start, repair.before + word, repair.after + word, repair.rule)


def read_changes(notes: Sequence[str]) -> tuple[tuple[Repair, ...], tuple[Repair, ...]]:
    """The repairs and the changes to mentions that a unit's notes tell of."""
    found: dict[str, list[Repair]] = {"REPAIR": [], "MENTION": []}
    for match in filter(None, map(_CHANGE.fullmatch, _unwrapped(notes))):
        before, after = json.loads(match["before"]), json.loads(match["after"])
        found[match["kind"]].append(Repair(int(match["start"]), before, after, match["rule"]))
    return tuple(found["REPAIR"]), tuple(found["MENTION"])


def _change_line(kind: str, repair: Repair) -> str:
    def quoted(text: str) -> str:
        return _BREAKS.sub(lambda b: json.dumps(b.group())[1:-1], json.dumps(text, ensure_ascii=False))

    return f"{kind}: {quoted(repair.before)} → {quoted(repair.after)} ({repair.rule}) @{repair.start}"


def machine_note(notes: Sequence[str]) -> MachineNote | None:
    """The first machine note among a unit's notes, also when an editor wrapped it; None for text of no machine."""
    found = _find_machine(notes)
    return found[0] if found else None


def parse_term(line: str) -> tuple[str, str, TermState] | None:
    """(source, target, state) of a term note."""
    match = _TERM.fullmatch(line)
    return (match["source"], match["target"], TermState(match["state"])) if match else None


def parse_finding(line: str) -> tuple[str, str] | None:
    """(check, message) of a finding's note."""
    match = _FINDING.fullmatch(line)
    return (match["check"], match["message"]) if match else None


def regenerate(
    old: Sequence[str],
    terms: Iterable[TermOutcome] = (),
    findings: Iterable[Finding] = (),
    *,
    machine: str | None = None,
    changes: Sequence[str] | None = None,
) -> tuple[str, ...]:
    """A unit's notes made anew: machine, changes, terms, findings, then every old note that is not ours.

    ``machine`` replaces the machine note; without it the old one stays, as the record of where a text began.
    ``changes`` (``repair_lines``) replace the old ones; with None those stay, for a text that is still the same.
    """
    found = _find_machine(old)
    if machine is None and found:
        machine = machine_line_of(found[0])
    start, end = found[1] if found else (0, 0)
    rest = _unwrapped((*old[:start], *old[end:]))
    foreign = [note for note in rest if not _is_ours(note)]
    if changes is None:
        changes = [note for note in rest if _CHANGE.fullmatch(note)]
    ours = [term_line(outcome) for outcome in terms] + [finding_line(finding) for finding in findings]
    return (*([machine] if machine else []), *changes, *ours, *foreign)


def machine_line_of(note: MachineNote) -> str:
    """The line a machine note was read from."""
    return f"MT: {note.signature} score={note.score:.2f} hash={note.digest}"


def _find_machine(notes: Sequence[str]) -> tuple[MachineNote, tuple[int, int]] | None:
    for start, note in enumerate(notes):
        if not note.startswith("MT: "):
            continue
        for end in range(start + 1, min(start + _LONGEST_WRAP, len(notes)) + 1):
            match = _MACHINE.fullmatch(" ".join(line.strip() for line in notes[start:end]))
            if match:
                return MachineNote(match["signature"], float(match["score"]), match["hash"]), (start, end)
    return None


def _unwrapped(notes: Sequence[str]) -> list[str]:
    """The notes with those of changes whole again where an editor wrapped them."""
    out: list[str] = []
    at = 0
    while at < len(notes):
        note, size = notes[at], 1
        if note.startswith(("REPAIR:", "MENTION:")):
            for length in range(1, min(_LONGEST_WRAP, len(notes) - at) + 1):
                whole = " ".join(line.strip() for line in notes[at : at + length])
                if _CHANGE.fullmatch(whole):
                    note, size = whole, length
                    break
        out.append(note)
        at += size
    return out


def _is_ours(note: str) -> bool:
    return any(pattern.fullmatch(note) for pattern in (_MACHINE, _CHANGE, _TERM, _FINDING))


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()
