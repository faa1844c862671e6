/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "configuration.h"

#include "log.h"

#include <string.h>

#define LONGEST   31536000 /* a year of seconds */
#define OPERATION "configuration"

typedef enum
{
  OPTION_SECONDS, /* guint */
  OPTION_WINDOW,  /* seconds in the file, microseconds in a gint64 */
  OPTION_BOOLEAN, /* gboolean */
  OPTION_NAME,    /* of a desktop file; an interned string */
} OptionKind;

typedef struct
{
  const char *section;
  const char *key;
  OptionKind kind;
  guint least; /* of a number */
  guint most;
  gsize offset;
} Option;

static const Option options[] = {
#define OPTION(section, key, kind, least, most, member)                                            \
  {                                                                                                \
    section, key, kind, least, most, G_STRUCT_OFFSET (Configuration, member)                       \
  }
  OPTION ("polling", "interval", OPTION_SECONDS, 1, LONGEST, polling.interval),
  OPTION ("polling", "daily-interval", OPTION_SECONDS, 1, LONGEST, polling.daily_interval),
  OPTION ("polling", "active-window", OPTION_WINDOW, 1, LONGEST, presence.active_window),
  OPTION ("polling", "online-window", OPTION_WINDOW, 1, LONGEST, presence.online_window),
  OPTION ("polling", "count-app-activity", OPTION_BOOLEAN, 0, 0, presence.count_app_activity),
  OPTION ("polling", "on-metered", OPTION_BOOLEAN, 0, 0, on_metered),
  OPTION ("polling", "on-power-saver", OPTION_BOOLEAN, 0, 0, on_power_saver),
  OPTION ("outbox", "retry-initial", OPTION_SECONDS, 1, LONGEST, outbox.retry_initial),
  OPTION ("outbox", "retry-max", OPTION_SECONDS, 1, LONGEST, outbox.retry_max),
  OPTION ("outbox", "give-up", OPTION_SECONDS, 1, LONGEST, outbox.patience),
  OPTION ("outbox", "uncertain-wait", OPTION_SECONDS, 1, LONGEST, outbox.uncertain_wait),
  OPTION ("push", "renewal", OPTION_SECONDS, 1, LONGEST, push_renewal),
  OPTION ("notifications", "sound", OPTION_BOOLEAN, 0, 0, notification_sound),
  OPTION ("badge", "desktop-id", OPTION_NAME, 0, 0, badge_desktop_id),
#undef OPTION
};

const Configuration configuration_default = {
  .polling = { .interval = 600, .daily_interval = 86400 },
  .presence = { .online_window = 1440 * G_TIME_SPAN_SECOND,
                .active_window = 600 * G_TIME_SPAN_SECOND,
                .count_app_activity = FALSE },
  .outbox
  = { .retry_initial = 60, .retry_max = 3600, .patience = 5 * 86400, .uncertain_wait = 600 },
  .on_metered = TRUE,
  .on_power_saver = TRUE,
  .notification_sound = TRUE,
  .badge_desktop_id = "",
  .push_renewal = 240,
};

/* As it is written in the file. */
static char *
default_text (const Option *option)
{
  gconstpointer value = G_STRUCT_MEMBER_P (&configuration_default, option->offset);

  switch (option->kind)
    {
    case OPTION_SECONDS:
      return g_strdup_printf ("%u", *(const guint *) value);
    case OPTION_WINDOW:
      return g_strdup_printf ("%" G_GINT64_FORMAT, *(const gint64 *) value / G_TIME_SPAN_SECOND);
    case OPTION_NAME:
      return g_strdup_printf ("\"%s\"", *(const char *const *) value);
    default:
      return g_strdup (*(const gboolean *) value ? "true" : "false");
    }
}

static void
warn_option (const char *path, const Option *option, const char *wrong)
{
  g_autofree char *used = default_text (option);

  log_warning (NULL, NULL, OPERATION, "%s: [%s] %s %s, so %s is used", path, option->section,
               option->key, wrong, used);
}

static const Option *
find_option (const char *section, const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (g_str_equal (options[i].section, section) && (!key || g_str_equal (options[i].key, key)))
      return &options[i];
  return NULL;
}

static void
set_number (Configuration *configuration, const Option *option, const char *path, const char *text)
{
  gpointer value = G_STRUCT_MEMBER_P (configuration, option->offset);
  g_autofree char *wrong = NULL;
  guint64 number = 0;

  if (!g_ascii_string_to_unsigned (text, 10, option->least, option->most, &number, NULL))
    {
      wrong = g_strdup_printf ("is \"%s\" and not a number from %u to %u", text, option->least,
                               option->most);
      warn_option (path, option, wrong);
      return;
    }
  if (option->kind == OPTION_WINDOW)
    *(gint64 *) value = (gint64) number * G_TIME_SPAN_SECOND;
  else
    *(guint *) value = (guint) number;
}

static void
set_boolean (Configuration *configuration, const Option *option, const char *path, const char *text)
{
  gboolean *value = G_STRUCT_MEMBER_P (configuration, option->offset);
  g_autofree char *wrong = NULL;

  if (g_str_equal (text, "true") || g_str_equal (text, "false"))
    {
      *value = g_str_equal (text, "true");
      return;
    }
  wrong = g_strdup_printf ("is \"%s\" and neither true nor false", text);
  warn_option (path, option, wrong);
}

/* Letters, digits and "-_.", as the Desktop Entry Specification has them in names of files. */
static gboolean
is_desktop_id (const char *text)
{
  for (; *text; text++)
    if (!g_ascii_isalnum (*text) && !strchr ("-_.", *text))
      return FALSE;
  return TRUE;
}

static void
set_name (Configuration *configuration, const Option *option, const char *path, const char *text)
{
  const char **value = G_STRUCT_MEMBER_P (configuration, option->offset);
  g_autofree char *wrong = NULL;

  if (is_desktop_id (text))
    {
      *value = g_intern_string (text);
      return;
    }
  wrong = g_strdup_printf ("is \"%s\" and not the name of a desktop file", text);
  warn_option (path, option, wrong);
}

static guint
count_key (char **keys, const char *key)
{
  guint count = 0;

  for (; *keys; keys++)
    count += g_str_equal (*keys, key);
  return count;
}

static void
read_option (Configuration *configuration, const Option *option, const char *path, GKeyFile *file)
{
  g_autofree char *text = g_key_file_get_value (file, option->section, option->key, NULL);

  if (option->kind == OPTION_BOOLEAN)
    set_boolean (configuration, option, path, text);
  else if (option->kind == OPTION_NAME)
    set_name (configuration, option, path, text);
  else
    set_number (configuration, option, path, text);
}

static void
read_key (Configuration *configuration, const char *path, GKeyFile *file, const char *section,
          const char *key, guint count)
{
  const Option *option = find_option (section, key);

  if (!option)
    log_warning (NULL, NULL, OPERATION, "%s: [%s] %s is unknown and changes nothing", path, section,
                 key);
  else if (count > 1)
    warn_option (path, option, "is there more than once");
  else
    read_option (configuration, option, path, file);
}

static void
read_section (Configuration *configuration, const char *path, GKeyFile *file, const char *section)
{
  g_auto (GStrv) keys = NULL;

  if (!find_option (section, NULL))
    {
      log_warning (NULL, NULL, OPERATION,
                   "%s: the section [%s] is unknown, so nothing in it is used", path, section);
      return;
    }
  keys = g_key_file_get_keys (file, section, NULL, NULL);
  for (guint i = 0; keys[i]; i++)
    /* One that is there twice is dealt with where it is named last. */
    if (count_key (keys + i + 1, keys[i]) == 0)
      read_key (configuration, path, file, section, keys[i], count_key (keys, keys[i]));
}

/* A session that works is online. */
static void
match_windows (Configuration *configuration, const char *path)
{
  PresenceOptions *presence = &configuration->presence;

  if (presence->online_window >= presence->active_window)
    return;
  log_warning (NULL, NULL, OPERATION,
               "%s: [polling] online-window is smaller than active-window, so %" G_GINT64_FORMAT
               " is used for both",
               path, presence->active_window / G_TIME_SPAN_SECOND);
  presence->online_window = presence->active_window;
}

static GKeyFile *
parse (const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_data (file, text, (gsize) -1, G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
    return NULL;
  return g_steal_pointer (&file);
}

/* Which line it is that GKeyFile does not take; it does not say so itself. Each line stands for
 * itself, but for keys needing a section before them. */
static guint
find_broken_line (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean in_section = FALSE;
  guint number = 0;

  for (; lines[number]; number++)
    {
      g_autofree char *alone = g_strconcat (in_section ? "[s]\n" : "", lines[number], "\n", NULL);
      g_autoptr (GKeyFile) file = parse (alone);
      g_autofree char *section = file ? g_key_file_get_start_group (file) : NULL;

      if (!file)
        break;
      in_section = section != NULL;
    }
  return number + 1;
}

static GKeyFile *
load (const char *path)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  g_autoptr (GError) error = NULL;
  GKeyFile *file = NULL;

  if (!g_file_get_contents (path, &text, &length, &error))
    {
      if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        log_warning (NULL, NULL, OPERATION, "%s cannot be read (%s), so the defaults are used",
                     path, error->message);
      return NULL;
    }
  if (!g_utf8_validate (text, (gssize) length, NULL))
    {
      log_warning (NULL, NULL, OPERATION, "%s is no UTF-8 text, so the defaults are used", path);
      return NULL;
    }
  file = parse (text);
  if (!file)
    log_warning (NULL, NULL, OPERATION,
                 "%s: line %u is neither a section, a key with a value nor a comment, so the "
                 "defaults are used",
                 path, find_broken_line (text));
  return file;
}

Configuration
configuration_read (const char *path)
{
  Configuration configuration = configuration_default;
  g_autoptr (GKeyFile) file = load (path);
  g_auto (GStrv) sections = file ? g_key_file_get_groups (file, NULL) : NULL;

  for (guint i = 0; sections && sections[i]; i++)
    read_section (&configuration, path, file, sections[i]);
  match_windows (&configuration, path);
  return configuration;
}
