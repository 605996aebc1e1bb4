"""One rule, one file. To add one, see docs/writing-a-rule.md."""
