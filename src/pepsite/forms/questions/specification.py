"""What a form asks, in which order and in which words: the shape of `forms/wording/*.yaml`.

The models of records say what a field can hold. Here stands what people read, and nothing an
authority decided: who owns a section, what is required and what an audit asks are its policy's.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from pepsite.policy.base import ALWAYS, When
from pepsite.policy.completeness import FieldName, NoAnswerKind
from pepsite.policy.questions import GuidanceTopic
from pepsite.privacy.permission import WITHOUT_ACCOUNT
from pepsite.records.base import Line, Model, Prose, refuse
from pepsite.records.codes import Role
from pepsite.records.sections import SignedSection

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
"""Names a form, a section or a page, and stands in addresses. Kept as long as drafts are."""

Words = Annotated[str, StringConstraints(min_length=1, max_length=600)]
"""What people read. `{child}` stands for what the child is called on this screen."""


class Context(StrEnum):
    """What is shown beside the questions of a page, from other records or the last plan."""

    LAST_ANSWER = "last-answer"
    LAST_RATING = "last-rating"
    ASKED_FOR_LAST_TIME = "asked-for-last-time"
    SAID_LAST_TIME = "said-last-time"
    TARGETS_LAST_TIME = "targets-last-time"
    HINTS = "hints"


class AnswerIs(Model):
    """A condition on another answer of this form.

    On a page for one item of a list the field is looked for in the item, then from the top.
    `answered` asks only whether anything stands there, an honest answer included.
    """

    field: FieldName
    is_: tuple[Line, ...] = Field(default=(), alias="is")
    is_not: tuple[Line, ...] = ()
    answered: bool | None = None


class ShownWhen(Model):
    """When a page is asked. All that is given must hold.

    `plan` is about the PEP's phase, type and year group, `record` about whether it is there
    already. Of `either` one must hold. What `answers` or `either` hide is not part of the record;
    what the others hide stays in it.
    """

    plan: When = ALWAYS
    record: Literal["new", "existing"] | None = None
    answers: tuple[AnswerIs, ...] = ()
    either: tuple[AnswerIs, ...] = ()


SHOWN_ALWAYS = ShownWhen()


class CodeWords(Model):
    """What one code is called."""

    code: Line
    label: Words
    hint: Words | None = None


class Asked(Model):
    """One field as a question.

    Without a label the page's title is the question. `choices` puts codes into other words;
    with `only_these` no other code is offered. `items_of` is the list that ids are chosen
    from. `choices` may also name the honest answers, and `given`: the questions about it follow.
    `no_answers` are the honest answers that make sense here, if any. `after` is what stands after
    the box: "hours". `needed`: the form is not sent without it, whatever its record can do without.
    `open_when` says when it may be left open, where "optional" says too little.
    """

    field: FieldName
    label: Words | None = None
    hint: Words | None = None
    choices: tuple[CodeWords, ...] = ()
    only_these: bool = False
    items_of: FieldName | None = None
    no_answers: tuple[NoAnswerKind, ...] | None = None
    width: Literal["short", "middle", "long"] | None = None
    after: Words | None = None
    needed: bool = False
    open_when: Words | None = None


class ItemList(Model):
    """A list that is added to one item after another.

    `one` is the line that stands for an item: field names in braces become its answers, the
    first part that has one is taken where parts are separated by ` | `. With `adds_one` the form
    is begun with one new item, and asks about that alone: there is no page of the list.
    """

    field: FieldName
    one: Words
    what: Words
    add: Words
    add_another: Words
    none_yet: Words
    no_answers: tuple[NoAnswerKind, ...] | None = None
    hint: Words | None = None
    adds_one: bool = False
    pages: tuple["Page", ...] = Field(min_length=1)


class Page(Model):
    """One page: some questions on one thing, or a list."""

    id: Slug
    section: Slug | None = None
    title: Words
    about: Prose | None = None
    fields: tuple[Asked, ...] = ()
    list_: ItemList | None = Field(default=None, alias="list")
    shown_when: ShownWhen = SHOWN_ALWAYS
    context: tuple[Context, ...] = ()

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if bool(self.fields) == (self.list_ is not None):
            raise refuse("needs-with-it", "id", name="fields or list")
        return self


class Section(Model):
    """A group of pages, and who fills it in where the policy does not say.

    `signed` names the section of the plan that the policy gives an owner. `after` are the
    sections that have to be done first. `pages_from` takes in the pages of another form. With
    `confirmed_at_once`, what carried over is shown on one page, to be confirmed as a whole.
    `topics` are what the section is about, as the questions of a policy say it: whoever puts a
    plan right finds on its pages which of those questions were not met.
    """

    id: Slug
    title: Words
    about: Words | None = None
    signed: SignedSection | None = None
    owner: Role | None = None
    after: tuple[Slug, ...] = ()
    pages_from: Slug | None = None
    confirmed_at_once: bool = False
    topics: tuple[GuidanceTopic, ...] = ()


class Computed(Model):
    """A field that nobody is asked for, and where it comes from."""

    field: FieldName
    why: Words


class Form(Model):
    """One form.

    `owns`: it is the form in which every field of its kind of record has its one page, or its
    line under `computed`. Other forms of that kind ask some of the fields, in other words.
    `about_as_file` stands in the place of `about` where the form goes out as a file.
    `changes` names the form whose record, whole already, is changed: its sections come after the
    form's own, and it is sent only where something in them was changed.
    `judged_by`: its questions come from the policy's checklist or template, one page for each.
    """

    schema_: Literal["form/1"] = Field(alias="schema")
    id: Slug
    version: Annotated[int, Field(ge=1, le=1000)]
    record: Slug
    title: Words
    about: Prose
    about_as_file: Prose | None = None
    owns: bool
    filled_in_by: tuple[Role, ...] = Field(min_length=1)
    speaks_to: Literal["adult", "child"] = "adult"
    judged_by: Literal["checklist", "template"] | None = None
    no_answers: tuple[NoAnswerKind, ...] = (NoAnswerKind.NOT_KNOWN_YET, NoAnswerKind.DOES_NOT_APPLY)
    changes: Slug | None = None
    sections: tuple[Section, ...] = Field(min_length=1)
    pages: tuple[Page, ...]
    computed: tuple[Computed, ...] = ()
    sent_title: Words
    sent_next: tuple[Words, ...] = ()

    @property
    def is_lent(self) -> bool:
        """Whether those it is for fill it in on the screen of somebody else."""
        return WITHOUT_ACCOUNT.issuperset(self.filled_in_by)


# --- Words that all forms share


class CodeList(Model):
    """What the codes of one list are called. Those `alone` are chosen with no other."""

    list_: Line = Field(alias="list")
    alone: tuple[Line, ...] = ()
    codes: tuple[CodeWords, ...] = Field(min_length=1)


class FollowUp(Model):
    """A question about an honest answer, on the page after it."""

    field: Line
    label: Words
    hint: Words | None = None


class HonestAnswer(Model):
    """What an honest answer is called, and what is asked next."""

    code: NoAnswerKind
    label: Words
    title: Words
    follow_up: tuple[FollowUp, ...] = Field(min_length=1)


class CommonWords(Model):
    """`common.yaml`: what every form says the same way."""

    schema_: Literal["form-common/1"] = Field(alias="schema")
    answers_instead: Words
    part_is_answered: Words
    yes: Words
    no: Words
    not_answered: Words
    taken_out: Words
    optional: Words
    advised: Words
    carried: Words
    the_child: Words
    honest: tuple[HonestAnswer, ...]
    progress: tuple[CodeWords, ...]
    months: tuple[Words, ...] = Field(min_length=12, max_length=12)
    lists: tuple[CodeList, ...]


class ErrorWords(Model):
    """What one error says on a page, by the sort of question where that makes a difference."""

    code: Slug
    words: Words
    for_sort: tuple[CodeWords, ...] = ()


class FieldErrorWords(Model):
    """What an error says at one field, where the general words would not help."""

    field: FieldName
    code: Slug
    words: Words


class NotMet(Model):
    """Errors that no form can meet, and why."""

    why: Words
    codes: tuple[Slug, ...] = Field(min_length=1)


class ErrorsFile(Model):
    """`errors.yaml`: what is said when something is wrong. No words of a record are in it."""

    schema_: Literal["form-errors/1"] = Field(alias="schema")
    errors: tuple[ErrorWords, ...]
    at_fields: tuple[FieldErrorWords, ...] = ()
    not_met: tuple[NotMet, ...] = ()
