"""Write extracted/orders anew: `python -m tests.extractor.regen`; the diff is the review."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from decompose_analyzer.analyze import analyze_project
from decompose_core import project_file
from decompose_extractor.extract import Boundary, Extraction, extract
from decompose_extractor.writing import write_service
from decompose_source.project import read_project

ROOT = Path(__file__).resolve().parents[2]
SERVICE = "orders"
GOLDEN = ROOT / "extracted" / SERVICE


def golden_content() -> Mapping[str, bytes]:
    """The files of the sample's orders service."""
    return golden_made().content


def golden_made() -> Extraction:
    """Extract the sample's orders as `decompose extract orders` does in the repository's root."""
    project = project_file.read(ROOT / project_file.NAME)
    boundary = project.boundaries[SERVICE]
    source = read_project(project.monolith_root, settings=project.monolith.settings)
    couplings = analyze_project(source).couplings
    return extract(source, Boundary(SERVICE, boundary.apps, boundary.seams), couplings)


if __name__ == "__main__":
    content = golden_content()
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for path in write_service(GOLDEN, content):
        print(path)
