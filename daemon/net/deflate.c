/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deflate.h"

#include <zlib.h>

#define RAW_WINDOW_BITS (-15)
#define MEMORY_LEVEL    8
#define CHUNK           4096

struct _Deflate
{
  z_stream out;
  z_stream in;
};

Deflate *
deflate_new (void)
{
  Deflate *codec = g_new0 (Deflate, 1);

  if (deflateInit2 (&codec->out, Z_DEFAULT_COMPRESSION, Z_DEFLATED, RAW_WINDOW_BITS, MEMORY_LEVEL,
                    Z_DEFAULT_STRATEGY)
          != Z_OK
      || inflateInit2 (&codec->in, RAW_WINDOW_BITS) != Z_OK)
    g_error ("zlib has no memory left");
  return codec;
}

void
deflate_free (Deflate *codec)
{
  deflateEnd (&codec->out);
  inflateEnd (&codec->in);
  g_free (codec);
}

void
deflate_compress (Deflate *codec, const guint8 *data, gsize length, GByteArray *output)
{
  guint8 chunk[CHUNK];

  codec->out.next_in = (Bytef *) data;
  codec->out.avail_in = length;
  do
    {
      codec->out.next_out = chunk;
      codec->out.avail_out = sizeof chunk;
      deflate (&codec->out, Z_SYNC_FLUSH);
      g_byte_array_append (output, chunk, sizeof chunk - codec->out.avail_out);
    }
  while (codec->out.avail_out == 0);
}

gssize
deflate_decompress (Deflate *codec, const guint8 **data, gsize *length, guint8 *buffer, gsize size,
                    gboolean *finished)
{
  int result;

  codec->in.next_in = (Bytef *) *data;
  codec->in.avail_in = *length;
  codec->in.next_out = buffer;
  codec->in.avail_out = size;
  result = inflate (&codec->in, Z_SYNC_FLUSH);
  if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
    return -1;
  *data = codec->in.next_in;
  *length = codec->in.avail_in;
  *finished = result == Z_STREAM_END;
  return size - codec->in.avail_out;
}
