/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-tables.h"
#include "log.h"

static GVariant *
get_level (gpointer object)
{
  return g_variant_new_string (log_get_level ());
}

static GVariant *
get_target (gpointer object)
{
  return g_variant_new_string (log_get_target ());
}

static GVariant *
get_identifier (gpointer object)
{
  return g_variant_new_string ("posthornd");
}

static GVariant *
set_level (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  const char *level = g_variant_get_string (value, NULL);

  if (!log_set_level (level))
    g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "LogLevel: \"%s\" is none of emerg, alert, crit, err, warning, notice, info, debug", level);
  return NULL;
}

static GVariant *
set_target (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  const char *target = g_variant_get_string (value, NULL);

  if (!log_set_target (target))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "LogTarget: \"%s\" is none of auto, journal, console, null", target);
  return NULL;
}

static const BusProperty properties[] = {
  { "LogLevel", .get = get_level, .set = set_level },
  { "LogTarget", .get = get_target, .set = set_target },
  { "SyslogIdentifier", .get = get_identifier },
  { NULL },
};

const BusTable bus_log_control_table = { "org.freedesktop.LogControl1", NULL, properties };
