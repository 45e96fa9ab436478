"""The matrix lab in a real browser, over the small app in apps/matrix_lab_demo.py."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from app.matrix_lab import read_edit, read_step
from tests.e2e.browser import ROOT, Server

DEMO = Path(__file__).parent / "apps" / "matrix_lab_demo.py"
PHONE = 360

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(start_server: Callable[..., Server]) -> str:
    """The demo, in the app's own colours."""
    theme = tomllib.loads((ROOT / "app" / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    colours = [
        f"--theme.{scheme}.{name}={value}"
        for scheme in ("light", "dark")
        for name, value in theme[scheme].items()
    ]
    server = start_server(DEMO, options=["--browser.gatherUsageStats=false", *colours])
    return server.url


@pytest.fixture
def page(open_page: Open, address: str) -> Open:
    """page("kind=conv") opens the demo as a new visitor and waits until the lab is drawn."""

    def open_lab(query: str, **more: object) -> Page:
        lab = open_page(f"{address}/?{query}", wait=False, **more)
        expect(cell(lab, "output-0", 0, 0)).to_be_visible(timeout=30_000)
        return lab

    return open_lab


def cell(page: Page, grid: str, r: int, c: int) -> Locator:
    return page.locator(f'[data-grid="{grid}"] [data-cell="{r},{c}"]')


def field(page: Page, grid: str, r: int, c: int) -> Locator:
    return cell(page, grid, r, c).locator("input")


def lit(page: Page, grid: str, mark: str) -> list[str]:
    """The places of the cells of a grid that carry a mark, padding included."""
    found = page.locator(f'[data-grid="{grid}"] .{mark}').all()
    return [one.get_attribute("data-cell") or f"pad {one.get_attribute('data-pad')}" for one in found]


def current(page: Page, r: int, c: int) -> Locator:
    """An output cell, while it is the pinned one."""
    return page.locator(f'[data-grid="output-0"] [data-cell="{r},{c}"].is-current')


def part(page: Page, role: str) -> Locator:
    return page.locator(f'[data-role="{role}"]')


def values(page: Page, grid: str) -> list[str]:
    return page.locator(f'[data-grid="{grid}"] [data-cell]').all_inner_texts()


def paste(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def has_focus(one: Locator) -> bool:
    return bool(one.evaluate("node => node.getRootNode().activeElement === node"))


# ---- editing -------------------------------------------------------------------------------------


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
    expect(page_grid(lab, "kernel-0")).to_have_attribute("aria-colcount", "2")
    expect(cell(lab, "output-0", 0, 3)).to_be_visible()


def page_grid(lab: Page, name: str) -> Locator:
    return lab.locator(f'[data-grid="{name}"]')


def test_a_preset_replaces_what_was_typed(page: Open) -> None:
    lab = page("kind=pool")
    field(lab, "input-0", 0, 0).fill("55")
    expect(cell(lab, "output-0", 0, 0)).to_have_text("55")
    lab.get_by_role("button", name="Preset").click()
    expect(field(lab, "input-0", 0, 0)).to_have_value("1")
    expect(cell(lab, "output-0", 0, 0)).to_have_text("9")


# ---- highlights ----------------------------------------------------------------------------------


def test_hover_lights_the_window_without_asking_the_server(page: Open) -> None:
    lab = page("kind=conv")
    lab.wait_for_timeout(600)
    sent: list[object] = []
    session = lab.context.new_cdp_session(lab)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda frame: sent.append(frame))
    cell(lab, "output-0", 2, 1).hover()
    assert lit(lab, "input-0", "is-tap") == [f"{r},{c}" for r in (2, 3, 4) for c in (1, 2, 3)]
    assert lit(lab, "output-0", "is-current") == ["2,1"]
    assert lab.locator('[data-frame="input-0"]').is_visible()
    assert part(lab, "sum").inner_text().endswith("= 0")
    cell(lab, "kernel-0", 0, 2).hover()
    assert lit(lab, "input-0", "is-factor") == ["0,2"]
    cell(lab, "input-0", 0, 1).hover()
    assert lit(lab, "output-0", "is-uses") == ["0,0", "0,1"]
    assert lit(lab, "kernel-0", "is-factor") == ["0,1"]
    lab.wait_for_timeout(700)
    assert sent == []
    assert part(lab, "live").inner_text() == ""  # nor is a screen reader disturbed


def test_an_input_cell_says_how_often_it_is_used(page: Open) -> None:
    lab = page("kind=overlap&usage=1")
    cell(lab, "input-0", 2, 2).hover()
    assert part(lab, "sum").inner_text() == "2 in row 3, column 3 is used by 9 windows"
    assert len(lit(lab, "output-0", "is-uses")) == 9
    expect(cell(lab, "input-0", 2, 2)).to_contain_text("×9")


def test_the_winner_is_marked(page: Open) -> None:
    lab = page("kind=pool")
    cell(lab, "output-0", 0, 1).hover()
    assert lit(lab, "input-0", "is-winner") == ["0,3"]
    assert lit(lab, "extra-0-0", "is-current") == ["0,1"]
    mark = cell(lab, "input-0", 0, 3).evaluate("node => getComputedStyle(node, '::after').content")
    assert "▲" in mark
    expect(lab.locator('[data-legend="winner"]')).to_be_visible()
    cell(lab, "output-0", 1, 1).hover()
    assert lit(lab, "input-0", "is-winner") == ["3,2", "3,3"]  # a tie


def test_padding_is_drawn_and_lit(page: Open) -> None:
    lab = page("kind=poolpad")  # uneven: below and to the right only
    assert lab.locator("[data-pad]").count() == 11
    assert lab.locator('[data-pad="0,5"]').inner_text() == "−∞"
    assert lab.locator('[data-pad="0,-1"]').count() == 0
    cell(lab, "output-0", 2, 2).hover()
    assert lit(lab, "input-0", "is-tap") == ["4,4", "pad 4,5", "pad 5,4", "pad 5,5"]
    expect(lab.locator('[data-legend="padding"]')).to_have_text("Padding")


def test_what_no_window_reaches_is_hatched(page: Open) -> None:
    lab = page("kind=stride3")
    assert len(lit(lab, "input-0", "is-unreached")) == 64 - 36
    expect(lab.locator('[data-legend="hatched"]')).to_be_visible()
    cell(lab, "input-0", 7, 7).hover()
    assert part(lab, "sum").inner_text() == "6 in row 8, column 8 is used by no window"
    plain = page("kind=pool")
    assert lit(plain, "input-0", "is-unreached") == []
    assert plain.locator('[data-legend="hatched"]').count() == 0


def test_a_dilated_window_lights_its_taps_only(page: Open) -> None:
    lab = page("kind=dilated")
    cell(lab, "output-0", 1, 1).hover()
    assert lit(lab, "input-0", "is-tap") == [f"{r},{c}" for r in (1, 3, 5) for c in (1, 3, 5)]


def test_channels_are_summed_into_one_output(page: Open) -> None:
    lab = page("kind=rgb")
    cell(lab, "output-0", 0, 1).hover()
    assert all(len(lit(lab, f"input-{sheet}", "is-tap")) == 9 for sheet in range(3))
    assert part(lab, "sum").locator(".line").count() == 4
    cell(lab, "kernel-2", 1, 0).hover()
    assert lit(lab, "input-2", "is-factor") == ["1,0"]
    assert lit(lab, "input-0", "is-factor") == []


def test_a_covered_output_still_shows_its_windows(page: Open) -> None:
    lab = page("kind=conv&covered=1")
    assert set(values(lab, "output-0")) == {"?"}
    cell(lab, "output-0", 1, 1).hover()
    assert len(lit(lab, "input-0", "is-tap")) == 9
    assert part(lab, "sum").inner_text() == ""
    expect(lab.get_by_text("Guess first")).to_be_visible()


# ---- keyboard and player -------------------------------------------------------------------------


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
    part(lab, "play").click()
    assert values(lab, "output-0") == [whole[0], *[""] * 8]
    current(lab, 0, 1).wait_for()
    part(lab, "play").click()
    expect(part(lab, "play")).to_have_attribute("aria-label", "Play")
    pinned = lit(lab, "output-0", "is-current")
    lab.wait_for_timeout(1200)
    assert lit(lab, "output-0", "is-current") == pinned
    assert "" in values(lab, "output-0")  # a pause leaves something to guess
    part(lab, "speed").select_option("4")
    part(lab, "play").click()
    expect(cell(lab, "output-0", 2, 2)).to_have_class(re.compile("is-current"), timeout=15_000)
    expect(part(lab, "play")).to_have_attribute("aria-label", "Play")
    assert values(lab, "output-0") == whole
    expect(lab.get_by_text("step 8 sheet 0")).to_be_visible()


def test_reduced_motion_steps_without_sliding(page: Open) -> None:
    lab = page("kind=conv")
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
    part(lab, "speed").select_option("4")
    part(lab, "last").click()
    lab.get_by_role("button", name="Play from Python").click()
    expect(part(lab, "play")).to_have_attribute("aria-label", "Pause")
    assert "" in values(lab, "output-0")
    expect(part(lab, "play")).to_have_attribute("aria-label", "Play")
    assert lit(lab, "output-0", "is-current") == ["1,1"]


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


# ---- everyone, everywhere ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pool", "conv", "rgb", "big", "stride3"])
def test_a_phone_never_scrolls_sideways(page: Open, kind: str) -> None:
    lab = page(f"kind={kind}", width=PHONE, height=740, touch=True)
    assert lab.evaluate("document.documentElement.scrollWidth") == PHONE
    overflow = part(lab, "lab").evaluate("""lab => [...lab.querySelectorAll(".figure, .player, .sum")]
        .filter((node) => node.getBoundingClientRect().right > lab.getBoundingClientRect().right + 1)
        .map((node) => node.className)""")
    assert overflow == []
    cell(lab, "output-0", 1, 1).tap()
    assert lit(lab, "output-0", "is-current") == ["1,1"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["kind=poolpad&usage=1", "kind=rgb&lang=zh-Hant", "kind=conv&covered=1"])
def test_axe_finds_nothing_serious(page: Open, query: str, scheme: str) -> None:
    lab = page(query, theme=scheme)
    cell(lab, "output-0", 1, 1).hover()
    part(lab, "help").locator("summary").click()
    report = Axe().run(lab, context='[data-testid="stBidiComponentIsolated"]')
    found = [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in report.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert found == []
