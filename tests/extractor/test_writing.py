from __future__ import annotations

from pathlib import Path

import pytest

from decompose_core.problem import Refused
from decompose_extractor.writing import MANIFEST, write_service

FILES = {"manage.py": b"1\n", "a/b.py": b"2\n"}


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "orders"
    assert write_service(target, FILES) == ("a/b.py", "manage.py")
    assert write_service(target, FILES) == ()


def test_a_new_version_replaces_the_old_one_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "orders"
    write_service(target, FILES)
    (target / ".env").write_text("DEBUG=1")
    assert write_service(target, {"manage.py": b"1\n", "c.py": b"3\n"}) == ("a/b.py", "c.py")
    found = sorted(p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file())
    assert found == [MANIFEST, ".env", "c.py", "manage.py"]
    assert [p.name for p in tmp_path.iterdir()] == ["orders"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param("a/b.py", "1 files in {target} were edited or added", id="edited"),
        pytest.param("notes.txt", "1 files in {target} were edited or added", id="added"),
    ],
)
def test_a_teams_own_work_is_not_written_over(tmp_path: Path, path: str, message: str) -> None:
    target = tmp_path / "orders"
    write_service(target, FILES)
    (target / path).write_text("mine")
    with pytest.raises(Refused, match=message.format(target=target)):
        write_service(target, FILES)
    assert (target / path).read_text() == "mine"


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("all of it")
    with pytest.raises(
        Refused, match=r"files that decompose did not write, thesis\.tex among them"
    ):
        write_service(tmp_path, FILES)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]
