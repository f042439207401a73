"""The ladder: from a plain translation to one in which every controlled term is right, or visibly flagged.

Rungs, each tried only on what the ones before left open, each in one batch over the whole corpus:

1. ``plain``   the untouched source; accepted when all terms are already there.
2. ``nbest``   the other hypotheses of the same search.
3. ``gloss``   ``⟦k⟧term⟪target⟫`` in the source, the model answers with ``⟦k⟧`` (if its vocabulary declares them).
4. ``swap``    the wrong rendering replaced, where two ways of locating it name the same words.
5. ``bare``    the placeholder alone.
6. ``proxy``   for a model without placeholders: words it is measured to copy stand in for the terms.
7. ``avoid``   decoded again without the words that are forbidden here.
8. ``clause``  the sentence in clauses, each taken up the ladder by itself; then ``swap`` again.
9. ``prefix``  decoding is forced through the missing term at up to six places; the best-scoring result stays.
10. flagged    the best hypothesis is kept as it is; what is missing is a finding. Nothing is ever inserted by guess.

Within a rung, texts with equal findings compete by the model's score of them under the untouched source. The order is
that of the measured cost to the rest of the sentence (``python -m tests.benchmarks guarantee``).

A hypothesis is accepted when ``checks.check`` has nothing to say: all terms, no symbol and no Japanese left, numbers
kept, sane length, no loop. Engine-agnostic: a translator has the rungs whose Protocols (``pipeline.ports``) it serves.
"""

from __future__ import annotations

from collections.abc import Sequence

from glossary import TermMatch

from . import checks
from .ladder import decode, force, split, swap
from .ladder.jobs import Candidate, Job, Progress, judged
from .model import Translation
from .ports import AvoidingTranslator, ProxyTranslator, Translator
from .signature import unit_signature


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
    progress: Progress | None = None,
) -> tuple[Translation, ...]:
    """Translate distinct sources under their term matches; one Translation per source, same order.

    ``progress(rung, done, total)`` counts sources within a rung. Costs one decoding per source, and about one more per
    rung for those still open.
    """
    jobs = [
        Job(source, tuple(m for m in found if m.concept.enforced or m.concept.forbidden))
        for source, found in zip(sources, matches, strict=True)
    ]
    _whole(jobs, translator, progress)
    if isinstance(translator, AvoidingTranslator):
        decode.avoid([j for j in jobs if j.open], translator, progress)
    _clauses([j for j in jobs if j.unsettled and j.wanted], translator, progress)
    swap.swap([j for j in jobs if j.missing], translator, progress)
    force.prefix([j for j in jobs if j.missing], translator, translator.markup, progress)
    return tuple(_result(job, translator.signature) for job in jobs)


def _whole(jobs: Sequence[Job], translator: Translator, progress: Progress | None) -> None:
    """The rungs that translate a text in one go."""
    decode.plain(jobs, translator, progress)
    markup = translator.markup
    if markup:
        if markup.glossed:
            decode.masked([j for j in jobs if j.open and j.wanted], translator, markup, "gloss", progress)
        swap.swap([j for j in jobs if j.missing], translator, progress)
        decode.masked([j for j in jobs if j.unsettled and j.wanted], translator, markup, "bare", progress)
        return
    swap.swap([j for j in jobs if j.missing], translator, progress)
    if isinstance(translator, ProxyTranslator):
        decode.proxies([j for j in jobs if j.missing and j.wanted], translator, progress)


def _clauses(jobs: Sequence[Job], translator: Translator, progress: Progress | None) -> None:
    """Cut, translate the parts as if they were sentences, join; coarse and fine cuts compete."""
    plans = []
    for job in jobs:
        cuts = dict.fromkeys(split.cut(job.source, job.matches, fine=fine) for fine in (False, True))
        plans += [(job, parts) for parts in cuts if len(parts) > 1]
    if not plans:
        return
    rows = [[split.part_job(job, part) for part in parts] for job, parts in plans]
    distinct = {(one.source, one.matches): one for row in rows for one in row}
    if progress:
        progress("clause", 0, len(plans))
    _whole(list(distinct.values()), translator, None)
    lacking = [one for one in distinct.values() if one.missing and one.wanted]
    force.prefix(lacking, translator, translator.markup, None)
    proposals = []
    for (job, parts), row in zip(plans, rows, strict=True):
        done = [distinct[one.source, one.matches].best for one in row]
        texts = [one for one in done if one and one.text]
        if len(texts) == len(done):
            proposals.append(split.joined(job, parts, texts))
    for proposal, candidate in judged(proposals, translator, "clause"):
        proposal.job.offer(candidate)
    if progress:
        progress("clause", len(plans), len(plans))


def _result(job: Job, engine: str) -> Translation:
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
