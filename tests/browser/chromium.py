"""Chromium without a window, spoken to over a pipe: pages at a width, in light, in dark and as printed."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe")
DRAWN = """location.href === address && document.readyState === "complete"
    && [...document.querySelectorAll("[data-chart]")].every((place) => place.querySelector("svg"))"""
"""Whether a page is there, every chart of it drawn."""


class Page:
    """A tab of a browser that runs."""

    def __init__(self, out: int, back: int) -> None:
        self._out, self._back, self._number, self._rest = out, back, 0, b""
        self._session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.errors: list[str] = []
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **words: Any) -> dict[str, Any]:
        """Ask for something, and return the answer."""
        self._number += 1
        told = {"id": self._number, "method": method, "params": words}
        if self._session:
            told["sessionId"] = self._session
        os.write(self._out, json.dumps(told).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return dict(answer["result"])
            if answer.get("method") in {"Log.entryAdded", "Runtime.exceptionThrown"}:
                self.errors.append(json.dumps(answer["params"]))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            read = os.read(self._back, 1 << 20)
            assert read, "the browser has ended"
            self._rest += read
        message, self._rest = self._rest.split(b"\0", 1)
        return dict(json.loads(message))

    def run(self, code: str) -> Any:
        """Return the value of an expression in the page, once it is there."""
        words = {"expression": code, "returnByValue": True, "awaitPromise": True}
        answer = self.call("Runtime.evaluate", **words)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def show(self, path: Path, width: int, *, media: str = "", dark: bool = False) -> None:
        """Show a page at a width of so many pixels, its charts drawn."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
        )
        self.call("Emulation.setEmulatedMedia", media=media, features=[scheme])
        address = json.dumps(path.as_uri())
        if self.run("location.href") != path.as_uri():
            self.call("Page.navigate", url=path.as_uri())
        until = time.monotonic() + 60.0
        while not self.run(f"{{ const address = {address}; {DRAWN} }}"):
            assert time.monotonic() < until, self.errors
            time.sleep(0.02)


@contextmanager
def chromium() -> Iterator[Page]:
    """Run a browser of one tab."""
    assert PROGRAM is not None
    theirs, out = os.pipe()
    back, answers = os.pipe()

    def wire() -> None:
        """Give the browser its ends of the pipes as its files 3 and 4, by way of numbers above these."""
        high = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs, answers)]
        for number, end in enumerate(high, 3):
            os.dup2(end, number)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [PROGRAM, *FLAGS, f"--user-data-dir={folder}", "about:blank"],
            pass_fds=(3, 4),
            preexec_fn=wire,  # noqa: PLW1509 - no other thread runs here
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            os.close(theirs)
            os.close(answers)
            yield Page(out, back)
        finally:
            process.terminate()
            process.wait(20)
            os.close(out)
            os.close(back)
