"""Documents of every format, and those that must be refused plainly."""

import io
import zipfile

import pytest

from terminology.texts import Format, NotBilingual, aligned, errors, read_document, read_segments
from terminology.texts.limits import MOST_BYTES, MOST_CHARACTERS

FRENCH = "Les lettres de créance sont remises."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return held.getvalue()


def word_document(*paragraphs: str, table: tuple[tuple[str, str], ...] = ()) -> bytes:
    from docx import Document

    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        rows = document.add_table(rows=0, cols=2)
        for left, right in table:
            cells = rows.add_row().cells
            cells[0].text, cells[1].text = left, right
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def open_document(body: str) -> bytes:
    office, text = (
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    )
    content = f'<o:document-content xmlns:o="{office}" xmlns:t="{text}">{body}</o:document-content>'
    return packed(**{"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def pdf(text: str = "", *, password: str = "") -> bytes:
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 10 100 Td ({text}) Tj ET".encode("latin-1") if text else b"")
    page[NameObject("/Contents")] = stream
    if password:
        writer.encrypt(password)
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (FRENCH.encode(), Format.TEXT),
        (FRENCH.encode("cp1252"), Format.TEXT),
        (FRENCH.encode("utf-16"), Format.TEXT),
        (b"\xef\xbb\xbf" + FRENCH.encode(), Format.TEXT),
        (
            b"<!DOCTYPE html><p>Les <b>lettres</b> de cr&eacute;ance\n sont remises.</p><script>",
            Format.HTML,
        ),
        (word_document(FRENCH), Format.DOCX),
        (open_document("<t:p>Les<t:s/>lettres <t:span>de</t:span> créance sont remises.</t:p>"), Format.ODT),
        (pdf("Les lettres de cr\u00e9ance sont remises."), Format.PDF),
    ],
)
def test_the_text_of_a_document(data: bytes, form: Format) -> None:
    document = read_document(data, "nom trompeur.bin")
    assert document.format is form
    assert document.text.strip() == FRENCH


def test_paragraphs_are_parted() -> None:
    assert read_document(word_document("Un", "", "Deux")).text == "Un\n\nDeux"
    assert (
        read_document(b"<html><h1>Un</h1><ul><li>Deux<li>Trois<br>Quatre</ul>").text
        == "Un\n\nDeux\n\nTrois\n\nQuatre"
    )
    note = "<t:p>Un<t:note><t:note-body><t:p>note</t:p></t:note-body></t:note> fin</t:p>"
    assert read_document(open_document(note)).text == "Un fin\n\nnote"


def test_lines_of_two_encodings() -> None:
    data = "créance\n".encode() + "créance\n".encode("cp1252")
    assert read_document(data).text == "créance\ncréance\n"


def test_right_to_left_is_text_like_another() -> None:
    assert read_document("وزارة الخارجية".encode()).text == "وزارة الخارجية"


DELETED = (
    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>garde</w:t></w:r>'
    "<w:del><w:r><w:delText>ôte</w:delText></w:r></w:del></w:p></w:body></w:document>"
)


def test_what_was_deleted_is_not_read() -> None:
    assert read_document(packed(**{"word/document.xml": DELETED.encode()})).text == "garde"


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", errors.DocumentWithoutText),
        (b" \n", errors.DocumentWithoutText),
        (pdf(), errors.DocumentWithoutText),
        (pdf("a", password="secret"), errors.DocumentProtected),
        (b"%PDF-1.7\nbroken", errors.DocumentBroken),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, errors.DocumentProtected),
        (word_document("a")[:-400], errors.DocumentBroken),
        (packed(**{"word/document.xml": b"<w:document"}), errors.DocumentBroken),
        (packed(**{"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), errors.DocumentBroken),
        (packed(**{"word/document.xml": b" " * 120_000_000}), errors.DocumentUnpacksTooBig),
        (b"a" * (MOST_BYTES + 1), errors.DocumentTooBig),
        (b"a\n" * (MOST_CHARACTERS // 2 + 1), errors.DocumentTooLong),
        (bytes(range(256)) * 20, errors.FormatUnknown),
        (b"{\\rtf1 a}", errors.FormatUnknown),
        (packed(**{"a.txt": b"a"}), errors.FormatUnknown),
    ],
)
def test_what_is_refused(data: bytes, refusal: type[errors.DocumentRefused]) -> None:
    with pytest.raises(refusal):
        read_document(data)


XLIFF_1 = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file source-language="fr-FR" target-language="en-GB"><body>
<trans-unit id="u1"><source>Les <g id="1">lettres</g><x id="2"/></source>
<target><g id="1">Letters</g></target></trans-unit>
<trans-unit id="u2"><source>Fin</source></trans-unit></body></file></xliff>"""
XLIFF_2 = """<xliff version="2.0" srcLang="fr" trgLang="en" xmlns="urn:oasis:names:tc:xliff:document:2.0">
<file id="f"><unit id="u1"><segment><source>Les <pc id="1">lettres</pc><ph id="2"/></source>
<target><pc id="1">Letters</pc></target></segment></unit>
<unit id="u2"><segment><source>Fin</source></segment></unit></file></xliff>"""
TMX = """<tmx version="1.4"><header srclang="fr"/><body><tu tuid="u1">
<tuv xml:lang="en"><seg><bpt i="1">&lt;b></bpt>Letters</seg></tuv>
<tuv xml:lang="fr-FR"><seg>Les <bpt i="1">&lt;b></bpt>lettres</seg></tuv></tu>
<tu tuid="u2"><tuv xml:lang="fr"><seg>Fin</seg></tuv></tu></body></tmx>"""
PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nLanguage: en\\n"

msgid "Les lettres"
msgstr "Letters"

msgid "Fin"
msgstr ""
"""


@pytest.mark.parametrize(
    "data",
    [
        XLIFF_1.encode(),
        XLIFF_2.encode(),
        TMX.encode(),
        TMX.encode("utf-16"),
        PO.encode(),
        b"en;fr\nLetters;Les lettres\n;Fin\n",
        b"fr\ten\nLes lettres\tLetters\nFin\t\n",
        b"target,source\nLetters,Les lettres\n,Fin\n",
        word_document(table=(("Français", "English"), ("Les lettres", "Letters"), ("Fin", ""))),
    ],
)
def test_bilingual_files(data: bytes) -> None:
    found = read_segments(data, "x.csv", "fr", "en")
    assert [(one.source.strip(), one.target) for one in found.segments] == [
        ("Les lettres", "Letters"),
        ("Fin", ""),
    ]
    assert found.target_language in {"en", ""}


def test_a_sheet() -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (("N°", "en", "fr"), (1, "Letters", "Les lettres"), (2, None, "Fin")):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    found = read_segments(held.getvalue(), source="fr", target="en")
    assert [(one.place, one.source, one.target) for one in found.segments] == [
        ("2", "Les lettres", "Letters"),
        ("3", "Fin", ""),
    ]


def test_tags_are_kept_apart() -> None:
    first = read_segments(XLIFF_1.encode()).segments[0]
    assert (list(first.source_tags), list(first.target_tags)) == (["g 1", "x 2"], ["g 1"])


def test_a_file_is_turned_to_the_languages_wanted() -> None:
    found = read_segments(XLIFF_1.encode(), source="en", target="fr")
    assert (found.source_language, found.segments[0].source) == ("en", "Letters")


def test_two_texts_side_by_side() -> None:
    assert [one.target for one in aligned("Un\n\nDeux", "One\r\n\r\nTwo").segments] == ["One", "Two"]
    with pytest.raises(NotBilingual):
        aligned("Un\nDeux", "One")


@pytest.mark.parametrize("data", [b"just text", word_document("a"), b"<p>a</p>", b"one\ntwo"])
def test_what_is_not_bilingual(data: bytes) -> None:
    with pytest.raises(NotBilingual):
        read_segments(data, "a.csv" if data.startswith(b"one") else "a")
