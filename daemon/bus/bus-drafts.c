/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager.h"
#include "bus-draft.h"
#include "bus-options.h"
#include "bus-path.h"
#include "bus-tables.h"
#include "error.h"

static DraftContent *
content_of (BusDraft *draft)
{
  DraftContent *content = g_new0 (DraftContent, 1);

  content->draft = g_steal_pointer (&draft->draft);
  content->signature = draft->signature;
  content->send_at = draft->send_at;
  content->undo_seconds = draft->undo_seconds;
  content->in_reply_to = draft->in_reply_to;
  return content;
}

static void
on_id (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  gint64 id = drafts_finish ((Drafts *) source, result, &error);

  bus_call_answer (data, error ? NULL : g_variant_new ("(t)", (guint64) id), error);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  drafts_finish ((Drafts *) source, result, &error);
  bus_call_answer (data, NULL, error);
}

static GVariant *
save (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = NULL;
  g_autoptr (BusDraft) draft = NULL;
  const char *path;
  Account *account;

  g_variant_get (arguments, "(&o@a{sv})", &path, &options);
  account = bus_path_find_account (bus_call_get_context (call), path, error);
  draft = account ? bus_draft_new (options, BUS_DRAFT_COMPOSE, call, error) : NULL;
  if (draft)
    drafts_save_async (object, account, content_of (draft), g_steal_pointer (&draft->contents),
                       on_id, bus_call_take (call));
  return NULL;
}

static BusDraft *
draft_of (const StoreDraft *row)
{
  g_autoptr (DraftContent) content = draft_content_from_bytes (row->content);
  BusDraft *draft = g_new0 (BusDraft, 1);

  draft->draft = g_steal_pointer (&content->draft);
  draft->signature = content->signature;
  draft->send_at = content->send_at;
  draft->undo_seconds = content->undo_seconds;
  draft->in_reply_to = content->in_reply_to;
  return draft;
}

static GVariant *
update (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = NULL;
  g_autoptr (BusDraft) draft = NULL;
  const StoreDraft *row;
  guint64 id;

  g_variant_get (arguments, "(t@a{sv})", &id, &options);
  row = drafts_find (object, (gint64) id, error);
  draft = row ? bus_draft_change (draft_of (row), options, call, error) : NULL;
  if (draft)
    drafts_update_async (object, (gint64) id, content_of (draft),
                         g_steal_pointer (&draft->contents), on_done, bus_call_take (call));
  return NULL;
}

static GVariant *
attachments_of (const MimeDraft *draft, const StoreDraft *row)
{
  g_auto (GVariantBuilder) rows = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < MIN (draft->parts->len, row->parts->len); i++)
    {
      const MimeDraftPart *part = draft->parts->pdata[i];
      guint64 size = g_array_index (row->parts, StoreDraftPart, i).size;
      g_variant_builder_open (&rows, G_VARIANT_TYPE ("a{sv}"));
      g_variant_builder_add (&rows, "{sv}", "name", g_variant_new_string (part->name));
      g_variant_builder_add (&rows, "{sv}", "type", g_variant_new_string (part->type));
      g_variant_builder_add (&rows, "{sv}", "size", g_variant_new_uint64 (size));
      g_variant_builder_close (&rows);
    }
  return g_variant_builder_end (&rows);
}

static GVariant *
new_list (GStrv words)
{
  return g_variant_new_strv ((const char *const *) words, -1);
}

static void
add_written (GVariantBuilder *rows, const DraftContent *content)
{
  const MimeDraft *draft = content->draft;

  g_variant_builder_add (rows, "{sv}", "from", g_variant_new_string (draft->from));
  g_variant_builder_add (rows, "{sv}", "to", new_list (draft->to));
  g_variant_builder_add (rows, "{sv}", "cc", new_list (draft->cc));
  g_variant_builder_add (rows, "{sv}", "bcc", new_list (draft->bcc));
  g_variant_builder_add (rows, "{sv}", "subject", g_variant_new_string (draft->subject));
  g_variant_builder_add (rows, "{sv}", "text", g_variant_new_string (draft->text));
  g_variant_builder_add (rows, "{sv}", "html", g_variant_new_string (draft->html));
  g_variant_builder_add (rows, "{sv}", "signature", g_variant_new_int32 (content->signature));
  g_variant_builder_add (rows, "{sv}", "send-at", g_variant_new_int64 (content->send_at));
  g_variant_builder_add (rows, "{sv}", "undo-seconds",
                         g_variant_new_uint32 (content->undo_seconds));
  g_variant_builder_add (rows, "{sv}", "in-reply-to", g_variant_new_uint64 (content->in_reply_to));
}

static GVariant *
error_of (Drafts *drafts, const StoreDraft *row)
{
  const GError *problem = drafts_get_problem (drafts, row->id);

  return g_variant_new ("(ss)", problem ? posthorn_error_name_of (problem) : "",
                        problem ? problem->message : "");
}

static void
add_row (GVariantBuilder *rows, Drafts *drafts, const StoreDraft *row, AccountManager *manager)
{
  Account *account = account_manager_find_account (manager, row->account, NULL);
  g_autofree char *path = account ? bus_path_of (account) : g_strdup ("/");
  g_autoptr (DraftContent) content = draft_content_from_bytes (row->content);

  g_variant_builder_open (rows, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (rows, "{sv}", "id", g_variant_new_uint64 ((guint64) row->id));
  g_variant_builder_add (rows, "{sv}", "account", g_variant_new_object_path (path));
  add_written (rows, content);
  g_variant_builder_add (rows, "{sv}", "attachments", attachments_of (content->draft, row));
  g_variant_builder_add (rows, "{sv}", "changed", g_variant_new_int64 (row->changed));
  g_variant_builder_add (rows, "{sv}", "at-server",
                         g_variant_new_boolean (row->placed == row->revision));
  g_variant_builder_add (rows, "{sv}", "message-id", g_variant_new_string (row->placed_id));
  g_variant_builder_add (rows, "{sv}", "error", error_of (drafts, row));
  g_variant_builder_close (rows);
}

static GVariant *
list (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GPtrArray) visible = drafts_list (object);
  g_auto (GVariantBuilder) rows = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < visible->len; i++)
    add_row (&rows, object, visible->pdata[i], bus_call_get_context (call));
  return g_variant_new ("(aa{sv})", &rows);
}

static GVariant *
discard (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  guint64 id;

  g_variant_get (arguments, "(t)", &id);
  drafts_discard_async (object, (gint64) id, on_done, bus_call_take (call));
  return NULL;
}

static GVariant *
submit (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  static const BusOption known[] = { { "send-at", "x" }, { "undo-seconds", "u" }, { NULL, NULL } };
  g_autoptr (GVariant) options = NULL;
  gint64 send_at = -1;
  guint undo_seconds = 0;
  gboolean has_undo;
  guint64 id;

  g_variant_get (arguments, "(t@a{sv})", &id, &options);
  if (!bus_options_check (options, known, error)
      || !bus_options_time (options, "send-at", &send_at, error)
      || !bus_options_number (options, "undo-seconds", 0, 3600, &undo_seconds, error))
    return NULL;
  has_undo = g_variant_lookup (options, "undo-seconds", "u", &undo_seconds);
  drafts_submit_async (object, (gint64) id, send_at, has_undo ? (gint64) undo_seconds : -1, on_id,
                       bus_call_take (call));
  return NULL;
}

static const BusMethod methods[] = {
  { "Save", save },       { "Update", update }, { "List", list },
  { "Discard", discard }, { "Submit", submit }, { NULL },
};

const BusTable bus_drafts_table = { "org.posthorn.Posthorn1.Drafts", methods, NULL };
