"""The case: all that a plan is made from, declared, read, checked, changed and written."""

from sinews.case.canonical import canonical
from sinews.case.case import Case
from sinews.case.constraints import Constraint, all_made, made
from sinews.case.derived import derived
from sinews.case.describe import describe, describe_table
from sinews.case.diff import changes
from sinews.case.edges import EDGES, Edge, at_edge
from sinews.case.file import check_file, replace_file
from sinews.case.fleets import fleets_counted, leaving, leaving_in
from sinews.case.folder import check_folder, replace_folder
from sinews.case.frames import named
from sinews.case.holdings import held_before_withdrawals, held_by_alliance, held_by_pools, holdings
from sinews.case.json_schema import overlay_schema, settings_schema
from sinews.case.loan_money import loan_money
from sinews.case.money import (
    case_money,
    in_case_money,
    in_table_money,
    price_level,
    priced,
    table_money,
    unit_prices,
)
from sinews.case.names import file_in, inert, write_csv
from sinews.case.needed import FROM_BASELINE, factor_value, has_rows, require_rows
from sinews.case.order_books import for_others, for_ukraine, on_order, sharers
from sinews.case.output import OutputError, told
from sinews.case.outside import outside_parts, programme_shares
from sinews.case.overrides import Override, apply_overrides, parse_override
from sinews.case.payments import payment_parts
from sinews.case.peacetime import peacetime_use
from sinews.case.pledges import every_pledge, pledged_factor, pledged_last, pledges_of
from sinews.case.problems import CallError, CaseError, Problem
from sinews.case.provenance import status_shares
from sinews.case.read import open_case, open_kept, scenarios
from sinews.case.scopes import held_in_scope, members, scope_name, standing_offers
from sinews.case.settings import FULLY_MET, SETTINGS_FILE, Settings
from sinews.case.support_money import support_money
from sinews.case.unit_costs import entry_into_service, product_costs, unit_costs, worth
from sinews.case.units_held import fire_units_band, formations
from sinews.case.visibility import restricted_rows, told_restricted, without_restricted
from sinews.case.where import Provenance, list_sources, where
from sinews.case.whole import counted_whole
from sinews.case.workbook import write_template, write_workbook
from sinews.case.write import fill_with_case, write_case

__all__ = [
    "EDGES",
    "FROM_BASELINE",
    "FULLY_MET",
    "SETTINGS_FILE",
    "CallError",
    "Case",
    "CaseError",
    "Constraint",
    "Edge",
    "OutputError",
    "Override",
    "Problem",
    "Provenance",
    "Settings",
    "all_made",
    "apply_overrides",
    "at_edge",
    "canonical",
    "case_money",
    "changes",
    "check_file",
    "check_folder",
    "counted_whole",
    "derived",
    "describe",
    "describe_table",
    "entry_into_service",
    "every_pledge",
    "factor_value",
    "file_in",
    "fill_with_case",
    "fire_units_band",
    "fleets_counted",
    "for_others",
    "for_ukraine",
    "formations",
    "has_rows",
    "held_before_withdrawals",
    "held_by_alliance",
    "held_by_pools",
    "held_in_scope",
    "holdings",
    "in_case_money",
    "in_table_money",
    "inert",
    "leaving",
    "leaving_in",
    "list_sources",
    "loan_money",
    "made",
    "members",
    "named",
    "on_order",
    "open_case",
    "open_kept",
    "outside_parts",
    "overlay_schema",
    "parse_override",
    "payment_parts",
    "peacetime_use",
    "pledged_factor",
    "pledged_last",
    "pledges_of",
    "price_level",
    "priced",
    "product_costs",
    "programme_shares",
    "replace_file",
    "replace_folder",
    "require_rows",
    "restricted_rows",
    "scenarios",
    "scope_name",
    "settings_schema",
    "sharers",
    "standing_offers",
    "status_shares",
    "support_money",
    "table_money",
    "told",
    "told_restricted",
    "unit_costs",
    "unit_prices",
    "where",
    "without_restricted",
    "worth",
    "write_case",
    "write_csv",
    "write_template",
    "write_workbook",
]
