"""The page itself: one file of HTML with its style and its script, which may load and run nothing else."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from repair.output.html_frame import hash_source


def policy() -> str:
    """Return the content security policy: just this style and this script, and requests to where the page is from."""
    style, script = (hash_source(_part(name)) for name in ("page.css", "page.js"))
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def page() -> str:
    """Return the whole page."""
    html = _part("page.html")
    return html.replace("/* page.css */", _part("page.css")).replace("// page.js", _part("page.js"))


@lru_cache
def _part(name: str) -> str:
    return files("repair.web").joinpath(name).read_text(encoding="utf-8")
