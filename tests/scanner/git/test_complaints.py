"""What Git says on failing is told in our words."""

import pytest

from scanner.git import command

OID = "0dc4c0043f6adc0d1a62be84794beaeec57b613a"


@pytest.mark.parametrize(
    ("status", "said", "words"),
    [
        (128, f"fatal: unable to read tree {OID}\n", "The folder listing (tree) 0dc4c0043 is missing"),
        (128, f"error: Could not read {OID}\nfatal: revision walk setup failed\n", "The commit 0dc4c0043, a parent of others, is missing"),
        (128, "fatal: empty filename in tree entry\n", "folder listing (tree) that is damaged"),
        (128, "fatal: bad shallow line: password\n", "Git could not read the repository (git log, exit status 128). Run git fsck on it."),
        (128, "", "Git could not read the repository (git log, exit status 128). Run git fsck on it."),
        (128, "fatal: Out of memory, malloc failed (tried to allocate 1 bytes): password\n", "needs more than 2 GiB"),
        (128, "fatal: password: No space left on device\n", "The disk is full"),
        (-11, "password", "A commit has paths that are too deep for Git"),
        (-9, "password", "git log was ended by SIGKILL"),
    ],
)
def test_a_complaint_is_a_sentence_with_a_remedy_and_quotes_nothing(status: int, said: str, words: str):
    error = command.failure("log", status, said)
    assert words in str(error)
    assert str(error).endswith(".")
    assert "password" not in str(error) + error.detail


def test_of_what_git_says_only_its_fixed_words_are_kept():
    said = f"fatal: bad shallow line: password\nerror: Could not read {OID}\nhint: password\nfatal: unable to read tree {OID} password"
    assert command.GitFailed("No.", said).detail == f"error: Could not read {OID}\nfatal: unable to read tree {OID}"
