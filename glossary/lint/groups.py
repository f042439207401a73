"""Rows that are about the same Japanese, or claim the same id, short form or English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from glossary.lint.rules import LintFinding, at, found
from glossary.model import Concept, TermStatus
from glossary.normal import key
from glossary.usage import Usage
from glossary.verify import accepted

_LIVE = (TermStatus.PREFERRED, TermStatus.ADMITTED)


def check(rows: Sequence[Concept]) -> Iterator[LintFinding]:
    """Duplicates and conflicts between rows, the later row being the one to blame."""
    groups: dict[str, list[Concept]] = defaultdict(list)
    for concept in rows:
        groups[key(concept.source.strip())].append(concept)
    for group in groups.values():
        if len(group) > 1:
            yield from _same_source(group)
    yield from _same_id(rows)
    yield from _same_short(rows)
    yield from _banned_elsewhere(rows)
    yield from _without_successor(rows, groups)
    yield from _heads(groups)


def _same_source(group: Sequence[Concept]) -> Iterator[LintFinding]:
    preferred = [concept for concept in group if concept.status is TermStatus.PREFERRED]
    seen: dict[tuple[TermStatus, tuple[str, ...]], Concept] = {}
    for concept in group:
        first = seen.setdefault((concept.status, concept.targets[:1]), concept)
        if first is not concept:
            yield found("duplicate-source", f"「{concept.source}」 is already at {at(first)}; delete one", concept)
    for concept in preferred[1:]:
        if concept.targets[:1] != preferred[0].targets[:1]:
            message = (
                f"「{concept.source}」 has two preferred terms, {concept.target!r} and {preferred[0].target!r} "
                f"({at(preferred[0])}); mark one admitted"
            )
            yield found("conflicting-target", message, concept)
    yield from _hidden_drafts(group)
    demanded = {form: concept for concept in group if concept.status in _LIVE for form in concept.targets}
    for concept in group:
        for form in concept.forbidden:
            other = demanded.get(form)
            if other is not None and other is not concept:
                yield found("preferred-forbidden", f"{form!r} is demanded at {at(other)}; delete one", concept)
        if concept.status in (TermStatus.FORBIDDEN, TermStatus.DEPRECATED):
            for form in concept.targets:
                if form in demanded:
                    message = (
                        f"{form!r} is demanded at {at(demanded[form])} and {concept.status.value} here; delete one"
                    )
                    yield found("preferred-forbidden", message, concept)


def _hidden_drafts(group: Sequence[Concept]) -> Iterator[LintFinding]:
    drafts = [concept for concept in group if concept.status is TermStatus.DRAFT]
    better = next((concept for concept in group if concept.status is not TermStatus.DRAFT), None)
    lead = better or drafts[0] if drafts else None
    for draft in drafts:
        repeated = lead is not None and better is None and draft.targets[:1] == lead.targets[:1]
        if lead is not None and draft is not lead and not repeated:
            yield found("shadowed", f"draft 「{draft.source}」 is never used, as {at(lead)} has it; delete one", draft)


def _same_id(rows: Sequence[Concept]) -> Iterator[LintFinding]:
    """Rows of one id are terms of one concept (as in TBX): their English must agree."""
    first: dict[str, Concept] = {}
    for concept in rows:
        name = concept.id.strip()
        other = first.setdefault(name, concept) if name else concept
        if other is not concept and other.targets and concept.targets and not {*other.forms} & {*concept.forms}:
            yield found("id-twice", f"id {name!r} is that of 「{other.source}」 at {at(other)}; give another", concept)


def _same_short(rows: Sequence[Concept]) -> Iterator[LintFinding]:
    first: dict[str, Concept] = {}
    for concept in rows:
        short = concept.short.strip()
        # A surname may be the short form of several people.
        if not short or not concept.enforced or (_is_name(concept) and short in concept.target.split()):
            continue  # a surname is the short form of several people
        other = first.setdefault(short.casefold(), concept)
        apart = {concept.domain, other.domain} - {""}
        if other is not concept and other.target != concept.target and len(apart) < 2:
            message = f"short form {short!r} is also that of {other.target!r} at {at(other)}; give another"
            yield found("short-shared", message, concept)


def _is_name(concept: Concept) -> bool:
    return concept.pos.strip().lower() in ("propn", "name", "person")


def _banned_elsewhere(rows: Sequence[Concept]) -> Iterator[LintFinding]:
    """English that one row demands and a row about other Japanese forbids."""
    demanded: dict[str, Concept] = {}
    for concept in rows:
        if concept.enforced:
            for form in concept.targets:
                demanded.setdefault(form.casefold(), concept)
    for concept in rows:
        for form in concept.forbidden:
            other = demanded.get(form.casefold())
            if other is not None and key(other.source) != key(concept.source):
                message = f"{form!r} is forbidden here and demanded for 「{other.source}」 at {at(other)}; which one?"
                yield found("forbidden-elsewhere", message, concept)


def _without_successor(rows: Sequence[Concept], groups: dict[str, list[Concept]]) -> Iterator[LintFinding]:
    if all(concept.status is not TermStatus.DEPRECATED for concept in rows):
        return
    usage = Usage(rows)
    for concept in rows:
        if concept.status is not TermStatus.DEPRECATED or usage.successor(concept) is not None:
            continue
        if all(other.status not in _LIVE for other in groups[key(concept.source.strip())]):
            message = f"「{concept.source}」 is deprecated, but no term is preferred; add it with the same target or id"
            yield found("no-successor", message, concept)


def _heads(groups: dict[str, list[Concept]]) -> Iterator[LintFinding]:
    """A term made of two terms, whose English has the first one's but not that of the second, its head."""
    firm = {normal: next((c for c in group if c.enforced and c.targets), None) for normal, group in groups.items()}
    for normal, concept in firm.items():
        if concept is None:
            continue
        for cut in range(1, len(normal)):
            front, back = firm.get(normal[:cut]), firm.get(normal[cut:])
            if front is None or back is None or not _says(concept.targets[:1], front):
                continue
            if not _says(concept.forms, back):
                message = (
                    f"{concept.target!r} does not say {back.target!r}, as 「{back.source}」 at {at(back)}; is it right?"
                )
                yield found("head", message, concept)


def _says(forms: Sequence[str], part: Concept) -> bool:
    wanted = [_words(form) for form in accepted(part)]
    return any(want in text for text in map(_words, forms) for want in wanted)


def _words(form: str) -> str:
    return f" {form.casefold().replace('-', ' ')} "
