"""Everything that reads for a page."""
