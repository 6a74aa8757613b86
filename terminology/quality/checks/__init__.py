"""One module a kind of check. Each takes a pair of texts and yields findings. Pure."""
