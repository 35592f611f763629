"""Plots as inline SVG: bars by name, a histogram, small bars in rows and columns; each is named and described."""

from __future__ import annotations

import re
from collections.abc import Sequence

from repair.text import show

# In units of the view box, which is as wide as the text of a phone, so that letters there are as large as drawn.
_WIDTH = 330
_ROW, _BAR = 20, 13
_LABEL = 78  # as wide as the longest kind, "spelling", with room to spare
_NUMBERS = 62  # "1,234 + 567"
_TALL = 110
_LONGEST_LABEL = 44  # characters that fit the width
_HATCH = (
    '<defs><pattern id="{}-hatched" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="5"/></pattern></defs>'
)


def bars(title: str, rows: Sequence[tuple[str, int, int]]) -> str:
    """Return horizontal bars: each row has a name, a count applied (solid), a count to review (hatched)."""
    most = max((applied + asked for _, applied, asked in rows), default=0) or 1
    scale = (_WIDTH - _LABEL - _NUMBERS) / most
    parts, y = [], 4
    for name, applied, asked in rows:
        parts.append(_text(_LABEL - 6, y + 11, show.one_line(name), anchor="end"))
        parts.append(_rect("applied", _LABEL, y, applied * scale, _BAR))
        parts.append(_asked(title, _LABEL + applied * scale, y, asked * scale, _BAR))
        end = _LABEL + (applied + asked) * scale + 4
        parts.append(_text(end, y + 11, f"{applied:,}" + (f" + {asked:,}" if asked else "")))
        y += _ROW
    told = "; ".join(f"{name}: {applied:,} applied, {asked:,} to review" for name, applied, asked in rows)
    return _svg(title, told, y + 4, parts)


def histogram(title: str, bins: Sequence[tuple[int, int]]) -> str:
    """Return a histogram of numbers in [0, 1]: ascending bins of one width, each with counts applied and to review."""
    most = max((applied + asked for applied, asked in bins), default=0) or 1
    width, base = (_WIDTH - 20) / len(bins), _TALL + 16
    parts = [f'<line class="axis" x1="10" y1="{base}" x2="{_WIDTH - 10}" y2="{base}"/>']
    for number, (applied, asked) in enumerate(bins):
        x, high, higher = 10 + number * width, applied / most * _TALL, asked / most * _TALL
        parts.append(_rect("applied", x + 2, base - high, width - 4, high))
        parts.append(_asked(title, x + 2, base - high - higher, width - 4, higher))
        if applied + asked:
            parts.append(_text(x + width / 2, base - high - higher - 3, f"{applied + asked:,}", anchor="middle"))
    for percent in (0, 25, 50, 75, 100):
        x = 10 + (_WIDTH - 20) * percent / 100
        parts.append(f'<line class="axis" x1="{x:.1f}" y1="{base}" x2="{x:.1f}" y2="{base + 4}"/>')
        anchor = "start" if not percent else "end" if percent == 100 else "middle"
        parts.append(_text(x if 0 < percent < 100 else x - 8 + 16 * (percent == 100), base + 15, f"{percent}%", anchor))
    told = "; ".join(
        f"{number / len(bins):.0%} to {(number + 1) / len(bins):.0%}: {applied:,} applied, {asked:,} to review"
        for number, (applied, asked) in enumerate(bins)
        if applied + asked
    )
    return _svg(title, told or "no edits", base + 20, parts)


def grid(title: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Return small bars, one for each row and column, all on one scale; each row has a name and its numbers."""
    most = max((value for _, values in rows for value in values), default=0.0) or 1.0
    width = _WIDTH / max(1, len(columns))
    room = width - 34  # beside a bar its number, as "100.0"
    parts = [_text(width * number, 12, name, faint=True) for number, name in enumerate(columns)]
    y = 24
    for name, values in rows:
        parts.append(_text(0, y + 10, _short(show.one_line(name))))
        for number, value in enumerate(values):
            x, long = width * number, max(value / most * room, 0.5 if value else 0)
            parts.append(_rect("rate", x, y + 16, long, _BAR - 2))
            parts.append(_text(x + long + 3, y + 26, _rate(value), faint=not value))
        y += 38
    told = "; ".join(
        f"{name}: " + ", ".join(f"{column} {value:.1f}" for column, value in zip(columns, values, strict=True))
        for name, values in rows
    )
    return _svg(title, told, y, parts)


def _rate(value: float) -> str:
    return "0" if not value else f"{value:.1f}" if value >= 0.05 else "<0.1"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_LABEL else "…" + name[1 - _LONGEST_LABEL :]


def _rect(name: str, x: float, y: float, width: float, height: float) -> str:
    if width <= 0 or height <= 0:
        return ""
    return f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start", *, faint: bool = False) -> str:
    name = ' class="faint"' if faint else ""
    return f'<text{name} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{show.in_html(text)}</text>'


def _asked(title: str, x: float, y: float, width: float, height: float) -> str:
    drawn = _rect("asked", x, y, width, height)
    return drawn.replace("<rect", f'<rect fill="url(#{_name(title)}-hatched)"')


def _name(title: str) -> str:
    return "plot-" + "-".join(re.findall("[a-z0-9]+", title.lower()))


def _svg(title: str, told: str, height: float, parts: Sequence[str]) -> str:
    name, drawn = _name(title), "".join(parts)
    return (
        f'<svg role="img" aria-labelledby="{name} {name}-told" viewBox="0 0 {_WIDTH} {height:.0f}">'
        f'<title id="{name}">{show.in_html(title)}</title>'
        f'<desc id="{name}-told">{show.in_html(show.one_line(told))}</desc>'
        f"{_HATCH.format(name) if 'hatched' in drawn else ''}{drawn}</svg>\n"
    )
