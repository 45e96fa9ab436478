"""A stand-in for the pages' process: `python -m tests.core.engine.app URL [RUNS]`.

It says the ids of its processes. Without RUNS it waits to be killed; else it trains them and ends in order.
"""

import os
import sys
import time

import psutil

from cnn_core.engine import Engine
from cnn_core.store import State, Store
from tests.core.engine import jobs
from tests.core.engine.waiting import QUICK


def main():
    store = Store(sys.argv[1])
    engine = Engine(store, "", 1, job=jobs.train, warm=False, patience=QUICK)
    engine.start()
    while engine.status().kind != "ready":
        time.sleep(0.05)
    children = psutil.Process().children(recursive=True)
    print(os.getpid(), *(child.pid for child in children), flush=True)
    while len(sys.argv) < 3 or not all(store.run(id).state is State.FINISHED for id in sys.argv[2:]):
        time.sleep(0.05)


if __name__ == "__main__":
    main()
