"""The folder for ConvLab's own files: where it is, and why it takes none."""

import errno
import os
import tempfile
from pathlib import Path

import pytest

from cnn_core import places
from cnn_core.errors import LabError


def refusal():
    with pytest.raises(LabError) as refused:
        places.data_folder()
    return refused.value


def test_it_is_made_where_the_variable_says(tmp_path, monkeypatch):
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "a" / "b"))
    assert not places.chosen_folder().exists()
    assert places.data_folder() == tmp_path / "a" / "b"
    assert list((tmp_path / "a" / "b").iterdir()) == [], "the try leaves nothing behind"


def test_a_home_sign_is_understood(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv(places.VARIABLE, "~/lab")
    assert places.data_folder() == tmp_path / "lab"


def test_else_it_is_the_systems_place(monkeypatch):
    monkeypatch.delenv(places.VARIABLE, raising=False)
    assert "convlab" in str(places.chosen_folder())
    assert places.chosen_folder().is_absolute()


def test_a_file_of_that_name(tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "taken"))
    assert (refusal().key, refusal().values) == ("folder_is_a_file", {"folder": str(tmp_path / "taken")})
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "taken" / "below"))
    assert refusal().key == "folder_is_a_file"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(tmp_path, monkeypatch):
    tmp_path.chmod(0o500)
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "new"))
    assert refusal().key == "folder_not_allowed"


@pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="only Linux has a folder that takes no files from root"
)
def test_a_folder_that_never_takes_files(monkeypatch):
    monkeypatch.setenv(places.VARIABLE, "/proc/self/convlab")
    assert refusal().key in ("folder_unusable", "folder_not_allowed", "folder_read_only")


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "folder_full"),
        (errno.EDQUOT, "folder_full"),
        (errno.EROFS, "folder_read_only"),
        (errno.EACCES, "folder_not_allowed"),
        (errno.EIO, "folder_unusable"),
    ],
)
def test_a_folder_that_is_there_but_takes_no_file(tmp_path, monkeypatch, number, key):
    def refuse(**_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setenv(places.VARIABLE, str(tmp_path))
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert refusal().key == key
    assert refusal().values["folder"] == str(tmp_path)
