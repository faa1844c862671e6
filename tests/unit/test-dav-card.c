/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-card.h"

#include "error.h"

#include <string.h>

typedef struct
{
  const char *what;
  const char *text; /* between BEGIN and END */
  const char *name;
  const char *addresses; /* joined by spaces */
  gboolean is_company;
  gboolean is_group;
} Row;

static const Row rows[] = {
  { "3.0",
    "VERSION:3.0\r\nFN:Ann Example\r\nN:Example;Ann;;;\r\nEMAIL;TYPE=work:ann@example.org\r\n",
    "Ann Example", "ann@example.org" },
  { "4.0, all addresses",
    "VERSION:4.0\r\nFN:Ann\r\nEMAIL;PREF=1:ann@example.org\r\nEMAIL;TYPE=home:a@example.net\r\n",
    "Ann", "ann@example.org a@example.net" },
  { "4.0, a URI", "VERSION:4.0\r\nFN:Ann\r\nEMAIL:mailto:ann@example.org\r\n", "Ann",
    "ann@example.org" },
  { "bare line feeds, small letters", "version:3.0\nfn:Ann\nemail;type=INTERNET:ann@example.org\n",
    "Ann", "ann@example.org" },
  { "folded", "FN:Ann Ex\r\n ample\r\nEMAIL:ann@\r\n\texample.org\r\n", "Ann Example",
    "ann@example.org" },
  { "grouped", "item1.FN:Ann\r\nitem1.EMAIL;type=pref:ann@example.org\r\nitem1.X-ABLabel:x\r\n",
    "Ann", "ann@example.org" },
  { "a colon within quotes", "FN;X-WHAT=\"a:b;c\":Ann\r\nEMAIL;TYPE=\"x:y\":ann@example.org\r\n",
    "Ann", "ann@example.org" },
  { "escapes", "FN:Ann\\, Example\\; \\\\o/\\nLtd\r\n", "Ann, Example; \\o/ Ltd", "" },
  { "a semicolon in a name", "FN:Ann;Example\r\n", "Ann;Example", "" },
  { "2.1, quoted-printable",
    "VERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg =\r\nExample\r\n"
    "N;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Example;J=C3=B6rg\r\n"
    "EMAIL;INTERNET;PREF:joerg@example.org\r\n",
    "Jörg Example", "joerg@example.org" },
  { "2.1, without the word ENCODING", "FN;QUOTED-PRINTABLE:J=C3=B6rg\r\n", "Jörg", "" },
  { "2.1, Latin-1", "FN;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:J=F6rg\r\n", "Jörg", "" },
  { "octets that are no UTF-8", "FN:J\xF6rg\r\n", "Jörg", "" },
  { "a soft break at the end", "FN;QUOTED-PRINTABLE:Ann=\r\n", "AnnEND:VCARD", "" },
  { "no FN", "N:Example;Ann;M.;Dr.;\r\n", "Ann Example", "" },
  { "an empty FN", "FN:\r\nN:Example;Ann\r\n", "Ann Example", "" },
  { "two FN", "FN:Ann\r\nFN:Anna\r\n", "Ann", "" },
  { "nothing but an address", "EMAIL:ann@example.org\r\n", "ann@example.org", "ann@example.org" },
  { "nothing", "VERSION:3.0\r\n", "", "" },
  { "an organisation", "ORG:Example Ltd;Sales\r\nEMAIL:info@example.org\r\n", "Example Ltd",
    "info@example.org", TRUE },
  { "an organisation with its name as FN", "FN:Example Ltd\r\nN:;;;;\r\nORG:Example Ltd\r\n",
    "Example Ltd", "", TRUE },
  { "a person of an organisation", "FN:Ann Example\r\nORG:Example Ltd\r\n", "Ann Example", "" },
  { "a person with the name of an organisation", "FN:Porsche\r\nN:Porsche;F\r\nORG:Porsche\r\n",
    "Porsche", "" },
  { "KIND org", "KIND:org\r\nFN:Example Ltd\r\nN:Example Ltd;;;;\r\n", "Example Ltd", "", TRUE },
  { "Apple's company", "X-ABShowAs:COMPANY\r\nFN:Example\r\nN:x;y\r\n", "Example", "", TRUE },
  { "KIND group", "KIND:group\r\nFN:Friends\r\nMEMBER:urn:uuid:1\r\n", "Friends", "", FALSE, TRUE },
  { "Apple's group", "X-ADDRESSBOOKSERVER-KIND:group\r\nFN:Friends\r\n", "Friends", "", FALSE,
    TRUE },
  { "a malformed address stays for whoever judges it",
    "FN:Ann\r\nEMAIL:not an address\r\nEMAIL:\r\n", "Ann", "not an address" },
  { "line breaks and control characters", "FN:Ann\\nE\tx\x01mple\r\n", "Ann E x mple", "" },
  { "a picture", "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ\r\n AAAQABAAD/\r\nFN:Ann\r\n",
    "Ann", "" },
  { "lines that are none", "FN\r\n\r\n:\r\n;;\r\nFN:Ann\r\n", "Ann", "" },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text
          = g_strconcat ("BEGIN:VCARD\r\n", rows[i].text, "END:VCARD\r\n", "END:VCARD\r\n", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (DavCard) card = dav_card_read (text, strlen (text), &error);
      g_autofree char *addresses = NULL;

      g_test_message ("%s", rows[i].what);
      g_assert_no_error (error);
      addresses = g_strjoinv (" ", card->addresses);
      g_assert_cmpstr (card->name, ==, rows[i].name);
      g_assert_cmpstr (addresses, ==, rows[i].addresses);
      g_assert_cmpint (card->is_company, ==, rows[i].is_company);
      g_assert_cmpint (card->is_group, ==, rows[i].is_group);
    }
}

static void
test_not_whole (void)
{
  static const char *const texts[] = {
    "",
    "FN:Ann\r\n",
    "BEGIN:VCARD\r\nFN:Ann\r\n",
    "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "<html><body>Please sign in</body></html>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dav_card_read (texts[i], strlen (texts[i]), &error));
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
    }
}

static void
test_bounds (void)
{
  g_autoptr (GString) text = g_string_new ("BEGIN:VCARD\r\nFN:");
  g_autoptr (DavCard) card = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append (text, "ä");
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "\r\nEMAIL:a%u@example.org", i);
  g_string_append (text, "\r\nEND:VCARD");
  card = dav_card_read (text->str, text->len, NULL);
  g_assert_cmpuint (g_utf8_strlen (card->name, -1), ==, 200);
  g_assert_cmpuint (g_strv_length (card->addresses), ==, DAV_CARD_ADDRESSES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dav-card/rows", test_rows);
  g_test_add_func ("/dav-card/not-whole", test_not_whole);
  g_test_add_func ("/dav-card/bounds", test_bounds);
  return g_test_run ();
}
