/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-error.h"
#include "bus-path.h"
#include "bus-tables.h"

static GVariant *
get_kind (gpointer object)
{
  return g_variant_new_string (job_get_kind (object));
}

static GVariant *
get_target (gpointer object)
{
  g_autofree char *path = bus_path_of (job_get_target (object));
  return g_variant_new_object_path (path);
}

static GVariant *
get_error (gpointer object)
{
  return bus_error_to_variant (job_get_error (object));
}

static GVariant *
cancel (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  job_cancel (object);
  return NULL;
}

static const BusMethod methods[] = {
  { "Cancel", cancel },
  { NULL },
};

static const BusProperty properties[] = {
  { "Kind", .get = get_kind },
  { "State", .from = "state" },
  { "Progress", .from = "progress" },
  { "Detail", .from = "detail" },
  { "Target", .get = get_target },
  { "Error", .get = get_error },
  { NULL },
};

const BusTable bus_job_table = { "org.posthorn.Posthorn1.Job", methods, properties };
