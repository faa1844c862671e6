/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-envelope.h"
#include "mime-message.h"

#include <string.h>

typedef struct
{
  const char *header;
  const char *senders;
  const char *recipients;
  const char *subject;
  const char *message_id;
  gboolean has_date;
  gboolean has_from;
} Row;

static char *
addresses_of (GPtrArray *addresses)
{
  g_autoptr (GString) shown = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    g_string_append_printf (shown, "%s%s", i > 0 ? " " : "",
                            ((MailAddress *) g_ptr_array_index (addresses, i))->address);
  return g_string_free (g_steal_pointer (&shown), FALSE);
}

static void
assert_row (const MimeEnvelope *envelope, const Row *row)
{
  g_autofree char *senders = addresses_of (envelope->senders);
  g_autofree char *recipients = addresses_of (envelope->recipients);

  g_assert_cmpstr (senders, ==, row->senders);
  g_assert_cmpstr (recipients, ==, row->recipients);
  g_assert_cmpstr (envelope->subject, ==, row->subject);
  g_assert_cmpstr (envelope->message_id, ==, row->message_id);
  g_assert_cmpint (envelope->has_date, ==, row->has_date);
  g_assert_cmpint (envelope->has_from, ==, row->has_from);
}

static MimeEnvelope *
read_envelope (const char *header)
{
  g_autoptr (GBytes) octets = g_bytes_new_static (header, strlen (header));

  return mime_envelope (octets);
}

static void
assert_rows (const Row *rows, gsize n_rows)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autoptr (MimeEnvelope) envelope = read_envelope (rows[i].header);
      g_autoptr (GVariant) variant = g_variant_ref_sink (mime_envelope_to_variant (envelope));
      g_autoptr (MimeEnvelope) carried = mime_envelope_from_variant (variant);

      assert_row (envelope, &rows[i]);
      assert_row (carried, &rows[i]);
    }
}

static void
test_fields (void)
{
  static const Row rows[] = {
    { "", "", "", "", "", FALSE },
    { "From: A <a@x.org>\nTo: b@x.org\nCc: c@x.org, d@x.org\nBcc: e@x.org\n"
      "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nDate: today\nMessage-ID: <1@x.org>\n\n",
      "a@x.org", "b@x.org c@x.org d@x.org e@x.org", "Grüße", "1@x.org", TRUE, TRUE },
    { "FROM: a@x.org\r\nto: b@x.org,\r\n c@x.org\r\nTO: d@x.org\r\n\r\n", "a@x.org",
      "b@x.org c@x.org d@x.org", "", "", FALSE, TRUE },
  };

  assert_rows (rows, G_N_ELEMENTS (rows));
}

/* Nobody is left out without a word: what is no address is still there, to be refused. */
static void
test_lists (void)
{
  static const Row rows[] = {
    { "To: b@@x, c@x.org\n\n", "", "b@@x c@x.org", "", "", FALSE, FALSE },
    { "To: nobody, \"Last, First\" <c@x.org> (a, comment), ,\n\n", "", "nobody c@x.org", "", "",
      FALSE, FALSE },
    { "To: team: b@x.org, C <c@x.org>;, d@x.org\nCc: undisclosed-recipients:;\n\n", "",
      "b@x.org c@x.org d@x.org", "", "", FALSE, FALSE },
    { "To: b@[IPv6:::1], \"a:b\"@x.org, <c@x.org\n\n", "", "b@[IPv6:::1] \"a:b\"@x.org c@x.org", "",
      "", FALSE, FALSE },
  };

  assert_rows (rows, G_N_ELEMENTS (rows));
}

/* Sent on, it goes to whom it is sent on to and to nobody else. */
static void
test_resent (void)
{
  static const Row rows[] = {
    { "To: b@x.org\nResent-To: c@x.org\nCc: d@x.org\nResent-Bcc: e@x.org\n\n", "",
      "c@x.org e@x.org", "", "", FALSE },
    { "To: b@x.org\nResent-From: c@x.org\n\n", "c@x.org", "b@x.org", "", "", FALSE },
  };

  assert_rows (rows, G_N_ELEMENTS (rows));
}

/* From is another person, whose address a server would refuse to ours. The newest stands above. */
static void
test_resent_by (void)
{
  static const Row rows[] = {
    { "From: a@x.org\nSender: s@x.org\n\n", "a@x.org", "", "", "", FALSE, TRUE },
    { "Resent-From: C <c@x.org>\nFrom: a@x.org\n\n", "c@x.org", "", "", "", FALSE, TRUE },
    { "resent-from: c@x.org\nResent-Sender: d@x.org\nFrom: a@x.org\n\n", "d@x.org", "", "", "",
      FALSE, TRUE },
    { "Resent-From: e@x.org\nReceived: by x\nResent-From: c@x.org\nFrom: a@x.org\n\n", "e@x.org",
      "", "", "", FALSE, TRUE },
  };

  assert_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_ids (void)
{
  static const Row rows[] = {
    { "Message-ID: none\n\n", "", "", "", "", FALSE },
    { "Message-ID: <a b@x.org>\n\n", "", "", "", "", FALSE },
    { "Message-ID: <>\n\n", "", "", "", "", FALSE },
    { "Message-ID: (c) <1@x.org> <2@x.org>\n\n", "", "", "", "1@x.org", FALSE },
  };

  assert_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_not_one (void)
{
  g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new_string ("x"));

  g_assert_null (mime_envelope_from_variant (other));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mime_init ();
  g_test_add_func ("/mime-envelope/fields", test_fields);
  g_test_add_func ("/mime-envelope/lists", test_lists);
  g_test_add_func ("/mime-envelope/resent", test_resent);
  g_test_add_func ("/mime-envelope/resent-by", test_resent_by);
  g_test_add_func ("/mime-envelope/ids", test_ids);
  g_test_add_func ("/mime-envelope/not-one", test_not_one);
  return g_test_run ();
}
