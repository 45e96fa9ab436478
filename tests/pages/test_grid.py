"""The grid: what it is given to draw, and what becomes of what a learner types into it."""

import pytest

from tests.pages.visit import LANGUAGES, Visit

DAY = [["2", "3", "1", "9"], ["4", "7", "3", "5"], ["8", "2", "2", "2"], ["1", "3", "4", "5"]]


def test_pooling_at_first_sight():
    lab = Visit("pooling", lang="en").lab
    assert lab["input"]["sheets"][0]["texts"] == DAY
    assert lab["output"]["sheets"][0]["texts"] == [["7", "9"], ["8", "5"]]
    assert [extra["sheets"][0] for extra in lab["extras"]] == [[["4", "4.5"], ["3.5", "3.25"]]]
    assert lab["winners"][0] == [[[[1, 1]], [[0, 3]]], [[[2, 0]], [[3, 3]]]]
    assert lab["steps"][0][0][0]["lines"] == ["max(2, 3, 4, 7) = 7"]
    assert (lab["row_taps"], lab["col_taps"]) == ([[0, 1], [2, 3]], [[0, 1], [2, 3]])
    assert (lab["kernel"], lab["message"], lab["lang"]) == (None, "", "en")


def test_average_pooling_writes_its_division():
    visit = Visit("pooling").choose("pooling.example.mode", "average")
    assert visit.output == [["4", "4.5"], ["3.5", "3.25"]]
    assert visit.lab["steps"][0][1][1]["lines"] == ["(2 + 2 + 4 + 5) ÷ 4 = 3.25"]
    assert visit.lab["winners"] is None
    assert [extra["sheets"][0] for extra in visit.lab["extras"]] == [[["7", "9"], ["8", "5"]]]


def test_your_turn_is_covered_until_it_is_shown():
    visit = Visit("pooling").press("pooling.example.preset.your-turn")
    assert visit.output == [["?", "?"], ["?", "?"]]
    assert (visit.lab["extras"], visit.lab["steps"], visit.lab["winners"]) == ([], None, None)
    before = visit.lab["play"]
    visit.reveal("pooling.example.cell")
    assert visit.output == [["9", "2"], ["6", "3"]]
    assert visit.lab["play"] > before, "the answer is followed by the animation"


def test_the_sliding_window_is_covered_until_it_is_answered():
    visit = Visit("convolution")
    assert visit.output == [["?"] * 3] * 3
    visit.answer("convolution.slide.cell", "what?")
    assert visit.output == [["?"] * 3] * 3
    visit.answer("convolution.slide.cell", "5")
    assert visit.output == [["4", "3", "4"], ["2", "4", "3"], ["2", "3", "4"]]
    sums = visit.lab["steps"][0]
    assert len(sums) == 3 and all(len(row) == 3 for row in sums)
    assert sums[0][0]["lines"] == ["1×1 + 1×0 + 1×1 + 0×0 + 1×1 + 1×0 + 0×1 + 0×0 + 1×1 = 4"]


def test_one_cell_in_full():
    visit = Visit("convolution", at="one-cell").reveal("convolution.one-cell.cell")
    assert visit.output == [["−8"]]
    (line,) = visit.lab["steps"][0][0][0]["lines"]
    assert line.endswith("2×(−4) = −8")


def test_padding_is_drawn_and_counted():
    lab = Visit("pooling", at="same", ask="0").lab
    padding = lab["padding"]
    assert [padding[side] for side in ("top", "bottom", "left", "right")] == [0, 1, 0, 1]
    assert padding["text"] == "−∞"
    assert lab["output"]["sheets"][0]["texts"] == [["−1", "−5"], ["−7", "−9"]]


def test_cells_that_no_window_reaches():
    lab = Visit("convolution", at="size", stride="3x3", ask="0").lab
    assert lab["unreached"] == {"rows": [6], "cols": [6]}
    assert lab["usage"][0] == [1, 1, 1, 1, 1, 1, 0]


def test_a_typed_number_counts_at_once():
    visit = Visit("pooling").edit("input", [["2", "3"], ["−１０", "1/2"]])
    assert visit.output == [["3"]]
    assert visit.lab["input"]["sheets"][0]["texts"] == [["2", "3"], ["−１０", "1/2"]]
    assert visit.query["m"] == "2_3~−１０_1/2"
    again = Visit("pooling", m=visit.query["m"])
    assert (again.output, again.lab["input"]) == (visit.output, visit.lab["input"])


@pytest.mark.parametrize(
    "language, said", list(zip(LANGUAGES, ["“4o” is not a number", "「4o」不是數字"], strict=True))
)
def test_a_slip_is_kept_marked_and_told(language, said):
    visit = Visit("pooling", lang=language).edit("input", [["1", "2"], ["3", "4o"]])
    sheet = visit.lab["input"]["sheets"][0]
    assert sheet["texts"] == [["1", "2"], ["3", "4o"]]
    assert [mark[:2] for mark in sheet["bad"]] == [[1, 1]]
    assert said in sheet["bad"][0][2]
    assert visit.output == [["7", "9"], ["8", "5"]], "the last numbers that made sense"
    assert "m" not in visit.query
    visit.edit("input", [["1", "2"], ["3", "40"]])
    assert (visit.lab["input"]["sheets"][0]["bad"], visit.output) == ([], [["40"]])


@pytest.mark.parametrize("text", ["", "10000", "1e999", "nan", "<b>1</b>", "1/0", "$x$"])
def test_what_is_no_small_number_is_marked(text):
    lab = Visit("convolution").edit("input", [["1", text], ["3", "4"]]).lab
    assert [mark[:2] for mark in lab["input"]["sheets"][0]["bad"]] == [[0, 1]]


def test_a_fraction_beyond_measure_is_marked():
    lab = Visit("convolution").edit("input", [["1", "1e999/3"], ["3", "4"]]).lab
    assert lab["input"]["sheets"][0]["bad"]


@pytest.mark.parametrize(
    "language, said", list(zip(LANGUAGES, ["13 × 13 is too large", "13 × 13 太大"], strict=True))
)
def test_too_large_a_block_is_refused(language, said):
    visit = Visit("pooling", lang=language)
    before = visit.lab["gen"]
    visit.edit("input", [["1"] * 13] * 13)
    assert said in visit.lab["message"] and "12" in visit.lab["message"]
    assert visit.lab["input"]["sheets"][0]["texts"] == DAY
    assert visit.lab["gen"] != before, "the browser must take the old cells back"
    visit.edit("input", [["1"] * 12] * 12)
    assert visit.lab["message"] == ""
    assert len(visit.output) == 6


def test_an_edit_that_came_too_late_is_dropped():
    visit = Visit("pooling")
    stale = visit.lab["gen"]
    visit.press("pooling.example.preset.your-turn")
    texts = visit.lab["input"]["sheets"][0]["texts"]
    visit.edit("input", [["1", "2"], ["3", "4"]], gen=stale)
    assert visit.lab["input"]["sheets"][0]["texts"] == texts
    visit.send(step={"gen": stale, "step": 3, "sheet": 0})
    assert visit.lab["step"] == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"sheets": [[["1"]], [["2"]]]},  # a second channel
        {"sheets": [[["1", "2"], ["3"]]]},
        {"sheets": "1"},
        {"sheets": [[[1]]]},
        {"target": "kernel"},
        {"target": "output"},
        {"version": -1},
        {"version": "1"},
        {"gen": None},
    ],
)
def test_what_no_browser_of_ours_sends_is_dropped(changed):
    visit = Visit("pooling")
    edit = {"gen": visit.lab["gen"], "version": 1, "target": "input", "sheets": [[["1"]]], "other": None}
    visit.send(edit=edit | changed)
    assert visit.lab["input"]["sheets"][0]["texts"] == DAY


def test_one_filters_edit_leaves_the_others_and_their_size_follows():
    visit = Visit("convolution", at="channels", ask="0", map="1")
    second = [["1", "0", "0"]] * 2
    visit.edit("kernel", second, second, second)
    assert [sheet["texts"] for sheet in visit.lab["kernel"]["sheets"]] == [second] * 3
    assert len(visit.output[0]) == 2
    visit.choose("convolution.channels.filter", 0)
    first = [sheet["texts"] for sheet in visit.lab["kernel"]["sheets"]]
    assert first == [
        [["1", "0", "0"], ["0", "1", "0"]],
        [["0", "1", "0"], ["1", "0", "0"]],
        [["1", "1", "0"], ["0"] * 3],
    ]
    # 3 + 2, 2 + 1, 1 + 1 and the bias
    assert visit.output[0][0] == "11"


def test_two_quick_edits_come_together():
    visit = Visit("convolution", ask="0")
    visit.edit("input", [["1", "2"], ["3", "4"]], other=[[["1", "0"], ["0", "10"]]])
    assert visit.output == [["41"]]


def test_a_pinned_step_is_part_of_the_link():
    visit = Visit("convolution", ask="0")
    visit.send(step={"gen": visit.lab["gen"], "step": 5, "sheet": 0})
    assert (visit.lab["step"], visit.query["cell"]) == (5, "5")


def test_a_map_too_small_for_its_window_says_so():
    visit = Visit("pooling", lang="en").edit("input", [["1", "2", "3"]])
    assert visit.output == []
    assert "window covers 2 cells, and the input with its padding has 1" in visit.lab["output"]["note"]
    assert visit.lab["input"]["sheets"][0]["texts"] == [["1", "2", "3"]]
    assert visit.edit("input", [["1", "2"], ["3", "4"]]).output == [["4"]]


def test_the_box_takes_text():
    visit = Visit("pooling").choose("pooling.example.text", "[1, 2]\n３ 4")
    assert visit.output == [["4"]]


@pytest.mark.parametrize(
    "language, said", list(zip(LANGUAGES, ["different lengths (2, 1)", "長度不一樣（2, 1）"], strict=True))
)
def test_ragged_text_is_kept_and_told(language, said):
    visit = Visit("pooling", lang=language).choose("pooling.example.text", "1 2\n3")
    assert visit.app.text_area[0].value == "1 2\n3"
    assert said in visit.feedback
    assert visit.output == [["7", "9"], ["8", "5"]]
    visit.run()
    assert visit.app.text_area[0].value == "1 2\n3"
    visit.choose("pooling.example.text", "1 2\n3 9")
    assert (visit.output, visit.feedback) == ([["9"]], "")


def test_empty_text_is_told():
    visit = Visit("pooling", lang="en").choose("pooling.example.text", " \n, ")
    assert "no number" in visit.feedback


@pytest.mark.parametrize("cell", ["0." + "3" * 30, "0." + "0" * 22 + "x"])
def test_a_long_cell_from_the_box_is_shown_as_the_link_and_the_grid_can_carry_it(cell):
    visit = Visit("pooling").choose("pooling.example.text", f"{cell} 2\n3 4")
    assert all(len(text) <= 24 for row in visit.lab["input"]["sheets"][0]["texts"] for text in row)
    assert Visit("pooling", **visit.query).output == visit.output
