"""One wrong word for one common word, all through a document or a site."""

from repair.channels.decipher.channel import EXAMPLES, GUARDRAILS, Channel

__all__ = ["EXAMPLES", "GUARDRAILS", "Channel"]
