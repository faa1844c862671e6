/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-backend.h"

#include "crm-bitrix24.h"
#include "crm-dav.h"

const CrmBackend *const crm_backends[] = { &crm_backend_bitrix24, &crm_backend_dav, NULL };
