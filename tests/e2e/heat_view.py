"""What the tests of heatmaps over images share: the demo app, opened anew for each, names for its parts."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from app.heat_view import mask_from_text

DEMO = Path(__file__).parent / "apps" / "heat_app.py"
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(demo: Callable[[Path], str]) -> str:
    """The demo. Test modules take this fixture and the next over by name."""
    return demo(DEMO)


@pytest.fixture
def page(open_page: Open, address: str) -> Open:
    """page("view=pair") opens the demo as a new visitor and waits until its images are drawn."""

    def open_view(query: str, **more: object) -> Page:
        found = open_page(f"{address}/?{query}", wait=False, **more)
        expect(found.locator(".stage").first).to_be_visible(timeout=30_000)
        expect(found.get_by_text("run 1", exact=True)).to_be_visible()
        return found

    return open_view


def part(page: Page, role: str) -> Locator:
    return page.locator(f'[data-role="{role}"]')


def figure(page: Page, title: str) -> Locator:
    return page.locator(".pane").filter(has=page.locator(".title", has_text=title))


def stage(page: Page, title: str) -> Locator:
    return figure(page, title).locator(".stage")


def value(page: Page, title: str) -> str:
    return figure(page, title).locator(".value").inner_text()


def spoken(page: Page) -> str:
    return part(page, "live").inner_text()


def spot(page: Page, title: str, row: int, col: int, rows: int = 32, cols: int = 32) -> tuple[float, float]:
    """Where the centre of a pixel is in the window; rows and columns from 0."""
    box = stage(page, title).bounding_box()
    assert box is not None
    return box["x"] + (col + 0.5) / cols * box["width"], box["y"] + (row + 0.5) / rows * box["height"]


def point(page: Page, title: str, row: int, col: int) -> None:
    page.mouse.move(*spot(page, title, row, col))


def marked(page: Page, title: str, side: int = 32) -> list[int] | None:
    """First row, first column, height and width of the mark, in pixels of the image; None without one."""
    mark = figure(page, title).locator(".mark")
    if not mark.is_visible():
        return None
    box, frame = mark.bounding_box(), stage(page, title).bounding_box()
    assert box is not None and frame is not None
    cell = frame["width"] / side
    measured = (box["y"] - frame["y"], box["x"] - frame["x"], box["height"], box["width"])
    return [round(length / cell) for length in measured]


def pixels(page: Page, title: str, layer: str) -> np.ndarray:
    """What a canvas holds: (rows, columns, 4)."""
    script = """canvas => {
        const {width, height} = canvas;
        return [height, width, [...canvas.getContext("2d").getImageData(0, 0, width, height).data]];
    }"""
    rows, cols, data = figure(page, title).locator(f"canvas.{layer}").evaluate(script)
    return np.array(data).reshape(rows, cols, 4)


def drag(page: Page, title: str, *places: tuple[int, int], steps: int = 1) -> None:
    """Press at the first pixel, go along the others, let go."""
    point(page, title, *places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*spot(page, title, *place), steps=steps)
    page.mouse.up()


def covered(page: Page, title: str) -> np.ndarray:
    """What is painted, as it is seen: (32, 32)."""
    return pixels(page, title, "paint")[..., 3] > 0


def sent(page: Page) -> list[np.ndarray]:
    """The masks that Python was sent, in their order."""
    texts = page.get_by_text("masks [").inner_text().removeprefix("masks [").removesuffix("]")
    return [mask_from_text(text.strip("' "), (32, 32)) for text in texts.split(",") if text]


def expect_kept(page: Page, count: int) -> None:
    """Wait until Python has answered with so many painted pixels."""
    expect(page.get_by_text(f"{count} pixels at run")).to_be_attached(timeout=15_000)


def square(row: int, col: int, size: int) -> np.ndarray:
    mask = np.zeros((32, 32), bool)
    mask[row : row + size, col : col + size] = True
    return mask


def brush(page: Page, words: str) -> None:
    page.locator(".options label", has_text=words).locator("input").check()


def focus(page: Page, title: str) -> None:
    """Go to an image with the keyboard, as from the top of the page."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if stage(page, title).evaluate("node => node.matches(':focus-visible')"):
            return
    raise AssertionError(f"Tab does not reach {title}")
