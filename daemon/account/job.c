/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "job.h"

#include "error.h"

struct _Job
{
  GObject parent_instance;
  guint id;
  char *kind;
  GWeakRef target;
  JobState state;
  double progress;
  char *detail;
  GError *error;
  GCancellable *cancellable;
};

enum
{
  PROP_STATE = 1,
  PROP_PROGRESS,
  PROP_DETAIL,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint ended_signal;

G_DEFINE_FINAL_TYPE (Job, job, G_TYPE_OBJECT)

const char *
job_state_name (JobState state)
{
  static const char *const names[] = { "queued", "running", "done", "failed", "cancelled" };
  return names[state];
}

static void
job_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  Job *job = POSTHORN_JOB (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_static_string (value, job_state_name (job->state));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, job->progress);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, job->detail);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
job_finalize (GObject *object)
{
  Job *job = POSTHORN_JOB (object);

  g_free (job->kind);
  g_weak_ref_clear (&job->target);
  g_free (job->detail);
  g_clear_error (&job->error);
  g_object_unref (job->cancellable);
  G_OBJECT_CLASS (job_parent_class)->finalize (object);
}

static void
job_class_init (JobClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = job_get_property;
  object_class->finalize = job_finalize;
  properties[PROP_STATE] = g_param_spec_string ("state", NULL, NULL, NULL, G_PARAM_READABLE);
  properties[PROP_PROGRESS]
      = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, G_PARAM_READABLE);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, G_PARAM_READABLE);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  ended_signal
      = g_signal_new ("ended", TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
job_init (Job *job)
{
  static guint last_id;

  job->id = ++last_id;
  job->progress = -1;
  job->detail = g_strdup ("");
  job->cancellable = g_cancellable_new ();
  g_weak_ref_init (&job->target, NULL);
}

Job *
job_new (const char *kind, GObject *target)
{
  Job *job = g_object_new (TYPE_JOB, NULL);

  job->kind = g_strdup (kind);
  g_weak_ref_set (&job->target, target);
  return job;
}

guint
job_get_id (Job *job)
{
  return job->id;
}

const char *
job_get_kind (Job *job)
{
  return job->kind;
}

GObject *
job_get_target (Job *job)
{
  GObject *target = g_weak_ref_get (&job->target);

  if (target)
    g_object_unref (target);
  return target;
}

JobState
job_get_state (Job *job)
{
  return job->state;
}

double
job_get_progress (Job *job)
{
  return job->progress;
}

const char *
job_get_detail (Job *job)
{
  return job->detail;
}

const GError *
job_get_error (Job *job)
{
  return job->error;
}

GCancellable *
job_get_cancellable (Job *job)
{
  return job->cancellable;
}

gboolean
job_has_ended (Job *job)
{
  return job->state != JOB_QUEUED && job->state != JOB_RUNNING;
}

void
job_cancel (Job *job)
{
  if (!job_has_ended (job))
    g_cancellable_cancel (job->cancellable);
}

static void
set_state (Job *job, JobState state)
{
  job->state = state;
  g_object_notify_by_pspec (G_OBJECT (job), properties[PROP_STATE]);
}

void
job_start (Job *job)
{
  if (job->state == JOB_QUEUED)
    set_state (job, JOB_RUNNING);
}

void
job_set_progress (Job *job, double progress, const char *detail)
{
  if (progress != job->progress)
    {
      job->progress = progress;
      g_object_notify_by_pspec (G_OBJECT (job), properties[PROP_PROGRESS]);
    }
  if (!g_str_equal (detail, job->detail))
    {
      g_free (job->detail);
      job->detail = g_strdup (detail);
      g_object_notify_by_pspec (G_OBJECT (job), properties[PROP_DETAIL]);
    }
}

void
job_set_count (Job *job, guint64 done, guint64 expected)
{
  guint64 shown = MIN (done, expected);
  g_autofree char *detail = NULL;

  if (expected == 0)
    {
      job_set_progress (job, -1, "");
      return;
    }
  detail = g_strdup_printf ("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " messages", shown,
                            expected);
  job_set_progress (job, (double) shown / (double) expected, detail);
}

static JobState
state_after (const GError *error)
{
  if (!error)
    return JOB_DONE;
  if (g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED))
    return JOB_CANCELLED;
  return JOB_FAILED;
}

void
job_end (Job *job, const GError *error)
{
  g_return_if_fail (!job_has_ended (job));
  if (error)
    job->error = g_error_copy (error);
  else
    job_set_progress (job, 1, job->detail);
  set_state (job, state_after (error));
  g_signal_emit (job, ended_signal, 0);
}
