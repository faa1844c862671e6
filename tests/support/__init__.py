# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests, the benchmarks and the demo start for themselves: one noun a file."""
