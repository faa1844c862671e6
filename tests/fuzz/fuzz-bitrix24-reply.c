/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever a portal answers, to whichever method and with whichever status (the first two octets
 * say), ends in rows whose ids may go into requests, or in one error without the token.
 */
#include "bitrix24-batch.h"
#include "bitrix24-page.h"
#include "bitrix24-pull.h"

#include <stdint.h>
#include <string.h>

#define TOKEN "tok3nSecretAbc9"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const guint statuses[] = { 200, 302, 400, 401, 403, 404, 429, 500, 503 };

static void
check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strstr (error->message, TOKEN));
}

static void
check_id (const char *id)
{
  g_assert_cmpuint (strspn (id, "0123456789"), ==, strlen (id));
}

static void
check_row (gpointer data, gpointer user_data)
{
  const Bitrix24Row *row = data;

  g_assert_cmpstr (row->id, !=, "");
  check_id (row->id);
  check_id (row->responsible);
  g_assert_true (g_utf8_validate (row->name, -1, NULL));
  for (char **address = row->addresses; *address; address++)
    g_assert_true (g_utf8_validate (*address, -1, NULL));
}

static void
read_page (const Bitrix24Reply *reply)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Bitrix24Page) page = bitrix24_page_read (reply, "3", &error);

  if (page)
    g_ptr_array_foreach (page->rows, check_row, NULL);
  else
    check_error (error);
}

static void
read_ids (const Bitrix24Reply *reply)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *made = bitrix24_made_id (reply, &error);

  if (made)
    check_id (made);
  else
    check_error (error);
  for (guint kind = 0; kind < BITRIX24_KINDS; kind++)
    {
      g_autofree char *found = bitrix24_found_id (reply, kind, NULL);

      check_id (found);
    }
}

static void
read_batch (const Bitrix24Reply *reply)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autoptr (Bitrix24Pull) pull = NULL;
  g_autoptr (Bitrix24Request) request = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *cursor = NULL;

  g_ptr_array_add (tasks, (gpointer) "7");
  pull = bitrix24_pull_new ("", 1800000000, tasks, tasks);
  request = bitrix24_pull_kind.next (pull);
  if (!bitrix24_pull_kind.take (pull, request, reply, &error))
    check_error (error);
  g_ptr_array_foreach (bitrix24_pull_rows (pull, BITRIX24_USER_GET), check_row, NULL);
  g_ptr_array_foreach (bitrix24_pull_rows (pull, BITRIX24_TASK_LIST), check_row, NULL);
  cursor = bitrix24_pull_cursor (pull);
  g_assert_cmpstr (cursor, !=, "");
}

static void
read_reply (Bitrix24Method method, const Bitrix24Reply *reply)
{
  bitrix24_reply_reset (reply);
  if (method == BITRIX24_BATCH)
    read_batch (reply);
  else if (bitrix24_method_is_list (method))
    read_page (reply);
  else
    read_ids (reply);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (Bitrix24Webhook) webhook
      = bitrix24_webhook_parse ("https://acme.bitrix24.de/rest/17/" TOKEN "/", NULL);
  g_autoptr (Bitrix24Reply) reply = NULL;
  g_autoptr (GError) error = NULL;
  Bitrix24Method method = 0;

  if (size < 2)
    return 0;
  method = data[0] % BITRIX24_METHODS;
  reply = bitrix24_reply_parse (webhook, method, statuses[data[1] % G_N_ELEMENTS (statuses)],
                                (const char *) data + 2, size - 2, &error);
  if (reply)
    read_reply (method, reply);
  else
    check_error (error);
  return 0;
}
