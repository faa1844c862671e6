/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both sides of HTTP as the tests of its client need them: requests as the script of a scripted
 * server hears them, and a client that waits for the answer.
 */
#pragma once

#include "error.h"
#include "http-client.h"
#include "scripted-server.h"

/* Stands in every URL, and in no error or log line. */
#define SECRET_PATH  "/rest/7/s3cret-token/"
#define SECRET_QUERY "?key=s3cret-token"
#define WEB_LIMIT    (64 * 1024)

/* For the script. The next request with its body, lines ended by LF; NULL when the client has gone.
 */
char *web_hear (ScriptedServer *server);
void web_expect (ScriptedServer *server, const char *words);
void web_refuse_words (ScriptedServer *server, const char *words);
void web_expect_end (ScriptedServer *server);

/* For the client. */
HttpClientOptions web_options (void);
char *web_url (const ScriptedServer *server, const char *scheme);
HttpAnswer *web_ask (HttpClient *client, const HttpRequest *request, GError **error);
/* The error says WORD, and nothing of what is secret. */
void web_assert_error (const GError *error, PosthornError code, const char *word);
/* So does that of a GET. */
void web_assert_fails (const HttpClientOptions *options, const char *url, PosthornError code,
                       const char *word);
/* The server has to see the end of its connection. */
void web_wait_for_end (ScriptedServer *server);
/* For g_log_set_writer_func(): as watch_log(), and no line may hold what is secret. */
GLogWriterOutput web_watch_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields,
                                gpointer data);
