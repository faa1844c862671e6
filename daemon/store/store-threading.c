/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-threading.h"

#include "store-sql-names.h"
#include "thread-clues.h"

#include <string.h>

/* How long an empty thread waits for its mail to come back, as ids do (store-registry.h). */
#define EMPTY_SECONDS (30 * 24 * 60 * 60)
#define PRUNE_AT_MOST 1000

/* Bounds a slice, and with it how long a batch may have to wait. */
#define SLICE_MESSAGES 500
#define SLICE_TIME     (50 * G_TIME_SPAN_MILLISECOND)

/* A message on its way into a thread. */
typedef struct
{
  StoreTransaction *transaction;
  const StoreThreaded *message;
  ThreadClues *clues;
  gint64 thread; /* 0 = none yet */
  gint64 subject;
  gint64 date;
  gboolean waiting;
} Placing;

enum
{
  BACKLOG_ID,
  BACKLOG_ACCOUNT,
  BACKLOG_MESSAGE_ID,
  BACKLOG_IN_REPLY_TO,
  BACKLOG_REFERENCES,
  BACKLOG_SUBJECT,
  BACKLOG_RECEIVED,
  BACKLOG_DATE,
};

/* Eight octets of a strong hash: two texts that share them are not to be expected, and whoever
 * looks for such gains no more than by naming the thread. */
static gint64
key_of (const char *kind, const char *account, const char *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  gint64 key = 0;

  g_checksum_update (checksum, (const guchar *) kind, (gssize) strlen (kind) + 1);
  g_checksum_update (checksum, (const guchar *) account, (gssize) strlen (account) + 1);
  g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text));
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (&key, digest, sizeof key);
  return key;
}

static gboolean
run_with (StoreTransaction *transaction, guint name, const char *parameter, gint64 value,
          GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, name);

  store_statement_bind_int64 (statement, parameter, value);
  return store_statement_run (statement, error);
}

static gboolean
value_of (StoreTransaction *transaction, guint name, const char *parameter, gint64 id,
          gint64 *value, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, name);

  store_statement_bind_int64 (statement, parameter, id);
  return store_statement_value (statement, 0, value, error);
}

static gboolean
note_messages (StoreTransaction *transaction, gint64 thread, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_THREAD_MESSAGES);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":thread", thread);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    store_transaction_note_changed (transaction, (guint64) store_statement_int64 (statement, 0));
  return step == STORE_STEP_DONE;
}

static gboolean
move (StoreTransaction *transaction, guint name, gint64 thread, gint64 into, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, name);

  store_statement_bind_int64 (statement, ":thread", thread);
  store_statement_bind_int64 (statement, ":into", into);
  return store_statement_run (statement, error);
}

static gboolean
add_members (StoreTransaction *transaction, gint64 thread, gint64 members, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_THREAD_ADD_MEMBERS);

  store_statement_bind_int64 (statement, ":id", thread);
  store_statement_bind_int64 (statement, ":members", members);
  return store_statement_run (statement, error);
}

/* THREAD, which has MEMBERS, becomes part of INTO. */
static gboolean
merge (StoreTransaction *transaction, gint64 thread, gint64 members, gint64 into, GError **error)
{
  return note_messages (transaction, thread, error)
         && move (transaction, MAIL_THREAD_MOVE_MESSAGES, thread, into, error)
         && move (transaction, MAIL_THREAD_MOVE_KEYS, thread, into, error)
         && add_members (transaction, into, members, error)
         && run_with (transaction, MAIL_THREAD_DELETE, ":id", thread, error);
}

/* The smaller one moves, so that no message moves often; of two alike the younger. */
static gboolean
join (Placing *placing, gint64 found, GError **error)
{
  gint64 mine = placing->thread;
  gint64 members = 0;
  gint64 others = 0;
  gboolean is_larger;

  placing->thread = found;
  if (mine == 0 || mine == found)
    return TRUE;
  if (!value_of (placing->transaction, MAIL_THREAD_MEMBERS, ":id", mine, &members, error)
      || !value_of (placing->transaction, MAIL_THREAD_MEMBERS, ":id", found, &others, error))
    return FALSE;
  is_larger = members != others ? members > others : mine < found;
  placing->thread = is_larger ? mine : found;
  return is_larger ? merge (placing->transaction, found, others, mine, error)
                   : merge (placing->transaction, mine, members, found, error);
}

/* NEW_KEYS gets those that belong to no thread yet. */
static gboolean
join_by_ids (Placing *placing, GArray *new_keys, GError **error)
{
  for (guint i = 0; i < placing->clues->ids->len; i++)
    {
      gint64 key = key_of ("id", placing->message->account, placing->clues->ids->pdata[i]);
      gint64 found = 0;

      if (!value_of (placing->transaction, MAIL_THREAD_OF_KEY, ":key", key, &found, error)
          || (found != 0 && !join (placing, found, error)))
        return FALSE;
      if (found == 0)
        g_array_append_val (new_keys, key);
    }
  return TRUE;
}

static void
bind_subject (StoreStatement *statement, const Placing *placing, gint64 from, gint64 to)
{
  store_statement_bind_int64 (statement, ":subject", placing->subject);
  store_statement_bind_int64 (statement, ":from", from);
  store_statement_bind_int64 (statement, ":to", to);
}

static gboolean
join_answered (Placing *placing, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (placing->transaction->mail, MAIL_THREAD_ANSWERED);
  gint64 found = 0;

  bind_subject (statement, placing, placing->date - THREAD_SUBJECT_SECONDS, placing->date);
  if (!store_statement_value (statement, 0, &found, error))
    return FALSE;
  placing->waiting = found == 0;
  return found == 0 || join (placing, found, error);
}

/* MESSAGE is 0 when none waits. */
static gboolean
find_waiting (Placing *placing, gint64 *message, gint64 *thread, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (placing->transaction->mail, MAIL_THREAD_WAITING);
  StoreStep step;

  bind_subject (statement, placing, placing->date, placing->date + THREAD_SUBJECT_SECONDS);
  step = store_statement_step (statement, error);
  if (step != STORE_STEP_ROW)
    return step == STORE_STEP_DONE;
  *message = store_statement_int64 (statement, 0);
  *thread = store_statement_int64 (statement, 1);
  return TRUE;
}

static gboolean
join_waiting (Placing *placing, GError **error)
{
  gint64 message = 0;
  gint64 thread = 0;

  if (!find_waiting (placing, &message, &thread, error))
    return FALSE;
  return message == 0
         || (join (placing, thread, error)
             && run_with (placing->transaction, MAIL_THREAD_WAITED, ":message", message, error));
}

static gboolean
join_by_subject (Placing *placing, GError **error)
{
  if (placing->subject == 0)
    return TRUE;
  return (!placing->clues->by_subject || join_answered (placing, error))
         && join_waiting (placing, error);
}

static gboolean
put_keys (const Placing *placing, GArray *keys, GError **error)
{
  for (guint i = 0; i < keys->len; i++)
    {
      g_autoptr (StoreStatement) statement
          = store_database_use (placing->transaction->mail, MAIL_THREAD_KEY_PUT);

      store_statement_bind_int64 (statement, ":key", g_array_index (keys, gint64, i));
      store_statement_bind_int64 (statement, ":thread", placing->thread);
      if (!store_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_member (const Placing *placing, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (placing->transaction->mail, MAIL_THREAD_MEMBER_PUT);

  store_statement_bind_int64 (statement, ":message", placing->message->id);
  store_statement_bind_int64 (statement, ":thread", placing->thread);
  store_statement_bind_int64 (statement, ":received", placing->message->received);
  store_statement_bind_int64 (statement, ":date", placing->date);
  store_statement_bind_int64 (statement, ":subject", placing->subject);
  store_statement_bind_int64 (statement, ":waiting", placing->waiting);
  return store_statement_run (statement, error);
}

static gboolean
found_thread (Placing *placing, GError **error)
{
  placing->thread = placing->message->id;
  return run_with (placing->transaction, MAIL_THREAD_PUT, ":id", placing->thread, error);
}

gboolean
store_threading_place (StoreTransaction *transaction, const StoreThreaded *message, GError **error)
{
  g_autoptr (ThreadClues) clues = thread_clues_new (message->message_id, message->in_reply_to,
                                                    message->references, message->subject);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  Placing placing = { .transaction = transaction, .message = message, .clues = clues };

  placing.date = message->date ? message->date : message->received;
  placing.subject = *clues->subject ? key_of ("subject", message->account, clues->subject) : 0;
  if (!join_by_ids (&placing, keys, error) || !join_by_subject (&placing, error)
      || (placing.thread == 0 && !found_thread (&placing, error)))
    return FALSE;
  return put_keys (&placing, keys, error) && put_member (&placing, error);
}

static StoreThreaded *
threaded_new (StoreStatement *row)
{
  StoreThreaded *message = g_new0 (StoreThreaded, 1);

  message->id = store_statement_int64 (row, BACKLOG_ID);
  message->account = store_statement_dup_text (row, BACKLOG_ACCOUNT);
  message->message_id = store_statement_dup_text (row, BACKLOG_MESSAGE_ID);
  message->in_reply_to = store_statement_dup_text (row, BACKLOG_IN_REPLY_TO);
  message->references = store_statement_dup_text (row, BACKLOG_REFERENCES);
  message->subject = store_statement_dup_text (row, BACKLOG_SUBJECT);
  message->received = store_statement_int64 (row, BACKLOG_RECEIVED);
  message->date = store_statement_int64 (row, BACKLOG_DATE);
  return message;
}

static void
threaded_free (StoreThreaded *message)
{
  g_free ((char *) message->account);
  g_free ((char *) message->message_id);
  g_free ((char *) message->in_reply_to);
  g_free ((char *) message->references);
  g_free ((char *) message->subject);
  g_free (message);
}

static GPtrArray *
some_of_backlog (StoreTransaction *transaction, gint64 newest, GError **error)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) threaded_free);
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_THREAD_BACKLOG_SOME);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":newest", newest);
  store_statement_bind_int64 (statement, ":limit", SLICE_MESSAGES);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_ptr_array_add (messages, threaded_new (statement));
  return step == STORE_STEP_DONE ? g_steal_pointer (&messages) : NULL;
}

static gboolean
end_backlog (StoreTransaction *transaction, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_THREAD_BACKLOG_END);
  return store_statement_run (statement, error);
}

gboolean
store_threading_catch_up (StoreTransaction *transaction, GError **error)
{
  gint64 until = g_get_monotonic_time () + SLICE_TIME;
  g_autoptr (StoreStatement) backlog = store_database_use (transaction->mail, MAIL_THREAD_BACKLOG);
  g_autoptr (GPtrArray) messages = NULL;
  gint64 newest = -1;

  if (!store_statement_value (backlog, -1, &newest, error) || newest < 0)
    return FALSE;
  messages = some_of_backlog (transaction, newest, error);
  if (!messages)
    return FALSE;
  if (messages->len == 0)
    return end_backlog (transaction, error);
  for (guint i = 0; i < messages->len && g_get_monotonic_time () < until; i++)
    {
      const StoreThreaded *message = messages->pdata[i];

      newest = message->id - 1;
      if (!store_threading_place (transaction, message, error))
        return FALSE;
    }
  return run_with (transaction, MAIL_THREAD_BACKLOG_SET, ":newest", newest, error);
}

gboolean
store_threading_prune (StoreTransaction *transaction, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_THREADS_PRUNE);
  gint64 before = store_database_changes (transaction->mail);

  store_statement_bind_int64 (statement, ":before", transaction->now - EMPTY_SECONDS);
  store_statement_bind_int64 (statement, ":limit", PRUNE_AT_MOST);
  return store_statement_run (statement, error)
         && store_database_changes (transaction->mail) != before;
}
