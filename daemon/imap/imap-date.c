/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-date.h"

#include "imap-lexer.h"

typedef struct
{
  guint64 day;
  guint64 month;
  guint64 year;
  guint64 hour;
  guint64 minute;
  guint64 second;
  gint64 offset; /* seconds east of UTC */
} DateParts;

static const char *const months[]
    = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static gboolean
take_month (ImapLexer *lexer, guint64 *month)
{
  ImapSlice name;

  if (!imap_lexer_take (lexer, "-", &name))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (months); i++)
    if (imap_slice_is (name, months[i]))
      {
        *month = i + 1;
        return TRUE;
      }
  return FALSE;
}

static gboolean
take_day (ImapLexer *lexer, DateParts *parts)
{
  imap_lexer_accept_spaces (lexer);
  return imap_lexer_take_number (lexer, 31, &parts->day) && imap_lexer_accept (lexer, '-')
         && take_month (lexer, &parts->month) && imap_lexer_accept (lexer, '-')
         && imap_lexer_take_number (lexer, 9999, &parts->year);
}

static gboolean
take_time (ImapLexer *lexer, DateParts *parts)
{
  return imap_lexer_accept_spaces (lexer) && imap_lexer_take_number (lexer, 23, &parts->hour)
         && imap_lexer_accept (lexer, ':') && imap_lexer_take_number (lexer, 59, &parts->minute)
         && imap_lexer_accept (lexer, ':') && imap_lexer_take_number (lexer, 60, &parts->second);
}

static gboolean
take_zone (ImapLexer *lexer, DateParts *parts)
{
  gboolean west;
  guint64 zone;

  if (!imap_lexer_accept_spaces (lexer))
    return FALSE;
  west = imap_lexer_accept (lexer, '-');
  if (!west && !imap_lexer_accept (lexer, '+'))
    return FALSE;
  if (!imap_lexer_take_number (lexer, 2359, &zone) || zone % 100 > 59)
    return FALSE;
  parts->offset = (gint64) (zone / 100 * 3600 + zone % 100 * 60) * (west ? -1 : 1);
  return TRUE;
}

gint64
imap_date_parse (const char *text, gsize length)
{
  DateParts parts = { 0 };
  g_autoptr (GDateTime) date = NULL;
  ImapLexer lexer;

  imap_lexer_init (&lexer, text, length, 0);
  if (!take_day (&lexer, &parts) || !take_time (&lexer, &parts) || !take_zone (&lexer, &parts)
      || !imap_lexer_is_at_end (&lexer))
    return 0;
  /* GDateTime knows no leap seconds. */
  date
      = g_date_time_new_utc ((int) parts.year, (int) parts.month, (int) parts.day, (int) parts.hour,
                             (int) parts.minute, (gdouble) MIN (parts.second, 59));
  if (date == NULL)
    return 0;
  return g_date_time_to_unix (date) - parts.offset;
}

char *
imap_date_format_day (gint64 when)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (when);

  return g_strdup_printf ("%d-%s-%04d", g_date_time_get_day_of_month (date),
                          months[g_date_time_get_month (date) - 1], g_date_time_get_year (date));
}

char *
imap_date_format (gint64 when)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (when);
  g_autofree char *day = imap_date_format_day (when);

  return g_strdup_printf ("%11s %02d:%02d:%02d +0000", day, g_date_time_get_hour (date),
                          g_date_time_get_minute (date), g_date_time_get_second (date));
}
