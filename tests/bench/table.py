# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: numbers with their goals, as a table to read and as JSON to keep."""

import dataclasses
import json

CONTESTANTS = {"posthorn": "Posthorn", "mbsync": "mbsync", "wire": "bare wire",
               "notmuch": "notmuch", "mu": "mu", "msmtp": "msmtp"}
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
    notmuch: float = None
    mu: float = None
    msmtp: float = None
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

    def cells(self, contestants):
        numbers = [_shown(getattr(self, name), self.unit) for name in contestants]
        goal = f"{self.goal[0]} {_shown(self.goal[1], self.value_unit)}" if self.goal else ""
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        return [self.what, *numbers, self.judged_by, _shown(self.value, self.value_unit), goal,
                verdict]


def text(rows):
    """A column for each contestant that took part."""
    shown = [name for name in CONTESTANTS if any(getattr(row, name) is not None for row in rows)]
    headings = ("what", *(CONTESTANTS[name] for name in shown), "judged by", "is", "goal", "")
    lines = [headings] + [row.cells(shown) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    right = (*range(1, len(shown) + 1), len(shown) + 2)
    table = []
    for line in lines:
        cells = [cell.rjust(width) if column in right else cell.ljust(width)
                 for column, (cell, width) in enumerate(zip(line, widths))]
        table.append("  ".join(cells).rstrip())
    table.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(table)


def as_json(rows, notes):
    values = [{**dataclasses.asdict(row), "met": row.met} for row in rows]
    return json.dumps({"notes": notes, "rows": values}, indent=2, ensure_ascii=False)
