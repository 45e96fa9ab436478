"""Whatever the code asks the text files for is there, and what is there is asked for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app import network_view
from app.matrix_lab import LABELS
from cnn_core.exercises import misconceptions
from cnn_core.exercises.bank import specs
from tests.content.texts import LANGUAGES, LESSONS, ROOT, pieces, placeholders

SOURCES = [*sorted((ROOT / "app").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py"))]
BLOCK_NAMES = {language: dict(pieces("ui", language)) for language in LANGUAGES}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """(name of the function or method, the call)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr, node


def asked_keys() -> Iterator[tuple[str, str, set[str] | None]]:
    """(where, pattern of the key, placeholders filled or None if unknown) of each `say`."""
    for path in SOURCES:
        for name, call in calls(path):
            if name != "say":
                continue
            key = call.args[1 if isinstance(call.func, ast.Name) else 0]
            known = all(keyword.arg for keyword in call.keywords)
            filled = {keyword.arg for keyword in call.keywords if keyword.arg}
            for pattern in key_patterns(key):
                yield f"{path.name}:{call.lineno}", pattern, filled if known else None


def key_patterns(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str() as text):
            return [re.escape(text)]
        case ast.IfExp(body=one, orelse=other):
            return key_patterns(one) + key_patterns(other)
        case ast.JoinedStr(values=parts):
            return ["".join(re.escape(p.value) if isinstance(p, ast.Constant) else r"[\w-]+" for p in parts)]
    return []


ASKED = list(asked_keys())


def test_the_code_was_read():
    assert len(ASKED) > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_asked_for_is_there(language):
    keys = list(BLOCK_NAMES[language])
    missing = [
        f"{where} asks for {pattern}"
        for where, pattern, _ in ASKED
        if not any(re.fullmatch(pattern, key) for key in keys)
    ]
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_of_a_string_is_filled(language):
    """A key written out is filled where it is asked for."""
    words = BLOCK_NAMES[language]
    unfilled = [
        f"{where} leaves {missing} of {key} open"
        for where, pattern, filled in ASKED
        if filled is not None and (key := re.sub(r"\\(.)", r"\1", pattern)) in words
        if (missing := placeholders(words[key]) - filled)
    ]
    assert not unfilled


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_grid_is_there(language):
    assert {f"lab.{label}" for label in LABELS} <= set(BLOCK_NAMES[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_networks_picture_is_there(language):
    assert {f"network_view.{label}" for label in network_view.LABELS} <= set(BLOCK_NAMES[language])


def raised_errors() -> dict[str, set[str]]:
    """Placeholders every place that raises an error can fill, by key; those shared by all such places."""
    common: dict[str, set[str]] = {}
    for path in [*sorted((ROOT / "cnn_core").rglob("*.py")), *SOURCES]:
        for name, call in calls(path):
            if name == "LabError" and call.args and isinstance(call.args[0], ast.Constant):
                values = {keyword.arg for keyword in call.keywords if keyword.arg}
                key = call.args[0].value
                common[key] = common.get(key, values) & values
    return common


RAISED = raised_errors()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", RAISED)
def test_every_error_can_be_told(key, language):
    words = BLOCK_NAMES[language].get(f"error.{key}")
    assert words, f"no sentence for {key}"
    assert placeholders(words) <= RAISED[key], f"{key} cannot fill {placeholders(words) - RAISED[key]}"


def test_no_error_is_told_that_nothing_raises():
    told = {key.removeprefix("error.") for key in BLOCK_NAMES["en"] if key.startswith("error.")}
    keys_in_code = {
        node.value
        for path in [*(ROOT / "cnn_core").rglob("*.py"), *SOURCES]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert told <= keys_in_code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_sections_have_a_block_with_a_heading_and_headings_a_section(name, language):
    page = ROOT / "pages" / f"{name.removeprefix('lessons/')}.py"
    registered = [call.args[0].value for called, call in calls(page) if called in ("section", "prose")]
    blocks = pieces(name, language)
    headed = [block for block, words in blocks if words.startswith("## ")]
    assert registered
    assert set(registered) <= {block for block, _ in blocks}
    assert set(headed) <= set(registered)
    if name != "lessons/home":
        assert headed == registered, "sections come in the order of their blocks"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_every_question_has_a_reason_and_a_hint(name, language):
    blocks = dict(pieces(name, language))
    asked = {block for block in blocks if re.fullmatch(r"[\w-]+\.ask|predict\.\w+", block)}
    assert asked or name in ("lessons/home", "lessons/practice")  # practice asks nothing else
    assert {f"{block}.{part}" for block in asked for part in ("right", "hint")} <= set(blocks)


def core_beliefs() -> set[str]:
    """Names of every wrong rule of the core."""
    patch, kernel = np.arange(18.0).reshape(3, 3, 2), np.ones((3, 3, 2))
    names = set(misconceptions.SIZE_BELIEFS)
    for mode in ("max", "average", "l2"):
        names |= set(misconceptions.wrong_pooled_cells((1.0, 2.0), 2, mode))
    for flipped in (False, True):
        names |= set(misconceptions.wrong_convolved_cells(patch, kernel, 1.0, True, flipped))
    names |= set(misconceptions.wrong_weight_counts(3, 3, 32))
    return names | set(misconceptions.wrong_receptive_fields([(3, 1), (2, 2)]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cores_beliefs_and_their_explanations_are_the_same(language):
    explained = {block for block, _ in pieces("beliefs", language)} - {"title"}
    assert explained == core_beliefs()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_of_an_exercise_has_a_name(language):
    named = {key.removeprefix("concept.") for key in BLOCK_NAMES[language] if key.startswith("concept.")}
    assert {one.concept for one in specs().values()} == named
