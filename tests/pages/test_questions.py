"""Answers, right and wrong: the page explains the very rule a learner went wrong with, in both languages."""

import re
from dataclasses import dataclass

import pytest

from app import questions
from tests.content.texts import LANGUAGES, pieces
from tests.pages.test_every_section import SECTIONS
from tests.pages.visit import Visit

UI = {language: dict(pieces("ui", language)) for language in LANGUAGES}
BELIEFS = {language: dict(pieces("beliefs", language)) for language in LANGUAGES}


@dataclass(frozen=True)
class Case:
    """A question, one answer to it and the block that must answer back."""

    lesson: str
    section: str
    query: dict[str, str]
    name: str
    typed: str
    replied: str

    def __str__(self) -> str:
        return f"{self.name}-{self.typed}-{self.replied}"


def words(case: Case, language: str) -> str:
    own = dict(pieces(f"lessons/{case.lesson}", language))
    return own.get(case.replied) or BELIEFS[language][case.replied]


def says(feedback: str, template: str) -> bool:
    """Whether a text with its placeholders filled, somehow, stands in the feedback."""
    fixed = [re.escape(part) for part in re.split(r"\{\{\w+\}\}", template)]
    return re.search("[^{}]+?".join(fixed), feedback) is not None


def case(at: str, typed: str, replied: str, query: dict[str, str] | None = None) -> Case:
    """`at` is lesson.section.question: the question's own name."""
    lesson, section, _ = at.split(".")
    return Case(lesson, section, query or {}, at, typed, replied)


# Every answer was worked out by hand; blocks without a dot are beliefs all lessons share.
CASES = [
    # slide: window 111/011/001 of the image, kernel 101/010/101: 1 + 1 + 1 + 1
    case("convolution.slide.cell", "4", "predict.cell.right"),
    case("convolution.slide.cell", "6", "sums-the-patch"),
    case("convolution.slide.cell", "1", "largest-product"),
    case("convolution.slide.cell", "4/9", "average-of-products"),
    case("convolution.slide.cell", "77", "predict.cell.hint"),
    # one-cell: 4 x 0 - 4 x 2
    case("convolution.one-cell.cell", "−８", "predict.cell.right"),
    case("convolution.one-cell.cell", "8", "flips-kernel"),
    case("convolution.one-cell.cell", "5", "sums-the-patch"),
    case("convolution.one-cell.cell", "-8", "forgets-bias", {"bias": "3"}),
    # channels: 3 + 2, 1 + 2, 1 + 1 and the bias 1 make 11
    case("convolution.channels.cell", "11", "predict.cell.right"),
    case("convolution.channels.cell", "10", "forgets-bias"),
    case("convolution.channels.cell", "6", "first-channel-only"),
    # size in the lab: 7 cells, window 3, stride 2; same: 6 cells, window 3, stride 2
    case("convolution.size.size", "3x3", "predict.size.right"),
    case("convolution.size.size", "5 × 5", "stride-one"),
    case("convolution.size.size", "2, 2", "forgets-plus-one"),
    case("convolution.size.size", "9", "adds-window"),
    case("convolution.same.size", "3", "predict.size.right"),
    case("convolution.same.size", "（６，６）", "same-keeps-size"),
    case("convolution.same.size", "2 2", "ignores-padding"),
    # dilation: 7 cells, window 3 at rate 2 covers 5
    case("convolution.variants.size", "3", "predict.size.right"),
    case("convolution.variants.size", "5", "ignores-dilation"),
    case("convolution.variants.size", "7", "valid-keeps-size"),
    # a famous layer: 224 pixels, 11 x 11, stride 4
    case("convolution.size.ask", "54", "size.ask.right"),
    case("convolution.size.ask", "54.25", "fraction"),
    case("convolution.size.ask", "55", "rounds-up"),
    case("convolution.size.ask", "56", "divides-by-stride"),
    # 32 filters 3 x 3 on colour
    case("convolution.weights.ask", "896", "weights.ask.right"),
    case("convolution.weights.ask", "288", "forgets-channels-and-bias"),
    case("convolution.weights.ask", "864", "weights.ask.wrong.forgets-bias"),
    case("convolution.weights.ask", "895", "weights.ask.hint"),
    case("convolution.channels.ask", "192", "channels.ask.wrong.maps-times-channels"),
    case("convolution.channels.ask", "64", "channels.ask.right"),
    case("convolution.sharing.ask", "3,000,000", "sharing.ask.right"),
    case("convolution.sharing.ask", "3000100", "sharing.ask.wrong.with-biases"),
    case("convolution.activations.ask", "1/4", "activations.ask.right"),
    case("convolution.activations.ask", "1", "activations.ask.wrong.slope-one"),
    case("convolution.padding.ask", "9", "padding.ask.right"),
    case("convolution.padding.ask", "3", "padding.ask.wrong.once-a-row"),
    case("convolution.im2col.ask", "9x4", "im2col.ask.right"),
    case("convolution.im2col.ask", "4x9", "im2col.ask.wrong.turned"),
    case("convolution.edges.ask", "negative", "edges.ask.right"),
    case("convolution.edges.ask", "zero", "edges.ask.hint"),
    case("convolution.flip.ask", "plus", "flip.ask.right"),
    # pooling 2 x 2 of 2 3 / 4 7, and same with stride 2 of a map of negative numbers, whose corner is -9
    case("pooling.example.cell", "7", "predict.cell.right", {"ask": "1"}),
    case("pooling.example.cell", "4", "takes-average", {"ask": "1"}),
    case("pooling.example.cell", "16", "takes-sum", {"ask": "1"}),
    case("pooling.example.cell", "7", "takes-max", {"ask": "1", "mode": "average"}),
    case("pooling.example.cell", "78", "forgets-root", {"ask": "1", "mode": "l2"}),
    case("pooling.example.size", "2x2", "predict.size.right", {"ask": "1"}),
    case("pooling.example.size", "3x3", "stride-one", {"ask": "1"}),
    case("pooling.same.cell", "-9", "predict.cell.right"),
    case("pooling.same.cell", "0", "pads-max-with-zero"),
    case("pooling.same.cell", "-9", "predict.cell.right", {"mode": "average"}),
    case("pooling.same.cell", "-2.25", "counts-padding", {"mode": "average"}),
    case("pooling.sizes.size", "3", "predict.size.right"),
    case("pooling.sizes.size", "4", "predict.size.right", {"pad": "same"}),
    case("pooling.sizes.size", "7x7", "same-keeps-size", {"pad": "same"}),
    case("pooling.sizes.size", "3x3", "ignores-padding", {"pad": "same"}),
    case("pooling.arguments.ask", "3", "arguments.ask.right"),
    case("pooling.arguments.ask", "7", "stride-one"),
    case("pooling.sizes.ask", "4", "sizes.ask.right"),
    case("pooling.sizes.ask", "2", "sizes.ask.wrong.divides-exactly"),
    case("pooling.channels.ask", "0", "channels.ask.right"),
    case("pooling.channels.ask", "4128", "channels.ask.wrong.pools-like-a-kernel"),
    case("pooling.calls.ask", "square", "calls.ask.right"),
    case("pooling.calls.ask", "swapped", "calls.ask.wrong.swapped"),
    # 3x3/1, 2x2/2, 3x3/1: 3, 4, 8
    case("pooling.field.ask", "8", "field.ask.right"),
    case("pooling.field.ask", "6", "ignores-strides"),
    case("pooling.shrink.ask", "white", "shrink.ask.right"),
    case("pooling.shrink.ask", "stripes", "shrink.ask.wrong.keeps-detail"),
    case("pooling.global.ask", "5130", "global.ask.right"),
    case("pooling.global.ask", "250,890", "global.ask.wrong.flattens"),
    case("pooling.conventions.ask", "2", "conventions.ask.right"),
    case("pooling.conventions.ask", "2.5", "fraction"),
    case("pooling.conventions.ask", "3", "rounds-up"),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=map(str, CASES))
def test_the_page_answers_what_was_thought(number):
    """The languages take turns: every second case in Chinese, the others in English."""
    case, language = CASES[number], LANGUAGES[number % 2]
    visit = Visit(case.lesson, at=case.section, lang=language, **case.query).answer(case.name, case.typed)
    assert says(visit.feedback, words(case, language)), visit.feedback
    assert visit.entry(case.name).value == case.typed, "what was typed stays"
    right = UI[language]["ask.right"] in visit.feedback
    assert right == case.replied.endswith(".right")


ASKED = {  # a question of each kind, and something no one can read as its answer
    "convolution.slide.cell": "four",
    "convolution.size.size": "3 x y",
    "pooling.example.cell": "七",
    "pooling.sizes.size": "a b c",
    "convolution.weights.ask": "8-9-6",
    "pooling.field.ask": "∞",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ASKED)
def test_what_cannot_be_read_is_told_and_kept(name, language):
    lesson, section, _ = name.split(".")
    visit = Visit(lesson, at=section, lang=language, ask="1").answer(name, ASKED[name])
    error = "not_a_size" if name.endswith("size") else "not_a_number"
    assert says(visit.feedback, UI[language][f"error.{error}"])
    assert ASKED[name] in visit.feedback.replace("\\", "")  # escaped: Markdown must not read it
    assert visit.entry(name).value == ASKED[name]
    assert UI[language]["ask.wrong"] not in visit.feedback


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*ASKED, "pooling.calls.ask"])
def test_show_me(name, language):
    lesson, section, _ = name.split(".")
    visit = Visit(lesson, at=section, lang=language, ask="1").reveal(name)
    assert says(visit.feedback, UI[language]["ask.answer"])


@pytest.mark.parametrize("name", [*ASKED, "pooling.calls.ask"])
def test_an_answer_stays_answered_in_another_language(name):
    lesson, section, _ = name.split(".")
    visit = Visit(lesson, at=section, lang="en", ask="1").reveal(name)
    visit.choose("language-switch", "zh-Hant")
    assert says(visit.feedback, UI["zh-Hant"]["ask.answer"])


@pytest.mark.parametrize(
    "name, wrong",
    [("convolution.size.ask", "1"), ("convolution.picture.ask", "blur"), ("pooling.kinds.ask", "b")],
)
def test_another_one_starts_afresh(name, wrong):
    lesson, section, _ = name.split(".")
    visit = Visit(lesson, at=section, lang="en").answer(name, wrong)
    assert visit.feedback
    visit.press(f"{name}.another")
    assert visit.feedback == ""
    assert not visit.entry(name).value


def test_another_size_has_other_numbers():
    visit = Visit("convolution", at="size", lang="en")
    assert "224 × 224" in visit.texts()
    visit.reveal("convolution.size.ask").press("convolution.size.ask.another")
    assert "224 × 224" not in visit.texts()


@pytest.mark.parametrize("name", ["convolution.slide.cell", "pooling.calls.ask"])
def test_nothing_typed_is_no_answer(name):
    lesson, section, _ = name.split(".")
    visit = Visit(lesson, at=section, lang="en").answer(name, None)
    assert UI["en"]["error.nothing_typed"] in visit.feedback


@pytest.mark.parametrize("slug, section", SECTIONS)
def test_every_wrong_rule_is_explained(slug, section, monkeypatch):
    """Whatever a question on the page holds for wrong: typed in, it is explained without a gap."""
    asked = []
    ask = questions.ask

    def recorded(name, block, question, *more):
        asked.append((name, block, question))
        return ask(name, block, question, *more)

    monkeypatch.setattr(questions, "ask", recorded)
    visit = Visit(slug, at=section, lang="zh-Hant", ask="1")
    own = dict(pieces(f"lessons/{slug}", "zh-Hant"))
    for name, block, question in list(asked):
        for wrong in question.beliefs.values():
            typed = wrong if isinstance(wrong, str) else questions.show(wrong).replace(",", "")
            visit.answer(name, typed)
            named = next(belief for belief, value in question.beliefs.items() if value == wrong)
            template = own.get(f"{block}.wrong.{named}") or BELIEFS["zh-Hant"][named]
            expected = own[f"{block}.right"] if wrong == question.answer else template
            assert says(visit.feedback, expected), (name, named, typed, visit.feedback)
            assert "{{" not in visit.feedback
