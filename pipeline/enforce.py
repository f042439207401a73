"""The ladder: from a plain translation to one in which every controlled term is right, or visibly flagged.

Rungs, each tried only on what the ones before left open, each in one batch over the whole corpus:

1. ``plain``   the untouched source; accepted when all terms are already there.
2. ``nbest``   the other hypotheses of the same search.
3. ``gloss``   ``⟦k⟧term⟪target⟫`` in the source, the model answers with ``⟦k⟧`` (if its vocabulary declares them).
4. ``bare``    the placeholder alone.
5. ``prefix``  decoding is forced through the first missing term at up to four places; the best-scoring result stays.
6. ``flag``    the best hypothesis is kept as it is; what is missing is a finding. Nothing is ever inserted by guess.

A hypothesis is accepted when ``checks.check`` has nothing to say: all terms, no symbol and no Japanese left, numbers
kept, sane length, no loop. Engine-agnostic: a translator without placeholders or prefixes simply has fewer rungs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from glossary import TermMatch

from . import checks
from .mask import Masked, fill, mask
from .model import Finding, Repair, Severity, TermState, Translation
from .ports import Hypothesis, Markup, PrefixTranslator, Translator
from .signature import unit_signature
from .surface import repair

NBEST = 5
CUTS = 4
MAX_FORCED = 3
"""A sentence that lacks more terms than this is not forced: the text would be more prefix than translation."""


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
    def rank(self) -> tuple[int, int, int, float]:
        """Smaller is better. Unusable text first, then missing terms, other findings, and the model's own opinion."""
        broken = sum(_BROKEN.get(f.check, 0) for f in self.findings)
        return broken, self.missing, len(self.findings) - self.missing, -self.score


_BROKEN = {"empty": 9, "placeholder": 1, "untranslated": 1, "loop": 1}


@dataclass(slots=True)
class _Job:
    """One distinct source on its way up the ladder. The only mutable thing here; it never leaves this module."""

    source: str
    matches: tuple[TermMatch, ...]
    best: Candidate | None = None
    masked: Masked | None = None
    raw: str = ""  # the best masked hypothesis, placeholders still in it
    tried: set[str] = field(default_factory=set)

    @property
    def open(self) -> bool:
        return self.best is None or not self.best.accepted

    def offer(self, text: str, score: float, rung: str, *, penalty: int = 0, repairs: tuple[Repair, ...] = ()) -> bool:
        """Judge a text and keep it if it beats the best so far."""
        if text in self.tried:
            return False
        self.tried.add(text)
        findings = checks.check(self.source, text, self.matches)
        if penalty:
            findings += (Finding("placeholder", Severity.WARNING, f"{penalty} stray symbol(s) removed"),)
        missing = sum(f.check == "term" for f in findings)
        candidate = Candidate(text, score, rung, findings, missing, repairs)
        if self.best is None or candidate.rank < self.best.rank:
            self.best = candidate
            return True
        return False


def demands(matches: Sequence[TermMatch]) -> tuple[str, ...]:
    """What the glossary asks of a segment, spelled out: the part of the glossary its translation depends on."""
    return tuple(
        "|".join(
            (
                m.surface,
                *m.concept.targets,
                m.concept.plural,
                m.concept.article.value,
                m.concept.short,
                m.concept.case.value,
                *m.concept.forbidden,
            )
        )
        for m in matches
        if m.concept.enforced
    )


def translate(
    sources: Sequence[str],
    matches: Sequence[Sequence[TermMatch]],
    translator: Translator,
    *,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[Translation, ...]:
    """Translate distinct sources under their term matches; one Translation per source, same order.

    ``progress(rung, done, total)`` counts sources within a rung. Costs one decoding per source, and one more per rung
    for those still open.
    """
    jobs = [
        _Job(source, tuple(m for m in found if m.concept.enforced or m.concept.forbidden))
        for source, found in zip(sources, matches, strict=True)
    ]
    _plain(jobs, translator, progress)
    markup = translator.markup
    if markup:
        if markup.glossed:
            _masked([j for j in jobs if j.open and _wanted(j)], translator, markup, "gloss", progress)
        _masked([j for j in jobs if _missing(j)], translator, markup, "bare", progress)
    if isinstance(translator, PrefixTranslator):
        _forced([j for j in jobs if _missing(j)], translator, markup, progress)
    return tuple(_result(job, translator.signature) for job in jobs)


def _wanted(job: _Job) -> tuple[TermMatch, ...]:
    return tuple(m for m in job.matches if m.concept.enforced)


def _missing(job: _Job) -> bool:
    return job.best is None or job.best.missing > 0


def _counter(progress: Callable[[str, int, int], None] | None, rung: str, total: int) -> Callable[[int], None] | None:
    if progress is None:
        return None
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress(rung, done, total)

    progress(rung, 0, total)
    return advance


def _plain(jobs: Sequence[_Job], translator: Translator, progress: Callable[[str, int, int], None] | None) -> None:
    advance = _counter(progress, "plain", len(jobs))
    rows = translator.translate([j.source for j in jobs], nbest=NBEST, progress=advance)
    for job, row in zip(jobs, rows, strict=True):
        nothing = Masked(job.source, ())
        for rank, hypothesis in enumerate(row):
            rung = "plain" if rank == 0 else "nbest"
            if translator.markup:  # a term-aware model may write a symbol nobody asked for
                _offer_masked(job, nothing, translator.markup, hypothesis, rung)
            else:
                job.offer(_tidy(hypothesis.text), hypothesis.score, rung)
            if not job.open:
                break


def _masked(
    jobs: Sequence[_Job],
    translator: Translator,
    markup: Markup,
    rung: str,
    progress: Callable[[str, int, int], None] | None,
) -> None:
    if not jobs:
        return
    masks = [mask(j.source, _wanted(j), markup, gloss=rung == "gloss") for j in jobs]
    advance = _counter(progress, rung, len(jobs))
    rows = translator.translate([m.text for m in masks], nbest=NBEST, progress=advance)
    for job, masked, row in zip(jobs, masks, rows, strict=True):
        for hypothesis in row:
            if _offer_masked(job, masked, markup, hypothesis, rung) or not job.raw:
                job.masked, job.raw = masked, hypothesis.text
            if not job.open:
                break


def _offer_masked(job: _Job, masked: Masked, markup: Markup, hypothesis: Hypothesis, rung: str) -> bool:
    filled = fill(hypothesis.text, masked, markup)
    text, log = repair(filled)
    return job.offer(_tidy(text), hypothesis.score, rung, penalty=filled.leftover + filled.repeated, repairs=log)


def _forced(
    jobs: Sequence[_Job],
    translator: PrefixTranslator,
    markup: Markup | None,
    progress: Callable[[str, int, int], None] | None,
) -> None:
    """Force the first missing term of each job in, left to right, one a round."""
    for _ in range(MAX_FORCED):
        jobs = [j for j in jobs if j.best and 0 < j.best.missing <= MAX_FORCED]
        plans = [(job, plan) for job in jobs for plan in _cut_plans(job, markup)]
        if not plans:
            return
        advance = _counter(progress, "prefix", len(plans))
        hypotheses = translator.complete([p.source for _, p in plans], [p.prefix for _, p in plans])
        if advance:
            advance(len(plans))
        improved = False
        for (job, plan), hypothesis in zip(plans, hypotheses, strict=True):
            if hypothesis is None:
                continue
            if plan.masked and markup:
                if _offer_masked(job, plan.masked, markup, hypothesis, "prefix"):
                    job.masked, job.raw, improved = plan.masked, hypothesis.text, True
            elif job.offer(_tidy(hypothesis.text), hypothesis.score, "prefix"):
                improved = True
        if not improved:
            return


@dataclass(frozen=True, slots=True)
class _Plan:
    source: str
    prefix: str
    masked: Masked | None


def _cut_plans(job: _Job, markup: Markup | None) -> list[_Plan]:
    """Prefixes that end with the first term still missing, cut at up to CUTS word starts of the hypothesis."""
    if markup and job.masked and job.masked.slots:
        wanted = [symbol for symbol, _ in job.masked.slots if symbol not in job.raw]
        if wanted:
            base, token, masked, source = job.raw, wanted[0], job.masked, job.masked.text
            return [_Plan(source, _join(base[:p], token), masked) for p in _cuts(base)]
    if job.best is None:
        return []
    lacking = [
        m
        for m, outcome in zip(_wanted(job), checks.outcomes(job.matches, job.best.text), strict=True)
        if outcome.state is TermState.FLAGGED
    ]
    if not lacking:
        return []
    base = job.best.text
    return [_Plan(job.source, _join(base[:p], lacking[0].target), None) for p in _cuts(base)]


def _join(head: str, token: str) -> str:
    return f"{head.rstrip()} {token}".strip()


def _cuts(text: str) -> list[int]:
    """Word starts spread evenly over the text, the first always among them."""
    starts = [m.start() for m in re.finditer(r"(?<!\S)\S", text)] or [0]
    if len(starts) <= CUTS:
        return starts
    step = len(starts) / CUTS
    return [starts[int(i * step)] for i in range(CUTS)]


def _tidy(text: str) -> str:
    """White space as a reader expects it; never a line break inside a segment."""
    return " ".join(text.split())


def _result(job: _Job, engine: str) -> Translation:
    best = job.best or Candidate("", 0.0, "plain", checks.check(job.source, "", job.matches), 0)
    return Translation(
        source=job.source,
        target=best.text,
        score=best.score,
        signature=unit_signature(engine, demands(job.matches)),
        terms=checks.outcomes(job.matches, best.text, rung=best.rung),
        findings=best.findings,
        rung=best.rung,
        repairs=best.repairs,
    )
