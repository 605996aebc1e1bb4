"""Patterns: what is refused in which words, which lines match, and that time stays linear."""

from time import thread_time

import pytest

from scanner.patterns import LONGEST_TEXT, MOST_LINES, Hit, PatternRefused, compile_pattern, pack, search, unpack


def found(pattern: str, source: str | bytes) -> list[tuple[int, str]]:
    raw = source if isinstance(source, bytes) else source.encode()
    return [(hit.line, hit.name) for hit in search(compile_pattern(pattern), raw)]


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("(", "“(” is never closed."),
        ("ab(c(d)", "“(c(d)” is never closed."),
        (r"[(]\((", "“(” is never closed."),
        ("[[:alpha:](](x", "“(x” is never closed."),
        ("a)b", "“)” at character 2 closes nothing; write \\) for the character itself."),
        ("x[ab", "“[ab” is never closed."),
        ("a**", "“**” repeats what is repeated already."),
        ("x|*", "“*” has nothing before it to repeat."),
        ("a{2000}", "“{2000}” is no number of repetitions; at most 1,000 are counted."),
        ("(?=a)", "“(?=” begins no group that is known here; there is no looking ahead or behind."),
        (r"(a)\1", "“\\1” is no escape that is known here; there are no references back to a group."),
        ("[z-a]", "“z-a” is no range of characters."),
        ("(?<x", "“(?<x” is no named group; write (?P<name>…)."),
        ("a\\", "“\\” at the end escapes nothing; write \\\\ for the character itself."),
        ("", "The pattern is empty. Write what a line has to hold."),
        ("x" * 501, "The pattern has 501 characters; at most 500 are searched for."),
        ("a\ud800", "Character 2 of the pattern is no text."),
        (r"one\n", "“\\n” is never inside a line. Leave it out."),
        ("one\r\ntwo", "“\\r” is never inside a line. Leave it out."),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused_with_what_and_where(pattern: str, sentence: str):
    with pytest.raises(PatternRefused) as refused:
        compile_pattern(pattern)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("pattern", ["x*", "^", "$", r"\b", r"\B", "a|", "(?:^|x)", r"q|\b", "a{0}"])
def test_a_pattern_that_matches_nothing_at_all_is_refused(pattern: str):
    with pytest.raises(PatternRefused, match="matches the empty string"):
        compile_pattern(pattern)


@pytest.mark.parametrize("pattern", [r"(\pL{100}){8}", ".{900}", "((a{30}){30}){30}"])
def test_a_costly_pattern_is_refused(pattern: str):
    with pytest.raises(PatternRefused, match=r"too costly|at most 1,000"):
        compile_pattern(pattern)


def test_a_named_class_of_characters_may_stand_before_a_line_end_in_a_class():
    assert found(r"[^[:alpha:]\n]", "ab1\n") == [(1, "1")]


def test_lines_are_numbered_as_an_editor_shows_them():
    assert found("x", "a\r\nx\rx\n\n\fx\x0b\u2028x\nx") == [(2, "x"), (3, "x"), (5, "x"), (6, "x")]


def test_a_line_counts_once_with_its_first_match():
    hits = list(search(compile_pattern("o[a-z]"), b"\n   one of two   \n"))
    assert hits == [Hit(2, "on", "one of two")]


def test_a_match_never_reaches_over_a_line_end():
    for pattern in (r"a\s+b", "a[^x]+b", "(?s)a.+b"):
        assert found(pattern, "a\nb\n") == []
    assert found(r"(?s)a.*b", "a\nb\nab") == [(3, "ab")]


def test_the_ends_of_a_line_are_those_of_any_line_the_first_and_the_last_too():
    assert found("^foo$", b"\xef\xbb\xbffoo\r\nfoo bar\nfoo\n\nfoo") == [(1, "foo"), (3, "foo"), (5, "foo")]
    assert found(r"\Afoo", "foo\nfoo\n") == [(1, "foo")]


def test_flags_and_letters_of_all_languages_work():
    assert found("(?i)straße", "x\nDie STRAßE\n") == [(2, "STRAßE")]
    assert found("é+", "# coding: latin-1\nx = 'éé'\n".encode("latin-1")) == [(2, "éé")]


def test_bytes_that_are_no_text_do_not_hide_the_rest_of_their_line():
    (hit,) = search(compile_pattern("shop"), b"ok\n\xff\x00 shop\n")
    assert (hit.line, hit.name, hit.statement) == (2, "shop", "�� shop")


def test_long_matches_and_lines_are_cut():
    (hit,) = search(compile_pattern("é+"), ("  " + "é" * 5000).encode())
    assert hit.name == hit.statement == "é" * LONGEST_TEXT


def test_a_file_has_at_most_so_many_hits():
    assert len(found("x", "x\n" * (MOST_LINES + 5))) == MOST_LINES
    assert found("x", "") == []


@pytest.mark.parametrize("pattern", [r"(x+x+)+y", "x.*x.*x.*y", r"(\w+\s*)+z", "x"])
def test_one_line_of_a_megabyte_takes_a_moment(pattern: str):
    begun = thread_time()
    found(pattern, b"x" * 1024**2)
    assert thread_time() - begun < 2.0


def test_hits_are_the_same_after_being_stored():
    hits = tuple(search(compile_pattern("o"), "one\ntwo ü o\n".encode()))
    assert unpack(pack(hits)) == hits
    with pytest.raises(ValueError, match="cannot be read"):
        unpack(b"no hits")


def test_the_digest_names_the_pattern():
    assert compile_pattern("a").digest == compile_pattern("a").digest != compile_pattern("b").digest
