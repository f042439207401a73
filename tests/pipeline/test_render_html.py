"""The bilingual page and the index: complete, escaped, self-contained."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from pipeline.model import BlockKind, Finding, Severity, TermOutcome, TermState
from pipeline.render import FORMATS, IndexEntry, Summary, index_page, summarize
from pipeline.render.marks import Mark, marked, source_marks, target_marks
from pipeline.render.page import asset
from tests.pipeline.render_demo import LINES, Line, demo

ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;]]>"


def parse(page: bytes | str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page if isinstance(page, str) else page.decode("utf-8"))


def term(start: int, end: int, target: str, *, flagged: bool = False) -> TermOutcome:
    state = TermState.FLAGGED if flagged else TermState.ENFORCED
    return TermOutcome(start, end, "語", "語", target, state, "" if flagged else "nbest")


def test_rows_carry_the_whole_text_in_order() -> None:
    b = demo()
    rows = parse(FORMATS["html"](b)).xpath("//table[@class='rows']/tbody/tr")
    assert [row.get("id") for row in rows] == [f"s{n + 1}" for n in range(len(b.rows))]
    for got, row in zip(rows, b.rows, strict=True):
        (ja,), (en,) = got.xpath("td[@lang='ja']"), got.xpath("td[@lang='en']")
        assert ja.text_content() == row.segment.text
        assert en.text_content() == (row.unit.target or "not translated")
        assert got.xpath("string(th)") == f"{got.get('id')[1:]}L{row.segment.line}"
        assert got.getparent().get("class") == row.segment.kind.value
        told = got.xpath("string(td[@class='review'])")
        assert all(f.check in told and f.message in told for f in row.findings)
        assert row.unit.comments in told


def test_blocks_are_groups() -> None:
    b = demo()
    groups = parse(FORMATS["html"](b)).xpath("//table[@class='rows']/tbody")
    assert [len(g) for g in groups] == [sum(r.segment.block == n for r in b.rows) for n in range(len(groups))]


def test_states_filters_and_counts_agree() -> None:
    b = demo()
    page = parse(FORMATS["html"](b))
    counts = summarize(b)
    buttons = {x.get("data-filter"): int(x.xpath("string(b)")) for x in page.xpath("//button[@data-filter]")}
    rows = page.xpath("//table[@class='rows']/tbody/tr")
    assert buttons == {
        "all": len(rows),
        "review": sum(row.get("data-state") != "reviewed" for row in rows),
        "noted": sum(row.get("data-noted") is not None for row in rows),
        "flagged": sum(row.get("data-flagged") is not None for row in rows),
    }
    assert list(buttons.values()) == [23, 19, 5, 1]
    assert (counts.reviewed, counts.needs_review, counts.untranslated) == (4, 18, 1)
    assert (counts.enforced, counts.flagged, counts.findings) == (11, 1, 4)
    badges = [row.xpath("string(.//*[contains(@class, 'badge')])") for row in rows]
    assert [badges[n] for n in (0, 2, 14, 18, 19)] == ["reviewed", "machine", "memory", "untranslated", "edited"]
    for check, count in counts.checks:
        (link,) = page.xpath(f"//a[@data-check='{check}']")
        assert link.text_content() == f"{check} {count}"
        assert check in page.get_element_by_id(link.get("href")[1:]).get("data-checks").split()


def test_terms_are_marked_on_both_sides() -> None:
    b = demo()
    rows = parse(FORMATS["html"](b)).xpath("//table[@class='rows']/tbody/tr")
    for got, row in zip(rows, b.rows, strict=True):
        ja = got.xpath("td[@lang='ja']//span[contains(@class, 'term')]")
        en = got.xpath("td[@lang='en']//span[contains(@class, 'term')]")
        assert [x.text_content() for x in ja] == [t.surface for t in row.terms]
        enforced = [n for n, t in enumerate(row.terms) if t.state is TermState.ENFORCED]
        assert sorted(int(x.get("data-term")) for x in en) == enforced
        for x in en:
            wanted = row.terms[int(x.get("data-term"))].target
            assert x.text_content().lower().startswith(wanted.lower())
    (flagged,) = parse(FORMATS["html"](b)).xpath("//span[contains(@class, 'flagged')]")
    assert flagged.get("aria-description") == "気象庁 → Japan Meteorological Agency (not found in the English)"


def test_a_flag_is_told_once_even_with_its_own_finding() -> None:
    finding = Finding("term", Severity.ERROR, "気象庁: “Japan Meteorological Agency” is missing", 0, 3)
    plain, told = (demo((replace(LINES[6], findings=found),)) for found in ((), (finding,)))
    for b in (plain, told):
        chips = parse(FORMATS["html"](b)).xpath("//td[@class='review']//li")
        assert len(chips) == 1 and "Japan Meteorological Agency" in chips[0].text_content()
    assert FORMATS["tmx"](told).decode().count("<note>") == 1


def test_nothing_from_outside_and_nothing_else_runs() -> None:
    data = FORMATS["html"](demo()).decode("utf-8")
    page = parse(data)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
    for tag in ("style", "script"):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", data, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode("utf-8")).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not page.xpath("//@src | //link | //@style | //iframe | //object | //base")
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert all(href.startswith("#") for href in page.xpath("//@href"))
    assert "url(" not in asset("page.css") and "@import" not in asset("page.css")
    assert not re.search(r"https?:|fetch|XMLHttp|innerHTML|eval\(", asset("page.js"))


def test_content_needs_no_script() -> None:
    page = parse(FORMATS["html"](demo()))
    assert [x.get("class") or x.get("id") for x in page.xpath("//body//*[@hidden]")] == ["tools", "empty"]


@pytest.mark.parametrize(
    "place", ["source", "target", "comment", "message", "check", "term", "path", "meta", "signature"]
)
def test_everything_is_escaped(place: str) -> None:
    put = lambda name: ATTACK if place == name else "甲"  # noqa: E731
    finding = Finding(put("check"), Severity.ERROR, put("message"))
    b = demo(
        (Line(put("source"), put("target"), findings=(finding,), comments=put("comment")),),
        path=put("path"),
        name=put("path"),
    )
    row = replace(b.rows[0], terms=(replace(term(0, 1, put("term"), flagged=True), source=put("term")),))
    b = replace(b, rows=(row,), meta=((put("meta"), put("meta")),), signature=put("signature"))
    data = FORMATS["html"](b).decode("utf-8")
    page = parse(data)
    assert data.count("<script") == 1 and not page.xpath("//img")
    assert ATTACK in page.text_content() or ATTACK in "".join(page.xpath("//@aria-description"))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=20))
def test_any_text_gives_a_utf8_page_with_visible_controls(text: str) -> None:
    data = FORMATS["html"](demo((Line(text, text),))).decode("utf-8")
    cell = re.search(r'<td class="ja" lang="ja" role="cell">(.*?)</td>', data, re.DOTALL)
    assert cell and not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", cell[1])


SHAPES = st.integers(-2, 14)


@settings(max_examples=150, deadline=None)
@given(
    st.text("ab <&語", min_size=0, max_size=12),
    st.lists(st.tuples(SHAPES, SHAPES), max_size=4),
    st.lists(st.tuples(SHAPES, SHAPES), max_size=3),
)
def test_marking_never_changes_the_text(text: str, spans: list[tuple[int, int]], hits: list[tuple[int, int]]) -> None:
    terms = [term(start, end, "ab") for start, end in spans]
    findings = [Finding("number", Severity.ERROR, "m", start, end) for start, end in hits]
    for marks in (source_marks(text, terms), target_marks(text, terms)):
        assert all(a.end <= b.start for a, b in pairwise(marks))
        got = lxml_html.fragment_fromstring(f"<p>{marked(text, marks, terms, findings)}</p>")
        assert got.text_content() == text
        inside = "".join(x.text_content() for x in got.xpath("./span[contains(@class, 'term')]"))
        assert inside == "".join(text[m.start : m.end] for m in marks)


@pytest.mark.parametrize(
    ("text", "targets", "found"),
    [
        ("The panel of experts met.", ["Panel of Experts"], ["panel of experts"]),
        ("Panel of\nExperts", ["Panel of Experts"], ["Panel of\nExperts"]),
        ("Two missiles flew.", ["missile"], ["missiles"]),
        ("It is submissile.", ["missile"], []),
        ("A Panel of Experts and a panel", ["panel", "Panel of Experts"], ["Panel of Experts", "panel"]),
        ("UN and UN", ["UN", "UN"], ["UN", "UN"]),
        ("UN", ["UN", "UN"], ["UN"]),
        ("C++ (draft)", ["C++", "(draft)"], ["C++", "(draft)"]),
    ],
)
def test_where_the_english_is_found(text: str, targets: list[str], found: list[str]) -> None:
    marks = target_marks(text, [term(n, n + 1, target) for n, target in enumerate(targets)])
    assert [text[m.start : m.end] for m in marks] == found


def test_flagged_terms_are_not_looked_for_in_the_target() -> None:
    assert target_marks("the UN", [term(0, 1, "UN", flagged=True)]) == ()
    assert source_marks("国連", [term(0, 2, "UN", flagged=True)]) == (Mark(0, 2, 0),)


def test_marked_shows_terms_and_finding_places() -> None:
    got = marked("一<二三", [Mark(1, 3, 0)], [term(1, 3, "two")], [Finding("number", Severity.ERROR, "m", 2, 4)])
    assert got == (
        '一<span class="term ok" data-term="0" tabindex="0"'
        ' aria-description="語 → two (enforced: taken from the n-best list)">&lt;<span class="hit">二</span></span>'
        '<span class="hit">三</span>'
    )


def test_index_links_and_totals() -> None:
    b = demo()
    one = summarize(b)
    entries = [IndexEntry("港 <b>", "港 <b>.html", one), IndexEntry("x", "javascript:alert(1).html", one)]
    page = parse(index_page(entries))
    links = page.xpath("//table//a/@href")
    assert links == ["./%E6%B8%AF%20%3Cb%3E.html", "./javascript%3Aalert%281%29.html"]
    assert page.xpath("//table//a/text()") == ["港 <b>", "x"]
    total = page.xpath("//tfoot/tr/*")
    assert [x.text_content() for x in total] == ["Total", "46", "17 %", "22/24", "2", "4", "2"]
    assert not page.xpath("//script")
    assert index_page(entries) == index_page(entries)
    assert parse(index_page([])).xpath("string(//main)") == "No documents yet."
    assert not parse(index_page(entries[:1])).xpath("//tfoot")


def test_no_share_is_rounded_up_to_all() -> None:
    nearly = Summary(segments=1000, reviewed=999, needs_review=1)
    assert parse(index_page([IndexEntry("a", "a.html", nearly)])).xpath("string(//td[@class='progress'])") == "99 %"


def test_kinds_all_have_their_looks() -> None:
    css = asset("page.css")
    assert all(f".{kind.value} " in css for kind in BlockKind if kind is not BlockKind.PARAGRAPH)
