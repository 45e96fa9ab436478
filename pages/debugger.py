"""The shape debugger: read what Keras says, find the line to blame, mend it."""

from app.lesson import open_lesson
from app.views.debugger import own_code, study_case

lesson = open_lesson("debugger")
section = lesson.section


@section("read")
def read() -> None:
    study_case(lesson, "grey-digits")


@section("sizes")
def sizes() -> None:
    study_case(lesson, "pooled-away", "large-kernel", "stride-zero", "shortcut", "digits-in-a-row")


@section("axes")
def axes() -> None:
    study_case(
        lesson,
        "batch-of-32",
        "early-flatten",
        "pooled-twice",
        "long-vector",
        "any-size-flattened",
        "any-size",
    )


@section("arguments")
def arguments() -> None:
    study_case(
        lesson, "pair-first", "same-in-third-place", "full-padding", "wide-and-fast", "two-groups",
        "quarter-dropped", "average-of-what",
    )  # fmt: skip


@section("python")
def python() -> None:
    study_case(lesson, "small-d", "letter-lost", "no-comma", "open-bracket", "typed-in-chinese")


@section("silent")
def silent() -> None:
    study_case(lesson, "straight-to-dense", "three-by-three", "from-another-library", "nothing-said")


@section("ends")
def ends() -> None:
    study_case(lesson, "two-softmaxes", "no-softmax", "said-logits", "labels-are-numbers", "cat-or-dog")


@section("own")
def own() -> None:
    own_code(lesson)


lesson.run()
