"""What a form is."""

from collections.abc import Callable

import msgspec

from ...domain import Account
from ..desk import Desk
from ..rows import Row

Reader = Callable[[Row, Desk], tuple[Account, ...]]


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A layout of tables: its native ``columns`` with what each means, and the reader that makes accounts of a row.

    A table is taken for this form if it has all the columns of ``needs``. ``read`` notes problems in the row; what it
    returns counts only if there are none. ``quantities`` are columns whose value must not be repeated over merged
    cells. With ``by_patrol`` each row is one fix, and the fixes of a patrol make one account.
    """

    name: str
    columns: dict[str, str]
    needs: tuple[str, ...]
    read: Reader
    quantities: frozenset[str] = frozenset({"count", "amount"})
    by_patrol: bool = False
