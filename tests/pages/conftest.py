"""What the tests of pages share."""

import pytest
from streamlit import config


@pytest.fixture(autouse=True)
def quick_runs(monkeypatch):
    """Leave out what costs most of a test's time: searching packages for components, collecting garbage."""
    scan = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scan, lambda *args, **kwargs: [])
    config.set_option("runner.postScriptGC", False)  # as in the app's own settings
