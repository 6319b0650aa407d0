"""The steps of recording, and what completing each means."""

from tessera.practice.recording.processes import decided, steps, supervision, writing

__all__ = ["decided", "steps", "supervision", "writing"]
