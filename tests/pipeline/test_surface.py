"""English around a filled-in term."""

from __future__ import annotations

import pytest

from glossary import Article, Case, Concept, TermMatch
from pipeline.mask import Filled, fill, mask
from pipeline.surface import indefinite, repair
from tests.conftest import PLACEHOLDERS

A_OR_AN = """
an: MRBM, ICBM, hour, honest broker, 8-year plan, 11-nation group, 18th meeting, SLBM, NPT review, official, FBI agent, IAEA team, \
American ship, umbrella, unnamed source, unidentified vessel, EU official, heir, F-35, X-ray, uninhabited island, LDP member
a: UN panel, U.N. panel, U.S. ship, European, NATO member, unit, united front, unilateral move, hypersonic missile, one-time offer, \
100-member team, THAAD battery, UNICEF envoy, university, useful tool, Ukrainian town, UK firm, DPRK envoy, ASEAN
"""


def _words() -> list[tuple[str, str]]:
    rows = []
    for line in A_OR_AN.strip().splitlines():
        article, _, words = line.partition(": ")
        rows += [(article, w.strip()) for w in words.split(",")]
    # ASEAN is read as a word: an ASEAN summit
    return [("an" if w == "ASEAN" else a, w) for a, w in rows]


@pytest.mark.parametrize(("article", "word"), _words())
def test_a_or_an(article: str, word: str) -> None:
    assert indefinite(word) == article


def concept(target: str, **fields: object) -> Concept:
    return Concept(source="語", targets=(target,), **fields)  # type: ignore[arg-type]


def filled(text: str, item: Concept) -> Filled:
    """``text`` with ``@`` where the term stands."""
    start = text.index("@")
    match = TermMatch(0, 1, "語", item)
    return Filled(text.replace("@", item.target, 1), ((start, start + len(item.target), match),), 0, 0)


THE = {"article": Article.THE}
ZERO = {"article": Article.ZERO}
LOWER = {"case": Case.LOWER}

CASES = [
    ("It told a @ to leave.", "Panel of Experts", THE, "It told the Panel of Experts to leave."),
    ("It told of @.", "Panel of Experts", THE, "It told of the Panel of Experts."),
    ("@ met.", "Panel of Experts", THE, "The Panel of Experts met."),
    ("The @ met.", "Panel of Experts", THE, "The Panel of Experts met."),
    ("Its @ met.", "Panel of Experts", THE, "Its Panel of Experts met."),
    ("the U.N.'s @ met.", "Panel of Experts", THE, "the U.N.'s Panel of Experts met."),
    ("relations with the @.", "North Korea", ZERO, "relations with North Korea."),
    ("the @ leader", "North Korea", ZERO, "the North Korea leader"),
    ("The @'s leader", "North Korea", ZERO, "The North Korea's leader"),
    ("The @ fired it.", "North Korea", ZERO, "North Korea fired it."),
    ("The @ agreed.", "Japan and South Korea", ZERO, "Japan and South Korea agreed."),
    ("the @'s report", "Panel of Experts", THE, "the Panel of Experts' report"),
    (
        "They fired a @.",
        "intercontinental ballistic missile",
        LOWER,
        "They fired an intercontinental ballistic missile.",
    ),
    ("They fired an @.", "ballistic missile", LOWER, "They fired a ballistic missile."),
    ("They fired two @s.", "ballistic missile", LOWER, "They fired two ballistic missiles."),
    ("@ is needed.", "extended deterrence", LOWER, "Extended deterrence is needed."),
    ("He left. @ is needed.", "extended deterrence", LOWER, "He left. Extended deterrence is needed."),
    ("of the @ s", "WPK", {}, "of the WPK s"),
    ("@s agree.", "Six-Party Talks", THE, "The Six-Party Talks agree."),
    ("The U.N. @ experts met.", "Panel of Experts", THE, "The U.N. Panel of Experts met."),
    ("The @ panel met.", "Panel of Experts", THE, "The Panel of Experts met."),
    ("two @ missiles", "ballistic missile", LOWER, "two ballistic missiles"),
    ("The @ experts", "Six-Party Talks", THE, "The Six-Party Talks experts"),
    ("many @s", "policy", LOWER, "many policies"),
    (
        "many @s",
        "weapon of mass destruction",
        {"plural": "weapons of mass destruction"},
        "many weapons of mass destruction",
    ),
]


@pytest.mark.parametrize(("text", "target", "fields", "expected"), CASES)
def test_repairs(text: str, target: str, fields: dict[str, object], expected: str) -> None:
    assert repair(filled(text, concept(target, **fields)))[0] == expected


def test_every_repair_is_logged() -> None:
    text, log = repair(filled("It told a @ to leave.", concept("Panel of Experts", **THE)))
    assert [(r.before, r.after, r.rule) for r in log] == [("a ", "the ", "the")]
    assert text[log[0].start :].startswith("the ")


def test_two_terms_in_a_sentence() -> None:
    first, second = concept("Panel of Experts", **THE), concept("intercontinental ballistic missile", **LOWER)
    source = "甲と乙"
    matches = (TermMatch(0, 1, "甲", first), TermMatch(2, 3, "乙", second))
    masked = mask(source, matches, PLACEHOLDERS, gloss=True)
    one, two = (symbol for symbol, _ in masked.slots)
    text, _ = repair(fill(f"{one} saw a {two}.", masked, PLACEHOLDERS))
    assert text == "The Panel of Experts saw an intercontinental ballistic missile."
