/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The most exact binding wins, then the lowest id.
 */
#include "error.h"
#include "signature-choice.h"

static const SignatureBinding bindings[] = {
  { 7, "" },
  { 9, "" },
  { 8, "ann@example.org" },
  { 4, "Ann Sales <ann@example.org>" },
  { 6, "Ann <ann@example.org>" },
  { 5, "Ann <ann@example.org>" },
  { 2, "bob@b\303\274cher.example" },
};

typedef struct
{
  const char *from;
  guint32 id;
} Row;

static const Row rows[] = {
  { "Ann <ann@example.org>", 5 },
  { "\"Ann\" <ANN@Example.ORG>", 5 },
  { "Ann Sales <ann@example.org>", 4 },
  { "ann <ann@example.org>", 8 },
  { "Somebody <ann@example.org>", 8 },
  { "ann@example.org", 8 },
  { "Bob <Bob@xn--bcher-kva.example>", 2 },
  { "carl@example.org", 7 },
  { "Ann <carl@example.org>", 7 },
  { "no address", 7 },
  { "", 7 },
};

static void
test_choice (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (signature_choose (bindings, G_N_ELEMENTS (bindings), rows[i].from), ==,
                      rows[i].id);
}

static void
test_none (void)
{
  g_assert_cmpuint (signature_choose (NULL, 0, "ann@example.org"), ==, SIGNATURE_NONE);
  g_assert_cmpuint (signature_choose (bindings + 2, 2, "carl@example.org"), ==, SIGNATURE_NONE);
}

static void
test_senders (void)
{
  static const char *const good[][2] = {
    { "", "" },
    { " ann@example.org ", "ann@example.org" },
    { "<ann@example.org>", "ann@example.org" },
    { "\"Ann\" <ann@example.org>", "Ann <ann@example.org>" },
    { "\"A \\\"b\\\"\" <ann@example.org>", "\"A \\\"b\\\"\" <ann@example.org>" },
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *sender = signature_sender_parse (good[i][0], NULL);

      g_assert_cmpstr (sender, ==, good[i][1]);
    }
  g_assert_null (signature_sender_parse ("Ann", &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "sender: «Ann» has no @ in its address");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/signature-choice/choice", test_choice);
  g_test_add_func ("/signature-choice/none", test_none);
  g_test_add_func ("/signature-choice/senders", test_senders);
  return g_test_run ();
}
