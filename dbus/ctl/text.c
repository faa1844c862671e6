/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

#include <string.h>

static gboolean
is_bidirectional (gunichar character)
{
  return character == 0x061C || character == 0x200E || character == 0x200F
         || (character >= 0x202A && character <= 0x202E)
         || (character >= 0x2066 && character <= 0x2069);
}

static gboolean
is_line_separator (gunichar character)
{
  return character == 0x2028 || character == 0x2029;
}

gboolean
text_is_hidden (gunichar character)
{
  if (character == '\n' || character == '\t')
    return FALSE;
  return g_unichar_iscntrl (character) || is_bidirectional (character)
         || is_line_separator (character);
}

/* 0 = leave it out. */
static gunichar
harmless (gunichar character, gboolean keep_lines)
{
  if (character == '\n' || is_line_separator (character))
    return keep_lines ? '\n' : ' ';
  if (character == '\t')
    return keep_lines ? '\t' : ' ';
  return text_is_hidden (character) ? 0 : character;
}

static char *
sanitise (const char *untrusted, gboolean keep_lines)
{
  g_autofree char *valid = g_utf8_make_valid (untrusted, -1);
  GString *result = g_string_sized_new (strlen (valid));

  for (const char *at = valid; *at; at = g_utf8_next_char (at))
    {
      gunichar character = harmless (g_utf8_get_char (at), keep_lines);

      if (character != 0)
        g_string_append_unichar (result, character);
    }
  return g_string_free (result, FALSE);
}

char *
text_line (const char *untrusted)
{
  return g_strchug (sanitise (untrusted, FALSE));
}

char *
text_block (const char *untrusted)
{
  return sanitise (untrusted, TRUE);
}

static int
character_width (gunichar character)
{
  if (g_unichar_iszerowidth (character))
    return 0;
  return g_unichar_iswide (character) ? 2 : 1;
}

int
text_width (const char *text)
{
  int width = 0;

  for (const char *at = text; *at; at = g_utf8_next_char (at))
    width += character_width (g_utf8_get_char (at));
  return width;
}

char *
text_truncate (const char *text, int width)
{
  const char *end = text;
  int used = 0;

  if (text_width (text) <= width)
    return g_strdup (text);
  if (width < 1)
    return g_strdup ("");
  while (used + character_width (g_utf8_get_char (end)) <= width - 1)
    {
      used += character_width (g_utf8_get_char (end));
      end = g_utf8_next_char (end);
    }
  return g_strdup_printf ("%.*s…", (int) (end - text), text);
}

static gboolean
same_day (GDateTime *a, GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b)
         && g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

/* NULL when SECONDS is beyond the years GDateTime knows. */
static GDateTime *
local_time (gint64 seconds, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);

  return utc ? g_date_time_to_timezone (utc, zone) : NULL;
}

static char *
format_past (GDateTime *then, GDateTime *today)
{
  g_autoptr (GDateTime) yesterday = g_date_time_add_days (today, -1);

  if (same_day (then, today))
    return g_date_time_format (then, "%H:%M");
  if (same_day (then, yesterday))
    return g_date_time_format (then, "Yesterday %H:%M");
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    return g_date_time_format (then, "%-d %b");
  return g_date_time_format (then, "%-d %b %Y");
}

static char *
format_future (GDateTime *then, GDateTime *today)
{
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (today, 1);

  if (same_day (then, today))
    return g_date_time_format (then, "%H:%M");
  if (same_day (then, tomorrow))
    return g_date_time_format (then, "Tomorrow %H:%M");
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    return g_date_time_format (then, "%-d %b %H:%M");
  return g_date_time_format (then, "%-d %b %Y");
}

char *
text_date (gint64 when, gint64 now, GTimeZone *zone)
{
  g_autoptr (GDateTime) then = local_time (when, zone);
  g_autoptr (GDateTime) today = local_time (now, zone);

  if (when == 0 || then == NULL || today == NULL)
    return g_strdup ("");
  if (when > now + 60)
    return format_future (then, today);
  if (now - when < 60)
    return g_strdup ("just now");
  if (now - when < 3600)
    return g_strdup_printf ("%d min ago", (int) (now - when) / 60);
  return format_past (then, today);
}

char *
text_due (gint64 when, gint64 now, GTimeZone *zone)
{
  g_autoptr (GDateTime) then = local_time (when, zone);
  g_autoptr (GDateTime) today = local_time (now, zone);

  if (when == 0 || then == NULL || today == NULL)
    return g_strdup ("");
  if (when <= now)
    return g_strdup ("now");
  if (when - now < 3600)
    return g_strdup_printf ("in %d min", (int) MAX ((when - now + 30) / 60, 1));
  return format_future (then, today);
}

static char *
format_interval (guint count, const char *unit)
{
  return count == 1 ? g_strdup_printf ("every %s", unit)
                    : g_strdup_printf ("every %u %ss", count, unit);
}

char *
text_interval (guint seconds)
{
  if (seconds == 86400)
    return g_strdup ("once a day");
  if (seconds % 86400 == 0)
    return format_interval (seconds / 86400, "day");
  if (seconds % 3600 == 0)
    return format_interval (seconds / 3600, "hour");
  if (seconds % 60 == 0)
    return format_interval (seconds / 60, "minute");
  return format_interval (seconds, "second");
}

char *
text_duration (gint64 seconds)
{
  if (seconds < 1)
    return g_strdup ("less than a second");
  if (seconds < 60)
    return g_strdup_printf ("%d s", (int) seconds);
  if (seconds < 3600)
    return g_strdup_printf ("%d min", (int) seconds / 60);
  if (seconds < 2 * 86400)
    return g_strdup_printf ("%d h", (int) seconds / 3600);
  return g_strdup_printf ("%" G_GINT64_FORMAT " days", seconds / 86400);
}

char *
text_enumeration (const char *const *names)
{
  GString *sentence = g_string_new (names[0] ? names[0] : "nobody");

  for (gsize i = 1; names[0] != NULL && names[i] != NULL; i++)
    g_string_append_printf (sentence, "%s%s", names[i + 1] ? ", " : " and ", names[i]);
  return g_string_free (sentence, FALSE);
}

char *
text_date_full (gint64 when, GTimeZone *zone)
{
  g_autoptr (GDateTime) then = local_time (when, zone);

  if (when == 0 || then == NULL)
    return g_strdup ("");
  return g_date_time_format (then, "%a %-d %b %Y %H:%M:%S %z");
}

/* TEXT with what it lacks of "2026-03-12T14:03:00". */
static char *
complete_date (const char *text, gint64 now, GTimeZone *zone)
{
  gboolean yesterday = g_str_equal (text, "yesterday");
  g_autoptr (GDateTime) today = local_time (now, zone);
  g_autoptr (GDateTime) day = g_date_time_add_days (today, yesterday ? -1 : 0);

  if (yesterday || g_str_equal (text, "today"))
    return g_date_time_format (day, "%Y-%m-%dT00:00:00");
  if (strchr (text, 'T') == NULL)
    return g_strconcat (text, "T00:00:00", NULL);
  return g_strconcat (text, strlen (text) == strlen ("2026-03-12T14:03") ? ":00" : "", NULL);
}

gboolean
text_parse_date (const char *text, gint64 now, GTimeZone *zone, gint64 *seconds)
{
  g_autofree char *complete = complete_date (text, now, zone);
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (complete, zone);

  if (date == NULL)
    return FALSE;
  *seconds = g_date_time_to_unix (date);
  return TRUE;
}

/* CLOCK ("14:03"), DAYS from NOW on. */
static gboolean
parse_clock (const char *clock, int days, gint64 now, GTimeZone *zone, gint64 *seconds)
{
  g_autoptr (GDateTime) today = local_time (now, zone);
  g_autoptr (GDateTime) day = g_date_time_add_days (today, days);
  g_autofree char *date = g_date_time_format (day, "%Y-%m-%dT");
  g_autofree char *whole = g_strconcat (date, clock, NULL);

  return text_parse_date (whole, now, zone, seconds);
}

gboolean
text_parse_time (const char *text, gint64 now, GTimeZone *zone, gint64 *seconds)
{
  if (strlen (text) != strlen ("14:03") || text[2] != ':')
    return text_parse_date (text, now, zone, seconds);
  return parse_clock (text, 0, now, zone, seconds)
         && (*seconds > now || parse_clock (text, 1, now, zone, seconds));
}

char *
text_address (const char *name, const char *address)
{
  if (*name == '\0')
    return g_strdup (address);
  if (*address == '\0')
    return g_strdup (name);
  return g_strdup_printf ("%s <%s>", name, address);
}

char *
text_dashed (const char *camel_case)
{
  GString *dashed = g_string_new (NULL);

  for (const char *at = camel_case; *at; at++)
    {
      if (g_ascii_isupper (*at) && at != camel_case)
        g_string_append_c (dashed, '-');
      g_string_append_c (dashed, g_ascii_tolower (*at));
    }
  return g_string_free (dashed, FALSE);
}
