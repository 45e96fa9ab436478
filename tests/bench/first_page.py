"""From starting the program to the first page: ConvLab's pooling page beside an empty Streamlit app.

    python tests/bench/first_page.py [--rounds 5] [--page pooling] [--browser]

Both apps are started in turns; the last line is the ratio of the medians. Without --browser the clock stops
when the whole page has come over the WebSocket; with it, when headless Chromium has drawn it and is idle.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, sync_playwright

from tests.bench.wire import Learner
from tests.e2e.browser import MAIN, browser_flags, find_browser, settle, start_server


async def receive(url: str, page: str) -> None:
    """Open a page without a browser, and insist that it is a page and not an error."""
    async with Learner(url, page) as learner:
        await learner.open()
        assert not learner.errors, learner.errors


def draw(browser: Browser, address: str) -> None:
    """Open a page in a fresh context, nothing cached, until it is drawn and idle."""
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(address, wait_until="commit")
    settle(tab, quiet_ms=0)
    context.close()


def seconds_to_page(script: Path, page: str, browser: Browser | None) -> float:
    """Start the server, open the page, end the server."""
    with tempfile.TemporaryDirectory() as home:
        start = time.perf_counter()
        server = start_server(script, Path(home))
        try:
            if browser:
                draw(browser, f"{server.url}/{page}")
            else:
                asyncio.run(receive(server.url, page))
            return time.perf_counter() - start
        finally:
            server.stop()


def main() -> None:
    """Alternate the two apps and print every round."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", default="pooling")
    parser.add_argument("--browser", action="store_true")
    args = parser.parse_args()

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        empty = Path(folder) / "empty.py"
        empty.write_text('import streamlit as st\nst.write("")\n', encoding="utf-8")
        browser = None
        if args.browser:
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=find_browser(), args=browser_flags())
        ours: list[float] = []
        theirs: list[float] = []
        for round_ in range(args.rounds + 1):
            a, b = seconds_to_page(MAIN, args.page, browser), seconds_to_page(empty, "", browser)
            if round_ == 0:
                continue  # files are read from disk for the first time: not counted
            ours.append(a)
            theirs.append(b)
            print(f"round {round_}: ConvLab {a:.2f} s, empty app {b:.2f} s", flush=True)
        if browser:
            browser.close()
    one, other = statistics.median(ours), statistics.median(theirs)
    print(f"median: ConvLab {one:.2f} s, empty app {other:.2f} s, ratio {one / other:.2f}")


if __name__ == "__main__":
    main()
