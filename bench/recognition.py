"""Recognition: words a second, terms found and memory, beside spaCy's PhraseMatcher in the same run.

To reach the sizes measured, terms are put together from the words of the real ones. Texts are the
definitions; half of them are gone through before the clock starts: what is measured is a process at work.
"""

import csv
import gc
import gzip
import random
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path

from bench.figures import Figure
from terminology.concepts import Language, TermStatus
from terminology.recognition.glossary import Glossary, KnownTerm
from terminology.recognition.matcher import Matcher, Part

__all__ = ["figures"]

_SEED = 7
_PAIRS = "canada-laws/definitions_en_fr.tsv.gz"
_ROUNDS = 3
_MOST_MEGABYTES = 600
_SIZES = (10_000, 100_000, 1_000_000)
_COMPARED = 100_000
_LEMMA_TERMS = 10_000  # spaCy takes 25 s to analyse them, and four minutes for ten times as many
_LEMMA_TEXT = 300_000  # characters
_LEAST_TEXT = 3_000_000  # characters
_WORD = re.compile(r"[^\W_]+")
_Stretches = set[tuple[int, int]]


def figures(data: Path | None) -> Iterator[Figure]:
    """`data`: a folder with `canada-laws/definitions_en_fr.tsv.gz`; None: the seed's own terms and texts."""
    pairs = data / _PAIRS if data and (data / _PAIRS).exists() else None
    rows = list(_rows(pairs))
    ours = {}
    for size in _SIZES:
        # Each in a process of its own: the memory of one must not count for another.
        command = [sys.executable, "-m", "bench.recognition", str(size), *([str(pairs)] if pairs else [])]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        first, ours[size], megabytes, seconds = (float(figure) for figure in said)
        yield Figure(f"{size:,} terms: words a second, text never seen", f"{first:,.0f}")
        yield Figure(f"{size:,} terms: words a second, best of {_ROUNDS} passes", f"{ours[size]:,.0f}")
        name = f"{size:,} terms: memory of the index"
        yield Figure.at_most(name, megabytes, _MOST_MEGABYTES, unit=" MB", digits=0)
        yield Figure(f"{size:,} terms: processor time to build", f"{seconds:.1f} s")
    whole, alone = _phrase_matcher_rates(_terms(rows, _COMPARED), _texts(rows)[1])
    yield Figure("spaCy PhraseMatcher(LOWER) from the text, words a second", f"{whole:,.0f}")
    yield Figure("spaCy PhraseMatcher(LOWER) on texts already cut, words a second", f"{alone:,.0f}")
    yield Figure.at_least("ours to PhraseMatcher(LOWER), from the text", ours[_COMPARED] / whole, 4, digits=1)
    yield Figure.at_least(
        "rate at 1,000,000 terms to 10,000", ours[_SIZES[-1]] / ours[_SIZES[0]], 0.5, digits=2
    )
    yield from _agreement(rows)


def _ours(terms: Sequence[str], texts: Sequence[str]) -> tuple[float, float, float, float]:
    """Words a second the first time and at best, megabytes of the index, seconds to make it."""
    before, start = _resident(), time.process_time()
    matcher = _matcher(terms)
    matcher.match(texts[0][:1000], Language.FR)
    gc.freeze()  # as the web server does: what lives as long as the process is not looked through again
    seconds = time.process_time() - start
    matcher.match(texts[0], Language.FR)
    words = len(_WORD.findall(texts[1]))
    spent = [_timed(lambda: matcher.match(texts[1], Language.FR)) for _ in range(_ROUNDS)]
    return words / spent[0], words / min(spent), _resident() - before, seconds


def _matcher(terms: Sequence[str]) -> Matcher:
    known = (KnownTerm(n, text, Language.FR, TermStatus.PREFERRED) for n, text in enumerate(terms))
    return Matcher(Part(Glossary(known)))


def _resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _phrase_matcher_rates(terms: Sequence[str], text: str) -> tuple[float, float]:
    """Words a second from the text, and of the matching alone; the best of as many passes."""
    import spacy  # noqa: PLC0415
    from spacy.matcher import PhraseMatcher  # noqa: PLC0415

    language = spacy.blank("fr")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    matcher.add("term", list(language.tokenizer.pipe(terms)))
    gc.freeze()
    paragraphs = text.split("\n\n")
    words = len(_WORD.findall(text))
    made = [language.make_doc(paragraph) for paragraph in paragraphs]

    def whole() -> None:
        for paragraph in paragraphs:
            matcher(language.make_doc(paragraph))

    def alone() -> None:
        for document in made:
            matcher(document)

    rates = (words / min(_timed(work) for _ in range(_ROUNDS)) for work in (whole, alone))
    return next(rates), next(rates)


def _agreement(rows: Sequence[dict[str, str]]) -> Iterator[Figure]:
    import spacy  # noqa: PLC0415
    from spacy.matcher import PhraseMatcher  # noqa: PLC0415
    from spacy.util import filter_spans  # noqa: PLC0415

    terms = _terms(rows, len(rows))[:_LEMMA_TERMS]
    text = _texts(rows)[1][:_LEMMA_TEXT]
    analyser = spacy.load("fr_core_news_md", exclude=["parser", "ner", "senter"])
    matcher = PhraseMatcher(analyser.vocab, attr="LEMMA")
    matcher.add("term", list(analyser.pipe(terms)))
    theirs: _Stretches = set()
    at = 0
    for paragraph in text.split("\n\n"):
        document = analyser(paragraph)
        found = filter_spans(matcher(document, as_spans=True))
        theirs |= {(at + span.start_char, at + span.end_char) for span in found}
        at += len(paragraph) + 2
    ours = {(match.start, match.end) for match in _matcher(terms).match(text, Language.FR)}
    both = len(ours & theirs)
    name = f"F1 against PhraseMatcher(LEMMA), {len(terms):,} terms, {len(text):,} characters"
    yield Figure(name, f"{2 * both / (len(ours) + len(theirs)):.3f}")
    yield Figure(
        "found by both, by ours alone, by theirs alone", f"{both}, {len(ours - theirs)}, {len(theirs - ours)}"
    )
    yield Figure("ours alone, most often", _commonest(text, ours - theirs))
    yield Figure("theirs alone, most often", _commonest(text, theirs - ours))


def _commonest(text: str, stretches: Iterable[tuple[int, int]], most: int = 12) -> str:
    counted = Counter(text[start:end].lower() for start, end in stretches)
    return ", ".join(f"{what} ({count})" for what, count in counted.most_common(most))


def _rows(pairs: Path | None) -> Iterable[dict[str, str]]:
    if pairs is None:
        for file in sorted(resources.files("terminology.seed").iterdir(), key=lambda item: item.name):
            if file.name.endswith(".csv"):
                yield from csv.DictReader(file.read_text(encoding="utf-8").splitlines())
        return
    data = gzip.decompress(pairs.read_bytes()) if pairs.suffix == ".gz" else pairs.read_bytes()
    sign = "\t" if ".tsv" in pairs.name else ","
    yield from csv.DictReader(data.decode().splitlines(), delimiter=sign)


def _terms(rows: Sequence[dict[str, str]], size: int) -> list[str]:
    """The real ones first."""
    chance = random.Random(_SEED)  # noqa: S311 - a sample, not a secret
    terms = list(dict.fromkeys(row["fr"] for row in rows))
    words = [word for term in terms for word in term.split()]
    known = set(terms)
    while len(terms) < size:
        made = " ".join(chance.choices(words, k=chance.choice((2, 2, 3, 4))))
        if made not in known:
            known.add(made)
            terms.append(made)
    return terms[:size]


def _texts(rows: Sequence[dict[str, str]]) -> tuple[str, str]:
    """Two halves; a small collection is repeated, each time in another order."""
    chance = random.Random(_SEED)  # noqa: S311 - a sample, not a secret
    definitions = [row["definition_fr"] for row in rows if row["definition_fr"]]
    parts = list(definitions)
    while sum(map(len, parts)) < _LEAST_TEXT:
        parts += chance.sample(definitions, len(definitions))
    return "\n\n".join(parts[::2]), "\n\n".join(parts[1::2])


if __name__ == "__main__":
    chosen = list(_rows(Path(sys.argv[2]) if sys.argv[2:] else None))
    print(*_ours(_terms(chosen, int(sys.argv[1])), _texts(chosen)))  # noqa: T201 - for the process that asked
