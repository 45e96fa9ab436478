"""Fixtures of the end-to-end tests: one server and one browser a session, a new visitor a page."""

import os
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.browser import MAIN, ROOT, Server, Watch, browser_flags, find_browser, settle
from tests.e2e.browser import start_server as start


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the browser carries the marker, so `-m "not browser"` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


# The servers of this session: each test looks into their logs.
SERVERS: list[Server] = []


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """start_server(script, **more) -> Server: any app; every log must be free of warnings at the end."""
    servers = SERVERS

    def begin(script: Path, **more: object) -> Server:
        servers.append(start(script, tmp_path_factory.mktemp("home"), **more))  # type: ignore[arg-type]
        return servers[-1]

    yield begin
    for server in servers:
        server.process.terminate()  # all at once: each takes seconds to end
    for server in servers:
        server.stop()
    trouble = [line for server in servers for line in server.new_trouble()]
    servers.clear()
    assert not trouble, f"the server's log should be quiet: {trouble}"


@pytest.fixture(scope="session")
def server(start_server: Callable[..., Server]) -> Server:
    """ConvLab itself, one for all tests; every page opened on it is a session of its own."""
    return start_server(MAIN)


@pytest.fixture(scope="session")
def demo(start_server: Callable[..., Server]) -> Callable[[Path], str]:
    """demo(script) -> the address of a small app in ConvLab's colours; one server an app for all tests."""
    theme = tomllib.loads((ROOT / "app" / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    colours = [f"--theme.{scheme}.{n}={v}" for scheme in ("light", "dark") for n, v in theme[scheme].items()]

    @cache
    def address(script: Path) -> str:
        return start_server(script, options=["--browser.gatherUsageStats=false", *colours]).url

    return address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium; without one the test is skipped, or fails where CONVLAB_REQUIRE_BROWSER=1."""
    path = find_browser()
    if path is None:
        reason = "no Chromium, Chrome or Edge found: install one, or name it in CONVLAB_BROWSER"
        if os.environ.get("CONVLAB_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=browser_flags())
        yield chromium
        chromium.close()


Look = tuple[object, ...]
# Windows that tests have left blank, and what was asked for; the last few, as each holds memory.
Windows = list[tuple[Look, Page, Watch]]
KEPT = 6


@pytest.fixture(scope="session")
def windows() -> Windows:
    """Another visit in a window that has run the app before takes a third of the time."""
    return []


class Opener:
    """Opens pages and remembers what went wrong in them."""

    def __init__(self, browser: Browser, home: Callable[[], str], windows: Windows) -> None:
        self.browser = browser
        self.home = home
        self.windows = windows
        self.watches: dict[Page, Watch] = {}
        self.looks: dict[Page, Look] = {}

    def __call__(
        self,
        path: str,
        *,
        locale: str = "en-US",
        theme: Literal["light", "dark"] = "light",
        width: int = 1280,
        height: int = 900,
        touch: bool = False,
        reduced_motion: bool = False,
        wait: bool = True,
        alone: bool = False,
        before: Callable[[BrowserContext], None] | None = None,
    ) -> Page:
        """Open `path` ("/pooling", or an address on another server) as a new visitor and let it settle.

        The window may be one that an earlier test has left. `alone`: it is a fresh one, which the test may
        change (its size, what it emulates, who listens to it). What has to be done with the browser `before`
        the page is asked for is done then, to a fresh window too.
        """
        look = (locale, theme, width, height, touch, reduced_motion)
        fresh = alone or before is not None
        left = None if fresh else next((one for one in self.windows if one[0] == look), None)
        if left:
            self.windows.remove(left)
            _, page, watch = left
        else:
            context = self.browser.new_context(
                locale=locale,
                color_scheme=theme,
                viewport={"width": width, "height": height},
                has_touch=touch,
                reduced_motion="reduce" if reduced_motion else "no-preference",
            )
            context.set_default_timeout(15_000)
            watch = Watch().over(context)
            if before:
                before(context)
            page = context.new_page()
        self.watches[page] = watch
        if not fresh:
            self.looks[page] = look
        page.goto(path if "://" in path else self.home() + path)
        if wait:
            settle(page)
        return page

    def leave(self) -> None:
        """Close all windows but those for later tests: these forget who was there."""
        for page, watch in self.watches.items():
            if page in self.looks and not page.is_closed():
                forget(page)
                self.windows.append((self.looks[page], page, watch))
            else:
                page.context.close()
        while len(self.windows) > KEPT:
            self.windows.pop(0)[1].context.close()

    def watch(self, page: Page) -> Watch:
        """What was noticed in the context of `page`; a test that expects an error removes it from there."""
        return self.watches[page]


def forget(page: Page) -> None:
    """Leave one blank tab, nothing stored, nothing allowed, the mouse in the corner."""
    for tab in page.context.pages:
        if tab != page:
            tab.close()
    if page.url.startswith("http"):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.goto("about:blank")
    page.mouse.move(0, 0)
    page.context.clear_cookies()
    page.context.clear_permissions()


@pytest.fixture
def open_page(browser: Browser, windows: Windows, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """open_page("/pooling", locale="zh-TW", theme="dark", ...) -> Page.

    At the end of every test: no request has left this machine, no error is in the browser's console, and no
    warning in the server's log.
    """
    opener = Opener(browser, lambda: request.getfixturevalue("server").url, windows)
    yield opener
    opener.leave()
    noticed = [watch.taken() for watch in opener.watches.values()]
    for watch in noticed:
        assert not watch.outside, f"requests to other machines: {watch.outside}"
        assert not watch.console, f"errors in the browser's console: {watch.console}"
    trouble = [line for server in SERVERS for line in server.new_trouble()]
    assert not trouble, f"the server's log should be quiet: {trouble}"
