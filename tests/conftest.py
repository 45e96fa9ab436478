"""What every test shares: the project's root on sys.path, no settings of the person who runs them."""

import atexit
import gc
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# Streamlit's settings of the person who runs the tests (STREAMLIT_SERVER_PORT, ...) are not what is tested.
for name in [name for name in os.environ if name.startswith("STREAMLIT_")]:
    del os.environ[name]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# Nor is their database, their data, their cluster. Processes that share the tests share the folder.
for name in ("CONVLAB_DATABASE_URL", "CONVLAB_SCHEDULER"):
    os.environ.pop(name, None)
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["CONVLAB_DATA_DIR"] = tempfile.mkdtemp(prefix="convlab-tests-")
    atexit.register(shutil.rmtree, os.environ["CONVLAB_DATA_DIR"], ignore_errors=True)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds app/, pages/, cnn_core/ and assets/."""
    return ROOT


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays to the end: no search for garbage looks through it again.

    Keras searches whenever it begins anew (`clear_session`); that would take half a second each time.
    """
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Every test begins with the same random numbers: a network it makes is the same one each time.

    Keras takes the seed of a layer's first weights from Python's generator.
    """
    random.seed(0)
    if keras := sys.modules.get("keras"):
        keras.utils.set_random_seed(0)
