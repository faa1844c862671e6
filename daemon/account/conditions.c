/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conditions.h"

struct _Conditions
{
  GObject parent_instance;
  guint flags;
  guint tolerated; /* what the configuration does not mind */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (Conditions, conditions, G_TYPE_OBJECT)

static const struct
{
  Condition condition;
  const char *word;
} words_of_conditions[] = {
  { CONDITION_OFFLINE, "offline" },         { CONDITION_METERED, "metered" },
  { CONDITION_POWER_SAVER, "power-saver" }, { CONDITION_SLEEPING, "sleeping" },
  { CONDITION_PAUSED, "paused" },           { CONDITION_NO_ROUTE, "offline" },
};

static void
conditions_class_init (ConditionsClass *class)
{
  changed_signal = g_signal_new ("changed", TYPE_CONDITIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
conditions_init (Conditions *conditions)
{
}

static void
set_tolerated (Conditions *conditions, const Configuration *configuration)
{
  conditions->tolerated = 0;
  if (configuration->on_metered)
    conditions->tolerated |= CONDITION_METERED;
  if (configuration->on_power_saver)
    conditions->tolerated |= CONDITION_POWER_SAVER;
}

Conditions *
conditions_new (const Configuration *configuration)
{
  Conditions *conditions = g_object_new (TYPE_CONDITIONS, NULL);

  set_tolerated (conditions, configuration);
  return conditions;
}

void
conditions_configure (Conditions *conditions, const Configuration *configuration)
{
  set_tolerated (conditions, configuration);
  g_signal_emit (conditions, changed_signal, 0, conditions->flags);
}

void
conditions_set (Conditions *conditions, Condition condition, gboolean holds)
{
  guint before = conditions->flags;

  if (holds)
    conditions->flags |= condition;
  else
    conditions->flags &= ~(guint) condition;
  if (conditions->flags != before)
    g_signal_emit (conditions, changed_signal, 0, before);
}

gboolean
conditions_hold (Conditions *conditions, guint any)
{
  return (conditions->flags & any) != 0;
}

guint
conditions_blocking (Conditions *conditions, gboolean is_local)
{
  guint blocking = conditions->flags & ~conditions->tolerated;

  return is_local ? blocking & ~(guint) CONDITION_NO_ROUTE : blocking;
}

void
conditions_describe (guint flags, GStrvBuilder *words)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words_of_conditions); i++)
    if (flags & words_of_conditions[i].condition)
      g_strv_builder_add (words, words_of_conditions[i].word);
}
