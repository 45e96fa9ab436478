"""ConvLab works without the internet: no page asks another machine for anything, in either language."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Opener

PAGES = ("/", "/convolution", "/pooling")


@pytest.mark.parametrize("locale", ["en-US", "zh-TW"])
@pytest.mark.parametrize("path", PAGES)
def test_page_works_alone(open_page: Opener, path: str, locale: str) -> None:
    page = open_page(path, locale=locale, alone=True)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    chinese = re.search(r"[\u4e00-\u9fff]{8}", page.get_by_test_id("stMain").inner_text())
    assert bool(chinese) == (locale == "zh-TW")
    # The fixture's own look at the end would do; here it names what this file is about.
    assert open_page.watch(page).outside == []
    assert open_page.watch(page).console == []


@pytest.mark.parametrize("locale", ["en-US", "zh-TW"])
def test_walk_through_all_pages(open_page: Opener, locale: str) -> None:
    """Clicking from page to page fetches nothing from elsewhere either."""
    page = open_page("/", locale=locale, alone=True)
    for path in PAGES[1:]:
        page.locator(f'[data-testid=stSidebarNav] a[href$="{path}"]').click()
        page.wait_for_url(f"**{path}*")
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    assert open_page.watch(page).outside == []
