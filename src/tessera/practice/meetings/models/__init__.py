from tessera.practice.meetings.models.agreed import AgreedAction
from tessera.practice.meetings.models.meeting import Invited, Meeting, MeetingChild
from tessera.practice.meetings.models.omission import Omission
from tessera.practice.meetings.models.reading import Reading
from tessera.practice.meetings.models.sending import Sending

__all__ = ["AgreedAction", "Invited", "Meeting", "MeetingChild", "Omission", "Reading", "Sending"]
