/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-status-parser.h"

#include "server-text.h"

#include <string.h>

typedef gboolean (*CodeParser) (ImapLexer *lexer, ImapResponse *response);

typedef struct
{
  const char *name;
  ImapCode code;
  CodeParser parse; /* NULL: whatever follows is of no use */
} CodeEntry;

gboolean
imap_status_from_word (ImapSlice word, ImapStatus *status)
{
  static const char *const words[] = {
    [IMAP_STATUS_OK] = "OK",   [IMAP_STATUS_NO] = "NO",           [IMAP_STATUS_BAD] = "BAD",
    [IMAP_STATUS_BYE] = "BYE", [IMAP_STATUS_PREAUTH] = "PREAUTH",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (imap_slice_is (word, words[i]))
      {
        *status = (ImapStatus) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_words (ImapLexer *lexer, ImapResponse *response)
{
  response->words = imap_lexer_take_words (lexer, "]");
  return TRUE;
}

static gboolean
parse_flags (ImapLexer *lexer, ImapResponse *response)
{
  imap_lexer_accept_spaces (lexer);
  response->words = imap_lexer_take_list (lexer);
  return response->words != NULL;
}

static gboolean
parse_number (ImapLexer *lexer, ImapResponse *response)
{
  return imap_lexer_accept_spaces (lexer)
         && imap_lexer_take_number (lexer, G_MAXINT64, &response->number);
}

static gboolean
parse_number32 (ImapLexer *lexer, ImapResponse *response)
{
  return imap_lexer_accept_spaces (lexer)
         && imap_lexer_take_number (lexer, G_MAXUINT32, &response->number);
}

static gboolean
parse_uidvalidity (ImapLexer *lexer, ImapResponse *response)
{
  guint64 number;

  if (!imap_lexer_accept_spaces (lexer) || !imap_lexer_take_number (lexer, G_MAXUINT32, &number))
    return FALSE;
  response->uidvalidity = (guint32) number;
  return TRUE;
}

static gboolean
parse_uids (ImapLexer *lexer, UidSet **uids)
{
  ImapSlice set;

  if (!imap_lexer_accept_spaces (lexer) || !imap_lexer_take (lexer, "]", &set))
    return FALSE;
  *uids = uid_set_parse (set.data, set.length, G_MAXUINT);
  return *uids != NULL;
}

static gboolean
parse_appenduid (ImapLexer *lexer, ImapResponse *response)
{
  return parse_uidvalidity (lexer, response) && parse_uids (lexer, &response->uids);
}

static gboolean
parse_copyuid (ImapLexer *lexer, ImapResponse *response)
{
  return parse_uidvalidity (lexer, response) && parse_uids (lexer, &response->source_uids)
         && parse_uids (lexer, &response->uids);
}

static const CodeEntry codes[] = {
  { "ALERT", IMAP_CODE_ALERT, NULL },
  { "ALREADYEXISTS", IMAP_CODE_ALREADYEXISTS, NULL },
  { "APPENDUID", IMAP_CODE_APPENDUID, parse_appenduid },
  { "AUTHENTICATIONFAILED", IMAP_CODE_AUTHENTICATIONFAILED, NULL },
  { "AUTHORIZATIONFAILED", IMAP_CODE_AUTHORIZATIONFAILED, NULL },
  { "CAPABILITY", IMAP_CODE_CAPABILITY, parse_words },
  { "CLOSED", IMAP_CODE_CLOSED, NULL },
  { "COPYUID", IMAP_CODE_COPYUID, parse_copyuid },
  { "EXPIRED", IMAP_CODE_EXPIRED, NULL },
  { "HIGHESTMODSEQ", IMAP_CODE_HIGHESTMODSEQ, parse_number },
  { "INUSE", IMAP_CODE_INUSE, NULL },
  { "LIMIT", IMAP_CODE_LIMIT, NULL },
  { "NOMODSEQ", IMAP_CODE_NOMODSEQ, NULL },
  { "NONEXISTENT", IMAP_CODE_NONEXISTENT, NULL },
  { "NOTIFICATIONOVERFLOW", IMAP_CODE_NOTIFICATIONOVERFLOW, NULL },
  { "OVERQUOTA", IMAP_CODE_OVERQUOTA, NULL },
  { "PERMANENTFLAGS", IMAP_CODE_PERMANENTFLAGS, parse_flags },
  { "PRIVACYREQUIRED", IMAP_CODE_PRIVACYREQUIRED, NULL },
  { "READ-ONLY", IMAP_CODE_READ_ONLY, NULL },
  { "READ-WRITE", IMAP_CODE_READ_WRITE, NULL },
  { "TRYCREATE", IMAP_CODE_TRYCREATE, NULL },
  { "UIDNEXT", IMAP_CODE_UIDNEXT, parse_number32 },
  { "UIDNOTSTICKY", IMAP_CODE_UIDNOTSTICKY, NULL },
  { "UIDVALIDITY", IMAP_CODE_UIDVALIDITY, parse_number32 },
  { "UNAVAILABLE", IMAP_CODE_UNAVAILABLE, NULL },
  { "UNSEEN", IMAP_CODE_UNSEEN, parse_number32 },
};

static const CodeEntry *
find_code (ImapSlice name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (imap_slice_is (name, codes[i].name))
      return &codes[i];
  return NULL;
}

static void
drop_arguments (ImapResponse *response)
{
  g_clear_pointer (&response->words, g_strfreev);
  g_clear_pointer (&response->uids, uid_set_free);
  g_clear_pointer (&response->source_uids, uid_set_free);
  response->number = 0;
  response->uidvalidity = 0;
}

static gboolean
parse_arguments (ImapLexer *lexer, const CodeEntry *entry, ImapResponse *response)
{
  if (entry->parse == NULL)
    return FALSE;
  return entry->parse (lexer, response) && imap_lexer_accept (lexer, ']');
}

static gboolean
skip_code (ImapLexer *lexer)
{
  const char *end = memchr (lexer->position, ']', (gsize) (lexer->end - lexer->position));

  if (end != NULL)
    lexer->position = end + 1;
  return end != NULL;
}

/* FALSE, and nothing changed, when there is no whole code in brackets. */
static gboolean
parse_code (ImapLexer *lexer, ImapResponse *response)
{
  ImapLexer ahead = *lexer;
  const CodeEntry *entry;
  ImapLexer arguments;
  ImapSlice name;

  if (!imap_lexer_accept (&ahead, '[') || !imap_lexer_take (&ahead, "]", &name))
    return FALSE;
  entry = find_code (name);
  arguments = ahead;
  if (entry != NULL && parse_arguments (&arguments, entry, response))
    {
      response->code = entry->code;
      *lexer = arguments;
      return TRUE;
    }
  drop_arguments (response);
  if (!skip_code (&ahead))
    return FALSE;
  response->code = entry != NULL && entry->parse == NULL ? entry->code : IMAP_CODE_OTHER;
  *lexer = ahead;
  return TRUE;
}

void
imap_status_parse (ImapLexer *lexer, ImapResponse *response)
{
  imap_lexer_accept_spaces (lexer);
  if (parse_code (lexer, response))
    imap_lexer_accept_spaces (lexer);
  response->text = server_text_valid (lexer->position, (gsize) (lexer->end - lexer->position));
  lexer->position = lexer->end;
}
