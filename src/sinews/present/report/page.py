"""The page: sections, charts, styles and scripts put together into one file that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import vl_convert

from sinews.assessment import Review
from sinews.case import Case, replace_file
from sinews.implementation import Plan
from sinews.present.charts import Chart, specification
from sinews.present.report import markup, sections
from sinews.present.report.content import Content, Part
from sinews.present.report.editions import foot
from sinews.present.report.readings import readings_section
from sinews.present.report.rounds import rounds_section
from sinews.present.summary import Summary, summarise
from sinews.readings import Readings

VEGA_EMBED = "window.vegaEmbed = vegaEmbed;"
"""What the bundle of Vega, Vega-Lite and vega-embed leaves behind for the page's own script."""

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
"""The browser itself is told to fetch nothing. Vega compiles its expressions, hence unsafe-eval."""


def write_report(plan: Plan, review: Review, path: Path, found: Readings | None = None) -> None:
    """Write the report of a plan as one self-contained HTML file.

    Parameters
    ----------
    plan
        A solved plan.
    review
        The review of that plan.
    path
        The file to write. It appears complete or not at all.
    found
        The plan under each reading of the public texts, where it was made.
    """
    write_page(render(plan, review, summarise(plan, review), found), path)


def write_page(page: str, path: Path) -> None:
    """Write a page to a file, which appears complete or not at all."""
    with replace_file(path) as new:
        new.write_text(page, encoding="utf-8")


def render(plan: Plan, review: Review, summary: Summary, found: Readings | None = None) -> str:
    """Return the report as HTML text."""
    content = Content.of(plan, review, summary)
    subtitle = (
        f"Case “{summary.name}” · {summary.base_year}–{summary.horizon} · money in {summary.currency} at "
        f"constant {summary.price_year} prices and exchange rates"
    )
    parts = [section(content) for section in sections.ALL]
    if summary.additions:
        parts.insert(1, readings_section(content, found))
    if summary.rounds:
        parts.insert(1, rounds_section(content))
    return document(summary.title or summary.name, subtitle, parts, plan.case)


def document(title: str, subtitle: str, parts: Sequence[Part], case: Case) -> str:
    """Return a self-contained page of sections as HTML text.

    Parameters
    ----------
    title, subtitle
        What the page is about, and of which case.
    parts
        Its sections, with their charts.
    case
        The case, for the foot of the page.
    """
    charts = {key: chart for part in parts for key, chart in part.charts.items()}
    links = "".join(f'<li><a href="#{part.key}">{escape(part.title)}</a></li>' for part in parts)
    return f"""{markup.head(title, POLICY, _asset("report.css"))}
<body>
<a class="skip" href="#{parts[0].key}">Skip to the content</a>
<header>
<p class="brand">Sinews · open planning for collective defence</p>
<h1>{escape(title)}</h1>
<p class="subtitle">{escape(subtitle)}</p>
<nav aria-label="Sections"><ol>{links}</ol></nav>
</header>
<main>
{chr(10).join(part.html for part in parts)}
</main>
<footer>{foot(case)}</footer>
<script type="application/json" id="charts">{embedded_json(_shared(charts))}</script>
<script type="module">
{_script(vl_convert.javascript_bundle(VEGA_EMBED))}
</script>
<script type="module">
{_script(_asset("report.js"))}
</script>
</body>
</html>
"""


def embedded_json(value: object) -> str:
    """Return JSON that may stand inside a script element, whatever texts it holds.

    The characters that could end the element or open a comment are written as escapes of JSON.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _shared(charts: Mapping[str, Chart]) -> dict[str, Any]:
    """Return all specifications with their data taken out, so that data that charts share stands once."""
    datasets: dict[str, Any] = {}
    specifications: dict[str, Any] = {}
    for key, chart in charts.items():
        specified = specification(chart)
        own = specified.pop("datasets", {})
        datasets |= own
        specifications[key] = {"uses": list(own), "spec": specified}
    return {"datasets": datasets, "specifications": specifications}


def _asset(name: str) -> str:
    """Return the text of one of the files that lie beside this module."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _script(code: str) -> str:
    """Return JavaScript that may stand inside a script element: an end tag can only occur in its strings."""
    return code.replace("</script", "<\\/script").replace("<!--", "<\\!--")
