"""The matrix lab in a real browser: editing, and what comes back."""

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from app.matrix_lab import read_edit, read_step
from tests.e2e import matrix_lab
from tests.e2e.matrix_lab import DEMO, Open, Received, cell, field, has_focus, part, paste, whole_grid

address, page = matrix_lab.address, matrix_lab.page  # the fixtures


def test_an_edit_changes_the_output_and_keeps_focus_and_caret(page: Open) -> None:
    lab = page("kind=pool")
    expect(cell(lab, "output-0", 0, 0)).to_have_text("9")
    field(lab, "input-0", 0, 0).click()
    lab.keyboard.type("42")
    expect(cell(lab, "output-0", 0, 0)).to_have_text("42")
    expect(part(lab, "sum")).to_contain_text("42 in row 1, column 1")
    assert has_focus(field(lab, "input-0", 0, 0))
    assert field(lab, "input-0", 0, 0).evaluate("node => node.selectionStart") == 2
    expect(lab.get_by_text("version 2")).to_be_visible()


def test_fast_typing_is_never_lost_or_reordered(page: Open) -> None:
    lab = page("kind=conv")
    field(lab, "input-0", 1, 1).click()
    for r in range(3):
        lab.keyboard.type(f"-12{r}.5", delay=5)
        lab.keyboard.press("Enter")
    shown = [field(lab, "input-0", r + 1, 1).input_value() for r in range(3)]
    assert shown == ["-120.5", "-121.5", "-122.5"]
    expect(lab.get_by_text("version 18")).to_be_visible()
    assert [field(lab, "input-0", r + 1, 1).input_value() for r in range(3)] == shown


def test_unreadable_text_stays_and_is_explained(page: Open) -> None:
    lab = page("kind=pool")
    field(lab, "input-0", 1, 2).click()
    lab.keyboard.type("1/")
    expect(field(lab, "input-0", 1, 2)).to_have_attribute("aria-invalid", "true")
    expect(part(lab, "problems")).to_contain_text("Row 2, column 3: this is no number")
    assert field(lab, "input-0", 1, 2).input_value() == "1/"
    lab.keyboard.type("4")
    expect(field(lab, "input-0", 1, 2)).not_to_have_attribute("aria-invalid", "true")
    expect(part(lab, "problems")).to_be_hidden()
    assert field(lab, "input-0", 1, 2).input_value() == "1/4"


def test_escape_restores_and_f2_edits_inside(page: Open) -> None:
    lab = page("kind=pool")
    first = field(lab, "input-0", 0, 0)
    first.click()
    lab.keyboard.type("77")
    lab.keyboard.press("Escape")
    expect(cell(lab, "output-0", 0, 0)).to_have_text("9")
    assert first.input_value() == "1"
    lab.keyboard.press("F2")
    lab.keyboard.type("5")
    lab.keyboard.press("ArrowLeft")
    lab.keyboard.type("2")
    assert (first.input_value(), has_focus(first)) == ("125", True)


def test_a_pasted_block_fills_and_grows_the_grid(page: Open) -> None:
    lab = page("kind=pool")
    field(lab, "input-0", 2, 2).click()
    paste(lab, "10\t20\t30\n40\t50\t60\n70\t80\t90\n")
    expect(field(lab, "input-0", 4, 4)).to_have_value("90")
    assert has_focus(field(lab, "input-0", 2, 2))
    expect(field(lab, "input-0", 0, 4)).to_have_value("0")
    expect(cell(lab, "output-0", 1, 1)).to_have_text("50")


@pytest.mark.parametrize(
    "block", ["1,2\n3,4", "1;2\n3;4", "1 2\n3 4", "[[1, 2],\n [3, 4]]", "[[1 2]\n [3 4]]"]
)
def test_blocks_are_read_in_many_spellings(page: Open, block: str) -> None:
    lab = page("kind=pool")
    field(lab, "input-0", 0, 0).click()
    paste(lab, block)
    expect(field(lab, "input-0", 1, 1)).to_have_value("4")
    expect(cell(lab, "output-0", 0, 0)).to_have_text("4")


def test_a_block_beyond_the_limit_is_refused_by_python(page: Open) -> None:
    lab = page("kind=pool")
    field(lab, "input-0", 0, 0).click()
    paste(lab, "\t".join("1" * 60))
    expect(part(lab, "message")).to_have_text("At most 12 rows and columns")
    assert field(lab, "input-0", 0, 0).input_value() == "1"
    expect(field(lab, "input-0", 0, 4)).to_have_count(0)


def test_rows_and_columns_are_added_and_removed(page: Open) -> None:
    lab = page("kind=conv")
    lab.get_by_role("button", name="Add a row").first.focus()
    lab.keyboard.press("Enter")
    lab.keyboard.press("Enter")
    expect(field(lab, "input-0", 6, 0)).to_have_value("0")
    expect(cell(lab, "output-0", 4, 0)).to_be_visible()
    assert has_focus(lab.get_by_role("button", name="Add a row").first)
    lab.get_by_role("button", name="Remove a column").nth(1).click()
    expect(whole_grid(lab, "kernel-0")).to_have_attribute("aria-colcount", "2")
    expect(cell(lab, "output-0", 0, 3)).to_be_visible()


def test_a_preset_replaces_what_was_typed(page: Open) -> None:
    lab = page("kind=pool")
    field(lab, "input-0", 0, 0).fill("55")
    expect(cell(lab, "output-0", 0, 0)).to_have_text("55")
    lab.get_by_role("button", name="Preset").click()
    expect(field(lab, "input-0", 0, 0)).to_have_value("1")
    expect(cell(lab, "output-0", 0, 0)).to_have_text("9")


# ---- what travels ---------------------------------------------------------------------------------


def test_an_answer_carries_numbers_but_no_scripts(page: Open) -> None:
    lab = page("kind=pool", alone=True)
    received = Received(lab)
    field(lab, "input-0", 0, 0).fill("55")
    expect(cell(lab, "output-0", 0, 0)).to_have_text("55")
    expect(lab.get_by_text("version 1")).to_be_visible()
    assert 1_000 < sum(received.sizes) < 12_000


def test_every_server_of_a_process_knows_the_scripts() -> None:
    for _ in range(2):  # each AppTest stands for a server
        app = AppTest.from_file(str(DEMO), default_timeout=30).run().run()
        assert not app.exception
        (lab,) = app.get("bidi_component")
        assert (lab.proto.js_source_path, lab.proto.css_source_path) == ("lab.js", "lab.css")
        assert lab.proto.component_name.endswith(".matrix_lab")
        assert lab.proto.js_content == lab.proto.css_content == ""


# ---- what the browser sends is not trusted --------------------------------------------------------

GOOD = {"gen": "a", "version": 1, "target": "input", "sheets": [[["1", "x"]]], "other": None}


@pytest.mark.parametrize(
    "bad",
    [
        {"gen": 1},
        {"gen": "a" * 1000},
        {"version": True},
        {"version": -1},
        {"version": 1.5},
        {"version": 10**30},
        {"target": "output"},
        {"target": ["input"]},
        {"sheets": None},
        {"sheets": []},
        {"sheets": [[]]},
        {"sheets": [[[]]]},
        {"sheets": [[["1"], ["1", "2"]]]},
        {"sheets": [[["1"]], [["1", "2"]]]},
        {"sheets": [[[1]]]},
        {"sheets": [[["1" * 25]]]},
        {"sheets": [[["1"] * 41]]},
        {"sheets": [[["1"]] * 41]},
        {"sheets": [[["1"]]] * 17},
        {"sheets": {"0": [["1"]]}},
        {"other": [[None]]},
    ],
)
def test_a_malformed_edit_is_dropped(bad: dict[str, object]) -> None:
    assert read_edit(GOOD) is not None
    assert read_edit({**GOOD, **bad}) is None


@pytest.mark.parametrize("value", [None, 3, "step", [], {}, {"gen": "a", "step": -1, "sheet": 0}])
def test_a_malformed_step_is_dropped(value: object) -> None:
    assert read_step(value) is None
    assert read_edit(value) is None
