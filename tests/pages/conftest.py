"""What the tests of pages share."""

import pytest
from streamlit import config


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
