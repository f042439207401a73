"""What may follow, or stand before, a sentence mark: the word lists behind ``pipeline.scan``.

A particle after a mark says that the sentence goes on (「違う！」と…, なぜ？の答え); but many words that open a
sentence begin with the letters of a particle (はい, もし, ところが), so both lists are needed.
"""

from __future__ import annotations

import re

from pipeline.blocks import BRACKETS, CLOSERS, MARKS

STARTERS = re.compile(
    r"と(?:はいえ|はいうもの|はいっても|ころ[がで、]|にかく|りあえず|ても|く(?:に|べつ)|りわけ|すると、|すれば、|もあれ|もかく|もすれば|もに"
    r"|ある日|いうのも|いうのは、|いうわけで|いうことは、|いっても、|うとう|うてい|っさに|ある)"
    r"|の(?:ち[にの、]|みならず|んびり|ぞみ|ど[がはをも])"
    r"|は(?:い[、。！？!?…]|い(?:わかり|分かり|そう|どう|もち)|じめ|たして|っきり|やく|るか|ぁ|あ[、。？]|は[がはも]|て[、な])"
    r"|が(?:[、，]|んば|っかり|っつり|らり)"
    r"|に(?:も(?:かかわらず|拘わらず|関わらず)|わか|こ[にっ]|っこり|ほん|ゃ)"
    r"|も(?:し[、かもやこ]|し(?=[一-鿿ァ-ヶ])|う|ちろん|っと|っとも|はや|とより|ともと|とは|の[がはすを]|しかし|たもた|ったい|らった|らい|らえ)"
    r"|で(?:[、，]|は[、，ま]|は(?=[一-鿿ァ-ヶ])|も[、，]|も(?=[一-鿿ァ-ヶぁ-ん])|き[るまたれ])"
    r"|や(?:がて|はり|っぱり|っと|や[、も]|めて|めろ|る[なぞ]|った|だ[、よ]|あ[、！]|れやれ|さしい|すい)"
    r"|へ(?:え|ぇ|ー|ん[なにだ]|た[なに])"
    r"|から(?:かう|かわ|だ[がはをの])"
    r"|な(?:んで|んと|んて(?:こと|すばら|素晴|美|すて|素敵|おも|い[いうえ])|ぜ|に[が、しも]|るほど|お[、も])"
    r"|だ(?:から|が[、，]|けど|って[、，]|れ|いたい|んだん|いじょうぶ|め[だよ]|と(?:する|すれ|した)ら?)"
    r"|か(?:れ|の[女]|ろうじて|つて|なり|わい|えっ)|さ(?:あ|ぁ|て[、，]|らに|すが|っき|きほど)|ま(?:で[にも]?ない|[たずさだあぁ、])"
    r"|(?:より(?:よい|良い|多くの|高い|いっそう)|ほど(?:なく|よい)|しか(?:し|も)|くら(?:い部屋|やみ)|たち(?:まち|あが))"
)
"""Words at the head of a sentence that begin like a particle."""

FREE_STARTERS = re.compile(
    r"そ[のれしうこんもっろ]|こ[のれうこん]|あ(?:[のれあっ]|りが|なた|る日|した)|いや|い[いえま]|うん|え[えっ、]|お[いっや、]|ど[のれうこん]|ね[えぇ、]"
    r"|す(?:る[とべ]|ぐ|みま|ごい|べて)|た(?:だ[、し]|しか|とえ|ぶん)|つ(?:まり|いに|いで|ぎ)|き(?:っと|のう|ょう)|ちょっと|ひょっと|ふ[とっ]|ゆえに|よ[しく]"
    r"|わ(?:たし|かっ|か[りる])|ぼく|ご[めざ]|彼|私|僕|俺|君|我々|その後|一方|同[氏社]|今|次[にの]|例えば|実は|最[初後近]"
)
"""Words that open a sentence and cannot be mistaken for a particle."""

_PARTICLE = (
    r"[をとのはがにもへや]|で|か(?:[らなも、。]|$)|など|なんて|なんか|な[のら]|って|まで(?!も?な)|より|だ(?:[とがけっろ、。]|$)"
    r"|だけ|ばかり|ほど|くらい|ぐらい|しか|こそ|さえ|すら|っぽい|みたい|らしい|等|[、，,・/／〜～ー=＝…]"
)
PARTICLE = re.compile(_PARTICLE)
"""What may follow a mark within the same sentence."""

CARRIER = re.compile(
    _PARTICLE + r"|さ[がをはに]|たち|ら[はがをし]|的|氏|型|系|風[のなに]|さん|ちゃん|くん"
    r"|する|した|し(?:て|、|な|ま)|され|でき|なる|なっ"
)
"""What may follow a closed quotation within the same sentence."""

QUOTATIVE = re.compile(
    r"と(?:[、いのも言述話語叫答問聞思考書呟伝告指強訴]|は[^い]|[一-鿿ァ-ヶ「])|って|など(?:と|の)|なんて"
)

NAMES = re.compile(
    r"(?:モーニング娘。|ゲスの極み乙女。|モー娘。|藤岡弘、|[YＹ][aａ][hｈ][oｏ][oｏ][!！]|ラブライブ[!！]|けいおん[!！]|イッテ[QＱ][!！]"
    r"|笑っていいとも[!！]|Hey[!！] ?Say[!！]|Hey[!！]|アイドリング[!！]{3}"
    r"|ゆるキャン△|ミュージックステーション[!！]|Wake Up[!！])"
)
"""Proper names that contain a sentence mark. GiNZA's dictionary knows others; it is asked about them."""
NAME_LENGTH = 16

ASIDE = re.compile(
    r"[（(](?:[笑泣汗爆怒苦照]+|失笑|拍手|爆笑|[注※*＊][\d０-９]{0,3}|[中後前以下]*略)[)）]|[\[［](?:[注※*＊]?[\d０-９]{1,3})[\]］]"
    r"|[（(](?=[^)）]{0,8}[\^＾≧≦´｀`▽∀ω;；><＞＜_＿￣])[^ぁ-んァ-ヶ一-鿿\d０-９（）()]{2,10}[)）]"  # a kaomoji
)
"""Short remarks and reference marks that belong to the sentence they follow."""

GLYPH = (
    "♪♫♬♡♥"
    "\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001f9ff\U0001fa70-\U0001faff"
    "\u2600-\u2604\u2614\u2615\u263a\u2728\u2764"
)
JOINED = "\ufe0f\u200d\U0001f3fb-\U0001f3ff"

ABBREVIATION = re.compile(
    r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|etc|No|Nos|Vol|vol|Fig|fig|Ed|ed|eds|pp|p|cf|ca|al|Inc|Ltd|Co|Corp|Bros|Gen|Sen|Rep|Gov"
    r"|Capt|Sgt|Lt|Col|Maj|Rev|Hon|Mt|Ft|Ave|Blvd|Rd|Dept|Univ|approx|est|min|max|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
    r"|[A-Z]|(?:[A-Za-z]\.)+[A-Za-z])$"
)

POLITE_NOUN = re.compile(
    r"[時際場件通方以後前中様事者故由点間旨分]|[がのでとしけらもかねよわぞぜなたてばっんいくさす、。]"
)
"""What follows a polite verb form within the sentence: a noun it modifies, or a particle."""

PREDICATE_END = re.compile(r"[たるいうくすつぬむぐぶよねなかだんぞさえけりれせて]")

OPENERS = "".join(BRACKETS)
QUOTES = '「『“｢〝‘"'
LABELS = "【〔〈＜≪［[〖"
TAIL = re.compile(f"(?:[{MARKS}…‥☆★{GLYPH}{JOINED}{re.escape(CLOSERS)}]|{ASIDE.pattern})+")
