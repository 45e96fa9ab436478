"""What the tests of pages share."""

from concurrent.futures import Future

import pytest
from streamlit import config
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

from cnn_core.engine import Status

#: Scripts by path; those that tests write on the way have names of their own.
COMPILED = ScriptCache()


@pytest.fixture(autouse=True)
def quick_runs(monkeypatch):
    """Leave out what costs most of a test's time and has no part in what is tested.

    Streamlit searches all installed packages for components, collects garbage after each run, and clears the
    session of Keras, which other tests have imported and the app has not. For each run it compiles the
    scripts anew, which a server does once.
    """
    scan = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scan, lambda *args, **kwargs: [])
    monkeypatch.setattr("streamlit.runtime.scriptrunner.script_runner._clean_problem_modules", lambda: None)
    monkeypatch.setattr("streamlit.testing.v1.local_script_runner.ScriptCache", lambda: COMPILED)
    for name in ("runner.postScriptGC", "runner.magicEnabled", "browser.gatherUsageStats"):
        config.set_option(name, False)  # as in the app's own settings


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
