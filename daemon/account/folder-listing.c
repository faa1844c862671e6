/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-listing.h"

#include "folder-renames.h"
#include "folder-role.h"

/* Listed by one server; nobody has as many, and more would only grow the daemon. */
#define FOLDERS_MAX 20000

typedef struct
{
  char *path;
  char delimiter;
  char *old_path;
  GStrv attributes;
  gboolean selectable;
  SyncRemote status;
  gboolean has_status;
} Listed;

struct _FolderListing
{
  GPtrArray *folders;  /* Listed, in the server's order */
  GHashTable *by_path; /* path → Listed; borrowed */
  ImapQuota quota;
};

static void
listed_free (Listed *folder)
{
  g_free (folder->path);
  g_free (folder->old_path);
  g_strfreev (folder->attributes);
  g_free (folder);
}

FolderListing *
folder_listing_new (void)
{
  FolderListing *listing = g_new0 (FolderListing, 1);

  listing->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) listed_free);
  listing->by_path = g_hash_table_new (g_str_hash, g_str_equal);
  return listing;
}

void
folder_listing_free (FolderListing *listing)
{
  if (!listing)
    return;
  g_hash_table_unref (listing->by_path);
  g_ptr_array_unref (listing->folders);
  g_free (listing);
}

static gboolean
has_attribute (GStrv attributes, const char *attribute)
{
  for (; attributes && *attributes; attributes++)
    if (g_ascii_strcasecmp (*attributes, attribute) == 0)
      return TRUE;
  return FALSE;
}

static void
observe_list (FolderListing *listing, const ImapList *list)
{
  Listed *folder;

  if (!*list->path || listing->folders->len > FOLDERS_MAX
      || g_hash_table_contains (listing->by_path, list->path))
    return;
  folder = g_new0 (Listed, 1);
  folder->path = g_strdup (list->path);
  folder->delimiter = list->delimiter;
  folder->old_path = g_strdup (list->old_path);
  folder->attributes = g_strdupv (list->attributes);
  folder->selectable = !has_attribute (list->attributes, "\\Noselect")
                       && !has_attribute (list->attributes, "\\NonExistent");
  folder->status = (SyncRemote){ -1, -1, -1, -1 };
  g_ptr_array_add (listing->folders, folder);
  g_hash_table_insert (listing->by_path, folder->path, folder);
}

static void
observe_status (FolderListing *listing, const ImapMailboxStatus *status)
{
  Listed *folder = g_hash_table_lookup (listing->by_path, status->path);

  if (!folder)
    return;
  folder->has_status = TRUE;
  folder->status = (SyncRemote){ status->messages, status->uidnext, status->uidvalidity,
                                 status->highestmodseq };
}

ImapQuota
folder_listing_quota (FolderListing *listing)
{
  return listing->quota;
}

void
folder_listing_observe (FolderListing *listing, const ImapResponse *response)
{
  if (response->type == IMAP_RESPONSE_LIST)
    observe_list (listing, response->list);
  else if (response->type == IMAP_RESPONSE_MAILBOX_STATUS)
    observe_status (listing, response->mailbox_status);
  else if (response->type == IMAP_RESPONSE_QUOTA && listing->quota.limit == 0)
    listing->quota = response->quota;
}

GPtrArray *
folder_listing_paths_without_status (FolderListing *listing)
{
  GPtrArray *paths = g_ptr_array_new ();

  for (guint i = 0; i < listing->folders->len; i++)
    {
      Listed *folder = listing->folders->pdata[i];
      if (folder->selectable && !folder->has_status)
        g_ptr_array_add (paths, folder->path);
    }
  return paths;
}

gboolean
folder_listing_is_plausible (FolderListing *listing)
{
  return listing->folders->len <= FOLDERS_MAX && g_hash_table_contains (listing->by_path, "INBOX");
}

static FolderIdentity
identity_of (const Listed *folder)
{
  return (FolderIdentity){
    .path = folder->path,
    .uidvalidity = (guint32) MAX (folder->status.uidvalidity, 0),
    .uidnext = (guint32) MAX (folder->status.uidnext, 0),
  };
}

/* Listed folders that ROWS does not have: FolderIdentity. */
static GArray *
made_folders (FolderListing *listing, GHashTable *rows)
{
  GArray *made = g_array_new (FALSE, FALSE, sizeof (FolderIdentity));

  for (guint i = 0; i < listing->folders->len; i++)
    {
      Listed *folder = listing->folders->pdata[i];
      FolderIdentity identity = identity_of (folder);
      if (!g_hash_table_contains (rows, folder->path))
        g_array_append_val (made, identity);
    }
  return made;
}

/* The server may say itself what a folder was called (OLDNAME). */
static const char *
path_with_old_name (FolderListing *listing, const char *old_path)
{
  for (guint i = 0; i < listing->folders->len; i++)
    {
      Listed *folder = listing->folders->pdata[i];
      if (g_strcmp0 (folder->old_path, old_path) == 0)
        return folder->path;
    }
  return NULL;
}

static const char *
new_path_of (FolderListing *listing, const StoreFolder *row, GArray *made)
{
  const char *path = path_with_old_name (listing, row->path);
  FolderIdentity gone = { row->path, row->uidvalidity, row->uidnext };
  int index;

  if (path)
    return path;
  index = folder_renames_find (&gone, (const FolderIdentity *) made->data, made->len);
  return index >= 0 ? g_array_index (made, FolderIdentity, index).path : NULL;
}

static void
apply_gone (FolderListing *listing, GHashTable *rows, StoreBatch *batch)
{
  g_autoptr (GArray) made = made_folders (listing, rows);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const StoreFolder *row = value;
      const char *path;

      if (g_hash_table_contains (listing->by_path, row->path))
        continue;
      path = new_path_of (listing, row, made);
      if (path)
        store_batch_rename_folder (batch, row->id, path);
      else
        store_batch_remove_folder (batch, row->id);
    }
}

static GArray *
guess_roles (FolderListing *listing)
{
  GArray *guesses = g_array_new (FALSE, FALSE, sizeof (FolderRoleGuess));

  for (guint i = 0; i < listing->folders->len; i++)
    {
      Listed *folder = listing->folders->pdata[i];
      FolderRoleGuess guess
          = { folder->path, folder->delimiter, (const char *const *) folder->attributes, "none" };
      g_array_append_val (guesses, guess);
    }
  folder_roles_guess ((FolderRoleGuess *) guesses->data, guesses->len);
  return guesses;
}

/* Folders that show other folders' mail again are not synchronised unless a person asks. */
static gboolean
is_virtual (const char *role)
{
  return g_str_equal (role, "all") || g_str_equal (role, "flagged");
}

void
folder_listing_apply (FolderListing *listing, const char *account, GHashTable *rows,
                      StoreBatch *batch)
{
  g_autoptr (GArray) guesses = guess_roles (listing);

  apply_gone (listing, rows, batch);
  for (guint i = 0; i < listing->folders->len; i++)
    {
      Listed *folder = listing->folders->pdata[i];
      const char *role = g_array_index (guesses, FolderRoleGuess, i).role;

      store_batch_put_folder (batch, account, folder->path, folder->delimiter, folder->selectable,
                              role);
      if (is_virtual (role) && !g_hash_table_contains (rows, folder->path))
        store_batch_choose_folder (batch, account, folder->path, NULL, FALSE);
    }
}

/* All -1 when the server said nothing of PATH. */
static SyncRemote
status_of (FolderListing *listing, const char *path)
{
  Listed *folder = g_hash_table_lookup (listing->by_path, path);
  return folder ? folder->status : (SyncRemote){ -1, -1, -1, -1 };
}

gint64
folder_listing_messages (FolderListing *listing, const char *path)
{
  return status_of (listing, path).messages;
}

static gboolean
must_open (const StoreFolder *row, const SyncRemote *remote, gboolean condstore, gint64 now)
{
  SyncCursor cursor = { row->uidvalidity, row->uidnext, row->highestmodseq, row->at_server };

  if (!row->selected || !row->selectable)
    return FALSE;
  return !sync_plan_is_unchanged (&cursor, remote, condstore)
         || sync_plan_audit_is_due (row->audited, now);
}

/* The inbox is what people wait for. */
static int
compare_paths (gconstpointer a, gconstpointer b, gpointer data)
{
  gboolean inbox_a = g_str_equal (a, "INBOX");
  gboolean inbox_b = g_str_equal (b, "INBOX");

  return inbox_a != inbox_b ? inbox_b - inbox_a : g_strcmp0 (a, b);
}

guint64
folder_listing_plan (FolderListing *listing, GHashTable *rows, gboolean condstore, gint64 now,
                     GQueue *paths)
{
  guint64 expected = 0;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const StoreFolder *row = value;
      SyncRemote remote = status_of (listing, row->path);

      if (!must_open (row, &remote, condstore, now))
        continue;
      expected += (guint64) MAX (remote.messages - (gint64) row->at_server, 0);
      g_queue_insert_sorted (paths, g_strdup (row->path), compare_paths, NULL);
    }
  return expected;
}
