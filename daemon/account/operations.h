/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When the server is told what is pending for an account: at once, after every restart and whatever
 * a failure waited for, and ever more seldom while it fails. One push at a time. It knows neither
 * verbs nor commands.
 */
#pragma once

#include "account.h"

typedef struct _Operations Operations;

Operations *operations_new (Account *account); /* borrowed: it owns this */
void operations_free (Operations *operations);

/* Something is pending, or may get through now. */
void operations_push (Operations *operations);
/* Stops what is under way; it stays pending. */
void operations_hold (Operations *operations);
