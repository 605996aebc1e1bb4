"""An independent reading of single commits, to check the scanner's numbers against; it shares no code with scanner/."""
