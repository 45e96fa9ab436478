"""A download as a page sees it: how far, done, failed, cancelled; the process behind it is a real one."""

import hashlib
import os
import shutil
import sys
import time
from types import SimpleNamespace

import pytest

from cnn_core import places
from cnn_core.data import download, published, sources
from cnn_core.data.download import Download
from cnn_core.errors import LabError
from tests.core.data.layout import archive
from tests.core.data.server import serving


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv(sources.VARIABLE, raising=False)
    return tmp_path / "home"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(archive(tmp_path_factory.mktemp("origin") / "a.tgz").read_bytes()) as running:
        yield running


@pytest.fixture
def made(server):
    """Makes downloads of the server's content; whatever becomes of a test, none runs on after it."""
    content, all_made = server.content, []

    def make(path="whole", patience=20.0):
        one = Download(server.address(path), hashlib.sha256(content).hexdigest(), len(content), patience)
        all_made.append(one)
        return one

    yield make
    for one in all_made:
        one.cancel()
        one.wait(20)


def program(monkeypatch, code):
    """Another program than the one with Keras, for what its own process may do."""
    monkeypatch.setattr(download, "_PROGRAM", [sys.executable, "-c", code])


def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_cancelled_halfway_then_whole(server, made, home):
    slow = made("drip")
    slow.start()
    with pytest.raises(LabError, match="download_running"):
        made().start()
    until(lambda: slow.progress().received)
    assert slow.progress().state == "running"
    assert 0 < slow.progress().received < slow.progress().total == len(server.content)
    slow.cancel()
    assert (slow.wait(20).state, slow.wait().error) == ("cancelled", None)
    assert list(home.iterdir()) == []
    with pytest.raises(LabError, match="cifar10_not_here"):
        sources.find()

    whole = made()
    whole.start()
    assert whole.wait(60) == download.Progress(len(server.content), len(server.content), "done")
    assert [path.name for path in home.iterdir()] == [published.ARCHIVE]
    assert sources.find() == sources.Source("downloaded", home / published.ARCHIVE)
    assert len(sources.load(images_per_file=2).train) == 10


def test_a_reason_comes_from_the_other_process(home, monkeypatch, made):
    program(
        monkeypatch,
        "import sys; from cnn_core.data import fetch; from cnn_core.errors import LabError\n"
        "def fail(*_): raise LabError('download_http', host='h', status=503)\n"
        "fetch.fetch = fail; sys.exit(fetch.main(*sys.argv[1:]))",
    )
    failed = made()
    failed.start()
    error = failed.wait(60).error
    assert failed.progress().state == "failed"
    assert error is not None and (error.key, error.values) == ("download_http", {"host": "h", "status": 503})
    assert list(home.iterdir()) == []


def test_a_process_that_dies_without_a_word(home, monkeypatch, made):
    program(monkeypatch, "import os; os._exit(3)")
    failed = made()
    failed.start()
    error = failed.wait(60).error
    assert error is not None and (error.key, error.values["reason"]) == ("download_failed", "exit status 3")
    failed.start()  # and again
    assert failed.wait(60).state == "failed"


def test_a_process_that_hangs_is_ended(home, monkeypatch, made):
    program(monkeypatch, "import time; time.sleep(600)")
    monkeypatch.setattr(download, "STARTING", 0.3)
    hanging = made(patience=0.2)
    hanging.start()
    error = hanging.wait(60).error
    assert error is not None and (error.key, error.values) == ("download_timed_out", {"host": "127.0.0.1"})


def test_a_file_that_would_not_fit_is_not_begun(home, monkeypatch, made):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    with pytest.raises(LabError) as refused:
        made().start()
    assert (refused.value.key, refused.value.values) == ("folder_full", {"folder": str(home)})


def test_a_place_that_takes_no_files(tmp_path, monkeypatch, made):
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "taken"))
    for _ in range(2):  # the first refusal does not block the second
        with pytest.raises(LabError, match="folder_is_a_file"):
            made().start()


def test_parts_of_ended_processes_are_removed(home, monkeypatch, made):
    program(monkeypatch, "pass")
    for name, age in (("download-old", 7200), ("download-new", 60)):
        (home / name).mkdir(parents=True)
        then = time.time() - age
        for path in (home / name / published.ARCHIVE, home / name):
            if not path.is_dir():
                path.write_bytes(b"part")
            os.utime(path, (then, then))
    one = made()
    one.start()
    one.wait(60)
    assert [path.name for path in home.iterdir()] == ["download-new"]


def test_cancel_before_and_after_does_nothing(made, monkeypatch):
    one = made()
    one.cancel()
    assert one.progress().state == "waiting"
    program(monkeypatch, "pass")
    one.start()
    one.wait(60)
    one.cancel()
    assert one.progress().state == "done"
