"""Pages in a browser: nothing is cut, nothing scrolls sideways, on screens of any width and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import sinews
from sinews.present.summary import summarise
from sinews.present.topics import brief
from sinews.present.topics.plan import report
from sinews.present.writers import write
from tests.browser.chromium import PROGRAM, Page, chromium
from tests.small_case import small_case

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed")

WIDTHS = (1280, 768, 390, 320)
PAPER = 688
"""Pixels between the margins of a sheet of A4."""

CUT = """(() => {
  const found = [], wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) found.push("the page scrolls sideways");
  for (const each of document.querySelectorAll("body *:not(script, style, noscript)")) {
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    // wide tables and charts scroll in a box of their own, on a screen; the link to the content waits outside
    if (!box.width || style.visibility === "hidden" || each.closest(".skip, .vega-embed details")) continue;
    if (each.closest(SCROLLED) === null && (box.right > wide + 1 || box.left < -1))
      found.push(`${each.tagName} stands out: ${each.textContent.slice(0, 60)}`);
    if (/hidden|clip/.test(style.overflowX) && !each.closest("svg")
        && each.scrollWidth > each.clientWidth + 1)
      found.push(`${each.tagName} is cut: ${each.textContent.slice(0, 60)}`);
  }
  for (const chart of document.querySelectorAll(".chart svg")) {
    const frame = chart.getBoundingClientRect();
    for (const text of chart.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      if (box.width && (box.right > frame.right + 1 || box.left < frame.left - 1
          || box.top < frame.top - 1 || box.bottom > frame.bottom + 1))
        found.push(`a chart cuts "${text.textContent}"`);
    }
  }
  return found;
})()"""

CONTRAST = """(() => {
  const shade = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map((each) => each / 255)
      .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = shade(getComputedStyle(document.body).backgroundColor), found = [];
  for (const each of document.querySelectorAll("p, td, th, h1, h2, h3, li, dt, dd, caption, figcaption, a")) {
    if (each.closest(".chart, .skip")) continue;
    const front = shade(getComputedStyle(each).color);
    const ratio = (Math.max(front, behind) + 0.05) / (Math.min(front, behind) + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(1)}: ${each.textContent.slice(0, 40)}`);
  }
  return found;
})()"""
"""Texts that stand out too little from the page, as the Web Content Accessibility Guidelines measure it."""

HEADS = """[...document.querySelectorAll("thead")].every((each) =>
    getComputedStyle(each).breakInside === "avoid")
  && [...document.querySelectorAll("th button")].every((each) =>
    getComputedStyle(each).display === "contents")"""
"""Whether the heads of tables are repeated on each page: Chromium repeats none that holds a box."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report, and summit pages of the Alliance and of an ally."""
    folder = tmp_path_factory.mktemp("pages")
    plan = sinews.plan(small_case())
    book = brief.Book.of(plan)
    documents = {
        "report": report(plan, book.review, summarise(plan, book.review)),
        "alliance": brief.page(book, brief.ALLIANCE),
        "ally": brief.page(book, "DEU"),
    }
    for name, document in documents.items():
        write(document, folder / f"{name}.html")
    return {name: folder / f"{name}.html" for name in documents}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as tab:
        yield tab


@pytest.mark.parametrize("name", ["report", "alliance", "ally"])
def test_nothing_is_cut_at_any_width_in_light_in_dark_and_on_paper(
    page: Page, pages: dict[str, Path], name: str
) -> None:
    page.errors.clear()
    for width in WIDTHS:
        page.show(pages[name], width, dark=width == WIDTHS[-1])
        assert page.run(CUT.replace("SCROLLED", '".scroll, .chart"')) == [], width
    assert page.run(CONTRAST) == []
    page.show(pages[name], PAPER, media="print", dark=True)
    # on paper nothing scrolls, and the colours are those of a light page
    assert page.run(CUT.replace("SCROLLED", '".nothing"')) == []
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.run(CONTRAST) == []
    assert page.run(HEADS)
    # the policy of the page forbids nothing that it does
    assert page.errors == []


def test_what_is_cut_is_found(page: Page, tmp_path: Path) -> None:
    words = "unbreakable" * 40
    bad = f"""<body style="background: #fff"><p style="color: #bbb; overflow: hidden">{words}</p>
        <p style="width: 2000px">wide</p><div class="chart"><svg width="20" height="20">
        <text y="10">a long label</text></svg></div>"""
    (tmp_path / "bad.html").write_text(bad, encoding="utf-8")
    page.show(tmp_path / "bad.html", 390)
    found = " ".join(page.run(CUT.replace("SCROLLED", '".scroll"')))
    for told in ("scrolls sideways", "P stands out: wide", "P is cut", 'a chart cuts "a long label"'):
        assert told in found
    assert page.run(CONTRAST)
