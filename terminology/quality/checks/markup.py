"""Tags, placeholders, brackets and quotation marks."""

import re
from collections import Counter
from collections.abc import Iterator

from terminology.quality.findings import Category, Finding, Severity
from terminology.quality.pair import Pair

__all__ = ["check"]

_PLACEHOLDER = re.compile(
    r"</?[A-Za-z][^<>]*>|\{\{[^{}]*\}\}|\{[\w.]*\}|%\([\w.]+\)[sd]|%(?:\d+\$)?[sd]|\$\{\w+\}|&(?:[a-z]+|#\d+);"
)
_BRACKETS = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”"}
_CLOSING = {close: start for start, close in _BRACKETS.items()}
_LIST_ITEM = re.compile(r"^\s*\w{1,4}[.)]\s", re.MULTILINE)  # a) and 1) open nothing


def check(pair: Pair) -> Iterator[Finding]:
    source = Counter([*pair.segment.source_tags, *_PLACEHOLDER.findall(pair.source)])
    target = Counter([*pair.segment.target_tags, *_PLACEHOLDER.findall(pair.target)])
    for tag in source - target:
        yield pair.finding("tag_missing", Category.MARKUP, Severity.MAJOR, tag=tag)
    for tag in target - source:
        yield pair.finding("tag_added", Category.MARKUP, Severity.MAJOR, tag=tag)
    sign = _unpaired(pair.target)
    if sign and not _unpaired(pair.source):
        yield pair.finding("bracket_unpaired", Category.CONVENTIONS, Severity.MINOR, sign=sign)
    if pair.target.count('"') % 2 and not pair.source.count('"') % 2:
        yield pair.finding("bracket_unpaired", Category.CONVENTIONS, Severity.MINOR, sign='"')


def _unpaired(text: str) -> str:
    opened: list[str] = []
    for sign in _LIST_ITEM.sub("", text):
        if sign in _BRACKETS:
            opened.append(sign)
        elif sign in _CLOSING and (not opened or opened.pop() != _CLOSING[sign]):
            return sign
    return opened[-1] if opened else ""
