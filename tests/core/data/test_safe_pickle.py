"""The unpickler reads what CIFAR-10's files need and runs nothing; every attack here would leave a file."""

import os
import pickle
import struct
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnn_core.data import safe_pickle
from cnn_core.errors import LabError
from tests.core.data.layout import images, python2

DATA = np.arange(12, dtype=np.uint8).reshape(3, 4)


@pytest.mark.parametrize("core", ["core", "_core"])
def test_reads_what_python_2_wrote(core):
    data, labels = images(4)
    found = safe_pickle.read(python2(data, labels, core))
    np.testing.assert_array_equal(found["data"], data)
    assert found["labels"] == labels
    assert found["batch_label"] == b"training batch 1 of 5"


def test_the_hand_written_file_is_a_pickle():
    data, labels = images(3)
    found = pickle.loads(python2(data, labels, "_core"), encoding="bytes")
    np.testing.assert_array_equal(found[b"data"], data)
    assert found[b"labels"] == labels


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("key", ["data", b"data"])
@pytest.mark.parametrize(
    "array", [DATA, np.asfortranarray(DATA), DATA.astype(">i4"), DATA.astype(np.float32), DATA > 5]
)
def test_reads_what_python_3_writes(protocol, key, array):
    found = safe_pickle.read(pickle.dumps({key: array, b"more": [1, "a", None, True]}, protocol))
    np.testing.assert_array_equal(found["data"], array)
    assert found["data"].dtype == array.dtype
    assert found["more"] == [1, "a", None, True]


class Attack:
    """Pickles as a call of `function` with `arguments`."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def attacks(mark):
    """Name and pickle; each makes the file `mark` where the plain unpickler reads it (see the next test)."""
    shell = f"echo > {mark}"
    code = f"open({str(mark)!r}, 'w').close()"
    boxed = np.empty(1, object)
    boxed[0] = Attack(os.system, shell)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        for name, thing in {
            "system": Attack(os.system, shell),
            "eval": Attack(eval, code),
            "exec": Attack(exec, code),
            "inside a list of labels": {"labels": [1, Attack(os.system, shell)]},
            "as an argument": {"data": Attack(len, [Attack(eval, code)])},
            "array of objects": {"data": boxed},
        }.items():
            yield f"{name} {protocol}", pickle.dumps(thing, protocol)
    system = "nt" if os.name == "nt" else "posix"
    text = shell.encode()
    long = b"X" + struct.pack("<I", len(text)) + text
    stacked = b"\x8c" + bytes([len(system)]) + system.encode() + b"\x8c\x06system\x93"
    yield "STACK_GLOBAL", b"\x80\x04" + stacked + long + b"\x85R."
    yield "INST", b"(S'" + text + f"'\ni{system}\nsystem\n.".encode()
    yield "OBJ", f"(c{system}\nsystem\n".encode() + long + b"o."


def all_attacks(folder):
    marks = folder / "mark"
    return marks, dict(attacks(marks))


def test_the_attacks_work_on_the_plain_unpickler(tmp_path):
    mark, found = all_attacks(tmp_path)
    for name, content in found.items():
        if name.startswith("OBJ"):
            continue  # OBJ wants a class; the function is refused by name all the same
        pickle.loads(content)
        assert mark.exists(), f"{name} does nothing, so it proves nothing"
        mark.unlink()


def test_nothing_is_run(tmp_path):
    mark, found = all_attacks(tmp_path)
    for name, content in found.items():
        with pytest.raises(LabError) as refused:
            safe_pickle.read(content)
        assert not mark.exists(), name
        if not name.endswith((" 0", " 1")):  # the first two protocols are not read at all
            assert refused.value.key == "pickle_not_allowed", name


def test_what_was_wanted_is_named():
    with pytest.raises(LabError) as refused:
        safe_pickle.read(pickle.dumps({"data": Attack(eval, "1")}, 4))
    assert refused.value.values == {"name": "builtins.eval"}


@pytest.mark.parametrize("kind", ["O", "O8", "V8", "S4", "U4", "M8[s]", "u1,u1"])
def test_other_types_than_numbers_are_refused(kind):
    content = python2(DATA, [1, 2, 3]).replace(b"U\x02u1", b"U" + bytes([len(kind)]) + kind.encode())
    with pytest.raises(LabError) as refused:
        safe_pickle.read(content)
    assert refused.value.key == "pickle_not_allowed"


@pytest.mark.parametrize("rows", [0, 2, 4, 60_000])
def test_a_shape_has_to_fit_its_bytes(rows):
    right = b"M" + struct.pack("<H", 3) + b"M" + struct.pack("<H", 4)
    content = python2(DATA, [1, 2, 3])
    assert content.count(right) == 1
    wrong = content.replace(right, b"M" + struct.pack("<H", rows) + b"M" + struct.pack("<H", 4))
    with pytest.raises(LabError) as refused:
        safe_pickle.read(wrong)
    assert refused.value.key == "pickle_damaged"


BOMBS = {
    "a string of 2**62 bytes": b"\x80\x04\x8e" + struct.pack("<Q", 2**62) + b"a.",
    "a key that is a deep nest": b"\x80\x02}N" + b"\x85" * 300_000 + b"Ns.",
    "a state for a dict": b"\x80\x02}N}U\x01aK\x01s\x86b.",
    "a state for a function": b"\x80\x02c_codecs\nencode\nN}U\x01aK\x01s\x86b.",
    "a persistent id": b"\x80\x02K\x01Q.",
    "an extension": b"\x80\x02\x82\x01.",
    "not a dict": b"\x80\x02].",
    "nothing": b"",
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused(name):
    with pytest.raises(LabError):
        safe_pickle.read(BOMBS[name])


@pytest.mark.parametrize(
    "start", [b"\x80\x02}r\xff\xff\xff\x7f", b"\x80\x04\x95" + struct.pack("<Q", 2**62) + b"}"]
)
def test_room_is_made_for_what_comes_not_for_what_is_announced(start):
    tracemalloc.start()
    try:
        assert safe_pickle.read(start + b".") == {}
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=60), st.integers(0, 400))
def test_damage_is_a_lab_error_or_harmless(patch, position):
    content = bytearray(python2(DATA, [1, 2, 3]))
    content[position : position + len(patch)] = patch
    before = set(sys.modules)
    try:
        safe_pickle.read(bytes(content))
    except LabError as error:
        assert error.key in ("pickle_damaged", "pickle_not_allowed")
    assert set(sys.modules) == before, "nothing is imported for a file"


@given(st.integers(0, 300))
def test_a_file_cut_short_is_damaged(length):
    content = python2(DATA, [1, 2, 3])
    cut = content[: min(length, len(content) - 1)]
    assume(not cut.endswith(pickle.STOP))
    with pytest.raises(LabError) as refused:
        safe_pickle.read(cut)
    assert refused.value.key == "pickle_damaged"
