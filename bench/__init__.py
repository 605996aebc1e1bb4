"""The benchmark: what performance is promised, measured beside its limits in one run."""
