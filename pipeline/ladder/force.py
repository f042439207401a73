"""Decoding forced through a missing term (``prefix``): the model goes on after it as it sees fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from glossary import TermMatch

from ..mask import Masked, fill
from ..ports import Markup, PrefixTranslator, Scorer, Translator
from .jobs import Job, Progress, Proposal, counter, judged, mended, tidy
from .locate import Question, occlusion, steepest, words

CUTS = 6
ROUNDS = 4
MAX_FORCED = 3
"""A sentence that lacks more terms than this is forced only if two thirds of its placeholders are there."""

WORSE = 1.0
"""How much less probable a piece (nats) a forced text may be than the best text before it; beyond it is word salad."""


@dataclass(frozen=True, slots=True)
class _Plan:
    job: Job
    source: str
    base: str
    token: str
    masked: Masked | None
    match: TermMatch
    place: tuple[int, int]  # of the term in ``source``


def prefix(jobs: Sequence[Job], translator: Translator, markup: Markup | None, progress: Progress | None) -> None:
    """Force the first missing term of each job in, left to right, one a round."""
    if not isinstance(translator, PrefixTranslator):
        return
    for _ in range(ROUNDS):
        plans = [plan for job in jobs if job.missing and (plan := _plan(job, markup))]
        if not plans:
            return
        tries = [(plan, p) for plan, cuts in zip(plans, _cuts(plans, translator), strict=True) for p in cuts]
        advance = counter(progress, "prefix", len(tries))
        heads = [_join(plan.base[:p], plan.token) for plan, p in tries]
        hypotheses = translator.complete([plan.source for plan, _ in tries], heads)
        advance(len(tries))
        proposals: list[Proposal] = []
        raws: dict[tuple[int, str], tuple[Masked, str]] = {}
        for (plan, _), hypothesis in zip(tries, hypotheses, strict=True):
            if hypothesis is None:
                continue
            if plan.masked and markup:
                proposal = mended(plan.job, fill(hypothesis.text, plan.masked, markup), hypothesis.score)
                raws[id(plan.job), proposal.text] = plan.masked, hypothesis.text
            else:
                proposal = Proposal(plan.job, tidy(hypothesis.text), hypothesis.score)
            proposals.append(proposal)
        floor = _floor(plans, translator)
        improved: dict[int, Job] = {}
        for proposal, candidate in judged(proposals, translator, "prefix"):
            job = proposal.job
            if candidate.score >= floor.get(id(job), candidate.score) and job.offer(candidate):
                improved[id(job)] = job
                job.masked, job.raw = raws.get((id(job), proposal.text), (job.masked, job.raw))
        jobs = list(improved.values())


def _floor(plans: Sequence[_Plan], translator: Translator) -> dict[int, float]:
    """The score below which a forced text is not taken, for each job whose best text is sound."""
    sound = [(plan.job, plan.job.best.text) for plan in plans if plan.job.best and not plan.job.best.broken]
    if not isinstance(translator, Scorer):
        return {}
    scores = translator.score([job.source for job, _ in sound], [text for _, text in sound])
    return {id(job): score - WORSE for (job, _), score in zip(sound, scores, strict=True)}


def _plan(job: Job, markup: Markup | None) -> _Plan | None:
    """What to force: the first placeholder that did not come back, else the first missing term as it is."""
    if job.best is None:
        return None
    if markup and job.masked and job.masked.slots:
        lost = [(symbol, match) for symbol, match in job.masked.slots if symbol not in job.raw]
        if lost and _few(len(lost), len(job.masked.slots)):
            symbol, match = lost[0]
            start = job.masked.text.find(symbol)
            gloss = f"{symbol}{match.surface}{markup.opening}{match.target}{markup.closing}"
            end = start + len(gloss if job.masked.text.startswith(gloss, start) else symbol)
            return _Plan(job, job.masked.text, job.raw, symbol, job.masked, match, (start, end))
    lacking = job.lacking(job.best.text)
    if not lacking or not _few(len(lacking), len(job.wanted)):
        return None
    match = lacking[0]
    return _Plan(job, job.source, job.best.text, match.target, None, match, (match.start, match.end))


def _few(missing: int, wanted: int) -> bool:
    return missing <= max(MAX_FORCED, wanted // 3)


def _cuts(plans: Sequence[_Plan], translator: Translator) -> list[list[int]]:
    """Where to cut each base: about the place the term's rendering stands now, then where noun phrases start."""
    located: list[tuple[float, ...]] = [()] * len(plans)
    if isinstance(translator, Scorer):
        located = list(occlusion(translator, [Question(p.source, *p.place, p.base) for p in plans]))
    return [_places(plan.base, losses) for plan, losses in zip(plans, located, strict=True)]


def _places(text: str, losses: Sequence[float]) -> list[int]:
    starts = [start for start, _ in words(text)] or [0]
    chosen: list[int] = []
    steep = steepest(losses) if len(losses) == len(starts) else None
    if steep:
        chosen += [starts[i] for i in (steep[0], steep[0] - 1, steep[0] + 1) if 0 <= i < len(starts)]
    phrases = [0, *(m.end() for m in re.finditer(_BEFORE_NOUN, text) if m.end() in starts)]
    spread = phrases if len(phrases) >= CUTS else starts
    step = max(1.0, len(spread) / CUTS)
    chosen += [spread[int(i * step)] for i in range(CUTS) if int(i * step) < len(spread)]
    return list(dict.fromkeys(chosen))[:CUTS]


_BEFORE_NOUN = re.compile(
    r"(?<!\S)(?:of|in|on|at|by|for|from|with|to|and|that|as|the|a|an|is|are|was|were|between)\s+", re.I
)


def _join(head: str, token: str) -> str:
    return f"{head.rstrip()} {token}".strip()
