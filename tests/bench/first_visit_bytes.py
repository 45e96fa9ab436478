"""Bytes over the wire for a first visit, with an empty cache, and what compression would make of them.

    python tests/bench/first_visit_bytes.py [--pages "" pooling convolution]

"gzip" is what the same answers would weigh behind a proxy that compresses text (level 6). The last column
compares with an empty Streamlit app: most of a visit is Streamlit's own page.
"""

import argparse
import base64
import gzip
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Response, sync_playwright

from tests.e2e.browser import MAIN, browser_flags, find_browser, settle, start_server

TEXT = ("text/", "javascript", "json", "svg", "xml")


def visit(browser: Browser, url: str) -> tuple[int, int, int, int]:
    """Requests, bytes by HTTP, bytes by WebSocket, and the bytes by HTTP if text were compressed."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    http: list[float] = []
    frames: list[int] = []
    saved: list[int] = []
    bodies: list[Response] = []
    session.on("Network.loadingFinished", lambda event: http.append(event["encodedDataLength"]))

    def frame(event: dict[str, dict[str, str]]) -> None:
        frames.append(len(base64.b64decode(event["response"]["payloadData"])))

    session.on("Network.webSocketFrameReceived", frame)
    page.on("response", lambda response: bodies.append(response))
    page.goto(url)
    settle(page)
    page.wait_for_timeout(1500)  # fonts and whatever else loads late
    for response in bodies:
        kind = response.headers.get("content-type", "")
        if response.ok and any(text in kind for text in TEXT):
            body = response.body()
            saved.append(max(0, len(body) - len(gzip.compress(body, 6))))
    context.close()
    total = int(sum(http))
    return len(http), total, sum(frames), total - sum(saved)


def main() -> None:
    """Visit each page in a fresh context and print its bytes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", nargs="+", default=["", "pooling", "convolution"])
    parser.add_argument("--script", type=Path, default=MAIN, help="another app")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = Path(folder) / "empty.py"
        script.write_text('import streamlit as st\nst.write("")\n', encoding="utf-8")
        empty, ours = start_server(script, Path(folder) / "a"), start_server(args.script, Path(folder) / "b")
        browser = playwright.chromium.launch(executable_path=find_browser(), args=browser_flags())
        try:
            base = 0
            print("page            requests  http kB  websocket kB  gzip kB  ratio")
            for name, url in [
                ("(empty app)", empty.url),
                *((f"/{p}", f"{ours.url}/{p}") for p in args.pages),
            ]:
                requests, http, socket, packed = visit(browser, url)
                base = base or http + socket
                print(
                    f"{name:14} {requests:9} {http / 1000:8.0f} {socket / 1000:13.1f} {packed / 1000:8.0f}"
                    f" {(http + socket) / base:6.2f}"
                )
        finally:
            browser.close()
            empty.stop()
            ours.stop()


if __name__ == "__main__":
    main()
