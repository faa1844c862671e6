/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-backend.h"

#include "crm-dav.h"

const CrmBackend *const crm_backends[] = { &crm_backend_dav, NULL };
