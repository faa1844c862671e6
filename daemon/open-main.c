/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * posthorn-open: opens one message, or mail as a whole, in the program that a person has chosen for
 * it. A process of its own, so that it has the environment of the session, and so that the daemon
 * neither reads nor watches what programs are installed.
 */
#include <gio/gio.h>
#include <locale.h>
#include <stdlib.h>

/* What the session gave along, so that the program's window may come to the front. */
#define TYPE_TOKEN_CONTEXT (token_context_get_type ())
G_DECLARE_FINAL_TYPE (TokenContext, token_context, POSTHORN, TOKEN_CONTEXT, GAppLaunchContext)

struct _TokenContext
{
  GAppLaunchContext parent_instance;
};

G_DEFINE_FINAL_TYPE (TokenContext, token_context, G_TYPE_APP_LAUNCH_CONTEXT)

static char *
token_context_get_startup_notify_id (GAppLaunchContext *context, GAppInfo *info, GList *files)
{
  return g_strdup (g_getenv ("XDG_ACTIVATION_TOKEN"));
}

static void
token_context_class_init (TokenContextClass *class)
{
  G_APP_LAUNCH_CONTEXT_CLASS (class)->get_startup_notify_id = token_context_get_startup_notify_id;
}

static void
token_context_init (TokenContext *context)
{
}

typedef struct
{
  GMainLoop *loop;
  GError *error;
} Launch;

static void
on_launched (GObject *source, GAsyncResult *result, gpointer data)
{
  Launch *launch = data;

  g_app_info_launch_uris_finish (G_APP_INFO (source), result, &launch->error);
  g_main_loop_quit (launch->loop);
}

static int
launch_program (GAppInfo *program, const char *url)
{
  g_autoptr (GAppLaunchContext) context = g_object_new (TYPE_TOKEN_CONTEXT, NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GList) urls = url ? g_list_append (NULL, (gpointer) url) : NULL;
  Launch launch = { loop, NULL };

  g_app_info_launch_uris_async (program, urls, context, NULL, on_launched, &launch);
  g_main_loop_run (loop);
  if (!launch.error)
    return EXIT_SUCCESS;
  g_printerr ("posthorn-open: %s cannot be opened: %s\n", g_app_info_get_name (program),
              launch.error->message);
  g_error_free (launch.error);
  return EXIT_FAILURE;
}

int
main (int argc, char **argv)
{
  const char *url = argc == 2 ? argv[1] : NULL;
  g_autoptr (GAppInfo) reader = NULL;
  g_autoptr (GAppInfo) program = NULL;

  setlocale (LC_ALL, "");
  if (argc > 2 || (url && !g_str_has_prefix (url, "mid:")))
    {
      g_printerr ("Usage: posthorn-open [mid:MESSAGE-ID]\n");
      return EXIT_FAILURE;
    }
  reader = url ? g_app_info_get_default_for_uri_scheme ("mid") : NULL;
  if (reader)
    return launch_program (reader, url);
  program = g_app_info_get_default_for_uri_scheme ("mailto");
  if (program)
    return launch_program (program, NULL);
  g_printerr (
      "posthorn-open: no program is set for mail; choose one among the default applications "
      "of the desktop\n");
  return EXIT_FAILURE;
}
