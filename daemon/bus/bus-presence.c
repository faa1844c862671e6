/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-clients.h"
#include "bus-options.h"
#include "bus-path.h"
#include "bus-tables.h"

static void
on_set (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  presence_set_finish ((Presence *) source, result, &error);
  bus_call_answer (data, NULL, error);
}

static GVariant *
set_seat (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  presence_set_seat_async (object, g_variant_get_string (value, NULL), on_set,
                           bus_call_take (call));
  return NULL;
}

static GVariant *
set_seat_employee (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  presence_set_seat_employee_async (object, g_variant_get_string (value, NULL), on_set,
                                    bus_call_take (call));
  return NULL;
}

static GVariant *
open_session (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autofree char *path = NULL;
  const char *employee, *client;
  PresenceSession *session;

  g_variant_get (arguments, "(&s&s)", &employee, &client);
  session = bus_clients_open_session (bus_call_get_context (call), bus_call_get_sender (call),
                                      employee, client, error);
  if (!session)
    return NULL;
  path = bus_path_of_session (session);
  return g_variant_new ("(o)", path);
}

static GVariant *
report_activity (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = NULL;
  const char *employee;

  g_variant_get (arguments, "(&s@a{sv})", &employee, &options);
  if (bus_options_check (options, NULL, error))
    presence_report_activity (object, employee, error);
  return NULL;
}

static const BusMethod methods[] = {
  { "OpenSession", open_session },
  { "ReportActivity", report_activity },
  { NULL },
};

static const BusProperty properties[] = {
  { "Online", .from = "online" },
  { "Active", .from = "active" },
  { "Seat", .from = "seat", .set = set_seat },
  { "SeatEmployee", .from = "seat-employee", .set = set_seat_employee },
  { "ActivitySource", .from = "activity-source" },
  { NULL },
};

const BusTable bus_presence_table = { "org.posthorn.Posthorn1.Presence", methods, properties };
