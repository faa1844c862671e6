/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-renames.h"
#include "folder-role.h"

static void
assert_role (const char *path, char delimiter, const char *attribute, const char *role)
{
  const char *attributes[] = { attribute, NULL };
  FolderRoleGuess folder = { path, delimiter, attributes, NULL };

  folder_roles_guess (&folder, 1);
  g_assert_cmpstr (folder.role, ==, role);
}

static void
test_guess (void)
{
  assert_role ("INBOX", '/', NULL, "inbox");
  assert_role ("Inbox", '/', NULL, "inbox");
  assert_role ("x", '/', "\\sent", "sent");
  assert_role ("[Gmail]/All Mail", '/', "\\All", "all");
  assert_role ("INBOX.Entwürfe", '.', NULL, "drafts");
  assert_role ("Entwu\xcc\x88rfe", 0, NULL, "drafts");
  assert_role ("GESENDET", '/', NULL, "sent");
  assert_role ("迷惑メール", '/', NULL, "junk");
  assert_role ("Корзина", '/', NULL, "trash");
  assert_role ("Lists/linux", '/', NULL, "none");
  assert_role ("Sent to me", '/', NULL, "none");
  assert_role ("Lists/", '/', NULL, "none");
}

/* A role goes to one folder, and the server's word beats a name. */
static void
test_one_each (void)
{
  const char *const marked[] = { "\\Trash", NULL };
  FolderRoleGuess folders[] = {
    { "Trash", '/', NULL, NULL },
    { "Papierkorb", '/', marked, NULL },
    { "Spam", '/', NULL, NULL },
    { "Junk", '/', NULL, NULL },
  };

  folder_roles_guess (folders, G_N_ELEMENTS (folders));
  g_assert_cmpstr (folders[0].role, ==, "none");
  g_assert_cmpstr (folders[1].role, ==, "trash");
  g_assert_cmpstr (folders[2].role, ==, "junk");
  g_assert_cmpstr (folders[3].role, ==, "none");
}

static void
test_counts (void)
{
  g_assert_true (folder_role_counts ("inbox"));
  g_assert_true (folder_role_counts ("none"));
  g_assert_false (folder_role_counts ("junk"));
  g_assert_false (folder_role_counts ("drafts"));
  g_assert_true (folder_role_is_known ("flagged"));
  g_assert_false (folder_role_is_known ("spam"));
}

static void
test_renames (void)
{
  FolderIdentity gone = { "Old", 77, 10 };
  FolderIdentity made[] = { { "Other", 78, 10 }, { "New", 77, 12 }, { "Reset", 77, 3 } };
  FolderIdentity twins[] = { { "A", 77, 10 }, { "B", 77, 10 } };
  FolderIdentity unknown = { "Old", 0, 0 };

  g_assert_cmpint (folder_renames_find (&gone, made, G_N_ELEMENTS (made)), ==, 1);
  g_assert_cmpint (folder_renames_find (&gone, made, 1), ==, -1);
  g_assert_cmpint (folder_renames_find (&gone, twins, G_N_ELEMENTS (twins)), ==, -1);
  g_assert_cmpint (folder_renames_find (&unknown, made, G_N_ELEMENTS (made)), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder-role/guess", test_guess);
  g_test_add_func ("/folder-role/one-each", test_one_each);
  g_test_add_func ("/folder-role/counts", test_counts);
  g_test_add_func ("/folder-renames/find", test_renames);
  return g_test_run ();
}
