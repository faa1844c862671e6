/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The edge: any error from below becomes one of POSTHORN_ERROR that says which account it is
 * about, and the account state that goes with it.
 */
#pragma once

#include <glib.h>

/* Transfer full. ERROR is not changed. */
GError *account_error (const char *account, const GError *error);

/* Which of base/log-event.h it is that ERROR ended a check; NULL: none of them. */
const char *account_error_event (const GError *error);

/* "offline", "auth-needed", "keyring-locked" or "error". */
const char *account_error_state (const GError *error);
