"""What the adapters share: a mender that pickles as its settings alone, and what it writes beside a mended value."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from repair.knowledge.plan import Plan
from repair.output.revision import Revision
from repair.records import Kind
from repair.repairer import Repairer

if TYPE_CHECKING:
    from typing_extensions import Unpack

log = logging.getLogger(__name__)

Record = dict[str, Any]
"""One edit, or the profile of a value, as JSON-ready values; `edit_record` and `profile_record` name the fields."""


class Settings(TypedDict, total=False):
    """What `Repairer.load` takes; it and `Config` say what each means."""

    language: str
    apply_at: float
    review_at: float
    harm_at: float
    kinds: Iterable[Kind]
    names: Iterable[str]
    ignore: Iterable[str]
    plan: Plan | Path | str | None
    folder: Path | str | None


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of one value: itself, or its text mended.

    `revision` is None where the value is no text, or where the repairer failed on it; `error` then says why.
    """

    value: Any
    revision: Revision | None = None
    error: str = ""

    @property
    def edits(self) -> list[Record]:
        """The edits, applied and up for review, ascending; empty where there is no revision."""
        return [edit_record(edit) for edit in self.revision.edits] if self.revision else []

    @property
    def profile(self) -> Record | None:
        """The profile; None where there is no revision."""
        return profile_record(self.revision) if self.revision else None


class Mender:
    """Mends values one by one and never raises for a bad one; settings are those of `Repairer.load`.

    What is wrong with the settings shows here: the errors are those of `Repairer.load`, TypeError for an unknown one.
    Pickled are the settings and the release, in a settled order, so that equal menders give equal fingerprints; a
    plan travels as its content, a `folder` as its path.  All menders of a process with the same settings
    share one repairer, which loads its memory-mapped dictionaries at the first text.

    >>> mender = Mender(kinds=["spelling"])
    >>> mender.mend("The goverment resigned.").value
    'The government resigned.'
    >>> mender.mend(None).value is None
    True
    """

    def __init__(self, **settings: Unpack[Settings]) -> None:
        self.settings = _settled(settings)
        self.release = _release()
        self._repairer: Repairer | None = _load(self.settings)

    def __getstate__(self) -> tuple[tuple[tuple[str, Any], ...], str]:
        return self.settings, self.release

    def __setstate__(self, state: tuple[tuple[tuple[str, Any], ...], str]) -> None:
        self.settings, self.release = state
        self._repairer = None

    @property
    def repairer(self) -> Repairer:
        """The repairer of this process."""
        if self._repairer is None:
            self._repairer = _load(self.settings)
        return self._repairer

    def mend(self, value: object) -> Mended:
        """Return what became of a value; anything but a string stays as it is, so does a text that cannot be read."""
        if not isinstance(value, str):
            return Mended(value)
        repairer = self.repairer
        try:
            revision = repairer.revise(value)
        except Exception as error:  # one bad value must not stop a crawl, or a job of days: it is logged and kept
            log.warning("a text of %d characters stays as it is", len(value), exc_info=True)
            return Mended(value, error=f"{type(error).__name__}: {error}")
        return Mended(revision.text if revision.applied else value, revision)

    def clean(self, value: Any) -> Any:
        """Return the value, mended if it is a text."""
        return self.mend(value).value


def _release() -> str:
    try:
        return metadata.version("repair")
    except metadata.PackageNotFoundError:  # a checkout that is not installed
        return ""


@lru_cache(maxsize=8)
def _load(settings: tuple[tuple[str, Any], ...]) -> Repairer:
    """Return the repairer for settings; eight differing ones a process are more than a pipeline has."""
    values = dict(settings)
    if "plan" in values:
        values["plan"] = Plan.loads(values["plan"])
    for name in {"model", "folder"} & values.keys():
        values[name] = Path(values[name])
    return Repairer.load(**values)


def _settled(settings: Settings) -> tuple[tuple[str, Any], ...]:
    """Return settings as strings, numbers and tuples of strings, sorted, those left at None dropped."""
    values: dict[str, Any] = {name: value for name, value in settings.items() if value is not None}
    for name in {"kinds", "names", "ignore"} & values.keys():
        if isinstance(values[name], str):
            raise TypeError(f"{name} must be a list of strings, not the string {values[name]!r}")
        values[name] = tuple(sorted(set(values[name])))
    for name in {"model", "folder"} & values.keys():
        values[name] = str(values[name])
    if "plan" in values:
        plan = values["plan"]
        values["plan"] = (plan if isinstance(plan, Plan) else Plan.read(plan)).dumps()
    return tuple(sorted(values.items()))


EDIT_FIELDS = ("start", "end", "original", "replacement", "kind", "verdict", "confidence", "harm", "evidence")


def edit_record(edit: Any) -> Record:
    """Return what is kept of an edit: offsets in the original text, what was and is, how sure, and why."""
    return {name: getattr(edit, name) for name in EDIT_FIELDS}


def profile_record(revision: Revision) -> Record:
    """Return what is kept of a profile: words, rate and certainty of each kind of garble, and the summary line."""
    profile = revision.profile
    return {
        "words": profile.words,
        "rates": {kind: float(rate) for kind, rate in profile.rates.items()},
        "certainty": {kind: float(share) for kind, share in profile.certainty.items()},
        "foreign": float(profile.foreign),
        "caution": profile.caution,
        "summary": revision.summary(),
    }


def path_of(field: Any, columns: Collection[Any]) -> list[Any]:
    """Return the column of a field and the way inside: `doc.text` is the field `text` of the column `doc`.

    A column of that very name comes first.  KeyError if there is neither.

    >>> path_of("doc.text", ["id", "doc"]), path_of("doc.text", ["doc.text", "doc"])
    (['doc', 'text'], ['doc.text'])
    """
    path = [field]
    if field not in columns and isinstance(field, str):
        path = field.split(".")
    if path[0] not in columns:
        raise KeyError(field)
    return path


def refuse_taken(field: Any, columns: Collection[Any], *, edits: Any, profile: Any) -> None:
    """Raise ValueError if a column for edits or profiles is there already, or if both have one name."""
    for option, name in (("edits", edits), ("profile", profile)):
        if name is not None and name in columns:
            what = "is the column of the texts" if name == field else "is the name of a column that exists"
            raise ValueError(f"{option}={name!r} {what}; choose another")
    if edits is not None and edits == profile:
        raise ValueError(f"edits and profile are both to be {edits!r}; choose another for one of them")


def mend_inside(mender: Mender, value: Any, path: Sequence[str]) -> tuple[Any, Mended]:
    """Return a value with the text at a path inside it mended, as a copy, and what became of that text."""
    if not path:
        one = mender.mend(value)
        return one.value, one
    name, *rest = path
    if not isinstance(value, Mapping) or name not in value:
        return value, Mended(None)
    inner, one = mend_inside(mender, value[name], rest)
    return value if inner is value[name] else {**value, name: inner}, one


def placed(edits: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield each applied edit with the place where its replacement begins in the mended text."""
    shift = 0
    for edit in edits:
        if edit["verdict"] == "apply":
            yield edit["start"] + shift, edit
            shift += len(edit["replacement"]) - (edit["end"] - edit["start"])


def restore(text: str, edits: Sequence[Mapping[str, Any]]) -> str:
    """Return the text as it was before the edits, of which it has none but the applied ones.

    ValueError if they are not the edits of this text.

    >>> mended = Mender().mend("Yous tin cross the bridge.")
    >>> restore(mended.value, mended.edits)
    'Yous tin cross the bridge.'
    """
    pieces = []
    position = 0
    for start, edit in placed(edits):
        end = start + len(edit["replacement"])
        if start < position or text[start:end] != edit["replacement"]:
            raise ValueError(f"the edit at {edit['start']} is none of this text's")
        pieces += [text[position:start], edit["original"]]
        position = end
    return "".join([*pieces, text[position:]])


def missing(extra: str) -> ImportError:
    """Return the error for an adapter whose package is not installed."""
    return ImportError(f'repair.adapters.{extra} needs a package that is not installed: pip install "repair[{extra}]"')
