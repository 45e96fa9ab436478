"""Every mistake that can be found is told in both languages, with all its numbers, whatever was received."""

import pytest

from app.text import lesson_text
from app.views.findings import changes, meaning, repair_words
from cnn_core.architecture.diagnose import diagnose
from tests.content.texts import LANGUAGES
from tests.core.architecture.cases import CASES
from tests.core.architecture.test_diagnose import COMPILED, FOUND, LOSSES

CODES = [
    *CASES.values(),
    *(code for code, *_ in FOUND),
    *(COMPILED.format(units=units, loss=loss) for units, loss, *_ in LOSSES),
]
FINDINGS = {finding.key: (code, finding) for code in CODES for finding in diagnose(code).findings}
SILENT_ONLY = {"dense_on_a_map", "softmax_twice", "softmax_inside", "softmax_on_one", "softmax_from_logits"}
SILENT_ONLY |= {"logits_unsaid", "one_hot_loss", "stride_by_position"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", FINDINGS)
def test_a_finding_is_told(key, language):
    _, finding = FINDINGS[key]
    text = lesson_text("debugger", language)
    told = meaning(text, language, finding)
    assert told and "{{" not in told
    if finding.repaired is not None:
        assert "{{" not in repair_words(text, finding)


def test_the_cases_cover_what_the_lesson_has_words_for():
    blocks = lesson_text("debugger", "en").blocks
    told = {name.partition(".")[2] for name in blocks if name.startswith(("finding.", "repair."))} - {"any"}
    assert told <= {*FINDINGS}, f"never found: {told - {*FINDINGS}}"
    assert {*FINDINGS} >= SILENT_ONLY, "each silent mistake has a case"


@pytest.mark.parametrize("key", FINDINGS)
def test_a_repair_shows_what_changes(key):
    code, finding = FINDINGS[key]
    if finding.repaired is not None:
        html = changes(code, finding.repaired)
        assert "<ins>" in html or "<del>" in html
        assert html.count("<li") <= 40


def test_what_was_received_stays_text():
    for received in ("![x](http://example.org)", "**b**", "`c`", "<b>", "$x$", ":red[x]", "{{line}}"):
        code = f"Input((28, 28, 1))\nConv2D(8, 3, activation={received!r})"
        finding = diagnose(code).findings[0]
        for language in LANGUAGES:
            told = meaning(lesson_text("debugger", language), language, finding)
            inside = received.replace("`", "'")
            assert f"`{inside}`" in told, "as code, which Markdown leaves alone"
