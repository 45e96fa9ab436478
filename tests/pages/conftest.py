"""What the tests of pages share."""

from concurrent.futures import Future

import pytest
from streamlit import config

from cnn_core.engine import Status


@pytest.fixture(autouse=True)
def quick_runs(monkeypatch):
    """Leave out what costs most of a test's time and has no part in what is tested.

    Streamlit searches all installed packages for components, collects garbage after each run, and clears the
    session of Keras, which other tests have imported and the app has not.
    """
    scan = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scan, lambda *args, **kwargs: [])
    monkeypatch.setattr("streamlit.runtime.scriptrunner.script_runner._clean_problem_modules", lambda: None)
    config.set_option("runner.postScriptGC", False)  # as in the app's own settings


class _Silent:
    """Takes everything on and answers nothing: no worker is started for a page that is only opened."""

    def status(self):
        return Status("ready")

    def wake(self):
        pass

    def look(self, function, *args):
        return Future()


@pytest.fixture(autouse=True)
def idle_engine(monkeypatch):
    """Looks are never answered; tests that need answers put an engine of their own in place."""
    monkeypatch.setattr("app.training.engine", _Silent)
