/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-config.h"

#include "bus-options.h"
#include "summary.h"

typedef struct
{
  const char *key;
  const char *type;
  gsize offset;
  gboolean for_login;
} Setting;

static const Setting settings[] = {
  { "address", "s", G_STRUCT_OFFSET (StoreAccount, address), FALSE },
  { "name", "s", G_STRUCT_OFFSET (StoreAccount, name), FALSE },
  { "user", "s", G_STRUCT_OFFSET (StoreAccount, user), TRUE },
  { "id", "s", G_STRUCT_OFFSET (StoreAccount, id), FALSE },
  { "owner", "s", G_STRUCT_OFFSET (StoreAccount, owner), FALSE },
  { "protocol", "s", G_STRUCT_OFFSET (StoreAccount, protocol), TRUE },
  { "host", "s", G_STRUCT_OFFSET (StoreAccount, host), TRUE },
  { "port", "u", G_STRUCT_OFFSET (StoreAccount, port), TRUE },
  { "tls", "s", G_STRUCT_OFFSET (StoreAccount, tls), TRUE },
  { "ca-file", "s", G_STRUCT_OFFSET (StoreAccount, ca_file), TRUE },
  { "pin", "s", G_STRUCT_OFFSET (StoreAccount, pin), TRUE },
  { "smtp-host", "s", G_STRUCT_OFFSET (StoreAccount, smtp_host), FALSE },
  { "smtp-port", "u", G_STRUCT_OFFSET (StoreAccount, smtp_port), FALSE },
  { "smtp-tls", "s", G_STRUCT_OFFSET (StoreAccount, smtp_tls), FALSE },
  { "smtp-user", "s", G_STRUCT_OFFSET (StoreAccount, smtp_user), FALSE },
  { "url", "s", G_STRUCT_OFFSET (StoreAccount, url), TRUE },
  { "route", "s", G_STRUCT_OFFSET (StoreAccount, route), FALSE },
  { "notify", "s", G_STRUCT_OFFSET (StoreAccount, notify), FALSE },
  { "save-sent", "b", G_STRUCT_OFFSET (StoreAccount, save_sent), FALSE },
  { "history-days", "u", G_STRUCT_OFFSET (StoreAccount, history_days), FALSE },
};

static gboolean
check_keys (GVariant *options, GError **error)
{
  BusOption known[G_N_ELEMENTS (settings) + 3] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    known[i] = (BusOption){ settings[i].key, settings[i].type };
  known[G_N_ELEMENTS (settings)] = (BusOption){ "password-fd", "h" };
  known[G_N_ELEMENTS (settings) + 1] = (BusOption){ "check", "b" };
  return bus_options_check (options, known, error);
}

gboolean
bus_config_apply (StoreAccount *config, GVariant *options, GError **error)
{
  if (!check_keys (options, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      gpointer field = G_STRUCT_MEMBER_P (config, settings[i].offset);
      char *value;

      if (*settings[i].type != 's')
        g_variant_lookup (options, settings[i].key, settings[i].type, field);
      else if (g_variant_lookup (options, settings[i].key, "s", &value))
        summary_take (field, value);
    }
  return TRUE;
}

static GVariant *
value_of (const Setting *setting, gconstpointer field)
{
  switch (*setting->type)
    {
    case 's':
      return g_variant_new_string (*(char *const *) field);
    case 'b':
      return g_variant_new_boolean (*(const gboolean *) field);
    default:
      return g_variant_new_uint32 (*(const guint *) field);
    }
}

GVariant *
bus_config_to_variant (const StoreAccount *config)
{
  g_auto (GVariantBuilder) values = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      gconstpointer field = (const char *) config + settings[i].offset;

      g_variant_builder_add (&values, "{sv}", settings[i].key, value_of (&settings[i], field));
    }
  return g_variant_builder_end (&values);
}

gboolean
bus_config_login_differs (const StoreAccount *a, const StoreAccount *b)
{
  g_autoptr (GVariant) first = g_variant_ref_sink (bus_config_to_variant (a));
  g_autoptr (GVariant) second = g_variant_ref_sink (bus_config_to_variant (b));

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr (GVariant) old = g_variant_lookup_value (first, settings[i].key, NULL);
      g_autoptr (GVariant) new = g_variant_lookup_value (second, settings[i].key, NULL);

      if (settings[i].for_login && !g_variant_equal (old, new))
        return TRUE;
    }
  return FALSE;
}
