"""A file read once before anything is written: what is wrong with it, and what it is worth knowing of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from terminology.concepts import flaws, normalised
from terminology.exchange.report import Entry, ImportRefused, Problem

__all__ = ["Checked", "check", "settled"]

PROBLEMS_LIMIT = 100
_KEPT_ENTRIES = 20_000  # some 40 MB; a bigger file is read a second time instead


@dataclass(slots=True)
class Checked:
    """`entries` is None when there were too many to keep. `targets` are the ids of the file's concepts that
    another one of them refers to.
    """

    count: int = 0
    entries: list[Entry] | None = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    targets: frozenset[str] = frozenset()


def check(name: str, items: Iterable[Entry | Problem]) -> Checked:
    """Raises ImportRefused with all problems (up to a hundred)."""
    checked = Checked()
    problems: list[Problem] = []
    identities: set[str] = set()
    links: list[tuple[str, int]] = []
    for item in items:
        if isinstance(item, Problem):
            (problems if item.stops else checked.warnings).append(item)
        else:
            checked.count += 1
            clean = _normalised(item)
            problems.extend(Problem(item.line, flaw.code, flaw.params) for flaw in flaws(clean.draft))
            identities.add(item.identity)
            links.extend((link.target, link.line) for link in item.links)
            _keep(checked, clean)
        if len(problems) >= PROBLEMS_LIMIT:
            break
    if problems:
        raise ImportRefused(name, problems[:PROBLEMS_LIMIT])
    checked.targets = frozenset(target for target, _ in links if target in identities)
    unknown = [(target, line) for target, line in links if target not in identities]
    checked.warnings.extend(
        Problem(line, "reference_unknown", {"id": target}, stops=False)
        for target, line in unknown[:PROBLEMS_LIMIT]
    )
    return checked


def settled(items: Iterable[Entry | Problem], targets: frozenset[str]) -> Iterator[Entry]:
    """The entries of a checked file, normalised; a reference that leads nowhere is kept as it is."""
    for item in items:
        if isinstance(item, Entry):
            yield _settled(_normalised(item), targets)


def _normalised(entry: Entry) -> Entry:
    return replace(entry, draft=normalised(entry.draft))


def _keep(checked: Checked, entry: Entry) -> None:
    if checked.entries is not None:
        checked.entries.append(entry)
        if len(checked.entries) > _KEPT_ENTRIES:
            checked.entries = None


def _settled(entry: Entry, targets: frozenset[str]) -> Entry:
    lost = [link.kept for link in entry.links if link.target not in targets]
    if not lost:
        return entry
    held = dict(entry.draft.extra.get("tbx", {}))
    held["concept"] = [*held.get("concept", ()), *lost]
    draft = replace(entry.draft, extra=entry.draft.extra | {"tbx": held})
    return replace(entry, draft=draft, links=tuple(link for link in entry.links if link.target in targets))
