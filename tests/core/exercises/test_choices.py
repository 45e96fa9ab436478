"""Choices give nothing away: every option is the right one often enough, and none is nearly always."""

from collections import Counter

import pytest

from cnn_core.exercises.bank import ids, spec
from cnn_core.exercises.making import make

DRAWS = 200
#: Of its even share each option has at least this much; a rule that always says the same needs the rest.
LEAST = 1 / 3
#: So often one option may be right, however many there are.
MOST = 2 / 3

# One exercise after another, not one test after another: what was drawn for one test is there for the next.
CHOICES = [id for id in ids() if spec(id).kind == "choice"]
every = pytest.mark.parametrize("id", CHOICES, scope="module")


@every
def test_every_option_is_right_sometimes(id):
    drawn = [make(id, seed) for seed in range(DRAWS)]
    shown = Counter(option for one in drawn for option in one.case.options)
    right = Counter(one.answer for one in drawn)
    options = len(drawn[0].case.options)
    rare = {option: right[option] for option in shown if right[option] < LEAST * shown[option] / options}
    assert not rare, f"{id}: hardly ever right, of {DRAWS}"
    assert max(right.values()) <= MOST * DRAWS, right


@every
def test_no_place_in_the_list_gives_the_answer_away(id):
    drawn = [make(id, seed) for seed in range(DRAWS)]
    places = Counter(one.case.options.index(one.answer) for one in drawn)
    assert max(places.values()) <= MOST * DRAWS, places
