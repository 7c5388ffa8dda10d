"""The columns of the agreement's frames. Times are UTC."""

import polars as pl

MACHINE_READ = " Read by a machine; no person has accepted it."
"""Said of every proposal."""

TIME = pl.Datetime("us", "UTC")
IDS = pl.List(pl.String)

CLAIMS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "claimant": pl.String(),
    "side": pl.String(),
    "source": pl.String(),
    "measure": pl.String(),
    "about": pl.String(),
    "against": pl.String(),
    "start": TIME,
    "end": TIME,
    "days": pl.Float64(),
    "amount_low": pl.Float64(),
    "amount_high": pl.Float64(),
    "unit": pl.String(),
    "daily_measure": pl.String(),
    "per_day_low": pl.Float64(),
    "per_day_high": pl.Float64(),
    "per_day_unit": pl.String(),
    "said_at": TIME,
    "speaks_of_period": pl.Boolean(),
    "said_in_period": pl.Boolean(),
    "grade_source": pl.String(),
    "grade_information": pl.String(),
    "basis": pl.String(),
    "url": pl.String(),
    "text": pl.String(),
    "entry": pl.String(),
    "proposed": pl.Boolean(),
}
"""Claims that speak of the period or were made in it, claimants of the parties first, in their order.

``side`` is the party the claimant is or speaks for. ``per_day_low``, ``per_day_high`` are null where the measure is
neither a total nor a rate, or its unit has no stated conversion."""

COMPARISONS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "measure": pl.String(),
    "about": pl.String(),
    "against": pl.String(),
    "first": pl.String(),
    "first_side": pl.String(),
    "first_measure": pl.String(),
    "first_start": TIME,
    "first_end": TIME,
    "first_low": pl.Float64(),
    "first_high": pl.Float64(),
    "second": pl.String(),
    "second_side": pl.String(),
    "second_measure": pl.String(),
    "second_start": TIME,
    "second_end": TIME,
    "second_low": pl.Float64(),
    "second_high": pl.Float64(),
    "unit": pl.String(),
    "ratio": pl.Float64(),
    "outcome": pl.String(),
    "kind": pl.String(),
    "entries": IDS,
}
"""What two sides say of one thing over spans that overlap: ``outcome`` is *agree*, *differ*, *one_sided*, or
*not_comparable* for losses that two parties tell of without saying whose.

``measure`` is what they speak of, ``first_measure`` and ``second_measure`` what each asserts (*corridor_open* against
*corridor_closed*); ``against`` is the party that both accuse, or "". ``first`` and ``second`` are in the parties'
order; ``second`` is "" where one side alone has spoken. ``ratio`` is the larger middle by the smaller. ``kind`` is
*claims*, or *baselines* for figures of the mission file's table."""

RECORD: dict[str, pl.DataType] = {
    "id": pl.String(),
    "claim": pl.String(),
    "claimant": pl.String(),
    "measure": pl.String(),
    "about": pl.String(),
    "outcome": pl.String(),
    "own_least": pl.Float64(),
    "seen_share": pl.Float64(),
    "claim_low": pl.Float64(),
    "claim_high": pl.Float64(),
    "unit": pl.String(),
    "entries": IDS,
}
"""Each claim against the mission's own record.

``outcome`` is *not_compared*, *not_observed*, *could_not_be_seen* (more is claimed than was recorded, and not all of
the area and time was observed), *not_contradicted*, *confirmed* or *at_odds*. ``own_least`` is the least that the
mission itself must have seen of it, over the claim's span; of violations, by whomever. ``seen_share`` is the share
of area and time then observed, for claims of violations."""

STATEMENTS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "speaker": pl.String(),
    "side": pl.String(),
    "source": pl.String(),
    "chain": IDS,
    "to": pl.String(),
    "stance": pl.String(),
    "clause": pl.String(),
    "said_start": TIME,
    "said_end": TIME,
    "quoted": pl.Boolean(),
    "grade_source": pl.String(),
    "grade_information": pl.String(),
    "url": pl.String(),
    "text": pl.String(),
    "entry": pl.String(),
    "proposed": pl.Boolean(),
}
"""Statements made in the period, by time; ``chain`` is outermost outlet first. ``proposed``: a machine read it."""

RESTATEMENTS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "speaker": pl.String(),
    "side": pl.String(),
    "carriers": IDS,
    "n_origins": pl.Int64(),
    "differs": IDS,
    "said_start": TIME,
    "said_end": TIME,
    "text": pl.String(),
    "statements": IDS,
    "entries": IDS,
}
"""Statements of the period that several texts tell, one row a statement: ``carriers`` are the sources it was read in,
``n_origins`` how many of them are independent, ``differs`` where the tellings part, ``statements`` their rows."""

CLAUSES: dict[str, pl.DataType] = {
    "id": pl.String(),
    "clause": pl.String(),
    "title": pl.String(),
    "bound": IDS,
    "obligation": pl.String(),
    "topic": pl.String(),
    "about": pl.String(),
    "starts": pl.Date(),
    "due": pl.Date(),
    "due_state": pl.String(),
    "until": pl.Date(),
    "observable": pl.String(),
    "test": pl.String(),
    "duty": pl.String(),
    "weapons": IDS,
    "from_mm": pl.Float64(),
    "below_mm": pl.Float64(),
    "distance_km": pl.Float64(),
    "zones": IDS,
    "excepts": IDS,
    "after": IDS,
    "versions": IDS,
    "differences": IDS,
    "statements": IDS,
}
"""The clauses of the agreement; whether they are kept is in COMPLIANCE.

``due_state`` is *none*, *ahead*, *passed*, or *depends_on_rendering* on the day on which the renderings part.
``differences`` are the date words in which the renderings part, one text for each date; ``statements`` are row ids."""

RENDERINGS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "clause": pl.String(),
    "version": pl.String(),
    "text": pl.String(),
    "source": pl.String(),
    "date_words": IDS,
    "due_inclusive": pl.Boolean(),
    "due_state": pl.String(),
}
"""Each clause as each published rendering has it. ``date_words`` are the dates with the words that bind them."""

FINDINGS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "clause": pl.String(),
    "party": pl.String(),
    "evidence": pl.String(),
    "kind": pl.String(),
    "verdict": pl.String(),
    "start": TIME,
    "end": TIME,
    "says": pl.String(),
    "entries": IDS,
}
"""Everything seen in the period that a clause in force speaks of, tested against it: a proposal, never a finding.

``evidence`` is the row or entry tested, of ``kind`` incident, watch, restriction, segment, report, consignment, weapon,
inspection, or site where nobody visited one. ``party`` is whom it speaks of, "" where it names none. ``verdict`` is
*complied*, *in_breach*, *not_observable* or *disputed*; ``says`` why."""

COMPLIANCE: dict[str, pl.DataType] = {
    "id": pl.String(),
    "clause": pl.String(),
    "party": pl.String(),
    "verdict": pl.String(),
    "score": pl.Float64(),
    "says": pl.String(),
    "because": IDS,
    "confirmed": pl.String(),
    "case": pl.String(),
    "reported": pl.String(),
    "reports": IDS,
    "statements": IDS,
    "findings": IDS,
}
"""Each clause as a whole (``party`` "") and for each that is bound; last the agreement (``clause`` "").

``verdict`` as in FINDINGS, or *not_due*, *not_in_force*. ``score`` of the whole clause is 0 to 3 after the Peace
Accords Matrix, null where it could not be observed; of the agreement the mean. ``because`` says what kept it from being
observed. ``confirmed`` is what people found in ``case``, the last that is open; "" if they did not. ``reported`` is
what the party last reported of itself in the period, "" if it did not; ``reports`` are the rows of its own and others'
reports on the clause. They stand beside the verdict and are no part of it."""

CASES: dict[str, pl.DataType] = {
    "id": pl.String(),
    "case": pl.String(),
    "clause": pl.String(),
    "party": pl.String(),
    "opened": TIME,
    "stage": pl.String(),
    "outcome": pl.String(),
    "moved": TIME,
    "due": pl.Date(),
    "closed": pl.Boolean(),
    "overdue": pl.Boolean(),
    "says": pl.String(),
    "steps": IDS,
}
"""One row a case as it stands at the end of the period: its last step (``stage``, ``outcome``, ``moved``), the day by
which the next is due, and whether that day has passed."""

STEPS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "case": pl.String(),
    "step": pl.String(),
    "clause": pl.String(),
    "party": pl.String(),
    "source": pl.String(),
    "outcome": pl.String(),
    "start": TIME,
    "end": TIME,
    "in_period": pl.Boolean(),
    "due": pl.Date(),
    "rows": IDS,
    "says": pl.String(),
    "text": pl.String(),
    "entry": pl.String(),
}
"""The timeline up to the end of the period: steps of cases, calls on the hotline, reports of parties on themselves."""
