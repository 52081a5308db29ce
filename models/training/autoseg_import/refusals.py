"""What cannot be imported, and why."""


class CannotImport(ValueError):
    """One sentence for the user: what was found, what is needed, what to do."""


def first_line(cause: BaseException) -> str:
    """What an exception says, for a sentence of ours: its first line without a full stop, and its kind where it says nothing."""
    said = str(cause).strip().splitlines()
    return said[0].strip().rstrip(".") if said else type(cause).__name__
