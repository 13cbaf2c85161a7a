"""Templates as tags and variables with their places."""

from __future__ import annotations

from decompose_analyzer.templates import TemplateFile


def tokens(source: str) -> list[tuple[str, tuple[str, ...], int, int]]:
    template = TemplateFile("a.html", "a.html", None, source)
    return [
        (each.tag, each.words, each.location.line, each.location.column) for each in template.tokens
    ]


def test_tags_and_variables_have_their_places() -> None:
    assert tokens("x {% url 'a b' pk %}\n {{ order.user|lower }}") == [
        ("url", ("'a b'", "pk"), 1, 2),
        ("", ("order.user|lower",), 2, 1),
    ]


def test_comments_hide_what_is_in_them_but_not_the_lines_after() -> None:
    source = "{# {{ a }} #}{% comment %}{{ b }}\n{% endcomment %}\n{{ c }}"
    assert tokens(source) == [("", ("c",), 3, 0)]


def test_a_literal_is_told_from_a_computed_word() -> None:
    template = TemplateFile("a", "a", None, "{% include 'x.html' %}{% include name %}")
    assert [each.literal(0) for each in template.tokens] == ["x.html", None]


def test_an_unfinished_tag_is_text() -> None:
    assert tokens("{% if x\n{{ a") == []
