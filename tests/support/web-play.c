/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-play.h"

#include "session-client.h"

#include <stdlib.h>
#include <string.h>

static char *
hear_body (ScriptedServer *server, const char *head)
{
  const char *length = strstr (head, "Content-Length: ");
  gsize size = length ? strtoul (length + strlen ("Content-Length: "), NULL, 10) : 0;
  char *body = g_malloc0 (size + 1);

  g_input_stream_read_all (server->in, body, size, NULL, server->cancellable, NULL);
  return body;
}

/* A request with its body; NULL when the client has gone. */
char *
web_hear (ScriptedServer *server)
{
  g_autoptr (GString) head = g_string_new (NULL);
  g_autofree char *body = NULL;

  for (;;)
    {
      g_autofree char *line = server_hear (server);
      if (!line)
        return NULL;
      g_string_append_printf (head, "%s\n", line);
      if (!*line)
        break;
    }
  body = hear_body (server, head->str);
  return g_strconcat (head->str, body, NULL);
}

void
web_expect (ScriptedServer *server, const char *words)
{
  g_autofree char *request = web_hear (server);

  if (!request || !strstr (request, words))
    g_error ("%s was expected, not %s", words, request ? request : "the end");
}

void
web_refuse_words (ScriptedServer *server, const char *words)
{
  g_autofree char *request = web_hear (server);

  g_assert_nonnull (request);
  g_assert_null (strstr (request, words));
}

void
web_expect_end (ScriptedServer *server)
{
  g_autofree char *line = server_hear (server);

  g_assert_null (line);
}

HttpClientOptions
web_options (void)
{
  return (HttpClientOptions){ .timeout = 20 };
}

char *
web_url (const ScriptedServer *server, const char *scheme)
{
  return g_strdup_printf ("%s://127.0.0.1:%u" SECRET_PATH SECRET_QUERY, scheme, server->port);
}

HttpAnswer *
web_ask (HttpClient *client, const HttpRequest *request, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  http_client_send_async (client, request, NULL, take_result, &result);
  return http_client_send_finish (client, wait_for_result (&result), error);
}

void
web_assert_error (const GError *error, PosthornError code, const char *word)
{
  g_assert_error (error, POSTHORN_ERROR, (int) code);
  g_test_message ("%s", error->message);
  if (!strstr (error->message, word) || strstr (error->message, "s3cret"))
    g_error ("«%s» does not say «%s», or too much", error->message, word);
}

void
web_assert_fails (const HttpClientOptions *options, const char *url, PosthornError code,
                  const char *word)
{
  g_autoptr (HttpClient) client = http_client_new (options);
  HttpRequest request = { .method = "GET", .url = url, .max_size = WEB_LIMIT };
  g_autoptr (GError) error = NULL;

  g_assert_null (web_ask (client, &request, &error));
  web_assert_error (error, code, word);
}

/* The server has to see the end of its connection. */
void
web_wait_for_end (ScriptedServer *server)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  server_finish (server);
}

GLogWriterOutput
web_watch_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (fields[i].length < 0 && strstr (fields[i].value, "s3cret"))
        abort ();
    }
  return watch_log (level, fields, n_fields, data);
}
