"""What a child's record shows of a transfer: that one is asked for, and the line of the story."""

from tessera.people.record_page import Entry, Lines, Status, chronology_kind, section, standing
from tessera.practice.transfers import permissions
from tessera.practice.transfers.actions import TRANSFERRED
from tessera.practice.transfers.choices import Kind
from tessera.practice.transfers.models import Transfer
from tessera.ui import navigation

navigation.under("workflow:team_home", "Transfers", "transfers:lists", permissions.LIST, 10)


def _taken_over(row):
    return Entry(
        "Stepped down to early help" if row.kind == Kind.EARLY_HELP else "Handed over",
        f"From {row.from_team.name} to {row.to_team.name}. {row.why}",
        who=row.to_worker.name if row.to_worker else "",
    )


standing(
    "transfers.transfer",
    lambda ids, on: Transfer.objects.open().filter(child__in=ids, agreed_on__lte=on),
    "child_id",
    lambda team: Status(f"{team} is asked to take over", 80),
    detail="to_team__name",
)
chronology_kind(
    TRANSFERRED,
    "Handed over",
    Lines(Transfer, _taken_over, "from_team", "to_team", "to_worker"),
    group="Who works with the child",
    to_child=True,
    to_manager=1,
    order=80,
)
section(
    "transfers",
    "Transfers",
    70,
    "transfers:transfers",
    permission=permissions.VIEW,
    lines=(TRANSFERRED,),
)
