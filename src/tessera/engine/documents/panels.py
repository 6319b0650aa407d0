"""Documents on a person's record."""

from tessera.engine.documents import permissions
from tessera.people.record_page import section
from tessera.ui import navigation

section("documents", "Documents", 65, "documents:list", permission=permissions.VIEW)
navigation.place("Letters", "documents:letters", permissions.CONFIGURE, 80)
