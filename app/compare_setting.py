"""Compared runs and guided experiments as settings, and how they are written into a link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.link import Codec, choice
from cnn_core.training.outcomes import ANSWERS

MOST_RUNS: Final = 8
#: Who would rather see than predict.
SKIPPED: Final = "skipped"
_ID = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True)
class OverlaySetting:
    """The runs that lie over each other, by id; none chosen stands for the newest."""

    runs: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuidedSetting:
    """A guided experiment: the set of runs that was started for it, and what was predicted."""

    group: str = ""
    guess: str = ""


def read_ids(text: str) -> tuple[str, ...]:
    """Read the ids of a few runs.

    Raises:
        ValueError: for anything else.

    >>> read_ids("0123456789abcdef_00000000000000ff")
    ('0123456789abcdef', '00000000000000ff')
    """
    ids = tuple(dict.fromkeys(text.split("_")))
    if len(ids) > MOST_RUNS or not all(map(_ID.fullmatch, ids)):
        raise ValueError(text[:80])
    return ids


def _read_group(text: str) -> str:
    if not _ID.fullmatch(text):
        raise ValueError(text[:80])
    return text


OVERLAY_CODECS: Final[Mapping[str, Codec]] = MappingProxyType({"runs": Codec("runs", "_".join, read_ids)})
GUIDED_CODECS: Final[Mapping[str, Codec]] = MappingProxyType(
    {"group": Codec("set", str, _read_group), "guess": choice("guess", (*ANSWERS, SKIPPED))}
)
