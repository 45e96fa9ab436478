"""Feature maps in a real browser: every pixel where it belongs, sharp; phones, both themes, accessibility."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from tests.e2e import maps_view
from tests.e2e.apps.maps_app import PICTURES, filtered, group_of, shades
from tests.e2e.maps_view import Open, canvas, layout, loupe, part, pixels, point_at

address, page = maps_view.address, maps_view.page  # the fixtures

PHONE = 390


def expected(show: str, group: int, index: int, image: int = 0) -> NDArray[np.uint8]:
    """A map's own pixels, (H, W, 3), as they were before they were packed, sent and drawn."""
    found = group_of(group, *PICTURES[show][group], seed=image).maps[index]
    return found if found.ndim == 3 else np.repeat(found[..., None], 3, axis=2)


def on_screen(page: Page, ratio: float) -> None:
    """The page on a screen with so many pixels per CSS pixel; only another size makes Chromium say so."""
    session = page.context.new_cdp_session(page)
    metrics = {"width": 1270, "height": 900, "deviceScaleFactor": ratio, "mobile": False}
    session.send("Emulation.setDeviceMetricsOverride", metrics)
    expect(maps_view.area(page, 0)).to_have_attribute("data-layout", re.compile(f'"ratio":{ratio}}}'))


# ---- every pixel --------------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", [1, 1.25, 2])
def test_every_map_is_drawn_where_it_belongs_and_sharp(page: Open, ratio: float) -> None:
    shown = page("show=two", alone=True)
    if ratio != 1:
        on_screen(shown, ratio)
    for group, index in ((0, 0), (0, 5), (1, 1), (1, 5)):
        drawn, own = pixels(shown, group, index), expected("two", group, index)
        times = drawn.shape[0] // own.shape[0]
        assert drawn.shape[0] == times * own.shape[0] and times > 1, "cells are whole numbers of pixels"
        assert np.array_equal(drawn, own.repeat(times, axis=0).repeat(times, axis=1))


def test_another_image_is_drawn_and_the_loupe_follows(page: Open) -> None:
    shown = page("show=two")
    shown.get_by_role("button", name="Another").click()
    expect(part(shown, "maps")).to_have_attribute("data-drawn", "2")
    point_at(shown, 1, 4)
    own = expected("two", 1, 4, image=1)
    assert not np.array_equal(own, expected("two", 1, 4))
    lens = np.array(part(shown, "lens").evaluate(
        "node => [...node.getContext('2d').getImageData(0, 0, node.width, node.height).data]"
    ), np.uint8)  # fmt: skip
    side = int(np.sqrt(len(lens) // 4))
    times = side // 16
    assert side > pixels(shown, 1, 4).shape[0], "it is larger than the map"
    lens = lens.reshape(side, side, 4)[..., :3]
    assert np.array_equal(lens, own.repeat(times, axis=0).repeat(times, axis=1))


def test_a_crossed_out_map_is_told_from_a_black_one(page: Open) -> None:
    shown = page("show=two")
    assert len(np.unique(pixels(shown, 0, 6))) > 2, "washed out, with a cross"
    expect(shown.get_by_text("Crossed out: 0 everywhere.")).to_be_visible()


def test_large_maps_shrink_smoothly(page: Open) -> None:
    shown = page("show=large")
    drawn, own = pixels(shown, 0, 0), expected("large", 0, 0)
    assert 24 <= drawn.shape[0] < own.shape[0]
    assert abs(drawn.mean() - own.mean()) < 3


def test_cells_keep_their_colours(page: Open) -> None:
    shown = page("show=cells")
    own = shades(filtered(1, 12, 0), True)[0]
    for index in (0, 50, 143):
        drawn = pixels(shown, 0, index)
        assert np.array_equal(np.unique(drawn.reshape(-1, 3), axis=0), own.reshape(-1, 3)[[index]])


# ---- arrangement --------------------------------------------------------------------------------


def test_64_maps_fill_the_width_in_full_rows(page: Open) -> None:
    shown = page("show=network")
    assert layout(shown, 3)["columns"] == 16
    room = part(shown, "surface").evaluate("node => node.clientWidth")
    assert 0.85 * room < layout(shown, 3)["width"] <= room


def test_no_map_is_left_alone_in_a_row(page: Open) -> None:
    shown = page("show=two&scale=1.25", width=700)
    assert (layout(shown, 0)["columns"], layout(shown, 0)["rows"]) == (8, 1), "rather a little smaller"


def test_very_many_maps_are_all_drawn_smaller(page: Open) -> None:
    shown = page("show=many")
    assert layout(shown, 0)["w"] >= 24, "a finger finds it"
    height = canvas(shown, 0).evaluate("node => node.clientHeight")
    assert height < 900, "one look takes them in"
    point_at(shown, 0, 511)
    assert loupe(shown).startswith("conv2d_0\nChannel 511:")


def test_more_maps_than_can_be_drawn_are_counted(page: Open) -> None:
    shown = page("show=more")
    expect(shown.get_by_text("1024 of 1100 maps are drawn.")).to_be_visible()


PICTURES_SHOWN = [
    "network",
    "many",
    "large",
    "numbers",
    "network&scale=1.25",
    "cells&side=32&frame=-1_-1_5_5",
]


@pytest.mark.parametrize("show", PICTURES_SHOWN)
def test_a_phone_scrolls_in_one_direction_only(page: Open, show: str) -> None:
    shown = page(f"show={show}", width=PHONE)
    wide = (
        "[document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth]"
    )
    assert max(shown.evaluate(wide)) <= PHONE
    surface = part(shown, "surface").evaluate("node => [node.scrollWidth, node.clientWidth]")
    assert surface[0] <= surface[1]


def test_it_follows_the_window(page: Open) -> None:
    shown = page("show=network", alone=True)
    area = maps_view.area(shown, 1)
    wide, before = area.get_attribute("data-layout") or "", layout(shown, 1)
    shown.set_viewport_size({"width": PHONE, "height": 800})
    expect(area).not_to_have_attribute("data-layout", wide)
    assert layout(shown, 1)["columns"] < before["columns"]


def test_presenters_see_it_larger(page: Open) -> None:
    sizes = [layout(page(f"show=network&scale={scale}"), 5) for scale in (1, 1.25)]
    assert sizes[1]["w"] > sizes[0]["w"]
    cells = [layout(page(f"show=cells&scale={scale}"), 0)["w"] + 1 for scale in (1, 1.25)]
    assert cells[1] == pytest.approx(1.25 * cells[0], abs=1)


# ---- for everybody ------------------------------------------------------------------------------


def faults(page: Page) -> list[str]:
    """What axe finds in the component: it names what lies in a shadow root by a path."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    nodes = [(one["id"], node["html"], node["target"][0]) for one in found for node in one["nodes"]]
    return [f"{rule}: {html[:120]}" for rule, html, target in nodes if isinstance(target, list)]


@pytest.mark.parametrize("query", ["show=network", "show=cells&frame=1_1_3_3"])
@pytest.mark.parametrize("lang, theme", [("en", "light"), ("zh-Hant", "dark")])
def test_axe_finds_nothing_inside(page: Open, query: str, lang: str, theme: str) -> None:
    shown = page(f"{query}&lang={lang}", theme=theme)
    assert not faults(shown)
    point_at(shown, 0, 1)
    assert loupe(shown)
    assert not faults(shown)


def test_the_picture_has_a_name_and_a_description(page: Open) -> None:
    shown = page("show=two")
    surface = shown.get_by_role("application", name="All feature maps, layer by layer")
    expect(surface).to_have_accessible_description(
        "Point at a map to enlarge it. Arrow keys move, Enter chooses."
    )


def test_nothing_moves_by_itself(page: Open) -> None:
    shown = page("show=two", reduced_motion=True)
    point_at(shown, 0, 1)
    moving = """root => root.getRootNode().getAnimations().length + [...root.querySelectorAll("*")]
        .filter((node) => getComputedStyle(node).transitionDuration !== "0s").length"""
    assert part(shown, "maps").evaluate(moving) == 0


def test_the_lines_follow_the_theme(page: Open) -> None:
    corner = "node => [...node.getContext('2d').getImageData(1, 10, 1, 1).data]"
    light, dark = (canvas(page("show=two", theme=theme), 0).evaluate(corner) for theme in ("light", "dark"))
    assert light[0] > 120 > dark[0]
