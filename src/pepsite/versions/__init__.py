"""Versions of one record: how two of them differ, and how two become one."""
