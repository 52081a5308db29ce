"""What cannot be imported, and why."""


class CannotImport(ValueError):
    """One sentence for the user: what was found, what is needed, what to do."""
