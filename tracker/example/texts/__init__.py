"""The texts that the example repository is made of, as files with $placeholders."""

from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent


def text(name: str) -> str:
    """One of the texts beside this module, without its .txt."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def fill(name: str, **words: str) -> str:
    """A text with its placeholders filled; one that is missing is an error."""
    return Template(text(name)).substitute(words)
