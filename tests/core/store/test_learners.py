"""Learners without accounts: codes, nicknames, what is theirs, and that nothing is left when they go."""

import hashlib
import json
import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from cnn_core.errors import LabError
from cnn_core.exercises.attempts import Attempt
from cnn_core.store import Snapshot, State, Wanted, tables
from cnn_core.store.codes import new_code
from cnn_core.store.learners import MAX_TRIES
from tests.core.store.databases import CONFIG, complete, progress

NOBODY = "0" * 32
WRONG = "0000-0000-0000-0000-0000-0000-00"
COOKIE = "c" * 32
NO_CODES = ["", "0", WRONG + "0", "x" * 10_000, "Ｕ" * 26, "\x00\ud800", None, "' OR 1=1 --"]
# Persian and emoji need joiners between their letters.
NAMES = ["Ann", "小明", "عمر", "می\u200cخواهم", "क्ष", "👩\u200d💻", "<b>*x*</b>", "a" * 40, "O'Neil; --"]
NO_NAMES = ["", "  ", "a" * 41, "x" * 10_000, "a\nb", "a\x00", "\u202eevil", "\u200d", "\u0301", "\ud800"]


def attempt(token="t1"):
    return Attempt(token, "pooling.pooled-side", 7, "13", False, "stride-one", 1, at=1_800_000_000.0)


def later(store, seconds):
    """Let time pass for what was tried."""
    with store._database.writing() as connection:
        connection.execute(sa.update(tables.tries).values(at=tables.tries.c.at - seconds))


def wrong(store, times=1, source="here"):
    for _ in range(times):
        with pytest.raises(LabError, match="no_such_code"):
            store.learner_by_code(WRONG, source)


def everything(store):
    """All that is in the database, as text."""
    with store._database.reading() as connection:
        return str([connection.execute(sa.select(table)).all() for table in tables.metadata.sorted_tables])


def test_a_new_learner_and_the_code(store, another):
    learner, code = store.new_learner("  小明 ")
    assert re.fullmatch("[0-9a-f]{32}", learner.id) and learner.nickname == "小明"
    assert re.fullmatch("([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}", code)
    assert abs(datetime.now(UTC) - learner.created) < timedelta(seconds=30)
    assert learner.seen == learner.created
    assert another.learner(learner.id) == learner
    back = another.learner_by_code(code, "here")
    assert (back.id, back.nickname, back.created) == (learner.id, "小明", learner.created)
    assert store.learner(learner.id).seen > learner.seen


def test_codes_hold_128_bits():
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    numbers = [sum(digits.index(one) << 5 * n for n, one in enumerate(reversed(code.replace("-", ""))))
               for code in (new_code() for _ in range(400))]  # fmt: skip
    assert len(set(numbers)) == 400 and max(numbers) < 2**128
    assert all(120 < sum(number >> bit & 1 for number in numbers) < 280 for bit in range(128))


def test_only_the_hash_is_kept(store):
    _, code = store.new_learner("Ann")
    kept, digits = everything(store), code.replace("-", "")
    assert hashlib.sha256(digits.encode()).hexdigest() in kept
    assert digits not in kept and code not in kept


def test_codes_are_read_as_people_write_them(store):
    learner, code = store.new_learner("Ann")
    full_width = code.translate({n: n + 0xFEE0 for n in range(33, 127)})
    alike = code.replace("0", "O").replace("1", "l")
    grouped = (code.replace("-", ""), code.replace("-", " – "), f"  {code}\n")
    for typed in (code.lower(), full_width, alike, *grouped):
        assert store.learner_by_code(typed, "here").id == learner.id


@pytest.mark.parametrize("code", NO_CODES)
def test_what_is_no_code(store, code):
    store.new_learner("Ann")
    with pytest.raises(LabError, match="no_such_code"):
        store.learner_by_code(code, "here")


def test_half_a_code_is_no_guess(store):
    learner, code = store.new_learner("Ann")
    for _ in range(MAX_TRIES + 1):
        with pytest.raises(LabError, match="no_such_code"):
            store.learner_by_code(code[:-3], "here")
    assert store.learner_by_code(code, "here").id == learner.id


def test_a_new_code_replaces_the_old_one(store, another):
    learner, old = store.new_learner("Ann")
    new = another.renew_code(learner.id)
    assert new != old and store.learner_by_code(new, "here").id == learner.id
    with pytest.raises(LabError, match="no_such_code"):
        store.learner_by_code(old, "here")


def test_after_many_wrong_ones_a_source_has_to_wait(store, another):
    learner, code = store.new_learner("Ann")
    wrong(store, 3)
    assert store.learner_by_code(code, "here").id == learner.id
    wrong(another, MAX_TRIES - 3)
    for tried in (WRONG, code):
        with pytest.raises(LabError) as caught:
            store.learner_by_code(tried, "here")
        assert caught.value.key == "too_many_tries" and 590 <= caught.value.values["seconds"] <= 600
    assert another.learner_by_code(code, "elsewhere").id == learner.id


def test_the_wait_ends_and_does_not_grow_with_knocking(store):
    _, code = store.new_learner("Ann")
    wrong(store, MAX_TRIES)
    later(store, 540)
    with pytest.raises(LabError) as caught:
        store.learner_by_code(code, "here")
    assert 50 <= caught.value.values["seconds"] <= 60
    later(store, 60)
    assert store.learner_by_code(code, "here")
    with store._database.reading() as connection:
        assert connection.execute(sa.select(tables.tries)).all() == [], "old tries are forgotten"


def test_many_sources_together_have_to_wait_too(store, monkeypatch):
    monkeypatch.setattr("cnn_core.store.learners.MAX_TRIES_OF_ALL", 7)
    _, code = store.new_learner("Ann")
    for number in range(7):
        wrong(store, source=f"10.0.0.{number}")
    with pytest.raises(LabError, match="too_many_tries"):
        store.learner_by_code(code, "elsewhere")


def test_guesses_at_once_are_counted_one_by_one(store, another):
    heard = []

    def guess(door):
        try:
            door.learner_by_code(WRONG, "here")
        except LabError as error:
            heard.append(error.key)

    doors = [store, another] * (MAX_TRIES // 2 + 1)
    threads = [threading.Thread(target=guess, args=[door]) for door in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(heard) == ["no_such_code"] * MAX_TRIES + ["too_many_tries"] * 2


def test_where_a_try_came_from_cannot_be_read(store):
    wrong(store, source="192.0.2.77")
    assert "192.0.2.77" not in everything(store)


@pytest.mark.parametrize("name", NAMES)
def test_nicknames_in_any_script(store, name):
    learner, _ = store.new_learner(name)
    assert store.learner(learner.id).nickname == name
    assert store.rename_learner(learner.id, f" {name} ").nickname == name


@pytest.mark.parametrize("name", [*NO_NAMES, "a\u2028b", None, 5])
def test_what_is_no_nickname(store, name):
    learner, _ = store.new_learner("Ann")
    for call in (lambda: store.new_learner(name), lambda: store.rename_learner(learner.id, name)):
        with pytest.raises(LabError) as caught:
            call()
        assert (caught.value.key, caught.value.values) == ("not_a_nickname", {"maximum": 40})
    assert store.learner(learner.id) == learner


@pytest.mark.parametrize("id", [NOBODY, "", "0" * 31, "g" * 32, "0" * 32 + "\n", "' OR 1=1 --", None, 5])
def test_nobody(store, id):
    calls = (store.learner, store.export_learner, store.delete_learner, store.renew_code)
    changes = (lambda one: store.rename_learner(one, "Ann"), lambda one: store.claim_runs(COOKIE, one))
    for call in (*calls, *changes):
        with pytest.raises(LabError, match="no_such_learner"):
            call(id)


def test_runs_of_the_browsers_name_are_claimed_once(store, another):
    mine, other = store.add(CONFIG, COOKIE).id, store.add(CONFIG, "d" * 32).id
    learner, _ = store.new_learner("Ann")
    assert store.claim_runs(COOKIE, learner.id) == 1
    assert another.claim_runs(COOKIE, learner.id) == 0
    assert [run.id for run in another.runs(learner.id)] == [mine]
    assert store.runs(COOKIE) == [] and store.run(other).learner == "d" * 32


def test_nobody_claims_another_learners_runs(store):
    ann, bob = (store.new_learner(name)[0].id for name in ("Ann", "Bob"))
    run = store.add(CONFIG, ann)
    assert store.claim_runs(ann, bob) == store.claim_runs(ann, ann) == 0
    assert store.run(run.id).learner == ann
    with pytest.raises(LabError, match="not_a_label"):
        store.claim_runs("x" * 81, bob)


def test_the_export_holds_everything_and_is_json(store):
    learner, code = store.new_learner("小明")
    store.keep_attempts(learner.id, [attempt()])
    run = store.begin(store.add(CONFIG, learner.id, name="first").id)
    complete(store, run, 1)
    store.note(run.id, "told", loss=float("inf"))
    store.new_learner("Bob")
    told = json.loads(json.dumps(store.export_learner(learner.id), allow_nan=False))
    assert set(told) == {"learner", "attempts", "runs"}
    assert told["learner"]["nickname"] == "小明"
    assert learner.id not in json.dumps(told), "whoever has the id is the learner"
    assert told["learner"]["created"] == learner.created.isoformat()
    assert told["attempts"] == [
        {"token": "t1", "exercise": "pooling.pooled-side", "seed": 7, "answer": "13", "correct": False,
         "misconception": "stride-one", "hints": 1, "revealed": False, "at": "2027-01-15T08:00:00+00:00"}
    ]  # fmt: skip
    (one,) = told["runs"]
    assert (one["id"], one["name"], one["config"]) == (run.id, "first", json.loads(CONFIG.to_json()))
    assert [epoch["loss"] for epoch in one["epochs"]] == [1.0]
    assert [event["key"] for event in one["events"]] == ["started", "told"]
    text = json.dumps(told)
    assert hashlib.sha256(code.replace("-", "").encode()).hexdigest() not in text and "Bob" not in text


def test_nothing_is_left_of_a_deleted_learner(store, another):
    bob, _ = store.new_learner("Bob")
    store.keep_attempts(bob.id, [attempt()])
    before = everything(store)
    learner, code = store.new_learner("Ann")
    store.keep_attempts(learner.id, [attempt()])
    run = store.begin(store.add(CONFIG, learner.id).id)
    complete(store, run, 1, snapshot=Snapshot(1, [[[[1.0]]]], None))
    another.delete_learner(learner.id)
    assert everything(store) == before
    assert store.report(run.id, progress(1), [], []) is Wanted.STOP
    store.end(run.id, State.FINISHED)
    with pytest.raises(LabError, match="no_such_code"):
        store.learner_by_code(code, "here")
    with pytest.raises(LabError, match="no_such_learner"):
        store.keep_attempts(learner.id, [attempt("t2")])
    with pytest.raises(LabError, match="no_such_learner"):
        store.delete_learner(learner.id)
