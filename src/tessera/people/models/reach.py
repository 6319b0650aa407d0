"""The access policy as SQL about one column of a person's id: the same answers as `policy.decide`.

Written as text because it stands in every page and list: built by the ORM it cost more time than the
database took to answer. `test_reach` holds it against `decide` on states made at random.
"""

import re

from django.db.models import BooleanField, F, Func, SmallIntegerField

from tessera.foundations.access.policy import Actor, Does
from tessera.foundations.records.prepared import ACTS_FOR, TEAMS, WORKER

OWN, TEAM, ASKED, READS = 4, 3, 2, 1
PARENT_KINDS = frozenset({"parent", "adoptive_parent"})
_PLACE = re.compile(r"\{person\}|:[a-z_]+")


def _in_force(alias):
    return (
        f"{alias}.started_on <= :today AND ({alias}.ended_on IS NULL OR {alias}.ended_on > :today)"
    )


def _true(alias):
    """As `_in_force`, for facts whose first day nobody knows."""
    return (
        f"({alias}.started_on IS NULL OR {alias}.started_on <= :today)"
        f" AND ({alias}.ended_on IS NULL OR {alias}.ended_on > :today)"
    )


def _exists(select):
    return f"EXISTS (SELECT 1 FROM {select})"  # noqa: S608 - made of constants


_CONFLICT = _exists(
    "people_conflict c WHERE c.person_id = {person} AND c.user_id = :user AND " + _in_force("c")
)
_RESTRICTION = "people_restriction r WHERE r.person_id = {person} AND " + _in_force("r")
_LISTED = _exists(
    "people_listing l WHERE l.restriction_id = r.id AND l.user_id = :user AND " + _in_force("l")
)
_RESTRICTED = _exists(_RESTRICTION)
_ON_LIST = _exists(f"{_RESTRICTION} AND (r.owner_id = :user OR {_LISTED})")
_KNOWN = f"(NOT {_CONFLICT} AND (NOT {_RESTRICTED} OR {_ON_LIST}))"

_OWN_WORK = f"i.worker_id = ANY(:acts_for) AND {_in_force('i')}"
_PARENTS = "IN ('parent', 'adoptive_parent')"
# The roles `involvement.CLOSED_BY` and `involvement.RECEIVING`.
_CLOSED, _ASKED = "'closing_team'", "'receiving_team'"


def _team_work(besides=""):
    """What is one's own, or a team's; but what a team has in one of the roles besides."""
    theirs = "i.team_id = ANY(:teams)" + (f" AND i.role NOT IN ({besides})" if besides else "")
    return f"(i.worker_id = ANY(:acts_for) OR {theirs}) AND {_in_force('i')}"


_TEAM_WORK = _team_work()


def _has_worker(person):
    """Somebody of ours who works with them; a team that was asked, or closed the case, does not."""
    return _exists(
        f"people_involvement o WHERE o.person_id = {person} AND {_in_force('o')}"
        f" AND (o.worker_id IS NOT NULL OR o.team_id IS NOT NULL)"
        f" AND o.role NOT IN ({_CLOSED}, {_ASKED})"
    )


def _how_far():
    """OWN, TEAM, ASKED, READS or 0. Family without a worker of their own as those worked with.

    Whoever is worked with has a worker, so the family is looked at only when nobody works with them.
    """
    furthest = f"SELECT max(CASE WHEN i.worker_id = ANY(:acts_for) THEN {OWN}"
    furthest += f" WHEN i.role = {_CLOSED} THEN {READS}"
    furthest += f" WHEN i.role = {_ASKED} THEN {ASKED} ELSE {TEAM} END)"
    kin = " UNION ALL ".join(
        f"SELECT {end} AS id FROM {tie} WHERE {which}"  # noqa: S608 - made of constants
        for tie, end, which in _TIES
    )
    mine = f"{furthest} FROM people_involvement i WHERE i.person_id = {{person}} AND {_TEAM_WORK}"
    through = (
        f"{furthest} FROM ({kin}) AS kin JOIN people_involvement i ON i.person_id = kin.id"
        f" WHERE {_TEAM_WORK}"
    )
    family = f"CASE WHEN {_has_worker('{person}')} THEN 0 ELSE ({through}) END"
    return f"coalesce(({mine}), {family}, 0)"


_TIES = (
    ("people_relationship k", "k.relative_id", "k.person_id = {person} AND " + _true("k")),
    ("people_relationship k", "k.person_id", "k.relative_id = {person} AND " + _true("k")),
    (
        "people_relationship k JOIN people_relationship p ON p.person_id = k.person_id",
        "p.relative_id",
        f"k.relative_id = {{person}} AND k.kind {_PARENTS} AND p.kind {_PARENTS}"
        f" AND {_true('k')} AND {_true('p')}",
    ),
)


def _reached(work):
    """The same as a set, for lists: begun from the work, so that a list reads no more than its own."""
    mine = f"SELECT i.person_id FROM people_involvement i WHERE {work}"  # noqa: S608
    alone = "AND NOT " + _has_worker("{other}")
    ties = (
        ("k.person_id", f"FROM people_relationship k WHERE k.relative_id IN ({mine})"),
        ("k.relative_id", f"FROM people_relationship k WHERE k.person_id IN ({mine})"),
        (
            "k.relative_id",
            f"FROM people_relationship p JOIN people_relationship k ON k.person_id = p.person_id"
            f" AND k.kind {_PARENTS} WHERE p.kind {_PARENTS} AND {_true('p')}"
            f" AND p.relative_id IN ({mine})",
        ),
    )
    kin = (
        f"SELECT {other} {ties} AND {_true('k')} {alone.replace('{other}', other)}"
        for other, ties in ties
    )
    return f"{{person}} IN ({' UNION '.join((mine, *kin))})"


_UNSEEN = (
    "pr.owner_id <> :user AND NOT "
    + _exists(
        "people_viewer v WHERE v.protection_id = pr.id AND v.user_id = :user AND " + _in_force("v")
    )
    + " AND "
    + _in_force("pr")
)
# A home shared with a protected person would give their place away.
_WITHHELD = (
    "("
    + _exists(f"people_protection pr WHERE pr.person_id = {{person}} AND {_UNSEEN}")
    + " OR "
    + _exists(
        "people_residence mine JOIN people_residence theirs ON theirs.address_id = mine.address_id"
        " JOIN people_protection pr ON pr.person_id = theirs.person_id"
        " WHERE mine.person_id = {person}"
        " AND (mine.ended_on IS NULL OR mine.ended_on > :today)"
        f" AND (theirs.ended_on IS NULL OR theirs.ended_on > :today) AND {_UNSEEN}"
    )
    + ")"
)


def anyone(today):
    """Whoever will ask, in a query that is prepared; `asker` then says who it is."""
    everything = {"acts_for": frozenset({ACTS_FOR}), "team_ids": frozenset({TEAMS})}
    return Actor(user_id=WORKER, today=today, **everything)


def asker(actor):
    return {"worker": actor.user_id, "acts_for": actor.acts_for, "teams": actor.team_ids}


def _answered(text, person, actor):
    """A question's SQL about a column, and its values in order."""
    given = {
        ":today": actor.today,
        ":user": actor.user_id,
        ":acts_for": sorted(actor.acts_for),
        ":teams": sorted(actor.team_ids),
    }
    values = []

    def place(found):
        if found[0] == "{person}":
            return person
        values.append(given[found[0]])
        return "%s"

    return _PLACE.sub(place, text), values


class Asked(Func):
    """One of the questions below, asked of a column that holds a person's id."""

    output_field = BooleanField()

    def __init__(self, text, person, actor):
        super().__init__(F(person))
        self.text, self.actor = text, actor

    @property
    def identity(self):
        return (
            type(self),
            self.text,
            self.actor.user_id,
            self.actor.today,
            *self.source_expressions,
        )

    def as_sql(self, compiler, connection, **context):
        person, _ = compiler.compile(self.source_expressions[0])
        sql, values = _answered(self.text, person, self.actor)
        return sql, tuple(values)


class Graded(Asked):
    """A question answered by a figure."""

    output_field = SmallIntegerField()  # type: ignore[assignment]  # another kind of answer


def known_sql(actor, person):
    """For a query written by hand: whether the actor may know of the person in this column."""
    return _answered(_KNOWN, person, actor)


def is_known(actor, person="pk"):
    return Asked(_KNOWN, person, actor)


def how_far(actor, person="pk"):
    return Graded(_HOW_FAR, person, actor)


def is_among_reached(actor, scope, person="pk", *, does=Does.READS):
    """`does`: what the permission does, since a team may reach somebody to read, or also to answer."""
    return Asked(_REACHED_SET[scope, does], person, actor)


def has_conflict(actor, person="pk"):
    return Asked(_CONFLICT, person, actor)


def is_restricted(actor, person="pk"):
    return Asked(_RESTRICTED, person, actor)


def is_on_list(actor, person="pk"):
    return Asked(_ON_LIST, person, actor)


def whereabouts_withheld(actor, person="person_id"):
    """Whether this person's place must not be shown to the actor."""
    return Asked(_WITHHELD, person, actor)


_HOW_FAR = _how_far()
_REACHED_SET = {
    **{("own", does): _reached(_OWN_WORK) for does in Does},
    ("team", Does.READS): _reached(_TEAM_WORK),
    ("team", Does.ANSWERS): _reached(_team_work(besides=_CLOSED)),
    ("team", Does.CHANGES): _reached(_team_work(besides=f"{_CLOSED}, {_ASKED}")),
}
