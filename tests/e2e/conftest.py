"""Fixtures of the end-to-end tests: one server and one browser a session, a fresh context a page."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.browser import MAIN, Server, Watch, browser_flags, find_browser, settle
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
        server.stop()
    trouble = [line for server in servers for line in server.new_trouble()]
    servers.clear()
    assert not trouble, f"the server's log should be quiet: {trouble}"


@pytest.fixture(scope="session")
def server(start_server: Callable[..., Server]) -> Server:
    """ConvLab itself, one for all tests; every page opened on it is a session of its own."""
    return start_server(MAIN)


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


class Opener:
    """Opens pages in fresh contexts and remembers what went wrong in them."""

    def __init__(self, browser: Browser, home: Callable[[], str]) -> None:
        self.browser = browser
        self.home = home
        self.contexts: list[BrowserContext] = []
        self.watches: dict[Page, Watch] = {}

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
        before: Callable[[BrowserContext], None] = lambda context: None,
    ) -> Page:
        """Open `path` ("/pooling", or an address on another server) as a new visitor and let it settle.

        What has to be done with the visitor's browser `before` the page is asked for is done then.
        """
        context = self.browser.new_context(
            locale=locale,
            color_scheme=theme,
            viewport={"width": width, "height": height},
            has_touch=touch,
            reduced_motion="reduce" if reduced_motion else "no-preference",
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        watch = Watch().over(context)
        before(context)
        page = context.new_page()
        self.watches[page] = watch
        page.goto(path if "://" in path else self.home() + path)
        if wait:
            settle(page)
        return page

    def watch(self, page: Page) -> Watch:
        """What was noticed in the context of `page`; a test that expects an error removes it from there."""
        return self.watches[page]


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """open_page("/pooling", locale="zh-TW", theme="dark", ...) -> Page.

    At the end of every test: no request has left this machine, no error is in the browser's console, and no
    warning in the server's log.
    """
    opener = Opener(browser, lambda: request.getfixturevalue("server").url)
    yield opener
    for context in opener.contexts:
        context.close()
    for watch in opener.watches.values():
        assert not watch.outside, f"requests to other machines: {watch.outside}"
        assert not watch.console, f"errors in the browser's console: {watch.console}"
    trouble = [line for server in SERVERS for line in server.new_trouble()]
    assert not trouble, f"the server's log should be quiet: {trouble}"
