/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Work that takes longer than a reply: what it is, how far it is, how it ended. A job is told what
 * happens by whoever does the work; it does none itself and knows no bus path.
 *
 * Signals: "ended" () once, after state has become done, failed or cancelled.
 * Properties (read): "state" s, "progress" d (0 to 1, -1 unknown), "detail" s; each notifies.
 */
#pragma once

#include <gio/gio.h>

#define TYPE_JOB (job_get_type ())
G_DECLARE_FINAL_TYPE (Job, job, POSTHORN, JOB, GObject)

typedef enum
{
  JOB_QUEUED,
  JOB_RUNNING,
  JOB_DONE,
  JOB_FAILED,
  JOB_CANCELLED,
} JobState;

/* KIND: "sync", "create-folder". TARGET is the Account, Folder or AccountManager it is about; a
 * weak reference. */
Job *job_new (const char *kind, GObject *target);

guint job_get_id (Job *job); /* from 1, never reused while the daemon runs */
const char *job_get_kind (Job *job);
GObject *job_get_target (Job *job); /* NULL when it is gone */
JobState job_get_state (Job *job);
gboolean job_has_ended (Job *job);
const char *job_state_name (JobState state); /* "queued" ... */
double job_get_progress (Job *job);
const char *job_get_detail (Job *job);
const GError *job_get_error (Job *job); /* POSTHORN_ERROR; NULL unless failed or cancelled */

GCancellable *job_get_cancellable (Job *job);
void job_cancel (Job *job); /* no effect once it has ended */

void job_start (Job *job);
void job_set_progress (Job *job, double progress, const char *detail);
/* "77 of 300 messages"; unknown while EXPECTED is 0. */
void job_set_count (Job *job, guint64 done, guint64 expected);
/* ERROR NULL = done; CANCELLED = cancelled; else failed. Copied. */
void job_end (Job *job, const GError *error);
