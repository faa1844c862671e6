/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-mailbox-name.h"

#include <string.h>

#define AS_IT_IS 0x2060
#define OCTET    0xf700

static gboolean
is_octet (gunichar c)
{
  return c > OCTET && c <= OCTET + 0xff;
}

static gboolean
is_direct (gunichar c)
{
  return c >= 0x20 && c <= 0x7e;
}

/* AT is a WORD JOINER that stands before a character which is on the wire as it is. */
static gboolean
is_mark (const char *at)
{
  const char *next = g_utf8_next_char (at);

  return g_utf8_get_char (at) == AS_IT_IS && (*next == '&' || (*next & 0x80) != 0);
}

static gboolean
is_shifted (const char *at)
{
  gunichar c = g_utf8_get_char (at);

  return c != 0 && !is_direct (c) && !is_octet (c) && !is_mark (at);
}

static void
append_shift (GString *wire, const char *text, gsize length)
{
  glong units = 0;
  g_autofree gunichar2 *utf16 = g_utf8_to_utf16 (text, (glong) length, NULL, &units, NULL);
  g_autofree char *base64 = NULL;

  for (glong i = 0; i < units; i++)
    utf16[i] = GUINT16_TO_BE (utf16[i]);
  base64 = g_base64_encode ((const guchar *) utf16, (gsize) units * 2);
  g_strdelimit (base64, "/", ',');
  base64[strcspn (base64, "=")] = '\0';
  g_string_append_printf (wire, "&%s-", base64);
}

static const char *
encode_shift (GString *wire, const char *at)
{
  const char *end = at;

  while (is_shifted (end))
    end = g_utf8_next_char (end);
  append_shift (wire, at, (gsize) (end - at));
  return end;
}

static const char *
encode_next (GString *wire, const char *at)
{
  const char *next = g_utf8_next_char (at);
  const char *behind;

  if (is_shifted (at))
    return encode_shift (wire, at);
  if (is_octet (g_utf8_get_char (at)))
    g_string_append_c (wire, (char) (g_utf8_get_char (at) - OCTET));
  else if (is_mark (at))
    {
      behind = g_utf8_next_char (next);
      g_string_append_len (wire, next, behind - next);
      return behind;
    }
  else
    g_string_append (wire, *at == '&' ? "&-" : (char[]){ *at, '\0' });
  return next;
}

char *
imap_mailbox_name_encode (const char *path)
{
  GString *wire = g_string_sized_new (strlen (path));

  for (const char *at = path; *at != '\0';)
    at = encode_next (wire, at);
  return g_string_free (wire, FALSE);
}

static char *
utf8_of_base64 (const char *text, gsize length)
{
  g_autoptr (GString) base64 = g_string_new_len (text, (gssize) length);
  g_autofree guchar *octets = NULL;
  g_autofree gunichar2 *utf16 = NULL;
  gsize size = 0;

  g_strdelimit (base64->str, ",", '/');
  while (base64->len % 4 != 0)
    g_string_append_c (base64, '=');
  octets = g_base64_decode (base64->str, &size);
  utf16 = g_new0 (gunichar2, size / 2 + 1);
  for (gsize i = 0; i + 1 < size; i += 2)
    utf16[i / 2] = (gunichar2) (octets[i] << 8 | octets[i + 1]);
  return g_utf16_to_utf8 (utf16, (glong) (size / 2), NULL, NULL, NULL);
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return TRUE;
  return FALSE;
}

/* How many octets the shift at AT takes; 0 when it is none. */
static gsize
decode_shift (GString *path, const char *at, const char *end)
{
  const char *last = memchr (at, '-', (gsize) (end - at));
  g_autofree char *text = NULL;

  if (last == NULL)
    return 0;
  if (last == at + 1)
    {
      g_string_append_c (path, '&');
      return 2;
    }
  for (const char *digit = at + 1; digit < last; digit++)
    if (!g_ascii_isalnum (*digit) && *digit != '+' && *digit != ',')
      return 0;
  text = utf8_of_base64 (at + 1, (gsize) (last - at - 1));
  if (text == NULL || has_control (text))
    return 0;
  g_string_append (path, text);
  return (gsize) (last - at) + 1;
}

/* How many octets at AT were taken as they are. */
static gsize
keep_as_it_is (GString *path, const char *at, const char *end)
{
  gunichar c = g_utf8_get_char_validated (at, end - at);

  if (c == '&' || (c >= 0x80 && c <= 0x10ffff))
    {
      g_string_append_unichar (path, AS_IT_IS);
      g_string_append_unichar (path, c);
      return c == '&' ? 1 : (gsize) g_unichar_to_utf8 (c, NULL);
    }
  g_string_append_unichar (path, OCTET + (guchar) *at);
  return 1;
}

static char *
decode (const char *name, gsize length, gboolean shifts)
{
  GString *path = g_string_sized_new (length);
  const char *end = name + length;

  for (const char *at = name; at < end;)
    {
      gsize taken = 0;

      if (*at == '&' && shifts)
        taken = decode_shift (path, at, end);
      else if (*at != '&' && is_direct ((guchar) *at))
        {
          g_string_append_c (path, *at);
          taken = 1;
        }
      at += taken > 0 ? taken : keep_as_it_is (path, at, end);
    }
  return g_string_free (path, FALSE);
}

char *
imap_mailbox_name_decode (const char *name, gsize length)
{
  g_autofree char *path = NULL;
  g_autofree char *again = NULL;

  if (length == 5 && g_ascii_strncasecmp (name, "INBOX", length) == 0)
    return g_strdup ("INBOX");
  path = decode (name, length, TRUE);
  again = imap_mailbox_name_encode (path);
  if (strlen (again) == length && memcmp (again, name, length) == 0)
    return g_steal_pointer (&path);
  return decode (name, length, FALSE);
}
