"""Waiting for what a worker computes: calmly, once, with what went wrong in words."""

from concurrent.futures import Future
from dataclasses import dataclass
from threading import Timer

import numpy as np
import pytest

from app.digests import digest
from app.text import say
from cnn_core.data.pictures import grey
from cnn_core.errors import LabError
from cnn_core.explain.networks import Shipped, Trained
from tests.pages.look_visit import DRAWN, LookVisit, look_lab
from tests.pages.visit import LANGUAGES


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    for _, made in look_lab(tmp_path, monkeypatch):
        yield made


def test_a_look_that_is_done_at_once_is_shown_at_once(engine):
    visit = LookVisit()
    assert visit.said("look") == "look: result True, stale False, failed False"
    assert visit.said("brightness") == f"brightness: {int(grey(DRAWN.images[0]).sum())}"
    visit.run().run()
    assert len(engine.asked) == 1, "asked once, kept for the visit"
    visit.press("look-page.next").press("look-page.previous")
    assert len(engine.asked) == 2, "what was looked at before is still there"


def test_what_is_quick_is_waited_for_in_the_same_run(engine, monkeypatch):
    engine.at_once = False
    monkeypatch.setattr("app.looking.WAIT", 20.0)
    ask = engine.look

    def soon(function, *args):
        future = ask(function, *args)
        Timer(0.1, engine.answer).start()
        return future

    monkeypatch.setattr(engine, "look", soon)
    assert LookVisit().said("look") == "look: result True, stale False, failed False"


def test_while_it_is_computed_the_page_says_so_and_shows_the_last_result(engine):
    visit = LookVisit()
    engine.at_once = False
    visit.press("look-page.next")
    assert visit.said("look") == "look: result False, stale True, failed False"
    assert visit.said("brightness") == f"brightness: {int(grey(DRAWN.images[0]).sum())}"
    assert say("en", "look.working") in visit.texts()
    engine.answer()
    visit.run()
    assert visit.said("brightness") == f"brightness: {int(grey(DRAWN.images[1]).sum())}"
    assert say("en", "look.working") not in visit.texts()


def test_quick_changes_do_not_pile_up(engine):
    engine.at_once = False
    visit = LookVisit()
    for _ in range(4):
        visit.press("look-page.next")
    assert len(engine.asked) == 1
    engine.answer()
    visit.run()
    assert len(engine.asked) == 2
    np.testing.assert_array_equal(engine.asked[1][1][0], DRAWN.images[4])


def test_what_the_engine_has_not_begun_is_taken_back(engine, monkeypatch):
    engine.at_once = False
    monkeypatch.setattr(Future, "set_running_or_notify_cancel", lambda self: True)
    visit = LookVisit().press("look-page.next")
    assert [future.cancelled() for *_, future in engine.asked] == [True, False]
    engine.answer()
    assert visit.run().said("look") == "look: result True, stale False, failed False"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind, key", [("starting", "starting"), ("off", "starting"), ("lost", "lost")])
def test_after_a_while_the_page_says_why_it_waits(engine, monkeypatch, kind, key, language):
    engine.at_once, engine.kind = False, kind
    visit = LookVisit(lang=language)
    assert say(language, "look.working") in visit.captions
    monkeypatch.setattr("app.looking.EXPLAINED", 0.0)
    assert say(language, f"look.{key}") in visit.run().captions


def test_what_is_wrong_with_the_engine_is_told(engine):
    engine.at_once, engine.error = False, LabError("workers_did_not_start", seconds=180)
    assert "180 seconds" in LookVisit().feedback


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failure_is_told_and_can_be_tried_again(engine, language):
    engine.at_once = False
    visit = LookVisit(lang=language)
    engine.asked[0][2].set_exception(LabError("look_died"))
    visit.run()
    assert say(language, "error.look_died") in visit.feedback
    assert visit.said("look") == "look: result False, stale False, failed True"
    visit.run()
    assert len(engine.asked) == 1, "nobody asks again before the learner does"
    engine.at_once = True
    visit.press("look-page.grey.again")
    assert visit.said("look") == "look: result True, stale False, failed False"


def test_a_fault_of_ours_is_logged_and_told_calmly(engine, caplog):
    engine.at_once = False
    visit = LookVisit()
    engine.asked[0][2].set_exception(ZeroDivisionError("ours"))
    with pytest.raises(AssertionError, match="ZeroDivisionError: ours"):  # a visit finds what is logged
        visit.run()
    assert say("en", "look.broke") in visit.run().feedback


def test_an_engine_that_cannot_be_made_is_told(monkeypatch):
    def fails():
        raise LabError("store_full", store="runs.sqlite")

    monkeypatch.setattr("app.training.engine", fails)
    assert "no room left" in LookVisit().feedback


def test_a_visit_keeps_a_bounded_number_of_results(engine, monkeypatch):
    monkeypatch.setattr("app.looking.MOST_KEPT", 2)
    visit = LookVisit().press("look-page.next").press("look-page.next").press("look-page.previous")
    assert len(engine.asked) == 3, "the last two are kept"
    visit.press("look-page.previous")
    assert len(engine.asked) == 4, "the first is not"


def test_a_visit_keeps_a_bounded_number_of_bytes(engine, monkeypatch):
    monkeypatch.setattr("app.looking.MOST_BYTES", 2 * 32 * 32 * 8)
    LookVisit().press("look-page.next").press("look-page.next").press("look-page.previous")
    assert len(engine.asked) == 3


@dataclass(frozen=True)
class Pair:
    first: object
    second: object


DIFFERENT = [
    (), (1,), (True,), (1.0,), ("1",), (b"1",), (None,), ((1,),), ([1],), (1, 2), ((1, 2),), (12,),
    ("a", "bc"), ("ab", "c"), (Pair(1, 2),), (Pair(2, 1),), ({"a": 1},), ({"a": 2},), (Shipped("drawn"),),
    (Shipped("drawn", 1),), (Trained("a", "b"),), (Trained("b", "b"),), (np.zeros(2),), (np.zeros((2, 1)),),
    (np.zeros(2, np.float32),), (np.zeros(2, np.int64),), (np.float32(1),), (np.array([0, 1]),),
    (np.array([1, 0]),),
]  # fmt: skip


def test_different_arguments_are_told_apart():
    assert len({digest(grey, *args) for args in DIFFERENT}) == len(DIFFERENT)
    assert digest(grey, 1) != digest(digest, 1)


def test_equal_arguments_are_the_same():
    wide = np.arange(12.0).reshape(3, 4)
    assert digest(grey, wide.T) == digest(grey, wide.T.copy())
    assert digest(grey, {"a": 1, "b": 2}) == digest(grey, {"b": 2, "a": 1})
    assert digest(grey, Pair("x" * 3, (1,))) == digest(grey, Pair("xx" + "x", (1,)))


@pytest.mark.parametrize(
    "value",
    [object(), {1, 2}, lambda: 0, np.array([object()])],
    ids=["object", "set", "function", "array of objects"],
)
def test_what_has_no_lasting_value_is_refused(value):
    with pytest.raises(TypeError):
        digest(grey, value)
