"""What may be allowed with documents about people."""

from tessera.foundations.access.permissions import define
from tessera.people.permissions import READS

VIEW = define("documents:document:view", "Read letters and documents about a person", READS)
CONFIGURE = define(
    "documents:letter:configure",
    "See every letter, its wording and what is wrong with it",
    {"administrator": "all"},
    about_person=False,
)
CHRONOLOGY = define("documents:chronology:view", "Print a person's chronology", READS)
