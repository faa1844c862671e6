/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An example for the lint, which says why it exists and what it must not know.
 */
#pragma once
