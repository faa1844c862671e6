/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl-error.h"

#include <gio/gio.h>
#include <string.h>

#define OWN_PREFIX "org.posthorn.Posthorn1.Error."

G_DEFINE_QUARK (posthorn - ctl - error - quark, ctl_error)

static const struct
{
  const char *name;
  CtlError code;
} error_codes[] = {
  { "AuthFailed", CTL_ERROR_SIGN_IN },
  { "AuthNeeded", CTL_ERROR_SIGN_IN },
  { "KeyringLocked", CTL_ERROR_SIGN_IN },
  { "KeyringUnavailable", CTL_ERROR_SIGN_IN },
  { "Offline", CTL_ERROR_NETWORK },
  { "Timeout", CTL_ERROR_NETWORK },
  { "TlsFailed", CTL_ERROR_NETWORK },
  { "ServerUnavailable", CTL_ERROR_NETWORK },
  { "ServerRejected", CTL_ERROR_NETWORK },
  { "Throttled", CTL_ERROR_NETWORK },
  { "Protocol", CTL_ERROR_NETWORK },
  { "TooLarge", CTL_ERROR_USAGE },
  { "NotFound", CTL_ERROR_NOT_FOUND },
  { "NoFolder", CTL_ERROR_NOT_FOUND },
  { "Cancelled", CTL_ERROR_FAILED },
  { "org.freedesktop.DBus.Error.UnknownObject", CTL_ERROR_NOT_FOUND },
  { "org.freedesktop.DBus.Error.InvalidArgs", CTL_ERROR_USAGE },
  { "org.freedesktop.DBus.Error.ServiceUnknown", CTL_ERROR_UNREACHABLE },
  { "org.freedesktop.DBus.Error.NameHasNoOwner", CTL_ERROR_UNREACHABLE },
  { "org.freedesktop.DBus.Error.NoReply", CTL_ERROR_UNREACHABLE },
  { "org.freedesktop.DBus.Error.Timeout", CTL_ERROR_UNREACHABLE },
  { "org.freedesktop.DBus.Error.TimedOut", CTL_ERROR_UNREACHABLE },
  { "org.freedesktop.DBus.Error.Disconnected", CTL_ERROR_UNREACHABLE },
};

gboolean
ctl_error_is_start_failure (const char *name)
{
  return g_str_has_prefix (name, "org.freedesktop.DBus.Error.Spawn.")
         || g_str_has_prefix (name, "org.freedesktop.systemd1.");
}

CtlError
ctl_error_from_name (const char *name)
{
  const char *own = g_str_has_prefix (name, OWN_PREFIX) ? strrchr (name, '.') + 1 : name;

  if (ctl_error_is_start_failure (name))
    return CTL_ERROR_UNREACHABLE;
  for (gsize i = 0; i < G_N_ELEMENTS (error_codes); i++)
    if (g_str_equal (error_codes[i].name, own))
      return error_codes[i].code;
  return CTL_ERROR_FAILED;
}

int
ctl_error_exit_code (const GError *error)
{
  if (error->domain == CTL_ERROR)
    return error->code;
  return error->domain == G_OPTION_ERROR ? CTL_ERROR_USAGE : CTL_ERROR_FAILED;
}
