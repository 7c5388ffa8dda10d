"""The pictures as tables: what is exported, listed and served, by name."""

from collections.abc import Callable

import polars as pl

from .pictures import Pictures

TABLES: dict[str, Callable[[Pictures], pl.DataFrame]] = {
    "observations": lambda pictures: pictures.holdings.observations,
    "incidents": lambda pictures: pictures.incidents.frame,
    "members": lambda pictures: pictures.incidents.members,
    "links": lambda pictures: pictures.incidents.links,
    "leads": lambda pictures: pictures.incidents.leads,
    "counts": lambda pictures: pictures.ceasefire.counts,
    "conversions": lambda pictures: pictures.ceasefire.conversions,
    "rates": lambda pictures: pictures.ceasefire.rates,
    "alarms": lambda pictures: pictures.ceasefire.alarms,
    "attributions": lambda pictures: pictures.ceasefire.attributions,
    "hypotheses": lambda pictures: pictures.ceasefire.hypotheses,
    "balance": lambda pictures: pictures.ceasefire.balance,
    "lists": lambda pictures: pictures.ceasefire.lists,
    "forecasts": lambda pictures: pictures.ceasefire.forecasts,
    "fan": lambda pictures: pictures.ceasefire.fan,
    "scores": lambda pictures: pictures.ceasefire.scores,
    "fires": lambda pictures: pictures.ceasefire.fires,
    "corroborations": lambda pictures: pictures.ceasefire.corroborations,
    "silences": lambda pictures: pictures.ceasefire.quiet,
    "coverage": lambda pictures: pictures.coverage.cells,
    "calendar": lambda pictures: pictures.looking_back.calendar,
    "watches": lambda pictures: pictures.coverage.watches,
    "segments": lambda pictures: pictures.corridor.segments,
    "reach": lambda pictures: pictures.corridor.reach,
    "passages": lambda pictures: pictures.corridor.passages,
    "weekly": lambda pictures: pictures.week.table,
    "passages-unseen": lambda pictures: pictures.corridor.unseen,
    "gaps": lambda pictures: pictures.corridor.gaps,
    "restrictions": lambda pictures: pictures.corridor.restrictions,
    "access": lambda pictures: pictures.corridor.access,
    "consignments": lambda pictures: pictures.supplies.consignments,
    "flows": lambda pictures: pictures.supplies.flows,
    "shares": lambda pictures: pictures.supplies.against,
    "cover": lambda pictures: pictures.supplies.cover,
    "registers": lambda pictures: pictures.supplies.registers,
    "reckonings": lambda pictures: pictures.supplies.reckonings,
    "books": lambda pictures: pictures.supplies.books,
    "claims": lambda pictures: pictures.agreement.claims,
    "comparisons": lambda pictures: pictures.agreement.comparisons,
    "statements": lambda pictures: pictures.agreement.statements,
    "restatements": lambda pictures: pictures.agreement.restatements,
    "clauses": lambda pictures: pictures.agreement.clauses,
    "renderings": lambda pictures: pictures.agreement.renderings,
    "compliance": lambda pictures: pictures.agreement.compliance,
    "findings": lambda pictures: pictures.agreement.findings,
    "cases": lambda pictures: pictures.agreement.cases,
    "steps": lambda pictures: pictures.agreement.steps,
    "plan": lambda pictures: pictures.plan.frame,
}
"""Each table of the pictures of a period, by the name it is exported under."""
