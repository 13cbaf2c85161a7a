"""The templates that travel: those of the moved apps and those they lead to, with the tags and
filters they use."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from decompose_core.location import Location
from decompose_extractor.cut import Cut
from decompose_extractor.pieces import Root
from decompose_extractor.words import requests_of_template, words_of_template
from decompose_source.modules import Module
from decompose_source.templates import Template

_LED_TO = re.compile(r"\{%-?\s*(extends|include)\s+(.*?)-?%\}", re.S)
_QUOTED = re.compile(r"""["']([^"']+)["']""")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
_LOAD = re.compile(r"\{%-?\s*load\s+(.*?)-?%\}", re.S)


@dataclass(frozen=True, slots=True)
class Page:
    """One template that travels; `moved` ones lie in an app that leaves and stay where they are."""

    template: Template
    text: str
    moved: bool

    @property
    def target(self) -> str:
        """Where it lies in the service."""
        return self.template.path if self.moved else f"templates/{self.template.name}"


@dataclass(frozen=True, slots=True)
class Pages:
    """All templates of a service, and what they ask of the code."""

    pages: tuple[Page, ...]
    roots: tuple[Root, ...]
    words: frozenset[str]
    strings: frozenset[str]
    libraries: frozenset[str] = frozenset()  # of tags and filters, as templates load them
    requests: frozenset[str] = frozenset()  # what they read of the request, as `request.name`

    @property
    def names(self) -> frozenset[str]:
        """The names that templates are loaded by."""
        return frozenset(each.template.name for each in self.pages)


def collect_pages(cut: Cut, strings: Iterable[str]) -> Pages:
    """Follow the template names in retained strings, and in the templates themselves."""
    by_name = _by_name(cut)
    pending = {each.name for each in cut.project.templates if each.app in cut.moved}
    pending |= {each for each in strings if each in by_name}
    found: dict[str, Page] = {}
    while pending:
        template = by_name[pending.pop()]
        if template.name in found:
            continue
        text = (cut.project.root / template.path).read_text(encoding="utf-8", errors="replace")
        found[template.name] = Page(template, text, template.app in cut.moved)
        pending |= {each for each in led_to(text) if each in by_name}
    pages = tuple(found[name] for name in sorted(found))
    words = frozenset().union(*(words_of_template(each.text) for each in pages))
    strings = frozenset(
        each for page in pages for tag in _TAG.findall(page.text) for each in _QUOTED.findall(tag)
    )
    return Pages(
        pages,
        tuple(_tag_roots(cut, pages, words)),
        words,
        strings,
        frozenset(_libraries(pages)),
        frozenset().union(*(requests_of_template(each.text) for each in pages)),
    )


def _libraries(pages: Iterable[Page]) -> Iterator[str]:
    """The tag libraries that templates load: `{% load a b %}`, or the last word after `from`."""
    for page in pages:
        for names in _LOAD.findall(page.text):
            listed = names.split()
            yield from listed[-1:] if "from" in listed else listed


def _by_name(cut: Cut) -> dict[str, Template]:
    """Templates by name; a shared folder wins over an app's, as `DIRS` comes first in Django."""
    ordered = sorted(cut.project.templates, key=lambda each: (each.app is not None, each.path))
    found: dict[str, Template] = {}
    for each in ordered:
        found.setdefault(each.name, each)
    return found


def led_to(text: str, *tags: str) -> Iterator[str]:
    """The templates that a template names in these tags, `extends` and `include` by default."""
    for tag, arguments in _LED_TO.findall(text):
        if tag in (tags or ("extends", "include")):
            yield from _QUOTED.findall(arguments)


def _tag_roots(cut: Cut, pages: Iterable[Page], words: frozenset[str]) -> Iterator[Root]:
    """Ask for the tags and filters of staying apps that the templates use."""
    loaded: dict[str, str] = {}
    for page in pages:
        for names in _LOAD.findall(page.text):
            for name in names.split():
                loaded.setdefault(name, page.template.path)
    for module in cut.project.modules.values():
        package, _, library = module.name.rpartition(".")
        if not package.endswith("templatetags") or cut.is_moved(module.name):
            continue
        if library in loaded:
            if cut.outline(module).binds("register"):
                yield Root(f"{module.name}.register", Location(loaded[library]))
            for name in _tags(module, words):
                yield Root(f"{module.name}.{name}", Location(loaded[library]))


def _tags(module: Module, words: frozenset[str]) -> Iterator[str]:
    """The functions of a tag library that are registered under one of the words."""
    for node in module.tree.body if module.tree else ():
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            if "register" in ast.unparse(decorator).split("(")[0]:
                names = {node.name, *_strings(decorator)}
                if not names.isdisjoint(words):
                    yield node.name
                    break


def _strings(decorator: ast.expr) -> Iterator[str]:
    for each in ast.walk(decorator):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value
