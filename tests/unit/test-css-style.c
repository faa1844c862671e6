/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "css-style.h"

typedef struct
{
  const char *style;
  const char *expected;
  guint removed;
} Row;

static void
assert_rows (const Row *rows, guint length, gboolean remote)
{
  for (guint i = 0; i < length; i++)
    {
      HtmlRemote counted = { remote, 0 };
      g_autofree char *clean = css_style_clean (rows[i].style, &counted);

      g_test_message ("%s", rows[i].style);
      g_assert_cmpstr (clean, ==, rows[i].expected);
      g_assert_cmpuint (counted.removed, ==, rows[i].removed);
    }
}

static void
test_kept (void)
{
  static const Row rows[] = {
    { "", "" },
    { " ; ;", "" },
    { "color: red", "color: red" },
    { "COLOR:Red;;font-size : 12px ;", "color: Red; font-size: 12px" },
    { "color:rgb(1, 2, 3); background:#fff", "color: rgb(1, 2, 3); background: #fff" },
    { "font-family: 'Segoe UI', \"Noto; Sans\", sans-serif",
      "font-family: 'Segoe UI', \"Noto; Sans\", sans-serif" },
    { "font-family: 標準明朝", "font-family: 標準明朝" },
    { "width: 100% !important; height: .5em", "width: 100%; height: .5em" },
    { "color: /* why */ red", "color: red" },
    { "margin: 0 auto 1.5em", "margin: 0 auto 1.5em" },
    { "display:none;max-height:0;overflow:hidden",
      "display: none; max-height: 0; overflow: hidden" },
  };

  assert_rows (rows, G_N_ELEMENTS (rows), FALSE);
}

static void
test_removed (void)
{
  static const Row rows[] = {
    { "position: fixed; top: 0; left: 0; z-index: 9", "" },
    { "position:absolute", "" },
    { "margin-top: -500px", "" },
    { "margin: 0 -5em", "" },
    { "margin-left: calc(0px - 500px)", "" },
    { "text-indent:-9999px", "" },
    { "width: expression(alert(1))", "" },
    { "wid/**/th: 1px", "" },
    { "width: exp/* */ression(alert(1))", "" },
    { "color: r\\65 d", "" },
    { "behavior: url(x.htc); -moz-binding: url(x.xml#y)", "" },
    { "@import 'https://example.org/x.css'", "" },
    { "color: red } body { color: blue", "" },
    { "color: red</style>", "" },
    { "color: \"red", "" },
    { "color: 'red; position: fixed", "" },
    { "color: (red; position: fixed", "" },
    { "color: red)", "" },
    { "color: var(--x)", "" },
    { "--x: 1", "" },
    { "transform: scale(99); filter: progid:DXImageTransform.Microsoft.Alpha()", "" },
    { "cursor: url(https://example.org/c.cur), auto", "" },
    { "content: 'x'", "" },
    { "color: red; /* open position: fixed", "color: red" },
    { "color", "" },
    { "list-style: image-set('https://example.org/x.png' 1x)", "" },
  };

  assert_rows (rows, G_N_ELEMENTS (rows), FALSE);
  assert_rows (rows, G_N_ELEMENTS (rows), TRUE);
}

#define REMOTE "https://example.org/x.png"

static void
test_addresses_removed (void)
{
  static const Row rows[] = {
    { "background: #eee url(" REMOTE ") no-repeat", "background: #eee  no-repeat", 1 },
    { "background-image: URL( '" REMOTE "' )", "", 1 },
    { "background: url(" REMOTE "), url(//example.org/y)", "background: ,", 2 },
    { "background: url(data:image/svg+xml;base64,AAAA) red", "background: red", 0 },
    { "background: url(javascript:alert(1))", "", 0 },
    { "background: url(\"" REMOTE "\"", "", 0 },
    { "list-style: u\\72l(" REMOTE ")", "", 0 },
    { "background: url/**/(" REMOTE ")", "", 0 },
  };

  assert_rows (rows, G_N_ELEMENTS (rows), FALSE);
}

/* What comes back is read by a browser the way it was meant here, wherever the quotes are. */
static void
test_addresses_allowed (void)
{
  static const Row rows[] = {
    { "background: #eee url(" REMOTE ") no-repeat",
      "background: #eee  url(\"" REMOTE "\")  no-repeat" },
    { "background-image: url('" REMOTE "?a;b')", "background-image: url(\"" REMOTE "?a;b\")" },
    { "background: url(https://a\";position:fixed;b)", "" },
    { "background: \"url(https://a;position:fixed;b)\"", "" },
    { "background: \"a url(https://a;position:fixed;b) c", "" },
    { "background: rgb(url(https://a) 1, 2", "" },
    { "background: url(https://a'\"b)", "" },
    { "background: url(javascript:alert)", "" },
  };

  assert_rows (rows, G_N_ELEMENTS (rows), TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/css-style/kept", test_kept);
  g_test_add_func ("/css-style/removed", test_removed);
  g_test_add_func ("/css-style/addresses-removed", test_addresses_removed);
  g_test_add_func ("/css-style/addresses-allowed", test_addresses_allowed);
  return g_test_run ();
}
