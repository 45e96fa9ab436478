"""What a learner meets on the pages: the first sight, editing, stepping, predicting, languages, mistakes."""

import re

import pytest
from playwright.sync_api import expect

from app.text import ui_strings
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener
from tests.e2e.steps import cell, current, expect_grid, field, lit, open_lab, part, read_grid

POOLED = [["7", "9"], ["8", "5"]]
MEANS = [["4", "4.5"], ["3.5", "3.25"]]
COVERED = [["?"] * 3] * 3
CONVOLVED = [["4", "3", "4"], ["2", "4", "3"], ["2", "3", "4"]]


# ---- the worked example --------------------------------------------------------------------------


def test_both_results_are_there_at_first_sight(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling")
    assert read_grid(page, "output-0") == POOLED
    assert read_grid(page, "extra-0-0") == MEANS


def test_an_edit_changes_both_results(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling")
    steps.type_into(page, "input-0", 1, 1, "11")
    expect_grid(page, "output-0", [["11", "9"], ["8", "5"]])
    expect_grid(page, "extra-0-0", [["5", "4.5"], ["3.5", "3.25"]])
    page.keyboard.press("Escape")
    expect_grid(page, "output-0", POOLED)


def test_pointing_lights_the_window_and_asks_nobody(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling", alone=True)
    frames = steps.Frames(page)
    cell(page, "output-0", 1, 0).hover()
    assert lit(page, "input-0", "is-tap") == ["2,0", "2,1", "3,0", "3,1"]
    assert lit(page, "input-0", "is-winner") == ["2,0"]
    assert lit(page, "extra-0-0", "is-current") == ["1,0"]
    steps.expect_sum(page, "max(8, 2, 1, 3) = 8")
    cell(page, "input-0", 0, 3).hover()
    assert lit(page, "output-0", "is-uses") == ["0,1"]
    page.wait_for_timeout(600)  # a pinned cell would have been sent after 400 ms
    assert frames.sent == []


def test_stepping_by_player_and_by_arrow_keys(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling")
    for button, place in [("next", (0, 1)), ("last", (1, 1)), ("previous", (1, 0)), ("first", (0, 0))]:
        part(page, button).click()
        expect(current(page, *place)).to_be_visible()
    cell(page, "output-0", 0, 0).focus()
    for key, place in [("ArrowRight", (0, 1)), ("ArrowDown", (1, 1)), ("ArrowLeft", (1, 0))]:
        page.keyboard.press(key)
        expect(current(page, *place)).to_be_visible()
    steps.expect_sum(page, "max(8, 2, 1, 3) = 8")
    page.wait_for_url("**/pooling?*cell=2*")  # the link opens the same window


def test_a_pasted_block_makes_the_input_larger(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling")
    steps.paste(field(page, "input-0", 3, 3), "10\t20\t30\n40\t50\t60\n70\t80\t90\n")
    expect_grid(page, "output-0", [["7", "9", "0"], ["8", "10", "30"], ["0", "70", "90"]])
    pasted = read_grid(page, "input-0")
    assert [row[3:] for row in pasted[3:]] == [["10", "20", "30"], ["40", "50", "60"], ["70", "80", "90"]]
    assert {len(row) for row in pasted} == {6}


@pytest.mark.parametrize("language", steps.LOCALES)
def test_too_large_a_block_is_refused_with_a_sentence(open_page: Opener, language: str) -> None:
    page = open_lab(open_page, "/pooling", locale=steps.LOCALES[language])
    before = read_grid(page, "input-0")
    steps.paste(field(page, "input-0", 0, 0), "\t".join("1" * 20))
    sentence = ui_strings(language)["error.matrix_too_large"]
    name = ui_strings(language)["name.input"]
    expect(part(page, "message")).to_have_text(steps.as_read(sentence, name=name, max_side="12"))
    assert read_grid(page, "input-0") == before
    expect_grid(page, "output-0", POOLED)


# ---- predicting ----------------------------------------------------------------------------------


def test_a_wrong_answer_is_explained_and_the_animation_shows_the_map(open_page: Opener) -> None:
    page = open_lab(open_page, "/convolution")
    assert read_grid(page, "output-0") == COVERED
    steps.expect_sum(page, "")
    steps.play_fast(page)
    steps.answer_field(page, "en").fill("6")  # the patch has six ones; the kernel takes four of them
    steps.press(page, steps.say("en", "ask.check"))
    steps.expect_played_to_the_end(page, "en")
    assert read_grid(page, "output-0") == CONVOLVED
    expect(steps.alert(page)).to_have_text(steps.as_read(steps.belief("sums-the-patch", "en"), received="6"))
    expect(steps.alert(page)).to_contain_text("1×1 + 1×0 + 1×1 + 0×0 + 1×1 + 1×0 + 0×1 + 0×0 + 1×1 = 4")
    expect(current(page, 2, 2)).to_be_visible()
    # The question stays what it was, although the window has moved on.
    expect(steps.answer_field(page, "en")).to_have_value("6")
    expect(page.get_by_text(steps.as_read(steps.block("convolution", "predict.cell", "en")))).to_contain_text(
        steps.say("en", "lab.cell", r=1, c=1)
    )


def test_a_right_answer_is_confirmed(open_page: Opener) -> None:
    page = open_lab(open_page, "/convolution", locale="zh-TW")
    steps.play_fast(page)
    steps.answer_field(page, "zh-Hant").fill("４")  # full-width, as an input method writes it
    page.keyboard.press("Enter")
    steps.expect_played_to_the_end(page, "zh-Hant")
    expect(steps.alert(page)).to_contain_text(steps.as_read(ui_strings("zh-Hant")["ask.right"]))
    assert read_grid(page, "output-0") == CONVOLVED


def test_one_click_shows_the_answer(open_page: Opener) -> None:
    page = open_lab(open_page, "/convolution")
    steps.play_fast(page)
    steps.press(page, steps.say("en", "ask.reveal"))
    expect(steps.alert(page)).to_contain_text(steps.as_read(ui_strings("en")["ask.answer"], answer="4"))
    steps.expect_played_to_the_end(page, "en")
    assert read_grid(page, "output-0") == CONVOLVED
    # Other numbers are another question: the output is covered again.
    steps.type_into(page, "input-0", 0, 0, "0")
    expect_grid(page, "output-0", COVERED)
    expect(steps.alert(page)).to_have_count(0)


@pytest.mark.parametrize(
    "language, typed, key", [("en", "", "nothing_typed"), ("zh-Hant", "四", "not_a_number")]
)
def test_an_unreadable_answer_gives_nothing_away(
    open_page: Opener, language: str, typed: str, key: str
) -> None:
    page = open_lab(open_page, "/convolution", locale=steps.LOCALES[language])
    steps.answer_field(page, language).fill(typed)
    page.keyboard.press("Enter")
    sentence = steps.as_read(ui_strings(language)[f"error.{key}"], received=typed)
    expect(steps.alert(page)).to_contain_text(sentence)
    assert read_grid(page, "output-0") == COVERED
    expect(steps.answer_field(page, language)).to_have_value(typed)


# ---- another language in the middle of it --------------------------------------------------------


def test_another_language_keeps_everything(open_page: Opener) -> None:
    page = open_lab(open_page, "/convolution?at=one-cell")
    steps.type_into(page, "kernel-0", 0, 0, "3")
    steps.type_into(page, "input-0", 0, 2, "5")
    page.wait_for_url("**/convolution?*m=*")
    steps.answer_field(page, "en").fill("7")
    page.keyboard.press("Enter")
    steps.expect_played_to_the_end(page, "en")
    grids = {grid: read_grid(page, grid) for grid in ("input-0", "kernel-0", "output-0")}
    assert grids["kernel-0"][0] == ["3", "0", "0"]
    steps.speak(page, "zh-Hant")
    steps.expect_section(page, "convolution", "one-cell", "zh-Hant")
    for grid, rows in grids.items():
        expect_grid(page, grid, rows)
    expect(steps.answer_field(page, "zh-Hant")).to_have_value("7")


def test_language_after_language_keeps_the_section(open_page: Opener) -> None:
    page = open_lab(open_page, "/convolution?at=one-cell")
    for language in ("zh-Hant", "en"):
        steps.speak(page, language)
        steps.expect_section(page, "convolution", "one-cell", language)
        menu = page.get_by_role("combobox", name=steps.say(language, "turn.section"), exact=True)
        expect(menu).to_have_value(
            re.compile(steps.title_of("convolution", "one-cell", language)), timeout=3_000
        )


def test_one_press_turns_the_section_after_another_language(open_page: Opener) -> None:
    page = open_lab(open_page, "/convolution?at=one-cell")
    steps.speak(page, "zh-Hant")
    steps.turn(page, 1, "zh-Hant")
    settle(page)
    steps.expect_section(page, "convolution", "edges", "zh-Hant")


def test_another_language_keeps_the_feedback(open_page: Opener) -> None:
    page = open_lab(open_page, "/convolution?at=one-cell")
    steps.press(page, steps.say("en", "ask.reveal"))
    expect(steps.alert(page)).to_contain_text(steps.as_read(ui_strings("en")["ask.answer"]))
    steps.speak(page, "zh-Hant")
    expect(steps.alert(page)).to_contain_text(
        steps.as_read(ui_strings("zh-Hant")["ask.answer"]), timeout=3_000
    )


def test_another_language_keeps_an_answer_that_is_not_sent_yet(open_page: Opener) -> None:
    page = open_lab(open_page, "/convolution")
    steps.answer_field(page, "en").press_sequentially("12")
    steps.speak(page, "zh-Hant")
    expect(steps.answer_field(page, "zh-Hant")).to_have_value("12")
    assert read_grid(page, "output-0") == COVERED


def test_another_language_keeps_a_cell_that_cannot_be_read(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling", locale="zh-TW")
    for language in ("zh-Hant", "en"):
        if language == "zh-Hant":
            steps.type_into(page, "input-0", 1, 2, "abc")
        else:
            steps.speak(page, language)
        sentence = steps.as_read(ui_strings(language)["error.not_a_number"], received="abc")
        expect(part(page, "problems")).to_contain_text(sentence)
        expect(part(page, "problems")).to_contain_text(steps.say(language, "lab.cell", r=2, c=3))
        expect(field(page, "input-0", 1, 2)).to_have_value("abc")
        expect(field(page, "input-0", 1, 2)).to_have_attribute("aria-invalid", "true")
    steps.type_into(page, "input-0", 1, 2, "1/2")
    expect(part(page, "problems")).to_be_hidden()
    expect(field(page, "input-0", 1, 2)).to_have_value("1/2")
    expect_grid(page, "extra-0-0", [["4", "3.875"], ["3.5", "3.25"]])


def test_another_page_and_back_keeps_the_work(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling")
    steps.type_into(page, "input-0", 0, 0, "20")
    expect_grid(page, "output-0", [["20", "9"], ["8", "5"]])
    menu = page.get_by_test_id("stSidebarNav")
    menu.get_by_role("link", name=steps.lesson_title("convolution", "en")).click()
    expect_grid(page, "output-0", COVERED)
    settle(page)
    menu.get_by_role("link", name=steps.lesson_title("pooling", "en")).click()
    expect_grid(page, "output-0", [["20", "9"], ["8", "5"]])
    expect(field(page, "input-0", 0, 0)).to_have_value("20")


# ---- what does not work --------------------------------------------------------------------------


def test_a_window_that_does_not_fit_is_explained(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling?at=arguments")
    expect(cell(page, "output-0", 1, 1)).to_be_visible()
    steps.set_side(page, "pool_size", "rows", 7)
    sentence = ui_strings("en")["error.window_does_not_fit"]
    board = part(page, "board")
    expect(board).to_contain_text(steps.as_read(sentence, extent="7", padded="6"))
    assert read_grid(page, "output-0") == []
    expect(field(page, "input-0", 0, 0)).to_be_editable()
    steps.expect_no_failure(page)
    steps.set_side(page, "pool_size", "rows", 3)
    expect(cell(page, "output-0", 1, 1)).to_be_visible()
    expect(board).not_to_contain_text(steps.as_read(sentence, extent="7", padded="6"))


def test_a_kernel_larger_than_the_input_is_explained(open_page: Opener) -> None:
    page = open_lab(open_page, "/convolution?at=padding&m=1_2~3_4", locale="zh-TW")
    sentence = ui_strings("zh-Hant")["error.window_does_not_fit"]
    expect(part(page, "board")).to_contain_text(steps.as_read(sentence, extent="3", padded="2"))
    steps.expect_no_failure(page)
    steps.choose(page, "padding", "same")
    expect_grid(page, "output-0", [["6", "7"], ["8", "9"]])
