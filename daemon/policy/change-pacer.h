/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When to tell what happened to messages, and what it comes to in all: the first at once, what
 * follows gathered, so that nobody is told more than five times in any second however much
 * happens. Monotonic microseconds in, a moment out; it knows no clock, no timer and no bus.
 */
#pragma once

#include <glib.h>

/* What one telling names. What would be more names nothing: ask for the changes. */
#define CHANGE_PACER_MOST 4000

typedef struct _ChangePacer ChangePacer;

ChangePacer *change_pacer_new (void);
void change_pacer_free (ChangePacer *pacer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChangePacer, change_pacer_free)

/* Ids of messages (guint64), each in one list at most; REVISION is that after them. */
void change_pacer_gather (ChangePacer *pacer, guint64 revision, GArray *added, GArray *changed,
                          GArray *removed);
/* REVISION came with more than anybody lists. */
void change_pacer_gather_unlisted (ChangePacer *pacer, guint64 revision);

/* When the next telling is due; in the past when it is overdue, G_MAXINT64 = nothing to tell. */
gint64 change_pacer_due (ChangePacer *pacer);

typedef struct
{
  guint64 revision;
  GArray *added; /* guint64, ascending, as the others */
  GArray *changed;
  GArray *removed;
} ChangeNews;

/* What there is to tell; NULL before it is due. A message that came and went is not named. */
ChangeNews *change_pacer_take (ChangePacer *pacer, gint64 now);
void change_news_free (ChangeNews *news);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChangeNews, change_news_free)
