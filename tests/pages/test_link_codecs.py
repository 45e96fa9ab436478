"""A setting written into a link and read back, without a page."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.examples import CHANNELS, FIVE, POOLS
from app.link import from_query, to_query
from app.settings import (
    ACTIVATIONS,
    CONV_CODECS,
    CONV_PADDINGS,
    POOL_CODECS,
    POOL_MODES,
    ConvSetting,
    PoolSetting,
)

CELLS = (
    st.integers(-9999, 9999).map(str)
    | st.sampled_from(["1/9", "-0.5", "−3", "２", ".5", "1e3", "+4", "3."])
    | st.floats(-9999, 9999).map(lambda value: f"{value:.4f}")
)
SIDES = st.integers(1, 7)
PAIRS = st.tuples(SIDES, SIDES)


@st.composite
def sheets(draw, count, most):
    """`count` sheets of one size, cells as typed."""
    rows, cols = draw(st.integers(1, most)), draw(st.integers(1, most))
    cell_row = st.lists(CELLS, min_size=cols, max_size=cols).map(tuple)
    sheet = st.lists(cell_row, min_size=rows, max_size=rows).map(tuple)
    return tuple(draw(sheet) for _ in range(count))


@st.composite
def pool_settings(draw):
    return PoolSetting(
        input=draw(sheets(draw(st.sampled_from([1, 2, 3])), 5)),
        window=draw(PAIRS),
        strides=draw(st.none() | PAIRS),
        padding=draw(st.sampled_from(["valid", "same"])),
        mode=draw(st.sampled_from(POOL_MODES)),
        data_format=draw(st.sampled_from(["channels_last", "channels_first"])),
        cell=draw(st.integers(0, 143)),
        sheet=draw(st.integers(0, 3)),
        predict=draw(st.booleans()),
    )


@st.composite
def conv_settings(draw):
    channels, filters = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    return ConvSetting(
        input=draw(sheets(channels, 5)),
        kernels=draw(sheets(channels * filters, 3)),
        filters=filters,
        biases=tuple(draw(CELLS) for _ in range(filters)),
        strides=draw(PAIRS),
        padding=draw(st.sampled_from(CONV_PADDINGS)),
        dilation=draw(st.tuples(st.integers(1, 4), st.integers(1, 4))),
        activation=draw(st.sampled_from(ACTIVATIONS)),
        flip=draw(st.booleans()),
        filter=draw(st.integers(0, filters - 1)),
        cell=draw(st.integers(0, 400)),
        predict=draw(st.booleans()),
    )


@settings(max_examples=80, deadline=None)
@given(pool_settings(), st.sampled_from(list(POOLS.values())))
def test_a_pooling_comes_back_as_it_was(setting, default):
    assert from_query(to_query(setting, default, POOL_CODECS), default, POOL_CODECS) == (setting, [])


@settings(max_examples=80, deadline=None)
@given(conv_settings(), st.sampled_from([FIVE, CHANNELS]))
def test_a_convolution_comes_back_as_it_was(setting, default):
    assert from_query(to_query(setting, default, CONV_CODECS), default, CONV_CODECS) == (setting, [])


@pytest.mark.parametrize("setting_type, codecs", [(PoolSetting, POOL_CODECS), (ConvSetting, CONV_CODECS)])
def test_every_field_has_a_short_name_of_its_own(setting_type, codecs):
    assert set(codecs) == {field.name for field in fields(setting_type)}
    names = [codec.name for codec in codecs.values()]
    assert len(set(names)) == len(names)
    assert not {"lang", "at", "present"} & set(names), "these belong to the page"


def test_a_link_says_only_what_differs():
    worked = POOLS["worked"]
    assert to_query(worked, worked, POOL_CODECS) == {}
    assert to_query(POOLS["your-turn"], worked, POOL_CODECS) == {
        "m": "1_3_2_1~2_9_1_1~1_3_2_3~5_6_1_2",
        "ask": "1",
    }


WORST = [
    "",
    "nan",
    "inf",
    "-1",
    "0",
    "9" * 5000,
    "1e999",
    "1e999/3",
    "x",
    "1x",
    "2x2x2",
    "<b>1</b>",
    "~~",
    "_~_",
]


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["m", "k", "win", "stride", "pad", "mode", "cell", "bias", "rate"]),
                       st.text(max_size=60) | st.sampled_from(WORST)))  # fmt: skip
def test_what_makes_no_sense_is_left_and_named(query):
    for default, codecs in ((POOLS["worked"], POOL_CODECS), (FIVE, CONV_CODECS)):
        setting, unread = from_query(query, default, codecs)
        assert set(unread) <= set(query)
        for field, codec in codecs.items():
            if codec.name in unread or codec.name not in query:
                assert getattr(setting, field) == getattr(default, field)
            else:
                assert codec.read(codec.write(getattr(setting, field))) == getattr(setting, field)


# A matrix of one number and the first cell make sense.
SENSE = {("m", "-1"), ("m", "0"), ("cell", "0")}


@pytest.mark.parametrize(
    "name, text",
    [
        (name, text)
        for name in ("m", "win", "stride", "pad", "mode", "cell")
        for text in [*WORST, "0." + "3" * 30]
        if (name, text) not in SENSE
    ],
)
def test_the_worst_is_refused(name, text):
    assert from_query({name: text}, POOLS["worked"], POOL_CODECS) == (POOLS["worked"], [name])
