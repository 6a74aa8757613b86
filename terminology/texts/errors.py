"""What reading a document refuses, all under `kit.errors.Invalid`. Nothing of a refused document is kept.

DocumentRefused
├── DocumentTooBig         `limit_mb`: of the file
├── DocumentTooLong        `limit`: characters of its text
├── DocumentUnpacksTooBig  `limit_mb`: what its parts hold once unpacked
├── DocumentProtected      a password, or Word's format of before 2007
├── DocumentBroken         `reason`
├── DocumentWithoutText    a PDF of pictures, an empty file
├── FormatUnknown          `name`
└── NotBilingual           `name`: no two languages side by side
"""

from kit.errors import Invalid

__all__ = [
    "DocumentBroken",
    "DocumentProtected",
    "DocumentRefused",
    "DocumentTooBig",
    "DocumentTooLong",
    "DocumentUnpacksTooBig",
    "DocumentWithoutText",
    "FormatUnknown",
    "NotBilingual",
]


class DocumentRefused(Invalid):
    code = "document_refused"


class DocumentTooBig(DocumentRefused):
    code = "document_too_big"


class DocumentTooLong(DocumentRefused):
    code = "document_too_long"


class DocumentUnpacksTooBig(DocumentRefused):
    code = "document_unpacks_too_big"


class DocumentProtected(DocumentRefused):
    code = "document_protected"


class DocumentBroken(DocumentRefused):
    code = "document_broken"


class DocumentWithoutText(DocumentRefused):
    code = "document_without_text"


class FormatUnknown(DocumentRefused):
    code = "document_format_unknown"


class NotBilingual(DocumentRefused):
    code = "document_not_bilingual"
