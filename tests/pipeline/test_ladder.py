"""The rungs one by one: clauses, places, swaps, proxies, words to avoid; with fakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import Article, Concept, TermMatch
from pipeline import enforce
from pipeline.ladder import locate, split
from pipeline.ladder.jobs import Job
from pipeline.mask import fill_proxies, stand_in
from pipeline.model import TermState
from pipeline.ports import Attending, AvoidingTranslator, Hypothesis, Progress, Proxy, ProxyTranslator, Scorer
from tests.conftest import PLACEHOLDERS, FakeTranslator

PANEL = Concept("専門家パネル", ("Panel of Experts",), article=Article.THE, forbidden=("expert panel",))
RUSSIA = Concept("ロシア", ("Russia",))
MISSILE = Concept("弾道ミサイル", ("ballistic missile",))


def matches_of(source: str, *concepts: Concept) -> tuple[TermMatch, ...]:
    found = []
    for concept in concepts:
        at = source.find(concept.source)
        while at >= 0:
            found.append(TermMatch(at, at + len(concept.source), concept.source, concept))
            at = source.find(concept.source, at + 1)
    return tuple(sorted(found, key=lambda m: m.start))


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        (
            "政府は新しい方針を決めて、来週から各地で説明会を開く。",
            ["政府は新しい方針を決めて、", "来週から各地で説明会を開く。"],
        ),
        (
            "駅の近くで古い寺が見つかったが、誰が建てたのかは分からない。",
            ["駅の近くで古い寺が見つかったが、", "誰が建てたのかは分からない。"],
        ),
        ("雨が降って、風も吹いた。", ["雨が降って、風も吹いた。"]),  # too short
        (
            "工場では机、椅子、本棚、食器棚、鏡台などの家具を作っている。",
            ["工場では机、椅子、本棚、食器棚、鏡台などの家具を作っている。"],
        ),
        (
            "市長は「計画を進めながら、住民の声も聞いていきたい」と集まった記者に語った。",
            ["市長は「計画を進めながら、住民の声も聞いていきたい」と集まった記者に語った。"],
        ),
        (
            "市の新しい図書館について考える…来年の春には開館の予定、利用者の期待は大きい",
            ["市の新しい図書館について考える…", "来年の春には開館の予定、利用者の期待は大きい"],
        ),
    ],
)
def test_coarse_clauses(source: str, parts: list[str]) -> None:
    assert [source[p.start : p.end] for p in split.cut(source, (), fine=False)] == parts


def test_fine_cuts_follow_topics_too() -> None:
    source = "長いあいだ町の人々に親しまれてきたこの古い橋は、来年の春に架け替えられる。"
    assert len(split.cut(source, (), fine=False)) == 1
    assert [source[p.start : p.end] for p in split.cut(source, (), fine=True)] == [source[:24], source[24:]]


@given(
    st.lists(
        st.sampled_from(
            ["政府は", "決めて、", "が、", "「", "」", "専門家パネル", "ロシア", "。", "…", "語った", "本、"]
        ),
        max_size=30,
    )
)
def test_clauses_cover_the_source_and_cut_no_term(pieces: list[str]) -> None:
    source = "".join(pieces)
    matches = matches_of(source, PANEL, RUSSIA)
    for fine in (False, True):
        parts = split.cut(source, matches, fine=fine)
        assert "".join(source[p.start : p.end] for p in parts) == source
        assert len(parts) == 1 or all(p.end - p.start >= split.LEAST for p in parts)
        job = Job(source, matches)
        inside = [m for p in parts for m in split.part_job(job, p).matches]
        assert [m.surface for m in inside] == [m.surface for m in matches]


def test_clauses_are_joined_with_sane_punctuation_and_capitals() -> None:
    source = "専門家パネルは報告書を公表したが、ロシアはその延長に反対した。"
    english: dict[str, Sequence[str] | str] = {
        "専門家パネルは報告書を公表したが、": "The Panel of Experts published a report.",
        "ロシアはその延長に反対した。": "Russia opposed its extension.",
        source: "Experts opposed a report.",
    }
    translator = FakeTranslator(english)
    (result,) = enforce.translate([source], [matches_of(source, PANEL, RUSSIA)], translator)
    assert result.rung == "clause"
    assert result.target == "The Panel of Experts published a report, Russia opposed its extension."
    assert [t.rung for t in result.terms] == ["clause", "clause"]
    english["ロシアはその延長に反対した。"] = "It was opposed by Russia."
    (result,) = enforce.translate([source], [matches_of(source, PANEL, RUSSIA)], translator)
    assert result.target.endswith("a report, it was opposed by Russia.")


class Scoring(FakeTranslator):
    """Knows which English words depend on which Japanese word."""

    def __init__(self, answer: Callable[[str], str], depends: dict[str, str]) -> None:
        super().__init__(answer)
        self.depends = depends

    def score(self, sources: Sequence[str], targets: Sequence[str], /) -> tuple[float, ...]:
        return tuple(-1.0 for _ in targets)

    def word_scores(self, sources: Sequence[str], targets: Sequence[str], /) -> tuple[tuple[float, ...], ...]:
        def lost(word: str, source: str) -> float:
            needed = [ja for ja, words in self.depends.items() if word.strip(".,") in words.split()]
            return -6.0 if any(ja not in source for ja in needed) else -1.0

        return tuple(tuple(lost(w, s) for w in t.split()) for s, t in zip(sources, targets, strict=True))


def test_a_wrong_rendering_is_swapped_where_two_opinions_agree() -> None:
    source = "国連の専門家パネルは報告書を公表した。"
    depends = {"専門家パネル": "expert group", "国連": "UN"}

    def answer(asked: str) -> str:
        if asked == source:
            return "The UN expert group published a report."
        return "An expert group is here." if "専門家パネル" in asked else "Nothing."

    translator = Scoring(answer, depends)
    assert isinstance(translator, Scorer)
    (result,) = enforce.translate([source], [matches_of(source, PANEL)], translator)
    assert (result.rung, result.target) == ("swap", "The UN Panel of Experts published a report.")

    def other(asked: str) -> str:  # the model calls it something else when alone: one opinion is not enough
        return "The UN expert group published a report." if asked == source else "A committee."

    (result,) = enforce.translate([source], [matches_of(source, PANEL)], Scoring(other, depends))
    assert [t.state for t in result.terms] == [TermState.FLAGGED]
    assert result.target == "The UN expert group published a report."


def test_a_swap_that_would_cost_another_term_or_number_is_not_made() -> None:
    source = "ロシアの弾道ミサイル3発。"

    def answer(asked: str) -> str:
        return "Russia 3 rockets." if asked == source else "Russia 3 rockets here."

    translator = Scoring(answer, {"弾道ミサイル": "Russia 3 rockets"})
    (result,) = enforce.translate([source], [matches_of(source, RUSSIA, MISSILE)], translator)
    assert result.target == "Russia 3 rockets."
    assert [t.state for t in result.terms] == [TermState.ENFORCED, TermState.FLAGGED]


@pytest.mark.parametrize(
    ("losses", "place"),
    [((), None), ((0.1, 0.2, 0.1), None), ((0.1, 3.0, 2.5, 0.0), (1, 3)), ((4.0, *[0.0] * 6, 4.5), (7, 8))],
)
def test_steepest(losses: tuple[float, ...], place: tuple[int, int] | None) -> None:
    assert locate.steepest(losses) == place


def test_places_need_both_opinions_and_leave_neighbours_alone() -> None:
    text = "The old expert group's report was read."
    known = locate.known(text, frozenset({locate.stem("expert"), locate.stem("group")}))
    assert known == [None, False, True, True, False, None, False]
    assert locate.agreed(text, (0.0, 0.0, 5.0, 4.0, 0.1, 0, 0), known) == (8, 20)
    assert locate.agreed(text, (0.0, 2.0, 5.0, 4.0, 0.1, 0, 0), known) == (4, 20)  # a modifier only occlusion knows
    assert locate.agreed(text, (0.0, 0.0, 5.0, 4.0, 3.0, 0, 0), known) is None  # a head only occlusion knows
    assert locate.agreed(text, (0.0, 0.0, 0.0, 0.0, 5.0, 0, 0), known) is None
    assert locate.agreed(text, (0.0,) * 7, known) is None
    assert locate.agreed(text, (5.0,), known) is None
    assert locate.agreed(text, (0.0, 0.0, 5.0, 4.0, 0.1, 0, 0), []) is None


def test_attention_is_a_second_opinion() -> None:
    class Looking(FakeTranslator):
        def attention(
            self, sources: Sequence[str], targets: Sequence[str], /
        ) -> tuple[tuple[tuple[float, ...], ...], ...]:
            return ((((0.1, 0.8, 0.0)), (0.1, 0.1, 0.1), (0.0, 0.0, 0.0)), ())

    translator = Looking({})
    assert isinstance(translator, Attending)
    questions = [locate.Question("甲乙丙", 1, 2, "Experts met yesterday"), locate.Question("甲", 0, 1, "Experts")]
    assert locate.attended(translator, questions) == [[True, False, None], []]


PROXIES = (Proxy("ノルウェー", "Norway", "P"), Proxy("欧州連合", "European Union", "T"), Proxy("水素", "hydrogen", "M"))


class Proxied(FakeTranslator):
    """Knows no placeholders, but some words it copies."""

    def proxies(self, *, progress: Callable[[int, int], None] | None = None) -> tuple[Proxy, ...]:
        if progress:
            progress(1, 1)
        return PROXIES


def test_proxies_stand_in_for_terms() -> None:
    source = "国連の専門家パネルは報告書を公表した。"

    def answer(asked: str) -> str:
        return "The UN european  union published a report." if "欧州連合" in asked else "The experts published it."

    translator = Proxied(answer)
    assert isinstance(translator, ProxyTranslator)
    seen = []
    (result,) = enforce.translate(
        [source], [matches_of(source, PANEL)], translator, progress=lambda rung, *_: seen.append(rung)
    )
    assert (result.rung, result.target) == ("proxy", "The UN Panel of Experts published a report.")
    assert seen.index("calibrate") < seen.index("proxy")


def test_a_proxy_that_leaves_a_trace_is_not_used() -> None:
    source = "ロシアは報告書を公表した。"

    def answer(asked: str) -> str:
        return "Norway, said Norwegian experts, published it." if "ノルウェー" in asked else "They published it."

    (result,) = enforce.translate([source], [matches_of(source, RUSSIA)], Proxied(answer))
    assert result.target == "They published it."
    assert [t.state for t in result.terms] == [TermState.FLAGGED]


def test_proxies_in_the_text_are_left_out() -> None:
    norway = Concept("北国", ("Norwegian lands",))
    source = "水素と北国とロシア。"
    masked = stand_in(source, matches_of(source, norway, RUSSIA), PROXIES)
    assert [target for target, _ in masked.slots] == ["European Union"]
    assert masked.text.startswith("水素と欧州連合と")
    assert fill_proxies("hydrogen", stand_in(source, (), PROXIES)).text == "hydrogen"


class Avoiding(FakeTranslator):
    """Says the banned word unless told not to."""

    def avoid(
        self, sources: Sequence[str], banned: Sequence[Sequence[str]], /, *, nbest: int = 1
    ) -> tuple[tuple[Hypothesis, ...], ...]:
        self.banned = [tuple(b) for b in banned]
        return tuple((Hypothesis("The Panel of Experts left.", -0.7),) for _ in sources)


def test_forbidden_words_are_avoided() -> None:
    source = "専門家パネルは去った。"
    translator = Avoiding({source: "The Panel of Experts, an expert panel, left."})
    assert isinstance(translator, AvoidingTranslator)
    (result,) = enforce.translate([source], [matches_of(source, PANEL)], translator)
    assert (result.rung, result.target, result.findings) == ("avoid", "The Panel of Experts left.", ())
    assert {"expert panel", "expert panels"} <= set(translator.banned[0])


WORDS = [
    "Panel of Experts",
    "Russia",
    "expert panel",
    "experts",
    "専門",
    "⟦1⟧",
    "⟦2⟧",
    "⟪",
    "2017",
    "Norway",
    "Norwegian",
    "the",
    "",
]


class Hostile:
    """Serves every Protocol and keeps no promise: drops, repeats, echoes, says nothing, lies about scores."""

    signature = "hostile-0"

    def __init__(self, draw: Callable[[], list[str]], numbers: Callable[[], float], markup: bool) -> None:
        self.draw, self.numbers = draw, numbers
        self.markup = PLACEHOLDERS if markup else None

    def text(self, source: str) -> str:
        words = self.draw()
        return source if words == ["the"] else " ".join(words)

    def translate(
        self, sources: Sequence[str], /, *, nbest: int = 1, progress: Progress | None = None
    ) -> tuple[tuple[Hypothesis, ...], ...]:
        return tuple((Hypothesis(self.text(s), self.numbers()), Hypothesis(self.text(s), 3.0)) for s in sources)

    def avoid(
        self, sources: Sequence[str], banned: Sequence[Sequence[str]], /, *, nbest: int = 1
    ) -> tuple[tuple[Hypothesis, ...], ...]:
        return self.translate(sources)

    def complete(self, sources: Sequence[str], prefixes: Sequence[str], /) -> tuple[Hypothesis | None, ...]:
        return tuple(Hypothesis(self.text(s), self.numbers()) if self.numbers() < 0 else None for s in sources)

    def score(self, sources: Sequence[str], targets: Sequence[str], /) -> tuple[float, ...]:
        return tuple(self.numbers() for _ in sources)

    def word_scores(self, sources: Sequence[str], targets: Sequence[str], /) -> tuple[tuple[float, ...], ...]:
        return tuple(tuple(self.numbers() for _ in t.split()) for t in targets)

    def attention(self, sources: Sequence[str], targets: Sequence[str], /) -> tuple[tuple[tuple[float, ...], ...], ...]:
        rows = zip(sources, targets, strict=True)
        return tuple(tuple(tuple(self.numbers() for _ in s) for _ in t.split()) for s, t in rows)

    def proxies(self, *, progress: Callable[[int, int], None] | None = None) -> tuple[Proxy, ...]:
        return PROXIES


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(["国連の", "専門家パネル", "ロシア", "は去ったが、", "弾道ミサイルを数多く見て、", "3", "。"]),
        min_size=1,
        max_size=8,
    ),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_enforced_plus_flagged_is_matched_whatever_the_model_does(pieces, markup, random) -> None:  # type: ignore[no-untyped-def]
    source = "".join(pieces)
    matches = matches_of(source, PANEL, RUSSIA, MISSILE)
    translator = Hostile(
        lambda: random.choices(WORDS, k=random.randint(0, 6)),
        lambda: random.choice([-0.5, -3.0, 0.0, 2.0, float("nan"), float("inf"), float("-inf")]),
        markup,
    )
    (result,) = enforce.translate([source], [matches], translator)
    assert [(t.start, t.end, t.surface) for t in result.terms] == [(m.start, m.end, m.surface) for m in matches]
    for concept in (PANEL, RUSSIA, MISSILE):
        claimed = sum(t.state is TermState.ENFORCED for t in result.terms if t.source == concept.source)
        assert claimed <= result.target.lower().count(concept.target.lower())
    flagged = [t for t in result.terms if t.state is TermState.FLAGGED]
    assert all((t.rung == "") == (t in flagged) for t in result.terms)
    told = [f for f in result.findings if f.check == "term"]
    assert len(told) == len(flagged) or [f.check for f in result.findings] == ["empty"]
    assert not any(symbol in result.target for symbol in "⟦⟧⟪⟫") or any(
        f.check == "placeholder" for f in result.findings
    )
