from __future__ import annotations

import subprocess
from pathlib import Path

from decompose_extractor.blueprint import draw
from decompose_extractor.cut import Cut
from decompose_extractor.monolith_patch import monolith_patch
from decompose_source.project import Project
from tests.extractor.tools import project_from

FILES = {
    "site_settings.py": 'ROOT_URLCONF = "site_urls"\nINSTALLED_APPS = ["orders"]\n',
    "site_urls.py": "urlpatterns = []",  # no newline at its end
    "requirements.txt": "Django>=5.2\n",
    "orders/models.py": "",
}


def _patch(project: Project) -> str:
    return monolith_patch(draw("orders", Cut(project, frozenset({"orders"}))))


def _git(folder: Path, *arguments: str) -> None:
    # The folder may lie within a repository, where git would skip paths outside of its index.
    outside = {"GIT_CEILING_DIRECTORIES": str(folder.parent), "PATH": "/usr/bin:/bin"}
    subprocess.run(["git", *arguments], cwd=folder, env=outside, check=True, capture_output=True)


def test_the_patch_goes_in_and_comes_out_again(tmp_path: Path) -> None:
    folder = tmp_path / "monolith"
    project = project_from(folder, FILES)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    patch = tmp_path / "monolith.patch"
    patch.write_text(_patch(project), encoding="utf-8")

    _git(folder, "apply", str(patch))
    assert '"decompose_monolith"' in (folder / "site_settings.py").read_text()
    assert "mounted, *urlpatterns" in (folder / "site_urls.py").read_text()
    assert "PyJWT" in (folder / "requirements.txt").read_text()
    assert (folder / "decompose_monolith" / "views.py").is_file()

    _git(folder, "apply", "-R", str(patch))
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after == before


def test_the_same_project_gives_the_same_patch(tmp_path: Path) -> None:
    project = project_from(tmp_path, FILES)
    assert _patch(project) == _patch(project)
