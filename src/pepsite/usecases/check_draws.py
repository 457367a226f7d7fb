"""Is a sample that a change brings what its plan and its seed give? Asked by the gate."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from pepsite.errors import GitError, PepsiteError
from pepsite.findings import finding
from pepsite.git.proposed import object_of
from pepsite.git.trees import GitTree
from pepsite.usecases.check_samples import faults_of_draw
from pepsite.usecases.draw_sample import NOT_HELD
from pepsite.usecases.workspace import open_authority, open_workspace, policy_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pepsite.findings import Finding
    from pepsite.policy.pack import PolicyPack
    from pepsite.records.review import Sample
    from pepsite.store.files import Source
    from pepsite.usecases.workspace import Opened


def samples_as_drawn(
    folder: Path,
    after: Source,
    policy_from: Source | None,
    samples: Iterable[tuple[str, Sample]],
    jobs: int,
) -> Iterator[Finding]:
    """Yield the new samples that are not what comes of drawing them again.

    What one was drawn from is gathered from its commit, where the repository has that, else taken
    from its own list. One with neither nobody can draw again. The policy is that of the base.
    """
    try:
        opened = open_workspace(after, leave_out=NOT_HELD)
        policy = opened.policy
        if policy_from is not None:
            policy = policy_of(open_authority(policy_from), policy_from)
    except PepsiteError:
        return  # what is wrong with it is told of elsewhere
    for path, sample in samples:
        if _has_plan(sample, policy) and not _is_as_drawn(sample, folder, opened, policy, jobs):
            yield finding("sample-not-as-drawn", path, ("drawn",))


def _has_plan(sample: Sample, policy: PolicyPack) -> bool:
    used = sample.plan
    return any(
        plan.id == used.name and any(one.from_on == used.edition for one in plan.versions)
        for plan in policy.plans
    )


def _is_as_drawn(
    sample: Sample, folder: Path, opened: Opened, policy: PolicyPack, jobs: int
) -> bool:
    with ExitStack() as trees:
        try:
            then = _as_it_was(sample, folder, trees)
            drawn_from = replace(then or opened, policy=policy)
            return not faults_of_draw(sample, drawn_from, jobs, from_commit=then is not None)
        except PepsiteError:
            return False  # nothing is drawn from records that cannot be read


def _as_it_was(sample: Sample, folder: Path, trees: ExitStack) -> Opened | None:
    if sample.commit is None:
        return None
    try:
        commit = object_of(folder, sample.commit)
    except GitError:
        return None
    return open_workspace(trees.enter_context(GitTree(folder, commit)), leave_out=NOT_HELD)
