"""Documents on a person's record."""

from tessera.engine.documents import permissions
from tessera.people.record_page import section

section("documents", "Documents", 65, "documents:list", permission=permissions.VIEW)
