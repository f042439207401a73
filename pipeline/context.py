"""What stands around a term in an English sentence, as far as words alone can tell. Every answer errs on the safe side."""

from __future__ import annotations

import re

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Capt|Cmdr|Sgt|Adm|Brig|Sen|Rep|Gov|Prof|Rev|Hon|Nos?|vs|St|Mt|Inc|Corp|Ltd|Co|Art|Fig|"
    "approx|ca|cf|viz|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec"
)
_SENTENCE_END = re.compile(r"[.!?][”\"'’)\]]*\s+[“\"'‘(\[]*$")
_NO_END = re.compile(rf"(?:\b(?:{_ABBREVIATIONS})|(?<![A-Za-z])[A-Za-z])\.[)\]”\"]*\s+[“\"'‘(\[]*$")
_SPEECH = re.compile(
    r"\b(?:said|says|saying|say|told [\w ]{1,30}|added|adding|stated|stating|declared|warned|warning|wrote|stressed|argued|"
    r"explained|replied|noted)[,:]\s+[“\"]$"
)

_DETERMINERS = (
    "a|an|the|this|these|those|its|their|his|her|our|my|your|each|every|any|no|some|another|both|all|either|neither|"
    "what|which|whose|one|two|three|four|five|six|seven|eight|nine|ten"
)
DETERMINED = re.compile(
    rf"(?:\b(?:{_DETERMINERS}|\d+|(?:of|in|by|to|for|with|from|on|at|under) that)|['’]s|s['’])\s+[“\"‘]?$",
    re.IGNORECASE,
)
"""What stands before a term leaves no room for an article."""

_PREPOSITIONS = (
    "by|to|in|on|at|with|from|for|under|than|into|between|against|via|through|within|among|toward|towards|about|over|"
    "after|before|during|across|outside|inside|around|upon|regarding|concerning|without|behind|like|until|since"
)
_BARE = re.compile(
    rf"(?:,\s+|\b(?:of|{_PREPOSITIONS}|and|as|or|but|if|when|while|where|because|is|are|was|were|that|including|both|"
    r"join|joins|joining|visit|visits|leave|leaves|left|met|urge|urges|told|tell|tells|ask|asks|became|become|becomes|"
    r"said|says)\s+)[“\"‘(]?$",
    re.IGNORECASE,
)
_BARE_COMMON = re.compile(rf"\b(?:{_PREPOSITIONS})\s+$", re.IGNORECASE)

_FUNCTION = (
    "is|are|was|were|be|been|being|has|have|had|having|will|would|can|could|may|might|must|should|shall|does|do|did|done|"
    "and|or|but|nor|yet|so|of|to|in|on|at|by|for|from|with|without|as|that|which|who|whom|whose|where|when|while|if|"
    "because|since|until|unless|although|though|whether|than|then|not|never|also|only|even|itself|themselves|himself|"
    "herself|both|all|the|a|an|this|these|those|its|their|his|her|it|they|he|she|we|under|over|into|onto|between|among|"
    "against|via|through|within|during|after|before|about|around|toward|towards|across|along|amid|despite|regarding|"
    "concerning|including|per|like|unlike|near|off|out|up|down|back|away|again|here|there|now|today|yesterday|tomorrow|"
    "tonight|soon|later|earlier|once|twice|ago|already|still|just|too|very|more|less|last|next|each|every|some|any|no|"
    "alone|alike|together|instead|however|therefore|meanwhile|ever"
)
_VERBS = (
    "say|says|said|tell|tells|told|go|goes|went|gone|come|comes|came|take|takes|took|give|gives|gave|make|makes"
    "|get|gets|got|see|sees|saw|hold|holds|send|sends|puts|leads|meet|meets|begin|begins|began|become|becomes"
    "|became|find|finds|found|keep|keeps|kept|leave|leaves|lose|loses|win|wins|won|builds|buy|bought|sell|sells"
    "|stood|ran|rose|fell|grow|grows|grew|know|knows|knew|think|thinks|thought|speak|speaks|spoke|write|writes"
    "|wrote|draws|drew|fly|flew|sank|struck|fought|seek|seeks|sought|withdraw|withdrew|remain|remains|continue"
    "|continues|want|wants|intend|intends|try|tries|agree|agrees|appear|appears|argue|argues|assert|asserts"
    "|believe|believes|consider|considers|denies|expect|expects|insist|insists|maintain|maintains|oppose|opposes"
    "|possess|possesses|pose|poses|regard|regards|reject|rejects|represent|represents|require|requires|seem|seems"
    "|serve|serves|suggest|suggests|threaten|threatens|urge|urges|warns|allow|allows|carry|carries|conduct"
    "|conducts|decide|decides|depend|depends|exist|exists|follows|happen|happens|include|includes|join|joins|mean"
    "|means|meant|opens|prepare|prepares|accept|accepts|accuse|accuses|admit|admits|adopt|adopts|announce"
    "|announces|apply|applies|assess|assesses|attend|attends|bear|bears|condemn|condemns|confirm|confirms"
    "|cooperate|cooperates|criticize|criticizes|declare|declares|defend|defends|describe|describes|deserve"
    "|deserves|develop|develops|differ|differs|disagree|disagrees|discuss|discusses|emphasize|emphasizes|enter"
    "|enters|exceed|exceeds|explain|explains|express|expresses|fail|fails|gathers|hear|hears|ignore|ignores"
    "|impose|imposes|occur|occurs|participate|participates|pay|pays|prefer|prefers|prevent|prevents|produces"
    "|propose|proposes|protect|protects|publish|publishes|pursue|pursues|recognize|recognizes|rely|relies|respond"
    "|responds|strengthen|strengthens|succeed|succeeds|suffer|suffers|understand|understands|provide|provides"
    "|reach|reaches|receive|receives|refuse|refuses|violate|violates|drive|let|lets|made|held|sent|met|built|led"
    "|lost|sold|shown|seen|left"
)
_VERBS_OR_NOUNS = (
    "act|acts|aim|aims|attack|attacks|ban|bans|benefit|benefits|build|call|calls|change|changes|claim|claims"
    "|control|controls|cut|deal|deals|demand|demands|deny|dispute|disputes|draw|driven|estimate|estimates|export"
    "|exports|face|faces|fall|falls|favor|favors|fear|fears|fight|fire|fires|follow|force|forces|gather|given"
    "|guarantee|guarantees|help|helps|hope|hopes|import|imports|increase|increases|known|lack|lacks|launch"
    "|launches|lead|lie|lies|live|lives|look|looks|matter|matters|move|moves|need|needs|note|notes|object|objects"
    "|offer|offers|open|order|orders|plan|plans|play|plays|pledge|pledges|point|points|press|presses|produce|put"
    "|release|releases|report|reports|result|results|return|returns|rise|rises|run|runs|set|sets|share|shares"
    "|shoot|shot|show|sign|signs|sink|stand|stands|start|starts|stop|stops|strike|support|supports|suspect"
    "|suspects|taken|talk|talks|test|tests|trade|trades|turn|turns|use|uses|view|views|visit|visits|vote|votes"
    "|vow|vows|wait|waits|warn|work|works"
)
_AFTER = re.compile(
    rf"(?:{_FUNCTION}|{_VERBS}|(?:{_VERBS_OR_NOUNS}|(?!meeting|briefing|hearing|building|training|funding|ruling|warning)[a-z]+ing)(?=\s+(?:the|an?|that|to|its|their|his|it|for)\b)|[a-z]+ed|"
    r"(?!supply|ally|family|assembly|reply|anomaly)[a-z]+ly)\b(?!-)"
)
_BRACKETS = re.compile(r"\s*\([^()]{1,40}\)")
_LIST = re.compile(r"(?:(?:,\s*|,?\s+(?:and|or)\s+)(?:the\s+)?[A-Z][\w.]*(?:[\s-]+[A-Z][\w.]*)*)+")


def opens_sentence(before: str) -> bool:
    """Whether a new sentence begins after ``before``, be it in quotes or brackets."""
    if not before.strip(" “\"'‘([•*—–-"):
        return True
    if _SPEECH.search(before):
        return True
    return bool(_SENTENCE_END.search(before)) and not _NO_END.search(before)


def headline(text: str) -> bool:
    """Whether a text is set like a title, where capitals and articles have rules of their own."""
    if re.search(r"[.!:][”\"'’)\]]*\s*$", text):
        return False
    words = re.findall(r"\b[A-Za-z]{4,}", text)
    return len(words) >= 3 and sum(w[0].isupper() for w in words) >= 0.7 * len(words)


def attributive(rest: str) -> bool:
    """Whether a name stands before a noun ("the North Korea issue"), where an article belongs to the noun."""
    if rest.startswith("/"):
        return True
    if rest.startswith("-"):
        return not re.match(r"-{2,}|-\s", rest)
    if re.match(r"['’]", rest):
        return False
    if given := _BRACKETS.match(rest):
        rest = rest[given.end() :]  # the North Atlantic Treaty Organization (NATO) summit
    if listed := _LIST.match(rest):
        rest = rest[listed.end() :]  # the North Korea and Russia issue
    noun = re.match(r"\s+(?=[a-z])", rest)
    return noun is not None and not _AFTER.match(rest, noun.end())


def before_name(rest: str) -> bool:
    """Whether a capitalised word or number follows, so that the term may be part of a longer name or title."""
    if given := _BRACKETS.match(rest):
        rest = rest[given.end() :]
    return bool(re.match(r"\s+[“\"]?[A-Z0-9]", rest))


def lacks_article(before: str, *, common: bool = False) -> bool:
    """Whether what stands before a name leaves it without the article it needs; for a common noun, only if it is sure."""
    if DETERMINED.search(before):
        return False
    return bool((_BARE_COMMON if common else _BARE).search(before))
