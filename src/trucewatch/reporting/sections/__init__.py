"""The sections of the daily report, in the order a reader of mission reports expects; each module says one picture."""
