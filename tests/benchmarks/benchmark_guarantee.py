"""The guarantee, counted by a second verifier: every matched term is in the English, or flagged; and what that costs."""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from pipeline import enforce
from pipeline.adapters import models
from pipeline.adapters.argos import ArgosTranslator
from pipeline.ladder.locate import Question, occlusion, steepest, words
from pipeline.model import TermState, Translation
from pipeline.ports import Markup
from pipeline.signature import run_signature
from pipeline.training.metrics import chrf2
from tests.benchmarks import independent
from tests.benchmarks.term_sets import Case, banned, build, read_pairs, shuffled


class Untaught(ArgosTranslator):
    """The same model as if it knew no placeholders."""

    @property
    def markup(self) -> Markup | None:  # a cached property there
        return None


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks guarantee", description=__doc__)
    parser.add_argument(
        "--set", type=Path, action="append", required=True, metavar="FILE.tsv", help="Japanese TAB English"
    )
    parser.add_argument(
        "--lexicon", type=Path, action="append", default=[], metavar="FILE", help="Japanese TAB English"
    )
    parser.add_argument("--mode", choices=("proper", "random", "forbidden"), default="proper")
    parser.add_argument("--limit", type=int, default=2000, metavar="N", help="sentences (default: %(default)s)")
    parser.add_argument("--model", metavar="NAME|PATH")
    parser.add_argument("--no-markup", action="store_true", help="hide the model's placeholders")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="print N enforced terms for judging by hand")
    parser.add_argument("--flagged", action="store_true", help="print the sentences with flagged terms")
    parser.add_argument("--jobs", type=int, default=None, metavar="N", help="threads for decoding")
    options = parser.parse_args(argv)
    started = time.perf_counter()
    cases = build(read_pairs(options.set), read_pairs(options.lexicon), options.limit)
    if options.mode == "random":
        cases = shuffled(cases)
    engine = Untaught if options.no_markup else ArgosTranslator
    translator = engine(models.find(options.model), threads=options.jobs)
    prepared = time.perf_counter()
    sources = [c.source for c in cases]
    unconstrained = [row[0].text for row in translator.translate(sources)]
    decoded = time.perf_counter()
    if options.mode == "forbidden":
        cases = banned(cases, unconstrained)
        sources = [c.source for c in cases]
    rungs: dict[str, float] = {}
    done = enforce.translate(sources, [c.matches for c in cases], translator, progress=stopwatch(rungs))
    finished = time.perf_counter()
    terms = sha256("\n".join(f"{m.source}\t{m.target}" for c in cases for m in c.matches).encode()).hexdigest()[:8]
    print(run_signature(engine=translator.signature, split="none", glossary=terms))
    print(
        f"mode:{options.mode}|markup:{'hidden' if options.no_markup else 'own'}|sentences:{len(cases)}"
        f"|distinct terms:{len({m.source for c in cases for m in c.matches})}|{platform.machine()}, {os.cpu_count()} CPUs, "
        f"load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    if options.mode == "forbidden":
        suppressed(cases, done)
        return
    counts(cases, done)
    placement(cases, done, translator)
    cost(cases, done, unconstrained)
    print(
        f"seconds: preparing {prepared - started:.1f}, unconstrained {decoded - prepared:.1f}, ladder {finished - decoded:.1f}"
        f" ({', '.join(f'{name} {value:.1f}' for name, value in rungs.items())})"
    )
    if options.flagged:
        for case, result in zip(cases, done, strict=True):
            if lost := [t for t in result.terms if t.state is TermState.FLAGGED]:
                print(f"\n[{result.rung}] {case.source}\n  {result.target}\n  {[(t.surface, t.target) for t in lost]}")
    sample(cases, done, options.sample)


def stopwatch(rungs: dict[str, float]):  # type: ignore[no-untyped-def]
    """A progress callback that adds up the seconds between the calls of one rung."""
    last = time.perf_counter()

    def report(rung: str, finished: int, total: int) -> None:
        nonlocal last
        now = time.perf_counter()
        rungs[rung] = rungs.get(rung, 0.0) + (now - last if finished else 0.0)
        last = now

    return report


def counts(cases: Sequence[Case], done: Sequence[Translation]) -> None:
    matched = sum(len(c.matches) for c in cases)
    states = [(t.state, t.rung) for d in done for t in d.terms]
    enforced = sum(state is TermState.ENFORCED for state, _ in states)
    flagged = len(states) - enforced
    silent = kind = 0
    for case, result in zip(cases, done, strict=True):
        own = sum(t.state is TermState.FLAGGED for t in result.terms)
        seen = independent.missing(result.target, [m.concept.forms for m in case.matches])
        silent += max(0, seen - own)
        if seen > own:
            print(f"silent? {result.target} | {[m.target for m in case.matches]}")
        kind += max(0, own - seen)
    share = enforced / matched if matched else 0.0
    print(
        f"matched {matched} = enforced {enforced} + flagged {flagged}: {'yes' if enforced + flagged == matched else 'NO'}"
    )
    print(f"enforced {share:.2%}; second verifier: {silent} silent misses, {kind} flagged although counted")
    per_rung = Counter(rung for state, rung in states if state is TermState.ENFORCED)
    print("terms by rung: " + ", ".join(f"{name} {count}" for name, count in per_rung.most_common()))
    whole = sum(all(t.state is TermState.ENFORCED for t in d.terms) for d in done)
    other = Counter(f.check for d in done for f in d.findings if f.check != "term")
    print(f"sentences with all terms: {whole} of {len(done)}; other findings: {dict(other.most_common())}")


def suppressed(cases: Sequence[Case], done: Sequence[Translation]) -> None:
    """Each sentence had one word of its own best translation forbidden; what is left of them?"""
    left = sum(
        bool(independent.places(d.target, c.matches[0].concept.forbidden)) for c, d in zip(cases, done, strict=True)
    )
    rungs = Counter(d.rung for d in done)
    print(
        f"forbidden words seeded {len(cases)}, still there {left}, removed {1 - left / max(1, len(cases)):.1%}; by {dict(rungs)}"
    )
    texts, references = [d.target for d in done], [c.reference for c in cases]
    print(f"chrF2 of these sentences {chrf2(texts, references):.2f}")


def placement(cases: Sequence[Case], done: Sequence[Translation], translator: ArgosTranslator) -> None:
    """Terms that stand once: is that where the output depends on the term? The locator errs too, so this is no verdict."""
    asked: list[tuple[Question, tuple[int, int]]] = []
    for case, result in zip(cases, done, strict=True):
        shown = independent.plain(result.target)
        for match, outcome in zip(case.matches, result.terms, strict=True):
            found = independent.places(shown, (match.target,))
            if outcome.state is TermState.ENFORCED and len(found) == 1:
                asked.append((Question(case.source, match.start, match.end, shown), found[0]))
    cased = [Question(q.source, q.start, q.end, q.target) for q, _ in asked]
    agree = differ = 0
    for (question, (start, end)), losses in zip(asked, occlusion(translator, cased), strict=True):
        place = steepest(losses)
        if place:
            spots = words(question.target)
            near = spots[place[0]][0] < end and start < spots[place[1] - 1][1]
            agree, differ = agree + near, differ + (not near)
    print(
        f"placement by occlusion: of {len(asked)} terms standing once, {agree} where expected, {differ} elsewhere "
        f"({differ / max(1, agree + differ):.1%}), {len(asked) - agree - differ} unclear"
    )


def cost(cases: Sequence[Case], done: Sequence[Translation], unconstrained: Sequence[str]) -> None:
    def rest(texts: Sequence[str]) -> list[str]:
        return [
            independent.without(t, [f for m in c.matches for f in m.concept.forms])
            for t, c in zip(texts, cases, strict=True)
        ]

    references, before = rest([c.reference for c in cases]), rest(unconstrained)
    after = rest([d.target for d in done])
    plain, laddered = chrf2(before, references), chrf2(after, references)
    print(f"chrF2 without the terms: unconstrained {plain:.2f}, enforced {laddered:.2f}, cost {plain - laddered:+.2f}")
    groups: dict[str, list[int]] = {}
    for index, result in enumerate(done):
        groups.setdefault(result.rung, []).append(index)
    for rung, rows in sorted(groups.items(), key=lambda item: -len(item[1])):
        wanted = [references[i] for i in rows]
        one, other = chrf2([before[i] for i in rows], wanted), chrf2([after[i] for i in rows], wanted)
        print(f"  {rung:8}{len(rows):6} sentences: {one:.2f} → {other:.2f}")


def sample(cases: Sequence[Case], done: Sequence[Translation], size: int) -> None:
    """Enforced terms that the plain rungs did not give, spread evenly."""
    rows = [
        (case, result, term)
        for case, result in zip(cases, done, strict=True)
        for term in result.terms
        if term.state is TermState.ENFORCED and term.rung not in ("plain", "nbest")
    ]
    for at in range(min(size, len(rows))):
        case, result, term = rows[at * len(rows) // min(size, len(rows))]
        print(
            f"\n{at + 1}. {term.surface} → {term.target} [{term.rung}]\n   {case.source}\n   {result.target}\n   ({case.reference})"
        )


if __name__ == "__main__":
    main()
