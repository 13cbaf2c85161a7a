"""Recorded exchanges as tests."""

from __future__ import annotations
