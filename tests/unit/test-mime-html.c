/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which part of a message becomes its HTML, and which pictures come with it.
 */
#include "mime-message.h"

#include <string.h>

#define RELATED                                                                                    \
  "Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html; "                  \
  "charset=utf-8\n\n"
#define PNG  "iVBORw0KGgo="
#define OPEN "<div data-posthorn-removed-remote=\"0\">"

static char *
html_of (const char *message, gboolean remote)
{
  g_autoptr (GBytes) raw = g_bytes_new_static (message, strlen (message));

  return mime_html (raw, remote);
}

static void
assert_html (const char *message, const char *expected)
{
  g_autofree char *html = html_of (message, FALSE);

  g_assert_cmpstr (html, ==, expected);
}

static void
test_parts (void)
{
  assert_html ("Content-Type: text/html\n\n<p>a", OPEN "<p>a</p></div>");
  assert_html ("Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n--b\n"
               "Content-Type: text/html\n\n<b>rich</b>\n--b--\n",
               OPEN "<b>rich</b></div>");
  assert_html ("Content-Type: text/html; charset=koi8-r\n\n\xd2\xc1\xc2\xcf\xd4\xc1",
               OPEN "работа</div>");
  assert_html (
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nplain\n--b\n"
      "Content-Type: text/html\nContent-Disposition: attachment\n\n<b>file</b>\n--b--\n",
      "<div data-posthorn-removed-remote=\"0\" style=\"white-space: pre-wrap\">plain</div>");
}

static void
test_text (void)
{
#define TEXT "<div data-posthorn-removed-remote=\"0\" style=\"white-space: pre-wrap\">"
  assert_html ("Subject: x\n\na <script>b</script>\n  & c",
               TEXT "a &lt;script&gt;b&lt;/script&gt;\n  &amp; c</div>");
  assert_html ("Content-Type: text/html\n\n   ", TEXT "</div>");
  assert_html ("", TEXT "</div>");
}

static void
test_images (void)
{
  assert_html (RELATED "<img src=cid:a@b><img src=cid:none>\n--r\nContent-Type: image/png\n"
                       "Content-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n" PNG "\n--r--\n",
               OPEN "<img src=\"data:image/png;base64," PNG "\"><img></div>");
  assert_html (RELATED "<img src=cid:a>\n--r\nContent-Type: application/octet-stream\n"
                       "Content-ID: a\n\nGIF89a\n--r--\n",
               OPEN "<img src=\"data:image/gif;base64,R0lGODlh\"></div>");
}

/* What is called a picture and is none. */
static void
test_no_images (void)
{
  static const char *const contents[]
      = { "<svg onload='x'/>", "<html><script>x</script>", "", "GIF8", "\x89PNG" };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autofree char *message
          = g_strdup_printf (RELATED "<img src=cid:a>\n--r\nContent-Type: image/png\n"
                                     "Content-ID: <a>\n\n%s\n--r--\n",
                             contents[i]);

      assert_html (message, OPEN "<img></div>");
    }
}

static void
test_image_bounds (void)
{
  g_autoptr (GString) message = g_string_new (RELATED);
  g_autofree char *padding = g_strnfill (3 * 1024 * 1024, 'x');
  g_autofree char *html = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (message, "<img src=cid:a>");
  g_string_append_printf (message, "\n--r\nContent-ID: <a>\n\nGIF89a%s\n--r--\n", padding);
  html = html_of (message->str, FALSE);
  g_assert_cmpuint (strlen (html), <, 7 * 1024 * 1024);
  g_assert_nonnull (strstr (html, "<img src=\"data:image/gif;base64,"));
  g_assert_true (g_str_has_suffix (html, "<img></div>"));
}

/* A picture is shown whole or not at all. */
static void
test_large_image (void)
{
  g_autofree char *padding = g_strnfill (4 * 1024 * 1024, 'x');
  g_autofree char *message = g_strdup_printf (
      RELATED "<img src=cid:a>\n--r\nContent-ID: <a>\n\nGIF89a%s\n--r--\n", padding);

  assert_html (message, OPEN "<img></div>");
}

static void
test_remote (void)
{
  const char *message = "Content-Type: text/html\n\n<img src=https://example.org/x.png>";
  g_autofree char *removed = html_of (message, FALSE);
  g_autofree char *shown = html_of (message, TRUE);

  g_assert_cmpstr (removed, ==, "<div data-posthorn-removed-remote=\"1\"><img></div>");
  g_assert_cmpstr (shown, ==, OPEN "<img src=\"https://example.org/x.png\"></div>");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mime_init ();
  g_test_add_func ("/mime-html/parts", test_parts);
  g_test_add_func ("/mime-html/text", test_text);
  g_test_add_func ("/mime-html/images", test_images);
  g_test_add_func ("/mime-html/no-images", test_no_images);
  g_test_add_func ("/mime-html/image-bounds", test_image_bounds);
  g_test_add_func ("/mime-html/large-image", test_large_image);
  g_test_add_func ("/mime-html/remote", test_remote);
  return g_test_run ();
}
