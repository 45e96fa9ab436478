"""Links open the very lab they were copied from; broken ones open the lesson all the same."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.text import lesson_text
from tests.pages.test_every_section import SECTIONS
from tests.pages.visit import LANGUAGES, Visit

POOLING = {
    "at": "sizes", "m": "1_2_3_4_5~6_7_8_9_10~-1_-2_1/2_0_.5~1_1_1_1_1", "win": "2x3", "stride": "1x2",
    "pad": "same", "mode": "average", "cell": "7", "ask": "0", "lang": "zh-Hant",
}  # fmt: skip
CONVOLUTION = {
    "at": "channels", "m": "1_2_3~4_5_6~~0_0_1~1_0_0", "k": "1~~2~~-1~~1/2", "bias": "3_-1", "pad": "1",
    "map": "1", "cell": "11", "ask": "0", "lang": "en", "present": "1",
}  # fmt: skip


def test_a_pooling_link():
    visit = Visit("pooling", **POOLING)
    assert visit.section == "sizes"
    assert visit.lab["input"]["sheets"][0]["texts"][2] == ["-1", "-2", "1/2", "0", ".5"]
    # 4 rows, window 2, stride 1, same: 4; 5 columns, window 3, stride 2, same: 3, padded by 1 and 1
    assert (len(visit.output), len(visit.output[0])) == (4, 3)
    assert visit.output[0] == ["4", "5.5", "7"]  # (1+2+6+7)/4, (2+3+4+7+8+9)/6, (4+5+9+10)/4
    assert visit.lab["step"] == 7
    assert visit.query == POOLING


def test_a_convolution_link():
    visit = Visit("convolution", **CONVOLUTION)
    assert visit.section == "channels"
    # second filter: -1 times the first sheet, 1/2 of the second, minus 1; a ring of zeros around it gives -1
    assert visit.output[0] == ["−1"] * 5
    assert visit.output[1] == ["−1", "−2", "−3", "−3.5", "−1"]
    assert visit.output[2] == ["−1", "−4.5", "−6", "−7", "−1"]
    assert visit.lab["kernel"]["sheets"][1]["texts"] == [["1/2"]]
    assert visit.lab["step"] == 11
    assert visit.query == CONVOLUTION


@pytest.mark.parametrize(
    "slug, section, query",
    [
        ("convolution", "weights", {"f": "5", "in": "6", "out": "16", "n": "28"}),
        ("pooling", "field", {"first": "five", "fourth": "strided"}),
        ("pooling", "global", {"n": "4", "c": "64", "k": "100"}),
        ("pooling", "conventions", {"n": "7", "f": "2", "s": "3", "p": "1"}),
        ("pooling", "shift", {"pattern": "stripes", "by": "2"}),
    ],
)
def test_sections_without_a_grid_have_links_too(slug, section, query):
    visit = Visit(slug, at=section, **query)
    assert visit.query == {"at": section} | query


def test_a_link_is_read_once_and_then_the_learner_goes_on():
    visit = Visit("pooling", **POOLING)
    visit.choose("pooling.sizes.padding", "valid")
    assert "pad" not in visit.query
    assert len(visit.output) == 3
    visit.run()
    assert len(visit.output) == 3


def test_what_cannot_be_read_is_told():
    visit = Visit("pooling", win="99x99", lang="en")
    assert ["win" in toast.value for toast in visit.app.toast] == [True]
    assert visit.output == [["7", "9"], ["8", "5"]]
    assert not visit.run().app.toast


def test_the_front_page_tells_it_at_once():
    visit = Visit("home", m="garbage", lang="en")
    assert visit.app.toast
    assert not visit.turn_to("pooling").app.toast


def test_another_page_keeps_what_was_left():
    visit = Visit("pooling", **POOLING)
    left = visit.output
    visit.turn_to("convolution")
    assert visit.section == "slide"
    assert "m" not in visit.query
    visit.turn_to("pooling")
    assert (visit.section, visit.output) == ("sizes", left)
    assert visit.query == POOLING


def test_another_language_keeps_the_place_and_what_was_typed():
    visit = Visit("pooling", **POOLING | {"ask": "1"})
    name = "pooling.sizes.size"
    visit.answer(name, "5x6")
    visit.choose("language-switch", "en")
    assert visit.title == "Pooling"
    assert visit.section == "sizes"
    assert visit.entry(name).value == "5x6"
    assert "How many" in visit.texts()
    assert visit.query == {key: value for key, value in POOLING.items() if key != "ask"} | {"lang": "en"}
    assert visit.feedback, "the answer stays answered"


ODD = {  # each is a link that a person could make by hand, or an edit could lead to
    "a window that just fits": {"m": "1_2_3~4_5_6~7_8_9"},
    "a filter that is not there": {"map": "3"},
    "half a convolution": {"filters": "4"},
    "stride with dilation": {"stride": "2x2", "rate": "2x2"},
    "a cell that is not there": {"cell": "99", "ask": "1"},
    "a giant kernel": {"k": "~".join(["_".join("1" * 12)] * 12)},
    "numbers beyond measure": {"m": "1e999/3", "bias": "1e999"},
    "html": {"m": "<script>alert(1)</script>", "lang": "<b>", "present": "<i>"},
}


GRIDS = [
    *(
        ("convolution", section)
        for section in ("slide", "padding", "channels", "im2col", "activations", "picture")
    ),
    *(("pooling", section) for section in ("example", "channels", "calls", "same")),
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("slug, section", GRIDS)
def test_odd_links_open(slug, section, odd):
    visit = Visit(slug, **{"at": section} | ODD[odd])
    assert visit.section == section
    assert "<script>" not in visit.texts()


@pytest.mark.parametrize(
    "slug, section",
    [place for place in GRIDS if place != ("convolution", "channels")],  # half a convolution there
)
def test_a_window_larger_than_the_map_is_told(slug, section):
    visit = Visit(slug, at=section, m="1", win="2x2", pad="valid", k="1_1~1_1", ask="0", lang="en")
    assert "The window covers 2 cells" in visit.lab["output"]["note"]


@pytest.mark.parametrize("slug", ["convolution", "pooling"])
def test_more_channels_than_the_lab_can_show(slug):
    visit = Visit(slug, m="~~".join("1" * 5), k="~~".join("1" * 5))
    assert len(visit.lab["input"]["sheets"]) == 1


def test_a_sheet_that_is_not_there():
    assert Visit("pooling", sheet="3", ask="1").lab["sheet"] == 0


NAMES = ["at", "lang", "present", "m", "k", "win", "stride", "pad", "mode", "format", "cell", "sheet", "ask",
         "filters", "bias", "rate", "act", "flip", "map", "f", "in", "out", "n", "by", "pattern",
         "net", "with", "layer", "goal", "way", "row", "col", "code", "case"]  # fmt: skip
VALUES = (
    st.text(max_size=40)
    | st.integers(-10, 10**12).map(str)
    | st.sampled_from(
        ["nan", "inf", "1e999", "9" * 500, "2x2", "7x7", "1x999", "-", "same", "1_2~3_4", "1_2~3"]
    )
    | st.sampled_from(["<b>x</b>", "${{n}}$", "{{n}}", "%00", "🐟", "1~~2", "0", "1", "vgg16", "Dense(3)"])
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SECTIONS), st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5))
def test_garbage_never_breaks_a_page(place, query):
    slug, section = place
    visit = Visit(slug, **{"at": section} | query)
    assert visit.title in {lesson_text(slug, language).title for language in LANGUAGES}


@pytest.mark.parametrize(
    "query", [{"m": "x"}, {"win": "0x0"}, {"mode": "median"}, {"cell": "nan"}, {"at": "<i>"}, {"q": "1"}]
)
def test_garbage_opens_the_defaults(query):
    visit = Visit("pooling", **query)
    assert visit.section == "example"
    assert visit.output == [["7", "9"], ["8", "5"]]
    assert visit.query == {}
