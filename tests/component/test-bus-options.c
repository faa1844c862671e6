/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-config.h"
#include "bus-options.h"

#include <string.h>

static const BusOption known[] = { { "limit", "u" }, { "sort", "s" }, { NULL, NULL } };

static GVariant *
parse (const char *text)
{
  GError *error = NULL;
  GVariant *options = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return options;
}

static void
assert_refused (GError **error, const char *key)
{
  g_assert_error (*error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_true (g_str_has_prefix ((*error)->message, key));
  g_clear_error (error);
}

static void
check_refused (const BusOption *keys, const char *text, const char *key)
{
  g_autoptr (GVariant) options = parse (text);
  g_autoptr (GError) error = NULL;

  g_assert_false (bus_options_check (options, keys, &error));
  assert_refused (&error, key);
}

static void
test_check (void)
{
  g_autoptr (GVariant) empty = parse ("@a{sv} {}");
  g_autoptr (GVariant) good = parse ("{'limit': <uint32 5>, 'sort': <'date-asc'>}");
  g_autoptr (GError) error = NULL;

  g_assert_true (bus_options_check (empty, known, &error));
  g_assert_true (bus_options_check (empty, NULL, &error));
  g_assert_true (bus_options_check (good, known, &error));
  g_assert_no_error (error);
  check_refused (known, "{'Limit': <uint32 5>}", "Limit: ");
  check_refused (known, "{'limit': <5>}", "limit: ");
  check_refused (known, "{'limit': <uint32 5>, 'sort': <true>}", "sort: ");
  check_refused (known, "{'limit': <uint32 5>, 'limit': <uint32 6>}", "limit: ");
  check_refused (NULL, "{'limit': <uint32 5>}", "limit: ");
}

static void
test_number (void)
{
  g_autoptr (GVariant) options = parse ("{'limit': <uint32 1000>}");
  g_autoptr (GError) error = NULL;
  guint value = 50;

  g_assert_true (bus_options_number (options, "offset", 0, 9, &value, &error));
  g_assert_cmpuint (value, ==, 50);
  g_assert_true (bus_options_number (options, "limit", 1, 1000, &value, &error));
  g_assert_cmpuint (value, ==, 1000);
  g_assert_false (bus_options_number (options, "limit", 1, 999, &value, &error));
  assert_refused (&error, "limit: ");
  g_assert_false (bus_options_number (options, "limit", 1001, 2000, &value, &error));
  assert_refused (&error, "limit: ");
}

static void
test_word (void)
{
  static const char *const words[] = { "date-desc", "date-asc", NULL };
  g_autoptr (GVariant) options = parse ("{'sort': <'date-asc'>, 'bad': <'size'>}");
  g_autoptr (GError) error = NULL;
  const char *value = NULL;

  g_assert_true (bus_options_word (options, "absent", words, &value, &error));
  g_assert_null (value);
  g_assert_true (bus_options_word (options, "sort", words, &value, &error));
  g_assert_true (value == words[1]);
  g_assert_false (bus_options_word (options, "bad", words, &value, &error));
  assert_refused (&error, "bad: ");
  g_assert_true (value == words[1]);
}

static void
test_config (void)
{
  g_autoptr (GVariant) options
      = parse ("{'address': <'ada@example.org'>, 'port': <uint32 993>, 'check': <true>,"
               " 'password-fd': <handle 0>, 'ca-file': <'/tmp/ca.pem'>}");
  g_autoptr (StoreAccount) config = store_account_new ();
  g_autoptr (GVariant) shown = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;
  guint port;

  g_assert_true (bus_config_apply (config, options, &error));
  g_assert_cmpstr (config->address, ==, "ada@example.org");
  g_assert_cmpstr (config->ca_file, ==, "/tmp/ca.pem");
  g_assert_cmpstr (config->host, ==, "");
  shown = g_variant_ref_sink (bus_config_to_variant (config));
  g_assert_true (g_variant_lookup (shown, "address", "&s", &text));
  g_assert_cmpstr (text, ==, "ada@example.org");
  g_assert_true (g_variant_lookup (shown, "port", "u", &port));
  g_assert_cmpuint (port, ==, 993);
  g_assert_false (g_variant_lookup (shown, "password-fd", "h", NULL));
  g_assert_false (g_variant_lookup (shown, "check", "b", NULL));
}

static void
check_config_refused (const char *text, const char *key)
{
  g_autoptr (GVariant) options = parse (text);
  g_autoptr (StoreAccount) config = store_account_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (bus_config_apply (config, options, &error));
  assert_refused (&error, key);
  g_assert_cmpstr (config->name, ==, "");
}

static void
test_config_refused (void)
{
  check_config_refused ("{'name': <'x'>, 'password': <'secret'>}", "password: ");
  check_config_refused ("{'name': <'x'>, 'port': <'993'>}", "port: ");
  check_config_refused ("{'name': <'x'>, 'password-fd': <uint32 0>}", "password-fd: ");
}

static void
test_config_login (void)
{
  static const char *const for_login[] = { "user", "host", "tls", "ca-file", "pin" };
  g_autoptr (StoreAccount) old = store_account_new ();
  g_autoptr (StoreAccount) new = store_account_new ();
  g_autoptr (GVariant) harmless = parse ("{'name': <'x'>, 'owner': <'ada'>, 'route': <'off'>}");
  g_autoptr (GVariant) port = parse ("{'port': <uint32 994>}");

  g_assert_true (bus_config_apply (new, harmless, NULL));
  g_assert_false (bus_config_login_differs (old, new));
  for (gsize i = 0; i < G_N_ELEMENTS (for_login); i++)
    {
      g_autoptr (StoreAccount) other = store_account_new ();
      g_autofree char *text = g_strdup_printf ("{'%s': <'x'>}", for_login[i]);
      g_autoptr (GVariant) options = parse (text);

      g_assert_true (bus_config_apply (other, options, NULL));
      g_assert_true (bus_config_login_differs (old, other));
    }
  g_assert_true (bus_config_apply (new, port, NULL));
  g_assert_true (bus_config_login_differs (old, new));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus-options/check", test_check);
  g_test_add_func ("/bus-options/number", test_number);
  g_test_add_func ("/bus-options/word", test_word);
  g_test_add_func ("/bus-config/round-trip", test_config);
  g_test_add_func ("/bus-config/refused", test_config_refused);
  g_test_add_func ("/bus-config/login-differs", test_config_login);
  return g_test_run ();
}
