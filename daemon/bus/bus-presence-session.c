/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-check.h"
#include "bus-options.h"
#include "bus-tables.h"

static GVariant *
get_employee (gpointer object)
{
  return g_variant_new_string (presence_session_get_employee (object));
}

static GVariant *
get_client (gpointer object)
{
  return g_variant_new_string (presence_client_name (presence_session_get_client (object)));
}

static GVariant *
set_visible (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  presence_session_set_visible (object, g_variant_get_boolean (value), error);
  return NULL;
}

static GVariant *
report_activity (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  presence_session_report_activity (object);
  return NULL;
}

/* The check goes first: a refused call is no sign of life, and what the sign makes due is then
 * under way already. */
static GVariant *
open_webmail (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  static const BusOption known[] = { { "folder", "o" }, { NULL, NULL } };
  g_autoptr (GVariant) options = NULL;
  const char *account;
  const char *folder = NULL;

  g_variant_get (arguments, "(&o@a{sv})", &account, &options);
  if (!bus_options_check (options, known, error))
    return NULL;
  g_variant_lookup (options, "folder", "&o", &folder);
  if (bus_check_shown (bus_call_get_context (call), account, folder, error))
    presence_session_report_activity (object);
  return NULL;
}

static GVariant *
close_session (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  presence_session_close (object);
  return NULL;
}

static const BusMethod methods[] = {
  { "ReportActivity", report_activity },
  { "OpenWebmail", open_webmail },
  { "Close", close_session },
  { NULL },
};

static const BusProperty properties[] = {
  { "Employee", .get = get_employee },
  { "Client", .get = get_client },
  { "Visible", .from = "visible", .set = set_visible },
  { "LastActivity", .from = "last-activity" },
  { "Active", .from = "active" },
  { NULL },
};

const BusTable bus_presence_session_table
    = { "org.posthorn.Posthorn1.PresenceSession", methods, properties };
