/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

GSocketClient *
opens (void)
{
  return g_socket_client_new ();
}
