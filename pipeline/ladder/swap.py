"""Checked substitution (``swap``): the wrong rendering of a term replaced where two opinions name the same place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from glossary import Article, TermMatch

from ..mask import Filled
from ..ports import Attending, Scorer, Translator
from .jobs import Candidate, Job, Progress, counter, judged, mended
from .locate import Question, Span, agreed, attended, known, lexicon, occlusion

ROUNDS = 3
"""How many terms of one sentence may be replaced; a text that needs more is not worth mending."""


def swap(jobs: Sequence[Job], translator: Translator, progress: Progress | None) -> None:
    """Replace one term a round in the best text of each job; only what makes nothing worse is kept."""
    if not isinstance(translator, Scorer):
        return
    jobs = [j for j in jobs if j.best and not j.best.broken and 0 < j.best.missing <= ROUNDS]
    if not jobs:
        return
    advance = counter(progress, "swap", len(jobs))
    terms = lexicon(translator, [m.surface for j in jobs for m in j.lacking(_text(j))])
    going = list(jobs)
    for _ in range(ROUNDS):
        asked = [(job, match) for job in going for match in job.lacking(_text(job))]
        questions = [Question(job.source, m.start, m.end, _text(job)) for job, m in asked]
        looked = attended(translator, questions) if isinstance(translator, Attending) else [[] for _ in questions]
        proposals = []
        for (job, match), losses, marks in zip(asked, occlusion(translator, questions), looked, strict=True):
            text = _text(job)
            place = agreed(text, losses, known(text, terms[match.surface])) or agreed(text, losses, marks, exactly=True)
            if place and job.best:
                proposals.append(mended(job, _replaced(text, place, match), job.best.score))
        going = []
        for proposal, candidate in judged(proposals, translator, "swap"):
            job = proposal.job
            if job.best and _harmless(job.best, candidate) and job.offer(candidate):
                going.append(job)
        going = list({id(j): j for j in going if j.missing}.values())
        if not going:
            break
    advance(len(jobs))


def _text(job: Job) -> str:
    return job.best.text if job.best else ""


def _replaced(text: str, place: Span, match: TermMatch) -> Filled:
    start, end = place
    english = match.target
    new = text[:start] + english + text[end:]
    many = re.search(r"[a-z]{2}s$", text[start:end]) and not re.search(r"(?:ss|us|is|ies)$", text[start:end])
    one = match.concept.article in (Article.THE, Article.ZERO) or re.search(
        r"\b(?:an?|one) $", text[:start], re.IGNORECASE
    )
    if many and not one and english.islower() and not english.endswith("s"):
        new = text[:start] + english + "s" + text[end:]  # ``surface.repair`` makes a plural of it
    return Filled(new, ((start, start + len(english), match),), 0, 0)


def _harmless(before: Candidate, after: Candidate) -> bool:
    """One term fewer missing, and no complaint that was not there before."""
    old = {(f.check, f.message) for f in before.findings}
    return after.missing < before.missing and all((f.check, f.message) in old for f in after.findings)
