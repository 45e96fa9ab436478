"""In a real Chromium: from a typed cell of the matrix lab to the new output in the page.

    python tests/bench/edit_latency.py [--edits 50] [--page pooling]

The clock runs inside the page, from the input event to the mutation that shows another output. The ratio is
to a bare Streamlit app (a text field and a line that repeats it), edited in turns in the same run.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browser import MAIN, browser_flags, find_browser, settle, start_server

BARE = """
import streamlit as st
st.html(f"<p id='output'>{st.text_input('number')}</p>")
"""

# Resolves to the milliseconds from the next input event to the first change of what `read` gives.
WATCH = """([inside, read]) => {
    const hosts = [...document.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean);
    const root = inside ? hosts.find((shadow) => shadow.querySelector(inside)) : document.body;
    const text = () => root.querySelector(read)?.textContent;
    window.convlabEdit = new Promise((done) => {
        let start;
        const before = text();
        const begin = () => { start = performance.now(); };
        document.addEventListener("input", begin, { capture: true, once: true });
        const watch = new MutationObserver(() => {
            if (start === undefined || text() === before) return;
            watch.disconnect();
            done(performance.now() - start);
        });
        watch.observe(root, { subtree: true, childList: true, characterData: true });
    });
}"""


def edit_lab(page: Page, number: int) -> float:
    """Type into the first cell of the input; a growing number always changes the output."""
    page.evaluate(WATCH, ['[data-grid="output-0"]', '[data-grid="output-0"]'])
    cell = page.locator('[data-grid="input-0"] [data-cell="0,0"] input')
    cell.focus()
    cell.select_text()
    page.keyboard.insert_text(str(100 + number))
    return float(page.evaluate("window.convlabEdit"))


def edit_bare(page: Page, number: int) -> float:
    """Type into the only field and send it with Enter."""
    page.evaluate(WATCH, ["", "#output"])
    field = page.locator("input")
    field.focus()
    field.select_text()
    page.keyboard.insert_text(str(100 + number))
    page.keyboard.press("Enter")
    return float(page.evaluate("window.convlabEdit"))


def at(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def main() -> None:
    """Edit both apps in turns and print p50 and p95."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--page", default="pooling")
    parser.add_argument("--script", type=Path, default=MAIN, help="another app with a matrix lab")
    args = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        ours = start_server(args.script, Path(folder) / "a")
        bare = start_server(script, Path(folder) / "b")
        browser = playwright.chromium.launch(executable_path=find_browser(), args=browser_flags())
        try:
            lab, plain = browser.new_page(), browser.new_page()
            lab.goto(f"{ours.url}/{args.page}")
            plain.goto(bare.url)
            settle(lab)
            settle(plain)
            waits: dict[str, list[float]] = {"lab": [], "bare": []}
            for number in range(args.edits + 3):
                one, other = edit_lab(lab, number), edit_bare(plain, number)
                lab.wait_for_timeout(200)  # the end of the reruns is not part of the next edit
                if number >= 3:  # the first ones load code
                    waits["lab"].append(one)
                    waits["bare"].append(other)
        finally:
            browser.close()
            ours.stop()
            bare.stop()
    for name, values in waits.items():
        print(f"{name:5} p50 {statistics.median(values):6.1f} ms   p95 {at(values, 0.95):6.1f} ms")
    print(f"ratio of the medians: {statistics.median(waits['lab']) / statistics.median(waits['bare']):.2f}")


if __name__ == "__main__":
    main()
