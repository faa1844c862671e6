/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-reader-outbox.h"

#include "store-reader-private.h"
#include "store-sql-names.h"
#include "summary.h"

enum
{
  OUTBOX_ID,
  OUTBOX_ACCOUNT,
  OUTBOX_OCTETS,
  OUTBOX_SIZE,
  OUTBOX_NEEDS_8BIT,
  OUTBOX_NEEDS_UNICODE,
  OUTBOX_SENDER,
  OUTBOX_SUBJECT,
  OUTBOX_MESSAGE_ID,
  OUTBOX_ORIGINAL,
  OUTBOX_ORIGINAL_FLAG,
  OUTBOX_STATE,
  OUTBOX_UNCERTAIN_SINCE,
  OUTBOX_ATTEMPTS,
  OUTBOX_BEGINS,
  OUTBOX_NEXT_TRY,
  OUTBOX_ERROR_NAME,
  OUTBOX_ERROR,
  OUTBOX_COPY,
  OUTBOX_COPY_ERROR_NAME,
  OUTBOX_COPY_ERROR,
  OUTBOX_KIND,
};

enum
{
  DRAFT_ID,
  DRAFT_ACCOUNT,
  DRAFT_CONTENT,
  DRAFT_CHANGED,
  DRAFT_REVISION,
  DRAFT_IS_GONE,
  DRAFT_PLACED,
  DRAFT_PLACED_ID,
  DRAFT_UIDVALIDITY,
  DRAFT_UID,
  DRAFT_PLACING,
  DRAFT_PLACING_ID,
  DRAFT_OCTETS,
  DRAFT_SIZE,
};

static void
take_text (char **field, StoreStatement *statement, int column)
{
  summary_take (field, store_statement_dup_text (statement, column));
}

static gpointer
read_message (StoreStatement *statement)
{
  OutboxMessage *message = outbox_message_new ();

  message->id = store_statement_int64 (statement, OUTBOX_ID);
  take_text (&message->account, statement, OUTBOX_ACCOUNT);
  message->octets = store_statement_int64 (statement, OUTBOX_OCTETS);
  message->size = (guint64) store_statement_int64 (statement, OUTBOX_SIZE);
  message->needs_8bit = store_statement_int64 (statement, OUTBOX_NEEDS_8BIT) != 0;
  message->needs_unicode = store_statement_int64 (statement, OUTBOX_NEEDS_UNICODE) != 0;
  take_text (&message->sender, statement, OUTBOX_SENDER);
  take_text (&message->subject, statement, OUTBOX_SUBJECT);
  take_text (&message->message_id, statement, OUTBOX_MESSAGE_ID);
  message->original = (guint64) store_statement_int64 (statement, OUTBOX_ORIGINAL);
  take_text (&message->original_flag, statement, OUTBOX_ORIGINAL_FLAG);
  outbox_state_parse (store_statement_text (statement, OUTBOX_STATE), &message->state);
  message->uncertain_since = store_statement_int64 (statement, OUTBOX_UNCERTAIN_SINCE);
  message->attempts = (guint) store_statement_int64 (statement, OUTBOX_ATTEMPTS);
  message->begins = store_statement_int64 (statement, OUTBOX_BEGINS);
  message->next_try = store_statement_int64 (statement, OUTBOX_NEXT_TRY);
  take_text (&message->error_name, statement, OUTBOX_ERROR_NAME);
  take_text (&message->error, statement, OUTBOX_ERROR);
  message->copy = (OutboxCopy) store_statement_int64 (statement, OUTBOX_COPY);
  take_text (&message->copy_error_name, statement, OUTBOX_COPY_ERROR_NAME);
  take_text (&message->copy_error, statement, OUTBOX_COPY_ERROR);
  message->kind = (OutboxKind) store_statement_int64 (statement, OUTBOX_KIND);
  return message;
}

static gpointer
read_signature (StoreStatement *statement)
{
  g_autofree char *name = store_statement_dup_text (statement, 1);
  g_autofree char *address = store_statement_dup_text (statement, 2);
  g_autofree char *html = store_statement_dup_text (statement, 3);
  g_autofree char *text = store_statement_dup_text (statement, 4);

  return store_signature_new ((guint) store_statement_int64 (statement, 0), name, address, html,
                              text);
}

static gpointer
read_draft (StoreStatement *statement)
{
  StoreDraft *draft = store_draft_new ();

  draft->id = store_statement_int64 (statement, DRAFT_ID);
  take_text (&draft->account, statement, DRAFT_ACCOUNT);
  g_bytes_unref (draft->content);
  draft->content = store_statement_octets (statement, DRAFT_CONTENT);
  draft->changed = store_statement_int64 (statement, DRAFT_CHANGED);
  draft->revision = store_statement_int64 (statement, DRAFT_REVISION);
  draft->is_gone = store_statement_int64 (statement, DRAFT_IS_GONE) != 0;
  draft->placed = store_statement_int64 (statement, DRAFT_PLACED);
  take_text (&draft->placed_id, statement, DRAFT_PLACED_ID);
  draft->uidvalidity = (guint32) store_statement_int64 (statement, DRAFT_UIDVALIDITY);
  draft->uid = (guint32) store_statement_int64 (statement, DRAFT_UID);
  draft->placing = store_statement_int64 (statement, DRAFT_PLACING);
  take_text (&draft->placing_id, statement, DRAFT_PLACING_ID);
  draft->octets = store_statement_int64 (statement, DRAFT_OCTETS);
  draft->size = (guint64) store_statement_int64 (statement, DRAFT_SIZE);
  return draft;
}

static GPtrArray *
read_all (StoreReader *reader, guint name, gpointer (*read) (StoreStatement *statement),
          GDestroyNotify destroy, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (destroy);
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, name);
  StoreStep step;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_ptr_array_add (rows, read (statement));
  return step == STORE_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

static void
read_recipient (StoreStatement *statement, OutboxMessage *message)
{
  OutboxRecipient *recipient = outbox_message_add_recipient (
      message, store_statement_text (statement, 1), store_statement_text (statement, 2));

  recipient->state = (RecipientState) store_statement_int64 (statement, 3);
  take_text (&recipient->reason, statement, 4);
}

/* Rows and MESSAGES come in the same order, and every row has its message. */
static gboolean
read_recipients (StoreReader *reader, GPtrArray *messages, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (reader->state, STATE_OUTBOX_RECIPIENTS);
  guint i = 0;
  StoreStep step;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      gint64 id = store_statement_int64 (statement, 0);
      while (((OutboxMessage *) messages->pdata[i])->id != id)
        i++;
      read_recipient (statement, messages->pdata[i]);
    }
  return step == STORE_STEP_DONE;
}

GPtrArray *
store_reader_outbox (StoreReader *reader, GError **error)
{
  g_autoptr (GPtrArray) messages = NULL;

  if (!store_reader_begin (reader, error))
    return NULL;
  messages
      = read_all (reader, STATE_OUTBOX, read_message, (GDestroyNotify) outbox_message_free, error);
  if (messages && !read_recipients (reader, messages, error))
    g_clear_pointer (&messages, g_ptr_array_unref);
  store_reader_end (reader);
  return g_steal_pointer (&messages);
}

/* NULL without error: it is not in the cache now. */
static StoreHandover *
read_handover (StoreReader *reader, guint64 message, const char *recipient, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (reader->mail, MAIL_MESSAGE_HANDED_OVER);
  StoreHandover *handover;

  store_statement_bind_int64 (statement, ":id", (gint64) message);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return NULL;
  handover = g_new0 (StoreHandover, 1);
  handover->message = message;
  handover->recipient = g_strdup (recipient);
  handover->subject = store_statement_dup_text (statement, 0);
  handover->message_id = store_statement_dup_text (statement, 1);
  handover->is_whole = store_statement_int64 (statement, 2) != 0;
  handover->size = (guint64) store_statement_int64 (statement, 3);
  return handover;
}

StoreHandover *
store_reader_handover (StoreReader *reader, const char *account, guint64 after, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_HANDOVERS);
  GError *failure = NULL;
  StoreHandover *found = NULL;

  store_statement_bind_text (statement, ":account", account);
  store_statement_bind_int64 (statement, ":after", (gint64) after);
  while (!found && !failure && store_statement_step (statement, &failure) == STORE_STEP_ROW)
    found = read_handover (reader, (guint64) store_statement_int64 (statement, 0),
                           store_statement_text (statement, 1), &failure);
  if (failure)
    g_propagate_error (error, failure);
  return found;
}

GPtrArray *
store_reader_signatures (StoreReader *reader, GError **error)
{
  return read_all (reader, STATE_SIGNATURES, read_signature, (GDestroyNotify) store_signature_free,
                   error);
}

/* As read_recipients(). */
static gboolean
read_parts (StoreReader *reader, GPtrArray *drafts, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_DRAFT_PARTS);
  guint i = 0;
  StoreStep step;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      gint64 id = store_statement_int64 (statement, 0);
      StoreDraftPart part = { .octets = store_statement_int64 (statement, 1),
                              .size = (guint64) store_statement_int64 (statement, 2) };
      while (((StoreDraft *) drafts->pdata[i])->id != id)
        i++;
      g_array_append_val (((StoreDraft *) drafts->pdata[i])->parts, part);
    }
  return step == STORE_STEP_DONE;
}

GPtrArray *
store_reader_drafts (StoreReader *reader, GError **error)
{
  g_autoptr (GPtrArray) drafts = NULL;

  if (!store_reader_begin (reader, error))
    return NULL;
  drafts = read_all (reader, STATE_DRAFTS, read_draft, (GDestroyNotify) store_draft_free, error);
  if (drafts && !read_parts (reader, drafts, error))
    g_clear_pointer (&drafts, g_ptr_array_unref);
  store_reader_end (reader);
  return g_steal_pointer (&drafts);
}

gboolean
store_reader_last_id (StoreReader *reader, const char *table, gint64 *id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_LAST_ID);

  store_statement_bind_text (statement, ":name", table);
  return store_statement_value (statement, 0, id, error);
}

GBytes *
store_reader_octets (StoreReader *reader, gint64 id, guint sequence, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_OCTETS);

  store_statement_bind_int64 (statement, ":id", id);
  store_statement_bind_int64 (statement, ":sequence", sequence);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return NULL;
  return store_statement_octets (statement, 0);
}

GBytes *
store_reader_body_piece (StoreReader *reader, gint64 id, guint sequence, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_BODY_CHUNK);

  store_statement_bind_int64 (statement, ":message", id);
  store_statement_bind_int64 (statement, ":sequence", sequence);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return NULL;
  return store_statement_octets (statement, 0);
}

static void
found_free (gpointer data)
{
  StoreFound *found = data;

  g_free (found->message_id);
  g_free (found->subject);
  g_free (found);
}

GPtrArray *
store_reader_from_uid (StoreReader *reader, gint64 folder, guint32 uid, GError **error)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (found_free);
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_MESSAGES_FROM_UID);
  StoreStep step;

  store_statement_bind_int64 (statement, ":folder", folder);
  store_statement_bind_int64 (statement, ":uid", uid);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      StoreFound *found = g_new0 (StoreFound, 1);
      found->id = (guint64) store_statement_int64 (statement, 0);
      found->uid = (guint32) store_statement_int64 (statement, 1);
      found->message_id = store_statement_dup_text (statement, 2);
      found->subject = store_statement_dup_text (statement, 3);
      g_ptr_array_add (messages, found);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&messages) : NULL;
}

gboolean
store_reader_has_message (StoreReader *reader, gint64 folder, const char *message_id, gint64 since,
                          gboolean *found, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_MESSAGE_NAMED);
  gint64 value = 0;

  store_statement_bind_int64 (statement, ":folder", folder);
  store_statement_bind_text (statement, ":message_id", message_id);
  store_statement_bind_int64 (statement, ":since", since);
  if (!store_statement_value (statement, 0, &value, error))
    return FALSE;
  *found = value != 0;
  return TRUE;
}
