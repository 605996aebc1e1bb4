"""Knows GitHub and no table."""
