/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-intake.h"

#include "account-manager.h"
#include "error.h"
#include "given-stream.h"
#include "mail-date.h"
#include "mailbox.h"
#include "mime-resent.h"
#include "outbox-pour.h"
#include "outbox-private.h"
#include "parser.h"
#include "store-batch-outbox.h"
#include "store-octets.h"
#include "summary.h"

#include <string.h>
#include <sys/random.h>

/* Random octets of a Message-ID. */
#define ID_OCTETS 16
/* A header that is larger is none. */
#define HEADER_MOST STORE_OCTETS_PIECE

#define RECIPIENTS_MOST 10000

/* What one client, or all together, may keep on the disk until it has left. */
#define MESSAGE_MOST  (G_GUINT64_CONSTANT (256) * 1024 * 1024)
#define OCTETS_MOST   (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024)
#define MESSAGES_MOST 10000

typedef struct
{
  OutboxMessage *message; /* what it will be */
  StoreOctetsWriter *writer;
  GInputStream *source; /* of a ready-made one */
  GByteArray *head;     /* what was read of it */
  gint64 draft;
  guint64 handover; /* the message on the bus that is sent on; 0 = none is */
} Intake;

static void
intake_free (gpointer data)
{
  Intake *intake = data;

  outbox_message_free (intake->message);
  g_object_unref (intake->writer);
  g_clear_object (&intake->source);
  g_byte_array_unref (intake->head);
  g_free (intake);
}

/* How large a message may be that comes now. */
static guint64
room_in (Outbox *outbox)
{
  GPtrArray *messages = outbox_get_messages (outbox);
  guint64 octets = 0;
  guint waiting = 0;

  for (guint i = 0; i < messages->len; i++)
    {
      const OutboxMessage *message = messages->pdata[i];
      octets += message->octets ? message->size : 0;
      waiting += message->octets != 0;
    }
  return waiting < MESSAGES_MOST ? MIN (MESSAGE_MOST, OCTETS_MOST - MIN (octets, OCTETS_MOST)) : 0;
}

static GTask *
intake_new (Outbox *outbox, const OutboxOrder *order, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (outbox, NULL, callback, data);
  Intake *intake = g_new0 (Intake, 1);
  OutboxMessage *message = outbox_message_new ();

  summary_take (&message->account, g_strdup (account_get_id (order->account)));
  message->begins = MAX (outbox_now (), order->send_at) + order->undo_seconds;
  message->original = order->original;
  summary_take (&message->original_flag,
                g_strdup (order->original_flag ? order->original_flag : ""));
  intake->message = message;
  intake->draft = order->draft;
  intake->writer = store_octets_writer_new (outbox_get_services (outbox)->store, room_in (outbox));
  intake->head = g_byte_array_new ();
  g_task_set_task_data (task, intake, intake_free);
  if (message->begins <= outbox_now ())
    outbox_expect (outbox, message->account);
  return task;
}

static void
refuse (GTask *task, const GError *cause)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s", cause->message);
}

static void
on_put (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Intake *intake = g_task_get_task_data (task);
  GError *error = NULL;

  if (outbox_put_finish (POSTHORN_OUTBOX (source), result, &error))
    g_task_return_int (task, (gssize) intake->message->id);
  else
    g_task_return_error (task, error);
}

static gboolean
is_ascii (const guint8 *octets, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (octets[i] >= 0x80)
      return FALSE;
  return TRUE;
}

static gsize
header_length (GBytes *head)
{
  gsize length = 0;
  const char *octets = g_bytes_get_data (head, &length);
  const char *lf = g_strstr_len (octets, (gssize) length, "\n\n");
  const char *crlf = g_strstr_len (octets, (gssize) length, "\n\r\n");
  const char *end = !crlf || (lf && lf < crlf) ? lf : crlf;

  if (!end)
    return length;
  return (gsize) (end - octets) + (end == lf ? 2 : 3);
}

/* All octets are written. */
static void
keep (GTask *task)
{
  Intake *intake = g_task_get_task_data (task);
  Outbox *outbox = g_task_get_source_object (task);
  OutboxMessage *message = intake->message;
  StoreBatch *batch = store_batch_new ();
  g_autoptr (GBytes) head = store_octets_writer_head (intake->writer);

  message->id = outbox_take_id (outbox);
  message->size = store_octets_writer_size (intake->writer);
  message->needs_8bit = !store_octets_writer_is_ascii (intake->writer);
  /* A program's own header may have any octets. Asked for SMTPUTF8 because of them, servers refuse
   * to hand the message to one that lacks it; without, they take it as ever. */
  message->needs_unicode
      = !intake->source && !is_ascii (g_bytes_get_data (head, NULL), header_length (head));
  message->octets = store_octets_writer_keep (intake->writer, batch);
  if (intake->draft)
    store_batch_discard_draft (batch, intake->draft);
  if (intake->handover)
    store_batch_end_handover (batch, intake->handover);
  outbox_put_async (outbox, message, batch, on_put, g_object_ref (task));
}

static char *
new_id (const char *from)
{
  guint8 random[ID_OCTETS];

  while (getrandom (random, sizeof random, 0) != sizeof random)
    continue;
  return mime_draft_new_id (from, random, sizeof random);
}

static gboolean
set_sender (OutboxMessage *message, const char *key, const char *from, GError **error)
{
  MailAddress *address = mailbox_parse (key, from, error);

  if (!address)
    return FALSE;
  summary_take (&message->sender, mailbox_wire_form (address->address));
  mail_address_free (address);
  return TRUE;
}

/* Each address once. */
static void
add_recipient (OutboxMessage *message, GHashTable *seen, const MailAddress *address)
{
  g_autofree char *wire = mailbox_wire_form (address->address);

  if (g_hash_table_add (seen, mailbox_key (address->address)))
    outbox_message_add_recipient (message, address->name, wire);
}

static gboolean
add_recipients (OutboxMessage *message, GHashTable *seen, const char *key, GStrv addresses,
                GError **error)
{
  for (; *addresses; addresses++)
    {
      MailAddress *address = mailbox_parse (key, *addresses, error);

      if (!address)
        return FALSE;
      add_recipient (message, seen, address);
      mail_address_free (address);
    }
  return TRUE;
}

static gboolean
check_count (const OutboxMessage *message, const char *key, GError **error)
{
  if (message->recipients->len == 0)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
                 "%s: there is nobody to send it to; name a recipient in to, cc or bcc", key);
  else if (message->recipients->len > RECIPIENTS_MOST)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
                 "%s: there are more than %d recipients; send it to fewer at a time", key,
                 RECIPIENTS_MOST);
  else
    return TRUE;
  return FALSE;
}

static GHashTable *
new_seen (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean
address_draft (OutboxMessage *message, const MimeDraft *draft, GError **error)
{
  g_autoptr (GHashTable) seen = new_seen ();

  return set_sender (message, "from", draft->from, error)
         && add_recipients (message, seen, "to", draft->to, error)
         && add_recipients (message, seen, "cc", draft->cc, error)
         && add_recipients (message, seen, "bcc", draft->bcc, error)
         && check_count (message, "to", error);
}

/* Minutes east of UTC. */
static gint32
zone_of (GDateTime *time)
{
  return (gint32) (g_date_time_get_utc_offset (time) / G_TIME_SPAN_MINUTE);
}

static void
complete_draft (MimeDraft *draft, Account *account)
{
  const StoreAccount *config = account_get_config (account);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  MailAddress own = { config->name, config->address };

  if (!*draft->from)
    summary_take (&draft->from, mailbox_format (&own));
  summary_take (&draft->message_id, new_id (draft->from));
  draft->date = g_date_time_to_unix (now);
  draft->offset = zone_of (now);
}

static gboolean
sign_draft (Outbox *outbox, MimeDraft *draft, int id, GError **error)
{
  StoredSignatures *signatures = outbox_get_services (outbox)->signatures;
  const StoreSignature *signature;

  if (id == OUTBOX_SIGNATURE_BY_SENDER)
    id = (int) stored_signatures_choose (signatures, draft->from);
  if (id == 0)
    return TRUE;
  signature = stored_signatures_find (signatures, (guint) id, error);
  if (!signature)
    return FALSE;
  summary_take (&draft->signature_text, g_strdup (signature->text));
  summary_take (&draft->signature_html, g_strdup (signature->html));
  return TRUE;
}

static void
on_composed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (parser_compose_finish ((Parser *) source, result, &error))
    keep (task);
  else
    g_task_return_error (task, error);
}

void
outbox_compose_async (Outbox *outbox, MimeDraft *draft, GPtrArray *contents,
                      const OutboxOrder *order, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (MimeDraft) owned G_GNUC_UNUSED = draft;
  g_autoptr (GPtrArray) streams = contents;
  g_autoptr (GTask) task = intake_new (outbox, order, callback, data);
  Intake *intake = g_task_get_task_data (task);
  g_autoptr (GError) fault = NULL;
  GError *error = NULL;

  complete_draft (draft, order->account);
  if (!sign_draft (outbox, draft, order->signature, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!mime_draft_check (draft, &fault) || !address_draft (intake->message, draft, &fault))
    {
      refuse (task, fault);
      return;
    }
  summary_take (&intake->message->subject, g_strdup (draft->subject));
  summary_take (&intake->message->message_id, g_strdup (draft->message_id));
  parser_compose_async (outbox_get_services (outbox)->parser, draft, streams,
                        G_OUTPUT_STREAM (intake->writer), NULL, on_composed, g_object_ref (task));
}

static void
on_poured (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (outbox_pour_finish (result, &error))
    keep (task);
  else
    g_task_return_error (task, error);
}

static void
prepend (GByteArray *head, const char *name, const char *value)
{
  g_autofree char *line = g_strdup_printf ("%s: %s\r\n", name, value);

  g_byte_array_append (head, (const guint8 *) line, (guint) strlen (line));
}

/* What the message must have and has not (RFC 6409, 8) goes before its own header. */
static void
complete_header (Intake *intake, const MimeEnvelope *envelope, const char *from)
{
  GByteArray *head = g_byte_array_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = mail_date_format (g_date_time_to_unix (now), zone_of (now));
  g_autofree char *id = g_strdup_printf ("<%s>", intake->message->message_id);

  if (!envelope->has_from)
    prepend (head, "From", from);
  if (!envelope->has_date)
    prepend (head, "Date", date);
  if (!*envelope->message_id)
    prepend (head, "Message-ID", id);
  g_byte_array_append (head, intake->head->data, intake->head->len);
  g_byte_array_unref (intake->head);
  intake->head = head;
}

static gboolean
take_envelope (GTask *task, const MimeEnvelope *envelope, const char *from, GError **error)
{
  OutboxMessage *message = ((Intake *) g_task_get_task_data (task))->message;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) recipients = NULL;
  g_autoptr (GHashTable) seen = new_seen ();
  gboolean is_given = message->recipients->len > 0;

  for (guint i = 0; !is_given && i < envelope->recipients->len; i++)
    {
      g_autofree char *text = mailbox_format (envelope->recipients->pdata[i]);
      g_strv_builder_add (builder, text);
    }
  recipients = g_strv_builder_end (builder);
  summary_take (&message->subject, g_strdup (envelope->subject));
  summary_take (&message->message_id,
                *envelope->message_id ? g_strdup (envelope->message_id) : new_id (from));
  return set_sender (message, "rfc822", from, error)
         && add_recipients (message, seen, "rfc822", recipients, error)
         && check_count (message, "rfc822", error);
}

static char *
sender_of (GTask *task, const MimeEnvelope *envelope)
{
  Intake *intake = g_task_get_task_data (task);
  Account *account = account_manager_find_account (
      outbox_get_manager (g_task_get_source_object (task)), intake->message->account, NULL);
  MailAddress own = { NULL, NULL };

  if (envelope->senders->len > 0)
    return mailbox_format (envelope->senders->pdata[0]);
  if (!account)
    return g_strdup ("");
  own.name = account_get_config (account)->name;
  own.address = account_get_config (account)->address;
  return mailbox_format (&own);
}

static void
on_envelope (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Intake *intake = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GError) fault = NULL;
  g_autoptr (MimeEnvelope) envelope = parser_envelope_finish ((Parser *) source, result, &error);
  g_autofree char *from = envelope ? sender_of (task, envelope) : NULL;
  g_autoptr (GBytes) head = NULL;

  if (!envelope)
    {
      g_task_return_error (task, error);
      return;
    }
  if (!take_envelope (task, envelope, from, &fault))
    {
      refuse (task, fault);
      return;
    }
  complete_header (intake, envelope, from);
  head = g_bytes_new (intake->head->data, intake->head->len);
  outbox_pour_async (head, intake->source, G_OUTPUT_STREAM (intake->writer), on_poured,
                     g_object_ref (task));
}

static void
on_head_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Intake *intake = g_task_get_task_data (task);
  Outbox *outbox = g_task_get_source_object (task);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GBytes) head = NULL;
  g_autoptr (GBytes) header = NULL;
  gsize length = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, &cause))
    {
      g_task_return_error (task, g_steal_pointer (&cause));
      return;
    }
  if (length == 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               "rfc822: nothing was written to it; write the message and close it");
      return;
    }
  g_byte_array_set_size (intake->head, (guint) length);
  head = g_bytes_new (intake->head->data, length);
  header = g_bytes_new_from_bytes (head, 0, header_length (head));
  if (g_bytes_get_size (header) == HEADER_MOST)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               "rfc822: its header is not over after %d octets; shorten it",
                               HEADER_MOST);
      return;
    }
  parser_envelope_async (outbox_get_services (outbox)->parser, header, NULL, on_envelope,
                         g_object_ref (task));
}

void
outbox_send_async (Outbox *outbox, GInputStream *rfc822, GPtrArray *recipients,
                   const OutboxOrder *order, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = intake_new (outbox, order, callback, data);
  Intake *intake = g_task_get_task_data (task);
  g_autoptr (GHashTable) seen = new_seen ();

  for (guint i = 0; recipients && i < recipients->len; i++)
    add_recipient (intake->message, seen, recipients->pdata[i]);
  intake->source = given_stream_new (rfc822, GIVEN_STREAM_PATIENCE, "rfc822", NULL);
  g_byte_array_set_size (intake->head, HEADER_MOST);
  g_input_stream_read_all_async (intake->source, intake->head->data, HEADER_MOST,
                                 G_PRIORITY_DEFAULT, NULL, on_head_read, g_object_ref (task));
}

static char *
resent_block (const OutboxMessage *message, const char *id)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  MimeResent resent = {
    .from = message->sender,
    .to = ((OutboxRecipient *) message->recipients->pdata[0])->address,
    .message_id = id,
    .date = g_date_time_to_unix (now),
    .offset = zone_of (now),
  };

  return mime_resent_block (&resent);
}

/* It is called as it came. */
static void
address_handover (OutboxMessage *message, const StoreHandover *handover, const char *id)
{
  g_autofree char *recipient = mailbox_wire_form (handover->recipient);

  message->kind = OUTBOX_ROUTED;
  outbox_message_add_recipient (message, "", recipient);
  summary_take (&message->subject, g_strdup (handover->subject));
  summary_take (&message->message_id, g_strdup (*handover->message_id ? handover->message_id : id));
}

void
outbox_send_on_async (Outbox *outbox, GInputStream *rfc822, const StoreHandover *handover,
                      const OutboxOrder *order, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = intake_new (outbox, order, callback, data);
  Intake *intake = g_task_get_task_data (task);
  const char *from = account_get_config (order->account)->address;
  g_autofree char *id = new_id (from);
  g_autoptr (GError) fault = NULL;
  g_autoptr (GBytes) head = NULL;
  char *block;

  if (!set_sender (intake->message, "address", from, &fault))
    {
      refuse (task, fault);
      return;
    }
  intake->source = g_object_ref (rfc822);
  intake->handover = handover->message;
  address_handover (intake->message, handover, id);
  block = resent_block (intake->message, id);
  head = g_bytes_new_take (block, strlen (block));
  outbox_pour_async (head, rfc822, G_OUTPUT_STREAM (intake->writer), on_poured,
                     g_object_ref (task));
}

gint64
outbox_intake_finish (Outbox *outbox, GAsyncResult *result, GError **error)
{
  gssize id = g_task_propagate_int (G_TASK (result), error);

  return MAX (id, 0);
}
