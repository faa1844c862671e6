/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "configuration.h"

#include "log.h"

#include <glib/gstdio.h>
#include <string.h>

#define LONGEST    31536000 /* a year of seconds */
#define MAX_OCTETS 16384    /* of the file; the example has a tenth of that */
#define OPERATION  "configuration"

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

/* A file that is being read. */
typedef struct
{
  const char *path;
  const char *text;
  GKeyFile *file;
  GStrvBuilder *mistakes;
  Configuration values;
} Reading;

/* As it is written in the file. */
static char *
value_text (const Option *option, const Configuration *configuration)
{
  gconstpointer value = G_STRUCT_MEMBER_P (configuration, option->offset);

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

/* LINE 0: it is about the whole file. */
static void G_GNUC_PRINTF (3, 4)
    note_mistake (Reading *reading, guint line, const char *format, ...)
{
  g_autofree char *place = line > 0 ? g_strdup_printf ("%s: line %u: ", reading->path, line) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *mistake = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  mistake = g_strconcat (place ? place : reading->path, text, NULL);
  log_event (LOG_CONFIGURATION_WRONG, NULL, NULL, OPERATION, "%s", mistake);
  g_strv_builder_add (reading->mistakes, mistake);
}

static gboolean
is_key (const char *line, const char *key)
{
  const char *rest = g_str_has_prefix (line, key) ? line + strlen (key) : "";

  while (*rest == ' ' || *rest == '\t')
    rest++;
  return *rest == '=';
}

/* Where SECTION begins, or where KEY is set in it the last time; GKeyFile does not say so. */
static guint
line_of (const Reading *reading, const char *section, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (reading->text, "\n", -1);
  g_autofree char *header = g_strdup_printf ("[%s]", section);
  gboolean inside = FALSE;
  guint found = 0;

  for (guint i = 0; lines[i] && (key || found == 0); i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (*line == '[')
        inside = g_str_equal (line, header);
      if (inside && (key ? is_key (line, key) : *line == '['))
        found = i + 1;
    }
  return found;
}

static void
note_wrong_value (Reading *reading, const Option *option, const char *wrong)
{
  g_autofree char *used = value_text (option, &configuration_default);

  note_mistake (reading, line_of (reading, option->section, option->key),
                "[%s] %s %s, so %s is used", option->section, option->key, wrong, used);
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
set_number (Reading *reading, const Option *option, const char *text)
{
  gpointer value = G_STRUCT_MEMBER_P (&reading->values, option->offset);
  g_autofree char *wrong = NULL;
  guint64 number = 0;

  if (!g_ascii_string_to_unsigned (text, 10, option->least, option->most, &number, NULL))
    {
      wrong = g_strdup_printf ("is \"%s\" and not a number from %u to %u", text, option->least,
                               option->most);
      note_wrong_value (reading, option, wrong);
      return;
    }
  if (option->kind == OPTION_WINDOW)
    *(gint64 *) value = (gint64) number * G_TIME_SPAN_SECOND;
  else
    *(guint *) value = (guint) number;
}

static void
set_boolean (Reading *reading, const Option *option, const char *text)
{
  gboolean *value = G_STRUCT_MEMBER_P (&reading->values, option->offset);
  g_autofree char *wrong = NULL;

  if (g_str_equal (text, "true") || g_str_equal (text, "false"))
    {
      *value = g_str_equal (text, "true");
      return;
    }
  wrong = g_strdup_printf ("is \"%s\" and neither true nor false", text);
  note_wrong_value (reading, option, wrong);
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
set_name (Reading *reading, const Option *option, const char *text)
{
  const char **value = G_STRUCT_MEMBER_P (&reading->values, option->offset);
  g_autofree char *wrong = NULL;

  if (is_desktop_id (text))
    {
      *value = g_intern_string (text);
      return;
    }
  wrong = g_strdup_printf ("is \"%s\" and not the name of a desktop file", text);
  note_wrong_value (reading, option, wrong);
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
read_option (Reading *reading, const Option *option)
{
  g_autofree char *text = g_key_file_get_value (reading->file, option->section, option->key, NULL);

  if (option->kind == OPTION_BOOLEAN)
    set_boolean (reading, option, text);
  else if (option->kind == OPTION_NAME)
    set_name (reading, option, text);
  else
    set_number (reading, option, text);
}

static void
read_key (Reading *reading, const char *section, const char *key, guint count)
{
  const Option *option = find_option (section, key);

  if (!option)
    note_mistake (reading, line_of (reading, section, key),
                  "[%s] %s is unknown and changes nothing", section, key);
  else if (count > 1)
    note_wrong_value (reading, option, "is there more than once");
  else
    read_option (reading, option);
}

static void
read_section (Reading *reading, const char *section)
{
  g_auto (GStrv) keys = NULL;

  if (!find_option (section, NULL))
    {
      note_mistake (reading, line_of (reading, section, NULL),
                    "the section [%s] is unknown, so nothing in it is used", section);
      return;
    }
  keys = g_key_file_get_keys (reading->file, section, NULL, NULL);
  for (guint i = 0; keys[i]; i++)
    /* One that is there twice is dealt with where it is named last. */
    if (count_key (keys + i + 1, keys[i]) == 0)
      read_key (reading, section, keys[i], count_key (keys, keys[i]));
}

/* A session that works is online. */
static void
match_windows (Reading *reading)
{
  PresenceOptions *presence = &reading->values.presence;

  if (presence->online_window >= presence->active_window)
    return;
  note_mistake (reading, line_of (reading, "polling", "online-window"),
                "[polling] online-window is smaller than active-window, so %" G_GINT64_FORMAT
                " is used for both",
                presence->active_window / G_TIME_SPAN_SECOND);
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

/* Reading a pipe would wait, and what is far too large would take long. */
static gboolean
is_fit (Reading *reading)
{
  GStatBuf found;

  if (g_stat (reading->path, &found) != 0 || S_ISDIR (found.st_mode))
    return TRUE;
  if (!S_ISREG (found.st_mode))
    note_mistake (reading, 0, " is no regular file, so the defaults are used");
  else if (found.st_size > MAX_OCTETS)
    note_mistake (reading, 0, " is larger than %d octets, so the defaults are used", MAX_OCTETS);
  else
    return TRUE;
  return FALSE;
}

/* NULL: there is none, or none that can be read. */
static char *
load_text (Reading *reading)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (!is_fit (reading))
    return NULL;
  if (!g_file_get_contents (reading->path, &text, &length, &error))
    {
      if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        note_mistake (reading, 0, " cannot be read (%s), so the defaults are used", error->message);
      return NULL;
    }
  if (g_utf8_validate (text, (gssize) length, NULL))
    return g_steal_pointer (&text);
  note_mistake (reading, 0, " is no UTF-8 text, so the defaults are used");
  return NULL;
}

static void
read_text (Reading *reading)
{
  g_autoptr (GKeyFile) file = parse (reading->text);
  g_auto (GStrv) sections = file ? g_key_file_get_groups (file, NULL) : NULL;

  if (!file)
    note_mistake (reading, find_broken_line (reading->text),
                  "neither a section, a key with a value nor a comment, so the defaults are used");
  reading->file = file;
  for (guint i = 0; sections && sections[i]; i++)
    read_section (reading, sections[i]);
  match_windows (reading);
}

Configuration
configuration_read (const char *path, GStrv *mistakes)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  Reading reading = { .path = path, .mistakes = builder, .values = configuration_default };
  g_autofree char *text = load_text (&reading);

  reading.text = text;
  if (text)
    read_text (&reading);
  *mistakes = g_strv_builder_end (builder);
  return reading.values;
}

void
configuration_log_changes (const Configuration *before, const Configuration *now)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autofree char *was = value_text (&options[i], before);
      g_autofree char *is = value_text (&options[i], now);

      if (!g_str_equal (was, is))
        log_message (NULL, NULL, OPERATION, "[%s] %s is %s from now on; it was %s",
                     options[i].section, options[i].key, is, was);
    }
}
