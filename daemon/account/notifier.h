/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person is told without having asked: mail that has come, trouble with an account, mail
 * that was not sent. It listens to the accounts, the store and the outbox, keeps what was told and
 * not looked at yet, takes back what has been settled, here or elsewhere, and does what the person
 * chooses. It knows neither the desktop nor the bus. Main thread only.
 *
 * Signals: "show" (Notification *), in the place of one of the same kind and account; "withdraw"
 * (guint NotificationKind, const char *account).
 */
#pragma once

#include "account-manager.h"
#include "notification.h"

#define TYPE_NOTIFIER (notifier_get_type ())
G_DECLARE_FINAL_TYPE (Notifier, notifier, POSTHORN, NOTIFIER, GObject)

/* Tells of what happens from now on. MANAGER outlives it. */
Notifier *notifier_new (AccountManager *manager);

/* The network shows a page for signing in, in the place of what is asked for. A check that began
 * behind it says nothing about trust, also afterwards. */
void notifier_set_behind_portal (Notifier *notifier, gboolean behind_portal);

/* The person has seen NOTIFICATION: nothing in it is told of again. */
void notifier_dismiss (Notifier *notifier, const Notification *notification);

/* To the messages of NOTIFICATION that are still told of: marks them read, archives them or moves
 * them to the trash. */
void notifier_act (Notifier *notifier, const Notification *notification, NotificationAction action);
