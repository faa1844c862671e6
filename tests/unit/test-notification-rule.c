/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "notification-rule.h"

#include "error.h"

static void
test_mail (void)
{
  const struct
  {
    const char *role;
    const char *flags;
    gboolean inbox; /* where the choice is «inbox» */
    gboolean all;
  } rows[] = {
    { "inbox", "", TRUE, TRUE },
    { "inbox", "$Important \\Flagged", TRUE, TRUE },
    { "none", "", FALSE, TRUE },
    { "archive", "", FALSE, TRUE },
    { "inbox", "\\Seen", FALSE, FALSE },
    { "inbox", "\\Deleted", FALSE, FALSE },
    { "inbox", "$Junk", FALSE, FALSE },
    { "inbox", "$NotJunk", TRUE, TRUE },
    { "none", "\\Flagged \\Seen", FALSE, FALSE },
    { "junk", "", FALSE, FALSE },
    { "trash", "", FALSE, FALSE },
    { "sent", "", FALSE, FALSE },
    { "drafts", "", FALSE, FALSE },
    { "all", "", FALSE, FALSE },     /* shows what lies in others */
    { "flagged", "", FALSE, FALSE }, /* as well */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *role = rows[i].role;
      const char *flags = rows[i].flags;

      g_assert_cmpint (notification_rule_wants ("inbox", role, flags), ==, rows[i].inbox);
      g_assert_cmpint (notification_rule_wants ("all", role, flags), ==, rows[i].all);
      g_assert_false (notification_rule_wants ("off", role, flags));
    }
}

static const char *
trouble_of (PosthornError code, guint failures, gboolean behind_portal)
{
  g_autoptr (GError) error = g_error_new_literal (POSTHORN_ERROR, (int) code, "work: no");

  return notification_rule_trouble (error, failures, behind_portal);
}

static void
test_trouble (void)
{
  const struct
  {
    PosthornError code;
    const char *at_once;
    const char *lasting;
  } rows[] = {
    { POSTHORN_ERROR_AUTH_FAILED, "Sign-in needed", "Sign-in needed" },
    { POSTHORN_ERROR_AUTH_NEEDED, "Sign-in needed", "Sign-in needed" },
    { POSTHORN_ERROR_TLS_FAILED, "No trusted connection", "No trusted connection" },
    { POSTHORN_ERROR_NO_FOLDER, "A folder is missing", "A folder is missing" },
    { POSTHORN_ERROR_KEYRING_LOCKED, "Keyring is locked", "Keyring is locked" },
    { POSTHORN_ERROR_DISK_FULL, "Disk is full", "Disk is full" },
    { POSTHORN_ERROR_OVER_QUOTA, "Mailbox is full", "Mailbox is full" },
    { POSTHORN_ERROR_READ_ONLY, "Mail is not checked", "Mail is not checked" },
    { POSTHORN_ERROR_TIMEOUT, NULL, "Mail is not checked" },
    { POSTHORN_ERROR_SERVER_UNAVAILABLE, NULL, "Mail is not checked" },
    { POSTHORN_ERROR_KEYRING_UNAVAILABLE, NULL, "Mail is not checked" },
    { POSTHORN_ERROR_PROTOCOL, NULL, "Mail is not checked" },
    { POSTHORN_ERROR_OFFLINE, NULL, NULL },
    { POSTHORN_ERROR_CANCELLED, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpstr (trouble_of (rows[i].code, 1, FALSE), ==, rows[i].at_once);
      g_assert_cmpstr (trouble_of (rows[i].code, 3, FALSE), ==, rows[i].at_once);
      g_assert_cmpstr (trouble_of (rows[i].code, 4, FALSE), ==, rows[i].lasting);
    }
}

/* Whose page for signing in stands before every server has no certificate of theirs. */
static void
test_portal (void)
{
  g_assert_null (trouble_of (POSTHORN_ERROR_TLS_FAILED, 1, TRUE));
  g_assert_null (trouble_of (POSTHORN_ERROR_TLS_FAILED, 10, TRUE));
  g_assert_nonnull (trouble_of (POSTHORN_ERROR_AUTH_FAILED, 1, TRUE));
}

static void
test_words (void)
{
  g_autoptr (GError) error = g_error_new_literal (POSTHORN_ERROR, POSTHORN_ERROR_AUTH_FAILED,
                                                  "work: the password\n\033 was refused");
  g_autoptr (Notification) told
      = notification_rule_tell ("work", "B\u00fcro", "Sign-in needed", error);

  g_assert_cmpint (told->kind, ==, NOTIFICATION_TROUBLE);
  g_assert_cmpstr (told->account, ==, "work");
  g_assert_cmpstr (told->summary, ==, "Sign-in needed: B\u00fcro");
  g_assert_cmpstr (told->body, ==, "work: the password was refused");
  g_assert_cmpuint (told->actions, ==, 0);
  g_assert_true (told->is_news);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notification-rule/mail", test_mail);
  g_test_add_func ("/notification-rule/trouble", test_trouble);
  g_test_add_func ("/notification-rule/portal", test_portal);
  g_test_add_func ("/notification-rule/words", test_words);
  return g_test_run ();
}
