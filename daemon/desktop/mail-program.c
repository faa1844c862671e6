/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mail-program.h"

#include "log.h"

#define OPERATION "open"

#define MANAGER           "org.freedesktop.systemd1"
#define MANAGER_PATH      "/org/freedesktop/systemd1"
#define MANAGER_INTERFACE "org.freedesktop.systemd1.Manager"

typedef struct
{
  char *program;
  char *url;
  char *token;
} Opening;

static void
opening_free (Opening *opening)
{
  g_free (opening->program);
  g_free (opening->url);
  g_free (opening->token);
  g_free (opening);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
open_as_child (const Opening *opening)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;

  if (*opening->token)
    g_subprocess_launcher_setenv (launcher, "XDG_ACTIVATION_TOKEN", opening->token, TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, opening->program,
                                       *opening->url ? opening->url : NULL, NULL);
  if (!child)
    log_warning (NULL, NULL, OPERATION, "no mail program can be opened: %s", error->message);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Opening) opening = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer)
    return;
  log_debug (NULL, NULL, OPERATION, "no service of its own for a mail program: %s", error->message);
  open_as_child (opening);
}

static void
add_property (GVariantBuilder *properties, const char *name, GVariant *value)
{
  g_variant_builder_add (properties, "(sv)", name, value);
}

static GVariant *
command_of (const Opening *opening)
{
  const char *const arguments[] = { opening->program, *opening->url ? opening->url : NULL, NULL };

  return g_variant_new_parsed ("[(%s, %^as, false)]", opening->program, arguments);
}

/* It lasts as long as the program that it has started, and leaves no trace. */
static GVariant *
describe_unit (const Opening *opening)
{
  g_auto (GVariantBuilder) properties = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sv)"));
  g_autofree char *variable = g_strconcat ("XDG_ACTIVATION_TOKEN=", opening->token, NULL);
  g_autofree char *name = g_strdup_printf ("app-posthorn-open@%08x.service", g_random_int ());
  const char *const environment[] = { variable, NULL };

  add_property (&properties, "Description",
                g_variant_new_string ("Mail program opened from a notification"));
  add_property (&properties, "ExecStart", command_of (opening));
  add_property (&properties, "ExitType", g_variant_new_string ("cgroup"));
  add_property (&properties, "CollectMode", g_variant_new_string ("inactive-or-failed"));
  add_property (&properties, "Slice", g_variant_new_string ("app.slice"));
  if (*opening->token)
    add_property (&properties, "Environment", g_variant_new_strv (environment, -1));
  return g_variant_new ("(ss@a(sv)@a(sa(sv)))", name, "fail", g_variant_builder_end (&properties),
                        g_variant_new_array (G_VARIANT_TYPE ("(sa(sv))"), NULL, 0));
}

void
mail_program_open (GDBusConnection *session, const char *program, const char *url,
                   const char *token)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->program = g_strdup (program);
  opening->url = g_strdup (url);
  opening->token = g_strdup (token);
  g_dbus_connection_call (session, MANAGER, MANAGER_PATH, MANAGER_INTERFACE, "StartTransientUnit",
                          describe_unit (opening), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, on_started, opening);
}
