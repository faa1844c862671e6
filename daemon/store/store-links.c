/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-links.h"

#include "store-sql-names.h"

StoreLinkKey
store_link_key (const char *message_id, gint64 received, guint64 size)
{
  return *message_id ? (StoreLinkKey){ message_id, 0, 0 } : (StoreLinkKey){ "", received, size };
}

StoreLinkKey *
store_link_key_copy (const StoreLinkKey *key)
{
  StoreLinkKey *copy = g_memdup2 (key, sizeof *key);

  copy->message_id = g_strdup (key->message_id);
  return copy;
}

void
store_link_key_free (StoreLinkKey *copy)
{
  g_free ((char *) copy->message_id);
  g_free (copy);
}

void
store_link_key_bind (StoreStatement *statement, const StoreLinkKey *key)
{
  store_statement_bind_text (statement, ":message_id", key->message_id);
  store_statement_bind_int64 (statement, ":received", key->received);
  store_statement_bind_int64 (statement, ":size", (gint64) key->size);
}

StoreLinkKey
store_link_key_read (StoreStatement *statement, int first_column)
{
  return store_link_key (store_statement_text (statement, first_column),
                         store_statement_int64 (statement, first_column + 1),
                         (guint64) store_statement_int64 (statement, first_column + 2));
}

static gboolean
look_up (StoreTransaction *transaction, const StoreLinkKey *key, StoreLinks *links, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_LINKS_OF_MAIL);
  gint64 found = 0;

  store_link_key_bind (statement, key);
  if (!store_statement_value (statement, 0, &found, error))
    return FALSE;
  *links = (StoreLinks) found;
  return TRUE;
}

static gboolean
any_exist (StoreTransaction *transaction, gboolean *exist, GError **error)
{
  g_autoptr (StoreStatement) statement = NULL;
  gint64 found = 0;

  if (transaction->has_links < 0)
    {
      statement = store_database_use (transaction->state, STATE_LINKS_EXIST);
      if (!store_statement_value (statement, 0, &found, error))
        return FALSE;
      transaction->has_links = found != 0;
    }
  *exist = transaction->has_links > 0;
  return TRUE;
}

gboolean
store_links_find (StoreTransaction *transaction, const StoreLinkKey *key, StoreLinks *links,
                  GError **error)
{
  gboolean exist = FALSE;

  *links = STORE_LINKS_NONE;
  return any_exist (transaction, &exist, error)
         && (!exist || look_up (transaction, key, links, error));
}

static gboolean
set_links (StoreTransaction *transaction, guint64 id, gint64 folder, StoreLinks links,
           GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_SET_LINKS);
  const char *account = NULL;

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  store_statement_bind_int64 (statement, ":links", links);
  if (!store_statement_run (statement, error)
      || !store_transaction_touch_folder (transaction, folder, &account, error))
    return FALSE;
  if (account)
    store_transaction_note_changed (transaction, id);
  return TRUE;
}

typedef struct
{
  guint64 id;
  gint64 folder;
} Place;

StoreStatement *
store_links_places (StoreDatabase *mail, const StoreLinkKey *key)
{
  gboolean is_named = *key->message_id != '\0';
  StoreStatement *statement = store_database_use (mail, is_named ? MAIL_MESSAGES_OF_MAIL
                                                                 : MAIL_MESSAGES_OF_NAMELESS_MAIL);

  if (is_named)
    store_statement_bind_text (statement, ":message_id", key->message_id);
  else
    {
      store_statement_bind_int64 (statement, ":received", key->received);
      store_statement_bind_int64 (statement, ":size", (gint64) key->size);
    }
  return statement;
}

/* The messages of a mail that show other links than LINKS. */
static GArray *
find_others (StoreTransaction *transaction, const StoreLinkKey *key, StoreLinks links,
             GError **error)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autoptr (StoreStatement) statement = store_links_places (transaction->mail, key);
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      Place place = { (guint64) store_statement_int64 (statement, 0),
                      store_statement_int64 (statement, 1) };
      if (store_statement_int64 (statement, 2) != links)
        g_array_append_val (places, place);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&places) : NULL;
}

static gboolean
follow (StoreTransaction *transaction, const StoreLinkKey *key, GError **error)
{
  g_autoptr (GArray) places = NULL;
  StoreLinks links = STORE_LINKS_NONE;

  if (!look_up (transaction, key, &links, error))
    return FALSE;
  places = find_others (transaction, key, links, error);
  for (guint i = 0; places && i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);
      if (!set_links (transaction, place->id, place->folder, links, error))
        return FALSE;
    }
  return places != NULL;
}

gboolean
store_links_follow (StoreTransaction *transaction, const StoreLinkKey *key, GError **error)
{
  transaction->links_changed = TRUE;
  transaction->has_links = -1;
  return follow (transaction, key, error);
}

static gboolean
write_stamp (StoreDatabase *database, guint statement_name, gint64 stamp, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (database, statement_name);

  store_statement_bind_int64 (statement, ":stamp", stamp);
  return store_statement_run (statement, error);
}

gboolean
store_links_stamp (StoreTransaction *transaction, GError **error)
{
  gint64 stamp = (gint64) g_random_int () << 31 | g_random_int ();

  return !transaction->links_changed
         || (write_stamp (transaction->state, STATE_LINK_STAMP_SET, stamp, error)
             && write_stamp (transaction->mail, MAIL_LINK_STAMP_SET, stamp, error));
}

static gboolean
read_stamp (StoreDatabase *database, guint statement_name, gint64 *stamp, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (database, statement_name);

  return store_statement_value (statement, 0, stamp, error);
}

/* Links that mail.db has not seen. */
static gboolean
follow_all (StoreTransaction *transaction, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_LINKS);
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      StoreLinkKey key = store_link_key_read (statement, 0);
      if (!follow (transaction, &key, error))
        return FALSE;
    }
  return step == STORE_STEP_DONE;
}

/* The messages of mail.db whose links are not those of state.db. */
static GArray *
find_stale (StoreTransaction *transaction, GError **error)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGES_LINKED);
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      Place place = { (guint64) store_statement_int64 (statement, 0),
                      store_statement_int64 (statement, 4) };
      StoreLinkKey key = store_link_key_read (statement, 1);
      StoreLinks links = STORE_LINKS_NONE;

      if (!look_up (transaction, &key, &links, error))
        return NULL;
      if (links == STORE_LINKS_NONE)
        g_array_append_val (places, place);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&places) : NULL;
}

/* Links that are no more and mail.db still shows. */
static gboolean
drop_stale (StoreTransaction *transaction, GError **error)
{
  g_autoptr (GArray) places = find_stale (transaction, error);

  for (guint i = 0; places && i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);
      if (!set_links (transaction, place->id, place->folder, STORE_LINKS_NONE, error))
        return FALSE;
    }
  return places != NULL;
}

gboolean
store_links_reconcile (StoreTransaction *transaction, GError **error)
{
  gint64 here = 0;
  gint64 there = 0;

  if (!read_stamp (transaction->mail, MAIL_LINK_STAMP, &here, error)
      || !read_stamp (transaction->state, STATE_LINK_STAMP, &there, error))
    return FALSE;
  if (here == there)
    return TRUE;
  return follow_all (transaction, error) && drop_stale (transaction, error)
         && write_stamp (transaction->mail, MAIL_LINK_STAMP_SET, there, error);
}
