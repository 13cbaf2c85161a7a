"""From the monolith's code to a service with a live copy of its data."""

from __future__ import annotations

import json
import re

from decompose.edit import set_value
from scripts.demo_steps.stage import SERVICE, Stage

COPY_SECONDS = "60"


def analyze(stage: Stage) -> None:
    """Analyze the monolith and keep the report."""
    report = stage.reports / "analysis.json"
    stage.decompose("analyze", "sample_monolith", "--format", "json", "--output-file", str(report))
    found = json.loads(report.read_text())
    names = ("apps", "models", "endpoints", "couplings")
    counts = ", ".join(f"{len(found[name]):,} {name}" for name in names)
    stage.fact("analysis", f"{counts}, {len(found['problems'])} problems")


def extract(stage: Stage) -> None:
    """Extract the service, apply the monolith's patch, and make the tables of both."""
    stage.decompose("extract", SERVICE)
    _apply_patch(stage)
    stage.manage(stage.sample, "migrate", "--verbosity=0", database="MONOLITH_DATABASE_URL")
    plan = json.loads((stage.service / "plan.json").read_text())
    ends = [each["outcome"] for each in plan["settled"]]
    stage.fact(
        "extraction",
        ", ".join(f"{ends.count(each)} {each}" for each in ("rewritten", "marked", "refused"))
        + f", {len(plan['tables'])} tables",
    )
    stage.manage(stage.service, "migrate", "--verbosity=0", database="ORDERS_DATABASE_URL")
    path = stage.folder / "decompose.toml"
    set_value(path, ("monolith", "database"), "env:MONOLITH_DATABASE_URL")
    set_value(path, ("monolith", "url"), stage.url("monolith"))
    set_value(path, ("services", SERVICE, "database"), "env:ORDERS_DATABASE_URL")
    set_value(path, ("services", SERVICE, "urls"), [stage.url("service")])
    listen, admin = stage.address("proxy"), stage.address("admin")
    with path.open("a") as file:
        file.write(f'\n[proxy]\nlisten = "{listen}"\nadmin = "{admin}"\n')


def follow(stage: Stage) -> None:
    """Start the replication and wait until the service's database has caught up."""
    stage.decompose("data", "follow", SERVICE, "--wait", COPY_SECONDS)


def _apply_patch(stage: Stage) -> None:
    patch = stage.service / "monolith.patch"
    # The folder may lie within a repository, where git would skip paths outside of its index.
    outside = {"GIT_CEILING_DIRECTORIES": str(stage.folder.parent)}
    folder = stage.sample if _from_the_sample(patch.read_text()) else stage.folder
    stage.run(["git", "apply", str(patch)], folder, variables=outside)


def _from_the_sample(patch: str) -> bool:
    """Tell whether the patch's paths start in the monolith's own folder."""
    return not re.search(r"^\+\+\+ b/sample_monolith/", patch, re.MULTILINE)
