"""Candidates from compounds, English from approved pairs; and GiNZA's compounds themselves."""

from __future__ import annotations

import math

import pytest

from glossary import Concept, Glossary, TermStatus, loads
from pipeline.adapters.noun_phrases import GinzaNounPhrases
from pipeline.extract import Kind, Phrase, Proposal, Provenance, TermCandidate, Word, candidates, glossary_text
from pipeline.proposals import from_model, from_pairs
from tests.conftest import FakeTranslator


def phrase(*words: str | Word, sentence: str = "文") -> Phrase:
    return Phrase(tuple(word if isinstance(word, Word) else Word(word) for word in words), sentence)


def values(phrases: list[Phrase], *, min_frequency: int = 2) -> dict[str, float]:
    return {c.source: c.c_value for c in candidates(phrases, min_frequency=min_frequency)}


def test_c_value_by_hand() -> None:
    # 机上演習 5 times, 3 of them within 机上演習計画 (3): 1.585 × (5 − 3/1), and 2 × 3
    phrases = [phrase("机上", "演習", "計画")] * 3 + [phrase("机上", "演習")] * 2
    found = values(phrases)
    assert found == {
        "机上演習": pytest.approx(math.log2(3) * 2),
        "机上演習計画": pytest.approx(math.log2(4) * 3),
    }


def test_a_part_that_never_stands_alone_is_no_candidate() -> None:
    assert list(values([phrase("衛星", "画像", "分析")] * 2)) == ["衛星画像分析"]


def test_one_word_needs_two_units_or_a_name() -> None:
    phrases = [phrase("画像"), phrase(Word("報告書", units=2)), phrase(Word("横浜", Kind.NAME))] * 2
    assert set(values(phrases)) == {"報告書", "横浜"}


def test_affixes_stay_in_their_place() -> None:
    phrases = [phrase(Word("総", Kind.PREFIX), "書記", Word("長", Kind.SUFFIX))] * 2
    assert set(values(phrases)) == {"総書記長"}
    assert set(values([phrase("国際", Word("総", Kind.PREFIX))] * 2)) == set()
    between = [phrase("大陸", Word("間", Kind.LINK), "弾道")] * 2 + [phrase("発射", Word("前", Kind.LINK))] * 2
    assert set(values(between)) == {"大陸間弾道"}


def test_rare_compounds_are_left_out() -> None:
    assert values([phrase("衛星", "画像")]) == {}
    assert set(values([phrase("衛星", "画像")], min_frequency=1)) == {"衛星画像"}


def test_what_the_glossary_knows_is_left_out_with_its_parts() -> None:
    glossary = Glossary.from_concepts([Concept("専門家パネル", ("Panel of Experts",))])
    phrases = [phrase(Word("専門家", units=2), "パネル")] * 3 + [phrase("国連", Word("専門家", units=2), "パネル")] * 2
    assert {c.source for c in candidates(phrases, glossary=glossary)} == {"国連専門家パネル"}


def test_the_context_is_the_first_sentence() -> None:
    phrases = [phrase("衛星", "画像", sentence="一つ目。"), phrase("衛星", "画像", sentence="二つ目。")]
    (found,) = candidates(phrases)
    assert (found.frequency, found.context) == (2, "一つ目。")


CANDIDATE = TermCandidate("机上演習", 3, 4.75, "机上演習を行った。")
PAIRS = [
    ("机上演習を行った。", "They held a tabletop exercise."),
    ("次の机上演習は来月だ。", "The next tabletop exercise is next month."),
    ("演習は終わった。", "The exercise is over."),
    ("会談は来月だ。", "The talks are next month."),
    ("船が来た。", "A ship came."),
]


def test_english_comes_from_pairs_that_agree() -> None:
    (found,) = from_pairs([CANDIDATE], PAIRS)
    assert found.proposals[0] == Proposal("tabletop exercise", 1.0, 2)
    assert all(p.target not in ("exercise is", "the next", "tabletop") for p in found.proposals)


def test_one_pair_proves_nothing() -> None:
    (found,) = from_pairs([CANDIDATE], [PAIRS[0], PAIRS[0], *PAIRS[2:]])
    assert found.proposals == ()


def test_the_spelling_of_the_middle_of_a_sentence() -> None:
    pairs = [("机上演習だ。", "Tabletop exercises work."), ("机上演習か。", "Do tabletop exercises work?"), PAIRS[4]]
    (found,) = from_pairs([CANDIDATE], pairs)
    assert "tabletop exercises work" in [p.target for p in found.proposals]


SENTENCES = ("机上演習を行った。", "次の机上演習は来月だ。", "机上演習計画。")
TERM = TermCandidate("机上演習", 3, 4.75, SENTENCES[0], contexts=SENTENCES)


def model(**said: list[str]) -> FakeTranslator:
    table = {"机上演習": said.pop("alone"), **dict(zip(SENTENCES, said.values(), strict=False))}
    return FakeTranslator(lambda source: table.get(source, ["Nothing."]))


def test_the_model_confirms_itself() -> None:
    translator = model(
        alone=[
            "The tabletop exercise.",
            "Desk drill",
            "A tabletop exercise",
            "the",
            "机上 exercise",
            "a b c d e f g h",
        ],
        one=["They went.", "They held tabletop exercises."],
        two=["Tabletop exercise is next month."],
        three=["A desk drill plan."],
    )
    (found,) = from_model([TERM], translator)
    assert found.proposals == (
        Proposal("tabletop exercise", 2 / 3, 2, Provenance.MODEL),
        Proposal("desk drill", 1 / 3, 1, Provenance.MODEL),
    )
    assert sorted(translator.asked) == sorted(("机上演習", *SENTENCES))


def test_what_no_sentence_confirms_stays_a_comment() -> None:
    (found,) = from_model([TERM], model(alone=["U.S.", "Ghost"], one=["It went."]))
    assert found.proposals == (Proposal("U.S.", 0.0, 0, Provenance.MODEL),)
    text = glossary_text([found])
    assert loads(text) == ()
    assert text.splitlines()[1].split("\t")[:2] == ["#机上演習", "U.S."]
    assert text.splitlines()[1].endswith("\tmodel:0")


def test_people_beat_the_model() -> None:
    by_people = (Proposal("month", 1.0, 2), Proposal("tabletop exercise", 1.0, 2), Proposal("x", 0.5, 2))
    given = TermCandidate("机上演習", 3, 4.75, SENTENCES[0], by_people, SENTENCES)
    translator = model(
        alone=["Tabletop exercises", "Tabletop exercise", "Drill"], one=["A drill and a tabletop exercise."]
    )
    (found,) = from_model([given], translator)
    # of two that people support alike, the model's choice comes first; its own word comes last
    assert [(p.target, str(p)) for p in found.proposals] == [
        ("tabletop exercise", "people:2"),
        ("month", "people:2"),
        ("x", "people:2"),
        ("drill", "model:1"),
    ]
    (concept,) = loads(glossary_text([found]))
    assert concept.targets == ("tabletop exercise", "month", "x", "drill")
    assert dict(concept.extra)["provenance"] == "people:2 people:2 people:2 model:1"


def test_names_keep_their_capitals() -> None:
    (found,) = from_model([TERM], model(alone=["Russia", "Black Sea"], one=["Russia went."], two=["To the Black Sea."]))
    assert [p.target for p in found.proposals] == ["Russia", "Black Sea"]


def test_a_sentence_that_is_only_the_term_confirms_nothing() -> None:
    heading = TermCandidate("机上演習", 2, 4.75, "机上演習。", contexts=("机上演習。",))
    translator = FakeTranslator({"机上演習": "Drill", "机上演習。": "Drill."})
    (found,) = from_model([heading], translator)
    assert [str(p) for p in found.proposals] == ["model:0"]
    assert translator.asked == ["机上演習"]


def test_nothing_to_ask() -> None:
    translator = FakeTranslator({})
    assert from_model([], translator) == ()
    (found,) = from_model([TERM], FakeTranslator(lambda source: ["", "。"]))
    assert found.proposals == ()


def test_three_contexts_at_most() -> None:
    phrases = [phrase("衛星", "画像", sentence=f"{i // 2}番。") for i in range(10)]
    (found,) = candidates(phrases)
    assert (found.context, found.contexts) == ("0番。", ("0番。", "1番。", "2番。"))


def test_the_draft_is_a_glossary() -> None:
    with_english = TermCandidate("衛星画像", 2, 3.17, "衛星|画像\tを見た。", (Proposal("satellite image", 0.8, 2),))
    text = glossary_text([CANDIDATE, with_english])
    (concept,) = loads(text)
    assert (concept.source, concept.targets, concept.status) == ("衛星画像", ("satellite image",), TermStatus.DRAFT)
    assert (concept.note, concept.extra) == (
        "衛星|画像 を見た。",
        (("frequency", "2"), ("c-value", "3.17"), ("provenance", "people:2")),
    )
    lines = text.splitlines()
    assert lines[1].startswith("#机上演習\t\t")
    filled = text.replace("#机上演習\t\t", "机上演習\ttabletop exercise\t")
    assert [c.source for c in loads(filled)] == ["机上演習", "衛星画像"]


def test_no_candidate_is_a_glossary_too() -> None:
    assert loads(glossary_text([])) == ()


@pytest.mark.model
def test_ginza_finds_compounds() -> None:
    texts = [
        "民間の研究機関は今回、衛星画像約300枚の分析結果を公表した。",
        "真壁恒一氏は同研究所の主任研究員だ。",
        "",
        "大陸間弾道ミサイル",
    ]
    found = ["".join(w.text for w in p.words) for p in GinzaNounPhrases().phrases(texts)]
    assert {"研究機関", "衛星画像", "分析結果", "主任研究員", "大陸間弾道ミサイル"} <= set(found)
    assert not [text for text in found if "今回" in text or "300" in text or "真壁" in text or "同" in text]
