/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-memory-file.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static gboolean
write_all (int descriptor, GBytes *content)
{
  gsize left;
  const char *octets = g_bytes_get_data (content, &left);

  while (left > 0)
    {
      gssize written = write (descriptor, octets, left);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      octets += written;
      left -= (gsize) written;
    }
  return lseek (descriptor, 0, SEEK_SET) == 0;
}

int
bus_memory_file_new (GBytes *content, GError **error)
{
  int descriptor = memfd_create ("posthorn-message", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

  if (descriptor >= 0 && write_all (descriptor, content)
      && fcntl (descriptor, F_ADD_SEALS, seals) == 0)
    return descriptor;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
               "The message cannot be put into memory: %s; try again later", g_strerror (errno));
  if (descriptor >= 0)
    close (descriptor);
  return -1;
}
