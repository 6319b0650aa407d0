"""The steps of a transfer, and what completing each means."""

from tessera.practice.transfers.processes import answering, asking, steps, taking, words

__all__ = ["answering", "asking", "steps", "taking", "words"]
