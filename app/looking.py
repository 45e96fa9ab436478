"""Looks into networks from a page: asked for once, waited for calmly, kept for the visit.

Workers compute; a page asks by function and arguments. What is quick is there in the same run of the page.
What takes longer leaves a line that looks again by itself, and the page is drawn once more when it is done.
"""

import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html import escape
from time import monotonic
from typing import Any

import streamlit as st

from app import shell, state, training
from app.digests import digest, weight
from app.markdown import explain_safely
from app.panel import Panel
from app.text import say
from cnn_core.errors import LabError

#: Seconds: a page waits for a look; it looks again; it says that it waits; it says why.
WAIT, EVERY, SAID, EXPLAINED = 0.25, 0.4, 0.6, 3.0
#: What a visit keeps of looks.
MOST_KEPT, MOST_BYTES = 64, 24_000_000
# The line lies over what is shown and moves nothing: no height, and the gap that Streamlit leaves taken back.
_OVER = """<style>
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-look-over"]):not(:has([role="alert"])) {
  height: 0; margin-bottom: -1rem; }
.look-line { position: absolute; z-index: 5; padding: 0.1rem 0.75rem; border-radius: 1rem;
  font-size: 0.875rem; color: light-dark(#1d2730, #e8eaec); background: light-dark(#f0f2ef, #1a2027);
  border: 1px solid light-dark(#7c868d, #6b7680); }
</style><span></span>"""
_log = logging.getLogger("convlab")


@dataclass(frozen=True, eq=False)
class Look:
    """What a page knows of a look.

    Attributes:
        result: of the function with these arguments; None while it is computed, or if it failed.
        stale: meanwhile, the last result that was asked for under this name with other arguments.
        failed: whether there will be no result until the learner tries again.
    """

    result: Any = None
    stale: Any = None
    failed: bool = False

    @property
    def shown(self) -> Any:
        """The result, or the last one meanwhile; None if there is neither."""
        return self.stale if self.result is None else self.result

    @property
    def is_stale(self) -> bool:
        """Whether what is shown belongs to other arguments."""
        return self.result is None and self.stale is not None


@dataclass
class _Place:
    """Looks asked for under one name: at most one is under way, so that quick changes do not pile up."""

    wanted: str = ""
    future: "Future[Any] | None" = None
    since: float = 0.0
    last: str = ""
    failed: str = ""
    error: LabError | None = None


@dataclass
class _Kept:
    """Results by what was asked, those used last at the end."""

    results: "OrderedDict[str, Any]" = field(default_factory=OrderedDict)
    places: dict[str, _Place] = field(default_factory=dict)

    def put(self, key: str, result: Any) -> None:
        self.results[key] = result
        heavy = sum(map(weight, self.results.values()))
        while len(self.results) > 1 and (len(self.results) > MOST_KEPT or heavy > MOST_BYTES):
            heavy -= weight(self.results.popitem(last=False)[1])


def looked(name: str | Panel, function: Callable[..., Any], *args: Any) -> Any:
    """The result of `training.engine().look(function, *args)`, or None while the page says that it waits.

    As `look_at`, for pages that do not show the last result meanwhile.
    """
    return look_at(name, function, *args).result


def look_at(name: str | Panel, function: Callable[..., Any], *args: Any) -> Look:
    """Have a worker compute something; draws a line while it does, or what went wrong.

    Asked for once for the same function and arguments in a visit. The page is drawn again when it is done.

    Args:
        name: of this place on the page, one a look: by it the last result is found; a panel stands for its
            own name.
        function: of a module that workers can import; it must give the same for the same arguments, and never
            None.
        args: numbers, texts, bytes, arrays, frozen dataclasses, and tuples, lists and dicts of these.

    Raises:
        TypeError: an argument of another kind.
    """
    kept = _kept()
    place_name = f"{name.name if isinstance(name, Panel) else name}.{function.__qualname__}"
    place = kept.places.setdefault(place_name, _Place())
    key = digest(function, *args)
    if key not in kept.results and place.failed != key:
        _collect(kept, place)
        if key not in kept.results and place.failed != key:
            _ask(place, key, function, args)
            _collect(kept, place)
    if key in kept.results:
        kept.results.move_to_end(key)
        place.last = key
        return Look(kept.results[key])
    stale = kept.results.get(place.last)
    if place.failed == key:
        _tell_failure(place_name, place)
        return Look(None, stale, failed=True)
    over = stale is not None
    draw = partial(shell.guarded, partial(_waiting, place, over, []))
    with st.container(key=f"look-{'over' if over else 'line'}-{_css(place_name)}", gap=None):
        if over:
            st.html(_OVER)
        st.fragment(draw, run_every=EVERY, key=f"look-{place_name}")()
    return Look(None, stale)


@contextmanager
def dimmed(name: str, look: Look) -> Iterator[None]:
    """Draw inside: what is shown is faint while it belongs to other arguments."""
    key = f"look-{_css(name)}"
    opacity = 0.45 if look.is_stale else 1
    with st.container(key=key, gap=None):
        st.html(f"<style>.st-key-{key} {{opacity: {opacity}; transition: opacity 0.2s}}</style><span></span>")
        with st.container():
            yield


def _kept() -> _Kept:
    kept: _Kept | None = state.recall("looks", "kept", None)
    if kept is None:
        kept = _Kept()
        state.remember("looks", "kept", kept)
    return kept


def _ask(place: _Place, key: str, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    """Hand it to the engine, unless another is under way here that cannot be taken back; wait a little."""
    if place.future is not None and place.wanted != key and place.future.cancel():
        place.future = None
    try:
        if place.future is None:
            engine = training.engine()
            place.wanted, place.since = key, monotonic()
            place.future = engine.look(function, *args)
            if engine.status().kind == "ready":
                wait([place.future], WAIT)
    except LabError as error:
        place.future, place.failed, place.error = None, key, error


def _collect(kept: _Kept, place: _Place) -> None:
    """Take what is done: a result, or why there is none."""
    if place.future is None or not place.future.done():
        return
    future, place.future = place.future, None
    try:
        kept.put(place.wanted, future.result())
        place.last = place.wanted
    except CancelledError:
        pass
    except LabError as error:
        place.failed, place.error = place.wanted, error
    except Exception:
        _log.exception("a look failed")
        place.failed, place.error = place.wanted, None


def _waiting(place: _Place, over: bool, turns: list[bool]) -> None:
    """One line, after a moment; the page when it is over. It lies `over` what is shown, and moves nothing.

    Not in the run that draws the page: a second run on its heels would overtake the values that the first
    fills into widgets, and browsers would start these, and report them, with their defaults.
    """
    turns.append(True)
    if place.future is None or place.future.done():
        if len(turns) > 1:
            st.rerun()
        return
    waited = monotonic() - place.since
    if waited < SAID:
        return
    language, status = state.language(), training.engine().status()
    if status.error:
        st.warning(explain_safely(language, status.error))
        return
    why = "lost" if status.kind == "lost" else "starting"
    told = say(language, f"look.{why}" if status.kind != "ready" and waited > EXPLAINED else "look.working")
    if over:
        st.html(f"<div class='look-line' role='status'>{escape(told)}</div>")
    else:
        st.caption(told)


def _tell_failure(name: str, place: _Place) -> None:
    language = state.language()
    told = explain_safely(language, place.error) if place.error else say(language, "look.broke")

    def again() -> None:
        place.failed, place.error = "", None

    with st.container(key=f"failed-{_css(name)}"):
        st.warning(told, icon=":material/error:")
        st.button(say(language, "look.again"), key=f"{name}.again", icon=":material/refresh:", on_click=again)


def _css(name: str) -> str:
    """A name as a part of a style sheet's class."""
    return re.sub("[^a-zA-Z0-9]", "-", name)
