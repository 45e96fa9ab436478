"""The engine's tests share clusters: they stay together when tests run in several processes."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module's tests go to one process, which starts its cluster once."""
    for item in items:
        if item.path.parent.name == "engine":
            item.add_marker(pytest.mark.xdist_group(f"engine-{item.path.stem}"))
