"""The plan of a site: the substitutions that a set of documents makes consistently, as JSON that people can edit.

docs/plans.md describes the format.  A plan comes from outside, so every field is checked before it is believed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from repair.knowledge.resources import LANGUAGE
from repair.records import KINDS, Kind
from repair.text.files.reading import TextError, read
from repair.text.files.writing import write

FORMAT, VERSION = "repair plan", 1  # the version is raised when a field changes its meaning or goes
# Far beyond what any site needs (a plan learned from 100,000 words of spun text has some 500 rows of 100 bytes).
MOST_BYTES = 5 * 2**20
MOST_ROWS = 50_000
MOST_SPINNERS = 100
LONGEST = 200  # characters of an observed or intended text, or of a name
MOST_COUNTED = 10**12
BY_HAND = 0.9  # confidence of a row written by hand without one


class PlanError(ValueError):
    """A plan is damaged, foreign, or of a newer version; the message names the field."""


@dataclass(frozen=True, slots=True)
class PlannedSubstitution:
    """One row: these documents write `observed` for `intended`, both compared without case.

    Attributes:
        observed: one to four words as they stand in the texts.
        intended: what they stand for; capitals in it are kept, so write `amazon` as `Amazon`.
        confidence: share of the places of `observed`, in [0, 1], where `intended` is expected before anybody has
            looked at the words around; 0 switches the row off.
        times: number of places where the substitution was believed in, each counted by its probability.
        of: number of places where `observed` stands.
        left: number of places where `intended` stands as it should; in a text that has it as often as good texts do,
            `observed` is most likely meant as it stands.
        kind: the kind of garble.
    """

    observed: str
    intended: str
    confidence: float = BY_HAND
    times: float = 0.0
    of: int = 0
    left: int = 0
    kind: Kind = "spin"

    @property
    def share(self) -> float:
        """The share of `intended` that was written as `observed`; 1 where nobody has counted."""
        return self.times / (self.times + self.left) if self.times else 1.0

    @property
    def evidence(self) -> str:
        """Say in plain words where the row comes from."""
        counted = f" ({self.times:,.0f} of {self.of:,} times)" if self.of else ""
        return f"this site writes “{self.observed}” for “{self.intended}”{counted}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What was learned from a set of documents.

    Attributes:
        language: the language of the documents.
        documents: how many were read.
        words: how many words they have together.
        rates: share of the words garbled in each kind of way, in [0, 1].
        substitutions: the rows, the most frequent first.
        names: words that are right as they stand there, case kept: never touched.
        spinners: share of each known spinner's habits, in [0, 1], by its name; kept as it is by this release.
    """

    language: str = "en"
    documents: int = 0
    words: int = 0
    rates: Mapping[Kind, float] = field(default_factory=dict)
    substitutions: tuple[PlannedSubstitution, ...] = ()
    names: tuple[str, ...] = ()
    spinners: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON-ready values, everything in a settled order."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "language": self.language,
            "documents": self.documents,
            "words": self.words,
            "rates": {kind: self.rates[kind] for kind in KINDS if kind in self.rates},
            "spinners": dict(sorted(self.spinners.items())),
            "names": sorted(self.names),
            "substitutions": [
                asdict(row)
                for row in sorted(self.substitutions, key=lambda row: (-row.times, row.observed, row.intended))
            ],
        }

    @classmethod
    def from_dict(cls, values: Any) -> Plan:
        """Return the plan that `to_dict` made.  Fields that are missing have their defaults, unknown ones are dropped.

        Raises:
            PlanError: it is no plan, of a newer version, or a field is out of range; the message names the field.
        """
        if not isinstance(values, dict) or values.get("format") != FORMAT:
            raise PlanError(f'not a plan: "format" is not "{FORMAT}"')
        version = values.get("version")
        if type(version) is not int or version < 1:
            raise PlanError(f"version must be a whole number from 1 on, not {_shown(version)}")
        if version > VERSION:
            raise PlanError(f"version {version} is newer than this release reads ({VERSION}): update repair")
        language = values.get("language", "en")
        if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
            raise PlanError(f"language must be a tag such as en, not {_shown(language)}")
        rates = _mapping(values, "rates", len(KINDS) + MOST_SPINNERS)
        spinners = _mapping(values, "spinners", MOST_SPINNERS)
        names = _list(values, "names")
        return cls(
            language=language,
            documents=_count(values.get("documents", 0), "documents"),
            words=_count(values.get("words", 0), "words"),
            rates={kind: _share(rates[kind], f"rates.{kind}") for kind in KINDS if kind in rates},
            substitutions=_rows(_list(values, "substitutions")),
            names=tuple(dict.fromkeys(_text(name, f"names[{k}]") for k, name in enumerate(names))),
            spinners={
                _text(name, "a name in spinners"): _share(share, f"spinners.{name}") for name, share in spinners.items()
            },
        )

    @classmethod
    def read(cls, path: Path | str) -> Plan:
        """Return the plan of a file; PlanError, which names the file, if it cannot be read or is not a sound plan."""
        try:
            return cls.loads(read(Path(path), max_bytes=MOST_BYTES).text)
        except (TextError, PlanError) as error:
            raise PlanError(f"{path}: {error}") from error

    @classmethod
    def loads(cls, text: str) -> Plan:
        """Return the plan that a JSON text holds; PlanError if it holds none."""
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            reason = str(error) if isinstance(error, json.JSONDecodeError) else "a value is too long or nested too deep"
            raise PlanError(f"not a plan: no JSON ({reason})") from error
        return cls.from_dict(values)

    def dumps(self) -> str:
        """Return the plan as JSON for people: a line for each row and each name, a newline at the end."""
        values = self.to_dict()
        lines = []
        for key, value in values.items():
            if isinstance(value, list) and value:
                rows = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in value)
                lines.append(f"  {json.dumps(key)}: [\n{rows}\n  ]")
            else:
                lines.append(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
        return "{\n" + ",\n".join(lines) + "\n}\n"

    def write(self, path: Path | str) -> None:
        """Write the plan to a file, whole or not at all; TextError if that fails."""
        write(Path(path), self.dumps().encode())


def _rows(values: list[Any]) -> tuple[PlannedSubstitution, ...]:
    rows: dict[tuple[str, str], PlannedSubstitution] = {}
    for number, value in enumerate(values):
        name = f"substitutions[{number}]"
        row = _row(value, name)
        key = row.observed.lower(), row.intended.lower()
        if key in rows:
            raise PlanError(f"{name} repeats an earlier row: {_shown(row.observed)} for {_shown(row.intended)}")
        rows[key] = row
    return tuple(rows.values())


def _row(value: Any, name: str) -> PlannedSubstitution:
    if not isinstance(value, dict):
        raise PlanError(f"{name} must be an object, not {_shown(value)}")
    observed, intended = (_text(value.get(key), f"{name}.{key}") for key in ("observed", "intended"))
    if observed.lower() == intended.lower():
        raise PlanError(f"{name}.intended is the same as its observed text")
    kind = value.get("kind", "spin")
    if kind not in KINDS:
        raise PlanError(f"{name}.kind must be one of {', '.join(KINDS)}, not {_shown(kind)}")
    times = _number(value.get("times", 0.0), f"{name}.times", MOST_COUNTED)
    of = _count(value.get("of", 0), f"{name}.of")
    if times > of:
        raise PlanError(f"{name}.times must not be greater than {name}.of")
    confidence = _share(value.get("confidence", BY_HAND), f"{name}.confidence")
    left = _count(value.get("left", 0), f"{name}.left")
    return PlannedSubstitution(observed, intended, confidence, times, of, left, kind)


def _mapping(values: dict[str, Any], name: str, most: int) -> dict[str, Any]:
    value = values.get(name, {})
    if not isinstance(value, dict):
        raise PlanError(f"{name} must be an object, not {_shown(value)}")
    if len(value) > most:
        raise PlanError(f"{name} has {len(value)} fields; at most {most} are read")
    return value


def _list(values: dict[str, Any], name: str) -> list[Any]:
    value = values.get(name, [])
    if not isinstance(value, list):
        raise PlanError(f"{name} must be a list, not {_shown(value)}")
    if len(value) > MOST_ROWS:
        raise PlanError(f"{name} has {len(value)} rows; at most {MOST_ROWS} are read")
    return value


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PlanError(f"{name} must be a text, not {_shown(value)}")
    if len(value) > LONGEST:
        raise PlanError(f"{name} has {len(value)} characters; at most {LONGEST} are read")
    if not value.isprintable():
        raise PlanError(f"{name} holds a control character: {_shown(value)}")
    return value.strip()


def _number(value: Any, name: str, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= most:
        raise PlanError(f"{name} must be a number in [0, {most:g}], not {_shown(value)}")
    return float(value)


def _share(value: Any, name: str) -> float:
    return _number(value, name, 1)


def _count(value: Any, name: str) -> int:
    number = _number(value, name, MOST_COUNTED)
    if number != int(number):
        raise PlanError(f"{name} must be a whole number, not {_shown(value)}")
    return int(number)


def _shown(value: Any) -> str:
    text = ascii(value) if isinstance(value, (str, int, float, type(None))) else type(value).__name__
    return text if len(text) <= 40 else text[:40] + "…"
