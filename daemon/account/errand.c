/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "errand.h"

#include "boot-clock.h"
#include "error.h"
#include "log.h"
#include "push-delay.h"

/* In place of a timer that the system does not give. */
#define SPARE_TIMER_SECONDS 60

struct _Errand
{
  GObject *object;
  const ErrandOwner *owner;
  const ErrandKind *kind;
  gpointer data;
  GCancellable *running; /* NULL: nothing is being told */
  gboolean is_wanted;    /* there was more to tell meanwhile */
  guint failures;        /* in a row */
  GSource *timer;
};

static void
clear_timer (Errand *errand)
{
  if (errand->timer)
    g_source_destroy (errand->timer);
  g_clear_pointer (&errand->timer, g_source_unref);
}

static gboolean
on_timer (gpointer data)
{
  Errand *errand = data;

  clear_timer (errand);
  errand_want (errand);
  return G_SOURCE_REMOVE;
}

static void
wait (Errand *errand)
{
  guint seconds = push_delay_seconds (errand->failures);
  gint64 due = boot_clock_now () + (gint64) seconds * G_USEC_PER_SEC;

  clear_timer (errand);
  errand->timer = boot_clock_timer_new (due, NULL);
  if (!errand->timer)
    errand->timer = g_timeout_source_new_seconds (SPARE_TIMER_SECONDS);
  g_source_set_callback (errand->timer, on_timer, errand, NULL);
  g_source_attach (errand->timer, NULL);
}

/* What only a person or the keyring can end is not tried again by the clock. */
static gboolean
may_pass (const GError *error)
{
  static const PosthornError lasting[]
      = { POSTHORN_ERROR_AUTH_FAILED, POSTHORN_ERROR_AUTH_NEEDED, POSTHORN_ERROR_KEYRING_LOCKED,
          POSTHORN_ERROR_KEYRING_UNAVAILABLE, POSTHORN_ERROR_CANCELLED };

  for (gsize i = 0; i < G_N_ELEMENTS (lasting); i++)
    if (g_error_matches (error, POSTHORN_ERROR, lasting[i]))
      return FALSE;
  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
note_failure (Errand *errand, const GError *error)
{
  log_info (errand->owner->get_id (errand->object), NULL, errand->kind->name, "they wait: %s",
            error->message);
  errand->failures++;
  if (may_pass (error) && !errand->is_wanted)
    wait (errand);
}

typedef struct
{
  GObject *object; /* keeps the errand */
  Errand *errand;
} Run;

static void
on_run (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Run *run = data;
  g_autoptr (GObject) object = run->object;
  Errand *errand = run->errand;
  g_autoptr (GError) error = NULL;
  gboolean wanted = errand->is_wanted;

  g_clear_object (&errand->running);
  if (errand->kind->run_finish (object, errand->data, result, &error))
    errand->failures = 0;
  else
    note_failure (errand, error);
  errand->is_wanted = FALSE;
  if (wanted)
    errand_want (errand);
}

void
errand_want (Errand *errand)
{
  Run run = { errand->object, errand };

  errand->is_wanted |= errand->running != NULL;
  if (errand->running || !errand->owner->may_run (errand->object))
    return;
  clear_timer (errand);
  errand->running = g_cancellable_new ();
  g_object_ref (errand->object);
  errand->kind->run_async (errand->object, errand->data, errand->running, on_run,
                           g_memdup2 (&run, sizeof run));
}

void
errand_hold (Errand *errand)
{
  clear_timer (errand);
  if (errand->running)
    g_cancellable_cancel (errand->running);
}

Errand *
errand_new (GObject *object, const ErrandOwner *owner, const ErrandKind *kind, gpointer data)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->object = object;
  errand->owner = owner;
  errand->kind = kind;
  errand->data = data;
  return errand;
}

void
errand_free (Errand *errand)
{
  errand_hold (errand);
  g_clear_object (&errand->running);
  g_free (errand);
}
