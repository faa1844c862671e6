/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sendmail-arguments.h"

#include "connection.h"

#include <getopt.h>
#include <string.h>

/* Those without a case below are harmless. "+": options end where recipients begin. */
#define SHORT_OPTIONS "+:A:a:B:b:d::e:F:f:Gh:iL:mN:nO:o:q::R:r:tUV:vX:"

static const struct option long_options[] = {
  { "help", no_argument, NULL, 'H' },
  { "version", no_argument, NULL, 'Z' },
  { NULL },
};

static gboolean
refuse (GError **error, const char *option, const char *why)
{
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE, "%s %s", option, why);
  return FALSE;
}

static gboolean
take (SendmailArguments *parsed, int option, const char *word, GError **error)
{
  switch (option)
    {
    case 'a':
      parsed->account = optarg;
      return TRUE;
    case 'f':
    case 'r':
      parsed->sender = optarg;
      return TRUE;
    case 't':
      return parsed->header_has_names = TRUE;
    case 'i':
      return parsed->dots_are_text = TRUE;
    case 'o':
      parsed->dots_are_text |= g_str_equal (optarg, "i");
      return TRUE;
    case 'H':
      return parsed->help = TRUE;
    case 'Z':
      return parsed->version = TRUE;
    case 'b':
      return g_str_equal (optarg, "m")
             || refuse (error, word,
                        "is nothing this program does; it only takes messages, and "
                        "posthornctl outbox shows those on their way");
    case 'q':
      return refuse (error, word,
                     "is not needed: the daemon sends by itself, and posthornctl "
                     "retry at once");
    case ':':
      return refuse (error, word, "needs a value; posthorn-sendmail(1) tells which");
    case '?':
      return refuse (error, word, "is not known; posthorn-sendmail(1) tells what is");
    default:
      return TRUE;
    }
}

static gboolean
check (const SendmailArguments *parsed, GError **error)
{
  if (parsed->help || parsed->version)
    return TRUE;
  if (!parsed->header_has_names && parsed->recipients[0] == NULL)
    return refuse (error, "Nobody",
                   "is to get this; name recipients, or take those of the "
                   "message's header with -t");
  for (guint i = 0; parsed->recipients[i] != NULL; i++)
    if (!g_utf8_validate (parsed->recipients[i], -1, NULL)
        || strpbrk (parsed->recipients[i], "\r\n") != NULL)
      return refuse (error, "A recipient", "is no address in UTF-8 on one line; write it again");
  return TRUE;
}

gboolean
sendmail_arguments_parse (int count, char **arguments, SendmailArguments *parsed, GError **error)
{
  int option;

  *parsed = (SendmailArguments){ .sender = "" };
  opterr = 0;
  do
    {
      const char *word = arguments[optind];

      option = getopt_long (count, arguments, SHORT_OPTIONS, long_options, NULL);
      if (option != -1 && !take (parsed, option, word, error))
        return FALSE;
    }
  while (option != -1);
  parsed->recipients = arguments + optind;
  return check (parsed, error);
}
