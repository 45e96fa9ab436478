"""Tasks on what a set of images holds: unequal classes, a telltale mark, the parts it is cut into."""

from collections.abc import Sequence

import numpy as np

from cnn_core.exercises.exercise import Draw, Solved

Bounds = Sequence[int]
_NAMES = ("cats", "dogs", "frogs")
_NETWORKS = ("A", "B", "C")


def always_the_commonest(draw: Draw, totals: Sequence[int], most: Sequence[int]) -> Solved:
    """The accuracy, in percent, of always naming the commonest of three classes."""
    total, percent = draw.pick(totals), draw.pick(most)
    second = draw.whole(1, (100 - percent) // 10 - 1) * 10
    shares = (percent, second, 100 - percent - second)
    counts = draw.shuffled([total * share // 100 for share in shares])
    top = max(counts)
    wrong = {
        "guesses-blindly": 100 / len(counts), "counts-images": top,
        "counts-the-misses": 100 - percent,
    }  # fmt: skip
    given = dict(zip(_NAMES, counts, strict=True))
    return Solved(given, 100 * top // total, wrong, {"total": total, "top": top})


def tag_alone(draw: Draw, totals: Sequence[int], horses: Sequence[int], tags: Sequence[int]) -> Solved | None:
    """How many percent of all images are judged rightly by the tag alone: horse or no horse."""
    total, share, tagged_share = draw.pick(totals), draw.pick(horses), draw.pick(tags)
    own = total * share // 100
    tagged, others = own * tagged_share // 100, total - own
    right = tagged + others
    answer, left = divmod(100 * right, total)
    if left or own * tagged_share % 100:
        return None
    wrong = {
        "only-horses": tagged_share, "as-if-it-knew-horses": 100, "tagged-of-all": 100 * tagged / total,
    }  # fmt: skip
    given = {"horses": own, "tagged": tagged, "others": others}
    return Solved(given, answer, wrong, {"right": right, "total": total, "missed": own - tagged})


def training_images(
    draw: Draw, thousands: Sequence[int], tests: Sequence[int], validations: Sequence[int]
) -> Solved:
    """How many images are left for training when test and then validation images are kept apart."""
    images, test, validation = 1000 * draw.pick(thousands), draw.pick(tests), draw.pick(validations)
    left = images * (100 - test) // 100
    kept = left * validation // 100
    wrong = {
        "share-of-all": images * (100 - test - validation) // 100, "forgets-validation": left,
        "forgets-test": images * (100 - validation) // 100, "the-validation-images": kept,
    }  # fmt: skip
    given = {"images": images, "test": test, "validation": validation}
    return Solved(given, left - kept, wrong, {"left": left, "kept": kept})


def honest_score(draw: Draw, accuracies: Bounds, apart: Bounds) -> Solved | None:
    """The accuracy to be reported for the best of three networks: chosen by validation, read off the test."""
    middle = draw.within(accuracies)
    chosen_by = np.array([middle + draw.within(apart) for _ in _NETWORKS])
    test = np.array([middle + draw.within(apart) for _ in _NETWORKS])
    at = int(chosen_by.argmax())
    if (chosen_by == chosen_by[at]).sum() > 1:
        return None
    answer = int(test[at])
    wrong = {
        "what-was-seen": int(chosen_by[at]), "best-on-test": int(test.max()),
        "mean-of-both": float(chosen_by[at] + answer) / 2,
    }  # fmt: skip
    given = {f"validation_{name}": int(score) for name, score in zip("abc", chosen_by, strict=True)}
    given |= {f"test_{name}": int(score) for name, score in zip("abc", test, strict=True)}
    return Solved(given, answer, wrong, {"best": int(chosen_by[at]), "name": _NETWORKS[at]})
