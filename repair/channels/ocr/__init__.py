"""Letters that a reading machine took for others of the same shape: `rn` for `m`, `1` for `l`."""

from repair.channels.ocr.channel import EXAMPLES, GUARDRAILS, Channel

__all__ = ["EXAMPLES", "GUARDRAILS", "Channel"]
