"""The regression net: no clean development article may be touched where it was not before."""

from __future__ import annotations

import pytest

from tests import fingerprints


@pytest.mark.slow
def test_clean_articles_are_touched_no_more_than_on_record(repairer, development_cases):
    known, seen, worse = fingerprints.read(), set(), []
    for name, text in fingerprints.articles(development_cases):
        key = fingerprints.fingerprint(text)
        seen.add(key)
        if key in known:
            edits = fingerprints.edits_of(repairer.revise, text)
            worse += [f"{name} {key}: {edit}" for edit in edits if edit not in known[key]]
    assert seen & known.keys(), "none of the articles is on record: python -m tests.fingerprints DIR"
    assert not worse, "good text is changed now:\n" + "\n".join(worse)
