"""The permission codes of these pages, as `registrations` declares them."""

READ = "casework.case.read"
SUPERVISE = "casework.case.supervise"
MEETING_READ = "casework.meeting.read"
MEETING_WRITE = "casework.meeting.write"
HANDOVER = "casework.handover.write"
