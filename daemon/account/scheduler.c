/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler.h"

#include "boot-clock.h"
#include "endpoint.h"
#include "error.h"
#include "log.h"

struct _Scheduler
{
  AccountServices *services;
  const StoreAccount *config;
  const SchedulerCallbacks *callbacks;
  gpointer data;
  PollingFacts facts;
  PollingDecision decision;
  gboolean is_running; /* between scheduler_start and _stop */
  gboolean is_busy;    /* a check of the whole account is asked for or runs */
  gboolean keyring_locked;
  gboolean no_folder; /* none is selected */
  gboolean has_slot;
  gint64 next_sync; /* the decision's moment in Unix seconds */
  GSource *timer;   /* NULL: nothing will be due by itself */
  gint64 timer_due;
};

/* Without a descriptor for a timer the moment is looked for that often. */
#define SPARE_TIMER_SECONDS 30

#define OFFLINE (CONDITION_OFFLINE | CONDITION_NO_ROUTE)

static gboolean
is_at_this_machine (const StoreAccount *config)
{
  return endpoint_is_loopback (config->host);
}

static guint
blocking (Scheduler *scheduler)
{
  return conditions_blocking (scheduler->services->conditions,
                              is_at_this_machine (scheduler->config));
}

static void
gather_facts (Scheduler *scheduler)
{
  PollingFacts *facts = &scheduler->facts;
  Presence *presence = scheduler->services->presence;
  guint conditions = blocking (scheduler);

  facts->enabled = scheduler->config->enabled;
  facts->paused = (conditions & CONDITION_PAUSED) != 0;
  facts->blocked = scheduler->keyring_locked || scheduler->no_folder
                   || (conditions & ~(guint) CONDITION_PAUSED) != 0;
  facts->routing = !g_str_equal (scheduler->config->route, "off");
  facts->anyone_online = presence_is_anyone_online (presence);
  facts->owner_active = presence_is_active (presence, scheduler->config->owner);
}

static void
clear_timer (Scheduler *scheduler)
{
  if (!scheduler->timer)
    return;
  g_source_destroy (scheduler->timer);
  g_clear_pointer (&scheduler->timer, g_source_unref);
}

static void
release_slot (Scheduler *scheduler)
{
  check_slots_leave (scheduler->services->slots, scheduler);
  if (!scheduler->has_slot)
    return;
  scheduler->has_slot = FALSE;
  check_slots_release (scheduler->services->slots);
}

static gboolean
is_due (Scheduler *scheduler)
{
  return scheduler->is_running && !scheduler->is_busy
         && scheduler->decision.next <= boot_clock_now ();
}

static void evaluate (Scheduler *scheduler);

/* While it waited for a slot everything may have changed. */
static void
on_slot (gpointer data)
{
  Scheduler *scheduler = data;

  scheduler->has_slot = TRUE;
  evaluate (scheduler);
  if (!scheduler->is_busy)
    release_slot (scheduler);
}

static void
begin (Scheduler *scheduler)
{
  if (!scheduler->has_slot)
    scheduler->has_slot = check_slots_take (scheduler->services->slots, on_slot, scheduler);
  if (scheduler->has_slot)
    scheduler->callbacks->due (scheduler->data);
}

static gboolean
on_timer (gpointer data)
{
  Scheduler *scheduler = data;

  clear_timer (scheduler);
  evaluate (scheduler);
  return G_SOURCE_REMOVE;
}

static void
set_timer (Scheduler *scheduler, gint64 due)
{
  g_autoptr (GError) error = NULL;

  if (scheduler->timer && scheduler->timer_due == due)
    return;
  clear_timer (scheduler);
  scheduler->timer = boot_clock_timer_new (due, &error);
  scheduler->timer_due = due;
  if (!scheduler->timer)
    {
      log_warning (scheduler->config->id, NULL, "schedule", "%s", error->message);
      scheduler->timer = g_timeout_source_new_seconds (SPARE_TIMER_SECONDS);
    }
  g_source_set_callback (scheduler->timer, on_timer, scheduler, NULL);
  g_source_attach (scheduler->timer, NULL);
}

static void
arm (Scheduler *scheduler)
{
  if (is_due (scheduler))
    {
      clear_timer (scheduler);
      begin (scheduler);
      return;
    }
  check_slots_leave (scheduler->services->slots, scheduler);
  if (scheduler->is_running && !scheduler->is_busy && scheduler->decision.next != POLLING_NEVER)
    set_timer (scheduler, scheduler->decision.next);
  else
    clear_timer (scheduler);
}

static void
decide (Scheduler *scheduler)
{
  gint64 before = scheduler->decision.next;

  gather_facts (scheduler);
  scheduler->decision = polling_decide (
      &scheduler->facts, &scheduler->services->configuration.polling, boot_clock_now ());
  if (scheduler->decision.next == POLLING_NEVER)
    scheduler->next_sync = 0;
  else if (scheduler->decision.next != before || scheduler->next_sync == 0)
    scheduler->next_sync = boot_clock_to_unix (scheduler->decision.next);
}

static void
evaluate (Scheduler *scheduler)
{
  decide (scheduler);
  arm (scheduler);
  scheduler->callbacks->changed (scheduler->data);
}

/* Coming back, the network ends every wait for it. */
static void
on_conditions (Scheduler *scheduler, guint before)
{
  gboolean was_offline = (before & OFFLINE) != 0;

  if (was_offline && !conditions_hold (scheduler->services->conditions, OFFLINE)
      && scheduler->facts.failures > 0)
    scheduler->facts.retry = TRUE;
  evaluate (scheduler);
}

Scheduler *
scheduler_new (AccountServices *services, const StoreAccount *config,
               const SchedulerCallbacks *callbacks, gpointer data)
{
  Scheduler *scheduler = g_new0 (Scheduler, 1);

  scheduler->services = account_services_ref (services);
  scheduler->config = config;
  scheduler->callbacks = callbacks;
  scheduler->data = data;
  scheduler->facts.started = config->last_start > 0;
  scheduler->facts.last_start = boot_clock_from_unix (config->last_start);
  /* The wall clock was set back behind the last check: when that was cannot be known any more. What
   * is saved is the second that follows. */
  if (scheduler->facts.last_start > boot_clock_now () + G_USEC_PER_SEC)
    scheduler->facts.started = FALSE;
  decide (scheduler);
  g_signal_connect_swapped (services->presence, "changed", G_CALLBACK (evaluate), scheduler);
  g_signal_connect_swapped (services->conditions, "changed", G_CALLBACK (on_conditions), scheduler);
  return scheduler;
}

void
scheduler_free (Scheduler *scheduler)
{
  scheduler_stop (scheduler);
  g_signal_handlers_disconnect_by_data (scheduler->services->presence, scheduler);
  g_signal_handlers_disconnect_by_data (scheduler->services->conditions, scheduler);
  account_services_unref (scheduler->services);
  g_free (scheduler);
}

void
scheduler_start (Scheduler *scheduler)
{
  scheduler->is_running = TRUE;
  evaluate (scheduler);
}

void
scheduler_stop (Scheduler *scheduler)
{
  scheduler->is_running = FALSE;
  clear_timer (scheduler);
  release_slot (scheduler);
}

void
scheduler_configure (Scheduler *scheduler, const StoreAccount *config)
{
  scheduler->config = config;
  evaluate (scheduler);
}

void
scheduler_asked (Scheduler *scheduler)
{
  scheduler->is_busy = TRUE;
  clear_timer (scheduler);
}

void
scheduler_began (Scheduler *scheduler)
{
  scheduler->is_busy = TRUE;
  scheduler->facts.started = TRUE;
  scheduler->facts.last_start = boot_clock_now ();
  scheduler->facts.retry = FALSE;
  evaluate (scheduler);
}

static gboolean
is_keyring_error (const GError *error)
{
  return g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_KEYRING_LOCKED)
         || g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_KEYRING_UNAVAILABLE);
}

static gboolean
is_sign_in_error (const GError *error)
{
  return g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_FAILED)
         || g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_NEEDED);
}

/* One that was interrupted by sleep goes on afterwards; one that a person cancelled is over. */
static void
note_cancelled (Scheduler *scheduler)
{
  scheduler->facts.retry = conditions_hold (scheduler->services->conditions, CONDITION_SLEEPING);
}

static void
note_result (Scheduler *scheduler, const GError *error)
{
  scheduler->keyring_locked = is_keyring_error (error);
  scheduler->facts.needs_user = is_sign_in_error (error);
  if (error)
    scheduler->facts.failures++;
  else
    scheduler->facts.failures = 0;
}

void
scheduler_heard (Scheduler *scheduler, const GError *error)
{
  if (!error || is_keyring_error (error) || is_sign_in_error (error))
    note_result (scheduler, error);
  evaluate (scheduler);
}

void
scheduler_ended (Scheduler *scheduler, const GError *error, gboolean again)
{
  scheduler->is_busy = again;
  if (g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED))
    note_cancelled (scheduler);
  else
    note_result (scheduler, error);
  release_slot (scheduler);
  evaluate (scheduler);
}

void
scheduler_set_no_folder (Scheduler *scheduler, gboolean no_folder)
{
  scheduler->no_folder = no_folder;
  evaluate (scheduler);
}

void
scheduler_retry (Scheduler *scheduler)
{
  scheduler->keyring_locked = FALSE;
  scheduler->facts.retry = scheduler->facts.failures > 0;
  evaluate (scheduler);
}

void
scheduler_clock_set (Scheduler *scheduler)
{
  scheduler->next_sync = 0;
  evaluate (scheduler);
}

gint64
scheduler_next_sync (Scheduler *scheduler)
{
  return scheduler->next_sync;
}

const PollingFacts *
scheduler_facts (Scheduler *scheduler)
{
  return &scheduler->facts;
}

const PollingDecision *
scheduler_decision (Scheduler *scheduler)
{
  return &scheduler->decision;
}

GStrv
scheduler_blocked_by (Scheduler *scheduler)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  if (!scheduler->facts.enabled)
    return g_strv_builder_end (words);
  if (!scheduler->facts.anyone_online)
    g_strv_builder_add (words, "nobody-online");
  conditions_describe (blocking (scheduler), words);
  if (scheduler->keyring_locked)
    g_strv_builder_add (words, "keyring-locked");
  if (scheduler->no_folder)
    g_strv_builder_add (words, "no-folder");
  if (scheduler->facts.needs_user)
    g_strv_builder_add (words, "auth-needed");
  return g_strv_builder_end (words);
}
