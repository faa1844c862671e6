/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-remote.h"

G_DEFINE_ABSTRACT_TYPE (CrmRemote, crm_remote, G_TYPE_OBJECT)

static void
crm_remote_class_init (CrmRemoteClass *class)
{
  g_signal_new ("setting", TYPE_CRM_REMOTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                G_TYPE_STRING, G_TYPE_VARIANT);
}

static void
crm_remote_init (CrmRemote *remote)
{
}
