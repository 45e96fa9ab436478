"""Numbers, sizes and blocks as people type them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.errors import LabError
from cnn_core.reading import read_block, read_number, read_sides

FULL_WIDTH = str.maketrans("0123456789.,+-/()", "０１２３４５６７８９．，＋－／（）")


@pytest.mark.parametrize(
    "text, number",
    [
        ("3", 3),
        ("３", 3),
        (" 3 ", 3),
        ("+3", 3),
        ("-3", -3),
        ("−3", -3),
        ("－3", -3),
        ("–3", -3),
        ("- 3", -3),
        (".5", 0.5),
        ("3.", 3),
        ("−３．５", -3.5),
        ("1/9", 1 / 9),
        ("-1/4", -0.25),
        ("１／４", 0.25),
        ("1e3", 1000),
        ("2.5e-1", 0.25),
        ("3,000,000", 3_000_000),
        ("3，000", 3000),
        ("1,234.5", 1234.5),
        ("007", 7),
    ],
)
def test_numbers_as_people_write_them(text, number):
    assert read_number(text) == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    ["", " ", "x", "3x", "1/0", "1/", "/3", "1/2/3", "1//2", "--3", "1.2.3", "3,00", "0x10", "1_000", "nan",
     "inf", "∞", "三", "3 × 3", "1e", "e3", "1e9999", ".", "-", "<b>1</b>", "1/2.5", "()"],
)  # fmt: skip
def test_what_is_no_number_is_refused(text):
    with pytest.raises(LabError) as refused:
        read_number(text)
    assert refused.value.key == "not_a_number"
    assert refused.value.values == {"received": text}


@given(st.integers(-(10**9), 10**9), st.booleans(), st.booleans())
def test_whole_numbers_in_any_dress(number, full_width, thousands):
    text = f"{number:,}" if thousands else str(number)
    assert read_number(text.translate(FULL_WIDTH) if full_width else text) == number


@given(st.decimals(-9999, 9999, places=4), st.booleans())
def test_decimals_in_any_dress(number, full_width):
    assert read_number(str(number).translate(FULL_WIDTH) if full_width else str(number)) == float(number)


@given(st.integers(-999, 999), st.integers(1, 999))
def test_fractions(top, bottom):
    assert read_number(f"{top}/{bottom}") == top / bottom


@given(st.text(max_size=20) | st.from_regex(r"[-+0-9.,/ xX×()]{1,12}", fullmatch=True))
def test_any_text_is_read_or_refused(text):
    for read in (read_number, read_sides, read_block):
        try:
            read(text)
        except LabError as error:
            assert error.key in {"not_a_number", "not_a_size", "empty_block", "ragged_rows"}


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1e999/3"])
def test_a_number_beyond_measure_is_refused(text):
    with pytest.raises(LabError):
        assert math.isfinite(read_number(text))


@pytest.mark.parametrize(
    "text, sides",
    [
        ("3x4", (3, 4)),
        ("3 × 4", (3, 4)),
        ("３×４", (3, 4)),
        ("３ｘ４", (3, 4)),
        ("3*4", (3, 4)),
        ("3, 4", (3, 4)),
        ("3，4", (3, 4)),
        ("3、4", (3, 4)),
        ("（３，４）", (3, 4)),
        ("(3, 4)", (3, 4)),
        ("[3 4]", (3, 4)),
        ("3 4", (3, 4)),
        ("3 by 4", (3, 4)),
        ("3乘4", (3, 4)),
        ("5", (5, 5)),
        ("54.25 x 54.25", (54.25, 54.25)),
        ("−1 × 2", (-1, 2)),
    ],
)
def test_sizes_as_people_write_them(text, sides):
    assert read_sides(text) == sides


def test_a_capital_x_stands_between_sides():
    assert read_sides("3X4") == (3, 4)


@pytest.mark.parametrize("text", ["", "x", "3x4x5", "3 4 5", "a x b", "3 x y", "()", "三乘三"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(LabError) as refused:
        read_sides(text)
    assert refused.value.key == "not_a_size"
    assert refused.value.values == {"received": text, "count": 2}


def test_as_many_sides_as_asked_for():
    assert read_sides("28, 28, 32", count=3) == (28, 28, 32)
    assert read_sides("7", count=3) == (7, 7, 7)


@pytest.mark.parametrize(
    "text",
    ["2 3 1\n4 7 3", "2,3,1\n4,7,3", "2\t3\t1\n4\t7\t3", "2;3;1\r\n4;7;3\r\n", "[[2, 3, 1],\n [4, 7, 3]]",
     "\n\n2  3  1\n\n 4 7 3 \n", "２　３　１\n４，７，３", "2 3 1,\n4 7 3,"],
)  # fmt: skip
def test_a_block_however_it_was_copied(text):
    assert read_block(text) == [["2", "3", "1"], ["4", "7", "3"]]


def test_cells_of_a_block_stay_as_typed():
    assert read_block("x 1/9\n-.5 +2") == [["x", "1/9"], ["-.5", "+2"]]


@pytest.mark.parametrize("text", ["", "\n \n", " , ; \t", "[[]]"])
def test_an_empty_block_is_refused(text):
    with pytest.raises(LabError) as refused:
        read_block(text)
    assert refused.value.key == "empty_block"


def test_ragged_rows_are_refused_with_their_lengths():
    with pytest.raises(LabError) as refused:
        read_block("1 2 3\n4 5\n6 7 8")
    assert (refused.value.key, refused.value.values["lengths"]) == ("ragged_rows", (3, 2, 3))


@given(st.lists(st.lists(st.integers(-99, 99), min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_spreadsheets_block_comes_through(rows):
    text = "\n".join("\t".join(map(str, row)) for row in rows)
    assert [[int(cell) for cell in row] for row in read_block(text)] == rows
