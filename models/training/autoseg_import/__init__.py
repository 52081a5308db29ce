"""Turns models that others trained into models of cornerstone-autoseg; each command opens only what its user names."""
