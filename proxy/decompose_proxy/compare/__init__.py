"""Comparison rules: one aspect of an answer a file; each offers `rule`, a `Rule`."""
