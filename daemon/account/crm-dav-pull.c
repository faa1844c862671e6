/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-dav-private.h"
#include "dav-url.h"
#include "error.h"
#include "log.h"

#include <string.h>

#define OPERATION "crm"

/* Until all is listed once more, after what was interrupted. */
#define AGAIN_SECONDS 60

/* Whether a pull is under way, then of each kind its path, token and ctag. */
#define CURSOR_TYPE "(ba(sss))"

static const StoreRemoteKind kinds[] = {
  [DAV_CARDS] = STORE_REMOTE_CUSTOMER,
  [DAV_TASKS] = STORE_REMOTE_TASK,
};

static const char *const words[] = {
  [DAV_CARDS] = "card",
  [DAV_TASKS] = "task",
};

void
crm_dav_forget_pull (CrmDav *self)
{
  g_clear_pointer (&self->pull, dav_pull_free);
}

/* What was pulled so far, as text. */

static void
set_mark (CrmDavMark *mark, const char *path, const char *token, const char *ctag)
{
  CrmDavMark old = *mark;

  *mark = (CrmDavMark){ g_strdup (path), g_strdup (token), g_strdup (ctag) };
  g_free (old.path);
  g_free (old.token);
  g_free (old.ctag);
}

static char *
write_cursor (const CrmDav *self, gboolean is_under_way)
{
  g_auto (GVariantBuilder) marks = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sss)"));
  g_autoptr (GVariant) cursor = NULL;

  for (guint kind = 0; kind < G_N_ELEMENTS (self->marks); kind++)
    g_variant_builder_add (&marks, "(sss)", self->marks[kind].path, self->marks[kind].token,
                           self->marks[kind].ctag);
  cursor = g_variant_ref_sink (
      g_variant_new ("(b@a(sss))", is_under_way, g_variant_builder_end (&marks)));
  return g_variant_print (cursor, FALSE);
}

static void
read_cursor (CrmDav *self, const char *text)
{
  g_autoptr (GVariant) cursor
      = g_variant_parse (G_VARIANT_TYPE (CURSOR_TYPE), text, NULL, NULL, NULL);
  g_autoptr (GVariant) marks = cursor ? g_variant_get_child_value (cursor, 1) : NULL;
  gboolean is_known = marks && g_variant_n_children (marks) == G_N_ELEMENTS (self->marks);

  self->was_interrupted = FALSE;
  self->again = 0;
  if (is_known)
    g_variant_get_child (cursor, 0, "b", &self->was_interrupted);
  for (guint kind = 0; kind < G_N_ELEMENTS (self->marks); kind++)
    {
      const char *path = "";
      const char *token = "";
      const char *ctag = "";

      if (is_known)
        g_variant_get_child (marks, kind, "(&s&s&s)", &path, &token, &ctag);
      set_mark (&self->marks[kind], path, token, ctag);
    }
}

/* What a page has. */

StoreRemoteCustomer *
crm_dav_customer (const DavItem *item)
{
  StoreRemoteCustomer *told = g_new0 (StoreRemoteCustomer, 1);

  told->remote = g_strdup (item->href);
  told->version = g_strdup (item->etag);
  told->customer = g_new0 (StoreCustomer, 1);
  told->customer->kind = item->card->is_company ? CRM_COMPANY : CRM_CONTACT;
  told->customer->name = g_strdup (item->card->name);
  told->customer->responsible = g_strdup ("");
  told->customer->addresses = g_strdupv (item->card->addresses);
  return told;
}

static StoreRemoteTask *
task_of (const DavItem *item)
{
  StoreRemoteTask *told = g_new0 (StoreRemoteTask, 1);

  told->remote = g_strdup (item->href);
  told->version = g_strdup (item->etag);
  told->marker = g_strdup (item->task->uid);
  told->title = g_strdup (item->task->title);
  told->due = item->task->due;
  told->completed = item->task->completed;
  return told;
}

static void
add_item (StoreRemotePage *page, DavKind kind, const DavItem *item)
{
  if (*item->problem)
    log_warning (NULL, NULL, OPERATION, "the %s «%s» of the DAV server is passed over: %s",
                 words[kind], dav_url_name (item->href), item->problem);
  else if (kind == DAV_CARDS)
    g_ptr_array_add (page->customers, crm_dav_customer (item));
  else
    g_ptr_array_add (page->tasks, task_of (item));
}

static void
add_names (GPtrArray *names, DavKind kind, const GPtrArray *paths)
{
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (names, store_remote_name_new (kinds[kind], g_ptr_array_index (paths, i)));
}

static StoreRemotePage *
page_of (const CrmDav *self, const DavPage *told)
{
  StoreRemotePage *page = store_remote_page_new ();

  for (guint i = 0; i < told->items->len; i++)
    add_item (page, self->kind, g_ptr_array_index (told->items, i));
  add_names (page->unchanged, self->kind, told->unchanged);
  add_names (page->gone, self->kind, told->gone);
  return page;
}

/* The way through the collections. */

static char *
place_of (CrmDav *self)
{
  g_autofree char *book = NULL;
  g_autofree char *list = NULL;

  crm_dav_place (self, DAV_CARDS, &book, NULL);
  crm_dav_place (self, DAV_TASKS, &list, NULL);
  return g_strjoin (" ", book ? book : "-", list ? list : "-", NULL);
}

/* When the pull was interrupted, what went meanwhile is not known: whatever was not told may be
 * there all the same, and the next pull has to list all once more. */
static void
note_over (CrmDav *self, StoreRemotePage *page)
{
  CrmDavMark *mark = &self->marks[self->kind];
  gboolean is_whole = dav_pull_is_whole (self->pull);

  if (is_whole && !self->was_interrupted)
    page->whole |= 1U << kinds[self->kind];
  if (is_whole && self->was_interrupted)
    {
      set_mark (mark, mark->path, "", "");
      self->again = AGAIN_SECONDS;
    }
  else
    set_mark (mark, mark->path, dav_pull_token (self->pull), dav_pull_ctag (self->pull));
  crm_dav_forget_pull (self);
}

/* FALSE with an error, or without one when no kind is left. */
static gboolean
begin_kind (CrmDav *self, DavKind kind, GError **error)
{
  g_autofree char *url = NULL;
  CrmDavMark *mark = &self->marks[kind];

  for (; kind <= DAV_TASKS && !url; kind++)
    {
      mark = &self->marks[kind];
      self->kind = kind;
      if (!crm_dav_place (self, kind, &url, error))
        return FALSE;
      if (!url)
        set_mark (mark, "", "", "");
    }
  if (!url)
    return FALSE;
  if (!g_str_equal (mark->path, dav_url_path (url)))
    set_mark (mark, dav_url_path (url), "", "");
  self->pull = dav_pull_new (self->kind, url, mark->token, mark->ctag);
  return TRUE;
}

/* Whether a pull goes on with the next kind. */
static gboolean
go_on_behind (CrmDav *self, GError **error)
{
  return !self->pull && begin_kind (self, self->kind + 1, error);
}

static StoreRemotePage *
take_page (CrmDav *self, GError **error)
{
  g_autoptr (DavPage) told = dav_pull_take_page (self->pull, error);
  g_autoptr (StoreRemotePage) page = told ? page_of (self, told) : NULL;
  GError *cause = NULL;

  if (!page)
    return NULL;
  if (dav_pull_is_over (self->pull))
    note_over (self, page);
  page->has_more = self->pull || go_on_behind (self, &cause);
  if (cause)
    {
      g_propagate_error (error, cause);
      return NULL;
    }
  page->again = self->again;
  page->place = place_of (self);
  g_free (page->cursor);
  page->cursor = write_cursor (self, page->has_more);
  return g_steal_pointer (&page);
}

/* Wherever it lay, it may lie elsewhere now. */
static void
fail (GTask *task, GError *error)
{
  CrmDav *self = CRM_DAV (g_task_get_source_object (task));

  crm_dav_forget_pull (self);
  crm_dav_forget_places (self);
  g_task_return_error (task, error);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CrmDav *self = CRM_DAV (g_task_get_source_object (task));
  GError *error = NULL;
  StoreRemotePage *page
      = crm_dav_line_run_finish (result, &error) ? take_page (self, &error) : NULL;

  if (page)
    g_task_return_pointer (task, page, (GDestroyNotify) store_remote_page_free);
  else
    fail (task, error);
}

static void
run (GTask *task)
{
  CrmDav *self = CRM_DAV (g_task_get_source_object (task));

  crm_dav_line_run_async (&self->line, &dav_pull_kind, self->pull, self->kind,
                          g_task_get_cancellable (task), on_page, g_object_ref (task));
}

static void
on_places (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CrmDav *self = CRM_DAV (source);
  GError *error = NULL;

  if (!crm_dav_find_finish (self, result, &error))
    fail (task, error);
  else if (begin_kind (self, DAV_CARDS, &error))
    run (task);
  else
    fail (task, error ? error
                      : g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
                                     "Neither an address book nor a list of tasks of %s is at %s: "
                                     "set url to the address that the server's operator names for "
                                     "CardDAV and CalDAV",
                                     self->user, self->url));
}

/* Whether CURSOR is that of the last page, and not of another beginning. */
static gboolean
is_going_on (const CrmDav *self, const char *cursor)
{
  g_autofree char *expected = self->pull ? write_cursor (self, TRUE) : NULL;

  return g_strcmp0 (expected, cursor) == 0;
}

void
crm_dav_pull_async (CrmRemote *remote, const char *cursor, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer data)
{
  CrmDav *self = CRM_DAV (remote);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_check_cancellable (task, FALSE);
  if (is_going_on (self, cursor))
    {
      run (task);
      return;
    }
  crm_dav_forget_pull (self);
  read_cursor (self, cursor);
  crm_dav_find_async (self, cancellable, on_places, g_object_ref (task));
}

StoreRemotePage *
crm_dav_pull_finish (CrmRemote *remote, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
