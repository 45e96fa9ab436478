"""The matrix lab in a real browser: keyboard and player."""

from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.e2e import matrix_lab
from tests.e2e.matrix_lab import Open, cell, current, field, has_focus, lit, part, values, whole_grid

address, page = matrix_lab.address, matrix_lab.page  # the fixtures


def test_everything_can_be_reached_by_keyboard(page: Open) -> None:
    lab = page("kind=conv")
    field(lab, "input-0", 0, 0).focus()
    lab.keyboard.press("ArrowDown")
    lab.keyboard.press("ArrowRight")
    assert has_focus(field(lab, "input-0", 1, 1))
    lab.keyboard.press("Control+End")
    assert has_focus(field(lab, "input-0", 4, 4))
    lab.keyboard.press("Home")
    assert has_focus(field(lab, "input-0", 4, 0))
    for _ in range(5):  # four size buttons, then the kernel: each grid is one tab stop
        lab.keyboard.press("Tab")
    assert has_focus(field(lab, "kernel-0", 0, 0))
    for _ in range(5):
        lab.keyboard.press("Tab")
    assert has_focus(cell(lab, "output-0", 0, 0))
    lab.keyboard.press("ArrowRight")
    assert lit(lab, "input-0", "is-tap")[0] == "0,1"
    assert part(lab, "live").inner_text().startswith("Row 1, column 2. ")
    expect(lab.get_by_text("step 1 sheet 0")).to_be_visible()  # Python hears of it
    lab.keyboard.press("r")  # Streamlit's hotkey would rerun the app
    lab.keyboard.press("c")  # and this one would ask to clear the caches
    lab.wait_for_timeout(300)
    assert lab.get_by_role("dialog").count() == 0
    assert has_focus(cell(lab, "output-0", 0, 1))


def test_the_keyboard_wins_over_a_resting_pointer(page: Open) -> None:
    lab = page("kind=conv")
    cell(lab, "output-0", 0, 0).click()
    lab.keyboard.press("ArrowDown")
    assert lit(lab, "output-0", "is-current") == ["1,0"]
    assert lit(lab, "input-0", "is-tap")[0] == "1,0"


def test_steps_and_scrubbing(page: Open) -> None:
    lab = page("kind=conv")
    part(lab, "next").click()
    assert lit(lab, "output-0", "is-current") == ["0,1"]
    part(lab, "last").click()
    assert lit(lab, "output-0", "is-current") == ["2,2"]
    expect(part(lab, "next")).to_have_attribute("aria-disabled", "true")
    part(lab, "next").dispatch_event("click")
    assert lit(lab, "output-0", "is-current") == ["2,2"]
    part(lab, "previous").click()
    assert lit(lab, "output-0", "is-current") == ["2,1"]
    expect(part(lab, "position")).to_have_text("Step 8 of 9")
    part(lab, "scrub").fill("4")
    assert lit(lab, "output-0", "is-current") == ["1,1"]
    assert part(lab, "live").inner_text().startswith("Row 2, column 2. ")
    part(lab, "first").click()
    assert lit(lab, "output-0", "is-current") == ["0,0"]
    expect(lab.get_by_text("step 0 sheet 0")).to_be_visible()


def test_playing_grows_the_map(page: Open) -> None:
    lab = page("kind=conv")
    whole = values(lab, "output-0")
    lab.clock.install()
    lab.clock.pause_at(datetime.now() + timedelta(hours=1))  # from here on, time passes only by run_for
    part(lab, "play").click()
    assert values(lab, "output-0") == [whole[0], *[""] * 8]
    lab.clock.run_for(900)
    assert values(lab, "output-0") == [*whole[:2], *[""] * 7]
    part(lab, "play").click()
    expect(part(lab, "play")).to_have_attribute("aria-label", "Play")
    lab.clock.run_for(5_000)
    assert lit(lab, "output-0", "is-current") == ["0,1"]
    assert values(lab, "output-0") == [*whole[:2], *[""] * 7]  # a pause leaves something to guess
    part(lab, "speed").select_option("4")
    part(lab, "play").click()
    lab.clock.run_for(6 * 225)
    assert values(lab, "output-0") == [*whole[:8], ""]
    lab.clock.run_for(2 * 225)
    expect(part(lab, "play")).to_have_attribute("aria-label", "Play")
    assert lit(lab, "output-0", "is-current") == ["2,2"]
    assert values(lab, "output-0") == whole
    lab.clock.resume()
    expect(lab.get_by_text("step 8 sheet 0")).to_be_visible()


def test_without_output_there_is_nothing_to_play_but_a_reason(page: Open) -> None:
    lab = page("kind=conv")
    for _ in range(3):
        lab.get_by_role("button", name="Remove a row").first.click()
    note = lab.get_by_text("No window fits into the input").first
    expect(note).to_be_visible()
    expect(whole_grid(lab, "output-0")).to_have_count(0)
    for name in ("first", "previous", "play", "next", "last"):
        expect(part(lab, name)).to_have_attribute("aria-disabled", "true")
        part(lab, name).dispatch_event("click")
    expect(part(lab, "scrub")).to_be_disabled()
    expect(part(lab, "live")).to_have_text("No window fits into the input")
    cell(lab, "input-0", 0, 0).hover()
    expect(part(lab, "sum")).to_have_text("1 in row 1, column 1 is used by no window")
    field(lab, "input-0", 0, 0).fill("5")
    expect(lab.get_by_text("version 4")).to_be_visible()
    lab.get_by_role("button", name="Add a row").first.click()
    expect(cell(lab, "output-0", 0, 0)).to_be_visible()
    expect(part(lab, "play")).not_to_have_attribute("aria-disabled", "true")


def test_reduced_motion_steps_without_sliding(page: Open) -> None:
    lab = page("kind=conv", alone=True)
    part(lab, "next").click()
    frame = lab.locator('[data-frame="input-0"]')
    assert frame.evaluate("node => getComputedStyle(node).transitionDuration").startswith("0.16s")
    lab.emulate_media(reduced_motion="reduce")
    part(lab, "next").click()
    assert frame.evaluate("node => getComputedStyle(node).transitionDuration") == "0s"
    part(lab, "play").click()
    current(lab, 0, 1).wait_for()


def test_python_can_start_the_player(page: Open) -> None:
    lab = page("kind=pool")
    part(lab, "speed").select_option("0.5")  # time enough to look at the half-grown map
    part(lab, "last").click()
    lab.get_by_role("button", name="Play from Python").click()
    expect(part(lab, "play")).to_have_attribute("aria-label", "Pause")
    assert "" in values(lab, "output-0")
    part(lab, "speed").select_option("4")
    expect(part(lab, "play")).to_have_attribute("aria-label", "Play")
    assert lit(lab, "output-0", "is-current") == ["1,1"]
