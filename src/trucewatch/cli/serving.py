"""The operations room, and who may come in."""

from typing import Annotated

import typer

from trucewatch import mission, server

from .common import DATABASE, HERE, AsJson, MissionDir, UserError, app, print_json, say

account_app = typer.Typer(help="Who may come into the operations room.")
app.add_typer(account_app, name="account")

Password = Annotated[
    str, typer.Option(envvar="TRUCEWATCH_PASSWORD", prompt=True, confirmation_prompt=True, hide_input=True)
]


@app.command()
def serve(
    directory: MissionDir = HERE,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for the whole network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    """Open the operations room: one page on this address, live."""
    home = mission.load(directory).home
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
    key = server.setup_key(home)
    say(f"Make the first account: {address}/setup#{key}" if key else f"The operations room: {address}")
    server.serve(home, host=host, port=port, database=DATABASE)


@account_app.command("add")
def account_add(
    name: Annotated[str, typer.Argument(help="What the person is called in the record.")],
    role: Annotated[str, typer.Option(help=f"One of: {', '.join(server.ROLES)}.")],
    password: Password,
    directory: MissionDir = HERE,
    source: Annotated[str, typer.Option(help="The source an observer reports as.")] = "",
    sectors: Annotated[list[str] | None, typer.Option("--sector", help="See these sectors only.")] = None,
    delay_h: Annotated[float, typer.Option(min=0, help="Hold back what is younger, in hours.")] = 0.0,
) -> None:
    """Make an account."""
    if role not in server.ROLES:
        raise UserError(f"There is no role {role!r}. There are: {', '.join(server.ROLES)}.")
    wanted = server.Account(name=name, role=role, source=source, sectors=tuple(sectors or ()), delay_h=delay_h)
    with server.accounts_of(mission.load(directory).home) as accounts:
        accounts.add(wanted, password)


@account_app.command("list")
def account_list(directory: MissionDir = HERE, as_json: AsJson = False) -> None:
    """Every account, with its role."""
    with server.accounts_of(mission.load(directory).home) as accounts:
        everybody = accounts.all()
    if as_json:
        print_json(everybody)
        return
    for account in everybody:
        say(f"{account.name}: {account.role}{' (closed)' if account.closed else ''}")


@account_app.command("close")
def account_close(name: Annotated[str, typer.Argument()], directory: MissionDir = HERE) -> None:
    """Close an account; its sessions and tokens end."""
    with server.accounts_of(mission.load(directory).home) as accounts:
        accounts.set_closed(name, closed=True)


@account_app.command("require")
def account_require(
    roles: Annotated[list[str] | None, typer.Argument(help="The roles; none to require it of nobody.")] = None,
    directory: MissionDir = HERE,
) -> None:
    """Have these roles come in with a second factor only; whoever has none enrols one at the next coming in."""
    if unknown := [role for role in roles or () if role not in server.ROLES]:
        raise UserError(f"There is no role {unknown[0]!r}. There are: {', '.join(server.ROLES)}.")
    with server.accounts_of(mission.load(directory).home) as accounts:
        server.Factors(accounts).require(tuple(role for role in server.ROLES if role in (roles or ())))


@account_app.command("reset")
def account_reset(name: Annotated[str, typer.Argument()], directory: MissionDir = HERE) -> None:
    """Take the second factors of somebody who lost them away, and end their sessions."""
    with server.accounts_of(mission.load(directory).home) as accounts:
        server.Factors(accounts).reset(name)


@account_app.command("token")
def account_token(
    name: Annotated[str, typer.Argument()],
    directory: MissionDir = HERE,
    label: Annotated[str, typer.Option(help="What it is for.")] = "script",
) -> None:
    """Print a new token with which a script comes in as this account; it is shown once."""
    with server.accounts_of(mission.load(directory).home) as accounts:
        say(accounts.issue(name, label))
