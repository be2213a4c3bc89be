"""What readers type into search boxes and filters, made safe to ask a database."""

TEXT_LENGTH = 100


def one_line(text: str) -> str:
    """One line without control characters (PostgreSQL refuses NUL), single spaces, of bounded length."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:TEXT_LENGTH]
