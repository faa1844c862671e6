/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The errand that tells the server what is pending for an account, and what follows from it: others
 * may have waited for that, or a check is needed. It knows neither verbs nor commands.
 */
#pragma once

#include "account.h"

typedef struct _Operations Operations;

Operations *operations_new (Account *account); /* borrowed: it owns this */
void operations_free (Operations *operations);

/* Something is pending, or may get through now. */
void operations_push (Operations *operations);
