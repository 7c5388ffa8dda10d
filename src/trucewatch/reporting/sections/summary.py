"""The summary: a bullet or a few a subject, always in the same order."""

from itertools import islice

import polars as pl

from .. import wording
from ..document import Bullets, Phrase, Section, say
from ..editor import Editor, figure, rows
from . import access, clauses, crossings, harm, health, looking, restricted, supply, violations, words


def summary(editor: Editor) -> Section:
    """Violations, what was not observed, harm, corridor, crossings, supplies, health, restrictions, claims, clauses."""
    items: list[tuple[Phrase, ...]] = [_ceasefire(editor)]
    if not editor.remote:
        items.append((looking.not_observed(editor),))
    items.append((harm.harm_sentence(editor),))
    items += [(access.corridor_sentence(editor, corridor.id),) for corridor in editor.mission.corridors[:2]]
    if passages := crossings.crossing_sentences(editor):
        items.append(passages)
    items += supply.supply_points(editor)
    if serving := tuple(health.health_sentences(editor)):
        items.append(serving)
    if not editor.remote:
        items.append((restricted.restriction_sentence(editor),))
    if claimed := _claims(editor):
        items.append(claimed)
    if editor.mission.clauses:
        items.append((clauses.sentence(editor), *_due(editor)))
    return Section("summary", "Summary", (Bullets(tuple(items)),))


def _ceasefire(editor: Editor) -> tuple[Phrase, ...]:
    if not editor.remote:
        return (violations.headline(editor),)
    compared = rows(editor.pictures.agreement.comparisons, pl.col("measure") == "violations")
    return (looking.not_observed(editor), *(words.comparison_sentence(editor, row) for row in islice(compared, 2)))


def _claims(editor: Editor) -> tuple[Phrase, ...]:
    compared = list(rows(editor.pictures.agreement.comparisons, pl.col("measure") != "violations"))
    both = [row for row in compared if row["outcome"] != "one_sided"]
    alone = [row for row in compared if row["outcome"] == "one_sided" and row["kind"] == "baselines"]
    if both or alone:
        return tuple(words.comparison_sentence(editor, row) for row in (*both[:2], *alone[:1]))
    claims = list(rows(editor.pictures.agreement.claims, pl.col("amount_low").is_not_null()))
    return tuple(words.claim_sentence(editor, row) for row in claims[:2])


def _due(editor: Editor) -> tuple[Phrase, ...]:
    passed = list(rows(editor.pictures.agreement.clauses, pl.col("due_state") == "passed"))
    apart = list(rows(editor.pictures.agreement.clauses, pl.col("differences").list.len() > 0))
    if not passed and not apart:
        return ()
    said = []
    if passed:
        count = wording.number(len(passed))
        said.append(say(f"the due date of {count} clause{'' if len(passed) == 1 else 's'} has passed"))
    if apart:
        named = editor.listing(say(figure(editor.clause(row["clause"]), row)) for row in apart)
        said.append(say("the published renderings part on the date words of ", named))
    return (say("Of the agreement, ", editor.listing(said), "."),)
