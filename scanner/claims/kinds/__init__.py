"""One kind of claim, one file; scanner/claims/reading.py holds the order in which they are tried."""
