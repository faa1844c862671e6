/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By what a message can be told to belong to a thread (RFC 5256, 3): the ids it names, and, only
 * for a reply that names none, its subject without what mail programs put before it. It knows no
 * other message.
 */
#pragma once

#include <glib.h>

/* The newest of the References; the others tell nothing that these do not. */
#define THREAD_REFERENCES_MAX 50

/* How long after a message a reply may still be told by its subject. */
#define THREAD_SUBJECT_SECONDS (30 * 24 * 60 * 60)

typedef struct
{
  GPtrArray *ids;      /* char *, each once, its own first; at most THREAD_REFERENCES_MAX + 2 */
  char *subject;       /* casefolded, without prefixes; "" = none */
  gboolean by_subject; /* it says that it is a reply but not to what */
} ThreadClues;

/* Ids as Summary has them: without brackets, REFERENCES joined by spaces, "" = none. What is no id
 * (has no "@") is left out. */
ThreadClues *thread_clues_new (const char *message_id, const char *in_reply_to,
                               const char *references, const char *subject);
void thread_clues_free (ThreadClues *clues);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThreadClues, thread_clues_free)
