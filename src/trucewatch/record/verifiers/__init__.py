"""Programs that check an export without this software; written out beside it."""
