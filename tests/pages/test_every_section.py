"""Every page and section opens in both languages, from a link, and says what its text file says."""

import ast
import re

import pytest

from app.text import lesson_text
from tests.pages.visit import LANGUAGES, ROOT, Visit


def sections(slug: str) -> list[str]:
    """Names given to `section` on the page, in order."""
    tree = ast.parse((ROOT / "pages" / f"{slug}.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call for call in calls if ast.unparse(call.func).rpartition(".")[2] == "section"]
    return [call.args[0].value for call in sorted(named, key=lambda call: call.lineno)]


LESSONS = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "home")
SECTIONS = [(slug, section) for slug in LESSONS for section in sections(slug)]
assert {slug for slug, _ in SECTIONS} == set(LESSONS)


def unfilled(visit: Visit) -> list[str]:
    return re.findall(r".{0,40}\{\{.{0,40}", visit.texts())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug, section", SECTIONS)
def test_a_section_opens(slug, section, language):
    visit = Visit(slug, lang=language, at=section)
    text = lesson_text(slug, language)
    assert visit.title == text.title
    assert visit.section == section
    prose = [markdown.value for markdown in visit.app.markdown]
    assert text.blocks[section] in prose
    assert text.blocks.get(f"{section}.after", text.blocks[section]) in prose
    assert not unfilled(visit)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_opens(language):
    visit = Visit("home", lang=language)
    shown = visit.texts()
    assert not unfilled(visit)
    for slug in LESSONS:
        assert lesson_text(slug, language).title in shown
    assert visit.output == [["4", "3", "4"], ["2", "4", "3"], ["2", "3", "4"]]


@pytest.mark.parametrize("locale, title", [("zh-TW", "池化"), ("zh-Hant-HK", "池化"), ("fr-FR", "Pooling")])
def test_the_browsers_language_decides_first(locale, title):
    visit = Visit("pooling")
    visit.app.context = {"locale": locale}
    assert visit.run().title == title
    assert "lang" not in visit.query, "a guess is not written into links"


@pytest.mark.parametrize("slug", LESSONS)
def test_turning_the_sections_one_by_one(slug):
    visit = Visit(slug, lang="en")
    seen = [visit.section]
    while not (button := visit.app.button(key=f"head1-{slug}")).disabled:
        button.click()
        seen.append(visit.run().section)
    assert seen == sections(slug)
    visit.press(f"head-1-{slug}")
    assert visit.section == sections(slug)[-2]
    assert visit.query["at"] == sections(slug)[-2]


def test_a_presenters_link():
    visit = Visit("pooling", present="1", at="same")
    assert visit.lab["scale"] > 1
    assert visit.query["present"] == "1"
    visit.choose("presenter-switch", False)
    assert visit.lab["scale"] == 1
    assert "present" not in visit.query
