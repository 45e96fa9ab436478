"""The shape debugger as a learner uses it: predict, repair until all layers fit, undo, link, paste."""

import base64
import re
import zlib

import pytest

from app.code_link import MAX_LINK, MAX_PLAIN, read_code, write_code
from app.debugger import case_code
from app.views.debugger import blame_question
from cnn_core.architecture.diagnose import diagnose
from tests.content.texts import LANGUAGES, pieces
from tests.core.architecture.cases import CASES
from tests.pages.test_every_section import unfilled
from tests.pages.visit import ROOT, Visit

UI = {language: dict(pieces("ui", language)) for language in LANGUAGES}
WORDS = {language: dict(pieces("lessons/debugger", language)) for language in LANGUAGES}
PAGE = (ROOT / "pages" / "debugger.py").read_text(encoding="utf-8")
SECTIONS = {
    name: re.findall(r'"([\w-]+)"', body)
    for name, body in re.findall(r'@section\("(\w+)"\)\ndef \w+\(\).*?\n(.*?)(?=\n\n\n|\Z)', PAGE, re.DOTALL)
}
PLACES = [(section, case) for section, cases in SECTIONS.items() for case in cases]


def says(shown: str, template: str) -> bool:
    fixed = [re.escape(part) for part in re.split(r"\{\{\w+\}\}", template)]
    return re.search("[^{}]+?".join(fixed), shown) is not None


def marked(visit: Visit) -> list[str]:
    """Numbers of the lines marked as to be changed."""
    return re.findall(r"class='blamed'[^>]*><span class='number'>(\d+)<", shown_code(visit))


def shown_code(visit: Visit) -> str:
    return next(html.proto.body for html in visit.app.get("html") if "lab-code' role" in html.proto.body)


def told(visit: Visit) -> str:
    return "\n".join(markdown.value for markdown in visit.app.markdown)


def open_own(code: str, language: str = "en") -> Visit:
    return Visit("debugger", at="own", lang=language).choose("debugger.own.code", code)


def typed(visit: Visit) -> str:
    return next(area.value for area in visit.app.text_area if area.key == "debugger.own.code")


def test_every_case_has_a_place_and_a_story():
    assert {case for _, case in PLACES} | {"own-example"} == {*CASES}
    assert {name.removeprefix("case.") for name in WORDS["en"] if name.startswith("case.")} == {
        case for _, case in PLACES
    }


@pytest.mark.parametrize("section, case", PLACES)
def test_predict_then_read_then_repair(section, case):
    """The languages take turns with the cases."""
    language = LANGUAGES[len(case) % 2]
    visit = Visit("debugger", at=section, case=case, lang=language)
    assert not marked(visit), "nothing is given away before the answer"
    question = blame_question(case)
    visit.answer(f"debugger.{section}.{case}", question.answer)
    assert UI[language]["ask.right"] in visit.feedback
    finding = next(iter(diagnose(case_code(case)).findings), None)
    assert marked(visit) == ([str(finding.line)] if finding else [])
    if finding:
        template = WORDS[language].get(f"finding.{finding.key}") or UI[language][f"error.{finding.key}"]
        assert says(told(visit), template)
    for _ in range(8):
        assert not unfilled(visit)
        if f"debugger.{section}.repair" not in [button.key for button in visit.app.button]:
            break
        visit.press(f"debugger.{section}.repair")
    assert UI[language]["debug.fits"] in visit.feedback
    assert "(None, 10)" in shown_code(visit) or case in ("large-kernel", "cat-or-dog")


@pytest.mark.parametrize("case, wrong, idea", [
    ("grey-digits", "3", "keras-names-it"),
    ("grey-digits", "none", "all-is-well"),
    ("open-bracket", "7", "python-names-it"),
    ("no-softmax", "7", "either-of-two"),
    ("straight-to-dense", "none", "silence-is-right"),
    ("any-size", "2", "none-is-an-error"),
])  # fmt: skip
def test_wrong_ideas_are_named(case, wrong, idea):
    section = next(section for section, cases in SECTIONS.items() if case in cases)
    for language in LANGUAGES:
        visit = Visit("debugger", at=section, case=case, lang=language)
        visit.answer(f"debugger.{section}.{case}", wrong)
        assert says(visit.feedback, WORDS[language][f"blame.ask.wrong.{idea}"])


def test_a_line_that_is_fine():
    visit = Visit("debugger", lang="en").answer("debugger.read.grey-digits", "5")
    assert says(visit.feedback, WORDS["en"]["blame.ask.hint"])
    assert "Line 5" in visit.feedback
    assert marked(visit) == ["2"]


def test_keras_speaks_english_in_every_language():
    for language in LANGUAGES:
        visit = Visit("debugger", lang=language).reveal("debugger.read.grey-digits")
        message = "expected min_ndim=4, found ndim=3. Full shape received: (None, 28, 28)"
        assert message in visit.app.code[0].value


def test_undo_takes_back_one_repair_after_the_other():
    visit = Visit("debugger", at="axes", case="early-flatten", lang="en").reveal(
        "debugger.axes.early-flatten"
    )
    codes = [shown_code(visit)]
    for _ in range(2):
        codes.append(shown_code(visit.press("debugger.axes.repair")))
    assert len({*codes}) == 3
    for code in reversed(codes[:-1]):
        assert shown_code(visit.press("debugger.axes.undo")) == code
    assert "debugger.axes.undo" not in [button.key for button in visit.app.button]


def test_each_case_remembers_its_answer():
    visit = Visit("debugger", at="sizes", lang="en").reveal("debugger.sizes.pooled-away")
    visit.choose("debugger.sizes.case", "large-kernel")
    assert not marked(visit)
    visit.choose("debugger.sizes.case", "pooled-away")
    assert marked(visit) == ["9"]


def test_a_link_opens_the_case_and_its_repaired_code():
    visit = Visit("debugger", at="sizes", case="large-kernel", lang="en").reveal(
        "debugger.sizes.large-kernel"
    )
    assert visit.query == {"at": "sizes", "case": "large-kernel", "lang": "en"}
    visit.press("debugger.sizes.repair")
    again = Visit("debugger", **visit.query)
    assert shown_code(again) == shown_code(visit)
    assert again.query == visit.query


def test_own_code_goes_into_the_link_and_comes_back():
    code = (
        "model = keras.Sequential([\n\tkeras.Input((28, 28)),  # 灰階 & <b>\n    layers.Conv2D(8, 3),\n])\n"
    )
    visit = open_own(code)
    again = Visit("debugger", **visit.query)
    assert typed(again) == code
    assert marked(again) == ["2"]


def test_own_code_is_kept_in_another_language_and_on_another_page():
    code = "Input((28, 28))\nConv2D(8, 3)  # mine"
    visit = open_own(code)
    visit.choose("language-switch", "zh-Hant")
    assert typed(visit) == code
    assert says(told(visit), WORDS["zh-Hant"]["repair.no_channel_axis"])
    visit.turn_to("pooling").turn_to("debugger")
    assert typed(visit) == code


def test_own_code_is_repaired_and_given_back():
    code = "Input((28, 28))\nConv2D(8, 3)  # mine\nFlatten()\nDense(10)"
    visit = open_own(code).press("debugger.own.repair")
    assert typed(visit) == code.replace("(28, 28)", "(28, 28, 1)")
    assert UI["en"]["debug.fits"] in visit.feedback
    assert "54,090" in visit.texts(), "26 x 26 x 8 numbers and a bias for each of ten units"
    assert typed(visit.press("debugger.own.undo")) == code


def test_typing_after_a_repair_is_not_undone():
    visit = open_own("Input((28, 28))\nConv2D(8, 3)").press("debugger.own.repair")
    visit.choose("debugger.own.code", "Dense(3)  # new")
    assert "debugger.own.undo" not in [button.key for button in visit.app.button]
    assert typed(visit) == "Dense(3)  # new"


def test_a_case_can_be_taken_along_and_edited():
    visit = Visit("debugger", lang="en").reveal("debugger.read.grey-digits")
    visit.press("debugger.read.by_hand")
    assert visit.section == "own"
    assert typed(visit) == case_code("grey-digits")
    visit.press("debugger.own.example")
    assert typed(visit) == case_code("own-example")
    assert typed(visit.press("debugger.own.clear")) == ""


NASTY = {
    "nothing": "",
    "spaces": " \n\t\n",
    "words": "Hello, how do I make a CNN?",
    "chinese": "我想做一個卷積網路。",
    "html": "<img src=x onerror=alert(1)>\n<script>alert(2)</script>",
    "html in a name": "Conv2D(8, 3, activation='<b>x</b>')",
    "markdown": "Dense(10, activation='![x](http://example.org/a.png) **b** `c`')",
    "markdown as a name": "layers.Conv2d__init__**(3)",
    "placeholder": "Dense('{{n}}')",
    "null": "Dense(10)\x00",
    "deep": "(" * 5000,
    "one long line": "Dense(10);" * 1900,
    "huge numbers": "Dense(9**9**9)",
    "a loop": "while True: pass",
    "an import": "import os; os.system('x')",
    "endless": "x = [[1] * 10**9] * 10**9",
    "torch": "import torch.nn as nn\nnn.Conv2d(1, 32, 3)",
    "unfinished": "model = keras.Sequential([\n    layers.Dense(10",
    "crlf": "Input((28, 28))\r\nConv2D(8, 3)\r\n",
    "backslash": "Dense(10, activation='\\d')",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NASTY)
def test_anything_can_be_pasted(name, language):
    visit = open_own(NASTY[name], language)
    assert typed(visit) == NASTY[name]
    shown = shown_code(visit) if NASTY[name].strip() else ""
    assert "<script>" not in shown and "<img" not in shown
    for markdown in visit.app.markdown:
        assert not re.search(r"(?<!\\)!\[x\]\(http", re.sub(r"`[^`]*`", "", markdown.value))


def test_a_hundred_thousand_characters_are_answered_with_a_sentence():
    code = "Dense(10)  # long\n" * 6000
    assert len(code) > 100_000
    visit = open_own(code)
    assert typed(visit) == code
    assert "108,000" in visit.texts()
    assert "code" not in visit.query
    assert UI["en"]["debug.no_link"] in visit.texts()


def test_long_code_is_packed_in_the_link():
    lines = "".join(f"    layers.Conv2D({number}, 3, padding='same'),\n" for number in range(1, 200))
    code = f"model = keras.Sequential([\n    keras.Input((28, 28, 1)),\n{lines}])\n"
    visit = open_own(code)
    assert visit.query["code"].startswith("z.")
    assert len(visit.query["code"]) < len(code) / 4
    assert typed(Visit("debugger", **visit.query)) == code


@pytest.mark.parametrize("code", ["z.", "z.AAAA", "z.%%%", "z." + "A" * (MAX_LINK + 1), "x" * (MAX_LINK + 1)])
def test_a_broken_link_is_told(code):
    visit = Visit("debugger", at="own", code=code, lang="en")
    assert ["code" in toast.value for toast in visit.app.toast] == [True]
    assert typed(visit) == case_code("own-example")


def test_a_packed_bomb_is_refused_before_it_is_unpacked():
    bomb = "z." + base64.urlsafe_b64encode(zlib.compress(b"0" * 5_000_000, 9)).decode()
    assert len(bomb) < MAX_LINK
    with pytest.raises(ValueError, match="too long"):
        read_code(bomb)


def test_code_is_packed_only_when_it_is_long():
    for code in ("", "Dense(10)", "z.Dense(10)", "x" * MAX_PLAIN, "x" * (MAX_PLAIN + 1), "灰階\n" * 900):
        assert read_code(write_code(code)) == code
    assert write_code("x" * MAX_PLAIN) == "x" * MAX_PLAIN
    assert write_code("x" * (MAX_PLAIN + 1)).startswith("z.")
