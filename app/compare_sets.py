"""The runs of a guided experiment: those found in the store, and starting those that are missing."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from app import state, training
from app.text import say
from app.views import data_source
from cnn_core.store.records import Epoch, Run, State
from cnn_core.training.experiments import Experiment
from cnn_core.training.outcomes import Numbers, Outcome, numbers, outcome

ACTIVE: Final = (State.QUEUED, State.RUNNING)
MOST_SEEDS: Final = 3
#: Of a learner's runs, so many are searched for what an experiment needs.
_SEARCHED: Final = 200
#: Which of two runs of the same configuration is the one to show.
_RANK: Final = (State.FINISHED, State.RUNNING, State.QUEUED, State.PAUSED, State.STOPPED, State.FAILED)


@dataclass(frozen=True)
class RunSet:
    """An experiment's runs.

    Attributes:
        experiment: what they belong to.
        data: the images they are trained on.
        is_mine: whether they are the learner's own, who may then start more.
        runs: by variant and seed, in the experiment's order, as far as there are any.
    """

    experiment: Experiment
    data: str
    is_mine: bool
    runs: Mapping[tuple[str, int], Run]

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds to train: 0, and every other with which all variants were started."""
        return tuple(sorted({0} | {seed for _, seed in self.runs}))

    @property
    def finished_seeds(self) -> tuple[int, ...]:
        """The seeds with which every variant is done."""
        return tuple(seed for seed in self.seeds if all(self._is_done(name, seed) for name in self.names))

    @property
    def names(self) -> tuple[str, ...]:
        """The variants."""
        return tuple(self.experiment.variants)

    @property
    def missing(self) -> tuple[tuple[str, int], ...]:
        """Variants that nobody has started, with their seed 0."""
        return tuple((name, 0) for name in self.names if (name, 0) not in self.runs)

    @property
    def active(self) -> tuple[Run, ...]:
        """Runs that wait or train."""
        return tuple(run for run in self.runs.values() if run.state in ACTIVE)

    @property
    def at_rest(self) -> tuple[Run, ...]:
        """Runs that are not done and go on only if they are asked to."""
        runs = self.runs.values()
        return tuple(run for run in runs if run.state not in ACTIVE and not is_done(run))

    def of(self, variant: str, seeds: tuple[int, ...]) -> list[Run]:
        """A variant's runs with these seeds."""
        return [self.runs[variant, seed] for seed in seeds if (variant, seed) in self.runs]

    def _is_done(self, name: str, seed: int) -> bool:
        return (name, seed) in self.runs and is_done(self.runs[name, seed])


def is_done(run: Run) -> bool:
    """Whether a run has come to a result: its epochs, or a loss that is no number any more."""
    broke = run.reason is not None and run.reason.key == "loss_not_finite"
    return run.state is State.FINISHED or (run.state is State.FAILED and broke)


def find(experiment: Experiment, group: str = "") -> RunSet:
    """The runs of an experiment: the learner's own, or of whoever started the set that a link names.

    Whatever was trained before with the same configuration counts, whichever page started it.

    Raises:
        LabError: as the store does.
    """
    store, learner = training.store(), state.learner()
    named = store.runs(group=group, limit=_SEARCHED) if group else []
    owner = named[0].learner if named else learner
    data = named[0].config.data if named else data_source.in_use()
    found: dict[tuple[str, int], Run] = {}
    for run in store.runs(learner=owner, limit=_SEARCHED):
        variant = experiment.variant_of(run.config) if run.config.data == data else None
        if variant is None:
            continue
        place = (variant, run.config.seed)
        if place not in found or _RANK.index(run.state) < _RANK.index(found[place].state):
            found[place] = run
    return RunSet(experiment, data, owner == learner, _in_order(experiment, found))


def _in_order(experiment: Experiment, found: Mapping[tuple[str, int], Run]) -> dict[tuple[str, int], Run]:
    """Runs of seed 0 and of seeds that are complete: another experiment may have left one of its own."""
    names = tuple(experiment.variants)
    seeds = sorted({seed for _, seed in found})
    complete = [seed for seed in seeds if seed == 0 or all((name, seed) in found for name in names)]
    places = product(names, complete)
    return {place: found[place] for place in places if place in found}


def start(found: RunSet, wanted: tuple[tuple[str, int], ...], group: str) -> str:
    """Put runs into the queue, those that are not there yet; returns the set they belong to.

    Raises:
        LabError: "too_many_waiting" (maximum), as the store does.
    """
    store, group = training.store(), group or secrets.token_hex(8)
    there = [run.config for run in store.runs(learner=state.learner(), limit=_SEARCHED)]
    for variant, seed in wanted:
        config = found.experiment.config(variant, found.data, seed)
        if config not in there:
            store.add(config, state.learner(), run_name(found.experiment, variant), group)
    training.engine().wake()
    return group


def run_name(experiment: Experiment, variant: str) -> str:
    """What a run is called in lists: the variant and the experiment, in the learner's language."""
    title = say(state.language(), f"compare_experiment.{experiment.id}")
    return f"{variant_name(experiment, variant)} · {title}"


def variant_name(experiment: Experiment, variant: str) -> str:
    """What a variant is called."""
    return say(state.language(), f"variant_{experiment.id}.{variant}")


def results(found: RunSet, epochs: Mapping[str, list[Epoch]]) -> dict[str, list[Numbers]]:
    """What the runs that are done came to, a list of seeds for every variant, from their epochs by id."""
    seeds = found.finished_seeds
    told = {name: found.of(name, seeds) for name in found.names}
    return {
        name: [one for run in runs if (one := numbers(run.config, epochs[run.id]))]
        for name, runs in told.items()
    }


def answer(found: RunSet, told: Mapping[str, list[Numbers]]) -> Outcome | None:
    """The outcome of what the experiment asks; None until all of one seed's runs are finished."""
    experiment = found.experiment
    return outcome(experiment, told[experiment.one], told[experiment.other])
