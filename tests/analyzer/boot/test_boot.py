"""What Django says joins what was read; where they differ, it wins and a note says so."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from decompose.main import cli
from decompose_analyzer.boot.ask import ask_django
from decompose_analyzer.boot.merge import merge
from decompose_core import analysis as analyses
from decompose_core.problem import OutsideFailed, Refused
from decompose_source.project import read_project
from tests.source.shop_on_disk import MODELS, project

SAMPLE = Path(__file__).parents[3] / "sample_monolith"
PYTHON = Path(sys.executable)
SETTINGS = """
INSTALLED_APPS = ["django.contrib.contenttypes", "orders"]
ROOT_URLCONF = "shop.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "not secret"
"""
# Neither the name of a class nor that of a field stands in the source.
GENERATED = f"""
import json
from pathlib import Path

{MODELS}

for name, column in json.loads((Path(__file__).parent / "tables.json").read_text()).items():
    fields = {{"__module__": __name__, "order": models.ForeignKey(Order, models.CASCADE)}}
    fields[column] = models.CharField(max_length=9, null=True)
    globals()[name] = type(name, (models.Model,), fields)
    Order.add_to_class(column + "_at", models.DateField(null=True))
"""


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    files = {
        "shop/settings.py": SETTINGS,
        "orders/models.py": GENERATED,
        "orders/tables.json": '{"Parcel": "label"}',
    }
    return project(tmp_path, files)


@pytest.fixture(autouse=True)
def on_sqlite(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", "sqlite://:memory:")
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    yield


def test_the_sample_is_as_it_was_read() -> None:
    read = read_project(SAMPLE)
    merged = merge(read, ask_django(read, PYTHON))
    assert merged.problems == read.problems
    assert merged.apps == read.apps
    assert merged.models == read.models
    assert merged.endpoints == read.endpoints
    assert merged.receivers == read.receivers
    assert merged.tasks == read.tasks


def test_a_generated_model_and_field_are_known_with_a_note(generated: Path) -> None:
    read = read_project(generated)
    merged = merge(read, ask_django(read, PYTHON))
    assert read.model("orders.Parcel") is None
    parcel, order = merged.model("orders.Parcel"), merged.model("orders.Order")
    assert parcel is not None
    assert order is not None
    assert [each.name for each in parcel.fields] == ["id", "order", "label"]
    assert [each.name for each in order.fields] == ["id", "number", "label_at"]
    notes = "\n".join(each.message for each in merged.problems if each not in read.problems)
    assert "Django has the model orders.Parcel, the source does not show it" in notes
    assert "Django also has the field orders.Order.label_at" in notes


def test_what_only_the_source_has_is_kept_with_a_note(tmp_path: Path) -> None:
    root = project(tmp_path, {"shop/settings.py": SETTINGS})
    read = read_project(root)
    said = {**ask_django(read, PYTHON), "models": []}
    merged = merge(read, said)
    assert merged.models == read.models
    (note,) = (each for each in merged.problems if each not in read.problems)
    assert note.message == "the source shows the model orders.Order, Django has none"


def test_a_booted_project_is_left_as_it_was(generated: Path) -> None:
    before = sorted(generated.rglob("*"))
    ask_django(read_project(generated), PYTHON)
    assert sorted(generated.rglob("*")) == before


def test_what_the_project_prints_is_not_the_answer(generated: Path) -> None:
    text = f"import os\nprint('hello', flush=True)\nos.system('echo hello')\n{SETTINGS}"
    (generated / "shop/settings.py").write_text(text)
    assert ask_django(read_project(generated), PYTHON)["apps"][0]["label"] == "orders"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("import nothing_of_that_name", "No module named", id="package missing"),
        pytest.param("import os; os._exit(3)", "exit code 3", id="process dies"),
        pytest.param("import time; time.sleep(60)", "did not start in 1 seconds", id="hangs"),
    ],
)
def test_a_project_that_does_not_start_is_a_failure_outside(
    line: str, message: str, generated: Path
) -> None:
    read = read_project(generated)
    (generated / "shop/settings.py").write_text(f"{line}\n{SETTINGS}")
    with pytest.raises(OutsideFailed, match=message):
        ask_django(read, PYTHON, timeout=1.0 if "sleep" in line else 60.0)


def test_an_interpreter_that_is_not_there_is_refused(generated: Path) -> None:
    with pytest.raises(Refused, match="can't run"):
        ask_django(read_project(generated), generated / "python")


def test_the_command_boots_only_when_asked(generated: Path) -> None:
    marker = generated.parent / "was-run"
    settings = generated / "shop/settings.py"
    settings.write_text(f"open({str(marker)!r}, 'w').close()\n{SETTINGS}")
    assert _labels(generated) == ["orders.Order"]
    assert not marker.exists()
    assert _labels(generated, "--boot", "--python", sys.executable) == [
        "orders.Order",
        "orders.Parcel",
    ]
    assert marker.exists()


def test_an_interpreter_without_boot_is_only_looked_at(generated: Path) -> None:
    """Its packages are read; the project isn't run, or it would have the parcel."""
    assert _labels(generated, "--python", sys.executable) == ["orders.Order"]


def test_an_environment_without_packages_is_refused(generated: Path) -> None:
    done = CliRunner().invoke(cli, ["analyze", str(generated), "--python", str(generated)])
    assert isinstance(done.exception, Refused)
    assert "found no installed packages" in str(done.exception)


def _labels(root: Path, *options: str) -> list[str]:
    arguments = ["analyze", str(root), "--quiet", "--format", "json", *options]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    return [each.label for each in analyses.from_json(done.stdout).models]


def test_merging_twice_adds_no_second_note(generated: Path) -> None:
    read = read_project(generated)
    said = ask_django(read, PYTHON)
    once = merge(read, said)
    assert merge(once, said).problems == once.problems
