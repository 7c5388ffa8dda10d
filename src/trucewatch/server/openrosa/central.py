"""What devices sent, under the addresses of ODK Central, for the tools that people use with it (pyODK, ruODK).

For reading alone, by accounts that may read entries of the whole mission. There is one project, the mission.
"""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, Router, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotAuthorizedException, NotFoundException, PermissionDeniedException
from litestar.params import FromPath, JSONBody, QueryParameter

from trucewatch.field import XForm
from trucewatch.intake import IntakeError
from trucewatch.intake.submissions import Instance, post_of, read_instance
from trucewatch.record import Record, Stored

from ..accounts import SESSION, AccountError, Accounts
from ..entering import Asked, needs
from ..reading import note
from . import odata
from .central_shapes import PROJECT, files_of, form_of, moment_of, project_of, submission_of, system_of
from .devices import REALM
from .reception import Reception, reception_of
from .tables import Values, rows_of, table_names

Records = dict[str, list[Stored]]
"""The posts of each record of a form by its number, in the order they came in."""


class SignIn(msgspec.Struct, frozen=True):
    """As Central's users sign in; ``email`` is the account's name."""

    email: Annotated[str, msgspec.Meta(max_length=64)]
    password: Annotated[str, msgspec.Meta(max_length=1024)]


@post("/sessions", status_code=200, sync_to_thread=True, opt={"anybody": True})
def sign_in(state: State, data: JSONBody[SignIn]) -> Values:
    """Open a session; its token is a bearer token that reads and does not write."""
    accounts: Accounts = state.accounts
    try:
        key, _ = accounts.enter(data.email, data.password)
    except AccountError as refused:
        raise NotAuthorizedException(str(refused)) from None
    now = datetime.now(UTC)
    return {"token": key, "createdAt": moment_of(now), "expiresAt": moment_of(now + SESSION)}


@get("/users/current", guards=[needs("read")], sync_to_thread=False)
def current(request: Asked) -> Values:
    """Who signed in."""
    return {"id": 1, "type": "user", "displayName": request.user.name, "email": request.user.name}


@get("/projects", sync_to_thread=False)
def projects(reception: NamedDependency[Reception]) -> list[Values]:
    """The mission, as the only project."""
    return [project_of(reception)]


@get("/projects/{project:int}", sync_to_thread=False)
def project(reception: NamedDependency[Reception], project: FromPath[int]) -> Values:
    """The mission, as a project."""
    _is_ours(project)
    return project_of(reception)


@get("/projects/{project:int}/forms", sync_to_thread=False)
def forms(reception: NamedDependency[Reception], project: FromPath[int]) -> list[Values]:
    """The forms that phones are offered."""
    _is_ours(project)
    return [form_of(form) for form in reception.office.library.forms.values()]


@get("/projects/{project:int}/forms/{name:str}", sync_to_thread=False)
def form(
    request: Asked, reception: NamedDependency[Reception], project: FromPath[int], name: FromPath[str]
) -> Response[Any]:
    """A form, its XForm (``.xml``), or the tables of its OData feed (``.svc``)."""
    _is_ours(project)
    if name.endswith(".xml"):
        return Response(_known(reception, name.removesuffix(".xml")).xml, media_type="application/xml")
    if name.endswith(".svc"):
        tables = table_names(_known(reception, name.removesuffix(".svc")))
        listed = [{"name": table, "kind": "EntitySet", "url": table} for table in tables]
        model = f"{str(request.base_url).rstrip('/')}{request.url.path}/$metadata"
        return Response({"@odata.context": model, "value": listed}, headers=odata.VERSION)
    return Response(form_of(_known(reception, name)))


@get("/projects/{project:int}/forms/{name:str}/submissions", sync_to_thread=True)
def submissions(reception: NamedDependency[Reception], project: FromPath[int], name: FromPath[str]) -> list[Values]:
    """The records of a form."""
    _is_ours(project)
    found = _records(reception, _known(reception, name))
    return [submission_of(instance, posts) for instance, posts in found.items()]


@get("/projects/{project:int}/forms/{name:str}/submissions/{instance:str}", sync_to_thread=True)
def submission(
    request: Asked,
    state: State,
    reception: NamedDependency[Reception],
    project: FromPath[int],
    name: FromPath[str],
    instance: FromPath[str],
) -> Response[Any]:
    """A record, or its XML (``.xml``): that somebody read that is an entry."""
    _is_ours(project)
    number = instance.removesuffix(".xml")
    posts = _one(reception, name, number)
    if number == instance:
        return Response(submission_of(number, posts))
    sha256 = post_of(posts[0]).sha256
    if not sha256:
        raise NotFoundException("This record is sealed.")
    note(state.live, request.user, (posts[0].entry.id,), sha256, "record of a form read")
    return Response(reception.office.record.evidence_path(sha256).read_bytes(), media_type="application/xml")


@get("/projects/{project:int}/forms/{name:str}/submissions/{instance:str}/attachments", sync_to_thread=True)
def attachments(
    reception: NamedDependency[Reception], project: FromPath[int], name: FromPath[str], instance: FromPath[str]
) -> list[Values]:
    """The files that came with a record."""
    _is_ours(project)
    return [{"name": file, "exists": True} for file in files_of(_one(reception, name, instance))]


@get("/projects/{project:int}/forms/{name:str}/submissions/{instance:str}/attachments/{file:str}", sync_to_thread=True)
def attachment(
    request: Asked,
    state: State,
    reception: NamedDependency[Reception],
    project: FromPath[int],
    name: FromPath[str],
    instance: FromPath[str],
    file: FromPath[str],
) -> Response[bytes]:
    """A file that came with a record, to be saved and not shown; that somebody read it is an entry."""
    _is_ours(project)
    posts = _one(reception, name, instance)
    sha256 = files_of(posts).get(file)
    if sha256 is None:
        raise NotFoundException(f"The record has no file {file}.")
    note(state.live, request.user, (posts[0].entry.id,), sha256, "file of a record read")
    data = reception.office.record.evidence_path(sha256).read_bytes()
    return Response(data, media_type="application/octet-stream", headers={"Content-Disposition": "attachment"})


@get("/projects/{project:int}/forms/{name:str}/{table:str}", sync_to_thread=True)
def table_rows(
    request: Asked,
    state: State,
    reception: NamedDependency[Reception],
    project: FromPath[int],
    name: FromPath[str],
    table: FromPath[str],
    skip: Annotated[int, QueryParameter(name="$skip", ge=0)] = 0,
    top: Annotated[int | None, QueryParameter(name="$top", ge=0)] = None,
    count: Annotated[bool, QueryParameter(name="$count")] = False,
    expand: Annotated[str, QueryParameter(name="$expand")] = "",
    asked: Annotated[str, QueryParameter(name="$filter", max_length=1000)] = "",
) -> Response[Any]:
    """A table of a form's OData feed, or the feed's model (``$metadata``)."""
    _is_ours(project)
    known = _known(reception, name.removesuffix(".svc"))
    if name.endswith(".svc") and table == "$metadata":
        return Response(odata.metadata(known), media_type="application/xml", headers=odata.VERSION)
    if not name.endswith(".svc") or table not in table_names(known):
        raise NotFoundException(f"The form has no table {table}; it has {', '.join(table_names(known))}.")
    record = reception.office.record
    posts = _records(reception, known)
    every = [system_of(one, of_one) for one, of_one in posts.items()]
    try:
        wanted = odata.came(every, asked) if asked else every
    except odata.FilterError as refused:
        raise HTTPException(str(refused), status_code=501) from None
    if read := [posts[one["__id"]][0].entry.id for one in wanted]:
        note(state.live, request.user, read, f"{known.id}:{len(read)}", "records of a form read as a table")
    records = [(one, _read(record, posts[one["__id"]])) for one in wanted]
    rows = list(rows_of(records, known, table, expand=expand == "*"))
    feed = f"{str(request.base_url).rstrip('/')}{request.url.path.removesuffix(table)}"
    found: Values = {"@odata.context": f"{feed}$metadata#{table}"}
    if count:
        found["@odata.count"] = len(rows)
    found["value"] = rows[skip : None if top is None else skip + top]
    return Response(found, headers=odata.VERSION)


def _whole_mission(request: Asked) -> None:
    """Records cannot be cut by sector or delay: whoever sees a part of the mission sees none of them here."""
    if request.user is not None and (request.user.sectors or request.user.delay_h):
        raise PermissionDeniedException("Records of forms are for accounts that see the whole mission.")


def _is_ours(project: int) -> None:
    if project != PROJECT:
        raise NotFoundException("There is one project, the mission: 1.")


def _known(reception: Reception, name: str) -> XForm:
    found = reception.office.library.forms.get(name)
    if found is None:
        raise NotFoundException(f"There is no form {name}.")
    return found


def _records(reception: Reception, form: XForm) -> Records:
    found: Records = defaultdict(list)
    for stored in reception.office.record.entries(kinds=("submission",)):
        posted = post_of(stored)
        if posted.form == form.id and posted.instance:
            found[posted.instance].append(stored)
    return found


def _one(reception: Reception, name: str, instance: str) -> list[Stored]:
    posts = _records(reception, _known(reception, name)).get(instance)
    if not posts:
        raise NotFoundException(f"There is no record {instance}.")
    return posts


def _read(record: Record, posts: list[Stored]) -> Instance | None:
    sha256 = post_of(posts[0]).sha256
    if not sha256:
        return None
    try:
        instance = read_instance(record.evidence_path(sha256).read_bytes())
    except IntakeError:
        return None
    return None if instance.encrypted else instance


def _challenged(_: Asked, error: NotAuthorizedException) -> Response[Values]:
    said = {"status_code": 401, "detail": error.detail}
    return Response(said, status_code=401, headers={"WWW-Authenticate": f'Basic realm="{REALM}"'})


router = Router(
    "/v1",
    route_handlers=[
        sign_in,
        current,
        Router(
            "/",
            route_handlers=[
                projects,
                project,
                forms,
                form,
                submissions,
                submission,
                attachments,
                attachment,
                table_rows,
            ],
            guards=[needs("entries")],
            before_request=_whole_mission,
            exception_handlers={NotAuthorizedException: _challenged},
            dependencies={"reception": Provide(reception_of, sync_to_thread=False)},
        ),
    ],
    include_in_schema=False,
)
"""The addresses of Central that there are."""
