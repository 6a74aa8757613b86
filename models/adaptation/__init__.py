"""A linear map over the encoder, learnt from a bank's own equivalents: `truchement models adapt`.

training ──▶ adapter (kept in the data folder by store) ──▶ encoder (the product's, then the map)

Numpy only: training takes seconds, and the serving process needs nothing for it.
"""
