"""The engine behind every form: models and wording to pages, answers to a record.

No web, no file of a workspace, no clock: all it needs is handed to it. What a shell does with it:

1. `wording.form` gives a form, `asking.Asking` says for whom, on which day and by which policy.
2. A plan begins with `beginning.begun_pep`, a record that is there with `asking.opened`, a review
   with `judging.begun_qa_review` and `judging.opened_judgement`; then `judging.as_judged`.
3. `tasks.task_list` says where to go on, `pages.page_at` what stands on a page, `beside.beside` and
   `judging.hints_beside` what stands next to it.
4. What is posted goes in by `answers.with_posted`, all of it, and is kept before anything else;
   prose first goes through `prose.without_name`. Then `checking.faults_of_page` says what is
   wrong, and `asking.next_page` where to go.
5. `summary.rows` is what is checked before sending, `checking.faults_of` what keeps it from being
   sent, `computed.submitted` makes a plan complete, `asking.candidate` is the record to propose.

docs/decisions/2026-11-form-engine.md says why it is as it is.
"""
