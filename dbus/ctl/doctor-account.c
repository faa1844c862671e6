/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor-account.h"

#include "connection.h"
#include "explanation.h"
#include "finding.h"
#include "properties.h"

#include <string.h>

#define PERCENT_FULL 95

/* What goes on in spite of an error of this name, or ends it. */
static char *
advise (const char *name, const char *account)
{
  if (g_str_equal (name, "AuthFailed") || g_str_equal (name, "AuthNeeded"))
    return g_strdup_printf ("set a password with: posthornctl secret %s", account);
  if (g_str_equal (name, "KeyringLocked"))
    return g_strdup ("unlock the keyring; the account goes on by itself then");
  if (g_str_equal (name, "NoFolder"))
    return g_strdup_printf ("posthornctl folders %s shows those there are", account);
  return g_strdup_printf ("posthornctl why %s tells when it is tried again", account);
}

static void
look_at_checks (GPtrArray *findings, const char *topic, GVariant *account, gint64 now,
                GTimeZone *zone)
{
  const char *id = properties_string (account, "Id");
  gboolean was_checked = properties_int64 (account, "LastSync") > 0;
  const char *name, *message;
  g_autofree char *last = explanation_last_check (account, now, zone);
  g_autofree char *advice = NULL;
  g_autofree char *text = NULL;

  properties_pair (account, "LastError", &name, &message);
  if (*message != '\0')
    {
      advice = advise (name, id);
      findings_add (findings, FINDING_TROUBLE, topic, message, advice);
      return;
    }
  text = g_strdup_printf ("last check: %s", last);
  findings_add (findings, was_checked ? FINDING_WELL : FINDING_NOTE, topic, text, NULL);
}

static void
look_at_push (GPtrArray *findings, const char *topic, GVariant *account)
{
  g_autofree char *push = explanation_push (account);
  g_autofree char *text = g_strdup_printf ("push: %s", push);
  gboolean holds = !g_str_equal (properties_string (account, "PushState"), "none");

  findings_add (findings, holds ? FINDING_WELL : FINDING_NOTE, topic, text, NULL);
}

static void
look_at_server (GPtrArray *findings, const char *topic, GVariant *account)
{
  g_autofree char *capabilities = properties_words (account, "Capabilities");
  g_autofree char *text = g_strdup_printf ("server: %s", capabilities);

  if (*capabilities != '\0')
    findings_add (findings, FINDING_WELL, topic, text, NULL);
  else
    findings_add (findings, FINDING_NOTE, topic,
                  "server: what it can do is not known before the first check since the daemon "
                  "started",
                  NULL);
}

static void
look_at_quota (GPtrArray *findings, const char *topic, GVariant *account)
{
  guint64 used = 0, limit = 0;
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;
  guint percent;

  g_variant_lookup (account, "Quota", "(tt)", &used, &limit);
  if (limit == 0)
    return;
  percent = (guint) ((double) used / (double) limit * 100);
  size = g_format_size (limit);
  text = g_strdup_printf ("room: %u %% of %s are used", percent, size);
  if (percent < PERCENT_FULL)
    findings_add (findings, FINDING_WELL, topic, text, NULL);
  else
    findings_add (findings, FINDING_TROUBLE, topic, text,
                  "delete mail, or ask who runs the server for more room");
}

static gboolean
has_role (GPtrArray *folders, const char *account, const char *role)
{
  for (guint i = 0; i < folders->len; i++)
    {
      RemoteObject *folder = g_ptr_array_index (folders, i);
      const char *path = properties_string (folder->properties, "Account");

      if (g_str_equal (properties_string (folder->properties, "Role"), role)
          && g_str_equal (strrchr (path, '/') + 1, account))
        return TRUE;
    }
  return FALSE;
}

static void
look_at_roles (GPtrArray *findings, const char *topic, const char *account, GPtrArray *folders,
               gboolean files_sent)
{
  static const struct
  {
    const char *role;
    FindingLevel level;
    const char *without; /* what cannot be done without it */
  } roles[] = {
    { "inbox", FINDING_TROUBLE, "there is no inbox, so no new mail is seen" },
    { "sent", FINDING_TROUBLE, "there is no folder for sent mail, so no copies are filed" },
    { "drafts", FINDING_TROUBLE, "there is no folder for drafts, so they stay on this machine" },
    { "junk", FINDING_TROUBLE, "there is no folder for junk, so unwanted mail stays in the inbox" },
    { "trash", FINDING_TROUBLE, "there is no trash, so mail can only be deleted for good" },
    { "archive", FINDING_NOTE, "there is no archive, so nothing can be archived" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      const char *role = roles[i].role;
      g_autofree char *advice
          = g_strdup_printf ("name one with: posthornctl folder role %s/FOLDER %s", account, role);

      if (!has_role (folders, account, role) && (files_sent || !g_str_equal (role, "sent")))
        findings_add (findings, roles[i].level, topic, roles[i].without,
                      i == 0 ? "posthornctl sync looks for it again" : advice);
    }
}

void
doctor_account (GPtrArray *findings, GVariant *account, GPtrArray *folders, gboolean files_sent,
                gint64 now, GTimeZone *zone)
{
  const char *id = properties_string (account, "Id");
  g_autofree char *topic = g_strdup_printf ("account %s", id);
  g_autofree char *advice = g_strdup_printf ("connect it again with: posthornctl enable %s", id);

  if (!properties_boolean (account, "Enabled"))
    {
      findings_add (findings, FINDING_NOTE, topic, "it is disconnected", advice);
      return;
    }
  look_at_checks (findings, topic, account, now, zone);
  look_at_push (findings, topic, account);
  look_at_server (findings, topic, account);
  look_at_quota (findings, topic, account);
  if (properties_int64 (account, "LastSync") > 0)
    look_at_roles (findings, topic, id, folders, files_sent);
}
