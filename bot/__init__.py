"""Speaks to people. Decides nothing about risk: that is `model`."""
