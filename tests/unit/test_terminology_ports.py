import numpy as np

from terminology.ports import HashedEncoder


def test_the_encoder_of_tests_keeps_the_contract() -> None:
    encoder = HashedEncoder(32)
    vectors = encoder.encode(["valise diplomatique", "", "valises diplomatiques", "traité"])
    assert vectors.shape == (4, 32)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(encoder.encode_query("valise diplomatique"), vectors[0])
    assert encoder.encode([]).shape == (0, 32)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[3]
