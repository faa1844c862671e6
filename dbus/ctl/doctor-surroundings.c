/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor-surroundings.h"

#include "connection.h"
#include "explanation.h"
#include "finding.h"
#include "properties.h"
#include "text.h"

void
doctor_settings (GPtrArray *findings, GVariant *manager)
{
  g_autofree char *path
      = g_build_filename (g_get_user_config_dir (), "posthorn", "posthorn.conf", NULL);
  gboolean is_there = g_file_test (path, G_FILE_TEST_EXISTS);
  g_auto (GStrv) mistakes
      = manager ? properties_list (manager, "ConfigurationMistakes") : g_new0 (char *, 1);

  for (gsize i = 0; mistakes[i] != NULL; i++)
    findings_add (findings, FINDING_TROUBLE, "settings", mistakes[i],
                  "correct it, then: systemctl --user reload posthorn");
  if (manager == NULL && is_there)
    findings_add (findings, FINDING_NOTE, "settings", path,
                  "only the daemon knows whether all of it is right");
  else if (mistakes[0] == NULL)
    findings_add (findings, FINDING_WELL, "settings",
                  is_there ? path : "the defaults; there is no posthorn.conf", NULL);
}

/* A network that is not there is for a person to bring back. */
static void
look_at_network (GPtrArray *findings, const char *const *blocks)
{
  if (g_strv_contains (blocks, "offline"))
    findings_add (findings, FINDING_TROUBLE, "network",
                  "there is none, so nothing is checked or sent",
                  "connect to one; accounts are checked as soon as it is there");
  else
    findings_add (findings, FINDING_WELL, "network", "nothing says that it is away", NULL);
}

/* What else keeps accounts from being checked is as somebody chose it, or passes. */
static void
look_at_checks (GPtrArray *findings, const char *const *blocks)
{
  for (gsize i = 0; blocks[i] != NULL; i++)
    {
      g_autofree char *sentence = explanation_block (blocks[i], "");
      gboolean paused = g_str_equal (blocks[i], "paused");

      if (!g_str_equal (blocks[i], "offline"))
        findings_add (findings, FINDING_NOTE, "checks", sentence,
                      paused ? "go on with: posthornctl resume" : NULL);
    }
  if (blocks[0] == NULL)
    findings_add (findings, FINDING_WELL, "checks", "nothing stands in their way", NULL);
}

static gint64
newest_check (GPtrArray *accounts)
{
  gint64 newest = 0;

  for (guint i = 0; i < accounts->len; i++)
    {
      GVariant *account = ((RemoteObject *) g_ptr_array_index (accounts, i))->properties;

      newest = MAX (newest, properties_int64 (account, "LastSync"));
    }
  return newest;
}

void
doctor_clock (GPtrArray *findings, GPtrArray *accounts, gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 newest = newest_check (accounts);
  g_autofree char *shown = text_date_full (now, zone);
  g_autofree char *checked = text_date_full (newest, zone);
  g_autofree char *text = NULL;

  if (newest <= now + 60)
    {
      findings_add (findings, FINDING_WELL, "clock", shown, NULL);
      return;
    }
  text = g_strdup_printf ("it shows %s, but mail was checked at %s", shown, checked);
  findings_add (findings, FINDING_TROUBLE, "clock", text,
                "set it, for example with: timedatectl set-ntp true");
}

void
doctor_conditions (GPtrArray *findings, GVariant *manager)
{
  g_auto (GStrv) blocks = properties_list (manager, "BlockedBy");

  look_at_network (findings, (const char *const *) blocks);
  look_at_checks (findings, (const char *const *) blocks);
}
