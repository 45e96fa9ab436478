"""How the words are written: punctuation, emphasis that closes, Taiwan's characters and terms."""

import re
import unicodedata

import pytest

from tests.content.texts import FILES, LANGUAGES, code, pieces, prose

HAN = r"[\u4e00-\u9fff]"
# Half-width punctuation that touches a Chinese character; (高, 寬) with spaces is a shape, as code writes it.
HALF_WIDTH = re.compile(rf"{HAN}[,?!;:](?=\S|$)|{HAN}\.(?=\s|$)|{HAN}\((?={HAN})|(?<={HAN})\)(?={HAN})")
SIMPLIFIED = set(
    "们这网络层图为数学习对应输设时间个进过实现结构类没变红绿颜训练测试误权频从开关选择视级线总经维验证损显预单"
    "词说读语义编码传递减场动画发给边样执补库链据标题错缘积长宽阵滤项与两还后点处会块张轴换确决况仅"
)
# Terms of another region or another book, and the one we use instead.
TERMS = {
    "卷積內核": "卷積核",
    "內核": "卷積核",
    "步幅": "步長",
    "步伐": "步長",
    "填充": "填補",
    "補零": "填補",
    "特征": "特徵",
    "全局": "全域",
    "感受域": "感受野",
    "感受視野": "感受野",
    "激勵函數": "激活函數",
    "啟動函數": "激活函數",
    "活化函數": "激活函數",
    "過擬合": "過度擬合",
    "數據": "資料",
    "批量": "批次",
    "批標準化": "批次正規化",
    "微調整": "微調",
    "學習速率": "學習率",
    "準確度": "準確率",
    "正確率": "準確率",
    "扁平化": "展平",
    "拉平": "展平",
    "全連結": "全連接",
    "權值": "權重",
    "偏置": "偏差值",
    "權重分享": "權重共享",
    "信道": "通道",
    "頻道": "通道",
    "網絡": "網路",
    "默認": "預設",
    "信息": "資訊",
    "軟件": "軟體",
    "程序": "程式",
    "運行": "執行",
    "屏幕": "螢幕",
    "鼠標": "滑鼠",
    "鏈接": "連結",
}


@pytest.mark.parametrize("name", FILES)
def test_chinese_punctuation_is_full_width(name):
    found = {key: HALF_WIDTH.findall(prose(words)) for key, words in pieces(name, "zh-Hant")}
    assert not {key: marks for key, marks in found.items() if marks}


@pytest.mark.parametrize("name", FILES)
def test_chinese_is_traditional(name):
    found = {key: SIMPLIFIED & set(words) for key, words in pieces(name, "zh-Hant")}
    assert not {key: characters for key, characters in found.items() if characters}


@pytest.mark.parametrize("name", FILES)
def test_terms_are_taiwans(name):
    found = {
        f"{key}: {term}": f"say {ours}"
        for key, words in pieces(name, "zh-Hant")
        for term, ours in TERMS.items()
        if term in words
    }
    assert not found


@pytest.mark.parametrize("name", FILES)
def test_english_has_no_chinese_marks(name):
    marks = re.compile(rf"{HAN}|[，。；：？！「」（）、]")
    found = {key: words for key, words in pieces(name, "en") if marks.search(words)}
    assert not found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_emphasis_closes(name, language):
    """As CommonMark reads it: `**字：**字` would show its asterisks."""
    open_ended = [key for key, words in pieces(name, language) if not emphasis_closes(words)]
    assert not open_ended


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_code_and_formulas_close(name, language):
    odd = [
        key
        for key, words in pieces(name, language)
        if words.count("`") % 2
        or re.sub(r"`[^`]+`", "", words).count("$") % 2
        or any("\n" in span for span in code(words))
    ]
    assert not odd


@pytest.mark.parametrize(
    "words, closes",
    [
        ("**字**：字", True),
        ("**字：**字", False),
        ("**字：** 字", True),
        ("字「**字**」字", True),
        ("a **b** c", True),
        ("a **b **c", False),
        ("**「字」**字", False),
        ("*a* and **b**", True),
        ("**a", False),
    ],
)
def test_the_rule_about_emphasis(words, closes):
    """Examples whose reading is known from the CommonMark specification, section 6.2."""
    assert emphasis_closes(words) is closes


def emphasis_closes(words: str) -> bool:
    """Whether the runs of asterisks pair up: each opener flanks to the left, each closer to the right."""
    for paragraph in re.split(r"\n\s*\n", prose(words)):
        waiting: list[int] = []
        for run in re.finditer(r"\*+", paragraph):
            before = paragraph[run.start() - 1] if run.start() else " "
            after = paragraph[run.end()] if run.end() < len(paragraph) else " "
            opens = not after.isspace() and (not _is_mark(after) or before.isspace() or _is_mark(before))
            closes = not before.isspace() and (not _is_mark(before) or after.isspace() or _is_mark(after))
            length = run.end() - run.start()
            if waiting and waiting[-1] == length and closes:
                waiting.pop()
            elif opens:
                waiting.append(length)
            else:
                return False
        if waiting:
            return False
    return True


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
