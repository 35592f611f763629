"""Program source is recognised, in a file of its own or between paragraphs, and left alone."""

from __future__ import annotations

import pytest

import repair
from repair.text.program_text import program_text

PROSE = "The council said on Monday that the bridge would open to traffic before the end of the year."
PYTHON = """import os


def nlst(self, *args):
    # Retrun a list.
    cmd = "NLST"
    return os.path.join(cmd, *args)
"""
C = """#include <stdio.h>

int mian(void)
{
\tchar buf[80]; /* teh first line of the file that was read */
\tprintf(buf);
\treturn 0;
}
"""
LIST = "Total (see below):\n\n1. Bread;\n2. Butter;\n"
SHELL = "$ sudo umount /mnt\n$ ls -l\n"
VERSE = "I wandered lonely as a cloud;\nThat floats on high;\nWhen all at once;\n"


@pytest.mark.parametrize("source", [PYTHON, C])
def test_a_source_file_is_code_as_a_whole_comments_and_strings_too(source):
    assert program_text(source) == [(0, len(source))]
    assert repair.clean(source) == source


@pytest.mark.parametrize("source", [PYTHON, C, SHELL])
@pytest.mark.parametrize("fence", ["", "```\n"])
def test_code_between_paragraphs_is_left_alone(source, fence):
    text = f"{PROSE}\n\n{fence}{source}{fence}\n{(PROSE + ' ') * 40}"
    mended = text + "\n\nTeh comittee agreed."
    assert repair.clean(mended) == text + "\n\nThe committee agreed."


@pytest.mark.parametrize("text", [PROSE, VERSE, f"{PROSE}\n\n    {PROSE}\n", LIST])
def test_prose_and_verse_are_no_code(text):
    assert program_text(text) == []


def test_an_indented_block_with_code_is_code_and_the_text_around_it_is_not():
    text = "Write this:\n\n    Yous tin = astatine(1)\n\nand run it."
    (stretch,) = program_text(text)
    assert text[slice(*stretch)].strip() == "Yous tin = astatine(1)"


def test_kinds_that_are_asked_for_are_mended_in_code_too():
    assert "the first line" in repair.Repairer.load("en", kinds=["spelling"], user_words=False).clean(C)


@pytest.mark.parametrize("hostile", ["a" * 300, "(" * 300, "a(" * 150, "pub " * 75, "a->" * 100, "```"])
def test_hostile_lines_are_read_to_their_end(hostile):
    found = program_text((hostile + "\n") * 3000)
    assert found == sorted(found)
    assert all(start < end <= 3000 * (len(hostile) + 1) for start, end in found)
