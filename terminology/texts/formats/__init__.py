"""One module a format: its paragraphs out of its bytes. Each raises `terminology.texts.errors`."""
