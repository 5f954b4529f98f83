"""The command line: thin commands over the public functions.

Answers go to standard output, everything meant for a person who waits to standard error. Exit code 0 is done,
1 is "the answer is no", 2 is a wrong input or call. Heavy libraries load only when a command needs them.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sinews.commands.airdefence import airdefence
from sinews.commands.brief import brief
from sinews.commands.cache import cache
from sinews.commands.case import app as case_commands
from sinews.commands.endurance import endurance
from sinews.commands.explain import explain
from sinews.commands.export import export
from sinews.commands.glossary import glossary
from sinews.commands.medical import medical
from sinews.commands.movement import movement
from sinews.commands.order import InOrder
from sinews.commands.readings import readings
from sinews.commands.review import review
from sinews.commands.rules import rules
from sinews.commands.shared import (
    ConstraintsOption,
    JsonFlag,
    ReportOption,
    RestrictedOption,
    SetOption,
    WithoutRuleOption,
    answers,
    give_document,
    may_write,
    messages,
    one_of,
    open_case_and_warn,
    open_plan_with,
    plain,
    plan_to_write,
    progress_of_steps,
)
from sinews.commands.track import track
from sinews.failures import check_memory, told_in_a_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sinews.assessment import Review
    from sinews.case import Case
    from sinews.document import Document
    from sinews.implementation import Plan

app = typer.Typer(
    name="sinews",
    cls=InOrder,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Plan collective defence in the open: from pledge to factory slot, with a reason for every number. "
    "Answers take seconds; [bold]medical[/bold], [bold]movement[/bold], [bold]rules[/bold], "
    "[bold]plan --hold[/bold] and [bold]review --stress[/bold] take minutes.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    """Print the version and end, if asked to."""
    if asked:
        from sinews import __version__

        answers().print(f"sinews {__version__}")
        raise typer.Exit


app.add_typer(case_commands, name="case")
app.command(epilog="Example: [bold]sinews airdefence --report air.html[/bold]")(airdefence)
app.command(epilog="Example: [bold]sinews movement --plan centre --report movement.html[/bold]")(movement)
app.command(epilog="Example: [bold]sinews endurance --intensity high --report endurance.html[/bold]")(
    endurance
)
app.command(epilog="Example: [bold]sinews review sinews-plan --stress --report review.html[/bold]")(review)
app.command(epilog="Example: [bold]sinews brief sinews-plan --ally LVA[/bold]")(brief)
app.command(epilog="Example: [bold]sinews track sinews-plan --against newer-case[/bold]")(track)
app.command(epilog="Example: [bold]sinews medical --plan north --report medical.html[/bold]")(medical)
app.command(epilog="Example: [bold]sinews readings --report readings.html[/bold]")(readings)
app.command(epilog="Example: [bold]sinews explain sinews-plan --line patriot_us[/bold]")(explain)
app.command(epilog="Example: [bold]sinews rules sinews-plan --rule usa_ships[/bold]")(rules)
app.command(epilog="Example: [bold]sinews export sinews-plan plan.xlsx[/bold]")(export)
app.command(epilog="Example: [bold]sinews glossary days[/bold]")(glossary)
app.command(epilog="Example: [bold]sinews cache --clear[/bold]")(cache)


@app.callback()
def sinews(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Take the options that stand before a command."""


@app.command(
    epilog="Example: [bold]sinews plan --set pledges.amd_increase.factor=6 --out six-times[/bold]",
)
def plan(
    case: Annotated[
        str,
        typer.Argument(
            help="[bold]baseline[/bold], a scenario, a folder, a workbook (.xlsx) or an overlay (.toml)."
        ),
    ] = "baseline",
    set_: SetOption = None,
    after: Annotated[
        Path | None,
        typer.Option(metavar="PLAN", help="Start from this plan of a case much like it: quicker."),
    ] = None,
    out: Annotated[Path, typer.Option(help="The plan folder to write.", callback=plan_to_write)] = Path(
        "sinews-plan"
    ),
    hold: Annotated[
        bool,
        typer.Option(
            "--hold",
            help="Make what breaks under the defence plans a requirement and plan again, until the plan "
            "holds or provably cannot; takes minutes. Exit code 1 if it does not hold.",
        ),
    ] = False,
    years: Annotated[
        list[int] | None,
        typer.Option("--year", help="A year that [bold]--hold[/bold] tests; may be repeated."),
    ] = None,
    movement: Annotated[
        bool, typer.Option("--movement", help="Let [bold]--hold[/bold] size movement too: minutes more.")
    ] = False,
    readings_: Annotated[
        bool,
        typer.Option(
            "--readings",
            help="Put the plan under each reading of the public texts into the report: 15 s more.",
        ),
    ] = False,
    without_rule: WithoutRuleOption = None,
    constraints: ConstraintsOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Turn the pledges of a case into a costed, time-phased plan, and write it with its report."""
    import sinews
    from sinews.case import apply_overrides
    from sinews.case.suppliers import without_rules
    from sinews.implementation import read_constraints

    if hold and after is not None:
        raise typer.BadParameter(
            "the loop starts from nothing; leave out --hold or --after", param_hint="--after"
        )
    for given, option in ((years, "--year"), (movement, "--movement")):
        if given and not hold:
            raise typer.BadParameter("only --hold tests anything; add it", param_hint=option)
    with progress_of_steps() as tell:
        tell("case: reading and checking")
        opened = without_rules(apply_overrides(open_case_and_warn(case), set_ or []), without_rule or [])
        last = None if after is None else sinews.open_plan(after)
        families = [] if constraints is None else read_constraints(constraints)
        if hold:
            made = _held(opened, years, movement, tell, families)
        else:
            made = sinews.plan(opened, progress=tell, after=last, constraints=families)
        made.save(out)
        with _saved(out):
            tell("review: what the plan achieves")
            review = sinews.review(made)
            from sinews.present.summary import summarise
            from sinews.present.topics.plan import report
            from sinews.present.writers import write
            from sinews.readings import readings as plan_each
            from sinews.verify.plan import check as checked
            from sinews.verify.plan import with_verdict

            found = plan_each(opened, tell) if readings_ else None
            paged = may_write(opened, "report.html", restricted)
            if paged:
                tell("check: every figure from the case and the other tables")
                verdict = checked(made, out)
                tell("report: tables and charts")
                told = report(made, review, summarise(made, review), found)
                write(with_verdict(told, verdict), out / "report.html")
    give_document(_summary(made, review), json_=json_)
    if after is not None:
        messages().print(f"The search started {plain(made.solution.start)}.")
    page = f"; open [bold]{plain(out / 'report.html')}[/bold] in a browser" if paged else ""
    messages().print(f"Written to [bold]{plain(out)}[/bold]{page}.")
    if hold and not _holds(made):
        raise typer.Exit(1)


@app.command(epilog="Example: [bold]sinews show sinews-plan[/bold]")
def show(
    folder: Annotated[Path, typer.Argument(help="A plan folder.")] = Path("sinews-plan"),
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Print a plan again."""
    import sinews

    plan = sinews.open_plan(folder)
    document = _summary(plan, sinews.review(plan))
    give_document(document, json_=json_, report=report, restricted=restricted)


@app.command(epilog="Example: [bold]sinews compare sinews-plan six-times[/bold]")
def compare(
    a: Annotated[Path, typer.Argument(help="A plan folder.")],
    b: Annotated[Path, typer.Argument(help="Another plan folder.")],
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Show what changed between two plans: the case, the cost, the years in which requirements are met."""
    import sinews
    from sinews.present.topics.compare import page

    before, after = sinews.open_plan(a), sinews.open_plan(b)
    names = (a.resolve().name, b.resolve().name)
    found = sinews.compare(before, after, names if names[0] != names[1] else (str(a), str(b)))
    give_document(page(found), json_=json_, report=report, restricted=restricted)


@app.command(epilog="Example: [bold]sinews apportion --rule talmud --compare[/bold]")
def apportion(
    case: Annotated[str, typer.Argument(help="A case, as for [bold]sinews plan[/bold].")] = "baseline",
    rule: Annotated[
        str | None, typer.Option(help="Rule of division, as the case's setting [bold]rule[/bold].")
    ] = None,
    ability: Annotated[
        str | None, typer.Option(help="Measure of ability, as the case's setting [bold]ability[/bold].")
    ] = None,
    compare: Annotated[bool, typer.Option("--compare", help="Set all rules side by side.")] = False,
    set_: SetOption = None,
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Share the requirements out among the allies; exit code 1 if some cannot be assigned for good."""
    from sinews import apportionment, guidance, requirements
    from sinews.apportionment import ABILITIES, RULES
    from sinews.case import apply_overrides, canonical, in_table_money
    from sinews.present.topics.apportion import page

    one_of(rule, RULES, "--rule", "a rule of division")
    one_of(ability, ABILITIES, "--ability", "a measure of ability")
    chosen = {key: value for key, value in (("rule", rule), ("ability", ability)) if value is not None}
    # divided, and told, in the money of the tables: another currency of the answers chooses no target
    asked = apply_overrides(open_case_and_warn(case), set_ or []).with_settings(**chosen)
    opened = in_table_money(canonical(asked))
    with progress_of_steps() as tell:
        tell("requirements: what is needed")
        needs = requirements.determine(opened, guidance.establish(opened))
        tell("apportionment: who provides what")
        targets = apportionment.set_targets(opened, needs)
        compared = apportionment.compare_rules(opened, needs) if compare else None
    give_document(page(opened, targets, compared), json_=json_, report=report, restricted=restricted)


@app.command(epilog="Example: [bold]sinews verify --published[/bold]")
def verify(
    published: Annotated[
        bool,
        typer.Option(
            "--published",
            help="Set what others have published beside the plan of the baseline instead; exit code 1 if "
            "fewer than three quarters of what is compared agree within a quarter, or a gap has no reason.",
        ),
    ] = False,
    hindcast: Annotated[
        bool,
        typer.Option(
            "--hindcast",
            help="Plan as of 1 January 2022 instead, and set it beside what happened to 2025: how far off it "
            "is, what of that is knowledge and what the model, and how the errors spread.",
        ),
    ] = False,
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Check the methods against published worked examples, in half a minute; exit code 1 if one fails."""
    if published and hindcast:
        raise typer.BadParameter("one at a time; leave out --published", param_hint="--hindcast")
    made = _hindcast() if hindcast else _published() if published else _checked()
    give_document(made, json_=json_, report=report, restricted=restricted)


@app.command(epilog="Example: [bold]sinews check sinews-plan[/bold]")
def check(
    folder: Annotated[Path, typer.Argument(help="A plan folder.")] = Path("sinews-plan"),
    constraints: ConstraintsOption = None,
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Check a plan from its case and tables alone: every figure follows; exit code 1 if one does not."""
    from sinews.verify.plan import check as checked
    from sinews.verify.plan import page

    plan = open_plan_with(folder, constraints)
    give_document(page(plan.case, checked(plan, folder)), json_=json_, report=report, restricted=restricted)


def main() -> None:
    """Run the command line; a user's mistake ends with a clear message and exit code 2, never a traceback."""
    with told_in_a_sentence():
        if not {"-h", "--help", "--version"} & set(sys.argv):
            check_memory()
        app()


def _checked() -> Document:
    """Check the methods against published worked examples."""
    from sinews.verify import page, run_checks

    return page(run_checks())


def _published() -> Document:
    """Plan the baseline and set what others have published beside it."""
    import sinews
    from sinews.verify.published import compare, page

    with progress_of_steps() as tell:
        plan = sinews.plan(sinews.open_case(), progress=tell)
        tell("review: what the plan does for economies")
        return page(compare(plan))


def _hindcast() -> Document:
    """Plan the case of 2022 in its two variants and set what happened beside them."""
    from sinews.verify.hindcast import compare, distributions, make_plans, page

    with progress_of_steps() as tell:
        rows = compare(make_plans(tell))
    return page(rows, distributions(rows))


@contextmanager
def _saved(out: Path) -> Iterator[None]:
    """Say where the plan is saved if presenting it ends for any reason."""
    try:
        yield
    except BaseException:
        messages().print(f"The plan is saved in [bold]{out}[/bold]; what follows is about its report.")
        raise


def _held(
    case: Case,
    years: list[int] | None,
    movement: bool,
    tell: Callable[[str], None],
    constraints: Sequence[Any],
) -> Plan:
    """Plan a case until it holds or provably cannot."""
    import sinews
    from sinews.assessment.finding import ENABLERS
    from sinews.assessment.needs import USUAL

    outside = sorted(set(years or ()) - set(case.years))
    if outside:
        planned = f"{case.years[0]} to {case.years[-1]}"
        raise typer.BadParameter(
            f"{outside[0]} is no planning year; the case has {planned}", param_hint="--year"
        )
    enablers = ENABLERS if movement else USUAL
    return sinews.hold(case, years, enablers=enablers, progress=tell, constraints=constraints)


def _holds(plan: Plan) -> bool:
    """Return whether all that the last round tested is held."""
    rounds = plan.rounds
    return bool(rounds.filter(rounds["round"] == rounds["round"].max())["holds"].all())


def _summary(plan: Plan, review: Review) -> Document:
    """Return the headline of a plan as a document."""
    from sinews.present.summary import summarise
    from sinews.present.topics.plan import page

    return page(plan, summarise(plan, review))
