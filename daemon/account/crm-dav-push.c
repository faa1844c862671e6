/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-dav-private.h"
#include "dav-push.h"
#include "dav-search.h"
#include "error.h"
#include "normal-address.h"

#include <string.h>

/* Of what a mail says, in the task that was made of it. */
#define TEXT_OCTETS (8 * 1024)

/* One thing on its way. */
typedef struct
{
  const StoreIntent *intent;
  char *collection; /* URL */
  DavTaskDraft *draft;
  DavPush *push;
  DavSearch *search;
} Push;

static void
push_free (Push *push)
{
  g_free (push->collection);
  g_clear_pointer (&push->push, dav_push_free);
  g_clear_pointer (&push->search, dav_search_free);
  g_clear_pointer (&push->draft, dav_task_draft_free);
  g_free (push);
}

static void
return_pushed (GTask *task, StoreRemotePushed *pushed)
{
  g_task_return_pointer (task, pushed, (GDestroyNotify) store_remote_pushed_free);
}

static void
return_nothing_kept (GTask *task)
{
  return_pushed (task, store_remote_pushed_new ("", ""));
}

/* Tasks. */

/* Whom the mail is from, and how it begins. */
static char *
describe (const StoreIntent *intent)
{
  const MailAddress *from = intent->message ? intent->message->from : NULL;
  g_autofree char *sender = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (from && *from->name)
    sender = g_strdup_printf ("%s <%s>", from->name, from->address);
  else if (from)
    sender = g_strdup (from->address);
  g_string_append_printf (text, "%s\n\n%s", sender ? sender : "", intent->text ? intent->text : "");
  if (text->len > TEXT_OCTETS)
    g_string_truncate (
        text, (gsize) (g_utf8_find_prev_char (text->str, text->str + TEXT_OCTETS + 1) - text->str));
  g_strstrip (text->str);
  return g_strdup (text->str);
}

static DavTaskDraft *
draft_of (const StoreIntent *intent)
{
  DavTaskDraft *draft = g_new0 (DavTaskDraft, 1);

  draft->uid = g_strdup (intent->marker);
  draft->title = g_strdup (intent->task->title);
  draft->description = describe (intent);
  draft->message_id = g_strdup (intent->message_id ? intent->message_id : "");
  draft->due = intent->task->due;
  draft->created = intent->task->created;
  draft->completed = intent->task->completed;
  return draft;
}

static StoreRemoteTask *
task_there (const StoreIntent *intent, const DavPushed *there)
{
  StoreRemoteTask *told = g_new0 (StoreRemoteTask, 1);

  told->remote = g_strdup (there->path);
  told->version = g_strdup (there->version);
  told->marker = g_strdup (intent->marker);
  told->title = g_strdup (there->task->title);
  told->due = there->task->due;
  told->completed = there->task->completed;
  return told;
}

static StoreRemotePushed *
pushed_of (const Push *push, GError **error)
{
  DavPushed there;
  StoreRemotePushed *pushed;

  if (!dav_push_result (push->push, &there, error))
    return NULL;
  pushed = store_remote_pushed_new (there.path, there.version);
  pushed->is_gone = there.is_gone;
  if (there.task && !there.is_gone)
    pushed->task = task_there (push->intent, &there);
  return pushed;
}

static void
on_pushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Push *push = g_task_get_task_data (task);
  GError *error = NULL;
  StoreRemotePushed *pushed
      = crm_dav_line_run_finish (result, &error) ? pushed_of (push, &error) : NULL;

  if (pushed)
    return_pushed (task, pushed);
  else
    g_task_return_error (task, error);
}

static void
push_task (GTask *task)
{
  CrmDav *self = CRM_DAV (g_task_get_source_object (task));
  Push *push = g_task_get_task_data (task);
  const StoreIntent *intent = push->intent;
  DavPushOptions options = {
    .list = push->collection,
    .path = intent->remote,
    .marker = intent->marker,
    .is_begun = intent->is_begun,
  };

  if (!intent->is_removal)
    push->draft = draft_of (intent);
  options.draft = push->draft;
  push->push = dav_push_new (&options);
  crm_dav_line_run_async (&self->line, &dav_push_kind, push->push, DAV_TASKS,
                          g_task_get_cancellable (task), on_pushed, g_object_ref (task));
}

static void
begin_task (GTask *task)
{
  CrmDav *self = CRM_DAV (g_task_get_source_object (task));
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;

  if (crm_dav_place (self, DAV_TASKS, &push->collection, &error) && push->collection)
    {
      push_task (task);
      return;
    }
  crm_dav_forget_places (self);
  g_task_return_error (
      task, error ? error
                  : g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
                                 "Tasks cannot be saved: there is no list for them at %s that %s "
                                 "may write to; make one there, or set task-list",
                                 self->url, self->user));
}

/* The customer of a record. */

static gboolean
has_address (const DavCard *card, const char *address)
{
  for (char **each = card->addresses; *each; each++)
    {
      g_autofree char *normal = normal_address_of (*each);

      if (g_strcmp0 (normal, address) == 0)
        return TRUE;
    }
  return FALSE;
}

static StoreRemoteCustomer *
customer_found (const Push *push)
{
  GPtrArray *found = dav_search_found (push->search);

  for (guint i = 0; i < found->len; i++)
    {
      const DavItem *item = g_ptr_array_index (found, i);

      if (has_address (item->card, push->intent->record->address))
        return crm_dav_customer (item);
    }
  return NULL;
}

static void
on_searched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Push *push = g_task_get_task_data (task);
  StoreRemotePushed *pushed;
  GError *error = NULL;

  if (!crm_dav_line_run_finish (result, &error) || !dav_search_result (push->search, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  pushed = store_remote_pushed_new ("", "");
  pushed->customer = customer_found (push);
  return_pushed (task, pushed);
}

static void
search_customer (GTask *task)
{
  CrmDav *self = CRM_DAV (g_task_get_source_object (task));
  Push *push = g_task_get_task_data (task);

  push->search = dav_search_new (push->collection, push->intent->record->address);
  crm_dav_line_run_async (&self->line, &dav_search_kind, push->search, DAV_CARDS,
                          g_task_get_cancellable (task), on_searched, g_object_ref (task));
}

/* Without an address book to look into, which the next pull tells of, nobody is found. */
static void
begin_record (GTask *task)
{
  CrmDav *self = CRM_DAV (g_task_get_source_object (task));
  Push *push = g_task_get_task_data (task);

  if (crm_dav_place (self, DAV_CARDS, &push->collection, NULL) && push->collection)
    search_customer (task);
  else
    return_nothing_kept (task);
}

/* Which of the two. */

static void
on_places (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CrmDav *self = CRM_DAV (source);
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;

  if (!crm_dav_find_finish (self, result, &error))
    g_task_return_error (task, error);
  else if (push->intent->kind == STORE_REMOTE_TASK)
    begin_task (task);
  else
    begin_record (task);
}

static gboolean
is_nothing_to_do (const StoreIntent *intent)
{
  return intent->kind == STORE_REMOTE_RECORD
         && (intent->is_removal || !intent->record || *intent->customer_remote);
}

void
crm_dav_push_async (CrmRemote *remote, const StoreIntent *intent, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer data)
{
  CrmDav *self = CRM_DAV (remote);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Push *push = g_new0 (Push, 1);

  push->intent = intent;
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, push, (GDestroyNotify) push_free);
  if (is_nothing_to_do (intent))
    return_nothing_kept (task);
  else
    crm_dav_find_async (self, cancellable, on_places, g_object_ref (task));
}

StoreRemotePushed *
crm_dav_push_finish (CrmRemote *remote, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
