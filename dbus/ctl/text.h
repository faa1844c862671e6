/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text as a terminal needs it: its width in columns, free of what could command the terminal,
 * and dates and sizes as people say them. Whatever comes from mail or from a server is untrusted
 * and passes through here before it is printed. It knows nothing of the bus and prints nothing.
 */
#pragma once

#include <glib.h>

/* Whether CHARACTER could command a terminal or reorder what it shows: control characters other
 * than line feed and tab, line separators, bidirectional formatting. */
gboolean text_is_hidden (gunichar character);

/* One line: control and bidirectional formatting characters are gone, line ends are spaces. */
char *text_line (const char *untrusted);

/* The same, but line feeds and tabs stay. */
char *text_block (const char *untrusted);

/* Columns in a terminal. */
int text_width (const char *text);

/* At most WIDTH columns; what is cut ends in "…". */
char *text_truncate (const char *text, int width);

/* A time gone by: "5 min ago", "14:03", "Yesterday 14:03", "12 Mar", "12 Mar 2025"; "" for 0. */
char *text_date (gint64 when, gint64 now, GTimeZone *zone);

/* A time to come: "now", "in 5 min", "14:03", "Tomorrow 14:03", "12 Mar 14:03"; "" for 0. */
char *text_due (gint64 when, gint64 now, GTimeZone *zone);

/* How often: "every 10 minutes", "every hour", "once a day", "every 45 seconds". */
char *text_interval (guint seconds);

/* How long: "less than a second", "2 s", "5 min", "3 h", "2 days". */
char *text_duration (gint64 seconds);

/* People in a sentence: "nobody", "ada", "ada and bob", "ada, bob and carl". */
char *text_enumeration (const char *const *names);

/* "Thu 12 Mar 2026 14:03:22 +0100"; "" for 0. */
char *text_date_full (gint64 when, GTimeZone *zone);

/* "today", "yesterday", "2026-03-12" (all at midnight) or an ISO 8601 date and time. */
gboolean text_parse_date (const char *text, gint64 now, GTimeZone *zone, gint64 *seconds);

/* A time to come: "14:03", when the clock shows that next, or a date as above. */
gboolean text_parse_time (const char *text, gint64 now, GTimeZone *zone, gint64 *seconds);

/* "Anna <anna@example.org>", or what there is of it. */
char *text_address (const char *name, const char *address);

/* "LastSync" is "last-sync". */
char *text_dashed (const char *camel_case);
