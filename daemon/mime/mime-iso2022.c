/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-iso2022.h"

#include <string.h>

typedef struct
{
  const char *sequence;
  const char *prefix; /* of each character in EUC */
  guint width;        /* octets a character, 0 = ASCII */
} Shift;

static const Shift shifts[] = {
  { "\x1b(B", "", 0 }, { "\x1b(J", "", 0 }, { "\x1b(I", "\x8e", 1 },
  { "\x1b$@", "", 2 }, { "\x1b$B", "", 2 }, { "\x1b$(D", "\x8f", 2 },
};

gboolean
mime_is_iso2022_jp (const char *label)
{
  static const char *const labels[]
      = { "iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-ms",     "csiso2022jp",
          "cp50220",     "cp50221",       "x-windows-iso2022jp" };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_ascii_strcasecmp (labels[i], label) == 0)
      return TRUE;
  return FALSE;
}

static const Shift *
shift_at (const char *octets, const char *end)
{
  for (guint i = 0; *octets == '\x1b' && i < G_N_ELEMENTS (shifts); i++)
    if ((gsize) (end - octets) >= strlen (shifts[i].sequence)
        && memcmp (octets, shifts[i].sequence, strlen (shifts[i].sequence)) == 0)
      return &shifts[i];
  return NULL;
}

static gboolean
is_graphic (char octet)
{
  return octet > ' ' && octet < 127;
}

static const char *
append_character (GByteArray *euc, const Shift *shift, const char *octets, const char *end)
{
  g_byte_array_append (euc, (const guint8 *) shift->prefix, (guint) strlen (shift->prefix));
  for (guint i = 0; i < shift->width && octets < end && is_graphic (*octets); i++)
    {
      guint8 octet = (guint8) *octets++ | 0x80;

      g_byte_array_append (euc, &octet, 1);
    }
  return octets;
}

GByteArray *
mime_iso2022_jp_to_euc (const char *octets, gsize length)
{
  GByteArray *euc = g_byte_array_sized_new ((guint) length);
  const char *end = octets + length;
  const Shift *current = &shifts[0];

  while (octets < end)
    {
      const Shift *shift = shift_at (octets, end);

      if (shift)
        {
          current = shift;
          octets += strlen (shift->sequence);
          continue;
        }
      if (current->width > 0 && is_graphic (*octets))
        {
          octets = append_character (euc, current, octets, end);
          continue;
        }
      /* Every line begins in ASCII. */
      if (*octets == '\n')
        current = &shifts[0];
      g_byte_array_append (euc, (const guint8 *) octets, 1);
      octets++;
    }
  return euc;
}
