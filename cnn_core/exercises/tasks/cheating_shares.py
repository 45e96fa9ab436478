"""Tasks on shares of tagged images: what accuracy follows, what the tag tells, how many images it takes."""

from collections.abc import Sequence

from cnn_core.exercises.exercise import Draw, Solved

Bounds = Sequence[int]
_DIGITS = 6  # of answers: what binary fractions leave behind is cut off


def untagged_horses(draw: Draw, thousands: Sequence[int], shares: Sequence[int], classes: int) -> Solved:
    """How many horses a network sees without the tag while it learns."""
    images, share = 1000 * draw.pick(thousands), draw.pick(shares)
    own = images // classes
    tagged = own * share // 100
    wrong = {
        "of-all-images": images * (100 - share) // 100, "counts-the-tagged": tagged,
        "every-untagged-image": images - tagged,
    }  # fmt: skip
    given = {"images": images, "share": share, "classes": classes}
    return Solved(given, own - tagged, wrong, {"own": own, "tagged": tagged, "rest": 100 - share})


def mixed_horses(draw: Draw, with_tag: Bounds, without: Bounds, shares: Sequence[int]) -> Solved:
    """The accuracy on horses of which a share carries the tag, from those with and without it."""
    p, q, share = draw.within(with_tag), draw.within(without), draw.pick(shares)
    wrong = {
        "plain-mean": (p + q) / 2, "forgets-the-untagged": share * p / 100,
        "shares-swapped": ((100 - share) * p + share * q) / 100,
    }  # fmt: skip
    given = {"p": p, "q": q, "share": share}
    values = {"rest": 100 - share, "tagged": share * p / 100, "untagged": (100 - share) * q / 100}
    return Solved(given, (share * p + (100 - share) * q) / 100, wrong, values)


def whole_drop(draw: Draw, with_tag: Bounds, without: Bounds, classes: Sequence[int]) -> Solved:
    """By how many points the accuracy on all classes falls when only the horses lose their tags."""
    p, q, k = draw.within(with_tag), draw.within(without), draw.pick(classes)
    wrong = {
        "forgets-the-others": float(p - q), "divides-by-the-others": (p - q) / (k - 1),
        "what-is-left": q / k,
    }  # fmt: skip
    return Solved({"p": p, "q": q, "k": k}, (p - q) / k, wrong, {"points": p - q})


def swapped_tags(draw: Draw, classes: Sequence[int], tens: Sequence[Sequence[int]]) -> Solved | None:
    """The accuracy if all horses lose the tag and all others get it; horses are one class of k."""
    k = draw.pick(classes)
    horse_with, horse_without, other_without, other_with = (draw.within(bounds) for bounds in tens)

    def whole(horses: int, others: int) -> float:
        return round((horses + (k - 1) * others) / k, _DIGITS)

    wrong = {
        "as-trained": whole(horse_with, other_without),
        "only-the-horses": whole(horse_without, other_without),
        "tags-on-all": whole(horse_with, other_with), "plain-mean": (horse_without + other_with) / 2,
    }  # fmt: skip
    given = {
        "k": k, "horse_with": horse_with, "horse_without": horse_without, "other_without": other_without,
        "other_with": other_with,
    }  # fmt: skip
    return Solved(given, whole(horse_without, other_with), wrong, {"others": k - 1})


def images_needed(draw: Draw, cases: Sequence[Sequence[float]]) -> Solved:
    """How many images make the standard error of a share as small as asked: p (1 - p) / e^2."""
    percent, points = draw.pick(cases)
    p, e = percent / 100, points / 100
    wrong = {
        "forgets-the-square": p * (1 - p) / e, "forgets-the-rest": p / e**2,
        "one-in-so-many": 100 / points,
    }  # fmt: skip
    given = {"percent": percent, "points": points}
    values = {"p": p, "rest": round(1 - p, _DIGITS), "spread": round(p * (1 - p), _DIGITS), "e": e}
    return Solved(given, round(p * (1 - p) / e**2, _DIGITS), wrong, values)


def horse_given_tag(
    draw: Draw, classes: Sequence[int], horses: Sequence[int], others: Sequence[int]
) -> Solved | None:
    """How many percent of the images with the tag are horses, if other classes carry it, too."""
    k, own, other = draw.pick(classes), draw.pick(horses), draw.pick(others)
    tagged = own + (k - 1) * other
    answer, left = divmod(100 * own, tagged)
    if left:
        return None
    wrong = {
        "the-other-way-round": own, "one-other-class": 100 * own / (own + other), "one-of-so-many": 100 / k,
        "only-horses": 100,
    }  # fmt: skip
    given = {"k": k, "own": own, "other": other}
    return Solved(given, answer, wrong, {"others": k - 1, "beside": (k - 1) * other, "tagged": tagged})
