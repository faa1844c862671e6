/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connection.h"
#include "sender.h"
#include "sendmail-arguments.h"
#include "sendmail-message.h"
#include "text.h"

#include <locale.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

/* Cron and the like do not tell their jobs where the session is. */
static void
find_session (void)
{
  g_autofree char *folder = g_strdup_printf ("/run/user/%u", (guint) getuid ());

  if (g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL)
    g_setenv ("XDG_RUNTIME_DIR", folder, FALSE);
}

static char *
find_account (GDBusConnection *bus, const SendmailArguments *arguments,
              const SendmailMessage *message, GError **error)
{
  g_autofree char *sender = sender_address (arguments->sender);
  const char *const known[] = { sender, message->resent, message->from };
  const char *senders[G_N_ELEMENTS (known) + 1] = { NULL };
  guint count = 0;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (*known[i] != '\0')
      senders[count++] = known[i];
  return sender_find_account (bus, arguments->account, senders, "-a", error);
}

/* Recipients besides those in the header have become a Bcc. */
static GVariant *
make_options (const SendmailArguments *arguments)
{
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  if (!arguments->header_has_names)
    g_variant_dict_insert (&options, "recipients", "^as", arguments->recipients);
  return g_variant_dict_end (&options);
}

static gboolean
hand_over (GDBusConnection *bus, const SendmailArguments *arguments, const char *account,
           const SendmailMessage *message, GError **error)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autoptr (GVariant) answer = NULL;

  if (g_unix_fd_list_append (fds, message->fd, error) < 0)
    return FALSE;
  answer = connection_call_fds (bus, ROOT_PATH, IFACE ("Outbox"), "Send",
                                g_variant_new ("(oh@a{sv})", account, 0, make_options (arguments)),
                                "(t)", fds, NULL, error);
  return answer != NULL;
}

/* IS_HANDED_OVER: what is wrong then is wrong with the message. */
static int
exit_status (const GError *error, gboolean is_handed_over)
{
  switch (error->domain == CTL_ERROR ? error->code : CTL_ERROR_FAILED)
    {
    case CTL_ERROR_USAGE:
      return is_handed_over ? EX_DATAERR : EX_USAGE;
    case CTL_ERROR_NOT_FOUND:
      return EX_CONFIG;
    case CTL_ERROR_UNREACHABLE:
      return EX_UNAVAILABLE;
    default:
      return EX_TEMPFAIL;
    }
}

static int
send_message (const SendmailArguments *arguments, GError **error)
{
  char *nobody[] = { NULL };
  char **blind = arguments->header_has_names ? arguments->recipients : nobody;
  g_auto (SendmailMessage) message = { .fd = -1 };
  g_autoptr (GDBusConnection) bus = NULL;
  g_autofree char *account = NULL;

  if (!sendmail_message_read (&message, stdin, arguments->dots_are_text, blind, error))
    return exit_status (*error, TRUE);
  bus = connection_open (error);
  account = bus ? find_account (bus, arguments, &message, error) : NULL;
  if (account == NULL)
    return exit_status (*error, FALSE);
  if (!hand_over (bus, arguments, account, &message, error))
    return exit_status (*error, TRUE);
  return EX_OK;
}

static void
print_help (void)
{
  puts ("Usage: posthorn-sendmail [-i] [-t] [-a ACCOUNT] [-f SENDER] [RECIPIENT…] < MESSAGE\n\n"
        "Puts a message into the outbox of the mail daemon Posthorn, as sendmail would.\n\n"
        "  -t          Take the recipients from the message's To, Cc and Bcc\n"
        "  -i, -oi     A line with nothing but a dot does not end the message\n"
        "  -a ACCOUNT  The account that sends it\n"
        "  -f SENDER   The account with this address sends it, else that of From\n"
        "  --version   Print the version\n"
        "  --help      Show this\n\n"
        "See posthorn-sendmail(1) for more.");
}

int
main (int count, char **values)
{
  SendmailArguments arguments;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  int status = EX_OK;

  setlocale (LC_CTYPE, "C.UTF-8");
  find_session ();
  if (!sendmail_arguments_parse (count, values, &arguments, &error))
    status = EX_USAGE;
  else if (arguments.help)
    print_help ();
  else if (arguments.version)
    puts ("posthorn-sendmail " VERSION);
  else
    status = send_message (&arguments, &error);
  if (error == NULL)
    return status;
  message = text_line (error->message);
  fprintf (stderr, "posthorn-sendmail: %s\n", message);
  return status;
}
