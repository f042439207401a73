"""A source on its way up the ladder, and the texts offered for it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from glossary import TermMatch

from .. import checks
from ..mask import Filled, Masked
from ..model import Finding, Repair, Severity, TermState
from ..ports import Scorer, Translator
from ..surface import repair

NBEST = 5
Progress = Callable[[str, int, int], None]
"""``progress(rung, done, total)`` counts sources within a rung."""

_BROKEN = {"empty": 9, "placeholder": 1, "untranslated": 1, "loop": 1}
_DOUBTFUL = frozenset(("repeated", "placeholder", "loop"))
_WORST = -99.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to say a segment, judged."""

    text: str
    score: float
    rung: str
    findings: tuple[Finding, ...]
    missing: int
    repairs: tuple[Repair, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether nothing at all was found."""
        return not any(f.severity is not Severity.INFO for f in self.findings)

    @property
    def broken(self) -> int:
        """How unusable the text is, whatever its terms."""
        return sum(_BROKEN.get(f.check, 0) for f in self.findings)

    @property
    def rank(self) -> tuple[int, int, int, float]:
        """Smaller is better. Unusable text first, then missing terms, other findings, and the model's own opinion."""
        return self.broken, self.missing, len(self.findings) - self.missing, -self.score


@dataclass(slots=True)
class Job:
    """One distinct source on its way up. Mutable; it never leaves the ladder."""

    source: str
    matches: tuple[TermMatch, ...]
    best: Candidate | None = None
    masked: Masked | None = None
    raw: str = ""  # the best masked hypothesis, placeholders still in it
    tried: set[str] = field(default_factory=set)

    @property
    def open(self) -> bool:
        """Whether something is still wrong."""
        return self.best is None or not self.best.accepted

    @property
    def missing(self) -> bool:
        """Whether a term is still missing."""
        return self.best is None or self.best.missing > 0

    @property
    def unsettled(self) -> bool:
        """Whether a term is missing, or one too many or a stray symbol makes the text doubtful."""
        return self.missing or bool(self.best and any(f.check in _DOUBTFUL for f in self.best.findings))

    @property
    def wanted(self) -> tuple[TermMatch, ...]:
        """The matches that must show up in the English."""
        return tuple(m for m in self.matches if m.concept.enforced)

    def lacking(self, text: str) -> list[TermMatch]:
        """The matches a text does not serve, in source order."""
        states = checks.outcomes(self.matches, text)
        return [m for m, state in zip(self.wanted, states, strict=True) if state.state is TermState.FLAGGED]

    def judge(
        self,
        text: str,
        score: float,
        rung: str,
        *,
        strays: int = 0,
        repeated: int = 0,
        repairs: tuple[Repair, ...] = (),
    ) -> Candidate:
        """The findings of a text. ``strays`` were removed from it, ``repeated`` terms stand there once too often."""
        findings = checks.check(self.source, text, self.matches)
        if strays:
            findings += (Finding("placeholder", Severity.WARNING, f"{strays} stray symbol(s) removed"),)
        if repeated:
            check = "repeated" if repeated == 1 else "loop"  # once may be a pronoun's place, more is a stammer
            findings += (Finding(check, Severity.WARNING, f"{repeated} term(s) said again"),)
        missing = len(self.wanted) if not text.strip() else sum(f.check == "term" for f in findings)
        return Candidate(text, score if math.isfinite(score) else _WORST, rung, findings, missing, repairs)

    def offer(self, candidate: Candidate) -> bool:
        """Keep a candidate if it beats the best so far."""
        if self.best is None or candidate.rank < self.best.rank:
            self.best = candidate
            return True
        return False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A finished text for a job. ``score`` is replaced by one under the job's own source where the model gives scores."""

    job: Job
    text: str
    score: float
    strays: int = 0
    repeated: int = 0
    repairs: tuple[Repair, ...] = ()

    def judge(self, score: float, rung: str) -> Candidate:
        """The text as a candidate of its job."""
        return self.job.judge(self.text, score, rung, strays=self.strays, repeated=self.repeated, repairs=self.repairs)


def mended(job: Job, filled: Filled, score: float) -> Proposal:
    """A hypothesis with its terms filled in and the words around them made to fit."""
    text, log = repair(filled)
    return Proposal(job, tidy(text), score, filled.leftover, filled.repeated, log)


def judged(proposals: Iterable[Proposal], translator: Translator, rung: str) -> list[tuple[Proposal, Candidate]]:
    """Each proposal as a candidate, scored under the untouched source; texts a job has had before are left out."""
    fresh = []
    for proposal in proposals:
        if proposal.text and proposal.text not in proposal.job.tried:
            proposal.job.tried.add(proposal.text)
            fresh.append(proposal)
    scores = [p.score for p in fresh]
    if fresh and isinstance(translator, Scorer):
        scores = list(translator.score([p.job.source for p in fresh], [p.text for p in fresh]))
    return [(p, p.judge(score, rung)) for p, score in zip(fresh, scores, strict=True)]


def counter(progress: Progress | None, rung: str, total: int) -> Callable[[int], None]:
    """A callback that counts sources of one rung."""
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        if progress:
            progress(rung, done, total)

    advance(0)
    return advance


def tidy(text: str) -> str:
    """White space as a reader expects it; never a line break inside a segment."""
    return " ".join(text.split())
