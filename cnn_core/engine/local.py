"""The process that owns this machine's scheduler and workers: `python -m cnn_core.engine.local SETTINGS`.

It is a process of its own, for two reasons. New processes import the main module of the one that starts them,
and Streamlit's main module is a page. And the pages' process stays free of the scheduler's work.

It says the scheduler's address on standard output once all workers are ready, and ends with its standard
input: so nothing stays behind, however the process that started it ends.
"""

import asyncio
import json
import os
import shutil
import sys
import threading
from collections.abc import Mapping
from typing import Any, Final

_LOOPBACK: Final = "127.0.0.1"
# Without it dask would answer web browsers on port 8787, from everywhere.
_WEB: Final = {"dashboard": False, "dashboard_address": f"{_LOOPBACK}:0"}


def main() -> None:
    """Serve until standard input ends."""
    settings = json.loads(sys.argv[1])
    said = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what trainings print must not fill a pipe that nobody reads
    threading.Thread(target=_end_with_input, args=[settings["folder"]], daemon=True).start()
    asyncio.run(_serve(settings, said))


async def _serve(settings: Mapping[str, Any], said: Any) -> None:
    from distributed import Nanny, Scheduler, SpecCluster
    from distributed.system import MEMORY_LIMIT

    def worker(resource: str, share: float) -> dict[str, Any]:
        options = {
            "nthreads": 1,
            "host": _LOOPBACK,
            "resources": {resource: 1},
            "memory_limit": int(MEMORY_LIMIT * share),
            "local_directory": settings["folder"],
            "preload": ["cnn_core.engine.preload"],
        }
        return {"cls": Nanny, "options": options | _WEB}

    trainers = {f"trainer-{n}": worker("train", settings["memory"]) for n in range(settings["trainers"])}
    scheduler = {"cls": Scheduler, "options": {"host": _LOOPBACK, "port": 0} | _WEB}
    workers = trainers | {"look": worker("look", settings["look_memory"])}
    async with SpecCluster(workers=workers, scheduler=scheduler, asynchronous=True) as cluster:
        said.write(f"{cluster.scheduler_address}\n")
        said.close()
        await asyncio.Event().wait()


def _end_with_input(folder: str) -> None:
    """Kill the workers, then end: a training could take long to stop, and goes on from its checkpoint."""
    import psutil

    sys.stdin.buffer.read()
    # The tracker of semaphores stays: it removes them when this process is gone.
    family = psutil.Process().children(recursive=True)
    workers = [one for one in family if "resource_tracker" not in " ".join(_command(one))]
    for process in workers:
        process.kill()
    psutil.wait_procs(workers, timeout=2)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _command(process: Any) -> list[str]:
    import psutil

    try:
        return process.cmdline()
    except psutil.Error:
        return []


if __name__ == "__main__":
    main()
