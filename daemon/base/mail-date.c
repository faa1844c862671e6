/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mail-date.h"

#include <stdlib.h>

static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const months[]
    = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

char *
mail_date_format (gint64 when, gint offset)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (offset * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when);
  g_autoptr (GDateTime) time = utc ? g_date_time_to_timezone (utc, zone) : NULL;

  if (!time)
    return NULL;
  return g_strdup_printf (
      "%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d", days[g_date_time_get_day_of_week (time) - 1],
      g_date_time_get_day_of_month (time), months[g_date_time_get_month (time) - 1],
      g_date_time_get_year (time), g_date_time_get_hour (time), g_date_time_get_minute (time),
      g_date_time_get_second (time), offset < 0 ? '-' : '+', abs (offset) / 60, abs (offset) % 60);
}
