/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager.h"
#include "bus-draft.h"
#include "bus-options.h"
#include "bus-path.h"
#include "bus-tables.h"
#include "mailbox.h"
#include "outbox-intake.h"
#include "outbox-reply.h"

#include <gio/gunixinputstream.h>

static OutboxOrder
order_of (const BusDraft *draft, Account *account)
{
  OutboxOrder order = {
    .account = account,
    .signature = draft->signature,
    .send_at = draft->send_at,
    .undo_seconds = draft->undo_seconds,
  };

  return order;
}

static void
on_taken_in (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  gint64 id = outbox_intake_finish ((Outbox *) source, result, &error);

  bus_call_answer (data, id ? g_variant_new ("(t)", (guint64) id) : NULL, error);
}

static GVariant *
compose (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = NULL;
  g_autoptr (BusDraft) draft = NULL;
  const char *path;
  Account *account;
  OutboxOrder order;

  g_variant_get (arguments, "(&o@a{sv})", &path, &options);
  account = bus_path_find_account (bus_call_get_context (call), path, error);
  draft = account ? bus_draft_new (options, BUS_DRAFT_COMPOSE, call, error) : NULL;
  if (!draft)
    return NULL;
  order = order_of (draft, account);
  if (draft->in_reply_to)
    outbox_continue_async (object, draft->in_reply_to, g_steal_pointer (&draft->draft),
                           g_steal_pointer (&draft->contents), &order, on_taken_in,
                           bus_call_take (call));
  else
    outbox_compose_async (object, g_steal_pointer (&draft->draft),
                          g_steal_pointer (&draft->contents), &order, on_taken_in,
                          bus_call_take (call));
  return NULL;
}

static GVariant *
answer_to (gpointer object, GVariant *arguments, BusDraftKind kind, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = NULL;
  g_autoptr (BusDraft) draft = NULL;
  guint64 message;
  OutboxOrder order;
  MimeReplyKind reply;

  g_variant_get (arguments, "(t@a{sv})", &message, &options);
  draft = bus_draft_new (options, kind, call, error);
  if (!draft)
    return NULL;
  order = order_of (draft, NULL);
  if (kind == BUS_DRAFT_REPLY)
    reply = draft->all ? MIME_REPLY_ALL : MIME_REPLY;
  else
    reply = draft->as_attachment ? MIME_FORWARD_ATTACHED : MIME_FORWARD;
  outbox_reply_async (object, message, reply, g_steal_pointer (&draft->draft),
                      g_steal_pointer (&draft->contents), &order, on_taken_in,
                      bus_call_take (call));
  return NULL;
}

static GVariant *
reply (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  return answer_to (object, arguments, BUS_DRAFT_REPLY, call, error);
}

static GVariant *
forward (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  return answer_to (object, arguments, BUS_DRAFT_FORWARD, call, error);
}

/* NULL without error: the header says to whom. */
static GPtrArray *
parse_recipients (GVariant *options, GError **error)
{
  g_autofree const char **texts = NULL;
  g_autoptr (GPtrArray) recipients
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_address_free);
  g_autoptr (GError) cause = NULL;

  if (!g_variant_lookup (options, "recipients", "^a&s", &texts))
    return NULL;
  for (guint i = 0; texts[i] && !cause; i++)
    {
      MailAddress *address = mailbox_parse ("recipients", texts[i], &cause);
      if (address)
        g_ptr_array_add (recipients, address);
    }
  if (!cause)
    return g_steal_pointer (&recipients);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, cause->message);
  return NULL;
}

static gboolean
read_send_options (GVariant *options, OutboxOrder *order, GPtrArray **recipients, GError **error)
{
  static const BusOption known[]
      = { { "recipients", "as" }, { "send-at", "x" }, { "undo-seconds", "u" }, { NULL, NULL } };
  GError *cause = NULL;

  if (!bus_options_check (options, known, error)
      || !bus_options_time (options, "send-at", &order->send_at, error)
      || !bus_options_number (options, "undo-seconds", 0, 3600, &order->undo_seconds, error))
    return FALSE;
  *recipients = parse_recipients (options, &cause);
  if (cause)
    g_propagate_error (error, cause);
  return cause == NULL;
}

static GVariant *
send_message (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GPtrArray) recipients = NULL;
  g_autoptr (GInputStream) stream = NULL;
  OutboxOrder order = { NULL };
  const char *path;
  gint32 handle;
  int descriptor;

  g_variant_get (arguments, "(&oh@a{sv})", &path, &handle, &options);
  order.account = bus_path_find_account (bus_call_get_context (call), path, error);
  if (!order.account || !read_send_options (options, &order, &recipients, error))
    return NULL;
  descriptor = bus_call_get_descriptor (call, "rfc822", handle, error);
  if (descriptor < 0)
    return NULL;
  stream = g_unix_input_stream_new (descriptor, TRUE);
  outbox_send_async (object, stream, recipients, &order, on_taken_in, bus_call_take (call));
  return NULL;
}

static GVariant *
recipients_of (const OutboxMessage *message)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("as"));

  for (guint i = 0; i < message->recipients->len; i++)
    g_variant_builder_add (&builder, "s",
                           ((OutboxRecipient *) message->recipients->pdata[i])->address);
  return g_variant_builder_end (&builder);
}

static const char *
outcome_of (const OutboxRecipient *recipient)
{
  static const char *const words[] = {
    [RECIPIENT_WAITING] = "waiting",
    [RECIPIENT_TAKEN] = "waiting",
    [RECIPIENT_ACCEPTED] = "accepted",
    [RECIPIENT_FAILED] = "failed",
  };

  return words[recipient->state];
}

static GVariant *
outcomes_of (const OutboxMessage *message)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sss)"));

  for (guint i = 0; i < message->recipients->len; i++)
    {
      const OutboxRecipient *recipient = message->recipients->pdata[i];
      g_variant_builder_add (&builder, "(sss)", recipient->address, outcome_of (recipient),
                             recipient->reason);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
error_of (const OutboxMessage *message)
{
  if (*message->error)
    return g_variant_new ("(ss)", message->error_name, message->error);
  return g_variant_new ("(ss)", message->copy_error_name, message->copy_error);
}

/* When something happens by itself; 0 = nothing does. */
static gint64
next_try_of (const OutboxMessage *message)
{
  gboolean waits = message->state == OUTBOX_QUEUED || message->state == OUTBOX_DEFERRED;

  if (outbox_state_is_uncertain (message))
    return message->next_try;
  if (!waits || message->waits_for == OUTBOX_WAITS_FOR_SECRET)
    return 0;
  return MAX (message->begins, message->next_try);
}

static void
add_row (GVariantBuilder *rows, const OutboxMessage *message, AccountManager *manager)
{
  Account *account = account_manager_find_account (manager, message->account, NULL);
  g_autofree char *path = account ? bus_path_of (account) : g_strdup ("/");

  g_variant_builder_open (rows, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (rows, "{sv}", "id", g_variant_new_uint64 ((guint64) message->id));
  g_variant_builder_add (rows, "{sv}", "kind",
                         g_variant_new_string (outbox_kind_name (message->kind)));
  g_variant_builder_add (rows, "{sv}", "account", g_variant_new_object_path (path));
  g_variant_builder_add (rows, "{sv}", "subject", g_variant_new_string (message->subject));
  g_variant_builder_add (rows, "{sv}", "recipients", recipients_of (message));
  g_variant_builder_add (rows, "{sv}", "outcomes", outcomes_of (message));
  g_variant_builder_add (rows, "{sv}", "state",
                         g_variant_new_string (outbox_state_name (message->state)));
  g_variant_builder_add (rows, "{sv}", "attempts", g_variant_new_uint32 (message->attempts));
  g_variant_builder_add (rows, "{sv}", "next-try", g_variant_new_int64 (next_try_of (message)));
  g_variant_builder_add (rows, "{sv}", "error", error_of (message));
  g_variant_builder_add (rows, "{sv}", "message-id", g_variant_new_string (message->message_id));
  g_variant_builder_add (rows, "{sv}", "copy",
                         g_variant_new_string (outbox_copy_name (message->copy)));
  g_variant_builder_add (rows, "{sv}", "size", g_variant_new_uint64 (message->size));
  g_variant_builder_close (rows);
}

static GVariant *
list_messages (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  GPtrArray *messages = outbox_get_messages (object);
  g_auto (GVariantBuilder) rows = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < messages->len; i++)
    add_row (&rows, messages->pdata[i], bus_call_get_context (call));
  return g_variant_new ("(aa{sv})", &rows);
}

static void
on_verb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  outbox_verb_finish ((Outbox *) source, result, &error);
  bus_call_answer (data, NULL, error);
}

static GVariant *
cancel (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  guint64 id;

  g_variant_get (arguments, "(t)", &id);
  outbox_cancel_async (object, (gint64) id, on_verb, bus_call_take (call));
  return NULL;
}

static GVariant *
retry (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  guint64 id;

  g_variant_get (arguments, "(t)", &id);
  outbox_retry_async (object, (gint64) id, on_verb, bus_call_take (call));
  return NULL;
}

static GVariant *
resolve (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  static const char *const words[] = { "sent", "not-sent", NULL };
  guint64 id;
  const char *word;

  g_variant_get (arguments, "(t&s)", &id, &word);
  word = bus_options_choose ("outcome", word, words, error);
  if (word)
    outbox_resolve_async (object, (gint64) id, g_str_equal (word, "sent"), on_verb,
                          bus_call_take (call));
  return NULL;
}

static const BusMethod methods[] = {
  { "Compose", compose },   { "Reply", reply },        { "Forward", forward },
  { "Send", send_message }, { "List", list_messages }, { "Cancel", cancel },
  { "Retry", retry },       { "Resolve", resolve },    { NULL },
};

static const BusProperty properties[] = {
  { "Pending", .from = "pending" },
  { "Failed", .from = "failed" },
  { NULL },
};

const BusTable bus_outbox_table = { "org.posthorn.Posthorn1.Outbox", methods, properties };
