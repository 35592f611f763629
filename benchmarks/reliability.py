"""Reliability diagrams as plain text and as SVG: how often something came true, by how sure one was of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 40  # characters of the bar that stands for certainty
SIDE, MARGIN, GAP = 240, 44, 30  # of one square diagram, in SVG units


@dataclass(frozen=True, slots=True)
class Bin:
    """Judgements of about the same probability: how many, their mean probability, the share that came true."""

    count: int
    confidence: float
    right: float


def as_text(bins: Sequence[Bin]) -> str:
    """Return one line a bin: the bar is the share that came true, `|` stands where it should end."""
    lines = []
    for b in bins:
        bar = ["█"] * round(b.right * WIDTH) + [" "] * (WIDTH - round(b.right * WIDTH))
        bar.append(" ")
        bar[round(b.confidence * WIDTH)] = "|"
        lines.append(f"{b.confidence:7.1%} sure {''.join(bar)} {b.right:6.1%} of {b.count:,}")
    return "\n".join(lines)


def as_svg(diagrams: Mapping[str, Sequence[Bin]]) -> str:
    """Return an SVG picture, one square diagram beside the other; the area of a dot is the number of judgements."""
    width = MARGIN + len(diagrams) * (SIDE + MARGIN + GAP)
    height = SIDE + 2 * MARGIN
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, (name, bins) in enumerate(diagrams.items()):
        parts += _diagram(name, bins, MARGIN + number * (SIDE + MARGIN + GAP))
    return "\n".join([*parts, "</svg>\n"])


def _diagram(name: str, bins: Sequence[Bin], left: float) -> list[str]:
    top = MARGIN
    parts = [
        f'<text x="{left + SIDE / 2}" y="{top - 14}" text-anchor="middle" font-size="14">{escape(name)}</text>',
        f'<rect x="{left}" y="{top}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>',
        f'<path d="M{left} {top + SIDE}L{left + SIDE} {top}" stroke="#888" stroke-dasharray="4 4"/>',
        f'<text x="{left + SIDE / 2}" y="{top + SIDE + 32}" text-anchor="middle">how sure</text>',
        f'<text transform="translate({left - 30} {top + SIDE / 2}) rotate(-90)" text-anchor="middle">came true</text>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = left + tick * SIDE, top + (1 - tick) * SIDE
        parts.append(f'<text x="{x}" y="{top + SIDE + 15}" text-anchor="middle">{tick:.0%}</text>')
        parts.append(f'<text x="{left - 5}" y="{y + 4}" text-anchor="end">{tick:.0%}</text>')
    points = [(left + b.confidence * SIDE, top + (1 - b.right) * SIDE, b) for b in bins]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    parts.append(f'<polyline points="{line}" fill="none" stroke="#1f5fa8" stroke-width="1.5"/>')
    most = max((b.count for b in bins), default=1)
    for x, y, b in points:
        title = f"{b.count:,} judgements, {b.confidence:.1%} sure, {b.right:.1%} came true"
        radius = 2.5 + 9 * (b.count / most) ** 0.5
        dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#1f5fa8" fill-opacity="0.55">'
        parts.append(f"{dot}<title>{title}</title></circle>")
    return parts
