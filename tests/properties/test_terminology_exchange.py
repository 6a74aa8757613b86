import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from terminology.concepts import (
    ConceptDraft,
    ConceptStatus,
    Definition,
    Language,
    Term,
    TermStatus,
    flaws,
    normalised,
)
from terminology.content import Content, content_of
from terminology.exchange.matching import Candidate, Decision, find_match
from terminology.exchange.reading import read_entries
from terminology.exchange.report import Entry, Problem
from terminology.exchange.sources import Source

_CHARACTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
_CELLS = st.text(_CHARACTERS, max_size=40).map(lambda text: " ".join(text.split()))
_WORDS = _CELLS.filter(lambda text: text and ";" not in text and not text.startswith("!"))
_SYNONYMS = st.builds(
    Term, _WORDS, st.just(Language.FR), st.sampled_from([TermStatus.ADMITTED, TermStatus.DEPRECATED])
)


@st.composite
def drafts(draw: st.DrawFn) -> ConceptDraft:
    source = draw(_CELLS)
    terms = [Term(draw(_WORDS), language, source=source) for language in (Language.EN, Language.FR)]
    definitions = [Definition(draw(_CELLS), language, source) for language in Language]
    return normalised(
        ConceptDraft(
            (*terms, *draw(st.lists(_SYNONYMS, max_size=3))),
            tuple(definitions),
            tuple(draw(st.lists(_WORDS, max_size=3))),
            note=draw(_CELLS),
            origin="file",
            extra={"law": law} if (law := draw(_CELLS)) else {},
        )
    )


def read(data: bytes, name: str) -> list[Entry | Problem]:
    with Source(io.BytesIO(data), name) as source:
        return list(read_entries(source))


def written(draft: ConceptDraft, delimiter: str) -> bytes:
    definitions = {item.language: item.text for item in draft.definitions}
    main = {term.language: term for term in reversed(draft.terms)}
    others = [term for term in draft.terms if term not in main.values()]
    marks = {TermStatus.DEPRECATED: "!"}
    row = {
        "en": main[Language.EN].text,
        "fr": main[Language.FR].text,
        "fr_synonyms": ";".join(marks.get(term.status, "") + term.text for term in others),
        "definition_en": definitions.get(Language.EN, ""),
        "definition_fr": definitions.get(Language.FR, ""),
        "domain": ";".join(draft.domains),
        "source": main[Language.EN].source,
        "note": draft.note,
        "law": draft.extra.get("law", ""),
    }
    file = io.StringIO()
    writer = csv.DictWriter(file, list(row), delimiter=delimiter)
    writer.writeheader()
    writer.writerow(row)
    return file.getvalue().encode()


@given(drafts(), st.sampled_from([",", ";", "\t"]))
def test_a_draft_written_as_csv_comes_back(draft: ConceptDraft, delimiter: str) -> None:
    (entry,) = read(written(draft, delimiter), "file")
    assert isinstance(entry, Entry)
    back = normalised(entry.draft)
    assert content_of(back) == content_of(draft)
    assert {(term.text, term.status) for term in back.terms} == {
        (term.text, term.status) for term in draft.terms
    }
    assert (back.note, back.extra) == (draft.note, draft.extra)


_ALMOST_CSV = st.text(alphabet='en,fr;\t"\n\r aé\x00!', max_size=80)
_PIECES = """<tbx>|<body>|<conceptEntry>|<conceptEntry id='1'>|<langSec xml:lang='fr'>|<termSec>|<tig>|<term>|
a|</term>|</termSec>|</langSec>|</conceptEntry>|</body>|</tbx>|<descripGrp/>|<note>|</note>|&amp;|&x;|
<!-- -->|<!DOCTYPE tbx [<!ENTITY x 'y'>]>"""
_ALMOST_TBX = st.lists(st.sampled_from(_PIECES.replace("\n", "").split("|")), max_size=25).map("".join)
_HEADERS = st.sampled_from(["en,fr\n", "fr\n", "en\tfr\n", ""])
_ANYTHING = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    st.tuples(_HEADERS, _ALMOST_CSV).map(lambda pair: "".join(pair).encode()),
    _ALMOST_TBX.map(str.encode),
)


@given(_ANYTHING, st.sampled_from(["file.csv", "file.tsv", "file.tbx"]))
def test_any_bytes_become_entries_or_problems(data: bytes, name: str) -> None:
    for item in read(data, name):
        if isinstance(item, Problem):
            assert item.reason_code
            assert item.line >= 0
        else:
            for flaw in flaws(normalised(item.draft)):
                assert flaw.code


_CONTENTS = st.lists(st.frozensets(st.sampled_from("abcd"), min_size=1), max_size=8)


def _read_into(bank: list[Content], file: list[Content]) -> tuple[list[Content], int]:
    """What an import does, in small: candidates are the concepts that were there before the file."""
    known = [Candidate(number, ConceptStatus.VALIDATED, content) for number, content in enumerate(bank)]
    mine: set[Content] = set()
    added: list[Content] = []
    for content in file:
        if content in mine or any(candidate.content == content for candidate in known):
            continue
        match = find_match(content, known, ConceptStatus.VALIDATED)
        if match.decision is Decision.ADD:
            added.append(content)
            mine.add(content)
        elif match.decision is Decision.UPDATE and match.candidate is not None:
            number = match.candidate.number
            known[number] = Candidate(number, ConceptStatus.VALIDATED, content, settled=True)
    return [candidate.content for candidate in known] + added, len(added)


@given(_CONTENTS, _CONTENTS)
def test_a_second_import_of_any_file_into_any_bank_changes_nothing(
    bank: list[frozenset[str]], file: list[frozenset[str]]
) -> None:
    def content(words: frozenset[str]) -> Content:
        return frozenset(("term", "fr", word) for word in words)

    after, _ = _read_into([content(words) for words in bank], [content(words) for words in file])
    assert _read_into(after, [content(words) for words in file]) == (after, 0)
