"""In a real Chromium: from choosing the next image of the lesson on the inside to all its maps drawn.

    python tests/bench/next_image.py [--rounds 20] [--networks drawn tutorial teaching]

The app as learners run it: a press in the browser, the page's run, the worker's look through every layer, the
sheet of maps, the picture. The clock runs inside the page, from the click to the frame after that in which
the maps are others.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Page, sync_playwright

from app.text import say
from tests.e2e.browser import MAIN, browser_flags, find_browser, settle, start_server

#: Milliseconds: a worker has TensorFlow to import first.
STARTS = 180_000
# Takes the key of a button; resolves to milliseconds.
PRESS = """async (key) => {
    const roots = [...document.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean);
    const maps = roots.map((root) => root.querySelector("[data-role=maps]")).find(Boolean);
    const frame = () => new Promise(requestAnimationFrame);
    const turn = document.querySelector(`.st-key-${key} button`);
    const before = maps.dataset.drawn;
    const start = performance.now();
    turn.click();
    while (maps.dataset.drawn === before) await frame();
    await frame();
    return performance.now() - start;
}"""


def opened(page: Page, url: str, network: str) -> None:
    """The first section, its question answered, all maps there."""
    page.goto(f"{url}/inside?lang=en&data=drawn&net={network}")
    reveal = page.get_by_role("button", name=say("en", "ask.reveal"), exact=True)
    reveal.first.click(timeout=STARTS)
    page.get_by_role("application", name=say("en", "inside.all_maps")).wait_for(timeout=STARTS)
    settle(page)


def main() -> None:
    """Each network in turns; p50 and p95."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--networks", nargs="+", default=["drawn", "tutorial", "teaching"])
    given = options.parse_args()
    waits: dict[str, list[float]] = {network: [] for network in given.networks}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = start_server(MAIN, Path(folder))
        browser = playwright.chromium.launch(executable_path=find_browser(), args=browser_flags())
        try:
            for network, times in waits.items():
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                opened(page, server.url, network)
                for _ in range(given.rounds + 2):
                    times.append(float(page.evaluate(PRESS, "inside-next")))
                    settle(page)
                page.close()
        finally:
            browser.close()
            server.stop()
    for network, times in waits.items():
        first, times = times[0], times[2:]  # the first one compiles
        slow = sorted(times)[int(0.95 * len(times))]
        print(
            f"{network:9} p50 {statistics.median(times):6.0f} ms   p95 {slow:6.0f} ms   first {first:6.0f} ms"
        )


if __name__ == "__main__":
    main()
