import gzip
import io

import pytest

from terminology.concepts import ConceptStatus, Definition, Language, Term, TermStatus, TermType
from terminology.exchange.reading import read_entries
from terminology.exchange.report import Entry, Problem
from terminology.exchange.sources import Source


def read(data: str | bytes, name: str = "file.csv") -> list[Entry | Problem]:
    raw = data.encode() if isinstance(data, str) else data
    with Source(io.BytesIO(raw), name) as source:
        return list(read_entries(source))


def pairs(items: list[Entry | Problem]) -> list[tuple[str, ...]]:
    assert all(isinstance(item, Entry) for item in items), items
    return [tuple(term.text for term in item.draft.terms) for item in items if isinstance(item, Entry)]


def problems(data: str | bytes, name: str = "file.csv") -> list[tuple[int, str]]:
    return [(item.line, item.reason_code) for item in read(data, name) if isinstance(item, Problem)]


@pytest.mark.parametrize(
    "data",
    [
        "en,fr\nvisa,visa\ntreaty,traité\n",
        "FR;EN\nvisa;visa\ntraité;treaty\n",
        "English\tFrançais\r\nvisa\tvisa\r\ntreaty\ttraité",
        "\ufeffterm_fr,term_en\rvisa,visa\rtraité,treaty\r",
        '"en","fr"\n"visa","visa"\n\n"treaty","traité"\n',
        gzip.compress("en,fr\nvisa,visa\ntreaty,traité\n".encode()),
    ],
    ids=["comma", "semicolon", "tab", "mark and old Mac", "quoted", "gzip"],
)
def test_delimiters_line_ends_marks_and_orders(data: str | bytes) -> None:
    found = [set(pair) for pair in pairs(read(data))]
    assert found == [{"visa"}, {"treaty", "traité"}]


def test_every_known_column_has_its_place_and_the_others_are_kept() -> None:
    (entry,) = read(
        "key,en,fr,en_synonyms,fr_synonyms,fr_acronym,domain,definition_en,definition_fr,source,"
        "fr_gender,note,status,Année\n"
        "bag,diplomatic bag,valise diplomatique,diplomatic pouch;!bag,,VD,Diplomatie;Courrier,"
        "A bag.,Une valise.,CVRD,f,Art. 27,draft,1961\n"
    )
    assert isinstance(entry, Entry)
    assert entry.draft.terms == (
        Term("diplomatic bag", Language.EN, source="CVRD"),
        Term("diplomatic pouch", Language.EN, TermStatus.ADMITTED),
        Term("bag", Language.EN, TermStatus.DEPRECATED),
        Term("valise diplomatique", Language.FR, part_of_speech="noun", gender="feminine", source="CVRD"),
        Term("VD", Language.FR, TermStatus.ADMITTED, TermType.ACRONYM),
    )
    assert set(entry.draft.definitions) == {
        Definition("A bag.", Language.EN, "CVRD"),
        Definition("Une valise.", Language.FR, "CVRD"),
    }
    assert entry.draft.domains == ("Diplomatie", "Courrier")
    assert (entry.draft.note, entry.draft.origin) == ("Art. 27", "file.csv")
    assert entry.draft.extra == {"key": "bag", "Année": "1961"}
    assert (entry.status, entry.line) == (ConceptStatus.DRAFT, 2)


def test_a_file_of_one_language_needs_no_suffixes() -> None:
    (entry,) = read("Français;Définition;Synonymes\nvisa;Autorisation d’entrer;permis d’entrée\n")
    assert isinstance(entry, Entry)
    assert [term.text for term in entry.draft.terms] == ["visa", "permis d’entrée"]
    assert entry.draft.definitions == (Definition("Autorisation d’entrer", Language.FR),)


def test_a_status_of_terms_is_a_status_of_terms() -> None:
    (entry,) = read("fr,statut\nl’amiable,déconseillé\n")
    assert isinstance(entry, Entry)
    assert entry.status is None
    assert entry.draft.terms[0].status is TermStatus.DEPRECATED


def test_quotes_in_tabs_are_what_their_writer_meant() -> None:
    data = (
        "en\tfr\tdefinition_en\n"
        '"Act"\t"Loi"\tsays "this" and that\n'
        'the "Act" of\tloi\t"quoted "" inside"\n'
        'bag\tvalise\t"a bag\nof two lines"\n'
        '5" pipe\ttuyau\t"not closed\n'
        "visa\tvisa\tlast\n"
    )
    assert pairs(read(data, "file.tsv")) == [
        ("Act", "Loi"),
        ('the "Act" of', "loi"),
        ("bag", "valise"),
        ('5" pipe', "tuyau"),
        ("visa", "visa"),
    ]
    third = read(data, "file.tsv")[2]
    assert isinstance(third, Entry)
    assert third.draft.definitions[0].text == "a bag of two lines"


def test_lines_are_those_of_the_file_behind_cells_of_several_lines() -> None:
    assert problems('en,fr\n"a\nb",c\nd\n') == [(4, "ragged_line")]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("", [(0, "file_empty")]),
        pytest.param(gzip.compress(b""), [(0, "file_empty")], id="empty gzip"),
        pytest.param(gzip.compress(b"en,fr\n" * 99)[:-12], [(0, "gzip_broken")], id="cut gzip"),
        ("PK\x03\x04", [(0, "spreadsheet_broken")]),
        ("a,b\n1,2\n", [(1, "no_term_column")]),
        ("en,fr,EN\n", [(1, "column_twice")]),
        ("en,fr,x,x\n", [(1, "column_twice")]),
        ("en,fr,definition\n", [(1, "column_without_language")]),
        ("en,fr\na\nb,c,d\n,\ne,\n", [(2, "ragged_line"), (3, "ragged_line"), (0, "one_language_only")]),
        ("en,fr,synonyms_fr\na,,b\n", [(2, "empty_term")]),
        ("en,fr,status\na,b,perhaps\n", [(2, "unknown_status")]),
        ('en,fr\na,"b\nc', [(2, "csv_broken")]),
        pytest.param("en,fr\n" + "a" * 1_100_000, [(2, "line_too_long")], id="a line of a megabyte"),
        ("en,fr\nà,b\n".encode("utf-16"), []),
        ("<html><p>en,fr</p></html>", [(1, "xml_not_known")]),
    ],
)
def test_what_is_wrong_is_named_with_its_line(data: str | bytes, found: list[tuple[int, str]]) -> None:
    assert problems(data) == found


def test_another_encoding_is_refused_naming_line_and_byte() -> None:
    (entry, problem) = read(b"\xef\xbb\xbfen,fr\nvisa,visa\ntreaty,trait\xe9\n")
    assert isinstance(entry, Entry)
    assert isinstance(problem, Problem)
    assert (problem.line, problem.reason_code) == (3, "not_utf8")
    assert problem.params == {"byte_in_line": 13, "byte_in_file": 32, "value": "0xE9"}
