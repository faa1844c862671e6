/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "summary.h"

static Summary *
sample (void)
{
  Summary *summary = summary_new ();

  summary_take (&summary->subject, g_strdup ("Grüße"));
  summary_take (&summary->snippet, g_strdup ("Hallo"));
  summary->date = 1700000000;
  g_ptr_array_add (summary->from, mail_address_new ("Ada", "ada@example.org"));
  g_ptr_array_add (summary->cc, mail_address_new ("", "bob@example.org"));
  g_ptr_array_add (summary->attachments, attachment_new ("2", "a.pdf", "application/pdf", 7, TRUE));
  g_ptr_array_add (summary->warnings, g_strdup ("truncated"));
  g_ptr_array_add (summary->senders, mail_address_new ("", "cy@example.org"));
  summary_take (&summary->auto_submitted, g_strdup ("auto-replied"));
  summary->is_bounce = TRUE;
  summary->is_routed = TRUE;
  return summary;
}

static void
test_round_trip (void)
{
  g_autoptr (Summary) summary = sample ();
  g_autoptr (GVariant) variant = g_variant_ref_sink (summary_to_variant (summary));
  g_autoptr (Summary) back = summary_from_variant (variant);
  g_autoptr (GVariant) again = g_variant_ref_sink (summary_to_variant (back));

  g_assert_cmpstr (g_variant_get_type_string (variant), ==, SUMMARY_TYPE);
  g_assert_cmpvariant (variant, again);
  g_assert_cmpstr (((MailAddress *) back->cc->pdata[0])->address, ==, "bob@example.org");
  g_assert_cmpuint (((Attachment *) back->attachments->pdata[0])->size, ==, 7);
  g_assert_cmpstr (((MailAddress *) back->senders->pdata[0])->address, ==, "cy@example.org");
  g_assert_cmpstr (back->auto_submitted, ==, "auto-replied");
  g_assert_true (back->is_bounce && back->is_routed);
}

static void
test_refuses_rubbish (void)
{
  static const char rubbish[64] = "\xff\xfe not a variant at all";
  g_autoptr (GBytes) bytes = g_bytes_new_static (rubbish, sizeof rubbish);
  g_autoptr (GVariant) broken
      = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (SUMMARY_TYPE), bytes, FALSE));
  g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new_string ("x"));

  g_assert_null (summary_from_variant (broken));
  g_assert_null (summary_from_variant (other));
}

static void
test_error_names (void)
{
  g_autoptr (GError) foreign = g_error_new (G_FILE_ERROR, 0, "x");
  g_autoptr (GError) own = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_KEYRING_LOCKED, "x");

  for (int code = 0; code < POSTHORN_ERROR_LAST; code++)
    g_assert_nonnull (posthorn_error_name (code));
  g_assert_cmpstr (posthorn_error_name_of (foreign), ==, "Failed");
  g_assert_cmpstr (posthorn_error_name_of (own), ==, "KeyringLocked");
  g_assert_cmpint (posthorn_error_retry (POSTHORN_ERROR_AUTH_FAILED), ==, RETRY_USER);
  g_assert_cmpint (posthorn_error_retry (POSTHORN_ERROR_OFFLINE), ==, RETRY_WAIT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/summary/round-trip", test_round_trip);
  g_test_add_func ("/summary/refuses-rubbish", test_refuses_rubbish);
  g_test_add_func ("/error/names", test_error_names);
  return g_test_run ();
}
