/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What went wrong, as far as it matters to whoever started the program: each error of the bus
 * belongs to one of a few kinds, which are the exit codes. It knows no connection.
 */
#pragma once

#include <glib.h>

/* An error's code is the exit code of the program. */
#define CTL_ERROR (ctl_error_quark ())

typedef enum
{
  CTL_ERROR_FAILED = 1,
  CTL_ERROR_USAGE = 2,
  CTL_ERROR_UNREACHABLE = 3,
  CTL_ERROR_NOT_FOUND = 4,
  CTL_ERROR_SIGN_IN = 5,
  CTL_ERROR_NETWORK = 6,
  CTL_ERROR_INTERRUPTED = 130,
} CtlError;

GQuark ctl_error_quark (void);

/* NAME is a bus error name or its last part, as in LastError. */
CtlError ctl_error_from_name (const char *name);
int ctl_error_exit_code (const GError *error);

/* The bus knows how to start the daemon, but that failed. */
gboolean ctl_error_is_start_failure (const char *name);
