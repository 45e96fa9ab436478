"""Learning rates against Keras's own schedules."""

import keras
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.errors import LabError
from cnn_core.training.rates import SCHEDULES, rate_at

RATES = st.floats(1e-5, 1.0)
TOTALS = st.integers(4, 500)


@given(RATES, TOTALS, st.data())
def test_cosine_is_kerass(highest: float, total: int, data: st.DataObject) -> None:
    step = data.draw(st.integers(0, total - 1))
    theirs = keras.optimizers.schedules.CosineDecay(highest, total)(step)
    assert rate_at("cosine", highest, step, total) == pytest.approx(float(theirs), rel=1e-3, abs=1e-7)


@given(RATES, st.integers(1, 100), st.data())
def test_the_ramp_is_two_of_kerass_lines(highest: float, quarter: int, data: st.DataObject) -> None:
    total, line = 4 * quarter, keras.optimizers.schedules.PolynomialDecay
    up = line(highest / 5, quarter, highest)
    down = line(highest, total - quarter, highest * 2 / 15)
    step = data.draw(st.integers(0, 2 * total))
    theirs = up(step) if step < quarter else down(step - quarter)
    assert rate_at("ramp", highest, step, total) == pytest.approx(float(theirs), rel=1e-4)


@given(st.sampled_from(SCHEDULES), RATES, TOTALS, st.integers(0, 2000))
def test_a_rate_is_never_above_the_highest_nor_zero(
    schedule: str, highest: float, total: int, step: int
) -> None:
    assert 0 < rate_at(schedule, highest, step, total) <= highest * (1 + 1e-9)


@pytest.mark.parametrize(
    "arguments, key",
    [(("up", 0.1, 0, 10), "unknown_choice"), (("ramp", 0.1, 0, 0), "too_small")],
)
def test_refused(arguments: tuple[str, float, int, int], key: str) -> None:
    with pytest.raises(LabError) as error:
        rate_at(*arguments)
    assert error.value.key == key
