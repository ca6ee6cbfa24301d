"""The changes, oldest first; their numbers are their order."""
