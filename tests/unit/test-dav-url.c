/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-url.h"

#include "error.h"

#include <string.h>

static const struct
{
  const char *base;
  const char *href;
  const char *url;
} rows[] = {
  { "https://dav.example.org/a/", "/b/c.ics", "https://dav.example.org/b/c.ics" },
  { "https://dav.example.org/a/", "c.ics", "https://dav.example.org/a/c.ics" },
  { "https://dav.example.org/a/x", "c.ics", "https://dav.example.org/a/c.ics" },
  { "https://dav.example.org/a/", "../b/", "https://dav.example.org/b/" },
  { "https://dav.example.org", "", "https://dav.example.org/" },
  { "https://dav.example.org/a/", "https://DAV.example.org:443/b/", "https://dav.example.org/b/" },
  { "https://dav.example.org:8443/", "https://dav.example.org:8443/b/",
    "https://dav.example.org:8443/b/" },
  { "http://[::1]:5232/", "/b/", "http://[::1]:5232/b/" },
  /* Many spellings of one thing. */
  { "https://x/", "/ann%40example.org/", "https://x/ann@example.org/" },
  { "https://x/", "/ann@example.org/", "https://x/ann@example.org/" },
  { "https://x/", "/%7Eann/%41.ics", "https://x/~ann/A.ics" },
  { "https://x/", "/a%20b%c3%a4/", "https://x/a%20b%C3%A4/" },
  { "https://x/", "/a b\xC3\xA4/", "https://x/a%20b%C3%A4/" },
  { "https://x/", "/a%2fb/", "https://x/a%2Fb/" },
  { "https://x/", "/100%/", "https://x/100%25/" },
  { "https://x/a?b=c", "/b?d=e", "https://x/b" },
};

static void
test_resolve (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *url = dav_url_resolve (rows[i].base, rows[i].href, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (url, ==, rows[i].url);
    }
}

static void
test_elsewhere (void)
{
  static const char *const hrefs[] = { "https://evil.example/",
                                       "http://dav.example.org/",
                                       "https://dav.example.org:8443/",
                                       "//evil.example/b/",
                                       "https://dav.example.org.evil.example/",
                                       "javascript:x",
                                       "https://[/",
                                       "file:///etc/passwd" };

  for (guint i = 0; i < G_N_ELEMENTS (hrefs); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dav_url_resolve ("https://dav.example.org/a/", hrefs[i], &error));
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, "dav.example.org"));
    }
}

static void
test_parts (void)
{
  g_autofree char *other = dav_url_with_path ("https://x:8443/a/b.ics", "/c/");
  g_autofree char *from_bare = dav_url_with_path ("https://x", "/c/");

  g_assert_cmpstr (dav_url_path ("https://x:8443/a/b.ics"), ==, "/a/b.ics");
  g_assert_cmpstr (dav_url_path ("https://x"), ==, "/");
  g_assert_cmpstr (dav_url_name ("/a/b.ics"), ==, "b.ics");
  g_assert_cmpstr (dav_url_name ("/a/b/"), ==, "");
  g_assert_cmpstr (other, ==, "https://x:8443/c/");
  g_assert_cmpstr (from_bare, ==, "https://x/c/");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dav-url/resolve", test_resolve);
  g_test_add_func ("/dav-url/elsewhere", test_elsewhere);
  g_test_add_func ("/dav-url/parts", test_parts);
  return g_test_run ();
}
