/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of a vCard or an iCalendar object (RFC 6350, 3; RFC 5545, 3.1), read one after the
 * other however they are folded. It knows none of them by name. Internal to dav/.
 */
#pragma once

#include <glib.h>

typedef struct
{
  const char *at;
  const char *end;
  GString *text; /* of the line read last, unfolded */
} DavLines;

typedef struct
{
  const char *raw; /* as it stands there, with its folds and its end */
  gsize raw_length;
  char *name;       /* without its group; "" = it is no such line */
  char *parameters; /* ";TYPE=work;PREF", "" = none */
  char *value;      /* in its encoding */
} DavLine;

void dav_lines_init (DavLines *lines, const char *text, gsize length);
void dav_lines_clear (DavLines *lines);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DavLines, dav_lines_clear)

/* FALSE: there is no more. What LINE points to stays until the next one is read. */
gboolean dav_lines_next (DavLines *lines, DavLine *line);

/* Whether the line is NAME, in whatever letters; and VALUE, if not NULL. */
gboolean dav_line_is (const DavLine *line, const char *name, const char *value);

/* The first value of the parameter NAME, "" = there is none. */
char *dav_line_parameter (const DavLine *line, const char *name);
/* Whether WORD is among the parameters: as a value of one, or, as vCard 2.1 has it, by itself. */
gboolean dav_line_has_word (const DavLine *line, const char *word);
