/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "connection.h"
#include "json-output.h"
#include "properties.h"
#include "text.h"

static guint
count_unread (GPtrArray *accounts)
{
  guint unread = 0;

  for (guint i = 0; i < accounts->len; i++)
    unread += properties_uint (((RemoteObject *) g_ptr_array_index (accounts, i))->properties,
                               "Unread");
  return unread;
}

/* A person has to do something. */
static gboolean
is_in_trouble (GVariant *account)
{
  static const char *const states[] = { "auth-needed", "keyring-locked", "error", NULL };

  return g_strv_contains (states, properties_string (account, "State"));
}

static gboolean
any_in_trouble (GPtrArray *accounts)
{
  for (guint i = 0; i < accounts->len; i++)
    if (is_in_trouble (((RemoteObject *) g_ptr_array_index (accounts, i))->properties))
      return TRUE;
  return FALSE;
}

/* What holds, the most important thing first. */
static GStrv
classes (GVariant *manager, GPtrArray *accounts)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  const char *state = manager ? properties_string (manager, "State") : "stopped";

  if (any_in_trouble (accounts))
    g_strv_builder_add (words, "trouble");
  if (manager == NULL || g_str_equal (state, "offline") || g_str_equal (state, "paused"))
    g_strv_builder_add (words, state);
  g_strv_builder_add (words, manager && count_unread (accounts) > 0 ? "unread" : "none");
  return g_strv_builder_end (words);
}

static void
append_account (GString *lines, GVariant *account)
{
  const char *name, *message;
  g_autofree char *line = NULL;
  g_autofree char *harmless = NULL;
  g_autofree char *escaped = NULL;

  properties_pair (account, "LastError", &name, &message);
  line = g_strdup_printf ("%s: %u unread%s%s", properties_string (account, "Name"),
                          properties_uint (account, "Unread"), *message ? "; " : "", message);
  harmless = text_line (line);
  escaped = g_markup_escape_text (harmless, -1);
  g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", escaped);
}

/* Waybar takes tooltips for markup of Pango. */
static char *
tooltip (GVariant *manager, GPtrArray *accounts)
{
  GString *lines = g_string_new (manager ? "" : "The Posthorn daemon does not run");

  for (guint i = 0; manager != NULL && i < accounts->len; i++)
    append_account (lines, ((RemoteObject *) g_ptr_array_index (accounts, i))->properties);
  if (lines->len == 0)
    g_string_append (lines, "There is no account");
  return g_string_free (lines, FALSE);
}

/* waybar-custom(5), return-type json. The text is empty where there is nothing to be told, so that
 * hide-empty-text does what it says. */
static char *
format_waybar (GVariant *manager, GPtrArray *accounts)
{
  g_auto (GStrv) class = classes (manager, accounts);
  g_autofree char *tip = tooltip (manager, accounts);
  guint unread = manager ? count_unread (accounts) : 0;
  g_autofree char *text = unread > 0 ? g_strdup_printf ("%u", unread) : g_strdup ("");
  GVariant *line = g_variant_new_parsed (
      "{'text': <%s>, 'alt': <%s>, 'class': <%^as>, 'tooltip': <%s>}", text, class[0], class, tip);

  return json_output_to_text (line, FALSE);
}

/* Polybar's custom/script with tail = true hides itself behind an empty line. There is nothing of
 * mail or servers in the line that could be a formatting tag. */
static char *
format_polybar (GVariant *manager, GPtrArray *accounts)
{
  guint unread = manager ? count_unread (accounts) : 0;
  const char *mark = manager && any_in_trouble (accounts) ? "!" : "";

  return unread > 0 ? g_strdup_printf ("%u%s", unread, mark) : g_strdup (mark);
}

static char *
format_plain (GVariant *manager, GPtrArray *accounts)
{
  return manager ? g_strdup_printf ("%u", count_unread (accounts)) : g_strdup ("");
}

PanelFormat
panel_format (const char *name)
{
  static const struct
  {
    const char *name;
    PanelFormat format;
  } formats[]
      = { { "waybar", format_waybar }, { "polybar", format_polybar }, { "plain", format_plain } };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i].name, name))
      return formats[i].format;
  return NULL;
}
