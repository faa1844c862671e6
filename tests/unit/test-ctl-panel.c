/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connection.h"
#include "panel.h"

static GVariant *
parse (const char *text)
{
  return g_variant_ref_sink (g_variant_new_parsed (text));
}

static void
free_object (gpointer data)
{
  RemoteObject *object = data;

  g_variant_unref (object->properties);
  g_free (object);
}

/* Accounts with these properties, up to NULL. */
static GPtrArray *
make_accounts (const char *const *texts)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func (free_object);

  for (; *texts != NULL; texts++)
    {
      RemoteObject *object = g_new0 (RemoteObject, 1);

      object->properties = parse (*texts);
      g_ptr_array_add (accounts, object);
    }
  return accounts;
}

typedef struct
{
  const char *manager; /* NULL = the daemon does not run */
  const char *accounts[3];
  const char *waybar;
  const char *polybar;
  const char *plain;
} Case;

#define WORK "{'Name': <'Work'>, 'Unread': <uint32 3>, 'State': <'ok'>}"
#define HOME "{'Name': <'Home'>, 'Unread': <uint32 0>, 'State': <'ok'>}"
#define WRONG                                                                                      \
  "{'Name': <'Home'>, 'Unread': <uint32 0>, 'State': <'auth-needed'>,"                             \
  " 'LastError': <('AuthFailed', 'a <b> & c\\u202e\\nd')>}"

static const Case cases[] = {
  { "{'State': <'ready'>}",
    { WORK, HOME },
    "{\"text\":\"3\",\"alt\":\"unread\",\"class\":[\"unread\"],"
    "\"tooltip\":\"Work: 3 unread\\nHome: 0 unread\"}",
    "3",
    "3" },
  { "{'State': <'ready'>}",
    { HOME },
    "{\"text\":\"\",\"alt\":\"none\",\"class\":[\"none\"],\"tooltip\":\"Home: 0 unread\"}",
    "",
    "0" },
  { "{'State': <'degraded'>}",
    { WORK, WRONG },
    "{\"text\":\"3\",\"alt\":\"trouble\",\"class\":[\"trouble\",\"unread\"],"
    "\"tooltip\":\"Work: 3 unread\\nHome: 0 unread; a &lt;b&gt; &amp; c d\"}",
    "3!",
    "3" },
  { "{'State': <'degraded'>}",
    { WRONG },
    "{\"text\":\"\",\"alt\":\"trouble\",\"class\":[\"trouble\",\"none\"],"
    "\"tooltip\":\"Home: 0 unread; a &lt;b&gt; &amp; c d\"}",
    "!",
    "0" },
  { "{'State': <'offline'>}",
    { WORK },
    "{\"text\":\"3\",\"alt\":\"offline\",\"class\":[\"offline\",\"unread\"],"
    "\"tooltip\":\"Work: 3 unread\"}",
    "3",
    "3" },
  { "{'State': <'ready'>}",
    { NULL },
    "{\"text\":\"\",\"alt\":\"none\",\"class\":[\"none\"],\"tooltip\":\"There is no account\"}",
    "",
    "0" },
  { NULL,
    { NULL },
    "{\"text\":\"\",\"alt\":\"stopped\",\"class\":[\"stopped\",\"none\"],"
    "\"tooltip\":\"The Posthorn daemon does not run\"}",
    "",
    "" },
};

static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) manager = cases[i].manager ? parse (cases[i].manager) : NULL;
      g_autoptr (GPtrArray) accounts = make_accounts (cases[i].accounts);
      g_autofree char *waybar = panel_format ("waybar") (manager, accounts);
      g_autofree char *polybar = panel_format ("polybar") (manager, accounts);
      g_autofree char *plain = panel_format ("plain") (manager, accounts);

      g_assert_cmpstr (waybar, ==, cases[i].waybar);
      g_assert_cmpstr (polybar, ==, cases[i].polybar);
      g_assert_cmpstr (plain, ==, cases[i].plain);
    }
}

static void
test_names (void)
{
  g_assert_true (panel_format ("waybar") != panel_format ("plain"));
  g_assert_true (panel_format ("i3bar") == NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl-panel/lines", test_lines);
  g_test_add_func ("/ctl-panel/names", test_names);
  return g_test_run ();
}
