"""The use case: read a project, find what ties its apps together, price a cut around each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

from decompose_analyzer.affinity import affinity, file_uses, model_uses, production
from decompose_analyzer.boot.ask import ask_django
from decompose_analyzer.boot.merge import merge
from decompose_analyzer.boundaries import Cut, boundaries
from decompose_analyzer.evidence import Sources, ends, gather, pulled
from decompose_analyzer.finding import Findings, Progress, merged, tasks
from decompose_analyzer.graph import Graph
from decompose_analyzer.order import cycle_edges, departures
from decompose_analyzer.question import Question
from decompose_analyzer.scan import Scan
from decompose_analyzer.suggestion import suggestion
from decompose_analyzer.what_if import answer
from decompose_analyzer.workers import Task, run
from decompose_core.analysis import Analysis
from decompose_core.boundary import Part
from decompose_core.coupling import End
from decompose_core.problem import refuse
from decompose_source.checking import is_aside
from decompose_source.collector import standing_still
from decompose_source.project import Project, read_project

NO_SOURCES = Sources()
WORTH_MEMORY = 250_000  # lines: in a larger project memory counts for more than time
WORTH_WORKERS = 20_000  # lines: in a smaller project one process is done before a second has begun


def analyze(  # noqa: PLR0913 each is an option of the command
    root: Path,
    *,
    settings: str | None = None,
    named: Iterable[Cut] = (),
    what_if: Question | None = None,
    sources: Sources = NO_SOURCES,
    boot: Path | None = None,
    packages: Iterable[Path] | None = None,
    jobs: int = 1,
    progress: Progress = lambda _: None,
) -> Analysis:
    """Analyze the project in a folder; the same folder gives the same bytes.

    With an interpreter to boot it with, Django itself is asked what the project has. `packages` are
    folders with installed packages to read; by default those in the project's folder.

    Raises:
        Refused: there is no Django project to analyze, a source of evidence can't be read, or the
            question names what is not there.
        OutsideFailed: the project doesn't boot.
    """
    with standing_still():
        progress("reading the project")
        project = read_project(root, settings=settings, packages=packages, put_off=is_aside)
        if boot is not None:
            progress("asking Django itself")
            project = merge(project, ask_django(project, boot))
        return analyze_project(
            project, named=named, what_if=what_if, sources=sources, jobs=jobs, progress=progress
        )


@standing_still()
def analyze_project(  # noqa: PLR0913 as above
    project: Project,
    *,
    named: Iterable[Cut] = (),
    what_if: Question | None = None,
    sources: Sources = NO_SOURCES,
    jobs: int = 1,
    progress: Progress = lambda _: None,
) -> Analysis:
    """Analyze a project that was read already.

    Raises:
        Refused: a source of evidence can't be read, or the question names what is not there.
    """
    gathered = gather(project, sources)
    uses = model_uses(project, production(project))
    ties = pulled(affinity(project, uses), gathered.evidence, project.models)
    progress("looking for couplings")
    parts, found = _in_parallel(project, ties, jobs)
    couplings, project = found.couplings, project.completed(found.checked)
    progress("pricing boundaries")
    priced = boundaries(project.apps, project.models, couplings, named)
    with_models = {each.app for each in project.models if not each.abstract}
    labels = [each.label for each in project.apps if each.label in with_models]
    order, edges = departures(labels, couplings), cycle_edges(labels, couplings)
    if what_if is not None:
        progress("pricing the cut")
        answered = answer(what_if, project, couplings, ties)
        others = [each for each in priced if each.name != what_if.name]
        priced = tuple(sorted([*others, answered.boundary], key=lambda each: each.name))
        couplings = answered.couplings
    problems = {*project.problems, *found.problems, *gathered.problems}
    return Analysis(
        apps=project.apps,
        models=project.models,
        endpoints=project.endpoints,
        signals=project.receivers,
        tasks=project.tasks,
        couplings=couplings,
        boundaries=priced,
        problems=tuple(sorted(problems, key=lambda each: each.sort_key)),
        stats=replace(project.stats, seconds=0.0),
        order=order,
        cycle_edges=edges,
        suggestion=parts,
        evidence=gathered.evidence,
        uses=file_uses(project, uses),
    )


def _in_parallel(project: Project, ties: Graph, jobs: int) -> tuple[tuple[Part, ...], Findings]:
    """Suggest parts and look for couplings at the same time: neither needs the other."""
    large = project.stats.lines >= WORTH_WORKERS
    together: list[Task[tuple[Part, ...] | Findings]] = [
        partial(suggestion, ties, project.models),
        *tasks(Scan(project), large=large),
    ]
    parts, *findings = run(
        together, jobs if large else 1, waits=project.stats.lines >= WORTH_MEMORY
    )
    return cast("tuple[Part, ...]", parts), merged(cast("list[Findings]", findings))


def only(analysis: Analysis, labels: Sequence[str]) -> Analysis:
    """Keep the couplings and boundaries of some apps.

    Raises:
        Refused: there is no app or boundary of that name.
    """
    known = {each.name: each for each in analysis.boundaries}
    for label in labels:
        if label not in known:
            raise refuse(
                f"there is no app {label!r} in this project",
                hint=f"its apps: {', '.join(sorted(known)) or 'none'}",
            )
    cuts = [
        Cut(each, frozenset(known[each].apps), frozenset(known[each].models)) for each in labels
    ]
    touching = [each for each in analysis.couplings if _crosses(cuts, each.source, each.target)]
    return replace(
        analysis,
        couplings=tuple(touching),
        evidence=tuple(each for each in analysis.evidence if _crosses(cuts, *ends(each))),
        boundaries=tuple(each for each in analysis.boundaries if each.name in labels),
    )


def _crosses(cuts: Iterable[Cut], source: End, target: End) -> bool:
    return any(cut.holds(source) != cut.holds(target) for cut in cuts)
