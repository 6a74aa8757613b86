"""XLIFF 1.2 and 2.x, and TMX: units with inline elements."""

from collections.abc import Iterator

from lxml import etree

from terminology.texts.containers import parse_xml
from terminology.texts.segments import Bilingual, Segment

__all__ = ["read_tmx", "read_xliff"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What holds text, and what stands for formatting whose content (if any) is code, in all three formats.
_AROUND_TEXT = frozenset({"g", "pc", "mrk", "hi", "sub", "cp"})
_NO_TAG = frozenset({"mrk", "hi", "sub", "cp"})


def read_xliff(data: bytes, name: str = "") -> Bilingual:
    root = parse_xml(data)
    segments = list(_units(root))
    file = next(_named(root, "file"), root)
    return Bilingual(
        name,
        segments,
        _language(root.get("srcLang") or file.get("source-language")),
        _language(root.get("trgLang") or file.get("target-language")),
    )


def _units(root: "etree._Element") -> Iterator[Segment]:
    for unit in _named(root, "trans-unit", "segment"):
        source, target = _child(unit, "source"), _child(unit, "target")
        if source is None or unit.get("translate") == "no":
            continue
        around = unit.getparent() if _local(unit) == "segment" else unit
        place = (around.get("id") if around is not None else "") or unit.get("id") or ""
        yield _segment(place, source, target)


def read_tmx(data: bytes, name: str = "", source: str = "", target: str = "") -> Bilingual:
    """Of each unit the two languages asked for; if none is, the header's and the first other one."""
    root = parse_xml(data)
    header = next(_named(root, "header"), None)
    spoken = source or _language(header.get("srclang") if header is not None else "")
    segments: list[Segment] = []
    for number, unit in enumerate(_named(root, "tu"), 1):
        texts = {
            _language(one.get(_LANG) or one.get("lang")): _child(one, "seg") for one in _named(unit, "tuv")
        }
        spoken = spoken if spoken in texts else next(iter(texts), "")
        target = target or next((language for language in texts if language != spoken), "")
        first = texts.get(spoken)
        if first is not None:
            segments.append(_segment(unit.get("tuid") or str(number), first, texts.get(target)))
    return Bilingual(name, segments, spoken, target)


def _segment(place: str, source: "etree._Element", target: "etree._Element | None") -> Segment:
    source_text, source_tags = _flat(source)
    target_text, target_tags = _flat(target) if target is not None else ("", ())
    return Segment(place, source_text, target_text, source_tags, target_tags)


def _flat(element: "etree._Element") -> tuple[str, tuple[str, ...]]:
    said: list[str] = [element.text or ""]
    tags: list[str] = []
    for child in element:
        if isinstance(child.tag, str):
            kind = _local(child)
            if kind not in _NO_TAG:
                tags.append(f"{kind} {child.get('id') or child.get('x') or child.get('i') or ''}".strip())
            if kind in _AROUND_TEXT:
                inner, inner_tags = _flat(child)
                said.append(inner)
                tags.extend(inner_tags)
        said.append(child.tail or "")
    return "".join(said), tuple(tags)


def _language(tag: str | None) -> str:
    return (tag or "").replace("_", "-").partition("-")[0].lower().replace("*all*", "")


def _local(element: "etree._Element") -> str:
    return etree.QName(element).localname


def _named(root: "etree._Element", *names: str) -> "Iterator[etree._Element]":
    return (one for one in root.iter("*") if _local(one) in names)


def _child(element: "etree._Element", name: str) -> "etree._Element | None":
    return next((one for one in element.iterchildren("*") if _local(one) == name), None)
