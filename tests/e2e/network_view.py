"""What the tests of a network's picture share: the demo app, opened anew for each, names for its parts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

DEMO = Path(__file__).parent / "apps" / "network_demo.py"
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(demo: Callable[[Path], str]) -> str:
    """The demo. Test modules take this fixture and the next over by name."""
    return demo(DEMO)


@pytest.fixture
def page(open_page: Open, address: str) -> Open:
    """page("net=vgg16") opens the demo as a new visitor and waits until the network is drawn."""

    def open_network(query: str, **more: object) -> Page:
        found = open_page(f"{address}/?{query}", wait=False, **more)
        expect(layer(found, 0)).to_be_visible(timeout=30_000)
        return found

    return open_network


def part(page: Page, role: str) -> Locator:
    return page.locator(f'[data-role="{role}"]')


def layer(page: Page, position: int) -> Locator:
    return page.locator(f'[role=option][data-position="{position}"]')


def name(page: Page, position: int) -> Locator:
    return layer(page, position).locator(".room")


def details(page: Page) -> str:
    """What stands below the picture; every layer's panel is there, one can be seen."""
    shown = [one.inner_text().splitlines() for one in page.locator(".panel").all() if one.is_visible()]
    return "\n".join(line for lines in shown for line in lines if line)


def position_in_focus(page: Page) -> str | None:
    script = "picture => picture.getRootNode().activeElement?.dataset.position ?? null"
    found: str | None = part(page, "picture").evaluate(script)
    return found


def tab_stops(page: Page) -> list[str | None]:
    stops = page.locator('[role=option][tabindex="0"]').all()
    return [one.get_attribute("data-position") for one in stops]


def enter(page: Page) -> None:
    """Go into the picture with the keyboard, as from the top of the page."""
    page.keyboard.press("Tab")
    for _ in range(10):
        if position_in_focus(page) is not None:
            return
        page.keyboard.press("Tab")
