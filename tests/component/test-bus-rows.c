/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-rows.h"

#include <gio/gio.h>

static BusKeys
parse_keys (const char *text)
{
  g_autoptr (GVariant) names = g_variant_new_parsed (text);
  g_autoptr (GError) error = NULL;
  BusKeys keys;

  g_assert_true (bus_keys_parse (names, &keys, &error));
  g_assert_no_error (error);
  return keys;
}

static Folder *
make_folder (const char *role)
{
  g_autoptr (StoreFolder) row = g_new0 (StoreFolder, 1);

  row->id = 3;
  row->account = g_strdup ("work");
  row->path = g_strdup ("Lists/linux");
  row->delimiter = '/';
  row->role = g_strdup (role);
  row->selected = TRUE;
  row->selectable = TRUE;
  return folder_new (NULL, row);
}

static StoreMessage *
make_message (void)
{
  static const char *const warnings[] = { "truncated", NULL };
  StoreMessage *message = g_new0 (StoreMessage, 1);

  message->id = 7;
  message->folder = 3;
  message->account = g_strdup ("work");
  message->subject = g_strdup ("Grüße");
  message->from = mail_address_new ("Ada", "ada@example.org");
  message->to = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_address_free);
  g_ptr_array_add (message->to, mail_address_new ("", "bob@example.org"));
  message->date = 1000;
  message->received = 2000;
  message->size = 4096;
  message->flags = g_strdup ("$Forwarded \\Flagged");
  message->has_attachments = TRUE;
  message->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) attachment_free);
  g_ptr_array_add (message->attachments,
                   attachment_new ("2", "a.pdf", "application/pdf", 9, FALSE));
  message->snippet = g_strdup ("Hello");
  message->message_id = g_strdup ("m@x");
  message->thread = 5;
  message->warnings = g_strdupv ((GStrv) warnings);
  return message;
}

static void
assert_row (StoreMessage *message, Folder *folder, const char *keys, const char *expected)
{
  g_autoptr (GVariant) row = g_variant_ref_sink (bus_row_new (message, folder, parse_keys (keys)));
  g_autoptr (GVariant) parsed
      = g_variant_parse (G_VARIANT_TYPE_VARDICT, expected, NULL, NULL, NULL);
  g_autofree char *got = g_variant_print (row, FALSE);
  g_autofree char *wanted = g_variant_print (parsed, FALSE);

  g_assert_cmpstr (got, ==, wanted);
  g_assert_true (g_variant_equal (row, parsed));
}

static void
test_default (void)
{
  g_autoptr (StoreMessage) message = make_message ();
  g_autoptr (Folder) folder = make_folder ("none");

  assert_row (message, folder, "@as []",
              "{'id': <uint64 7>,"
              " 'folder': <objectpath "
              "'/org/posthorn/Posthorn1/accounts/work/folders/Lists_2flinux'>,"
              " 'subject': <'Grüße'>, 'from': <('Ada', 'ada@example.org')>, 'date': <int64 1000>,"
              " 'unread': <true>, 'flagged': <true>, 'has-attachments': <true>,"
              " 'snippet': <'Hello'>}");
}

static void
test_all_keys (void)
{
  g_autoptr (StoreMessage) message = make_message ();
  g_autoptr (Folder) folder = make_folder ("inbox");

  assert_row (message, folder,
              "['account', 'folder', 'to', 'cc', 'received', 'size', 'flags', 'attachments',"
              " 'message-id', 'thread', 'list-id', 'crm', 'task', 'unprocessed', 'warnings']",
              "{'account': <objectpath '/org/posthorn/Posthorn1/accounts/work'>,"
              " 'folder': <objectpath '/org/posthorn/Posthorn1/accounts/work/folders/inbox'>,"
              " 'to': <[('', 'bob@example.org')]>, 'cc': <@a(ss) []>, 'received': <int64 2000>,"
              " 'size': <uint64 4096>, 'flags': <['$Forwarded', '\\\\Flagged']>,"
              " 'attachments': <[{'part': <'2'>, 'name': <'a.pdf'>, 'type': <'application/pdf'>,"
              " 'size': <uint64 9>, 'inline': <false>}]>,"
              " 'message-id': <'m@x'>, 'thread': <uint64 5>, 'list-id': <''>, 'crm': <false>, "
              "'task': <false>,"
              " 'unprocessed': <true>, 'warnings': <['truncated']>}");
}

static void
test_folder_roles (void)
{
  static const char *const never[] = { "junk", "trash", "sent", "drafts" };
  g_autoptr (StoreMessage) message = make_message ();

  for (gsize i = 0; i < G_N_ELEMENTS (never); i++)
    {
      g_autoptr (Folder) folder = make_folder (never[i]);
      assert_row (message, folder, "['unprocessed']", "{'unprocessed': <false>}");
    }
  assert_row (message, NULL, "['folder', 'unprocessed']",
              "{'folder': <objectpath '/'>, 'unprocessed': <false>}");
}

static void
test_linked (void)
{
  g_autoptr (StoreMessage) message = make_message ();
  g_autoptr (Folder) folder = make_folder ("inbox");

  message->links = STORE_LINKS_CRM;
  message->responsible = g_strdup ("bob");
  assert_row (message, folder, "['responsible', 'crm', 'task', 'unprocessed']",
              "{'responsible': <'bob'>, 'crm': <true>, 'task': <false>, 'unprocessed': <false>}");
  message->links = STORE_LINKS_TASK;
  assert_row (message, folder, "['crm', 'task', 'unprocessed']",
              "{'crm': <false>, 'task': <true>, 'unprocessed': <false>}");
}

static void
test_seen_and_bare (void)
{
  g_autoptr (StoreMessage) message = g_new0 (StoreMessage, 1);

  message->account = g_strdup ("work");
  message->flags = g_strdup ("\\Seen");
  message->subject = g_strdup ("a\xff");
  assert_row (message, NULL, "['unread', 'flagged', 'subject', 'from', 'attachments', 'warnings']",
              "{'subject': <'a\xef\xbf\xbd'>, 'from': <('', '')>, 'unread': <false>,"
              " 'flagged': <false>, 'attachments': <@aa{sv} []>, 'warnings': <@as []>}");
}

static void
test_columns (void)
{
  g_assert_cmpint (bus_keys_columns (parse_keys ("@as []")), ==, STORE_COLUMNS_HEAD);
  g_assert_cmpint (bus_keys_columns (parse_keys ("['id', 'flags']")), ==, STORE_COLUMNS_HEAD);
  g_assert_cmpint (bus_keys_columns (parse_keys ("['id', 'cc']")), ==, STORE_COLUMNS_DETAILS);
}

static void
assert_refused (GVariant *names, const char *part)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (names);
  g_autoptr (GError) error = NULL;
  BusKeys keys;

  g_assert_false (bus_keys_parse (owned, &keys, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_refused (void)
{
  const char *many[BUS_KEYS_MOST + 1];

  for (gsize i = 0; i < G_N_ELEMENTS (many); i++)
    many[i] = "id";
  assert_refused (g_variant_new_parsed ("['id', 'body']"), "\"body\"");
  assert_refused (g_variant_new_parsed ("['threads']"), "has-attachments");
  assert_refused (g_variant_new_strv (many, G_N_ELEMENTS (many)), "at most 64");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus-rows/default", test_default);
  g_test_add_func ("/bus-rows/all-keys", test_all_keys);
  g_test_add_func ("/bus-rows/folder-roles", test_folder_roles);
  g_test_add_func ("/bus-rows/linked", test_linked);
  g_test_add_func ("/bus-rows/seen-and-bare", test_seen_and_bare);
  g_test_add_func ("/bus-rows/columns", test_columns);
  g_test_add_func ("/bus-rows/refused", test_refused);
  return g_test_run ();
}
