/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-quotation.h"

#include "mailbox.h"
#include "mime-html.h"

#include <string.h>

#define BLOCKQUOTE                                                                                 \
  "<blockquote type=\"cite\" style=\"margin: 0 0 0 0.8ex; border-left: 2px solid #cccccc; "        \
  "padding-left: 1ex\">"

#define FORWARDED "---------- Forwarded message ----------"

/* No month and day of another language: whoever reads this may have any. */
static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const months[]
    = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* "Thu, 26 Nov 2026 at 14:32"; NULL when there is none. */
static char *
date_of (const MimeOriginal *original)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (original->offset * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (original->summary->date);
  g_autoptr (GDateTime) time = utc ? g_date_time_to_timezone (utc, zone) : NULL;

  if (!time || original->summary->date == 0)
    return NULL;
  return g_strdup_printf ("%s, %d %s %d at %02d:%02d", days[g_date_time_get_day_of_week (time) - 1],
                          g_date_time_get_day_of_month (time),
                          months[g_date_time_get_month (time) - 1], g_date_time_get_year (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time));
}

static char *
joined (GPtrArray *addresses)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *address = mailbox_format (g_ptr_array_index (addresses, i));

      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", address);
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static char *
attribution (const MimeOriginal *original)
{
  g_autofree char *date = date_of (original);
  g_autofree char *from = joined (original->summary->from);
  const char *author = *from ? from : "an unknown sender";

  if (date)
    return g_strdup_printf ("On %s, %s wrote:", date, author);
  return g_strdup_printf ("%s wrote:", *from ? from : "An unknown sender");
}

static void
append_field (GString *header, const char *name, const char *value)
{
  if (value && *value)
    g_string_append_printf (header, "%s: %s\n", name, value);
}

static char *
header_of (const MimeOriginal *original)
{
  g_autofree char *date = date_of (original);
  g_autofree char *from = joined (original->summary->from);
  g_autofree char *to = joined (original->summary->to);
  g_autofree char *cc = joined (original->summary->cc);
  GString *header = g_string_new (FORWARDED "\n");

  append_field (header, "From", from);
  append_field (header, "Date", date);
  append_field (header, "Subject", original->summary->subject);
  append_field (header, "To", to);
  append_field (header, "Cc", cc);
  return g_string_free (header, FALSE);
}

/* A space that a line ends with would make it flow into the next one. */
static void
append_quoted_line (GString *quoted, const char *line, gsize length)
{
  while (length > 0 && line[length - 1] == ' ')
    length--;
  g_string_append (quoted, length > 0 && *line != '>' ? "> " : ">");
  g_string_append_len (quoted, line, (gssize) length);
  g_string_append_c (quoted, '\n');
}

char *
mime_quotation_reply_text (const MimeOriginal *original, const char *text)
{
  g_autofree char *opening = attribution (original);
  GString *quoted = g_string_new (opening);

  g_string_append_c (quoted, '\n');
  while (*text)
    {
      gsize length = strcspn (text, "\n");

      append_quoted_line (quoted, text, length);
      text += length + (text[length] ? 1 : 0);
    }
  return g_string_free (quoted, FALSE);
}

char *
mime_quotation_reply_html (const MimeOriginal *original, const char *html)
{
  g_autofree char *opening = attribution (original);
  g_autofree char *escaped = g_markup_escape_text (opening, -1);

  return g_strdup_printf ("<div>%s</div>\n" BLOCKQUOTE "%s</blockquote>\n", escaped, html);
}

char *
mime_quotation_forward_text (const MimeOriginal *original, const char *text)
{
  g_autofree char *header = header_of (original);

  return g_strconcat (header, "\n", text, NULL);
}

char *
mime_quotation_forward_html (const MimeOriginal *original, const char *html)
{
  g_autofree char *header = header_of (original);
  g_autofree char *block = html_from_text (header);

  return g_strdup_printf ("%s\n<br>\n%s\n", block, html);
}

char *
mime_quotation_html (const MimeNode *node,
                     const char *(*image) (gpointer data, const char *content_id), gpointer data)
{
  HtmlSafety safety = { TRUE, image, data };
  g_autofree char *safe = mime_html_make_safe (node, &safety);
  const char *content = strchr (safe, '>');

  return g_strconcat ("<div", content, NULL);
}
