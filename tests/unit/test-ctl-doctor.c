/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connection.h"
#include "doctor-account.h"
#include "finding.h"
#include "text.h"

#define NOW 1000000

static void
test_format (void)
{
  g_autoptr (GPtrArray) findings = findings_new ();
  g_autofree char *plain = NULL;
  g_autofree char *colour = NULL;

  findings_add (findings, FINDING_WELL, "bus", "it answers", NULL);
  findings_add (findings, FINDING_TROUBLE, "account 収", "a\033[2Jb\nc", "do this");
  findings_add (findings, FINDING_NOTE, "disk", "full", "");
  plain = findings_format (findings, FALSE);
  colour = findings_format (findings, TRUE);
  g_assert_cmpstr (plain, ==,
                   "✓ bus         it answers\n"
                   "! account 収  a[2Jb c\n"
                   "              → do this\n"
                   "· disk        full\n");
  g_assert_true (g_str_has_prefix (colour, "\033[32m✓\033[0m bus  "));
  g_assert_cmpuint (findings_count (findings, FINDING_TROUBLE), ==, 1);
}

static void
test_variant (void)
{
  g_autoptr (GPtrArray) findings = findings_new ();
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GVariant) expected = g_variant_ref_sink (g_variant_new_parsed (
      "[{'topic': <'disk'>, 'level': <'note'>, 'text': <'full'>, 'advice': <''>}]"));

  findings_add (findings, FINDING_NOTE, "disk", "full", NULL);
  rows = g_variant_ref_sink (findings_to_variant (findings));
  g_assert_true (g_variant_equal (rows, expected));
}

static void
free_object (gpointer data)
{
  RemoteObject *object = data;

  g_variant_unref (object->properties);
  g_free (object);
}

/* Folders of "work" with ROLES, separated by spaces. */
static GPtrArray *
make_folders (const char *roles)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func (free_object);
  g_auto (GStrv) words = g_strsplit (roles, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      RemoteObject *folder = g_new0 (RemoteObject, 1);

      folder->properties = g_variant_ref_sink (g_variant_new_parsed (
          "{'Role': <%s>, 'Account': <%o>}", words[i], ROOT_PATH "/accounts/work"));
      g_ptr_array_add (folders, folder);
    }
  return folders;
}

#define ALL "inbox sent drafts junk trash archive"
#define WELL                                                                                       \
  "'Id': <'work'>, 'Enabled': <true>, 'State': <'ok'>, 'LastSync': <int64 999990>,"                \
  " 'LastStart': <int64 999989>, 'PushState': <'idle'>, 'Capabilities': <['IDLE']>"

typedef struct
{
  const char *account;
  const char *roles;
  gboolean files_sent;
  guint troubles;
  guint notes;
  const char *word; /* somewhere in what is told */
} Case;

static const Case cases[] = {
  { "{" WELL "}", ALL, TRUE, 0, 0, "server: IDLE" },
  { "{" WELL "}", "inbox sent drafts junk trash", TRUE, 0, 1, "there is no archive" },
  { "{" WELL "}", "inbox drafts junk trash archive", TRUE, 1, 0,
    "posthornctl folder role work/FOLDER sent" },
  { "{" WELL "}", "inbox drafts junk trash archive", FALSE, 0, 0, "ended well" },
  { "{" WELL "}", "sent drafts junk trash archive", TRUE, 1, 0, "there is no inbox" },
  { "{" WELL ", 'Quota': <(uint64 90, uint64 100)>}", ALL, TRUE, 0, 0, "room: 90 %" },
  { "{" WELL ", 'Quota': <(uint64 96, uint64 100)>}", ALL, TRUE, 1, 0, "more room" },
  { "{" WELL ", 'LastError': <('AuthFailed', 'No')>}", ALL, TRUE, 1, 0, "posthornctl secret work" },
  { "{" WELL ", 'LastError': <('Timeout', 'No')>}", ALL, TRUE, 1, 0, "posthornctl why work" },
  { "{'Id': <'work'>, 'Enabled': <false>}", "", TRUE, 0, 1, "posthornctl enable work" },
  { "{'Id': <'work'>, 'Enabled': <true>, 'PushState': <'none'>}", "", TRUE, 0, 3,
    "last check: never" },
};

static void
test_account (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) account = g_variant_ref_sink (g_variant_new_parsed (cases[i].account));
      g_autoptr (GPtrArray) folders = make_folders (cases[i].roles);
      g_autoptr (GPtrArray) findings = findings_new ();
      g_autofree char *text = NULL;

      doctor_account (findings, account, folders, cases[i].files_sent, NOW, zone);
      text = findings_format (findings, FALSE);
      g_test_message ("%s", text);
      g_assert_cmpuint (findings_count (findings, FINDING_TROUBLE), ==, cases[i].troubles);
      g_assert_cmpuint (findings_count (findings, FINDING_NOTE), ==, cases[i].notes);
      g_assert_nonnull (strstr (text, cases[i].word));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl-doctor/format", test_format);
  g_test_add_func ("/ctl-doctor/variant", test_variant);
  g_test_add_func ("/ctl-doctor/account", test_account);
  return g_test_run ();
}
