"""Filled forms of field devices: XML into rows of tables, those into accounts, and posts into entries of the record.

``Filing`` reads the posts that a server put into the record; ``read_instance`` reads one filled form;
``parse_form_mapping`` the file that says which rows a form holds; ``read_message`` and ``record_of`` make a record of a
text message or e-mail. Needs the extra ``field``.
"""

from .filing import Filing, doubt
from .instance import DoctypeError, Entity, Instance, read_instance
from .mapping import FormMapping, MappedForm, Rows, parse_form_mapping
from .message import FORM as MESSAGE
from .message import Message, read_message, record_of
from .posts import Posts, name_of, post_of

__all__ = [
    "MESSAGE",
    "DoctypeError",
    "Entity",
    "Filing",
    "FormMapping",
    "Instance",
    "MappedForm",
    "Message",
    "Posts",
    "Rows",
    "doubt",
    "name_of",
    "parse_form_mapping",
    "post_of",
    "read_instance",
    "read_message",
    "record_of",
]
