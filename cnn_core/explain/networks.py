"""Networks to look into, as short references that travel to a worker; opened there and kept warm."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from cnn_core.errors import LabError
from cnn_core.explain.probe import Probe
from cnn_core.training.config import Config

#: Networks that a process keeps open.
MOST_OPEN: Final = 6


@dataclass(frozen=True)
class Shipped:
    """A network that comes with the app; `epoch` for those whose training can be followed, None: trained."""

    name: str
    epoch: int | None = None


@dataclass(frozen=True)
class Trained:
    """A run's network.

    Attributes:
        url: of the store.
        run: the run's id.
        which: the weights: "best", "final" or "epoch-3".
        stamp: whatever changes when these weights do, such as the epochs done.
    """

    url: str = field(repr=False)  # may hold a password
    run: str
    which: str = "best"
    stamp: int = 0


Reference = Shipped | Trained


@dataclass
class _Open:
    probe: Probe
    holds: Reference


_open: OrderedDict[tuple[str, bytes], _Open] = OrderedDict()
_lock = threading.RLock()


@contextmanager
def opened(reference: Reference) -> Iterator[Probe]:
    """The network, ready to be looked into; nobody else uses it meanwhile.

    Networks of one configuration share a model: another epoch's weights are put into it, and what was
    compiled for it stays.

    Raises:
        LabError: "no_such_run" (received), "no_weights" (run, which) if there are none yet or no more,
            "weights_unreadable" or "weights_do_not_fit" (), those of `cnn_core.models.shipped`.
    """
    with _lock:
        yield _probe(reference)


def within(reference: Reference, function: Callable[..., Any], *args: Any) -> Any:
    """What `function(probe, *args)` gives for a network: a look, as a page asks a worker for it.

    Raises:
        LabError: as `opened` and the function do.
    """
    with opened(reference) as probe:
        return function(probe, *args)


def _probe(reference: Reference) -> Probe:
    from cnn_core.training.export import put_weights, scaling_of, trained_model

    for key, kept in _open.items():
        if kept.holds == reference:
            _open.move_to_end(key)
            return kept.probe
    config, weights = read(reference)
    key = config.to_json(), scaling_of(weights)
    if key in _open:
        put_weights(_open[key].probe.model, weights)
        _open[key].holds = reference
    else:
        _open[key] = _Open(Probe(trained_model(config, weights)), reference)
        while len(_open) > MOST_OPEN:
            _open.popitem(last=False)
    _open.move_to_end(key)
    return _open[key].probe


def read(reference: Reference) -> tuple[Config, bytes]:
    """A network's configuration and weights. Raises LabError as `opened`."""
    if isinstance(reference, Shipped):
        from cnn_core.models.shipped import shipped, shipped_epoch

        config, weights = shipped(reference.name)
        if reference.epoch is not None:
            weights = shipped_epoch(reference.name, reference.epoch)
        return config, weights
    from cnn_core.store import store_at

    store = store_at(reference.url)
    run = store.run(reference.run)
    content = store.weights(run.id, reference.which)
    if content is None:
        raise LabError("no_weights", run=run.id, which=reference.which)
    return run.config, content
