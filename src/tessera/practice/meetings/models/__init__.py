from tessera.practice.meetings.models.meeting import Invited, Meeting, MeetingChild
from tessera.practice.meetings.models.sending import Sending

__all__ = ["Invited", "Meeting", "MeetingChild", "Sending"]
