"""Invented families: who they are, how they are related, where they live, who works with them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tessera.demo.names import SCHOOLS, SURGERIES, Names
from tessera.demo.story import Story, day_of
from tessera.people import actions as people
from tessera.people.models import Organisation, Person

ETHNICITIES = {
    "WBRI": 70, "WOTH": 7, "MWBC": 3, "MWAS": 2, "APKN": 4, "AIND": 2, "ABAN": 2, "BAFR": 4,
    "BCRB": 2, "OOTH": 2, "NOBT": 1, "WROM": 1,
}  # fmt: skip
DISABILITIES = {
    "LD": 28, "AUT": 30, "BEH": 12, "COMM": 9, "MOB": 7, "HEAR": 4, "VIS": 3, "CON": 3, "PC": 4,
}  # fmt: skip
PRIMARY = ("Primary", "Infants")
UNBORN = 0.12
"""Of families with one child: the child is expected."""
LANGUAGES = {"APKN": "ur", "ABAN": "bn", "WOTH": "pl", "BAFR": "so", "OOTH": "ar"}


@dataclass
class Family:
    """The people of one household, and what the story needs to remember of them."""

    surname: str
    children: list[Person] = field(default_factory=list)
    adults: list[Person] = field(default_factory=list)
    absent_father: Person | None = None
    worker: Any = None
    manager: Any = None
    team: Any = None
    concern: str = ""
    way: str = ""
    life: Any = None
    episode: int = 0

    @property
    def mother(self) -> Person:
        return self.adults[0]


@dataclass(frozen=True)
class Told:
    """A child or grown-up as a referrer tells of them, before anyone looks them up."""

    given: str
    family: str
    born_on: date | None
    expected_on: date | None
    sex: str
    part: str
    relation: str = ""


def open_organisations(names: Names) -> tuple[list[Organisation], list[Organisation]]:
    """The council's schools and surgeries."""
    return tuple(
        [
            people.add_organisation(kind=kind, name=name, telephone=names.telephone(), by=None)
            for name in called
        ]
        for kind, called in (("school", SCHOOLS), ("gp_surgery", SURGERIES))
    )  # type: ignore[return-value]


class Families:
    """Makes families as a referrer would tell of them, and fills in what becomes known later."""

    def __init__(
        self, story: Story, schools: list[Organisation], surgeries: list[Organisation]
    ) -> None:
        self.story = story
        self.random = story.random
        self.names = story.names
        self.schools = schools
        self.surgeries = surgeries

    def told_of(self, on: date, children: int) -> tuple[list[Told], str, tuple[str, str]]:
        """So many children and their mother, as told; surname and address."""
        r = self.random
        surname = self.names.family()
        if children == 1 and r.random() < UNBORN:
            due = on + timedelta(days=r.randint(30, 150))
            told = [Told("Baby", surname, None, due, "U", "child")]
        else:
            told = self._brothers_and_sisters(on, surname, children)
        told.append(
            Told(self.names.adult("F"), surname, None, None, "F", "adult", relation="Mother")
        )
        return told, surname, self.names.address()

    def _brothers_and_sisters(self, on: date, surname: str, children: int) -> list[Told]:
        """The eldest first, a year or more between them, no name twice."""
        r = self.random
        told: list[Told] = []
        eldest = r.randint(min(15, 2 * children - 2), 15)
        for number in range(children):
            years = eldest - round(number * r.uniform(1.5, min(4.0, (eldest + 1) / children)))
            sex = r.choice("FM")
            given = self.names.child(sex)
            while given in {each.given for each in told}:
                given = self.names.child(sex)
            youngest = told[-1].born_on if told else None
            born = on - timedelta(days=max(0, years) * 365 + r.randint(12, 340))
            if youngest is not None:
                born = max(born, youngest + timedelta(days=r.randint(330, 420)))
            told.append(Told(given, surname, min(born, on - timedelta(days=9)), None, sex, "child"))
        return told

    def fill_in(self, family: Family, address: tuple[str, str], moment: datetime, by) -> None:
        """What the first worker finds out: home, numbers, ethnicity, relationships, school, GP."""
        on = day_of(moment)
        lines, postcode = address
        mother = family.mother
        everyone = [mother, *family.children]
        for person in everyone:
            if not person.residences.filter(ended_on=None).exists():
                people.move_home(
                    person=person, lines=lines, postcode=postcode, moved_on=person.born_on, by=by
                )
        ethnicity = self.random.choices(list(ETHNICITIES), list(ETHNICITIES.values()))[0]
        language = LANGUAGES.get(ethnicity, "en") if self.story.chance(0.4) else "en"
        for person in everyone:
            people.record_particulars(
                person=person, ethnicity=ethnicity, first_language=language, by=by
            )
        people.add_contact_point(
            person=mother, kind="mobile", value=self.names.mobile(), started_on=on, by=by
        )
        self._relate(family, on, by)
        for child in family.children:
            self._numbers(child, on, by)
        if any(child.is_unborn for child in family.children):
            self.add_nhs_number(mother, by)

    def add_nhs_number(self, person: Person, by) -> None:
        people.add_identifier(person=person, kind="nhs", value=self.names.nhs_number(), by=by)

    def _relate(self, family: Family, on: date, by) -> None:
        mother = family.mother
        for child in family.children:
            people.record_relationship(
                person=mother,
                relative=child,
                kind="parent",
                has_parental_responsibility=True,
                is_main_carer=True,
                started_on=child.born_on,
                by=by,
            )
        if self.story.chance(0.75):
            self._father(family, on, by)

    def _father(self, family: Family, on: date, by) -> None:
        lives_in = self.story.chance(0.45)
        father = people.add_person(
            given=self.names.adult("M"),
            family=family.surname if lives_in else self.names.family(),
            sex="M",
            born_on=on - timedelta(days=self.random.randint(22, 48) * 365),
            by=by,
        )
        for child in family.children:
            people.record_relationship(
                person=father,
                relative=child,
                kind="parent",
                has_parental_responsibility=lives_in or self.story.chance(0.5),
                started_on=child.born_on,
                by=by,
            )
        people.record_relationship(
            person=father,
            relative=family.mother,
            kind="partner" if lives_in else "former_partner",
            by=by,
        )
        if lives_in:
            home = family.mother.residences.filter(ended_on=None).select_related("address").first()
            if home is not None:
                people.move_home(
                    person=father,
                    lines=home.address.lines,
                    postcode=home.address.postcode,
                    by=by,
                )
            family.adults.append(father)
        else:
            family.absent_father = father

    def _school_for(self, years: float) -> Organisation:
        """A primary school until eleven, then one of the others."""
        fitting = [s for s in self.schools if any(w in s.name for w in PRIMARY) == (years < 11)]
        return self.random.choice(fitting)

    def _disabilities(self) -> list[str]:
        """One child in eight has one or two."""
        if not self.story.chance(0.13):
            return ["NONE"]
        how_many = 2 if self.story.chance(0.3) else 1
        drawn = self.random.choices(list(DISABILITIES), list(DISABILITIES.values()), k=how_many)
        return sorted(set(drawn))

    def _numbers(self, child: Person, on: date, by) -> None:
        if child.born_on is None:
            return
        self.add_nhs_number(child, by)
        codes = self._disabilities()
        people.record_disabilities(person=child, codes=codes, recorded_on=on, by=by)
        if (on - child.born_on).days >= 5 * 365:
            people.add_identifier(person=child, kind="upn", value=self.names.upn("823"), by=by)
            school = self._school_for((on - child.born_on).days / 365)
            people.start_involvement(
                person=child,
                role="school",
                organisation=school,
                professional_name=f"{self.names.adult('F')} {self.names.family()}",
                telephone=school.telephone,
                started_on=on,
                by=by,
            )
        else:
            people.record_particulars(person=child, upn_unknown="UN1", by=by)
        if self.story.chance(0.5):
            surgery = self.random.choice(self.surgeries)
            people.start_involvement(
                person=child, role="gp", organisation=surgery, started_on=on, by=by
            )
