"""The permissions of these pages."""

READ_OUTBOX = "notices.notice.read"
WRITE_OUTBOX = "notices.notice.write"
READ = "notices.public.read"
WRITE = "notices.public.write"
