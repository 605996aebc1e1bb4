"""Cells of downloads."""

import pytest

from tracker.views.downloads import defused


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n"])
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(start):
    assert defused(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["shop/a.py", "", "1=1", 7, -7])
def test_other_cells_stay(cell):
    assert defused(cell) == cell
