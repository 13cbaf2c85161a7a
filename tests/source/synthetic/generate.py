"""A Django project made up at random: the same seed gives the same project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.source.synthetic.drafting import Dice, Draft
from tests.source.synthetic.layout import lay_out, write_configs
from tests.source.synthetic.models import write_models
from tests.source.synthetic.settings import write_settings
from tests.source.synthetic.signals import write_signals
from tests.source.synthetic.tasks import write_tasks
from tests.source.synthetic.urls import write_urls


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A made-up project: its files, its settings module and what has to be on Python's path."""

    files: dict[str, str]
    settings: str
    path: str

    def write(self, folder: Path) -> None:
        """Write the project to a folder."""
        for name, text in self.files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")


def generate(seed: int) -> Synthetic:
    """Make up the project of that seed."""
    draft = Draft(Dice(seed))
    lay_out(draft)
    if draft.dice.chance(0.4):
        draft.user = f"{draft.apps[0].label}.Person"
    draft.module(draft.config, is_package=True)
    write_models(draft)
    write_urls(draft)
    write_signals(draft)
    settings = write_settings(draft)
    write_tasks(draft, settings)
    write_configs(draft)
    files = draft.files()
    if draft.source:
        files["manage.py"] = files.pop(f"{draft.source}/manage.py")
    return Synthetic(files, settings, draft.source)
