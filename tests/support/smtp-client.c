/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session on the command line: sends files to a server, one after the other on one connection,
 * and prints what came of each, for tests with real servers:
 *
 *   smtp-client HOST PORT TLS CA-FILE USER SENDER [RECIPIENT,… FILE]…    < password
 *
 * It prints "open", or "failed Name sentence"; for each message its phases as they come, then
 * "outcome code status" and the same for each recipient, then "error Name sentence" if there was
 * one; at last by how many KiB its memory has grown at most since the login.
 */
#include "error.h"
#include "smtp-session.h"

#include <stdio.h>
#include <string.h>

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (GAsyncResult **result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
on_phase (SmtpSession *session, SmtpPhase phase, gpointer data)
{
  puts (phase == SMTP_PHASE_ENVELOPE ? "envelope" : "commit");
  smtp_session_go_on (session);
}

/* The most that was resident at a time, in KiB. */
static guint64
peak_memory (void)
{
  g_autofree char *status = NULL;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  return g_ascii_strtoull (strstr (status, "VmHWM:") + strlen ("VmHWM:"), NULL, 10);
}

static char *
read_password (void)
{
  char line[256] = "";

  if (!fgets (line, sizeof line, stdin))
    return g_strdup ("");
  return g_strdup (g_strchomp (line));
}

static SmtpSession *
open_session (char **arguments)
{
  g_autofree char *password = read_password ();
  Endpoint endpoint = { .host = arguments[0],
                        .port = (guint) g_ascii_strtoull (arguments[1], NULL, 10),
                        .ca_file = arguments[3][0] != '\0' ? arguments[3] : NULL };
  SmtpSessionOptions options = {
    .user = arguments[4], .password = password, .timeout = 20, .limits = smtp_limits_default
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SmtpSession *session;

  g_assert_true (tls_mode_parse (arguments[2], &endpoint.tls));
  smtp_session_open_async (&endpoint, &options, NULL, take_result, &result);
  session = smtp_session_open_finish (wait_for_result (&result), &error);
  if (error)
    printf ("failed %s %s\n", posthorn_error_name_of (error), error->message);
  else
    puts ("open");
  return session;
}

static void
print_result (const SmtpResult *result)
{
  printf ("%s %u %s\n", smtp_outcome_name (result->outcome), result->code,
          result->status ? result->status : "-");
  for (guint i = 0; i < result->recipients->len; i++)
    {
      const SmtpRecipient *recipient = smtp_result_recipient (result, i);

      printf ("%s %s %u %s %s\n", recipient->address, smtp_outcome_name (recipient->outcome),
              recipient->code, recipient->status ? recipient->status : "-", recipient->text);
    }
  if (result->error)
    printf ("error %s %s\n", posthorn_error_name_of (result->error), result->error->message);
}

static void
send_file (SmtpSession *session, char *sender, const char *recipients, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) source = g_file_read (file, NULL, NULL);
  g_autoptr (GFileInfo) info
      = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, NULL);
  g_auto (GStrv) list = g_strsplit (recipients, ",", -1);
  SmtpEnvelope envelope = { .sender = sender,
                            .recipients = list,
                            .id = (char *) "<id+1@example.org>",
                            .size = (guint64) g_file_info_get_size (info),
                            .needs_8bit = TRUE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SmtpResult) outcome = NULL;

  smtp_session_send_async (session, &envelope, G_INPUT_STREAM (source), NULL, take_result, &result);
  outcome = smtp_session_send_finish (session, wait_for_result (&result));
  print_result (outcome);
}

int
main (int argc, char **argv)
{
  g_autoptr (SmtpSession) session = argc > 6 ? open_session (argv + 1) : NULL;
  guint64 before = peak_memory ();

  if (!session)
    return 1;
  smtp_session_set_phase_handler (session, on_phase, NULL);
  for (int i = 7; i + 1 < argc; i += 2)
    send_file (session, argv[6], argv[i], argv[i + 1]);
  smtp_session_close (session);
  printf ("grown %" G_GUINT64_FORMAT "\n", peak_memory () - before);
  return 0;
}
