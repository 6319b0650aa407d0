"""The place of the returns in the navigation."""

from tessera.insight.cin_census import permissions
from tessera.ui import navigation

navigation.place("CIN census", "cin_census:home", permissions.VIEW, 70, home_for=permissions.FREEZE)
