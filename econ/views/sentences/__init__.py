"""Sentences that are built in code."""
