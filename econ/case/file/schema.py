"""The schema of case files: the tables of `assumptions.toml`, and one clear sentence for anything else."""

import datetime
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeVar

import pydantic

from econ.case.file.retired import refuse_field
from econ.problems import Problems, hint, shown
from econ.units import UNITS, UNITS_ARE_IN, number_text

HORIZON = (12, 120)  # months: the fewest and the most that the pages support
NAME = r"^[a-z][a-z0-9_]*\Z"  # a parameter of an equation, a part of a key
SLUG = r"^[a-z0-9][a-z0-9-]*\Z"  # a preset or stress: it is part of an address


def _tuple(value):
    return tuple(value) if isinstance(value, list) else value


class Table(pydantic.BaseModel):
    """A table of the file. Unknown fields, values of another type and infinite numbers are refused."""

    model_config = pydantic.ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False
    )


AnyTable = TypeVar("AnyTable", bound=Table)
LineOfText = Annotated[str, pydantic.Field(pattern=r"^\P{C}*[^\s\p{C}]\P{C}*$")]
Words = Annotated[tuple[LineOfText, ...], pydantic.BeforeValidator(_tuple)]
Months = Annotated[tuple[int, ...], pydantic.BeforeValidator(_tuple)]
Span = Annotated[tuple[float, float], pydantic.BeforeValidator(_tuple)]
Basis = Literal["disclosed", "filing", "reported", "analyst", "judgement"]


class CaseTable(Table):
    """[case]: what the file is about, when it begins and how long it runs."""

    title: LineOfText
    company: LineOfText | None = None  # if it differs from the title
    summary: LineOfText
    start: datetime.date
    months: Annotated[int, pydantic.Field(ge=HORIZON[0], le=HORIZON[1])]
    preset: str


PROMISE_OUTCOMES = ("early", "on time", "late", "never")  # of a promised cut, relative to supply


class Story(Table):
    """[story]: what the pages are about, and the figures they all begin with."""

    tier: str
    platform: str
    replaces: str
    platforms: Words
    round: str
    workload: str
    read: datetime.date
    headline: dict[str, int]
    # months of the plan, 0 the first: of the table of promised and known prices, and those whose list is scored; none averages two lists
    compared_months: Months = ()
    scored_months: Months = ()
    uncertain: dict[LineOfText, Words]  # sets of assumptions that are drawn together
    turns_cut: Words = ()  # beliefs that may turn the answer about the cut
    pressures: dict[
        LineOfText, Words
    ] = {}  # on the company, each with the assumptions it acts through
    # what the pages answer, for a reader who opens them for the first time
    question: LineOfText | None = None
    promise: LineOfText | None = (
        None  # a clause on the tier that begins with "which": what was promised
    )
    outcome: LineOfText | None = None  # a clause: what became of that
    promise_came: Literal["", "early", "on time", "late", "never"] = ""  # empty while it is open
    promise_note: LineOfText | None = None  # below the table of promised and known prices
    cost_note: LineOfText | None = None  # what the breakdown of a token's cost leaves out


class Event(Table):
    """[events.x]: something that happened, or was promised to."""

    date: datetime.date
    what: LineOfText
    basis: Literal["disclosed", "filing", "reported", "planned"]
    source: str
    price: bool = False  # whether it belongs to the history of the price list


class Verdict(Table):
    """[verdicts.x]: what was expected when the story began, what became of it, and whether it was met."""

    expected: LineOfText
    happened: LineOfText
    verdict: LineOfText
    source: str


class Reported(Table):
    """[reported.x]: a published figure that is compared with the model in one month, or over the months from `since` to `month`.

    Money over several months is added up; a month before the horizon counts like the opening month. Anything else is averaged over
    the months of the horizon, weighted by the quantity `weight` if one is named.
    """

    month: datetime.date
    since: datetime.date | None = None
    what: LineOfText
    quantity: str
    weight: str = ""  # the quantity that weights an average over months, summed over its elements
    low: float
    high: float
    dollars: bool = False  # whether low and high are millions of dollars a year
    at_least: bool = False  # whether it was published as above `low`, so that it came true or not
    fitted: bool = False  # whether an assumption was set so that it is met
    basis: Basis
    source: str
    why: LineOfText  # what may explain a miss


class Source(Table):
    """Source of a number; without an address it is a judgement or a document that is not public."""

    title: LineOfText
    address: Annotated[str, pydantic.Field(pattern=r"^(https?://[^\s]+)?$")]
    date: datetime.date


class StepEntry(Table):
    """A value from a date on."""

    from_: datetime.date = pydantic.Field(alias="from")
    value: float
    basis: Basis | None = None
    source: str | None = None
    note: str = ""


class Entry(Table):
    """A value as the file states it, before missing fields are filled in."""

    base: float | None = None
    low: float | None = None
    high: float | None = None
    steps: Annotated[tuple[StepEntry, ...] | None, pydantic.BeforeValidator(_tuple)] = None
    basis: Basis | None = None
    source: str | None = None
    held: datetime.date | None = None
    why: str | None = None


class Assumption(Table):
    """Definition of an assumption: everything about it except its values."""

    name: str
    label: LineOfText
    label_of_element: LineOfText | None = (
        None  # the label where it names its element: {} stands for that
    )
    meaning: LineOfText
    unit: str
    kind: Literal["choice", "world"]
    stage: str
    limits: Span
    per: Annotated[tuple[str, ...], pydantic.BeforeValidator(_tuple)] = ()
    step: Annotated[float, pydantic.Field(gt=0)] | None = None
    span: Span | None = None
    stops: Annotated[
        tuple[float, ...], pydantic.BeforeValidator(_tuple)
    ] = ()  # values of a lever whose ends are far apart
    compounds: bool = (
        False  # a growth rate that equations raise to the number of months since the start
    )
    whole: bool = False  # it counts something, such as months of the plan or layers
    words: Words = ()
    options: Words = ()
    dated: bool = False
    of_company: bool = False  # what the company has or decides; a new company states its own
    policy: bool = False  # an accounting policy, which does not change the business
    criterion: bool = (
        False  # what an answer is judged by, tries or draws by chance; no equation reads it
    )
    distribution: Literal["delay", "beta", "pert", "uniform"] | None = (
        None  # if it is not the default of its unit
    )

    @property
    def takes_whole_numbers(self) -> bool:
        """Whether its values are whole numbers: it counts something, or is a switch."""
        return self.whole or self.unit == "switch"

    def option_of(self, number: float) -> str:
        """The name of the option of a switch that a number stands for."""
        return self.options[int(number)]


class Correlation(Table):
    """[[correlations]]: two assumptions that tend to be high together, or one high where the other is low."""

    of: str
    with_: str = pydantic.Field(alias="with")
    rank: float  # Spearman's
    why: LineOfText


class PresetTable(Table):
    """[presets.x] or [stresses.x]: a title, a sentence, and what it restates."""

    title: LineOfText
    meaning: LineOfText
    values: dict[str, Any]
    read: datetime.date | None = None  # month in which its figures are read, if not the story's
    known: datetime.date | None = None  # the last day whose facts it knows
    levers: dict[str, str] = {}  # lever of the file → the lever that replaces it
    settled: Words = ()  # keys of facts that have happened, which no stress changes


WANTED = {
    "string_type": "must be text",
    "string_pattern_mismatch": "must be a line of text",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "date_type": "must be a date such as 2026-04-24",
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
}


def read_table(kind: type[AnyTable], raw: object, problems: Problems) -> AnyTable | None:
    """The table as `kind`, or None and a sentence for each thing that is wrong with it."""
    try:
        return kind.model_validate(raw)
    except pydantic.ValidationError as error:
        for detail in error.errors(include_url=False):
            _report(kind, detail, problems)
        return None


def _report(kind: type[Table], detail: Any, problems: Problems) -> None:
    """Add the sentence about one field that pydantic refuses."""
    place = [part for part in detail["loc"] if isinstance(part, str)]
    field = " ".join(shown(part) for part in place)
    rule, given = detail["type"], shown(detail["input"])
    if rule == "missing" and isinstance(detail["loc"][-1], str):
        problems.state(f"states no «{field}»")
    elif rule == "missing":
        problems.add(f"«{field}» must be a list of two numbers")
    elif rule == "extra_forbidden":
        fields = (StepEntry if place[0] == "steps" else kind).model_fields
        refuse_field(place, [info.alias or name for name, info in fields.items()], problems)
    elif rule == "literal_error":
        expected = detail["ctx"]["expected"]
        near = hint(given, expected.replace("'", "").replace(" or ", ", ").split(", "))
        problems.add(f"«{field}» must be {expected}, not «{given}»{near}")
    elif field == "address":
        problems.add(f"«address» must begin with https:// or be empty, not «{given}»")
    else:
        wanted = WANTED.get(rule) or detail["msg"].replace("Input should", "must").replace(
            "Tuple should", "must"
        )
        if field:
            problems.add(f"«{field}» {wanted}, not «{given}»")
        else:
            problems.state(wanted)


def assumption_rules(
    a: Assumption, dimensions: Iterable[str], stages: Iterable[str]
) -> Iterable[str]:
    """Return problems of an assumption whose fields are each in order, a sentence each."""
    if a.unit not in UNITS:
        yield f"«{shown(a.unit)}» is not a unit{hint(a.unit, UNITS)}; {UNITS_ARE_IN}"
    if a.stage not in stages:
        yield f"«{shown(a.stage)}» is not a stage{hint(a.stage, stages)}"
    for dimension in a.per:
        if dimension not in dimensions:
            yield f"«{shown(dimension)}» is not a dimension{hint(dimension, dimensions)}"
    if len(set(a.per)) < len(a.per):
        yield "«per» names a dimension twice"
    low, high = a.limits
    if not low < high:
        yield f"the limits {number_text(low)} to {number_text(high)} are not in ascending order"
    if a.stops and (
        list(a.stops) != sorted(set(a.stops)) or not low <= a.stops[0] <= a.stops[-1] <= high
    ):
        yield "the stops must rise one after the other, inside the limits"
    if a.span and not low <= a.span[0] < a.span[1] <= high:
        span = f"{number_text(a.span[0])} to {number_text(a.span[1])}"
        yield f"the span {span} must ascend inside the limits {number_text(low)} to {number_text(high)}"
    if a.distribution and (a.kind == "choice" or a.unit == "switch"):
        yield "only how the world is has a distribution, not a choice or a switch"
    if a.distribution == "beta" and not a.unit.startswith("share"):
        yield f"only a share can have the distribution «beta», and the unit is «{shown(a.unit)}»"
    if a.options:
        yield from _option_rules(a)


def _option_rules(a):
    if a.unit != "switch":
        yield f"only a switch has options, and the unit is «{shown(a.unit)}»"
    if a.limits != (0.0, len(a.options) - 1.0):
        yield f"with {len(a.options)} options the limits must be 0 to {len(a.options) - 1}"
    if len({option.strip().casefold() for option in a.options}) < len(a.options):
        yield "two options have the same name"
