"""The engine behind every form: models and wording to pages, answers to a record.

No web, no file of a workspace, no clock: all it needs is handed to it. `asking.py` is where to
begin reading; docs/decisions/2026-11-form-engine.md says why it is as it is.
"""
