"""Code as HTML: escaped, marked by more than colour, cut where it is too long to look at."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.markdown import as_code, fill_safely, plain
from app.views.code_lines import MOST_LINES, Mark, lines_html
from cnn_core.architecture.scan import place


def mark(code: str, text: str, blamed: bool = True) -> Mark:
    start = code.index(text)
    return Mark(place(code, start, start + len(text))["span"], "to change", blamed)


def test_a_mark_is_a_sign_a_word_and_an_attribute():
    html = lines_html("a = 1\nb < 2\n", [mark("a = 1\nb < 2\n", "b < 2")], {1: "(None, 3)"}, 'the "code"')
    assert "<mark>b &lt; 2</mark>" in html
    assert "▶" in html and "aria-current='true'" in html and "to change" in html
    assert "(None, 3)" in html
    assert "aria-label='the &quot;code&quot;'" in html


def test_a_piece_over_several_lines_is_marked_on_each():
    code = "Conv2D(\n    32,\n    3,\n)\nDense(10)"
    html = lines_html(code, [mark(code, code[:-10])], {}, "")
    assert html.count("class='blamed'") == 4
    assert html.count("to change") == 1


def test_long_code_shows_what_is_near_the_mark():
    code = "\n".join(f"line {number}" for number in range(1, 500))
    html = lines_html(code, [mark(code, "line 300")], {}, "")
    numbers = [int(number) for number in re.findall(r"class='number'>(\d+)<", html)]
    assert numbers == list(range(292, 309))
    assert html.count("left-out") == 2
    assert len(re.findall("<li", lines_html(code, [], {}, ""))) <= MOST_LINES + 2


def test_a_very_long_line_is_cut():
    assert len(lines_html("x" * 20_000, [], {}, "")) < 1000


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 60), st.text(max_size=20))
def test_nothing_of_the_code_becomes_html(code, start, length, note):
    start = min(start, len(code))
    span = place(code, start, min(start + length, len(code)))["span"]
    html = lines_html(code, [Mark(span, "<i>", True)], {1: note}, note)
    left = re.sub(r"</?(div|ol|li|span|code|mark)( [a-z-]+='[^']*')*>", "", html)
    assert "<" not in left and ">" not in left


@given(st.text(max_size=60))
def test_markdown_in_values_stays_text(value):
    assert "`" not in as_code(value)[1:-1]
    filled = fill_safely("a {{v}} b", {"v": value})
    assert filled == f"a {plain(value)} b"
    assert not re.search(r"(?<!\\)[*_`\[<$]", plain(value).replace("\\\\", ""))
