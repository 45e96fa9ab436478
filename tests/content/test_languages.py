"""Both languages say the same: the same blocks, placeholders, numbers, code and formulas."""

import pytest

from tests.content.texts import FILES, code, formulas, numbers, pieces, placeholders


@pytest.mark.parametrize("name", FILES)
def test_blocks_come_once_and_in_the_same_order(name):
    english, chinese = ([key for key, _ in pieces(name, language)] for language in ("en", "zh-Hant"))
    assert english == chinese
    assert len(set(english)) == len(english)


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_left_unsaid(name):
    empty = [
        f"{language} {key}"
        for language in ("en", "zh-Hant")
        for key, words in pieces(name, language)
        if not words.strip()
    ]
    assert not empty


CARRIED = {reads.__name__: reads for reads in (placeholders, numbers, code, formulas)}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("what", CARRIED)
def test_both_languages_carry_the_same(name, what):
    reads = CARRIED[what]
    both = zip(pieces(name, "en"), pieces(name, "zh-Hant"), strict=True)
    differing = {
        key: (reads(english), reads(chinese))
        for (key, english), (_, chinese) in both
        if reads(english) != reads(chinese)
    }
    assert not differing
