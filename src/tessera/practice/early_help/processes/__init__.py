"""Early help: asked for with the family's agreement, assessed together, and ended."""

from tessera.practice.early_help.processes import asking, assessing, ending, steps

__all__ = ["asking", "assessing", "ending", "steps"]
