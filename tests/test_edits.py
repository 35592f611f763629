"""Edits chosen, carried back through the decodings, applied, undone and shown."""

import base64
import hashlib
import json
import pickle
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repair.decision.edits import resolve, to_original
from repair.output.revision import Revision, profile_line
from repair.records import Decoding, Document, Edit, Profile
from repair.text.alignment import apply_edits


def make_edit(text, word, replacement, *, confidence=0.9, verdict="apply", kind="spin", evidence="because", start=None):
    start = text.index(word) if start is None else start
    return Edit(start, start + len(word), word, replacement, kind, confidence, verdict, evidence)


def make_document(original, *decoded):
    """`decoded` are pairs (as given, as read) in order; what lies between is the same."""
    text, decodings, position = "", [], 0
    for given_text, read_text in decoded:
        start = original.index(given_text, position)
        text += original[position:start]
        end = start + len(given_text)
        decodings.append(Decoding(start, end, len(text), len(text) + len(read_text), f"{given_text!a} decoded"))
        text += read_text
        position = end
    return Document(original, text + original[position:], tuple(decodings), (), (), (), (), frozenset(), ())


NEWS = "The Colina reported that yous tin recieve it.\nNothing here.\n\nThe police rail him.\n"
EDITS = (
    make_edit(NEWS, "Colina", "Hill", confidence=0.93),
    make_edit(NEWS, "yous tin", "you can", confidence=0.8),
    make_edit(NEWS, "recieve", "receive", kind="spelling"),
    make_edit(NEWS, "rail", "track", confidence=0.41, verdict="review"),
)
MENDED = "The Hill reported that you can receive it.\nNothing here.\n\nThe police rail him.\n"
PROFILE = Profile(14, {"spin": 0.09, "spelling": 0.004, "ocr": 0.2}, {"spin": 0.97, "spelling": 0.6, "ocr": 0.1})
REVISION = Revision(NEWS, EDITS, PROFILE)

PIECES = st.text(alphabet="ab \n\r\u00e9", max_size=6)


@st.composite
def revisions(draw):
    """Any text with any edits that fit it, insertions and removals of whole lines among them."""
    original, edits = draw(PIECES), []
    for _ in range(draw(st.integers(0, 4))):
        old, new, rest = draw(PIECES), draw(PIECES), draw(PIECES)
        verdict = draw(st.sampled_from(["apply", "apply", "review"]))
        edits.append(Edit(len(original), len(original) + len(old), old, new, "spin", 0.5, verdict, ""))
        original += old + rest
    return Revision(original, tuple(edits), Profile(1))


@st.composite
def decoded_documents(draw):
    """A document with random decodings, and edits anywhere over its decoded text."""
    original, text, decodings = "", "", []
    for _ in range(draw(st.integers(0, 4))):
        same, old, new = draw(PIECES), draw(PIECES.filter(bool)), draw(PIECES)
        start, decoded_start = len(original) + len(same), len(text) + len(same)
        decodings.append(Decoding(start, start + len(old), decoded_start, decoded_start + len(new), "decoded"))
        original, text = original + same + old, text + same + new
    rest = draw(PIECES)
    original, text = original + rest, text + rest
    edits = []
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        confidence = draw(st.sampled_from([0.4, 0.6, 0.8]))
        edits.append(Edit(start, end, text[start:end], draw(PIECES), "spin", confidence, "apply", ""))
    return Document(original, text, tuple(decodings), (), (), (), (), frozenset(), ()), edits


# resolve, apply_edits


def test_of_overlapping_edits_the_most_confident_stays():
    text = "one two three"
    low = make_edit(text, "one two", "1 2", confidence=0.5)
    high = make_edit(text, "two three", "2 3", confidence=0.7)
    assert resolve([low, high]) == (high,)
    assert resolve([make_edit(text, "three", "3"), make_edit(text, "one", "1")]) == (
        make_edit(text, "one", "1"),
        make_edit(text, "three", "3"),
    )


def test_an_insertion_at_an_edge_does_not_overlap():
    text = "onetwo"
    space, one = make_edit(text, "", " ", start=3), make_edit(text, "one", "1")
    assert resolve([one, space]) == (one, space)
    assert resolve([space, make_edit(text, "", "-", start=3, confidence=0.5)]) == (space,)
    assert apply_edits(text, (one, space)) == "1 two"


def test_apply_edits_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="does not fit"):
        apply_edits("other text", EDITS[:1])
    with pytest.raises(ValueError, match="edit at 4"):
        apply_edits(NEWS, EDITS[1::-1])


# to_original


def test_an_untouched_decoding_becomes_an_edit():
    document = make_document("It doesnâ€™t recieve.", ("â€™", "'"))
    assert document.text == "It doesn't recieve."
    edits = to_original(document, [make_edit(document.text, "recieve", "receive", kind="spelling")])
    assert [(e.start, e.original, e.replacement, e.kind, e.verdict) for e in edits] == [
        (8, "â€™", "'", "encoding", "apply"),
        (13, "recieve", "receive", "spelling", "apply"),
    ]
    assert (edits[0].confidence, edits[0].evidence) == (0.99, "'\\xe2\\u20ac\\u2122' decoded")
    assert apply_edits(document.original, edits) == "It doesn't receive."


def test_a_touched_decoding_is_merged():
    document = make_document("the rec\u00adieve\u00ad end", ("\u00ad", ""), ("\u00ad", ""))
    edits = to_original(document, [make_edit(document.text, "recieve", "receive", kind="spelling", confidence=0.7)])
    assert [(e.original, e.replacement, e.kind, e.confidence) for e in edits] == [
        ("rec\u00adieve", "receive", "spelling", 0.7),
        ("\u00ad", "", "encoding", 0.99),
    ]
    assert edits[0].evidence == "because; '\\xad' decoded"


def test_a_question_does_not_hold_a_decoding_back():
    document = make_document("the ra\u00adil", ("\u00ad", ""))
    question = make_edit(document.text, "rail", "track", verdict="review", confidence=0.4)
    (edit,) = to_original(document, [question])
    assert (edit.original, edit.replacement, edit.verdict, edit.kind) == ("ra\u00adil", "rail", "apply", "encoding")
    assert edit.readings == (("track", 0.4),)


def test_left_alone_is_no_edit():
    assert to_original(make_document("rail"), [make_edit("rail", "rail", "track", verdict="leave")]) == ()


@given(decoded_documents())
def test_edits_of_the_original_give_what_edits_of_the_decoded_text_give(case):
    document, edits = case
    assert apply_edits(document.original, to_original(document, edits)) == apply_edits(document.text, resolve(edits))


# Revision


def test_revision_applies_only_what_is_sure():
    assert REVISION.text == MENDED
    assert [edit.replacement for edit in REVISION.asked] == ["track"]
    assert REVISION.accept(EDITS[3]).text == MENDED.replace("rail", "track")
    assert REVISION.undo(EDITS[0]).text == MENDED.replace("Hill", "Colina")


@given(revisions())
def test_undo_of_all_edits_gives_the_original(revision):
    for edit in revision.edits:
        revision = revision.undo(edit)
    assert revision.text == revision.original


@given(revisions())
def test_accept_of_all_edits_makes_them_all(revision):
    expected = apply_edits(revision.original, revision.edits)
    for edit in revision.asked:
        revision = revision.accept(edit)
    assert revision.text == expected


def test_a_foreign_edit_is_refused():
    with pytest.raises(ValueError, match="no such edit"):
        REVISION.undo(make_edit(NEWS, "police", "officers"))
    with pytest.raises(ValueError, match="leave"):
        Revision(NEWS, (make_edit(NEWS, "Colina", "Hill", verdict="leave"),), PROFILE)
    with pytest.raises(ValueError, match="edit at 4"):
        Revision(NEWS, (EDITS[1], EDITS[0]), PROFILE)


def test_revision_survives_pickle_and_json():
    assert pickle.loads(pickle.dumps(REVISION)) == REVISION
    values = json.loads(REVISION.diff("json"))
    assert values == REVISION.to_dict()
    assert (values["version"], values["text"], values["edits"][0]["start"]) == (1, MENDED, 4)
    rebuilt = tuple(Edit(**{**edit, "readings": ()}) for edit in values["edits"])
    assert Revision(values["original"], rebuilt, Profile(**{**values["profile"], "parts": ()})) == REVISION


def test_summary():
    profile = "spun: 9 % of words, confident; misspelled: under 1 % of words, likely"
    assert profile_line(PROFILE) == profile
    assert profile_line(replace(PROFILE, caution="verse")) == f"{profile}; verse: nothing is changed without asking"
    assert REVISION.summary() == f"3 edits applied, 1 to review; {profile}"
    assert Revision("fine", (), Profile(1)).summary() == "nothing to change"


# Diffs


def test_word_diff():
    assert REVISION.diff() == (
        "The [-Colina-]{+Hill+} reported that [-yous tin-]{+you can+} [-recieve-]{+receive+} it.\n"
        "@@ line 4 @@\n"
        "The police [?rail → track, 41%?] him.\n"
    )
    assert "Nothing here." in REVISION.diff(full=True)
    assert Revision("fine", (), Profile(1)).diff() == ""


def test_word_diff_in_color():
    assert "\x1b[9;31mColina\x1b[0m\x1b[1;32mHill\x1b[0m" in REVISION.diff(color=True)


def test_long_stretches_are_cut_down():
    line = "word " * 3000 + "recieve" + " word" * 3000
    diff = Revision(line, (make_edit(line, "recieve", "receive"),), Profile(1)).diff()
    assert len(diff) < 800
    assert diff.startswith(" […] word ")
    assert diff.endswith(" word […] ")


def test_hostile_text_is_shown_not_obeyed():
    text = "\x1b[2Jclear \u202eedoc\u202c <script>alert(1)</script> [red]rail[/red]"
    edit = make_edit(text, "rail", "tr\x1b]0;x\x07ack", evidence='"><img src=x onerror=alert(1)>\x1b[0m')
    revision = Revision(text, (edit,), Profile(1))
    assert revision.diff() == (
        "␛[2Jclear <U+202E>edoc<U+202C> <script>alert(1)</script> [red][-rail-]{+tr␛]0;x␇ack+}[/red]"
    )
    page = revision.diff("html", name="<b>\x1b.txt")
    shown, own = page.rsplit("<script>", 1)
    assert re.findall("<script|<img|<b>|[\x00-\x09\x0b-\x1f\u202e]", shown) == []
    own, rest = own.split("</script>")
    assert rest == "\n</body>\n</html>\n"
    assert f"script-src 'sha256-{base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()}'" in page
    assert "default-src 'none'" in page
    assert "\x1b" not in revision.diff("json")


def test_html_page_marks_edits():
    page = REVISION.diff("html")
    assert "<del><bdi>Colina</bdi></del><ins><bdi>Hill</bdi></ins>" in page
    assert "3 edits applied, 1 to review" in page


def test_unknown_format():
    with pytest.raises(ValueError, match="unknown diff format 'latex'"):
        REVISION.diff("latex")


def test_unified_diff():
    assert REVISION.diff("unified", name="my news.txt", context=1) == (
        "--- a/my news.txt\t\n+++ b/my news.txt\t\n@@ -1,2 +1,2 @@\n"
        "-The Colina reported that yous tin recieve it.\n+The Hill reported that you can receive it.\n Nothing here.\n"
    )
    assert REVISION.diff("unified", name='odd"\n').startswith('--- "a/odd\\042\\012"\n')


@given(revisions(), st.integers(0, 3))
def test_unified_diff_patches_the_original_into_the_text(revision, context):
    assert patch(revision.original, revision.diff("unified", context=context)) == revision.text


def patch(original, diff):
    """Apply a unified diff, checking every line and count of it."""
    if not diff:
        return original
    lines = [line + "\n" for line in original.split("\n")]
    lines[-1] = lines[-1][:-1]
    lines = [line for line in lines if line]
    output, position = [], 0
    rows = diff.replace("\n\\ No newline at end of file\n", "\0").replace("\n", "\n\0").split("\0")[2:-1]
    counts = None
    for row in rows:
        sign, line = row[0], row[1:]
        if sign == "@":
            assert counts in (None, [0, 0])
            numbers = re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n", row).groups()
            start, old, new_start, new = (1 if number is None else int(number) for number in numbers)
            begin = start - (old > 0)
            output += lines[position:begin]
            position, counts = begin, [old, new]
            assert len(output) == new_start - (new > 0)
            continue
        if sign in " -":
            assert lines[position] == line
            position += 1
            counts[0] -= 1
        if sign in " +":
            output.append(line)
            counts[1] -= 1
    assert counts == [0, 0]
    return "".join(output + lines[position:])
