import io

import psutil
import pytest

from terminology.concepts import Context, Definition, Language, Term, TermStatus, TermType
from terminology.exchange.reading import read_entries
from terminology.exchange.report import Entry, Problem
from terminology.exchange.sources import Source

DCA = """<?xml version="1.0" encoding="utf-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="c1">
  <transacGrp><transac type="transactionType">origination</transac><date>2010-04-17</date></transacGrp>
  <descrip type="subjectField">Law;Travel</descrip>
  <note>concept note</note>
  <langSec xml:lang="en">
    <descripGrp><descrip type="definition">Leave to
      enter.</descrip><admin type="source">Act</admin></descripGrp>
    <termSec><term>vi<hi>sa</hi></term>
      <termNote type="partOfSpeech">noun</termNote>
      <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
      <descrip type="reliabilityCode">4</descrip>
      <descripGrp>
        <descrip type="context">A visa is needed.</descrip><admin type="source">Ctx</admin></descripGrp>
      <note>one</note><note>two</note>
    </termSec>
    <termSec><term>entry permit</term>
      <termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termSec>
  </langSec>
  <langSec xml:lang="fr-CA">
    <termSec><term>visa</term>
      <termNote type="grammaticalGender">masculine</termNote>
      <termNote type="termType">initialism</termNote>
      <termNote type="usageStatus">notRecommended</termNote>
      <admin type="customerSubset">MINREX</admin></termSec>
  </langSec>
  <langSec xml:lang="es"><termSec><term>visado</term></termSec></langSec>
</conceptEntry>
</body></text></tbx>"""

DCT = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
<conceptEntry id="c1">
  <transacGrp><basic:transactionType>origination</basic:transactionType><date>2010-04-17</date></transacGrp>
  <min:subjectField>Law;Travel</min:subjectField>
  <note>concept note</note>
  <langSec xml:lang="en">
    <descripGrp>
        <basic:definition>Leave to enter.</basic:definition><basic:source>Act</basic:source></descripGrp>
    <termSec><term>visa</term>
      <min:partOfSpeech>noun</min:partOfSpeech>
      <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>
      <min:reliabilityCode>4</min:reliabilityCode>
      <descripGrp>
        <basic:context>A visa is needed.</basic:context><basic:source>Ctx</basic:source></descripGrp>
      <note>one</note><note>two</note>
    </termSec>
    <termSec><term>entry permit</term>
      <min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus></termSec>
  </langSec>
  <langSec xml:lang="fr-CA">
    <termSec><term>visa</term>
      <basic:grammaticalGender>masculine</basic:grammaticalGender>
      <basic:termType>initialism</basic:termType>
      <min:usageStatus>notRecommended</min:usageStatus>
      <min:customerSubset>MINREX</min:customerSubset></termSec>
  </langSec>
  <langSec xml:lang="es"><termSec><term>visado</term></termSec></langSec>
</conceptEntry>
</body></text></tbx>"""

V2 = """<?xml version="1.0"?><!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><text><body>
<termEntry id="c1">
  <transacGrp><transac type="transactionType">origination</transac><date>2010-04-17</date></transacGrp>
  <descrip type="subjectField">Law;Travel</descrip>
  <note>concept note</note>
  <langSet xml:lang="en">
    <descripGrp>
        <descrip type="definition">Leave to enter.</descrip><admin type="source">Act</admin></descripGrp>
    <ntig><termGrp><term>visa</term><termNote type="partOfSpeech">noun</termNote>
        <termNote type="normativeAuthorization">preferredTerm</termNote></termGrp>
      <descrip type="reliabilityCode">4</descrip>
      <descripGrp>
        <descrip type="context">A visa is needed.</descrip><admin type="source">Ctx</admin></descripGrp>
      <note>one</note><note>two</note></ntig>
    <tig><term>entry permit</term>
      <termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig>
  </langSet>
  <langSet xml:lang="fr-CA">
    <tig><term>visa</term>
      <termNote type="grammaticalGender">masculine</termNote>
      <termNote type="termType">initialism</termNote>
      <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>
      <admin type="customerSubset">MINREX</admin></tig>
  </langSet>
  <langSet lang="es"><tig><term>visado</term></tig></langSet>
</termEntry>
</body></text></martif>"""

BOMB = """<!DOCTYPE tbx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<tbx><text><body><conceptEntry><langSec xml:lang="en"><termSec><term>&c;</term></termSec></langSec>
</conceptEntry></body></text></tbx>"""

OUTSIDE = BOMB.replace('<!ENTITY a "aaaaaaaaaa">', '<!ENTITY a SYSTEM "file:///etc/passwd">')


def read(data: str | bytes) -> list[Entry | Problem]:
    raw = data.encode() if isinstance(data, str) else data
    with Source(io.BytesIO(raw), "file.tbx") as source:
        return list(read_entries(source))


def concept(*inside: str, attributes: str = "") -> str:
    return f"<conceptEntry {attributes}>{''.join(inside)}</conceptEntry>"


def document(*concepts: str) -> str:
    return f"<tbx><text><body>\n{''.join(concepts)}</body></text></tbx>"


def section(term: str, language: str = 'xml:lang="en"') -> str:
    return f"<langSec {language}><termSec><term>{term}</term></termSec></langSec>"


@pytest.mark.parametrize("data", [DCA, DCT, V2], ids=["v3 DCA", "v3 DCT", "v2"])
def test_three_ways_to_write_one_concept(data: str) -> None:
    entry, skipped = read(data)
    assert isinstance(entry, Entry)
    visa, permit, french = entry.draft.terms
    assert visa == Term(
        "visa",
        Language.EN,
        part_of_speech="noun",
        reliability=4,
        contexts=(Context("A visa is needed.", "Ctx"),),
        note="one\ntwo",
    )
    assert permit == Term("entry permit", Language.EN, TermStatus.SUPERSEDED)
    assert (french.region, french.gender) == ("CA", "masculine")
    assert (french.status, french.term_type) == (TermStatus.DEPRECATED, TermType.ACRONYM)
    assert {(node["category"], node["text"]) for node in french.extra["tbx"]} == {
        ("termType", "initialism"),
        ("customerSubset", "MINREX"),
    }
    assert entry.draft.definitions == (Definition("Leave to enter.", Language.EN, "Act"),)
    assert entry.draft.domains == ("Law", "Travel")
    assert entry.draft.note == "concept note"
    assert entry.draft.extra["id"] == "c1"
    assert [node["category"] for node in entry.draft.extra["tbx"]["concept"]] == ["transactionType"]
    assert skipped == Problem(0, "language_skipped", {"language": "es", "terms": 1}, stops=False)
    assert isinstance(skipped, Problem)
    assert skipped.params == {"language": "es", "terms": 1}


def test_utf_16_is_read_too() -> None:
    (entry,) = read(
        f'<?xml version="1.0" encoding="utf-16"?>{document(concept(section("créance")))}'.encode("utf-16")
    )
    assert isinstance(entry, Entry)
    assert entry.draft.terms[0].text == "créance"


def test_a_concept_in_other_languages_only_is_counted_and_stops_nothing() -> None:
    items = read(document(concept(section("visado", 'xml:lang="es"')), concept(section("visa"))))
    assert [type(item) for item in items] == [Entry, Problem, Problem]
    assert [item.reason_code for item in items if isinstance(item, Problem)] == [
        "language_skipped",
        "concepts_in_other_languages_only",
    ]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (document(concept(section("a")))[:-9], [(2, "xml_broken")]),
        (document(concept(section(" "))), [(2, "empty_term")]),
        (document(concept('<langSec xml:lang="fr"><termSec/></langSec>')), [(2, "empty_term")]),
        (document(concept(section("a", language=""))), [(2, "language_missing")]),
        (
            document(
                concept(section("a"), attributes='id="1"'), "\n", concept(section("b"), attributes='id="1"')
            ),
            [(3, "id_twice")],
        ),
        ("<tmx/>", [(1, "tmx_is_memory")]),
        (BOMB, [(1, "entities_forbidden")]),
        (OUTSIDE, [(1, "entities_forbidden")]),
        (document(concept(section("&unknown;"))), [(2, "xml_broken")]),
    ],
    ids=["cut", "empty", "no term", "no language", "id", "tmx", "bomb", "outside", "unknown entity"],
)
def test_what_is_wrong_is_named_with_its_line(data: str, found: list[tuple[int, str]]) -> None:
    assert [(item.line, item.reason_code) for item in read(data) if isinstance(item, Problem)] == found


def test_an_attribute_of_ten_megabytes_and_a_concept_without_end_are_refused() -> None:
    huge = document(concept(section("a"), attributes=f'id="{"x" * 10_500_000}"'))
    problem = read(huge)[-1]
    assert isinstance(problem, Problem)
    assert problem.reason_code == "xml_too_big"
    (problem,) = read(document(concept(section("a"), attributes=f'id="{"x" * 201}"')))
    assert isinstance(problem, Problem)
    assert problem.reason_code == "text_too_long"
    (problem,) = read(document(concept("<note/>" * 100_002)))
    assert isinstance(problem, Problem)
    assert problem.reason_code == "concept_too_big"


def test_memory_does_not_grow_with_the_file() -> None:
    note = f"<note>{'x' * 3_000}</note>"
    data = document(*(concept(note, section(f"term {number}")) for number in range(10_000))).encode()
    process = psutil.Process()
    with Source(io.BytesIO(data), "big.tbx") as source:
        items = read_entries(source)
        next(items)
        before = process.memory_info().rss
        assert sum(1 for _ in items) == 9_999
        grown = process.memory_info().rss - before
    assert grown < len(data) // 2
