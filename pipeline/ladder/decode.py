"""The rungs that only ask for a translation: plain, n-best, placeholders, proxies, and words to avoid."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from glossary import inflections

from ..mask import Masked, fill, fill_proxies, mask, stand_in
from ..ports import AvoidingTranslator, Hypothesis, Markup, ProxyTranslator, Translator
from .jobs import NBEST, Job, Progress, Proposal, counter, judged, mended, tidy


def plain(jobs: Sequence[Job], translator: Translator, progress: Progress | None) -> None:
    """The untouched source: the first hypothesis, then the others."""
    advance = counter(progress, "plain", len(jobs))
    rows = translator.translate([j.source for j in jobs], nbest=NBEST, progress=advance)
    for job, row in zip(jobs, rows, strict=True):
        for rank, hypothesis in enumerate(row):
            _offer(_unmasked(job, hypothesis, translator.markup), "nbest" if rank else "plain")
            if not job.open:
                break


def masked(jobs: Sequence[Job], translator: Translator, markup: Markup, rung: str, progress: Progress | None) -> None:
    """Placeholders with their gloss (``gloss``) or alone (``bare``).

    Two maskings compete: of every term, and of those alone that the best text lacks, which leaves more of the source as
    it was.
    """
    gloss = rung == "gloss"
    asked: list[tuple[Job, Masked]] = []
    for job in jobs:
        lacking = job.lacking(job.best.text) if job.best else []
        few = mask(job.source, lacking, markup, gloss=gloss)
        every = mask(job.source, job.wanted, markup, gloss=gloss)
        asked += [(job, masking) for masking in dict.fromkeys((few, every)) if masking.slots]
    if not asked:
        return
    advance = counter(progress, rung, len(asked))
    rows = translator.translate([m.text for _, m in asked], nbest=NBEST, progress=advance)
    proposals = []
    raws: dict[tuple[int, str], tuple[Masked, str]] = {}
    for (job, masking), row in zip(asked, rows, strict=True):
        for hypothesis in row:
            proposal = mended(job, fill(hypothesis.text, masking, markup), hypothesis.score)
            raws.setdefault((id(job), proposal.text), (masking, hypothesis.text))
            proposals.append(proposal)
    for proposal, candidate in judged(proposals, translator, rung):
        job = proposal.job
        if job.offer(candidate) or not job.raw:
            job.masked, job.raw = raws[id(job), proposal.text]


def proxies(jobs: Sequence[Job], translator: ProxyTranslator, progress: Progress | None) -> None:
    """Words the model is known to copy stand in for the terms (``proxy``)."""
    if not jobs or not isinstance(translator, Translator):
        return
    measuring: Callable[[int, int], None] | None = None
    if progress:
        report = progress

        def measuring(done: int, whole: int) -> None:
            report("calibrate", done, whole)

    known = translator.proxies(progress=measuring)
    masks: list[tuple[Job, Masked]] = []
    for job in jobs:
        lacking = job.lacking(job.best.text) if job.best else []
        few, every = stand_in(job.source, lacking, known), stand_in(job.source, job.wanted, known)
        masks += [(job, masking) for masking in dict.fromkeys((few, every)) if masking.slots]
    if not masks:
        return
    advance = counter(progress, "proxy", len(masks))
    rows = translator.translate([m.text for _, m in masks], nbest=NBEST, progress=advance)
    proposals = []
    for (job, masking), row in zip(masks, rows, strict=True):
        filled = (fill_proxies(hypothesis.text, masking) for hypothesis in row)
        proposals += [
            mended(job, f, h.score) for f, h in zip(filled, row, strict=True) if not f.leftover and not f.repeated
        ]
    for proposal, candidate in judged(proposals, translator, "proxy"):
        proposal.job.offer(candidate)


def avoid(jobs: Sequence[Job], translator: AvoidingTranslator, progress: Progress | None) -> None:
    """Decode again, without the words that are forbidden here, what came out with one of them (``avoid``)."""
    jobs = [j for j in jobs if j.best and any(f.check == "forbidden" for f in j.best.findings)]
    if not jobs or not isinstance(translator, Translator):
        return
    markup = translator.markup
    asked: list[tuple[Job, Masked]] = []
    for job in jobs:
        asked.append((job, Masked(job.source, ())))
        if markup and job.wanted:
            asked.append((job, mask(job.source, job.wanted, markup, gloss=markup.glossed)))
    advance = counter(progress, "avoid", len(asked))
    rows = translator.avoid([m.text for _, m in asked], [_banned(job) for job, _ in asked], nbest=NBEST)
    advance(len(asked))
    proposals = []
    for (job, masking), row in zip(asked, rows, strict=True):
        for hypothesis in row:
            if markup:
                proposals.append(mended(job, fill(hypothesis.text, masking, markup), hypothesis.score))
            else:
                proposals.append(Proposal(job, tidy(hypothesis.text), hypothesis.score))
    for proposal, candidate in judged(proposals, translator, "avoid"):
        proposal.job.offer(candidate)


def _banned(job: Job) -> tuple[str, ...]:
    concepts = dict.fromkeys(m.concept for m in job.matches)
    return tuple(dict.fromkeys(f for c in concepts for word in c.forbidden for f in inflections(word, c.pos)))


def _unmasked(job: Job, hypothesis: Hypothesis, markup: Markup | None) -> Proposal:
    """A translation of the untouched source; a term-aware model may still write a symbol nobody asked for."""
    if markup:
        return mended(job, fill(hypothesis.text, Masked(job.source, ()), markup), hypothesis.score)
    return Proposal(job, tidy(hypothesis.text), hypothesis.score)


def _offer(proposal: Proposal, rung: str) -> bool:
    job = proposal.job
    if proposal.text in job.tried:
        return False
    job.tried.add(proposal.text)
    return job.offer(proposal.judge(proposal.score, rung))
