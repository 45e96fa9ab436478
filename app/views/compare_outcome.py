"""What came out of an experiment, against what was predicted, and how sure that is."""

from statistics import fmean

import streamlit as st

from app import training
from app.compare_sets import RunSet, answer, results, variant_name
from app.compare_setting import SKIPPED
from app.compare_words import percent, points
from app.lesson import Lesson
from app.panel import Panel
from app.views.compare_predict import answer_words
from app.views.compare_tables import numbers_table
from app.views.run_charts import Curve, learning_curves
from cnn_core.exercises.verdict import judge
from cnn_core.store.records import Epoch
from cnn_core.training.experiments import Experiment
from cnn_core.training.outcomes import Outcome


def outcome_of(lesson: Lesson, panel: Panel, found: RunSet) -> None:
    """Curves, numbers, and the answer to what was asked."""
    seeds = found.finished_seeds
    runs = {name: found.of(name, seeds) for name in found.names}
    store = training.store()
    epochs = {run.id: store.epochs(run.id) for some in runs.values() for run in some}
    told = results(found, epochs)
    names = {name: variant_name(found.experiment, name) for name in found.names}
    curves = [
        Curve(names[name], _mean([epochs[run.id] for run in some]), planned=some[0].config.epochs)
        for name, some in runs.items()
    ]
    if len(seeds) > 1:
        st.caption(panel.say("compare.means_of", n=len(seeds)))
    learning_curves(curves, f"{panel.name}.curves")
    numbers_table({names[name]: (some[0].config, told[name]) for name, some in runs.items()})
    result = answer(found, told)
    if result:
        _verdict(lesson, panel, found.experiment, result)


def _verdict(lesson: Lesson, panel: Panel, experiment: Experiment, result: Outcome) -> None:
    guess = panel.setting.guess
    came = panel.say(f"compare_outcome.{experiment.measure}_{result.answer}", **_values(experiment, result))
    reason = f"{came}\n\n{lesson.words('ask.right')}"
    if guess == SKIPPED:
        st.info(reason, icon=":material/visibility:")
    elif judge(guess, result.answer, {}).correct:
        st.success(f"{panel.say('ask.right')} {reason}", icon=":material/check_circle:")
    else:
        wrong = panel.say("compare.predicted", answer=answer_words(panel, experiment, guess))
        st.warning(f"{wrong}\n\n{reason}", icon=":material/psychology_alt:")
    st.markdown(_how_sure(panel, experiment, result))


def _how_sure(panel: Panel, experiment: Experiment, result: Outcome) -> str:
    validation = experiment.variants[experiment.one].validation
    values = {"margin": points(result.margin), "images": validation, "seeds": result.seeds}
    told = [panel.say(f"compare.sure_{result.by}", **values)]
    if result.seeds < 2:
        told.append(panel.say("compare.one_seed"))
    if experiment.usual not in ("", result.answer):
        told.append(panel.say("compare.unusual", usual=answer_words(panel, experiment, experiment.usual)))
    return "\n\n".join(told)


def _values(experiment: Experiment, result: Outcome) -> dict[str, object]:
    shown = points if experiment.measure == "gap" else percent
    return {
        "one": variant_name(experiment, experiment.one), "other": variant_name(experiment, experiment.other),
        "value": shown(result.one), "against": shown(result.other), "by": points(abs(result.difference)),
    }  # fmt: skip


def _mean(runs: list[list[Epoch]]) -> list[Epoch]:
    """Seeds as one curve: the mean of each epoch that all of them have."""
    if len(runs) == 1:
        return runs[0]
    return [
        Epoch(
            same[0].epoch,
            *(
                fmean(getattr(epoch, name) for epoch in same)
                for name in ("loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds")
            ),
        )
        for same in zip(*runs, strict=False)
    ]
