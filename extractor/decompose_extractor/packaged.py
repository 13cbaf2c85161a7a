"""Apps of other distributions that a service needs though its code imports nothing of them: those
whose models its keys lead to, whose models code asks for by name, or whose template tags it loads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from decompose_core.monolith import Model
from decompose_extractor.cut import Cut
from decompose_extractor.pieces import Closure

USER = "auth.User"
# What Django's own migrations make, as far as rows of it are read elsewhere.
_TABLES = {"sites.Site": "django_site", "flatpages.FlatPage": "django_flatpage"}
# The columns of Django's own user that may leave the monolith.
USER_COLUMNS = (
    "date_joined", "email", "first_name", "id", "is_active", "is_staff", "is_superuser",
    "last_name", "username",
)  # fmt: skip
# Tag libraries that come with Django itself, whatever is installed.
_BUILT_IN = frozenset({"cache", "i18n", "l10n", "log", "static", "tz"})


def label_of(entry: str) -> str:
    """The label of an entry of INSTALLED_APPS of another distribution, as its name tells it."""
    parts = entry.split(".")
    if parts[-1][:1].isupper():
        parts = parts[:-2] if len(parts) > 2 and parts[-2] == "apps" else parts[:-1]
    return parts[-1]


def needed_labels(cut: Cut, closure: Closure) -> frozenset[str]:
    """The labels that keys in the service lead to, and those that code asks for."""
    models = {label.partition(".")[0] for label in _led_to(cut, closure)}
    return frozenset(models | closure.named_packages)


def tags_of(entry: str, libraries: Iterable[str]) -> bool:
    """Whether a package's app seems to hold one of these tag libraries: they are named alike."""
    label = label_of(entry)
    return any(
        each == label or each.startswith(f"{label}_") or entry.startswith(f"{each}.")
        for each in libraries
        if each not in _BUILT_IN
    )


def uses_own_user(cut: Cut) -> bool:
    """Whether the project keeps Django's own user."""
    return str(cut.project.settings.get("AUTH_USER_MODEL") or USER) == USER


def packaged_tables(cut: Cut, closure: Closure) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield (table, label, columns) of what rows are needed of; no columns means all of them."""
    if uses_own_user(cut):
        yield "auth_user", USER, USER_COLUMNS
        yield "auth_user_groups", f"{USER}.groups", ()
        yield "auth_user_user_permissions", f"{USER}.user_permissions", ()
    for label in sorted(_led_to(cut, closure)):
        app, _, name = label.partition(".")
        if app not in ("auth", "contenttypes"):
            yield _TABLES.get(label, f"{app}_{name.lower()}"), label, ()


def _led_to(cut: Cut, closure: Closure) -> set[str]:
    """The models of packages that kept keys lead to."""
    return {
        each.relation.to
        for model in cut.project.models
        for each in model.fields
        if each.relation is not None
        and each.relation.to is not None
        and _is_here(cut, closure, model, each.name)
        and cut.project.model(each.relation.to) is None
    }


def _is_here(cut: Cut, closure: Closure, model: Model, field: str) -> bool:
    if model.abstract:
        return False
    if not cut.is_staying(model.label):
        return True
    return field in closure.replicas.get(model.label, ())
