"""Learners editing the pooling lab at the same time: waiting time, errors, the server's memory.

    python tests/bench/learners.py [--learners 1 10 30 60] [--seconds 30] [--minutes 10] [--page pooling]

Each learner opens the page, then edits one cell, waits for the answer, thinks for about 2 s, and so on. The
clock runs from the edit sent to the end of the rerun. Learners speak Streamlit's WebSocket protocol from this
one process; the server is a process of its own, started afresh for each number of learners. --minutes makes
long runs, and prints the memory every 30 s: it should stay level.
"""

import argparse
import asyncio
import contextlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.wire import Learner
from tests.e2e.browser import MAIN, Server, start_server

THINKING = 2.0  # seconds, on average


def memory_mb(pid: int) -> float | None:
    """Resident memory of a process; None where there is no `ps`."""
    with contextlib.suppress(OSError, subprocess.CalledProcessError, ValueError):
        return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)])) / 1024
    return None


def cpu_seconds(pid: int) -> float | None:
    """Processor time that a process has used; None where /proc does not tell."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100
    return None


class Class:
    """All learners of one run and what they noted."""

    def __init__(self, server: Server, page: str) -> None:
        self.server, self.page = server, page
        self.opened: list[float] = []
        self.waits: list[float] = []
        self.errors: list[str] = []
        self.bytes = 0

    async def learner(self, number: int, until: float) -> None:
        """One learner, from opening the page to the end of the lesson."""
        random_ = random.Random(number)
        await asyncio.sleep(random_.uniform(0, THINKING))
        try:
            async with Learner(
                self.server.url, self.page, locale=random_.choice(["zh-TW", "en-US"])
            ) as learner:
                self.opened.append(await learner.open())
                version = 0
                while time.monotonic() < until:
                    await asyncio.sleep(random_.uniform(0.5, 1.5) * THINKING)
                    lab = learner.component("matrix_lab")
                    sheets = [sheet["texts"] for sheet in lab.data["input"]["sheets"]]
                    row = random_.choice(random_.choice(sheets))
                    row[random_.randrange(len(row))] = str(random_.randint(-99, 99))
                    version = max(version, lab.data["version"]) + 1
                    edit = {"gen": lab.data["gen"], "version": version, "target": "input", "sheets": sheets}
                    self.waits.append(await learner.set_state(lab, "edit", edit))
                    if learner.component("matrix_lab").data["version"] != version:
                        self.errors.append("the answer is not about the edit")
                self.errors += learner.errors
                self.bytes += learner.received
        except Exception as error:  # a lost learner is a result, not a reason to stop the others
            self.errors.append(f"{type(error).__name__}: {error}")

    async def lesson(self, count: int, seconds: float, report: float | None = None) -> None:
        """`count` learners for so many seconds; with `report`, print the memory that often."""
        start = time.monotonic()
        learners = [asyncio.create_task(self.learner(n, start + seconds)) for n in range(count)]
        while report and not all(task.done() for task in learners):
            await asyncio.wait(learners, timeout=report)
            if memory := memory_mb(self.server.process.pid):
                print(
                    f"  {time.monotonic() - start:6.0f} s  {memory:6.1f} MB  {len(self.waits)} edits",
                    flush=True,
                )
        await asyncio.gather(*learners)


def at(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)] if values else float("nan")


def main() -> None:
    """Run the lessons and print one line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, nargs="+", default=[1, 10, 30, 60])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--minutes", type=float, help="one long run, with the memory every 30 s")
    parser.add_argument("--page", default="pooling")
    parser.add_argument("--script", type=Path, default=MAIN)
    parser.add_argument("options", nargs="*", help="after --: options for the server")
    args = parser.parse_args()
    seconds = args.minutes * 60 if args.minutes else args.seconds

    print(
        "learners  edits  wait p50/p95 ms  p95 / first p50  open p50 ms  errors  MB before/after  cpu ms/edit"
    )
    first: float | None = None
    for count in args.learners:
        with tempfile.TemporaryDirectory() as home:
            server = start_server(args.script, Path(home), args.options)
            try:
                pid = server.process.pid
                asyncio.run(Class(server, args.page).lesson(1, 0))  # imports and caches are filled once
                before, cpu = memory_mb(pid), cpu_seconds(pid)
                class_ = Class(server, args.page)
                asyncio.run(class_.lesson(count, seconds, 30 if args.minutes else None))
                after, cpu_after = memory_mb(pid), cpu_seconds(pid)
            finally:
                server.stop()
            middle, late = at(class_.waits, 0.5) * 1000, at(class_.waits, 0.95) * 1000
            first = first or middle
            each = (cpu_after - cpu) * 1000 / len(class_.waits) if cpu and cpu_after and class_.waits else 0
            print(
                f"{count:8}  {len(class_.waits):5}  {middle:6.0f} / {late:6.0f}  {late / first:15.1f}"
                f"  {statistics.median(class_.opened or [0]) * 1000:11.0f}  {len(class_.errors):6}"
                f"  {before or 0:6.0f} / {after or 0:6.0f}  {each:11.0f}",
                flush=True,
            )
            for line in sorted(set(class_.errors + server.trouble()))[:5]:
                print(f"          {line[:200]}")


if __name__ == "__main__":
    main()
