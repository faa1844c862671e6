/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one way to write a log line: structured, with the account, folder and operation it is
 * about as fields. Subjects, addresses, passwords and tokens never go into a line above debug.
 * PURE folders return errors instead; a function either logs or returns an error.
 */
#pragma once

#include <glib.h>

/* ACCOUNT, FOLDER and OPERATION may be NULL. FORMAT is one sentence without a full stop.
 * warning: a person should act; message: a change of state worth a line in the journal;
 * info: one line per check; debug: everything else. */
void posthorn_log (GLogLevelFlags level, const char *account, const char *folder,
                   const char *operation, const char *format, ...) G_GNUC_PRINTF (5, 6);

#define log_warning(account, folder, operation, ...)                                               \
  posthorn_log (G_LOG_LEVEL_WARNING, account, folder, operation, __VA_ARGS__)
#define log_message(account, folder, operation, ...)                                               \
  posthorn_log (G_LOG_LEVEL_MESSAGE, account, folder, operation, __VA_ARGS__)
#define log_info(account, folder, operation, ...)                                                  \
  posthorn_log (G_LOG_LEVEL_INFO, account, folder, operation, __VA_ARGS__)
#define log_debug(account, folder, operation, ...)                                                 \
  posthorn_log (G_LOG_LEVEL_DEBUG, account, folder, operation, __VA_ARGS__)
