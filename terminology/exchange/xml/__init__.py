"""XML of any format, read as a stream; MultiTerm's and TMX."""
