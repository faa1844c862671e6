/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html-text.h"

#include "processor-time.h"

#include <string.h>

#define LIMIT         (1024 * 1024)
#define SECONDS_LIMIT 5

typedef struct
{
  const char *html;
  const char *text;
} Row;

static const Row rows[] = {
  { "", "" },
  { "plain", "plain" },
  { "<p>one</p><p>two</p>", "one\n\ntwo" },
  { "<div>one</div><div>two</div>", "one\ntwo" },
  { "one<br>two<br><br>three", "one\ntwo\n\nthree" },
  { "  much \n\t white&nbsp;space  <b> here </b>", "much white space here" },
  { "<ul><li>one<li>two<ul><li>three</ul></ul>after", "• one\n• two\n  • three\n\nafter" },
  { "<ol><li>one<li>two<ul><li>x</ul><li>three</ol><ol><li>a</ol>",
    "1. one\n2. two\n  • x\n3. three\n\n1. a" },
  { "<dl><dt>term<dd>what it is</dl>", "term\nwhat it is" },
  { "<table><thead><tr><th>Name<th>Price<tbody><tr><td>Tea<td>&euro;&nbsp;3</table>end",
    "Name Price\nTea € 3\nend" },
  { "<table><tr><td><table><tr><td>in<td>side</table><td>out</table>", "in side\nout" },
  { "<a href='http://example.org'>www</a>, <a href='javascript:x'>y</a>",
    "www <http://example.org>, y" },
  { "<blockquote><p>one</p><p>two</p></blockquote>", "> one\n\n> two" },
  { "&hellip;&ndash;&rsquo;&#8364;&#x20ac;&zwnj;&copy;", "…–’€€\xe2\x80\x8c©" },
  { "a&#0;b&#xD800;c&#x110000;d", "abcd" },
  { "<a href=\"https://example.org/x\">the page</a>.", "the page <https://example.org/x>." },
  { "<a href=\"https://example.org/\">example.org</a>", "example.org" },
  { "<a href=\"mailto:a@example.org\">a@example.org</a>", "a@example.org" },
  { "<a href=\"https://example.org/\"><img src=x></a>text", "text" },
  { "<a href=\"#top\">up</a>", "up" },
  { "<img src=x alt=\"A picture\">", "A picture" },
  { "before<blockquote>one<br>two<blockquote>deep</blockquote></blockquote>after",
    "before\n\n> one\n> two\n\n> > deep\n\nafter" },
  { "<head><title>T</title><style>p { x: y }</style></head><body>a<script>b()</script>c</body>",
    "ac" },
  { "&lt;b&gt; &amp; &euro; &#228; &#x1F600; &unknown;", "<b> & € ä 😀 &unknown;" },
  { "<pre>a  b\n  c</pre>", "a  b\n  c" },
  { "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc" },
  { "<!--[if mso]>a<![endif]--><![if !mso]>b<![endif]>c", "bc" },
  { "<!--[if !mso]><!-->a<!--<![endif]-->b", "ab" },
  { "<b>un<i>closed", "unclosed" },
  { "</p></div>only ends", "only ends" },
  { "<html><body>one</body></html>two<html><body><p>three</p></html>", "onetwo\n\nthree" },
  { "<!-- a <b>comment</b> -->shown", "shown" },
  { "<!DOCTYPE html SYSTEM \"file:///etc/passwd\"><p>shown", "shown" },
  { "<meta charset=iso-8859-1>Grüße", "Grüße" },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = html_text (rows[i].html, strlen (rows[i].html), LIMIT);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_limit (void)
{
  const char *html = "<p>Grüße, Grüße</p>";

  for (gsize limit = 0; limit < 30; limit++)
    {
      g_autofree char *text = html_text (html, strlen (html), limit);

      g_assert_cmpuint (strlen (text), <=, limit);
      g_assert_true (g_str_has_prefix ("Grüße, Grüße", text));
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

/* Whatever the bomb does, the text behind it is found. */
static void
assert_in_time (const char *before, const char *piece, guint times, const char *after)
{
  g_autoptr (GString) html = g_string_new (before);
  g_autofree char *text = NULL;
  double started;

  for (guint i = 0; i < times; i++)
    g_string_append (html, piece);
  g_string_append (html, after);
  started = processor_seconds ();
  text = html_text (html->str, html->len, LIMIT);
  g_assert_cmpfloat (processor_seconds () - started, <, SECONDS_LIMIT);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_nonnull (strstr (text, "last words"));
}

static void
test_bombs (void)
{
  assert_in_time ("", "<b>", 100000, "last words");
  assert_in_time ("", "<b><i>", 100000, "<p>last words");
  assert_in_time ("", "<div>", 100000, "last words");
  assert_in_time ("", "<table><tr><td>", 100000, "last words");
  assert_in_time ("", "<blockquote>", 100000, "last words");
  assert_in_time ("", "<ul><li>", 20000, "last words");
  assert_in_time ("", "<b></i></u>", 100000, "last words");
  assert_in_time ("", "<a href='https://example.org/'>", 50000, "last words");
  assert_in_time ("<a ", "b=c ", 100000, ">last words");
  assert_in_time ("", "&amp", 100000, " last words");
  assert_in_time ("", "<style></style>", 50000, "last words");
  assert_in_time ("", "<!-- -->", 100000, "last words");
}

static void
test_many_attributes (void)
{
  g_autoptr (GString) tag = g_string_new ("<p ");

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (tag, "b%u=c ", i);
  assert_in_time (tag->str, "", 0, ">last words");
}

/* In tags of several pieces, a ">" in a value ends nothing. */
static void
test_long_tag (void)
{
  g_autofree char *picture = g_strnfill (100000, 'A');
  g_autofree char *html
      = g_strdup_printf ("before <img alt=\"a > b\" src='data:%s'>after", picture);
  g_autofree char *text = html_text (html, strlen (html), LIMIT);

  g_assert_cmpstr (text, ==, "before after");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html-text/rows", test_rows);
  g_test_add_func ("/html-text/limit", test_limit);
  g_test_add_func ("/html-text/bombs", test_bombs);
  g_test_add_func ("/html-text/many-attributes", test_many_attributes);
  g_test_add_func ("/html-text/long-tag", test_long_tag);
  return g_test_run ();
}
