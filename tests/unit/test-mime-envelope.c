/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-envelope.h"

#include "mime-message.h"

#include <string.h>

#define FROM   "From: Anna <anna@example.org>, ben@example.org\n"
#define RESENT "Resent-From: Cy <cy@example.org>\nResent-To: dora@example.org\n"

static MimeEnvelope *
read_header (const char *header)
{
  g_autoptr (GBytes) octets = g_bytes_new_static (header, strlen (header));
  g_autoptr (MimeEnvelope) found = mime_envelope (octets);
  g_autoptr (GVariant) wire = g_variant_ref_sink (mime_envelope_to_variant (found));

  return mime_envelope_from_variant (wire);
}

static void
assert_first (GPtrArray *addresses, const char *expected, guint count)
{
  g_assert_cmpuint (addresses->len, ==, count);
  g_assert_cmpstr (((MailAddress *) addresses->pdata[0])->address, ==, expected);
}

static void
test_sent (void)
{
  g_autoptr (MimeEnvelope) envelope = read_header (
      FROM "Sender: eve@example.org\nTo: dora@example.org\nBcc: eve@example.org\n\n");

  assert_first (envelope->senders, "anna@example.org", 2);
  assert_first (envelope->recipients, "dora@example.org", 2);
  g_assert_true (envelope->has_from);
  g_assert_false (envelope->has_date);
}

/* From is another person, whose address a server would refuse to ours (RFC 5322, 3.6.6). */
static void
test_sent_again (void)
{
  g_autoptr (MimeEnvelope) envelope = read_header (RESENT FROM "To: ben@example.org\n\n");

  assert_first (envelope->senders, "cy@example.org", 1);
  assert_first (envelope->recipients, "dora@example.org", 1);
  g_assert_true (envelope->has_from);
}

static void
test_sent_again_for_another (void)
{
  g_autoptr (MimeEnvelope) envelope
      = read_header (RESENT "resent-sender: eve@example.org\n" FROM "\n");

  assert_first (envelope->senders, "eve@example.org", 1);
}

/* The newest stands above. */
static void
test_sent_again_twice (void)
{
  g_autoptr (MimeEnvelope) envelope
      = read_header ("Resent-From: eve@example.org\nReceived: by x\n" RESENT FROM "\n");

  assert_first (envelope->senders, "eve@example.org", 1);
}

static void
test_sent_again_without_from (void)
{
  g_autoptr (MimeEnvelope) envelope
      = read_header (RESENT "Date: Thu, 26 Nov 2026 12:00:00 +0000\n\n");

  assert_first (envelope->senders, "cy@example.org", 1);
  g_assert_false (envelope->has_from);
  g_assert_true (envelope->has_date);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mime_init ();
  g_test_add_func ("/mime-envelope/sent", test_sent);
  g_test_add_func ("/mime-envelope/sent-again", test_sent_again);
  g_test_add_func ("/mime-envelope/sent-again-for-another", test_sent_again_for_another);
  g_test_add_func ("/mime-envelope/sent-again-twice", test_sent_again_twice);
  g_test_add_func ("/mime-envelope/sent-again-without-from", test_sent_again_without_from);
  return g_test_run ();
}
