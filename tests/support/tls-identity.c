/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tls-identity.h"

#include "certificate.h"

#include <glib/gstdio.h>

static void
run_openssl (const char *key, const char *path, const char *name)
{
  g_autofree char *extension = g_strconcat ("subjectAltName=", name, NULL);
  const char *command[] = { "openssl",
                            "req",
                            "-x509",
                            "-newkey",
                            "ec",
                            "-pkeyopt",
                            "ec_paramgen_curve:prime256v1",
                            "-nodes",
                            "-days",
                            "2",
                            "-subj",
                            "/CN=posthorn test",
                            "-addext",
                            extension,
                            "-keyout",
                            key,
                            "-out",
                            path,
                            NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

void
identity_make (Identity *identity, const char *name)
{
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  identity->folder = g_dir_make_tmp ("posthorn-XXXXXX", &error);
  g_assert_no_error (error);
  key = g_build_filename (identity->folder, "key.pem", NULL);
  identity->path = g_build_filename (identity->folder, "certificate.pem", NULL);
  run_openssl (key, identity->path, name);
  identity->certificate = g_tls_certificate_new_from_files (identity->path, key, &error);
  g_assert_no_error (error);
  identity->pin = certificate_pin (identity->certificate);
  g_unlink (key);
}

void
identity_clear (Identity *identity)
{
  g_unlink (identity->path);
  g_rmdir (identity->folder);
  g_free (identity->folder);
  g_free (identity->path);
  g_free (identity->pin);
  g_object_unref (identity->certificate);
}
