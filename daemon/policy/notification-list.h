/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The messages of one account that a person has been told of and has not looked at, newest first,
 * and the one notification that they make together: of a single one its sender and subject, of
 * several how many they are and the newest of them. It knows no mail and no clock: texts and
 * moments are given to it, and whoever reads or moves the mail says what is to go.
 */
#pragma once

#include "notification.h"

/* Of more than these the oldest are not told of any more. */
#define NOTIFICATION_LIST_MOST 1000

/* How many of several are named. */
#define NOTIFICATION_LINES_MOST 5

typedef struct
{
  guint64 id;
  gint64 when;            /* the greater, the newer */
  const char *who;        /* these three as they come from outside */
  const char *what;       /* its subject */
  const char *more;       /* what is said of it alone */
  const char *message_id; /* without angle brackets, "" = none */
} NotificationEntry;

typedef struct _NotificationList NotificationList;

NotificationList *notification_list_new (NotificationKind kind);
void notification_list_free (NotificationList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NotificationList, notification_list_free)

/* FALSE: it is there already, or one with its Message-ID is, or it is older than all of many. */
gboolean notification_list_add (NotificationList *list, const NotificationEntry *entry);
gboolean notification_list_remove (NotificationList *list, guint64 id); /* whether it was there */
gboolean notification_list_contains (NotificationList *list, guint64 id);
GArray *notification_list_ids (NotificationList *list); /* guint64; transfer full */
void notification_list_clear (NotificationList *list);

typedef struct
{
  const char *account;
  const char *name; /* what a person calls the account; NULL = there is no other */
  guint actions;    /* what is possible with each message */
  gboolean is_news;
} NotificationFrame;

/* NULL when there is nothing to tell. Messages are filed away only where all of them are named:
 * nobody throws away what they do not see. */
Notification *notification_list_tell (NotificationList *list, const NotificationFrame *frame);
