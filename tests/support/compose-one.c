/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Composes one message for tests in other languages: the draft comes on standard input, as a
 * GVariant in its text form, the contents of its parts are the arguments, the message goes to
 * standard output.
 */
#include "compose-draft.h"
#include "mime-message.h"

#include <stdio.h>
#include <stdlib.h>

int
main (int argc, char **argv)
{
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (MimeDraft) draft = NULL;
  g_autoptr (GBytes) message = NULL;
  gsize length;

  mime_init ();
  g_io_channel_read_to_end (input, &text, NULL, &error);
  variant = g_variant_parse (G_VARIANT_TYPE (MIME_DRAFT_TYPE), text, NULL, NULL, &error);
  g_assert_no_error (error);
  draft = mime_draft_from_variant (variant);
  message = compose_draft_write (draft, (const char *const *) argv + 1, &error);
  g_assert_no_error (error);
  length = g_bytes_get_size (message);
  return fwrite (g_bytes_get_data (message, NULL), 1, length, stdout) == length ? EXIT_SUCCESS
                                                                                : EXIT_FAILURE;
}
