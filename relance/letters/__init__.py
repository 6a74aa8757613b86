"""Letters on paper, in French or English: reminder, transmission slip, receipt."""

from relance.letters.printing import LetterKind, print_letter, print_receipt

__all__ = ["LetterKind", "print_letter", "print_receipt"]
