/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What replies and forwards begin with, and that a draft made of that is read back as it should.
 */
#include "compose-draft.h"
#include "mailbox.h"
#include "mime-message.h"
#include "mime-reply.h"

#include <string.h>

static const char *const own[] = { "me@example.org", "Sales@Example.org", NULL };

#define TO_ME "From: Ann <ann@example.org>\nTo: me@example.org\n"

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

static MimeReply *
reply_to (const char *text, MimeReplyKind kind)
{
  MimeReplyOptions options = { kind, own, 60 };
  g_autoptr (GBytes) raw = bytes_of (text);

  return mime_reply (raw, &options);
}

static char *
show (GPtrArray *addresses)
{
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *address = mailbox_format (g_ptr_array_index (addresses, i));

      g_string_append_printf (shown, "%s%s", i > 0 ? ", " : "", address);
    }
  return g_string_free (shown, FALSE);
}

typedef struct
{
  const char *name;
  const char *header;
  MimeReplyKind kind;
  const char *to;
  const char *cc;
  const char *identity;
} RecipientCase;

static const RecipientCase recipient_cases[] = {
  { "one", TO_ME, MIME_REPLY, "Ann <ann@example.org>", "", "me@example.org" },
  { "reply-to", TO_ME "Reply-To: list@example.org, x@example.org\n", MIME_REPLY,
    "list@example.org, x@example.org", "", "me@example.org" },
  { "all",
    TO_ME "To: Bob <b@x.y>, SALES@example.org\nCc: c@x.y, me@example.org, ANN@example.org, B@X.Y\n",
    MIME_REPLY_ALL, "Ann <ann@example.org>", "Bob <b@x.y>, c@x.y", "me@example.org" },
  { "one-of-many", "From: a@x.y\nTo: b@x.y\nCc: sales@EXAMPLE.org\n", MIME_REPLY, "a@x.y", "",
    "Sales@Example.org" },
  { "delivered-to", "Delivered-To: me@example.org\nFrom: a@x.y\nTo: list@x.y\n", MIME_REPLY_ALL,
    "a@x.y", "list@x.y", "me@example.org" },
  { "blind", "From: a@x.y\n", MIME_REPLY_ALL, "a@x.y", "", "" },
  { "own", "From: Me <ME@example.org>\nTo: a@x.y\nCc: b@x.y, sales@example.org\n", MIME_REPLY,
    "a@x.y", "", "me@example.org" },
  { "reply-to-many", TO_ME "Reply-To: list@x.y, me@example.org\n", MIME_REPLY_ALL, "list@x.y", "",
    "me@example.org" },
  { "reply-to-me", TO_ME "Reply-To: me@example.org\n", MIME_REPLY_ALL, "Ann <ann@example.org>", "",
    "me@example.org" },
  { "own-copied-to-oneself", "From: me@example.org\nTo: sales@example.org, a@x.y\n", MIME_REPLY_ALL,
    "a@x.y", "", "me@example.org" },
  { "own-all", "From: Me <ME@example.org>\nTo: a@x.y\nCc: b@x.y, sales@example.org\n",
    MIME_REPLY_ALL, "a@x.y", "b@x.y", "me@example.org" },
  { "to-oneself", "From: me@example.org\nTo: me@example.org\n", MIME_REPLY_ALL, "me@example.org",
    "", "me@example.org" },
  { "international",
    "From: J@b\xc3\xbc"
    "cher.example\nTo: j@xn--bcher-kva.example, me@example.org\n",
    MIME_REPLY_ALL,
    "J@b\xc3\xbc"
    "cher.example",
    "", "me@example.org" },
  { "no-address", "From: rubbish\nTo: <>, undisclosed-recipients:;\n", MIME_REPLY_ALL, "", "", "" },
  { "forward", TO_ME, MIME_FORWARD, "", "", "me@example.org" },
  { "forward-attached", TO_ME, MIME_FORWARD_ATTACHED, "", "", "me@example.org" },
};

static void
test_recipients (gconstpointer data)
{
  const RecipientCase *row = data;
  g_autofree char *text = g_strconcat (row->header, "\nx\n", NULL);
  g_autoptr (MimeReply) reply = reply_to (text, row->kind);
  g_autofree char *to = show (reply->to);
  g_autofree char *cc = show (reply->cc);

  g_assert_cmpstr (to, ==, row->to);
  g_assert_cmpstr (cc, ==, row->cc);
  g_assert_cmpstr (reply->identity, ==, row->identity);
}

static void
test_subjects (void)
{
  static const char *const rows[][3] = {
    { "a", "Re: a", "Fwd: a" },
    { "Re: a", "Re: a", "Fwd: a" },
    { "AW: Re: AW[3]: a", "Re: a", "Fwd: a" },
    { "WG: Fwd: a", "Re: a", "Fwd: a" },
    { "SV: VS: a", "Re: a", "Fwd: a" },
    { "=?utf-8?B?5Zue5aSN77yaYQ==?=", "Re: a", "Fwd: a" },
    { "=?utf-8?B?T3R2xJt0OiBh?=", "Re: Otvět: a", "Fwd: Otvět: a" },
    { "Regarding: a", "Re: Regarding: a", "Fwd: Regarding: a" },
    { "", "Re:", "Fwd:" },
    { "Re:", "Re:", "Fwd:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("Subject: %s\n\nx\n", rows[i][0]);
      g_autoptr (MimeReply) reply = reply_to (text, MIME_REPLY);
      g_autoptr (MimeReply) forward = reply_to (text, MIME_FORWARD);

      g_assert_cmpstr (reply->subject, ==, rows[i][1]);
      g_assert_cmpstr (forward->subject, ==, rows[i][2]);
    }
}

static void
test_references (void)
{
  static const char *const rows[][3] = {
    { "Message-ID: <a@x>\n", "a@x", "a@x" },
    { "Message-ID: <c@x>\nReferences: <a@x>\n <b@x>\n", "c@x", "a@x b@x c@x" },
    { "Message-ID: <c@x>\nIn-Reply-To: <b@x>\n", "c@x", "b@x c@x" },
    { "References: <a@x>\n", "", "a@x" },
    { "Message-ID: <a@x>\nReferences: <a@x> <b@x> <a@x>\n", "a@x", "a@x b@x" },
    { "Message-ID: <\xc3\xbc@x>\nReferences: <a b@x> <c@x>\n", "", "a_b@x c@x" },
    { "X: y\n", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("%s\nx\n", rows[i][0]);
      g_autoptr (MimeReply) reply = reply_to (text, MIME_REPLY);

      g_assert_cmpstr (reply->in_reply_to, ==, rows[i][1]);
      g_assert_cmpstr (reply->references, ==, rows[i][2]);
    }
}

/* A draft goes on where it was; what is no id, and could not be composed again, is left out. */
static void
test_edited (void)
{
  static const char draft[] = "From: me@example.org\nTo: Me <me@example.org>, b@x.y\nCc: c@x.y\n"
                              "Subject: Re: half\nMessage-ID: <d@x>\nIn-Reply-To: <b@x>\n"
                              "References: <\xc3\xbc@x> <a@x> <b@x>\n\nbegun\n";
  g_autoptr (MimeReply) reply = reply_to (draft, MIME_EDIT);

  g_assert_cmpuint (reply->to->len, ==, 2);
  g_assert_cmpuint (reply->cc->len, ==, 1);
  g_assert_cmpstr (reply->subject, ==, "Re: half");
  g_assert_cmpstr (reply->in_reply_to, ==, "b@x");
  g_assert_cmpstr (reply->references, ==, "a@x b@x");
  g_assert_cmpstr (reply->quotation_text, ==, "begun\n");
}

static void
test_many_references (void)
{
  g_autoptr (GString) text = g_string_new ("Message-ID: <last@x>\nReferences:");
  g_autoptr (MimeReply) reply = NULL;
  g_auto (GStrv) ids = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "\n <%u@x>", i);
  g_string_append (text, "\n\nx\n");
  reply = reply_to (text->str, MIME_REPLY);
  ids = g_strsplit (reply->references, " ", -1);
  g_assert_cmpuint (g_strv_length (ids), ==, 50);
  g_assert_cmpstr (ids[0], ==, "0@x");
  g_assert_cmpstr (ids[48], ==, "4999@x");
  g_assert_cmpstr (ids[49], ==, "last@x");
}

#define PLAIN                                                                                      \
  TO_ME                                                                                            \
  "Date: Thu, 26 Nov 2026 14:32:00 +0000\nSubject: S\n\n"                                          \
  "Hello\n\n> older\n>> oldest \n-- \nAnn\n"

static void
test_text_reply (void)
{
  g_autoptr (MimeReply) reply = reply_to (PLAIN, MIME_REPLY);

  g_assert_cmpstr (reply->quotation_text, ==,
                   "On Thu, 26 Nov 2026 at 15:32, Ann <ann@example.org> wrote:\n"
                   "> Hello\n>\n>> older\n>>> oldest\n> --\n> Ann\n");
  g_assert_cmpstr (reply->quotation_html, ==, "");
  g_assert_cmpuint (reply->parts->len, ==, 0);
}

static void
test_text_forward (void)
{
  g_autoptr (MimeReply) reply = reply_to (PLAIN, MIME_FORWARD);

  g_assert_cmpstr (reply->quotation_text, ==,
                   "---------- Forwarded message ----------\n"
                   "From: Ann <ann@example.org>\n"
                   "Date: Thu, 26 Nov 2026 at 15:32\n"
                   "Subject: S\n"
                   "To: me@example.org\n"
                   "\n"
                   "Hello\n\n> older\n>> oldest \n-- \nAnn\n");
  g_assert_cmpstr (reply->in_reply_to, ==, "");
}

#define RICH                                                                                       \
  TO_ME "Content-Type: multipart/mixed; boundary=m\n\n"                                            \
        "--m\nContent-Type: multipart/related; boundary=r\n\n"                                     \
        "--r\nContent-Type: text/html\n\n"                                                         \
        "<p onclick=x()>Hi <img src=cid:pic><img src=cid:svg><script>evil()</script>"              \
        "<img src=https://x.y/z></p>\n"                                                            \
        "--r\nContent-Type: image/png; name=p.png\nContent-ID: <pic>\n\n\x89PNG\r\n\x1a\n\n"       \
        "--r\nContent-Type: image/svg+xml; name=s.svg\nContent-ID: <svg>\n\n<svg/>\n"              \
        "--r--\n"                                                                                  \
        "--m\nContent-Type: application/pdf; name=a.pdf\n\npdf\n"                                  \
        "--m\nContent-Type: message/rfc822\n\nSubject: x\r\n\r\ny\n"                               \
        "--m--\n"

static char *
show_parts (const MimeReply *reply)
{
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < reply->parts->len; i++)
    {
      const MimeReplyPart *part = g_ptr_array_index (reply->parts, i);

      g_string_append_printf (shown, "%s %s %s %s%s|", part->part, part->name, part->type,
                              part->content_id, part->is_plain ? " plain" : "");
    }
  return g_string_free (shown, FALSE);
}

/* Nothing runs, what is remote stays for whoever reads it to decide, pictures come along. */
static void
test_html_reply (void)
{
  g_autoptr (MimeReply) reply = reply_to (RICH, MIME_REPLY);
  g_autofree char *parts = show_parts (reply);

  g_assert_cmpstr (reply->quotation_html, ==,
                   "<div>Ann &lt;ann@example.org&gt; wrote:</div>\n"
                   "<blockquote type=\"cite\" style=\"margin: 0 0 0 0.8ex; border-left: 2px solid "
                   "#cccccc; padding-left: 1ex\"><div><p>Hi "
                   "<img src=\"cid:1.2@quoted.posthorn.invalid\"><img>"
                   "<img src=\"https://x.y/z\"></p></div></blockquote>\n");
  g_assert_cmpstr (parts, ==, "1.2 p.png image/png 1.2@quoted.posthorn.invalid|");
}

static void
test_html_forward (void)
{
  g_autoptr (MimeReply) reply = reply_to (RICH, MIME_FORWARD);
  g_autofree char *parts = show_parts (reply);

  g_assert_true (g_str_has_prefix (reply->quotation_html, "<div style=\"white-space: pre-wrap\">"));
  g_assert_cmpstr (parts, ==,
                   "1.2 p.png image/png 1.2@quoted.posthorn.invalid|1.3 s.svg image/svg+xml |"
                   "2 a.pdf application/pdf |3  message/rfc822  plain|");
}

static void
test_attached (void)
{
  g_autoptr (MimeReply) plain = reply_to ("Subject: Re: a/b\r\n\r\nx\r\n", MIME_FORWARD_ATTACHED);
  g_autoptr (MimeReply) bare = reply_to ("Subject: \r\n\nx\r\n", MIME_FORWARD_ATTACHED);
  g_autofree char *plain_parts = show_parts (plain);
  g_autofree char *bare_parts = show_parts (bare);

  g_assert_cmpstr (plain_parts, ==, " a_b.eml message/rfc822  plain|");
  g_assert_cmpstr (bare_parts, ==, " message.eml message/rfc822 |");
  g_assert_cmpstr (plain->quotation_text, ==, "");
}

/* As a person reads it who gets the reply. */
static char *
text_of_reply (const char *signature, const char *text)
{
  g_autoptr (MimeReply) reply = reply_to (PLAIN, MIME_REPLY);
  g_autoptr (MimeDraft) draft = compose_draft_new ();
  g_autoptr (GBytes) raw = NULL;

  compose_draft_set (&draft->text, text);
  compose_draft_set (&draft->signature_text, signature);
  compose_draft_set (&draft->quotation_text, reply->quotation_text);
  raw = compose_draft_write (draft, NULL, NULL);
  return mime_text (raw);
}

#define QUOTATION                                                                                  \
  "\nOn Thu, 26 Nov 2026 at 15:32, Ann <ann@example.org> wrote:\n"                                 \
  "> Hello\n> \n>> older\n>>> oldest\n> --\n> Ann\n"

static void
test_signature_text (void)
{
  static const char *const rows[][3] = {
    { "Yours, me\n", "Hello\n", "Hello\n\n-- \nYours, me\n" QUOTATION },
    { "-- \nYours", "Hello\n\n\n", "Hello\n\n-- \nYours\n" QUOTATION },
    { "Yours", "Hello\n\n-- \nYours\n", "Hello\n\n-- \nYours\n" QUOTATION },
    { "Yours", "", "\n-- \nYours\n" QUOTATION },
    { "", "Hello", "Hello\n" QUOTATION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = text_of_reply (rows[i][0], rows[i][1]);

      g_strdelimit (text, "\r", ' ');
      g_assert_cmpstr (text, ==, rows[i][2]);
    }
}

static char *
html_with_signature (const char *html, const char *signature)
{
  g_autoptr (MimeDraft) draft = compose_draft_new ();
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (MimePart) part = NULL;
  gsize length;
  const char *octets;

  compose_draft_set (&draft->html, html);
  compose_draft_set (&draft->signature_html, signature);
  compose_draft_set (&draft->quotation_html, "<b>Q</b>");
  raw = compose_draft_write (draft, NULL, NULL);
  part = mime_part (raw, "2", NULL);
  octets = g_bytes_get_data (part->content, &length);
  return g_strndup (octets, length);
}

#define SIGNED "<br>\r\n<div class=\"posthorn-signature\"><i>S</i></div>"

static void
test_signature_html (void)
{
  static const char *const rows[][2] = {
    { "<p>Hi</p>", "<p>Hi</p>\r\n" SIGNED "\r\n<br>\r\n<b>Q</b>\r\n" },
    { "<html><BODY>Hi</BODY></html>",
      "<html><BODY>Hi\r\n" SIGNED "\r\n<br>\r\n<b>Q</b></BODY></html>\r\n" },
    { "Hi " SIGNED, "Hi " SIGNED "\r\n<br>\r\n<b>Q</b>\r\n" },
    { "Hi <div class=\"posthorn-signature\">old</div>",
      "Hi <div class=\"posthorn-signature\">old</div>\r\n<br>\r\n<b>Q</b>\r\n" },
    { "Hi <i>S</i>", "Hi <i>S</i>\r\n<br>\r\n<b>Q</b>\r\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *html = html_with_signature (rows[i][0], "<i>S</i>");

      g_assert_cmpstr (html, ==, rows[i][1]);
    }
}

/* A forwarded mail comes out of the forward as it went in. */
static void
test_attached_comes_through (void)
{
  static const char mail[] = "Subject: a\r\nX:  b \r\n\r\n\r\nFrom c\r\n.\r\nno line end";
  const char *const contents[] = { mail, NULL };
  g_autoptr (MimeReply) reply = reply_to (mail, MIME_FORWARD_ATTACHED);
  const MimeReplyPart *original = g_ptr_array_index (reply->parts, 0);
  g_autoptr (MimeDraft) draft = compose_draft_new ();
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (MimePart) part = NULL;

  mime_draft_add_part (draft, original->name, original->type, original->content_id,
                       original->is_plain);
  raw = compose_draft_write (draft, contents, NULL);
  part = mime_part (raw, "2", NULL);
  g_assert_cmpstr (part->type, ==, "message/rfc822");
  g_assert_cmpmem (g_bytes_get_data (part->content, NULL), g_bytes_get_size (part->content), mail,
                   strlen (mail));
}

static void
test_carried (void)
{
  g_autoptr (MimeReply) reply = reply_to (RICH, MIME_FORWARD);
  g_autoptr (GVariant) variant = g_variant_ref_sink (mime_reply_to_variant (reply));
  g_autoptr (MimeReply) carried = mime_reply_from_variant (variant);
  g_autoptr (GVariant) again = g_variant_ref_sink (mime_reply_to_variant (carried));

  g_assert_true (g_variant_equal (variant, again));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mime_init ();
  g_test_add_func ("/mime-reply/subjects", test_subjects);
  g_test_add_func ("/mime-reply/references", test_references);
  g_test_add_func ("/mime-reply/edited", test_edited);
  g_test_add_func ("/mime-reply/many-references", test_many_references);
  g_test_add_func ("/mime-reply/text-reply", test_text_reply);
  g_test_add_func ("/mime-reply/text-forward", test_text_forward);
  g_test_add_func ("/mime-reply/html-reply", test_html_reply);
  g_test_add_func ("/mime-reply/html-forward", test_html_forward);
  g_test_add_func ("/mime-reply/attached", test_attached);
  g_test_add_func ("/mime-reply/signature-text", test_signature_text);
  g_test_add_func ("/mime-reply/signature-html", test_signature_html);
  g_test_add_func ("/mime-reply/attached-comes-through", test_attached_comes_through);
  g_test_add_func ("/mime-reply/carried", test_carried);
  for (guint i = 0; i < G_N_ELEMENTS (recipient_cases); i++)
    {
      g_autofree char *path
          = g_strconcat ("/mime-reply/recipients/", recipient_cases[i].name, NULL);

      g_test_add_data_func (path, &recipient_cases[i], test_recipients);
    }
  return g_test_run ();
}
