# SPDX-License-Identifier: GPL-3.0-or-later
"""data/demo.svg, the picture of the README: a part of what ./dev demo prints, drawn as a terminal.

`python3 -m support.picture` in tests/ draws it anew; integration/test_readme.py compares."""

import os
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as tree_of
from xml.sax.saxutils import escape

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PATH = os.path.join(os.path.dirname(TESTS), "data", "demo.svg")
SECTIONS = {  # headings of the demo, and how many lines of each are shown
    "Starting": 5, "The folders": 14, "The newest messages in the inbox": 16,
    "New mail, pushed by the server, as the signals come": 1}
COLUMNS, CELL, LINE, MARGIN = 100, 8.4, 19, 16
STYLE = """
    rect { fill: #1d1f26 }
    text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #d5d8e0;
           white-space: pre }
    .bold { font-weight: bold; fill: #ffffff } .dim { fill: #868c9c } .green { fill: #8fd18a }
    .cyan { fill: #7fd0dd } .yellow { fill: #e5c07b }
"""
CLASSES = {"1": "bold", "2": "dim", "32": "green", "33": "yellow", "36": "cyan"}
CODE = re.compile(r"\033\[([\d;]*)m")
# What is another one each time, or with the hour.
MOVING = ((re.compile(r"/tmp/\S+"), "PATH"), (re.compile(r"(MessagesArrived +\S+).*"), r"\1"),
          (re.compile(r"\d+ (min|h) ago|just now|Yesterday \d+:\d+|\d+ [A-Z][a-z]{2}\b|\d\d:\d\d"),
           "TIME"), (re.compile(r"\d+"), "0"), (re.compile(r"\s+"), " "))


def demo():
    """The lines of ./dev demo --once on a terminal, with its colours."""
    script = f"stty cols {COLUMNS}; exec /usr/bin/python3 -m support.demo --once"
    done = subprocess.run(
        ["script", "--quiet", "--return", "--command", script, "/dev/null"], cwd=TESTS, text=True,
        env={**os.environ, "TERM": "xterm-256color", "PYTHONPATH": TESTS}, capture_output=True,
        stdin=subprocess.DEVNULL, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout[-3000:])
    return done.stdout.splitlines()


def chosen(lines):
    """Those of SECTIONS, an empty line between them; the heading is the first of each."""
    found = []
    for number, line in enumerate(lines):
        count = SECTIONS.get(CODE.sub("", line))
        if count is not None:
            section = lines[number:number + 1 + count]
            found += [""] * bool(found) + (section[:section.index("", 2)] if "" in section[2:]
                                           else section)
    return found


def runs(line):
    """[(classes, text)] between the codes of a line."""
    found, classes = [], []
    for number, piece in enumerate(CODE.split(line)):
        if number % 2:
            classes = [*classes, CLASSES[piece]] if piece in CLASSES else []
        elif piece:
            found.append((" ".join(classes), piece))
    return found


def cells(text):
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(bool(unicodedata.combining(sign)) for sign in text)


def drawn(line, row):
    """A text element: each run, and each of its words, is given the cells that it has."""
    parts, column = [], 0
    for classes, text in runs(line):
        for word in re.findall(r"\s+|\S+", text):
            parts.append(f'<tspan class="{classes}" x="{MARGIN + column * CELL:.1f}" '
                         f'textLength="{cells(word) * CELL:.1f}">{escape(word)}</tspan>')
            column += cells(word)
    return f'  <text y="{MARGIN + (row + 0.75) * LINE:.1f}">{"".join(parts)}</text>\n'


def draw(lines):
    width, height = 2 * MARGIN + COLUMNS * CELL, 2 * MARGIN + len(lines) * LINE
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" '
            f'xml:space="preserve">\n  <style>{STYLE}  </style>\n'
            f'  <rect width="100%" height="100%" rx="8"/>\n'
            + "".join(drawn(line, row) for row, line in enumerate(lines)) + "</svg>\n")


def text_of_picture():
    """Its lines without colours."""
    root = tree_of.parse(PATH).getroot()
    return ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]


def steady(lines):
    """LINES without what moves, to compare them."""
    found = []
    for line in lines:
        text = CODE.sub("", line)
        for pattern, instead in MOVING:
            text = pattern.sub(instead, text)
        found.append(text.strip())
    return found


def main():
    lines = chosen(demo())
    if steady(lines).count("") < len(SECTIONS) - 1:
        sys.exit("The demo has not printed all that is to be shown")
    with open(PATH, "w", encoding="utf-8") as file:
        file.write(draw(lines))


if __name__ == "__main__":
    main()
