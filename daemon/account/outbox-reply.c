/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-reply.h"

#include "account-manager.h"
#include "error.h"
#include "mailbox.h"
#include "outbox-private.h"
#include "parser.h"
#include "summary.h"

typedef struct
{
  GBytes *raw;
  gint64 folder;
} Original;

static void
original_free (gpointer data)
{
  Original *original = data;

  g_bytes_unref (original->raw);
  g_free (original);
}

typedef struct
{
  MimeReplyKind kind;
  gboolean is_plain; /* only the conversation is gone on with */
  guint64 message;
  MimeDraft *draft;
  GPtrArray *contents;
  OutboxOrder order;
  Original *original;
  MimeReply *reply;
  guint next_part;
} Reply;

static void
reply_free (gpointer data)
{
  Reply *reply = data;

  g_clear_pointer (&reply->draft, mime_draft_free);
  g_clear_pointer (&reply->contents, g_ptr_array_unref);
  g_clear_pointer (&reply->original, original_free);
  g_clear_pointer (&reply->reply, mime_reply_free);
  g_clear_object (&reply->order.account);
  g_free (reply);
}

static void
on_taken_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  gint64 id = outbox_intake_finish (POSTHORN_OUTBOX (source), result, &error);

  if (id)
    g_task_return_int (task, (gssize) id);
  else
    g_task_return_error (task, error);
}

static void
compose (GTask *task)
{
  Reply *reply = g_task_get_task_data (task);

  outbox_compose_async (g_task_get_source_object (task), g_steal_pointer (&reply->draft),
                        g_steal_pointer (&reply->contents), &reply->order, on_taken_in,
                        g_object_ref (task));
}

static void add_parts (GTask *task);

static void
add_part (Reply *reply, GBytes *content)
{
  const MimeReplyPart *part = reply->reply->parts->pdata[reply->next_part++];

  mime_draft_add_part (reply->draft, part->name, part->type, part->content_id, part->is_plain);
  g_ptr_array_add (reply->contents, g_memory_input_stream_new_from_bytes (content));
}

static void
on_part (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  MimePart *part = parser_part_finish ((Parser *) source, result, &error);

  if (!part)
    {
      g_task_return_error (task, error);
      return;
    }
  add_part (g_task_get_task_data (task), part->content);
  mime_part_free (part);
  add_parts (task);
}

/* One after the other; the original as a whole needs no parser. */
static void
add_parts (GTask *task)
{
  Reply *reply = g_task_get_task_data (task);
  Outbox *outbox = g_task_get_source_object (task);
  const MimeReplyPart *part = NULL;

  while (reply->next_part < reply->reply->parts->len)
    {
      part = reply->reply->parts->pdata[reply->next_part];
      if (*part->part)
        break;
      add_part (reply, reply->original->raw);
    }
  if (reply->next_part < reply->reply->parts->len)
    parser_part_async (outbox_get_services (outbox)->parser, reply->original->raw, part->part, NULL,
                       on_part, g_object_ref (task));
  else
    compose (task);
}

static GStrv
format_all (GPtrArray *addresses)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *text = mailbox_format (addresses->pdata[i]);
      g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

/* What the person said wins; whoever named recipients named all of them, and a copy for somebody
 * takes nothing from whom it answers. */
static void
take_recipients (MimeDraft *draft, const MimeReply *reply)
{
  if (*draft->to)
    return;
  g_strfreev (draft->to);
  draft->to = format_all (reply->to);
  if (*draft->cc)
    return;
  g_strfreev (draft->cc);
  draft->cc = format_all (reply->cc);
}

static Account *
find_by_address (Outbox *outbox, const char *address)
{
  GPtrArray *accounts = account_manager_get_accounts (outbox_get_manager (outbox));

  for (guint i = 0; i < accounts->len; i++)
    if (g_ascii_strcasecmp (account_get_config (accounts->pdata[i])->address, address) == 0)
      return accounts->pdata[i];
  return NULL;
}

/* The account whose address the original was written to sends it, else the one it lies in. */
static void
take_identity (Outbox *outbox, Reply *reply)
{
  Account *addressed = find_by_address (outbox, reply->reply->identity);

  if (addressed && !*reply->draft->from)
    g_set_object (&reply->order.account, addressed);
}

static void
take_reply (Outbox *outbox, Reply *reply)
{
  MimeDraft *draft = reply->draft;
  const MimeReply *given = reply->reply;

  summary_take (&draft->in_reply_to, g_strdup (given->in_reply_to));
  summary_take (&draft->references, g_strdup (given->references));
  if (reply->is_plain)
    return;
  take_identity (outbox, reply);
  take_recipients (draft, given);
  if (!*draft->subject)
    summary_take (&draft->subject, g_strdup (given->subject));
  summary_take (&draft->quotation_text, g_strdup (given->quotation_text));
  summary_take (&draft->quotation_html, g_strdup (given->quotation_html));
}

static void
on_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Reply *reply = g_task_get_task_data (task);
  GError *error = NULL;

  reply->reply = parser_reply_finish ((Parser *) source, result, &error);
  if (!reply->reply)
    {
      g_task_return_error (task, error);
      return;
    }
  take_reply (g_task_get_source_object (task), reply);
  if (reply->is_plain)
    compose (task);
  else
    add_parts (task);
}

/* The account's first, then those of all others. */
static GStrv
own_addresses (Outbox *outbox, Account *account)
{
  GPtrArray *accounts = account_manager_get_accounts (outbox_get_manager (outbox));
  g_autoptr (GStrvBuilder) own = g_strv_builder_new ();

  g_strv_builder_add (own, account_get_config (account)->address);
  for (guint i = 0; i < accounts->len; i++)
    if (accounts->pdata[i] != account)
      g_strv_builder_add (own, account_get_config (accounts->pdata[i])->address);
  return g_strv_builder_end (own);
}

static void
ask_parser (GTask *task)
{
  Reply *reply = g_task_get_task_data (task);
  Outbox *outbox = g_task_get_source_object (task);
  g_auto (GStrv) own = own_addresses (outbox, reply->order.account);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  MimeReplyOptions options = {
    .kind = reply->kind,
    .own = (const char *const *) own,
    .offset = (gint32) (g_date_time_get_utc_offset (now) / G_TIME_SPAN_MINUTE),
  };

  parser_reply_async (outbox_get_services (outbox)->parser, reply->original->raw, &options, NULL,
                      on_reply, g_object_ref (task));
}

static void
on_original (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Reply *reply = g_task_get_task_data (task);
  Outbox *outbox = g_task_get_source_object (task);
  GError *error = NULL;
  Folder *folder;

  reply->original = store_read_finish (POSTHORN_STORE (source), result, &error);
  if (!reply->original)
    {
      g_task_return_error (task, error);
      return;
    }
  folder = account_manager_folder_by_row (outbox_get_manager (outbox), reply->original->folder);
  if (!reply->order.account && folder)
    reply->order.account = g_object_ref (folder_get_account (folder));
  if (reply->order.account)
    ask_parser (task);
  else
    g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                             "The folder of message %" G_GUINT64_FORMAT " has gone: list again",
                             reply->message);
}

static gpointer
read_original (StoreReader *reader, gpointer data, GError **error)
{
  const Reply *reply = data;
  g_autoptr (GPtrArray) rows
      = store_reader_get (reader, &reply->message, 1, STORE_COLUMNS_HEAD, error);
  GBytes *raw = rows ? store_reader_body (reader, reply->message, NULL, error) : NULL;
  Original *original;

  if (!raw)
    return NULL;
  original = g_new0 (Original, 1);
  original->raw = raw;
  original->folder = ((StoreMessage *) rows->pdata[0])->folder;
  return original;
}

static void
begin (GTask *task, Reply *reply)
{
  Outbox *outbox = g_task_get_source_object (task);

  reply->order.original = reply->message;
  reply->order.original_flag
      = reply->kind == MIME_REPLY || reply->kind == MIME_REPLY_ALL ? "\\Answered" : "$Forwarded";
  if (reply->order.account)
    g_object_ref (reply->order.account);
  g_task_set_task_data (task, reply, reply_free);
  store_read_async (outbox_get_services (outbox)->store, read_original, reply, NULL, original_free,
                    NULL, on_original, g_object_ref (task));
}

void
outbox_reply_async (Outbox *outbox, guint64 message, MimeReplyKind kind, MimeDraft *draft,
                    GPtrArray *contents, const OutboxOrder *order, GAsyncReadyCallback callback,
                    gpointer data)
{
  g_autoptr (GTask) task = g_task_new (outbox, NULL, callback, data);
  Reply *reply = g_new0 (Reply, 1);

  reply->kind = kind;
  reply->message = message;
  reply->draft = draft;
  reply->contents = contents;
  reply->order = *order;
  begin (task, reply);
}

void
outbox_continue_async (Outbox *outbox, guint64 message, MimeDraft *draft, GPtrArray *contents,
                       const OutboxOrder *order, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (outbox, NULL, callback, data);
  Reply *reply = g_new0 (Reply, 1);

  reply->kind = MIME_REPLY;
  reply->is_plain = TRUE;
  reply->message = message;
  reply->draft = draft;
  reply->contents = contents;
  reply->order = *order;
  begin (task, reply);
}
