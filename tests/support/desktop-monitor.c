/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Desktop on its own: prints «property=value» for all at the start and then for every
 * notification, and does what the lines on its standard input say: allow-sleep, renew. */
#include "desktop.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

typedef struct
{
  GDBusConnection *session;
  gint64 idle_after;
  Desktop *desktop;
  GDataInputStream *input;
  GMainLoop *loop;
} Monitor;

static void
print_property (Desktop *desktop, GParamSpec *property)
{
  GValue value = G_VALUE_INIT;
  GValue text = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (desktop), property->name, &value);
  g_value_init (&text, G_TYPE_STRING);
  g_value_transform (&value, &text);
  printf ("%s=%s\n", property->name, g_value_get_string (&text));
  fflush (stdout);
  g_value_unset (&value);
  g_value_unset (&text);
}

static void
on_notify (Desktop *desktop, GParamSpec *property, Monitor *monitor)
{
  print_property (desktop, property);
}

static void
give_up_desktop (Monitor *monitor)
{
  g_signal_handlers_disconnect_by_data (monitor->desktop, monitor);
  g_clear_object (&monitor->desktop);
}

static void
take_desktop (Monitor *monitor)
{
  g_autofree GParamSpec **properties = NULL;
  guint count = 0;

  monitor->desktop = desktop_new (monitor->session, monitor->idle_after);
  properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (monitor->desktop), &count);
  for (guint i = 0; i < count; i++)
    print_property (monitor->desktop, properties[i]);
  g_signal_connect (monitor->desktop, "notify", G_CALLBACK (on_notify), monitor);
  puts ("ready");
  fflush (stdout);
}

static void
obey (Monitor *monitor, const char *line)
{
  if (g_str_equal (line, "allow-sleep"))
    desktop_allow_sleep (monitor->desktop);
  else if (g_str_equal (line, "renew"))
    {
      give_up_desktop (monitor);
      take_desktop (monitor);
    }
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  Monitor *monitor = data;
  g_autofree char *line = g_data_input_stream_read_line_finish (monitor->input, result, NULL, NULL);

  if (!line)
    {
      g_main_loop_quit (monitor->loop);
      return;
    }
  obey (monitor, line);
  g_data_input_stream_read_line_async (monitor->input, G_PRIORITY_DEFAULT, NULL, on_line, monitor);
}

int
main (int argc, char **argv)
{
  g_autoptr (GDBusConnection) session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GInputStream) plain = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (plain);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Monitor monitor
      = { session, argc > 1 ? g_ascii_strtoll (argv[1], NULL, 10) : 0, NULL, input, loop };

  if (!session)
    return 1;
  g_dbus_connection_set_exit_on_close (session, FALSE);
  take_desktop (&monitor);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, on_line, &monitor);
  g_main_loop_run (loop);
  give_up_desktop (&monitor);
  return 0;
}
