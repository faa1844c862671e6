#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the .sql files into C: an enumeration of the statements' names and tables of their text.

embed.py HEADER SOURCE FILE.sql... where a file is named DATABASE-read.sql, DATABASE-write.sql or
DATABASE-schema-N.sql, in this order for each database."""
import pathlib
import re
import sys

LICENCE = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"


def statements(text):
    parts = re.split(r"^-- name: (\S+)\n", text, flags=re.M)
    return list(zip(parts[1::2], parts[2::2]))


def literal(text):
    lines = [line for line in text.splitlines() if line and not line.startswith("--")]
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return "".join(f'\n    "{line}\\n"' for line in escaped)


def constant(database, name):
    return f"{database}_{name}".upper().replace("-", "_")


def enumeration(database, reads, writes):
    lines = [f"  {constant(database, name)}," for name, _ in reads]
    lines += [f"  {constant(database, 'n-reads')},"]
    first = f"  {constant(database, 'before-writes')} = {constant(database, 'n-reads')} - 1,"
    lines += [first] + [f"  {constant(database, name)}," for name, _ in writes]
    lines += [f"  {constant(database, 'n-statements')}"]
    return "enum\n{\n" + "\n".join(lines) + "\n};\n"


def tables(database, found, schemas):
    rows = "".join(f'  {{ "{name}",{literal(text)} }},\n' for name, text in found)
    scripts = "".join(f"  ({literal(text)}),\n" for text in schemas)
    return (f"static const StoreSql {database}_statements[] = {{\n{rows}}};\n"
            f"static const char *const {database}_schemas[] = {{\n{scripts}}};\n")


def main(header, source, paths):
    texts = {pathlib.Path(path).stem: pathlib.Path(path).read_text("utf-8") for path in paths}
    names, code = LICENCE + "#pragma once\n", LICENCE + '#include "store-sql.h"\n'
    for database in ("mail", "state", "text"):
        reads = statements(texts[f"{database}-read"])
        writes = statements(texts[f"{database}-write"])
        schemas = [text for stem, text in texts.items() if stem.startswith(f"{database}-schema-")]
        names += enumeration(database, reads, writes)
        code += tables(database, reads + writes, schemas)
        code += (f"const StoreSqlSet store_sql_{database} = {{ {database}_statements, {len(reads)},"
                 f" {len(reads + writes)}, {database}_schemas, {len(schemas)} }};\n")
    pathlib.Path(header).write_text(names, "utf-8")
    pathlib.Path(source).write_text(code, "utf-8")


main(sys.argv[1], sys.argv[2], sys.argv[3:])
