/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-crm.h"
#include "store-apply-operation.h"
#include "store-links.h"
#include "store-registry.h"
#include "store-sql-names.h"
#include "store-threading.h"

#define CHUNK_OCTETS (1024 * 1024)

/* The values of message.body. */
typedef enum
{
  BODY_NONE,
  BODY_HEADER,
  BODY_WHOLE,
} Body;

/* A summary taken apart; the strings lie in the variant it was made from. */
typedef struct
{
  const char *subject;
  GVariant *from;
  GVariant *reply_to;
  GVariant *to;
  GVariant *cc;
  gint64 date;
  const char *message_id;
  const char *in_reply_to;
  const char *references;
  const char *list_id;
  const char *snippet;
  GVariant *attachments;
  GVariant *warnings;
  GVariant *senders;
  const char *auto_submitted;
  gboolean is_bounce;
  gboolean is_routed;
} Fields;

static void
fields_free (Fields *fields)
{
  g_variant_unref (fields->from);
  g_variant_unref (fields->reply_to);
  g_variant_unref (fields->to);
  g_variant_unref (fields->cc);
  g_variant_unref (fields->attachments);
  g_variant_unref (fields->warnings);
  g_variant_unref (fields->senders);
  g_free (fields);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fields, fields_free)

static Fields *
fields_new (GVariant *summary)
{
  Fields *fields = g_new0 (Fields, 1);

  g_variant_get (summary, "(&s@a(ss)@a(ss)@a(ss)@a(ss)x&s&s&s&s&s@a(ssstb)@as@a(ss)&sbb)",
                 &fields->subject, &fields->from, &fields->reply_to, &fields->to, &fields->cc,
                 &fields->date, &fields->message_id, &fields->in_reply_to, &fields->references,
                 &fields->list_id, &fields->snippet, &fields->attachments, &fields->warnings,
                 &fields->senders, &fields->auto_submitted, &fields->is_bounce, &fields->is_routed);
  return fields;
}

static gboolean
shows_attachments (GVariant *attachments)
{
  GVariantIter iter;
  gboolean is_inline = FALSE;

  g_variant_iter_init (&iter, attachments);
  while (g_variant_iter_next (&iter, "(&s&s&stb)", NULL, NULL, NULL, NULL, &is_inline))
    if (!is_inline)
      return TRUE;
  return FALSE;
}

static Body
body_of (const StoreAddedMessage *message)
{
  if (!message->raw)
    return BODY_NONE;
  return message->partial ? BODY_HEADER : BODY_WHOLE;
}

static void
bind_summary (StoreStatement *statement, const Fields *fields)
{
  const char *name = "";
  const char *address = "";

  if (g_variant_n_children (fields->from) > 0)
    g_variant_get_child (fields->from, 0, "(&s&s)", &name, &address);
  store_statement_bind_text (statement, ":subject", fields->subject);
  store_statement_bind_text (statement, ":from_name", name);
  store_statement_bind_text (statement, ":from_address", address);
  store_statement_bind_variant (statement, ":reply_to", fields->reply_to);
  store_statement_bind_variant (statement, ":to_addresses", fields->to);
  store_statement_bind_variant (statement, ":cc_addresses", fields->cc);
  store_statement_bind_int64 (statement, ":date", fields->date);
  store_statement_bind_text (statement, ":message_id", fields->message_id);
  store_statement_bind_text (statement, ":in_reply_to", fields->in_reply_to);
  store_statement_bind_text (statement, ":reference_ids", fields->references);
  store_statement_bind_text (statement, ":list_id", fields->list_id);
  store_statement_bind_text (statement, ":snippet", fields->snippet);
  store_statement_bind_variant (statement, ":attachments", fields->attachments);
  store_statement_bind_int64 (statement, ":has_attachments",
                              shows_attachments (fields->attachments));
}

static gboolean
insert_row (StoreTransaction *transaction, const StoreChange *change, const Fields *fields,
            guint64 id, StoreLinks links, GError **error)
{
  const StoreAddedMessage *message = change->message;
  g_autofree const char **words = g_variant_get_strv (fields->warnings, NULL);
  g_autofree char *warnings = g_strjoinv (" ", (char **) words);
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_INSERT);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  store_statement_bind_int64 (statement, ":folder", change->folder);
  store_statement_bind_int64 (statement, ":uid", change->uid);
  store_statement_bind_int64 (statement, ":received", message->received);
  store_statement_bind_int64 (statement, ":size", (gint64) message->size);
  store_statement_bind_text (statement, ":flags", change->flags);
  store_statement_bind_int64 (statement, ":body", body_of (message));
  store_statement_bind_text (statement, ":warnings", warnings);
  store_statement_bind_int64 (statement, ":links", links);
  bind_summary (statement, fields);
  return store_statement_run (statement, error);
}

static gboolean
insert_chunk (StoreTransaction *transaction, guint64 id, gint64 sequence, const guint8 *octets,
              gsize length, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_CHUNK_INSERT);

  store_statement_bind_int64 (statement, ":message", (gint64) id);
  store_statement_bind_int64 (statement, ":sequence", sequence);
  store_statement_bind_octets (statement, ":data", octets, length);
  return store_statement_run (statement, error);
}

static gboolean
insert_body (StoreTransaction *transaction, guint64 id, GBytes *raw, GError **error)
{
  gsize length = 0;
  const guint8 *octets = raw ? g_bytes_get_data (raw, &length) : NULL;

  for (gsize offset = 0; offset < length; offset += CHUNK_OCTETS)
    if (!insert_chunk (transaction, id, (gint64) (offset / CHUNK_OCTETS), octets + offset,
                       MIN (length - offset, CHUNK_OCTETS), error))
      return FALSE;
  return TRUE;
}

static gboolean
place (StoreTransaction *transaction, const char *account, const StoreAddedMessage *message,
       const Fields *fields, guint64 id, GError **error)
{
  const StoreThreaded threaded = { .id = (gint64) id,
                                   .account = account,
                                   .message_id = fields->message_id,
                                   .in_reply_to = fields->in_reply_to,
                                   .references = fields->references,
                                   .subject = fields->subject,
                                   .received = message->received,
                                   .date = fields->date };

  return store_threading_place (transaction, &threaded, error);
}

static gboolean
route (StoreTransaction *transaction, guint64 id, const char *account, const Fields *fields,
       GError **error)
{
  const StoreWay way = { .from = fields->from,
                         .reply_to = fields->reply_to,
                         .senders = fields->senders,
                         .to = fields->to,
                         .cc = fields->cc,
                         .auto_submitted = fields->auto_submitted,
                         .is_bounce = fields->is_bounce,
                         .is_routed = fields->is_routed };

  return store_apply_routing (transaction, id, account, &way, error);
}

static gboolean
insert_message (StoreTransaction *transaction, const char *account, const StoreChange *change,
                GError **error)
{
  const StoreAddedMessage *message = change->message;
  g_autoptr (Fields) fields = fields_new (message->summary);
  StoreLinkKey key = store_link_key (fields->message_id, message->received, message->size);
  StoreLinks links = STORE_LINKS_NONE;
  guint64 id = 0;

  if (!store_registry_take (transaction, account, fields->message_id, message->received,
                            message->size, &id, error)
      || !store_links_find (transaction, &key, &links, error)
      || !insert_row (transaction, change, fields, id, links, error)
      || !insert_body (transaction, id, message->raw, error)
      || !place (transaction, account, message, fields, id, error)
      || !store_apply_overlay_place (transaction, id, error))
    return FALSE;
  store_transaction_note_added (transaction, id);
  if (message->diverted != 0)
    return store_apply_divert (transaction, id, message->diverted, error);
  if (!message->arrived)
    return TRUE;
  g_array_append_val (transaction->arrived, id);
  return route (transaction, id, account, fields, error);
}

gboolean
store_apply_is_whole (StoreTransaction *transaction, guint64 id, gboolean *whole, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_MESSAGE_BODY);
  gint64 body = BODY_NONE;

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  if (!store_statement_value (statement, BODY_NONE, &body, error))
    return FALSE;
  *whole = body == BODY_WHOLE;
  return TRUE;
}

gboolean
store_apply_update_flags (StoreTransaction *transaction, guint64 id, const char *flags,
                          GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_SET_FLAGS);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  store_statement_bind_text (statement, ":flags", flags);
  store_transaction_note_changed (transaction, id);
  return store_statement_run (statement, error);
}

/* ID is 0 when the folder has no such message. */
static gboolean
look_up_message (StoreTransaction *transaction, const StoreChange *change, guint64 *id,
                 gboolean *same_flags, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_BY_UID);
  StoreStep step = STORE_STEP_DONE;

  *id = 0;
  store_statement_bind_int64 (statement, ":folder", change->folder);
  store_statement_bind_int64 (statement, ":uid", change->uid);
  step = store_statement_step (statement, error);
  if (step != STORE_STEP_ROW)
    return step == STORE_STEP_DONE;
  *id = (guint64) store_statement_int64 (statement, 0);
  *same_flags = g_str_equal (store_statement_text (statement, 1), change->flags);
  return TRUE;
}

/* The flags of CHANGE become what is shown: what is pending lies over them. */
static gboolean
find_message (StoreTransaction *transaction, StoreChange *change, guint64 *id, gboolean *same_flags,
              GError **error)
{
  char *shown;

  if (!look_up_message (transaction, change, id, same_flags, error))
    return FALSE;
  if (*id == 0 || *same_flags)
    return TRUE;
  shown = store_apply_overlaid_flags (transaction, *id, change->flags, error);
  if (!shown)
    return FALSE;
  g_free (change->flags);
  change->flags = shown;
  return look_up_message (transaction, change, id, same_flags, error);
}

gboolean
store_apply_set_flags (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  const char *account = NULL;
  gboolean same = TRUE;
  guint64 id = 0;

  if (!store_transaction_touch_folder (transaction, change->folder, &account, error)
      || (account && !find_message (transaction, change, &id, &same, error)))
    return FALSE;
  return same || store_apply_update_flags (transaction, id, change->flags, error);
}

/* A message that was moved here has now appeared under its UID. */
static gboolean
take_expected (StoreTransaction *transaction, StoreChange *change, guint64 *id, gboolean *same,
               GError **error)
{
  g_autoptr (Fields) fields = NULL;
  gboolean expects = FALSE;

  if (!store_apply_expects (transaction, change->folder, &expects, error))
    return FALSE;
  if (!expects)
    return TRUE;
  fields = fields_new (change->message->summary);
  if (!store_apply_find_expected (transaction, change->folder, fields->message_id,
                                  change->message->size, id, error))
    return FALSE;
  return *id == 0
         || (store_apply_arrive (transaction, *id, change->folder, change->uid, error)
             && find_message (transaction, change, id, same, error));
}

gboolean
store_apply_add_message (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  const char *account = NULL;
  gboolean same = TRUE;
  guint64 id = 0;

  if (!store_transaction_touch_folder (transaction, change->folder, &account, error))
    return FALSE;
  if (!account)
    return TRUE;
  if (!find_message (transaction, change, &id, &same, error))
    return FALSE;
  if (id == 0 && !take_expected (transaction, change, &id, &same, error))
    return FALSE;
  if (id == 0)
    return insert_message (transaction, account, change, error);
  return same || store_apply_update_flags (transaction, id, change->flags, error);
}

static GArray *
ids_in_range (StoreTransaction *transaction, gint64 folder, guint32 first, guint32 last,
              GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_IDS_IN_RANGE);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":folder", folder);
  store_statement_bind_int64 (statement, ":first", first);
  store_statement_bind_int64 (statement, ":last", last);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      guint64 id = (guint64) store_statement_int64 (statement, 0);
      g_array_append_val (ids, id);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

static GArray *
copies_of (StoreTransaction *transaction, guint64 id, const char *except, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_OPERATION_COPIES);
  StoreStep step;

  store_statement_bind_int64 (statement, ":source", (gint64) id);
  store_statement_bind_text (statement, ":account", except);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      guint64 copy = (guint64) store_statement_int64 (statement, 0);
      g_array_append_val (ids, copy);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/* Their server cannot make them any more; that of EXCEPT can. */
static gboolean
drop_copies (StoreTransaction *transaction, guint64 id, const char *except, GError **error)
{
  g_autoptr (GArray) ids = copies_of (transaction, id, except, error);

  for (guint i = 0; ids && i < ids->len; i++)
    if (!store_apply_return_message (transaction, g_array_index (ids, guint64, i), error))
      return FALSE;
  return ids != NULL;
}

gboolean
store_apply_forget_operations (StoreTransaction *transaction, guint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_OPERATION_MESSAGES_FORGET);
  gboolean forgotten;

  store_statement_bind_int64 (statement, ":message", (gint64) id);
  forgotten = store_statement_run (statement, error);
  /* Its copies go in the same way. */
  store_statement_finish (statement);
  return forgotten && drop_copies (transaction, id, "", error);
}

gboolean
store_apply_forget_abroad (StoreTransaction *transaction, guint64 id, const char *home,
                           GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_OPERATION_MESSAGES_FORGET_ABROAD);

  store_statement_bind_int64 (statement, ":message", (gint64) id);
  store_statement_bind_text (statement, ":account", home);
  return store_statement_run (statement, error) && drop_copies (transaction, id, home, error);
}

/* Nothing is left to be done to it. */
gboolean
store_apply_remove_message (StoreTransaction *transaction, guint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_DELETE);
  gboolean deleted;

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  deleted = store_statement_run (statement, error);
  /* Its copies go in the same way. */
  store_statement_finish (statement);
  if (!deleted)
    return FALSE;
  store_transaction_note_removed (transaction, id);
  return store_apply_forget_operations (transaction, id, error)
         && store_registry_release (transaction, id, error);
}

gboolean
store_apply_remove_range (StoreTransaction *transaction, gint64 folder, guint32 first, guint32 last,
                          GError **error)
{
  g_autoptr (GArray) ids = ids_in_range (transaction, folder, first, last, error);

  for (guint i = 0; ids && i < ids->len; i++)
    if (!store_apply_vanish_message (transaction, g_array_index (ids, guint64, i), error))
      return FALSE;
  return ids != NULL;
}

gboolean
store_apply_remove_messages (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  const char *account = NULL;

  if (!store_transaction_touch_folder (transaction, change->folder, &account, error))
    return FALSE;
  if (!account)
    return TRUE;
  for (guint i = 0; i < uid_set_n_ranges (change->uids); i++)
    {
      UidRange range = uid_set_range (change->uids, i);
      if (!store_apply_remove_range (transaction, change->folder, range.first, range.last, error))
        return FALSE;
    }
  return store_registry_prune (transaction, error);
}
