from terminology.concepts import ConceptDraft, Definition, Language, Term
from terminology.embeddings import _batches, passages_of, text_hash


def test_batches_hold_every_text_once_and_never_too_much() -> None:
    texts = sorted(["a" * (number % 300) for number in range(500)] + ["b" * 5_000] * 9, key=len)
    batches = list(_batches(texts))
    assert [text for batch in batches for text in batch] == texts
    assert all(len(batch) <= 64 for batch in batches)
    assert all(len(batch) == 1 or len(batch) * len(batch[-1]) <= 16_000 for batch in batches)
    assert list(_batches([])) == []


def test_the_texts_of_a_concept_are_its_terms_and_definitions_once() -> None:
    term = Term("visa", Language.FR)
    draft = ConceptDraft((term, Term("visa", Language.EN), term), (Definition("visa", Language.FR),))
    found = [(item.part, item.language, item.text) for item in passages_of(1, draft)]
    assert found == [("term", "fr", "visa"), ("term", "en", "visa"), ("definition", "fr", "visa")]
    assert len(text_hash("visa")) == 16
