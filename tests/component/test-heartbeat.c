/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "heartbeat.h"

#define PERIOD G_TIME_SPAN_MILLISECOND

typedef struct
{
  GMainContext *context;
  GSource *heartbeat;
  GString *told; /* a letter each: S, B, R */
} Fixture;

static void
note (Heartbeat heartbeat, gpointer data)
{
  Fixture *fixture = data;

  g_string_append_c (fixture->told, "SBR"[heartbeat]);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->context = g_main_context_new ();
  fixture->told = g_string_new (NULL);
  fixture->heartbeat = heartbeat_source_new (PERIOD, note, fixture);
  g_source_attach (fixture->heartbeat, fixture->context);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_source_destroy (fixture->heartbeat);
  g_source_unref (fixture->heartbeat);
  g_main_context_unref (fixture->context);
  g_string_free (fixture->told, TRUE);
}

static void
wake (Fixture *fixture)
{
  g_main_context_wakeup (fixture->context);
  g_main_context_iteration (fixture->context, TRUE);
}

/* Nothing would end the next poll. */
static void
assert_sleeps (Fixture *fixture)
{
  int priority, timeout;

  g_assert_true (g_main_context_acquire (fixture->context));
  g_assert_false (g_main_context_prepare (fixture->context, &priority));
  g_main_context_query (fixture->context, priority, &timeout, NULL, 0);
  g_assert_cmpint (timeout, ==, -1);
  g_main_context_release (fixture->context);
}

static void
test_rests (Fixture *fixture, gconstpointer data)
{
  wake (fixture);
  g_assert_cmpstr (fixture->told->str, ==, "S");
  /* Only the period's end wakes the loop, and then nothing does. */
  g_main_context_iteration (fixture->context, TRUE);
  g_assert_cmpstr (fixture->told->str, ==, "SR");
  assert_sleeps (fixture);
  wake (fixture);
  g_assert_cmpstr (fixture->told->str, ==, "SRS");
}

static gboolean
go_on (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
test_beats (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSource) work = g_idle_source_new ();

  g_source_set_callback (work, go_on, NULL, NULL);
  g_source_attach (work, fixture->context);
  while (fixture->told->len < 4)
    g_main_context_iteration (fixture->context, TRUE);
  g_assert_cmpstr (fixture->told->str, ==, "SBBB");
  g_source_destroy (work);
  while (fixture->told->str[fixture->told->len - 1] != 'R')
    g_main_context_iteration (fixture->context, TRUE);
  assert_sleeps (fixture);
}

static gboolean
hang (gpointer data)
{
  Fixture *fixture = data;

  g_assert_cmpstr (fixture->told->str, ==, "S");
  return G_SOURCE_REMOVE;
}

/* Whoever listens has been told to expect beats before a handler can hang, however urgent. */
static void
test_before_handlers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSource) work = g_timeout_source_new (0);

  g_source_set_priority (work, G_PRIORITY_HIGH);
  g_source_set_callback (work, hang, fixture, NULL);
  g_source_attach (work, fixture->context);
  g_main_context_iteration (fixture->context, TRUE);
  g_assert_true (g_source_is_destroyed (work));
}

#define add(name, function)                                                                        \
  g_test_add ("/heartbeat/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("rests", test_rests);
  add ("beats", test_beats);
  add ("before-handlers", test_before_handlers);
  return g_test_run ();
}
