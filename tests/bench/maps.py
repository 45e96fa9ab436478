"""In a real Chromium: from a press of a button to 64 new maps of 26x26, our drawn surface against st.image.

    python tests/bench/maps.py [--rounds 20] [--network]

Three ways in one run, in turns: app/maps_view.py, one st.image of a sheet, 64 st.image. The clock runs inside
the page, from the click to the frame in which every new picture is there. --network adds ours with the
ten layers of a whole network.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browser import ROOT, browser_flags, find_browser, settle, start_server

APP = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import numpy as np
import streamlit as st
from PIL import Image
from app.maps_sheet import sheet
from app.maps_view import MapGroup, maps_view
from tests.e2e.apps.maps_app import PICTURES, WORDS, filtered, group_of, shades

way = st.query_params["way"]
image = st.session_state.get("image", 0)
st.button("Another", on_click=lambda: st.session_state.update(image=image + 1))
maps = shades(filtered(64, 26, image), False)
if way == "ours":
    maps_view([MapGroup("layer", "layer", "", maps, [str(n) for n in range(64)])], "maps", WORDS["en"])
elif way == "network":
    layers = enumerate(PICTURES["network"])
    maps_view([group_of(number, *layer, seed=image) for number, layer in layers], "maps", WORDS["en"])
elif way == "sheet":
    st.image(Image.fromarray(sheet(maps, 16).repeat(2, axis=0).repeat(2, axis=1)))
else:
    for row in range(4):
        for column, one in zip(st.columns(16), maps[16 * row : 16 * row + 16]):
            column.image(one, width=52)
"""

# Resolves to the milliseconds from the click on the button to the frame that shows all that is new.
PRESS = """async () => {
    const hosts = [...document.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean);
    const ours = hosts.map((root) => root.querySelector("[data-role=maps]")).find(Boolean);
    const images = () => [...document.querySelectorAll("[data-testid=stImage] img")];
    const marks = () => ours ? [ours.dataset.drawn] : images().map((node) => node.src);
    const before = marks();
    const frame = () => new Promise(requestAnimationFrame);
    const isNew = () => marks().every((mark, index) => mark !== before[index])
        && (ours || images().every((node) => node.complete && node.naturalWidth));
    const start = performance.now();
    document.querySelector("[data-testid=stButton] button").click();
    while (!isNew()) await frame();
    await frame();
    return performance.now() - start;
}"""


def press(page: Page) -> float:
    """One press, and its wait until the page is quiet again."""
    taken = float(page.evaluate(PRESS))
    settle(page)
    return taken


def main() -> None:
    """Press in turns; print p50 and p95 of each way and the ratios to ours."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--network", action="store_true")
    args = parser.parse_args()
    ways = ["ours", "sheet", "images", *(["network"] if args.network else [])]

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = Path(folder) / "maps.py"
        script.write_text(APP, encoding="utf-8")
        server = start_server(script, Path(folder) / "home", options=["--runner.postScriptGC=false"])
        browser = playwright.chromium.launch(executable_path=find_browser(), args=browser_flags())
        try:
            pages = {way: browser.new_page() for way in ways}
            for way, page in pages.items():
                page.goto(f"{server.url}/?way={way}")
                settle(page)
                press(page)  # the first one loads code
            waits: dict[str, list[float]] = {way: [] for way in ways}
            for _ in range(args.rounds):
                for way, page in pages.items():
                    page.bring_to_front()
                    waits[way].append(press(page))
        finally:
            browser.close()
            server.stop()
    ours = statistics.median(waits["ours"])
    for way, times in waits.items():
        middle, slow = statistics.median(times), sorted(times)[int(0.95 * len(times))]
        print(f"{way:8} p50 {middle:6.1f} ms   p95 {slow:6.1f} ms   {middle / ours:5.2f} of ours")


if __name__ == "__main__":
    main()
