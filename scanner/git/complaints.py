"""What Git complains of, in our words: its own may quote a file of the source, or the other side, and are never shown."""

import re
import signal

#: The fixed words of Git with object ids alone; nothing else of what it says is kept for people.
_recognised = re.compile(
    r"^(?:fatal|error): (?:(?:unable to read tree|Could not read|unable to parse commit|bad object|bad tree object|loose object"
    r"|Failed to traverse parents of commit) [0-9a-f]{40}\b|empty filename in tree entry|malformed mode in tree entry"
    r"|too-short tree object|revision walk setup failed)",
    re.MULTILINE,
)
_missing_tree = re.compile(r"(?:unable to read tree|bad tree object) ([0-9a-f]{40})")
_missing_commit = re.compile(r"Could not read ([0-9a-f]{40})")
_broken_tree = ("empty filename in tree entry", "malformed mode in tree entry", "too-short tree")


def recognised(said: str) -> str:
    """The lines that Git writes about objects, by their fixed beginnings."""
    return "\n".join(found[0] for found in _recognised.finditer(said))


def sentence(what: str, status: int, said: str, most_memory: int) -> str:
    """One sentence with a remedy for a Git command that failed."""
    if "No space left on device" in said:
        return "The disk is full: Git could not write the mirror. Free space in DATA_DIR, then scan again."
    if "ut of memory" in said:
        return f"git {what} needs more than {most_memory >> 30} GiB: a commit with a tree that is too large. Track a branch without it."
    if what in ("log", "ls-tree") and status == -signal.SIGSEGV:
        return f"A commit has paths that are too deep for Git (git {what}, SIGSEGV). Track a branch without it."
    if status < 0:
        return f"git {what} was ended by {signal.Signals(-status).name}. Scan again."
    return _of_objects(said) or f"Git could not read the repository (git {what}, exit status {status}). Run git fsck on it."


def _of_objects(said: str) -> str:
    if tree := _missing_tree.search(said):
        return f"The folder listing (tree) {tree[1][:9]} is missing from the repository. Run git fsck on it, or give a full clone."
    if commit := _missing_commit.search(said):
        return f"The commit {commit[1][:9]}, a parent of others, is missing from the repository. Run git fsck on it, or give a full clone."
    if any(words in said for words in _broken_tree):
        return "A commit has a folder listing (tree) that is damaged. Run git fsck on the repository, and track a branch without it."
    return ""
