"""The matrix lab in a real browser: highlights, phones, accessibility."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e import matrix_lab
from tests.e2e.matrix_lab import Open, cell, lit, part, values, whole_grid

address, page = matrix_lab.address, matrix_lab.page  # the fixtures

PHONE = 360


def test_hover_lights_the_window_without_asking_the_server(page: Open) -> None:
    lab = page("kind=conv", alone=True)
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


def test_revealing_moves_nothing_below_the_board(page: Open) -> None:
    for query in ("kind=conv&covered=1", "kind=rgb&covered=1"):
        lab = page(query)
        place = "player => player.getBoundingClientRect().top - player.parentNode.getBoundingClientRect().top"
        before = part(lab, "player").evaluate(place)
        lab.get_by_role("button", name="Reveal").click()
        expect(part(lab, "sum")).to_contain_text("=")
        expect(part(lab, "sum")).to_be_visible()
        assert part(lab, "player").evaluate(place) == pytest.approx(before, abs=1)


def test_words_stay_on_one_line_where_there_is_room(page: Open) -> None:
    lab = page("kind=rgb")
    lab.get_by_role("button", name="Remove a column").nth(1).click()
    expect(whole_grid(lab, "kernel-0")).to_have_attribute("aria-colcount", "2")
    tall = part(lab, "board").evaluate("""board => [...board.querySelectorAll(".caption, .size")]
        .filter((node) => node.offsetHeight > 40).map((node) => node.textContent)""")
    assert tall == []


def test_companions_can_be_read(page: Open) -> None:
    for scale in (1, 1.5):
        lab = page(f"kind=pool&scale={scale}")
        small = cell(lab, "extra-0-0", 0, 0)
        assert small.evaluate("node => node.offsetWidth") >= 34 * scale
        assert float(small.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")) >= 11 * scale


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
