/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-capabilities.h"

#include <string.h>

typedef struct
{
  const char *word;
  ImapCapabilities capabilities; /* the word itself and what it implies */
} CapabilityEntry;

/* A row holds when one of its three patterns does. */
typedef struct
{
  const char *greeting; /* part of the text, without case */
  const char *id;       /* part of a word of the ID response, without case */
  const char *host;     /* the host, or the end of it from a dot on */
  ImapCapabilities wrong;
} QuirkEntry;

/* What IMAP4rev2 took in (RFC 9051, appendix E). SPECIAL-USE is not here: the attributes are, but
 * not the RETURN option that the bit stands for. */
#define REV2                                                                                       \
  (IMAP_CAPABILITY_IMAP4REV2 | IMAP_CAPABILITY_SASL_IR | IMAP_CAPABILITY_ENABLE                    \
   | IMAP_CAPABILITY_LIST_EXTENDED | IMAP_CAPABILITY_LIST_STATUS | IMAP_CAPABILITY_UIDPLUS         \
   | IMAP_CAPABILITY_MOVE | IMAP_CAPABILITY_ESEARCH | IMAP_CAPABILITY_LITERAL_MINUS                \
   | IMAP_CAPABILITY_IDLE | IMAP_CAPABILITY_NAMESPACE | IMAP_CAPABILITY_UNSELECT)

static const CapabilityEntry words_known[] = {
  { "IMAP4rev1", IMAP_CAPABILITY_IMAP4REV1 },
  { "IMAP4rev2", REV2 },
  { "STARTTLS", IMAP_CAPABILITY_STARTTLS },
  { "LOGINDISABLED", IMAP_CAPABILITY_LOGINDISABLED },
  { "SASL-IR", IMAP_CAPABILITY_SASL_IR },
  { "AUTH=PLAIN", IMAP_CAPABILITY_AUTH_PLAIN },
  { "ID", IMAP_CAPABILITY_ID },
  { "ENABLE", IMAP_CAPABILITY_ENABLE },
  { "COMPRESS=DEFLATE", IMAP_CAPABILITY_COMPRESS_DEFLATE },
  { "LIST-EXTENDED", IMAP_CAPABILITY_LIST_EXTENDED },
  { "SPECIAL-USE", IMAP_CAPABILITY_SPECIAL_USE },
  { "LIST-STATUS", IMAP_CAPABILITY_LIST_STATUS },
  { "CONDSTORE", IMAP_CAPABILITY_CONDSTORE },
  { "QRESYNC", IMAP_CAPABILITY_QRESYNC | IMAP_CAPABILITY_CONDSTORE | IMAP_CAPABILITY_ENABLE },
  { "UIDPLUS", IMAP_CAPABILITY_UIDPLUS },
  { "MOVE", IMAP_CAPABILITY_MOVE },
  { "ESEARCH", IMAP_CAPABILITY_ESEARCH },
  { "LITERAL+", IMAP_CAPABILITY_LITERAL_PLUS },
  { "LITERAL-", IMAP_CAPABILITY_LITERAL_MINUS },
  { "IDLE", IMAP_CAPABILITY_IDLE },
  { "NOTIFY", IMAP_CAPABILITY_NOTIFY },
  { "NAMESPACE", IMAP_CAPABILITY_NAMESPACE },
  { "UNSELECT", IMAP_CAPABILITY_UNSELECT },
  { "REPLACE", IMAP_CAPABILITY_REPLACE },
  { "QUOTA", IMAP_CAPABILITY_QUOTA },
};

/* Exchange has never had CONDSTORE and lists an IMAP4rev2 that lacks most of what it took in. */
#define EXCHANGE_WRONG                                                                             \
  (IMAP_CAPABILITY_IMAP4REV2 | IMAP_CAPABILITY_CONDSTORE | IMAP_CAPABILITY_QRESYNC                 \
   | IMAP_CAPABILITY_ENABLE | IMAP_CAPABILITY_LIST_EXTENDED | IMAP_CAPABILITY_LIST_STATUS          \
   | IMAP_CAPABILITY_ESEARCH | IMAP_CAPABILITY_LITERAL_MINUS)

static const QuirkEntry quirks[] = {
  { "Microsoft Exchange", "Microsoft.Exchange", "outlook.office365.com", EXCHANGE_WRONG },
  { NULL, NULL, ".outlook.com", EXCHANGE_WRONG },
  /* VANISHED leaves messages out. */
  { "iCloud", "iCloud", "imap.mail.me.com", IMAP_CAPABILITY_QRESYNC },
  { NULL, NULL, ".mail.me.com", IMAP_CAPABILITY_QRESYNC },
  /* A label is no mailbox: what QRESYNC says of one is not to be had. */
  { "Gimap", "GImap", "imap.gmail.com", IMAP_CAPABILITY_QRESYNC },
  { NULL, NULL, "imap.googlemail.com", IMAP_CAPABILITY_QRESYNC },
  /* Only the newest 10,000 messages of a folder are shown: the others would seem vanished. */
  { NULL, "Yahoo", ".mail.yahoo.com", IMAP_CAPABILITY_QRESYNC },
  { NULL, NULL, ".imap.aol.com", IMAP_CAPABILITY_QRESYNC },
};

ImapCapabilities
imap_capabilities_parse (const char *const *words)
{
  ImapCapabilities capabilities = 0;

  for (; words != NULL && *words != NULL; words++)
    for (gsize i = 0; i < G_N_ELEMENTS (words_known); i++)
      if (g_ascii_strcasecmp (*words, words_known[i].word) == 0)
        capabilities |= words_known[i].capabilities;
  return capabilities;
}

GStrv
imap_capabilities_describe (ImapCapabilities capabilities)
{
  ImapCapabilities of_login = IMAP_CAPABILITY_STARTTLS | IMAP_CAPABILITY_LOGINDISABLED
                              | IMAP_CAPABILITY_SASL_IR | IMAP_CAPABILITY_AUTH_PLAIN;
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (words_known); i++)
    if ((capabilities & ~of_login & words_known[i].capabilities) == words_known[i].capabilities)
      g_strv_builder_add (words, words_known[i].word);
  return g_strv_builder_end (words);
}

static gboolean
contains (const char *text, const char *part)
{
  return text != NULL && part != NULL && strcasestr (text, part) != NULL;
}

static gboolean
any_contains (const char *const *words, const char *part)
{
  for (; words != NULL && *words != NULL; words++)
    if (contains (*words, part))
      return TRUE;
  return FALSE;
}

static gboolean
is_host (const char *host, const char *pattern)
{
  gsize length = host != NULL ? strlen (host) : 0;
  gsize size = pattern != NULL ? strlen (pattern) : 0;

  if (size == 0 || length < size)
    return FALSE;
  if (pattern[0] == '.')
    return g_ascii_strcasecmp (host + length - size, pattern) == 0
           || g_ascii_strcasecmp (host, pattern + 1) == 0;
  return g_ascii_strcasecmp (host, pattern) == 0;
}

ImapCapabilities
imap_capabilities_without_quirks (ImapCapabilities capabilities, const char *greeting,
                                  const char *const *id, const char *host)
{
  for (gsize i = 0; i < G_N_ELEMENTS (quirks); i++)
    if (contains (greeting, quirks[i].greeting) || any_contains (id, quirks[i].id)
        || is_host (host, quirks[i].host))
      capabilities &= ~quirks[i].wrong;
  return capabilities;
}
