/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-card.h"

#include "dav-line.h"
#include "error.h"
#include "server-text.h"

#include <string.h>

#define NAME_CHARACTERS 200

/* What a card says of one name, before it is decided which of them counts. */
typedef struct
{
  char *formatted;
  char *person;
  char *organisation;
  gboolean is_company;
  gboolean is_group;
  GPtrArray *addresses;
} Reading;

static void
reading_clear (Reading *reading)
{
  g_free (reading->formatted);
  g_free (reading->person);
  g_free (reading->organisation);
  g_ptr_array_unref (reading->addresses);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static char *
decode_quoted_printable (const char *value)
{
  GString *decoded = g_string_new (NULL);

  for (; *value; value++)
    {
      if (value[0] != '=' || !g_ascii_isxdigit (value[1]) || !g_ascii_isxdigit (value[2]))
        {
          g_string_append_c (decoded, *value);
          continue;
        }
      g_string_append_c (
          decoded, (char) (g_ascii_xdigit_value (value[1]) * 16 + g_ascii_xdigit_value (value[2])));
      value += 2;
    }
  return g_string_free (decoded, FALSE);
}

static char *
from_latin (const char *value)
{
  GString *text = g_string_new (NULL);

  for (; *value; value++)
    g_string_append_unichar (text, (guchar) *value);
  return g_string_free (text, FALSE);
}

/* Old telephones write Latin-1, whatever they say about it. */
static char *
decode (const DavLine *line)
{
  g_autofree char *octets = dav_line_has_word (line, "QUOTED-PRINTABLE")
                                ? decode_quoted_printable (line->value)
                                : g_strdup (line->value);

  return g_utf8_validate (octets, -1, NULL) ? g_steal_pointer (&octets) : from_latin (octets);
}

/* One component of a value that has several; NULL behind the last. Its escapes are undone. */
static char *
next_component (const char **at)
{
  GString *component;

  if (!*at)
    return NULL;
  component = g_string_new (NULL);
  for (; **at && **at != ';'; (*at)++)
    {
      if (**at != '\\' || !(*at)[1])
        {
          g_string_append_c (component, **at);
          continue;
        }
      (*at)++;
      g_string_append_c (component, g_ascii_tolower (**at) == 'n' ? ' ' : **at);
    }
  *at = **at ? *at + 1 : NULL;
  return g_string_free (component, FALSE);
}

/* In one line, without what cannot be seen. */
static char *
clean (const char *text)
{
  g_autofree char *valid = server_text_valid (text, strlen (text));
  g_autofree char *bounded
      = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), NAME_CHARACTERS));

  return g_strdup (g_strstrip (bounded));
}

/* A name without structure: its semicolons are its own. */
static char *
read_text (const DavLine *line)
{
  g_autofree char *value = decode (line);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *at = value;
  char *component;

  while ((component = next_component (&at)))
    {
      g_string_append_printf (text, "%s%s", text->len > 0 ? ";" : "", component);
      g_free (component);
    }
  return clean (text->str);
}

static char *
read_first (const DavLine *line)
{
  g_autofree char *value = decode (line);
  const char *at = value;
  g_autofree char *first = next_component (&at);

  return clean (first);
}

/* "Family;Given;…" */
static char *
read_person (const DavLine *line)
{
  g_autofree char *value = decode (line);
  const char *at = value;
  g_autofree char *family = next_component (&at);
  g_autofree char *given = next_component (&at);
  g_autofree char *both = g_strdup_printf ("%s %s", given ? given : "", family);

  return clean (both);
}

static void
read_address (Reading *reading, const DavLine *line)
{
  g_autofree char *address = read_text (line);
  const char *bare = address;

  if (g_ascii_strncasecmp (bare, "mailto:", strlen ("mailto:")) == 0)
    bare += strlen ("mailto:");
  if (*bare && reading->addresses->len < DAV_CARD_ADDRESSES)
    g_ptr_array_add (reading->addresses, g_strdup (bare));
}

/* The first that says anything counts. */
static void
take (char **field, char *value)
{
  if (*value && !**field)
    {
      g_free (*field);
      *field = value;
      return;
    }
  g_free (value);
}

static void
read_line (Reading *reading, const DavLine *line)
{
  if (dav_line_is (line, "FN", NULL))
    take (&reading->formatted, read_text (line));
  else if (dav_line_is (line, "N", NULL))
    take (&reading->person, read_person (line));
  else if (dav_line_is (line, "ORG", NULL))
    take (&reading->organisation, read_first (line));
  else if (dav_line_is (line, "EMAIL", NULL))
    read_address (reading, line);
  else if (dav_line_is (line, "KIND", "org") || dav_line_is (line, "X-ABShowAs", "COMPANY"))
    reading->is_company = TRUE;
  else if (dav_line_is (line, "KIND", "group")
           || dav_line_is (line, "X-ADDRESSBOOKSERVER-KIND", "group"))
    reading->is_group = TRUE;
}

static gboolean
read_lines (Reading *reading, const char *text, gsize length)
{
  g_auto (DavLines) lines = { 0 };
  gboolean has_begun = FALSE;
  DavLine line;

  dav_lines_init (&lines, text, length);
  while (dav_lines_next (&lines, &line))
    {
      if (has_begun && dav_line_is (&line, "END", "VCARD"))
        return TRUE;
      if (has_begun)
        read_line (reading, &line);
      else
        has_begun = dav_line_is (&line, "BEGIN", "VCARD");
    }
  return FALSE;
}

/* The card of an organisation has its name in place of a person's. */
static gboolean
is_organisation (const Reading *reading)
{
  if (reading->is_company || !*reading->organisation)
    return reading->is_company;
  return !*reading->person
         && (!*reading->formatted || g_str_equal (reading->formatted, reading->organisation));
}

static const char *
choose_name (const Reading *reading)
{
  const char *const names[] = { reading->formatted, reading->person, reading->organisation };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (*names[i])
        return names[i];
    }
  return reading->addresses->len > 0 ? g_ptr_array_index (reading->addresses, 0) : "";
}

DavCard *
dav_card_read (const char *text, gsize length, GError **error)
{
  g_auto (Reading) reading
      = { g_strdup (""), g_strdup (""), g_strdup (""),
          FALSE,         FALSE,         g_ptr_array_new_with_free_func (g_free) };
  DavCard *card;

  if (!read_lines (&reading, text, length))
    {
      g_set_error_literal (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
                           "it does not go from BEGIN:VCARD to END:VCARD");
      return NULL;
    }
  card = g_new0 (DavCard, 1);
  card->is_company = is_organisation (&reading);
  card->is_group = reading.is_group;
  card->name = g_strdup (choose_name (&reading));
  g_ptr_array_add (reading.addresses, NULL);
  card->addresses = (char **) g_ptr_array_steal (reading.addresses, NULL);
  return card;
}
