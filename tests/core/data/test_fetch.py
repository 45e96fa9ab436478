"""Keras's own loader against a server on this machine: every way to fail has its own key."""

import errno
import hashlib
import socket
import ssl
from pathlib import Path
from urllib.error import URLError

import pytest
from keras.src.datasets import cifar10
from keras.src.utils import file_utils

from cnn_core import places
from cnn_core.data import published, sources
from cnn_core.data.download import FILE_HASH, ORIGIN
from cnn_core.data.fetch import fetch, reason
from cnn_core.errors import LabError
from tests.core.data.layout import archive
from tests.core.data.server import closed_port, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(archive(tmp_path_factory.mktemp("origin") / "a.tgz").read_bytes()) as running:
        yield running


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")  # what is tested is the way to this machine
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(0.5)
    yield
    socket.setdefaulttimeout(before)


def fetched(address, content, top, file_hash=None):
    (top / "working").mkdir(exist_ok=True)
    target = top / published.ARCHIVE
    fetch(address, file_hash or hashlib.sha256(content).hexdigest(), target, top / "working")
    return target


def asked_by_keras(monkeypatch):
    """What keras.datasets.cifar10.load_data() asks its loader for."""
    asked = {}

    def note(**arguments):
        asked.update(arguments)
        raise InterruptedError

    monkeypatch.setattr(cifar10, "get_file", note)
    with pytest.raises(InterruptedError):
        cifar10.load_data()
    monkeypatch.undo()
    return asked


def test_address_and_hash_are_those_of_keras(monkeypatch):
    asked = asked_by_keras(monkeypatch)
    assert (asked["origin"], asked["file_hash"]) == (ORIGIN, FILE_HASH)


def test_what_keras_leaves_is_found(monkeypatch, server, tmp_path):
    asked = asked_by_keras(monkeypatch) | {"origin": server.address("whole"), "file_hash": None}
    file_utils.get_file(**asked, cache_dir=str(tmp_path))
    monkeypatch.delenv(sources.VARIABLE, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "ours"))
    monkeypatch.setattr(published, "ARCHIVE_BYTES", len(server.content))
    unpacked = sources.find()
    assert (unpacked.kind, unpacked.path.name) == ("keras", published.FOLDER)
    assert len(sources.load(unpacked.path, 2).train) == 10
    (unpacked.path / "test_batch").unlink()
    packed = [source for source in sources._candidates(None) if source.kind == "keras"]
    assert [source.path.is_file() for source in packed] == [True]
    assert len(published.read(packed[0].path, 2).train) == 10


def test_a_download_is_whole_and_alone(server, tmp_path):
    target = fetched(server.address("whole"), server.content, tmp_path)
    assert target.read_bytes() == server.content
    assert list((tmp_path / "working").iterdir()) == []
    assert len(published.read(target, 2).train) == 10


@pytest.mark.parametrize(
    ("path", "key", "more"),
    [
        ("cut", "download_incomplete", {}),
        ("gone", "download_interrupted", {}),
        ("silent", "download_timed_out", {}),
        ("stalled", "download_timed_out", {}),
        ("missing", "download_http", {"status": 404}),
    ],
)
def test_what_goes_wrong_is_named_and_nothing_is_left(server, tmp_path, path, key, more):
    (tmp_path / published.ARCHIVE).write_bytes(b"an older one")
    with pytest.raises(LabError) as refused:
        fetched(server.address(path), server.content, tmp_path)
    assert (refused.value.key, refused.value.values) == (key, {"host": "127.0.0.1"} | more)
    assert list((tmp_path / "working").iterdir()) == []
    assert (tmp_path / published.ARCHIVE).read_bytes() == b"an older one"
    assert fetched(server.address("whole"), server.content, tmp_path).read_bytes() == server.content


def test_a_wrong_checksum(server, tmp_path):
    with pytest.raises(LabError) as refused:
        fetched(server.address("whole"), server.content, tmp_path, FILE_HASH)
    assert (refused.value.key, refused.value.values) == ("download_wrong_checksum", {"host": "127.0.0.1"})
    assert [path.name for path in tmp_path.iterdir()] == ["working"]
    assert list((tmp_path / "working").iterdir()) == []


def test_nobody_listens(tmp_path):
    with pytest.raises(LabError) as refused:
        fetched(f"http://127.0.0.1:{closed_port()}/a", b"", tmp_path)
    assert (refused.value.key, refused.value.values) == ("download_refused", {"host": "127.0.0.1"})


def test_a_name_that_is_not_resolved(monkeypatch, tmp_path):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(LabError) as refused:
        fetched("http://example.org/a", b"", tmp_path)
    assert (refused.value.key, refused.value.values) == ("download_no_network", {"host": "example.org"})


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "folder_full"),
        (URLError(socket.gaierror(-2, "Name or service not known")), "download_no_network"),
        (URLError(OSError(errno.ENETUNREACH, "Network is unreachable")), "download_no_network"),
        (URLError(ssl.SSLCertVerificationError("self-signed")), "download_certificate"),
        (ConnectionResetError(), "download_interrupted"),
        (RuntimeError("never seen"), "download_failed"),
    ],
)
def test_what_cannot_be_made_to_happen_here(monkeypatch, tmp_path, error, key):
    def fail(*_):
        raise error

    monkeypatch.setattr(file_utils, "urlretrieve", fail)
    with pytest.raises(LabError) as refused:
        fetched("https://example.org/a", b"", tmp_path)
    assert refused.value.key == key


def test_the_unknown_is_told_as_it_is():
    unknown = reason(RuntimeError("never seen"), "example.org", Path())
    assert unknown.values == {"host": "example.org", "reason": "RuntimeError: never seen"}
