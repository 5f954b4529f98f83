"""A document as one HTML file that needs nothing else, and whose browser is told to fetch nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from sinews.document import Document, Fact, Figure, Sentence
from sinews.document.charts.specification import as_svg, specification
from sinews.document.charts.style import Chart
from sinews.document.glossary import glossary, meaning

VEGA_EMBED = "window.vegaEmbed = vegaEmbed;"
"""What the bundle of Vega, Vega-Lite and vega-embed leaves behind for the page's own script."""


def render(document: Document) -> str:
    """Return a document as a self-contained page; every text is escaped by the template."""
    charts = {figure.key: figure.draw() for figure in document.figures if not figure.nothing}
    style = asset("page.css")
    scripts = [] if document.sheet else [_script(_vega()), _script(asset("page.js"))]

    def described(figure: Figure) -> str:
        told = charts[figure.key].description
        return told if isinstance(told, str) else figure.caption

    made: str = _template().render(
        document=document,
        parts=document.sections,
        lead=[_sentence(each) for each in document.lead],
        terms=[term for term in glossary() if term.key in document.terms],
        case=document.case,
        errata=[] if document.case is None else document.case["errata"].to_dicts(),
        described=described,
        policy=policy([style], scripts),
        style=Markup(style),
        charts=Markup("" if document.sheet else embedded_json(_shared(charts))),
        pictures={key: _picture(chart) for key, chart in charts.items()} if document.sheet else {},
        scripts=[Markup(script) for script in scripts],
    )
    return made + "\n"


def policy(styles: Iterable[str] = (), scripts: Iterable[str] = ()) -> str:
    """Return what a page's browser may use: styles and scripts of its own, named by their hashes."""
    parts = {"style-src": styles, "script-src": scripts}
    named = [f"{name} {' '.join(_hash(text) for text in texts)}" for name, texts in parts.items() if texts]
    return "; ".join(
        ["default-src 'none'", *named, "img-src data: blob:", "base-uri 'none'", "form-action 'none'"]
    )


def embedded_json(value: object) -> str:
    """Return JSON that may stand inside a script element, whatever texts it holds.

    The characters that could end the element or open a comment are written as escapes of JSON.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


@cache
def asset(name: str) -> str:
    """Return the text of one of the files that lie beside this module."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("sinews.present", "writers"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=False,
    )
    return environment.get_template("page.html.jinja")


@cache
def _vega() -> str:
    import vl_convert

    bundle: str = vl_convert.javascript_bundle(VEGA_EMBED)
    return bundle


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _script(code: str) -> str:
    """Return JavaScript that may stand inside a script element: an end tag can only occur in its strings."""
    return code.replace("</script", "<\\/script").replace("<!--", "<\\!--")


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


def _picture(chart: Chart) -> Markup:
    """Return a chart as SVG; inside HTML that needs no name space, so the page holds no address at all."""
    return Markup(re.sub(r' xmlns(:\w+)?="[^"]*"', "", as_svg(chart)))


def _sentence(sentence: Sentence | str) -> Markup:
    """Return a sentence whose facts lead to what their terms mean."""
    if isinstance(sentence, str):
        return escape(sentence)
    return escape(sentence.text).format_map({name: _fact(fact) for name, fact in sentence.facts.items()})


def _fact(fact: Fact | str) -> Markup:
    if isinstance(fact, str) or not fact.term:
        return escape(str(fact))
    return Markup('<a class="term" href="#term-{}" title="{}">{}</a>').format(
        fact.term, meaning(fact.term), str(fact)
    )
