/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes out of a draft, octet for octet, and that this project reads it back as it went in.
 */
#include "compose-draft.h"
#include "error.h"
#include "mime-message.h"

#include <string.h>

#define HEAD                                                                                       \
  "Date: Thu, 26 Nov 2026 15:32:29 +0100\r\n"                                                      \
  "From: a@example.org\r\n"
#define TO    "To: b@example.org\r\n"
#define ID    "Message-ID: <1@example.org>\r\n"
#define START HEAD TO "Subject:\r\n" ID "MIME-Version: 1.0\r\n"
#define TEXT                                                                                       \
  "Content-Type: text/plain;\r\n charset=\"UTF-8\";\r\n format=\"flowed\"\r\n"                     \
  "Content-Transfer-Encoding: 7bit\r\n\r\n"

#define WORD_100                                                                                   \
  "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"     \
  "abcdefghij"

typedef struct
{
  const char *name;
  gsize field; /* of the draft */
  const char *value;
  const char *expected; /* one field of the message */
} FieldCase;

static char *
message_of (const MimeDraft *draft, const char *const *contents)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = compose_draft_write (draft, contents, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
}

/* What every message must be, whatever is in it. */
static void
assert_in_form (const char *message)
{
  for (const char *line = message; *line;)
    {
      gsize length = strcspn (line, "\r\n");

      g_assert_cmpuint (length, <=, 998);
      g_assert_true (g_str_has_prefix (line + length, "\r\n"));
      line += length + 2;
    }
  g_assert_true (g_str_is_ascii (message));
}

static void
test_smallest (void)
{
  g_autoptr (MimeDraft) draft = compose_draft_new ();
  g_autofree char *message = NULL;

  compose_draft_set (&draft->text, "Hello");
  message = message_of (draft, NULL);
  g_assert_cmpstr (message, ==, START TEXT "Hello\r\n");
}

/* Nobody but the sender sees who is in Bcc; with nobody else, To must not look forgotten. */
static void
test_all_fields (void)
{
  g_autoptr (MimeDraft) draft = compose_draft_new ();
  g_autofree char *message = NULL;
  g_autofree char *hidden = NULL;

  compose_draft_set (&draft->from, "Ann Example <a@example.org>");
  compose_draft_set_list (&draft->cc, "\"Doe, John\" <c@example.org>");
  compose_draft_set_list (&draft->bcc, "Jürgen <d@bücher.example>");
  compose_draft_set_list (&draft->reply_to, "e@example.org");
  compose_draft_set (&draft->subject, "Lunch on Friday");
  compose_draft_set (&draft->in_reply_to, "0@example.org");
  compose_draft_set (&draft->references, "x@example.org 0@example.org");
  message = message_of (draft, NULL);
  g_assert_cmpstr (message, ==,
                   "Date: Thu, 26 Nov 2026 15:32:29 +0100\r\n"
                   "From: Ann Example <a@example.org>\r\n" TO
                   "Cc: \"Doe, John\" <c@example.org>\r\n"
                   "Bcc: =?UTF-8?B?SsO8cmdlbg==?= <d@xn--bcher-kva.example>\r\n"
                   "Reply-To: e@example.org\r\n"
                   "Subject: Lunch on Friday\r\n" ID "In-Reply-To: <0@example.org>\r\n"
                   "References: <x@example.org> <0@example.org>\r\n"
                   "MIME-Version: 1.0\r\n" TEXT);
  compose_draft_set_list (&draft->to, NULL);
  compose_draft_set_list (&draft->cc, NULL);
  hidden = message_of (draft, NULL);
  g_assert_nonnull (strstr (hidden, "\r\nTo: undisclosed-recipients:;\r\nBcc: "));
}

static const FieldCase field_cases[] = {
  { "words", G_STRUCT_OFFSET (MimeDraft, subject), "Grüße aus Köln",
    "\r\nSubject: =?UTF-8?B?R3LDvMOfZSBhdXMgS8O2bG4=?=\r\n" },
  { "emoji", G_STRUCT_OFFSET (MimeDraft, subject),
    "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
    "\r\nSubject: =?UTF-8?B?8J+RqeKAjfCfkanigI3wn5Gn4oCN8J+RpvCfkanigI3wn5Gp4oCN?=\r\n"
    " =?UTF-8?B?8J+Rp+KAjfCfkabwn5Gp4oCN8J+RqeKAjfCfkafigI3wn5Gm?=\r\n" },
  { "right-to-left", G_STRUCT_OFFSET (MimeDraft, subject), "שלום",
    "\r\nSubject: =?UTF-8?B?16nXnNeV150=?=\r\n" },
  { "looks-encoded", G_STRUCT_OFFSET (MimeDraft, subject),
    "=?UTF-8?Q?a?=", "\r\nSubject: =?UTF-8?B?PT9VVEYtOD9RP2E/PQ==?=\r\n" },
  { "spaces", G_STRUCT_OFFSET (MimeDraft, subject), "two  spaces",
    "\r\nSubject: =?UTF-8?B?dHdvICBzcGFjZXM=?=\r\n" },
  { "folded", G_STRUCT_OFFSET (MimeDraft, subject),
    "The quick brown fox jumps over the lazy dog, and the lazy dog does not mind it",
    "\r\nSubject: The quick brown fox jumps over the lazy dog, and the lazy dog does\r\n"
    " not mind it\r\n" },
  { "long-word", G_STRUCT_OFFSET (MimeDraft, subject), WORD_100,
    "\r\nSubject: =?UTF-8?B?YWJjZGVmZ2hpamFiY2RlZmdoaWphYmNkZWZnaGlqYWJjZGVmZ2hp?=\r\n"
    " =?UTF-8?B?amFiY2RlZmdoaWphYmNkZWZnaGlqYWJjZGVmZ2hpamFiY2RlZmdoaWphYmNk?=\r\n"
    " =?UTF-8?B?ZWZnaGlqYWJjZGVmZ2hpag==?=\r\n" },
  { "quotes-in-name", G_STRUCT_OFFSET (MimeDraft, from), "\"A \\\"b\\\" c\" <a@example.org>",
    "\r\nFrom: \"A \\\"b\\\" c\" <a@example.org>\r\n" },
  { "dot-in-name", G_STRUCT_OFFSET (MimeDraft, from), "John Q. Public <a@example.org>",
    "\r\nFrom: \"John Q. Public\" <a@example.org>\r\n" },
};

static void
test_field (gconstpointer data)
{
  const FieldCase *row = data;
  g_autoptr (MimeDraft) draft = compose_draft_new ();
  g_autofree char *message = NULL;

  compose_draft_set (G_STRUCT_MEMBER_P (draft, row->field), row->value);
  message = message_of (draft, NULL);
  assert_in_form (message);
  if (!strstr (message, row->expected))
    g_assert_cmpstr (message, ==, row->expected);
}

typedef struct
{
  const char *name;
  const char *text;
  const char *expected; /* from Content-Type on */
  const char *read;     /* NULL: as TEXT */
} TextCase;

#define FLOWED       "Content-Type: text/plain;\r\n charset=\"UTF-8\";\r\n format=\"flowed\"\r\n"
#define FIXED        "Content-Type: text/plain;\r\n charset=\"UTF-8\"\r\n"
#define AS(encoding) "Content-Transfer-Encoding: " encoding "\r\n\r\n"

static const TextCase text_cases[] = {
  { "stuffed", " a\nFrom me\n>quoted\n.\n..\n", TEXT "  a\r\n From me\r\n> quoted\r\n.\r\n..\r\n",
    " a\nFrom me\n> quoted\n.\n..\n" },
  { "flowing",
    "The quick brown fox jumps over the lazy dog, and the lazy dog does not mind it at all, or "
    "does "
    "it?\n> The quick brown fox jumps over the lazy dog, and the lazy dog does not mind it at "
    "all\n",
    TEXT "The quick brown fox jumps over the lazy dog, and the lazy dog does not \r\n"
         "mind it at all, or does it?\r\n"
         "> The quick brown fox jumps over the lazy dog, and the lazy dog does not \r\n"
         "> mind it at all\r\n" },
  { "signature", "a\n-- \nb\n", TEXT "a\r\n-- \r\nb\r\n" },
  { "space-at-end", "a \nb\n", FIXED AS ("7bit") "a \r\nb\r\n" },
  { "from-at-space-at-end", "From a \n.\xc3\xbc\n",
    FIXED AS ("quoted-printable") "=46rom a=20\r\n=2E=C3=BC\r\n" },
  { "little-beyond-ascii",
    "Gr\xc3\xbc\xc3\x9f"
    "e aus dem sch\xc3\xb6nen K\xc3\xb6ln am Rhein, und bis bald = dann\n",
    FLOWED AS ("quoted-printable") "Gr=C3=BC=C3=9Fe aus dem sch=C3=B6nen K=C3=B6ln am Rhein, und "
                                   "bis bald =3D d=\r\nann\r\n" },
  { "much-beyond-ascii", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d\n",
    FLOWED AS ("base64") "16nXnNeV150NCg==\r\n" },
  { "line-ends", "a\r\nb\rc\n", TEXT "a\r\nb\r\nc\r\n", "a\nb\nc\n" },
};

static void
test_text (gconstpointer data)
{
  const TextCase *row = data;
  g_autoptr (MimeDraft) draft = compose_draft_new ();
  g_autofree char *message = NULL;
  g_autofree char *read = NULL;
  g_autoptr (GBytes) raw = NULL;

  compose_draft_set (&draft->text, row->text);
  message = message_of (draft, NULL);
  assert_in_form (message);
  g_assert_cmpstr (strstr (message, "Content-Type"), ==, row->expected);
  raw = g_bytes_new_static (message, strlen (message));
  read = mime_text (raw);
  g_strdelimit (read, "\r", ' ');
  g_assert_cmpstr (read, ==, row->read ? row->read : row->text);
}

static char *
body_of (const char *message)
{
  g_autofree char *body = g_strdup (strstr (message, "MIME-Version"));
  const char *mark = strstr (body, "=_");
  g_autofree char *boundary = g_strndup (mark, 34);
  g_auto (GStrv) parts = g_strsplit (body, boundary, -1);

  return g_strjoinv ("B", parts);
}

static void
test_everything (void)
{
  static const char *const contents[] = { "one", "\x89PNG\r\n\x1a\n", NULL };
  g_autoptr (MimeDraft) draft = compose_draft_new ();
  g_autofree char *message = NULL;
  g_autofree char *body = NULL;

  compose_draft_set (&draft->html, "<p>Hello <img src=\"cid:i@x\" alt=you></p>");
  mime_draft_add_part (draft, "one.txt", "text/plain", "", FALSE);
  mime_draft_add_part (draft, "i.png", "image/png", "i@x", FALSE);
  message = message_of (draft, contents);
  assert_in_form (message);
  body = body_of (message);
  g_assert_cmpstr (
      body, ==,
      "MIME-Version: 1.0\r\n"
      "Content-Type: multipart/mixed;\r\n boundary=\"B_1\"\r\n"
      "\r\n--B_1\r\n"
      "Content-Type: multipart/alternative;\r\n boundary=\"B_2\"\r\n"
      "\r\n--B_2\r\n" TEXT "Hello you\r\n"
      "\r\n--B_2\r\n"
      "Content-Type: multipart/related;\r\n type=\"text/html\";\r\n boundary=\"B_3\"\r\n"
      "\r\n--B_3\r\n"
      "Content-Type: text/html;\r\n charset=\"UTF-8\"\r\n" AS (
          "7bit") "<p>Hello <img src=\"cid:i@x\" alt=you></p>\r\n"
                  "\r\n--B_3\r\n"
                  "Content-Type: image/png;\r\n name=\"i.png\"\r\n"
                  "Content-Transfer-Encoding: base64\r\n"
                  "Content-ID: <i@x>\r\n"
                  "Content-Disposition: inline;\r\n filename=\"i.png\"\r\n\r\n"
                  "iVBORw0KGgo=\r\n"
                  "\r\n--B_3--\r\n"
                  "\r\n--B_2--\r\n"
                  "\r\n--B_1\r\n"
                  "Content-Type: text/plain;\r\n name=\"one.txt\"\r\n"
                  "Content-Transfer-Encoding: base64\r\n"
                  "Content-Disposition: attachment;\r\n filename=\"one.txt\"\r\n\r\n"
                  "b25l\r\n"
                  "\r\n--B_1--\r\n");
}

typedef struct
{
  const char *case_name;
  const char *name;
  const char *type;
  gboolean is_plain;
  const char *expected; /* in the message */
  const char *shown;    /* part, name, type, size */
} PartCase;

static const PartCase part_cases[] = {
  { "long", WORD_100 ".pdf", "application/pdf", FALSE,
    "Content-Disposition: attachment;\r\n"
    " filename*0*=UTF-8''abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc;\r\n"
    " filename*1*=defghijabcdefghijabcdefghijabcdefghijabcdefghij.pdf\r\n",
    "2 " WORD_100 ".pdf application/pdf 7" },
  { "umlaut", "Übersicht \"2026\".pdf", "application/pdf", FALSE,
    "Content-Type: application/pdf;\r\n name=\"Ubersicht _2026_.pdf\"\r\n"
    "Content-Transfer-Encoding: base64\r\n"
    "Content-Disposition: attachment;\r\n filename*=UTF-8''%C3%9Cbersicht%20%222026%22.pdf\r\n",
    "2 Übersicht \"2026\".pdf application/pdf 7" },
  { "emoji", "📎.zip", "", FALSE, "Content-Type: application/octet-stream;\r\n name=\"_.zip\"\r\n",
    "2 📎.zip application/octet-stream 7" },
  { "no-name", "", "multipart/mixed", FALSE,
    "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
    "Content-Disposition: attachment\r\n",
    "2  application/octet-stream 7" },
  { "rubbish-type", "a", "text/plain; x=\"", FALSE,
    "Content-Type: application/octet-stream;\r\n name=\"a\"\r\n",
    "2 a application/octet-stream 7" },
  { "path", "/home/ann/secret/a.txt", "text/plain", FALSE,
    "Content-Type: text/plain;\r\n name=\"a.txt\"\r\n"
    "Content-Transfer-Encoding: base64\r\n"
    "Content-Disposition: attachment;\r\n filename=\"a.txt\"\r\n",
    "2 a.txt text/plain 7" },
  { "path-of-dots", "..", "", FALSE,
    "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
    "Content-Disposition: attachment\r\n",
    "2  application/octet-stream 7" },
  { "bidi", "a\u202efdp.exe", "", FALSE, " filename=\"afdp.exe\"\r\n",
    "2 afdp.exe application/octet-stream 7" },
  { "mail", "a.eml", "message/rfc822", FALSE, "Content-Type: message/global;\r\n",
    "2 a.eml message/global 7" },
  { "plain-mail", "a.eml", "", TRUE,
    "Content-Type: message/rfc822;\r\n name=\"a.eml\"\r\n"
    "Content-Transfer-Encoding: 7bit\r\n"
    "Content-Disposition: attachment;\r\n filename=\"a.eml\"\r\n\r\nContent\r\n--",
    "2 a.eml message/rfc822 7" },
};

static void
test_part (gconstpointer data)
{
  const PartCase *row = data;
  static const char *const contents[] = { "Content", NULL };
  g_autoptr (MimeDraft) draft = compose_draft_new ();
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (Summary) summary = NULL;
  g_autoptr (MimePart) part = NULL;
  g_autofree char *message = NULL;
  g_autofree char *shown = NULL;
  const Attachment *attachment;

  mime_draft_add_part (draft, row->name, row->type, "", row->is_plain);
  message = message_of (draft, contents);
  assert_in_form (message);
  if (!strstr (message, row->expected))
    g_assert_cmpstr (message, ==, row->expected);
  raw = g_bytes_new_static (message, strlen (message));
  summary = mime_summarize (raw);
  attachment = g_ptr_array_index (summary->attachments, 0);
  shown = g_strdup_printf ("%s %s %s %" G_GUINT64_FORMAT, attachment->part, attachment->name,
                           attachment->type, attachment->size);
  g_assert_cmpstr (shown, ==, row->shown);
  part = mime_part (raw, "2", NULL);
  g_assert_cmpmem (g_bytes_get_data (part->content, NULL), g_bytes_get_size (part->content),
                   "Content", 7);
}

/* A name and a subject in all lengths, so that they are cut at every place. */
static void
test_lengths (void)
{
  static const char *const pieces[] = { "ä", "word ", "👍", "שלום ", "a" };

  for (guint i = 0; i < 5 * 100; i++)
    {
      g_autoptr (MimeDraft) draft = compose_draft_new ();
      g_autoptr (GString) value = g_string_new (NULL);
      g_autoptr (GBytes) raw = NULL;
      g_autoptr (Summary) summary = NULL;
      g_autofree char *from = NULL;
      g_autofree char *message = NULL;

      for (guint j = 0; j < i / 5; j++)
        g_string_append (value, pieces[i % 5]);
      g_string_append (value, "end");
      compose_draft_set (&draft->subject, value->str);
      from = g_strdup_printf ("%.80s <a@example.org>", value->str);
      compose_draft_set (&draft->from, g_utf8_validate (from, -1, NULL) ? from : "a@example.org");
      message = message_of (draft, NULL);
      assert_in_form (message);
      raw = g_bytes_new_static (message, strlen (message));
      summary = mime_summarize (raw);
      g_assert_cmpstr (summary->subject, ==, value->str);
      g_assert_cmpuint (summary->from->len, ==, 1);
    }
}

static void
test_many_recipients (void)
{
  g_autoptr (MimeDraft) draft = compose_draft_new ();
  g_autoptr (GStrvBuilder) to = g_strv_builder_new ();
  g_autofree char *message = NULL;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *address = g_strdup_printf ("Person %u <person%u@example.org>", i, i);

      g_strv_builder_add (to, address);
    }
  g_strfreev (draft->to);
  draft->to = g_strv_builder_end (to);
  message = message_of (draft, NULL);
  assert_in_form (message);
  g_assert_nonnull (strstr (message, "<person9998@example.org>,"));
  g_assert_nonnull (strstr (message, "<person9999@example.org>\r\nSubject"));
}

typedef struct
{
  const char *name;
  gsize field;
  const char *value;
  const char *key; /* that the error begins with */
} WrongCase;

static const WrongCase wrong_cases[] = {
  { "no-sender", G_STRUCT_OFFSET (MimeDraft, from), "", "from: " },
  { "sender", G_STRUCT_OFFSET (MimeDraft, from), "nobody", "from: «nobody» " },
  { "line-break-in-sender", G_STRUCT_OFFSET (MimeDraft, from), "A\r\nBcc: x@y.z <a@b.c>",
    "from: «A" },
  { "line-break-in-subject", G_STRUCT_OFFSET (MimeDraft, subject), "a\nBcc: b@c.d", "subject: «a" },
  { "id", G_STRUCT_OFFSET (MimeDraft, message_id), "a>\r\nBcc: b@c.d", "message-id: " },
  { "no-id", G_STRUCT_OFFSET (MimeDraft, message_id), "", "message-id: is missing" },
  { "two-ids", G_STRUCT_OFFSET (MimeDraft, message_id), "a@b c@d", "message-id: " },
  { "references", G_STRUCT_OFFSET (MimeDraft, references), "a@b c\xc3\xbc@d", "references: " },
  { "in-reply-to", G_STRUCT_OFFSET (MimeDraft, in_reply_to), "a@b\n", "in-reply-to: " },
};

static void
test_wrong (gconstpointer data)
{
  const WrongCase *row = data;
  g_autoptr (MimeDraft) draft = compose_draft_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = NULL;

  compose_draft_set (G_STRUCT_MEMBER_P (draft, row->field), row->value);
  message = compose_draft_write (draft, NULL, &error);
  g_assert_null (message);
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
  g_assert_true (g_str_has_prefix (error->message, row->key));
}

/* What is said to be sent as it is must be what can be. */
static void
test_not_plain (void)
{
  static const char *const contents[] = { "a\nb", "\xc3\xbc", "a\rb", NULL };

  for (guint i = 0; contents[i]; i++)
    {
      g_autoptr (MimeDraft) draft = compose_draft_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) message = NULL;

      mime_draft_add_part (draft, "a.eml", "message/rfc822", "", TRUE);
      message = compose_draft_write (draft, contents + i, &error);
      g_assert_null (message);
      g_assert_true (g_str_has_prefix (error->message, "attach: «a.eml» is no mail of short"));
    }
}

/* Of any number of octets each comes through. */
static void
test_sizes (void)
{
  for (guint size = 0; size < 200000; size = size * 2 + 57)
    {
      g_autoptr (MimeDraft) draft = compose_draft_new ();
      g_autofree char *content = g_strnfill (size, 'x');
      const char *contents[] = { content, NULL };
      g_autofree char *message = NULL;
      g_autoptr (GBytes) raw = NULL;
      g_autoptr (MimePart) part = NULL;

      mime_draft_add_part (draft, "x", "", "", FALSE);
      message = message_of (draft, contents);
      assert_in_form (message);
      raw = g_bytes_new_static (message, strlen (message));
      part = mime_part (raw, "2", NULL);
      g_assert_cmpmem (g_bytes_get_data (part->content, NULL), g_bytes_get_size (part->content),
                       content, size);
    }
}

static void
test_draft_is_carried (void)
{
  g_autoptr (MimeDraft) draft = compose_draft_new ();
  g_autoptr (MimeDraft) carried = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) again = NULL;

  compose_draft_set (&draft->quotation_html, "q");
  mime_draft_add_part (draft, "n", "t/u", "c@d", TRUE);
  variant = g_variant_ref_sink (mime_draft_to_variant (draft));
  carried = mime_draft_from_variant (variant);
  again = g_variant_ref_sink (mime_draft_to_variant (carried));
  g_assert_true (g_variant_equal (variant, again));
}

static void
test_new_id (void)
{
  static const guint8 random[16] = { 1 };
  g_autofree char *id = mime_draft_new_id ("Ann <ann@bücher.example>", random, sizeof random);
  g_autofree char *other = mime_draft_new_id ("ann@example.org", random, 15);

  g_assert_true (g_str_has_suffix (id, "@xn--bcher-kva.example"));
  g_assert_cmpuint (strcspn (id, "@"), ==, 32);
  g_assert_true (mime_draft_is_id (id, strlen (id)));
  g_assert_true (strncmp (id, other, 32) != 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mime_init ();
  g_test_add_func ("/mime-compose/smallest", test_smallest);
  g_test_add_func ("/mime-compose/all-fields", test_all_fields);
  g_test_add_func ("/mime-compose/everything", test_everything);
  g_test_add_func ("/mime-compose/lengths", test_lengths);
  g_test_add_func ("/mime-compose/many-recipients", test_many_recipients);
  g_test_add_func ("/mime-compose/not-plain", test_not_plain);
  g_test_add_func ("/mime-compose/sizes", test_sizes);
  g_test_add_func ("/mime-compose/draft-is-carried", test_draft_is_carried);
  g_test_add_func ("/mime-compose/new-id", test_new_id);
  for (guint i = 0; i < G_N_ELEMENTS (field_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/mime-compose/field/", field_cases[i].name, NULL);

      g_test_add_data_func (path, &field_cases[i], test_field);
    }
  for (guint i = 0; i < G_N_ELEMENTS (text_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/mime-compose/text/", text_cases[i].name, NULL);

      g_test_add_data_func (path, &text_cases[i], test_text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (part_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/mime-compose/part/", part_cases[i].case_name, NULL);

      g_test_add_data_func (path, &part_cases[i], test_part);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/mime-compose/wrong/", wrong_cases[i].name, NULL);

      g_test_add_data_func (path, &wrong_cases[i], test_wrong);
    }
  return g_test_run ();
}
