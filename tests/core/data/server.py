"""A web server on this machine that gives a file well, or in one of the ways downloads go wrong."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """`content` under /whole; /cut, /gone, /drip, /stalled, /silent, /missing go wrong in their own ways."""

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = content
        self.closing = threading.Event()
        self.asked: list[str] = []

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{path}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        """Nothing on the screen of a test run."""

    def do_GET(self) -> None:
        how = self.path.strip("/")
        self.server.asked.append(how)
        content = self.server.content
        if how == "silent":
            self.server.closing.wait()
            return
        self.send_response(404 if how == "missing" else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(OSError):  # the other side has gone: that is what some tests do
            self.send(how, content)

    def send(self, how: str, content: bytes) -> None:
        self.wfile.write(content if how == "whole" else content[: len(content) // 2])
        self.wfile.flush()
        if how == "gone":  # close with a reset, as a machine does that goes down
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.shutdown(socket.SHUT_RD)
            self.connection.close()
        if how == "drip":
            while not self.server.closing.wait(0.05):
                self.wfile.write(b"x")
        if how == "stalled":
            self.server.closing.wait()


@contextmanager
def serving(content: bytes) -> Iterator[Server]:
    """The server while the block runs."""
    server = Server(content)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
