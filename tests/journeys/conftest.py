"""A small council: its front door, a team that assesses, and one family known from before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.factories import front_door as make


@dataclass(frozen=True)
class Town:
    """Who works here, and the children who are known."""

    staff: Any
    analyst: Any
    maisie: Any

    def __getattr__(self, name):
        return getattr(self.staff, name)


@pytest.fixture
def town(transactional_db):
    staff = make.a_staff()
    return Town(
        staff=staff,
        analyst=make.a_worker("Lowell Trescott", "analyst", is_qualified=False),
        maisie=make.a_child("Maisie", "Brindlow", date(2018, 9, 3), sex="F"),
    )
