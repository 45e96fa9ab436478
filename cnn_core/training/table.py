"""The epochs of a run as a table that any spreadsheet opens."""

import csv
from collections.abc import Sequence
from dataclasses import astuple, fields
from io import StringIO

from cnn_core.store.records import Epoch


def epochs_csv(epochs: Sequence[Epoch]) -> str:
    r"""Comma-separated values, a line an epoch, under the names of `Epoch`'s fields (RFC 4180).

    >>> print(epochs_csv([Epoch(1, 1.5, 0.4, 1.25, 0.5, 0.1, 9.5)]).replace("\r", ""))
    epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds
    1,1.5,0.4,1.25,0.5,0.1,9.5
    <BLANKLINE>
    """
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([one.name for one in fields(Epoch)])
    writer.writerows(astuple(epoch) for epoch in epochs)
    return file.getvalue()
