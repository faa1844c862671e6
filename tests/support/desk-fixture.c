/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desk-fixture.h"

#include <string.h>

/* Turns of the writer, the readers and the main loop in which nothing happens. */
#define QUIET_TURNS 10
#define N_READERS   2

static void
on_changes (Desk *desk, const StoreChanges *changes)
{
  desk->changed += changes->changed->len;
}

void
desk_start (Desk *desk)
{
  static const char *const argv[] = { "/nonexistent", NULL };
  g_autoptr (Parser) parser = parser_new (argv, 1);
  g_autoptr (GError) error = NULL;

  desk->services = account_services_new (desk->fixture.store, parser, &configuration_default);
  desk->sync = crm_sync_new (desk->services, elsewhere_backends);
  g_signal_connect_swapped (desk->sync, "changes", G_CALLBACK (on_changes), desk);
  crm_sync_load (desk->sync, &error);
  g_assert_no_error (error);
  crm_sync_start (desk->sync);
}

void
desk_stop (Desk *desk)
{
  crm_sync_stop (desk->sync);
  desk_settle (desk);
  g_clear_object (&desk->sync);
  g_clear_pointer (&desk->services, account_services_unref);
}

void
desk_set_up (Desk *desk, gconstpointer data)
{
  /* What is refused is a warning for whoever runs the daemon. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  elsewhere_new ();
  fixture_set_up (&desk->fixture, NULL);
  crm_set_route (&desk->fixture, "off");
  desk_start (desk);
}

void
desk_tear_down (Desk *desk, gconstpointer data)
{
  desk_stop (desk);
  fixture_tear_down (&desk->fixture, NULL);
  elsewhere_free (elsewhere);
}

/* Both readers at once: whatever was to be read before has been. */
typedef struct
{
  GMutex lock;
  GCond met;
  guint n_there;
  guint n_done;
} Meeting;

static gpointer
meet (StoreReader *reader, gpointer data, GError **error)
{
  Meeting *meeting = data;

  g_mutex_lock (&meeting->lock);
  meeting->n_there++;
  g_cond_broadcast (&meeting->met);
  while (meeting->n_there < N_READERS)
    g_cond_wait (&meeting->met, &meeting->lock);
  g_mutex_unlock (&meeting->lock);
  return NULL;
}

static void
on_met (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Meeting *) data)->n_done++;
  store_read_finish (POSTHORN_STORE (source), result, NULL);
}

static void
turn (Desk *desk)
{
  Meeting meeting = { 0 };

  fixture_apply (&desk->fixture, store_batch_new ());
  for (guint i = 0; i < N_READERS; i++)
    store_read_async (desk->fixture.store, meet, &meeting, NULL, NULL, NULL, on_met, &meeting);
  while (meeting.n_done < N_READERS)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static char *
state_of (Desk *desk)
{
  char *state = NULL;

  g_object_get (desk->sync, "state", &state, NULL);
  return state;
}

void
desk_settle (Desk *desk)
{
  for (guint quiet = 0; quiet < QUIET_TURNS; quiet++)
    {
      int n_calls = elsewhere->n_calls;
      g_autofree char *state = NULL;

      turn (desk);
      state = state_of (desk);
      if (elsewhere->n_calls != n_calls || g_str_equal (state, "syncing"))
        quiet = 0;
    }
}

static void
on_set_up (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GError *
finish (Desk *desk, GAsyncResult **answer)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  while (!*answer)
    g_main_context_iteration (NULL, TRUE);
  result = *answer;
  crm_sync_finish (desk->sync, result, &error);
  desk_settle (desk);
  return error;
}

void
desk_choose (Desk *desk, const char *backend)
{
  GAsyncResult *answer = NULL;
  g_autoptr (GError) error = NULL;

  crm_sync_choose_async (desk->sync, backend, on_set_up, &answer);
  error = finish (desk, &answer);
  g_assert_no_error (error);
}

GError *
desk_configure (Desk *desk, const char *settings)
{
  g_autoptr (GVariant) parsed
      = g_variant_parse (G_VARIANT_TYPE_VARDICT, settings, NULL, NULL, NULL);
  GAsyncResult *answer = NULL;

  crm_sync_configure_async (desk->sync, parsed, on_set_up, &answer);
  return finish (desk, &answer);
}

void
desk_set_online (Desk *desk, gboolean is_online)
{
  conditions_set (desk->services->conditions, CONDITION_OFFLINE, !is_online);
  desk_settle (desk);
}

void
desk_assert_said (const char *expected)
{
  g_assert_cmpstr (elsewhere->said->str, ==, expected);
  g_string_truncate (elsewhere->said, 0);
}

void
desk_assert_state (Desk *desk, const char *state, const char *error)
{
  g_autofree char *shown = state_of (desk);
  g_autoptr (GVariant) last = NULL;
  const char *name;
  const char *message;

  g_object_get (desk->sync, "last-error", &last, NULL);
  g_variant_get (last, "(&s&s)", &name, &message);
  g_test_message ("%s %s %s", shown, name, message);
  g_assert_cmpstr (shown, ==, state);
  g_assert_cmpstr (name, ==, error);
  g_assert_true (!*error == !*message);
}

StoreTask *
desk_task (Desk *desk, gint64 id)
{
  StoreTaskFilter all = { .open = -1, .limit = 1000 };
  g_autoptr (GPtrArray) tasks = store_reader_tasks (fixture_reader (&desk->fixture), &all, NULL);

  for (guint i = 0; i < tasks->len; i++)
    if (((StoreTask *) tasks->pdata[i])->id == id)
      return g_ptr_array_steal_index (tasks, i);
  return NULL;
}

gint64
desk_count (Desk *desk, const char *rows)
{
  return fixture_count (&desk->fixture, "state.db", rows);
}

guint64
desk_receive (Desk *desk, guint32 uid, const char *from)
{
  return crm_receive (&desk->fixture, desk->fixture.inbox, (CrmSample){ uid, from });
}

void
desk_complete (Desk *desk, gint64 task)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_complete_task (batch, task);
  fixture_apply (&desk->fixture, batch);
}

void
desk_remove_task (Desk *desk, gint64 task)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_remove_task (batch, task);
  fixture_apply (&desk->fixture, batch);
}
