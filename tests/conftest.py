"""What every test shares: the project's root on sys.path, no settings of the person who runs them."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# Streamlit's settings of the person who runs the tests (STREAMLIT_SERVER_PORT, ...) are not what is tested.
for name in [name for name in os.environ if name.startswith("STREAMLIT_")]:
    del os.environ[name]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds app/, pages/, cnn_core/ and assets/."""
    return ROOT
