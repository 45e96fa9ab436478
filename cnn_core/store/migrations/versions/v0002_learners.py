"""Learners, what they answered, and wrong return codes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "learners",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("nickname", sa.String(40), nullable=False),
        sa.Column("code", sa.String(64), nullable=False, unique=True),
        *(sa.Column(name, sa.Double, nullable=False) for name in ("created", "seen")),
    )
    learner = sa.ForeignKey("learners.id", ondelete="CASCADE")
    op.create_table(
        "attempts",
        sa.Column("learner_id", sa.String(32), learner, primary_key=True),
        *(sa.Column(name, sa.String(80), primary_key=name == "token", nullable=False)
          for name in ("token", "exercise", "misconception")),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("answer", sa.String(500), nullable=False),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("correct", "revealed")),
        sa.Column("hints", sa.Integer, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )  # fmt: skip
    op.create_table(
        "tries",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
    for name in ("source", "at"):
        op.create_index(f"ix_tries_{name}", "tries", [name])
