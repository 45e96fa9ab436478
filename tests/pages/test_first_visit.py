"""What the front page of a first visit can do without is not loaded for it."""

import subprocess
import sys

from tests.conftest import ROOT

HEAVY = ("sqlalchemy", "tensorflow", "keras", "pandas", "distributed")


def test_the_front_page_loads_no_database_and_no_network():
    code = f"import sys, app.front, app.shell; print([name for name in {HEAVY!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
