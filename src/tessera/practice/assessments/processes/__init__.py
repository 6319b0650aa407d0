"""The assessment: begun with the case or because of a change, looked at half-way, signed off, shared."""

from tessera.practice.assessments.processes import sharing, single, steps, update, words

__all__ = ["sharing", "single", "steps", "update", "words"]
