/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-listing.h"
#include "imap-protocol.h"

#include <string.h>

static FolderListing *
listing_of (const char *lines)
{
  FolderListing *listing = folder_listing_new ();
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
  g_autofree char *text = g_strconcat ("* OK ready\r\n", lines, NULL);
  g_autoptr (GError) error = NULL;
  ImapEvent event;

  imap_protocol_feed (protocol, (const guint8 *) text, strlen (text), 0);
  while (imap_protocol_next_event (protocol, &event, &error))
    if (event.type == IMAP_EVENT_RESPONSE)
      folder_listing_observe (listing, event.response);
  g_assert_no_error (error);
  return listing;
}

static void
add_row (GHashTable *rows, gint64 id, const char *path, guint32 uidvalidity, guint32 uidnext)
{
  StoreFolder row = { .id = id,
                      .account = (char *) "work",
                      .path = (char *) path,
                      .role = (char *) "none",
                      .uidvalidity = uidvalidity,
                      .uidnext = uidnext };
  StoreFolder *copy = store_folder_copy (&row);

  g_hash_table_replace (rows, copy->path, copy);
}

/* A folder without mail, complete up to MODSEQ. */
static void
add_synced_row (GHashTable *rows, gint64 id, const char *path, guint64 modseq, gint64 audited)
{
  StoreFolder *row;

  add_row (rows, id, path, 5, 9);
  row = g_hash_table_lookup (rows, path);
  row->highestmodseq = modseq;
  row->audited = audited;
  row->selected = TRUE;
  row->selectable = TRUE;
}

static GHashTable *
rows_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) store_folder_free);
}

static void
test_quota (void)
{
  g_autoptr (FolderListing) listing
      = listing_of ("* QUOTA \"\" (MESSAGE 1 2)\r\n* QUOTA user (STORAGE 1 8)\r\n"
                    "* QUOTA shared (STORAGE 3 4)\r\n");
  g_autoptr (FolderListing) silent = listing_of ("* LIST () \"/\" INBOX\r\n");

  g_assert_cmpuint (folder_listing_quota (listing).used, ==, 1024);
  g_assert_cmpuint (folder_listing_quota (listing).limit, ==, 8192);
  g_assert_cmpuint (folder_listing_quota (silent).limit, ==, 0);
}

static guint
changes_for (FolderListing *listing, GHashTable *rows)
{
  g_autoptr (StoreBatch) batch = store_batch_new ();

  folder_listing_apply (listing, "work", rows, batch);
  return store_batch_n_changes (batch);
}

static void
test_status (void)
{
  g_autoptr (FolderListing) listing
      = listing_of ("* LIST (\\HasNoChildren) \"/\" INBOX\r\n"
                    "* LIST (\\Noselect) \"/\" Lists\r\n"
                    "* LIST () \"/\" \"Lists/c\"\r\n"
                    "* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 5 HIGHESTMODSEQ 7)\r\n"
                    "* STATUS Nowhere (MESSAGES 3)\r\n");
  g_autoptr (GPtrArray) open = folder_listing_paths_without_status (listing);

  g_assert_true (folder_listing_is_plausible (listing));
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpstr (open->pdata[0], ==, "Lists/c");
}

static void
test_without_inbox (void)
{
  g_autoptr (FolderListing) empty = listing_of ("");
  g_autoptr (FolderListing) other = listing_of ("* LIST () \"/\" Lists\r\n");

  g_assert_false (folder_listing_is_plausible (empty));
  g_assert_false (folder_listing_is_plausible (other));
}

/* A server that lists folders without end is not believed, and costs no more than the limit. */
static void
test_without_end (void)
{
  g_autoptr (GString) lines = g_string_new ("* LIST () \"/\" INBOX\r\n");
  g_autoptr (FolderListing) listing = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (lines, "* LIST () \"/\" F%u\r\n", i);
  listing = listing_of (lines->str);
  g_assert_false (folder_listing_is_plausible (listing));
}

/* put for each listed folder, and one change more for what became of the one that is gone. */
static void
test_gone (void)
{
  g_autoptr (FolderListing) renamed = listing_of ("* LIST () \"/\" INBOX\r\n* LIST () \"/\" New\r\n"
                                                  "* STATUS INBOX (UIDVALIDITY 5 UIDNEXT 2)\r\n"
                                                  "* STATUS New (UIDVALIDITY 77 UIDNEXT 12)\r\n");
  g_autoptr (FolderListing) same = listing_of ("* LIST () \"/\" INBOX\r\n");
  g_autoptr (GHashTable) rows = rows_new ();

  add_row (rows, 1, "INBOX", 5, 2);
  g_assert_cmpuint (changes_for (same, rows), ==, 1);
  add_row (rows, 2, "Old", 77, 10);
  g_assert_cmpuint (changes_for (same, rows), ==, 2);
  g_assert_cmpuint (changes_for (renamed, rows), ==, 3);
}

/* A folder that shows all mail again is not synchronised unless a person asks for it. */
static void
test_virtual (void)
{
  g_autoptr (FolderListing) listing
      = listing_of ("* LIST () \"/\" INBOX\r\n* LIST (\\All) \"/\" \"All Mail\"\r\n");
  g_autoptr (GHashTable) rows = rows_new ();

  g_assert_cmpuint (changes_for (listing, rows), ==, 3);
  add_row (rows, 2, "All Mail", 1, 1);
  g_assert_cmpuint (changes_for (listing, rows), ==, 2);
}

/* What is unchanged stays closed until its audit is due; the inbox goes first. */
static void
test_plan (void)
{
  g_autoptr (FolderListing) listing
      = listing_of ("* LIST () \"/\" A\r\n* LIST () \"/\" INBOX\r\n* LIST () \"/\" Z\r\n"
                    "* STATUS A (MESSAGES 5 UIDNEXT 9 UIDVALIDITY 5 HIGHESTMODSEQ 7)\r\n"
                    "* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 5 HIGHESTMODSEQ 8)\r\n"
                    "* STATUS Z (MESSAGES 0 UIDNEXT 9 UIDVALIDITY 5 HIGHESTMODSEQ 7)\r\n");
  g_autoptr (GHashTable) rows = rows_new ();
  GQueue paths = G_QUEUE_INIT;

  add_synced_row (rows, 1, "A", 7, 1000);
  add_synced_row (rows, 2, "INBOX", 7, 1000);
  add_synced_row (rows, 3, "Z", 7, 1000);
  g_assert_cmpuint (folder_listing_plan (listing, rows, TRUE, 1000, &paths), ==, 8);
  g_assert_cmpuint (paths.length, ==, 2);
  g_assert_cmpstr (paths.head->data, ==, "INBOX");
  g_assert_cmpstr (paths.tail->data, ==, "A");
  g_queue_clear_full (&paths, g_free);
  folder_listing_plan (listing, rows, FALSE, 1000, &paths);
  g_assert_cmpuint (paths.length, ==, 3);
  g_queue_clear_full (&paths, g_free);
  folder_listing_plan (listing, rows, TRUE, 1000 + 86400, &paths);
  g_assert_cmpuint (paths.length, ==, 3);
  g_queue_clear_full (&paths, g_free);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder-listing/quota", test_quota);
  g_test_add_func ("/folder-listing/status", test_status);
  g_test_add_func ("/folder-listing/without-inbox", test_without_inbox);
  g_test_add_func ("/folder-listing/without-end", test_without_end);
  g_test_add_func ("/folder-listing/gone", test_gone);
  g_test_add_func ("/folder-listing/virtual", test_virtual);
  g_test_add_func ("/folder-listing/plan", test_plan);
  return g_test_run ();
}
