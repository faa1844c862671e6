/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connection.h"
#include "doctor-account.h"
#include "doctor-surroundings.h"
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

static GPtrArray *
look (void (*at) (GPtrArray *findings, GVariant *manager), const char *manager)
{
  GPtrArray *findings = findings_new ();
  g_autoptr (GVariant) properties
      = manager ? g_variant_ref_sink (g_variant_new_parsed (manager)) : NULL;

  at (findings, properties);
  return findings;
}

static void
test_settings (void)
{
  g_autoptr (GPtrArray) well = look (doctor_settings, "@a{sv} {}");
  g_autoptr (GPtrArray) wrong
      = look (doctor_settings, "{'ConfigurationMistakes': <['line 3: one', 'line 7: two']>}");
  const Finding *second = g_ptr_array_index (wrong, 1);

  g_assert_cmpuint (findings_count (well, FINDING_TROUBLE), ==, 0);
  g_assert_cmpuint (findings_count (wrong, FINDING_TROUBLE), ==, 2);
  g_assert_cmpuint (wrong->len, ==, 2);
  g_assert_cmpstr (second->text, ==, "line 7: two");
  g_assert_nonnull (strstr (second->advice, "reload posthorn"));
}

static void
test_conditions (void)
{
  g_autoptr (GPtrArray) well = look (doctor_conditions, "{'BlockedBy': <@as []>}");
  g_autoptr (GPtrArray) offline = look (doctor_conditions, "{'BlockedBy': <['offline']>}");
  g_autoptr (GPtrArray) paused = look (doctor_conditions, "{'BlockedBy': <['metered', 'paused']>}");

  g_assert_cmpuint (findings_count (well, FINDING_WELL), ==, 2);
  g_assert_cmpuint (findings_count (offline, FINDING_TROUBLE), ==, 1);
  g_assert_cmpuint (findings_count (paused, FINDING_TROUBLE), ==, 0);
  g_assert_cmpuint (findings_count (paused, FINDING_NOTE), ==, 2);
}

static void
test_clock (void)
{
  g_autoptr (GPtrArray) accounts = make_folders ("inbox");
  RemoteObject *account = g_ptr_array_index (accounts, 0);
  g_autoptr (GPtrArray) findings = findings_new ();

  g_variant_unref (account->properties);
  account->properties
      = g_variant_ref_sink (g_variant_new_parsed ("{'LastSync': <%x>}", (gint64) NOW));
  doctor_clock (findings, accounts, NOW + 5);
  g_assert_cmpuint (findings_count (findings, FINDING_WELL), ==, 1);
  doctor_clock (findings, accounts, NOW - 3600);
  g_assert_cmpuint (findings_count (findings, FINDING_TROUBLE), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl-doctor/format", test_format);
  g_test_add_func ("/ctl-doctor/variant", test_variant);
  g_test_add_func ("/ctl-doctor/account", test_account);
  g_test_add_func ("/ctl-doctor/settings", test_settings);
  g_test_add_func ("/ctl-doctor/conditions", test_conditions);
  g_test_add_func ("/ctl-doctor/clock", test_clock);
  return g_test_run ();
}
