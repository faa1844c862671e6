/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of HTML is left when it is safe, and that nothing else is, whatever is done to hide it.
 */
#include "html-safe.h"

#include "processor-time.h"

#include <string.h>

#define LIMIT         (1024 * 1024)
#define SECONDS_LIMIT 5
#define PICTURE       "data:image/png;base64,AAAA"

typedef struct
{
  const char *html;
  const char *expected;
  guint removed;
} Row;

static const char *
image (gpointer data, const char *content_id)
{
  return strcmp (content_id, "logo@example.org") == 0 ? PICTURE : NULL;
}

static char *
make_safe (const char *html, gboolean remote)
{
  HtmlSafety safety = { remote, image, NULL };

  return html_safe (html, strlen (html), LIMIT, &safety);
}

static void
assert_rows (const Row *rows, guint length, gboolean remote)
{
  for (guint i = 0; i < length; i++)
    {
      g_autofree char *safe = make_safe (rows[i].html, remote);
      g_autofree char *expected = g_strdup_printf (
          "<div data-posthorn-removed-remote=\"%u\">%s</div>", rows[i].removed, rows[i].expected);

      g_assert_cmpstr (safe, ==, expected);
    }
}

static void
test_kept (void)
{
  static const Row rows[] = {
    { "", "" },
    { "plain", "plain" },
    { "a &lt;b&gt; &amp;amp; \"c\" &euro; &nbsp;",
      "a &lt;b&gt; &amp;amp; &quot;c&quot; € \xc2\xa0" },
    { "<p align=center>one</p><p>two", "<p align=\"center\">one</p><p>two</p>" },
    { "<table border=1><tr><td colspan=2>a<td>b</table>",
      "<table border=\"1\"><tr><td colspan=\"2\">a</td><td>b</td></tr></table>" },
    { "<ul><li>a<li>b</ul><br><hr>", "<ul><li>a</li><li>b</li></ul><br><hr>" },
    { "<font color=\"#f00\" face=Arial>x</font>", "<font color=\"#f00\" face=\"Arial\">x</font>" },
    { "<span style=\"color: red; position: fixed\" class=c id=i>x</span>",
      "<span style=\"color: red\">x</span>" },
    { "<blink>x</blink><o:p>y</o:p>", "xy" },
    { "<body bgcolor=black style='color:white'>x</body>",
      "<div bgcolor=\"black\" style=\"color: white\">x</div>" },
    { "<b>un<i>closed", "<b>un<i>closed</i></b>" },
    { "one</div></div></body></html>two", "onetwo" },
    { "<li><div><li>x</div>y", "<li><div></div></li><li>x</li>y" },
    { "<dl><dt><p>a<dd>b</dl>", "<dl><dt><p>a</p></dt><dd>b</dd></dl>" },
    { "<ul><li>a<ul><li>b</ul><table><td><li>c</table><li>d</ul>",
      "<ul><li>a<ul><li>b</li></ul><table><td><li>c</li></td></table></li><li>d</li></ul>" },
  };

  assert_rows (rows, G_N_ELEMENTS (rows), FALSE);
}

static void
test_links (void)
{
#define REL " rel=\"noopener noreferrer\""
  static const Row rows[] = {
    { "<a href='https://example.org/?a=1&b=2' target=x>y</a>",
      "<a href=\"https://example.org/?a=1&amp;b=2\"" REL ">y</a>" },
    { "<a href=HTTP://example.org>y</a>", "<a href=\"HTTP://example.org\"" REL ">y</a>" },
    { "<a href=' mailto:a@example.org '>y</a>", "<a href=\"mailto:a@example.org\"" REL ">y</a>" },
    { "<a href='//example.org/x y'>y</a>", "<a href=\"https://example.org/x%20y\"" REL ">y</a>" },
    { "<a href='https://e.org/\"onclick=\"x'>y</a>",
      "<a href=\"https://e.org/&quot;onclick=&quot;x\"" REL ">y</a>" },
    { "<a href='javascript:alert(1)'>y</a>", "<a>y</a>" },
    { "<a href='java&#10;script:alert(1)'>y</a>", "<a>y</a>" },
    { "<a href='&#1;jAvAsCrIpT&colon;alert(1)'>y</a>", "<a>y</a>" },
    { "<a href='vbscript:x'>y</a>", "<a>y</a>" },
    { "<a href='data:text/html,<script>x</script>'>y</a>", "<a>y</a>" },
    { "<a href='file:///etc/passwd'>y</a>", "<a>y</a>" },
    { "<a href='#top' name=n>y</a>", "<a>y</a>" },
    { "<a href>y</a>", "<a>y</a>" },
  };

  assert_rows (rows, G_N_ELEMENTS (rows), FALSE);
  assert_rows (rows, G_N_ELEMENTS (rows), TRUE);
}

static void
test_gone (void)
{
  static const Row rows[] = {
    { "a<script>alert('<p>')</script>b", "ab" },
    { "a<SCRIPT src=https://example.org/x.js></SCRIPT>b", "ab" },
    { "a<style>p { background: url(https://example.org) }</style>b", "ab" },
    { "a<iframe src=https://example.org>x</iframe>b", "ab" },
    { "a<object data=x.swf><param name=y>x</object>b", "ab" },
    { "a<applet code=x>x</applet><embed src=x>b", "a" },
    { "a<svg onload=x><script>y</script><image href=z /></svg>b", "ab" },
    { "a<math><mtext><img src=x onerror=y></mtext></math>b", "ab" },
    { "a<template><img src=x></template>b", "ab" },
    { "<meta http-equiv=refresh content='0;url=https://example.org'>a", "a" },
    { "<base href='https://example.org/'><link rel=stylesheet href=x.css>a", "a" },
    { "<form action=https://example.org><input name=x><button formaction=y>Go</button>"
      "<textarea>t</textarea><select><option>o</select></form>a",
      "Goa" },
    { "<p onclick=x onmouseover='y' STYLE='width: expression(z)'>a</p>", "<p>a</p>" },
    { "<p title='\"><script>x</script>'>a</p>",
      "<p title=\"&quot;&gt;&lt;script&gt;x&lt;/script&gt;\">a</p>" },
    { "a<title>x</title><noembed><p>y</noembed>b", "ab" },
    { "a<!-- <p>x</p> --><![CDATA[y]]><?php z ?>b", "ab" },
    { "<img src='data:image/svg+xml,<svg onload=x>' alt=y>", "<img alt=\"y\">" },
    { "<img src='data:image/png;base64,AAAA'>", "<img>" },
    { "<img src=x onerror=alert(1) usemap=#m>", "<img>" },
    { "<p contenteditable accesskey=x tabindex=1 autofocus srcdoc=y>a</p>", "<p>a</p>" },
    { "<p/onclick=x/title=y>a", "<p>a</p>" },
    { "<<script>x</script>y", "&lt;y" },
  };

  assert_rows (rows, G_N_ELEMENTS (rows), FALSE);
  assert_rows (rows, G_N_ELEMENTS (rows), TRUE);
}

#define URL "https://example.org/x.png"

static void
test_remote_removed (void)
{
  static const Row rows[] = {
    { "<img src=" URL " alt=a width=1>", "<img alt=\"a\" width=\"1\">", 1 },
    { "<img src=//example.org/x.png>", "<img>", 1 },
    { "<img src=' \nht\ntps://example.org/x.png'>", "<img>", 1 },
    { "<img src=" URL " srcset='" URL " 1x, " URL " 2x'>", "<img>", 2 },
    { "<table background=" URL "><td style='background:url(" URL ")'>a</table>",
      "<table><td>a</td></table>", 2 },
    { "<video src=" URL " poster=" URL ">a</video>b", "ab", 2 },
    { "<audio><source src=" URL ">a</audio>b", "<source>ab", 1 },
    { "<picture><source srcset='" URL "'><img src=" URL "></picture>", "<source><img>", 2 },
    { "<img src=cid:logo@example.org><img src=cid:none>", "<img src=\"" PICTURE "\"><img>", 0 },
    { "<img src='CID:logo%40example.org'>", "<img src=\"" PICTURE "\">", 0 },
  };

  assert_rows (rows, G_N_ELEMENTS (rows), FALSE);
}

static void
test_remote_allowed (void)
{
  static const Row rows[] = {
    { "<img src=" URL ">", "<img src=\"" URL "\">" },
    { "<img src=//example.org/x.png>", "<img src=\"" URL "\">" },
    { "<img src=" URL " srcset='" URL " 1x,https://e.org/a,b.png 2x, y 3x, " URL " 4x;'>",
      "<img src=\"" URL "\" srcset=\"" URL " 1x, https://e.org/a,b.png 2x\">" },
    { "<td style='background:url(" URL ")'>a",
      "<td style=\"background: url(&quot;" URL "&quot;)\">a</td>" },
    { "<video src=" URL " poster=" URL " controls autoplay>a</video>",
      "<video src=\"" URL "\" poster=\"" URL "\" controls=\"\">a</video>" },
    { "<img src=ftp://example.org/x><img src=file:///x>", "<img><img>" },
  };

  assert_rows (rows, G_N_ELEMENTS (rows), TRUE);
}

static void
test_text (void)
{
  g_autofree char *safe = html_safe_text ("a <b> & \"c\"\n  d");

  g_assert_cmpstr (safe, ==,
                   "<div data-posthorn-removed-remote=\"0\" style=\"white-space: pre-wrap\">"
                   "a &lt;b&gt; &amp; &quot;c&quot;\n  d</div>");
}

/* A picture that is shown again and again does not make a small mail a large one. */
static void
test_limit (void)
{
  g_autoptr (GString) html = g_string_new (NULL);
  g_autofree char *safe = NULL;

  while (html->len < LIMIT)
    g_string_append (html, "<img src=cid:logo@example.org>");
  safe = make_safe (html->str, FALSE);
  g_assert_cmpuint (strlen (safe), <, LIMIT + 1024);
  g_assert_true (g_str_has_suffix (safe, "</div>"));
}

static guint
depth_of (const char *html)
{
  guint depth = 0;
  guint deepest = 0;

  for (; *html; html++)
    if (*html == '<')
      {
        depth += html[1] == '/' ? -1U : 1;
        deepest = MAX (deepest, depth);
      }
  g_assert_cmpuint (depth, ==, 0);
  return deepest;
}

/* Too many open elements, or too long a tag, cost neither time nor balance. */
static void
assert_bomb (const char *piece, guint times, const char *after)
{
  g_autoptr (GString) html = g_string_new (NULL);
  g_autofree char *safe = NULL;
  double started;

  for (guint i = 0; i < times; i++)
    g_string_append (html, piece);
  g_string_append_printf (html, "%s<p>last words", after);
  started = processor_seconds ();
  safe = make_safe (html->str, FALSE);
  g_assert_cmpfloat (processor_seconds () - started, <, SECONDS_LIMIT);
  g_assert_cmpuint (depth_of (safe), <=, 201);
  g_assert_nonnull (strstr (safe, "last words"));
}

static void
test_bombs (void)
{
  assert_bomb ("<b>", 50000, "");
  assert_bomb ("<table><tr><td>", 10000, "");
  assert_bomb ("<div style='", 10000, "'>");
  assert_bomb ("</b></i><b><i>", 20000, "");
  assert_bomb ("<a href=https://example.org/><svg></svg>", 5000, "");
  assert_bomb ("<!--", 20000, "-->");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html-safe/kept", test_kept);
  g_test_add_func ("/html-safe/links", test_links);
  g_test_add_func ("/html-safe/gone", test_gone);
  g_test_add_func ("/html-safe/remote-removed", test_remote_removed);
  g_test_add_func ("/html-safe/remote-allowed", test_remote_allowed);
  g_test_add_func ("/html-safe/text", test_text);
  g_test_add_func ("/html-safe/limit", test_limit);
  g_test_add_func ("/html-safe/bombs", test_bombs);
  return g_test_run ();
}
