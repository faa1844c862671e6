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

static gboolean
needs_person (PosthornError code, guint failures, gboolean behind_portal)
{
  g_autoptr (GError) error = g_error_new_literal (POSTHORN_ERROR, (int) code, "work: no");

  return notification_rule_needs_person (error, failures, behind_portal);
}

static void
test_trouble (void)
{
  const struct
  {
    PosthornError code;
    gboolean at_once;
    gboolean lasting;
  } rows[] = {
    { POSTHORN_ERROR_AUTH_FAILED, TRUE, TRUE },
    { POSTHORN_ERROR_AUTH_NEEDED, TRUE, TRUE },
    { POSTHORN_ERROR_TLS_FAILED, TRUE, TRUE },
    { POSTHORN_ERROR_NO_FOLDER, TRUE, TRUE },
    { POSTHORN_ERROR_KEYRING_LOCKED, TRUE, TRUE },
    { POSTHORN_ERROR_DISK_FULL, TRUE, TRUE },
    { POSTHORN_ERROR_OVER_QUOTA, TRUE, TRUE },
    { POSTHORN_ERROR_TIMEOUT, FALSE, TRUE },
    { POSTHORN_ERROR_SERVER_UNAVAILABLE, FALSE, TRUE },
    { POSTHORN_ERROR_KEYRING_UNAVAILABLE, FALSE, TRUE },
    { POSTHORN_ERROR_PROTOCOL, FALSE, TRUE },
    { POSTHORN_ERROR_OFFLINE, FALSE, FALSE },
    { POSTHORN_ERROR_CANCELLED, FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpint (needs_person (rows[i].code, 1, FALSE), ==, rows[i].at_once);
      g_assert_cmpint (needs_person (rows[i].code, 3, FALSE), ==, rows[i].at_once);
      g_assert_cmpint (needs_person (rows[i].code, 4, FALSE), ==, rows[i].lasting);
    }
}

/* Whose page for signing in stands before every server has no certificate of theirs. */
static void
test_portal (void)
{
  g_assert_false (needs_person (POSTHORN_ERROR_TLS_FAILED, 1, TRUE));
  g_assert_false (needs_person (POSTHORN_ERROR_TLS_FAILED, 10, TRUE));
  g_assert_true (needs_person (POSTHORN_ERROR_AUTH_FAILED, 1, TRUE));
}

static void
test_words (void)
{
  g_autoptr (GError) error = g_error_new_literal (POSTHORN_ERROR, POSTHORN_ERROR_AUTH_FAILED,
                                                  "work: the password\n\033 was refused");
  g_autoptr (Notification) told = notification_rule_tell ("work", "B\u00fcro", error);

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
