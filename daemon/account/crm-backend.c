/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-backend.h"

const CrmBackend *const crm_backends[] = { NULL };
