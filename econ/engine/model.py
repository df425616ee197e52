"""Wire quantities to each other and to inputs, and find the order in which they can be evaluated.

The parameters of an equation are its causes: `x` is this month's value, `opening_x` last month's (in month 0 the input or
quantity `initial_x`), `past_x` all earlier months, `final_x` the value in the last month, and `month` the month's number.
"""

import graphlib
from collections.abc import Collection, Iterable, Mapping

from econ.engine.quantity import ModelError, Quantity
from econ.problems import hint

TIMES = ("opening", "past", "final")
MONTH = "month"  # the clock: the one name that is neither an input nor a quantity
# Parameter → the time it is read at, and the name it is read from.
Wires = dict[str, tuple[str, str]]


class Model:
    """Quantities wired to each other and to inputs; raises `ModelError` listing every loose or looping wire.

    `blocks` holds groups of quantities in the order of evaluation, each with whether it feeds back on itself through time.
    """

    def __init__(
        self, quantities: Mapping[str, Quantity], inputs: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.quantities = dict(quantities)
        self.inputs = dict(inputs)
        problems = [
            f"«{name}» is an input and an equation"
            for name in self.inputs
            if name in self.quantities
        ]
        self.wires = {name: self._wire(q, problems) for name, q in self.quantities.items()}
        used = {source for wires in self.wires.values() for _, source in wires.values()} | {MONTH}
        problems += [
            f"the assumption «{name}» is used by no equation"
            for name in self.inputs
            if name not in used
        ]
        if problems:
            raise ModelError(problems)
        self.blocks = self._blocks()
        self._hash = hash((tuple(self.quantities), tuple(self.inputs.items())))

    def __eq__(self, other: object) -> bool:
        """Models of the same equations and inputs, in the same order, are one model: what is kept for one serves the other."""
        if self is other or not isinstance(other, Model):
            return self is other
        return (
            self._hash == other._hash
            and list(self.quantities.items()) == list(other.quantities.items())
            and list(self.inputs.items()) == list(other.inputs.items())
        )

    def __hash__(self) -> int:
        return self._hash

    def _wire(self, q: Quantity, problems: list[str]) -> Wires:
        wires: Wires = {}
        known = self.quantities.keys() | self.inputs.keys() | {MONTH}
        for cause in q.causes:
            time, _, rest = cause.partition("_")
            if cause in known:
                wires[cause] = ("now", cause)
            elif time in TIMES and rest in known:
                wires[cause] = (time, rest)
                if time == "opening":
                    self._wire_start(q, rest, wires, problems)
            else:
                problems.append(f"«{q.name}» needs «{cause}», which is nowhere{hint(cause, known)}")
        return wires

    def _wire_start(self, q: Quantity, rest: str, wires: Wires, problems: list[str]) -> None:
        start = f"initial_{rest}"
        if start in self.quantities or start in self.inputs:
            wires[f"({start})"] = ("now", start)
        elif rest not in self.quantities or not self.quantities[rest].starts_empty:
            problems.append(
                f"«{q.name}» needs «opening_{rest}», and there is no «{start}» to begin with"
            )

    def causes(self, name: str) -> Wires:
        """The wires of a quantity: parameter → (time, source); the starts of stocks in brackets."""
        return self.wires.get(name, {})

    def per(self, name: str) -> tuple[str, ...]:
        """The dimensions of a quantity or an input."""
        return self.quantities[name].per if name in self.quantities else self.inputs.get(name, ())

    def needed(self, names: Iterable[str]) -> set[str]:
        """The names and everything they depend on, at any time."""
        reached, todo = set[str](), list(names)
        while todo:
            name = todo.pop()
            if name not in reached:
                reached.add(name)
                todo += [source for _, source in self.causes(name).values()]
        return reached

    def reached(self, names: Iterable[str], forced: Collection[str] = ()) -> set[str]:
        """The names, and every quantity that one of them affects in any month, but not through those of `forced`."""
        reached, has_grown = set(names), True
        while has_grown:
            more = {
                name
                for name, wires in self.wires.items()
                if name not in reached
                and name not in forced
                and any(source in reached for _, source in wires.values())
            }
            has_grown = bool(more)
            reached |= more
        return reached

    def _reach(self, bits: Mapping[str, int]) -> dict[str, int]:
        """The quantities that each depends on at any time, as the sum of their bits; itself only where it feeds back."""
        sources = {
            name: [source for _, source in wires.values() if source in bits]
            for name, wires in self.wires.items()
        }
        reach, has_grown = dict.fromkeys(bits, 0), True
        while has_grown:
            has_grown = False
            for name, names in sources.items():
                before = reach[name]
                for source in names:
                    reach[name] |= bits[source] | reach[source]
                has_grown |= reach[name] != before
        return reach

    def _blocks(self) -> tuple[tuple[tuple[str, ...], bool], ...]:
        """Groups, each just behind what it needs: what reaches itself through time is stepped, the rest is swept."""
        bits = {name: 1 << place for place, name in enumerate(self.wires)}
        reach = self._reach(bits)
        feeds_back = {name for name, bit in bits.items() if reach[name] & bit}
        loops: dict[object, list[str]] = {}  # quantities of one loop reach the same quantities
        for name in self.wires:
            loops.setdefault(reach[name] if name in feeds_back else name, []).append(name)
        group = {name: tuple(names) for names in loops.values() for name in names}
        blocks: list[tuple[tuple[str, ...], bool]] = []
        taken = set[tuple[str, ...]]()

        def take(names: tuple[str, ...]) -> None:
            taken.add(names)
            wires = {n: self.wires[n] for n in names}
            for source in [s for w in wires.values() for _, s in w.values() if s in group]:
                if group[source] not in taken:
                    take(group[source])
            if any(t == "final" and s in names for w in wires.values() for t, s in w.values()):
                raise ModelError(
                    [f"the last month is read inside its own loop: {', '.join(names)}"]
                )
            same_month = {
                n: [s for t, s in w.values() if t == "now" and s in names] for n, w in wires.items()
            }
            try:
                order = tuple(graphlib.TopologicalSorter(same_month).static_order())
            except graphlib.CycleError as error:
                raise ModelError(
                    ["a loop within one month: " + " ← ".join(error.args[1])]
                ) from None
            blocks.append((order, names[0] in feeds_back))

        for names in dict.fromkeys(group.values()):
            if names not in taken:
                take(names)
        return tuple(blocks)
