"""What the tests of feature maps share: the app, opened anew for each, names for its parts."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, Position, expect

APP = Path(__file__).parent / "apps" / "maps_app.py"
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(demo: Callable[[Path], str]) -> str:
    """The app. Test modules take this fixture and the next over by name."""
    return demo(APP)


@pytest.fixture
def page(open_page: Open, address: str) -> Open:
    """page("show=two") opens the app as a new visitor and waits until the maps are drawn."""

    def open_maps(query: str, **more: object) -> Page:
        found = open_page(f"{address}/?{query}", wait=False, **more)
        expect(part(found, "maps")).to_have_attribute("data-drawn", "1", timeout=30_000)
        return found

    return open_maps


def part(page: Page, role: str) -> Locator:
    return page.locator(f'[data-role="{role}"]')


def area(page: Page, group: int) -> Locator:
    """Where the maps of a layer are drawn."""
    return page.locator(".area").nth(group)


def layout(page: Page, group: int) -> dict[str, float]:
    """How the maps of a layer are arranged, as assets/maps/layout.js says."""
    found: dict[str, float] = json.loads(area(page, group).get_attribute("data-layout") or "")
    return found


def box(page: Page, group: int, index: int) -> tuple[float, float, float, float]:
    """Where a map lies in its area: left, top, width, height in CSS pixels."""
    plan = layout(page, group)
    row, column = divmod(index, plan["columns"])
    left = plan["x"] + column * (plan["w"] + plan["gap"])
    top = plan["y"] + row * (plan["h"] + plan["gap"])
    left, top, width, height = (value / plan["ratio"] for value in (left, top, plan["w"], plan["h"]))
    return left, top, width, height


def middle(page: Page, group: int, index: int) -> Position:
    left, top, width, height = box(page, group, index)
    return {"x": left + width / 2, "y": top + height / 2}


def point_at(page: Page, group: int, index: int) -> None:
    canvas(page, group).hover(position=middle(page, group, index))


def choose(page: Page, group: int, index: int) -> None:
    canvas(page, group).click(position=middle(page, group, index))


def canvas(page: Page, group: int) -> Locator:
    return area(page, group).locator("canvas")


def loupe(page: Page) -> str:
    """What the loupe says; empty where there is none."""
    found = part(page, "loupe")
    return re.sub(r"\n+", "\n", found.inner_text()) if found.is_visible() else ""


def live(page: Page) -> str:
    return part(page, "live").inner_text()


def ring(page: Page, role: str) -> tuple[int, tuple[float, float, float, float]] | None:
    """The layer a mark lies in, and where; None where it is not drawn. Roles: selected, here, frame."""
    script = """(surface, role) => {
        const ring = surface.querySelector(`[data-role="${role}"]`);
        if (!ring) return null;
        const areas = [...surface.querySelectorAll(".area")];
        return [areas.indexOf(ring.parentNode), ...["left", "top", "width", "height"].map((side) =>
            parseFloat(ring.style[side]))];
    }"""
    found = part(page, "surface").evaluate(script, role)
    return None if found is None else (found[0], tuple(found[1:]))


def pixels(page: Page, group: int, index: int) -> NDArray[np.uint8]:
    """A map as it is drawn, in the screen's pixels: (h, w, 3)."""
    script = """(canvas, index) => {
        const plan = JSON.parse(canvas.parentNode.dataset.layout);
        const x = plan.x + (index % plan.columns) * (plan.w + plan.gap);
        const y = plan.y + Math.floor(index / plan.columns) * (plan.h + plan.gap);
        return [plan.h, plan.w, ...canvas.getContext("2d").getImageData(x, y, plan.w, plan.h).data];
    }"""
    height, width, *colours = canvas(page, group).evaluate(script, index)
    return np.array(colours, np.uint8).reshape(height, width, 4)[..., :3]
