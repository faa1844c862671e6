/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log.h"

#include <stdarg.h>

static const char *
priority (GLogLevelFlags level)
{
  switch (level & G_LOG_LEVEL_MASK)
    {
    case G_LOG_LEVEL_WARNING:
      return "4";
    case G_LOG_LEVEL_MESSAGE:
      return "5";
    case G_LOG_LEVEL_INFO:
      return "6";
    default:
      return "7";
    }
}

void
posthorn_log (GLogLevelFlags level, const char *account, const char *folder, const char *operation,
              const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  message = g_strconcat (account ? account : "", folder ? "/" : "", folder ? folder : "",
                         account || folder ? ": " : "", text, NULL);
  GLogField fields[] = {
    { "MESSAGE", message, -1 },
    { "PRIORITY", priority (level), -1 },
    { "GLIB_DOMAIN", G_LOG_DOMAIN, -1 },
    { "POSTHORN_ACCOUNT", account ? account : "", -1 },
    { "POSTHORN_FOLDER", folder ? folder : "", -1 },
    { "POSTHORN_OPERATION", operation ? operation : "", -1 },
  };
  g_log_structured_array (level, fields, G_N_ELEMENTS (fields));
}
