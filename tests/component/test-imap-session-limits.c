/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-client.h"

#include <stdlib.h>

#define MEBIBYTE (1024 * 1024)

static void
script_stall (ScriptedServer *server)
{
  server_log_in (server);
  server_wait_for_end (server);
}

static void
test_stall (void)
{
  session_assert_fails (session_open_impatient, script_stall, POSTHORN_ERROR_TIMEOUT, "answer");
}

static void
script_huge_literal (ScriptedServer *server)
{
  server_log_in (server);
  server_say (server, "* 1 FETCH (UID 1 BODY[] {4294967295}\r\nx");
  server_wait_for_end (server);
}

static void
test_huge_literal (void)
{
  session_assert_fetch_fails (script_huge_literal, POSTHORN_ERROR_TOO_LARGE, "");
}

static void
script_long_line (ScriptedServer *server)
{
  g_autofree char *filler = g_strnfill (10 * MEBIBYTE, 'x');

  server_log_in (server);
  server_say (server, "* OK ");
  server_say (server, filler);
  server_wait_for_end (server);
}

static void
test_long_line (void)
{
  session_assert_fetch_fails (script_long_line, POSTHORN_ERROR_TOO_LARGE, "");
}

static void
script_nesting (ScriptedServer *server)
{
  g_autofree char *filler = g_strnfill (100000, '(');

  server_log_in (server);
  server_say (server, "* 1 FETCH (UID 1 BODYSTRUCTURE ");
  server_say (server, filler);
  server_say (server, "\r\n");
  server_wait_for_end (server);
}

static void
test_nesting (void)
{
  session_assert_fetch_fails (script_nesting, POSTHORN_ERROR_TOO_LARGE, "");
}

/* What is compressed a thousandfold is held to the same limits. */
static void
script_bomb (ScriptedServer *server)
{
  g_autofree char *filler = g_strnfill (10 * MEBIBYTE, 'm');

  server_say (server, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n");
  server_answer (server, "AUTHENTICATE", "OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] done");
  server_answer (server, "COMPRESS DEFLATE", "OK go");
  server_start_deflate (server);
  server_say (server, "* OK ");
  server_say (server, filler);
  server_wait_for_end (server);
}

static void
test_bomb (void)
{
  session_assert_fetch_fails (script_bomb, POSTHORN_ERROR_TOO_LARGE, "");
}

static void
script_garbage (ScriptedServer *server)
{
  server_say (server, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n");
  server_answer (server, "AUTHENTICATE", "OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] done");
  server_answer (server, "COMPRESS DEFLATE", "OK go");
  g_input_stream_skip (server->in, 1, server->cancellable, NULL);
  server_say (server, "\xff\xff\xff\xff\xff");
  server_wait_for_end (server);
}

static void
test_garbage (void)
{
  session_assert_fetch_fails (script_garbage, POSTHORN_ERROR_PROTOCOL, "DEFLATE");
}

int
main (int argc, char **argv)
{
  g_log_set_writer_func (watch_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap-session-limits/stall", test_stall);
  g_test_add_func ("/imap-session-limits/huge-literal", test_huge_literal);
  g_test_add_func ("/imap-session-limits/long-line", test_long_line);
  g_test_add_func ("/imap-session-limits/nesting", test_nesting);
  g_test_add_func ("/imap-session-limits/bomb", test_bomb);
  g_test_add_func ("/imap-session-limits/garbage", test_garbage);
  return g_test_run ();
}
