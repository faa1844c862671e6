/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-client.h"

#include "authorities.h"
#include "certificate.h"
#include "error.h"
#include "net-error.h"
#include "source.h"

#include <libsoup/soup.h>
#include <string.h>

#define PIECE (64 * 1024)

struct _HttpClient
{
  GObject parent;
  HttpClientOptions options; /* its strings are owned */
  SoupSession *session;      /* NULL = at rest */
  GTlsDatabase *authorities; /* of SESSION; NULL = not needed yet */
};

G_DEFINE_FINAL_TYPE (HttpClient, http_client, G_TYPE_OBJECT)

/* One request until it is answered. */
typedef struct
{
  HttpClient *client;
  Endpoint *endpoint;
  SoupMessage *message;
  GBytes *content; /* NULL = none */
  char *content_type;
  char *user;
  char *password;
  gsize max_size;
  GCancellable *abort; /* what libsoup is given */
  GSource *timer;
  GSource *cancelled;
  GError *verdict; /* why ABORT was cancelled, or the certificate refused */
  GInputStream *body;
  GByteArray *octets;
} Call;

static void
call_free (Call *call)
{
  source_remove (&call->timer);
  source_remove (&call->cancelled);
  g_clear_object (&call->body);
  g_signal_handlers_disconnect_by_data (call->message, call);
  g_object_unref (call->message);
  g_object_unref (call->abort);
  g_clear_error (&call->verdict);
  endpoint_free (call->endpoint);
  g_clear_pointer (&call->content, g_bytes_unref);
  g_free (call->content_type);
  g_free (call->user);
  if (call->password)
    explicit_bzero (call->password, strlen (call->password));
  g_free (call->password);
  g_byte_array_unref (call->octets);
  g_object_unref (call->client);
  g_free (call);
}

static void
http_client_finalize (GObject *object)
{
  HttpClient *self = HTTP_CLIENT (object);

  http_client_rest (self);
  g_free ((char *) self->options.ca_file);
  g_free ((char *) self->options.pin);
  G_OBJECT_CLASS (http_client_parent_class)->finalize (object);
}

static void
http_client_class_init (HttpClientClass *class)
{
  G_OBJECT_CLASS (class)->finalize = http_client_finalize;
}

static void
http_client_init (HttpClient *self)
{
}

HttpClient *
http_client_new (const HttpClientOptions *options)
{
  HttpClient *self = g_object_new (HTTP_TYPE_CLIENT, NULL);

  self->options = *options;
  self->options.ca_file = g_strdup (options->ca_file);
  self->options.pin = g_strdup (options->pin);
  return self;
}

void
http_client_rest (HttpClient *self)
{
  if (self->session)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->authorities);
}

/* No proxy, for the reasons of connection.c. */
static void
open_session (HttpClient *self)
{
  if (self->session)
    return;
  self->session
      = soup_session_new_with_options ("user-agent", "Posthorn", "proxy-resolver", NULL, NULL);
}

/* Takes ERROR over; the first counts. */
static void
call_abort (Call *call, GError *error)
{
  if (call->verdict)
    g_error_free (error);
  else
    call->verdict = error;
  g_cancellable_cancel (call->abort);
}

static gboolean
on_timeout (gpointer data)
{
  Call *call = data;
  g_autofree char *name = endpoint_name (call->endpoint);

  call_abort (call, g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT,
                                 "%s has not answered within %u seconds: check the network, or try "
                                 "again later",
                                 name, call->client->options.timeout));
  return G_SOURCE_CONTINUE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Call *call = data;

  call_abort (call, net_error_cancelled (call->endpoint, "the request"));
  return G_SOURCE_CONTINUE;
}

static GError *
call_error (const Call *call, const GError *cause)
{
  g_autofree char *name = endpoint_name (call->endpoint);

  if (call->verdict)
    return g_error_copy (call->verdict);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    return net_error_closed (call->endpoint);
  if (cause->domain == SOUP_SESSION_ERROR)
    return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
                        "%s has sent what is no HTTP (%s): check the URL", name, cause->message);
  return net_error_new (cause, call->endpoint);
}

/* Takes TASK over. */
static void
call_fail (GTask *task, const GError *cause)
{
  Call *call = g_task_get_task_data (task);

  g_cancellable_cancel (call->abort);
  g_clear_object (&call->body);
  g_task_return_error (task, call_error (call, cause));
  g_object_unref (task);
}

static void
add_header (const char *name, const char *value, gpointer answer)
{
  http_answer_add_header (answer, name, value);
}

/* Takes TASK over. */
static void
call_finish (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  HttpAnswer *answer = http_answer_new (soup_message_get_status (call->message));

  soup_message_headers_foreach (soup_message_get_response_headers (call->message), add_header,
                                answer);
  answer->body = g_bytes_new (call->octets->data, call->octets->len);
  g_task_return_pointer (task, answer, (GDestroyNotify) http_answer_free);
  g_object_unref (task);
}

static void read_piece (GTask *task);

static gboolean
take_piece (Call *call, GBytes *piece, GError **error)
{
  g_autofree char *name = endpoint_name (call->endpoint);

  if (g_bytes_get_size (piece) <= call->max_size - call->octets->len)
    {
      g_byte_array_append (call->octets, g_bytes_get_data (piece, NULL), g_bytes_get_size (piece));
      return TRUE;
    }
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
               "%s has answered with more than %" G_GSIZE_FORMAT " octets: check the URL", name,
               call->max_size);
  return FALSE;
}

static void
on_piece (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (!piece)
    call_fail (task, error);
  else if (g_bytes_get_size (piece) == 0)
    call_finish (task);
  else if (take_piece (call, piece, &error))
    read_piece (task);
  else
    call_fail (task, error);
}

static void
read_piece (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (call->body, PIECE, G_PRIORITY_DEFAULT, call->abort, on_piece,
                                   task);
}

static void
on_head (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  call->body = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (call->body)
    read_piece (task);
  else
    call_fail (task, error);
}

static void
call_send (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  soup_session_send_async (call->client->session, call->message, G_PRIORITY_DEFAULT, call->abort,
                           on_head, task);
}

static void
on_authorities (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Call *call = g_task_get_task_data (task);
  HttpClient *self = call->client;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) authorities = authorities_load_finish (result, &error);

  if (!authorities)
    {
      call_fail (task, error);
      return;
    }
  if (g_set_object (&self->authorities, authorities))
    soup_session_set_tls_database (self->session, authorities);
  call_send (task);
}

static gboolean
on_accept_certificate (SoupMessage *message, GTlsCertificate *certificate,
                       GTlsCertificateFlags flaws, gpointer data)
{
  Call *call = data;

  if (certificate_acceptable (certificate, flaws, call->endpoint->pin))
    return TRUE;
  if (!call->verdict)
    call->verdict = certificate_error_new (certificate, flaws, call->endpoint);
  return FALSE;
}

/* GIO does not verify a session again that it resumes, although it may have been begun with another
 * authority or pin; and of one without a flaw it does not ask. */
static void
check_certificate (Call *call, GTlsConnection *tls)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (tls);
  g_autoptr (GSocketConnectable) identity
      = g_network_address_new (call->endpoint->host, call->endpoint->port);
  GTlsCertificateFlags flaws = g_tls_database_verify_chain (
      call->client->authorities, certificate, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity,
      NULL, G_TLS_DATABASE_VERIFY_NONE, NULL, NULL);

  if (!certificate_acceptable (certificate, flaws, call->endpoint->pin))
    call_abort (call, certificate_error_new (certificate, flaws, call->endpoint));
}

static void
on_network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *stream, gpointer data)
{
  const char *const protocols[] = { "http/1.1", NULL };

  /* HTTP/2 gives nothing here that would make up for a second way of doing everything. */
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (stream), protocols);
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKED)
    check_certificate (data, G_TLS_CONNECTION (stream));
}

/* Good for the whole server, so that it need not ask again for every folder. */
static void
keep_credentials (Call *call, SoupAuth *auth)
{
  SoupSessionFeature *manager
      = soup_session_get_feature (call->client->session, SOUP_TYPE_AUTH_MANAGER);
  g_autoptr (GUri) root
      = g_uri_parse_relative (soup_message_get_uri (call->message), "/", SOUP_HTTP_URI_FLAGS, NULL);

  soup_auth_manager_use_auth (SOUP_AUTH_MANAGER (manager), root, auth);
}

static gboolean
on_authenticate (SoupMessage *message, SoupAuth *auth, gboolean retrying, gpointer data)
{
  Call *call = data;

  if (retrying || !call->user)
    return FALSE;
  soup_auth_authenticate (auth, call->user, call->password);
  keep_credentials (call, auth);
  return TRUE;
}

/* Also when it is sent once more: libsoup has read it then. */
static void
set_content (SoupMessage *message, gpointer data)
{
  Call *call = data;

  if (call->content)
    soup_message_set_request_body_from_bytes (message, call->content_type, call->content);
}

static gboolean
add_headers (SoupMessageHeaders *headers, const char *const *lines)
{
  for (; lines && lines[0]; lines += 2)
    {
      if (!http_is_header_value (lines[1]))
        return FALSE;
      soup_message_headers_append (headers, lines[0], lines[1]);
    }
  return TRUE;
}

static SoupMessage *
message_new (const HttpRequest *request)
{
  g_autoptr (SoupMessage) message = soup_message_new (request->method, request->url);

  if (!message || !add_headers (soup_message_get_request_headers (message), request->headers))
    return NULL;
  soup_message_set_flags (message, request->user ? SOUP_MESSAGE_NO_REDIRECT
                                                 : SOUP_MESSAGE_NO_REDIRECT
                                                       | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  return g_steal_pointer (&message);
}

/* NULL with PROTOCOL: a URL or header that came from a server, and that nobody should be sent. */
static Call *
call_new (HttpClient *self, const HttpRequest *request, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (Endpoint) endpoint = endpoint_new_for_url (request->url, &cause);
  g_autoptr (SoupMessage) message = endpoint ? message_new (request) : NULL;
  Call *call;

  if (!message)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL, "%s",
                   cause ? cause->message : "A request has what cannot be sent in a header");
      return NULL;
    }
  call = g_new0 (Call, 1);
  call->client = g_object_ref (self);
  call->endpoint = g_steal_pointer (&endpoint);
  call->endpoint->ca_file = g_strdup (self->options.ca_file);
  call->endpoint->pin = g_strdup (self->options.pin);
  call->message = g_steal_pointer (&message);
  call->content = request->body ? g_bytes_ref (request->body) : NULL;
  call->content_type = g_strdup (request->content_type);
  call->user = g_strdup (request->user);
  call->password = g_strdup (request->password);
  call->max_size = request->max_size;
  call->abort = g_cancellable_new ();
  call->octets = g_byte_array_new ();
  g_signal_connect (call->message, "accept-certificate", G_CALLBACK (on_accept_certificate), call);
  g_signal_connect (call->message, "network-event", G_CALLBACK (on_network_event), call);
  g_signal_connect (call->message, "authenticate", G_CALLBACK (on_authenticate), call);
  g_signal_connect (call->message, "restarted", G_CALLBACK (set_content), call);
  set_content (call->message, call);
  return call;
}

void
http_client_send_async (HttpClient *self, const HttpRequest *request, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  GError *error = NULL;
  Call *call = call_new (self, request, &error);

  g_task_set_check_cancellable (task, FALSE);
  if (!call)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  call->timer = source_after_seconds (self->options.timeout, on_timeout, call);
  call->cancelled = source_watch_cancellable (cancellable, on_cancelled, call);
  open_session (self);
  if (call->endpoint->tls == TLS_MODE_NONE || self->authorities)
    call_send (task);
  else
    authorities_load_async (call->endpoint, call->abort, on_authorities, task);
}

HttpAnswer *
http_client_send_finish (HttpClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
