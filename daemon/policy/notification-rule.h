/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person is told of without having asked: which new mail, and which trouble of an account,
 * in which words. It knows neither the mail nor what has been told before.
 */
#pragma once

#include "notification.h"

/* Whether mail with FLAGS (canonical, flags.h) in a folder of this ROLE is told of where CHOICE is
 * "off", "inbox" or "all". No folder that only shows what lies in others counts, and no junk. */
gboolean notification_rule_wants (const char *choice, const char *role, const char *flags);

/* What a person is to be told of ERROR, in a few words, after so many checks in a row that FAILED;
 * NULL: nothing. What passes by itself needs nobody, unless it has lasted: a mailbox that is
 * quietly not checked any more is told of, too. BEHIND_PORTAL: the network shows a page for signing
 * in instead of what is asked for, so that a wrong certificate means nothing. */
const char *notification_rule_trouble (const GError *error, guint failures, gboolean behind_portal);

/* TROUBLE, as above, of ERROR; NAME is what the person calls the account. */
Notification *notification_rule_tell (const char *account, const char *name, const char *trouble,
                                      const GError *error);
