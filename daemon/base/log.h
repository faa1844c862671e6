/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one way to write a log line: structured, with the account, folder and operation it is
 * about as fields, and which lines are written, and where. Subjects, addresses, passwords and
 * tokens never go into a line above debug. PURE folders return errors instead; a function either
 * logs or returns an error.
 */
#pragma once

#include "log-event.h"

#include <glib.h>

/* EVENT (log-event.h), ACCOUNT, FOLDER and OPERATION may be NULL. FORMAT is one sentence without a
 * full stop. warning: a person should act; message: a change of state worth a line in the journal;
 * info: one line per check; debug: everything else. */
void posthorn_log (GLogLevelFlags level, const char *event, const char *account, const char *folder,
                   const char *operation, const char *format, ...) G_GNUC_PRINTF (6, 7);

#define log_event(event, account, folder, operation, ...)                                          \
  posthorn_log (G_LOG_LEVEL_WARNING, event, account, folder, operation, __VA_ARGS__)
#define log_warning(account, folder, operation, ...)                                               \
  posthorn_log (G_LOG_LEVEL_WARNING, NULL, account, folder, operation, __VA_ARGS__)
#define log_message(account, folder, operation, ...)                                               \
  posthorn_log (G_LOG_LEVEL_MESSAGE, NULL, account, folder, operation, __VA_ARGS__)
#define log_info(account, folder, operation, ...)                                                  \
  posthorn_log (G_LOG_LEVEL_INFO, NULL, account, folder, operation, __VA_ARGS__)
#define log_debug(account, folder, operation, ...)                                                 \
  posthorn_log (G_LOG_LEVEL_DEBUG, NULL, account, folder, operation, __VA_ARGS__)

/* From here on lines go where and as far as the two below say. Until then, as in programs that
 * only use a library of the daemon, GLib decides. TO_JOURNAL: that is where standard error leads.
 */
void log_begin (gboolean to_journal);

/* The least important lines that are written, as syslog names them: "emerg" to "debug". "notice" at
 * first, or "debug" when G_MESSAGES_DEBUG asks for it. FALSE for any other word. Any thread. */
const char *log_get_level (void);
gboolean log_set_level (const char *level);

/* "auto": the journal when that is where standard error leads, else standard error; "journal";
 * "console": standard error; "null": nowhere. FALSE for any other word. Any thread. */
const char *log_get_target (void);
gboolean log_set_target (const char *target);
