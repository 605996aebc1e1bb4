"""The story of harbor, a chapter a module: each is a tuple of steps in the order in which they happened."""
