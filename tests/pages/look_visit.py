"""A visit of the small page that looks into a network, and an engine that answers when it is told to."""

from concurrent.futures import Future
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cnn_core.data.load import validation_images
from cnn_core.engine import Status
from cnn_core.models import Provenance, Score
from cnn_core.training.presets import PRESETS
from tests.pages.filled_store import app_store
from tests.pages.visit import Visit

PAGE = Path(__file__).with_name("look_page.py")
LEARNER = "0123456789abcdef0123456789abcdef"
DRAWN = validation_images("drawn", 500)


class LookVisit(Visit):
    """A visit of the small page."""

    def __init__(self, **query):
        self.app = AppTest.from_file(str(PAGE), default_timeout=30)
        for name, value in query.items():
            self.app.query_params[name] = value
        self.run()

    def said(self, name):
        """A line that the page writes for tests."""
        return next(line.value for line in self.app.markdown if line.value.startswith(f"{name}: "))

    @property
    def captions(self):
        return "\n".join(one.value for one in self.app.caption)


class Engine:
    """Answers when it is told to."""

    def __init__(self):
        self.asked, self.kind, self.at_once, self.error = [], "ready", True, None

    def status(self):
        return Status(self.kind, error=self.error)

    def look(self, function, *args):
        future = Future()
        self.asked.append((function, args, future))
        if self.at_once:
            future.set_result(function(*args))
        else:
            future.set_running_or_notify_cancel()
        return future

    def answer(self, place=-1):
        function, args, future = self.asked[place]
        future.set_result(function(*args))


def made(name):
    """Stands in for the network's file."""
    data = {"drawn": "drawn", "fooled": "drawn-cue"}.get(name, "cifar10")
    score = Score(877, 1000)
    config = PRESETS["fast"].changed(data=data, images=20_000)
    return Provenance(name, config, "2026-01-01", {}, "python -m", 60.0, 98_765, score, score, "")


def look_lab(tmp_path, monkeypatch):
    """For one test: (store, engine); CIFAR-10 is not here, the networks' files are."""
    engine = Engine()
    monkeypatch.setattr("app.training.engine", lambda: engine)
    monkeypatch.setattr("app.looking.WAIT", 0.0)
    monkeypatch.setattr("app.looking.SAID", 0.0)
    monkeypatch.setattr("app.state.learner", lambda: LEARNER)
    monkeypatch.setattr("app.views.look_network.made", made)
    for place in ("look_image", "data_source"):
        monkeypatch.setattr(f"app.views.{place}.usable", lambda: ("drawn", "drawn-cue"))
    for store in app_store(tmp_path, monkeypatch):
        yield store, engine
