"""The tables, as the newest migration leaves them. Times are seconds since 1970, UTC."""

from typing import Final

import sqlalchemy as sa

HEAD: Final = "0002"
metadata = sa.MetaData()
_RUN, _LEARNER = "runs.id", "learners.id"


def _of_run() -> sa.Column[str]:
    return sa.Column("run_id", sa.String(16), sa.ForeignKey(_RUN, ondelete="CASCADE"), primary_key=True)


runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("learner", sa.String(80), nullable=False, index=True),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("set_name", sa.String(80), nullable=False, index=True),
    sa.Column("config", sa.Text, nullable=False),
    sa.Column("state", sa.String(10), nullable=False, index=True),
    sa.Column("wanted", sa.String(10), nullable=False),
    sa.Column("created", sa.Double, nullable=False, index=True),
    # When it last got into the queue; the order among equals.
    sa.Column("queued", sa.Double, nullable=False),
    sa.Column("started", sa.Double),
    sa.Column("ended", sa.Double),
    # Two signs of life: the training reports, and its process beats even while a long step goes on.
    sa.Column("seen", sa.Double),
    sa.Column("beat", sa.Double),
    sa.Column("epochs_done", sa.Integer, nullable=False),
    sa.Column("progress", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("worker", sa.String(80), nullable=False),
    # Grows with every claim; a worker writes only while it is the one it began with.
    sa.Column("attempt", sa.Integer, nullable=False),
    # Workers lost since the last epoch was completed.
    sa.Column("losses", sa.Integer, nullable=False),
    # The epochs the worker was told to train when it began.
    sa.Column("until", sa.Integer, nullable=False),
)
events = sa.Table(
    "events",
    metadata,
    _of_run(),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("key", sa.String(80), nullable=False),
    sa.Column("values", sa.Text, nullable=False),
)
# No number is kept as NULL: SQLite knows no NaN.
epochs = sa.Table(
    "epochs",
    metadata,
    _of_run(),
    sa.Column("epoch", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("loss", sa.Double),
    sa.Column("accuracy", sa.Double),
    sa.Column("val_loss", sa.Double),
    sa.Column("val_accuracy", sa.Double),
    sa.Column("learning_rate", sa.Double),
    sa.Column("seconds", sa.Double),
)
# One row an epoch, the running one included: raw little-endian float32.
steps = sa.Table(
    "steps",
    metadata,
    _of_run(),
    sa.Column("epoch", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("loss", sa.LargeBinary, nullable=False),
    sa.Column("accuracy", sa.LargeBinary, nullable=False),
)
snapshots = sa.Table(
    "snapshots",
    metadata,
    _of_run(),
    sa.Column("epoch", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kernels", sa.LargeBinary),
    sa.Column("predictions", sa.LargeBinary),
)
weights = sa.Table(
    "weights",
    metadata,
    _of_run(),
    sa.Column("which", sa.String(10), primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
results = sa.Table(
    "results",
    metadata,
    _of_run(),
    sa.Column("which", sa.String(10), primary_key=True),
    sa.Column("split", sa.String(10), primary_key=True),
    sa.Column("loss", sa.Double),
    sa.Column("accuracy", sa.Double),
    sa.Column("probabilities", sa.LargeBinary, nullable=False),
    sa.Column("labels", sa.LargeBinary, nullable=False),
)
learners = sa.Table(
    "learners",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("nickname", sa.String(40), nullable=False),
    # SHA-256 of the return code, in hexadecimal; the code itself is not kept.
    sa.Column("code", sa.String(64), nullable=False, unique=True),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("seen", sa.Double, nullable=False),
)
attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("learner_id", sa.String(32), sa.ForeignKey(_LEARNER, ondelete="CASCADE"), primary_key=True),
    sa.Column("token", sa.String(80), primary_key=True),
    sa.Column("exercise", sa.String(80), nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("answer", sa.String(500), nullable=False),
    sa.Column("correct", sa.Boolean, nullable=False),
    sa.Column("misconception", sa.String(80), nullable=False),
    sa.Column("hints", sa.Integer, nullable=False),
    sa.Column("revealed", sa.Boolean, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
)
# Wrong return codes of the last minutes: from where (hashed) and when.
tries = sa.Table(
    "tries",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("source", sa.String(64), nullable=False, index=True),
    sa.Column("at", sa.Double, nullable=False, index=True),
)
