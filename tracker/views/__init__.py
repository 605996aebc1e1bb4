"""One module per family of pages: parse, call one action or query, render."""
