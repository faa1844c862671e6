/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-webhook.h"
#include "error.h"

#include <string.h>

#define TOKEN "tok3nSecretAbc9"
#define URL   "https://acme.bitrix24.de/rest/17/" TOKEN "/"

static Bitrix24Webhook *
parse (const char *url)
{
  g_autoptr (GError) error = NULL;
  Bitrix24Webhook *webhook = bitrix24_webhook_parse (url, &error);

  g_assert_no_error (error);
  return webhook;
}

static void
test_parse (void)
{
  static const struct
  {
    const char *url, *portal, *user;
  } rows[] = {
    { URL, "acme.bitrix24.de", "17" },
    { "https://acme.bitrix24.de/rest/17/" TOKEN, "acme.bitrix24.de", "17" },
    { "  https://acme.bitrix24.de/rest/17/" TOKEN "/profile.json\n", "acme.bitrix24.de", "17" },
    { "https://ACME.Bitrix24.de:443/rest/1/" TOKEN "/", "acme.bitrix24.de", "1" },
    { "https://crm.firma.example:8443/rest/1/" TOKEN "/", "crm.firma.example:8443", "1" },
    { "https://bücher.example/rest/1/" TOKEN "/", "xn--bcher-kva.example", "1" },
    { "http://127.0.0.1:8080/rest/1/" TOKEN "/", "127.0.0.1:8080", "1" },
    { "http://localhost/rest/1/" TOKEN "/", "localhost", "1" },
    { "http://[::1]:81/rest/1/" TOKEN "/", "[::1]:81", "1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Bitrix24Webhook) webhook = parse (rows[i].url);

      g_assert_cmpstr (bitrix24_webhook_portal (webhook), ==, rows[i].portal);
      g_assert_cmpstr (bitrix24_webhook_user (webhook), ==, rows[i].user);
    }
}

static void
test_url (void)
{
  g_autoptr (Bitrix24Webhook) webhook = parse ("https://acme.bitrix24.de/rest/17/" TOKEN "/x.json");
  g_autofree char *url = bitrix24_webhook_url (webhook, "user.get");

  g_assert_cmpstr (url, ==, URL "user.get");
}

static void
test_refused (void)
{
  static const char *const urls[] = {
    "",
    "webhook",
    "acme.bitrix24.de/rest/17/" TOKEN "/",
    "ftp://acme.bitrix24.de/rest/17/" TOKEN "/",
    "https:///rest/17/" TOKEN "/",
    "https://acme.bitrix24.de/rest/17/",
    "https://acme.bitrix24.de/rest/x/" TOKEN "/",
    "https://acme.bitrix24.de/rest/0/" TOKEN "/",
    "https://acme.bitrix24.de/" TOKEN "/",
    "https://acme.bitrix24.de/rest/api/17/" TOKEN "/",
    "https://acme.bitrix24.de/rest/17/" TOKEN "-%41/",
    "https://acme.bitrix24.de/rest/17/" TOKEN "/a/b/c",
    "https://u:p@acme.bitrix24.de/rest/17/" TOKEN "/",
    "https://acme.bitrix24.de/rest/17/" TOKEN "/?auth=1",
    "https://acme.bitrix24.de/rest/17/" TOKEN "/#x",
    "https://acme.bitrix24.de/rest/17/short/",
    "https://acme.bitrix24.de/rest/17/" TOKEN "/\nX: y",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GError) error = NULL;

      if (bitrix24_webhook_parse (urls[i], &error))
        g_error ("«%s» is taken", urls[i]);
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
      g_assert_nonnull (strstr (error->message, "give the webhook"));
      g_assert_null (strstr (error->message, TOKEN));
    }
}

static void
test_redact (void)
{
  static const struct
  {
    const char *text, *clean;
  } rows[] = {
    { "", "" },
    { "nothing", "nothing" },
    { URL "user.get", "https://acme.bitrix24.de/rest/17/…/user.get" },
    { TOKEN TOKEN, "……" },
    { "x TOK3NSECRETABC9 y", "x … y" },
    { "tok3nSecretAbc", "tok3nSecretAbc" },
  };
  g_autoptr (Bitrix24Webhook) webhook = parse (URL);
  g_autofree char *part = bitrix24_webhook_redact (webhook, URL, strlen (URL) - 2);

  g_assert_cmpstr (part, ==, "https://acme.bitrix24.de/rest/17/tok3nSecretAbc");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *clean
          = bitrix24_webhook_redact (webhook, rows[i].text, strlen (rows[i].text));

      g_assert_cmpstr (clean, ==, rows[i].clean);
    }
}

#define PATH "/rest/17/" TOKEN "/user.get"

static void
test_moved (void)
{
  static const char *const allowed[] = { "crm.firma.example", "crm.firma.example:8443", NULL };
  static const struct
  {
    const char *from, *location, *portal;
  } rows[] = {
    { "acme.bitrix24.de", "https://firma.bitrix24.de" PATH, "firma.bitrix24.de" },
    { "acme.bitrix24.com.tr", "https://firma.bitrix24.com.tr" PATH, "firma.bitrix24.com.tr" },
    { "acme.bitrix24.de", "https://crm.firma.example" PATH, "crm.firma.example" },
    { "acme.bitrix24.de", "https://crm.firma.example:8443" PATH, "crm.firma.example:8443" },
    { "own.example", "https://CRM.firma.example" PATH, "crm.firma.example" },
    { "acme.bitrix24.de", "http://firma.bitrix24.de" PATH, NULL },
    { "acme.bitrix24.de", "https://firma.bitrix24.com" PATH, NULL },
    { "acme.bitrix24.de", "https://firma.bitrix24.de.evil.example" PATH, NULL },
    { "acme.bitrix24.de", "https://evil.example" PATH, NULL },
    { "acme.bitrix24.de", "https://a.b.bitrix24.de" PATH, NULL },
    { "acme.bitrix24.de", "https://bitrix24.de" PATH, NULL },
    { "acme.bitrix24.de", "https://firma.bitrix24.de:444" PATH, NULL },
    { "acme.bitrix24.de", "https://crm.firma.example:1" PATH, NULL },
    { "acme.bitrix24.de", "https://firma.bitrix24.de/auth/", NULL },
    { "acme.bitrix24.de", "https://acme.bitrix24.de" PATH, NULL },
    { "acme.bitrix24.de", "/rest/17/" TOKEN "/user.get", NULL },
    { "acme.bitrix24.de", "", NULL },
    { "acme.bitrix24.de", "https://" TOKEN ".evil.example" PATH, NULL },
    { "own.example", "https://firma.bitrix24.de" PATH, NULL },
    { "own.example", "https://other.example" PATH, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *url = g_strdup_printf ("https://%s/rest/17/" TOKEN "/", rows[i].from);
      g_autoptr (Bitrix24Webhook) webhook = parse (url);
      g_autoptr (GError) error = NULL;
      g_autoptr (Bitrix24Webhook) moved
          = bitrix24_webhook_moved (webhook, "user.get", rows[i].location, allowed, &error);

      g_assert_cmpstr (moved ? bitrix24_webhook_portal (moved) : NULL, ==, rows[i].portal);
      g_assert_true (moved
                     || g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED));
      g_assert_true (moved || !g_strrstr (error->message, TOKEN));
      g_assert_cmpstr (moved ? bitrix24_webhook_user (moved) : "17", ==, "17");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bitrix24-webhook/parse", test_parse);
  g_test_add_func ("/bitrix24-webhook/url", test_url);
  g_test_add_func ("/bitrix24-webhook/refused", test_refused);
  g_test_add_func ("/bitrix24-webhook/redact", test_redact);
  g_test_add_func ("/bitrix24-webhook/moved", test_moved);
  return g_test_run ();
}
