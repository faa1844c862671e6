/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-reader-private.h"

#include "error.h"
#include "store-list-query.h"
#include "store-row.h"
#include "store-search.h"
#include "store-sql-names.h"

/* The values of message.body. */
enum
{
  BODY_NONE,
  BODY_HEADER,
  BODY_WHOLE,
};

/* What a person reads comes in the beginning of a message; attachments follow. */
#define INDEXED_OCTETS (8 * 1024 * 1024)

/* Ends its snapshot when it goes out of scope. */
typedef StoreReader Snapshot;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Snapshot, store_reader_end)

StoreReader *
store_reader_open (const char *directory, StoreSynced *pending, GError **error)
{
  g_autoptr (StoreReader) reader = g_new0 (StoreReader, 1);

  reader->pending = pending;
  reader->directory = g_strdup (directory);
  reader->mail = store_database_open (directory, STORE_MAIL, STORE_ACCESS_READ, error);
  if (!reader->mail)
    return NULL;
  reader->state = store_database_open (directory, STORE_STATE, STORE_ACCESS_READ, error);
  return reader->state ? g_steal_pointer (&reader) : NULL;
}

void
store_reader_close (StoreReader *reader)
{
  if (!reader)
    return;
  store_database_close (reader->mail);
  store_database_close (reader->state);
  store_database_close (reader->text);
  g_free (reader->directory);
  g_free (reader);
}

static gboolean
begin_both (StoreReader *reader, GError **error)
{
  if (!store_database_begin (reader->mail, error))
    return FALSE;
  if (store_database_begin (reader->state, error))
    return TRUE;
  store_database_rollback (reader->mail);
  return FALSE;
}

gboolean
store_reader_begin (StoreReader *reader, GError **error)
{
  if (reader->depth == 0 && !begin_both (reader, error))
    return FALSE;
  reader->depth++;
  return TRUE;
}

void
store_reader_end (StoreReader *reader)
{
  reader->depth--;
  if (reader->depth > 0)
    return;
  store_database_rollback (reader->mail);
  store_database_rollback (reader->state);
}

static Snapshot *
snapshot (StoreReader *reader, GError **error)
{
  return store_reader_begin (reader, error) ? reader : NULL;
}

static gboolean
read_account_syncs (StoreReader *reader, GPtrArray *accounts, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_ACCOUNT_SYNCS);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  StoreStep step = STORE_STEP_DONE;

  for (guint i = 0; i < accounts->len; i++)
    g_hash_table_insert (by_id, ((StoreAccount *) accounts->pdata[i])->id, accounts->pdata[i]);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      StoreAccount *account = g_hash_table_lookup (by_id, store_statement_text (statement, 0));
      if (!account)
        continue;
      account->last_sync = store_statement_int64 (statement, 1);
      account->last_start = store_statement_int64 (statement, 2);
    }
  for (guint i = 0; i < accounts->len; i++)
    store_synced_overlay_account (reader->pending, accounts->pdata[i]);
  return step == STORE_STEP_DONE;
}

static GPtrArray *
read_accounts (StoreReader *reader, GError **error)
{
  g_autoptr (GPtrArray) accounts
      = g_ptr_array_new_with_free_func ((GDestroyNotify) store_account_free);
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_ACCOUNTS);
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_ptr_array_add (accounts, store_row_account (statement));
  return step == STORE_STEP_DONE ? g_steal_pointer (&accounts) : NULL;
}

GPtrArray *
store_reader_accounts (StoreReader *reader, GError **error)
{
  g_autoptr (GPtrArray) accounts = read_accounts (reader, error);

  if (!accounts || !read_account_syncs (reader, accounts, error))
    return NULL;
  return g_steal_pointer (&accounts);
}

char *
store_reader_setting (StoreReader *reader, const char *name, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_SETTING);

  store_statement_bind_text (statement, ":name", name);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return NULL;
  return store_statement_dup_text (statement, 0);
}

GStrv
store_reader_blacklist (StoreReader *reader, GError **error)
{
  g_autoptr (GStrvBuilder) entries = g_strv_builder_new ();
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_BLACKLIST);
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_strv_builder_add (entries, store_statement_text (statement, 0));
  return step == STORE_STEP_DONE ? g_strv_builder_end (entries) : NULL;
}

GPtrArray *
store_reader_folders (StoreReader *reader, const char *account, GError **error)
{
  g_autoptr (GPtrArray) folders
      = g_ptr_array_new_with_free_func ((GDestroyNotify) store_folder_free);
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_FOLDERS_OF_ACCOUNT);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_text (statement, ":account", account);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      StoreFolder *folder = store_row_folder (statement);
      store_synced_overlay_folder (reader->pending, folder);
      g_ptr_array_add (folders, folder);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&folders) : NULL;
}

UidSet *
store_reader_uids (StoreReader *reader, gint64 folder, GError **error)
{
  g_autoptr (UidSet) uids = uid_set_new ();
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_MESSAGE_UIDS);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":folder", folder);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    uid_set_add (uids, (guint32) store_statement_int64 (statement, 0));
  return step == STORE_STEP_DONE ? g_steal_pointer (&uids) : NULL;
}

static void
identity_free (StoreIdentity *identity)
{
  g_free (identity->flags);
  g_free (identity->message_id);
  g_free (identity);
}

static StoreIdentity *
read_identity (StoreStatement *statement)
{
  StoreIdentity *identity = g_new0 (StoreIdentity, 1);

  identity->uid = (guint32) store_statement_int64 (statement, 0);
  identity->received = store_statement_int64 (statement, 1);
  identity->size = (guint64) store_statement_int64 (statement, 2);
  identity->flags = store_statement_dup_text (statement, 3);
  identity->message_id = store_statement_dup_text (statement, 4);
  return identity;
}

GPtrArray *
store_reader_identities (StoreReader *reader, gint64 folder, GError **error)
{
  g_autoptr (GPtrArray) identities
      = g_ptr_array_new_with_free_func ((GDestroyNotify) identity_free);
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_MESSAGE_IDENTITIES);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":folder", folder);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_ptr_array_add (identities, read_identity (statement));
  return step == STORE_STEP_DONE ? g_steal_pointer (&identities) : NULL;
}

static gboolean
asks_text (const StoreFilter *filter)
{
  return filter->text || filter->from;
}

static gboolean
have_text (StoreReader *reader, GError **error)
{
  if (!reader->text)
    reader->text = store_database_open (reader->directory, STORE_TEXT, STORE_ACCESS_READ, error);
  return reader->text != NULL;
}

static GArray *
list_ids (StoreReader *reader, const StoreFilter *filter, guint offset, guint limit, StoreSort sort,
          GError **error)
{
  if (!asks_text (filter))
    return store_list_query_ids (reader->mail, filter, NULL, offset, limit, sort, error);
  if (!have_text (reader, error))
    return NULL;
  return store_search_ids (reader->text, reader->mail, filter, offset, limit, sort, error);
}

GPtrArray *
store_reader_list (StoreReader *reader, const StoreFilter *filter, guint offset, guint limit,
                   StoreSort sort, StoreColumns columns, GError **error)
{
  g_autoptr (Snapshot) open = snapshot (reader, error);
  g_autoptr (GArray) ids = open ? list_ids (reader, filter, offset, limit, sort, error) : NULL;

  if (!ids)
    return NULL;
  return store_reader_get (reader, (const guint64 *) (gpointer) ids->data, ids->len, columns,
                           error);
}

GArray *
store_reader_ids (StoreReader *reader, const StoreFilter *filter, GError **error)
{
  g_autoptr (Snapshot) open = snapshot (reader, error);
  return open ? store_list_query_ids (reader->mail, filter, NULL, 0, G_MAXUINT,
                                      STORE_SORT_DATE_DESC, error)
              : NULL;
}

gboolean
store_reader_count (StoreReader *reader, const StoreFilter *filter, guint *count, GError **error)
{
  g_autoptr (Snapshot) open = snapshot (reader, error);

  if (!open)
    return FALSE;
  if (!asks_text (filter))
    return store_list_query_count (reader->mail, filter, count, error);
  return have_text (reader, error)
         && store_search_count (reader->text, reader->mail, filter, count, error);
}

static void
fail_not_found (guint64 id, GError **error)
{
  if (error && *error)
    return;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
               "There is no message %" G_GUINT64_FORMAT ": list the folder again", id);
}

/* What lies in state.db. */
static gboolean
complete (StoreReader *reader, StoreMessage *message, StoreColumns columns, GError **error)
{
  return (!(columns & STORE_COLUMNS_PENDING) || store_reader_add_pending (reader, message, error))
         && (!(columns & STORE_COLUMNS_RESPONSIBLE)
             || store_reader_add_responsible (reader, message, error));
}

GPtrArray *
store_reader_get (StoreReader *reader, const guint64 *ids, gsize n_ids, StoreColumns columns,
                  GError **error)
{
  g_autoptr (Snapshot) open = snapshot (reader, error);
  g_autoptr (GPtrArray) messages
      = g_ptr_array_new_with_free_func ((GDestroyNotify) store_message_free);

  for (gsize i = 0; open && i < n_ids; i++)
    {
      GError *failure = NULL;
      StoreMessage *message = store_row_read_message (reader->mail, ids[i], columns, &failure);
      if (!message)
        {
          fail_not_found (ids[i], &failure);
          g_propagate_error (error, failure);
          return NULL;
        }
      g_ptr_array_add (messages, message);
      if (!complete (reader, message, columns, error))
        return NULL;
    }
  return open ? g_steal_pointer (&messages) : NULL;
}

StoreChangeList *
store_reader_changes (StoreReader *reader, guint64 since, guint limit, GError **error)
{
  g_autoptr (Snapshot) open = snapshot (reader, error);
  return open ? store_change_list_read (reader->mail, since, limit, error) : NULL;
}

static gboolean
read_body_kind (StoreReader *reader, guint64 id, gint64 *kind, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_MESSAGE_BODY);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  return store_statement_value (statement, -1, kind, error);
}

GBytes *
store_reader_chunks (StoreReader *reader, guint64 id, gsize limit, GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_BODY_CHUNKS);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":message", (gint64) id);
  while (body->len < limit && (step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    store_statement_append_octets (statement, 0, body);
  return step != STORE_STEP_FAILED ? g_byte_array_free_to_bytes (g_steal_pointer (&body)) : NULL;
}

GBytes *
store_reader_body (StoreReader *reader, guint64 id, gboolean *partial, GError **error)
{
  g_autoptr (Snapshot) open = snapshot (reader, error);
  gint64 kind = -1;

  if (!open || !read_body_kind (reader, id, &kind, error))
    return NULL;
  if (kind < 0)
    {
      fail_not_found (id, error);
      return NULL;
    }
  if (!partial && kind != BODY_WHOLE)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
                   "Message %" G_GUINT64_FORMAT
                   " is over 64 MiB and only its beginning is here: read it at the server, "
                   "in the web or with another mail program",
                   id);
      return NULL;
    }
  if (partial)
    *partial = kind != BODY_WHOLE;
  return store_reader_chunks (reader, id, G_MAXSIZE, error);
}

static StoreDocument *
read_document (StoreReader *reader, guint64 id, gint64 received, GError **error)
{
  g_autoptr (StoreDocument) document = store_row_read_document (reader->mail, id, received, error);

  if (!document || document->gone)
    return g_steal_pointer (&document);
  document->raw = store_reader_chunks (reader, id, INDEXED_OCTETS, error);
  return document->raw ? g_steal_pointer (&document) : NULL;
}

GPtrArray *
store_reader_unindexed (StoreReader *reader, guint limit, gsize octets, GError **error)
{
  g_autoptr (Snapshot) open = snapshot (reader, error);
  g_autoptr (GPtrArray) documents
      = g_ptr_array_new_with_free_func ((GDestroyNotify) store_document_free);
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_UNINDEXED_NEWEST);
  StoreStep step = STORE_STEP_FAILED;
  gsize size = 0;

  store_statement_bind_int64 (statement, ":limit", limit);
  while (open && size < octets
         && (step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      StoreDocument *document
          = read_document (reader, (guint64) store_statement_int64 (statement, 1),
                           store_statement_int64 (statement, 0), error);
      if (!document)
        return NULL;
      size += document->raw ? g_bytes_get_size (document->raw) : 0;
      g_ptr_array_add (documents, document);
    }
  return step != STORE_STEP_FAILED ? g_steal_pointer (&documents) : NULL;
}
