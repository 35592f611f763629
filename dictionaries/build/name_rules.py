"""Rules that clean runs of capitalised words into names, and tell what kind of name each is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet

Tokens = tuple[str, ...]

TIMES = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sept. Sep. Oct. Nov. Dec. Jan Feb Mar Apr "
    "Jun Jul Aug Sept Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun EST EDT GMT ET PST PDT BST".split()
)
# What starts a sentence and is no part of the name that follows.
OPENERS = frozenset(
    "A An And Are As At Because Before But Both By Did Do Does During Even For From Had Has Have He Her His How I If In Is "
    "It Its Last Like Many Meanwhile Most My Not Now Of On One Or Other Our Over Plus She Since So Some Still Such Than "
    "That Their Then There These They This Those Though Through To Two Under Until Was We Were What When Where Whether "
    "Which While Who Why Will With Within Without You Your Also Although After According About Against All Among Another "
    "Any Are Around Be Between Can Despite Each Every Following Former Here However Instead Late More Neither Nor Only "
    "Per Rival Should Thus Would Yet Yes No Unlike Well Once Just Dear Including Say Says Said Asked Unless Away Whenever Wherever Nearly Almost Once Only Even".split()
)
SMALL = frozenset("of de for & the and von van der del la le du bin al da di dos".split())
# Office and rank: what follows is a person.
TITLES = frozenset(
    "President Senator Secretary Minister Chancellor Governor Mayor Representative Congressman Congresswoman Chairman "
    "Chairwoman Chief Executive Officer Director General Judge Justice Attorney Ambassador Commissioner Speaker Leader Whip "
    "Prosecutor Sheriff Spokesman Spokeswoman Spokesperson Analyst Strategist Economist Professor Coach Manager Captain "
    "Colonel Lieutenant Sergeant Admiral Pope Cardinal Archbishop Bishop Rabbi Imam King Queen Prince Princess Sir Lord "
    "Lady Baroness Dame Councilman Counsel Founder CEO CFO COO Treasurer Lawmaker Candidate Nominee Reporter Editor Officer "
    "Detective Reverend Mr. Mrs. Ms. Dr. Prof. Sen. Sens. Rep. Reps. Gov. Gen. Lt. Col. Sgt. Maj. Capt. Adm. Rev. Hon. Mr "
    "Mrs Ms Dr Prof Sen Rep Gov Gen Messrs Messrs. Pres. Cmdr. Chair Deputy Vice Premier".split()
)
ORGANISATIONS = frozenset(
    "Inc Inc. Corp Corp. Co Co. Ltd Ltd. Plc PLC LLC LLP LP AG SA NV SE Group Holdings Company Corporation Bank University "
    "College School Institute Committee Commission Council Association Agency Department Ministry Party Court Congress "
    "Senate House Parliament Foundation Fund Center Centre Society Union Federation League Club Hospital Airlines Airways "
    "Motors Energy Capital Partners Securities Bureau Board Office Administration Authority Service Services Army Navy "
    "Force Police Church Alliance Coalition Organization Organisation Network Museum Trust Management Industries "
    "Technologies Systems Pharmaceuticals Insurance Exchange Bancorp Financial International Forum Academy Caucus "
    "Campaign Conference Laboratory Laboratories Brothers Bros Ventures Studios Entertainment Communications".split()
)
PLACES = frozenset(
    "County City River Lake Mountain Mountains Island Islands Bay Street Avenue Road Square Park Beach Hills Valley Coast "
    "Peninsula Province State Airport Bridge Harbor Harbour Gulf Sea Ocean Strait Desert Heights Village Springs Creek "
    "Boulevard Tower Stadium Arena Plaza District Territory Republic Kingdom Canyon Forest Fort Port Cape".split()
)
OUTLETS = frozenset(
    "Times Post Journal News Herald Tribune Chronicle Gazette Daily Guardian Telegraph Independent Observer Register Globe "
    "Examiner Mirror Review Magazine Today Press Radio Television TV Broadcasting Reuters Bloomberg Politico Hill Mail Sun "
    "Beacon Caller Dispatch Star Bulletin Inquirer Sentinel Economist Atlantic Nation Intercept Verge".split()
)
PARTY = re.compile(r"[DRI]-[A-Z]")
TICKER = re.compile(r"[A-Z]{2,5}")


def clean(tokens: Tokens, count: int, raw: Mapping[Tokens, int]) -> Iterator[tuple[Tokens, bool]]:
    """Yield the names that a run of capitalised words holds, and whether a title shows each to be a person."""
    if len(tokens) > 1 and all(t == t.upper() for t in tokens) and any(len(t) > 3 for t in tokens):
        return  # a byline or headline in capitals
    for part in _split_joints(tokens):
        part = _strip(part)
        if len(part) > 2 and TICKER.fullmatch(part[-1]) and raw.get(part[:-1], 0) > count:
            part = part[:-1]
        if not part or is_junk(part):
            continue
        person = _after_title(part)
        if person:
            yield person, True
        if not person or len(part) <= 3:
            yield part, False
        if part[0] == "The" and len(part) > 1 and not is_junk(part[1:]):
            yield part[1:], False


def is_junk(tokens: Tokens) -> bool:
    """Return True for what is no name: single letters, dates, party codes, openers alone, odd characters."""
    if len(tokens) == 1 and (len(tokens[0]) == 1 or tokens[0] in OPENERS or tokens[0] == "The"):
        return True
    if all(t in TIMES or t in SMALL or not t[0].isalpha() for t in tokens):
        return True
    return bool(PARTY.match("".join(tokens[:3]))) or tokens[-1] in SMALL or tokens[-1] == "-"


def _split_joints(tokens: Tokens) -> Iterator[Tokens]:
    """Yield the parts of a run, cut before a `The` or another sentence opener inside it (`Florida The Hill`)."""
    start = 0
    for place in range(1, len(tokens)):
        joint = tokens[place] == "The" or (tokens[place] in OPENERS and tokens[place].lower() not in SMALL)
        if joint and tokens[place - 1].lower() not in SMALL and tokens[place - 1] not in ("-", "'s"):
            yield tokens[start:place]
            start = place
    yield tokens[start:]


def _strip(tokens: Tokens) -> Tokens:
    """Cut openers and dates off both ends, small words and marks off the end."""
    while tokens and (tokens[0] in OPENERS or tokens[0] in SMALL or (tokens[0] in TIMES and tokens[0] != "May")):
        tokens = tokens[1:]
    while tokens and (tokens[-1] in TIMES or tokens[-1] in SMALL or tokens[-1] in OPENERS or tokens[-1] in ("'s", "-")):
        tokens = tokens[:-1]
    return tokens


def _after_title(tokens: Tokens) -> Tokens:
    """Return the person whom a title introduces, empty if none does."""
    last = max((place for place, token in enumerate(tokens[:-1]) if token in TITLES), default=-1)
    rest = tokens[last + 1 :]
    if last < 0 or len(rest) > 3 or not all(t.isalpha() or t == "-" or t[1:2] == "." for t in rest):
        return ()
    return () if any(t in ORGANISATIONS or t in PLACES or t in TITLES or t.lower() in SMALL for t in rest) else rest


class KindRules:
    """Derives the kind of a name from its words and from the lists that it stands in."""

    def __init__(
        self,
        *,
        first_names: AbstractSet[str],
        surnames: Collection[str],
        places: Collection[str],
        listed: Mapping[str, str],
        names: Collection[str],
    ) -> None:
        """Take the lists; `listed` maps a name to its kind in WordNet."""
        self._first_names = first_names
        self._surnames = surnames
        self._places = places
        self._listed = listed
        self._names = names

    def kind(self, name: str) -> str:
        """Return person, organisation, place, outlet, acronym or other."""
        tokens = name.split(" ")
        if len(tokens) == 1:
            return self._single(name)
        given = tokens[0] in self._first_names and tokens[0] not in self._places
        if tokens[0] in TITLES and SMALL.isdisjoint(tokens):
            return "person"
        if tokens[-1] in OUTLETS and not given:
            return "outlet"
        if not ORGANISATIONS.isdisjoint(tokens[1:]):
            return "organisation"
        if name in self._places:
            return "place"
        if name in self._listed:
            return self._listed[name]
        if tokens[-1] in PLACES:
            return "place"
        return "person" if given and len(tokens) <= 4 and not {"of", "for", "&", "and"} & set(tokens) else "other"

    def _single(self, word: str) -> str:
        if word.replace(".", "").replace("&", "").isupper():
            return "acronym"
        if any(
            f"{word} {suffix}" in self._names for suffix in ("Inc", "Inc.", "Corp", "Corp.", "Plc", "Co", "Co.", "AG")
        ):
            return "organisation"
        if word in self._places:
            return "place"
        if word in self._listed:
            return self._listed[word]
        return "person" if word in self._first_names or word in self._surnames else "other"
