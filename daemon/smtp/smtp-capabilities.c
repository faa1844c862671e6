/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-capabilities.h"

#include <string.h>

typedef struct
{
  const char *word;
  SmtpExtensions extension;
} Word;

static const Word keywords[] = {
  { "STARTTLS", SMTP_EXTENSION_STARTTLS }, { "PIPELINING", SMTP_EXTENSION_PIPELINING },
  { "SIZE", SMTP_EXTENSION_SIZE },         { "8BITMIME", SMTP_EXTENSION_8BITMIME },
  { "SMTPUTF8", SMTP_EXTENSION_SMTPUTF8 }, { "DSN", SMTP_EXTENSION_DSN },
  { "CHUNKING", SMTP_EXTENSION_CHUNKING },
};

static const Word mechanisms[] = {
  { "PLAIN", SMTP_EXTENSION_AUTH_PLAIN },
  { "LOGIN", SMTP_EXTENSION_AUTH_LOGIN },
};

static SmtpExtensions
find_word (const Word *words, gsize count, const char *text)
{
  for (gsize i = 0; i < count; i++)
    if (g_ascii_strcasecmp (words[i].word, text) == 0)
      return words[i].extension;
  return 0;
}

static SmtpExtensions
parse_mechanisms (const char *const *words)
{
  SmtpExtensions found = 0;

  for (; *words != NULL; words++)
    found |= find_word (mechanisms, G_N_ELEMENTS (mechanisms), *words);
  return found;
}

/* Servers of old say "AUTH=LOGIN PLAIN" beside, or in place of, "AUTH LOGIN PLAIN". */
static void
parse_line (SmtpCapabilities *capabilities, const char *line)
{
  g_auto (GStrv) words = g_strsplit_set (line, " =", -1);
  SmtpExtensions extension;

  if (words[0] == NULL)
    return;
  if (g_ascii_strcasecmp (words[0], "AUTH") == 0)
    {
      capabilities->extensions |= parse_mechanisms ((const char *const *) words + 1);
      return;
    }
  extension = find_word (keywords, G_N_ELEMENTS (keywords), words[0]);
  capabilities->extensions |= extension;
  if (extension == SMTP_EXTENSION_SIZE && words[1] != NULL)
    g_ascii_string_to_unsigned (words[1], 10, 0, G_MAXUINT64, &capabilities->size_limit, NULL);
}

SmtpCapabilities
smtp_capabilities_parse (const SmtpReply *reply)
{
  SmtpCapabilities capabilities = { 0 };

  for (guint i = 1; reply->lines[i] != NULL; i++)
    parse_line (&capabilities, reply->lines[i]);
  return capabilities;
}
