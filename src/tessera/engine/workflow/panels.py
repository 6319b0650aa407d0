"""Where work is found: one's own, the team's, what may be started, and what fills our forms."""

from tessera.engine.workflow import permissions
from tessera.people import record_page
from tessera.ui import navigation

navigation.place("My work", "workflow:my_work", permissions.MY_WORK, 10)
navigation.place("Team", "workflow:team_home", permissions.TEAM, 20)
record_page.button("start", "Start something", 20, "workflow:start", permissions.START)
