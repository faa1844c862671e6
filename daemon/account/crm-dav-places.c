/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-dav-private.h"

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CrmDav *self = CRM_DAV (g_task_get_source_object (task));
  GError *error = NULL;

  if (crm_dav_line_run_finish (result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  crm_dav_forget_places (self);
  g_task_return_error (task, error);
}

void
crm_dav_find_async (CrmDav *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_check_cancellable (task, FALSE);
  if (self->discovery)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->discovery = dav_discovery_new (self->url, self->address_book, self->task_list);
  crm_dav_line_run_async (&self->line, &dav_discovery_kind, self->discovery, DAV_CARDS, cancellable,
                          on_found, g_object_ref (task));
}

gboolean
crm_dav_find_finish (CrmDav *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
crm_dav_place (CrmDav *self, DavKind kind, char **url, GError **error)
{
  return dav_discovery_result (self->discovery, kind, url, error);
}

void
crm_dav_forget_places (CrmDav *self)
{
  g_clear_pointer (&self->discovery, dav_discovery_free);
}
