/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A cursor over one gathered response (imap-line.h) that knows the tokens of RFC 9051, section 9,
 * and forgives what real servers get wrong in spacing. Each function moves the cursor only when
 * it succeeds, or else leaves the response malformed for good; nothing here recurses.
 */
#pragma once

#include <glib.h>

typedef struct
{
  const char *position;
  const char *end;
  guint depth;       /* how deep parentheses may nest */
  gboolean too_deep; /* they did nest deeper */
} ImapLexer;

typedef struct
{
  const char *data;
  gsize length;
} ImapSlice;

void imap_lexer_init (ImapLexer *lexer, const char *data, gsize length, guint depth);

/* Nothing but spaces is left. */
gboolean imap_lexer_is_at_end (const ImapLexer *lexer);
gboolean imap_lexer_next_is (const ImapLexer *lexer, char c);

gboolean imap_lexer_accept (ImapLexer *lexer, char c);
gboolean imap_lexer_accept_spaces (ImapLexer *lexer);                 /* TRUE when there was one */
gboolean imap_lexer_accept_word (ImapLexer *lexer, const char *word); /* without case */
gboolean imap_lexer_accept_nil (ImapLexer *lexer);

/* At least one octet that is no space, control or one of STOPS. */
gboolean imap_lexer_take (ImapLexer *lexer, const char *stops, ImapSlice *slice);
/* A word with no quotes, parentheses or braces in it. */
gboolean imap_lexer_take_atom (ImapLexer *lexer, ImapSlice *slice);
gboolean imap_lexer_take_number (ImapLexer *lexer, guint64 max, guint64 *number);

/* Quoted or literal; NULL when the next thing is neither. */
GBytes *imap_lexer_take_string (ImapLexer *lexer);
/* The same, or an atom in which only spaces and parentheses end it. */
GBytes *imap_lexer_take_astring (ImapLexer *lexer);

/* Words up to the end, or to one of STOPS; each made valid UTF-8. */
GStrv imap_lexer_take_words (ImapLexer *lexer, const char *stops);
/* "(a b)"; NULL when malformed. */
GStrv imap_lexer_take_list (ImapLexer *lexer);

/* An atom, string or list of such, whatever is in it. */
gboolean imap_lexer_skip_value (ImapLexer *lexer);

gboolean imap_slice_is (ImapSlice slice, const char *word); /* without case */
