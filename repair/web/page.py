"""The page itself: one file of HTML with its style and its script, which may load and run nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files


def policy() -> str:
    """Return the content security policy: just this style and this script, and requests to where the page is from."""
    style, script = (_digest(_part(name)) for name in ("page.css", "page.js"))
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def page() -> str:
    """Return the whole page."""
    html = _part("page.html")
    return html.replace("/* page.css */", _part("page.css")).replace("// page.js", _part("page.js"))


@lru_cache
def _part(name: str) -> str:
    return files("repair.web").joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
