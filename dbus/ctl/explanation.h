/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why mail is checked or not, and who is there, as sentences for people. They are made from
 * properties as the bus has them; words that are not known are shown as they are. It asks nobody
 * and prints nothing.
 */
#pragma once

#include <glib.h>

/* ACCOUNT, PRESENCE and SESSION are the properties of those interfaces, a{sv}. */

/* "every 10 minutes: ada is working". */
char *explanation_rule (GVariant *account, GVariant *presence);

/* One sentence for WORD of BlockedBy; ACCOUNT is its id. */
char *explanation_block (const char *word, const char *account);

/* "new mail comes at once (IDLE)". */
char *explanation_push (GVariant *account);

/* What follows "Account work" when SETTING ("push") of it is WORD: "gets new mail at once
 * (always)". */
char *explanation_setting (const char *setting, const char *word);

/* "14:01, took 2 s, ended well". */
char *explanation_last_check (GVariant *account, gint64 now, GTimeZone *zone);

/* "3 in a row; ...", NULL when there were none. */
char *explanation_failures (GVariant *account);

/* "in 7 min, at 14:10". */
char *explanation_next_check (GVariant *account, gint64 now, GTimeZone *zone);

/* "the use of this desktop, told by GNOME, and open programs". */
const char *explanation_source (const char *activity_source);

/* "using this desktop counts as working", for a word of Seat. */
const char *explanation_seat_word (const char *seat);

/* "ada; using this desktop counts as working". */
char *explanation_seat (GVariant *presence);

/* "working", "idle", "hidden", "online" or "away". */
const char *explanation_session_state (GVariant *session, GVariant *presence);

/* "ada in the webmail: working, last seen 2 min ago". */
char *explanation_session (GVariant *session, GVariant *presence, gint64 now, GTimeZone *zone);
