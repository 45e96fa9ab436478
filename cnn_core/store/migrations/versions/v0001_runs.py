"""The first tables. What a migration did stays as it is: it names columns itself, not through `tables.py`."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "runs",
        sa.Column("id", sa.String(16), primary_key=True),
        *(sa.Column(name, sa.String(80), nullable=False) for name in ("learner", "name", "set_name")),
        sa.Column("config", sa.Text, nullable=False),
        *(sa.Column(name, sa.String(10), nullable=False) for name in ("state", "wanted")),
        *(sa.Column(name, sa.Double, nullable=False) for name in ("created", "queued")),
        *(sa.Column(name, sa.Double) for name in ("started", "ended", "seen", "beat")),
        sa.Column("epochs_done", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("progress", "reason")),
        sa.Column("worker", sa.String(80), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("attempt", "losses", "until")),
    )
    for name in ("learner", "set_name", "state", "created"):
        op.create_index(f"ix_runs_{name}", "runs", [name])
    _numbered("events", "number", at=sa.Double, key=sa.String(80), values=sa.Text)
    means = ("loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds")
    _part(
        "epochs",
        sa.Column("epoch", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Double) for name in means),
    )
    _numbered("steps", "epoch", loss=sa.LargeBinary, accuracy=sa.LargeBinary)
    _part(
        "snapshots",
        sa.Column("epoch", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.LargeBinary) for name in ("kernels", "predictions")),
    )
    which = sa.Column("which", sa.String(10), primary_key=True)
    _part("weights", which, sa.Column("data", sa.LargeBinary, nullable=False))
    _part(
        "results",
        sa.Column("which", sa.String(10), primary_key=True),
        sa.Column("split", sa.String(10), primary_key=True),
        *(sa.Column(name, sa.Double) for name in ("loss", "accuracy")),
        *(sa.Column(name, sa.LargeBinary, nullable=False) for name in ("probabilities", "labels")),
    )


def _numbered(table: str, number: str, **columns: type[sa.types.TypeEngine] | sa.types.TypeEngine) -> None:
    _part(
        table,
        sa.Column(number, sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in columns.items()),
    )


def _part(table: str, *columns: sa.Column) -> None:
    run = sa.Column("run_id", sa.String(16), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    op.create_table(table, run, *columns)
