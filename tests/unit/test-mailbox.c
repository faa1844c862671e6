/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is an address and what is not, and that the error names it.
 */
#include "error.h"
#include "mailbox.h"

#include <string.h>

#define A10 "aaaaaaaaaa"
#define A65 A10 A10 A10 A10 A10 A10 "aaaaa"

static void
test_good (void)
{
  static const char *const rows[][3] = {
    { "a@b", "", "a@b" },
    { "  Ann  <a@b.c> ", "Ann", "a@b.c" },
    { "\"Doe, \\\"J\\\"\" <a@b.c>", "Doe, \"J\"", "a@b.c" },
    { "Doe, J. <a@b.c>", "Doe, J.", "a@b.c" },
    { "\"a@b.c\" <a@b.c>", "a@b.c", "a@b.c" },
    { "Jürgen Groß <j@bücher.example>", "Jürgen Groß", "j@bücher.example" },
    { "jürgen@example.org", "", "jürgen@example.org" },
    { "\"john doe\"@example.org", "", "\"john doe\"@example.org" },
    { "a+b.c'd@[192.0.2.1]", "", "a+b.c'd@[192.0.2.1]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MailAddress) address = mailbox_parse ("to", rows[i][0], &error);
      g_autofree char *text = NULL;
      g_autoptr (MailAddress) again = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (address->name, ==, rows[i][1]);
      g_assert_cmpstr (address->address, ==, rows[i][2]);
      text = mailbox_format (address);
      again = mailbox_parse ("to", text, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (again->name, ==, rows[i][1]);
      g_assert_cmpstr (again->address, ==, rows[i][2]);
    }
}

static void
test_bad (void)
{
  static const char *const rows[] = { "",
                                      "a",
                                      "@b",
                                      "a@",
                                      "a@@b",
                                      "a b@c.d",
                                      "a@b c",
                                      "a@b..c",
                                      ".a@b",
                                      "a.@b",
                                      "a..b@c",
                                      "a@-b.c",
                                      "a@b\r\nX:",
                                      "a\n@b.c",
                                      "a@b.c, d@e",
                                      "A <a@b.c",
                                      "A <a@b> <c@d>",
                                      "<>",
                                      "A <>",
                                      "a@b <c@d>",
                                      "\xff@b.c",
                                      "a\xe2\x80\xae@b.c",
                                      A65 "@b",
                                      "a@b/c" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MailAddress) address = mailbox_parse ("to", rows[i], &error);
      g_autofree char *shown = g_strescape (rows[i], NULL);

      if (address)
        g_test_message ("taken: %s", shown);
      g_assert_null (address);
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
      g_assert_true (g_str_has_prefix (error->message, "to: «"));
      g_assert_null (strpbrk (error->message, "\r\n"));
    }
}

static void
test_wire (void)
{
  static const char *const rows[][2] = {
    { "a@bücher.example", "a@xn--bcher-kva.example" },
    { "ä@bücher.example", "ä@bücher.example" },
    { "A@Example.org", "A@example.org" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *wire = mailbox_wire_form (rows[i][0]);

      g_assert_cmpstr (wire, ==, rows[i][1]);
    }
}

static void
test_key (void)
{
  g_autofree char *one = mailbox_key ("Ann@Bücher.example");
  g_autofree char *same = mailbox_key ("ann@xn--bcher-kva.EXAMPLE");
  g_autofree char *other = mailbox_key ("ann@bucher.example");

  g_assert_cmpstr (one, ==, same);
  g_assert_cmpstr (one, !=, other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mailbox/good", test_good);
  g_test_add_func ("/mailbox/bad", test_bad);
  g_test_add_func ("/mailbox/wire", test_wire);
  g_test_add_func ("/mailbox/key", test_key);
  return g_test_run ();
}
