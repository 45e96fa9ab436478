"""What the tests of the matrix lab share: the demo app, opened anew for each, and names for its parts."""

from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

DEMO = Path(__file__).parent / "apps" / "matrix_lab_demo.py"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(demo: Callable[[Path], str]) -> str:
    """The demo. Test modules take this fixture and the next over by name."""
    return demo(DEMO)


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


def whole_grid(page: Page, name: str) -> Locator:
    return page.locator(f'[data-grid="{name}"]')


class Received:
    """Sizes of the messages that the server sends to a page from now on."""

    def __init__(self, page: Page) -> None:
        self.sizes: list[int] = []
        session = page.context.new_cdp_session(page)
        session.on("Network.webSocketFrameReceived", self._note)
        session.send("Network.enable")

    def _note(self, frame: dict[str, Any]) -> None:
        self.sizes.append(len(b64decode(frame["response"]["payloadData"])))
