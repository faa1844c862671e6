/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connection.h"
#include "json-output.h"
#include "properties.h"
#include "provider.h"
#include "terminal.h"
#include "text.h"

static void
assert_json (const char *value, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant = g_variant_parse (NULL, value, NULL, NULL, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = json_output_to_text (variant, FALSE);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_json (void)
{
  assert_json ("[{'id': <uint64 7>, 'from': <('Anna', 'a@b')>, 'unread': <true>}]",
               "[{\"id\":7,\"from\":[\"Anna\",\"a@b\"],\"unread\":true}]");
  assert_json ("@aa{sv} []", "[]");
  assert_json ("{'list': <[{'size': <uint64 3>}]>}", "{\"list\":[{\"size\":3}]}");
}

static void
test_json_hidden (void)
{
  assert_json ("'a\\u202eb\\u009bc'", "\"a\\u202eb\\u009bc\"");
  assert_json ("'Grüße \"x\"'", "\"Grüße \\\"x\\\"\"");
}

static void
test_json_object (void)
{
  g_autoptr (GVariant) properties = g_variant_parse (
      G_VARIANT_TYPE_VARDICT, "{'LastSync': <int64 5>, 'Path': <'INBOX'>}", NULL, NULL, NULL);
  g_autoptr (GVariant) object = g_variant_ref_sink (json_output_object ("/a/b", properties));

  g_assert_cmpstr (properties_string (object, "object"), ==, "/a/b");
  g_assert_cmpstr (properties_string (object, "path"), ==, "INBOX");
  g_assert_cmpint (properties_int64 (object, "last-sync"), ==, 5);
}

static void
test_exit_codes (void)
{
  g_assert_cmpint (ctl_error_from_name ("AuthFailed"), ==, 5);
  g_assert_cmpint (ctl_error_from_name ("org.posthorn.Posthorn1.Error.KeyringLocked"), ==, 5);
  g_assert_cmpint (ctl_error_from_name ("org.posthorn.Posthorn1.Error.TlsFailed"), ==, 6);
  g_assert_cmpint (ctl_error_from_name ("org.posthorn.Posthorn1.Error.NotFound"), ==, 4);
  g_assert_cmpint (ctl_error_from_name ("org.posthorn.Posthorn1.Error.Exists"), ==, 1);
  g_assert_cmpint (ctl_error_from_name ("org.freedesktop.DBus.Error.InvalidArgs"), ==, 2);
  g_assert_cmpint (ctl_error_from_name ("org.freedesktop.DBus.Error.ServiceUnknown"), ==, 3);
  g_assert_cmpint (ctl_error_from_name ("org.freedesktop.DBus.Error.Spawn.ChildExited"), ==, 3);
  g_assert_cmpint (ctl_error_from_name (""), ==, 1);
}

static void
assert_label (const char *path, const char *expected)
{
  g_autofree char *label = properties_label (path);

  g_assert_cmpstr (label, ==, expected);
}

static void
test_labels (void)
{
  assert_label ("/org/posthorn/Posthorn1/accounts/work", "work");
  assert_label ("/org/posthorn/Posthorn1/accounts/work/folders/inbox", "work/inbox");
  assert_label ("/org/posthorn/Posthorn1/jobs/17", "job 17");
  assert_label ("/org/posthorn/Posthorn1", "posthorn");
}

static void
assert_folder (const char *properties, const char *expected)
{
  g_autoptr (GVariant) dictionary
      = g_variant_parse (G_VARIANT_TYPE_VARDICT, properties, NULL, NULL, NULL);
  g_autofree char *name
      = properties_folder_name ("/org/posthorn/Posthorn1/accounts/work/folders/x", dictionary);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_folder_names (void)
{
  assert_folder ("{'Role': <'inbox'>, 'Path': <'INBOX'>}", "work/inbox");
  assert_folder ("{'Role': <'none'>, 'Path': <'Lists/linux'>}", "work/Lists/linux");
  assert_folder ("{}", "work/x");
}

static void
test_wrong_types (void)
{
  g_autoptr (GVariant) row = g_variant_parse (
      G_VARIANT_TYPE_VARDICT, "{'subject': <uint32 5>, 'unread': <'yes'>}", NULL, NULL, NULL);
  const char *name, *address;

  properties_pair (row, "subject", &name, &address);
  g_assert_cmpstr (properties_string (row, "subject"), ==, "");
  g_assert_false (properties_boolean (row, "unread"));
  g_assert_cmpuint (properties_uint64 (row, "id"), ==, 0);
  g_assert_cmpstr (name, ==, "");
  g_assert_cmpstr (address, ==, "");
}

static void
assert_progress (double progress, int width, const char *expected)
{
  g_autofree char *line = terminal_progress_line (progress, "INBOX\x1b", width);

  g_assert_cmpstr (line, ==, expected);
  g_assert_cmpint (text_width (line), <=, width);
}

static void
test_progress (void)
{
  assert_progress (0.5, 80, "[############............]   50 %  INBOX");
  assert_progress (1.0, 80, "[########################]  100 %  INBOX");
  assert_progress (7.0, 80, "[########################]  100 %  INBOX");
  assert_progress (-1.0, 80, "[........................]    …    INBOX");
  assert_progress (0.0, 10, "[........…");
}

static void
assert_provider (GKeyFile *table, const char *address, const char *expected)
{
  g_autofree char *group = provider_find (table, address);

  g_assert_cmpstr (group, ==, expected);
}

static void
test_provider (void)
{
  g_autoptr (GKeyFile) table = g_key_file_new ();
  gboolean loaded = g_key_file_load_from_data (
      table, "[one]\ndomains=example.org;example.net\n[two]\ndomains=example.com\n", -1,
      G_KEY_FILE_NONE, NULL);

  g_assert_true (loaded);
  assert_provider (table, "anna@example.net", "one");
  assert_provider (table, "anna@EXAMPLE.com", "two");
  assert_provider (table, "anna@mail.example.com", NULL);
  assert_provider (table, "example.com", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl-output/json", test_json);
  g_test_add_func ("/ctl-output/json-hidden", test_json_hidden);
  g_test_add_func ("/ctl-output/json-object", test_json_object);
  g_test_add_func ("/ctl-output/exit-codes", test_exit_codes);
  g_test_add_func ("/ctl-output/labels", test_labels);
  g_test_add_func ("/ctl-output/folder-names", test_folder_names);
  g_test_add_func ("/ctl-output/wrong-types", test_wrong_types);
  g_test_add_func ("/ctl-output/progress", test_progress);
  g_test_add_func ("/ctl-output/provider", test_provider);
  return g_test_run ();
}
