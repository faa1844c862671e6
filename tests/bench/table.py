# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: numbers with their goals, as a table to read and as JSON to keep."""

import dataclasses
import json

HEADINGS = ("what", "Posthorn", "mbsync", "bare wire", "judged by", "is", "goal", "")
UNITS = {"s": "{:.2f} s", "ms": "{:.1f} ms", "MB": "{:.1f} MB", "B": "{:.0f} B", "×": "{:.2f} ×",
         "": "{:.0f}"}


def _shown(value, unit):
    return "" if value is None else UNITS[unit].format(value)


@dataclasses.dataclass
class Row:
    """One line. What is judged is the VALUE, a ratio or a number of its own, against GOAL, (sign,
    limit), either None where there is nothing to reach."""

    what: str
    unit: str
    posthorn: float = None
    mbsync: float = None
    wire: float = None
    judged_by: str = ""
    value: float = None
    value_unit: str = "×"
    goal: tuple = None
    runs: dict = dataclasses.field(default_factory=dict)

    @property
    def met(self):
        if self.goal is None or self.value is None:
            return None
        sign, limit = self.goal
        return self.value >= limit if sign == "≥" else self.value <= limit

    def cells(self):
        numbers = [_shown(value, self.unit) for value in (self.posthorn, self.mbsync, self.wire)]
        goal = f"{self.goal[0]} {_shown(self.goal[1], self.value_unit)}" if self.goal else ""
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        return [self.what, *numbers, self.judged_by, _shown(self.value, self.value_unit), goal,
                verdict]


def text(rows):
    lines = [HEADINGS] + [row.cells() for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    right = (1, 2, 3, 5)
    shown = []
    for line in lines:
        cells = [cell.rjust(width) if column in right else cell.ljust(width)
                 for column, (cell, width) in enumerate(zip(line, widths))]
        shown.append("  ".join(cells).rstrip())
    shown.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(shown)


def as_json(rows, notes):
    values = [{**dataclasses.asdict(row), "met": row.met} for row in rows]
    return json.dumps({"notes": notes, "rows": values}, indent=2, ensure_ascii=False)
