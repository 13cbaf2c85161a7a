"""What we know of a package without having its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Package:
    """Modules of a package in outline, as source that is evaluated in place of the real one.

    Only what shapes a project is written down: bases, fields of models, defaults. A name that is
    missing from an outline is taken to exist and to be unknown.

    Where the package's source is at hand it is read instead, unless the outline is `kept`: what
    its metaclasses do when a class is made is told shorter and surer by the outline.
    """

    stubs: Mapping[str, str]
    kept: bool = False
