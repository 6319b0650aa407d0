"""Invented people and figures for the page of components. None of them exists anywhere."""

import uuid
from dataclasses import dataclass
from datetime import date

TODAY = date(2026, 5, 14)
NOBODY = uuid.UUID(int=0)


@dataclass(frozen=True)
class SamplePerson:
    name: str
    born_on: date | None = None
    known_as: str = ""
    expected_on: date | None = None
    died_on: date | None = None
    public_id: uuid.UUID = NOBODY


MAISIE = SamplePerson("Maisie Brindlow", date(2018, 9, 9), known_as="Mais")
KAI = SamplePerson("Kai Brindlow", date(2015, 3, 2))
IVY = SamplePerson("Ivy Pellowe", date(2024, 11, 26))
BABY = SamplePerson("Baby Fenwright", expected_on=date(2026, 8, 3))
LONG_NAME = SamplePerson(
    "Anastasia-Maximiliane Fotheringhay-Wojciechowska-Tremlett of Lower Weirbridge",
    date(2026, 4, 20),
)
YEAR = (25.1, 24.8, 24.2, 24.6, 23.9, 23.5, 23.6, 22.9, 22.4, 22.6, 22.0, 21.8)
MONTHS = ("May 2025", "June", "July", "August", "September", "October", "November", "December")
POINTS = list(zip((*MONTHS, "January", "February", "March", "April 2026"), YEAR, strict=True))
SECTIONS = [
    {"label": "Why now", "href": "#top", "note": "Done"},
    {"label": "Who we spoke to", "href": "#top", "note": "2 to add", "todo": True},
    {"label": "Home and day-to-day care", "href": "#top", "current": True, "note": "4 to add"},
    {"label": "Health", "href": "#top", "note": "Done"},
]
MATCHES = [
    {"id": "1", "name": "Maureen Brindlow", "about": "58, nana of Maisie"},
    {"id": "2", "name": "Leanne Brindlow", "about": "31, lives at 14 Tanner's Row"},
]
FILES = [
    {"id": "1", "name": "Midwife's report.pdf", "about": "214 KB, 12 May 2026", "is_mine": True}
    | {"href": "#top", "shut": "", "note": ""},
    {
        "id": "2",
        "name": "Photograph of the stairs.jpg",
        "about": "2.1 MB, 13 May 2026",
        "href": "",
        "shut": "Waiting to be checked for viruses. It opens once it has been",
        "note": "",
        "is_mine": False,
    },
]
EARLIER = (
    "Zayd sleeps on the sofa. There is food in the house but he often makes his own tea.\n\n"
    "Samira is open about how tired she is and wants help with mornings."
)


def context() -> dict[str, object]:
    return {
        "today": TODAY,
        "maisie": MAISIE,
        "family": [MAISIE, KAI, IVY],
        "baby": BABY,
        "long_name": LONG_NAME,
        "points": POINTS,
        "section_items": SECTIONS,
        "matches": MATCHES,
        "earlier_words": EARLIER,
        "kept_files": FILES,
        "navigation": [
            {"label": "My work", "href": "#top", "current": "page"},
            {"label": "Team", "href": "#top"},
            {"label": "Front door", "href": "#top"},
        ],
    }
