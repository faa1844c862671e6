/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connection.h"

#include "authorities.h"
#include "certificate.h"
#include "deflate.h"
#include "error.h"
#include "net-error.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define WIRE_BUFFER  (64 * 1024)
#define OUTPUT_SPACE 4096 /* a login fits, so that no reallocation leaves a copy of it behind */

struct _Connection
{
  GObject parent;
  Endpoint *endpoint;
  GSocketConnection *socket;
  GIOStream *stream; /* the outermost: SOCKET, or TLS around it */
  gboolean handshaking;
  gboolean closed;
  GTlsCertificate *refused; /* what the server showed when it was not acceptable */
  GTlsCertificateFlags flaws;
  Deflate *deflate; /* NULL = not compressed */
  guint8 *wire;     /* compressed octets, with DEFLATE only */
  const guint8 *wire_next;
  gsize wire_left;
  GByteArray *output;
  guint64 octets_in;
  guint64 octets_out;
};

G_DEFINE_FINAL_TYPE (Connection, connection, G_TYPE_OBJECT)

static void
connection_dispose (GObject *object)
{
  Connection *self = POSTHORN_CONNECTION (object);

  connection_close (self);
  g_clear_object (&self->stream);
  g_clear_object (&self->socket);
  g_clear_object (&self->refused);
  G_OBJECT_CLASS (connection_parent_class)->dispose (object);
}

static void
connection_finalize (GObject *object)
{
  Connection *self = POSTHORN_CONNECTION (object);

  endpoint_free (self->endpoint);
  g_clear_pointer (&self->deflate, deflate_free);
  g_free (self->wire);
  g_byte_array_unref (self->output);
  G_OBJECT_CLASS (connection_parent_class)->finalize (object);
}

static void
connection_class_init (ConnectionClass *class)
{
  G_OBJECT_CLASS (class)->dispose = connection_dispose;
  G_OBJECT_CLASS (class)->finalize = connection_finalize;
}

static void
connection_init (Connection *self)
{
  self->output = g_byte_array_sized_new (OUTPUT_SPACE);
}

const Endpoint *
connection_endpoint (Connection *self)
{
  return self->endpoint;
}

void
connection_traffic (Connection *self, guint64 *octets_in, guint64 *octets_out)
{
  *octets_in = self->octets_in;
  *octets_out = self->octets_out;
}

/* Only the socket is closed: saying goodbye in TLS could block, and LOGOUT has been said. */
void
connection_close (Connection *self)
{
  self->closed = TRUE;
  explicit_bzero (self->output->data, self->output->len);
  g_byte_array_set_size (self->output, 0);
  /* The handshake runs in a thread of GIO's; its end closes the socket. */
  if (self->socket && !self->handshaking)
    g_socket_close (g_socket_connection_get_socket (self->socket), NULL);
}

static gboolean
on_accept_certificate (GTlsConnection *tls, GTlsCertificate *certificate,
                       GTlsCertificateFlags flaws, gpointer data)
{
  Connection *self = data;

  if (certificate_acceptable (certificate, flaws, self->endpoint->pin))
    return TRUE;
  g_set_object (&self->refused, certificate);
  self->flaws = flaws;
  return FALSE;
}

/* GIO resumes TLS sessions by the address of a GSocketConnection, and a resumed session is not
 * verified again: one begun with another authority or pin would vouch for this connection. Behind a
 * plain stream it has no address to remember. */
static GIOStream *
stream_without_memory (Connection *self)
{
  GIOStream *socket = G_IO_STREAM (self->socket);

  return g_simple_io_stream_new (g_io_stream_get_input_stream (socket),
                                 g_io_stream_get_output_stream (socket));
}

/* Made without AUTHORITIES it would load those of the system and keep them, which are megabytes. */
static GIOStream *
wrap_in_tls (Connection *self, GTlsDatabase *authorities, GError **error)
{
  g_autoptr (GIOStream) base = stream_without_memory (self);
  g_autoptr (GSocketConnectable) identity
      = g_network_address_new (self->endpoint->host, self->endpoint->port);
  GIOStream *tls = g_initable_new (
      g_tls_backend_get_client_connection_type (g_tls_backend_get_default ()), NULL, error,
      "base-io-stream", base, "server-identity", identity, "database", authorities, NULL);

  if (!tls)
    return NULL;
  g_signal_connect_object (tls, "accept-certificate", G_CALLBACK (on_accept_certificate), self, 0);
  return tls;
}

/* GIO asks about a certificate only when it has found a flaw; a pin must match without one too. */
static gboolean
check_pin (Connection *self, GError **error)
{
  GTlsConnection *tls = G_TLS_CONNECTION (self->stream);
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (tls);
  GTlsCertificateFlags flaws = g_tls_connection_get_peer_certificate_errors (tls);

  if (certificate && certificate_acceptable (certificate, flaws, self->endpoint->pin))
    return TRUE;
  if (!self->endpoint->pin)
    return TRUE;
  if (certificate)
    g_propagate_error (error, certificate_error_new (certificate, flaws, self->endpoint));
  else
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TLS_FAILED,
                 "%s has shown no certificate to compare with the pin: check host and port",
                 self->endpoint->host);
  return FALSE;
}

static gboolean
finish_handshake (Connection *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (self->stream), result, &cause))
    return check_pin (self, error);
  if (self->refused)
    g_propagate_error (error, certificate_error_new (self->refused, self->flaws, self->endpoint));
  else
    g_propagate_error (error, net_error_new (cause, self->endpoint));
  return FALSE;
}

static void
on_handshake (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Connection *self = POSTHORN_CONNECTION (g_task_get_source_object (task));
  g_autoptr (GError) error = NULL;
  gboolean secure = finish_handshake (self, result, &error);

  self->handshaking = FALSE;
  if (!secure || self->closed)
    connection_close (self);
  if (!secure)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Plain text that is there before the handshake was put there by somebody on the way. */
static gboolean
nothing_waits (Connection *self, GError **error)
{
  guint8 octet;
  g_autoptr (GError) none = NULL;
  gssize length;

  if (self->endpoint->tls != TLS_MODE_STARTTLS)
    return TRUE;
  length = connection_read (self, &octet, 1, &none);
  if (length < 0 && g_error_matches (none, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return TRUE;
  if (length < 0)
    g_propagate_error (error, g_steal_pointer (&none));
  else
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TLS_FAILED,
                 "%s sent octets between its answer to STARTTLS and TLS itself, which somebody on "
                 "the way may have injected: set %s to implicit, or use another network",
                 self->endpoint->host, endpoint_tls_setting (self->endpoint));
  return FALSE;
}

static GIOStream *
begin_tls (Connection *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GTlsDatabase) authorities = authorities_load_finish (result, error);

  return authorities && nothing_waits (self, error) ? wrap_in_tls (self, authorities, error) : NULL;
}

static void
on_authorities (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Connection *self = POSTHORN_CONNECTION (g_task_get_source_object (task));
  GError *error = NULL;
  GIOStream *tls = begin_tls (self, result, &error);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (!tls)
    {
      g_task_return_error (task, error);
      return;
    }
  g_object_unref (self->stream);
  self->stream = tls;
  self->handshaking = TRUE;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, cancellable,
                                    on_handshake, g_steal_pointer (&task));
}

void
connection_start_tls_async (Connection *self, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_check_cancellable (task, FALSE);
  authorities_load_async (self->endpoint, cancellable, on_authorities, task);
}

gboolean
connection_start_tls_finish (Connection *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &cause))
    return TRUE;
  g_propagate_error (error, net_error_new (cause, self->endpoint));
  return FALSE;
}

static void
on_opened_tls (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Connection *self = POSTHORN_CONNECTION (source);
  GError *error = NULL;

  if (connection_start_tls_finish (self, result, &error))
    g_task_return_pointer (task, g_object_ref (self), g_object_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
is_loopback (GSocketConnection *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (socket, NULL);

  return G_IS_INET_SOCKET_ADDRESS (address)
         && g_inet_address_get_is_loopback (
             g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static gboolean
check_plain_allowed (Connection *self, GError **error)
{
  if (self->endpoint->tls != TLS_MODE_NONE || is_loopback (self->socket))
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TLS_FAILED,
               "%s is another computer, and plain connections are allowed to this computer only: "
               "set %s to implicit or starttls",
               self->endpoint->host, endpoint_tls_setting (self->endpoint));
  return FALSE;
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Connection *self = g_task_get_task_data (task);
  g_autoptr (GError) cause = NULL;
  GError *error = NULL;

  self->socket = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &cause);
  if (!self->socket || !check_plain_allowed (self, &cause))
    {
      g_task_return_error (task, net_error_new (cause, self->endpoint));
      return;
    }
  self->stream = G_IO_STREAM (g_object_ref (self->socket));
  GSocket *socket = g_socket_connection_get_socket (self->socket);
  g_socket_set_keepalive (socket, TRUE);
  if (!g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, &error))
    g_clear_error (&error);
  if (self->endpoint->tls != TLS_MODE_IMPLICIT)
    {
      g_task_return_pointer (task, g_object_ref (self), g_object_unref);
      return;
    }
  GCancellable *cancellable = g_task_get_cancellable (task);
  connection_start_tls_async (self, cancellable, on_opened_tls, g_steal_pointer (&task));
}

void
connection_open_async (const Endpoint *endpoint, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = g_network_address_new (endpoint->host, endpoint->port);
  Connection *self = g_object_new (CONNECTION_TYPE, NULL);

  self->endpoint = endpoint_copy (endpoint);
  g_task_set_task_data (task, self, g_object_unref);
  g_task_set_check_cancellable (task, FALSE);
  /* Looking for a proxy loads libproxy, which starts helper processes and asks D-Bus; and one on
   * this computer would pass for loopback and carry plain text away from it. */
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, address, cancellable, on_connected,
                                 g_steal_pointer (&task));
}

Connection *
connection_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
connection_start_deflate (Connection *self)
{
  self->deflate = deflate_new ();
  self->wire = g_malloc (WIRE_BUFFER);
}

/* Fills BUFFER as far as it goes: a TLS record is 16 KiB, and few large pieces are cheaper to
 * handle than many small ones. */
static gssize
read_wire (Connection *self, guint8 *buffer, gsize size, GError **error)
{
  GPollableInputStream *input
      = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream));
  g_autoptr (GError) cause = NULL;
  gsize filled = 0;
  gssize length = 0;

  do
    {
      length = g_pollable_input_stream_read_nonblocking (input, buffer + filled, size - filled,
                                                         NULL, &cause);
      filled += MAX (length, 0);
    }
  while (length > 0 && filled < size);
  self->octets_in += filled;
  if (filled > 0)
    return filled;
  if (length == 0)
    g_propagate_error (error, net_error_closed (self->endpoint));
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    g_propagate_error (error, net_error_new (cause, self->endpoint));
  return -1;
}

static gssize
read_compressed (Connection *self, guint8 *buffer, gsize size, GError **error)
{
  gboolean finished = FALSE;
  gssize length;

  for (;;)
    {
      length = deflate_decompress (self->deflate, &self->wire_next, &self->wire_left, buffer, size,
                                   &finished);
      if (length > 0)
        return length;
      if (length < 0 || finished)
        break;
      length = read_wire (self, self->wire, WIRE_BUFFER, error);
      if (length < 0)
        return -1;
      self->wire_next = self->wire;
      self->wire_left = length;
    }
  if (finished)
    g_propagate_error (error, net_error_closed (self->endpoint));
  else
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
                 "%s sent octets that are not DEFLATE: switch compression off for this account",
                 self->endpoint->host);
  return -1;
}

gssize
connection_read (Connection *self, guint8 *buffer, gsize size, GError **error)
{
  if (self->deflate)
    return read_compressed (self, buffer, size, error);
  return read_wire (self, buffer, size, error);
}

void
connection_queue (Connection *self, const guint8 *data, gsize length)
{
  if (self->closed)
    return;
  if (self->deflate)
    deflate_compress (self->deflate, data, length, self->output);
  else
    g_byte_array_append (self->output, data, length);
}

gboolean
connection_flush (Connection *self, GError **error)
{
  GPollableOutputStream *stream
      = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->stream));
  g_autoptr (GError) cause = NULL;
  gssize length;

  while (self->output->len > 0)
    {
      length = g_pollable_output_stream_write_nonblocking (stream, self->output->data,
                                                           self->output->len, NULL, &cause);
      if (length < 0)
        break;
      g_byte_array_remove_range (self->output, 0, length);
      explicit_bzero (self->output->data + self->output->len, length);
      self->octets_out += length;
    }
  if (!cause)
    return TRUE;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    g_propagate_error (error, net_error_new (cause, self->endpoint));
  return FALSE;
}

GSource *
connection_read_source (Connection *self)
{
  return g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream)), NULL);
}

GSource *
connection_write_source (Connection *self)
{
  return g_pollable_output_stream_create_source (
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->stream)), NULL);
}
