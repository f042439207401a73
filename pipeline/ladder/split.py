"""Long sentences cut into clauses (``clause``): a short source is easier, and its terms are fewer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from glossary import Case, TermMatch

from ..blocks import BRACKETS, CLOSERS
from ..model import Repair
from .jobs import Candidate, Job, Proposal

LEAST = 8
"""Characters a part has at least; shorter ones are hardly ever clauses."""

_COARSE = 12

_ENDED = re.compile(r"[。！？!?]+[」』）)]*|(?:…|――)+|[:：；;]")
_COMMA = re.compile(r"[、，]")
_CLAUSE = re.compile(
    r"(?:[てでしずばりきみれけめえせべねいちびぎげ]|[るたいだうすくつぬむぐぶん]が|[るたいだなんうす」』]と|たら|なら|ため|から|まで|より|ので|のに"
    r"|けれども?|けど|ながら|つつ|ものの|もので|一方|結果|以降|以来|同時に|(?:ため|よう|うち|たび|とも|際|後|前|ほか|上)[にで]?|[ての]は|後|際|中|上|場合|時)$"
)
"""What stands before a comma that ends a clause or an adverbial. が and と count after a predicate only."""
_TOPIC = re.compile(r"(?:[ぁ-ん]|[」』）)])$")
_NOUNS = re.compile(r"^[^ぁ-ん、，。]{1,10}(?:[、，]|など|や|と|及び|および)")
"""What follows a comma inside an enumeration of nouns."""

_LOWERED = frozenset(
    re.findall(
        r"\S+",
        """
        The A An In On At It This That These Those He She They We You But And Or As If When While For To With By From
        There Its His Her Their Our Such Some Many Most Several One Two Both After Before Because Since Under Of Also
        Then Not No Is Are Was Were What Which Who How Why Where Even Although Though According During Until Meanwhile
        However Therefore Thus So Moreover About Over Through Into Only Other Another All Each Every Any More Up Instead
        Despite Following Including Based Given Due Once Having Being It's There's
        """,
    )
)
"""Words that lose their capital when a clause goes on within a sentence."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a source, with what stood between it and the part before."""

    start: int
    end: int
    joint: str  # "" for the first part, else what ended the part before


def cut(source: str, matches: Sequence[TermMatch], *, fine: bool) -> tuple[Part, ...]:
    """The clauses of a source, which they cover without gap; one part where there is nothing to cut.

    Cuts lie outside brackets and terms. ``coarse`` cuts lie where clauses end, ``fine`` ones also after topics.
    """
    least = LEAST if fine else _COARSE
    cuts: list[tuple[int, str]] = []
    for offset, joint in _borders(source, fine=fine):
        start = cuts[-1][0] if cuts else 0
        inside = any(m.start < offset < m.end for m in matches)
        if not inside and offset - start >= least and len(source) - offset >= least:
            cuts.append((offset, joint))
    ends = [*(c for c, _ in cuts), len(source)]
    starts = [0, *ends[:-1]]
    return tuple(Part(a, b, j) for a, b, j in zip(starts, ends, ["", *(j for _, j in cuts)], strict=True))


def _borders(source: str, *, fine: bool) -> list[tuple[int, str]]:
    found = []
    depths = _depths(source)
    floor = 1 if source[:1] in BRACKETS and min(depths[1:-1], default=0) > 0 else 0  # a quotation standing alone
    for match in re.finditer(rf"{_ENDED.pattern}|{_COMMA.pattern}|(?<=[」』])(?=[「『])", source):
        offset = match.end()
        if offset >= len(source) or depths[offset] > floor:
            continue
        before, after = source[: match.start()], source[offset:]
        if not match.group():
            found.append((offset, "、"))
        elif _COMMA.match(match.group()):
            ends = _CLAUSE.search(before[-6:])
            topic = fine and _TOPIC.search(before) and not _NOUNS.match(after)
            if ends or topic:
                found.append((offset, "、"))
        elif not re.match(r"[とのはがをにもへや]", after):
            found.append((offset, match.group()))
    return found


def _depths(source: str) -> list[int]:
    """How many brackets are open before each offset."""
    depth, depths = 0, [0]
    for char in source:
        depth += (char in BRACKETS) - (char in CLOSERS and depth > 0)
        depths.append(depth)
    return depths


def part_job(job: Job, part: Part) -> Job:
    """A clause as a job of its own, its matches moved along."""
    inside = (m for m in job.matches if part.start <= m.start and m.end <= part.end)
    moved = tuple(replace(m, start=m.start - part.start, end=m.end - part.start) for m in inside)
    return Job(job.source[part.start : part.end], moved)


def joined(job: Job, parts: Sequence[Part], done: Sequence[Candidate]) -> Proposal:
    """The translated clauses as one sentence. Only punctuation and capitals between them are ours."""
    text, repairs = "", list[Repair]()
    for part, candidate in zip(parts, done, strict=True):
        own, shift = candidate.text, 0
        if text:
            text, between, lower = _joint(text, part.joint)
            if lower:
                inside = [m for m in job.matches if part.start <= m.start and m.end <= part.end]
                own = _lowered(own, inside)
            text += between
            shift = len(text)
        text += own
        repairs += [Repair(r.start + shift, r.before, r.after, r.rule) for r in candidate.repairs]
    repairs = [r for r in repairs if text.startswith(r.after, r.start)]  # a capital may have been taken back
    if job.source.endswith("。") and text[-1:].isalnum():
        text += "."
    pieces = sum(len(c.text) for c in done) or 1
    return Proposal(job, text, sum(c.score * len(c.text) for c in done) / pieces, repairs=tuple(repairs))


def _joint(text: str, joint: str) -> tuple[str, str, bool]:
    """What was written so far, what comes between, and whether what follows goes on within the sentence."""
    if joint[:1] in "。！？!?":
        return text, " ", False
    bare = text.rstrip(" .,;:") or text
    if joint[:1] in "…―":
        return bare, " ... " if joint[0] == "…" else " – ", False
    if joint[:1] in ":：；;":
        return bare, ": " if joint in ":：" else "; ", False
    if re.search(r"[.,][”\"’']$", bare):
        bare = bare[:-2] + "," + bare[-1]
        return bare, " ", True
    return bare, " " if bare[-1:] in "?!" else ", ", bare[-1:] not in "?!"


def _lowered(text: str, matches: Sequence[TermMatch]) -> str:
    word = re.match(r"[A-Za-z’']+", text)
    if not word:
        return text
    own = [m for m in matches if text.lower().startswith(m.target.lower()) and m.target]
    small = own and all(m.target[0].islower() or m.concept.case is Case.LOWER for m in own)
    if small or (not own and word.group() in _LOWERED):
        return text[0].lower() + text[1:]
    return text
