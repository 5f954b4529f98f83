"""A console on which no text of a case can steer the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from sinews.case import inert

if TYPE_CHECKING:
    from collections.abc import Iterator


class InertConsole(Console):
    """Rich's console, which prints escapes in place of characters that would steer the terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Render as `rich.console.Console.render` does; Rich's own control codes stay as they are."""
        return _inert(super().render(renderable, options))


def _inert(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Yield segments whose text is harmless."""
    for segment in segments:
        yield segment if segment.control else Segment(inert(segment.text), segment.style)
