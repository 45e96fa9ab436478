"""Tasks on what Keras takes without a word: the last layer, the loss, the labels, the pixels."""

from collections.abc import Sequence
from typing import Final

from cnn_core.architecture.diagnose import diagnose
from cnn_core.architecture.stack import Layer, layer, stack
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.tasks.architectures_code import shown

Bounds = Sequence[int]
#: One time in so many a case is drawn in which a wrong rule that always says the same is right.
RARE: Final = 6
_SPARSE: Final = "sparse_categorical_crossentropy"
#: What the diagnosis of a network's end means for the number of softmaxes.
_SOFTMAXES: Final = {"softmax_from_logits": "twice", "logits_unsaid": "never"}
_MISPLACED: Final = {"softmax_twice": "twice", "softmax_inside": "inside", "softmax_on_one": "on-one"}


def labels_loss(draw: Draw, classes: Bounds) -> Solved:
    """19: which loss fits labels that are numbers, one-hot rows, or a yes and no for a single sigmoid."""
    form = "yes-no" if draw.whole(1, RARE) == 1 else draw.pick(("numbers", "rows", "converted"))
    k = 2 if form == "yes-no" else draw.within(classes)
    labels = tuple(draw.whole(0, k - 1) for _ in range(3))
    printed = [[int(label == at) for at in range(k)] for label in labels] if form == "rows" else labels
    lines = [f"print(y_train[:3])  # [{' '.join(str(one).replace(',', '') for one in printed)}]"]
    if form == "converted":
        lines.append(f"y_train = keras.utils.to_categorical(y_train, {k})")
    n = draw.pick((24, 28, 32))
    last = layer("Dense", k, activation="softmax")
    if form == "yes-no":
        last = layer("Dense", 1, activation="sigmoid")
    network = stack(layer("Input", (n, n, 1)), layer("Flatten"), last)
    code = "\n".join([*lines, shown(network), 'model.compile("adam", loss=...)'])
    other = "sparse" if form in ("rows", "converted") else "categorical"
    answer = {"numbers": "sparse", "yes-no": "binary"}.get(form, "categorical")
    wrong = {"for-the-other-labels": other, "binary-for-many": "binary"}
    return Solved({"code": code}, answer, wrong, {"k": k}, ("sparse", "categorical", "binary"))


def logits(draw: Draw, classes: Bounds) -> Solved:
    """Whether softmax is applied once between the last weights and the loss: from_logits right or wrong."""
    k, n, hidden = draw.within(classes), draw.pick((24, 28, 32)), draw.pick((32, 64, 128))
    ends: tuple[tuple[Layer, ...], ...] = (
        (layer("Dense", k),), (layer("Dense", k),), (layer("Dense", k, activation="softmax"),),
        (layer("Dense", k), layer("Softmax")),
    )  # fmt: skip
    end, from_logits = draw.pick(ends), draw.pick((True, False))
    network = shown(
        stack(layer("Input", (n, n, 1)), layer("Flatten"), layer("Dense", hidden, activation="relu"), *end)
    )
    in_layers = 0 if end == ends[0] else 1
    values = {"in_layers": in_layers, "in_loss": int(from_logits), "times": in_layers + from_logits}
    wrong = {"logits-turned": _softmaxes(_compiled(network, not from_logits))}
    code = _compiled(network, from_logits)
    return Solved({"code": code}, _softmaxes(code), wrong, values, ("once", "twice", "never"))


def softmax_place(draw: Draw, classes: Bounds) -> Solved:
    """20: what is wrong with the softmax of a network that Keras builds without a word."""
    k, n, f = draw.within(classes), draw.pick((24, 28, 32)), draw.pick((8, 16, 32))
    front = [layer("Input", (n, n, 1)), layer("Conv2D", f, 3, activation="relu"), layer("Flatten")]
    hidden = [layer("Dense", 64, activation="relu"), layer("Dense", k, activation="softmax")]
    mistake = "loss" if draw.whole(1, RARE) == 1 else draw.pick(("twice", "inside", "on-one"))
    column = mistake == "loss" or draw.pick((True, False))
    labels = " ".join(
        f"[{label}]" if column else f"{label}" for label in (draw.whole(0, k - 1) for _ in range(4))
    )
    loss = _SPARSE
    if mistake == "twice":
        hidden.append(draw.pick((layer("Softmax"), layer("Activation", "softmax"))))
    elif mistake == "inside":
        hidden[0] = layer("Dense", 64, activation="softmax")
    elif mistake == "loss":
        loss = "mse"  # of labels in a column, each is spread over its row without a word
    else:
        hidden[1] = layer("Dense", 1, activation="softmax")
        labels, loss = " ".join(str(draw.whole(0, 1)) for _ in range(4)), "binary_crossentropy"
    network = shown(stack(*front, *hidden))
    code = f'print(y_train[:4])  # [{labels}]\n{network}\nmodel.compile("adam", loss="{loss}")'
    found = diagnose(code).findings
    answer = _MISPLACED[found[0].key] if found else "loss"
    options = ("twice", "inside", "on-one", "loss")
    return Solved({"code": code}, answer, {"blames-the-loss": "loss"}, {"k": k}, options)


def pixels(draw: Draw, filters: Sequence[int]) -> Solved:
    """28: pixels belong between 0 and 1, divided by 255 once, in training and in testing."""
    n, k = draw.pick((24, 28, 32)), draw.pick(filters)
    answer = draw.pick(("as-is", "both", "as-is", "both", "train-only", "test-only"))
    inside = answer == "as-is"
    scaling = (layer("Rescaling", 1 / 255),) if inside else ()
    front = layer("Input", (n, n, 3)), *scaling, layer("Conv2D", k, 3, activation="relu")
    network = stack(*front, layer("GlobalAveragePooling2D"), layer("Dense", 10))
    done = {"train-only": "test", "test-only": "train"}.get(answer)
    wrong = {"not-once": "both" if inside else "as-is", "training-only": "train-only"}
    options = ("as-is", "both", "train-only", "test-only")
    code = f"x_{done} = x_{done} / 255\n{shown(network)}" if done else shown(network)
    return Solved({"code": code}, answer, wrong, {"wrong_times": 2 * inside}, options)


def _compiled(network: str, from_logits: bool) -> str:
    said = "from_logits=True" if from_logits else ""
    return f"{network}\nloss = keras.losses.SparseCategoricalCrossentropy({said})\nmodel.compile(loss=loss)"


def _softmaxes(code: str) -> str:
    found = diagnose(code).findings
    return _SOFTMAXES[found[0].key] if found else "once"
