"""Real servers and a real browser, for end-to-end tests and benchmarks: find, start, wait, watch, end."""

import ipaddress
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

ROOT = Path(__file__).resolve().parents[2]
MAIN = ROOT / "app" / "main.py"

# Names on PATH first, then the places where the installers of each system put it.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/snap/bin/chromium",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name but this machine's can be resolved: a page that needs the internet shows it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)

# Python reads this at its start, in every process of the server: it tells whom the server itself talks to.
GUARD = """
import ipaddress, sys

def is_here(host):
    if isinstance(host, bytes):
        host = host.decode("utf-8", "replace")
    if not host or host == "localhost" or not isinstance(host, str):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        import socket
        return host == socket.gethostname()
    return address.is_loopback or address.is_unspecified

def guard(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple) or event == "socket.getaddrinfo":
        host = args[1][0] if event == "socket.connect" else args[0]
        if not is_here(host):
            print(f"ERROR outside request: {event} {host}", file=sys.stderr, flush=True)

sys.addaudithook(guard)
"""


def find_browser() -> str | None:
    """The path of Chromium, Chrome or Edge: CONVLAB_BROWSER if it is set, else the first one found."""
    if chosen := os.environ.get("CONVLAB_BROWSER"):
        return chosen
    on_path = (shutil.which(name) for name in NAMES)
    in_place = (os.path.expandvars(place) for place in PLACES)
    return next((path for path in (*on_path, *in_place) if path and os.path.exists(path)), None)


def browser_flags() -> list[str]:
    """Command line of the browser: quiet, nothing in the background; the sandbox is off only for root."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*FLAGS, *(["--no-sandbox"] if as_root else [])]


def is_outside(url: str) -> bool:
    """Whether a request leaves this machine.

    >>> [is_outside(url) for url in ("http://127.0.0.1:85/x", "blob:http://localhost/1", "https://fonts.example/a")]
    [False, False, True]
    """
    parts = urlsplit(url.removeprefix("blob:"))
    if parts.scheme not in {"http", "https", "ws", "wss"} or parts.hostname in {"localhost", None}:
        return False
    try:
        return not ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return True


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


TRACEBACK = re.compile(r"Traceback .*\n(?:[ \t].*\n)*.*")


@dataclass
class Server:
    """A running `streamlit run` of one script: its address, its log, its end."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path
    # Lines of the log that a test expects, as regular expressions: they are no trouble.
    expected: list[str] = field(default_factory=list)
    told: int = 0

    def new_trouble(self) -> list[str]:
        """The trouble since the last call, so that it is told once, by the test that caused it."""
        trouble = self.trouble()
        new, self.told = trouble[self.told :], len(trouble)
        return new

    def trouble(self) -> list[str]:
        """Every line of the log that a quiet server would not have written; a traceback is told whole."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        lines = TRACEBACK.sub(lambda told: told[0].replace("\n", " | "), text).splitlines()
        bad = (line for line in lines if re.search(r"\b(WARNING|ERROR|CRITICAL)\b|Traceback|Warning:", line))
        return [line for line in bad if not any(re.search(pattern, line) for pattern in self.expected)]

    def stop(self) -> None:
        """End this process, and only this one."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


def start_server(
    script: Path,
    home: Path,
    options: Iterable[str] = (),
    env: dict[str, str] | None = None,
    seconds: float = 60,
    port: int = 0,
) -> Server:
    """Start `streamlit run script` on a free loopback port, at home in `home`; wait until it answers.

    Args:
        script: an app, e.g. app/main.py.
        home: an empty folder; the server's settings, data and log live there.
        options: more options for `streamlit run`.
        env: more environment variables.
        seconds: how long to wait for the first answer.
        port: to listen on; 0 for one that is free.
    """
    guard = home / "guard"
    guard.mkdir(parents=True, exist_ok=True)
    (guard / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    log = home / "server.log"
    port = port or free_port()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "XDG_"))
    }
    environment |= dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"), str(home))
    environment |= {"PYTHONPATH": str(guard), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", **(env or {})}
    command = [sys.executable, "-m", "streamlit", "run", str(script.resolve()), "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}", *options]
    with log.open("wb") as out:
        # The working directory is not the project's: nothing may depend on where the app is started from.
        process = subprocess.Popen(command, cwd=home, env=environment, stdout=out, stderr=subprocess.STDOUT)
    server = Server(process, f"http://127.0.0.1:{port}", log)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2):
                return server
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    server.stop()
    raise RuntimeError(
        f"the server did not start within {seconds} s:\n{log.read_text(errors='replace')[-4000:]}"
    )


# True once the page has been connected, idle and unchanged in kind for `quiet` ms.
SETTLED = """(quiet) => {
    const app = document.querySelector("[data-test-script-state]");
    const idle = app
        && app.dataset.testScriptState === "notRunning"
        && app.dataset.testConnectionState === "CONNECTED"
        && !document.querySelector("[data-stale=true], [data-testid=stAppSkeleton], [data-testid=stSkeleton]")
        && document.querySelector("[data-testid=stMain] [data-testid=stElementContainer]");
    const now = performance.now();
    if (!idle) window.convlabQuietSince = undefined;
    else window.convlabQuietSince ??= now;
    return idle && now - window.convlabQuietSince >= quiet;
}"""


def settle(page: Page, quiet_ms: int = 150, timeout_ms: int = 20_000) -> None:
    """Wait until Streamlit has nothing left to do: connected, script ended, nothing stale, for `quiet_ms`.

    Call it after whatever makes the page rerun. A rerun that starts later than `quiet_ms` is not waited for:
    then wait for what it should show.
    """
    page.evaluate("window.convlabQuietSince = undefined")
    page.wait_for_function(SETTLED, arg=quiet_ms, timeout=timeout_ms)


# On a deep link (/pooling) Streamlit looks for its server below that path first, gets a 404, then tries /.
PROBE = re.compile(r"/[^/]+/_stcore/(health|host-config)$")


@dataclass
class Watch:
    """What happened in one browser context that should not have happened."""

    outside: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> "Watch":
        """Note every request to another machine and every error of `context`."""
        context.on("request", lambda request: self._request(request.url))
        context.on("console", self._message)
        context.on("weberror", lambda error: self.console.append(str(error.error)))
        context.on("page", lambda page: page.on("websocket", lambda ws: self._request(ws.url)))
        return self

    def taken(self) -> "Watch":
        """What was noticed until now; from now on nothing was."""
        found = Watch(self.outside[:], self.console[:])
        self.outside.clear()
        self.console.clear()
        return found

    def _message(self, message: ConsoleMessage) -> None:
        where = message.location["url"]
        if message.type == "error" and not PROBE.search(where):
            self.console.append(f"{message.text} ({where})")

    def _request(self, url: str) -> None:
        if is_outside(url):
            self.outside.append(url)
