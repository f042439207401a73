"""Forbidden, deprecated and untranslatable terms on both sides: all of them are found, and nothing else."""

from __future__ import annotations

import pytest

from glossary import Concept, Glossary, Misuse, TermStatus, Usage, Violation, loads, verbatim
from tests.glossary.usage_seeds import GLOSSARY, Pair, clean, violations

TERMS = Glossary.from_concepts(loads(GLOSSARY, "g.tsv"))
USAGE = Usage(TERMS.concepts)


def found(pair: Pair) -> tuple[Violation, ...]:
    return USAGE.violations(TERMS.match(pair.source), pair.target)


def flat(text: str) -> str:
    """The letters alone: how the words are held together is the point of the seeds."""
    return "".join(char for char in text if char.isalnum()).casefold()


def test_all_seeded_violations_are_found() -> None:
    pairs = list(violations())
    assert len(pairs) >= 500
    missed = []
    for pair in pairs:
        told = {(v.misuse.value, flat(v.text)) for v in found(pair)}
        for kind, text in pair.found:
            if (kind, flat(text)) not in told:
                missed.append((pair.name, pair.target, sorted(told)))
    assert missed == []


def test_no_clean_pair_has_a_violation() -> None:
    pairs = list(clean(2_000))
    assert len(pairs) == 2_000
    assert [(p.source, p.target, [str(v) for v in found(p)]) for p in pairs if found(p)] == []


@pytest.mark.parametrize("pair", list(violations())[::29], ids=lambda pair: pair.name)
def test_places_are_exact(pair: Pair) -> None:
    for violation in found(pair):
        text = pair.target if violation.in_target else pair.source
        assert text[violation.start : violation.end] == violation.text


@pytest.mark.parametrize(
    ("source", "target", "messages"),
    [
        ("看護婦が来た。", "A nurse came.", ["「看護婦」 is deprecated; use 「看護師」"]),
        ("北鮮が発表した。", "North Korea announced it.", ["「北鮮」 is forbidden; use 「北朝鮮」"]),
        (
            "裏日本に行く。",
            "I go to the back side of Japan.",
            ["「裏日本」 is forbidden", "裏日本: “back side of Japan” must not be used"],
        ),
        (
            "外人部隊だ。",
            "Foreigner troops.",
            ["「外人部隊」 is deprecated", "外人部隊: “Foreigner troops” is deprecated"],
        ),
        (
            "停戦だ。",
            "A stop fire.",
            ["停戦: “cease-fire” is missing", "停戦: “stop fire” must not be used; use “cease-fire”"],
        ),
        (
            "制裁だ。",
            "Punishments.",
            ["制裁: “sanctions” is missing", "制裁: “Punishments” must not be used; use “sanctions”"],
        ),
        ("iPhoneだ。", "A telephone.", ["iPhone: must stay “iPhone”, untranslated"]),
        ("韓国だ。", "It is South Korea.", []),
    ],
)
def test_messages(source: str, target: str, messages: list[str]) -> None:
    assert [str(v) for v in found(Pair("", source, target))] == messages


def test_a_successor_by_id() -> None:
    old = Concept("旧庁", ("Old Agency",), status=TermStatus.DEPRECATED, id="agency")
    new = Concept("新庁", ("New Agency",), id="agency")
    usage = Usage([old, new])
    assert usage.successor(old) is new
    assert usage.successor(new) is None
    (source, target) = usage.violations(Glossary.from_concepts([old]).match("旧庁が"), "The old agency")
    assert (source.misuse, source.preferred) == (Misuse.SOURCE_DEPRECATED, "新庁")
    assert (target.misuse, target.preferred) == (Misuse.DEPRECATED, "New Agency")


def test_without_the_termbase_a_row_bans_only_its_source() -> None:
    old = Concept("北鮮", ("North Korea",), status=TermStatus.FORBIDDEN)
    (only,) = Usage().violations(Glossary.from_concepts([old]).match("北鮮が"), "North Korea")
    assert (str(only), only.in_target) == ("「北鮮」 is forbidden", False)


@pytest.mark.parametrize(
    ("concept", "kept"),
    [
        (Concept("AUKUS", ("AUKUS",)), True),
        (Concept("ＡＵＫＵＳ", ("AUKUS",)), True),
        (Concept("NATO", ("NATO", "North Atlantic Treaty Organization")), False),
        (Concept("こだま", ("KODAMA",), pos="dnt"), True),
        (Concept("対訳", ("対訳",)), True),
        (Concept("端末", ("terminal",)), False),
        (Concept("端末", (), pos="dnt", status=TermStatus.FORBIDDEN), False),
    ],
)
def test_what_is_not_to_be_translated(concept: Concept, kept: bool) -> None:
    assert verbatim(concept) is kept


def test_a_glossary_judges_a_pair_by_itself() -> None:
    """The one-call form for other jobs: source and target in, what is wrong out."""
    from glossary import Glossary, Misuse, loads

    header = "source\ttarget\tstatus\tforbidden\tid\n"
    rows = (
        "専門家パネル\tPanel of Experts\t\texpert panel\tpanel\n専門家委員会\tPanel of Experts\tdeprecated\t\tpanel\n"
    )
    glossary = Glossary.from_concepts(loads(header + rows))
    assert glossary.verify("専門家パネルは終わった。", "The Panel of Experts is over.") == ()
    found = glossary.verify("専門家パネルは終わった。", "The expert panel is over.")
    assert [(v.misuse, v.text, v.preferred) for v in found] == [
        (Misuse.MISSING, "専門家パネル", "Panel of Experts"),
        (Misuse.FORBIDDEN, "expert panel", "Panel of Experts"),
    ]
    assert [v.misuse for v in glossary.verify("専門家委員会は終わった。", "The Panel of Experts is over.")] == [
        Misuse.SOURCE_DEPRECATED
    ]
