"""A self-contained page for reading and reviewing a document: source and target side by side."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pipeline.model import Aligned, Bilingual, Origin, Severity, TermState
from pipeline.render.common import RowState, Summary, row_score, row_state, summarize, unreported_flags
from pipeline.render.marks import escape, marked, source_marks, target_marks
from pipeline.render.page import bar, page, share

_FILTERS = (("all", "All"), ("review", "Needs review"), ("noted", "With findings"), ("flagged", "Flagged terms"))
_KEYS = (
    ("j ↓", "next row"),
    ("k ↑", "previous row"),
    ("n", "next row with a finding"),
    ("p", "previous row with a finding"),
    ("f", "next filter"),
    ("/", "search both languages"),
    ("Esc", "clear the search, leave the field"),
    ("?", "show or hide this help"),
)
_BADGES = {Origin.MT: "machine", Origin.MEMORY: "memory", Origin.HUMAN: "edited", Origin.NONE: "unreviewed"}
_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def render(bilingual: Bilingual) -> bytes:
    """One page that needs no other file and no network, and whose content is complete without JavaScript.

    Its content security policy allows exactly the inlined style and script. Everything from the document is escaped.
    """
    counts = summarize(bilingual)
    body = "".join((_header(bilingual, counts), _toolbar(counts), _table(bilingual), _HELP))
    return page(title=f"{bilingual.document.name} · taiyaku", body=body, script=True).encode("utf-8")


def _header(bilingual: Bilingual, counts: Summary) -> str:
    matched = counts.enforced + counts.flagged
    waiting = f"{counts.segments - counts.reviewed} to review"
    if counts.untranslated:
        waiting += f", {counts.untranslated} of them untranslated"
    flagged = f'<b class="bad">{counts.flagged} flagged</b>' if counts.flagged else "none flagged"
    facts = (
        ("Segments", str(counts.segments), waiting),
        ("Reviewed", str(counts.reviewed), share(counts.reviewed, counts.segments)),
        ("Terms enforced", f"{counts.enforced}<i>/{matched}</i>", flagged),
        ("Findings", str(counts.findings), _severities(counts)),
    )
    cells = "".join(f"<div><dt>{name}</dt><dd>{value}<small>{more}</small></dd></div>" for name, value, more in facts)
    pairs = (("document", bilingual.document.path), *bilingual.meta, ("signature", bilingual.signature))
    made = "".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in pairs if v)
    return (
        f'<header class="top">\n<h1>{escape(bilingual.document.name)}</h1>\n<dl class="facts">{cells}</dl>\n'
        f'{bar(counts)}\n{_checks(bilingual, counts)}<dl class="made">{made}</dl>\n</header>\n'
    )


def _severities(counts: Summary) -> str:
    parts = [
        f'<b class="bad">{counts.errors} error{"s" * (counts.errors != 1)}</b>' if counts.errors else "",
        f"{counts.warnings} warning{'s' * (counts.warnings != 1)}" if counts.warnings else "",
        f"{counts.infos} info" if counts.infos else "",
    ]
    return " · ".join(filter(None, parts)) or "none"


def _checks(bilingual: Bilingual, counts: Summary) -> str:
    """Findings by check: links to the first row that has one, and filters where there is JavaScript."""
    if not counts.checks:
        return ""
    first: dict[str, int] = {}
    for number, row in enumerate(bilingual.rows, start=1):
        for finding in row.findings:
            first.setdefault(finding.check, number)
    items = "".join(
        f'<li><a href="#s{first[check]}" data-check="{escape(check)}">{escape(check)} <b>{count}</b></a></li>'
        for check, count in counts.checks
    )
    return f'<ul class="checks" aria-label="Findings by check">{items}</ul>\n'


def _toolbar(counts: Summary) -> str:
    waiting = counts.segments - counts.reviewed
    numbers = {"all": counts.segments, "review": waiting, "noted": counts.noted, "flagged": counts.flagged_rows}
    buttons = "".join(
        f'<button type="button" data-filter="{key}" aria-pressed="{"true" if key == "all" else "false"}">'
        f"{label} <b>{numbers[key]}</b></button>"
        for key, label in _FILTERS
    )
    return (
        '<div class="tools" role="toolbar" aria-label="Review tools" hidden>\n'
        f'<div class="filters" role="group" aria-label="Filter rows">{buttons}</div>\n'
        '<input type="search" id="find" placeholder="Search 日本語 or English" aria-label="Search both languages"'
        ' autocomplete="off" spellcheck="false">\n'
        '<output id="shown" aria-live="polite"></output>\n'
        '<button type="button" id="keys" aria-haspopup="dialog" aria-label="Keyboard help">?</button>\n</div>\n'
    )


def _table(bilingual: Bilingual) -> str:
    if not bilingual.rows:
        return '<main><p class="empty">This document has no segments.</p></main>\n'
    numbered = enumerate(bilingual.rows, start=1)
    blocks = groupby(numbered, key=lambda item: (item[1].segment.block, item[1].segment.kind))
    groups = "".join(
        f'<tbody class="{kind.value}" role="rowgroup">\n{"".join(_row(number, row) for number, row in items)}</tbody>\n'
        for (_, kind), items in blocks
    )
    return (
        '<main><table class="rows" role="table">\n<thead role="rowgroup"><tr role="row">'
        '<th scope="col" role="columnheader"><abbr title="Segment number, line in the document">#</abbr></th>'
        '<th scope="col" role="columnheader">Japanese</th><th scope="col" role="columnheader">English</th>'
        f'<th scope="col" role="columnheader">Review</th></tr></thead>\n{groups}</table>\n'
        '<p class="empty" id="nothing" hidden>No row matches.</p></main>\n'
    )


def _row(number: int, row: Aligned) -> str:
    segment, state = row.segment, row_state(row)
    source = marked(segment.text, source_marks(segment.text, row.terms), row.terms, row.findings)
    target = '<i class="none">not translated</i>'
    if state is not RowState.UNTRANSLATED:
        target = marked(row.unit.target, target_marks(row.unit.target, row.terms), row.terms)
    notes = "".join(_notes(row))
    checks = " ".join(dict.fromkeys(finding.check for finding in row.findings))
    data = f' data-checks="{escape(checks)}"' if checks else ""
    data += " data-noted" if row.findings or unreported_flags(row) else ""
    data += " data-flagged" if any(term.state is TermState.FLAGGED for term in row.terms) else ""
    return (
        f'<tr id="s{number}" class="{_level(row)}" data-state="{state.value}"{data} tabindex="-1" role="row">'
        f'<th scope="row" class="no" role="rowheader"><a href="#s{number}"'
        f' aria-label="segment {number}, line {segment.line}">{number}<small>L{segment.line}</small></a></th>'
        f'<td class="ja" lang="ja" role="cell">{source}</td><td class="en" lang="en" role="cell">{target}</td>'
        f'<td class="review" role="cell">{_badge(row, state)}{f"<ul>{notes}</ul>" if notes else ""}</td></tr>\n'
    )


def _level(row: Aligned) -> str:
    severities = {finding.severity for finding in row.findings}
    if unreported_flags(row):
        severities.add(Severity.ERROR)
    return next((severity.value for severity in _SEVERITIES if severity in severities), "clean")


def _badge(row: Aligned, state: RowState) -> str:
    label = state.value if state is not RowState.NEEDS_REVIEW else _BADGES[row.unit.origin]
    score = row_score(row) if state is RowState.NEEDS_REVIEW else None
    badge = f'<span class="badge {label}">{label}</span>'
    if score is None:
        return badge
    shown = f"{score:.2f}".replace("-", "\N{MINUS SIGN}")
    return f'{badge} <span class="score" title="mean log-probability per piece of the English">{escape(shown)}</span>'


def _notes(row: Aligned) -> Iterator[str]:
    for term in unreported_flags(row):
        yield _chip(Severity.ERROR, "term", f"{term.source} should be “{term.target}”")
    for finding in sorted(row.findings, key=lambda finding: _SEVERITIES.index(finding.severity)):
        yield _chip(finding.severity, finding.check, finding.message)
    if row.unit.comments:
        yield f'<li class="comment"><b>comment</b> {escape(row.unit.comments)}</li>'


def _chip(severity: Severity, check: str, message: str) -> str:
    return f'<li class="{severity.value}"><b title="{severity.value}">{escape(check)}</b> {escape(message)}</li>'


_HELP = (
    '<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keyboard</h2><dl>'
    + "".join(
        "<div><dt>" + " ".join(f"<kbd>{key}</kbd>" for key in keys.split()) + f"</dt><dd>{does}</dd></div>"
        for keys, does in _KEYS
    )
    + '</dl><form method="dialog"><button>Close</button></form></dialog>\n'
)
