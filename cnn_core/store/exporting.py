"""What is kept of a learner, as values that JSON knows."""

import json
import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cnn_core.store import tables
from cnn_core.store.packing import moment

_TIMES: Final = ("created", "queued", "started", "ended", "seen", "beat", "at")
_JSON: Final = ("config", "progress", "reason", "values")
#: Whoever has a learner's id is the learner: it goes into no file that might be passed on.
_LEFT_OUT: Final = ("code", "learner_id", "learner", "run_id")
#: What a run's tables are called in the export.
_PARTS: Final = (tables.events, tables.epochs, tables.results)


def exported(connection: Connection, learner: str) -> dict[str, Any]:
    """A learner, their attempts and their runs; `learners.Learners.export_learner` says what is left out."""
    who, what = tables.learners, tables.attempts
    row = connection.execute(_query(who).where(who.c.id == learner)).mappings().one()
    done = _query(what).where(what.c.learner_id == learner).order_by(what.c.at, what.c.token)
    return {
        "learner": plain({name: value for name, value in row.items() if name != "id"}),
        "attempts": [plain(one) for one in connection.execute(done).mappings()],
        "runs": _runs(connection, learner),
    }


def plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row as JSON has it: times in UTC as ISO 8601, JSON texts as what they say.

    >>> plain({"at": 0.0, "config": '{"epochs": 3}', "code": "secret"})
    {'at': '1970-01-01T00:00:00+00:00', 'config': {'epochs': 3}}
    """
    told: dict[str, Any] = {}
    for name, value in row.items():
        if name in _LEFT_OUT:
            continue
        if value is not None and name in _TIMES:
            value = moment(value).isoformat()
        elif value is not None and name in _JSON:
            value = json.loads(value, parse_constant=str)
        # JSON has no infinity, which a loss can reach.
        told[name] = str(value) if isinstance(value, float) and not math.isfinite(value) else value
    return told


def _runs(connection: Connection, learner: str) -> list[dict[str, Any]]:
    table = tables.runs
    mine = sa.select(table.c.id).where(table.c.learner == learner)
    runs = connection.execute(_query(table).where(table.c.learner == learner).order_by(table.c.created))
    told = [plain(row) for row in runs.mappings()]
    for part in _PARTS:
        of_run: dict[str, list[dict[str, Any]]] = defaultdict(list)
        rows = _query(part).where(part.c.run_id.in_(mine)).order_by(*part.primary_key.columns)
        for row in connection.execute(rows).mappings():
            of_run[row["run_id"]].append(plain(row))
        for run in told:
            run[part.name] = of_run[run["id"]]
    return told


def _query(table: sa.Table) -> sa.Select[Any]:
    """All columns of a table that hold no bytes."""
    return sa.select(*(column for column in table.c if not isinstance(column.type, sa.LargeBinary)))
