"""The one registry of lessons: what exists, in what order, under which address."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Entry:
    """One page of the app. `slug` is its address, its page's file name and its folder in assets/lessons."""

    slug: str
    icon: str

    @property
    def page(self) -> Path:
        """The file that runs when the page is opened."""
        return ROOT / "pages" / f"{self.slug}.py"


HOME = Entry("home", ":material/home:")
LESSONS = (
    Entry("convolution", ":material/grid_on:"),
    Entry("pooling", ":material/compress:"),
    Entry("layers", ":material/layers:"),
    Entry("architectures", ":material/account_tree:"),
    Entry("debugger", ":material/bug_report:"),
    Entry("data", ":material/dataset:"),
    Entry("train", ":material/model_training:"),
    Entry("compare", ":material/stacked_line_chart:"),
    Entry("inside", ":material/search:"),
    Entry("heatmaps", ":material/frame_inspect:"),
    Entry("cheating", ":material/visibility_off:"),
    Entry("evolution", ":material/movie:"),
    Entry("practice", ":material/exercise:"),
)


def lesson(slug: str) -> Entry:
    """The entry of a lesson.

    Raises:
        KeyError: there is none.

    >>> lesson("pooling").icon
    ':material/compress:'
    """
    return {entry.slug: entry for entry in LESSONS}[slug]


def lesson_after(slug: str) -> Entry | None:
    """The next lesson in the course, None after the last.

    >>> lesson_after("convolution").slug
    'pooling'
    """
    slugs = [entry.slug for entry in LESSONS]
    following = slugs.index(slug) + 1
    return LESSONS[following] if following < len(LESSONS) else None
