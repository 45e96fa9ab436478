"""Every case of the debugger lesson: Keras fails where the diagnosis says, and runs what it repaired."""

import numpy as np
import pytest

from cnn_core.architecture.diagnose import Diagnosis, diagnose
from tests.core.architecture.cases import CASES, batch, run

# What Keras refuses: the mistake, the line to blame, and the line of the layer that Keras stops at.
REFUSED = {
    "any-size-flattened": ("flatten_unknown", 5, 6),
    "average-of-what": ("missing_argument", 4, 4),
    "batch-of-32": ("batch_in_shape", 2, 3),
    "digits-in-a-row": ("sizes_differ", 3, 3),
    "early-flatten": ("map_is_gone", 3, 4),
    "full-padding": ("unknown_choice", 3, 3),
    "grey-digits": ("no_channel_axis", 2, 3),
    "large-kernel": ("window_does_not_fit", 5, 5),
    "letter-lost": ("unknown_argument", 3, 3),
    "long-vector": ("vector_input", 3, 3),
    "no-comma": ("comma_missing", 3, 3),
    "open-bracket": ("bracket_mismatch", 3, 7),
    "pair-first": ("filters_as_pair", 3, 3),
    "pooled-away": ("window_does_not_fit", 9, 9),
    "pooled-twice": ("map_is_gone", 4, 4),
    "quarter-dropped": ("out_of_range", 5, 5),
    "same-in-third-place": ("padding_by_position", 3, 3),
    "shortcut": ("shapes_differ", 3, 4),
    "small-d": ("unknown_layer", 3, 3),
    "stride-zero": ("too_small", 4, 4),
    "two-groups": ("groups_do_not_divide", 3, 3),
    "typed-in-chinese": ("full_width_character", 3, 3),
    "wide-and-fast": ("stride_with_dilation", 4, 4),
}
# What Keras takes without a word: the mistake and the line to blame.
SILENT = {
    "cat-or-dog": ("softmax_on_one", 5),
    "from-another-library": ("channels_first_input", 2),
    "labels-are-numbers": ("one_hot_loss", 7),
    "no-softmax": ("logits_unsaid", 5),
    "nothing-said": ("no_input_shape", 2),
    "said-logits": ("softmax_from_logits", 5),
    "straight-to-dense": ("dense_on_a_map", 5),
    "three-by-three": ("stride_by_position", 3),
    "two-softmaxes": ("softmax_twice", 6),
}
FINE = {"any-size"}
# What the learner's own code starts from has several mistakes: in the order in which they are told.
SEVERAL = {"own-example": ["out_of_range", "no_channel_axis", "dense_on_a_map", "logits_unsaid"]}
# Labels for the cases that end in a fit: ten classes as numbers.
LABELS = np.array([5, 0, 4, 1])


def repaired(code: str) -> list[tuple[str, Diagnosis]]:
    """The code as it is and after each repair, with what is found in it."""
    steps = [(code, diagnose(code))]
    while steps[-1][1].findings and (better := steps[-1][1].findings[0].repaired) is not None:
        steps.append((better, diagnose(better)))
        assert len(steps) < 10, "repairs come to an end"
    return steps


def test_every_case_is_known():
    assert {*REFUSED, *SILENT, *FINE, *SEVERAL} == {*CASES}
    assert not (REFUSED.keys() & SILENT.keys())


@pytest.mark.parametrize("case", REFUSED)
def test_keras_refuses_and_stops_where_we_say(case):
    key, blamed, stops = REFUSED[case]
    finding = diagnose(CASES[case]).findings[0]
    assert (finding.key, finding.runs, finding.line) == (key, False, blamed)
    assert (finding.shows.line if finding.shows else finding.line) == stops
    assert run(CASES[case]).error is not None
    ran = run(CASES[case], layer_by_layer=True)
    places = [one.span.line for one in diagnose(CASES[case]).architecture.layers] if ran.failed_at else []
    stopped = places[ran.failed_at] if places else ran.line
    assert stopped == stops


@pytest.mark.parametrize("case", SILENT)
def test_keras_takes_it_without_a_word(case):
    key, blamed = SILENT[case]
    finding = diagnose(CASES[case]).findings[0]
    assert (finding.key, finding.runs, finding.line) == (key, True, blamed)
    assert run(CASES[case].replace("model.fit", "# model.fit")).error is None


@pytest.mark.parametrize("case", CASES)
def test_repairs_lead_to_a_model_that_learns(case):
    code, last = repaired(CASES[case])[-1]
    assert not last.findings
    data = dict.fromkeys(("images", "labels"))
    model = run("\n".join(line for line in code.splitlines() if "model.fit" not in line), **data).model
    assert model.built
    assert [tuple(one.output.shape[1:]) for one in model.layers if "input" not in one.name] == [
        row.output_shape for row in last.rows if row.kind != "Input"
    ]
    assert sum(row.params for row in last.rows) == model.count_params()
    classes = model.output_shape[-1]
    assert len(model.output_shape) == 2
    if not getattr(model, "compiled", False):
        model.compile("sgd", loss="sparse_categorical_crossentropy")
    history = model.fit(batch(model), LABELS % max(classes, 2), verbose=0)
    assert np.isfinite(history.history["loss"]).all()


@pytest.mark.parametrize("case", SEVERAL)
def test_one_mistake_after_the_other(case):
    steps = repaired(CASES[case])
    assert [found.findings[0].key for _, found in steps if found.findings] == SEVERAL[case]
    assert "rate=50" in run(CASES[case]).message, "Keras makes all layers of a list before it joins them"


@pytest.mark.parametrize("case", sorted(REFUSED.keys() | SILENT.keys()))
def test_comments_and_other_lines_stay(case):
    before, after = CASES[case].splitlines(), repaired(CASES[case])[-1][0].splitlines()
    comments = [line.partition("#")[2] for line in before if "#" in line]
    assert all(any(line.endswith(comment) for line in after) for comment in comments)
    changed = [line for line in before if line not in after]
    assert len(changed) <= 2
    assert abs(len(after) - len(before)) <= 1


def model_of(case: str):
    return run("\n".join(line for line in CASES[case].splitlines() if "model.fit" not in line)).model


def test_a_dense_layer_on_a_map_keeps_the_map():
    assert model_of("straight-to-dense").output_shape == (None, 13, 13, 10)
    # 32 weights and a bias for each of the ten units: it saw one cell, not the picture
    assert model_of("straight-to-dense").layers[-1].count_params() == 330


def test_the_third_number_is_the_stride():
    assert model_of("three-by-three").layers[0].strides == (3, 3)
    assert model_of("three-by-three").layers[0].output.shape == (None, 10, 10, 32)


def test_channels_first_are_read_as_rows():
    first = model_of("from-another-library").layers[0]
    assert first.output.shape == (None, 1, 30, 32)
    assert first.kernel.shape == (3, 3, 32, 32), "32 columns taken for channels"


def test_a_model_without_a_shape_has_no_weights_yet():
    assert not model_of("nothing-said").built
    assert model_of("nothing-said").weights == []


def test_softmax_of_softmax_cannot_be_sure():
    """Its inputs lie between 0 and 1, so of ten classes none gets more than e / (e + 9)."""
    model = model_of("two-softmaxes")
    model.layers[-2].kernel.assign(1000 * model.layers[-2].kernel)
    outputs = model.predict(batch(model), verbose=0)
    assert outputs.max() < np.e / (np.e + 9) + 1e-6 < 0.24
    once = run(repaired(CASES["two-softmaxes"])[-1][0]).model
    once.layers[-1].kernel.assign(1000 * once.layers[-1].kernel)
    assert once.predict(batch(once), verbose=0).max() > 0.9


def test_softmax_of_one_number_is_always_one():
    model = model_of("cat-or-dog")
    with pytest.warns(UserWarning, match="softmax over axis"):
        assert (model(batch(model)) == 1).numpy().all()


def test_logits_are_no_probabilities():
    model = model_of("no-softmax")
    outputs = model.predict(batch(model), verbose=0)
    assert (outputs < 0).any()
    once = run(repaired(CASES["no-softmax"])[-1][0]).model
    assert np.allclose(once.predict(batch(once), verbose=0).sum(axis=-1), 1, atol=1e-5)


def test_from_logits_after_a_softmax():
    """The loss of these probabilities is -log p; told that they are logits, it applies the softmax again."""
    model = model_of("said-logits")
    probabilities = model.predict(batch(model), verbose=0)
    picked = probabilities[np.arange(4), LABELS]
    loss = float(model.loss(LABELS, probabilities))
    again = np.exp(probabilities) / np.exp(probabilities).sum(axis=-1, keepdims=True)
    assert np.isclose(loss, -np.log(again[np.arange(4), LABELS]).mean(), rtol=1e-4)
    assert not np.isclose(loss, -np.log(picked).mean(), rtol=1e-3)
    # In fit, Keras on TensorFlow looks through the softmax and warns.
    with pytest.warns(UserWarning, match="does not represent logits"):
        model.fit(batch(model), LABELS, verbose=0)


def test_numbers_as_labels_do_not_fit_one_hot_rows():
    model = model_of("labels-are-numbers")
    with pytest.raises(ValueError, match="must have the same rank"):
        model.fit(batch(model), LABELS, verbose=0)
