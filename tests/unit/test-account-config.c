/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-config.h"
#include "error.h"

#include <gio/gio.h>
#include <string.h>

static void
set (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

static StoreAccount *
sample (void)
{
  StoreAccount *config = store_account_new ();

  set (&config->address, "ada@example.org");
  set (&config->host, "imap.example.org");
  return config;
}

static void
test_defaults (void)
{
  g_autoptr (StoreAccount) config = sample ();
  g_autoptr (StoreAccount) starttls = sample ();
  g_autoptr (GError) error = NULL;

  g_assert_true (account_config_complete (config, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (config->user, ==, "ada@example.org");
  g_assert_cmpstr (config->name, ==, "ada@example.org");
  g_assert_cmpstr (config->protocol, ==, "imap");
  g_assert_cmpstr (config->tls, ==, "implicit");
  g_assert_cmpuint (config->port, ==, 993);
  set (&starttls->tls, "starttls");
  g_assert_true (account_config_complete (starttls, &error));
  g_assert_cmpuint (starttls->port, ==, 143);
}

/* The message begins with the key, as the bus spells it. */
static void
assert_refused (StoreAccount *config, const char *key)
{
  g_autoptr (StoreAccount) owned = config;
  g_autoptr (GError) error = NULL;
  g_autofree char *prefix = g_strdup_printf ("%s: ", key);

  g_assert_false (account_config_complete (owned, &error));
  g_assert_true (g_str_has_prefix (error->message, prefix));
}

static void
test_refusals (void)
{
  const struct
  {
    const char *key;
    gsize offset;
    const char *value;
  } cases[] = {
    { "address", G_STRUCT_OFFSET (StoreAccount, address), "ada" },
    { "address", G_STRUCT_OFFSET (StoreAccount, address), "@example.org" },
    { "address", G_STRUCT_OFFSET (StoreAccount, address), "ada@" },
    { "host", G_STRUCT_OFFSET (StoreAccount, host), "" },
    { "host", G_STRUCT_OFFSET (StoreAccount, host), "imap example" },
    { "host", G_STRUCT_OFFSET (StoreAccount, host), "imap\r\nexample" },
    { "user", G_STRUCT_OFFSET (StoreAccount, user), "ada\r\nA1 DELETE INBOX" },
    { "name", G_STRUCT_OFFSET (StoreAccount, name), "\xff\xfe" },
    { "tls", G_STRUCT_OFFSET (StoreAccount, tls), "optional" },
    { "protocol", G_STRUCT_OFFSET (StoreAccount, protocol), "pop3" },
    { "push", G_STRUCT_OFFSET (StoreAccount, push), "sometimes" },
    { "route", G_STRUCT_OFFSET (StoreAccount, route), "on" },
    { "id", G_STRUCT_OFFSET (StoreAccount, id), "My Work" },
    { "pin", G_STRUCT_OFFSET (StoreAccount, pin), "sha256:abc" },
    { "ca-file", G_STRUCT_OFFSET (StoreAccount, ca_file), "ca.pem" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      StoreAccount *config = sample ();
      set (G_STRUCT_MEMBER_P (config, cases[i].offset), cases[i].value);
      assert_refused (config, cases[i].key);
    }
}

static void
test_ports (void)
{
  StoreAccount *config = sample ();

  config->port = 70000;
  assert_refused (config, "port");
}

static void
test_forwarding (void)
{
  StoreAccount *without = sample ();
  StoreAccount *nobody = sample ();
  g_autoptr (StoreAccount) config = sample ();
  g_autoptr (GError) error = NULL;

  set (&without->route, "forward");
  assert_refused (without, "smtp-host");
  set (&nobody->route, "forward");
  set (&nobody->smtp_host, "smtp.example.org");
  set (&nobody->address, "ada,eve@example.org");
  assert_refused (nobody, "address");
  set (&config->route, "forward");
  set (&config->smtp_host, "smtp.example.org");
  g_assert_true (account_config_complete (config, &error));
  g_assert_no_error (error);
}

static void
test_jmap (void)
{
  g_autoptr (StoreAccount) config = store_account_new ();
  g_autoptr (GError) error = NULL;

  set (&config->address, "ada@example.org");
  set (&config->protocol, "jmap");
  g_assert_false (account_config_complete (config, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account-config/defaults", test_defaults);
  g_test_add_func ("/account-config/refusals", test_refusals);
  g_test_add_func ("/account-config/ports", test_ports);
  g_test_add_func ("/account-config/forwarding", test_forwarding);
  g_test_add_func ("/account-config/jmap", test_jmap);
  return g_test_run ();
}
