"""The steps of a transfer, and what completing each means."""

from tessera.practice.transfers.processes import answering, asking, down, steps, taking, up, words

__all__ = ["answering", "asking", "down", "steps", "taking", "up", "words"]
