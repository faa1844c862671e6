/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Raw DEFLATE in both directions for COMPRESS=DEFLATE (RFC 4978), octets in, octets out. It knows
 * no stream. zlib itself, because GZlibCompressor and GZlibDecompressor behind GConverter streams
 * hide how many octets went over the wire and how many still wait inside.
 */
#pragma once

#include <glib.h>

typedef struct _Deflate Deflate;

Deflate *deflate_new (void);
void deflate_free (Deflate *codec);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deflate, deflate_free)

/* Appends LENGTH octets to OUTPUT, compressed and flushed so that the server can read them all. */
void deflate_compress (Deflate *codec, const guint8 *data, gsize length, GByteArray *output);

/* Moves *DATA and *LENGTH past what was consumed, and writes at most SIZE octets to BUFFER.
 * Returns how many; 0 = more input is needed, or with FINISHED set: the stream has ended.
 * -1 = the input is not DEFLATE. */
gssize deflate_decompress (Deflate *codec, const guint8 **data, gsize *length, guint8 *buffer,
                           gsize size, gboolean *finished);
