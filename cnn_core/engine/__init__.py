"""Where slow work runs: trainings and looks into networks, in processes of their own."""

from cnn_core.engine.engine import Engine
from cnn_core.engine.status import Status

__all__ = ["Engine", "Status"]
