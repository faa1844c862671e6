/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-message.h"
#include "mime-resent.h"

#include <string.h>

static Summary *
summary_of (const char *header)
{
  g_autofree char *raw = g_strconcat (header, "\r\nText.\r\n", NULL);
  g_autoptr (GBytes) octets = g_bytes_new (raw, strlen (raw));

  return mime_summarize (octets);
}

static void
test_block (void)
{
  MimeResent resent = { "sales@x.example", "bob@x.example", "1@x.example", 1790000000, 60 };
  g_autofree char *block = mime_resent_block (&resent);

  g_assert_cmpstr (block, ==,
                   "Resent-Date: Mon, 21 Sep 2026 15:13:20 +0100\r\n"
                   "Resent-From: sales@x.example\r\n"
                   "Resent-To: bob@x.example\r\n"
                   "Resent-Message-ID: <1@x.example>\r\n"
                   "X-Posthorn-Routed-By: sales@x.example\r\n");
}

/* Whoever gets it sees the same message, and that it was sent on. */
static void
test_seen_again (void)
{
  static const char *const originals[] = {
    "From: cora@shop.example\r\nTo: sales@x.example\r\nSubject: Order\r\n",
    " folded before anything\r\nFrom: cora@shop.example\r\nTo: sales@x.example\r\nSubject: "
    "Order\r\n",
  };
  MimeResent resent = { "sales@x.example", "bob@x.example", "1@x.example", 1790000000, 60 };
  g_autofree char *block = mime_resent_block (&resent);

  for (gsize i = 0; i < G_N_ELEMENTS (originals); i++)
    {
      g_autofree char *header = g_strconcat (block, originals[i], NULL);
      g_autoptr (Summary) before = summary_of (originals[i]);
      g_autoptr (Summary) after = summary_of (header);

      g_assert_false (before->is_routed);
      g_assert_true (after->is_routed);
      g_assert_cmpstr (after->subject, ==, "Order");
      g_assert_cmpuint (after->to->len, ==, 1);
      g_assert_cmpstr (((MailAddress *) after->from->pdata[0])->address, ==, "cora@shop.example");
      g_assert_cmpstr (((MailAddress *) after->senders->pdata[0])->address, ==, "sales@x.example");
    }
}

static const struct
{
  const char *header;
  const char *auto_submitted;
  gboolean is_bounce, is_routed;
  const char *senders;
} ways[] = {
  { "Subject: x\r\n", "", FALSE, FALSE, "" },
  { "Return-Path: <>\r\n", "", TRUE, FALSE, "" },
  { "return-path:<>  \r\n", "", TRUE, FALSE, "" },
  { "Return-Path: <a@x.example>\r\nSender: B <b@x.example>\r\n", "", FALSE, FALSE,
    "a@x.example b@x.example" },
  { "Resent-From: a@x.example\r\nResent-Sender: b@x.example\r\n", "", FALSE, FALSE,
    "a@x.example b@x.example" },
  { "Auto-Submitted: Auto-Replied (vacation)\r\n", "auto-replied", FALSE, FALSE, "" },
  { "Auto-Submitted:\r\n auto-generated; owner-email=\"a@x\"\r\n", "auto-generated", FALSE, FALSE,
    "" },
  { "Auto-Submitted: no\r\nAuto-Submitted: auto-replied\r\n", "auto-replied", FALSE, FALSE, "" },
  { "Auto-Submitted:\r\n", "", FALSE, FALSE, "" },
  { "X-POSTHORN-ROUTED-BY:\r\n", "", FALSE, TRUE, "" },
};

static void
test_way (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (Summary) summary = summary_of (ways[i].header);
      g_autoptr (GString) senders = g_string_new (NULL);

      for (guint n = 0; n < summary->senders->len; n++)
        g_string_append_printf (senders, "%s%s", n ? " " : "",
                                ((MailAddress *) summary->senders->pdata[n])->address);
      g_test_message ("%s", ways[i].header);
      g_assert_cmpstr (summary->auto_submitted, ==, ways[i].auto_submitted);
      g_assert_cmpint (summary->is_bounce, ==, ways[i].is_bounce);
      g_assert_cmpint (summary->is_routed, ==, ways[i].is_routed);
      g_assert_cmpstr (senders->str, ==, ways[i].senders);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mime_init ();
  g_test_add_func ("/mime-resent/block", test_block);
  g_test_add_func ("/mime-resent/seen-again", test_seen_again);
  g_test_add_func ("/mime-resent/way", test_way);
  return g_test_run ();
}
