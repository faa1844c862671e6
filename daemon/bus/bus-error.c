/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-error.h"

#include "error.h"

#include <string.h>

char *
bus_error_name (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    return g_strdup (BUS_ERROR_INVALID_ARGS);
  return g_strconcat ("org.posthorn.Posthorn1.Error.", posthorn_error_name_of (error), NULL);
}

GVariant *
bus_error_to_variant (const GError *error)
{
  g_autofree char *name = NULL;
  g_autofree char *message = NULL;

  if (!error)
    return g_variant_new ("(ss)", "", "");
  name = bus_error_name (error);
  message = g_utf8_make_valid (error->message, -1);
  return g_variant_new ("(ss)", strrchr (name, '.') + 1, message);
}

void
bus_error_return (GDBusMethodInvocation *invocation, const GError *error)
{
  g_autofree char *name = bus_error_name (error);
  /* A server's words may be part of it, and GDBus drops the connection over invalid UTF-8. */
  g_autofree char *message = g_utf8_make_valid (error->message, -1);

  g_dbus_method_invocation_return_dbus_error (invocation, name, message);
}
