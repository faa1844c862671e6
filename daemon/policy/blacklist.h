/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose mail is unwanted: what an entry may look like, and whether a mail's senders are meant by
 * one. It knows neither where entries are kept nor what becomes of the mail they match.
 */
#pragma once

#include "summary.h"

#define BLACKLIST_ENTRIES_MOST 10000

/* The entry that TEXT, "user@domain.tld" or "@domain.tld", stands for: lower-case, a domain of
 * other letters in its ASCII form. NULL with POSTHORN_ERROR_FAILED naming TEXT and what is wrong
 * with it. */
char *blacklist_entry_parse (const char *text, GError **error);

/* A set of entries. */
typedef struct _Blacklist Blacklist;

Blacklist *blacklist_new (void);
void blacklist_free (Blacklist *blacklist);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Blacklist, blacklist_free)

/* ENTRY as blacklist_entry_parse() gives it. FALSE: nothing changed by it. */
gboolean blacklist_add (Blacklist *blacklist, const char *entry);
gboolean blacklist_remove (Blacklist *blacklist, const char *entry);

gboolean blacklist_has (const Blacklist *blacklist, const char *entry);
guint blacklist_count (const Blacklist *blacklist);
GStrv blacklist_list (const Blacklist *blacklist); /* sorted */

/* Whether one of the senders of a mail, MailAddress in FROM and REPLY_TO, is on the list: with the
 * whole address, or with exactly its domain. O(1) for each address; either may be NULL. */
gboolean blacklist_matches (const Blacklist *blacklist, GPtrArray *from, GPtrArray *reply_to);
