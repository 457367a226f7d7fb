"""Reviews and audits: the policy's questions become pages, one for each.

The form's wording has one page for all questions, and one for all parts that are rated; here
each question in force takes its place, with the answers its edition allows. The answer to a
question is an item of the record, begun with the review, which is left out of the record until
somebody answers it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from pepsite.compliance.conformity.forms import edition_of, form_of, rating_in_words
from pepsite.compliance.judging.hints import hints_of
from pepsite.forms.questions.answers import Answers, answers_of, day_in, join, text, texts
from pepsite.forms.questions.asking import PART, QUESTION, candidate, question_of
from pepsite.forms.questions.beside import Beside
from pepsite.forms.questions.phrasing import day_in_words, pep_label
from pepsite.forms.questions.specification import Asked, CodeWords, Context, Page
from pepsite.policy.base import in_force
from pepsite.records.fingerprint import fingerprint
from pepsite.records.kinds import BY_SCHEMA, path_of
from pepsite.records.review import Audit, QaReview
from pepsite.store.typed import type_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from pepsite.compliance.judging.ratings import Form as Judgement
    from pepsite.compliance.results import CheckResult
    from pepsite.forms.questions.asking import Asking
    from pepsite.forms.questions.specification import Form
    from pepsite.policy.checklists import Checklist
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.questions import AnswerChoice, QuestionsEdition
    from pepsite.policy.themes import Theme
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.store.tree import JSON

_LISTS = (("answers", "question"), ("part_ratings", "part"))


def begun_qa_review(  # a review is about this much
    pep: Pep,
    casefile: Casefile,
    checklist: Checklist,
    *,
    day: date,
    reviewer: str,
    id_: str,
) -> dict[str, JSON] | None:
    """Return the record a review begins with; None where no edition is in force on the day."""
    edition = in_force(checklist.editions, day)
    if edition is None:
        return None
    before = [one for one in casefile.qa_reviews if one.pep == pep.id]
    last = max(before, key=lambda one: (one.reviewed_on, one.id), default=None)
    return {
        "schema": "qa-review/1",
        "id": id_,
        "child": pep.child,
        "pep": pep.id,
        "checklist": {"name": checklist.id, "edition": edition.from_on.isoformat()},
        "reviewed_on": day.isoformat(),
        "reviewer": reviewer,
        **({"follows": last.id} if last else {}),
        "pep_fingerprint": fingerprint(pep),
    }


def judgement(
    asking: Asking, answers: Answers, casefile: Casefile
) -> tuple[QaReview | Audit, QuestionsEdition, Judgement] | None:
    """Return the review or audit as it stands, its questions, and what it comes to.

    None where the record is not whole, or the policy has no such questions.
    """
    values = candidate(asking, {**answers, "rating": ""})
    record = type_record(values, "", BY_SCHEMA)
    if not isinstance(record, QaReview | Audit) or asking.policy is None:
        return None
    edition = edition_of(record, asking.policy)
    return None if edition is None else (record, edition, form_of(record, edition, casefile))


def opened_judgement(
    record: QaReview | Audit,
    policy: PolicyPack,
    casefile: Casefile,
    new_item: Callable[[], str],
) -> dict[str, str | tuple[str, ...]] | None:
    """Return the answers of a review or audit, with an item for each question that is open.

    None where the policy has no such questions in that edition.
    """
    edition = edition_of(record, policy)
    if edition is None:
        return None
    values = record.model_dump(mode="json", by_alias=True, exclude_unset=True)
    answers = answers_of(values, type(record))
    form = form_of(record, edition, casefile)
    asked = [one.id for one in edition.questions if form.asks(one)]
    parts = [one.id for one in edition.parts] if isinstance(record, Audit) else []
    for (list_, name), wanted in zip(_LISTS, (asked, parts), strict=True):
        there = set(_items(answers, list_, name))
        for one in wanted:
            if one not in there:
                item = new_item()
                answers[list_] = (*texts(answers, list_), item)
                answers[join(list_, item, "id")] = item
                answers[join(list_, item, name)] = one
    return answers


def judged_form(form: Form, edition: QuestionsEdition, answers: Answers) -> Form:
    """Return the form with a page for each question and part that has an item in the answers."""
    pages: list[Page] = []
    for page in form.pages:
        if page.id == QUESTION:
            pages += _question_pages(page, edition, _items(answers, "answers", "question"))
        elif page.id == PART:
            pages += _part_pages(page, edition, _items(answers, "part_ratings", "part"))
        elif any(asked.field == "rating" for asked in page.fields):
            pages += _rating_page(page, edition)
        else:
            pages.append(page)
    return form.model_copy(update={"pages": tuple(pages)})


def as_judged(asking: Asking, answers: Answers) -> Asking:
    """Return the form with the policy's questions in it, where it is one that they fill.

    Any other comes back as it is, and so does one whose questions the policy does not have.
    """
    policy, judged_by = asking.policy, asking.form.judged_by
    if policy is None or judged_by is None:
        return asking
    name, day = text(answers, f"{judged_by}/name"), day_in(answers, f"{judged_by}/edition")
    if day is None:
        return asking
    found = (policy.checklist if judged_by == "checklist" else policy.template)(name, day)
    if found is None:
        return asking
    form = judged_form(asking.form, found[1], answers)
    return replace(asking, form=_with_themes(form, policy.themes))


def _with_themes(form: Form, themes: Iterable[Theme]) -> Form:
    """Return the form with the policy's themes to choose from, where it asks for some."""
    known = [(one.id, one.title) for one in themes]
    pages = tuple(
        page.model_copy(
            update={
                "fields": tuple(
                    _offered(one, one.field, known) if one.field == "focus" else one
                    for one in page.fields
                )
            }
        )
        for page in form.pages
    )
    return form.model_copy(update={"pages": pages})


def hints_beside(
    asking: Asking,
    answers: Answers,
    casefile: Casefile,
    results: Iterable[CheckResult],
    address: str,
) -> tuple[Beside, ...]:
    """Return what the records say by themselves beside a question, with where they say it.

    `results` are those of the child's checks on the day. They never answer the question.
    """
    found = judgement(asking, answers, casefile)
    if found is None or asking.policy is None:
        return ()
    _, _, form = found
    titles = asking.policy.titles()
    hints = hints_of(form, casefile, results).get(question_of(address), ())
    return tuple(
        Beside(titles[check], tuple(line for one in some for line in _hint_lines(one, casefile)))
        for check, some in groupby(hints, key=lambda hint: hint.check)
    )


def _hint_lines(hint: CheckResult, casefile: Casefile) -> Iterator[str]:
    status = str(hint.status).replace("-", " ").capitalize()
    yield f"{status}: {hint.explanation.because}"
    called = _called_in(casefile)
    where = [called[path] for path in dict.fromkeys(hint.evidence) if path in called]
    if where:
        yield f"Where it stands: {', '.join(where)}"


def _called_in(casefile: Casefile) -> dict[str, str]:
    """Return what each record of a child is called, by its path: nobody reads ids."""
    return {
        path_of(casefile.child): "what is known about the child",
        **{path_of(one): _plan_called(one) for one in casefile.peps},
        **{
            path_of(one): f"the review of {day_in_words(one.reviewed_on)}"
            for one in casefile.qa_reviews
        },
        **{path_of(one): f"the audit of {day_in_words(one.audited_on)}" for one in casefile.audits},
    }


def _plan_called(pep: Pep) -> str:
    day = pep.known_by_day
    return f"the plan of {day_in_words(day)}" if day else f"the {pep_label(pep).lower()} plan"


def rating_the_answers_give(asking: Asking, answers: Answers, casefile: Casefile) -> str | None:
    """Return what rating the answers come to by the policy, in the words of its scale.

    None where that cannot be told yet.
    """
    found = judgement(asking, answers, casefile)
    if found is None:
        return None
    _, edition, form = found
    said = rating_in_words(form)
    titles = {value.id: value.title for value in edition.scale}
    named = [titles[one] for one in said.split(" or ") if one in titles]
    return " or ".join(named) or None


def _items(answers: Answers, list_: str, name: str) -> dict[str, str]:
    """Return the item of each question, by the question's id."""
    return {text(answers, join(list_, item, name)): item for item in texts(answers, list_)}


def _question_pages(
    page: Page, edition: QuestionsEdition, items: Mapping[str, str]
) -> Iterator[Page]:
    for question in edition.questions:
        item = items.get(question.id)
        if item is None:
            continue
        choices = edition.choices(question)
        wanting = [
            one.title for one in choices if one.explanation_required or one.id in question.explain
        ]
        yield _page(
            page,
            f"{QUESTION}-{question.id}",
            question.text,
            question.guidance,
            (
                _choice_of(page.fields[0], f"answers.{item}.answer", choices),
                _why(page.fields[1], f"answers.{item}.explanation", wanting),
            ),
            has_hint=bool(question.hint),
        )


def _part_pages(page: Page, edition: QuestionsEdition, items: Mapping[str, str]) -> Iterator[Page]:
    scale = [(one.id, one.title) for one in edition.scale]
    for part in edition.parts:
        item = items.get(part.id)
        if item is not None:
            wanting = ["any rating"] if part.comment_required else []
            yield _page(
                page,
                f"{PART}-{part.id}",
                part.title,
                None,
                (
                    _offered(page.fields[0], f"part_ratings.{item}.rating", scale),
                    _why(page.fields[1], f"part_ratings.{item}.comment", wanting),
                ),
                has_hint=bool(part.hint),
            )


def _rating_page(page: Page, edition: QuestionsEdition) -> Iterator[Page]:
    """Yield the page of the rating, unless nobody gives one."""
    if edition.rated_by != "nobody":
        scale = [(one.id, one.title) for one in edition.scale]
        fields = tuple(
            _offered(one, one.field, scale) if one.field == "rating" else one for one in page.fields
        )
        about = page.about or edition.rating_in_words
        yield page.model_copy(update={"fields": fields, "about": about})


def _page(  # what is different on each page
    page: Page,
    id_: str,
    title: str,
    about: str | None,
    fields: tuple[Asked, ...],
    *,
    has_hint: bool,
) -> Page:
    context = page.context if has_hint else tuple(x for x in page.context if x != Context.HINTS)
    return page.model_copy(
        update={"id": id_, "title": title, "about": about, "fields": fields, "context": context}
    )


def _choice_of(asked: Asked, field: str, choices: Iterable[AnswerChoice]) -> Asked:
    return _offered(asked, field, [(one.id, one.title) for one in choices])


def _offered(asked: Asked, field: str, choices: Iterable[tuple[str, str]]) -> Asked:
    words = tuple(CodeWords(code=code, label=label) for code, label in choices)
    return asked.model_copy(update={"field": field, "choices": words, "only_these": bool(words)})


def _why(asked: Asked, field: str, wanting: list[str]) -> Asked:
    needed = f"Needed with: {', '.join(wanting)}. " if wanting else ""
    return asked.model_copy(
        update={"field": field, "hint": f"{needed}{asked.hint or ''}".strip() or None}
    )
