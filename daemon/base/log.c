/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log.h"

#include <stdarg.h>

#define NOTICE 5

/* As syslog numbers them. */
static const char *const levels[]
    = { "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", NULL };

enum
{
  TARGET_AUTO,
  TARGET_JOURNAL,
  TARGET_CONSOLE,
  TARGET_NULL
};

static const char *const targets[] = { "auto", "journal", "console", "null", NULL };

static int threshold = G_N_ELEMENTS (levels) - 2;
static int target = TARGET_AUTO;
static gboolean has_journal;

static int
number_of (const char *const *words, const char *word)
{
  for (int i = 0; words[i]; i++)
    if (g_str_equal (words[i], word))
      return i;
  return -1;
}

static int
syslog_level (GLogLevelFlags level)
{
  if (level & G_LOG_LEVEL_ERROR)
    return 2;
  if (level & G_LOG_LEVEL_CRITICAL)
    return 3;
  if (level & G_LOG_LEVEL_WARNING)
    return 4;
  if (level & G_LOG_LEVEL_MESSAGE)
    return NOTICE;
  return level & G_LOG_LEVEL_INFO ? 6 : 7;
}

static gboolean
is_wanted (GLogLevelFlags level)
{
  return syslog_level (level) <= g_atomic_int_get (&threshold);
}

/* Moves those that say something to the front; how many they are. */
static gsize
drop_empty (GLogField *fields, gsize n_fields)
{
  gsize kept = 0;

  for (gsize i = 0; i < n_fields; i++)
    if (fields[i].value)
      fields[kept++] = fields[i];
  return kept;
}

void
posthorn_log (GLogLevelFlags level, const char *event, const char *account, const char *folder,
              const char *operation, const char *format, ...)
{
  char priority[] = { (char) ('0' + syslog_level (level)), '\0' };
  g_autofree char *text = NULL;
  g_autofree char *message = NULL;
  GLogField fields[] = {
    { "MESSAGE", NULL, -1 },
    { "PRIORITY", priority, -1 },
    { "GLIB_DOMAIN", G_LOG_DOMAIN, -1 },
    { "POSTHORN_ACCOUNT", account, -1 },
    { "POSTHORN_FOLDER", folder, -1 },
    { "POSTHORN_OPERATION", operation, -1 },
    { "MESSAGE_ID", event, -1 },
  };
  va_list arguments;

  if (!is_wanted (level))
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  message = g_strconcat (account ? account : "", folder ? "/" : "", folder ? folder : "",
                         account || folder ? ": " : "", text, NULL);
  fields[0].value = message;
  g_log_structured_array (level, fields, drop_empty (fields, G_N_ELEMENTS (fields)));
}

static const char *
domain_of (const GLogField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
      return fields[i].value;
  return NULL;
}

/* What libraries tell about themselves stays the business of G_MESSAGES_DEBUG. */
static gboolean
is_dropped (GLogLevelFlags level, const GLogField *fields, gsize n_fields)
{
  const char *domain = domain_of (fields, n_fields);

  if (g_atomic_int_get (&target) == TARGET_NULL || !is_wanted (level))
    return TRUE;
  return g_strcmp0 (domain, G_LOG_DOMAIN) != 0 && g_log_writer_default_would_drop (level, domain);
}

static gboolean
is_for_journal (void)
{
  int chosen = g_atomic_int_get (&target);

  return chosen == TARGET_JOURNAL || (chosen == TARGET_AUTO && has_journal);
}

static GLogWriterOutput
write_line (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if (is_dropped (level, fields, n_fields))
    return G_LOG_WRITER_HANDLED;
  if (is_for_journal ()
      && g_log_writer_journald (level, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_standard_streams (level, fields, n_fields, NULL);
}

void
log_begin (gboolean to_journal)
{
  has_journal = to_journal;
  if (g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN))
    g_atomic_int_set (&threshold, NOTICE);
  g_log_writer_default_set_use_stderr (TRUE);
  g_log_set_writer_func (write_line, NULL, NULL);
}

static gboolean
choose (int *choice, const char *const *words, const char *word)
{
  int number = number_of (words, word);

  if (number >= 0)
    g_atomic_int_set (choice, number);
  return number >= 0;
}

const char *
log_get_level (void)
{
  return levels[g_atomic_int_get (&threshold)];
}

gboolean
log_set_level (const char *level)
{
  return choose (&threshold, levels, level);
}

const char *
log_get_target (void)
{
  return targets[g_atomic_int_get (&target)];
}

gboolean
log_set_target (const char *word)
{
  return choose (&target, targets, word);
}
