/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-data.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *message;
  const char *dotted; /* NULL = as PLAIN */
  const char *plain;
} Row;

static const Row rows[] = {
  { "empty", "", NULL, "" },
  { "already-right", "A: b\r\n\r\nbody\r\n", NULL, "A: b\r\n\r\nbody\r\n" },
  { "line-feeds", "A: b\n\nbody\n", NULL, "A: b\r\n\r\nbody\r\n" },
  { "carriage-returns", "A: b\r\rbody\r", NULL, "A: b\r\n\r\nbody\r\n" },
  { "mixed", "A: b\n\r\nx\r\ry\n\nz\r\n\n", NULL, "A: b\r\n\r\nx\r\n\r\ny\r\n\r\nz\r\n\r\n" },
  { "last-line-unended", "A: b\n\nend", NULL, "A: b\r\n\r\nend\r\n" },
  { "dots", "A: b\n\n.\n..\n.x\nx.\n", "A: b\r\n\r\n..\r\n...\r\n..x\r\nx.\r\n",
    "A: b\r\n\r\n.\r\n..\r\n.x\r\nx.\r\n" },
  { "dot-behind-a-bare-end", "\n\r.\r\n\n.\n\r.", "\r\n\r\n..\r\n\r\n..\r\n\r\n..\r\n",
    "\r\n\r\n.\r\n\r\n.\r\n\r\n.\r\n" },
  { "dots-in-the-header", ".a: b\nc: d\n .\n", "..a: b\r\nc: d\r\n .\r\n",
    ".a: b\r\nc: d\r\n .\r\n" },
  { "bcc", "To: a\nBcc: b,\n c,\n\td\nSubject: e\n\nBcc: stays\n", NULL,
    "To: a\r\nSubject: e\r\n\r\nBcc: stays\r\n" },
  { "bcc-first-and-last", "bCC:\nA: b\nBCC: x", NULL, "A: b\r\n" },
  { "bcc-with-blanks", "Bcc \t : x\nA: b\n", NULL, "A: b\r\n" },
  { "bcc-resent", "Resent-Bcc: x\r\n y\r\nResent-To: z\r\n", NULL, "Resent-To: z\r\n" },
  { "bcc-twice", "Bcc: x\nBcc: y\n z\n\n", NULL, "\r\n" },
  { "bcc-nothing-else", "Bcc: x\n\n.\n", "\r\n..\r\n", "\r\n.\r\n" },
  { "names-like-bcc", "Bcc-x: 1\nXBcc: 2\nBc: 3\nB: 4\nbcc\nBccc: 5\n: 6\n", NULL,
    "Bcc-x: 1\r\nXBcc: 2\r\nBc: 3\r\nB: 4\r\nbcc\r\nBccc: 5\r\n: 6\r\n" },
  { "no-header", "\nBcc: x\n y\n", NULL, "\r\nBcc: x\r\n y\r\n" },
  { "blank-first", " x\nBcc: y\n z\n", NULL, " x\r\n" },
  { "long-name",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: 1\nBcc: x\n", NULL,
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: 1\r\n" },
};

/* In pieces of CUT, REST and then STEP octets. */
static void
check (const Row *row, gboolean dots, gsize cut, gsize step)
{
  const char *expected = dots && row->dotted != NULL ? row->dotted : row->plain;
  const guint8 *octets = (const guint8 *) row->message;
  gsize length = strlen (row->message);
  g_autoptr (SmtpData) data = smtp_data_new (dots ? SMTP_DATA_DOTS : SMTP_DATA_PLAIN);
  g_autoptr (GByteArray) output = g_byte_array_new ();

  smtp_data_feed (data, octets, cut, output);
  for (gsize at = cut; at < length; at += step)
    smtp_data_feed (data, octets + at, MIN (step, length - at), output);
  smtp_data_end (data, output);
  g_assert_cmpmem (output->data, output->len, expected, strlen (expected));
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;

  for (guint dots = 0; dots < 2; dots++)
    for (gsize cut = 0; cut <= strlen (row->message); cut++)
      {
        check (row, (gboolean) dots, cut, G_MAXINT);
        check (row, (gboolean) dots, cut, 1);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp-data/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  return g_test_run ();
}
