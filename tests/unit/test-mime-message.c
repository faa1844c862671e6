/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Summaries, texts and parts of the messages in fixtures/mail, and of some made here.
 */
#include "error.h"
#include "mime-message.h"

#include <string.h>

typedef struct
{
  const char *file;
  const char *expected;
} Expectation;

static GBytes *
fixture (const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/mail/%s.eml", g_getenv ("FIXTURES"), name);
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, length);
}

static Summary *
summarize (const char *name)
{
  g_autoptr (GBytes) raw = fixture (name);

  return mime_summarize (raw);
}

static Summary *
summarize_text (const char *text)
{
  g_autoptr (GBytes) raw = g_bytes_new_static (text, strlen (text));

  return mime_summarize (raw);
}

static char *
show_addresses (GPtrArray *addresses)
{
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      const MailAddress *address = g_ptr_array_index (addresses, i);

      g_string_append_printf (shown, "%s[%s]", address->name, address->address);
    }
  return g_string_free (shown, FALSE);
}

static char *
show_attachments (const Summary *summary)
{
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < summary->attachments->len; i++)
    {
      const Attachment *attachment = g_ptr_array_index (summary->attachments, i);

      g_string_append_printf (shown, "%s %s %s %" G_GUINT64_FORMAT "%s|", attachment->part,
                              attachment->name, attachment->type, attachment->size,
                              attachment->is_inline ? " inline" : "");
    }
  return g_string_free (shown, FALSE);
}

static char *
show_warnings (const Summary *summary)
{
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < summary->warnings->len; i++)
    g_string_append_printf (shown, "%s ", (char *) g_ptr_array_index (summary->warnings, i));
  return g_string_free (shown, FALSE);
}

static void
assert_addresses (GPtrArray *addresses, const char *expected)
{
  g_autofree char *shown = show_addresses (addresses);

  g_assert_cmpstr (shown, ==, expected);
}

static void
test_header (void)
{
  g_autoptr (Summary) summary = summarize ("plain");
  g_autofree char *warnings = show_warnings (summary);

  g_assert_cmpstr (summary->subject, ==, "Lunch on Friday");
  assert_addresses (summary->from, "Alice Miller[alice@example.org]");
  assert_addresses (summary->to, "Bob[bob@example.net][carol@example.com]");
  assert_addresses (summary->cc, "Smith, Dan[dan@example.net]");
  assert_addresses (summary->reply_to, "");
  g_assert_cmpint (summary->date, ==, 1715671800);
  g_assert_cmpstr (summary->message_id, ==, "plain.1@example.org");
  g_assert_cmpstr (summary->in_reply_to, ==, "first.1@example.net");
  g_assert_cmpstr (summary->references, ==, "root.1@example.net first.1@example.net");
  g_assert_cmpstr (summary->snippet, ==, "Shall we meet at noon? Alice");
  g_assert_cmpstr (warnings, ==, "");
}

static void
test_subjects (void)
{
  static const Expectation rows[] = {
    { "german", "Grüße aus München" },
    { "japanese", "会議のお知らせ" },
    { "japanese-raw", "会議" },
    { "chinese", "项目进度报告" },
    { "russian", "Счёт за май" },
    { "mislabelled", "Cafécafé" },
    { "eight-bit", "Grüße €" },
    { "broken-2047", "=?utf-8?Q?open end" },
    { "cr-only", "Old Macintosh" },
    { "lf-only", "Unix" },
    { "mbox", "From a mailbox file" },
    { "header-only", "No body" },
    { "no-header", "" },
    { "rubbish", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Summary) summary = summarize (rows[i].file);

      g_assert_cmpstr (summary->subject, ==, rows[i].expected);
    }
}

static void
test_senders (void)
{
  static const Expectation rows[] = {
    { "german", "Jürgen Größe[juergen@example.org]" },
    { "japanese", "山田太郎[yamada@example.jp]" },
    { "chinese", "王小明[wang@example.cn]" },
    { "eight-bit", "Jürgen[j@example.org]" },
    { "broken-2047", "Hans Peter[h@example.org]" },
    { "mbox", "[a@example.org]" },
    { "several-from", "[a@example.org][b@example.org]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Summary) summary = summarize (rows[i].file);

      assert_addresses (summary->from, rows[i].expected);
    }
}

static void
test_snippets (void)
{
  static const Expectation rows[] = {
    { "german", "Viele Grüße, es kostet 5 €." },
    { "japanese", "会議の資料を送ります。" },
    { "chinese", "请查看附件中的报告。€𠀀" },
    { "russian", "Добрый день, счёт во вложении." },
    { "latin1-label-utf8", "Über die Brücke" },
    { "eight-bit", "Schöne Grüße – bis bald" },
    { "html-only", "Neues im Mai Lesen Sie den Artikel – jetzt." },
    { "html-meta", "Привет" },
    { "nested", "The plain text." },
    { "empty-plain", "Only here" },
    { "list-footer", "The real text" },
    { "forwarded", "Look at this." },
    { "bounce", "It could not be delivered." },
    { "cr-only", "First line second line" },
    { "lf-only", "Lines end early." },
    { "no-header", "Only a body here." },
    { "no-header-at-all", "Just some words without anything in front of them" },
    { "no-end", "Begun" },
    { "header-only", "" },
    { "digest", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Summary) summary = summarize (rows[i].file);

      g_assert_cmpstr (summary->snippet, ==, rows[i].expected);
    }
}

static void
test_attachments (void)
{
  static const Expectation rows[] = {
    { "plain", "" },
    { "html-only", "" },
    { "calendar", "" },
    { "nested", "1.2 logo.png image/png 70 inline|2 plan.pdf application/pdf 209|" },
    { "winmail", "2 winmail.dat application/ms-tnef 60|" },
    { "forwarded", "2  message/rfc822 261|3 single.eml message/rfc822 64|" },
    { "bounce", "3  message/rfc822 47|" },
    { "digest", "1  message/rfc822 44|2  message/rfc822 45|" },
    { "rfc2231", "2 Übersicht €.ods application/octet-stream 1|"
                 "3 Ärger.txt application/octet-stream 1|"
                 "4 Süß.bin application/octet-stream 1|" },
    { "no-end", "2  image/jpeg 12|" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Summary) summary = summarize (rows[i].file);
      g_autofree char *shown = show_attachments (summary);

      g_assert_cmpstr (shown, ==, rows[i].expected);
    }
}

static void
test_evil_names (void)
{
  static const char *const names[] = { "passwd", "cmd.exe", "invoicefdp.exe", "a_b c.txt", "", "" };
  g_autoptr (Summary) summary = summarize ("evil-names");
  const Attachment *last;

  g_assert_cmpuint (summary->attachments->len, ==, G_N_ELEMENTS (names) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const Attachment *attachment = g_ptr_array_index (summary->attachments, i);

      g_assert_cmpstr (attachment->name, ==, names[i]);
    }
  last = g_ptr_array_index (summary->attachments, G_N_ELEMENTS (names));
  g_assert_cmpuint (strlen (last->name), ==, 255);
  g_assert_true (g_str_has_suffix (last->name, "n.pdf"));
}

/* A NUL in a name neither ends it, to hide what kind of file it is, nor comes out. */
static void
test_nul_in_names (void)
{
  static const Expectation rows[] = {
    { "filename*=utf-8''invoice.pdf%00.exe", "invoice.pdf_.exe" },
    { "filename*=utf-8''%00%00a.exe%00", "__a.exe_" },
    { "filename*0*=utf-8''a%00; filename*1*=b%00.exe", "a_b_.exe" },
    { "filename*=\"utf-8''a%00.exe\"", "a_.exe" },
    { "filename*=utf-8''a%0%000.exe", "a%0_0.exe" },
    { "filename=\"100%00.txt\"", "100%00.txt" },
    { "size*=1; filename=\"100%00.txt\"", "100%00.txt" },
    { "filename=\"=?utf-8?Q?a=00b=2Eexe?=\"", "a?b.exe" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat ("Content-Type: a/b\nContent-Disposition: attachment; ",
                                           rows[i].file, "\n\nx", NULL);
      g_autoptr (Summary) summary = summarize_text (text);
      const Attachment *attachment = g_ptr_array_index (summary->attachments, 0);

      g_assert_cmpstr (attachment->name, ==, rows[i].expected);
    }
}

static void
test_warnings (void)
{
  static const Expectation rows[] = {
    { "plain", "" },
    { "broken-2047", "" },
    { "several-from", "several-from " },
    { "several-senders", "several-from " },
    { "spoofed", "spoofed-name " },
    { "mixed-script", "mixed-script " },
    { "mixed-script-idn", "mixed-script " },
    { "no-header", "unparsable " },
    { "no-header-at-all", "unparsable " },
    { "rubbish", "unparsable " },
    { "header-only", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Summary) summary = summarize (rows[i].file);
      g_autofree char *shown = show_warnings (summary);

      g_assert_cmpstr (shown, ==, rows[i].expected);
    }
}

static void
test_empty (void)
{
  g_autoptr (Summary) summary = summarize_text ("");
  g_autoptr (GBytes) raw = g_bytes_new (NULL, 0);
  g_autofree char *text = mime_text (raw);
  g_autoptr (MimePart) part = mime_part (raw, "1", NULL);
  g_autofree char *warnings = show_warnings (summary);

  g_assert_cmpstr (summary->subject, ==, "");
  g_assert_cmpstr (warnings, ==, "unparsable ");
  g_assert_cmpstr (text, ==, "");
  g_assert_cmpuint (g_bytes_get_size (part->content), ==, 0);
}

static void
test_control_characters (void)
{
  g_autoptr (Summary) summary = summarize_text ("Subject: a\tb =?utf-8?Q?c=00=0Ad=1Be?= \x01\n"
                                                "From: \"x\x02y\" <a\x03@example.org>\n"
                                                "Message-ID: < i\x04"
                                                "d@example.org >\n\n"
                                                "one\x05\r\ntwo\xc2\x9bthree");

  g_assert_cmpstr (summary->subject, ==, "a b c de");
  assert_addresses (summary->from, "xy[a@example.org]");
  g_assert_cmpstr (summary->message_id, ==, "id@example.org");
  g_assert_cmpstr (summary->snippet, ==, "one twothree");
}

/* The last ones say to what it is a reply, however many come before. */
static void
test_many_references (void)
{
  g_autoptr (GString) raw = g_string_new ("Subject: s\nReferences:");
  g_autoptr (Summary) summary = NULL;
  g_auto (GStrv) references = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (raw, " <r%u@example.org>\n", i);
  g_string_append (raw, "\n.");
  summary = summarize_text (raw->str);
  references = g_strsplit (summary->references, " ", -1);
  g_assert_cmpuint (g_strv_length (references), ==, 50);
  g_assert_cmpstr (references[1], ==, "r9951@example.org");
  g_assert_cmpstr (references[49], ==, "r9999@example.org");
}

static void
test_bounds (void)
{
  g_autoptr (GString) raw = g_string_new ("Subject: ");
  g_autoptr (Summary) summary = NULL;
  g_auto (GStrv) references = NULL;

  for (guint i = 0; i < 3000; i++)
    g_string_append (raw, "ü");
  g_string_append (raw, "\nTo: ");
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (raw, "\"Number, %u\" <n%u@example.org>,\n ", i, i);
  g_string_append (raw, "\nReferences:");
  for (guint i = 0; i < 80; i++)
    g_string_append_printf (raw, " <r%u@example.org>", i);
  g_string_append (raw, "\n\n");
  for (guint i = 0; i < 3000; i++)
    g_string_append (raw, "ü");
  summary = summarize_text (raw->str);
  references = g_strsplit (summary->references, " ", -1);

  g_assert_cmpint (g_utf8_strlen (summary->subject, -1), ==, 1000);
  g_assert_cmpint (g_utf8_strlen (summary->snippet, -1), ==, 200);
  g_assert_cmpuint (g_strv_length (references), ==, 50);
  g_assert_cmpstr (references[0], ==, "r0@example.org");
  g_assert_cmpstr (references[49], ==, "r79@example.org");
  g_assert_cmpuint (summary->to->len, ==, 200);
  for (guint i = 0; i < summary->to->len; i++)
    {
      const MailAddress *address = g_ptr_array_index (summary->to, i);
      g_autofree char *name = g_strdup_printf ("Number, %u", i);

      g_assert_cmpstr (address->name, ==, name);
    }
}

static void
test_text (void)
{
  static const Expectation rows[] = {
    { "plain", "Shall we meet at noon?\n\n  Alice\n" },
    { "cr-only", "First line\nsecond line\n" },
    { "html-only", "Neues im Mai\n\nLesen Sie den Artikel <https://example.org/mai> – jetzt." },
    { "header-only", "" },
    { "flowed", "This paragraph goes on and on and ends.\n\n> Quoted text goes on here.\n"
                "-- \nAlice\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) raw = fixture (rows[i].file);
      g_autofree char *text = mime_text (raw);

      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

static void
test_text_is_capped (void)
{
  g_autoptr (GString) text = g_string_new ("Content-Type: text/plain; charset=utf-8\n\nx");
  g_autoptr (GBytes) raw = NULL;
  g_autofree char *shown = NULL;

  while (text->len < 3 * 1024 * 1024)
    g_string_append (text, "Größe ");
  raw = g_bytes_new_static (text->str, text->len);
  shown = mime_text (raw);
  g_assert_cmpuint (strlen (shown), <=, 1024 * 1024);
  g_assert_cmpuint (strlen (shown), >, 1024 * 1024 - 8);
  g_assert_true (g_utf8_validate (shown, -1, NULL));
}

static void
assert_part (const char *file, const char *part, const char *type, const char *name,
             const char *content)
{
  g_autoptr (GBytes) raw = fixture (file);
  g_autoptr (GBytes) expected = g_bytes_new_static (content, strlen (content));
  g_autoptr (GError) error = NULL;
  g_autoptr (MimePart) found = mime_part (raw, part, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found->type, ==, type);
  g_assert_cmpstr (found->name, ==, name);
  g_assert_true (g_bytes_equal (found->content, expected));
}

static void
test_parts (void)
{
  assert_part ("plain", "1", "text/plain", "", "Shall we meet at noon?\r\n\r\n  Alice\r\n");
  assert_part ("nested", "1.1.1", "text/plain", "", "The plain text.");
  assert_part ("forwarded", "2.1", "text/plain", "", "The inner text.");
  assert_part ("forwarded", "2.2", "text/csv", "numbers.csv", "1,2,3");
  assert_part ("forwarded", "3.1", "text/plain", "", "A single inner text.");
  assert_part ("forwarded", "3", "message/rfc822", "single.eml",
               "From: other@example.com\r\nSubject: Single\r\n\r\nA single inner text.");
  assert_part ("no-end", "2", "image/jpeg", "",
               "\xff\xd8\xff\xe0\x01\x02JFIF\x01"
               "A");
}

static void
test_decoded_part (void)
{
  g_autoptr (GBytes) raw = fixture ("nested");
  g_autoptr (MimePart) part = mime_part (raw, "1.2", NULL);

  g_assert_cmpuint (g_bytes_get_size (part->content), ==, 70);
  g_assert_true (memcmp (g_bytes_get_data (part->content, NULL), "\x89PNG", 4) == 0);
}

static void
test_missing_parts (void)
{
  static const char *const names[]
      = { "", "0", "2", "1.1", "TEXT", "1.", ".1", "-1", "99999999999999999999", "1 " };
  g_autoptr (GBytes) raw = fixture ("plain");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mime_part (raw, names[i], &error));
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND);
    }
}

static void
check_fixture (const char *name)
{
  g_autofree char *contents = g_strdup (name);
  g_autoptr (GBytes) raw = NULL;

  contents[strlen (contents) - strlen (".eml")] = '\0';
  raw = fixture (contents);
  for (gsize length = 0; length <= g_bytes_get_size (raw); length += 7)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (raw, 0, length);
      g_autoptr (Summary) summary = mime_summarize (cut);
      g_autoptr (GVariant) variant = g_variant_ref_sink (summary_to_variant (summary));
      g_autoptr (Summary) again = summary_from_variant (variant);
      g_autofree char *text = mime_text (cut);

      g_assert_nonnull (again);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

/* Wherever a message is cut off, what comes out is valid. */
static void
test_every_prefix (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("FIXTURES"), "mail", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint count = 0;

  for (; (name = g_dir_read_name (folder)); count++)
    check_fixture (name);
  g_assert_cmpuint (count, >=, 25);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mime_init ();
  g_test_add_func ("/mime-message/header", test_header);
  g_test_add_func ("/mime-message/subjects", test_subjects);
  g_test_add_func ("/mime-message/senders", test_senders);
  g_test_add_func ("/mime-message/snippets", test_snippets);
  g_test_add_func ("/mime-message/attachments", test_attachments);
  g_test_add_func ("/mime-message/evil-names", test_evil_names);
  g_test_add_func ("/mime-message/nul-in-names", test_nul_in_names);
  g_test_add_func ("/mime-message/warnings", test_warnings);
  g_test_add_func ("/mime-message/empty", test_empty);
  g_test_add_func ("/mime-message/control-characters", test_control_characters);
  g_test_add_func ("/mime-message/bounds", test_bounds);
  g_test_add_func ("/mime-message/many-references", test_many_references);
  g_test_add_func ("/mime-message/text", test_text);
  g_test_add_func ("/mime-message/text-is-capped", test_text_is_capped);
  g_test_add_func ("/mime-message/parts", test_parts);
  g_test_add_func ("/mime-message/decoded-part", test_decoded_part);
  g_test_add_func ("/mime-message/missing-parts", test_missing_parts);
  g_test_add_func ("/mime-message/every-prefix", test_every_prefix);
  return g_test_run ();
}
