"""Lost and stray spaces: words run together, split in two, cut at the end of a line."""

from repair.channels.spacing.channel import EXAMPLES, GUARDRAILS, Channel

__all__ = ["EXAMPLES", "GUARDRAILS", "Channel"]
