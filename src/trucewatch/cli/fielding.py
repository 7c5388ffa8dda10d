"""Field devices and forms: what phones are given, what they sent, and sealed records."""

from base64 import b64encode
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table

from trucewatch import mission

from .common import HERE, AsJson, MissionDir, UserError, app, opened, out, print_json, say

device_app = typer.Typer(help="Phones that may fetch forms and post to the mission: add, list, take back.")
gateway_app = typer.Typer(help="Gateways that hand over text messages and e-mails: add, list, take back.")
form_app = typer.Typer(help="Forms for phones: list them, check one, read all records again.")
sealed_app = typer.Typer(help="Encrypted records: make a key, take them out, open them away from the server.")
app.add_typer(device_app, name="device")
app.add_typer(gateway_app, name="gateway")
app.add_typer(form_app, name="form")
app.add_typer(sealed_app, name="sealed")

Password = Annotated[
    str,
    typer.Option(prompt=True, hide_input=True, envvar="TRUCEWATCH_KEY_PASSWORD", help="Password of the private key."),
]


def _field() -> ModuleType:
    """The room of forms, which only some nodes need."""
    try:
        from trucewatch import field
    except ModuleNotFoundError as missing:
        raise UserError(f"Forms and phones need {missing.name}: pip install 'trucewatch[field]'") from None
    return field


def _devices(directory: Path) -> tuple[mission.Mission, Any]:
    _field()
    from trucewatch.server.openrosa import Devices

    loaded = mission.load(directory)
    home = loaded.home / "record"
    home.mkdir(exist_ok=True)
    return loaded, Devices(home / "accounts.db")


@device_app.command("add")
def device_add(
    name: Annotated[str, typer.Argument(help="What the device is called in the record.")],
    url: Annotated[str, typer.Option(help="The address that the phone knows the server by: http://192.168.1.10:8000")],
    directory: MissionDir = HERE,
    source: Annotated[str, typer.Option(help="Who holds it: an id of the register of sources.")] = "",
    qr: Annotated[Path | None, typer.Option(help="Write the QR code that the phone scans (PNG or SVG).")] = None,
) -> None:
    """Register a phone. Its token is shown once; whoever has the QR code can post as this device."""
    field = _field()
    loaded, devices = _devices(directory)
    if source and source not in loaded.sources:
        raise UserError(f"No source {source!r} in the register of {loaded.name}.")
    try:
        token = devices.add(name, source)
    except ValueError as taken:
        raise UserError(str(taken)) from None
    address = f"{url.rstrip('/')}/key/{token}"
    say(f"Server address: {address}")
    if qr:
        field.write_qr(field.settings_code(field.device_settings(address, loaded.name)), qr)
        say(f"Scan {qr} in the app: Configure with QR code.")


@device_app.command("list")
def device_list(directory: MissionDir = HERE, as_json: AsJson = False) -> None:
    """The devices, and when they were added or taken back."""
    _, devices = _devices(directory)
    _listed(devices.all(), "device", "held by", as_json=as_json)


def _listed(found: list[Any], what: str, whose: str, *, as_json: bool) -> None:
    if as_json:
        print_json(
            [{"name": one.name, "source": one.source, "added": one.made_at, "revoked": one.revoked_at} for one in found]
        )
        return
    table = Table(what, whose, "added", "taken back", box=None)
    for one in found:
        table.add_row(one.name, one.source, one.made_at, one.revoked_at or "")
    out.print(table)


@device_app.command("revoke")
def device_revoke(name: Annotated[str, typer.Argument(help="The device.")], directory: MissionDir = HERE) -> None:
    """Take a device's token back. What it sent stays in the record."""
    _, devices = _devices(directory)
    try:
        devices.revoke(name)
    except ValueError as unknown:
        raise UserError(str(unknown)) from None
    say(f"{name} can post no more.")


@gateway_app.command("add")
def gateway_add(
    name: Annotated[str, typer.Argument(help="What the gateway is called in its address and in the record.")],
    directory: MissionDir = HERE,
    source: Annotated[str, typer.Option(help="Who speaks through it: an id of the register of sources.")] = "",
) -> None:
    """Register a gateway. Its secret is shown once; whoever has it can hand over messages."""
    loaded, devices = _devices(directory)
    if source and source not in loaded.sources:
        raise UserError(f"No source {source!r} in the register of {loaded.name}.")
    try:
        secret = devices.add_gateway(name, source)
    except ValueError as taken:
        raise UserError(str(taken)) from None
    say(f"Secret: whsec_{b64encode(secret).decode('ascii')}")
    say(f"It posts to /hook/{name} of this server, signed as Standard Webhooks say.")


@gateway_app.command("list")
def gateway_list(directory: MissionDir = HERE, as_json: AsJson = False) -> None:
    """The gateways, and when they were added or taken back."""
    _, devices = _devices(directory)
    _listed(devices.gateways(), "gateway", "speaks for", as_json=as_json)


@gateway_app.command("revoke")
def gateway_revoke(name: Annotated[str, typer.Argument(help="The gateway.")], directory: MissionDir = HERE) -> None:
    """Take no more from a gateway. What it handed over stays in the record."""
    _, devices = _devices(directory)
    try:
        devices.revoke_gateway(name)
    except ValueError as unknown:
        raise UserError(str(unknown)) from None
    say(f"{name} can hand over no more.")


@form_app.command("list")
def form_list(directory: MissionDir = HERE, as_json: AsJson = False) -> None:
    """The forms that phones are offered, with version and what their answers become."""
    field = _field()
    found = field.library(mission.load(directory))
    rows = [
        {
            "form": form.id,
            "version": form.version,
            "title": form.title,
            "becomes": [rows.form for rows in found.mappings[form.id].mapping.rows]
            if form.id in found.mappings
            else [],
            "encrypted": form.encrypted,
        }
        for form in found.forms.values()
    ]
    if as_json:
        print_json(rows)
        return
    table = Table("form", "version", "title", "becomes", box=None)
    for row in rows:
        kinds = ", ".join(dict.fromkeys(map(str, row["becomes"])))
        table.add_row(str(row["form"]), str(row["version"]), str(row["title"]), "sealed" if row["encrypted"] else kinds)
    out.print(table)


@form_app.command("check")
def form_check(
    path: Annotated[Path, typer.Argument(help="An XLSForm: .xlsx, or tables in Markdown (.md).")],
    as_json: AsJson = False,
) -> None:
    """Build a form and say what would go wrong with it on a phone or in a browser."""
    field = _field()
    source = path.read_bytes()
    flaws = field.lint(field.sheets_of(source, path.name))
    form = field.build(source, path.name)
    if as_json:
        print_json({"form": form.id, "version": form.version, "flaws": flaws})
    else:
        for flaw in flaws:
            say(f"{flaw.sheet}, {flaw.name}: {flaw.what} ({flaw.mend})")
        say(f"{form.id}, version {form.version}: {len(flaws) or 'no'} flaws.")
    if flaws:
        raise typer.Exit(1)


@form_app.command("read")
def form_read(directory: MissionDir = HERE, as_json: AsJson = False) -> None:
    """Read what devices sent into the record; again where a form's mapping has changed since."""
    field = _field()
    _, devices = _devices(directory)
    with opened(directory, write=True) as (loaded, log):
        made = {kind: len(new) for kind, new in field.Office(log, loaded, devices.holder).catch_up().items()}
    if as_json:
        print_json(made)
        return
    for kind, count in sorted(made.items()):
        say(f"{count} {kind}")
    if not made:
        say("Everything had been read.")


@form_app.command("photos")
def form_photos(directory: MissionDir = HERE, as_json: AsJson = False) -> None:
    """The photos that devices sent: when and where they say they were taken, and which look alike."""
    field = _field()
    with opened(directory, write=False) as (_, log):
        found = field.photos(log)
    pairs = list(field.alike(found))
    if as_json:
        alike = [{"photos": [one.sha256, other.sha256], "bits": bits} for one, other, bits in pairs]
        print_json({"photos": found, "alike": alike})
        return
    table = Table("photo", "entry", "says it was taken", "at", box=None)
    for photo in found:
        look = photo.look
        where = "" if look.lat is None else f"{look.lat:.5f} {look.lon:.5f}"
        table.add_row(photo.name, photo.entry, look.taken.isoformat(" ") if look.taken else "", where)
    out.print(table)
    for one, other, bits in pairs:
        say(f"{one.name} (entry {one.entry}) looks like {other.name} (entry {other.entry}): {bits} of 64 bits differ.")


@sealed_app.command("key")
def sealed_key(
    private: Annotated[Path, typer.Argument(help="Where to write the private key: a stick, never the server.")],
    password: Password,
    directory: MissionDir = HERE,
) -> None:
    """Make the key of protected forms; the public half goes into the mission's forms."""
    field = _field()
    public = mission.load(directory).home / field.FOLDER / field.KEY_FILE
    if public.exists() or private.exists():
        raise UserError(
            f"{public if public.exists() else private} is there already: records need the key they were made for."
        )
    pem, text = field.new_key(password)
    private.touch(mode=0o600)
    private.write_bytes(pem)
    public.parent.mkdir(exist_ok=True)
    public.write_text(text + "\n", encoding="ascii")
    say(f"Private key: {private}. Whoever loses it loses every protected record. Public key: {public}.")


@sealed_app.command("export")
def sealed_export(
    to: Annotated[Path, typer.Argument(help="Folder to write the encrypted records into.")],
    directory: MissionDir = HERE,
) -> None:
    """Take the encrypted records out of the record, one folder each, to be opened elsewhere."""
    field = _field()
    with opened(directory, write=False) as (_, log):
        count = field.export_sealed(log, to)
    say(f"{count} encrypted records in {to}.")


@sealed_app.command("open")
def sealed_open(
    key: Annotated[Path, typer.Argument(help="The private key.")],
    records: Annotated[Path, typer.Argument(help="The folder that `sealed export` wrote.")],
    to: Annotated[Path, typer.Argument(help="Folder to write the opened records into.")],
    password: Password,
    as_json: AsJson = False,
) -> None:
    """Open encrypted records with the private key. Needs no mission, no record and no network."""
    field = _field()
    results = field.open_sealed(field.read_key(key.read_bytes(), password), records, to)
    if as_json:
        print_json([msgspec.to_builtins(one) for one in results])
    for one in results if not as_json else ():
        say(f"{one.folder}: {one.said}")
    if any(not one.opened for one in results):
        raise typer.Exit(1)
