/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TODO: somebody */
int later;
