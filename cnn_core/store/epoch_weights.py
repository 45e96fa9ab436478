"""A run's weights after its epochs, to look back at: as many as fit, the early ones close together."""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cnn_core.store import tables
from cnn_core.store.records import Snapshot
from cnn_core.store.rows import put

#: Bytes that the weights of one run's epochs may take.
MOST_BYTES: Final = 12_000_000
#: Fewer epochs would show no development: of networks that large none is kept.
FEWEST: Final = 4
_NAME: Final = "epoch-"


def epoch_name(epoch: int) -> str:
    """What the weights after an epoch are called in the table of weights; 0 is before training.

    >>> epoch_name(3)
    'epoch-3'
    """
    return f"{_NAME}{epoch}"


def most_epochs(size: int) -> int:
    """How many epochs' weights are kept, of `size` bytes each; 0 for large networks.

    >>> most_epochs(400_000), most_epochs(4_000_000)
    (30, 0)
    """
    most = MOST_BYTES // max(size, 1)
    return most if most >= FEWEST else 0


def thinned(epochs: Sequence[int], most: int) -> list[int]:
    """The epochs that stay when there is room for `most`: the first, the latest, and some between.

    Networks change quickest at the beginning, so the one goes whose neighbours lie closest by ratio. The end
    of a run need not be known: after each epoch the rule is used on what it left before.

    Args:
        epochs: those there are, 0 or more.
        most: 2 or more.

    >>> kept = []
    >>> for epoch in range(41):
    ...     kept = thinned([*kept, epoch], 8)
    >>> kept
    [0, 1, 2, 4, 8, 13, 24, 40]
    """
    kept = sorted(set(epochs))
    while len(kept) > most:
        ratios = [(after + 1) / (before + 1) for before, after in zip(kept, kept[2:], strict=False)]
        del kept[ratios.index(min(ratios)) + 1]
    return kept


def epochs_kept(connection: Connection, id: str) -> list[int]:
    """The epochs whose weights are there, in order."""
    which = tables.weights.c.which
    query = sa.select(which).where(tables.weights.c.run_id == id, which.startswith(_NAME))
    return sorted(int(name.removeprefix(_NAME)) for name in connection.execute(query).scalars())


def keep_epoch(connection: Connection, id: str, epoch: int, snapshot: Snapshot | None) -> None:
    """Put in the weights that come with an epoch, if any; make room for them, and remove those after it."""
    given = {0: snapshot.initial, epoch: snapshot.weights} if snapshot else {}
    new = {number: data for number, data in given.items() if data is not None}
    before = epochs_kept(connection, id)
    stay = [number for number in before if number <= epoch]
    if new and (most := most_epochs(max(map(len, new.values())))):
        stay = thinned([*stay, *new], most)
    for number in set(new) & set(stay):
        put(connection, tables.weights, {"run_id": id, "which": epoch_name(number)}, {"data": new[number]})
    if gone := [epoch_name(number) for number in set(before) - set(stay)]:
        table = tables.weights
        connection.execute(sa.delete(table).where(table.c.run_id == id, table.c.which.in_(gone)))
